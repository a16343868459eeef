"""Revenue, refunds, subscriptions, costs, traffic and the business's settings."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.book import do, live_on, new_book, put, rows
from tui_crm.actions import billing, change, change_settings, delete
from tui_crm.errors import FieldErrors, Refused, WrongUsage
from tui_crm.models import ENTITIES
from tui_crm.models.sales import INTERVALS
from tui_crm.store.engine import Book


@pytest.fixture
def book(tmp_path: Path) -> Book:
    return new_book(tmp_path)


def test_a_refund_belongs_to_its_sale_and_never_exceeds_it(book: Book) -> None:
    do(book, "record-sale", None, account="Acme", amount="90", on="2026-03-01")
    do(book, "refund", 1, amount="40", on="2026-03-10")
    with pytest.raises(FieldErrors, match=r"only 50\.00"):
        do(book, "refund", 1, amount="51")
    do(book, "refund", 1)
    assert rows(book, "SELECT base_minor, refund_of_id FROM revenue_entry ORDER BY id") == [
        (9000, None), (-4000, 1), (-5000, 1),
    ]  # fmt: skip
    with pytest.raises(FieldErrors):
        do(book, "refund", 1)
    with pytest.raises(Refused, match="cannot be refunded"):
        do(book, "refund", 2)


def test_an_entered_refund_finds_the_newest_sale_that_still_holds_it(book: Book) -> None:
    do(book, "record-sale", None, account="Acme", amount="90", on="2026-03-01")
    do(book, "record-sale", None, account="Acme", amount="30", on="2026-03-05")
    put(book, "revenue", account="Acme", kind="refund", amount="-50", on="2026-03-09")
    put(book, "revenue", account="Acme", kind="refund", amount="-30", on="2026-03-09")
    put(book, "revenue", account="Other", kind="refund", amount="-1", on="2026-03-09")
    assert rows(book, "SELECT refund_of_id FROM revenue_entry WHERE kind = 'refund'") == [
        (1,), (2,), (None,),
    ]  # fmt: skip


@pytest.mark.parametrize(("kind", "amount"), [("refund", "5"), ("sale", "-5"), ("sale", "0")])
def test_signs_must_fit(book: Book, kind: str, amount: str) -> None:
    with pytest.raises(FieldErrors) as refusal:
        put(book, "revenue", account="Acme", kind=kind, amount=amount)
    assert set(refusal.value.errors) == {"amount"}


def test_billings_begin_with_the_books_and_end_with_the_subscription(book: Book) -> None:
    change_settings(book, {"books_start": "2026-01-01"})
    live_on("2026-04-01")
    do(book, "subscribe", None, account="A03", amount="150", starts_on="2025-10-01",
       ends_on="2026-03-01")  # fmt: skip
    assert rows(book, 'SELECT "on" FROM revenue_entry ORDER BY "on"') == [
        ("2026-01-01",), ("2026-02-01",),
    ]  # fmt: skip


def test_a_month_end_stays_the_month_end(book: Book) -> None:
    live_on("2026-04-30")
    do(book, "subscribe", None, account="A", amount="1", starts_on="2025-12-31")
    assert [on for (on,) in rows(book, 'SELECT "on" FROM revenue_entry ORDER BY "on"')] == [
        "2025-12-31", "2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30",
    ]  # fmt: skip


DAYS = st.dates(date(2024, 1, 1), date(2028, 12, 31))


@given(DAYS, st.none() | DAYS, st.sampled_from(INTERVALS), DAYS, DAYS)
def test_days_due_from_any_day_on_are_those_of_the_whole(
    begins: date, ends: date | None, interval: str, start: date, until: date
) -> None:
    terms = SimpleNamespace(starts_on=begins, ends_on=ends, interval=interval)
    whole = list(billing.due_days(terms, date.min, until))
    assert list(billing.due_days(terms, start, until)) == [day for day in whole if day >= start]
    assert whole == sorted(set(whole))
    if begins <= until and (ends is None or ends > begins):
        assert whole[0] == begins


def test_a_cancelled_subscription_is_billed_no_more(book: Book) -> None:
    do(book, "subscribe", None, account="A", amount="10", starts_on="2026-03-16")
    with pytest.raises(FieldErrors, match="began on"):
        do(book, "cancel-subscription", 1, on="2026-03-16")
    do(book, "cancel-subscription", 1, on="2026-04-10")
    live_on("2026-06-01")
    assert do(book, "post-billings") == {"billings": 0}


def test_a_billed_day_is_not_cut_off(book: Book) -> None:
    live_on("2026-05-20")
    do(book, "subscribe", None, account="A", amount="10", starts_on="2026-03-16")
    with pytest.raises(Refused, match="billed on 16 May 2026"):
        do(book, "cancel-subscription", 1, on="2026-05-01")


def test_spend_is_a_cost_of_marketing(book: Book) -> None:
    put(book, "spend", amount="100", campaign="Fair", on="2026-03-01")
    put(book, "cost", amount="-20", function="sales", note="credit note")
    assert rows(book, "SELECT function, base_minor, campaign_id FROM cost ORDER BY id") == [
        ("marketing", 10000, 1), ("sales", -2000, None),
    ]  # fmt: skip
    with pytest.raises(WrongUsage, match="no spend 2"):
        delete(book, ENTITIES["spend"], [2])
    with pytest.raises(Refused, match="Only a marketing cost"):
        put(book, "cost", amount="5", function="sales", campaign="Fair")


@pytest.mark.parametrize(
    ("typed", "engaged"),
    [
        ({"bounces": "30"}, 70), ({"bounce_rate": "0.305"}, 69), ({"bounce_rate": "42 %"}, 58),
        ({"engaged": "55"}, 55), ({"engaged": "55", "bounce_rate": "0.1"}, 55),
    ],
)  # fmt: skip
def test_bounces_are_taken_for_engaged_sessions(
    book: Book, typed: dict[str, str], engaged: int
) -> None:
    put(book, "traffic", on="2026-03-01", sessions="100", **typed)
    assert rows(book, "SELECT engaged FROM web_day") == [(engaged,)]


@pytest.mark.parametrize(
    "rate", ["nan", "NaN%", "snan", "inf", "-inf%", "1e999999", "-0.1", "x", ""]
)
def test_what_is_no_bounce_rate_is_told(book: Book, rate: str) -> None:
    with pytest.raises(FieldErrors) as wrong:
        put(book, "traffic", on="2026-03-01", sessions="100", bounce_rate=rate)
    assert list(wrong.value.errors) == ["bounce_rate"]


def test_bounces_ask_for_the_sessions_they_are_part_of(book: Book) -> None:
    put(book, "traffic", on="2026-03-01", sessions="100", engaged="50")
    with pytest.raises(FieldErrors, match="give the sessions too"):
        change(book, ENTITIES["traffic"], 1, {"bounces": "30"})
    change(book, ENTITIES["traffic"], 1, {"bounces": "30", "sessions": "100"})
    assert rows(book, "SELECT engaged FROM web_day") == [(70,)]


def test_a_day_of_a_source_is_entered_once(book: Book) -> None:
    put(book, "traffic", on="2026-03-01", sessions="100", engaged="50")
    with pytest.raises(Refused, match="for this day already"):
        put(book, "traffic", on="2026-03-01", sessions="1", engaged="1")
    with pytest.raises(Refused, match="more engaged sessions"):
        put(book, "traffic", on="2026-03-02", sessions="1", engaged="2")


def test_settings_are_checked_and_the_currency_is_kept_once_it_is_used(book: Book) -> None:
    change_settings(book, {"base_currency": "usd", "fiscal_month": "4"})
    assert (book.business.currency, book.business.fiscal_month) == ("USD", 4)
    with pytest.raises(WrongUsage, match="whole number from 1 to 12"):
        change_settings(book, {"fiscal_month": "13", "business_name": "X"})
    assert book.business["business_name"] == ""
    put(book, "spend", amount="1")
    with pytest.raises(Refused, match="cannot be changed"):
        change_settings(book, {"base_currency": "EUR"})


def test_control_characters_do_not_get_in(book: Book) -> None:
    put(book, "account", name="A\x1b]52;c;eA==\x07cme\u202e", notes="one\ntwo\x00")
    assert rows(book, "SELECT name, notes FROM account") == [("A]52;c;eA==cme", "one\ntwo")]


def test_a_needed_field_is_not_emptied(book: Book) -> None:
    put(book, "account", name="Acme")
    with pytest.raises(FieldErrors) as refusal:
        change(book, ENTITIES["account"], 1, {"name": ""})
    assert set(refusal.value.errors) == {"name"}


def test_a_target_is_set_for_a_kpi_that_exists(book: Book) -> None:
    typed = {"starts_on": "2026-04-01", "ends_on": "2026-05-01", "value": "6000"}
    put(book, "target", metric="Acquisition cost", **typed)
    assert rows(book, "SELECT metric FROM target") == [("customer_acquisition_cost",)]
    with pytest.raises(FieldErrors, match=r"is not a KPI\. They are: revenue, "):
        put(book, "target", metric="bogus", **typed)
