"""Adding, changing and deleting any record, with what the business makes of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any  # Any: the value of a column, whatever it holds

from tui_crm.actions import edit_deal, edit_lead, edit_money, edit_pipeline, edit_target
from tui_crm.actions.action import Done
from tui_crm.actions.edit_rules import Rules
from tui_crm.errors import FieldErrors, WrongUsage
from tui_crm.models import Entity, Record
from tui_crm.models.fields import Kind
from tui_crm.store import records
from tui_crm.store.customs import entity_of
from tui_crm.store.engine import Book, Work
from tui_crm.store.entry import Typing, Value

PLAIN = Rules()
RULES: dict[str, Rules] = {
    "deal": edit_deal.RULES,
    "handoff": edit_pipeline.HANDOFF,
    "stage": edit_pipeline.STAGE,
    "target": edit_target.RULES,
    "lead": edit_lead.RULES,
    "revenue": edit_money.REVENUE,
    "subscription": edit_money.SUBSCRIPTION,
    "cost": edit_money.MONEY,
    "spend": edit_money.MONEY,
    "traffic": edit_money.TRAFFIC,
}
"""What the business makes of a record of an entity beyond storing it."""


def add(
    book: Book, entity: Entity, typed: Mapping[str, str], *, create: bool = False,
    plain: bool = False,
) -> Done:  # fmt: skip
    """Add a record from what was typed for its fields.

    Raises `FieldErrors` with every field that cannot be taken; then nothing was stored.
    """
    with book.work(f"add {entity.name}") as work:
        record = add_within(work, entity, typed, create=create, plain=plain)
        number = int(getattr(record, "id", 0))
        work.made[entity.name] = number
        called = records.describe(work, entity, number)
        work.title = work.title or f"Added {entity.name} {called}"
        return Done(work.title, number, work.made)


def add_within(
    work: Work, entity: Entity, typed: Mapping[str, str], *, create: bool = False,
    plain: bool = False, key: str | None = None,
) -> Record:  # fmt: skip
    """Add a record as part of a larger work, such as an import."""
    entity = entity_of(entity, work.business)
    rules = RULES.get(entity.name, PLAIN)
    typed = rules.reworded(typed)
    typing = Typing(work.business, work.today, plain)
    base = work.business.currency
    values = records.typed_values(work, entity.fields, typed, typing, create=create, currency=base)
    values = _with_defaults(entity, values, typing, base, rules.fills)
    columns: dict[str, Any] = {**records.columns_of(entity, values), **entity.fixed}
    if key is not None:
        columns["source_key"] = key
    return rules.add(work, entity, values, columns)


def change(
    book: Book, entity: Entity, record_id: int, typed: Mapping[str, str], *,
    create: bool = False, plain: bool = False,
) -> Done:  # fmt: skip
    """Change fields of a record; those not typed stay as they are.

    Raises `FieldErrors` with every field that cannot be taken; then nothing was stored.
    """
    with book.work(f"set {entity.name}") as work:
        entity = entity_of(entity, work.business)
        record = records.get(work, entity, record_id)
        rules = RULES.get(entity.name, PLAIN)
        typed = rules.reworded(typed)
        typing = Typing(work.business, work.today, plain)
        currency = getattr(record, "currency", work.business.currency)
        values = records.typed_values(
            work, entity.fields, typed, typing, create=create, currency=currency
        )
        work.title = f"Changed {entity.name} {records.describe(work, entity, record_id)}"
        rules.change(work, entity, record, values)
        records.refresh_search(work, record)
        work.flush()
        return Done(work.title, record_id, work.made)


def delete(book: Book, entity: Entity, record_ids: Iterable[int]) -> Done:
    """Delete records in one step; undo brings them back whole.

    Raises `Refused` where another record still needs one of them; then all of them stay.
    """
    with book.work(f"delete {entity.name}") as work:
        called: list[str] = []
        for record_id in record_ids:
            record = records.get(work, entity, record_id)
            called.append(records.describe(work, entity, record_id))
            RULES.get(entity.name, PLAIN).delete(work, record)
        if not called:
            raise WrongUsage(f"Name the {entity.name} to delete by its number.")
        what = called[0] if len(called) == 1 else f"{len(called)} {entity.plural}"
        work.title = f"Deleted {what}"
        return Done(work.title, None, work.made)


def _with_defaults(
    entity: Entity,
    values: dict[str, Value],
    typing: Typing,
    currency: str,
    filled_later: frozenset[str],
) -> dict[str, Value]:
    """The values with what holds where nothing was typed; raises `FieldErrors` for gaps."""
    filled = dict(values)
    missing: dict[str, str] = {}
    for spec in entity.fields:
        if filled.get(spec.name) is not None:
            continue
        filled.pop(spec.name, None)
        if spec.name == "currency":
            filled[spec.name] = currency
        elif spec.default and spec.kind is not Kind.LINK:
            filled[spec.name] = typing.value(spec, spec.default, currency)
        elif spec.required and spec.name not in filled_later:
            missing[spec.name] = "this is needed"
    if missing:
        raise FieldErrors(missing)
    return filled
