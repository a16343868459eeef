"""Reading records as lists: filtered as typed, sorted by any field, a page at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any  # Any: a query of whatever columns an entity has

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Select,
    and_,
    func,
    literal,
    or_,
    select,
    tuple_,
)

from tui_crm.errors import WrongUsage
from tui_crm.models import Entity
from tui_crm.store.customs import entity_of
from tui_crm.store.shape import Line, Shape, shape_of
from tui_crm.store.where import Reading, condition, looks_beyond
from tui_crm.text import quoted


@dataclass(frozen=True)
class Listing:
    """Which records a list shows, and in what order."""

    entity: Entity
    """What they are; once the list is made, with the custom fields of the business."""
    reading: Reading
    """How typed amounts and dates are to be understood."""
    where: str = ""
    order: str = ""
    """A field's name, `-` before it for the largest first; empty: the entity's own order."""
    only: Mapping[str, tuple[object, ...]] = field(default_factory=dict)
    """Column values that narrow the list down: {"function": ("sales", "direct")}."""
    among: Select[Any] | None = None
    """A query whose column `id` names the only records that the list has."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "entity", entity_of(self.entity, self.reading.business))
        name = self.sorted_by[0]
        if name != "id" and self.entity.field(name) is None:
            raise unknown_field(self.entity, name)

    @property
    def sorted_by(self) -> tuple[str, bool]:
        """The field that the list is sorted by, and whether the largest comes first."""
        order = self.order or self.entity.order
        return order.removeprefix("-"), order.startswith("-")

    def count(self, connection: Connection) -> int:
        """How many records the list has."""
        beyond = looks_beyond(self._shape, self.where)
        source = self._shape.joined if beyond else self._shape.table
        query = self._narrowed(select(func.count()).select_from(source))
        return int(connection.execute(query).scalar_one())

    def page(self, connection: Connection, offset: int, limit: int) -> list[Line]:
        """The records from an offset on, in order."""
        name, falling = self.sorted_by
        return self._read(connection, self._query, name, falling, offset, limit)

    def page_after(
        self, connection: Connection, anchor: Line, offset: int, limit: int
    ) -> list[Line]:
        """The records that follow a known one, however deep in the list it stands."""
        name, falling = self.sorted_by
        query = self._query.where(self._beyond(anchor, name, falling))
        return self._read(connection, query, name, falling, offset, limit)

    def page_before(
        self, connection: Connection, anchor: Line, offset: int, limit: int
    ) -> list[Line]:
        """The records that stand before a known one, counted back from it, in the list's order."""
        name, falling = self.sorted_by
        query = self._query.where(self._beyond(anchor, name, not falling))
        return self._read(connection, query, name, not falling, offset, limit)[::-1]

    def page_from_end(self, connection: Connection, offset: int, limit: int) -> list[Line]:
        """The records counted back from the end, in the list's order."""
        name, falling = self.sorted_by
        return self._read(connection, self._query, name, not falling, offset, limit)[::-1]

    def every(self) -> Select[Any]:
        """The query of all records in order, to be read one after another with `line`."""
        name, falling = self.sorted_by
        return self._ordered(self._query, name, falling)

    def line(self, row: Any) -> Line:
        """A row of `every` as a line."""
        return self._shape.line(row)

    def one(self, connection: Connection, record_id: int) -> Line | None:
        """A record by its number, where the list has it."""
        row = connection.execute(self._query.where(self._shape.number == record_id)).one_or_none()
        return None if row is None else self._shape.line(row)

    def position(self, connection: Connection, record_id: int) -> int | None:
        """How many records stand before one in this order; None where the list lacks it."""
        found = self.one(connection, record_id)
        if found is None:
            return None
        name, falling = self.sorted_by
        ahead = select(func.count()).select_from(self._shape.joined)
        ahead = ahead.where(self._beyond(found, name, not falling))
        return int(connection.execute(self._narrowed(ahead)).scalar_one())

    @cached_property
    def _is_among(self) -> ColumnElement[bool] | None:
        return None if self.among is None else _named_by(self.among, self._shape.table)

    @cached_property
    def _shape(self) -> Shape:
        return shape_of(self.entity)

    @property
    def _query(self) -> Select[Any]:
        return self._narrowed(self._shape.query)

    def _narrowed(self, query: Select[Any]) -> Select[Any]:
        table = self._shape.table
        for column, value in self.entity.fixed.items():
            query = query.where(table.c[column] == value)
        for column, values in self.only.items():
            query = query.where(table.c[column].in_(values))
        if self._is_among is not None:
            query = query.where(self._is_among)
        asked = condition(self._shape, self.where, self.reading)
        return query if asked is None else query.where(asked)

    def _read(
        self, connection: Connection, query: Select[Any], name: str, falling: bool,
        offset: int, limit: int,
    ) -> list[Line]:  # fmt: skip
        query = self._ordered(query, name, falling).offset(offset).limit(limit)
        return [self._shape.line(row) for row in connection.execute(query)]

    def _ordered(self, query: Select[Any], name: str, falling: bool) -> Select[Any]:
        number = self._shape.number
        keys = [number] if name == "id" else [self._shape.column(name), number]
        return query.order_by(*(key.desc() if falling else key.asc() for key in keys))

    def _beyond(self, anchor: Line, name: str, falling: bool) -> ColumnElement[bool]:
        """What holds of the records that come after the anchor in this direction.

        Empty values stand before all others, as SQLite and its indexes have them.
        """
        number = self._shape.number
        past = number < anchor.id if falling else number > anchor.id
        if name == "id":
            return past
        key, value = self._shape.column(name), anchor.values[name]
        if value is None:
            among_empty = and_(key.is_(None), past)
            return among_empty if falling else or_(among_empty, key.is_not(None))
        here = tuple_(key, number)
        there = tuple_(literal(value, key.type), literal(anchor.id))
        return or_(here < there, key.is_(None)) if falling else here > there


def unknown_field(entity: Entity, name: str, known: Iterable[str] = ()) -> WrongUsage:
    """The sentence for a field that records of a kind do not have; `known` are those they have."""
    names = ", ".join(known or (spec.name for spec in entity.fields))
    return WrongUsage(f"{entity.plural} have no field {quoted(name)}. They have: {names}.")


def _named_by(records: Select[Any], table: FromClause) -> ColumnElement[bool]:
    """That a record is one of those that a query names.

    Where the query asks nothing but the list's own table, its conditions are taken over, so that
    the first records are found by the table's indexes without all others being sought before.
    """
    holds = records.whereclause
    asks_table_alone = records.get_final_froms() == [table] and records.selected_columns.id in (
        set(table.c)
    )
    if asks_table_alone and holds is not None:
        return holds
    return table.c.id.in_(select(records.subquery().c.id))
