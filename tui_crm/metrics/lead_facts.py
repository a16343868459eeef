"""What became of leads: answered, qualified, accepted, warmed and won."""

from __future__ import annotations

from datetime import date, datetime, time
from fractions import Fraction
from typing import Any  # Any: a select of whatever sums a fact has

from sqlalchemy import (
    ColumnElement,
    Integer,
    ScalarSelect,
    Select,
    and_,
    case,
    cast,
    func,
    literal,
    or_,
    select,
)

from tui_crm.metrics.facts import Columns, channel_of, counted, fact
from tui_crm.metrics.figures import Figures
from tui_crm.metrics.kpi import Unit
from tui_crm.metrics.spans import Span, Window, days_between
from tui_crm.metrics.sums import median
from tui_crm.models import (
    Activity,
    Deal,
    HandOff,
    Lead,
    LeadEvent,
)
from tui_crm.models.fields import instant_text

ANSWERS = ("call", "email", "message", "meeting")
"""The kinds of activity that answer a lead."""

MATURING = "still maturing"
"""The note of a share of leads that have not had the usual time to be won."""

DAY_SECONDS = 24 * 60 * 60


def _created(window: Window, *columns: ColumnElement[Any]) -> Select[Any]:
    """The leads created in the window that count, each with its origin."""
    lead = Lead.table().c
    return select(
        lead.id,
        lead.local_day.label("on"),
        *columns,
        lead.campaign_id,
        channel_of(lead.campaign_id, lead.source),
    ).where(*counted(lead), lead.local_day >= window.first, lead.local_day < window.last)


@fact("lead", leads=Unit.COUNT)
def new_leads(window: Window) -> Select[Any]:
    """The leads created on each day."""
    return _created(window, literal(1).label("leads"))


@fact("lead", leads=Unit.COUNT)
def won_leads(window: Window) -> Select[Any]:
    """The leads created on each day whose deal has been won."""
    deal = Deal.table().c
    won = select(deal.lead_id).where(*won_with_lead(deal, window.as_of))
    return _created(window, literal(1).label("leads")).where(Lead.table().c.id.in_(won))


@fact("lead", seconds=Unit.COUNT, in_a_day=Unit.COUNT)
def answers(window: Window) -> Select[Any]:
    """The leads created on each day with the time until they were first answered."""
    lead = Lead.table().c
    answered = _first_answer(lead, window)
    seconds = cast(func.strftime("%s", answered), Integer) - cast(
        func.strftime("%s", lead.created_at), Integer
    )
    waited: ColumnElement[Any] = seconds
    if window.business.response_hours == "business":
        # The database has no calendar of working hours: the program's own is asked for each lead.
        waited = func.office_seconds(lead.created_at, answered, window.business["time_zone"])
    in_a_day = case((seconds <= DAY_SECONDS, 1), else_=0)
    return _created(window, waited.label("seconds"), in_a_day.label("in_a_day"))


def _first_answer(lead: Columns, window: Window) -> ScalarSelect[Any]:
    """When the first activity towards a lead took place, planned ones aside."""
    activity = Activity.table().c
    end = datetime.combine(window.as_of, time(), window.business.zone)
    return (
        select(func.min(activity.at))
        .where(
            activity.lead_id == lead.id,
            activity.at >= lead.created_at,
            activity.at < literal(instant_text(end)),
            activity.kind.in_(ANSWERS),
            activity.direction == "out",
            or_(activity.due_on.is_(None), activity.done.is_(True)),
        )
        .scalar_subquery()
    )


def unanswered(figures: Figures, span: Span) -> Select[Any]:
    """The leads created in the span that nobody has answered."""
    found = answers.rows(figures.window(span.start, span.end)).subquery()
    return select(found.c.id).where(found.c.seconds.is_(None))


def days_to_win(figures: Figures) -> Fraction | None:
    """The median of the days from the creation of a lead to its won deal; None without any."""
    lead, deal = Lead.table().c, Deal.table().c
    # Asked for deal by deal: a join would be read from the leads, most of which were not won.
    created_on = (
        select(lead.local_day).where(lead.id == deal.lead_id, *counted(lead)).scalar_subquery()
    )
    took = days_between(created_on, deal.closed_on).label("took")
    rows = figures.connection.execute(
        select(took, func.count())
        .where(*won_with_lead(deal, figures.as_of))
        .group_by(took)
        .order_by(took)
    )
    return median([(int(days), int(deals)) for days, deals in rows if days is not None])


def is_maturing(figures: Figures, span: Span) -> bool:
    """Whether a span ended less long ago than half of all won leads took to be won."""
    usual = figures.once("days to win", lambda: days_to_win(figures))
    return usual is not None and (figures.as_of - span.end).days < usual


def won_with_lead(deal: Columns, as_of: date) -> tuple[ColumnElement[bool], ...]:
    """That a deal came from a lead and was won before a day."""
    # Asked this way, all is found in the index of the deals' leads; by outcome it would not be.
    won_on = case((deal.outcome == "won", deal.closed_on))
    return deal.lead_id.is_not(None), won_on < as_of


def _counted_leads() -> Select[Any]:
    lead = Lead.table().c
    return select(lead.id).where(*counted(lead))


