"""Activities: what was said and done with people, and what is to be done next."""

from __future__ import annotations

from datetime import UTC, datetime

from tui_crm.actions.action import Given, action, ask
from tui_crm.actions.marketing import put_stage
from tui_crm.errors import Refused
from tui_crm.models import Activity, Kind, Lead
from tui_crm.store import records
from tui_crm.store.engine import Work
from tui_crm.text import quoted

KINDS = ("call", "email", "message", "meeting", "note", "task")


@action(
    "log-activity", "Log an activity",
    ask("kind", "Kind", Kind.CHOICE, choices=KINDS, default="call"),
    ask("subject", "Subject", Kind.TEXT),
    ask("direction", "Direction", Kind.CHOICE, choices=("out", "in"), default="out"),
    ask("at", "When", Kind.INSTANT, help="Empty: now"),
    ask("due_on", "Due", Kind.DAY, help="A day makes it a follow-up: fri, tomorrow, +3d"),
    ask("contact", "Contact", Kind.LINK, target="contact"),
    ask("lead", "Lead", Kind.LINK, target="lead"),
    ask("deal", "Deal", Kind.LINK, target="deal"),
    ask("done", "Done", Kind.FLAG, help="Empty: done, unless it has a due day"),
    ask("notes", "Notes", Kind.LONG),
)  # fmt: skip
def log_activity(work: Work, _record: None, given: Given) -> None:
    """Log a call, email, message, meeting, note or task; with a due day it is a follow-up."""
    due_on = given.optional_day("due_on")
    at = given.values.get("at")
    kind = given.text("kind") or "call"
    lead_id = given.number("lead")
    contact_id = given.number("contact")
    if contact_id is None and lead_id is not None:
        lead = work.get(Lead, lead_id)
        contact_id = lead.contact_id if lead else None
    columns = {
        "at": at.astimezone(UTC) if isinstance(at, datetime) else work.at,
        "kind": kind,
        "direction": given.text("direction") or (None if kind in ("note", "task") else "out"),
        "subject": given.text("subject"),
        "contact_id": contact_id,
        "lead_id": lead_id,
        "deal_id": given.number("deal"),
        "due_on": due_on,
        "done": bool(given.values["done"]) if "done" in given.values else due_on is None,
        "notes": given.text("notes"),
    }
    work.made["activity"] = records.insert(work, Activity, columns)
    if lead_id is not None and columns["direction"] == "out":
        _start_working(work, lead_id)
    work.title = f"Logged a{'n' if kind == 'email' else ''} {kind}" + (
        f": {given.text('subject')}" if given.has("subject") else ""
    )


@action("complete-activity", "Done", about="activity")
def complete_activity(work: Work, activity: Activity, _given: Given) -> None:
    """Tick off a follow-up."""
    called = activity.subject or activity.kind
    if activity.done:
        raise Refused(f"{quoted(called)} is done already.")
    activity.done = True
    work.title = f"Done: {called}"


def _start_working(work: Work, lead_id: int) -> None:
    """A new lead that somebody has written to or called is being worked on."""
    lead = work.get(Lead, lead_id)
    if lead is not None and lead.stage == "new":
        put_stage(work, lead, "working")
