"""Every KPI worked out slowly in plain Python, straight from its definition."""

from __future__ import annotations

from datetime import date

from tests.metrics.oracle_facts import Value as Value
from tests.metrics.oracle_marketing import MarketingOracle
from tests.metrics.oracle_sales import SalesOracle
from tui_crm.period import Period

SALES = (
    "revenue", "sales_cycle_length", "customer_acquisition_cost", "customer_lifetime_value",
    "customer_retention_rate", "sales_pipeline", "average_revenue_per_account",
    "won_value", "deals_won", "deals_lost", "open_deals", "win_rate", "win_rate_by_value",
    "weighted_pipeline", "forecast", "average_deal_size", "sales_cycle_median",
    "pipeline_velocity", "pipeline_coverage", "new_customers", "active_customers",
    "monthly_recurring_revenue", "mrr_churn_gross", "mrr_churn_net", "customer_churn_rate",
    "gross_margin", "profit_margin", "historic_lifetime_value", "trailing_acquisition_cost",
    "ltv_to_cac", "cac_payback_months",
)  # fmt: skip
MARKETING = (
    "leads", "conversion_rate", "cost_per_lead", "return_on_investment",
    "social_media_engagement", "website_traffic", "bounce_rate",
    "marketing_qualified_leads", "sales_accepted_leads", "mql_to_sales_accepted",
    "handoff_acceptance", "cold_to_warm", "lead_response_minutes", "answered_within_day",
    "return_on_ad_spend", "social_interactions", "website_users", "pageviews",
    "click_through_rate", "cost_per_click", "cost_per_thousand", "reach",
)  # fmt: skip
OUTLOOKS = ("forecast", "pipeline_coverage")
"""What also a period that has not begun has, since it looks ahead."""


class Oracle(SalesOracle, MarketingOracle):
    """What each KPI of a small book is between two days, seen as of a day."""

    def all(self, start: date, end: date, period: Period | None = None) -> dict[str, Value]:
        """Every KPI of the counted days `[start, end)` of a period, by name.

        Without a period it is these very days. Where no day counts, the period has not begun:
        it is looked at as of the oracle's day, and only an outlook has a value.
        """
        first, last = (period.start, period.end) if period else (start, end)
        if start >= end:
            values: dict[str, Value] = dict.fromkeys(SALES + MARKETING)
            start = end = self.as_of
        else:
            values = {
                name: getattr(self, name)(start, end)
                for name in SALES + MARKETING
                if name not in ("open_deals", *OUTLOOKS)
            }
            values["open_deals"] = len(self.open_deals(end))
        values["forecast"] = self.forecast(start, end, first, last)
        values["pipeline_coverage"] = self.pipeline_coverage(start, end, first, last)
        return values

    def of(self, period: Period) -> dict[str, Value]:
        """Every KPI of as much of a period as is over, by name."""
        return self.all(period.start, min(period.end, self.as_of), period)
