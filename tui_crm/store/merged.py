"""Records that were merged into others: by what they were known still leads to those.

The notes lie among the settings, so that undo, snapshots and the past have them as everything
else; each is named by the table, the kind of mark and the mark, and holds a record's number.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import Literal

from sqlalchemy import Connection, Select, select
from sqlmodel import col

from tui_crm.models import Setting
from tui_crm.store.engine import Work

Mark = Literal["number", "key", "email", "phone", "domain", "name"]
"""By what a record was known: its number, how a file names it, or what it says of itself."""

_AFTER = "\U0010ffff"
"""Sorts behind every mark."""


def note_merge(
    work: Work, table: str, marks: Iterable[tuple[Mark, str]], was: int, into: int
) -> None:
    """Let the marks of a record lead to the one that it was merged into, and all that led to it."""
    for setting in work.execute(_all_of(table).where(col(Setting.value) == str(was))).scalars():
        setting.value = str(into)
    for mark, value in marks:
        key = _named(table, mark, value)
        known = work.get(Setting, key)
        if known is None:
            work.add(Setting(key=key, value=str(into)))
        else:
            known.value = str(into)
    work.flush()


def move_mark(work: Work, table: str, old: str, new: str) -> None:
    """Let a new key of a file lead where an old one of the same row did."""
    known = work.get(Setting, _named(table, "key", old))
    if known is None or old == new:
        return
    into = known.value
    work.delete(known)
    work.flush()
    work.add(Setting(key=_named(table, "key", new), value=into))
    work.flush()


def any_merged(raw: sqlite3.Connection) -> bool:
    """Whether any record was merged into another at all."""
    query = "SELECT 1 FROM setting WHERE key >= 'merged ' AND key < 'merged!' LIMIT 1"
    return raw.execute(query).fetchone() is not None


def merged_into(raw: sqlite3.Connection, table: str, mark: Mark, value: str) -> int | None:
    """The record that one with this mark was merged into, where that is still there."""
    found = raw.execute(_ONE.format(table=table), (_named(table, mark, value),)).fetchone()
    return found[0] if found else None


def merged_key(raw: sqlite3.Connection, table: str, prefix: str) -> tuple[str, int] | None:
    """The key of a file that begins so and was merged away, with the record that it leads to."""
    first = _named(table, "key", prefix)
    found = raw.execute(_BEGINNING.format(table=table), (first, first + _AFTER)).fetchone()
    return (found[0][len(first) - len(prefix) :], found[1]) if found else None


def merged_numbers(connection: Connection, table: str, number: int) -> list[int]:
    """The numbers that the records had which were merged into one, the latest first."""
    first = _named(table, "number", "")
    found = connection.execute(
        select(Setting.table().c.key)
        .where(Setting.table().c.key >= first, Setting.table().c.key < first + _AFTER)
        .where(Setting.table().c.value == str(number))
    )
    return sorted((int(key.removeprefix(first)) for (key,) in found), reverse=True)


def _named(table: str, mark: str, value: str) -> str:
    return f"merged {table} {mark} {value}"


def _all_of(table: str) -> Select[Setting]:
    first = f"merged {table} "
    return select(Setting).where(col(Setting.key) >= first, col(Setting.key) < first + _AFTER)


_JOINED = "FROM setting AS s JOIN {table} AS t ON t.id = CAST(s.value AS INTEGER)"
_ONE = f"SELECT t.id {_JOINED} WHERE s.key = ?"
_BEGINNING = f"SELECT s.key, t.id {_JOINED} WHERE s.key >= ? AND s.key < ? LIMIT 1"
