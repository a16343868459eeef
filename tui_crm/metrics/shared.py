"""Both scorecards at once, their trends, and the series that the charts show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any  # Any: a select of whatever columns it has

from sqlalchemy import Connection, Select, and_, func, or_, select

from tui_crm import money
from tui_crm.metrics.facts import costs
from tui_crm.metrics.figures import Figures
from tui_crm.metrics.kpi import KPIS, Comparison, Kpi, Reading, Unit
from tui_crm.metrics.response import counted, new_leads
from tui_crm.metrics.spans import Span, span_before, span_of
from tui_crm.models import Campaign, Deal, DealEvent, Lead, Stage, Target
from tui_crm.models.fields import QUANTITY_UNIT
from tui_crm.period import Period, trailing_months
from tui_crm.store.business import Business
from tui_crm.text import fold

TREND_MONTHS = 24

UNKNOWN = "unknown"
"""The channel of leads of which neither campaign nor source is known."""


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
    connection: Connection,
    business: Business,
    period: Period,
    *,
    as_of: date | None = None,
    months: int = TREND_MONTHS,
    names: Iterable[str] | None = None,
) -> Scorecards:
    """Every KPI in a period, in the one before and month by month; of some where they are named.

    Counts only what is dated before `as_of`, tomorrow at first. Raises KeyError for a name that
    is no KPI's.
    """
    as_of = as_of or _tomorrow(business)
    current = span_of(period, as_of)
    previous = span_before(current, as_of)
    trend = [span_of(month, as_of) for month in trailing_months(period.end, months)]
    figures = Figures(connection, business, as_of, [current, previous, *trend])
    kpis = _named(names)
    targets = _targets(connection, business, period)
    return Scorecards(
        period,
        as_of,
        {
            kpi.name: Comparison(
                kpi, _reading(kpi, figures, current), _reading(kpi, figures, previous),
                targets.get(kpi.name),
            )
            for kpi in kpis
        },
        {kpi.name: [_reading(kpi, figures, span) for span in trend] for kpi in kpis},
    )  # fmt: skip


def readings(
    connection: Connection,
    business: Business,
    period: Period,
    *,
    as_of: date | None = None,
    names: Iterable[str] | None = None,
) -> dict[str, Comparison]:
    """Every KPI in a period and in the one before, by its name; of some where they are named."""
    return scorecards(connection, business, period, as_of=as_of, months=0, names=names).figures


def trends(
    connection: Connection,
    business: Business,
    end_period: Period,
    *,
    as_of: date | None = None,
    months: int = TREND_MONTHS,
    names: Iterable[str] | None = None,
) -> dict[str, list[Reading]]:
    """Every KPI month by month, the last month being the one that ends the period."""
    as_of = as_of or _tomorrow(business)
    spans = [span_of(month, as_of) for month in trailing_months(end_period.end, months)]
    figures = Figures(connection, business, as_of, spans)
    return {kpi.name: [_reading(kpi, figures, span) for span in spans] for kpi in _named(names)}


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


def pipeline_by_stage(connection: Connection, as_of: date) -> list[StageValue]:
    """The deals open before a day in each open stage, as they stood then, in the stages' order."""
    stage, now = Stage.table(), _states_before(as_of).subquery()
    in_stage = and_(now.c.stage_id == stage.c.id, now.c.state == "open")
    rows = connection.execute(
        select(
            stage.c.name,
            func.count(now.c.stage_id),
            func.coalesce(func.sum(now.c.base_minor), 0),
            func.coalesce(func.sum(now.c.base_minor * now.c.prob_bp), 0),
        )
        .select_from(stage.outerjoin(now, in_stage))
        .where(stage.c.state == "open")
        .group_by(stage.c.id)
        .order_by(stage.c.position, stage.c.id)
    )
    return [
        StageValue(name, deals, int(value), Fraction(int(weighted), 10_000))
        for name, deals, value, weighted in rows
    ]


def leads_by_channel(connection: Connection, period: Period, as_of: date) -> dict[str, int]:
    """The leads created in a period before a day by channel, most first.

    The channel is the campaign's, else the lead's source, else unknown.
    """
    lead, campaign = Lead.table(), Campaign.table()
    span = span_of(period, as_of)
    channel = func.coalesce(
        func.nullif(campaign.c.channel, ""), func.nullif(lead.c.source, ""), UNKNOWN
    ).label("channel")
    rows = connection.execute(
        select(channel, func.count())
        .select_from(lead.outerjoin(campaign, campaign.c.id == lead.c.campaign_id))
        .where(*counted(lead.c), lead.c.local_day >= span.start, lead.c.local_day < span.end)
        .group_by(channel)
        .order_by(func.count().desc(), channel)
    )
    return {name: number for name, number in rows}


@dataclass(frozen=True, slots=True)
class SpendAndLeads:
    """What marketing spent in a month, in minor units, and the leads created in it."""

    month: Period
    spend: int
    leads: int


def spend_and_leads(
    connection: Connection, business: Business, months: Sequence[Period], as_of: date
) -> list[SpendAndLeads]:
    """Marketing's spend and the leads created in each of the months, before a day."""
    spans = [span_of(month, as_of) for month in months]
    figures = Figures(connection, business, as_of, spans)
    return [
        SpendAndLeads(
            span.period,
            figures.total(costs, span.start, span.end)["marketing"] if span.begun else 0,
            figures.total(new_leads, span.start, span.end)["leads"] if span.begun else 0,
        )
        for span in spans
    ]


def _reading(kpi: Kpi, figures: Figures, span: Span) -> Reading:
    if not span.begun:
        return Reading(span.period, None, "the period has not begun", until=span.end)
    return kpi.compute(figures, span)


def _named(names: Iterable[str] | None) -> list[Kpi]:
    return list(KPIS.values()) if names is None else [KPIS[name] for name in names]


def _tomorrow(business: Business) -> date:
    """Today counts."""
    return business.today() + timedelta(days=1)


def _targets(connection: Connection, business: Business, period: Period) -> Mapping[str, Fraction]:
    """What was aimed at in exactly this period, by KPI, in the KPI's own unit."""
    target = Target.table().c
    rows = connection.execute(
        select(target.metric, target.value_e6).where(
            target.starts_on == period.start, target.ends_on == period.end
        )
    )
    minor = 10 ** money.exponent(business.currency)
    return {
        name: Fraction(value, QUANTITY_UNIT) * (minor if KPIS[name].unit is Unit.MONEY else 1)
        for name, value in rows
        if name in KPIS
    }


def _states_before(day: date) -> Select[Any]:
    """The state before a day of every deal that may have been open then: its last event."""
    deal, event, last = Deal.table(), DealEvent.table(), DealEvent.table().alias("last")
    # What was closed before that day and not opened again since was not open then.
    may_be_open = or_(
        deal.c.outcome == "open",
        and_(deal.c.outcome.in_(("won", "lost", "void")), deal.c.closed_on >= day),
    )
    last_event = (
        select(last.c.id)
        .where(last.c.deal_id == deal.c.id, last.c.on < day)
        .order_by(last.c.on.desc(), last.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    return (
        select(event.c.stage_id, event.c.state, event.c.base_minor, event.c.prob_bp)
        .select_from(deal.join(event, event.c.id == last_event))
        .where(may_be_open)
    )
