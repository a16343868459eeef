"""What became of a record over time: what was done to it, and the steps a deal or lead took."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, and_, or_, select

from tui_crm.models import ENTITIES, DealEvent, Entity, FieldSpec, LeadEvent, Stage
from tui_crm.models.fields import Kind, instant_of
from tui_crm.models.journal import JournalBatch, JournalRow
from tui_crm.store.customs import entity_of, extra_of
from tui_crm.store.engine import business_seen
from tui_crm.store.lookup import label_of
from tui_crm.store.merged import merged_numbers
from tui_crm.store.shape import Value

Image = dict[str, str | int | None]


@dataclass(frozen=True, slots=True)
class Change:
    """A field that was changed, with what it held before and after."""

    spec: FieldSpec
    old: Value
    new: Value


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that was done to a record."""

    at: datetime
    title: str
    """What was done, in a sentence."""
    currency: str
    """That of the amounts among the changes."""
    changes: tuple[Change, ...]
    """Empty where the record was added or taken away."""


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a deal or a lead, on a business day."""

    on: date
    state: str
    """Its stage, its outcome or its temperature from then on."""
    amount: int | None = None
    """What a deal was worth, in minor units of the base currency."""
    chance: int | None = None
    """The chance of winning a deal, in hundredths of a percent."""


def history(connection: Connection, entity: Entity, record_id: int, currency: str) -> list[Deed]:
    """What was done to a record and stands, the latest first; amounts are in its currency.

    What was done to those that were merged into it is among it.
    """
    entity = entity_of(entity, business_seen(connection))
    table = entity.model.table().name
    numbers = [record_id, *merged_numbers(connection, table, record_id)]
    batch, row = JournalBatch.table().c, JournalRow.table().c
    in_runs = [
        and_(row.last_row_id.is_not(None), row.row_id <= number, row.last_row_id >= number)
        for number in numbers
    ]
    found = connection.execute(
        select(batch.id, row.row_id, batch.at, batch.title, row.before, row.after)
        .where(
            batch.id == row.batch_id,
            batch.state == "done",
            row.table_name == table,
            or_(row.row_id.in_(numbers), *in_runs),
        )
        .order_by(row.id.desc())
    ).all()
    # A merge is told of once, by what it changed, though it took the other record away too.
    told = {number for number, *_, after in found if after is not None}
    return [
        Deed(at, title, currency, _changes(connection, entity, before, after))
        for number, row_id, at, title, before, after in found
        if row_id == record_id or after is not None or before is None or number not in told
    ]


def deal_steps(connection: Connection, deal_id: int) -> list[Step]:
    """The stages that a deal went through and how it ended, the latest first."""
    event, stage = DealEvent.table(), Stage.table()
    rows = connection.execute(
        select(event.c.on, event.c.state, stage.c.name, event.c.base_minor, event.c.prob_bp)
        .select_from(event.join(stage, stage.c.id == event.c.stage_id))
        .where(event.c.deal_id == deal_id)
        .order_by(event.c.on.desc(), event.c.id.desc())
    )
    return [
        Step(on, stage_name if state == "open" else state, amount, chance)
        for on, state, stage_name, amount, chance in rows
    ]


def lead_steps(connection: Connection, lead_id: int) -> list[Step]:
    """The stages and temperatures that a lead went through, the latest first."""
    event = LeadEvent.table().c
    rows = connection.execute(
        select(event.on, event.new)
        .where(event.lead_id == lead_id)
        .order_by(event.at.desc(), event.id.desc())
    )
    return [Step(on, new) for on, new in rows]


def _changes(
    connection: Connection, entity: Entity, before: str | None, after: str | None
) -> tuple[Change, ...]:
    if before is None or after is None:
        return ()
    old: Image = json.loads(before)
    new: Image = json.loads(after)
    return tuple(
        Change(spec, _value(connection, spec, was), _value(connection, spec, becomes))
        for spec in entity.fields
        if not spec.via and spec.column in new
        for was, becomes in [(_held(spec, old), _held(spec, new))]
        if was != becomes
    )


def _held(spec: FieldSpec, image: Image) -> str | int | None:
    """What a row held in a field, as it was stored."""
    stored = image.get(spec.column)
    return extra_of(stored).get(spec.name) if spec.custom else stored


def _value(connection: Connection, spec: FieldSpec, stored: str | int | None) -> Value:
    """What a column held, as the field has it; a link by the name that the record has now."""
    if stored is None:
        return None
    match spec.kind:
        case Kind.LINK:
            return label_of(connection, ENTITIES[spec.target], int(stored))
        case Kind.DAY:
            return date.fromisoformat(str(stored))
        case Kind.INSTANT:
            return instant_of(str(stored))
        case Kind.FLAG:
            return bool(stored)
    return stored
