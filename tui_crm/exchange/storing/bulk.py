"""Storing many new rows in one go, with one line in the journal for each run of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from tui_crm.models import MODELS
from tui_crm.store import journal, rules
from tui_crm.store.engine import Work, raw_of

Row = Sequence[str | int | None]
"""A row as the table stores it, in the order of its columns."""

CHUNK = 2000
"""Rows that are kept until they are written together."""


def raw_connection(work: Work) -> sqlite3.Connection:
    """The connection of a unit of work beneath SQLAlchemy, within the same transaction."""
    return raw_of(work.connection())


class Bulk:
    """New rows of several tables, numbered here, written together in the order they need."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._raw = raw_connection(work)
        self._rows: dict[str, list[Row]] = {name: [] for name in _INSERTS}
        self._next: dict[str, int] = {}
        self._first: dict[str, int] = {}
        self._waiting = 0

    def number(self, table: str, wanted: int | None = None) -> int:
        """The number of the next new row of a table; a wanted one where it lies further on."""
        if table not in self._next:
            query = "SELECT seq FROM sqlite_sequence WHERE name = ?"
            found = self._raw.execute(query, (table,)).fetchone()
            self._next[table] = self._first[table] = (found[0] if found else 0) + 1
        number = max(self._next[table], wanted or 0)
        self._next[table] = number + 1
        return number

    def put(self, table: str, row: Row) -> None:
        """A new row, its number among its values, to be written soon."""
        self._rows[table].append(row)
        self._waiting += 1
        if self._waiting >= CHUNK:
            self.flush()

    def flush(self) -> None:
        """Write what waits, tables that others link to first."""
        if not self._waiting:
            return
        try:
            for table, rows in self._rows.items():
                if rows:
                    self._raw.executemany(_INSERTS[table], rows)
                    rows.clear()
        except sqlite3.IntegrityError as error:
            raise rules.broken(error) from error
        self._waiting = 0

    def close(self) -> None:
        """Write what waits and note the runs in the journal: others may number rows again."""
        self.flush()
        for table, first in self._first.items():
            if self._next[table] > first:
                journal.record_run(self._work, table, first, self._next[table] - 1)
        self._first.clear()
        self._next.clear()


def columns(table: str) -> tuple[str, ...]:
    """The columns of a table in the order that a row for it has them."""
    return journal.COLUMNS[table]


def _insert(table: str) -> str:
    names = columns(table)
    listed = ", ".join(f'"{name}"' for name in names)
    return f'INSERT INTO "{table}" ({listed}) VALUES ({", ".join("?" * len(names))})'


_INSERTS = {model.table().name: _insert(model.table().name) for model in MODELS}
