"""Finding records by what people call them, and calling records by name."""

from __future__ import annotations

import re

from sqlalchemy import Connection, FromClause, Select, String, cast, select
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session

from tui_crm.errors import WrongUsage
from tui_crm.models import ENTITIES, Entity
from tui_crm.models.fields import Kind
from tui_crm.text import fold, quoted

ID = re.compile(r"id:(\d{1,18})")


def label_column(
    entity: Entity, table: FromClause, joined: FromClause
) -> tuple[ColumnElement[str], FromClause]:
    """What names a record of an entity to people, with what must be joined to read it.

    A record without a name of its own is called by the record it belongs to. The joins follow
    one another, never one inside another: SQLite would read the inner one whole.
    """
    spec = entity.field(entity.label)
    assert spec is not None
    if spec.via:
        other = _table(table.c[spec.via]).alias()
        joined = joined.outerjoin(other, other.c.id == table.c[spec.via])
        return other.c[spec.column], joined
    if spec.kind is Kind.LINK:
        target = ENTITIES[spec.target]
        other = target.model.table().alias()
        joined = joined.outerjoin(other, other.c.id == table.c[spec.column])
        return label_column(target, other, joined)
    return table.c[spec.column], joined


def label_of(reader: Connection | Session, entity: Entity, record_id: int) -> str:
    """What people call a record; its number where it has no name."""
    table = entity.model.table()
    name, joined = label_column(entity, table, table)
    found = reader.execute(select(name).select_from(joined).where(table.c.id == record_id))
    return found.scalar() or f"{entity.name} {record_id}"


def find(reader: Connection | Session, entity: Entity, called: str) -> int | None:
    """The record that a name or `id:7` means, or None; raises `WrongUsage` where several do."""
    table = entity.model.table()
    if match := ID.fullmatch(called.strip()):
        number = int(match[1])
        return reader.execute(select(table.c.id).where(table.c.id == number)).scalar()
    name, joined = label_column(entity, table, table)
    base: Select[tuple[int]] = select(table.c.id).select_from(joined).limit(3)
    found = list(reader.execute(base.where(name == called)).scalars())
    if not found:
        folded = fold(called)
        found = list(reader.execute(base.where(_folded(name) == folded)).scalars())
    if len(found) > 1:
        ids = " or ".join(f"id:{number}" for number in found)
        raise WrongUsage(
            f"more than one {entity.name} is called {quoted(called)}: write {ids} instead"
        )
    return found[0] if found else None


def suggest(reader: Connection, entity: Entity, part: str, limit: int = 8) -> list[tuple[int, str]]:
    """Records whose name holds the typed part, those that begin with it first."""
    table = entity.model.table()
    name, joined = label_column(entity, table, table)
    folded, key = _folded(name), fold(part)
    found = reader.execute(
        select(table.c.id, name)
        .select_from(joined)
        .where(folded.contains(key, autoescape=True), name.is_not(None))
        .order_by(folded.startswith(key, autoescape=True).desc(), name, table.c.id)
        .limit(limit)
    )
    return [(number, text) for number, text in found]


def _folded(name: ColumnElement[str]) -> ColumnElement[str]:
    # fold() is registered on every connection: SQLite's own lower() knows ASCII only.
    from sqlalchemy import func

    return cast(func.fold(name), String)


def _table(column: ColumnElement[object]) -> FromClause:
    return next(iter(column.foreign_keys)).column.table
