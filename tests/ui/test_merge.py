"""Merging on the screens, and who a record that is being typed looks like."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.book import new_book, put, rows
from tests.driver import Driver, opened
from tui_crm.store.engine import Book

LOW = (80, 24)


@pytest.fixture
def book(tmp_path: Path) -> Book:
    book = new_book(tmp_path, country="DE")
    put(book, "contact", name="Anna Berg", email="anna@x.com", title="Buyer", notes="one")
    put(book, "contact", name="A. Berg [/", email="ANNA@x.com", phone="030 1234567", notes="two")
    put(book, "contact", name="Otto Weber")
    return book


@pytest.fixture
async def contacts(book: Book) -> AsyncIterator[Driver]:
    async with opened(book.path, size=LOW) as driver:
        await driver.do("sales")
        await driver.go_to("Contacts")
        yield driver


async def test_a_record_that_is_typed_looks_like_one_that_can_be_opened(contacts: Driver) -> None:
    await contacts.do("add")
    await contacts.type("Otto Weberr")
    assert "Looks like Otto Weber, similar name. ctrl+o opens it." in contacts.text
    # The form waits for its answer under the record, so that nothing comes to rest before.
    await contacts.pilot.press("ctrl+o")
    await contacts.pilot.pause()
    assert "‹ Contacts   Otto Weber" in contacts.text
    await contacts.pilot.press("escape")
    await contacts.settle()
    assert "▕ Otto Weberr" in contacts.text
    await contacts.type("x")
    assert "Looks like" not in contacts.text


async def test_the_record_under_the_cursor_is_merged_with_one_that_is_like_it(
    contacts: Driver, book: Book
) -> None:
    await contacts.press("down")
    assert contacts.row[0] == "Anna Berg"
    await contacts.do("merge")
    assert "A. Berg [/ (ANNA@x.com), same email" in contacts.text
    await contacts.press("enter")
    assert "contact 1, stays" in contacts.text and "contact 2, goes" in contacts.text
    assert "* Anna Berg" in contacts.text and "* 030 1234567" in contacts.text
    await contacts.press("space", "down", "left", "enter")
    assert contacts.toast == "Merged contact A. Berg [/ into Anna Berg. u takes it back."
    assert rows(book, "SELECT name, email, phone, title, notes FROM contact WHERE id = 1") == [
        ("A. Berg [/", "anna@x.com", "030 1234567", "Buyer", "one\ntwo")
    ]
    await contacts.do("merge")
    assert "No other contact looks like" in contacts.toast
    await contacts.do("undo")
    assert rows(book, "SELECT count(*) FROM contact") == [(3,)]


async def test_two_marked_records_are_merged_and_esc_leaves_both(
    contacts: Driver, book: Book
) -> None:
    await contacts.press("space")
    await contacts.press("down", "space")
    await contacts.do("merge")
    assert "contact 2, stays" in contacts.text and "contact 3, goes" in contacts.text
    await contacts.press("escape")
    assert rows(book, "SELECT count(*) FROM contact") == [(3,)]
    await contacts.do("merge")
    await contacts.press("ctrl+s")
    assert rows(book, "SELECT id, name FROM contact ORDER BY id") == [
        (1, "Anna Berg"), (2, "A. Berg [/"),
    ]  # fmt: skip


async def test_the_pairs_of_the_book_are_gone_through_one_after_another(
    contacts: Driver, book: Book
) -> None:
    put(book, "contact", name="OTTO Weber")
    contacts.screen.command_of("duplicates")
    await contacts.settle()
    assert "Anna Berg (anna@x.com) = A. Berg [/ (ANNA@x.com)   same email" in contacts.text
    await contacts.press("enter", "enter")
    assert "Otto Weber = OTTO Weber   same name" in contacts.text
    await contacts.press("enter", "escape")
    assert "Otto Weber = OTTO Weber   same name" in contacts.text
    await contacts.press("enter", "enter")
    assert contacts.toast == "No two contacts look alike."
    assert rows(book, "SELECT id FROM contact ORDER BY id") == [(1,), (3,)]
