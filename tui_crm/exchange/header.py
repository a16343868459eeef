"""What each column of a header is: as the owner says, as its program has it, or by its name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from tui_crm.errors import WrongUsage
from tui_crm.exchange.mapping import (
    CUSTOM,
    REASON,
    Form,
    Part,
    fields_of,
    needed,
    require_importable,
    which_entity,
)
from tui_crm.exchange.programs import (
    Headers,
    Program,
    constants_of,
    currency_of,
    entity_meant,
    fields_meant,
    is_unneeded,
    program_of,
)
from tui_crm.exchange.report import Question, Undecided
from tui_crm.exchange.values import OWN_ID, is_figure_header
from tui_crm.models import ENTITIES, Entity
from tui_crm.store.query import unknown_field
from tui_crm.text import fold, quoted


def read_form(
    cells: Sequence[str],
    preamble: Sequence[str],
    entity: Entity | None,
    wanted: Mapping[str, str],
) -> Form:
    """What the columns of a file are, by its header and what the owner said of it.

    Raises `WrongUsage` for a header or a field that does not exist, `Undecided` where it is not
    clear what the file holds.
    """
    headers = _told_apart(cells)
    own = _own_entity(headers, entity)
    program = None if own else program_of(headers, preamble, entity.name if entity else None)
    chosen = entity or own or _meant(program, headers)
    require_importable(chosen)
    places = _wanted(chosen, headers, wanted)
    if program is not None and chosen.name not in (program.entity, *program.side):
        program = None
    reading = _Reading(chosen, headers, program, own is not None)
    reading.take(places)
    form = reading.form(preamble)
    if not form.main.fields:
        raise Undecided(
            Question(
                "header",
                "",
                "No header of the first line is a field of ours. Say --map, or --no-header "
                "--columns where the file has no headers.",
                fields_of(chosen),
            )
        )
    return form


class _Reading:
    """Finds out what each column is: as the owner says, as its program has it, or by its name."""

    def __init__(
        self, entity: Entity, headers: list[str], program: Program | None, is_own: bool
    ) -> None:
        self._entity = entity
        self._headers = headers
        self._program = program
        self._is_own = is_own
        self._known = {*fields_of(entity), OWN_ID}
        self._fields: dict[str, int] = {}
        self._side: dict[str, dict[str, int]] = {}
        self._customs: dict[str, int] = {}
        self._whys: dict[int, str] = {}

    def take(self, wanted: Mapping[int, str]) -> None:
        """Take what the owner says first, then what is known, then what is called as ours."""
        for at, name in wanted.items():
            if name.startswith(CUSTOM):
                self._customs[name.removeprefix(CUSTOM)] = at
            elif name:
                self._fields[name] = at
            self._whys[at] = "chosen" if name else "left out"
        if self._program is not None:
            self._take_side(self._program)
            self._take_known(self._program.columns_of(self._entity.name))
            self._leave_out(self._program)
        else:
            if not self._is_own:
                self._take_meant()
            self._take_called({_as_field(name): name for name in self._known})
        for at, header in enumerate(self._headers):
            if self._is_own and is_figure_header(header):
                self._whys[at] = "not needed"  # what stood beside a list on Metrics
            elif at not in self._whys and header != REASON:
                self._keep(at, header)

    def form(self, preamble: Sequence[str]) -> Form:
        """The form of the file, with what the program's other records have of it."""
        program, entity = self._program, self._entity
        given = constants_of(program, self._headers, preamble) if program else {}
        constants = {**self._currency(), **given.get(entity.name, {})}
        without = {name: text for name, text in constants.items() if name not in self._fields}
        words = program.words if program else {}
        side = tuple(
            Part(ENTITIES[kind], places, given.get(kind, {}), words)
            for kind, places in self._side.items()
        )
        main = Part(entity, self._fields, without, words)
        return Form(self._headers, main, side, self._customs, program, self._whys)

    def _currency(self) -> dict[str, str]:
        """The currency that the header of the amounts names, as in "Amount (USD)"."""
        at = self._fields.get("amount") if self._entity.field("currency") else None
        named = currency_of(self._headers[at]) if at is not None else None
        return {"currency": named} if named else {}

    def _take_side(self, program: Program) -> None:
        """The columns of other records that the rows make; some are the main one's too."""
        if self._entity.name != program.entity:
            return
        for kind, columns in program.side.items():
            places = {
                name: at
                for name, at in Headers(self._headers).places(columns).items()
                if self._whys.get(at) != "left out"
            }
            if all(spec.name in places for spec in needed(ENTITIES[kind]) if spec.name != "on"):
                self._side[kind] = places

    def _take_known(self, columns: Mapping[str, str]) -> None:
        for name, at in Headers(self._headers).places(columns).items():
            if at not in self._whys and name in self._known and name not in self._fields:
                self._fields[name] = at
                self._whys[at] = "known"

    def _leave_out(self, program: Program) -> None:
        """Leave out what only repeats, before anything is taken for what it is called."""
        for at, header in enumerate(self._headers):
            if at not in self._whys and is_unneeded(program, header):
                self._whys[at] = "not needed"

    def _take_called(self, meant: Mapping[str, str]) -> None:
        for at, header in enumerate(self._headers):
            if self._is_own and is_figure_header(header):
                continue
            name = meant.get(_as_field(header))
            if name and at not in self._whys and name not in self._fields:
                self._fields[name] = at
                self._whys[at] = "by name"

    def _take_meant(self) -> None:
        for name, at in fields_meant(self._entity.name, self._headers).items():
            if at not in self._whys and name in self._known and name not in self._fields:
                self._fields[name] = at
                self._whys[at] = "by name"

    def _keep(self, at: int, header: str) -> None:
        """What becomes of a column that is no field of the main record."""
        if any(at in places.values() for places in self._side.values()):
            self._whys[at] = "known"
        else:
            self._whys[at] = "custom"
            self._customs[header] = at


