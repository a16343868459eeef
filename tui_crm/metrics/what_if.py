"""What if: how a period would stand had a few things been otherwise; nothing is stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import func, select

from tui_crm.metrics.figures import Days, Figures
from tui_crm.metrics.kpi import KPIS, Number, Reading, Unit
from tui_crm.metrics.sales_facts import losses, wins
from tui_crm.metrics.spans import Span, span_of
from tui_crm.metrics.terms import Given, Terms, reading_of
from tui_crm.models import Deal, RevenueEntry, Subscription
from tui_crm.period import Period

ASSUMPTIONS: tuple[str, ...] = (
    "Spend is what sales and marketing cost. Deals that came from a campaign follow it in "
    "proportion; all other deals come as they came, and other costs stay.",
    "Of the deals decided, the win rate says how many are won; it ends at 100 %.",
    "New customers follow the deals won in proportion.",
    "Won value is deals won x average deal x price.",
    "Revenue is that of deals won in the period, of which the same share as now has become "
    "revenue, and all other revenue, which follows the price alone.",
    "A higher price loses no deal and no customer: lower the win rate or raise the churn for that.",
    "Price raises what customers pay, not what serving them costs. A bigger average deal brings "
    "more value, and leaves what a customer is worth as it is.",
    "Acquisition cost is spend by new customers.",
    "Lifetime value is a customer's gross profit a month, at the new price, by the monthly churn; "
    "churn leaves the revenue of the period as it is, and ends at 100 %.",
    "Lifetime value to cost takes both over the last twelve full months, changed alike.",
)
"""What the model takes for granted, line by line, for the owner to read."""


@dataclass(frozen=True, slots=True)
class Named:
    """A driver or an outcome: what the owner reads, and what it is counted in."""

    title: str
    unit: Unit


DRIVERS: Mapping[str, Named] = {
    "win_rate": Named("Win rate", Unit.RATE),
    "average_deal": Named("Average deal", Unit.MONEY),
    "spend": Named("Sales and marketing spend", Unit.MONEY),
    "price": Named("Price", Unit.RATE),
    "churn": Named("Customers lost a month", Unit.RATE),
}
"""What can be moved, by name."""

TARGET_GAP = "target_gap"
"""What is missing to the target of revenue; below zero it is exceeded."""

_KPIS = (
    "revenue", "won_value", "new_customers", "customer_acquisition_cost",
    "customer_lifetime_value", "ltv_to_cac",
)  # fmt: skip
_CAC, _LTV = "customer_acquisition_cost", "customer_lifetime_value"
_TRAILING = "trailing_acquisition_cost"
_SPEND = ("sales cost", "marketing cost")
_WHOLE = Fraction(1)

OUTCOMES: Mapping[str, Named] = {
    **{name: Named(KPIS[name].title, KPIS[name].unit) for name in _KPIS},
    TARGET_GAP: Named("To the revenue target", Unit.MONEY),
}
"""What moves with them, by name: KPIs, and what is missing to the target of revenue."""


@dataclass(frozen=True, slots=True)
class Decided:
    """The deals decided in a stretch of days, and how many of them came from a campaign."""

    won: int
    lost: int
    from_campaigns: int

    @property
    def all(self) -> int:
        """Won and lost."""
        return self.won + self.lost

    def growth(self, spend: Fraction, win_rate: Fraction) -> Fraction:
        """By what factor the deals won grow when spend and win rate do."""
        if not self.won:
            return Fraction(1)
        more = Fraction(self.all - self.from_campaigns + self.from_campaigns * spend, self.all)
        return more * min(win_rate, Fraction(self.all, self.won))


@dataclass(frozen=True, slots=True)
class Baseline:
    """How a period stands as it is: all that the model needs, read once."""

    figures: Figures
    span: Span
    decided: Decided
    """In the period."""
    decided_in_lifetime: Decided
    """In the full months that the lifetime value looks back over."""
    revenue_of_wins: int
    """What of the period's revenue deals won in it brought, in minor units."""
    terms: Mapping[str, Given]
    """The numbers in the formulas of the outcomes that are KPIs, by the KPIs' names."""
    target: Fraction | None
    """The target of revenue for exactly this period, in minor units."""

    @property
    def drivers(self) -> Mapping[str, Number | None]:
        """Each driver as it is; the price is 1, and None is one that nothing is known of."""
        return _drivers(self, {})

    def term(self, kpi: str, name: str) -> Number:
        """A number in a KPI's formula, as it is."""
        return self.terms[kpi][name] or 0

    def reading(self, kpi: str, changed: Given) -> Reading:
        """What a KPI says with some of its terms changed."""
        given = {**self.terms[kpi], **changed}
        return reading_of(Terms(KPIS[kpi], self.figures, self.span, given))


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a period would stand under some changes."""

    drivers: Mapping[str, Number | None]
    """The drivers as changed; a rate ends at 100 %."""
    figures: Mapping[str, Reading]
    """The outcomes by their names, undefined ones with the reason."""


def baseline(figures: Figures, period: Period) -> Baseline:
    """How a period stands as it is; of a running one, its days so far."""
    span = span_of(period, figures.as_of)
    return Baseline(
        figures,
        span,
        _decided(figures, (span.start, span.end)),
        _decided(figures, figures.lifetime(span)),
        figures.once(("revenue of wins", span), lambda: _revenue_of_wins(figures, span)),
        {name: _numbers(name, figures, span) for name in (*_KPIS, _TRAILING)},
        figures.target("revenue", period, is_money=True),
    )


def outcome(baseline: Baseline, changes: Mapping[str, Fraction]) -> Outcome:
    """How the period would stand with drivers times their factors; those not named stay.

    Every figure is its KPI's own formula over changed terms, so that without a change it is the
    KPI's reading exactly. Reads nothing of the book, so that it may follow every key. Raises
    KeyError for a name that is no driver's, ValueError for a factor below zero.
    """
    for name, factor in changes.items():
        if name not in DRIVERS:
            raise KeyError(name)
        if factor < 0:
            raise ValueError(f"{name} cannot be {factor} times what it is")
    return Outcome(_drivers(baseline, changes), _figures(baseline, _factors(changes)))


@dataclass(frozen=True, slots=True)
class _Factors:
    """By what each driver is multiplied."""

    win_rate: Fraction
    average_deal: Fraction
    spend: Fraction
    price: Fraction
    churn: Fraction


def _factors(changes: Mapping[str, Fraction]) -> _Factors:
    return _Factors(**{name: Fraction(changes.get(name, 1)) for name in DRIVERS})


def _drivers(baseline: Baseline, changes: Mapping[str, Fraction]) -> dict[str, Number | None]:
    by, decided = _factors(changes), baseline.decided
    won, value = decided.won, baseline.term("won_value", "value of deals won")
    lost, at_risk = _loss(baseline, by)
    return {
        "win_rate": min(Fraction(won, decided.all) * by.win_rate, _WHOLE) if decided.all else None,
        "average_deal": Fraction(value) / won * by.average_deal if won else None,
        "spend": by.spend * sum(baseline.term(_CAC, name) for name in _SPEND),
        "price": by.price,
        "churn": lost / at_risk if at_risk else None,
    }


def _figures(baseline: Baseline, by: _Factors) -> dict[str, Reading]:
    growth = baseline.decided.growth(by.spend, by.win_rate)
    in_lifetime = baseline.decided_in_lifetime.growth(by.spend, by.win_rate)
    more_value = growth * by.average_deal * by.price
    value = baseline.term("won_value", "value of deals won")
    customers = baseline.term("new_customers", "new customers")
    revenue = _revenue(baseline, more_value if value else by.price, by.price)
    lost, _ = _loss(baseline, by)
    worth = baseline.reading(_LTV, {
        "revenue": baseline.term(_LTV, "revenue") * by.price, "customers lost": lost,
    })  # fmt: skip
    cost = baseline.reading(_TRAILING, {
        **{name: baseline.term(_TRAILING, name) * by.spend for name in _SPEND},
        "new customers": baseline.term(_TRAILING, "new customers") * in_lifetime,
    })  # fmt: skip
    earned = {"sales and billings": revenue + baseline.term("revenue", "refunds")}
    figures = [
        baseline.reading("revenue", earned),
        baseline.reading("won_value", {"value of deals won": value * more_value}),
        baseline.reading("new_customers", {"new customers": customers * growth}),
        baseline.reading(_CAC, {
            **{name: baseline.term(_CAC, name) * by.spend for name in _SPEND},
            "new customers": customers * growth,
        }),
        worth,
        baseline.reading("ltv_to_cac", {
            "lifetime value": worth.value, "acquisition cost, 12 months": cost.value,
        }),
    ]  # fmt: skip
    return {**dict(zip(_KPIS, figures, strict=True)), TARGET_GAP: _gap(baseline, figures[0])}


def _revenue(baseline: Baseline, of_wins: Fraction, of_rest: Fraction) -> Fraction:
    """The period's revenue with that of its wins and all other times a factor each."""
    earned = baseline.term("revenue", "sales and billings")
    rest = earned - baseline.term("revenue", "refunds") - baseline.revenue_of_wins
    return baseline.revenue_of_wins * of_wins + rest * of_rest


