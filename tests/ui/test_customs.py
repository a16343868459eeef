"""Custom fields by keyboard: entered, shown, filtered by, and told of in the history."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.book import new_book, put, rows
from tests.driver import opened
from tui_crm.models import ENTITIES
from tui_crm.store.customs import ensure
from tui_crm.store.engine import Book

SMALL = (80, 24)


@pytest.fixture
def book(tmp_path: Path) -> Book:
    """A book with two contacts; contacts and deals have a region and how they found us."""
    book = new_book(tmp_path, business_name="Rosa")
    with book.work("import") as work:
        for entity in ("contact", "deal"):
            for title in ("Region", "How did you first hear of our company?"):
                ensure(work, ENTITIES[entity], [title])
    put(book, "contact", name="Ann", region="North")
    put(book, "contact", name="Bob")
    return book


async def test_a_custom_field_is_typed_below_the_others_and_stored(book: Book) -> None:
    async with opened(book.path, size=SMALL) as app:
        await app.go_to("Deals")
        await app.do("add")
        assert "Name *" in app.text and "Region" not in app.text
        await app.type("Fleet")
        await app.press(*["pagedown"] * 4)
        assert "› How did you first hear …" in app.text
        assert "How did you first hear of our company?" in app.text  # the help: its whole title
        await app.press("up")
        await app.type("[/] South")
        assert "[/] South" in next(line for line in app.lines if "› Region" in line)
        await app.press("ctrl+s")
        assert "Added deal Fleet" in app.toast
        await app.do("edit")
        await app.fill(region="East")
        await app.do("undo")
    assert rows(book, "SELECT extra FROM deal") == [('{"region":"[/] South"}',)]


async def test_a_record_shows_them_and_its_history_tells_of_them(book: Book) -> None:
    async with opened(book.path, size=SMALL) as app:
        await app.go_to("Contacts")
        await app.do("edit")
        await app.fill(region="Élan South")
        await app.do("filter")
        await app.type("region:elan")
        assert "1 found" in app.text
        await app.press("enter")
        await app.do("open")
        shown = next(line for line in app.lines if "Region" in line)
        assert shown.split() == ["Region", "Élan", "South"]
        await app.go_to("History")
        assert "Region: North → Élan South" in app.text
        assert "extra" not in app.text


async def test_of_many_custom_fields_a_record_shows_those_that_hold_something(book: Book) -> None:
    with book.work("import") as work:
        for number in range(60):
            ensure(work, ENTITIES["contact"], [f"Column {number}"])
    async with opened(book.path, size=SMALL) as app:
        await app.go_to("Contacts")
        await app.do("edit")
        await app.fill(column_59="the last one")
        await app.do("open")
        assert "Column 59" in app.text and "the last one" in app.text
        assert "Column 58" not in app.text