def _meant(program: Program | None, headers: Sequence[str]) -> Entity:
    """What a file holds that the owner did not say; raises `Undecided` where it is not clear."""
    name = program.entity if program else entity_meant(headers)
    if name is None:
        raise Undecided(which_entity())
    return ENTITIES[name]


def _own_entity(headers: Sequence[str], entity: Entity | None) -> Entity | None:
    """The entity of a file that we wrote ourselves, by its header; None for others.

    Raises `Undecided` where a few fields are left that several entities have.
    """
    if not headers or headers[0] != OWN_ID:
        return None
    if entity is not None:
        return entity
    named = [header for header in headers[1:] if not is_figure_header(header)]
    whole = [
        known
        for known in ENTITIES.values()
        if named[: len(known.fields)] == [spec.name for spec in known.fields]
    ]
    some = [known for known in ENTITIES.values() if all(known.field(name) for name in named)]
    for found in (whole, some):
        if len(found) == 1:
            return found[0]
    raise Undecided(which_entity())


def _wanted(entity: Entity, headers: list[str], wanted: Mapping[str, str]) -> dict[int, str]:
    """What the owner mapped, by place; a header mapped to nothing is left out."""
    known = {*fields_of(entity), OWN_ID}
    places: dict[int, str] = {}
    for theirs, ours in wanted.items():
        at = _place(headers, theirs)
        if ours and ours not in known and not ours.startswith(CUSTOM):
            raise unknown_field(entity, ours, fields_of(entity))
        if ours and ours in places.values():
            raise WrongUsage(f"Two columns are mapped to {quoted(ours)}: choose one.")
        places[at] = ours
    return places


def _place(headers: list[str], theirs: str) -> int:
    for same in (str, _as_field):
        found = [at for at, header in enumerate(headers) if same(header) == same(theirs)]
        if found:
            return found[0]
    known = ", ".join(headers)
    raise WrongUsage(f"The file has no column {quoted(theirs)}. It has: {known}.")


def _told_apart(cells: Sequence[str]) -> list[str]:
    """The headers as they stand; the second of two equal ones is `email#2`, none is `Column 3`."""
    seen: Counter[str] = Counter()
    headers: list[str] = []
    for at, cell in enumerate(cells, 1):
        header = cell.strip() or f"Column {at}"
        seen[header] += 1
        headers.append(header if seen[header] == 1 else f"{header}#{seen[header]}")
    return headers


def _as_field(header: str) -> str:
    return "_".join(fold(header).replace("-", " ").replace("_", " ").split())
