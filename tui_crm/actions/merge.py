"""Merging two records that are about the same: one stays, and has all that belonged to both.

A field that is given is the choice; else the one that stays keeps its own value, and takes the
other's where it has none. Notes are joined, and so are custom fields. Everything that led to the
other leads to the one that stays: what was done with people, deals, revenue, costs, histories.
Marks by which the other was known, such as the key of a file, lead to it from then on.

Contacts and accounts: the other is gone. No sum changes, for what it was sums of has moved.

Leads: the other is kept as a duplicate, set aside, with the lesser of the two histories, and is in
no figure, as no duplicate is. The one that stays counts once, on the earlier of their two days,
and has the history that went further, of its stage and of its temperature. What they have of
their contacts is merged too where those are two.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sqlalchemy import select
from sqlmodel import col

from tui_crm.actions.action import Given, action, ask
from tui_crm.actions.marketing import lead_name, move_creation, put_stage
from tui_crm.errors import Refused, WrongUsage
from tui_crm.models import (
    ENTITIES,
    Account,
    Contact,
    Entered,
    Entity,
    FieldSpec,
    HandOff,
    Kind,
    Lead,
    LeadEvent,
    Record,
)
from tui_crm.models.marketing import TEMPERATURES
from tui_crm.store import records
from tui_crm.store.customs import EXTRA, extra_of, extra_text
from tui_crm.store.engine import Work
from tui_crm.store.entry import Value
from tui_crm.store.journal import rewriting_history
from tui_crm.store.lookup import ID, find
from tui_crm.store.marks import SHARED_HOSTS, domain_of, email_spellings, name_key
from tui_crm.store.merged import Mark, note_merge
from tui_crm.text import quoted

JOINED = "notes"
"""The field of which both records' texts are kept, unless one is given."""

NOT_CHOSEN = frozenset({"stage", "temperature", "created_at", "invalid", "duplicate_of"})
"""Fields of a lead that follow from its history."""

FURTHER = {
    "stage": (
        "disqualified", "new", "working", "rejected", "mql", "offered", "accepted",
    ),
    "temperature": TEMPERATURES,
}  # fmt: skip
"""How far a lead has come, the least first: the history that went further is kept."""


def chosen_fields(entity: Entity) -> tuple[FieldSpec, ...]:
    """The fields of which a merge can be told whose value stays."""
    return tuple(
        replace(spec, required=False, default="", asked=True)
        for spec in entity.fields
        if spec.name not in NOT_CHOSEN
    )


def takes_others(name: str, mine: Value, theirs: Value) -> bool:
    """Whether the other's value of a field stays where nothing else is said.

    Whoever does not want to be written to is not; a customer of one of two has not gone for good.
    """
    if name == "do_not_contact":
        return bool(theirs) and not mine
    if name == "closed_on":
        return isinstance(mine, date) and (not isinstance(theirs, date) or theirs > mine)
    return mine is None and theirs is not None


def _asked(name: str) -> tuple[FieldSpec, ...]:
    other = ask(
        "other", "Other", Kind.TEXT, required=True,
        help=f"The {name} that goes: its number, or its name",
    )  # fmt: skip
    return (other, *chosen_fields(ENTITIES[name]))


@action("merge-contact", "Merge", *_asked("contact"), about="contact")
def merge_contact(work: Work, contact: Contact, given: Given) -> None:
    """Merge another contact into this one: its leads, deals and activities are this one's then."""
    other = _other(work, contact, given)
    assert isinstance(other, Contact)
    work.title = f"Merged contact {other.name} into {contact.name}"
    _merge(work, ENTITIES["contact"], contact, other, given)


@action("merge-account", "Merge", *_asked("account"), about="account")
def merge_account(work: Work, account: Account, given: Given) -> None:
    """Merge another account into this one: its contacts, deals and revenue are this one's then."""
    other = _other(work, account, given)
    assert isinstance(other, Account)
    work.title = f"Merged account {other.name} into {account.name}"
    _merge(work, ENTITIES["account"], account, other, given)


@action("merge-lead", "Merge", *_asked("lead"), about="lead")
def merge_lead(work: Work, lead: Lead, given: Given) -> None:
    """Merge another lead into this one, which then counts for both, from the earlier day."""
    other = _other(work, lead, given)
    assert isinstance(other, Lead)
    _require_mergeable(work, lead, other)
    work.title = f"Merged lead {lead_name(work, other)} into {lead_name(work, lead)}"
    _merge_people(work, lead, other, given)
    for owner, column in records.links_to(Lead):
        if owner is not LeadEvent:
            _move(work, owner, column.name, other, lead)
    _fill(ENTITIES["lead"], lead, other, given)
    _take_histories(work, lead, other)
    _count_once(work, lead, other)
    key, other.source_key = other.source_key, None
    work.flush()
    _lead_here(work, lead, _number(other), key, [])
    for record in (other, lead):
        records.refresh_search(work, record)


def _other(work: Work, record: Record, given: Given) -> Record:
    """The record that goes; raises `WrongUsage` or `Refused` where it cannot be."""
    entity = next(e for e in ENTITIES.values() if e.model is type(record))
    called = str(given.values["other"])
    named = ID.fullmatch(called)
    number = int(named[1] if named else called) if named or called.isdecimal() else None
    if number is None:
        number = find(work, entity, called)
    if number is None:
        raise WrongUsage(f"There is no {entity.name} called {quoted(called)}.")
    other = records.get(work, entity, number)
    if other is record:
        raise Refused(f"This is {entity.name} {number} itself: name another one to merge into it.")
    return other


