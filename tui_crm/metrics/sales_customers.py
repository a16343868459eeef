"""The companions of the KPIs of sales about customers: what they bring again, keep and cost."""

from __future__ import annotations

from fractions import Fraction

from tui_crm.metrics.facts import costs, first_wins, ledger
from tui_crm.metrics.kpi import Answer, Unit, kpi
from tui_crm.metrics.sales_facts import (
    recurring,
    subscription_changes,
)
from tui_crm.metrics.sums import Asked, Customers, Flow, Of, Stock
from tui_crm.metrics.terms import OUTWEIGHED, Terms, ratio


@kpi(
    "New customers", "sales", Unit.COUNT, good="up", leading=False,
    formula="new customers", terms=[Flow("new customers", first_wins, "customers")],
    lever="new customers",
)  # fmt: skip
def new_customers(terms: Terms) -> Answer:
    """The accounts whose first won deal was closed in the period."""
    return Answer(terms["new customers"])


@kpi(
    "Active customers", "sales", Unit.COUNT, good="up", leading=False,
    formula="customers active at the end",
    terms=[Customers("customers active at the end", "at end")],
    settings=("activity_window_months",), lever="customers active at the end",
)  # fmt: skip
def active_customers(terms: Terms) -> Answer:
    """The customers active at the period's end, by a subscription or a recent purchase."""
    return Answer(terms["customers active at the end"])


@kpi(
    "Recurring a month", "sales", Unit.MONEY, good="up", leading=False,
    formula="monthly value of running subscriptions",
    terms=[Stock("monthly value of running subscriptions", subscription_changes, "monthly")],
    lever="monthly value of running subscriptions",
)  # fmt: skip
def monthly_recurring_revenue(terms: Terms) -> Answer:
    """What the subscriptions running at the period's end bring a month (MRR).

    Weeks count 52/12, quarters a third, years a twelfth, each subscription rounded half up. One
    that was cancelled counts to the end of its paid term; one-off sales and refunds never count.

    As ProfitWell defines it.
    """
    return Answer(terms["monthly value of running subscriptions"])


_AT_START = Stock(
    "recurring at start", subscription_changes, "monthly", "under", at="start"
)  # fmt: skip


def _changed(name: str, sign: int = 1) -> Asked:
    return Asked(name, "account", Unit.MONEY, recurring, sign=sign, measure=name)


_CHURNED, _CONTRACTION = _changed("churned"), _changed("contraction")
_EXPANSION, _REACTIVATION = _changed("expansion", -1), _changed("reactivation", -1)
NO_RECURRING = "no subscription ran at the start"


@kpi(
    "Recurring lost, gross", "sales", Unit.RATE, good="down", leading=False,
    formula="(churned + contraction) / recurring at start",
    terms=[_CHURNED, _CONTRACTION, _AT_START],
)  # fmt: skip
def mrr_churn_gross(terms: Terms) -> Answer:
    """The share of the recurring revenue of the period's start that accounts cancelled or cut.

    Taken account by account, so that a customer who changes plans has neither churned nor come.

    ChartMogul's gross MRR churn rate.
    """
    lost = terms["churned"] + terms["contraction"]
    return ratio(lost, terms["recurring at start"], NO_RECURRING)


@kpi(
    "Recurring lost, net", "sales", Unit.RATE, good="down", leading=False,
    formula="(churned + contraction - expansion - reactivation) / recurring at start",
    terms=[_CHURNED, _CONTRACTION, _EXPANSION, _REACTIVATION, _AT_START],
)  # fmt: skip
def mrr_churn_net(terms: Terms) -> Answer:
    """The gross loss of recurring revenue less what other accounts added or brought back.

    Below zero where the customers of before bring more than they did. New accounts are not in it.

    ChartMogul's net MRR churn rate.
    """
    lost = terms["churned"] + terms["contraction"]
    gained = terms["expansion"] + terms["reactivation"]
    return ratio(lost - gained, terms["recurring at start"], NO_RECURRING)


@kpi(
    "Customer churn", "sales", Unit.RATE, good="down", leading=False,
    formula="customers lost / customers active at start",
    terms=[
        Customers("customers lost", "lost"),
        Customers("customers active at start", "at start", "under"),
    ],
    settings=("activity_window_months",), thin={"customers active at start": 10},
)  # fmt: skip
def customer_churn_rate(terms: Terms) -> Answer:
    """The share of the customers active at the period's start who are not at its end.

    One less retention; the denominator is ChartMogul's standard one, the customers of the start.
    """
    lost, start = terms["customers lost"], terms["customers active at start"]
    return ratio(lost, start, "no customer active at the start")


def _margin(terms: Terms, *costs_of: str) -> Answer:
    """What the costs leave of the revenue; of one below zero only the amounts can be told."""
    earned = terms["revenue"]
    left = earned - sum(terms[name] for name in costs_of)
    reason = "no revenue in the period" if earned == 0 else "refunds exceed revenue in the period"
    return ratio(left, earned, reason)


