"""The process of its own that imports: what it sees, how it is stopped, and what then stays."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import CancelledError
from dataclasses import replace
from pathlib import Path

import pytest

from tests.book import dump, is_sound, new_book, rows
from tests.exchange import outside_jobs
from tui_crm import clock
from tui_crm.errors import CrmError, Refused, WrongUsage
from tui_crm.exchange.looking import Order
from tui_crm.exchange.outside import Outside, Replaced, Stopped
from tui_crm.models import ENTITIES

SOON = 30.0
"""Seconds after which a test has failed; none of them waits so long."""


@pytest.fixture(scope="module")
def patient() -> Iterator[Outside]:
    """A process that looks at files, and finds some of them wrong."""
    outside = Outside(outside_jobs.patient, outside_jobs.refusing)
    yield outside
    outside.stop()


def test_the_process_lives_on_the_same_day_and_leaves_the_terminal_alone(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    book, outside, told = (
        new_book(tmp_path),
        Outside(outside_jobs.about, outside_jobs.refusing),
        list[int](),
    )
    try:
        order = Order(tmp_path / "a file.csv", ENTITIES["deal"])
        seen = outside.preview(book.path, order, lambda *done: told.extend(done)).result(SOON)
    finally:
        outside.stop()
    assert isinstance(seen, dict)
    assert seen["day"] == seen["today"] == clock.fixed()
    assert seen["file"] == order.path and seen["entity"] and seen["input"] == ""
    assert told == [1, 10]
    assert capfd.readouterr() == ("", "")


def test_a_preview_takes_the_place_of_the_one_before(tmp_path: Path, patient: Outside) -> None:
    book, order = new_book(tmp_path).path, Order(Path("endless"))
    begun = threading.Event()
    first = patient.preview(book, order, lambda *_: begun.set())
    assert begun.wait(SOON)
    second = patient.preview(book, order)
    last = patient.preview(book, replace(order, path=Path("short")))
    assert last.result(SOON) == "short"
    for replaced in (first, second):
        assert isinstance(replaced.exception(SOON), Replaced)


@pytest.mark.parametrize(
    ("name", "kind", "words"),
    [
        ("foreign", Refused, "no file of ours"),
        ("fields", WrongUsage, "name: is missing"),
        ("fault", CrmError, "ZeroDivisionError"),
        ("death", CrmError, "nothing of the file was stored"),
        ("after death", Refused, "no file of ours"),
    ],
)
def test_what_goes_wrong_there_is_told_here(
    tmp_path: Path, patient: Outside, name: str, kind: type[CrmError], words: str
) -> None:
    failure = patient.bring(new_book(tmp_path).path, Order(Path(name))).exception(SOON)
    assert type(failure) is kind and words in str(failure)


def test_an_import_that_is_stopped_leaves_nothing_behind(tmp_path: Path) -> None:
    book = new_book(tmp_path)
    before, size = dump(book), book.path.stat().st_size
    outside, is_written = (
        Outside(outside_jobs.patient, outside_jobs.endless_import),
        threading.Event(),
    )

    def watch(_: int, bytes_now: int) -> None:
        if bytes_now > size + 100_000:
            is_written.set()

    importing = outside.bring(book.path, Order(tmp_path / "a.csv"), watch)
    assert is_written.wait(SOON)
    outside.stop()
    assert isinstance(importing.exception(0), Stopped)
    assert isinstance(importing.exception(0), CancelledError)
    assert book.path.with_name(f"{book.path.name}-journal").exists()
    assert dump(book) == before and is_sound(book)
    assert rows(book, "SELECT count(*) FROM journal_batch") == [(0,)]


LEFT_ALONE = """
import os, signal, sys, threading
from pathlib import Path
from tests.exchange import outside_jobs
from tui_crm.exchange.looking import Order
from tui_crm.exchange.outside import Outside
if __name__ == "__main__":
    begun = threading.Event()
    outside = Outside(outside_jobs.patient, outside_jobs.endless_import)
    outside.bring(Path(sys.argv[1]), Order(Path("a.csv")), lambda *_: begun.set())
    begun.wait(30)
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_the_process_ends_with_the_program_however_that_ends(tmp_path: Path) -> None:
    book = new_book(tmp_path)
    before = dump(book)
    script = tmp_path / "left_alone.py"
    script.write_text(LEFT_ALONE)
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, script, book.path], env={"PYTHONPATH": str(root)}, timeout=SOON
    )
    assert done.returncode < 0
    # It holds the book until it ends: then the next write gets it.
    connection = sqlite3.connect(book.path, timeout=SOON, isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    connection.close()
    assert dump(book) == before and is_sound(book)
