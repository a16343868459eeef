"""Copies of the database: whole, private, made only where something changed, and thinned."""

from __future__ import annotations

import os
import sqlite3
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.book import new_book, put, rows
from tui_crm.errors import Damaged, DiskTrouble
from tui_crm.store import copies
from tui_crm.store.copies import copies_of, keep_copy, kept
from tui_crm.store.engine import Book

AT = datetime(2026, 4, 1, 10, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def book(tmp_path: Path) -> Book:
    book = new_book(tmp_path)
    put(book, "account", name="Acme")
    rest(book)
    return book


def rest(book: Book) -> None:
    """Let it be a while since the file was written to."""
    os.utime(book.path, ns=(0, book.path.stat().st_mtime_ns - 10**10))


def test_a_copy_is_the_database_as_it_is_private_and_named_by_day_and_reason(book: Book) -> None:
    copy = keep_copy(book.path, "import", AT)
    assert copy is not None
    assert copy.name == "2026-04-01T100000Z-before-import.db"
    assert copy.parent == book.path.with_name("business.db.copies")
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert stat.S_IMODE(copy.parent.stat().st_mode) == 0o700
    assert os.listdir(copy.parent) == [copy.name]
    again = Book(copy)
    assert rows(again, "SELECT name FROM account") == [("Acme",)]
    again.close()


def test_no_copy_is_made_of_what_has_one(book: Book) -> None:
    first = keep_copy(book.path, "import", AT)
    assert keep_copy(book.path, "import", AT + HOUR) is None
    put(book, "account", name="Beta")
    second = keep_copy(book.path, "import", AT + 2 * HOUR)
    assert second is not None and copies_of(book.path) == [second, first]


def test_what_was_written_a_moment_ago_is_copied_again(book: Book) -> None:
    os.utime(book.path)
    assert keep_copy(book.path, "import", AT) is not None
    assert keep_copy(book.path, "import", AT) is not None
    names = [copy.name for copy in copies_of(book.path)]
    assert names == ["2026-04-01T100000Z-2-before-import.db", "2026-04-01T100000Z-before-import.db"]


def test_a_copy_is_made_while_another_program_is_about_to_write(book: Book) -> None:
    other = sqlite3.connect(book.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    other.execute("UPDATE account SET name = 'Other'")
    copy = keep_copy(book.path, "import", AT)
    other.execute("ROLLBACK")
    other.close()
    assert copy is not None and rows(Book(copy), "SELECT name FROM account") == [("Acme",)]


def test_where_no_copy_can_be_made_it_is_said_and_nothing_is_left(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = book.path.with_name("business.db.copies")
    folder.write_text("mine")
    with pytest.raises(DiskTrouble, match=r"No copy of .* could be made before the import"):
        keep_copy(book.path, "import", AT)
    assert folder.read_text() == "mine"
    folder.unlink()
    (book.path.parent / "elsewhere").mkdir()
    folder.symlink_to(book.path.parent / "elsewhere")
    with pytest.raises(DiskTrouble, match="No copy of"):
        keep_copy(book.path, "import", AT)
    assert os.listdir(book.path.parent / "elsewhere") == []
    folder.unlink()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(copies.os, "rename", full)
    with pytest.raises(DiskTrouble, match=r"No space left on device\. Nothing was changed"):
        keep_copy(book.path, "import", AT)
    assert os.listdir(folder) == []


def test_a_damaged_database_is_not_copied(book: Book) -> None:
    book.close()
    whole = bytearray(book.path.read_bytes())
    at = whole.index(b"Acme") // 4096 * 4096
    whole[at : at + 64] = b"\xff" * 64
    book.path.write_bytes(whole)
    with pytest.raises(Damaged, match="is damaged"):
        keep_copy(book.path, "import", AT)
    assert copies_of(book.path) == []


def test_a_year_of_hourly_copies_leaves_some_of_each_age() -> None:
    times: set[datetime] = set()
    now = AT
    for _ in range(24 * 400):
        now += HOUR
        times = kept(times | {now}, now)
        assert now in times and len(times) <= 24 + 7 + 4 + 12
    ages = sorted(now - moment for moment in times)
    assert ages[:24] == [number * HOUR for number in range(24)]
    days = {moment.date() for moment in times}
    assert {(now - number * DAY).date() for number in range(7)} <= days
    weeks = {moment.isocalendar()[:2] for moment in times}
    assert {(now - number * 7 * DAY).isocalendar()[:2] for number in range(4)} <= weeks
    months = {(moment.year, moment.month) for moment in times}
    assert len(months) == 12 and max(ages) > 330 * DAY


@settings(max_examples=60)
@given(st.sets(st.integers(0, 24 * 60 * 500), max_size=80), st.integers(0, 24 * 60 * 500))
def test_thinning_keeps_the_newest_and_the_future_and_what_was_kept_stays_kept(
    minutes: set[int], passed: int
) -> None:
    times = {AT + timedelta(minutes=number) for number in minutes}
    now = AT + timedelta(minutes=passed)
    staying = kept(times, now)
    assert staying <= times
    assert {moment for moment in times if moment > now} <= staying
    assert kept(staying, now) == staying
    assert (max(times) in staying) if times else not staying


def test_old_copies_go_and_files_of_others_stay(book: Book) -> None:
    for hours in (0, 1, 2, 24 * 500):
        os.utime(book.path)
        keep_copy(book.path, "import", AT + hours * HOUR)
        if not hours:
            (book.path.with_name("business.db.copies") / "mine.db").write_text("mine")
    names = sorted(os.listdir(book.path.with_name("business.db.copies")))
    assert len(names) == 2 and names[1] == "mine.db" and names[0].startswith("2027-")
