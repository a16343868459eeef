"""Storing many new rows in one go, with one line in the journal for each run of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import cache
from itertools import chain

from tui_crm.models import MODELS
from tui_crm.store import journal, rules
from tui_crm.store.connect import WRITING_CACHE_KIB
from tui_crm.store.engine import Work, raw_of

Row = Sequence[str | int | None]
"""A row as the table stores it, in the order of its columns."""

CHUNK = 2000
"""Rows that are kept until they are written together."""

LOT = 40
"""Rows of one statement: each statement looks up and notes the last number of its table."""

MANY = 20_000
"""Rows of a file from which on it is quicker to make indexes anew than to keep them."""

SORTING_CACHE_KIB = 4_096
"""Pages that are kept while indexes are made, and as much again of what is sorted at once."""


def raw_connection(work: Work) -> sqlite3.Connection:
    """The connection of a unit of work beneath SQLAlchemy, within the same transaction."""
    return raw_of(work.connection())


class Bulk:
    """New rows of several tables, numbered here, written together in the order they need."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._raw = raw_connection(work)
        self._rows: dict[str, list[Row]] = {name: [] for name in _TABLES}
        self._next: dict[str, int] = {}
        self._first: dict[str, int] = {}
        self._waiting = 0
        self._indexes: list[str] = []
        """The statements that make the indexes again which are done without."""

    def do_without_indexes(self, tables: Sequence[str]) -> None:
        """Have the indexes of those of the tables that are empty made anew when all is written.

        That is much quicker for many rows. Until `close`, no row of these tables may be sought
        but by its number or its source key.
        """
        for table in tables:
            if self._raw.execute(f'SELECT 1 FROM "{table}" LIMIT 1').fetchall():
                continue
            for name, made in self._raw.execute(_ASIDE, (table,)).fetchall():
                self._raw.execute(f'DROP INDEX "{name}"')
                self._indexes.append(made)

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
                    self._write(table, rows)
                    rows.clear()
        except sqlite3.IntegrityError as error:
            raise rules.broken(error) from error
        self._waiting = 0

    def close(self) -> None:
        """Write what waits and note the runs in the journal: others may number rows again."""
        self.flush()
        self._make_indexes()
        for table, first in self._first.items():
            if self._next[table] > first:
                journal.record_run(self._work, table, first, self._next[table] - 1)
        self._first.clear()
        self._next.clear()

    def _write(self, table: str, rows: Sequence[Row]) -> None:
        whole = len(rows) - len(rows) % LOT
        self._raw.executemany(_insert(table, LOT), _lots(rows, whole))
        self._raw.executemany(_insert(table, 1), rows[whole:])

    def _make_indexes(self) -> None:
        if not self._indexes:
            return
        # Sorted in files, a part at a time: a million rows would take too much memory. Where names
        # were looked up, their temporary table keeps SQLite from changing over.
        with suppress(sqlite3.OperationalError):
            self._raw.execute("PRAGMA temp_store = FILE")
        self._raw.execute(f"PRAGMA cache_size = {-SORTING_CACHE_KIB}")
        try:
            for made in self._indexes:
                self._raw.execute(made)
        finally:
            with suppress(sqlite3.OperationalError):
                self._raw.execute("PRAGMA temp_store = MEMORY")
            self._raw.execute(f"PRAGMA cache_size = {-WRITING_CACHE_KIB}")
        self._indexes.clear()


def columns(table: str) -> tuple[str, ...]:
    """The columns of a table in the order that a row for it has them."""
    return journal.COLUMNS[table]


def _lots(rows: Sequence[Row], end: int) -> Iterator[Row]:
    """The values of some rows at a time, one after another."""
    for begin in range(0, end, LOT):
        yield list(chain.from_iterable(rows[begin : begin + LOT]))


@cache
def _insert(table: str, rows: int) -> str:
    """The statement that stores some rows at once."""
    names = columns(table)
    listed = ", ".join(f'"{name}"' for name in names)
    row = f"({', '.join('?' * len(names))})"
    return f'INSERT INTO "{table}" ({listed}) VALUES {", ".join([row] * rows)}'


_ASIDE = (
    "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ? "
    "AND sql LIKE 'CREATE INDEX %' ORDER BY rowid"
)
"""The indexes of a table but the unique ones, which say what may come in."""

_TABLES = tuple(model.table().name for model in MODELS)
"""The tables in the order in which their rows must be written."""
