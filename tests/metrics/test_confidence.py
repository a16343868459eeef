"""How complete inputs are: counts that agree with the rows to mend, and the gaps of days."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from tests.metrics.any_books import LAST, books, days, spans_of_time
from tests.metrics.small_books import SmallBook, Step, opened
from tests.metrics.worked_example import worked_example
from tui_crm.metrics import KPIS
from tui_crm.metrics.confidence import CHECKS, Completeness, OfDays, confidence
from tui_crm.metrics.figures import Figures
from tui_crm.metrics.spans import span_of
from tui_crm.models import ENTITIES
from tui_crm.period import Period, parse_period

MARCH = parse_period("2026-03")
AS_OF = date(2026, 4, 1)
WON = "won deals with revenue"
SPEND = "months with marketing cost"


def found(
    book: SmallBook, check: str, period: Period = MARCH, as_of: date = AS_OF
) -> tuple[int, int, list[int]]:
    """How many are complete, of how many, and the ids of those that are not."""
    with opened(book) as connection:
        figures = Figures(connection, book.business, as_of)
        span = span_of(period, as_of)
        rows = CHECKS[check].to_fix(figures, span)
        ids = [] if rows is None else [id for id, _ in connection.execute(rows.query)]
        return *CHECKS[check].complete(figures, span), ids


def gaps(book: SmallBook, check: str, period: Period, as_of: date = AS_OF) -> list[str]:
    with opened(book) as connection:
        figures = Figures(connection, book.business, as_of)
        return [gap.code for gap in CHECKS[check].gaps(figures, span_of(period, as_of))]


def inputs(name: str, book: SmallBook, period: Period = MARCH) -> list[Completeness]:
    with opened(book) as connection:
        return confidence(KPIS[name], Figures(connection, book.business, AS_OF), period)


def won(book: SmallBook, on: date = date(2026, 3, 10), **origin: int) -> int:
    return book.deal(1, [Step(on, "Proposal", 100), Step(on, "Won", 100)], **origin)


@pytest.fixture
def book() -> SmallBook:
    book = SmallBook()
    book.account()
    book.campaign()
    return book


def test_every_check_that_a_kpi_names_exists_and_every_check_is_used() -> None:
    assert {name for kpi in KPIS.values() for name in kpi.checks} == set(CHECKS)


@pytest.mark.parametrize("name", CHECKS)
def test_a_check_says_which_records_it_is_about_and_what_to_do(name: str) -> None:
    check = CHECKS[name]
    assert check.name == name and check.title.casefold() == name
    assert check.entity in ENTITIES and check.fix_hint.endswith(".")


@settings(max_examples=15)
@given(books(), spans_of_time(), st.one_of(days, st.just(LAST)))
def test_the_rows_or_gaps_to_mend_are_what_is_not_complete(
    book: SmallBook, period: Period, as_of: date
) -> None:
    with opened(book) as connection:
        figures = Figures(connection, book.business, as_of)
        for kpi in KPIS.values():
            for one in confidence(kpi, figures, period):
                assert 0 <= one.have <= one.of
                rows = one.to_fix(figures)
                if rows is None:
                    assert isinstance(one.check, OfDays)
                    assert len(one.gaps(figures)) == one.of - one.have
                    continue
                ids = [id for id, _ in connection.execute(rows.query)]
                assert len(set(ids)) == len(ids) == one.of - one.have
                assert not one.gaps(figures)
                table = ENTITIES[rows.entity].model.table()
                stored = select(func.count()).where(table.c.id.in_(ids))
                assert connection.scalar(stored) == len(ids)


def test_the_inputs_of_the_worked_example_are_complete_but_for_what_it_leaves_open() -> None:
    book = worked_example()
    assert [(one.have, one.of) for one in inputs("lead_response_minutes", book)] == [(8, 10)]
    february = parse_period("2026-02")
    assert [(one.have, one.of) for one in inputs("social_media_engagement", book, february)] == [
        (2, 3)
    ]
    assert [(one.have, one.of) for one in inputs("return_on_investment", book)] == [
        (3, 3), (3, 3), (1, 1),
    ]  # fmt: skip


def test_a_figure_that_looks_back_is_checked_over_the_months_it_looks_at() -> None:
    (costs,) = inputs("trailing_acquisition_cost", worked_example())
    assert (costs.have, costs.of) == (3, 3)
    (direct, _) = inputs("ltv_to_cac", worked_example())
    assert (direct.have, direct.of) == (7, 8)  # all of the quarter's wins but that of A08


def test_a_figure_that_looks_back_on_no_full_month_has_nothing_to_check(book: SmallBook) -> None:
    book.settings["books_start"] = "2026-03-15"
    won(book)
    assert [(one.have, one.of) for one in inputs("ltv_to_cac", book)] == [(0, 0), (0, 0)]


def test_a_subscription_is_revenue_enough_for_a_won_deal(book: SmallBook) -> None:
    bare, sold, subscribed = won(book), won(book), won(book)
    won(book, date(2026, 2, 10))
    book.entry(date(2026, 3, 12), 1, 100, deal=sold)
    book.subscription(1, date(2026, 4, 1), deal=subscribed)
    assert found(book, WON) == (2, 3, [bare])


def test_only_a_direct_cost_of_the_deal_itself_counts(book: SmallBook) -> None:
    first, second = won(book), won(book)
    book.cost(date(2026, 3, 12), "direct", 50, deal=first)
    book.cost(date(2026, 3, 12), "sales", 50, deal=second)
    book.cost(date(2026, 3, 12), "direct", 50)
    assert found(book, "won deals with direct cost") == (1, 2, [second])


def test_a_won_deal_has_its_lead_and_its_campaign_each_by_itself(book: SmallBook) -> None:
    lead = book.lead(date(2026, 3, 1))
    by_lead, by_campaign = won(book, lead=lead), won(book, campaign=1)
    assert found(book, "won deals with a lead") == (1, 2, [by_campaign])
    assert found(book, "won deals with a campaign") == (1, 2, [by_lead])


def test_an_open_deal_is_looked_at_as_it_stood_at_the_end(book: SmallBook) -> None:
    day = date(2026, 3, 10)
    never = book.deal(1, [Step(day, "Proposal", None)])
    book.deal(1, [Step(day, "Proposal", 100, date(2026, 5, 1))])
    late = book.deal(1, [Step(day, "Proposal", 100, date(2026, 3, 30))])
    book.deal(1, [Step(day, "Proposal", 100, date(2026, 3, 31))])
    since = book.deal(
        1, [Step(day, "Proposal", None), Step(AS_OF, "Proposal", 100, date(2026, 5, 1))]
    )
    assert found(book, "open deals with an amount") == (3, 5, [never, since])
    assert found(book, "open deals with an expected date") == (2, 5, [never, late, since])


def test_a_blank_source_is_none_and_leads_that_do_not_count_are_not_asked(
    book: SmallBook,
) -> None:
    day = date(2026, 3, 10)
    book.lead(day, source="web")
    book.lead(day, 1)
    blank, none = book.lead(day, source=""), book.lead(day)
    book.lead(day, invalid=True)
    book.lead(day, duplicate_of=1)
    assert found(book, "leads with a source") == (2, 4, [blank, none])


def test_an_answered_lead_is_complete(book: SmallBook) -> None:
    at = datetime(2026, 3, 10, 12, tzinfo=UTC)
    answered, silent = book.lead(at), book.lead(at)
    book.activity(at, kind="call", lead=answered)
    book.activity(at, kind="note", lead=silent)
    assert found(book, "leads answered") == (1, 2, [silent])


def test_a_reach_of_nobody_is_known(book: SmallBook) -> None:
    book.post(date(2026, 3, 1), 0, 1, 1, 1, 1)
    book.post(date(2026, 3, 2), None, 1, 1, 1, 1)
    assert found(book, "posts with reach") == (1, 2, [2])


def test_months_without_cost_are_named(book: SmallBook) -> None:
    book.cost(date(2026, 1, 31), "marketing", 100)
    book.cost(date(2026, 1, 31), "marketing", -100)
    book.cost(date(2026, 2, 28), "sales", 100)
    book.cost(date(2026, 3, 1), "overhead", 100)
    quarter = parse_period("2026-Q1")
    assert found(book, SPEND, quarter) == (1, 3, [])
    assert gaps(book, SPEND, quarter) == ["2026-02", "2026-03"]
    assert gaps(book, "months with sales or marketing cost", quarter) == ["2026-03"]


def test_a_month_that_is_running_lacks_nothing_yet(book: SmallBook) -> None:
    quarter, midst = parse_period("2026-Q1"), date(2026, 2, 10)
    assert gaps(book, SPEND, quarter, midst) == ["2026-01"]
    book.cost(date(2026, 2, 3), "marketing", 100)
    assert found(book, SPEND, quarter, midst) == (1, 2, [])


def test_days_without_traffic_are_named_except_one_that_is_running(book: SmallBook) -> None:
    for day in (1, 3):
        for source in ("web", "shop"):
            book.web_day(date(2026, 3, day), 0, 0, source=source)
    assert gaps(book, "days with traffic", MARCH, date(2026, 3, 6)) == ["2026-03-02", "2026-03-04"]
    assert found(book, "days with traffic", MARCH, date(2026, 3, 6)) == (2, 4, [])
    assert found(book, "days with traffic") == (2, 31, [])


def test_a_period_that_has_not_begun_has_nothing_to_check_but_open_deals(book: SmallBook) -> None:
    book.deal(1, [Step(date(2026, 3, 10), "Proposal", None)])
    april = parse_period("2026-05")
    assert found(book, "days with traffic", april) == (0, 0, [])
    assert found(book, WON, april) == (0, 0, [])
    assert found(book, "open deals with an amount", april) == (0, 1, [1])
