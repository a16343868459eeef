"""The funnel: every lead once at each step, and each step a part of the one before."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.metrics.any_books import books, days, spans_of_time
from tests.metrics.oracle import Oracle
from tests.metrics.row_sums import row_ids, row_sum
from tests.metrics.small_books import SmallBook, Step, opened
from tests.metrics.test_properties import LATER
from tests.metrics.worked_example import worked_example
from tui_crm.metrics.figures import Figures
from tui_crm.metrics.funnel import STEPS, Funnel, Passage, funnel, funnel_rows
from tui_crm.metrics.kpi import KPIS
from tui_crm.period import Period, parse_period

AS_OF = date(2026, 4, 1)
MARCH = parse_period("2026-03")


@settings(max_examples=12)
@given(books(), spans_of_time(), st.one_of(days, st.just(LATER)))
def test_each_step_holds_the_leads_that_came_so_far(
    book: SmallBook, period: Period, as_of: date
) -> None:
    with opened(book) as connection:
        figures = Figures(connection, book.business, as_of)
        found = funnel(figures, period)
        for passage in (found.current, found.previous, found.last_year):
            if not passage.span.begun:
                assert [step.count for step in passage.steps] == [None] * len(STEPS)
                continue
            expected = _leads_by_step(book, passage, as_of)
            for step in passage.steps[1:]:
                rows = funnel_rows(figures, passage.span, step.name)
                assert row_ids(connection, rows) == expected[step.name]
                assert step.count == len(expected[step.name])
            sessions = Oracle(book, as_of).website_traffic(passage.span.start, passage.span.end)
            assert passage.steps[0].count == sessions
            rows = funnel_rows(figures, passage.span, "sessions")
            assert row_sum(connection, rows) == (sessions or 0)


@settings(max_examples=8)
@given(books(), spans_of_time(), st.one_of(days, st.just(LATER)))
def test_no_rate_of_leads_exceeds_the_whole(book: SmallBook, period: Period, as_of: date) -> None:
    found = _funnel(book, period, as_of)
    for step in found.current.steps[2:]:
        assert step.of_before is None or 0 <= step.of_before <= 1
        assert step.of_leads is None or 0 <= step.of_leads <= 1
    counts = [step.count or 0 for step in found.current.steps[1:]]
    assert all(earlier >= later for earlier, later in pairwise(counts))


@settings(max_examples=12)
@given(books(), spans_of_time(), st.one_of(days, st.just(LATER)))
def test_won_leads_are_those_of_the_conversion_rate(
    book: SmallBook, period: Period, as_of: date
) -> None:
    with opened(book) as connection:
        figures = Figures(connection, book.business, as_of)
        passage = funnel(figures, period).current
        won = KPIS["conversion_rate"].terms["leads won"].number(figures, passage.span)
    assert (passage.steps[4].count or 0) == won


def test_the_worked_example_step_by_step() -> None:
    found = _funnel(worked_example(), MARCH, AS_OF)
    assert [(step.name, step.count) for step in found.current.steps] == [
        ("sessions", 600), ("leads", 10), ("qualified", 6), ("accepted", 3), ("won", 1),
        ("retained", 1),
    ]  # fmt: skip
    assert [step.of_before for step in found.current.steps] == [
        None, Fraction(10, 600), Fraction(6, 10), Fraction(3, 6), Fraction(1, 3), 1,
    ]  # fmt: skip
    assert [step.of_leads for step in found.current.steps] == [
        None, 1, Fraction(6, 10), Fraction(3, 10), Fraction(1, 10), Fraction(1, 10),
    ]  # fmt: skip
    assert [step.count for step in found.previous.steps] == [500, 8, 4, 3, 1, 1]
    assert [step.count for step in found.last_year.steps] == [None, 0, 0, 0, 0, 0]
    assert found.last_year.steps[2].of_before is None


def test_a_lead_that_was_won_at_once_has_passed_every_step() -> None:
    book = SmallBook()
    lead, account = book.lead(date(2026, 3, 2)), book.account()
    book.lead(date(2026, 3, 3))
    book.deal(
        account, [Step(date(2026, 3, 4), "Proposal", 9), Step(date(2026, 3, 5), "Won", 9)],
        lead=lead,
    )  # fmt: skip
    found = _funnel(book, MARCH, AS_OF)
    assert [step.count for step in found.current.steps] == [None, 2, 1, 1, 1, 0]


def test_a_lead_with_two_won_deals_counts_once() -> None:
    book = SmallBook()
    lead, account = book.lead(date(2026, 3, 2)), book.account()
    for day in (5, 6):
        steps = [Step(date(2026, 3, 4), "Proposal", 9), Step(date(2026, 3, day), "Won", 9)]
        book.entry(date(2026, 3, day), account, 9, deal=book.deal(account, steps, lead=lead))
    found = _funnel(book, MARCH, AS_OF)
    assert [step.count for step in found.current.steps] == [None, 1, 1, 1, 1, 1]


def test_a_young_period_says_that_its_leads_are_maturing() -> None:
    found = _funnel(worked_example(), MARCH, AS_OF)
    assert found.current.note == "still maturing"
    assert _funnel(worked_example(), MARCH, date(2027, 1, 1)).current.note == ""
    running = _funnel(worked_example(), MARCH, date(2026, 3, 20))
    assert running.current.note == "still running; still maturing"
    assert (running.previous.span.end - running.previous.span.start).days == 19
    coming = _funnel(worked_example(), parse_period("2026-05"), AS_OF)
    assert coming.current.note == "the period has not begun"


def _leads_by_step(book: SmallBook, passage: Passage, as_of: date) -> dict[str, set[int]]:
    """The ids of the leads that came to each step, worked out slowly."""
    oracle = Oracle(book, as_of)
    leads = {lead.id or 0 for lead in oracle.created(passage.span.start, passage.span.end)}
    deals = [deal for deal in oracle.closed("won", date.min, as_of) if deal.lead_id in leads]
    won = {deal.lead_id or 0 for deal in deals}
    active = oracle.active(as_of)
    accepted = won | {
        handoff.lead_id
        for handoff in book.handoffs
        if handoff.decision == "accepted" and handoff.decided_on and handoff.decided_on < as_of
    }
    qualified = accepted | {
        event.lead_id
        for event in book.lead_events
        if (event.field, event.new) == ("stage", "mql") and event.on < as_of
    }
    return {
        "leads": leads,
        "qualified": qualified & leads,
        "accepted": accepted & leads,
        "won": won,
        "retained": {deal.lead_id or 0 for deal in deals if deal.account_id in active},
    }


def _funnel(book: SmallBook, period: Period, as_of: date) -> Funnel:
    with opened(book) as connection:
        return funnel(Figures(connection, book.business, as_of), period)
