"""What had been entered by the end of a day, and what was entered since; stdlib only."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from tui_crm.store.acts import Act, Diary, Place

Image = dict[str, str | int | None]
"""A row's columns as they are stored."""
Row = tuple[str, int | str]
"""A table and the key of one of its rows."""


@dataclass(frozen=True, slots=True)
class Touched:
    """A row that the book showed otherwise at the end of one day than at that of an earlier."""

    table: str
    row_id: int | str
    """Its number; of a setting, its name."""
    kind: Literal["added", "changed", "deleted"]
    columns: tuple[str, ...]
    """Which columns of a changed row differ, by name; of others none are named."""
    acts: tuple[Act, ...]
    """What was done to it in between, in its order."""


def show_known_on(connection: sqlite3.Connection, day: date) -> None:
    """Have a connection see the book as it had been entered by the end of a day.

    Every act of a later day is taken back: what it added is not there, what it changed is as it
    was, unless an earlier day's act that came after it (the clock was set back) says otherwise.
    What no act brought in, such as the first stages, was there from the start. The journal stays
    whole, and the file is not written to: the tables are shadowed by temporary views. The
    connection only reads from then on. What others store later it would take for known, so ask
    it within the same transaction, or show the day anew.
    """
    connection.execute("PRAGMA query_only = OFF")
    try:
        with _one_moment(connection):
            _uncover(connection)
            diary = Diary(connection)
            acts = diary.acts_since(day)
            late = {act.place for act in acts if diary.is_after(act, day)}
            _cover(connection, _replay(connection, acts, late))
    finally:
        connection.execute("PRAGMA query_only = ON")


def changes_between(connection: sqlite3.Connection, earlier: date, later: date) -> list[Touched]:
    """The rows that the book showed otherwise at the end of the later day, by table and key.

    What was added and deleted again in between, or changed and changed back, is not among them.
    """
    with _one_moment(connection):
        diary = Diary(connection)
        acts = diary.acts_since(earlier)
        since = {act.place for act in acts if diary.is_after(act, earlier)}
        after = {act.place for act in acts if diary.is_after(act, later)}
        old, new = _replay(connection, acts, since), _replay(connection, acts, after)
        found = [
            touched
            for row, fate in old.fates.items()
            if (touched := _compared(row, fate, new.fates[row], after))
        ]
        for table, runs in old.runs.items():
            found += _added(connection, table, runs, new, after)
    return sorted(found, key=lambda touched: (touched.table, touched.row_id))


@dataclass(slots=True)
class _Fate:
    """What became of a row through the acts that are not taken back."""

    exists: bool
    is_whole: bool
    """Whether all its columns are here; else the others are as they stand now."""
    columns: Image = field(default_factory=dict)
    late: list[Act] = field(default_factory=list)
    """The acts on it that are taken back."""

    def meet(self, act: Act, was: str | None, becomes: str | None, *, is_late: bool) -> None:
        """Go through an act that found the row in one state and left it in another."""
        if was is not None and not self.is_whole:
            self.columns = json.loads(was) | self.columns
            self.is_whole = becomes is None
        if is_late:
            if act not in self.late[-1:]:
                self.late.append(act)
        elif becomes is None:
            self.exists = False
        elif was is None:
            self.exists, self.columns = True, json.loads(becomes)
        else:
            self.columns |= json.loads(becomes)


@dataclass(slots=True)
class _Past:
    """The rows that acts touched, and the runs of rows that acts which are taken back added."""

    fates: dict[Row, _Fate] = field(default_factory=dict)
    runs: dict[str, list[tuple[int, int, Act]]] = field(default_factory=dict)

    def fate(self, table: str, key: int | str, was: str | None) -> _Fate:
        """What became of a row so far; one that is met for the first time was there or not."""
        fate = self.fates.get((table, key))
        if fate is None:
            run = self._run_with(table, key)
            there = was is not None and run is None
            fate = _Fate(exists=there, is_whole=not there, late=[run] if run else [])
            self.fates[table, key] = fate
        return fate

    def _run_with(self, table: str, key: int | str) -> Act | None:
        for first, last, act in self.runs.get(table, ()):
            if isinstance(key, int) and first <= key <= last:
                return act
        return None


def _replay(connection: sqlite3.Connection, acts: Iterable[Act], late: Collection[Place]) -> _Past:
    """Go through the acts in their order, taking back the late ones."""
    past = _Past()
    for act in acts:
        is_late = act.place in late
        backwards = act.turn == "undone"
        entries = connection.execute(_BACKWARDS if backwards else _FORWARDS, (act.batch_id,))
        for table, row_id, last, before, after in entries:
            if last is not None:
                if is_late:
                    past.runs.setdefault(table, []).append((row_id, last, act))
                continue
            was, becomes = (after, before) if backwards else (before, after)
            key = _named(table, row_id, before or after)
            past.fate(table, key, was).meet(act, was, becomes, is_late=is_late)
    return past