def _loss(baseline: Baseline, by: _Factors) -> tuple[Fraction, Number]:
    """The customers lost and those at risk, over the months of the lifetime value."""
    at_risk = baseline.term(_LTV, "customer-months at risk")
    return min(baseline.term(_LTV, "customers lost") * by.churn, Fraction(at_risk)), at_risk


def _gap(baseline: Baseline, revenue: Reading) -> Reading:
    if revenue.value is None or baseline.target is None:
        reason = revenue.reason or "no target of revenue for this period"
        return Reading(revenue.period, None, reason, revenue.note, until=revenue.until)
    gap = baseline.target - revenue.value
    return Reading(revenue.period, gap, note=revenue.note, until=revenue.until)


def _numbers(name: str, figures: Figures, span: Span) -> Given:
    """All terms of a KPI, so that its formula need not ask the book."""
    return {term.name: term.number(figures, span) for term in KPIS[name].terms.values()}


def _decided(figures: Figures, days: Days) -> Decided:
    def from_campaigns() -> int:
        deal = Deal.table().c
        query = select(func.count()).where(
            deal.outcome.in_(("won", "lost")),
            deal.closed_on >= days[0],
            deal.closed_on < days[1],
            deal.campaign_id.is_not(None),
        )
        return int(figures.connection.scalar(query) or 0)

    won, lost = (figures.total(fact, *days)["deals"] for fact in (wins, losses))
    return Decided(won, lost, figures.once(("decided from campaigns", days), from_campaigns))


def _revenue_of_wins(figures: Figures, span: Span) -> int:
    """The revenue in a span of deals won in it, billings of their subscriptions among it."""
    entry, deal, subscription = (model.table().c for model in (RevenueEntry, Deal, Subscription))
    began = (
        select(subscription.deal_id)
        .where(subscription.id == entry.subscription_id)
        .scalar_subquery()
    )
    won = select(deal.id).where(
        deal.outcome == "won", deal.closed_on >= span.start, deal.closed_on < span.end
    )
    query = select(func.sum(entry.base_minor)).where(
        entry.on >= span.start,
        entry.on < span.end,
        func.coalesce(entry.deal_id, began).in_(won),
    )
    return int(figures.connection.scalar(query) or 0)
