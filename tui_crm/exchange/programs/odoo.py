"""Odoo's export of leads and opportunities, whose rows hold person, company and deal together."""

from __future__ import annotations

from tui_crm.exchange.programs.program import Program, Texts
from tui_crm.exchange.programs.texts import is_word, plain
from tui_crm.text import fold

_ACTIVE = "Active"
_CREATED = "Created on|Creation Date|Create Date"


def _deal(texts: Texts) -> None:
    texts["notes"] = plain(texts.get("notes", ""))
    if is_word(texts.get(_ACTIVE, ""), "false", "0", "no"):
        # Odoo archives what is lost, and leaves it in the stage that it was in.
        texts["outcome"] = "lost"
    elif fold(texts.get("stage", "")) != "won":
        texts["closed_on"] = ""
    if texts.get("outcome") != "lost":
        texts["lost_reason"] = ""
    created = texts.get(_CREATED, "")
    texts["opened_on"] = texts.get("opened_on") or created
    texts["lead.created_at"] = created or texts["opened_on"]


PROGRAMS = (
    Program(
        name="Odoo",
        sheet="leads",
        entity="deal",
        marks=("Opportunity", "Expected Revenue|Stage", "Contact Name|Company Name|Salesperson"),
        columns={
            "External ID|ID": "source_id",
            "Opportunity": "name",
            "Company Name|Customer": "account",
            "Website": "account.domain",
            "Contact Name": "contact",
            "Email": "contact.email",
            "Phone|Mobile": "contact.phone",
            "Job Position": "contact.title",
            "Campaign": "campaign",
            "Source": "lead.source",
            "Stage": "stage",
            "Expected Revenue": "amount",
            "Currency": "currency",
            "Probability": "probability",
            "Conversion Date": "opened_on",
            "Expected Closing": "expected_on",
            "Closed Date": "closed_on",
            "Lost Reason": "lost_reason",
            "Notes|Internal Notes": "notes",
        },
        constants={"deal": {"lead.source": "Odoo"}},
        derived=("opened_on", "outcome", "lead.created_at"),
        unneeded=("Days to Close", "Days to Assign"),
        seen=(_ACTIVE, _CREATED),
        stand_ins={"contact.phone": ("Mobile",)},
        taken=_deal,
        said=(
            "Each row is a deal with its account and contact, and the lead that it came from.",
            "What Odoo keeps as not active was lost.",
        ),
    ),
)
