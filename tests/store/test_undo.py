"""Undo and redo: any actions, taken back, leave the book as it was; brought back, as it became."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.book import do, dump, is_sound, live_on, new_book, put, rows
from tui_crm.actions import change, change_settings, delete
from tui_crm.errors import CrmError, Refused
from tui_crm.models import ENTITIES, Account
from tui_crm.store import journal
from tui_crm.store.engine import Book
from tui_crm.store.records import insert

Step = Callable[[Book, int], object]

STEPS: tuple[Step, ...] = (
    lambda book, n: put(book, "deal", name=f"Deal {n}", account=f"Kern {n % 3}", amount=f"{n}.50"),
    lambda book, n: put(book, "deal", name="Abroad", currency="USD", rate="0.9230", amount="10"),
    lambda book, n: put(
        book, "deal", name=f"Old {n}", account="Kern 1", amount="5", outcome="won",
        opened_on="2026-01-02", closed_on="2026-02-03",
    ),
    lambda book, n: put(book, "lead", name=f"Ann {n % 2}", email="ann@example.com", company="Kern"),
    lambda book, n: put(book, "spend", amount="20", campaign=f"Ads {n % 2}"),
    lambda book, n: put(book, "traffic", sessions="10", bounces="4", on=f"2026-03-{n % 9 + 1:02}"),
    lambda book, n: do(book, "move-deal", n % 4 + 1, stage="Proposal"),
    lambda book, n: do(book, "win-deal", n % 4 + 1, account="Kern 9", amount="99.99"),
    lambda book, n: do(book, "win-deal", n % 4 + 1, account="Auer", recurring="10"),
    lambda book, n: do(book, "lose-deal", n % 4 + 1, reason="price"),
    lambda book, n: do(book, "reopen-deal", n % 4 + 1),
    lambda book, n: do(book, "refund", n % 3 + 1, amount="1"),
    lambda book, n: do(book, "warm-lead", n % 2 + 1),
    lambda book, n: do(book, "qualify-lead", n % 2 + 1),
    lambda book, n: do(book, "offer-lead", n % 2 + 1, note="wants a quote"),
    lambda book, n: do(book, "accept-lead", n % 2 + 1, amount="40"),
    lambda book, n: do(book, "reject-lead", n % 2 + 1, reason="no budget"),
    lambda book, n: do(book, "log-activity", None, lead=f"id:{n % 2 + 1}", kind="email"),
    lambda book, n: do(book, "subscribe", None, account="Auer", amount="9", starts_on="2026-02-10"),
    lambda book, n: do(book, "cancel-subscription", 1, on="2027-01-01"),
    lambda book, n: change(book, ENTITIES["deal"], n % 4 + 1, {"amount": f"{n}", "name": "New"}),
    lambda book, n: change(book, ENTITIES["deal"], n % 4 + 1, {"opened_on": "2025-12-01"}),
    lambda book, n: change(book, ENTITIES["lead"], n % 2 + 1, {"name": "Bea", "stage": "working"}),
    lambda book, n: change_settings(book, {"business_name": f"Shop {n}"}),
    lambda book, n: delete(book, ENTITIES["deal"], [n % 4 + 1]),
    lambda book, n: delete(book, ENTITIES["lead"], [n % 2 + 1]),
    lambda book, n: delete(book, ENTITIES["account"], [n % 3 + 1]),
    lambda book, n: delete(book, ENTITIES["campaign"], [1]),
)  # fmt: skip


@given(st.lists(st.tuples(st.integers(0, len(STEPS) - 1), st.integers(0, 11)), max_size=25))
@settings(max_examples=25)
def test_undo_and_redo_are_exact_over_restarts(chosen: list[tuple[int, int]]) -> None:
    with TemporaryDirectory() as folder:
        live_on("2026-04-01")
        book = new_book(Path(folder))
        start = dump(book)
        states = [start]
        for step, number in chosen:
            before = dump(book)
            try:
                STEPS[step](book, number)
            except CrmError:
                assert dump(book) == before, "what was refused left something behind"
                continue
            if dump(book) != before:
                states.append(dump(book))
        assert is_sound(book)
        book.close()
        book = Book(book.path)
        for expected in reversed(states[:-1]):
            journal.undo(book)
            assert dump(book) == expected
        with pytest.raises(Refused, match="nothing to undo"):
            journal.undo(book)
        book.close()
        book = Book(book.path)
        for expected in states[1:]:
            journal.redo(book)
            assert dump(book) == expected
        assert is_sound(book)
        book.close()


def test_doing_something_new_ends_what_could_be_redone(tmp_path: Path) -> None:
    book = new_book(tmp_path)
    put(book, "account", name="One")
    journal.undo(book)
    put(book, "account", name="Two")
    with pytest.raises(Refused, match="nothing to redo"):
        journal.redo(book)
    assert rows(book, "SELECT name FROM account") == [("Two",)]


def test_undo_is_refused_where_another_program_changed_the_row(tmp_path: Path) -> None:
    book = new_book(tmp_path)
    number = put(book, "account", name="One")
    with book.work("elsewhere") as work:
        work.connection().exec_driver_sql("UPDATE account SET name = 'Else'")
    before = dump(book)
    with pytest.raises(Refused, match="changed since"):
        journal.undo(book)
    assert dump(book) == before
    assert number == 1


def test_a_run_of_rows_is_one_step_and_comes_back(tmp_path: Path) -> None:
    book = new_book(tmp_path)
    start = dump(book)
    with book.work("import") as work:
        connection = work.connection()
        for number in range(1, 4):
            connection.exec_driver_sql(
                "INSERT INTO account (id, name, kind, created_at, search) VALUES (?, ?, ?, ?, ?)",
                (number, f"Kern {number}", "company", "2026-04-01T12:00:00Z", "kern"),
            )
        journal.record_run(work, "account", 1, 3)
        work.title = "Imported 3 accounts"
    end = dump(book)
    for _ in range(2):
        assert journal.undo(book).title == "Imported 3 accounts"
        assert dump(book) == start
        journal.redo(book)
        assert dump(book) == end


def test_a_row_of_many_that_changed_since_is_named_before_any_is_taken_away(
    tmp_path: Path,
) -> None:
    book = new_book(tmp_path)
    with book.work("add") as work:
        for number in range(1, 5):
            insert(work, Account, {"name": f"Kern {number}"})
    for _ in range(2):
        journal.undo(book)
        journal.redo(book)
    with book.work("elsewhere") as work:
        work.connection().exec_driver_sql("UPDATE account SET notes = 'new' WHERE id = 3")
    before = dump(book)
    with pytest.raises(Refused, match="its account 3 has been changed since"):
        journal.undo(book)
    assert dump(book) == before


def test_ids_are_never_given_out_twice(tmp_path: Path) -> None:
    book = new_book(tmp_path)
    first = put(book, "account", name="One")
    journal.undo(book)
    assert put(book, "account", name="Two") > first
