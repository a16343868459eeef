"""The bottleneck: which step from visit to won deal moved won value most, and by how much."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal  # Any: a select of whatever sums a fact has

from sqlalchemy import Select, case, select

from tui_crm.metrics.facts import fact
from tui_crm.metrics.figures import Figures
from tui_crm.metrics.kpi import Number, Unit
from tui_crm.metrics.lead_facts import accepted, new_leads, qualified
from tui_crm.metrics.marketing_facts import visits
from tui_crm.metrics.spans import Span, Window, cut_alike, span_of
from tui_crm.metrics.split import split
from tui_crm.metrics.sums import Flow
from tui_crm.metrics.terms import one_of
from tui_crm.models import Deal
from tui_crm.period import Period

MOST_PERIODS = 12
"""How many periods before it a period is compared with."""

FEWEST_PERIODS = 3
"""With fewer there is no saying what is usual."""

Kind = Literal["volume", "rate", "value"]


@fact("deal", from_leads=Unit.COUNT, led_value=Unit.MONEY, other_value=Unit.MONEY)
def wins_by_lead(window: Window) -> Select[Any]:
    """The deals won on each day and their value, those that came from a lead apart."""
    deal = Deal.table().c
    led = deal.lead_id.is_not(None)
    return select(
        deal.id,
        deal.closed_on.label("on"),
        case((led, 1), else_=0).label("from_leads"),
        case((led, deal.base_minor), else_=0).label("led_value"),
        case((led, 0), else_=deal.base_minor).label("other_value"),
    ).where(deal.outcome == "won", deal.closed_on >= window.first, deal.closed_on < window.last)


SESSIONS = Flow("sessions", visits, "sessions")
LEADS = Flow("leads", new_leads, "leads")
QUALIFIED = Flow("qualified leads", qualified, "leads")
ACCEPTED = Flow("accepted leads", accepted, "leads")
WON = Flow("deals won from leads", wins_by_lead, "from_leads")
LED_VALUE = Flow("value won from leads", wins_by_lead, "led_value")
OTHER_VALUE = Flow("value won without a lead", wins_by_lead, "other_value")

CHAIN = (SESSIONS, LEADS, QUALIFIED, ACCEPTED, WON)
"""The steps on the way to won value, each counted on its own day."""


@dataclass(frozen=True, slots=True)
class Part:
    """What a step, or the value of deals, added to won value or took from it."""

    over: Flow
    """What is counted; in the span, and in those of the history, it opens to its rows."""
    under: Flow | None
    """Of what it is a share or a mean; None where it stands for itself."""
    before: Fraction
    """What it usually is: a number, a share, or an amount in minor units."""
    now: Fraction
    effect: Fraction
    """What its change did to won value, in minor units of the base currency."""

    @property
    def name(self) -> str:
        """In words made of its terms' names: "leads", "qualified leads / leads"."""
        return f"{self.over.name} / {self.under.name}" if self.under else self.over.name

    @property
    def kind(self) -> Kind:
        """Whether it is how much comes in, which share goes on, or what a deal is worth."""
        if self.over.unit is Unit.MONEY:
            return "value"
        return "rate" if self.under else "volume"


@dataclass(frozen=True, slots=True)
class Bottleneck:
    """The won value of a period beside what is usual, and what each part did to it."""

    span: Span
    history: Sequence[Span]
    """The periods before it that say what is usual, oldest first."""
    before: Fraction
    """The mean of their won value, in minor units of the base currency."""
    now: Fraction
    parts: Sequence[Part]
    """Their effects add up to the change exactly."""
    reason: str = ""
    """Why nothing can be said."""

    @property
    def change(self) -> Fraction:
        """How far won value is above what is usual; below zero where it is below."""
        return self.now - self.before

    @property
    def biggest(self) -> Part | None:
        """The part that took most where won value is down, else the one that moved it most."""
        moved = [part for part in self.parts if part.effect]
        if self.change < 0:
            return min(moved, key=lambda part: part.effect)
        return max(moved, key=lambda part: abs(part.effect), default=None)


