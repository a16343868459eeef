"""The bottleneck: the parts of won value, beside the business's own history."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.metrics.any_books import books, days, spans_of_time
from tests.metrics.oracle import Oracle
from tests.metrics.row_sums import row_sum
from tests.metrics.small_books import SmallBook, Step, opened
from tests.metrics.test_properties import LATER
from tests.metrics.worked_example import worked_example
from tui_crm.metrics.bottleneck import (
    ACCEPTED,
    LEADS,
    LED_VALUE,
    OTHER_VALUE,
    QUALIFIED,
    SESSIONS,
    WON,
    Bottleneck,
    bottleneck,
    told,
)
from tui_crm.metrics.figures import Figures
from tui_crm.metrics.kpi import Number
from tui_crm.period import Period, add_months, parse_period

AS_OF = date(2026, 5, 1)
APRIL = parse_period("2026-04")
STARTS = {"books_start": "2026-01-01"}


@settings(max_examples=12)
@given(books(), spans_of_time(), st.one_of(days, st.just(LATER)))
def test_the_parts_add_up_to_the_change_and_open_to_their_rows(
    book: SmallBook, period: Period, as_of: date
) -> None:
    oracle = Oracle(book, as_of)
    with opened(book) as connection:
        figures = Figures(connection, book.business, as_of)
        found = bottleneck(figures, period)
        if found.reason:
            assert not found.span.begun or len(found.history) < 3
            return
        for part in found.parts:
            over = row_sum(connection, part.over.rows(figures, found.span))
            under = row_sum(connection, part.under.rows(figures, found.span)) if part.under else 1
            assert part.now * under == over
    assert sum(part.effect for part in found.parts) == found.change
    assert found.now == oracle.won_value(found.span.start, found.span.end)
    usual = [oracle.won_value(one.start, one.end) for one in found.history]
    assert found.before == Fraction(sum(usual), len(usual))


@settings(max_examples=12)
@given(books(), st.integers(3, 5))
def test_a_business_whose_months_are_all_alike_has_no_bottleneck(
    book: SmallBook, months: int
) -> None:
    busy = Period(date(2025, 2, 1), date(2025, 3, 1), "month")
    alike = _repeated(book, busy, months)
    with opened(alike) as connection:
        figures = Figures(connection, alike.business, LATER)
        found = bottleneck(figures, _later(busy, months))
    assert len(found.history) == months
    assert found.change == 0
    assert [part.effect for part in found.parts] == [0] * len(found.parts)
    assert found.biggest is None


def test_every_step_has_its_part_and_they_are_worked_out_by_hand() -> None:
    found = _april(_book(usual=(100, 10, 4, 2, 2, 500), now=(100, 10, 2, 2, 2, 400)))
    assert [(part.name, part.kind) for part in found.parts] == [
        ("sessions", "volume"), ("leads / sessions", "rate"), ("qualified leads / leads", "rate"),
        ("accepted leads / qualified leads", "rate"),
        ("deals won from leads / accepted leads", "rate"),
        ("value won from leads / deals won from leads", "value"),
        ("value won without a lead", "value"),
    ]  # fmt: skip
    assert found.before == 1000 and found.now == 800 and found.change == -200
    # What two factors did together is shared between them: the mean over all orders.
    assert {part.over: part.effect for part in found.parts} == {
        SESSIONS: 0, LEADS: 0, QUALIFIED: Fraction(-2000, 3), ACCEPTED: Fraction(2050, 3), WON: 0,
        LED_VALUE: Fraction(-650, 3), OTHER_VALUE: 0,
    }  # fmt: skip


def test_the_step_that_cost_most_is_told() -> None:
    found = _april(_book(usual=(100, 10, 5, 5, 5, 1000), now=(100, 10, 2, 2, 2, 1000)))
    assert found.biggest is not None and found.biggest.over is QUALIFIED
    assert (found.biggest.before, found.biggest.now) == (Fraction(1, 2), Fraction(1, 5))
    assert _sentence(found) == (
        "Won value is 3000 below your usual month: "
        "fewer qualified leads per lead (20 % instead of 50 %) cost 3000 of it."
    )


def test_larger_deals_are_told_by_their_mean_value() -> None:
    found = _april(_book(usual=(100, 10, 5, 5, 2, 1000), now=(100, 10, 5, 5, 2, 3000)))
    assert _sentence(found) == (
        "Won value is 4000 above your usual month: "
        "larger deals from leads (3000 instead of 1000) added 4000 of it."
    )


def test_fewer_sessions_are_told_as_a_share() -> None:
    found = _april(_book(usual=(100, 10, 10, 10, 10, 100), now=(50, 5, 5, 5, 5, 100)))
    assert _sentence(found) == (
        "Won value is 500 below your usual month: fewer sessions (50 % below usual) cost 500 of it."
    )


def test_a_part_that_moved_more_than_the_whole_is_not_told_as_a_part_of_it() -> None:
    book = _book(usual=(100, 10, 10, 10, 10, 100), now=(100, 10, 10, 10, 4, 100))
    _win(book, date(2026, 4, 9), 700, lead=None)
    found = _april(book)
    assert found.change == 100
    assert _sentence(found) == (
        "Won value is 100 above your usual month: "
        "more value won without a lead (700 instead of 0) added 700."
    )


def test_a_month_that_brought_the_usual_says_what_it_hides() -> None:
    book = _book(usual=(100, 10, 10, 10, 10, 100), now=(100, 5, 5, 5, 5, 100))
    _win(book, date(2026, 4, 9), 500, lead=None)
    assert _sentence(_april(book)).startswith(
        "Won value is as in your usual month, although fewer leads per session (5 % instead of "
        "10 %) cost 500"
    )
    alike = _book(usual=(100, 10, 10, 10, 10, 100), now=(100, 10, 10, 10, 10, 100))
    assert _sentence(_april(alike)) == "Won value is as in your usual month."


def test_a_step_that_was_not_counted_is_merged_with_the_next() -> None:
    found = _april(_book(usual=(0, 10, 0, 4, 2, 500), now=(80, 10, 3, 0, 1, 500)))
    assert [part.name for part in found.parts] == [
        "leads", "deals won from leads / leads", "value won from leads / deals won from leads",
        "value won without a lead",
    ]  # fmt: skip
    nothing_won = _april(_book(usual=(100, 10, 5, 5, 5, 1000), now=(100, 10, 5, 5, 0, 0)))
    assert nothing_won.biggest is not None
    assert nothing_won.biggest.name == "value won from leads / accepted leads"
    assert _sentence(nothing_won) == (
        "Won value is 5000 below your usual month: "
        "less value won from leads per accepted lead (0 instead of 1000) cost 5000 of it."
    )


def test_traffic_that_was_not_recorded_all_along_explains_nothing() -> None:
    book = _book(usual=(100, 10, 5, 5, 5, 1000), now=(100, 10, 5, 5, 5, 1000))
    del book.web_days[1]
    assert _april(book).parts[0].name == "leads"


def test_while_the_period_runs_the_earlier_ones_count_as_many_days() -> None:
    book = _book(usual=(100, 10, 5, 5, 5, 1000), now=(100, 10, 5, 5, 5, 1000))
    _win(book, date(2026, 2, 25), 9000, lead=None)
    with opened(book) as connection:
        found = bottleneck(Figures(connection, book.business, date(2026, 4, 21)), APRIL)
    assert [one.end for one in found.history] == [
        date(2026, 1, 21), date(2026, 2, 21), date(2026, 3, 21),
    ]  # fmt: skip
    assert found.before == found.now == 5000
    assert _sentence(found) == "Won value is as in the first 20 days of your usual month."


def test_history_reaches_back_twelve_periods_at_most() -> None:
    book = SmallBook({"books_start": "2024-01-01"})
    with opened(book) as connection:
        found = bottleneck(Figures(connection, book.business, AS_OF), APRIL)
    assert [one.start for one in found.history] == [
        add_months(APRIL.start, -back) for back in range(12, 0, -1)
    ]
    assert found.parts and found.biggest is None


@pytest.mark.parametrize(
    ("period", "reason"),
    [("2026-03", "too little history"), ("2026-05", "the period has not begun")],
)
def test_what_cannot_be_told_says_why(period: str, reason: str) -> None:
    book = worked_example()
    with opened(book) as connection:
        figures = Figures(connection, book.business, date(2026, 4, 1))
        found = bottleneck(figures, parse_period(period))
    assert (found.reason, found.parts, found.biggest) == (reason, [], None)
    assert _sentence(found) == f"What moved won value cannot be told: {reason}."


def test_a_period_of_days_is_compared_with_as_many_days() -> None:
    book = _book(usual=(100, 10, 5, 5, 5, 1000), now=(100, 10, 5, 5, 5, 1000))
    days = Period(date(2026, 4, 1), date(2026, 4, 11), "custom")
    with opened(book) as connection:
        found = bottleneck(Figures(connection, book.business, AS_OF), days)
    assert {(one.end - one.start).days for one in found.history} == {10}
    assert "your usual 10 days" in _sentence(found)


Month = tuple[int, int, int, int, int, int]
"""Sessions, leads, qualified, accepted, deals won, and the value of each of those."""


def _book(*, usual: Month, now: Month) -> SmallBook:
    """Three months that are alike, and April."""
    book = SmallBook(STARTS)
    for month, numbers in zip(range(1, 5), (usual, usual, usual, now), strict=True):
        _add_month(book, date(2026, month, 2), *numbers)
    return book


def _add_month(
    book: SmallBook, on: date, sessions: int, leads: int, qualified: int, accepted: int, won: int,
    value: int,
) -> None:  # fmt: skip
    if sessions:
        book.web_day(on, sessions, 0)
    numbers = [book.lead(on) for _ in range(leads)]
    for lead in numbers[:qualified]:
        book.change_lead(lead, on, "stage", "mql")
    deals = [_win(book, on, value, lead=lead) for lead in numbers[:won]]
    spare = deals or ([_open(book, on)] if accepted else [])
    for lead in numbers[:accepted]:
        book.handoff(lead, on, on, "accepted", deal=spare[0])


def _open(book: SmallBook, on: date) -> int:
    return book.deal(None, [Step(on, "Proposal", 1)])


def _win(book: SmallBook, on: date, value: int, *, lead: int | None) -> int:
    account = 1 if book.accounts else book.account()
    return book.deal(account, [Step(on, "Proposal", value), Step(on, "Won", value)], lead=lead)


def _april(book: SmallBook) -> Bottleneck:
    with opened(book) as connection:
        return bottleneck(Figures(connection, book.business, AS_OF), APRIL)


def _sentence(found: Bottleneck) -> str:
    def money(amount: Number) -> str:
        return f"{float(amount):.0f}"

    return told(found, money, lambda share: f"{float(share) * 100:.0f} %")


def _later(month: Period, months: int) -> Period:
    return Period(add_months(month.start, months), add_months(month.end, months), "month")


def _repeated(book: SmallBook, month: Period, months: int) -> SmallBook:
    """A book in which everything that happened in a month happens again in each later one."""
    again = SmallBook({**book.settings, "books_start": f"{month.start}"})
    again.account()
    for later in range(months + 1):

        def moved(on: date, later: int = later) -> date:
            return add_months(month.start, later) + timedelta(days=(on - month.start).days)

        for day in (one for one in book.web_days if month.contains(one.on)):
            again.web_day(moved(day.on), day.sessions, day.engaged, source=day.source)
        for lead in book.leads:
            if month.contains(lead.local_day):
                number = again.lead(moved(lead.local_day), invalid=lead.invalid)
                again.change_lead(number, moved(lead.local_day), "stage", "mql")
        for deal in book.deals:
            if deal.outcome == "won" and deal.closed_on and month.contains(deal.closed_on):
                lead_id = len(again.leads) if deal.lead_id and again.leads else None
                _win(again, moved(deal.closed_on), deal.base_minor or 0, lead=lead_id)
    return again
