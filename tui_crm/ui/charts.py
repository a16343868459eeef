"""The charts of the Metrics screen, made from what the metrics say, and what is behind each bar."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from sqlalchemy import select

from tui_crm import money
from tui_crm.metrics import shared
from tui_crm.metrics.facts import costs
from tui_crm.metrics.figures import Figures
from tui_crm.metrics.kpi import Reading, Unit
from tui_crm.metrics.lead_facts import new_leads
from tui_crm.metrics.sales_facts import states_before
from tui_crm.metrics.shared import SpendAndLeads, StageValue
from tui_crm.metrics.spans import span_of
from tui_crm.metrics.sums import Flow
from tui_crm.metrics.terms import Rows
from tui_crm.metrics.written import written
from tui_crm.models import Stage
from tui_crm.period import Period, short_month, trailing_months, written_day
from tui_crm.store.business import Business
from tui_crm.ui.opening import Opening, opening_of_kpi, opening_of_rows, sheet
from tui_crm.ui.texts import amount
from tui_crm.ui.widgets.chart_scale import ChartData, Series

MONTHS = 12
SPEND_MONTHS = 6
MOST_CHANNELS = 8
OTHERS = "others"


@dataclass(frozen=True)
class Bars:
    """A chart, and what opens behind each of its bars."""

    data: ChartData
    openings: tuple[Callable[[Figures], Opening], ...]
    """One for each label, in their order."""


def read_charts(figures: Figures, period: Period, revenue: Sequence[Reading]) -> tuple[Bars, ...]:
    """The charts of a period: revenue month by month, the pipeline, leads, spend."""
    end = min(period.end, figures.as_of)
    business = figures.business
    return (
        revenue_by_month(revenue, business),
        pipeline(shared.pipeline_by_stage(figures, end), end, figures.as_of, business),
        channels(shared.leads_by_channel(figures, period), period),
        spend(shared.spend_and_leads(figures, trailing_months(end, SPEND_MONTHS)), business),
    )


def revenue_by_month(trend: Sequence[Reading], business: Business) -> Bars:
    """A year of revenue month by month."""
    recent = trend[-MONTHS:]
    unit = 10 ** money.exponent(business.currency)
    values = tuple(
        None if reading.value is None else float(reading.value) / unit for reading in recent
    )
    labels = tuple(short_month(reading.period.start.month) for reading in recent)
    data = ChartData(
        "bar", "Revenue by month", labels, (Series("Revenue", values),), business.currency,
        tuple(written(reading.value, Unit.MONEY, business) for reading in recent),
    )  # fmt: skip
    months = (reading.period for reading in recent)
    return Bars(data, tuple(partial(_revenue_of, month) for month in months))


def pipeline(stages: Sequence[StageValue], end: date, as_of: date, business: Business) -> Bars:
    """What the open deals are worth, stage by stage."""
    unit = 10 ** money.exponent(business.currency)
    title = "Pipeline by stage" + ("" if end >= as_of else ", at the period's end")
    data = ChartData(
        "hbar",
        title,
        tuple(stage.stage for stage in stages),
        (Series("Value", tuple(stage.value / unit for stage in stages)),),
        business.currency,
        tuple(f"{_whole(stage.value, business)}  {_many(stage.deals)}" for stage in stages),
    )
    return Bars(data, tuple(partial(_deals_of, stage, end) for stage in stages))


def channels(found: Mapping[str, int], period: Period) -> Bars:
    """Where the period's leads came from; the smallest channels are put together."""
    kept = dict(list(found.items())[: MOST_CHANNELS - 1])
    rest = {name: number for name, number in found.items() if name not in kept}
    groups: dict[str, tuple[str, ...]] = {name: (name,) for name in kept}
    if len(rest) == 1:
        groups.update((name, (name,)) for name in rest)
    elif rest:
        groups[OTHERS] = tuple(rest)
    many = {title: sum(found[name] for name in names) for title, names in groups.items()}
    data = ChartData(
        "hbar",
        f"Leads by channel, {period.label}",
        tuple(name.replace("_", " ") for name in groups),
        (Series("Leads", tuple(float(number) for number in many.values())),),
        "",
    )
    openings = (
        partial(_leads_of, title, names, many[title], period) for title, names in groups.items()
    )
    return Bars(data, tuple(openings))


def spend(months: Sequence[SpendAndLeads], business: Business) -> Bars:
    """What marketing spent month by month, and the leads that came."""
    unit = 10 ** money.exponent(business.currency)
    data = ChartData(
        "hbar",
        "Marketing spend, and the leads it came with",
        tuple(short_month(month.month.start.month) for month in months),
        (Series("Spend", tuple(month.spend / unit for month in months)),),
        business.currency,
        tuple(f"{_whole(month.spend, business)}  {month.leads} leads" for month in months),
    )
    return Bars(data, tuple(partial(_spend_of, month) for month in months))


def _revenue_of(month: Period, figures: Figures) -> Opening:
    return opening_of_kpi(figures, "revenue", month)


def _deals_of(stage: StageValue, end: date, figures: Figures) -> Opening:
    """The deals open in a stage as they stood on a day, each with its value then."""
    now, named = states_before(figures.window(end, end)).subquery(), Stage.table().c
    numbers = select(named.id).where(named.name == stage.stage)
    query = select(now.c.id, now.c.value.label("counts")).where(now.c.stage_id.in_(numbers))
    title = f"Pipeline in {stage.stage}"
    line = f"{_many(stage.deals)} open as of {written_day(end)}, as they stood then"
    return opening_of_rows(
        title, line, "value", Rows("deal", query), Unit.MONEY, stage.value, figures.business
    )


def _leads_of(
    title: str, names: tuple[str, ...], many: int, period: Period, figures: Figures
) -> Opening:
    """The leads of a period that came by some channels."""
    span = span_of(period, figures.as_of)
    found = new_leads.rows(figures.window(span.start, span.end)).subquery()
    query = select(found.c.id, found.c.leads.label("counts")).where(found.c.channel.in_(names))
    by = ", ".join(name.replace("_", " ") for name in names)
    return opening_of_rows(
        f"Leads by {title.replace('_', ' ')}   {period.label}",
        f"Created in the period, by channel: {by}",
        "leads",
        Rows("lead", query),
        Unit.COUNT,
        many,
        figures.business,
    )


def _spend_of(month: SpendAndLeads, figures: Figures) -> Opening:
    """What marketing cost in a month, and the leads created in it."""
    span, business = span_of(month.month, figures.as_of), figures.business
    cost, leads = Flow("marketing cost", costs, "marketing"), Flow("leads", new_leads, "leads")
    return Opening(
        f"Marketing spend   {month.month.label}",
        "What marketing cost in the month, and the leads created in it",
        (
            sheet(cost.name, cost.rows(figures, span), Unit.MONEY, month.spend, business),
            sheet(leads.name, leads.rows(figures, span), Unit.COUNT, month.leads, business),
        ),
    )


def _whole(minor: int, business: Business) -> str:
    return amount(minor, business.currency, business, decimals=0)


def _many(deals: int) -> str:
    return "1 deal" if deals == 1 else f"{deals:,} deals"
