"""A lane answers in order, drops what is replaced, and interrupts what runs too long."""

from __future__ import annotations

import threading
from concurrent.futures import Future
from pathlib import Path

import pytest

from tests.book import new_book, put
from tui_crm.store.lanes import Lane, Superseded

ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"


@pytest.fixture
def lane(tmp_path: Path) -> Lane:
    book = new_book(tmp_path)
    put(book, "account", name="Acme")
    book.close()
    return Lane(book.path, "reading")


def test_answers_come_from_the_lanes_own_thread_in_order(lane: Lane) -> None:
    order: list[int] = []
    threads = [
        lane.ask(lambda n=number: (order.append(n), threading.current_thread().name)[1])
        for number in range(5)
    ]
    assert {future.result(5) for future in threads} == {"reading"}
    assert order == [0, 1, 2, 3, 4]
    assert lane.ask(lambda: lane.raw.execute("SELECT name FROM account").fetchall()).result(5) == [
        ("Acme",)
    ]
    lane.close()


def test_a_failure_reaches_whoever_asked_and_the_lane_goes_on(lane: Lane) -> None:
    failed: Future[object] = lane.ask(lambda: lane.raw.execute("SELECT 1 FROM nowhere"))
    with pytest.raises(Exception, match="no such table"):
        failed.result(5)
    assert lane.ask(lambda: 7).result(5) == 7
    lane.close()


def test_a_newer_question_interrupts_the_running_one_and_drops_the_waiting(lane: Lane) -> None:
    begun = threading.Event()

    def endless() -> object:
        raw = lane.raw
        begun.set()
        return raw.execute(ENDLESS).fetchone()

    running = lane.ask(endless)
    waiting = lane.ask(lambda: "waited")
    assert begun.wait(5)
    newest = lane.replace(lambda: "newest")
    with pytest.raises(Superseded):
        running.result(5)
    with pytest.raises(Superseded):
        waiting.result(5)
    assert newest.result(5) == "newest"
    lane.close()


def test_closing_ends_a_running_question(lane: Lane) -> None:
    begun = threading.Event()

    def endless() -> object:
        raw = lane.raw
        begun.set()
        return raw.execute(ENDLESS).fetchone()

    running = lane.ask(endless)
    assert begun.wait(5)
    lane.close()
    with pytest.raises(Superseded):
        running.result(5)