def bottleneck(figures: Figures, period: Period) -> Bottleneck:
    """Which part of the way to won value is why a period brought more or less than is usual.

    Won value = sessions x leads per session x qualified per lead x accepted per qualified x won
    per accepted x the mean value of those deals, + the value of deals won without a lead. All of
    it is what happened in the period: a deal won in it may be from an earlier lead, so a share of
    these flows can exceed 100 %. A lead counts when it was created, first qualified, and first
    accepted; a deal came from a lead where it names one.

    Usual is the mean of the up to twelve periods of equal kind before it that begin no earlier
    than the books; pooled, sums by their number. While the period is running they are cut to as
    many days. A step that was not counted in either, being zero or unknown, is merged with the
    next one; traffic is known where every one of the periods has a day recorded. Amounts are in
    minor units of the base currency.
    """
    span = span_of(period, figures.as_of)
    history = _history(figures, span)
    if not span.begun or len(history) < FEWEST_PERIODS:
        reason = "too little history" if span.begun else "the period has not begun"
        return Bottleneck(span, history, Fraction(0), Fraction(0), [], reason)
    flows = (*CHAIN, LED_VALUE, OTHER_VALUE)
    # The oldest first, so that each fact is read once.
    sums = {flow: [Fraction(flow.number(figures, one)) for one in history] for flow in flows}
    before = {flow: sum(numbers, Fraction(0)) / len(history) for flow, numbers in sums.items()}
    now = {flow: Fraction(flow.number(figures, span)) for flow in flows}
    steps = [step for step in CHAIN if before[step] > 0 and now[step] > 0]
    if not all(figures.days(visits, one.start, one.end) for one in history):
        steps = [step for step in steps if step is not SESSIONS]
    parts = _parts(steps, before, now)
    apart = Part(
        OTHER_VALUE, None, before[OTHER_VALUE], now[OTHER_VALUE],
        now[OTHER_VALUE] - before[OTHER_VALUE],
    )  # fmt: skip
    return Bottleneck(
        span,
        history,
        before[LED_VALUE] + before[OTHER_VALUE],
        now[LED_VALUE] + now[OTHER_VALUE],
        [*parts, apart],
    )


def told(
    found: Bottleneck, money: Callable[[Number], str], percent: Callable[[Number], str]
) -> str:
    """A bottleneck in one sentence for people, its numbers written by the two functions given."""
    if found.reason:
        return f"What moved won value cannot be told: {found.reason}."
    change, part = found.change, found.biggest
    direction = "below" if change < 0 else "above" if change > 0 else "as in"
    distance = f"{money(abs(change))} {direction}" if change else direction
    sentence = f"Won value is {distance} {_usual(found.span)}"
    if part is None:
        return f"{sentence}."
    verb = "cost" if part.effect < 0 else "added"
    share = " of it" if part.effect * change > 0 and abs(part.effect) <= abs(change) else ""
    link = ":" if part.effect * change > 0 else ", although"
    return (
        f"{sentence}{link} {_cause(part, money, percent)} {verb} {money(abs(part.effect))}{share}."
    )


def _history(figures: Figures, span: Span) -> list[Span]:
    """The periods before one that lie after the books' start, oldest first."""
    found: list[Span] = []
    earlier = span.period.previous()
    while len(found) < MOST_PERIODS and earlier.start >= figures.books_start:
        found.append(cut_alike(earlier, span, figures.as_of))
        earlier = earlier.previous()
    return found[::-1]


def _parts(
    steps: Sequence[Flow], before: Mapping[Flow, Fraction], now: Mapping[Flow, Fraction]
) -> list[Part]:
    """The value won from leads as a product of its steps, and what each did to it."""
    ratios = list(zip((*steps, LED_VALUE), (None, *steps), strict=True))

    def factors(numbers: Mapping[Flow, Fraction]) -> dict[str, Fraction]:
        return {
            over.name: numbers[over] / numbers[under] if under else numbers[over]
            for over, under in ratios
        }

    usual, current = factors(before), factors(now)
    effects = split(usual, current, _product)
    return [
        Part(over, under, usual[over.name], current[over.name], effects[over.name])
        for over, under in ratios
    ]


def _product(factors: Mapping[str, Fraction]) -> Fraction:
    product = Fraction(1)
    for factor in factors.values():
        product *= factor
    return product


def _usual(span: Span) -> str:
    """What a period is compared with."""
    grain, days = span.period.grain, (span.end - span.start).days
    whole = f"{span.period.days} days" if grain == "custom" else grain
    if not span.running:
        return f"your usual {whole}"
    first = "day" if days == 1 else f"{days} days"
    return f"the first {first} of your usual {whole}"


def _cause(part: Part, money: Callable[[Number], str], percent: Callable[[Number], str]) -> str:
    """What is different about a part, as the subject of a sentence."""
    fewer = part.now < part.before
    if part.kind == "volume":
        moved = percent(abs(part.now / part.before - 1))
        side = "below" if fewer else "above"
        return f"{'fewer' if fewer else 'more'} {part.over.name} ({moved} {side} usual)"
    if part.kind == "rate" and part.under:
        beside = f"({percent(part.now)} instead of {percent(part.before)})"
        more = "fewer" if fewer else "more"
        return f"{more} {part.over.name} per {one_of(part.under.name)} {beside}"
    beside = f"({money(part.now)} instead of {money(part.before)})"
    if part.under is WON:
        return f"{'smaller' if fewer else 'larger'} deals from leads {beside}"
    less = "less" if fewer else "more"
    per = f" per {one_of(part.under.name)}" if part.under else ""
    return f"{less} {part.over.name}{per} {beside}"
