"""The funnel: from visits over leads to customers who stay, with the rate of each step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal, get_args  # Any: a select of an id and whatever counts

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, or_, select, union_all

from tui_crm.metrics.customers import active_at
from tui_crm.metrics.figures import Figures
from tui_crm.metrics.kpi import Unit
from tui_crm.metrics.lead_facts import MATURING, is_maturing, new_leads
from tui_crm.metrics.marketing_facts import visits
from tui_crm.metrics.spans import Span, span_before, span_of, span_of_last_year
from tui_crm.metrics.sums import Asked, Flow
from tui_crm.metrics.terms import Rows, Term
from tui_crm.models import Deal, HandOff, LeadEvent
from tui_crm.period import Period

StepName = Literal["sessions", "leads", "qualified", "accepted", "won", "retained"]

STEPS: tuple[StepName, ...] = get_args(StepName)
OF_LEADS = STEPS[2:]
"""The steps that the leads created in the period go through."""


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the funnel: how many came so far."""

    name: StepName
    count: int | None
    """None where it is not known: no day's traffic was recorded, or the period has not begun."""
    of_before: Fraction | None
    """Their share of those of the step before; None where there were none or it is not known."""
    of_leads: Fraction | None
    """Their share of the leads."""


@dataclass(frozen=True, slots=True)
class Passage:
    """The funnel of a period's leads."""

    span: Span
    steps: Sequence[Step]
    """In the order of `STEPS`."""
    note: str = ""
    """What to know about it: "still running", "still maturing"."""


@dataclass(frozen=True, slots=True)
class Funnel:
    """The funnel of a period beside those of earlier ones."""

    current: Passage
    previous: Passage
    """The period before; cut to as many days while the current one is running."""
    last_year: Passage
    """The same period a year before, cut likewise."""


def funnel(figures: Figures, period: Period) -> Funnel:
    """What became by now of the leads created in a period: each counts once, at every step.

    Sessions are those of the period; leads those created in it that are neither duplicates nor
    invalid. Of these leads: qualified are those that were marketing-qualified, accepted those
    that sales accepted, won those with a won deal, retained those won whose account is an active
    customer, all before the day as of which the figures are.

    A lead that came to a later step has passed all steps before it, whether or not that was
    recorded: an owner who wins a lead at once did accept it. So every step is a part of the one
    before and no rate of leads exceeds 100 %. Sessions are no people and not all leads come from
    the website: leads by sessions is a ratio of two flows, which can exceed it.

    The earlier periods stand there as known now, as everywhere. Their leads have had more time:
    a period over for less long than half of all won leads took is marked as still maturing.
    """
    as_of = figures.as_of
    span = span_of(period, as_of)
    spans = (span, span_before(span, as_of), span_of_last_year(span, as_of))
    passed = figures.once(("funnel", spans), lambda: _leads_passed(figures, spans))
    return Funnel(*(_passage(figures, *each) for each in zip(spans, passed, strict=True)))


def funnel_rows(figures: Figures, span: Span, step: StepName) -> Rows:
    """The records of a step: leads, or the days of visits; they add up to its count."""
    rows = _TERMS[step].rows(figures, span)
    assert rows is not None
    return rows


def _passage(figures: Figures, span: Span, passed: Sequence[int]) -> Passage:
    counts: Mapping[StepName, int | None] = dict.fromkeys(STEPS)
    if span.begun:
        recorded = figures.days(visits, span.start, span.end)
        sessions = figures.total(visits, span.start, span.end)["sessions"]
        counts = {
            "sessions": sessions if recorded else None,
            "leads": figures.total(new_leads, span.start, span.end)["leads"],
            **dict(zip(OF_LEADS, passed, strict=True)),
        }
    leads = counts["leads"]
    steps, before = [], None
    for name in STEPS:
        count = counts[name]
        of_leads = None if name == "sessions" else _share(count, leads)
        steps.append(Step(name, count, _share(count, before), of_leads))
        before = count
    return Passage(span, steps, _note(figures, span))


def _leads_passed(figures: Figures, spans: Sequence[Span]) -> list[list[int]]:
    """How many leads of each span came to each step; all by one statement.

    Who is a customer takes the longest to find, and is the same for all of them.
    """
    customers = _customers(figures).cte("customers")
    found = [_passed(figures, span, select(customers.c.id)).subquery() for span in spans]
    query = union_all(
        *(
            select(literal(place), *(func.coalesce(func.sum(each.c[name]), 0) for name in OF_LEADS))
            for place, each in enumerate(found)
        )
    )
    counts = {place: numbers for place, *numbers in figures.connection.execute(query)}
    return [[int(number) for number in counts[place]] for place in range(len(spans))]


def _customers(figures: Figures) -> Select[Any]:
    """The accounts that are active customers now."""
    active = active_at([figures.as_of], figures.business.activity_window).subquery()
    return select(active.c.id).where(active.c.pattern == 1)


def _passed(figures: Figures, span: Span, customers: Select[Any]) -> Select[Any]:
    """The leads created in the span with which steps each has passed."""
    lead = new_leads.rows(figures.window(span.start, span.end)).subquery()
    event, handoff, deal = LeadEvent.table().c, HandOff.table().c, Deal.table().c
    won_deal = and_(
        deal.lead_id == lead.c.id, deal.outcome == "won", deal.closed_on < figures.as_of
    )
    won = select(deal.id).where(won_deal).exists()
    retained = select(deal.id).where(won_deal, deal.account_id.in_(customers)).exists()
    # Asked this way, a lead's own events and hand-offs are searched, not all that are alike.
    qualified_on = case((and_(event.field == "stage", event.new == "mql"), event.on))
    accepted_on = case((handoff.decision == "accepted", handoff.decided_on))
    qualified = select(event.id).where(event.lead_id == lead.c.id, qualified_on < figures.as_of)
    taken = select(handoff.id).where(handoff.lead_id == lead.c.id, accepted_on < figures.as_of)
    accepted = or_(won, taken.exists())
    return select(
        lead.c.id,
        _one(or_(accepted, qualified.exists())).label("qualified"),
        _one(accepted).label("accepted"),
        _one(won).label("won"),
        _one(retained).label("retained"),
    )


def _one(holds: ColumnElement[bool]) -> ColumnElement[int]:
    return case((holds, 1), else_=0)


def _came_to(name: StepName) -> Asked:
    """The leads that have come to a step, as a term."""

    def ask(figures: Figures, span: Span) -> Select[Any]:
        found = _passed(figures, span, _customers(figures)).subquery()
        return select(found.c.id, found.c[name].label("counts")).where(found.c[name] == 1)

    return Asked(name, "lead", Unit.COUNT, ask)


_TERMS: Mapping[StepName, Term] = {
    "sessions": Flow("sessions", visits, "sessions"),
    "leads": Flow("leads", new_leads, "leads"),
    **{name: _came_to(name) for name in OF_LEADS},
}


def _share(part: int | None, of: int | None) -> Fraction | None:
    return Fraction(part, of) if part is not None and of else None


def _note(figures: Figures, span: Span) -> str:
    """That it is not over, or too young for its leads to have been won."""
    if not span.begun:
        return "the period has not begun"
    note = MATURING if is_maturing(figures, span) else ""
    return "; ".join(part for part in (span.note, note) if part)
