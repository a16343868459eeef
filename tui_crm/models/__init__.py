"""The records of the business, and the entities that people, files and the command line know."""

from __future__ import annotations

from tui_crm.models.base import Entered, Entity, Record
from tui_crm.models.fields import FieldSpec, Kind, OnDelete
from tui_crm.models.marketing import (
    Campaign,
    CampaignDay,
    HandOff,
    Lead,
    LeadEvent,
    SocialPost,
    WebDay,
)
from tui_crm.models.sales import Deal, DealEvent, RevenueEntry, Stage, Subscription
from tui_crm.models.shared import (
    Account,
    Activity,
    Contact,
    Cost,
    CustomField,
    ImportBatch,
    Setting,
    Target,
)

__all__ = [
    "ENTITIES", "MODELS", "Account", "Activity", "Campaign", "CampaignDay", "Contact", "Cost",
    "CustomField", "Deal", "DealEvent", "Entered", "Entity", "FieldSpec", "HandOff", "ImportBatch",
    "Kind", "Lead", "LeadEvent", "OnDelete", "Record", "RevenueEntry", "Setting", "SocialPost",
    "Stage", "Subscription", "Target", "WebDay", "entity_named",
]  # fmt: skip

MODELS: tuple[type[Record], ...] = (
    Setting, CustomField, Stage, Account, Campaign, Contact, CampaignDay, Lead, LeadEvent, Deal,
    DealEvent, HandOff, Subscription, RevenueEntry, Cost, Activity, SocialPost, WebDay, Target,
    ImportBatch,
)  # fmt: skip
"""Every table of the business's own data, those that others link to first."""

ENTITIES: dict[str, Entity] = {
    entity.name: entity
    for entity in (
        Entity("lead", "leads", "Leads", Lead),
        Entity("contact", "contacts", "Contacts", Contact, order="name"),
        Entity("account", "accounts", "Customers", Account, order="name"),
        Entity("deal", "deals", "Deals", Deal),
        Entity("activity", "activities", "Activities", Activity, label="subject", order="-at"),
        Entity("campaign", "campaigns", "Campaigns", Campaign),
        Entity("ads", "ads", "Advertisements", CampaignDay, label="campaign", order="-on",
               in_entries=True),
        Entity(
            "spend", "spends", "Spend", Cost, label="note", order="-on",
            fixed={"function": "marketing"}, without=frozenset({"function", "deal"}),
            in_entries=True,
        ),
        Entity("cost", "costs", "Costs", Cost, label="note", order="-on"),
        Entity("revenue", "revenues", "Revenue", RevenueEntry, label="account", order="-on",
               in_entries=True),
        Entity(
            "subscription", "subscriptions", "Subscriptions", Subscription,
            label="account", order="-starts_on",
        ),
        Entity("traffic", "traffics", "Web traffic", WebDay, label="source", order="-on",
               in_entries=True),
        Entity("social", "socials", "Social posts", SocialPost, label="title", order="-on",
               in_entries=True),
        Entity("target", "targets", "Targets", Target, label="metric", order="-starts_on"),
        Entity("handoff", "handoffs", "Hand-offs", HandOff, label="lead", order="-offered_on"),
        Entity("stage", "stages", "Stages", Stage, order="position"),
    )
}  # fmt: skip
"""Every entity by its name."""


def entity_named(word: str) -> Entity | None:
    """The entity that a word means, in singular or plural."""
    lower = word.casefold()
    return ENTITIES.get(lower) or next(
        (entity for entity in ENTITIES.values() if entity.plural == lower), None
    )
