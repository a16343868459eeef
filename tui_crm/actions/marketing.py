"""What marketing does with leads: qualify, warm, set aside; every change noted in their history."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlmodel import col

from tui_crm.actions.action import ON, Given, action, ask, moment_on
from tui_crm.errors import FieldErrors, Refused
from tui_crm.models import Contact, Kind, Lead, LeadEvent
from tui_crm.models.marketing import TEMPERATURES
from tui_crm.period import written_day
from tui_crm.store import records
from tui_crm.store.engine import Work
from tui_crm.store.journal import rewriting_history
from tui_crm.text import quoted


@action("qualify-lead", "Qualify", ON, about="lead")
def qualify_lead(work: Work, lead: Lead, given: Given) -> None:
    """Call a lead marketing-qualified: it fits, and it is ready to be offered to sales."""
    name = lead_name(work, lead)
    if lead.stage not in ("new", "working", "rejected", "disqualified"):
        raise Refused(f"{quoted(name)} is {lead.stage} already.")
    put_stage(work, lead, "mql", given.day("on", work.today))
    work.title = f"Qualified {name}"


@action(
    "warm-lead", "Warm",
    ON, ask("temperature", "Temperature", Kind.CHOICE, choices=TEMPERATURES, default="warm"),
    about="lead",
)  # fmt: skip
def warm_lead(work: Work, lead: Lead, given: Given) -> None:
    """Change a lead's temperature: warm, unless another is given."""
    temperature = given.text("temperature") or "warm"
    name = lead_name(work, lead)
    if lead.temperature == temperature:
        raise Refused(f"{quoted(name)} is {temperature} already.")
    put_temperature(work, lead, temperature, given.day("on", work.today))
    work.title = f"{name} is {temperature}"


@action(
    "disqualify-lead", "Disqualify", ON,
    ask("reason", "Because", Kind.TEXT), about="lead",
)  # fmt: skip
def disqualify_lead(work: Work, lead: Lead, given: Given) -> None:
    """Set a lead aside: it does not fit, or does not want."""
    name = lead_name(work, lead)
    if lead.stage in ("offered", "accepted", "disqualified"):
        raise Refused(f"{quoted(name)} is {lead.stage}: it cannot be set aside.")
    put_stage(work, lead, "disqualified", given.day("on", work.today))
    reason = given.text("reason")
    if reason:
        lead.notes = f"{lead.notes}\n{reason}" if lead.notes else reason
        records.refresh_search(work, lead)
    work.title = f"Set {name} aside"


def put_stage(work: Work, lead: Lead, stage: str, on: date | None = None) -> None:
    """Change a lead's stage on a day, and note it in its history.

    Without a day it is today, or the day of the last change where that lies later. Raises
    `FieldErrors` where the stage was changed after the day already.
    """
    _note(work, lead, "stage", lead.stage, stage, on)
    lead.stage = stage
    records.refresh_search(work, lead)


def put_temperature(work: Work, lead: Lead, temperature: str, on: date | None = None) -> None:
    """Change a lead's temperature on a day, and note it in its history; days are as for a stage."""
    _note(work, lead, "temperature", lead.temperature, temperature, on)
    lead.temperature = temperature
    records.refresh_search(work, lead)


def note_creation(work: Work, lead: Lead) -> None:
    """Begin a lead's history: the stage and the temperature that it was created with."""
    assert lead.id is not None
    for field, new in (("stage", lead.stage), ("temperature", lead.temperature)):
        event = LeadEvent(
            lead_id=lead.id, on=lead.local_day, at=lead.created_at, field=field, old=None, new=new
        )
        work.add(event)
    work.flush()


def move_creation(work: Work, lead: Lead) -> None:
    """Let a lead's history begin at its corrected creation.

    Raises `FieldErrors` where the lead was changed before that day already.
    """
    events = work.execute(select(LeadEvent).where(col(LeadEvent.lead_id) == lead.id)).scalars()
    with rewriting_history(work):
        for event in events:
            if event.old is None:
                event.on, event.at = lead.local_day, lead.created_at
            elif event.on < lead.local_day:
                changed = f"its {event.field} was changed on {written_day(event.on)}: not after"
                raise FieldErrors({"created_at": changed})


def lead_name(work: Work, lead: Lead) -> str:
    """What a lead is called: its contact's name."""
    contact = work.get(Contact, lead.contact_id)
    assert contact is not None
    return contact.name


def _note(work: Work, lead: Lead, field: str, old: str, new: str, on: date | None) -> None:
    """Write a change into a lead's history, which keeps the order of the days.

    So each change begins where the one before it ended, and a lead's state on any day is known.
    """
    assert lead.id is not None
    last = _last_change(work, lead, field)
    if on is None:
        on = max(work.today, last) if last else work.today
    elif last is not None and on < last:
        raise FieldErrors({"on": f"it has been {old} since {written_day(last)}: not before"})
    at = moment_on(work, on)
    if at < lead.created_at and on == lead.local_day:
        at = lead.created_at
    work.add(LeadEvent(lead_id=lead.id, on=on, at=at, field=field, old=old, new=new))
    work.flush()


def _last_change(work: Work, lead: Lead, field: str) -> date | None:
    """The last day that a lead's history knows of a field."""
    found = work.execute(
        select(col(LeadEvent.on))
        .where(col(LeadEvent.lead_id) == lead.id, col(LeadEvent.field) == field)
        .order_by(col(LeadEvent.on).desc())
        .limit(1)
    )
    return found.scalar_one_or_none()
