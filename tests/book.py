"""A book for tests: new in a folder of its own, and read without the program's own code."""

from __future__ import annotations

import sqlite3
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tui_crm import clock
from tui_crm.actions import add, perform
from tui_crm.models import ENTITIES
from tui_crm.store.engine import Book, make_book

JOURNAL = ("journal_batch", "journal_row", "journal_replay", "journal_turn", "file_form")


def new_book(folder: Path, **settings: str) -> Book:
    """A new, empty book in Berlin, in euros."""
    path = folder / "business.db"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as file:
        file.write(_made())
    connection = sqlite3.connect(path)
    with connection:
        connection.executemany(
            "INSERT OR REPLACE INTO setting (key, value) VALUES (?, ?)", settings.items()
        )
    connection.close()
    return Book(path)


@cache
def _made() -> bytes:
    """A new book's file: made once, and written again for each test."""
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setenv("LC_ALL", "C.UTF-8")  # in no country
        path = Path(folder) / "business.db"
        make_book(path, {"time_zone": "Europe/Berlin"})
        return path.read_bytes()


def rows(book: Book, query: str, *values: object) -> list[tuple[object, ...]]:
    """What a query finds, read by sqlite3 alone."""
    connection = sqlite3.connect(book.path)
    try:
        return connection.execute(query, values).fetchall()
    finally:
        connection.close()


def dump(book: Book) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table of the business's data."""
    tables = rows(book, "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    return {
        str(name): rows(book, f'SELECT * FROM "{name}" ORDER BY 1')
        for (name,) in tables
        if name not in JOURNAL and not str(name).startswith("sqlite_")
    }


def is_sound(book: Book) -> bool:
    """Whether SQLite finds the file whole and every link leading somewhere."""
    return rows(book, "PRAGMA integrity_check") == [("ok",)] and not rows(
        book, "PRAGMA foreign_key_check"
    )


def put(book: Book, entity: str, **typed: str) -> int:
    """Add a record as typed; gives its id."""
    done = add(book, ENTITIES[entity], typed, create=True, plain=True)
    assert done.id is not None
    return done.id


def do(book: Book, action: str, record_id: int | None = None, **typed: str) -> dict[str, int]:
    """Do an action as typed; gives the ids of what it made."""
    return perform(book, action, record_id, typed, create=True, plain=True).made


def live_on(day: str) -> None:
    """Let it be another day."""
    clock.fix(date.fromisoformat(day))
