"""Which column of a file is which field of ours."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tui_crm.actions.edit import PLAIN, RULES
from tui_crm.errors import WrongUsage
from tui_crm.exchange.report import Question, Undecided
from tui_crm.exchange.values import OWN_ID
from tui_crm.models import ENTITIES, Entity, FieldSpec, Kind
from tui_crm.text import fold, quoted

SOURCE_ID = "source_id"
"""The field for the number that the other program gave the row."""

TAKEN_TOO: dict[str, tuple[str, ...]] = {"traffic": ("bounces", "bounce_rate")}
"""What a file may have in place of a field of ours."""

FILLED = {"deal": frozenset({"opened_on"})}
"""Days that need not stand in a file because it is known what holds without them."""

NOT_IMPORTED = frozenset({"handoff", "stage"})
"""What comes about by actions, or along with the deals that name it."""


@dataclass(frozen=True)
class Columns:
    """The columns of a file with the fields that they are."""

    headers: list[str]
    """As they stand in the file; a repeated one with #2 and so on."""
    fields: dict[str, int]
    """Our field and the place of its column."""

    @property
    def ignored(self) -> list[str]:
        """The headers that are no field of ours."""
        taken = set(self.fields.values())
        return [name for at, name in enumerate(self.headers) if at not in taken]

    @property
    def told(self) -> dict[str, str]:
        """Their header and our field, as the report has it."""
        return {self.headers[at]: name for name, at in self.fields.items()}

    def header(self, field: str) -> str:
        """What the file calls a field; the field itself where the file does not have it."""
        at = self.fields.get(field)
        return field if at is None else self.headers[at]


def fields_of(entity: Entity) -> tuple[str, ...]:
    """Every name that a column for an entity can be mapped to."""
    own = tuple(spec.name for spec in entity.fields)
    return (*own, *TAKEN_TOO.get(entity.name, ()), SOURCE_ID)


def read_header(entity: Entity, cells: Sequence[str], wanted: Mapping[str, str]) -> Columns:
    """The columns by their headers: those that `wanted` names, then those called as our fields.

    Raises `WrongUsage` for a header or a field that does not exist, `Undecided` where a needed
    field has no column or one field could be two of them.
    """
    headers = _told_apart(cells)
    known = {*fields_of(entity), OWN_ID}
    chosen = _wanted(entity, headers, wanted, known)
    spoken_for = set(chosen.values())
    fields = {name: at for name, at in chosen.items() if name}
    for at, header in enumerate(headers):
        name = _as_field(header)
        if at not in spoken_for and name in known and name not in fields:
            fields[name] = at
    fields = {name: at for name, at in fields.items() if not name.startswith("?")}
    if not fields:
        raise Undecided(
            Question(
                "header",
                "",
                "No header of the first line is a field of ours. Say --map, or --no-header "
                "--columns where the file has no headers.",
                fields_of(entity),
            )
        )
    columns = Columns(headers, fields)
    _require(entity, columns)
    return columns


def columns_given(entity: Entity, names: Sequence[str]) -> Columns:
    """The columns of a file without header, as the owner lists them; an empty name is ignored."""
    known = fields_of(entity)
    fields: dict[str, int] = {}
    for at, name in enumerate(name.strip() for name in names):
        if name and name not in known:
            raise _unknown_field(entity, name)
        if name:
            fields[name] = at
    columns = Columns([f"column {at}" for at in range(1, len(names) + 1)], fields)
    _require(entity, columns)
    return columns


def recognised(cells: Sequence[str]) -> Entity | None:
    """The entity of a file that we wrote ourselves, by its header; None for others."""
    for entity in ENTITIES.values():
        if list(cells) == [OWN_ID, *(spec.name for spec in entity.fields)]:
            return entity
    return None


def needed(entity: Entity) -> list[FieldSpec]:
    """The fields without which no record of an entity can be made from a file."""
    filled = RULES.get(entity.name, PLAIN).fills | FILLED.get(entity.name, frozenset())
    return [
        spec
        for spec in entity.fields
        if spec.required
        and spec.name not in filled
        and (not spec.default or spec.kind is Kind.DAY)
        and spec.kind is not Kind.INSTANT
        and spec.name not in ("currency", "stage")
    ]


def _wanted(
    entity: Entity, headers: list[str], wanted: Mapping[str, str], known: set[str]
) -> dict[str, int]:
    """The places that the owner mapped; a header mapped to nothing is kept out of the way."""
    places: dict[str, int] = {}
    for theirs, ours in wanted.items():
        at = _place(headers, theirs)
        if ours and ours not in known:
            raise _unknown_field(entity, ours)
        if ours in places:
            raise WrongUsage(f"Two columns are mapped to {quoted(ours)}: choose one.")
        places[ours or f"?{at}"] = at
    return places


def _place(headers: list[str], theirs: str) -> int:
    for same in (str, _as_field):
        found = [at for at, header in enumerate(headers) if same(header) == same(theirs)]
        if found:
            return found[0]
    known = ", ".join(headers)
    raise WrongUsage(f"The file has no column {quoted(theirs)}. It has: {known}.")


def _told_apart(cells: Sequence[str]) -> list[str]:
    """The headers as they stand; the second of two equal ones is `email#2`."""
    seen: Counter[str] = Counter()
    headers: list[str] = []
    for cell in (cell.strip() for cell in cells):
        seen[cell] += 1
        headers.append(cell if seen[cell] == 1 else f"{cell}#{seen[cell]}")
    return headers


def _as_field(header: str) -> str:
    return "_".join(fold(header).replace("-", " ").replace("_", " ").split())


def _require(entity: Entity, columns: Columns) -> None:
    """Raises `Undecided` where a needed field has no column."""
    too = TAKEN_TOO.get(entity.name, ())
    questions = [
        Question(
            "columns",
            spec.name,
            f"No column is the {spec.name} of the {entity.plural}: which is it? "
            f'Say --map "Their header={spec.name}".',
            tuple(columns.ignored),
        )
        for spec in needed(entity)
        if spec.name not in columns.fields
        and not (spec.name == "engaged" and any(name in columns.fields for name in too))
    ]
    if questions:
        raise Undecided(*questions)


def _unknown_field(entity: Entity, name: str) -> WrongUsage:
    known = ", ".join(fields_of(entity))
    return WrongUsage(f"{entity.plural} have no field {quoted(name)}. They have: {known}.")