def _named(table: str, row_id: int, image: str) -> int | str:
    """The key of a row: the journal numbers all rows but those of tables keyed by a text."""
    if table not in _TEXT_KEYS:
        return row_id
    return str(json.loads(image)[_TEXT_KEYS[table]])


def _cover(connection: sqlite3.Connection, past: _Past) -> None:
    """Put a view before each table that stands otherwise now than it did then."""
    touched: dict[str, dict[int | str, _Fate]] = {table: {} for table in past.runs}
    for (table, key), fate in past.fates.items():
        if fate.late:
            touched.setdefault(table, {})[key] = fate
    for table, fates in touched.items():
        info = connection.execute(f'PRAGMA main.table_info("{table}")').fetchall()
        columns = {name: kind for _, name, kind, *_ in info}
        key = next(name for _, name, *_, is_key in info if is_key)
        listed = ", ".join(f'"{name}"' for name in columns)
        typed = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
        connection.execute(f'CREATE TEMP TABLE "touched_{table}" (key {columns[key]} PRIMARY KEY)')
        connection.executemany(
            f'INSERT INTO temp."touched_{table}" VALUES (?)', ((name,) for name in fates)
        )
        connection.executemany(
            f'INSERT OR IGNORE INTO temp."touched_{table}" '
            f'SELECT "{key}" FROM main."{table}" WHERE "{key}" BETWEEN ? AND ?',
            ((first, last) for first, last, _ in past.runs.get(table, ())),
        )
        connection.execute(f'CREATE TEMP TABLE "then_{table}" ({typed}, PRIMARY KEY ("{key}"))')
        connection.executemany(
            f'INSERT INTO temp."then_{table}" VALUES ({", ".join("?" * len(columns))})',
            _rows_then(connection, table, key, tuple(columns), fates),
        )
        connection.execute(
            f'CREATE TEMP VIEW "{table}" AS SELECT {listed} FROM main."{table}" '
            f'WHERE "{key}" NOT IN (SELECT key FROM temp."touched_{table}") '
            f'UNION ALL SELECT {listed} FROM temp."then_{table}"'
        )


def _rows_then(
    connection: sqlite3.Connection,
    table: str,
    key: str,
    columns: tuple[str, ...],
    fates: Mapping[int | str, _Fate],
) -> Iterator[tuple[str | int | None, ...]]:
    """The touched rows that were there, as they were."""
    listed = ", ".join(f'"{name}"' for name in columns)
    query = f'SELECT {listed} FROM main."{table}" WHERE "{key}" = ?'
    for name, fate in fates.items():
        if not fate.exists:
            continue
        if fate.is_whole:
            yield tuple(fate.columns.get(column) for column in columns)
        elif (now := connection.execute(query, (name,)).fetchone()) is not None:
            yield tuple(
                fate.columns.get(column, value) for column, value in zip(columns, now, strict=True)
            )


def _uncover(connection: sqlite3.Connection) -> None:
    """Take away what an earlier day put before the tables."""
    made = "SELECT type, name FROM sqlite_temp_master WHERE type <> 'index' ORDER BY type DESC"
    for kind, name in connection.execute(made).fetchall():
        connection.execute(f'DROP {kind} temp."{name}"')


def _compared(row: Row, old: _Fate, new: _Fate, after: Collection[Place]) -> Touched | None:
    """How a row differs between two days; None where it does not."""
    table, key = row
    differ: tuple[str, ...] = ()
    if old.exists and new.exists:
        names = sorted(old.columns.keys() | new.columns.keys())
        differ = tuple(name for name in names if old.columns.get(name) != new.columns.get(name))
        if not differ:
            return None
    elif old.exists == new.exists:
        return None
    acts = tuple(act for act in old.late if act.place not in after)
    kind: Literal["added", "changed", "deleted"]
    kind = "changed" if differ else "added" if new.exists else "deleted"
    return Touched(table, key, kind, differ, acts)


def _added(
    connection: sqlite3.Connection,
    table: str,
    runs: Iterable[tuple[int, int, Act]],
    new: _Past,
    after: Collection[Place],
) -> Iterator[Touched]:
    """The rows of runs that were added in between, and to which nothing was done since."""
    for first, last, act in runs:
        if act.place in after:
            continue
        query = f'SELECT id FROM main."{table}" WHERE id BETWEEN ? AND ? ORDER BY id'
        for (number,) in connection.execute(query, (first, last)):
            if (table, number) not in new.fates:
                yield Touched(table, number, "added", (), (act,))


@contextmanager
def _one_moment(connection: sqlite3.Connection) -> Iterator[None]:
    """See the book at one moment, whatever others store meanwhile."""
    if connection.in_transaction:
        yield
        return
    connection.execute("BEGIN")
    try:
        yield
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


_TEXT_KEYS = {"setting": "key"}
_ENTRIES = (
    'SELECT table_name, row_id, last_row_id, "before", "after" '
    "FROM main.journal_row WHERE batch_id = ? ORDER BY "
)
_FORWARDS = _ENTRIES + "last_row_id IS NULL, id"
"""Runs first: what was done to their rows in the same batch may stand before them."""
_BACKWARDS = _ENTRIES + "id DESC"
