"""The charts of a report: revenue, the pipeline, where leads come from, spend and leads."""

from __future__ import annotations

from fractions import Fraction

from tui_crm.metrics import Unit
from tui_crm.metrics.figures import Figures
from tui_crm.metrics.kpi import Number
from tui_crm.metrics.shared import (
    Scorecards,
    leads_by_channel,
    pipeline_by_stage,
    spend_and_leads,
)
from tui_crm.metrics.spans import span_of
from tui_crm.period import Period, short_month, written_day
from tui_crm.reports.document import Chart, Section
from tui_crm.reports.words import Words

FEWEST_MONTHS = 12
"""Months that a chart shows even where nothing happened in the first of them."""


def charts(cards: Scorecards, figures: Figures, words: Words) -> Section:
    """The charts of a period; those over months end with it."""
    found = [
        _revenue(cards, figures, words),
        _pipeline(cards, figures, words),
        _channels(cards, figures, words),
        _spend(cards, figures, words),
    ]
    shown = [chart for chart in found if any(any(one.values) for one in chart.series)]
    return Section("Charts", shown, [] if shown else ["There is nothing to draw yet."])


def _months(cards: Scorecards, figures: Figures) -> list[Period]:
    """The months that have begun, from the first on that brought anything, or the last twelve."""
    readings = [one for one in cards.trends["revenue"] if one.period.start < figures.as_of]
    spent = spend_and_leads(figures, [one.period for one in readings])
    empty = [
        not reading.value and not one.spend and not one.leads
        for reading, one in zip(readings, spent, strict=True)
    ]
    first = empty.index(False) if False in empty else len(empty)
    first = min(first, max(0, len(readings) - FEWEST_MONTHS))
    return [one.period for one in readings[first:]]


def _labels(months: list[Period]) -> list[str]:
    return [f"{short_month(month.start.month)} {month.start.year}" for month in months]


def _is_running(months: list[Period], figures: Figures) -> bool:
    return bool(months) and months[-1].end > figures.as_of


def _note(months: list[Period], figures: Figures) -> str:
    return " The last month is not over." if _is_running(months, figures) else ""


def _revenue(cards: Scorecards, figures: Figures, words: Words) -> Chart:
    months = _months(cards, figures)
    readings = {one.period: one.value or 0 for one in cards.trends["revenue"]}
    values: list[Number] = [readings[month] for month in months]
    total = words.money(sum((Fraction(value) for value in values), Fraction(0)))
    return Chart(
        "Revenue by month",
        f"{len(months)} months, {total} {figures.business.currency} in all."
        f"{_note(months, figures)}",
        "months",
        "Month",
        _labels(months),
        [words.series("Revenue", values, Unit.MONEY)],
        _is_running(months, figures),
    )


def _pipeline(cards: Scorecards, figures: Figures, words: Words) -> Chart:
    day = span_of(cards.period, figures.as_of).day
    stages = pipeline_by_stage(figures, day)
    deals = sum(stage.deals for stage in stages)
    value = words.money(sum(stage.value for stage in stages))
    return Chart(
        "Pipeline by stage",
        f"{deals} open deals before {written_day(day)}, worth {value} {figures.business.currency}; "
        "weighted is each amount times the deal's chance.",
        "names",
        "Stage",
        [stage.stage for stage in stages],
        [
            words.series("Value", [stage.value for stage in stages], Unit.MONEY),
            words.series("Weighted", [stage.weighted for stage in stages], Unit.MONEY),
            words.series("Deals", [stage.deals for stage in stages], Unit.COUNT),
        ],
    )


def _channels(cards: Scorecards, figures: Figures, words: Words) -> Chart:
    channels = leads_by_channel(figures, cards.period)
    return Chart(
        "Leads by channel",
        f"{sum(channels.values())} leads created in {cards.period.label}, without duplicates and "
        "invalid ones; the channel is the campaign's, else the lead's own source.",
        "names",
        "Channel",
        list(channels),
        [words.series("Leads", list(channels.values()), Unit.COUNT)],
    )


def _spend(cards: Scorecards, figures: Figures, words: Words) -> Chart:
    months = _months(cards, figures)
    found = spend_and_leads(figures, months)
    return Chart(
        "Marketing spend and leads by month",
        f"{len(months)} months: what marketing cost, and the leads created."
        f"{_note(months, figures)}",
        "months",
        "Month",
        _labels(months),
        [
            words.series("Spend", [one.spend for one in found], Unit.MONEY),
            words.series("Leads", [one.leads for one in found], Unit.COUNT),
        ],
        _is_running(months, figures),
    )
