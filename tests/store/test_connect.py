"""What is not a database of ours is refused with a sentence, and not touched."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any  # Any: the values of a statement

import pytest

from tests.book import is_sound, new_book, put, rows
from tui_crm.errors import CrmError, Damaged, DiskTrouble, NewerBook, Refused
from tui_crm.store.connect import SCHEMA_VERSION, migrate, open_raw, told
from tui_crm.store.engine import Book, make_book, open_book

WRITES = """
import sqlite3, sys
sqlite3.connect(sys.argv[1], timeout=0).execute("BEGIN IMMEDIATE")
"""


def _put_pragma(path: Path, pragma: str) -> None:
    connection = sqlite3.connect(path)
    connection.execute(pragma)
    connection.commit()
    connection.close()


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xd8\xff\xe0 a picture", b"name,email\nAnn,ann@example.com\n"]
)
def test_a_file_that_is_no_database_is_refused_untouched(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "business.db"
    path.write_bytes(content)
    with pytest.raises(Damaged) as refusal:
        open_book(path)
    assert refusal.value.code == 5
    assert "business.db" in str(refusal.value)
    assert path.read_bytes() == content


def test_a_folder_and_a_pipe_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Damaged):
        open_book(tmp_path)
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(Damaged):
        open_book(pipe)


def test_another_programs_database_is_refused_untouched(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE account (id INTEGER)")
    connection.commit()
    connection.close()
    before = path.read_bytes()
    with pytest.raises(Refused) as refusal:
        open_book(path)
    assert refusal.value.code == 4
    assert path.read_bytes() == before


def test_a_newer_database_is_refused_untouched(tmp_path: Path) -> None:
    book = new_book(tmp_path)
    book.close()
    _put_pragma(book.path, f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    before = book.path.read_bytes()
    with pytest.raises(NewerBook) as refusal:
        open_book(book.path)
    assert refusal.value.code == 7
    assert book.path.read_bytes() == before


def test_a_truncated_database_is_damaged(tmp_path: Path) -> None:
    book = new_book(tmp_path)
    book.close()
    whole = book.path.read_bytes()
    book.path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(CrmError) as refusal:
        open_book(book.path).close()
    assert refusal.value.code == 5


def test_a_book_that_is_gone_is_told_and_not_made_anew(tmp_path: Path) -> None:
    book = new_book(tmp_path)
    put(book, "account", name="Acme")
    book.path.unlink()
    with pytest.raises(DiskTrouble, match="is no longer there"):
        put(book, "account", name="Beta")
    assert not book.path.exists()
    make_book(book.path)
    with pytest.raises(DiskTrouble, match="is no longer there"):
        put(book, "account", name="Beta")
    assert rows(book, "SELECT count(*) FROM account") == [(0,)]


def test_a_migration_that_sqlite_took_back_itself_says_why(tmp_path: Path) -> None:
    disk_full = sqlite3.OperationalError("database or disk is full")
    disk_full.sqlite_errorcode = sqlite3.SQLITE_FULL

    class Full(sqlite3.Connection):
        def execute(self, statement: str, *values: Any) -> sqlite3.Cursor:
            if statement != "COMMIT":
                return super().execute(statement, *values)
            super().execute("ROLLBACK")
            raise disk_full

    with pytest.raises(sqlite3.OperationalError, match="disk is full") as raised:
        migrate(sqlite3.connect(tmp_path / "full.db", isolation_level=None, factory=Full))
    assert isinstance(told(raised.value, tmp_path / "full.db"), DiskTrouble)


def test_a_new_book_is_private_sound_and_made_whole(tmp_path: Path) -> None:
    path = tmp_path / "data" / "business.db"
    make_book(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [name.name for name in path.parent.iterdir()] == ["business.db"]
    book = Book(path)
    assert is_sound(book)
    assert rows(book, "SELECT count(*), sum(state = 'won'), sum(state = 'lost') FROM stage") == [
        (6, 1, 1)
    ]


def test_a_book_is_never_made_over_a_file(tmp_path: Path) -> None:
    book = new_book(tmp_path)
    before = book.path.read_bytes()
    with pytest.raises(Refused):
        make_book(book.path)
    assert book.path.read_bytes() == before


def test_every_connection_is_set_as_the_design_says(tmp_path: Path) -> None:
    book = new_book(tmp_path)
    connection = open_raw(book.path)
    found = {
        name: connection.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("journal_mode", "synchronous", "foreign_keys")
    }
    assert found == {"journal_mode": "delete", "synchronous": 2, "foreign_keys": 1}
    assert connection.execute("PRAGMA busy_timeout").fetchone()[0] >= 5000


def test_opening_another_connection_lets_no_other_program_write(tmp_path: Path) -> None:
    book = new_book(tmp_path)
    with book.work("import") as work:
        work.connection()
        open_raw(book.path).close()
        ended = subprocess.run(
            [sys.executable, "-c", WRITES, str(book.path)],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
    assert "database is locked" in ended.stderr


def test_histories_are_only_added_to(tmp_path: Path) -> None:
    connection = open_raw(new_book(tmp_path).path)
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute(
        'INSERT INTO lead_event (lead_id, "on", at, field, new) VALUES '
        "(1, '2026-01-01', '2026-01-01T12:00:00Z', 'stage', 'new')"
    )
    for change in ("UPDATE lead_event SET new = 'mql'", "DELETE FROM lead_event"):
        with pytest.raises(sqlite3.IntegrityError, match="only added to"):
            connection.execute(change)
