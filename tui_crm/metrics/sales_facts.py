"""What sales brought about: deals won, lost and open, and what subscriptions bring a month."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any  # Any: selects and columns of whatever the tables hold

from sqlalchemy import (
    Column,
    ColumnElement,
    Select,
    and_,
    case,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from tui_crm.metrics.facts import fact, origin_of
from tui_crm.metrics.figures import Figures
from tui_crm.metrics.kpi import Unit
from tui_crm.metrics.spans import Span, Window, days_between
from tui_crm.models import Deal, DealEvent, RevenueEntry, Subscription

WHOLE = 10_000
"""A chance of 100 %, in basis points."""

ONE_DAY = timedelta(days=1)

Ask = Callable[[Figures, Span], Select[Any]]


@fact("deal", deals=Unit.COUNT, days=Unit.COUNT, value=Unit.MONEY)
def wins(window: Window) -> Select[Any]:
    """The deals that are won, on the day of their closing: how long they took, their value."""
    deal = Deal.table().c
    took = days_between(deal.opened_on, deal.closed_on)
    return select(
        deal.id,
        deal.closed_on.label("on"),
        literal(1).label("deals"),
        took.label("days"),
        deal.base_minor.label("value"),
        *origin_of(deal),
    ).where(deal.outcome == "won", deal.closed_on >= window.first, deal.closed_on < window.last)


@fact("deal", deals=Unit.COUNT, value=Unit.MONEY)
def losses(window: Window) -> Select[Any]:
    """The deals that are lost, on the day of their closing; one without an amount adds no value."""
    deal = Deal.table().c
    return select(
        deal.id,
        deal.closed_on.label("on"),
        literal(1).label("deals"),
        func.coalesce(deal.base_minor, 0).label("value"),
        *origin_of(deal),
    ).where(deal.outcome == "lost", deal.closed_on >= window.first, deal.closed_on < window.last)


def states_before(window: Window) -> Select[Any]:
    """The deals open before the window's last day, as they stood then, from their last event."""
    deal, event, last = Deal.table(), DealEvent.table(), DealEvent.table().alias("last")
    # What was closed before that day and not opened again since was not open then.
    may_be_open = or_(
        deal.c.outcome == "open",
        and_(deal.c.outcome.in_(("won", "lost", "void")), deal.c.closed_on >= window.last),
    )
    last_event = (
        select(last.c.id)
        .where(last.c.deal_id == deal.c.id, last.c.on < window.last)
        .order_by(last.c.on.desc(), last.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    value = func.coalesce(event.c.base_minor, 0)
    return (
        select(
            deal.c.id,
            event.c.on,
            literal(1).label("deals"),
            value.label("value"),
            (value * event.c.prob_bp).label("weighted"),
            event.c.stage_id,
            event.c.expected_on,
            event.c.base_minor,
        )
        .select_from(deal.join(event, event.c.id == last_event))
        .where(may_be_open, event.c.state == "open")
    )


@fact("deal", standing=states_before, deals=Unit.COUNT, value=Unit.MONEY, weighted=Unit.MONEY)
def deal_changes(window: Window) -> Select[Any]:
    """What each event of a deal added to the number, value and weighted value of open deals."""
    event = DealEvent.table().c
    return select(
        event.deal_id.label("id"),
        event.on,
        event.count_change.label("deals"),
        event.value_change.label("value"),
        event.weighted_change.label("weighted"),
    ).where(event.on >= window.first, event.on < window.last)


def monthly(subscription: ReadOnlyColumnCollection[str, Column[Any]]) -> ColumnElement[int]:
    """What a subscription brings a month, rounded half up to a minor unit."""
    amount = subscription.base_minor

    def half_up(times: int, months: int) -> ColumnElement[int]:
        # Whole numbers divide down; amounts of subscriptions are above zero.
        return (2 * times * amount + months) // (2 * months)

    return case(
        (subscription.interval == "week", half_up(52, 12)),
        (subscription.interval == "quarter", half_up(1, 3)),
        (subscription.interval == "year", half_up(1, 12)),
        else_=amount,
    )


def _running(window: Window) -> Select[Any]:
    """The subscriptions that run on the day before the window's last day."""
    subscription = Subscription.table().c
    return select(
        subscription.id,
        subscription.starts_on.label("on"),
        monthly(subscription).label("monthly"),
    ).where(
        subscription.starts_on < window.last,
        or_(subscription.ends_on.is_(None), subscription.ends_on >= window.last),
    )


@fact("subscription", standing=_running, monthly=Unit.MONEY)
def subscription_changes(window: Window) -> Select[Any]:
    """What each start of a subscription added to what comes in a month, and each end took."""
    subscription = Subscription.table().c
    amount = monthly(subscription)
    starts = select(subscription.id, subscription.starts_on.label("on"), amount.label("monthly"))
    ends = select(subscription.id, subscription.ends_on.label("on"), (-amount).label("monthly"))
    return select(
        union_all(
            starts.where(
                subscription.starts_on >= window.first, subscription.starts_on < window.last
            ),
            ends.where(subscription.ends_on >= window.first, subscription.ends_on < window.last),
        ).subquery()
    )


def expected(figures: Figures, span: Span) -> Select[Any]:
    """The deals open at the span's end that are expected to be won in its period."""
    found = states_before(figures.window(span.day, span.day)).subquery()
    return select(found.c.id, found.c.value.label("counts")).where(
        found.c.expected_on >= span.period.start, found.c.expected_on < span.period.end
    )


def due(figures: Figures, span: Span) -> Select[Any]:
    """The expected deals that can still be won in the period, each weighted with its chance.

    The last day that counts is not over for them; after the period's end nothing is due in it.
    """
    found = states_before(figures.window(span.day, span.day)).subquery()
    first, end = _still_to_come(span)
    return select(found.c.id, found.c.weighted.label("counts")).where(
        found.c.expected_on >= first, found.c.expected_on < end
    )


def overdue(figures: Figures, span: Span) -> Select[Any]:
    """The deals that were expected in the period and neither won nor lost when their day came."""
    found = states_before(figures.window(span.day, span.day)).subquery()
    first, end = _still_to_come(span)
    return select(found.c.id).where(
        found.c.expected_on >= span.period.start,
        found.c.expected_on < (first if first < end else end),
    )


def _still_to_come(span: Span) -> tuple[date, date]:
    """The days of a period on which a deal can still be won, the last counted one among them."""
    period = span.period
    if span.day >= period.end:
        return period.end, period.end
    return max(period.start, span.day - ONE_DAY), period.end


def without_amount(figures: Figures, span: Span) -> Select[Any]:
    """The deals open at the span's end whose amount is not known."""
    found = states_before(figures.window(span.day, span.day)).subquery()
    return select(found.c.id).where(found.c.base_minor.is_(None))


def lost_without_amount(figures: Figures, span: Span) -> Select[Any]:
    """The deals lost in the span whose amount was never known."""
    deal = Deal.table().c
    return select(deal.id).where(
        deal.outcome == "lost",
        deal.closed_on >= span.start,
        deal.closed_on < span.end,
        deal.base_minor.is_(None),
    )


def void(figures: Figures, span: Span) -> Select[Any]:
    """The deals closed in the span as duplicates or tests."""
    deal = Deal.table().c
    return select(deal.id).where(
        deal.outcome == "void", deal.closed_on >= span.start, deal.closed_on < span.end
    )


def recurring(figures: Figures, span: Span) -> Select[Any]:
    """The accounts with what each pays a month less, or more, at the span's end than at its start.

    What it stopped paying, pays less, pays more, and pays again; new accounts have none of it.
    """
    subscription = Subscription.table().c
    amount = monthly(subscription)

    def runs(day: date) -> ColumnElement[bool]:
        return and_(
            subscription.starts_on < day,
            or_(subscription.ends_on.is_(None), subscription.ends_on >= day),
        )

    sums = (
        select(
            subscription.account_id.label("id"),
            func.sum(case((runs(span.start), amount), else_=0)).label("before"),
            func.sum(case((runs(span.day), amount), else_=0)).label("now"),
            func.max(case((subscription.starts_on < span.start, 1), else_=0)).label("earlier"),
        )
        .group_by(subscription.account_id)
        .subquery()
    )
    before, now = sums.c.before, sums.c.now
    return select(
        sums.c.id,
        case((now == 0, before), else_=0).label("churned"),
        case((and_(now > 0, now < before), before - now), else_=0).label("contraction"),
        case((and_(before > 0, now > before), now - before), else_=0).label("expansion"),
        case((and_(before == 0, sums.c.earlier == 1), now), else_=0).label("reactivation"),
    )


def won_without_revenue(figures: Figures, span: Span) -> Select[Any]:
    """The deals won in the span that no revenue entry and no subscription belongs to."""
    deal = Deal.table().c
    entry, subscription = RevenueEntry.table().c, Subscription.table().c
    return select(deal.id).where(
        deal.outcome == "won",
        deal.closed_on >= span.start,
        deal.closed_on < span.end,
        ~select(entry.id).where(entry.deal_id == deal.id).exists(),
        ~select(subscription.id).where(subscription.deal_id == deal.id).exists(),
    )
