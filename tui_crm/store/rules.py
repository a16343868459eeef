"""The rules that the database itself holds, as sentences for the owner."""

from __future__ import annotations

import re
import sqlite3

from tui_crm.errors import Refused

SENTENCES = {
    "name_not_blank": "A name is needed: type one.",
    "closed_after_opened": "A deal cannot be closed before it was opened: check the two dates.",
    "closed_when_decided": "A decided deal needs its closing date, an open one has none.",
    "won_has_account": "A won deal needs its account: give one.",
    "won_has_amount": "A won deal needs its amount: give one.",
    "ends_after_start": "It cannot end before it starts: check the two dates.",
    "decided_after_offered": "A hand-off cannot be decided before it was offered: check the dates.",
    "base_minor_not_zero": "The amount cannot be zero.",
    "only_refunds_negative": "A refund is negative; sales and billings are positive.",
    "campaign_only_of_marketing": "Only a marketing cost can belong to a campaign.",
    "engaged_within_sessions": "There cannot be more engaged sessions than sessions.",
    "not_duplicate_of_itself": "A lead cannot be the duplicate of itself.",
    "ix_campaign_name": "There is a campaign of this name already.",
    "ix_stage_name": "There is a stage of this name already.",
    "ix_stage_won": "A pipeline has exactly one stage for won deals and one for lost ones.",
    "ix_campaign_day": "This campaign has figures for this day already: change those.",
    "ix_web_day_on": "This source has figures for this day already: change those.",
    "ix_target_metric": "This KPI has a target from this day already: change that one.",
    "ix_revenue_billing": "This subscription was billed on this day already.",
    "ix_handoff_waiting": "This lead is waiting for sales already.",
}
UNIQUE = {
    "campaign.name": "ix_campaign_name",
    "stage.name": "ix_stage_name",
    "stage.state": "ix_stage_won",
    "campaign_day.campaign_id, campaign_day.day": "ix_campaign_day",
    "web_day.on, web_day.source": "ix_web_day_on",
    "target.metric, target.starts_on": "ix_target_metric",
    "revenue_entry.subscription_id, revenue_entry.on": "ix_revenue_billing",
    "handoff.lead_id": "ix_handoff_waiting",
}


def broken(error: sqlite3.IntegrityError) -> Refused:
    """Which rule a change would have broken, in a sentence."""
    said = str(error)
    rule = said.rpartition(": ")[2]
    known = SENTENCES.get(rule) or SENTENCES.get(UNIQUE.get(rule, ""))
    if known:
        return Refused(f"{known} Nothing was stored.")
    if bounds := re.fullmatch(r"(\w+)_in_bounds", rule):
        name = bounds[1].removesuffix("_minor")
        return Refused(f"The {name} is too large or too small to be true. Nothing was stored.")
    if said.startswith("FOREIGN KEY"):
        return Refused("Another record still refers to this one, or is gone. Nothing was stored.")
    return Refused(f"The records would no longer agree ({said}). Nothing was stored.")
