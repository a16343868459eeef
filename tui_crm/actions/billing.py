"""Subscriptions and the billings that fall due by them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, Protocol  # Any: a query of several columns

from sqlalchemy import Connection, Select, Text, and_, case, func, literal, or_, select
from sqlmodel import Session, col

from tui_crm.actions.action import Given, action, ask, perform
from tui_crm.errors import FieldErrors, Refused
from tui_crm.models import ENTITIES, Account, Kind, RevenueEntry, Subscription
from tui_crm.models.sales import INTERVALS
from tui_crm.money import half_up, shown_amount
from tui_crm.period import add_months, written_day
from tui_crm.store import records
from tui_crm.store.business import Business
from tui_crm.store.engine import Book, Work

MONTHS = {"month": 1, "quarter": 3, "year": 12}
SHORTEST = {"week": "+7 days", "month": "+28 days", "quarter": "+89 days", "year": "+365 days"}
"""The fewest days that lie between two billings."""

BILLING = literal("billing", literal_execute=True)
"""Written out in the statement, where SQLite sees that the index of billings serves it."""

MONTHS_A_WEEK = Fraction(12, 52)


class Terms(Protocol):
    """When a subscription begins, how often it is billed, and when it ends."""

    @property
    def starts_on(self) -> date: ...
    @property
    def ends_on(self) -> date | None: ...
    @property
    def interval(self) -> str: ...


def a_year_of(minor: int, interval: str) -> int:
    """What a recurring amount comes to in twelve months, in minor units, half up."""
    months = MONTHS_A_WEEK if interval == "week" else Fraction(MONTHS[interval])
    return half_up(minor * 12 / months)


def due_days(subscription: Terms, start: date, until: date) -> Iterator[date]:
    """The days on which a subscription falls due in [start, until]: its first day, then every
    interval, each counted from the first so that the 31st stays the last day of a month.
    """
    begins, ends = subscription.starts_on, subscription.ends_on
    if subscription.interval == "week":
        step = max(0, (start - begins).days // 7)
    else:
        months = (start.year - begins.year) * 12 + start.month - begins.month
        step = max(0, months // MONTHS[subscription.interval])
    while True:
        if subscription.interval == "week":
            day = begins + timedelta(weeks=step)
        else:
            day = add_months(begins, step * MONTHS[subscription.interval])
        if day > until or (ends is not None and day >= ends):
            return
        if day >= start:
            yield day
        step += 1


def post_due(work: Work, subscription: Subscription) -> int:
    """Post the billings of a subscription that are due by today and not posted; says how many."""
    billed_until = work.execute(
        select(func.max(RevenueEntry.on)).where(
            col(RevenueEntry.subscription_id) == subscription.id,
            col(RevenueEntry.kind) == "billing",
        )
    ).scalar()
    start = work.business.books_start or date.min
    if billed_until is not None:
        start = max(start, billed_until + timedelta(days=1))
    posted = 0
    for day in due_days(subscription, start, work.today):
        entry = records.build(
            work,
            RevenueEntry,
            {
                "on": day,
                "account_id": subscription.account_id,
                "deal_id": subscription.deal_id,
                "subscription_id": subscription.id,
                "kind": "billing",
                "amount_minor": subscription.amount_minor,
                "currency": subscription.currency,
                "fx_e8": subscription.fx_e8,
                "base_minor": subscription.base_minor,
            },
        )
        records.refresh_search(work, entry)
        work.add(entry)
        posted += 1
    work.flush()
    return posted


@action("post-billings", "Post due billings")
def post_billings(work: Work, _record: None, _given: Given) -> None:
    """Post every billing of every subscription that is due by today, once each."""
    posted = 0
    for subscription_id in _due(work, work.business, work.today):
        subscription = work.get(Subscription, subscription_id)
        assert subscription is not None
        posted += post_due(work, subscription)
    work.title = f"Posted {posted} billing{'' if posted == 1 else 's'}"
    work.made["billings"] = posted


def post_on_opening(book: Book) -> int:
    """Post what has fallen due since the book was last open, if the owner wants that."""
    if book.business["auto_post_billings"] != "yes":
        return 0
    with book.read() as connection:
        if not _due(connection, book.business, book.today()):
            return 0
    return perform(book, "post-billings", None, {}).made["billings"]


def _due(reader: Connection | Session, business: Business, today: date) -> list[int]:
    """The subscriptions of which a billing is due and not posted."""
    start = business.books_start or date.min
    due: list[int] = []
    for row in reader.execute(_perhaps_due(business, today)):
        after = max(start, row.last + timedelta(days=1)) if row.last else start
        if next(due_days(row, after, today), None) is not None:
            due.append(row.id)
    return due


def _perhaps_due(business: Business, today: date) -> Select[Any]:
    """The subscriptions whose last billing is so long ago that another may be due, with its day."""
    sold, entry = Subscription.table().c, RevenueEntry.table().c
    last = (
        select(func.max(entry.on))
        .where(entry.subscription_id == sold.id, entry.kind == BILLING)
        .correlate(Subscription.table())
        .scalar_subquery()
    )
    # date() is SQLite's own: elsewhere it is adding an interval to a date.
    next_due = func.date(last, case(SHORTEST, value=sold.interval), type_=Text())
    still_due = and_(
        next_due <= today.isoformat(), or_(sold.ends_on.is_(None), next_due < sold.ends_on)
    )
    columns = (sold.id, sold.starts_on, sold.ends_on, sold.interval, last.label("last"))
    begun = select(*columns).where(sold.starts_on <= today, or_(last.is_(None), still_due))
    if start := business.books_start:
        begun = begun.where(or_(sold.ends_on.is_(None), sold.ends_on > start))
    return begun


@action(
    "subscribe",
    "Start a subscription",
    ask("account", "Account", Kind.LINK, target="account", required=True),
    ask("amount", "Amount", Kind.MONEY, required=True, low=1, help="Per interval"),
    ask("interval", "Interval", Kind.CHOICE, choices=INTERVALS, default="month"),
    ask("starts_on", "Starts", Kind.DAY, default="today"),
    ask("ends_on", "Ends", Kind.DAY, help="The first day not covered"),
    ask("deal", "Deal", Kind.LINK, target="deal"),
    ask("currency", "Currency", Kind.TEXT),
    ask("rate", "Rate", Kind.RATE, low=1),
)
def subscribe(work: Work, _record: None, given: Given) -> None:
    """Start what an account pays again every interval, and post what is due of it already."""
    start_subscription(
        work,
        account_id=given.number("account") or 0,
        deal_id=given.number("deal"),
        amount=given.number("amount") or 0,
        interval=given.text("interval") or "month",
        starts_on=given.day("starts_on", work.today),
        ends_on=given.optional_day("ends_on"),
        currency=(given.text("currency") or work.business.currency).upper(),
        rate=given.number("rate"),
    )


def start_subscription(
    work: Work,
    *,
    account_id: int,
    deal_id: int | None,
    amount: int,
    interval: str,
    starts_on: date,
    ends_on: date | None,
    currency: str,
    rate: int | None,
) -> Subscription:
    """Store a subscription and post what is due of it by today."""
    columns: dict[str, object] = {
        "account_id": account_id,
        "deal_id": deal_id,
        "amount_minor": amount,
        "currency": currency,
        "interval": interval,
        "starts_on": starts_on,
        "ends_on": ends_on,
        "base_minor": amount,
    }
    if rate is not None:
        columns["fx_e8"] = rate
    subscription = records.build(work, Subscription, columns)
    assert isinstance(subscription, Subscription)
    records.settle_money(subscription, work.business.currency, rated=rate is not None)
    work.made["subscription"] = records.store(work, subscription)
    post_due(work, subscription)
    account = work.get(Account, account_id)
    each = shown_amount(amount, currency)
    work.title = f"Subscribed {account.name if account else ''}: {each} a {interval}"
    return subscription


@action(
    "cancel-subscription",
    "End a subscription",
    ask("on", "Ends on", Kind.DAY, default="today", help="The first day not covered"),
    about="subscription",
)
def cancel_subscription(work: Work, subscription: Subscription, given: Given) -> None:
    """End a subscription: the day given is the first that it does not cover."""
    on = given.day("on", work.today)
    if on <= subscription.starts_on:
        raise FieldErrors(
            {"on": f"it began on {written_day(subscription.starts_on)}: give a later day"}
        )
    billed = work.execute(
        select(func.max(RevenueEntry.on)).where(
            col(RevenueEntry.subscription_id) == subscription.id,
            col(RevenueEntry.kind) == "billing",
            col(RevenueEntry.on) >= on,
        )
    ).scalar()
    if billed is not None:
        raise Refused(
            f"It was billed on {written_day(billed)}: refund that billing, or end it later."
        )
    subscription.ends_on = on
    name = records.describe(work, ENTITIES["account"], subscription.account_id)
    work.title = f"Ended the subscription of {name} on {written_day(on)}"
