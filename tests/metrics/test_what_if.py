"""What if: no change is the actual figures, and each driver moves what the model says it moves."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import event

from tests.metrics.any_books import LAST, books, days, spans_of_time
from tests.metrics.small_books import SmallBook, Step, opened
from tests.metrics.worked_example import worked_example
from tui_crm.metrics import KPIS
from tui_crm.metrics.figures import Figures
from tui_crm.metrics.kpi import Number
from tui_crm.metrics.shared import readings
from tui_crm.metrics.spans import span_of
from tui_crm.metrics.terms import read
from tui_crm.metrics.what_if import (
    ASSUMPTIONS,
    DRIVERS,
    OUTCOMES,
    TARGET_GAP,
    Baseline,
    Outcome,
    baseline,
    outcome,
)
from tui_crm.period import Period, parse_period

MARCH = parse_period("2026-03")
AS_OF = date(2026, 4, 1)
HALF, TWICE = Fraction(1, 2), Fraction(2)


def with_target() -> SmallBook:
    book = worked_example()
    book.target("revenue", MARCH.start, MARCH.end, 6000 * 1_000_000)
    return book


def of(
    changes: Mapping[str, Fraction],
    book: SmallBook | None = None,
    period: Period = MARCH,
    as_of: date = AS_OF,
) -> Outcome:
    book = book or with_target()
    with opened(book) as connection:
        return outcome(baseline(Figures(connection, book.business, as_of), period), changes)


def values(found: Outcome) -> dict[str, Number | None]:
    return {name: reading.value for name, reading in found.figures.items()}


def test_march_as_it_is() -> None:
    found = of({})
    assert found.drivers == {
        "win_rate": Fraction(3, 5), "average_deal": 141660, "spend": 150000, "price": 1,
        "churn": Fraction(3, 17),
    }  # fmt: skip
    assert values(found) == {
        "revenue": 489980, "won_value": 424980, "new_customers": 3,
        "customer_acquisition_cost": 50000,
        "customer_lifetime_value": Fraction(669980, 20) * Fraction(17, 3),
        "ltv_to_cac": Fraction(669980, 20) * Fraction(17, 3) / 57500,
        TARGET_GAP: 110020,
    }  # fmt: skip


def test_drivers_and_outcomes_have_their_names() -> None:
    found = of({})
    assert list(found.drivers) == list(DRIVERS)
    assert list(found.figures) == list(OUTCOMES)
    assert all(OUTCOMES[name].title == KPIS[name].title for name in OUTCOMES if name in KPIS)
    assert ASSUMPTIONS and all(line.endswith(".") for line in ASSUMPTIONS)


def test_a_win_rate_of_four_in_five_wins_a_third_more() -> None:
    found = of({"win_rate": Fraction(4, 3)})
    assert found.drivers["win_rate"] == Fraction(4, 5)
    # All that was won in March became revenue in it, besides 650.00 of older subscriptions.
    assert values(found) == values(of({})) | {
        "revenue": 424980 * 4 // 3 + 65000, "won_value": 424980 * 4 // 3, "new_customers": 4,
        "customer_acquisition_cost": 37500,
        "ltv_to_cac": Fraction(669980, 20) * Fraction(17, 3) / 57500 * Fraction(4, 3),
        TARGET_GAP: 600000 - 424980 * 4 // 3 - 65000,
    }  # fmt: skip


def test_no_win_rate_is_above_all_deals() -> None:
    assert values(of({"win_rate": Fraction(9)}))["new_customers"] == 5
    assert of({"win_rate": Fraction(9)}).drivers["win_rate"] == 1


def test_bigger_deals_bring_value_and_no_customer() -> None:
    assert values(of({"average_deal": TWICE})) == values(of({})) | {
        "revenue": 2 * 424980 + 65000, "won_value": 2 * 424980,
        TARGET_GAP: 600000 - 2 * 424980 - 65000,
    }  # fmt: skip


def test_only_deals_from_campaigns_follow_spend() -> None:
    found = values(of({"spend": TWICE}))
    # Four of the five decided deals came from a campaign: nine would have been decided.
    assert found["new_customers"] == 3 * Fraction(9, 5)
    assert found["customer_acquisition_cost"] == Fraction(300000) / (3 * Fraction(9, 5))
    assert found["won_value"] == 424980 * Fraction(9, 5)
    assert values(of({"spend": Fraction(0)}))["new_customers"] == Fraction(3, 5)


def test_a_higher_price_is_all_profit() -> None:
    found = values(of({"price": Fraction(11, 10)}))
    assert found["revenue"] == 489980 * Fraction(11, 10)
    profit = 859980 * Fraction(11, 10) - 190000
    assert found["customer_lifetime_value"] == profit / 20 * Fraction(17, 3)
    assert found["customer_acquisition_cost"] == 50000


def test_half_the_churn_is_twice_the_lifetime() -> None:
    found = of({"churn": HALF})
    actual = values(of({}))
    assert found.drivers["churn"] == Fraction(3, 34)
    assert values(found) == actual | {
        name: 2 * Fraction(actual[name] or 0) for name in ("customer_lifetime_value", "ltv_to_cac")
    }


def test_churn_ends_at_everybody() -> None:
    found = of({"churn": Fraction(100)})
    assert found.drivers["churn"] == 1
    assert found.figures["customer_lifetime_value"].value == Fraction(669980, 20)


def test_without_churn_a_lifetime_has_no_end() -> None:
    found = of({"churn": Fraction(0)})
    assert found.figures["customer_lifetime_value"].reason == "no loss on record"
    assert found.figures["ltv_to_cac"].reason == "the lifetime value is undefined"


def test_without_a_customer_there_is_no_cost_of_one() -> None:
    found = of({"win_rate": Fraction(0)})
    assert found.figures["customer_acquisition_cost"].reason == "no customer won in the period"
    assert (found.drivers["win_rate"], found.figures["won_value"].value) == (0, 0)


def test_no_target_is_no_gap() -> None:
    gap = of({}, worked_example()).figures[TARGET_GAP]
    assert (gap.value, gap.reason) == (None, "no target of revenue for this period")


def test_a_period_that_has_not_begun_has_nothing_to_change() -> None:
    found = of({"price": TWICE}, with_target(), parse_period("2026-05"))
    assert {one.reason for one in found.figures.values()} == {"the period has not begun"}


def test_a_running_period_is_its_days_so_far() -> None:
    found = of({"price": TWICE}, as_of=date(2026, 3, 16))
    assert found.figures["revenue"].value == 2 * 284980
    assert found.figures["revenue"].note == found.figures[TARGET_GAP].note == "still running"


def test_an_empty_book_has_no_drivers_but_the_price() -> None:
    found = of({"spend": TWICE, "win_rate": TWICE}, SmallBook())
    assert found.drivers == {
        "win_rate": None, "average_deal": None, "spend": 0, "price": 1, "churn": None,
    }  # fmt: skip
    assert found.figures["revenue"].value == 0


def test_billings_of_a_deal_won_in_the_period_are_its_revenue() -> None:
    book = SmallBook({"books_start": "2026-01-01"})
    book.account()
    steps = [Step(date(2026, 3, 1), "Proposal", 1200), Step(date(2026, 3, 2), "Won", 1200)]
    deal = book.deal(1, steps)
    subscription = book.subscription(1, date(2026, 3, 5), deal=deal)
    book.entry(date(2026, 3, 5), 1, 100, kind="billing", subscription=subscription)
    book.entry(date(2026, 3, 6), 1, 30, deal=deal)
    book.entry(date(2026, 3, 7), 1, 7)
    assert values(of({"average_deal": TWICE}, book))["revenue"] == 2 * 130 + 7


def test_won_for_nothing_leaves_its_revenue_to_the_price() -> None:
    book = SmallBook()
    book.account()
    steps = [Step(date(2026, 3, 1), "Proposal", 0), Step(date(2026, 3, 2), "Won", 0)]
    book.entry(date(2026, 3, 6), 1, 30, deal=book.deal(1, steps))
    assert values(of({"average_deal": TWICE, "price": Fraction(3)}, book))["revenue"] == 90


def test_what_is_no_driver_and_what_is_below_nothing_is_refused() -> None:
    with pytest.raises(KeyError, match="weather"):
        of({"weather": TWICE})
    with pytest.raises(ValueError, match="price cannot be -1 times what it is"):
        of({"price": Fraction(-1)})


def test_a_change_asks_the_book_nothing() -> None:
    book = with_target()
    with opened(book) as connection:
        found = baseline(Figures(connection, book.business, AS_OF), MARCH)
        asked: list[str] = []
        event.listen(connection, "before_cursor_execute", lambda *call: asked.append(str(call[2])))
        for name in DRIVERS:
            outcome(found, {name: TWICE})
        assert found.drivers["price"] == 1
    assert asked == []


@settings(max_examples=12)
@given(books(), spans_of_time(), st.one_of(days, st.just(LAST)))
def test_no_change_is_every_actual_figure_exactly(
    book: SmallBook, period: Period, as_of: date
) -> None:
    with opened(book) as connection:
        figures = Figures(connection, book.business, as_of)
        found = outcome(baseline(figures, period), {})
        actual = readings(figures, period)
        for name, reading in found.figures.items():
            if name in KPIS:
                whole = read(KPIS[name], figures, span_of(period, as_of))
                assert (reading.value, reading.reason, reading.note) == (
                    whole.value, whole.reason, whole.note,
                )  # fmt: skip
    revenue = actual["revenue"]
    gap = found.figures[TARGET_GAP].value
    if revenue.target is None or revenue.current.value is None:
        assert gap is None
    else:
        assert gap == revenue.target - revenue.current.value
    if span_of(period, as_of).begun:
        assert found.drivers["win_rate"] == actual["win_rate"].current.value
        assert found.drivers["average_deal"] == actual["average_deal_size"].current.value


factors = st.fractions(0, 4, max_denominator=10)


@settings(max_examples=12)
@given(books(), spans_of_time(), factors, factors)
def test_more_of_a_driver_moves_each_figure_one_way(
    book: SmallBook, period: Period, one: Fraction, other: Fraction
) -> None:
    low, high = sorted((one, other))
    with opened(book) as connection:
        start = baseline(Figures(connection, book.business, LAST), period)
    if not start.span.begun:
        return
    rises = partial(_rises, start, low, high)
    for driver in ("win_rate", "average_deal", "spend", "price"):
        assert rises(driver, "won_value")
        if 0 <= start.revenue_of_wins <= (_value(start, "revenue") or 0):
            assert rises(driver, "revenue")
    assert rises("win_rate", "new_customers") and rises("spend", "new_customers")
    if (start.drivers["spend"] or 0) >= 0:
        assert rises("spend", "customer_acquisition_cost")
        assert rises("win_rate", "customer_acquisition_cost", down=True)
    if (_value(start, "customer_lifetime_value") or 0) >= 0:
        assert rises("churn", "customer_lifetime_value", down=True)
    if start.term("customer_lifetime_value", "revenue") >= 0:
        assert rises("price", "customer_lifetime_value")


def _value(start: Baseline, name: str) -> Number | None:
    return outcome(start, {}).figures[name].value


def _rises(
    start: Baseline, low: Fraction, high: Fraction, driver: str, name: str, *, down: bool = False
) -> bool:
    """Whether a figure does not move the other way; one that becomes undefined does not move."""
    less, more = (outcome(start, {driver: factor}).figures[name].value for factor in (low, high))
    if less is None or more is None:
        return True
    return more <= less if down else more >= less
