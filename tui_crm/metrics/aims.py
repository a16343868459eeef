"""What the owner aims at: how far it is, whether it is on the way, and what would close the gap."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from tui_crm.metrics.facts import ledger
from tui_crm.metrics.figures import Figures
from tui_crm.metrics.kpi import KPIS, Kpi, Number, Reading, Unit
from tui_crm.metrics.sales_facts import wins
from tui_crm.metrics.spans import Span, span_of
from tui_crm.metrics.sums import Asked, Customers, Flow
from tui_crm.metrics.terms import Term, Terms, one_of, read
from tui_crm.period import CalendarGrain, Period, period_of

FARTHEST = 10**30
"""A change that is larger is no change that anybody could make."""

Shown = Callable[[Number, Unit], str]
"""Writes a number of a unit for people."""

GRAINS: tuple[CalendarGrain, ...] = ("month", "quarter", "year")


@dataclass(frozen=True, slots=True)
class Pace:
    """How a figure that adds up day by day stands against its target while the period runs."""

    days: int
    """How many days are over."""
    of: int
    """How many days the period has."""
    due: Fraction
    """The target's part for the days that are over, in the KPI's unit."""
    ahead: Fraction
    """How much better than that it is; below zero it is behind."""


@dataclass(frozen=True, slots=True)
class Way:
    """A change that brings a figure to its target while all else stays as it is."""

    terms: tuple[str, ...]
    """The terms of the formula that change, which add up to what is changed."""
    unit: Unit
    change: int
    """The least that will do, in minor units or records; below zero it is so much less."""
    deals: int | None = None
    """As many deals of the average size, for value that deals bring."""
    average: Fraction | None = None
    """The size of those deals, in minor units."""


@dataclass(frozen=True, slots=True)
class Aim:
    """A KPI beside what was aimed at in a period."""

    kpi: Kpi
    period: Period
    target: Fraction
    """In the KPI's unit, money in minor units."""
    reading: Reading
    met: bool | None
    """None where the figure is undefined."""
    gap: Fraction | None
    """How much is missing in the KPI's good direction; below zero it is better than aimed at."""
    over: bool
    """Whether the period has ended, so that nothing will change any more."""
    pace: Pace | None
    """Only of a figure that adds up, while its period runs."""
    ways: Sequence[Way]
    """What would close the gap, the KPI's own lever first; none where nothing alone would."""


class PastAim(NamedTuple):
    """What a KPI was to be in a period, and what it was."""

    period: Period
    target: Fraction
    reading: Reading
    met: bool | None
    """None where the figure is undefined."""


def aims(figures: Figures, period: Period) -> list[Aim]:
    """The aims of every KPI that has a target in exactly this period, by the scorecards' order."""
    return [found for kpi in KPIS.values() if (found := aim(figures, kpi, period)) is not None]


def aim(figures: Figures, kpi: Kpi, period: Period) -> Aim | None:
    """A KPI's aim in a period; None where it has no target in exactly this period."""
    target = figures.target(kpi.name, period, is_money=kpi.unit is Unit.MONEY)
    if target is None:
        return None
    span = span_of(period, figures.as_of)
    reading = read(kpi, figures, span)
    gap = None if reading.value is None else gap_to(kpi, target, reading.value)
    met = None if gap is None else gap <= 0
    can_change = span.begun or kpi.outlook
    return Aim(
        kpi,
        period,
        target,
        reading,
        met,
        gap,
        figures.as_of >= period.end,
        _pace(kpi, span, target, reading),
        _ways(kpi, figures, span, target, reading) if can_change and not met else (),
    )


def past_aims(figures: Figures, kpi: Kpi) -> list[PastAim]:
    """Every target that a KPI ever had with its reading, in the order of time.

    A target of other days than a month, a quarter or a year has a custom period; one of a period
    that has not begun is among them, with a reading that says so.
    """
    fiscal_month = figures.business.fiscal_month
    periods = [_period(*days, fiscal_month) for days in figures.targeted(kpi.name)]
    spans = [span_of(period, figures.as_of) for period in periods]
    figures.prepare(spans)
    is_money = kpi.unit is Unit.MONEY

    def past_aim(span: Span) -> PastAim:
        target = figures.target(kpi.name, span.period, is_money=is_money)
        assert target is not None  # these are the periods that have one
        reading = read(kpi, figures, span)
        value = reading.value
        met = None if value is None else gap_to(kpi, target, value) <= 0
        return PastAim(span.period, target, reading, met)

    return [past_aim(span) for span in spans]


