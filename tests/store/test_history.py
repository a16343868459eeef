"""The history of a record: what was done to it, and what stands of that."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.book import do, live_on, new_book, put
from tui_crm.actions import change
from tui_crm.models import ENTITIES
from tui_crm.store.engine import Book
from tui_crm.store.history import deal_steps, history, lead_steps
from tui_crm.store.journal import record_run, undo


@pytest.fixture
def book(tmp_path: Path) -> Book:
    """A deal of an account."""
    book = new_book(tmp_path)
    put(book, "account", name="Acme")
    put(book, "account", name="Bee")
    put(book, "deal", name="Fleet", account="Acme", amount="100", stage="New")
    return book


def titles(book: Book, entity: str, number: int) -> list[str]:
    with book.read() as connection:
        return [deed.title for deed in history(connection, ENTITIES[entity], number, "EUR")]


def test_what_was_done_to_a_record_is_told_latest_first(book: Book) -> None:
    change(book, ENTITIES["deal"], 1, {"amount": "200"})
    assert titles(book, "deal", 1) == ["Changed deal Fleet", "Added deal Fleet"]


def test_a_change_tells_the_fields_before_and_after_with_links_by_name(book: Book) -> None:
    typed = {"account": "Bee", "amount": "200", "expected_on": "2026-05-01", "notes": "x"}
    change(book, ENTITIES["deal"], 1, typed)
    with book.read() as connection:
        latest = history(connection, ENTITIES["deal"], 1, "EUR")[0]
    found = {change.spec.name: (change.old, change.new) for change in latest.changes}
    assert found["account"] == ("Acme", "Bee") and found["amount"] == (10_000, 20_000)
    assert str(found["expected_on"][1]) == "2026-05-01" and found["notes"] == (None, "x")
    assert "search" not in found


def test_what_was_undone_is_not_told(book: Book) -> None:
    change(book, ENTITIES["deal"], 1, {"amount": "200"})
    undo(book)
    assert titles(book, "deal", 1) == ["Added deal Fleet"]


def test_another_record_of_the_same_number_has_its_own_history(book: Book) -> None:
    change(book, ENTITIES["account"], 1, {"phone": "1"})
    assert titles(book, "deal", 1) == ["Added deal Fleet"]
    assert titles(book, "account", 1) == ["Changed account Acme", "Added account Acme"]


def test_a_record_that_an_import_brought_knows_it(book: Book) -> None:
    with book.work("import") as work:
        record_run(work, "account", 1, 2)
        work.title = "Imported 2 accounts"
    assert titles(book, "account", 2)[0] == "Imported 2 accounts"


def test_the_steps_of_a_deal_end_with_how_it_was_decided(book: Book) -> None:
    live_on("2026-04-03")
    do(book, "move-deal", 1, stage="Qualified")
    live_on("2026-04-09")
    do(book, "win-deal", 1)
    with book.read() as connection:
        steps = deal_steps(connection, 1)
    assert [(str(step.on), step.state, step.chance) for step in steps] == [
        ("2026-04-09", "won", 10_000), ("2026-04-03", "Qualified", 2000),
        ("2026-04-01", "New", 1000),
    ]  # fmt: skip


def test_the_steps_of_a_lead_are_its_stages_and_temperatures(book: Book) -> None:
    lead = put(book, "lead", name="Ann")
    do(book, "warm-lead", lead, temperature="hot")
    do(book, "qualify-lead", lead)
    with book.read() as connection:
        states = [step.state for step in lead_steps(connection, lead)]
    assert states[:2] == ["mql", "hot"] and set(states[2:]) == {"new", "cold"}
