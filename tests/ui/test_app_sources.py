"""Where lists read: whatever page is asked for in whatever order, the rows are the same."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.book import new_book, put
from tui_crm.models import ENTITIES
from tui_crm.store.business import Business, read_business
from tui_crm.store.connect import open_raw
from tui_crm.store.lanes import Lane
from tui_crm.store.query import Listing
from tui_crm.store.where import Reading
from tui_crm.ui.board_source import DealBoardSource
from tui_crm.ui.sources import ListingSource, column_of
from tui_crm.ui.widgets.row_layout import lay_out
from tui_crm.ui.widgets.row_source import PAGE_SIZE

CONTACTS = 700


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book of several pages of contacts, many of the same name or of no email."""
    from tests.conftest import TODAY
    from tui_crm import clock

    clock.fix(TODAY)
    book = new_book(tmp_path_factory.mktemp("crowd"))
    put(book, "contact", name="First")
    book.close()
    raw = sqlite3.connect(book.path)
    raw.executemany(
        "INSERT INTO contact (name, email, consent, do_not_contact, created_at, search)"
        " VALUES (?, ?, 0, 0, '2026-04-01T10:00:00Z', '')",
        [(f"Name {n % 7}", None if n % 3 else f"a{n}@x.eu") for n in range(CONTACTS - 1)],
    )
    raw.commit()
    raw.close()
    return book.path


def business_of(path: Path) -> Business:
    connection = open_raw(path)
    try:
        return read_business(connection)
    finally:
        connection.close()


@settings(max_examples=25)
@given(
    st.lists(st.integers(0, CONTACTS // PAGE_SIZE), min_size=1, max_size=8),
    st.sampled_from(["name", "-name", "email", "-email", "-id"]),
    st.booleans(),
    st.none() | st.integers(1, CONTACTS),
)
def test_pages_asked_for_in_any_order_are_those_of_the_plain_list(
    crowd: Path, numbers: list[int], order: str, counted: bool, sought: int | None
) -> None:
    business = business_of(crowd)
    listing = Listing(ENTITIES["contact"], Reading.of(business), order=order)
    lane = Lane(crowd, "test")
    whole = [line.id for line in listing.page(lane.connection, 0, CONTACTS)]
    source = ListingSource(lane, listing, business)
    if counted:
        assert source.count() == CONTACTS
    if sought is not None:
        assert source.position(sought) == whole.index(sought)
    for number in numbers:
        expected = whole[number * PAGE_SIZE : (number + 1) * PAGE_SIZE]
        assert [row.id for row in source.page(number)] == expected
    lane.connection.close()
    lane.raw.close()


@pytest.mark.parametrize("entity", [name for name in ENTITIES if name != "stage"])
def test_every_listed_entity_has_a_cell_for_every_column(sample: Path, entity: str) -> None:
    business = business_of(sample)
    lane = Lane(sample, "test")
    source = ListingSource(lane, Listing(ENTITIES[entity], Reading.of(business)), business)
    page = source.page(0)
    assert page and all(len(row.cells) == len(source.columns) for row in page)
    assert any(column.least == 0 for column in source.columns)
    lane.connection.close()
    lane.raw.close()


def test_the_board_shows_every_open_deal_once(sample: Path) -> None:
    business = business_of(sample)
    lane = Lane(sample, "test")
    source = DealBoardSource(lane, business, business.today())
    columns = source.columns()
    cards = [card for column in columns for card in source.cards(column.stage_id, 0, 1000)]
    (open_deals,) = lane.raw.execute("SELECT count(*) FROM deal WHERE outcome = 'open'").fetchone()
    assert len({card.id for card in cards}) == len(cards) == open_deals
    assert source.totals[0] == f"{open_deals} open"
    for column in columns:
        for place, card in enumerate(source.cards(column.stage_id, 0, 1000)):
            assert source.place(card.id) == (column.stage_id, place)
    lane.raw.close()


def test_a_small_screen_shows_a_leads_company_rather_than_its_campaign() -> None:
    lead = ENTITIES["lead"]
    columns = [column_of(spec, lead) for spec in lead.fields if spec.listed]
    shown = [place.column.name for place in lay_out(columns, 79).placed]
    assert shown == ["name", "company", "stage", "temperature"]
