"""Who is a customer and when: active accounts at the days that are asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any  # Any: selects and columns of whatever the tables hold

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    FromClause,
    ScalarSelect,
    Select,
    and_,
    case,
    func,
    literal,
    or_,
    select,
    union_all,
)

from tui_crm.metrics.spans import place_of
from tui_crm.models import Account, RevenueEntry, Subscription
from tui_crm.models.fields import DayText
from tui_crm.period import add_months

MOST_DAYS = 62
"""A whole number of the database has a bit for so many days, besides its sign."""

MONTHS_BEFORE = 12
"""How many months more than those asked for are read, for whoever steps back."""


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


class Loyalties:
    """The customers active at the starts and ends of stretches of days, read in few statements.

    An account is active as of a day by a subscription that covers the day before, or by a one-off
    sale in the window of months before that has not been refunded in full by then.
    """

    def __init__(self, connection: Connection, window: int) -> None:
        self._connection = connection
        self._window = window
        self._batches: list[_Batch] = []
        self._answers: dict[tuple[date, date], Loyalty] = {}

    def prepare(self, pairs: Iterable[tuple[date, date]]) -> None:
        """Read what is not known yet of these pairs of days."""
        missing = {pair for pair in pairs if self._batch_of(*pair) is None}
        for days in _lots(missing):
            batch = _with_neighbours(days)
            query = _patterns(batch, self._window)
            rows = self._connection.execute(query)
            patterns = [(int(pattern), int(accounts)) for pattern, accounts in rows]
            self._batches.append(_Batch({day: 1 << at for at, day in enumerate(batch)}, patterns))

    def between(self, start: date, end: date) -> Loyalty:
        """How many customers were active at a start, at an end and at both."""
        if (start, end) not in self._answers:
            self.prepare([(start, end)])
            batch = self._batch_of(start, end)
            assert batch is not None
            self._answers[start, end] = batch.between(start, end)
        return self._answers[start, end]

    def _batch_of(self, start: date, end: date) -> _Batch | None:
        return next((one for one in self._batches if start in one.bits and end in one.bits), None)


@dataclass(frozen=True, slots=True)
class _Batch:
    """Accounts counted by the pattern of the days that they are active at."""

    bits: Mapping[date, int]
    patterns: Sequence[tuple[int, int]]

    def between(self, start: date, end: date) -> Loyalty:
        both = self.bits[start] | self.bits[end]
        return Loyalty(
            self._accounts(self.bits[start]), self._accounts(self.bits[end]), self._accounts(both)
        )

    def _accounts(self, bits: int) -> int:
        return sum(accounts for pattern, accounts in self.patterns if pattern & bits == bits)


def _lots(pairs: Iterable[tuple[date, date]]) -> Iterator[list[date]]:
    """The days of pairs in lots that have no more days than a whole number has bits."""
    days: set[date] = set()
    for pair in sorted(pairs):
        if len(days | set(pair)) > MOST_DAYS:
            yield sorted(days)
            days = set()
        days.update(pair)
    if days:
        yield sorted(days)


def _with_neighbours(days: Sequence[date]) -> list[date]:
    """The days and the starts of the months before them, as many as there is room for.

    A day more costs next to nothing, and who looks at a month looks at the one before.
    """
    more = set(days)
    month = days[0].replace(day=1)
    while len(more) < min(MOST_DAYS, len(days) + MONTHS_BEFORE) and month.year > 1:
        more.add(month)
        month = add_months(month, -1)
    return sorted(more)


def is_active(day: date, window: int) -> ColumnElement[bool]:
    """That an account is an active customer as of a day, asked account by account.

    The same as the pattern's bit of that day, but the first of many accounts are found at once.
    """
    account, sale = Account.table().c, RevenueEntry.table().alias("recent_sale").c
    subscription = Subscription.table().alias("running").c
    given_back = _given_back().subquery()
    runs = select(subscription.id).where(
        subscription.account_id == account.id,
        subscription.starts_on < day,
        or_(subscription.ends_on.is_(None), subscription.ends_on >= day),
    )
    sold = select(sale.id).where(
        sale.account_id == account.id,
        sale.kind == "sale",
        sale.on >= add_months(day, -window),
        sale.on < day,
        sale.id.not_in(select(given_back.c.sale_id).where(given_back.c.on < day)),
    )
    is_open = or_(account.closed_on.is_(None), account.closed_on >= day)
    return and_(is_open, or_(runs.exists(), sold.exists()))


def active_at(days: Sequence[date], window: int) -> Select[Any]:
    """The accounts with the pattern of the days, which are in order, that they are active at.

    The columns are `id` and `pattern`: the first day's bit is 1, the next day's 2, and so on.
    """
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
    return select(account.id, pattern).select_from(
        accounts.join(Account.table(), account.id == accounts.c.account_id)
    )


def _patterns(days: Sequence[date], window: int) -> Select[Any]:
    """Accounts counted by their pattern: the bit of each of the days they are active at."""
    active = active_at(days, window).subquery()
    return select(active.c.pattern, func.count()).group_by(active.c.pattern)


def _sales(days: Sequence[date], window: int) -> tuple[Select[Any], Select[Any]]:
    """For each one-off sale the places of the first and the last of the days it counts at.

    A sale counts at a day when the window of months before that day reaches back to it; one that
    counts at none has its last place before its first.
    """
    sale, given_back = RevenueEntry.table().c, _given_back().cte("given_back")
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


def _given_back() -> Select[Any]:
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