def told(aim: Aim, shown: Shown, apart: Shown) -> str:
    """An aim in sentences: how far it is, at what pace, and what would close the gap.

    `shown` writes a figure, `apart` how far two figures are apart ("6.7 pt" of a share):
    "Revenue: 4,899.80 of 6,000.00, 1,100.20 to go. 806.45 behind the pace of day 24 of 31.
    1 more deal of the average size, 1,416.60 (1,100.20 more in sales and billings) would close
    the gap."
    """
    parts = (_stand(aim, shown, apart), _paced(aim, apart), _how(aim, shown))
    return " ".join(part for part in parts if part)


def gap_to(kpi: Kpi, target: Fraction, value: Number) -> Fraction:
    """How much is missing in the KPI's good direction; not above zero where the target is met."""
    return target - value if kpi.good == "up" else value - target


def _period(start: date, end: date, fiscal_month: int) -> Period:
    """The month, quarter or year of these days, else just the days."""
    for grain in GRAINS:
        period = period_of(start, grain, fiscal_month=fiscal_month)
        if (period.start, period.end) == (start, end):
            return period
    return Period(start, end, "custom", fiscal_month)


def _pace(kpi: Kpi, span: Span, target: Fraction, reading: Reading) -> Pace | None:
    if not (span.running and span.begun and _adds_up(kpi)) or reading.value is None:
        return None
    days = (span.end - span.start).days
    due = target * Fraction(days, span.period.days)
    return Pace(days, span.period.days, due, -gap_to(kpi, due, reading.value))


def _adds_up(kpi: Kpi) -> bool:
    """Whether its days add up to it: a sum of what happened, of money or of records."""
    terms = [term for term in kpi.terms.values() if term.side != "beside"]
    sums = all(isinstance(term, Flow) and term.side == "over" for term in terms)
    # Only users have no lever among the sums, and users of several days do not add up.
    return sums and kpi.unit in (Unit.MONEY, Unit.COUNT) and bool(kpi.lever)


def _ways(
    kpi: Kpi, figures: Figures, span: Span, target: Fraction, reading: Reading
) -> tuple[Way, ...]:
    inputs = reading.inputs
    levers = [_lever(kpi, inputs), _costs(kpi, inputs)]
    found = (_way(kpi, figures, span, target, inputs, terms) for terms in levers if terms)
    return tuple(way for way in found if way is not None)


def _lever(kpi: Kpi, inputs: Mapping[str, Number | None]) -> tuple[str, ...]:
    """The term that the owner moves; where a setting put another into its place, that one."""
    if not kpi.lever or kpi.lever in inputs:
        return (kpi.lever,) if kpi.lever else ()
    meant = kpi.terms[kpi.lever]
    return tuple(
        name
        for name in inputs
        if (kpi.terms[name].unit, kpi.terms[name].side) == (meant.unit, meant.side)
    )[:1]


def _costs(kpi: Kpi, inputs: Mapping[str, Number | None]) -> tuple[str, ...]:
    """What a figure that had better be small is the cost of; the less of it the better."""
    if kpi.good == "up" or kpi.unit is not Unit.MONEY:
        return ()
    terms = (kpi.terms[name] for name in inputs)
    return tuple(one.name for one in terms if one.unit is Unit.MONEY and one.side == "over")


