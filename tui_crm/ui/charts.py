"""The charts of the Metrics screen, made from what the metrics say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection

from tui_crm import money
from tui_crm.metrics import shared
from tui_crm.metrics.figures import Figures
from tui_crm.metrics.kpi import KPIS, Reading
from tui_crm.metrics.shared import Scorecards, SpendAndLeads, StageValue
from tui_crm.period import Period, short_month, trailing_months
from tui_crm.store.business import Business
from tui_crm.ui.widgets.chart_scale import ChartData, Series

MONTHS = 12
SPEND_MONTHS = 6
MOST_CHANNELS = 8


@dataclass(frozen=True)
class Sight:
    """All that the Metrics screen shows of a period."""

    scores: Scorecards
    charts: tuple[ChartData, ...]


def read_sight(connection: Connection, business: Business, period: Period, today: date) -> Sight:
    """Both scorecards and the charts of a period, read in one go."""
    as_of = today + timedelta(days=1)
    figures = Figures(connection, business, as_of)
    headlines = [name for name, kpi in KPIS.items() if kpi.headline]
    scores = shared.scorecards(figures, period, names=headlines)
    end = min(period.end, as_of)
    months = trailing_months(end, SPEND_MONTHS)
    return Sight(
        scores,
        (
            revenue_by_month(scores.trends["revenue"], business),
            pipeline(shared.pipeline_by_stage(figures, end), end, as_of, business),
            channels(shared.leads_by_channel(figures, period), period),
            spend(shared.spend_and_leads(figures, months), business),
        ),
    )


def revenue_by_month(trend: Sequence[Reading], business: Business) -> ChartData:
    """A year of revenue month by month."""
    recent = trend[-MONTHS:]
    unit = 10 ** money.exponent(business.currency)
    values = tuple(
        None if reading.value is None else float(reading.value) / unit for reading in recent
    )
    labels = tuple(short_month(reading.period.start.month) for reading in recent)
    return ChartData(
        "bar", "Revenue by month", labels, (Series("Revenue", values),), business.currency
    )


def pipeline(stages: Sequence[StageValue], end: date, as_of: date, business: Business) -> ChartData:
    """What the open deals are worth, stage by stage."""
    unit = 10 ** money.exponent(business.currency)
    title = "Pipeline by stage" + ("" if end >= as_of else ", at the period's end")
    return ChartData(
        "hbar",
        title,
        tuple(stage.stage for stage in stages),
        (Series("Value", tuple(stage.value / unit for stage in stages)),),
        business.currency,
        tuple(f"{_round(stage.value, business)}  {_many(stage.deals)}" for stage in stages),
    )


def channels(found: Mapping[str, int], period: Period) -> ChartData:
    """Where the period's leads came from; the smallest channels are put together."""
    kept = dict(list(found.items())[: MOST_CHANNELS - 1])
    rest = sum(found.values()) - sum(kept.values())
    if len(found) == MOST_CHANNELS:
        kept = dict(found)
    elif rest:
        kept["others"] = rest
    return ChartData(
        "hbar",
        f"Leads by channel, {period.label}",
        tuple(name.replace("_", " ") for name in kept),
        (Series("Leads", tuple(float(number) for number in kept.values())),),
        "",
    )


def spend(months: Sequence[SpendAndLeads], business: Business) -> ChartData:
    """What marketing spent month by month, and the leads that came."""
    unit = 10 ** money.exponent(business.currency)
    return ChartData(
        "hbar",
        "Marketing spend, and the leads it came with",
        tuple(short_month(month.month.start.month) for month in months),
        (Series("Spend", tuple(month.spend / unit for month in months)),),
        business.currency,
        tuple(f"{_round(month.spend, business)}  {month.leads} leads" for month in months),
    )


def _round(minor: int, business: Business) -> str:
    return money.shown_amount(
        minor, business.currency, decimal_mark=business.decimal_mark, decimals=0
    )


def _many(deals: int) -> str:
    return "1 deal" if deals == 1 else f"{deals:,} deals"