def _merge(
    work: Work, entity: Entity, stays: Account | Contact, other: Account | Contact, given: Given
) -> None:
    """Move all that leads to a record to another one of its kind, fill that, and take it away."""
    known_by = [*_marks_of(stays), *_marks_of(other)]
    key, was = other.source_key, _number(other)
    for owner, column in records.links_to(type(stays)):
        _move(work, owner, column.name, other, stays)
    _fill(entity, stays, other, given)
    records.refresh_search(work, stays)
    records.delete(work, other)
    still = _marks_of(stays)
    marks = [mark for mark in known_by if mark not in still]
    _lead_here(work, stays, was, key, [*marks, ("number", str(was))])


def _lead_here(
    work: Work, stays: Entered, was: int, key: str | None, marks: list[tuple[Mark, str]]
) -> None:
    """Let a file's key of the other, and the marks it was known by, lead to the one that stays."""
    if key and not stays.source_key:
        stays.source_key = key
    elif key:
        marks = [*marks, ("key", key)]
    note_merge(work, type(stays).table().name, marks, was, _number(stays))


def _move(work: Work, owner: type[Record], column: str, other: Record, stays: Record) -> None:
    """Let what leads to one record lead to the other."""
    leading = select(owner).where(owner.table().c[column] == _number(other))
    for record in work.execute(leading).scalars():
        if record is not stays:
            setattr(record, column, _number(stays))
    work.flush()


def _fill(entity: Entity, stays: Entered, other: Entered, given: Given) -> None:
    """Give the one that stays the values that were chosen, and what only the other has."""
    for spec in chosen_fields(entity):
        if spec.via:
            continue
        mine, theirs = getattr(stays, spec.column), getattr(other, spec.column)
        if spec.name in given.values:
            setattr(stays, spec.column, given.values[spec.name])
        elif spec.name == JOINED and mine and theirs and theirs not in mine:
            setattr(stays, spec.column, f"{mine}\n{theirs}")
        elif takes_others(spec.name, mine, theirs):
            setattr(stays, spec.column, theirs)
    held = {**extra_of(getattr(other, EXTRA)), **extra_of(getattr(stays, EXTRA))}
    setattr(stays, EXTRA, extra_text(held))


def _marks_of(record: Account | Contact) -> list[tuple[Mark, str]]:
    """By what a record is known, and the one that stays of two need not be."""
    marks: list[tuple[Mark, str]] = [("phone", record.phone_key)] if record.phone_key else []
    if isinstance(record, Contact):
        # A name alone tells people too little apart to lead to one of them for ever.
        return [*marks, ("email", email_spellings(record.email)[0])] if record.email else marks
    domain = domain_of(record.domain or "")
    if domain and domain not in SHARED_HOSTS:
        marks.append(("domain", domain))
    return [*marks, ("name", name_key(record.name))]


def _require_mergeable(work: Work, lead: Lead, other: Lead) -> None:
    """Raises `Refused` where two leads cannot be one: sales would have to decide twice."""
    if lead.duplicate_of_id not in (None, other.id):
        raise Refused(
            f"Lead {lead.id} is a duplicate of lead {lead.duplicate_of_id}: merge into that one."
        )
    waiting = work.execute(
        select(HandOff.table().c.lead_id).where(
            col(HandOff.lead_id).in_((lead.id, other.id)), col(HandOff.decision).is_(None)
        )
    ).scalars()
    waits = set(waiting)
    if len(waits) == 2:
        raise Refused(
            f"Both leads of {quoted(lead_name(work, lead))} wait for sales: withdraw one of the "
            "offers (withdraw-lead), or let sales decide, first."
        )
    if waits and "accepted" in (lead.stage, other.stage):
        raise Refused(
            f"Lead {waits.pop()} waits for sales, which has accepted the other already: withdraw "
            "the offer (withdraw-lead), or let sales decide, first."
        )


def _merge_people(work: Work, lead: Lead, other: Lead, given: Given) -> None:
    """Let both leads be of one contact, with what was chosen of its fields."""
    contact, person = work.get(Contact, lead.contact_id), work.get(Contact, other.contact_id)
    assert contact is not None and person is not None
    borrowed = {spec.name for spec in ENTITIES["lead"].fields if spec.via}
    chosen = {name: value for name, value in given.values.items() if name in borrowed}
    if person is not contact:
        _merge(work, ENTITIES["contact"], contact, person, Given(chosen))
        return
    for name, value in chosen.items():
        setattr(contact, name, value)
    records.refresh_search(work, contact)


def _take_histories(work: Work, lead: Lead, other: Lead) -> None:
    """Let the lead that stays have the histories that went further, the other one the others."""
    for field, steps in FURTHER.items():
        mine, theirs = getattr(lead, field), getattr(other, field)
        if steps.index(theirs) > steps.index(mine):
            _swap_history(work, lead, other, field)
            setattr(lead, field, theirs)
            setattr(other, field, mine)


def _swap_history(work: Work, lead: Lead, other: Lead, field: str) -> None:
    events = work.execute(
        select(LeadEvent).where(
            col(LeadEvent.lead_id).in_((lead.id, other.id)), col(LeadEvent.field) == field
        )
    ).scalars()
    with rewriting_history(work):
        for event in events:
            event.lead_id = _number(other if event.lead_id == lead.id else lead)


def _count_once(work: Work, lead: Lead, other: Lead) -> None:
    """Let the one that stays count from the earlier day, and the other not at all."""
    if other.created_at < lead.created_at:
        lead.created_at, lead.local_day = other.created_at, other.local_day
    move_creation(work, lead)
    lead.invalid = lead.invalid and other.invalid
    lead.duplicate_of_id, other.duplicate_of_id = None, lead.id
    if other.stage != "disqualified":
        put_stage(work, other, "disqualified")


def _number(record: Record) -> int:
    """The number of a stored record."""
    number = getattr(record, "id", None)
    assert isinstance(number, int)
    return number