def _origin_of_lead(number: ColumnElement[Any]) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    lead = Lead.table().alias("origin").c
    campaign = select(lead.campaign_id).where(lead.id == number).scalar_subquery()
    channel = channel_of(lead.campaign_id, lead.source)
    return campaign.label("campaign_id"), select(channel).where(
        lead.id == number
    ).scalar_subquery().label("channel")


@fact("lead", leads=Unit.COUNT, accepted=Unit.COUNT)
def qualified(window: Window) -> Select[Any]:
    """The leads by the day they first were marketing-qualified, and whether sales accepted them."""
    event, handoff = LeadEvent.table().c, HandOff.table().c
    firsts = (
        select(event.lead_id.label("id"), func.min(event.on, type_=event.on.type).label("on"))
        .where(event.field == "stage", event.new == "mql")
        .group_by(event.lead_id)
        .subquery()
    )
    accepted = (
        select(handoff.id)
        .where(
            # Asked this way, a lead's hand-offs are searched and not all accepted ones.
            handoff.lead_id == firsts.c.id,
            case((handoff.decision == "accepted", handoff.decided_on)) < window.as_of,
        )
        .exists()
    )
    return select(
        firsts.c.id,
        firsts.c.on,
        literal(1).label("leads"),
        case((accepted, 1), else_=0).label("accepted"),
        *_origin_of_lead(firsts.c.id),
    ).where(
        firsts.c.id.in_(_counted_leads()), firsts.c.on >= window.first, firsts.c.on < window.last
    )


@fact("lead", leads=Unit.COUNT)
def accepted(window: Window) -> Select[Any]:
    """The leads by the day on which sales first accepted them."""
    handoff = HandOff.table().c
    decided = func.min(handoff.decided_on, type_=handoff.decided_on.type).label("on")
    firsts = (
        select(handoff.lead_id.label("id"), decided)
        .where(handoff.decision == "accepted")
        .group_by(handoff.lead_id)
        .subquery()
    )
    return select(
        firsts.c.id, firsts.c.on, literal(1).label("leads"), *_origin_of_lead(firsts.c.id)
    ).where(
        firsts.c.id.in_(_counted_leads()), firsts.c.on >= window.first, firsts.c.on < window.last
    )


@fact("handoff", accepted=Unit.COUNT, rejected=Unit.COUNT)
def decisions(window: Window) -> Select[Any]:
    """The hand-offs that sales decided on each day."""
    handoff = HandOff.table().c
    return select(
        handoff.id,
        handoff.decided_on.label("on"),
        case((handoff.decision == "accepted", 1), else_=0).label("accepted"),
        case((handoff.decision == "rejected", 1), else_=0).label("rejected"),
        *_origin_of_lead(handoff.lead_id),
    ).where(
        handoff.decision.in_(("accepted", "rejected")),
        handoff.lead_id.in_(_counted_leads()),
        handoff.decided_on >= window.first,
        handoff.decided_on < window.last,
    )


def waiting(figures: Figures, span: Span) -> Select[Any]:
    """The hand-offs that were offered before the span's end and not decided by then."""
    handoff = HandOff.table().c
    return select(handoff.id).where(
        handoff.offered_on < span.end,
        or_(handoff.decided_on.is_(None), handoff.decided_on >= span.end),
        handoff.lead_id.in_(_counted_leads()),
    )


def cold(figures: Figures, span: Span) -> Select[Any]:
    """The leads that were cold at the span's start or created cold within it.

    With those of them that first became warm or hot within the span.
    """
    found = _temperatures(span).subquery()
    return select(
        found.c.id,
        literal(1).label("cold"),
        case((found.c.warmed_on >= span.start, 1), else_=0).label("warmed"),
    ).where(or_(found.c.at_start > 0, found.c.created > 0))


def _temperatures(span: Span) -> Select[Any]:
    """What each lead's changes of temperature up to the span's end come to.

    Each change begins where the one before it ended, so that a lead is cold when it has become
    cold once more often than it has ceased to be.
    """
    event = LeadEvent.table().c
    became, ceased = event.new == "cold", event.old == "cold"
    created = and_(became, event.old.is_(None), event.on >= span.start)
    return (
        select(
            event.lead_id.label("id"),
            func.sum(case((event.on >= span.start, 0), (became, 1), (ceased, -1), else_=0)).label(
                "at_start"
            ),
            func.max(case((created, 1), else_=0)).label("created"),
            func.min(
                case((and_(ceased, event.new.in_(("warm", "hot"))), event.on)),
                type_=event.on.type,
            ).label("warmed_on"),
        )
        .where(
            event.field == "temperature",
            event.on < span.end,
            event.lead_id.in_(_counted_leads()),
        )
        .group_by(event.lead_id)
    )


def not_counted(figures: Figures, span: Span) -> Select[Any]:
    """The leads created in the span that are duplicates or invalid."""
    lead = Lead.table().c
    return select(lead.id).where(
        lead.local_day >= span.start,
        lead.local_day < span.end,
        or_(lead.invalid.is_(True), lead.duplicate_of_id.is_not(None)),
    )