def _way(
    kpi: Kpi,
    figures: Figures,
    span: Span,
    target: Fraction,
    inputs: Mapping[str, Number | None],
    terms: tuple[str, ...],
) -> Way | None:
    """The least change of one number, the first of terms that add up, that meets the target."""
    first = kpi.terms[terms[0]]
    up = (first.side == "under") == (kpi.good == "down")
    now = inputs[first.name] or 0

    def meets(steps: int) -> bool:
        given = {**inputs, first.name: now + steps if up else now - steps}
        value = kpi.compute(Terms(kpi, figures, span, given)).value
        return value is not None and gap_to(kpi, target, value) <= 0

    most = FARTHEST if up else int(sum(inputs[name] or 0 for name in terms))
    steps = _least(meets, min(most, _room(kpi, inputs, first)))
    if steps is None:
        return None
    average = _average_deal(figures, span) if up and _brought_by_deals(kpi, first) else None
    deals = -(-steps // average) if average else None
    return Way(terms, first.unit, steps if up else -steps, deals, average)


def _least(meets: Callable[[int], bool], most: int) -> int | None:
    """The least whole number from 1 to `most` that meets what all larger ones meet too."""
    low, high = 0, 1
    while high <= most and not meets(high):
        low, high = high, high * 2
    if high > most:
        if most <= low or not meets(most):
            return None
        high = most
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if meets(middle) else (middle, high)
    return high


def _room(kpi: Kpi, inputs: Mapping[str, Number | None], lever: Term) -> int:
    """How many more records a lever can have: a share of the same records is of all at most."""
    if kpi.unit is not Unit.RATE or lever.unit is not Unit.COUNT or lever.side != "over":
        return FARTHEST
    wholes = [
        inputs[name] or 0
        for name in inputs
        if kpi.terms[name].side == "under" and _entity(kpi.terms[name]) == _entity(lever)
    ]
    return int(wholes[0] - (inputs[lever.name] or 0)) if wholes else FARTHEST


def _entity(term: Term) -> str:
    match term:
        case Flow():
            return term.fact.entity
        case Asked():
            return term.entity
        case Customers():
            return "account"
    return ""


def _brought_by_deals(kpi: Kpi, lever: Term) -> bool:
    """Whether more deals bring more of it and change nothing else in the figure."""
    if not isinstance(lever, Flow):
        return False
    value = (lever.fact, lever.measure) in ((wins, "value"), (ledger, "earned"))
    counts = any(
        isinstance(term, Flow) and (term.fact, term.measure) == (wins, "deals")
        for term in kpi.terms.values()
    )
    return value and not counts


def _average_deal(figures: Figures, span: Span) -> Fraction | None:
    """The mean value of the deals won in the span; where there is none, in the year before."""
    for start in (span.start, min(span.start, figures.lifetime(span)[0])):
        found = figures.total(wins, start, span.day)
        if found["deals"] and found["value"] > 0:
            return Fraction(found["value"], found["deals"])
    return None


def _stand(aim: Aim, shown: Shown, apart: Shown) -> str:
    title, unit, value = aim.kpi.title, aim.kpi.unit, aim.reading.value
    target = shown(aim.target, unit)
    if value is None or aim.gap is None:
        return f"{title}: no figure, {aim.reading.reason}; the target is {target}."
    if aim.gap == 0:
        return f"{title}: {shown(value, unit)}, exactly on target."
    size = apart(abs(aim.gap), unit)
    if aim.gap > 0 and aim.kpi.good == "up":
        return (
            f"{title}: {shown(value, unit)} of {target}, {size} {'short' if aim.over else 'to go'}."
        )
    side = "below" if aim.gap < 0 and aim.kpi.good == "down" else "above"
    return f"{title}: {shown(value, unit)}, {size} {side} the target of {target}."


def _paced(aim: Aim, apart: Shown) -> str:
    if aim.pace is None:
        return ""
    unit, pace = aim.kpi.unit, aim.pace
    day, size = f"day {pace.days} of {pace.of}", apart(abs(pace.ahead), unit)
    if size == apart(0, unit):
        return f"Just at the pace of {day}."
    return f"{size} {'ahead of' if pace.ahead > 0 else 'behind'} the pace of {day}."


def _how(aim: Aim, shown: Shown) -> str:
    if not aim.ways:
        return ""
    ways = ", or ".join(_way_told(way, shown) for way in aim.ways)
    return f"{ways} {'would have closed' if aim.over else 'would close'} the gap."


def _way_told(way: Way, shown: Shown) -> str:
    much, size = " and ".join(way.terms), abs(way.change)
    more = "more" if way.change > 0 else "less" if way.unit is Unit.MONEY else "fewer"
    if way.unit is not Unit.MONEY:
        return f"{shown(size, way.unit)} {more} {one_of(much) if size == 1 else much}"
    money = f"{shown(size, way.unit)} {more} in {much}"
    if way.deals is None or way.average is None:
        return money
    deals = f"{way.deals} more deal{'' if way.deals == 1 else 's'}"
    return f"{deals} of the average size, {shown(way.average, Unit.MONEY)} ({money})"
