"""Custom fields: what a business keeps of its records beside the fields that the program has."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import chain, count

from tui_crm.errors import WrongUsage
from tui_crm.models import ENTITIES, CustomField, Entity, FieldSpec
from tui_crm.models.fields import Kind
from tui_crm.store.business import KEPT_WITH, Business, Custom
from tui_crm.store.engine import Work, business_seen
from tui_crm.text import clean, cut, fold, shown

EXTRA = "extra"
"""The column that holds them: a JSON object of their values by name."""

RESERVED = frozenset({"id", "tui_crm_id", "source_id", "tui_crm_reason"})
"""What headers of our own files and of our import mean already."""

KINDS = {"text": Kind.TEXT}
"""What a custom field can hold, as the table of custom fields calls it."""

_SPELLING = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))

LONGEST_NAME = 40
WIDEST_TITLE = 24
"""Cells of a title: a form gives all its fields the room of the widest."""
WIDTH = 16


def entity_of(entity: Entity, business: Business) -> Entity:
    """An entity with the custom fields that a business gave it."""
    return ENTITIES[entity.name].with_custom(_specs(business.custom_fields(entity.name)))


def fields_of(entity: Entity, business: Business) -> tuple[FieldSpec, ...]:
    """All fields of a business's records of a kind: the program's own, then the custom ones."""
    return entity_of(entity, business).fields


def custom_spec(entity: Entity, called: str) -> FieldSpec | None:
    """The custom field of an entity by its name, case and accents folded; None where it has none.

    The entity is one that `entity_of` gave.
    """
    folded = fold(called)
    return next((spec for spec in entity.custom if fold(spec.name) == folded), None)


def known_as(
    entity: Entity, business: Business, title: str, taken: Collection[str] = ()
) -> str | None:
    """The name of the custom field that a title or a file's header means, where there is one.

    It is none of those `taken`: columns of a file whose headers differ in case only stay apart.
    """
    customs = [one for one in business.custom_fields(entity.name) if one.name not in taken]
    if any(custom.name == title for custom in customs):
        return title
    meant = _spelled(title)
    return next((custom.name for custom in customs if _spelled(custom.title) == meant), None)


def custom_name(header: str, taken: Collection[str] = ()) -> str:
    """A name for a custom field that a header gives: folded letters, digits and underscores.

    It begins with a letter, and is none of those `taken`, so that it can stand in a filter, over
    a column of a file and before `=` at the command line. Its letters are put together again
    (NFC), as they are typed.
    """
    parts = "".join(letter if letter.isalnum() else " " for letter in fold(header)).split()
    name = unicodedata.normalize("NFC", "_".join(parts))[:LONGEST_NAME].strip("_")
    if not name[:1].isalpha():
        name = f"field_{name}".strip("_")
    numbered = (f"{name}_{number}" for number in count(2))
    return next(one for one in chain([name], numbered) if one not in taken)


def ensure(
    work: Work, entity: Entity, titles: Sequence[str], taken: Collection[str] = ()
) -> dict[str, str]:
    """The names of the custom fields with these titles, made where the business lacks them.

    All in one go: a file may bring thousands of them. `taken` are names that mean something else
    in the file at hand. The work's business knows them from then on. Raises `WrongUsage` where
    records of the kind cannot have custom fields.
    """
    if titles and EXTRA not in entity.model.table().c:
        raise WrongUsage(f"{entity.plural} cannot have fields of your own.")
    work.flush()
    work.business = business_seen(work.connection())  # another program may have made some meanwhile
    customs = work.business.custom_fields(entity.name)
    spelled: dict[str, list[str]] = {}
    for custom in customs:
        spelled.setdefault(_spelled(custom.title), []).append(custom.name)
    present, used = {custom.name for custom in customs}, set(taken)
    spoken = _spoken_for(entity, work.business) | used
    names: dict[str, str] = {}
    for title in titles:
        known = [title] if title in present else []
        known = [name for name in (*known, *spelled.get(_spelled(title), ())) if name not in used]
        name = names[title] = known[0] if known else custom_name(_told(title), spoken)
        used.add(name)
        spoken.add(name)
    kept_with = KEPT_WITH.get(entity.name, entity.name)
    made = [(title, name) for title, name in names.items() if name not in present]
    for place, (title, name) in enumerate(made, len(customs)):
        told = {"entity": kept_with, "name": name, "title": _told(title), "position": place}
        work.add(CustomField.model_validate(told))
    if made:
        work.flush()
        work.business = business_seen(work.connection())
    return names


def extra_text(values: Mapping[str, str | None]) -> str | None:
    """The values of custom fields as they are stored, always in the same spelling; None for none.

    What is empty is not there.
    """
    held = {name: value for name, value in values.items() if value}
    return _SPELLING.encode(held) if held else None


def extra_of(stored: object) -> dict[str, str]:
    """The values of custom fields by their names, from what a record's column holds."""
    return json.loads(stored) if isinstance(stored, str) else {}


def words_of(stored: object) -> Iterable[str]:
    """What a search finds of the custom fields that a record's column holds."""
    return extra_of(stored).values()


def _spoken_for(entity: Entity, business: Business) -> set[str]:
    """Names that the program, or another custom field, has for records of the kind."""
    table = entity.model.table()
    names = {custom.name for custom in business.custom_fields(entity.name)} | RESERVED
    for other in ENTITIES.values():
        if other.model.table() is table:
            names |= {spec.name for spec in other.fields}
            names |= {f"{spec.name}_id" for spec in other.fields if spec.kind is Kind.LINK}
    return names


def _told(title: str) -> str:
    """A title as it is stored."""
    return clean(title).strip() or "Unnamed"


def _spelled(title: str) -> str:
    """A title without what spellings differ in: case, accents, blanks."""
    return " ".join(fold(_told(title)).split())


@lru_cache(maxsize=64)
def _specs(customs: tuple[Custom, ...]) -> tuple[FieldSpec, ...]:
    return tuple(_spec(custom) for custom in customs)


def _spec(custom: Custom) -> FieldSpec:
    title = shown(custom.title)
    short = cut(title, WIDEST_TITLE)
    return FieldSpec(
        name=custom.name,
        column=EXTRA,
        title=short,
        kind=KINDS[custom.kind],
        width=WIDTH,
        help="" if short == title else title,
        listed=False,
        custom=True,
    )
