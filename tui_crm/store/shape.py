"""How an entity's records are read: its tables joined, one column a field, links by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any  # Any: a column of whatever its field holds

from sqlalchemy import ColumnElement, FromClause, Select, Table, Text, func, select
from sqlalchemy.sql.selectable import NamedFromClause

from tui_crm.models import ENTITIES, Entity, FieldSpec
from tui_crm.models.fields import Kind
from tui_crm.store.customs import EXTRA, extra_of
from tui_crm.store.lookup import label_column

Value = str | int | bool | date | datetime | None
"""What a field of a record holds, links as the other record's name."""


@dataclass(frozen=True, slots=True)
class Line:
    """One record of a list: its number, its fields' values, and the ids behind its links."""

    id: int
    values: dict[str, Value]
    links: dict[str, int | None]


class Shape:
    """The tables of an entity joined so that every field is one column."""

    def __init__(self, entity: Entity) -> None:
        self.entity = entity
        self.table = entity.model.table()
        self.number: ColumnElement[int] = self.table.c.id
        self.joined: FromClause = self.table
        self.columns: dict[str, ColumnElement[Any]] = {}
        self.link_ids: dict[str, ColumnElement[int | None]] = {}
        self.linked: dict[str, tuple[ColumnElement[Any], Table]] = {}
        """The column of each link that lists show and the table it leads to, for searching there.

        What a record borrows from another is in its own search key already.
        """
        self._customs: dict[str, ColumnElement[Any]] = {}
        self._via: dict[str, NamedFromClause[Any]] = {}
        for spec in entity.fields:
            self._add(spec)
        self._after_links = 1 + len(self.columns) + len(self.link_ids)
        extra = [self.table.c[EXTRA]] if self._customs else []
        self.query: Select[Any] = select(
            self.number, *self.columns.values(), *self.link_ids.values(), *extra
        ).select_from(self.joined)

    def column(self, name: str) -> ColumnElement[Any]:
        """What a field is sorted and filtered by."""
        if name == "id":
            return self.number
        return self._customs[name] if name in self._customs else self.columns[name]

    def line(self, row: Sequence[Value]) -> Line:
        """A row of the query as a line."""
        fields = len(self.columns)
        values = dict(zip(self.columns, row[1 : fields + 1], strict=True))
        links = dict(zip(self.link_ids, row[fields + 1 : self._after_links], strict=True))
        if self._customs:
            # Taken out of the JSON here: SQLite would read it once for each of them.
            held = extra_of(row[self._after_links])
            values.update((name, held.get(name)) for name in self._customs)
        return Line(int(row[0]), values, links)  # type: ignore[arg-type]  # ids are whole numbers

    def _add(self, spec: FieldSpec) -> None:
        if spec.custom:
            # SQLite's own path into JSON; PostgreSQL has the operator ->> for it.
            path = f'$."{spec.name}"'
            self._customs[spec.name] = func.json_extract(self.table.c[EXTRA], path, type_=Text())
        elif spec.via:
            self.columns[spec.name] = self._borrowed(spec.via).c[spec.column]
        elif spec.kind is Kind.LINK:
            own = self.table.c[spec.column]
            target = ENTITIES[spec.target]
            other = target.model.table().alias()
            self.joined = self.joined.outerjoin(other, other.c.id == own)
            self.columns[spec.name], self.joined = label_column(target, other, self.joined)
            self.link_ids[f"{spec.name}_id"] = own
            if spec.listed:
                self.linked[spec.name] = (own, target.model.table())
        else:
            self.columns[spec.name] = self.table.c[spec.column]

    def _borrowed(self, link: str) -> NamedFromClause[Any]:
        if link not in self._via:
            own = self.table.c[link]
            target = next(iter(own.foreign_keys)).column.table
            self._via[link] = other = target.alias()
            self.joined = self.joined.join(other, other.c.id == own)
        return self._via[link]


def shape_of(entity: Entity) -> Shape:
    """The shape of an entity, worked out once for the custom fields that it has."""
    return _shape(entity.name, entity.custom)


@lru_cache(maxsize=64)
def _shape(name: str, custom: tuple[FieldSpec, ...]) -> Shape:
    return Shape(ENTITIES[name].with_custom(custom))
