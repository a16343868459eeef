"""Changing records that a file brings again, with no more than what differs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from sqlalchemy import bindparam, func, select
from sqlalchemy.exc import IntegrityError

from tui_crm.actions.edit_rules import Rules
from tui_crm.errors import FieldErrors
from tui_crm.exchange.values import OWN_ID
from tui_crm.models import Entered, Entity, Kind
from tui_crm.store import records, rules
from tui_crm.store.engine import Work
from tui_crm.store.entry import Value
from tui_crm.store.shape import Line, shape_of

BEGUN_ON = {
    "deal": "opened_on",
    "lead": "created_at",
    "activity": "at",
    "revenue": "on",
    "cost": "on",
    "spend": "on",
    "ads": "on",
    "traffic": "on",
    "social": "on",
    "subscription": "starts_on",
    "target": "starts_on",
}
"""The day that, with its name, tells a record from others that are called the same."""

_NAMING = ("email", "phone", "domain", "account", "contact", "campaign", "amount")
"""What else tells one record from another, with its name and its day."""


class Updates:
    """Compares rows with the records that they were, and changes those by the actions' rules."""

    def __init__(self, work: Work, entity: Entity, rules: Rules, *, own: bool) -> None:
        self._work = work
        self._entity = entity
        self._rules = rules
        self._own = own
        self._shape = shape = shape_of(entity)
        query = shape.query.where(shape.number == bindparam("number"))
        for column, value in entity.fixed.items():
            query = query.where(shape.table.c[column] == value)
        self._query = query
        # Newer numbers are of rows of this very file: they say nothing about who a row is.
        self.newest: int = work.execute(select(func.max(shape.number))).scalar() or 0
        self._lines: dict[int, Line] = {}

    def numbered(self, number: int, values: Mapping[str, Value]) -> int | None:
        """The record of this book that a row of our own file is; None where it is new here.

        Raises `FieldErrors` where the number is another record's, as in a file of another book.
        """
        line = self._line(number) if number <= self.newest else None
        if line is None:
            return None
        if not self._is_same(line, values):
            raise FieldErrors(
                {
                    OWN_ID: f"{self._entity.name} {number} of this book is another one: empty "
                    "this cell to add the row as a new record"
                }
            )
        return number

    def is_another(self, number: int, values: Mapping[str, Value], *, plainly: bool) -> bool:
        """Whether a row has a record's number by chance: lists that number their rows begin anew.

        It has when nothing that names the record agrees; where the number is a mere one, with
        `plainly`, a sale or a cost of another day is another one too.
        """
        line = self._line(number)
        assert line is not None
        day = BEGUN_ON.get(self._entity.name, "")
        names = dict.fromkeys((self._entity.label, day, *_NAMING))
        told = [name for name in names if name and values.get(name) is not None
                and line.values.get(name) is not None]  # fmt: skip
        if plainly and day == "on" and "on" in told and not self._agrees(line, "on", values):
            return True
        return len(told) > 1 and not any(self._agrees(line, name, values) for name in told)

    def change(self, number: int, values: Mapping[str, Value], key: str) -> bool:
        """Put what differs into a record, links given by number; says whether anything did.

        An empty cell of another program's file says nothing; in our own it empties the field. An
        empty key leaves the record known as it was.
        """
        line = self._line(number)
        assert line is not None
        differing = {
            name: value
            for name, value in values.items()
            if (value is not None or self._own) and value != self._present(line, name)
        }
        if not differing:
            return False
        self._lines = {}
        with one_row(self._work):
            record = records.get(self._work, self._entity, number)
            assert isinstance(record, Entered)
            self._rules.change(self._work, self._entity, record, differing)
            records.refresh_search(self._work, record)
            record.source_key = key or record.source_key
            self._work.flush()
        return True

    def _is_same(self, line: Line, values: Mapping[str, Value]) -> bool:
        """Whether a row can be this record: by name and day, or by all but the name."""
        label = self._entity.label
        named_by = (label, BEGUN_ON.get(self._entity.name, label))
        if all(self._agrees(line, name, values) for name in named_by):
            return True
        spec = self._entity.field(label)
        renamed = spec is not None and spec.kind is not Kind.LINK
        return renamed and all(self._agrees(line, name, values) for name in values if name != label)

    def _agrees(self, line: Line, name: str, values: Mapping[str, Value]) -> bool:
        present = line.values[name]
        if name not in values or values[name] == present:
            return True
        return values[name] == f"id:{line.links.get(f'{name}_id')}"

    def _line(self, number: int) -> Line | None:
        """A record as it is; the one looked at last is at hand."""
        if number not in self._lines:
            row = self._work.execute(self._query, {"number": number}).one_or_none()
            self._lines = {} if row is None else {number: self._shape.line(row)}
        return self._lines.get(number)

    def _present(self, line: Line, name: str) -> Value:
        spec = self._entity.field(name)
        assert spec is not None
        return line.links[f"{name}_id"] if spec.kind is Kind.LINK else line.values[name]


@contextmanager
def one_row(work: Work) -> Iterator[None]:
    """What one row of a file does: whole, or not at all, whatever becomes of the others.

    Raises `Refused` where the database's own rules forbid it.
    """
    try:
        with work.begin_nested():
            yield
    except IntegrityError as error:
        raise rules.broken(error.orig) from error  # type: ignore[arg-type]  # SQLite's own error
