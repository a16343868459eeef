"""Both scorecards at once, their trends, and the series that the charts show."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from sqlalchemy import func, select

from tui_crm.metrics.facts import costs
from tui_crm.metrics.figures import Figures
from tui_crm.metrics.kpi import KPIS, Comparison, Kpi, Reading, Unit
from tui_crm.metrics.lead_facts import new_leads
from tui_crm.metrics.sales_facts import WHOLE, states_before
from tui_crm.metrics.spans import span_before, span_of, span_of_last_year
from tui_crm.metrics.terms import read
from tui_crm.models import Stage
from tui_crm.period import Period, trailing_months
from tui_crm.text import fold

TREND_MONTHS = 24


@dataclass(frozen=True, slots=True)
class Scorecards:
    """All KPIs of a period beside the period before, and their trends up to it."""

    period: Period
    as_of: date
    figures: dict[str, Comparison]
    """By the KPI's name, in the order of the registry."""
    trends: dict[str, list[Reading]]
    """By the KPI's name: a reading for each month, the last being the one that ends the period."""


def scorecards(
    figures: Figures,
    period: Period,
    *,
    months: int = TREND_MONTHS,
    names: Iterable[str] | None = None,
) -> Scorecards:
    """Every KPI in a period, in earlier ones and month by month; of some where they are named.

    Counts only what is dated before the day as of which the figures are. Raises KeyError for a
    name that is no KPI's.
    """
    as_of = figures.as_of
    current = span_of(period, as_of)
    earlier = [span_before(current, as_of), span_of_last_year(current, as_of)]
    trend = [span_of(month, as_of) for month in trailing_months(period.end, months)]
    kpis = _named(names)
    figures.prepare([current, *earlier, *trend])

    def compared(kpi: Kpi) -> Comparison:
        previous, last_year = (read(kpi, figures, span) for span in earlier)
        target = figures.target(kpi.name, period, is_money=kpi.unit is Unit.MONEY)
        return Comparison(kpi, read(kpi, figures, current), previous, last_year, target)

    return Scorecards(
        period,
        as_of,
        {kpi.name: compared(kpi) for kpi in kpis},
        {kpi.name: [read(kpi, figures, span) for span in trend] for kpi in kpis},
    )


def readings(
    figures: Figures, period: Period, *, names: Iterable[str] | None = None
) -> dict[str, Comparison]:
    """Every KPI in a period and in earlier ones, by its name; of some where they are named."""
    return scorecards(figures, period, months=0, names=names).figures


def trends(
    figures: Figures,
    end_period: Period,
    *,
    months: int = TREND_MONTHS,
    names: Iterable[str] | None = None,
) -> dict[str, list[Reading]]:
    """Every KPI month by month, the last month being the one that ends the period."""
    spans = [span_of(month, figures.as_of) for month in trailing_months(end_period.end, months)]
    figures.prepare(spans)
    return {kpi.name: [read(kpi, figures, span) for span in spans] for kpi in _named(names)}


def kpi_called(word: str) -> Kpi | None:
    """The KPI that a name or a title means, case and accents folded."""
    folded = fold(word)
    return next((kpi for kpi in KPIS.values() if folded in (kpi.name, fold(kpi.title))), None)


@dataclass(frozen=True, slots=True)
class StageValue:
    """The open deals of a stage, in minor units of the base currency."""

    stage: str
    deals: int
    value: int
    weighted: Fraction
    """Each amount times the deal's chance."""


def pipeline_by_stage(figures: Figures, day: date) -> list[StageValue]:
    """The deals open before a day in each open stage, as they stood then, in the stages' order."""
    stage, now = Stage.table(), states_before(figures.window(day, day)).subquery()
    rows = figures.connection.execute(
        select(
            stage.c.name,
            func.count(now.c.stage_id),
            func.coalesce(func.sum(now.c.value), 0),
            func.coalesce(func.sum(now.c.weighted), 0),
        )
        .select_from(stage.outerjoin(now, now.c.stage_id == stage.c.id))
        .where(stage.c.state == "open")
        .group_by(stage.c.id)
        .order_by(stage.c.position, stage.c.id)
    )
    return [
        StageValue(name, deals, int(value), Fraction(int(weighted), WHOLE))
        for name, deals, value, weighted in rows
    ]


def leads_by_channel(figures: Figures, period: Period) -> dict[str, int]:
    """The leads created in a period by channel, most first.

    The channel is the campaign's, else the lead's source, else unknown.
    """
    span = span_of(period, figures.as_of)
    found = new_leads.rows(figures.window(span.start, span.end)).subquery()
    rows = figures.connection.execute(
        select(found.c.channel, func.count())
        .group_by(found.c.channel)
        .order_by(func.count().desc(), found.c.channel)
    )
    return {name: number for name, number in rows}


@dataclass(frozen=True, slots=True)
class SpendAndLeads:
    """What marketing spent in a month, in minor units, and the leads created in it."""

    month: Period
    spend: int
    leads: int


def spend_and_leads(figures: Figures, months: Sequence[Period]) -> list[SpendAndLeads]:
    """Marketing's spend and the leads created in each of the months."""
    spans = [span_of(month, figures.as_of) for month in months]
    figures.prepare(spans)
    return [
        SpendAndLeads(
            span.period,
            figures.total(costs, span.start, span.end)["marketing"],
            figures.total(new_leads, span.start, span.end)["leads"],
        )
        for span in spans
    ]


def _named(names: Iterable[str] | None) -> list[Kpi]:
    return list(KPIS.values()) if names is None else [KPIS[name] for name in names]
