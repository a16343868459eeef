"""The KPIs of sales, and what a list of accounts shows of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any  # Any: a select of whatever sums a fact has

from sqlalchemy import Connection, Select, case, func, select

from tui_crm.metrics.facts import costs, ledger
from tui_crm.metrics.figures import Figures
from tui_crm.metrics.kpi import Reading, Unit, kpi
from tui_crm.metrics.spans import Span, Window, days_between
from tui_crm.models import Deal, DealEvent, RevenueEntry

THIN_MONTHS = 3
THIN_CUSTOMER_MONTHS = 10
"""Fewer than these are too few for a lifetime value to be relied on."""


@kpi(
    "Revenue",
    "sales",
    Unit.MONEY,
    good="up",
    leading=False,
    formula="sales and billings - refunds",
    inputs={"sales and billings": Unit.MONEY, "refunds": Unit.MONEY},
)
def revenue(figures: Figures, span: Span) -> Reading:
    """The sum of the revenue ledger in the period: sales and billings less refunds.

    A refund counts on the day it was given, so revenue can be negative. Tax is not in it, and
    what was won but not yet sold or billed is not either.
    """
    sums = figures.total(ledger, span.start, span.end)
    earned, refunds = sums["revenue"], sums["refunds"]
    inputs = {"sales and billings": earned + refunds, "refunds": refunds}
    return figures.reading(span, earned, inputs)


@kpi(
    "Sales cycle",
    "sales",
    Unit.DAYS,
    good="down",
    leading=False,
    formula="days from opening to closing / deals won",
    inputs={"days": Unit.COUNT, "deals won": Unit.COUNT},
)
def sales_cycle_length(figures: Figures, span: Span) -> Reading:
    """The mean number of days from opening to closing, over the deals won in the period.

    A deal counts at its latest closing; one that was reopened keeps its first opening.
    """
    won = figures.total(wins, span.start, span.end)
    inputs = {"days": won["days"], "deals won": won["deals"]}
    value = Fraction(won["days"], won["deals"]) if won["deals"] else None
    return figures.reading(span, value, inputs, reason="no deal won in the period")


@kpi(
    "Acquisition cost",
    "sales",
    Unit.MONEY,
    good="down",
    leading=False,
    formula="(sales + marketing cost) / new customers",
    inputs={"sales cost": Unit.MONEY, "marketing cost": Unit.MONEY, "new customers": Unit.COUNT},
)
def customer_acquisition_cost(figures: Figures, span: Span) -> Reading:
    """What sales and marketing spent in the period for each customer won in it.

    A new customer is an account whose first won deal was closed in the period; later deals of
    the same account never make another one.
    """
    spent = figures.total(costs, span.start, span.end)
    customers = figures.total(first_wins, span.start, span.end)["customers"]
    cost = spent["sales"] + spent["marketing"]
    inputs = {
        "sales cost": spent["sales"],
        "marketing cost": spent["marketing"],
        "new customers": customers,
    }
    return figures.reading(
        span,
        Fraction(cost, customers) if customers else None,
        inputs,
        reason="no customer won in the period",
        note="" if cost or not customers else "no cost recorded",
    )


@kpi(
    "Lifetime value",
    "sales",
    Unit.MONEY,
    good="up",
    leading=False,
    formula="(gross profit / active customer-months) / (customers lost / customers at risk)",
    inputs={
        "revenue": Unit.MONEY,
        "direct cost": Unit.MONEY,
        "months": Unit.COUNT,
        "active customer-months": Unit.COUNT,
        "customers lost": Unit.COUNT,
        "customer-months at risk": Unit.COUNT,
    },
)
def customer_lifetime_value(figures: Figures, span: Span) -> Reading:
    """The gross profit to expect from a customer: a month's profit per customer / monthly loss.

    Both are pooled over the last twelve full months up to the period's end, from the books'
    start on; while a period is running, up to the last month that is over. Gross profit is
    revenue less direct cost. Customers at risk are those active at the start of each month,
    customers lost those of them who are not active at its end. Fewer than three months or ten
    customer-months are marked thin.
    """
    months = figures.lifetime_months(span)
    if not months:
        return figures.reading(span, None, {"months": 0}, reason="no full month in the books yet")
    start, end = months[0][0], months[-1][1]
    earned = figures.total(ledger, start, end)["revenue"]
    direct = figures.total(costs, start, end)["direct"]
    loyalties = [figures.loyalty(*month) for month in months]
    active = sum(month.at_end for month in loyalties)
    at_risk = sum(month.at_start for month in loyalties)
    lost = sum(month.lost for month in loyalties)
    inputs = {
        "revenue": earned,
        "direct cost": direct,
        "months": len(months),
        "active customer-months": active,
        "customers lost": lost,
        "customer-months at risk": at_risk,
    }
    if not active or not lost:
        reason = "no loss on record" if active else "no active customer"
        return figures.reading(span, None, inputs, reason=reason)
    thin = len(months) < THIN_MONTHS or min(active, at_risk) < THIN_CUSTOMER_MONTHS
    value = Fraction(earned - direct, active) / Fraction(lost, at_risk)
    return figures.reading(span, value, inputs, note="thin" if thin else "")


@kpi(
    "Retention",
    "sales",
    Unit.RATE,
    good="up",
    leading=False,
    formula="customers active at start and end / customers active at start",
    inputs={"active at start": Unit.COUNT, "active at both": Unit.COUNT},
)
def customer_retention_rate(figures: Figures, span: Span) -> Reading:
    """The share of the customers active at the period's start who are active at its end.

    An account is active while a subscription runs, and for the activity window (a setting, at
    first twelve months) after a one-off sale that was not refunded in full.
    """
    loyal = figures.loyalty(span.start, span.end)
    inputs = {"active at start": loyal.at_start, "active at both": loyal.kept}
    value = Fraction(loyal.kept, loyal.at_start) if loyal.at_start else None
    return figures.reading(span, value, inputs, reason="no customer active at the start")


@kpi(
    "Pipeline",
    "sales",
    Unit.MONEY,
    good="up",
    leading=True,
    formula="sum of the amounts of open deals",
    inputs={"open deals": Unit.COUNT},
)
def sales_pipeline(figures: Figures, span: Span) -> Reading:
    """The amounts of the deals open at the period's end, as they stood then.

    A deal without an amount is in the number of open deals and adds no value. What happens to
    a deal later never changes an earlier pipeline.
    """
    pipeline = figures.balance(deal_changes, span.end)
    return figures.reading(span, pipeline["value"], {"open deals": pipeline["deals"]})


@kpi(
    "Revenue per account",
    "sales",
    Unit.MONEY,
    good="up",
    leading=False,
    formula="revenue / customers active at the end",
    inputs={"revenue": Unit.MONEY, "active customers": Unit.COUNT},
)
def average_revenue_per_account(figures: Figures, span: Span) -> Reading:
    """The revenue of the period divided by the customers active at its end."""
    earned = figures.total(ledger, span.start, span.end)["revenue"]
    active = figures.loyalty(span.start, span.end).at_end
    inputs = {"revenue": earned, "active customers": active}
    value = Fraction(earned, active) if active else None
    return figures.reading(span, value, inputs, reason="no customer active at the end")


def wins(window: Window) -> Select[Any]:
    """The deals won on each day, and the days they took from opening to closing."""
    deal = Deal.table().c
    took = days_between(deal.opened_on, deal.closed_on)
    return (
        select(
            deal.closed_on.label("on"), func.count().label("deals"), func.sum(took).label("days")
        )
        .where(deal.outcome == "won", deal.closed_on >= window.first, deal.closed_on < window.last)
        .group_by(deal.closed_on)
    )


def first_wins(window: Window) -> Select[Any]:
    """The accounts that became customers on each day."""
    deal = Deal.table().c
    # Asked this way, all is read in the order of an index; by outcome it would have to be sorted.
    won_on = func.min(case((deal.outcome == "won", deal.closed_on)), type_=deal.closed_on.type)
    firsts = select(won_on.label("on")).group_by(deal.account_id).subquery()
    return (
        select(firsts.c.on, func.count().label("customers"))
        .where(firsts.c.on >= window.first, firsts.c.on < window.last)
        .group_by(firsts.c.on)
    )


def deal_changes(window: Window) -> Select[Any]:
    """What each day added to the value and to the number of open deals."""
    event = DealEvent.table().c
    return (
        select(
            event.on,
            func.sum(event.value_change).label("value"),
            func.sum(event.count_change).label("deals"),
        )
        .where(event.on >= window.first, event.on < window.last)
        .group_by(event.on)
    )


@dataclass(frozen=True, slots=True)
class AccountResult:
    """What an account has brought so far, in minor units of the base currency."""

    revenue: int = 0
    open_value: int = 0
    """The amounts of its open deals."""
    last_sale_on: date | None = None


def account_results(connection: Connection, ids: Sequence[int]) -> dict[int, AccountResult]:
    """What each of the accounts has brought so far; every one asked for is in the answer."""
    entry, deal = RevenueEntry.table().c, Deal.table().c
    sold = func.max(entry.on, type_=entry.on.type).filter(entry.kind == "sale")
    earned = connection.execute(
        select(entry.account_id, func.sum(entry.base_minor), sold)
        .where(entry.account_id.in_(ids))
        .group_by(entry.account_id)
    )
    open_values = connection.execute(
        select(deal.account_id, func.sum(deal.base_minor))
        .where(deal.account_id.in_(ids), deal.outcome == "open")
        .group_by(deal.account_id)
    )
    revenues = {account: (int(total), last) for account, total, last in earned}
    waiting = {account: int(total or 0) for account, total in open_values}
    return {
        number: AccountResult(
            revenues.get(number, (0, None))[0],
            waiting.get(number, 0),
            revenues.get(number, (0, None))[1],
        )
        for number in ids
    }
