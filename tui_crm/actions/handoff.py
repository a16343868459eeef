"""Where marketing and sales meet: a lead is offered, and sales accepts or rejects it."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlmodel import col

from tui_crm.actions import deals
from tui_crm.actions.action import ON, Given, action, ask
from tui_crm.actions.marketing import lead_name, put_stage
from tui_crm.errors import FieldErrors, Refused
from tui_crm.models import ENTITIES, Account, Contact, Deal, HandOff, Kind, Lead
from tui_crm.period import written_day
from tui_crm.store import records
from tui_crm.store.engine import Work
from tui_crm.store.lookup import find
from tui_crm.text import quoted


@action("offer-lead", "Offer to sales", ON, ask("note", "Note", Kind.TEXT), about="lead")
def offer_lead(work: Work, lead: Lead, given: Given) -> None:
    """Offer a qualified lead to sales, with a note on what it wants."""
    name = lead_name(work, lead)
    if lead.invalid or lead.duplicate_of_id is not None:
        raise Refused(f"{quoted(name)} is marked invalid or a duplicate: it cannot be offered.")
    if lead.stage in ("offered", "accepted"):
        raise Refused(f"{quoted(name)} is {lead.stage} already.")
    if lead.stage != "mql":
        raise Refused(f"{quoted(name)} is {lead.stage}, not qualified: qualify it first.")
    on = given.day("on", work.today)
    work.made["handoff"] = records.insert(
        work, HandOff, {"lead_id": lead.id, "offered_on": on, "note": given.text("note")}
    )
    put_stage(work, lead, "offered", on)
    work.title = f"Offered {name} to sales"


@action("withdraw-lead", "Withdraw the offer", ON, about="lead")
def withdraw_lead(work: Work, lead: Lead, given: Given) -> None:
    """Take an offered lead back before sales has decided."""
    handoff = _waiting(work, lead)
    on = _decide(handoff, "withdrawn", given, work.today)
    put_stage(work, lead, "mql", on)
    work.title = f"Withdrew the offer of {lead_name(work, lead)}"


@action(
    "accept-lead", "Accept", ON,
    ask("deal", "Deal", Kind.TEXT, help="What it will be called; empty: by account or name"),
    ask("amount", "Amount", Kind.MONEY, low=0, help="1.2k, 12*3, 4500"),
    ask("stage", "Stage", Kind.LINK, target="stage"),
    ask("expected_on", "Expected", Kind.DAY, help="fri, +2w, end of march"),
    ask("account", "Account", Kind.TEXT, help="Empty: the lead's company, or the person"),
    ask("currency", "Currency", Kind.TEXT),
    ask("rate", "Rate", Kind.RATE, low=1),
    about="lead",
)  # fmt: skip
def accept_lead(work: Work, lead: Lead, given: Given) -> None:
    """Accept an offered lead: its account, its contact and its deal are made, the campaign kept."""
    handoff = _waiting(work, lead)
    name = lead_name(work, lead)
    stage = deals.open_stage(work, given.number("stage"))
    account_id = _account(work, lead, given.text("account") or lead.company or name)
    on = _decided_day(handoff, given, work.today)
    deal = _deal(work, lead, account_id, on, given)
    deals.enter_stage(deal, stage, on)
    records.settle_money(deal, work.business.currency, rated=given.has("rate"))
    work.made["deal"] = records.store(work, deal)
    deals.note(work, deal, on)
    handoff.decided_on, handoff.decision, handoff.deal_id = on, "accepted", deal.id
    put_stage(work, lead, "accepted", on)
    work.title = f"Accepted {name}: {deal.name}"


@action(
    "reject-lead", "Reject", ON,
    ask("reason", "Because", Kind.TEXT, required=True, help="no budget, wrong time ..."),
    about="lead",
)  # fmt: skip
def reject_lead(work: Work, lead: Lead, given: Given) -> None:
    """Reject an offered lead with the reason; it goes back to marketing."""
    handoff = _waiting(work, lead)
    handoff.reason = given.text("reason")
    on = _decide(handoff, "rejected", given, work.today)
    put_stage(work, lead, "rejected", on)
    work.title = f"Rejected {lead_name(work, lead)}: {handoff.reason}"


def _waiting(work: Work, lead: Lead) -> HandOff:
    found: HandOff | None = work.execute(
        select(HandOff).where(col(HandOff.lead_id) == lead.id, col(HandOff.decision).is_(None))
    ).scalar_one_or_none()
    if found is None:
        name = quoted(lead_name(work, lead))
        raise Refused(f"{name} is {lead.stage}, not waiting for sales: offer it first.")
    return found


def _decided_day(handoff: HandOff, given: Given, today: date) -> date:
    on = given.day("on", today)
    if on < handoff.offered_on:
        raise FieldErrors(
            {"on": f"it was offered on {written_day(handoff.offered_on)}: not before"}
        )
    return on


def _decide(handoff: HandOff, decision: str, given: Given, today: date) -> date:
    on = _decided_day(handoff, given, today)
    handoff.decided_on, handoff.decision = on, decision
    return on


def _account(work: Work, lead: Lead, called: str) -> int:
    """The account of this name, made where there is none; the lead's contact joins it."""
    contact = work.get(Contact, lead.contact_id)
    assert contact is not None
    account_id = contact.account_id if not lead.company else None
    account_id = account_id or find(work, ENTITIES["account"], called)
    if account_id is None:
        kind = "company" if lead.company or called != contact.name else "person"
        account_id = records.insert(work, Account, {"name": called, "kind": kind})
        work.made["account"] = account_id
    if contact.account_id is None:
        contact.account_id = account_id
    work.made.setdefault("contact", lead.contact_id)
    return account_id


def _deal(work: Work, lead: Lead, account_id: int, on: date, given: Given) -> Deal:
    columns: dict[str, object] = {
        "name": given.text("deal") or lead.company or lead_name(work, lead),
        "account_id": account_id,
        "contact_id": lead.contact_id,
        "lead_id": lead.id,
        "campaign_id": lead.campaign_id,
        "stage_id": 0,
        "amount_minor": given.number("amount"),
        "currency": (given.text("currency") or work.business.currency).upper(),
        "opened_on": on,
        "expected_on": given.optional_day("expected_on"),
        "stage_since": on,
    }
    if given.has("rate"):
        columns["fx_e8"] = given.number("rate")
    deal = records.build(work, Deal, columns)
    assert isinstance(deal, Deal)
    return deal
