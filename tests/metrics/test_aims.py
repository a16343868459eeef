"""Targets: met or not, the gap, the pace, and the least change that closes it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.metrics.any_books import LAST, books, days, spans_of_time
from tests.metrics.small_books import SmallBook, Step, opened
from tests.metrics.worked_example import worked_example
from tui_crm.metrics import KPIS
from tui_crm.metrics.aims import Aim, PastAim, Way, aim, aims, past_aims, told
from tui_crm.metrics.figures import Figures
from tui_crm.metrics.kpi import Number, Unit
from tui_crm.metrics.spans import span_of
from tui_crm.metrics.terms import Terms
from tui_crm.period import Period, parse_period

MARCH = parse_period("2026-03")
AS_OF = date(2026, 4, 1)
MIDST = date(2026, 3, 16)


def at(
    targets: Mapping[str, str],
    book: SmallBook | None = None,
    as_of: date = AS_OF,
    period: Period = MARCH,
) -> dict[str, Aim]:
    """The aims of a period with targets in the units that an owner types."""
    book = book or worked_example()
    for name, typed in targets.items():
        book.target(name, period.start, period.end, int(Fraction(typed) * 1_000_000))
    with opened(book) as connection:
        return {
            one.kpi.name: one for one in aims(Figures(connection, book.business, as_of), period)
        }


def shown(number: Number, unit: Unit) -> str:
    if unit is Unit.MONEY:
        return f"{float(number) / 100:,.2f}"
    return f"{float(number * 100):.1f} %" if unit is Unit.RATE else f"{float(number):.0f}"


def apart(number: Number, unit: Unit) -> str:
    return shown(number, unit).replace("%", "pt")


def words(name: str, target: str, as_of: date = AS_OF) -> str:
    return told(at({name: target}, as_of=as_of)[name], shown, apart)


def ways(name: str, target: str, book: SmallBook | None = None) -> tuple[Way, ...]:
    return tuple(at({name: target}, book)[name].ways)


def test_only_kpis_with_a_target_of_these_very_days_have_an_aim() -> None:
    book = worked_example()
    book.target("leads", date(2026, 3, 1), date(2026, 3, 31), 1_000_000)
    assert list(at({"cost_per_lead": "1", "revenue": "1"}, book)) == ["revenue", "cost_per_lead"]


def test_a_target_that_is_reached_exactly_is_met() -> None:
    for name, target in {"revenue": "4899.80", "customer_acquisition_cost": "500"}.items():
        one = at({name: target})[name]
        assert (one.met, one.gap, one.ways) == (True, 0, ())
        assert told(one, shown, apart).endswith("exactly on target.")


def test_the_gap_is_what_is_missing_in_the_good_direction() -> None:
    found = at({"revenue": "5000", "customer_acquisition_cost": "450", "leads": "8"})
    assert {name: (one.met, one.gap) for name, one in found.items()} == {
        "revenue": (False, 10020), "customer_acquisition_cost": (False, 5000), "leads": (True, -2),
    }  # fmt: skip


def test_a_figure_that_is_undefined_is_neither_met_nor_missed() -> None:
    one = at({"pipeline_coverage": "3"}, as_of=MIDST)["pipeline_coverage"]
    assert (one.met, one.gap, one.ways) == (None, None, ())
    text = (
        "Coverage: no figure, no target of won value or revenue for this period; the target is 3."
    )
    assert told(one, shown, apart) == text


def test_money_is_closed_by_value_and_told_in_average_deals() -> None:
    average = Fraction(424980, 3)
    assert ways("won_value", "9000") == (
        Way(("value of deals won",), Unit.MONEY, 475020, 4, average),
    )
    assert ways("revenue", "6000") == (
        Way(("sales and billings",), Unit.MONEY, 110020, 1, average),
    )


def test_deals_are_of_last_years_size_where_none_was_won_in_the_period() -> None:
    book = SmallBook({"books_start": "2025-01-01"})
    book.account()
    book.deal(1, [Step(date(2025, 12, 1), "Proposal", 1), Step(date(2025, 12, 9), "Won", 30000)])
    (way,) = ways("won_value", "1000", book)
    assert (way.deals, way.average) == (4, 30000)
    (way,) = ways("won_value", "1000", SmallBook())
    assert (way.change, way.deals) == (100_000, None)


def test_deals_do_not_make_the_average_deal_bigger() -> None:
    (way,) = ways("average_deal_size", "2000")
    assert (way.change, way.deals) == (175020, None)


def test_a_cost_for_each_is_closed_by_more_of_them_or_by_less_cost() -> None:
    assert ways("customer_acquisition_cost", "400") == (
        Way(("new customers",), Unit.COUNT, 1),
        Way(("sales cost", "marketing cost"), Unit.MONEY, -30000),
    )
    assert [way.change for way in ways("cost_per_lead", "70")] == [2, -10000]


def test_no_cost_can_be_cut_below_nothing() -> None:
    assert ways("customer_acquisition_cost", "0") == (
        Way(("sales cost", "marketing cost"), Unit.MONEY, -150000),
    )


def test_what_had_better_be_few_is_closed_by_fewer() -> None:
    assert ways("deals_lost", "0") == (Way(("deals lost",), Unit.COUNT, -2),)


def test_rates_are_closed_by_the_fewest_records_that_do() -> None:
    assert [way.change for way in ways("win_rate", "0.8")] == [5]  # 8 of 10
    assert [way.change for way in ways("conversion_rate", "0.25")] == [2]  # 3 of 10
    assert [way.change for way in ways("customer_retention_rate", "0.9")] == [1]  # 6 of 6


def test_a_share_that_cannot_be_reached_has_no_way() -> None:
    assert ways("win_rate", "1") == ()
    assert ways("conversion_rate", "1.1") == ()
    assert ways("customer_lifetime_value", "9999") == ()


def test_the_lever_follows_the_setting_that_changes_the_formula() -> None:
    book = worked_example()
    book.settings["conversion_basis"] = "flow"
    assert ways("conversion_rate", "1.1", book) == (Way(("new customers",), Unit.COUNT, 8),)


def test_a_running_period_has_a_pace_by_its_days() -> None:
    pace = at({"revenue": "6200"}, as_of=MIDST)["revenue"].pace
    assert pace is not None
    assert (pace.days, pace.of, pace.due, pace.ahead) == (15, 31, 300000, 284980 - 300000)
    pace = at({"deals_lost": "31"}, as_of=MIDST)["deals_lost"].pace
    assert pace is not None and pace.ahead == 14


def test_only_sums_have_a_pace_and_only_while_they_grow() -> None:
    assert at({"revenue": "6200"})["revenue"].pace is None
    targets = dict.fromkeys(KPIS, "1")
    paced = {name for name, one in at(targets, as_of=MIDST).items() if one.pace is not None}
    assert paced == {
        "revenue", "won_value", "deals_won", "deals_lost", "new_customers", "leads",
        "website_traffic", "marketing_qualified_leads", "sales_accepted_leads",
        "social_interactions", "pageviews", "reach",
    }  # fmt: skip


def test_a_period_that_has_not_begun_has_no_figure_to_close() -> None:
    april = parse_period("2026-05")
    one = at({"revenue": "100"}, period=april)["revenue"]
    assert (one.met, one.pace, one.ways, one.over) == (None, None, (), False)
    outlook = at({"forecast": "100000"}, period=april)["forecast"]
    assert outlook.gap is not None and len(outlook.ways) == 1


@pytest.mark.parametrize(
    ("name", "target", "as_of", "text"),
    [
        (
            "won_value", "9000", AS_OF,
            "Won value: 4,249.80 of 9,000.00, 4,750.20 short. 4 more deals of the average size, "
            "1,416.60 (4,750.20 more in value of deals won) would have closed the gap.",
        ),
        (
            "revenue", "6200", MIDST,
            "Revenue: 2,849.80 of 6,200.00, 3,350.20 to go. 150.20 behind the pace of day 15 of "
            "31. 2 more deals of the average size, 2,399.80 (3,350.20 more in sales and "
            "billings) would close the gap.",
        ),
        (
            "customer_acquisition_cost", "400", AS_OF,
            "Acquisition cost: 500.00, 100.00 above the target of 400.00. 1 more new customer, "
            "or 300.00 less in sales cost and marketing cost would have closed the gap.",
        ),
        (
            "customer_retention_rate", "0.9", AS_OF,
            "Retention: 83.3 % of 90.0 %, 6.7 pt short. 1 more customer active at start and end "
            "would have closed the gap.",
        ),
        ("customer_acquisition_cost", "600", AS_OF,
         "Acquisition cost: 500.00, 100.00 below the target of 600.00."),
        ("leads", "8", AS_OF, "Leads: 10, 2 above the target of 8."),
        ("leads", "31", MIDST,
         "Leads: 7 of 31, 24 to go. 8 behind the pace of day 15 of 31. 24 more leads created "
         "would close the gap."),
        ("new_customers", "2", MIDST,
         "New customers: 1 of 2, 1 to go. Just at the pace of day 15 of 31. 1 more new customer "
         "would close the gap."),
        ("deals_lost", "1", AS_OF,
         "Deals lost: 2, 1 above the target of 1. 1 fewer deal lost would have closed the gap."),
    ],
)  # fmt: skip
def test_an_aim_is_told_in_sentences(name: str, target: str, as_of: date, text: str) -> None:
    assert words(name, target, as_of) == text


def test_the_history_of_targets_is_in_the_order_of_time_whatever_their_length() -> None:
    book = worked_example()
    book.settings["fiscal_month"] = "4"
    for start, end, euros in (
        (date(2026, 3, 1), date(2026, 4, 1), 5000),
        (date(2025, 4, 1), date(2026, 4, 1), 9000),
        (date(2026, 1, 1), date(2026, 4, 1), 8000),
        (date(2026, 2, 1), date(2026, 2, 8), 900),
        (date(2026, 5, 1), date(2026, 6, 1), 100),
    ):
        book.target("won_value", start, end, euros * 1_000_000)
    book.target("leads", date(2026, 2, 1), date(2026, 3, 1), 1)
    with opened(book) as connection:
        found = past_aims(Figures(connection, book.business, AS_OF), KPIS["won_value"])
    assert all(isinstance(one, PastAim) and one.reading.period == one.period for one in found)
    assert [(one.period.code, one.target, one.reading.value) for one in found] == [
        ("2026", 900000, 1844980),
        ("2026-Q4", 800000, 1014980),
        ("2026-02-01..2026-02-07", 90000, 100000),
        ("2026-03", 500000, 424980),
        ("2026-05", 10000, None),
    ]


targets = st.one_of(
    st.integers(0, 20_000_000),
    st.integers(0, 2_000_000),
    st.integers(0, 10**9).map(lambda n: n * 9),
)


@settings(max_examples=12)
@given(books(), spans_of_time(), st.one_of(days, st.just(LAST)), st.data())
def test_a_way_is_the_least_change_that_meets_the_target(
    book: SmallBook, period: Period, as_of: date, data: st.DataObject
) -> None:
    book.targets.clear()
    for name in data.draw(st.lists(st.sampled_from(list(KPIS)), min_size=5, unique=True)):
        book.target(name, period.start, period.end, data.draw(targets))
    with opened(book) as connection:
        figures = Figures(connection, book.business, as_of)
        for name in (target.metric for target in book.targets):
            found = aim(figures, KPIS[name], period)
            assert found is not None
            assert not (found.met and found.ways)
            for way in found.ways:
                assert _meets(found, figures, way, way.change)
                less = way.change - (1 if way.change > 0 else -1)
                assert not _meets(found, figures, way, less)


def _meets(found: Aim, figures: Figures, way: Way, change: int) -> bool:
    """Whether a change, taken from each of the terms as far as it goes, meets the target."""
    given = dict(found.reading.inputs)
    for name in reversed(way.terms):
        now = given[name] or 0
        given[name] = now + change if name == way.terms[0] else max(now + change, min(now, 0))
        change -= int((given[name] or 0) - now)
    span = span_of(found.period, figures.as_of)
    value = found.kpi.compute(Terms(found.kpi, figures, span, given)).value
    if value is None:
        return False
    return value >= found.target if found.kpi.good == "up" else value <= found.target
