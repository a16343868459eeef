"""What marketing does by keyboard: leads on their way to sales, campaigns with their results."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.book import do, new_book, put, rows
from tests.driver import opened
from tui_crm.store.engine import Book


@pytest.fixture
def book(tmp_path: Path) -> Book:
    """A campaign that brought a lead."""
    book = new_book(tmp_path, business_name="Rosa")
    put(book, "campaign", name="Spring", channel="print", starts_on="2026-01-01")
    put(book, "lead", name="Ann Lee", company="Acme", campaign="Spring")
    return book


def stage(book: Book) -> str:
    """The stage of the one lead."""
    return str(rows(book, "SELECT stage FROM lead")[0][0])


async def test_a_lead_goes_to_sales_and_becomes_a_deal(book: Book) -> None:
    async with opened(book.path) as app:
        await app.do("marketing", "qualify")
        assert "Qualified Ann Lee. u takes it back." in app.toast and "mql" in app.row
        await app.do("offer")
        await app.fill(note="wants a fleet")
        assert "Offered Ann Lee to sales" in app.toast
        await app.do("sales")
        await app.go_to("Hand-offs")
        assert "Ann Lee" in app.row and "wants a fleet" in app.row
        await app.do("accept")
        await app.fill(amount="2k", expected_on="fri")
        assert "Accepted Ann Lee: Acme" in app.toast
        assert "No lead waits for sales" in app.text
        await app.go_to("Pipeline")
        assert "Acme" in app.text and "2,000.00" in app.text
    assert stage(book) == "accepted"
    assert rows(book, "SELECT a.name, d.amount_minor FROM deal d JOIN account a"
                " ON a.id = d.account_id") == [("Acme", 200_000)]  # fmt: skip


async def test_a_lead_that_is_not_qualified_cannot_be_offered_and_the_key_is_named(
    book: Book,
) -> None:
    async with opened(book.path) as app:
        await app.do("marketing", "offer")
        assert '"Ann Lee" is new: only a qualified lead can be offered; Q qualifies' in app.toast
    assert stage(book) == "new"


async def test_sales_rejects_a_lead_with_the_reason(book: Book) -> None:
    do(book, "qualify-lead", 1)
    do(book, "offer-lead", 1)
    async with opened(book.path) as app:
        await app.go_to("Hand-offs")
        await app.do("reject")
        await app.fill(reason="no budget")
        assert "Rejected Ann Lee: no budget" in app.toast
    assert stage(book) == "rejected"


async def test_an_offer_is_withdrawn_and_a_lead_warmed_and_set_aside(book: Book) -> None:
    do(book, "qualify-lead", 1)
    do(book, "offer-lead", 1)
    async with opened(book.path) as app:
        await app.do("marketing", "withdraw")
        assert stage(book) == "mql"
        await app.do("temperature")
        await app.fill(temperature="hot")
        assert "Ann Lee is hot" in app.toast and "hot" in app.row
        await app.do("disqualify")
        await app.fill(reason="moved away")
        assert "Set Ann Lee aside" in app.toast
        await app.do("open")
        await app.go_to("Steps")
        assert "disqualified" in app.text and "hot" in app.text
        await app.go_to("Hand-offs")
        assert "withdrawn" in app.text
    assert stage(book) == "disqualified"


async def test_a_campaign_shows_what_it_cost_and_brought(book: Book) -> None:
    put(book, "spend", campaign="Spring", amount="300", on="2026-03-01")
    deal = put(book, "deal", name="Fleet", account="Acme", campaign="Spring", amount="900",
               stage="New")  # fmt: skip
    do(book, "win-deal", deal)
    async with opened(book.path) as app:
        await app.do("marketing")
        await app.go_to("Campaigns")
        assert app.row[-4:] == ("300.00", "1", "300.00", "200 %")


async def test_campaigns_are_narrowed_to_what_belongs_to_them(book: Book) -> None:
    put(book, "spend", campaign="Spring", amount="300", on="2026-03-01")
    put(book, "spend", amount="50", on="2026-03-01")
    async with opened(book.path) as app:
        await app.do("marketing")
        await app.go_to("Campaigns")
        await app.do("open")
        assert "300.00" in app.text
        await app.go_to("Spend")
        assert app.list.table.total == 1
        await app.do("add")
        await app.fill(amount="70")
        assert app.list.table.total == 2
    assert rows(book, "SELECT campaign_id FROM cost ORDER BY id") == [(1,), (None,), (1,)]


@pytest.mark.parametrize(
    ("title", "fields"),
    [
        ("Spend", {"amount": "120", "channel": "print"}),
        ("Ads", {"campaign": "Spring", "impressions": "1000", "clicks": "12"}),
        ("Traffic", {"sessions": "200", "engaged": "90"}),
        ("Social", {"network": "mastodon", "reach": "300"}),
        ("Leads", {"name": "Bob", "email": "bob@example.com"}),
        ("Campaigns", {"name": "Autumn"}),
    ],
)
async def test_every_pane_of_marketing_takes_new_records(
    book: Book, title: str, fields: dict[str, str]
) -> None:
    async with opened(book.path) as app:
        await app.do("marketing")
        await app.go_to(title)
        before = app.list.table.total or 0
        await app.do("add")
        await app.fill(**fields)
        assert "Added" in app.toast and app.list.table.total == before + 1
