"""Why a figure is another one than it was: named by the records that were entered since."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings

from tests.book import do, live_on, new_book, put
from tests.store.test_known_on import FIRST, STEPS_AND_DAYS, lived
from tui_crm import clock
from tui_crm.actions import change, change_settings, delete
from tui_crm.metrics import KPIS
from tui_crm.metrics.figures import Figures
from tui_crm.metrics.revision import Revision, revised, revisions
from tui_crm.metrics.spans import span_of
from tui_crm.models import ENTITIES
from tui_crm.period import parse_period
from tui_crm.store.engine import Book, business_seen, raw_of
from tui_crm.store.known_on import changes_between

MARCH = parse_period("2026-03")
APRIL = date(2026, 4, 1)


def _march(folder: Path) -> Book:
    """A March with 600 of cost and two new customers, as it was known on 1 April."""
    live_on("2026-04-01")
    book = new_book(folder, books_start="2026-01-01")
    put(book, "spend", on="2026-03-05", amount="600")
    for name in ("Acme", "Beta"):
        deal = put(book, "deal", name=name, account=name, amount="1000", opened_on="2026-03-02")
        do(book, "win-deal", deal, on="2026-03-20")
    put(book, "lead", name="Ida", created_at="2026-03-03T10:00Z")
    put(book, "lead", name="Ida again", created_at="2026-03-04T10:00Z")
    return book


def _revision(book: Book, name: str) -> Revision:
    (found,) = revised(book, [name], MARCH, APRIL, date(2026, 4, 1), date(2026, 4, 9))
    return found


def _told(found: Revision) -> list[tuple[str, str, int, Fraction | None]]:
    return [(one.what, one.entity, len(one.records), one.effect) for one in found.causes]


def test_a_deal_entered_late_and_a_bill_that_came_later_are_told_apart(tmp_path: Path) -> None:
    book = _march(tmp_path)
    live_on("2026-04-03")
    deal = put(book, "deal", name="Late", account="Gamma", amount="500", opened_on="2026-03-10")
    do(book, "win-deal", deal, on="2026-03-30")
    put(book, "spend", on="2026-03-28", amount="60")
    found = _revision(book, "customer_acquisition_cost")
    assert (found.before.value, found.after.value) == (30000, 22000)
    # Together -8,000: the bill alone would add 3,000 to 300, after the customer 2,000 to 200.
    assert _told(found) == [
        ("entered", "deal", 1, Fraction(-10500)),
        ("entered", "cost", 1, Fraction(2500)),
    ]
    book.close()


def test_a_merged_lead_and_a_deleted_cost_have_names(tmp_path: Path) -> None:
    book = _march(tmp_path)
    live_on("2026-04-03")
    change(book, ENTITIES["lead"], 2, {"duplicate_of": "id:1"})
    delete(book, ENTITIES["cost"], [1])
    assert _told(_revision(book, "leads")) == [("merged", "lead", 1, Fraction(-1))]
    assert ("deleted", "cost", 1) in [one[:3] for one in _told(_revision(book, "cost_per_lead"))]
    book.close()


def test_a_customer_is_won_by_the_deal_and_not_by_the_contact_that_came_along(
    tmp_path: Path,
) -> None:
    book = _march(tmp_path)
    live_on("2026-04-03")
    for action in ("qualify-lead", "offer-lead"):
        do(book, action, 1, on="2026-03-05")
    deal = do(book, "accept-lead", 1, on="2026-03-06", account="Ida's", amount="50")["deal"]
    do(book, "win-deal", deal, on="2026-03-07")
    assert _told(_revision(book, "new_customers")) == [("entered", "deal", 1, Fraction(1))]
    book.close()


def test_many_records_that_a_choice_touches_are_looked_up_in_few_statements(
    tmp_path: Path,
) -> None:
    book = _march(tmp_path)
    for name in range(30):
        put(book, "revenue", on="2025-10-05", account=f"A{name}", kind="sale", amount="5")
    live_on("2026-04-03")
    change_settings(book, {"activity_window_months": "3"})
    days = (date(2026, 4, 1), date(2026, 4, 9))
    with book.read(known_on=days[0]) as before, book.read(known_on=days[1]) as after:
        touched = changes_between(raw_of(after), *days)
        then, now = (Figures(one, business_seen(one), APRIL) for one in (before, after))
        asked: list[str] = []
        for one in (before, after):
            raw_of(one).set_trace_callback(asked.append)
        (found,) = revisions(["active_customers"], then, now, span_of(MARCH, APRIL), touched)
    assert found.difference == -30
    assert len(asked) < 30
    book.close()


def test_a_choice_of_the_business_is_a_cause_of_its_own(tmp_path: Path) -> None:
    book = _march(tmp_path)
    live_on("2026-04-03")
    change_settings(book, {"roi_basis": "revenue"})
    put(book, "target", metric="won_value", starts_on="2026-03-01", ends_on="2026-04-01",
        value="9000")  # fmt: skip
    found = _revision(book, "pipeline_coverage")
    assert (found.before.reason != "", found.after.value) == (True, 0)
    assert _told(found) == [("changed", "target or setting", 0, None)]
    book.close()


def test_what_was_not_touched_is_no_revision(tmp_path: Path) -> None:
    book = _march(tmp_path)
    live_on("2026-04-03")
    put(book, "lead", name="April", created_at="2026-04-02T10:00Z")
    day = date(2026, 4, 9)
    assert revised(book, KPIS, MARCH, APRIL, date(2026, 4, 1), day) == []
    book.close()


@given(STEPS_AND_DAYS)
@settings(max_examples=6)
def test_the_causes_add_up_to_the_difference(chosen: list[tuple[int, int, int]]) -> None:
    with TemporaryDirectory() as folder:
        clock.fix(FIRST)
        book = new_book(Path(folder))
        last = max(lived(book, chosen))
        as_of = last + timedelta(days=1)
        for found in revised(book, KPIS, parse_period("2026-04"), as_of, FIRST, last):
            effects = [one.effect for one in found.causes]
            if None not in effects and found.difference is not None:
                assert sum(effects, Fraction(0)) == found.difference, found.kpi.name
            assert found.causes, found.kpi.name
        book.close()
