"""The worked example: every KPI of both months, to the cent."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

import pytest
from sqlalchemy import Connection

from tests.metrics.oracle import Oracle
from tests.metrics.small_books import SmallBook, opened
from tests.metrics.test_oracle_example import EXPECTED as COMPANIONS
from tests.metrics.worked_example import worked_example
from tui_crm.metrics.figures import Figures
from tui_crm.metrics.kpi import KPIS
from tui_crm.metrics.marketing import CampaignResult, campaign_results
from tui_crm.metrics.sales import AccountResult, account_results
from tui_crm.metrics.shared import (
    leads_by_channel,
    pipeline_by_stage,
    readings,
    scorecards,
    spend_and_leads,
    trends,
)
from tui_crm.period import Period, parse_period

AS_OF = date(2026, 4, 1)
FEBRUARY, MARCH = parse_period("2026-02"), parse_period("2026-03")

EXPECTED: dict[str, tuple[int | Fraction, int | Fraction]] = {
    "revenue": (135000, 489980),
    "sales_cycle_length": (Fraction(73, 3), Fraction(91, 3)),
    "customer_acquisition_cost": (55000, 50000),
    "customer_lifetime_value": (137500, Fraction(669980, 20) * Fraction(17, 3)),
    "customer_retention_rate": (Fraction(4, 6), Fraction(5, 6)),
    "sales_pipeline": (389200, 540000),
    "average_revenue_per_account": (22500, Fraction(489980, 8)),
    "leads": (8, 10),
    "conversion_rate": (Fraction(1, 8), Fraction(1, 10)),
    "cost_per_lead": (6250, 8000),
    "return_on_investment": (1, Fraction(244980, 80000)),
    "social_media_engagement": (Fraction(50, 1500), Fraction(120, 3000)),
    "website_traffic": (500, 600),
    "bounce_rate": (Fraction(1, 2), Fraction(2, 5)),
}


@pytest.fixture(scope="module")
def book() -> SmallBook:
    return worked_example()


@pytest.fixture(scope="module")
def connection(book: SmallBook) -> Iterator[Connection]:
    with opened(book) as connection:
        yield connection


@pytest.fixture
def figures(connection: Connection, book: SmallBook) -> Figures:
    return Figures(connection, book.business, AS_OF)


def test_every_kpi_of_both_months_is_the_one_worked_out_by_hand(
    connection: Connection, book: SmallBook
) -> None:
    found = readings(Figures(connection, book.business, AS_OF), MARCH)
    assert {
        name: (one.previous.value, one.current.value) for name, one in found.items()
    } == EXPECTED | COMPANIONS


def test_the_oracle_agrees_with_the_hand(book: SmallBook) -> None:
    oracle = Oracle(book, AS_OF)
    before = oracle.all(FEBRUARY.start, FEBRUARY.end)
    after = oracle.all(MARCH.start, MARCH.end)
    assert {name: (before[name], after[name]) for name in EXPECTED} == EXPECTED


def test_figures_come_in_the_order_of_the_scorecards(
    connection: Connection, book: SmallBook
) -> None:
    cards = scorecards(Figures(connection, book.business, AS_OF), MARCH)
    assert list(cards.figures) == list(cards.trends) == list(KPIS)


def test_a_trend_ends_with_the_months_that_are_compared(
    connection: Connection, book: SmallBook
) -> None:
    cards = scorecards(Figures(connection, book.business, AS_OF), MARCH)
    for name, comparison in cards.figures.items():
        assert cards.trends[name][-2:] == [comparison.previous, comparison.current]
        assert len(cards.trends[name]) == 24


def test_a_trend_alone_is_the_trend_of_the_scorecards(
    connection: Connection, book: SmallBook
) -> None:
    cards = scorecards(Figures(connection, book.business, AS_OF), MARCH)
    alone = trends(Figures(connection, book.business, AS_OF), MARCH, months=6)
    assert alone == {name: readings[-6:] for name, readings in cards.trends.items()}


def test_the_parts_of_the_formula_are_given_with_their_numbers(
    connection: Connection, book: SmallBook
) -> None:
    found = readings(Figures(connection, book.business, AS_OF), MARCH)
    assert found["customer_acquisition_cost"].current.inputs == {
        "sales cost": 70000, "marketing cost": 80000, "new customers": 3,
    }  # fmt: skip
    assert found["customer_lifetime_value"].current.inputs == {
        "revenue": 859980, "direct cost": 190000, "months": 3, "active customer-months": 20,
        "customers lost": 3, "customer-months at risk": 17,
    }  # fmt: skip
    assert found["sales_pipeline"].current.inputs == {
        "value of open deals": 540000, "open deals": 3,
    }  # fmt: skip


def test_two_months_of_books_make_a_thin_lifetime_value(
    connection: Connection, book: SmallBook
) -> None:
    lifetime = readings(Figures(connection, book.business, AS_OF), MARCH)["customer_lifetime_value"]
    assert (lifetime.previous.note, lifetime.current.note) == ("thin", "")


def test_posts_without_reach_are_counted_aloud(connection: Connection, book: SmallBook) -> None:
    engagement = readings(Figures(connection, book.business, AS_OF), MARCH)[
        "social_media_engagement"
    ]
    assert engagement.previous.note == "1 post without reach"
    assert engagement.previous.inputs["interactions"] == 62


def test_conversion_as_of_an_earlier_day_counts_only_what_was_won_by_then(
    connection: Connection, book: SmallBook
) -> None:
    found = readings(Figures(connection, book.business, date(2026, 3, 1)), FEBRUARY)
    assert found["conversion_rate"].current.value == 0
    assert found["conversion_rate"].current.inputs == {"leads created": 8, "leads won": 0}


def test_a_refund_that_names_only_its_deal_ends_the_customer_all_the_same() -> None:
    book = worked_example(refund_named=False)
    with opened(book) as connection:
        found = readings(Figures(connection, book.business, AS_OF), MARCH)
    retention = found["customer_retention_rate"]
    assert (retention.previous.value, retention.current.value) == (Fraction(2, 3), Fraction(5, 6))


def test_the_pipeline_by_stage_is_as_it_stood_on_the_day(figures: Figures) -> None:
    march = {one.stage: (one.deals, one.value) for one in pipeline_by_stage(figures, AS_OF)}
    assert march == {
        "Qualified": (1, 80000), "Proposal": (1, 300000), "Negotiation": (1, 160000),
    }  # fmt: skip
    february = pipeline_by_stage(figures, date(2026, 3, 1))
    assert [(one.stage, one.deals, one.value, one.weighted) for one in february] == [
        ("Qualified", 2, 150000, Fraction(30000)),
        ("Proposal", 1, 239200, Fraction(119600)),
        ("Negotiation", 0, 0, Fraction(0)),
    ]


def test_a_deal_is_in_its_stage_until_the_day_after_it_was_won(figures: Figures) -> None:
    values = [
        {one.stage: one.value for one in pipeline_by_stage(figures, date(2026, 3, day))}
        for day in (10, 11)
    ]
    assert [value["Proposal"] for value in values] == [239200 + 120000, 120000]


def test_leads_are_told_apart_by_the_channel_of_their_campaign(figures: Figures) -> None:
    assert leads_by_channel(figures, MARCH) == {
        "email": 3, "event": 3, "paid_social": 3, "paid_search": 1,
    }  # fmt: skip
    assert leads_by_channel(figures, FEBRUARY)["unknown"] == 1


def test_spend_and_leads_go_month_by_month(figures: Figures) -> None:
    quarter: list[Period] = parse_period("2026-Q1").months()
    found = spend_and_leads(figures, quarter)
    assert [(one.spend, one.leads) for one in found] == [(35000, 5), (50000, 8), (80000, 10)]


def test_a_campaign_shows_what_it_cost_and_brought(figures: Figures) -> None:
    found = campaign_results(figures, [1, 5, 99])
    # 150,000 + 10 and 16 March's 20,000 each came of it, for 30,000 of goods and 40,000 of spend.
    assert found[1] == CampaignResult(40000, 5, Fraction(8000), Fraction(120000, 40000))
    assert found[5] == CampaignResult(12000, 3, Fraction(4000), Fraction(-1))
    assert found[99] == CampaignResult(0, 0, None, None)


def test_an_account_shows_what_it_brought(connection: Connection) -> None:
    found = account_results(connection, [1, 2, 5, 99])
    assert found[1] == AccountResult(120000, 160000, date(2025, 2, 14))
    assert found[2] == AccountResult(130000, 0, date(2026, 1, 31))
    assert found[5] == AccountResult(0, 0, date(2025, 12, 15))
    assert found[99] == AccountResult()
