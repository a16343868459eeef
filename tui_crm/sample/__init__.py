"""The sample business: two years of a bicycle workshop, made from a seed, of any size."""

from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from tui_crm.sample import shop
from tui_crm.sample.business import Business, Size
from tui_crm.sample.days import Days
from tui_crm.sample.deals import Stages
from tui_crm.store.connect import make_database
from tui_crm.store.engine import DEFAULT_STAGES

__all__ = ["make_sample"]


def make_sample(path: Path, *, today: date, size: int | None = None, seed: int = 7) -> None:
    """Make a new book that holds a small business with two years of records, ending today.

    `size` is the number of its deals, and of its leads too, with everything else in proportion;
    without it the business has the size of a real one. The same seed, size and day give the same
    records. Raises `Refused` where the file exists, `DiskTrouble` where it cannot be written,
    ValueError for a size below 1.
    """
    if size is not None and size < 1:
        raise ValueError(f"A business of {size} deals cannot be made: ask for 1 or more")
    days = Days(today, ZoneInfo(shop.ZONE))

    def fill(connection: sqlite3.Connection) -> None:
        _prepare(connection)
        connection.execute("BEGIN IMMEDIATE")
        indexes = _without_indexes(connection)
        _settle(connection, days)
        Business(connection, days, _stages(connection), Size.of(size), seed).run()
        for statement in indexes:
            connection.execute(statement)
        connection.execute("COMMIT")

    make_database(path, fill)


def _prepare(connection: sqlite3.Connection) -> None:
    """Trade the safety of a live book, which this file is not yet, for speed."""
    # Links are right by construction and parents may follow their children: a test checks them.
    connection.execute("PRAGMA foreign_keys = OFF")
    # A file that was not filled to the end is thrown away, so nothing is ever rolled back.
    connection.execute("PRAGMA journal_mode = OFF")
    # Sorting for the indexes of a large book would take all memory otherwise.
    connection.execute("PRAGMA temp_store = FILE")


def _without_indexes(connection: sqlite3.Connection) -> list[str]:
    """Take the indexes away, as they are made several times faster afterwards; gives them back."""
    found = connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
    ).fetchall()
    for name, _ in found:
        connection.execute(f"DROP INDEX {name}")
    return [statement for _, statement in found]


def _settle(connection: sqlite3.Connection, days: Days) -> None:
    connection.executemany(
        "INSERT INTO setting (key, value) VALUES (?, ?)", shop.settings(days).items()
    )
    connection.executemany(
        "INSERT INTO stage (name, position, state, prob_bp) VALUES (?, ?, ?, ?)",
        [(name, at, state, chance) for at, (name, state, chance) in enumerate(DEFAULT_STAGES)],
    )


def _stages(connection: sqlite3.Connection) -> Stages:
    rows = connection.execute("SELECT id, state, prob_bp FROM stage ORDER BY position").fetchall()
    one = {state: number for number, state, _ in rows}
    in_progress = tuple((number, chance) for number, state, chance in rows if state == "open")
    return Stages(in_progress, one["won"], one["lost"])