@kpi(
    "Gross margin", "sales", Unit.RATE, good="up", leading=False,
    formula="(revenue - direct cost) / revenue",
    terms=[
        Flow("revenue", ledger, "revenue", "both"),
        Flow("direct cost", costs, "direct", sign=-1),
    ],
    checks=("won deals with direct cost",),
)  # fmt: skip
def gross_margin(terms: Terms) -> Answer:
    """The share of the period's revenue that the direct cost of what was sold leaves."""
    return _margin(terms, "direct cost")


@kpi(
    "Profit margin", "sales", Unit.RATE, good="up", leading=False,
    formula="(revenue - direct cost - sales cost - marketing cost - overhead) / revenue",
    terms=[
        Flow("revenue", ledger, "revenue", "both"),
        Flow("direct cost", costs, "direct", sign=-1),
        Flow("sales cost", costs, "sales", sign=-1),
        Flow("marketing cost", costs, "marketing", sign=-1),
        Flow("overhead", costs, "overhead", sign=-1),
    ],
    checks=("won deals with direct cost", "months with sales or marketing cost"),
)  # fmt: skip
def profit_margin(terms: Terms) -> Answer:
    """The share of the period's revenue that all recorded costs leave.

    Costs count on the day they were incurred and are not spread over time.
    """
    return _margin(terms, "direct cost", "sales cost", "marketing cost", "overhead")


@kpi(
    "Lifetime value so far", "sales", Unit.MONEY, good="up", leading=False,
    formula="(revenue ever - direct cost ever) / customers ever",
    terms=[
        Stock("revenue ever", ledger, "revenue"),
        Stock("direct cost ever", costs, "direct", sign=-1),
        Stock("customers ever", first_wins, "customers", "under"),
    ],
    thin={"customers ever": 5},
)  # fmt: skip
def historic_lifetime_value(terms: Terms) -> Answer:
    """The gross profit that each customer ever won has brought on average up to the period's end.

    No estimate is in it, so it is told even where no customer was ever lost.
    """
    profit = terms["revenue ever"] - terms["direct cost ever"]
    return ratio(profit, terms["customers ever"], "no customer won yet")


@kpi(
    "Acquisition cost, 12 months", "sales", Unit.MONEY, good="down", leading=False,
    formula="(sales cost + marketing cost) / new customers",
    terms=[
        Flow("sales cost", costs, "sales", lifetime=True),
        Flow("marketing cost", costs, "marketing", lifetime=True),
        Flow("new customers", first_wins, "customers", "under", lifetime=True),
    ],
    settings=("books_start",), thin={"new customers": 5},
    checks=("months with sales or marketing cost",), lever="new customers",
)  # fmt: skip
def trailing_acquisition_cost(terms: Terms) -> Answer:
    """The acquisition cost pooled over the full months that the lifetime value looks back over.

    Twelve months at most, from the books' start on. Where cycles are long a single month's cost
    and customers do not belong together; these do.
    """
    cost = terms["sales cost"] + terms["marketing cost"]
    return ratio(cost, terms["new customers"], "no customer won in these months")


@kpi(
    "Lifetime value to cost", "sales", Unit.TIMES, good="up", leading=False,
    formula="lifetime value / acquisition cost, 12 months",
    terms=[
        Of("lifetime value", "customer_lifetime_value"),
        Of("acquisition cost, 12 months", "trailing_acquisition_cost", "under"),
    ],
    settings=("activity_window_months", "books_start"),
    checks=("won deals with direct cost", "months with sales or marketing cost"),
)  # fmt: skip
def ltv_to_cac(terms: Terms) -> Answer:
    """How many times a customer brings back what it cost to win, over the same months.

    Three is a rule of thumb (HubSpot's glossary).
    """
    value, cost = terms.maybe("lifetime value"), terms.maybe("acquisition cost, 12 months")
    if value is None or cost is None:
        missing = "lifetime value" if value is None else "acquisition cost of twelve months"
        return Answer(None, f"the {missing} is undefined")
    return ratio(value, cost, OUTWEIGHED if cost else "no cost recorded")


@kpi(
    "Payback", "sales", Unit.MONTHS, good="down", leading=False,
    formula="acquisition cost, 12 months / ((revenue - direct cost) / active customer-months)",
    terms=[
        Of("acquisition cost, 12 months", "trailing_acquisition_cost"),
        Flow("revenue", ledger, "revenue", "under", lifetime=True),
        Flow("direct cost", costs, "direct", "under", sign=-1, lifetime=True),
        Customers("active customer-months", "at end", lifetime=True),
    ],
    settings=("activity_window_months", "books_start"),
    checks=("won deals with direct cost", "months with sales or marketing cost"),
)  # fmt: skip
def cac_payback_months(terms: Terms) -> Answer:
    """How many months of a customer's gross profit it takes to earn back what it cost to win.

    Over the same months as the lifetime value; saasgrid.com's definition with margin.
    """
    cost = terms.maybe("acquisition cost, 12 months")
    profit = terms["revenue"] - terms["direct cost"]
    active = terms["active customer-months"]
    if cost is None:
        return Answer(None, "the acquisition cost of twelve months is undefined")
    if cost < 0:
        return Answer(None, OUTWEIGHED)
    if not active:
        return Answer(None, "no active customer")
    return ratio(cost, Fraction(profit) / active, "no gross profit in these months")
