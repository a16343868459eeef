"""What the columns of a file are: fields of ours, of linked records, or custom fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from tui_crm.actions.edit import PLAIN, RULES
from tui_crm.errors import WrongUsage
from tui_crm.exchange.instead import INSTEAD, is_known_by_others
from tui_crm.exchange.programs import (
    Program,
)
from tui_crm.exchange.report import Question, Undecided
from tui_crm.models import ENTITIES, Entity, FieldSpec, Kind
from tui_crm.store.query import unknown_field

SOURCE_ID = "source_id"
"""The field for the number that the other program gave the row."""

REASON = "tui_crm_reason"
"""The column that says why a row was rejected, in the file of the rejected ones."""

CUSTOM = "custom:"
"""Before the title of a custom field, where a column is mapped to one."""

FILLED = {"deal": frozenset({"opened_on"})}
"""Days that need not stand in a file because it is known what holds without them."""

NOT_IMPORTED = frozenset({"handoff", "stage"})
"""What comes about by actions, or along with the deals that name it."""

DETAILED = ("account", "contact", "lead")
"""Links whose records a row may describe beside its own: `account.domain`."""


@dataclass(frozen=True)
class Part:
    """The records of one kind that each row makes: which column is which of their fields."""

    entity: Entity
    fields: Mapping[str, int]
    """Our field, also one of a linked record, and the place of its column."""
    constants: Mapping[str, str] = field(default_factory=dict)
    """What holds for each row where the file has no column for it."""
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """By field, the other program's words, folded, and ours."""
    percents: frozenset[str] = frozenset()
    """Fields whose shares are written in percent, with or without the sign."""

    def spec(self, name: str) -> FieldSpec | None:
        """What is known of a field that a column can be."""
        return spec_of(self.entity, name)


@dataclass(frozen=True)
class Form:
    """The columns of a file with what each of them is."""

    headers: Sequence[str]
    """As they stand in the file; a repeated one with #2 and so on."""
    main: Part
    side: tuple[Part, ...] = ()
    """Other records that the same rows make."""
    customs: Mapping[str, int] = field(default_factory=dict)
    """Titles of custom fields, and the places of their columns."""
    program: Program | None = None
    whys: Mapping[int, str] = field(default_factory=dict)
    """By place, why a column is what it is taken for."""
    empty: frozenset[int] = frozenset()
    """The places of columns that no row has anything in."""

    @property
    def told(self) -> dict[str, str]:
        """Their header and our field, as the report has it."""
        told = {
            self.headers[at]: f"{part.entity.name}.{name}"
            for part in self.side
            for name, at in part.fields.items()
        }
        return told | {self.headers[at]: name for name, at in self.main.fields.items()}

    @property
    def ignored(self) -> list[str]:
        """The headers of columns that are not taken."""
        taken = self.empty.union(
            self.customs.values(), *(part.fields.values() for part in (self.main, *self.side))
        )
        left = [name for at, name in enumerate(self.headers) if at not in taken]
        return [name for name in left if name and name != REASON]

    @property
    def no_day(self) -> str:
        """What to do in the other program where rows cover more than a day."""
        return self.program.lacking.get("on", "") if self.program else ""

    def header(self, name: str) -> str:
        """What the file calls a field; the field itself where the file does not have it."""
        for part in (self.main, *self.side):
            if name in part.fields:
                return self.headers[part.fields[name]]
        return name


def spec_of(entity: Entity, name: str) -> FieldSpec | None:
    """A field that a column of a file about an entity can be, linked records' by a dot."""
    link, dot, inner = name.partition(".")
    if not dot:
        return entity.field(name) or _instead(entity, name)
    target = _target(entity, link)
    if target is None or inner == target.label:
        return None
    found = target.field(inner) or _instead(target, inner)
    known = found is not None and found.kind is not Kind.LINK
    return replace(found, name=name, required=False) if found and known else None


def fields_of(entity: Entity) -> tuple[str, ...]:
    """Every name that a column for an entity can be mapped to."""
    own = [spec.name for spec in (*entity.fields, *INSTEAD.get(entity.name, ()))]
    linked = [
        f"{link}.{spec.name}"
        for link in DETAILED
        if (target := _target(entity, link)) is not None
        for spec in (*target.fields, *INSTEAD.get(target.name, ()))
        if spec_of(entity, f"{link}.{spec.name}") is not None
    ]
    return (*own, *linked, SOURCE_ID)


def form_given(entity: Entity | None, names: Sequence[str]) -> Form:
    """The columns of a file without header, as the owner lists them; an empty name is ignored."""
    if entity is None:
        raise Undecided(which_entity())
    require_importable(entity)
    known = fields_of(entity)
    fields: dict[str, int] = {}
    for at, name in enumerate(name.strip() for name in names):
        if name and name not in known:
            raise unknown_field(entity, name, known)
        if name:
            fields[name] = at
    return Form([f"column {at}" for at in range(1, len(names) + 1)], Part(entity, fields))


def with_customs(form: Form, entity: Entity, names: Mapping[str, str]) -> Form:
    """The form with its custom fields as fields of the entity, which has them now.

    `names` has, by title, what each is called.
    """
    places = {names[title]: at for title, at in form.customs.items() if title in names}
    main = replace(form.main, entity=entity, fields={**form.main.fields, **places})
    return replace(form, main=main, customs={})


def lacking(form: Form) -> list[Question]:
    """What must be asked where a needed field has no column."""
    entity, hints = form.main.entity, form.program.lacking if form.program else {}
    derived = dict.fromkeys(form.program.derived if form.program else (), "")
    given = {**derived, **form.main.fields, **form.main.constants}
    return [
        # What a program leaves out of its export stands in none of the columns.
        Question("columns", spec.name, _which_column(entity, spec, hints),
                 () if spec.name in hints else tuple(_free(form)))
        for spec in needed(entity)
        if spec.name not in given and not is_known_by_others(entity.name, spec.name, given)
    ]  # fmt: skip


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


def which_entity() -> Question:
    """What must be asked where a file does not say what it holds."""
    kinds = tuple(name for name in ENTITIES if name not in NOT_IMPORTED)
    return Question("entity", "", "What is in the file? Say --as ENTITY.", kinds)


def require_importable(entity: Entity) -> None:
    """Raises `WrongUsage` for what does not come from files of its own."""
    if entity.name in NOT_IMPORTED:
        raise WrongUsage(
            f"{entity.plural} do not come from files of their own. A file can bring: "
            f"{', '.join(name for name in ENTITIES if name not in NOT_IMPORTED)}."
        )


def _which_column(entity: Entity, spec: FieldSpec, hints: Mapping[str, str]) -> str:
    if spec.name in hints:
        return hints[spec.name]
    return (
        f"No column is the {spec.name} of the {entity.plural}: which is it? "
        f'Say --map "Their header={spec.name}".'
    )


def _free(form: Form) -> list[str]:
    """The headers of columns that could be another field than they are."""
    taken = set(form.main.fields.values())
    return [name for at, name in enumerate(form.headers) if name and at not in taken]


def _target(entity: Entity, link: str) -> Entity | None:
    spec = entity.field(link) if link in DETAILED else None
    return ENTITIES[spec.target] if spec is not None and spec.kind is Kind.LINK else None


def _instead(entity: Entity, name: str) -> FieldSpec | None:
    return next((spec for spec in INSTEAD.get(entity.name, ()) if spec.name == name), None)
