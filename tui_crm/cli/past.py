"""What was done in the book, and what it changed of a record."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Mapping

from sqlalchemy import Connection, select

from tui_crm.cli.desk import Answer, Desk, the_entity, the_number
from tui_crm.cli.tables import print_columns
from tui_crm.errors import WrongUsage
from tui_crm.exchange.values import Json, as_json
from tui_crm.models import Entity
from tui_crm.models.fields import instant_text
from tui_crm.models.journal import JournalBatch
from tui_crm.store.engine import Book
from tui_crm.store.history import Deed, history

Changes = Mapping[str, Mapping[str, Json]]


def print_history(desk: Desk, options: Namespace) -> Answer:
    """Print what was done, the latest first; of a record, with what it changed."""
    book = desk.book(post=False)
    with book.read() as connection:
        if options.entity is None:
            told = _batches(connection)
        else:
            told = _of_record(book, connection, options)
    if options.json:
        desk.write_json(told)
    elif options.entity is None:
        rows = [[str(cell) for cell in batch.values()] for batch in told]
        print_columns(desk, ["batch", "at", "action", "state", "what"], rows, [True, *[False] * 4])
    else:
        rows = [[str(deed["at"]), str(deed["title"]), _written(deed["changes"])] for deed in told]
        print_columns(desk, ["at", "what", "changes"], rows, [False] * 3)
    return Answer()


def _batches(connection: Connection) -> list[dict[str, object]]:
    batch = JournalBatch.table().c
    query = select(batch.id, batch.at, batch.action, batch.state, batch.title)
    return [
        {"batch": number, "at": instant_text(at), "action": action, "state": state, "title": title}
        for number, at, action, state, title in connection.execute(query.order_by(batch.id.desc()))
    ]


def _of_record(book: Book, connection: Connection, options: Namespace) -> list[dict[str, object]]:
    entity = the_entity(options.entity)
    if options.id is None:
        raise WrongUsage(f"Which {entity.name}? Give its number.")
    number = the_number(options.id, entity.name)
    currency = _currency(connection, entity, number) or book.business.currency
    deeds = history(connection, entity, number, currency)
    if not deeds and not _exists(connection, entity, number):
        raise WrongUsage(f"There is no {entity.name} {number}.")
    return [
        {"at": instant_text(deed.at), "title": deed.title, "changes": _changes(deed)}
        for deed in deeds
    ]


def _changes(deed: Deed) -> Changes:
    return {
        change.spec.name: {
            "before": as_json(change.spec, change.old, deed.currency),
            "after": as_json(change.spec, change.new, deed.currency),
        }
        for change in deed.changes
    }


def _currency(connection: Connection, entity: Entity, number: int) -> str | None:
    table = entity.model.table()
    if "currency" not in table.c:
        return None
    return connection.execute(select(table.c.currency).where(table.c.id == number)).scalar()


def _exists(connection: Connection, entity: Entity, number: int) -> bool:
    table = entity.model.table()
    query = select(table.c.id).where(table.c.id == number)
    return connection.execute(query).first() is not None


def _written(changes: object) -> str:
    assert isinstance(changes, Mapping)
    return ", ".join(
        f"{name}: {_or_nothing(change['before'])} → {_or_nothing(change['after'])}"
        for name, change in changes.items()
    )


def _or_nothing(value: Json) -> str:
    return "nothing" if value is None else str(value)
