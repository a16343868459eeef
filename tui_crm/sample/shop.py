"""What the sample business is: its settings, its wages and rent, and what its owner aims at."""

from __future__ import annotations

from tui_crm.models.fields import QUANTITY_UNIT, RATE_UNIT
from tui_crm.period import period_of, trailing_months
from tui_crm.sample.days import Days
from tui_crm.sample.rows import CostRow, Tables, TargetRow, words

NAME = "Rosa's Bike Repair"
ZONE = "Europe/Vienna"

_MONTHLY = (
    ("sales", 62_000, "Wages, sales hours"),
    ("overhead", 48_000, "Rent"),
    ("overhead", 9_500, "Insurance and software"),
)
_TARGETS = {
    "revenue": 4_500.0, "won_value": 4_000.0, "sales_cycle_length": 14.0,
    "customer_acquisition_cost": 350.0, "customer_lifetime_value": 1_500.0,
    "customer_retention_rate": 0.95, "sales_pipeline": 25_000.0,
    "average_revenue_per_account": 110.0, "leads": 20.0, "conversion_rate": 0.15,
    "cost_per_lead": 60.0, "return_on_investment": 1.0, "social_media_engagement": 0.05,
    "website_traffic": 2_200.0, "bounce_rate": 0.45,
}  # fmt: skip
"""What a month should bring, money in euros and rates as fractions."""
_MONTHS_AIMED_AT = 7
_GROWING = ("revenue", "won_value", "sales_pipeline", "leads", "website_traffic")
"""What a business of another size has in proportion."""


def settings(days: Days) -> dict[str, str]:
    """The settings of the sample business."""
    return {
        "business_name": NAME,
        "base_currency": "EUR",
        "time_zone": ZONE,
        "country": "AT",
        "books_start": days.iso[0],
        "activity_window_months": "12",
    }


def pay_monthly(tables: Tables, days: Days, day: int, volume: int) -> None:
    """Pay wages and rent on the first of a month."""
    for function, cents, note in _MONTHLY:
        amount = cents * volume
        tables.cost.add(
            CostRow(
                tables.cost.number(), days.moment(day, 540), words(function, "EUR", note),
                days.iso[day], function, None, None, None, amount, "EUR", RATE_UNIT, amount, note,
            )
        )  # fmt: skip


def aim(tables: Tables, days: Days, volume: float) -> None:
    """Set targets for this month and the ones before it."""
    this_month = period_of(days.dates[days.today], "month")
    for month in trailing_months(this_month.end, _MONTHS_AIMED_AT):
        at = days.moment(max(0, min(days.number(month.start), days.today)), 600)
        for metric, value in _TARGETS.items():
            wanted = value * volume if metric in _GROWING else value
            tables.target.add(
                TargetRow(
                    tables.target.number(), at, words(metric), metric, month.start.isoformat(),
                    month.end.isoformat(), round(wanted * QUANTITY_UNIT),
                )
            )  # fmt: skip
