"""What every record has, and how an entity is described from its table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar  # Any: the value of a column, whatever it holds

from sqlalchemy import Column, Table, Text
from sqlmodel import SQLModel

from tui_crm.models.fields import FieldSpec, InstantText, inner


class Record(SQLModel):
    """A record of the business: numbered, dated, and never renumbered."""

    __borrowed__: ClassVar[tuple[FieldSpec, ...]] = ()
    """Fields that lie on a linked record but are entered and shown as this one's."""

    @classmethod
    def table(cls) -> Table:
        """The table that holds records of this kind."""
        return cls.__table__  # type: ignore[attr-defined, no-any-return]  # set by SQLAlchemy


class Entered(Record):
    """A record that people or files enter: it can be searched, and known again in a file."""

    created_at: datetime = inner(InstantText, nullable=False)
    search: str = inner(Text, value="", nullable=False)
    """Its words with case and accents folded."""
    source_key: str | None = inner(Text)
    """How a file that it came from names it, so that the file can come again."""


@dataclass(frozen=True)
class Entity:
    """A kind of record as people, files and the command line know it."""

    name: str
    plural: str
    title: str
    """The heading of its list."""
    model: type[Record]
    label: str = "name"
    """The field that names a record to people."""
    fixed: Mapping[str, str] = field(default_factory=dict)
    """Column values that all records of this entity share."""
    without: frozenset[str] = frozenset()
    """Field names of the table that this entity does not show."""
    order: str = "-id"
    """The field that its list is sorted by at first; a minus reverses."""
    in_entries: bool = False
    """Whether its name cannot be counted: two of spend are "2 spend entries"."""
    custom: tuple[FieldSpec, ...] = ()
    """The fields that a business added to the program's own."""

    @cached_property
    def fields(self) -> tuple[FieldSpec, ...]:
        """The fields in their order, borrowed ones first, custom ones last."""
        own = tuple(_specs(self.model))
        shown = tuple(s for s in self.model.__borrowed__ + own if s.name not in self.without)
        return shown + self.custom

    def with_custom(self, specs: tuple[FieldSpec, ...]) -> Entity:
        """The same entity as a business has it that added these fields."""
        return self if specs == self.custom else replace(self, custom=specs)

    @property
    def several(self) -> str:
        """What some of its records are called: "deals", "spend entries"."""
        return f"{self.name} entries" if self.in_entries else self.plural

    def counted(self, many: int) -> str:
        """So many of its records, in words: "3 deals", "1 spend entry"."""
        if many == 1:
            return f"1 {self.name} entry" if self.in_entries else f"1 {self.name}"
        return f"{many:,} {self.several}"

    def field(self, name: str) -> FieldSpec | None:
        """The field of this name, or None."""
        return self._by_name.get(name)

    @cached_property
    def _by_name(self) -> dict[str, FieldSpec]:
        return {spec.name: spec for spec in self.fields}


def _specs(model: type[Record]) -> list[FieldSpec]:
    return [
        _spec(column)
        for column in model.table().columns
        if isinstance(column.info.get("spec"), dict)
    ]


def _spec(column: Column[Any]) -> FieldSpec:
    known = dict(column.info["spec"])
    name = known.pop("name") or _flat(column.name)
    return FieldSpec(name=name, column=column.name, **known)


def _flat(column: str) -> str:
    """`account_id` is `account` to people, `amount_minor` is `amount`."""
    for ending in ("_id", "_minor", "_bp", "_e8", "_e6"):
        column = column.removesuffix(ending)
    return column
