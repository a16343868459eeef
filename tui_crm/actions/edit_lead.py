"""What goes with a lead: its contact, its day, its history."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any  # Any: the value of a column, whatever it holds

from sqlalchemy import func, select
from sqlmodel import col

from tui_crm.actions.edit_rules import Rules
from tui_crm.actions.marketing import (
    lead_name,
    move_creation,
    note_creation,
    put_stage,
    put_temperature,
)
from tui_crm.errors import FieldErrors, Refused
from tui_crm.models import Activity, Contact, Deal, Entity, HandOff, Lead, Record
from tui_crm.store import records
from tui_crm.store.engine import Work
from tui_crm.store.entry import Value
from tui_crm.text import fold, quoted

BORROWED = ("name", "email", "phone")


class LeadRules(Rules):
    """A lead is a person: its name, email and phone are its contact's."""

    def add(
        self, work: Work, entity: Entity, values: Mapping[str, Value], columns: dict[str, Any]
    ) -> Record:
        """Store a lead with its contact, known again by email and name, and begin its history.

        One that comes in as offered waits for sales, so that sales can decide.
        """
        created = columns["created_at"]
        columns["contact_id"] = _contact(work, values)
        columns["local_day"] = created.astimezone(work.business.zone).date()
        lead = records.build(work, Lead, columns)
        records.store(work, lead)
        assert isinstance(lead, Lead)
        work.made.setdefault("contact", lead.contact_id)
        note_creation(work, lead)
        if lead.stage == "offered":
            records.insert(work, HandOff, {"lead_id": lead.id, "offered_on": lead.local_day})
        return lead

    def change(
        self, work: Work, entity: Entity, record: Record, values: Mapping[str, Value]
    ) -> None:
        """Put new values into a lead and its contact; stage and temperature go into its history."""
        assert isinstance(record, Lead)
        rest = dict(values)
        self._change_contact(work, record, rest)
        stage, temperature = rest.pop("stage", None), rest.pop("temperature", None)
        created = rest.get("created_at")
        super().change(work, entity, record, {n: v for n, v in rest.items() if n not in BORROWED})
        if isinstance(created, datetime):
            record.local_day = created.astimezone(work.business.zone).date()
            move_creation(work, record)
        if isinstance(stage, str) and stage != record.stage:
            _require_direct(work, record, stage)
            put_stage(work, record, stage)
        if isinstance(temperature, str) and temperature != record.temperature:
            put_temperature(work, record, temperature)

    def delete(self, work: Work, record: Record) -> None:
        """Take a lead away, and its contact where nothing else knows that person."""
        assert isinstance(record, Lead)
        contact = work.get(Contact, record.contact_id)
        records.delete(work, record)
        if contact is not None and not _is_known(work, contact):
            records.delete(work, contact)

    def _change_contact(self, work: Work, lead: Lead, values: dict[str, Value]) -> None:
        contact = work.get(Contact, lead.contact_id)
        assert contact is not None
        typed = {name: values[name] for name in BORROWED if name in values}
        if "name" in typed and not typed["name"]:
            raise FieldErrors({"name": "this is needed"})
        for name, value in typed.items():
            setattr(contact, name, value)
        if typed:
            records.refresh_search(work, contact)


RULES = LeadRules()


def _contact(work: Work, values: Mapping[str, Value]) -> int:
    """The contact that a lead is: one with the same email and name, else a new one."""
    name, email = str(values["name"]), values.get("email")
    if email:
        same = select(Contact).where(func.lower(col(Contact.email)) == str(email).lower())
        for known in work.execute(same).scalars():
            assert isinstance(known, Contact)
            if fold(known.name) == fold(name) and known.id is not None:
                if not known.phone and values.get("phone"):
                    known.phone = str(values["phone"])
                    records.refresh_search(work, known)
                return known.id
    return records.insert(
        work, Contact, {"name": name, "email": email, "phone": values.get("phone")}
    )


def _require_direct(work: Work, lead: Lead, stage: str) -> None:
    """Raises `Refused` for stages that only the hand-off leads to or from."""
    name = quoted(lead_name(work, lead))
    if stage in ("offered", "accepted", "rejected"):
        told = {"offered": "offer-lead", "accepted": "accept-lead", "rejected": "reject-lead"}
        raise Refused(f"{name} becomes {stage} by the hand-off: use {told[stage]}.")
    if lead.stage in ("offered", "accepted"):
        raise Refused(f"{name} is {lead.stage}: the hand-off decides what comes next.")


def _is_known(work: Work, contact: Contact) -> bool:
    if contact.account_id is not None:
        return True
    return any(
        work.execute(select(model).where(model.table().c.contact_id == contact.id).limit(1)).first()
        for model in (Lead, Deal, Activity)
    )
