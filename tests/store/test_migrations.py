"""A book of an older version is brought to this one whole, and kept beside it as it was."""

from __future__ import annotations

import os
import signal
import sqlite3
import stat
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from tests.book import dump, is_sound, put, rows
from tui_crm.actions import change
from tui_crm.errors import CrmError, Damaged, DiskTrouble
from tui_crm.models import ENTITIES
from tui_crm.store import journal
from tui_crm.store.connect import SCHEMA_VERSION, open_raw
from tui_crm.store.customs import ensure
from tui_crm.store.engine import Book, make_book
from tui_crm.store.lanes import Lane

ROOT = Path(__file__).parents[2]
COPY = f"business.db.before-v{SCHEMA_VERSION}.bak"
SECOND = f"business.db.before-v{SCHEMA_VERSION}-2.bak"

KILLED = """
import os, signal, sys
from pathlib import Path
from tui_crm.store import connect
statements = connect._statements

def ending_early(script):
    yield statements(script)[0]
    os.kill(os.getpid(), signal.SIGKILL)

connect._statements = ending_early
connect.open_raw(Path(sys.argv[1]))
"""


@pytest.fixture
def old(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """A book as version 1 wrote it, or the version that a test asks for."""
    return _stored(tmp_path / "business.db", getattr(request, "param", 1))


each_version = pytest.mark.parametrize("old", range(1, SCHEMA_VERSION), indirect=True)


def _stored(path: Path, version: int = 1) -> Path:
    script = Path(__file__).with_name(f"v{version}_book.sql")
    connection = sqlite3.connect(path)
    connection.executescript(script.read_text(encoding="utf-8"))
    connection.close()
    return path


def _dumped(path: Path) -> list[str]:
    connection = sqlite3.connect(path)
    try:
        return list(connection.iterdump())
    finally:
        connection.close()


def _columns(path: Path) -> dict[str, str]:
    """The columns of each table, as a query lists them."""
    connection = sqlite3.connect(path)
    try:
        found = connection.execute(
            "SELECT m.name, group_concat('\"' || c.name || '\"')"
            " FROM sqlite_master m JOIN pragma_table_info(m.name) c"
            " WHERE m.type = 'table' GROUP BY m.name"
        )
        return dict(found.fetchall())
    finally:
        connection.close()


def _held(path: Path, columns: dict[str, str]) -> dict[str, list[tuple[object, ...]]]:
    """What the rows of each table hold in these columns."""
    connection = sqlite3.connect(path)
    try:
        return {
            name: connection.execute(f'SELECT {listed} FROM "{name}" ORDER BY 1').fetchall()
            for name, listed in columns.items()
        }
    finally:
        connection.close()


def _schema(path: Path) -> set[str]:
    connection = sqlite3.connect(path)
    try:
        found = connection.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")
        return {" ".join(sql.split()) for (sql,) in found}
    finally:
        connection.close()


def _version(path: Path) -> object:
    connection = sqlite3.connect(path)
    try:
        return connection.execute("PRAGMA user_version").fetchone()[0]
    finally:
        connection.close()


def _names(folder: Path) -> list[str]:
    return sorted(found.name for found in folder.iterdir())


@each_version
def test_an_old_book_is_brought_to_this_version_and_kept_as_it_was(old: Path) -> None:
    version, before, columns = _version(old), _dumped(old), _columns(old)
    held = _held(old, columns)
    book = Book(old)
    assert _version(old) == SCHEMA_VERSION
    assert is_sound(book)
    assert _held(old, columns) == held
    make_book(old.with_name("new.db"))
    assert _schema(old) == _schema(old.with_name("new.db"))
    old.with_name("new.db").unlink()
    copy = old.with_name(COPY)
    assert _dumped(copy) == before
    assert _version(copy) == version
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert _names(old.parent) == ["business.db", COPY]
    book.close()


def test_an_old_book_can_be_worked_with_and_its_past_is_known(old: Path) -> None:
    book = Book(old)
    assert book.business["business_name"] == "Kern & Sons"
    journal.redo(book)
    assert ("Undone",) in rows(book, "SELECT name FROM account")
    put(book, "account", name="New")

    def accounts(day: date) -> list[str]:
        with book.read(known_on=day) as connection:
            query = "SELECT name FROM account ORDER BY id"
            return [name for (name,) in connection.exec_driver_sql(query)]

    assert accounts(date(2026, 3, 1)) == []
    assert accounts(date(2026, 3, 3)) == ["Kern"]
    assert accounts(date(2026, 3, 4)) == ["Kern", "Auer", "Élan, Paris"]
    assert accounts(date(2026, 3, 5)) == ["Kern", "Auer"]
    assert accounts(date(2026, 4, 1)) == ["Kern", "Auer", "Undone", "New"]
    start = dump(book)
    while rows(book, "SELECT 1 FROM journal_batch WHERE state = 'done'"):
        journal.undo(book)
    assert rows(book, "SELECT count(*) FROM account") == [(0,)]
    for _ in rows(book, "SELECT 1 FROM journal_batch WHERE state = 'undone'"):
        journal.redo(book)
    assert dump(book) == start
    book.close()


@pytest.mark.parametrize("old", [2], indirect=True)
def test_a_book_of_version_2_takes_custom_fields_and_goes_back_to_its_first_day(old: Path) -> None:
    book = Book(old)
    with book.work("import") as work:
        assert ensure(work, ENTITIES["contact"], ["Region"]) == {"Region": "region"}
    change(book, ENTITIES["contact"], 1, {"region": "North"}, plain=True)
    assert rows(book, "SELECT extra FROM contact") == [('{"region":"North"}',), (None,)]
    start = dump(book)
    for _ in range(done := len(rows(book, "SELECT 1 FROM journal_batch WHERE state = 'done'"))):
        journal.undo(book)
    left = {name: many for name, many in dump(book).items() if many}
    assert sorted(left) == ["setting", "stage"]
    for _ in range(done):
        journal.redo(book)
    assert dump(book) == start
    book.close()


def test_every_way_in_brings_an_old_book_to_this_version(tmp_path: Path) -> None:
    raw, lane, command = (_stored(tmp_path / name) for name in ("raw.db", "lane.db", "cli.db"))
    open_raw(raw).close()
    reading = Lane(lane, "reading")
    assert reading.ask(lambda: reading.raw.execute("SELECT 1").fetchone()).result(5) == (1,)
    reading.close()
    words = ["--database", str(command), "list", "deal"]
    subprocess.run(
        [sys.executable, "-m", "tui_crm", *words],
        env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, check=True,
    )  # fmt: skip
    for path in (raw, lane, command):
        assert _version(path) == SCHEMA_VERSION
        assert path.with_name(f"{path.name}.before-v{SCHEMA_VERSION}.bak").exists()


def test_a_copy_that_is_there_already_is_not_written_over(old: Path) -> None:
    old.with_name(COPY).write_bytes(b"something else")
    Book(old).close()
    assert old.with_name(COPY).read_bytes() == b"something else"
    assert _version(old.with_name(SECOND)) == 1
    assert _names(old.parent) == ["business.db", SECOND, COPY]


def test_an_update_that_fails_leaves_the_old_book_whole_and_one_copy(old: Path) -> None:
    connection = sqlite3.connect(old)
    connection.execute("CREATE TABLE ix_journal_turn_batch (in_the_way)")
    connection.commit()
    connection.close()
    before = old.read_bytes()
    for _ in range(2):
        with pytest.raises(CrmError, match="ix_journal_turn_batch"):
            Book(old)
        assert old.read_bytes() == before
        assert _names(old.parent) == ["business.db", COPY]


@each_version
def test_an_update_that_is_killed_leaves_the_old_book_whole(old: Path) -> None:
    version, before = _version(old), _dumped(old)
    ended = subprocess.run(
        [sys.executable, "-c", KILLED, str(old)],
        env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, check=False,
    )  # fmt: skip
    assert ended.returncode == -signal.SIGKILL
    assert _version(old) == version
    assert _dumped(old) == before
    book = Book(old)
    assert is_sound(book)
    assert _names(old.parent) == ["business.db", COPY]
    book.close()


def test_a_book_that_cannot_be_copied_is_not_touched(tmp_path: Path) -> None:
    path = _stored(tmp_path / f"{'b' * 242}.db")  # no room for the longer name of a copy
    before = path.read_bytes()
    with pytest.raises(DiskTrouble, match=r"older tui-crm.*could not be made.*too long.*free"):
        Book(path)
    assert path.read_bytes() == before
    assert _names(tmp_path) == [path.name]


def test_a_damaged_old_book_is_not_touched(old: Path) -> None:
    whole = bytearray(old.read_bytes())
    page = rows_page(old)
    whole[page : page + 4096] = b"\xff" * 4096
    old.write_bytes(whole)
    with pytest.raises(Damaged, match="is damaged"):
        Book(old)
    assert old.read_bytes() == whole
    assert _names(old.parent) == ["business.db"]


def rows_page(path: Path) -> int:
    """Where in the file the first page of the table of deals begins."""
    connection = sqlite3.connect(path)
    try:
        query = "SELECT rootpage FROM sqlite_master WHERE name = 'deal'"
        return int((connection.execute(query).fetchone()[0] - 1) * 4096)
    finally:
        connection.close()


def test_an_open_book_of_this_version_leaves_no_copy(tmp_path: Path, old: Path) -> None:
    Book(old).close()
    old.with_name(COPY).unlink()
    Book(old).close()
    assert _names(tmp_path) == ["business.db"]
