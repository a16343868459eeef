"""A snapshot of an older version comes back whole, what it does not have yet filled in."""

from __future__ import annotations

import sqlite3
import zipfile
from pathlib import Path

import pytest

from tests.book import dump, is_sound, new_book, rows
from tui_crm.errors import Refused
from tui_crm.exchange.snapshots.restore import bring_back
from tui_crm.store import journal
from tui_crm.store.engine import Book

BOOK = Path(__file__).parents[1] / "store" / "v2_book.sql"
SNAPSHOT = Path(__file__).with_name("v2_snapshot.zip")
"""What version 2 wrote of that book."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with zipfile.ZipFile(SNAPSHOT) as packed:
        packed.extractall(tmp_path / "snapshot")
    return tmp_path / "snapshot"


@pytest.fixture
def empty(tmp_path: Path) -> Book:
    (tmp_path / "empty").mkdir()
    return new_book(tmp_path / "empty")


def test_a_snapshot_of_version_2_comes_back_equal_in_every_field(
    folder: Path, empty: Book, tmp_path: Path
) -> None:
    with sqlite3.connect(tmp_path / "then.db") as then:
        then.executescript(BOOK.read_text(encoding="utf-8"))
    old = Book(tmp_path / "then.db")
    new = dump(empty)
    bring_back(empty, folder)
    assert is_sound(empty)
    found = dump(empty)
    assert found == dump(old)
    assert (empty.business["business_name"], found["custom_field"]) == ("Kern & Sons", [])
    journal.undo(empty)
    assert dump(empty) == new
    journal.redo(empty)
    assert dump(empty) == found


def test_the_phones_of_an_older_snapshot_get_their_keys(folder: Path, empty: Book) -> None:
    bring_back(empty, folder)
    found = rows(empty, "SELECT phone, phone_key, extra FROM account UNION ALL "
                        "SELECT phone, phone_key, extra FROM contact")  # fmt: skip
    assert found == [
        ("+49 30 1234567", "+49301234567", None), ("030 1", None, None),
        ("030 765-4321", "0307654321", None), ("0151 2345678", "01512345678", None),
    ]  # fmt: skip


def test_an_older_snapshot_that_lacks_what_its_version_had_is_refused(
    folder: Path, empty: Book
) -> None:
    (folder / "account.csv").unlink()
    with pytest.raises(Refused, match="cannot be read"):
        bring_back(empty, folder)
    assert rows(empty, "SELECT count(*) FROM contact") == [(0,)]
