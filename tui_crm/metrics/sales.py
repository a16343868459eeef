"""The KPIs of sales, and what a list of accounts shows of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from sqlalchemy import Connection, func, select

from tui_crm.metrics.facts import costs, first_wins, ledger
from tui_crm.metrics.kpi import Answer, Unit, kpi
from tui_crm.metrics.sales_facts import deal_changes, void, wins, without_amount
from tui_crm.metrics.sums import Customers, Flow, Plain, Stock
from tui_crm.metrics.terms import LeftOut, Terms, ratio
from tui_crm.models import Deal, RevenueEntry

THIN_MONTHS = 3
THIN_CUSTOMER_MONTHS = 10
"""Fewer than these are too few for a lifetime value to be relied on."""

VOID = LeftOut("closed as a duplicate or a test", "deal", void)


@kpi(
    "Revenue",
    "sales",
    Unit.MONEY,
    good="up",
    leading=False,
    headline=True,
    formula="sales and billings - refunds",
    terms=[
        Flow("sales and billings", ledger, "earned"),
        Flow("refunds", ledger, "refunds", sign=-1),
    ],
    settings=("revenue_card",),
    checks=("won deals with revenue",),
    lever="sales and billings",
)
def revenue(terms: Terms) -> Answer:
    """The sum of the revenue ledger in the period: sales and billings less refunds.

    A refund counts on the day it was given, so revenue can be negative. Tax is not in it, and
    what was won but not yet sold or billed is not either.

    Net revenue as Baremetrics defines it: gross volume less refunds.
    """
    return Answer(terms["sales and billings"] - terms["refunds"])


@kpi(
    "Sales cycle",
    "sales",
    Unit.DAYS,
    good="down",
    leading=False,
    headline=True,
    formula="days from opening to closing / deals won",
    terms=[
        Flow("days from opening to closing", wins, "days"),
        Flow("deals won", wins, "deals", "under"),
    ],
    thin={"deals won": 5},
    left_out=(VOID,),
)
def sales_cycle_length(terms: Terms) -> Answer:
    """The mean number of days from opening to closing, over the deals won in the period.

    A deal counts at its latest closing; one that was reopened keeps its first opening.

    The mean over deals won, as CRMs report it; the median stands beside it.
    """
    return ratio(
        terms["days from opening to closing"], terms["deals won"], "no deal won in the period"
    )


@kpi(
    "Acquisition cost",
    "sales",
    Unit.MONEY,
    good="down",
    leading=False,
    headline=True,
    formula="(sales cost + marketing cost) / new customers",
    terms=[
        Flow("sales cost", costs, "sales"),
        Flow("marketing cost", costs, "marketing"),
        Flow("new customers", first_wins, "customers", "under"),
    ],
    thin={"new customers": 5},
    checks=("months with sales or marketing cost",),
    lever="new customers",
)
def customer_acquisition_cost(terms: Terms) -> Answer:
    """What sales and marketing spent in the period for each customer won in it.

    A new customer is an account whose first won deal was closed in the period; later deals of
    the same account never make another one.

    HubSpot's definition: all sales and marketing cost of a time by the customers gained in it.
    """
    cost = terms["sales cost"] + terms["marketing cost"]
    note = "" if cost else "no cost recorded"
    return ratio(cost, terms["new customers"], "no customer won in the period", note)


@kpi(
    "Lifetime value",
    "sales",
    Unit.MONEY,
    good="up",
    leading=False,
    headline=True,
    formula="((revenue - direct cost) / active customer-months)"
    " / (customers lost / customer-months at risk)",
    terms=[
        Flow("revenue", ledger, "revenue", lifetime=True),
        Flow("direct cost", costs, "direct", sign=-1, lifetime=True),
        Customers("active customer-months", "at end", "under", lifetime=True),
        Customers("customers lost", "lost", "under", lifetime=True),
        Customers("customer-months at risk", "at start", lifetime=True),
        Plain("months", Unit.COUNT, lambda figures, span: len(figures.lifetime_months(span))),
    ],
    settings=("activity_window_months", "books_start"),
    thin={
        "months": THIN_MONTHS,
        "active customer-months": THIN_CUSTOMER_MONTHS,
        "customer-months at risk": THIN_CUSTOMER_MONTHS,
        "customers lost": 3,
    },
    checks=("won deals with direct cost",),
)
def customer_lifetime_value(terms: Terms) -> Answer:
    """The gross profit to expect from a customer: a month's profit per customer / monthly loss.

    Both are pooled over the last twelve full months up to the period's end, from the books'
    start on; while a period is running, up to the last month that is over. Gross profit is
    revenue less direct cost. Customers at risk are those active at the start of each month,
    customers lost those of them who are not active at its end. Fewer than three months or ten
    customer-months are marked thin.

    As ChartMogul and ProfitWell define it, revenue per account by churn, but on gross profit.
    """
    if not terms["months"]:
        return Answer(None, "no full month in the books yet")
    profit = terms["revenue"] - terms["direct cost"]
    active, lost = terms["active customer-months"], terms["customers lost"]
    at_risk = terms["customer-months at risk"]
    if not active or not lost:
        return Answer(None, "no loss on record" if active else "no active customer")
    thin = terms["months"] < THIN_MONTHS or min(active, at_risk) < THIN_CUSTOMER_MONTHS
    value = Fraction(profit) / active / (Fraction(lost) / at_risk)
    return Answer(value, note="thin" if thin else "")


@kpi(
    "Retention",
    "sales",
    Unit.RATE,
    good="up",
    leading=False,
    headline=True,
    formula="customers active at start and end / customers active at start",
    terms=[
        Customers("customers active at start and end", "at both"),
        Customers("customers active at start", "at start", "under"),
        Customers("customers lost", "lost", "beside"),
    ],
    settings=("activity_window_months",),
    thin={"customers active at start": 10},
    lever="customers active at start and end",
)
def customer_retention_rate(terms: Terms) -> Answer:
    """The share of the customers active at the period's start who are active at its end.

    An account is active while a subscription runs, and for the activity window (a setting, at
    first twelve months) after a one-off sale that was not refunded in full.

    The set form of Piwik PRO's definition: it never exceeds 100 %.
    """
    kept, start = terms["customers active at start and end"], terms["customers active at start"]
    return ratio(kept, start, "no customer active at the start")


@kpi(
    "Pipeline",
    "sales",
    Unit.MONEY,
    good="up",
    leading=True,
    headline=True,
    formula="value of open deals",
    terms=[
        Stock("value of open deals", deal_changes, "value"),
        Stock("open deals", deal_changes, "deals", "beside"),
    ],
    left_out=(LeftOut("no amount: counted as a deal, adds no value", "deal", without_amount),),
    checks=("open deals with an amount", "open deals with an expected date"),
    lever="value of open deals",
)
def sales_pipeline(terms: Terms) -> Answer:
    """The amounts of the deals open at the period's end, as they stood then.

    A deal without an amount is in the number of open deals and adds no value. What happens to
    a deal later never changes an earlier pipeline.

    The value of open deals, as CRMs show it, taken from the deals' history.
    """
    return Answer(terms["value of open deals"])


@kpi(
    "Revenue per account",
    "sales",
    Unit.MONEY,
    good="up",
    leading=False,
    headline=True,
    formula="revenue / active customers",
    terms=[
        Flow("revenue", ledger, "revenue"),
        Customers("active customers", "at end", "under"),
    ],
    settings=("activity_window_months",),
    thin={"active customers": 5},
    lever="revenue",
)
def average_revenue_per_account(terms: Terms) -> Answer:
    """The revenue of the period divided by the customers active at its end.

    ChartMogul's average revenue per customer: renewals and expansions are in it.
    """
    return ratio(terms["revenue"], terms["active customers"], "no customer active at the end")


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
