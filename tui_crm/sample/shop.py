"""What the sample business is: its settings, its wages and rent, and what its owner aims at."""

from __future__ import annotations

from datetime import date

from tui_crm.models.fields import QUANTITY_UNIT, RATE_UNIT
from tui_crm.period import CalendarGrain, period_of
from tui_crm.sample.days import Days
from tui_crm.sample.rows import CostRow, Tables, TargetRow, words

NAME = "Rosa's Bike Repair"
ZONE = "Europe/Vienna"

_MONTHLY = (
    ("sales", 62_000, "Wages, sales hours"),
    ("overhead", 48_000, "Rent"),
    ("overhead", 9_500, "Insurance and software"),
)
_MONTH_TARGETS = {
    "revenue": 4_500.0, "sales_cycle_length": 14.0, "sales_pipeline": 25_000.0,
    "average_revenue_per_account": 110.0, "customer_retention_rate": 0.95, "leads": 20.0,
    "conversion_rate": 0.15, "cost_per_lead": 60.0, "website_traffic": 2_200.0,
    "social_media_engagement": 0.05,
}  # fmt: skip
"""What a month should bring, money in euros and rates as fractions."""
_QUARTER_TARGETS = {
    "customer_acquisition_cost": 350.0, "customer_lifetime_value": 1_500.0,
    "return_on_investment": 1.0, "bounce_rate": 0.45,
}  # fmt: skip
_GROWING = ("revenue", "sales_pipeline", "leads", "website_traffic")
"""What a business of another size has in proportion."""


def settings(days: Days) -> dict[str, str]:
    """The settings of the sample business."""
    return {
        "business_name": NAME,
        "base_currency": "EUR",
        "time_zone": ZONE,
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
    """Set targets for this and the last month, and for this and the last quarter.

    A KPI has targets of one kind only, as a month and a quarter may begin on the same day.
    """
    today = days.dates[days.today]
    _aim(tables, days, today, "month", _MONTH_TARGETS, volume)
    _aim(tables, days, today, "quarter", _QUARTER_TARGETS, volume)


def _aim(
    tables: Tables, days: Days, today: date, grain: CalendarGrain, targets: dict[str, float],
    volume: float,
) -> None:  # fmt: skip
    running = period_of(today, grain)
    for period in (running.previous(), running):
        at = days.moment(max(0, min(days.number(period.start), days.today)), 600)
        for metric, value in targets.items():
            wanted = value * volume if metric in _GROWING else value
            tables.target.add(
                TargetRow(
                    tables.target.number(), at, words(metric), metric, period.start.isoformat(),
                    period.end.isoformat(), round(wanted * QUANTITY_UNIT),
                )
            )  # fmt: skip
