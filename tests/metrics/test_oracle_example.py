"""The oracle and the hand agree: every companion of the worked example, to the cent."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from tests.metrics.oracle import MARKETING, SALES, Oracle, Value
from tests.metrics.small_books import SmallBook
from tests.metrics.worked_example import worked_example
from tui_crm.money import half_up
from tui_crm.period import parse_period

AS_OF = date(2026, 4, 1)
FEBRUARY, MARCH, APRIL = (parse_period(f"2026-0{month}") for month in (2, 3, 4))

EXPECTED: dict[str, tuple[Value, Value]] = {
    "won_value": (400_000, 424_980),
    "deals_won": (3, 3),
    "deals_lost": (1, 2),
    "open_deals": (3, 3),
    "win_rate": (Fraction(3, 4), Fraction(3, 5)),
    "win_rate_by_value": (Fraction(400_000, 520_000), Fraction(424_980, 564_980)),
    "weighted_pipeline": (149_600, 286_000),
    "forecast": (400_000, 424_980),
    "average_deal_size": (Fraction(400_000, 3), Fraction(424_980, 3)),
    "sales_cycle_median": (26, 19),
    "pipeline_velocity": (
        3 * Fraction(3, 4) * Fraction(400_000, 3) / Fraction(73, 3),
        3 * Fraction(3, 5) * Fraction(424_980, 3) / Fraction(91, 3),
    ),
    "pipeline_coverage": (None, None),
    "new_customers": (2, 3),
    "active_customers": (6, 8),
    "monthly_recurring_revenue": (65_000, 60_000),
    "mrr_churn_gross": (0, Fraction(15_000, 65_000)),
    "mrr_churn_net": (0, Fraction(15_000, 65_000)),
    "customer_churn_rate": (Fraction(2, 6), Fraction(1, 6)),
    "gross_margin": (Fraction(105_000, 135_000), Fraction(369_980, 489_980)),
    "profit_margin": (Fraction(-30_000, 135_000), Fraction(194_980, 489_980)),
    "historic_lifetime_value": (Fraction(710_000, 8), Fraction(1_079_980, 11)),
    "trailing_acquisition_cost": (65_000, 57_500),
    "ltv_to_cac": (
        Fraction(137_500, 65_000),
        Fraction(669_980, 20) * Fraction(17, 3) / 57_500,
    ),
    "cac_payback_months": (
        65_000 / Fraction(300_000, 12),
        57_500 / Fraction(669_980, 20),
    ),
    "marketing_qualified_leads": (5, 6),
    "sales_accepted_leads": (3, 3),
    "mql_to_sales_accepted": (Fraction(3, 5), Fraction(3, 6)),
    "handoff_acceptance": (1, 1),
    "cold_to_warm": (Fraction(3, 7), Fraction(5, 11)),
    "lead_response_minutes": (45, Fraction(35, 2)),
    "answered_within_day": (Fraction(6, 8), Fraction(8, 10)),
    "return_on_ad_spend": (Fraction(120_000, 45_000), Fraction(444_980, 75_000)),
    "social_interactions": (62, 120),
    "website_users": (None, None),
    "pageviews": (1_010, 1_405),
    "click_through_rate": (None, None),
    "cost_per_click": (None, None),
    "cost_per_thousand": (None, None),
    "reach": (2_950, 3_900),
}
# As the example's table writes them: money in cents, the rest in hundredths.
WRITTEN: dict[str, tuple[int, int]] = {
    "average_deal_size": (133_333, 141_660),
    "pipeline_velocity": (12_329, 8_406),
    "gross_margin": (7_778, 7_551),
    "profit_margin": (-2_222, 3_979),
    "ltv_to_cac": (212, 330),
    "cac_payback_months": (260, 172),
    "return_on_ad_spend": (267, 593),
}
HUNDREDTHS = {
    "gross_margin": 10_000, "profit_margin": 10_000, "ltv_to_cac": 100,
    "cac_payback_months": 100, "return_on_ad_spend": 100,
}  # fmt: skip


@pytest.fixture(scope="module")
def book() -> SmallBook:
    return worked_example()


@pytest.fixture(scope="module")
def found(book: SmallBook) -> tuple[dict[str, Value], dict[str, Value]]:
    oracle = Oracle(book, AS_OF)
    return oracle.of(FEBRUARY), oracle.of(MARCH)


@pytest.mark.parametrize("name", EXPECTED)
def test_a_companion_of_both_months_is_the_one_worked_out_by_hand(
    found: tuple[dict[str, Value], dict[str, Value]], name: str
) -> None:
    assert (found[0][name], found[1][name]) == EXPECTED[name]


@pytest.mark.parametrize("name", WRITTEN)
def test_a_companion_rounds_to_what_the_table_says(
    found: tuple[dict[str, Value], dict[str, Value]], name: str
) -> None:
    values = [Fraction(month[name] or 0) * HUNDREDTHS.get(name, 1) for month in found]
    assert tuple(half_up(value) for value in values) == WRITTEN[name]


def test_the_oracle_knows_fifty_three_kpis(
    found: tuple[dict[str, Value], dict[str, Value]],
) -> None:
    assert set(found[0]) == set(SALES + MARKETING)
    assert (len(SALES), len(MARKETING), len(set(SALES + MARKETING))) == (31, 22, 53)


def test_april_is_looked_ahead_to_before_it_begins(book: SmallBook) -> None:
    april = Oracle(book, AS_OF).of(APRIL)
    known = {name: value for name, value in april.items() if value is not None}
    assert known == {"forecast": 270_000, "pipeline_coverage": Fraction(460_000, 600_000)}


def test_a_day_into_april_its_first_day_has_figures_too(book: SmallBook) -> None:
    april = Oracle(book, date(2026, 4, 2)).of(APRIL)
    assert (april["forecast"], april["revenue"], april["leads"]) == (270_000, 0, 1)


def test_a_deal_whose_day_went_by_is_covered_but_not_forecast(book: SmallBook) -> None:
    # As of 7 April the last day that counts is the 6th; D19 was expected on the 5th.
    april = Oracle(book, date(2026, 4, 7)).of(APRIL)
    assert april["forecast"] == 150_000
    assert april["pipeline_coverage"] == Fraction(460_000, 600_000)


def test_nothing_can_be_expected_any_more_in_a_month_that_is_over(book: SmallBook) -> None:
    april = Oracle(book, date(2026, 5, 1)).of(APRIL)
    assert april["forecast"] == 0


def test_a_target_that_is_met_needs_no_cover() -> None:
    met = worked_example()
    met.target("won_value", MARCH.start, MARCH.end, 4249_800000)
    short = worked_example()
    short.target("won_value", MARCH.start, MARCH.end, 4249_810000)
    coverage = [Oracle(one, AS_OF).of(MARCH)["pipeline_coverage"] for one in (met, short)]
    # Of the deals still open at the end of March none was expected in March.
    assert coverage == [None, 0]


def test_the_owner_may_count_otherwise() -> None:
    book = worked_example()
    book.settings |= {
        "roi_basis": "revenue", "conversion_basis": "flow", "response_hours": "business",
    }  # fmt: skip
    march = Oracle(book, AS_OF).of(MARCH)
    assert march["return_on_investment"] == Fraction(444_980 - 80_000, 80_000)
    assert march["conversion_rate"] == Fraction(3, 10)
    # L16 came on a Sunday, L19 and L24 on a Saturday: they waited no minute of business hours.
    assert march["lead_response_minutes"] == Fraction(3 + 8, 2)
