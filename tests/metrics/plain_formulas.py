"""Each KPI's figure from the sums of the records behind its terms, written once more, plainly."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from tests.metrics.oracle_facts import Value

Sums = Mapping[str, Fraction]


def ratio(over: Fraction, under: Fraction) -> Value:
    return over / under if under > 0 else None


def plain(name: str, sums: Sums, settings: Mapping[str, str]) -> Value:
    """What a KPI comes to; settings choose between its forms."""
    if name == "return_on_investment" and settings["roi_basis"] == "revenue":
        sums = {**sums, "its direct cost": Fraction(0)}
    if name == "conversion_rate" and settings["conversion_basis"] == "flow":
        sums = {**sums, "leads won": sums["new customers"]}
    return FORMULAS[name](sums)


def margin(s: Sums) -> Value:
    costs = sum(s.get(name, Fraction(0)) for name in COSTS)
    return ratio(s["revenue"] - costs, s["revenue"])


def lifetime_value(s: Sums) -> Value:
    active, lost = s["active customer-months"], s["customers lost"]
    if not active or not lost:
        return None
    return (s["revenue"] - s["direct cost"]) * s["customer-months at risk"] / (active * lost)


def acquisition(s: Sums) -> Value:
    return ratio(s["sales cost"] + s["marketing cost"], s["new customers"])


def velocity(s: Sums) -> Value:
    won, decided = s["deals won"], s["deals won"] + s["deals lost"]
    days = s["days from opening to closing"]
    if not won or not days:
        return None
    return s["open deals"] * (won / decided) * (s["value of deals won"] / won) / (days / won)


def payback(s: Sums) -> Value:
    cost, profit = acquisition(s), s["revenue"] - s["direct cost"]
    active = s["active customer-months"]
    if cost is None or cost < 0 or not active or profit <= 0:
        return None
    return cost / (profit / active)


def value_to_cost(s: Sums) -> Value:
    value, cost = lifetime_value(s), acquisition(s)
    return None if value is None or cost is None else ratio(Fraction(value), Fraction(cost))


def coverage(s: Sums) -> Value:
    if "target" not in s:
        return None
    return ratio(s["value of deals expected"], s["target"] - s["value of deals won"])


def only(term: str) -> Callable[[Sums], Value]:
    return lambda s: s[term]


def share(over: str, under: str) -> Callable[[Sums], Value]:
    return lambda s: ratio(s[over], s[under])


def share_of_both(over: str, other: str) -> Callable[[Sums], Value]:
    return lambda s: ratio(s[over], s[over] + s[other])


def known(term: str, rows: str) -> Callable[[Sums], Value]:
    return lambda s: s[term] if s[rows] else None


COSTS = ("direct cost", "sales cost", "marketing cost", "overhead")

FORMULAS: dict[str, Callable[[Sums], Value]] = {
    "revenue": lambda s: s["sales and billings"] - s["refunds"],
    "sales_cycle_length": share("days from opening to closing", "deals won"),
    "customer_acquisition_cost": acquisition,
    "customer_lifetime_value": lifetime_value,
    "customer_retention_rate": share(
        "customers active at start and end", "customers active at start"
    ),
    "sales_pipeline": only("value of open deals"),
    "average_revenue_per_account": share("revenue", "active customers"),
    "won_value": only("value of deals won"),
    "deals_won": only("deals won"),
    "deals_lost": only("deals lost"),
    "open_deals": only("open deals"),
    "win_rate": share_of_both("deals won", "deals lost"),
    "win_rate_by_value": share_of_both("value of deals won", "value of deals lost"),
    "weighted_pipeline": only("weighted value of open deals"),
    "forecast": lambda s: s["value of deals won"] + s["weighted value of deals due"],
    "average_deal_size": share("value of deals won", "deals won"),
    "sales_cycle_median": known("median of the days of deals won", "deals won"),
    "pipeline_velocity": velocity,
    "pipeline_coverage": coverage,
    "new_customers": only("new customers"),
    "active_customers": only("customers active at the end"),
    "monthly_recurring_revenue": only("monthly value of running subscriptions"),
    "mrr_churn_gross": lambda s: ratio(s["churned"] + s["contraction"], s["recurring at start"]),
    "mrr_churn_net": lambda s: ratio(
        s["churned"] + s["contraction"] - s["expansion"] - s["reactivation"],
        s["recurring at start"],
    ),
    "customer_churn_rate": share("customers lost", "customers active at start"),
    "gross_margin": margin,
    "profit_margin": margin,
    "historic_lifetime_value": lambda s: ratio(
        s["revenue ever"] - s["direct cost ever"], s["customers ever"]
    ),
    "trailing_acquisition_cost": acquisition,
    "ltv_to_cac": value_to_cost,
    "cac_payback_months": payback,
    "leads": only("leads created"),
    "conversion_rate": share("leads won", "leads created"),
    "cost_per_lead": share("marketing cost", "leads created"),
    "return_on_investment": lambda s: ratio(
        s["attributed revenue"] - s["its direct cost"] - s["marketing cost"], s["marketing cost"]
    ),
    "social_media_engagement": share("interactions with reach", "reach"),
    "website_traffic": known("sessions", "days recorded"),
    "bounce_rate": lambda s: (
        None
        if s["rows counted as ga4"] and s["rows counted as ua"]
        else ratio(s["sessions"] - s["engaged sessions"], s["sessions"])
    ),
    "marketing_qualified_leads": only("leads qualified"),
    "sales_accepted_leads": only("leads accepted"),
    "mql_to_sales_accepted": share("qualified leads accepted", "leads qualified"),
    "handoff_acceptance": share_of_both("hand-offs accepted", "hand-offs rejected"),
    "cold_to_warm": share("cold leads warmed", "cold leads"),
    "lead_response_minutes": lambda s: s.get("median of the minutes to the first answer"),
    "answered_within_day": share("leads answered in 24 hours", "leads created"),
    "return_on_ad_spend": share("attributed revenue", "cost of campaigns"),
    "social_interactions": only("interactions"),
    "website_users": lambda s: (
        s["users"] if s["rows recorded"] == 1 and s["rows with users"] else None
    ),
    "pageviews": known("page views", "rows with page views"),
    "click_through_rate": share("clicks", "impressions"),
    "cost_per_click": share("cost of advertised campaigns", "clicks"),
    "cost_per_thousand": lambda s: ratio(
        1000 * s["cost of advertised campaigns"], s["impressions"]
    ),
    "reach": lambda s: s["impressions of advertisements"] + s["impressions of posts"],
}
