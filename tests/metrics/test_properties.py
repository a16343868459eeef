"""What holds of every figure of every book, held against a slow oracle."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.metrics.any_books import LAST, books, days, spans_of_time
from tests.metrics.oracle import Oracle, Value
from tests.metrics.small_books import SmallBook, opened
from tui_crm.metrics.customers import Loyalties, Loyalty
from tui_crm.metrics.figures import Figures
from tui_crm.metrics.kpi import Comparison
from tui_crm.metrics.shared import pipeline_by_stage, readings, scorecards, trends
from tui_crm.metrics.sums import Flow
from tui_crm.period import Period, parse_period

ADDITIVE = (
    "revenue", "won_value", "deals_won", "deals_lost", "new_customers", "leads",
    "marketing_qualified_leads", "sales_accepted_leads", "social_interactions", "reach",
)  # fmt: skip
LATER = LAST + timedelta(days=400)


@settings(max_examples=10)
@given(books(), spans_of_time(), st.one_of(days, st.just(LATER)))
def test_all_figures_are_those_of_the_oracle(book: SmallBook, period: Period, as_of: date) -> None:
    oracle = Oracle(book, as_of)
    with opened(book) as connection:
        cards = scorecards(Figures(connection, book.business, as_of), period, months=6)
    assert _values(cards.figures) == oracle.of(period)
    for earlier, side in (
        (period.previous(), "previous"),
        (period.same_last_year(), "last_year"),
    ):
        end = earlier.end
        if period.start < as_of < period.end:
            end = min(end, earlier.start + (as_of - period.start))
        found = {name: getattr(one, side).value for name, one in cards.figures.items()}
        end = max(min(end, as_of), earlier.start)
        assert found == oracle.all(earlier.start, end, earlier)
    months = [reading.period for reading in cards.trends["revenue"]]
    expected = [oracle.of(month) for month in months]
    for name, trend in cards.trends.items():
        assert [reading.value for reading in trend] == [month[name] for month in expected]


@settings(max_examples=10)
@given(books(), st.integers(2025, 2026))
def test_the_months_of_a_year_add_up_to_it(book: SmallBook, number: int) -> None:
    year = parse_period(f"{number}")
    with opened(book) as connection:
        whole = readings(Figures(connection, book.business, LATER), year)
        months = trends(Figures(connection, book.business, LATER), year, months=12)
    for name in ADDITIVE:
        assert whole[name].current.value == sum(month.value or 0 for month in months[name])
    for name, comparison in whole.items():
        for part, total in comparison.current.inputs.items():
            term = comparison.kpi.terms[part]
            if isinstance(term, Flow) and not term.lifetime and not comparison.kpi.outlook:
                assert total == sum(month.inputs[part] or 0 for month in months[name])


@settings(max_examples=10)
@given(books(), spans_of_time())
def test_nobody_is_kept_who_was_not_there(book: SmallBook, period: Period) -> None:
    pairs = [(part.start, part.end) for part in (period, period.following())]
    with opened(book) as connection:
        loyalties = Loyalties(connection, book.business.activity_window)
        here, after = (loyalties.between(*pair) for pair in pairs)
        retention = readings(Figures(connection, book.business, LATER), period)[
            "customer_retention_rate"
        ].current.value
    assert here.at_end == after.at_start
    assert 0 <= here.kept <= min(here.at_start, here.at_end)
    assert retention is None or 0 <= retention <= 1


@settings(max_examples=12)
@given(books(), days)
def test_the_pipeline_of_a_day_is_the_last_state_of_each_deal(book: SmallBook, day: date) -> None:
    still_open = Oracle(book, LATER).open_deals(day)
    with opened(book) as connection:
        by_stage = pipeline_by_stage(Figures(connection, book.business, LATER), day)
    assert sum(stage.value for stage in by_stage) == sum(one.base_minor or 0 for one in still_open)
    assert sum(stage.deals for stage in by_stage) == len(still_open)
    assert sum(stage.weighted for stage in by_stage) * 10_000 == sum(
        (one.base_minor or 0) * one.prob_bp for one in still_open
    )


@settings(max_examples=12)
@given(books(), days)
def test_no_later_event_changes_an_earlier_pipeline(book: SmallBook, day: date) -> None:
    week = Period(day - timedelta(days=7), day, "custom")
    earlier = replace(book, events=[event for event in book.events if event.on < day])
    found = []
    for known in (book, earlier):
        with opened(known) as connection:
            names = ["sales_pipeline"]
            found.append(readings(Figures(connection, known.business, LATER), week, names=names))
    assert found[0] == found[1]


@settings(max_examples=10)
@given(books(), st.integers(60, 90))
def test_more_days_than_a_number_has_bits_are_read_in_lots(book: SmallBook, number: int) -> None:
    ends = [date(2025, 1, 1) + timedelta(days=3 * step) for step in range(number)]
    pairs = list(pairwise(ends))
    oracle = Oracle(book, LATER)
    with opened(book) as connection:
        loyalties = Loyalties(connection, book.business.activity_window)
        loyalties.prepare(pairs)
        found = {pair: loyalties.between(*pair) for pair in pairs}
    for start, end in pairs:
        before, after = oracle.active(start), oracle.active(end)
        assert found[start, end] == Loyalty(len(before), len(after), len(before & after))


def _values(figures: dict[str, Comparison]) -> dict[str, Value]:
    return {name: comparison.current.value for name, comparison in figures.items()}
