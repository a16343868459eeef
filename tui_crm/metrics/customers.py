"""Who is a customer and when: active accounts at the days that are asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any  # Any: selects and columns of whatever the tables hold

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    Connection,
    FromClause,
    ScalarSelect,
    Select,
    case,
    func,
    literal,
    select,
    union_all,
)

from tui_crm.metrics.spans import place_of
from tui_crm.models import Account, RevenueEntry, Subscription
from tui_crm.models.fields import DayText
from tui_crm.period import add_months

MOST_DAYS = 62
"""A whole number of the database has a bit for so many days, besides its sign."""


@dataclass(frozen=True, slots=True)
class Loyalty:
    """How many customers were there before and after, and how many of them both times."""

    at_start: int
    at_end: int
    kept: int

    @property
    def lost(self) -> int:
        """Those of the start who are gone at the end."""
        return self.at_start - self.kept


def loyalty(
    connection: Connection, pairs: Iterable[tuple[date, date]], window: int
) -> dict[tuple[date, date], Loyalty]:
    """The active customers at the first and at the second of each pair of days.

    An account is active as of a day by a subscription that covers the day before, or by a one-off
    sale in the window of months before that has not been refunded in full by then.
    """
    found: dict[tuple[date, date], Loyalty] = {}
    for batch in _batches(pairs):
        days = sorted({day for pair in batch for day in pair})
        rows = connection.execute(_patterns(days, window))
        patterns = [(int(pattern), int(accounts)) for pattern, accounts in rows]
        bits = {day: 1 << place for place, day in enumerate(days)}
        active = {day: _accounts(patterns, bit) for day, bit in bits.items()}
        for start, end in batch:
            kept = _accounts(patterns, bits[start] | bits[end])
            found[start, end] = Loyalty(active[start], active[end], kept)
    return found


def _batches(pairs: Iterable[tuple[date, date]]) -> Iterator[list[tuple[date, date]]]:
    """The pairs in lots that have no more days than a whole number has bits."""
    batch: list[tuple[date, date]] = []
    days: set[date] = set()
    for pair in pairs:
        if len(days | set(pair)) > MOST_DAYS:
            yield batch
            batch, days = [], set()
        batch.append(pair)
        days.update(pair)
    if batch:
        yield batch


def _accounts(patterns: Sequence[tuple[int, int]], bits: int) -> int:
    """The accounts whose pattern has all of the bits."""
    return sum(accounts for pattern, accounts in patterns if pattern & bits == bits)


def _patterns(days: Sequence[date], window: int) -> Select[Any]:
    """Accounts counted by their pattern: the bit of each of the days they are active at."""
    stretches = union_all(*_sales(days, window), _subscriptions(days)).subquery()
    first, last = stretches.c.first, stretches.c.last
    # Stretches overlap; each adds only the days after all that the earlier ones reach.
    reached = func.max(last).over(
        partition_by=stretches.c.account_id, order_by=first, rows=(None, -1)
    )
    beside = select(stretches.c.account_id, first, last, reached.label("reached")).subquery()
    since = case((beside.c.reached >= beside.c.first, beside.c.reached + 1), else_=beside.c.first)
    added = case((beside.c.last >= since, _bit(beside.c.last + 1) - _bit(since)), else_=0)
    accounts = (
        select(beside.c.account_id, func.sum(added).label("pattern"))
        .group_by(beside.c.account_id)
        .subquery()
    )
    account = Account.table().c
    open_days = case(
        (account.closed_on.is_(None), -1), else_=_bit(place_of(account.closed_on, days)) - 1
    )
    pattern = accounts.c.pattern.bitwise_and(open_days).label("pattern")
    return (
        select(pattern, func.count())
        .select_from(accounts.join(Account.table(), account.id == accounts.c.account_id))
        .group_by(pattern)
    )


def _sales(days: Sequence[date], window: int) -> tuple[Select[Any], Select[Any]]:
    """For each one-off sale the places of the first and the last of the days it counts at.

    A sale counts at a day when the window of months before that day reaches back to it; one that
    counts at none has its last place before its first.
    """
    sale, given_back = RevenueEntry.table().c, _given_back()
    windows = [add_months(day, -window) for day in days]
    first = place_of(sale.on, days).label("first")
    last = place_of(sale.on, windows) - 1
    until = place_of(given_back.c.on, days) - 1
    # Not narrowed down by date: that would leave the index which holds all that is needed.
    sales = select(sale.account_id, first).where(sale.kind == "sale")
    return (
        sales.add_columns(last.label("last")).where(sale.id.not_in(select(given_back.c.sale_id))),
        sales.add_columns(case((until < last, until), else_=last).label("last")).where(
            sale.id == given_back.c.sale_id
        ),
    )


def _given_back() -> CTE:
    """The sales that were refunded in full, and the day on which they were.

    A refund that does not name its sale gives back the last one of its deal before it.
    """
    refund, sale = RevenueEntry.table().alias("refund"), RevenueEntry.table().alias("returned")
    negative = RevenueEntry.table().alias("negative")
    refunds = (
        select(
            func.coalesce(refund.c.refund_of_id, _last_sale_of(refund)).label("sale_id"),
            refund.c.on,
            refund.c.base_minor,
        )
        # Asked this way, the few refunds are found in an index.
        .where(refund.c.id.in_(select(negative.c.id).where(negative.c.base_minor < 0)))
        .subquery()
    )
    total = func.sum(refunds.c.base_minor).over(
        partition_by=refunds.c.sale_id, order_by=refunds.c.on
    )
    so_far = select(refunds.c.sale_id, refunds.c.on, total.label("total")).subquery()
    return (
        select(so_far.c.sale_id, func.min(so_far.c.on, type_=DayText).label("on"))
        .select_from(so_far.join(sale, sale.c.id == so_far.c.sale_id))
        .where(sale.c.base_minor + so_far.c.total <= 0)
        .group_by(so_far.c.sale_id)
        .cte("given_back")
    )


def _last_sale_of(refund: FromClause) -> ScalarSelect[Any]:
    sale = RevenueEntry.table().alias("sale_of_deal")
    return (
        select(sale.c.id)
        .where(sale.c.deal_id == refund.c.deal_id, sale.c.kind == "sale", sale.c.on <= refund.c.on)
        .order_by(sale.c.on.desc(), sale.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )


def _subscriptions(days: Sequence[date]) -> Select[Any]:
    """For each subscription the places of the first and the last of the days it counts at."""
    subscription = Subscription.table().c
    ended = place_of(subscription.ends_on, days)
    return select(
        subscription.account_id,
        place_of(subscription.starts_on, days).label("first"),
        (case((subscription.ends_on.is_(None), len(days)), else_=ended) - 1).label("last"),
    )


def _bit(place: ColumnElement[int]) -> ColumnElement[int]:
    return literal(1, BigInteger).bitwise_lshift(place)
