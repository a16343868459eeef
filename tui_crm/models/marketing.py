"""The records of marketing: campaigns, leads and their history, hand-offs, traffic, posts."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, Text
from sqlalchemy import text as sql

from tui_crm.models.base import Entered, Record
from tui_crm.models.fields import (
    DayText,
    FieldSpec,
    InstantText,
    Kind,
    OnDelete,
    WholeNumber,
    choice,
    count,
    day,
    flag,
    inner,
    instant,
    key,
    link,
    money,
    text,
)
from tui_crm.models.shared import STRICT, known_again, not_blank, one_of, within

LEAD_STAGES = ("new", "working", "mql", "offered", "accepted", "rejected", "disqualified")
TEMPERATURES = ("cold", "warm", "hot")


class Campaign(Entered, table=True):
    """Something marketing does to get people interested, with its own budget and results."""

    __tablename__ = "campaign"
    __table_args__ = (
        not_blank("name"),
        CheckConstraint("ends_on >= starts_on", name="ends_after_start"),
        within("budget_minor", 0),
        Index("ix_campaign_name", "name", unique=True),
        known_again("campaign"),
        STRICT,
    )

    id: int | None = key()
    name: str = text("Name", width=26, required=True)
    channel: str | None = text("Channel", width=14, help="paid_search, email, event, print ...")
    goal: str | None = text("Goal", width=10, help="leads, nurture, awareness ...")
    starts_on: date | None = day("Starts", width=12)
    ends_on: date | None = day("Ends", width=12)
    budget_minor: int | None = money("Budget", width=12, low=0)
    extra: str | None = inner(Text)
    """JSON: the custom fields of its kind, each with what it holds."""


class CampaignDay(Entered, table=True):
    """How often a campaign's advertisements were seen and clicked on a day."""

    __tablename__ = "campaign_day"
    __table_args__ = (
        within("impressions", 0),
        within("clicks", 0),
        Index("ix_campaign_day", "campaign_id", "day", unique=True),
        Index("ix_campaign_day_day", "day"),
        known_again("campaign_day"),
        STRICT,
    )

    id: int | None = key()
    day: date = day("Date", name="on", width=12, required=True, default="today")
    campaign_id: int = link(
        "Campaign", "campaign", width=26, required=True, on_delete=OnDelete.GOES_ALONG
    )
    impressions: int = count("Impressions", width=12, required=True)
    clicks: int = count("Clicks", width=9, required=True)
    extra: str | None = inner(Text)
    """JSON: the custom fields of its kind, each with what it holds."""


class Lead(Entered, table=True):
    """A person who may become interested, from first contact until sales accepts or not."""

    __tablename__ = "lead"
    __table_args__ = (
        one_of("stage", *LEAD_STAGES),
        one_of("temperature", *TEMPERATURES),
        CheckConstraint("duplicate_of_id <> id", name="not_duplicate_of_itself"),
        within("score", 0, 100),
        Index(
            "ix_lead_local_day",
            "local_day",
            "campaign_id",
            "source",
            "invalid",
            "duplicate_of_id",
        ),
        Index("ix_lead_campaign", "campaign_id", "local_day"),
        Index("ix_lead_contact", "contact_id"),
        Index("ix_lead_stage", "stage"),
        Index(
            "ix_lead_duplicate", "duplicate_of_id", sqlite_where=sql("duplicate_of_id IS NOT NULL")
        ),
        known_again("lead"),
        STRICT,
    )
    __borrowed__ = (
        FieldSpec("name", "name", "Name", Kind.TEXT, 26, required=True, via="contact_id"),
        FieldSpec("email", "email", "Email", Kind.EMAIL, 26, via="contact_id"),
        FieldSpec("phone", "phone", "Phone", Kind.PHONE, 16, via="contact_id", listed=False),
    )

    id: int | None = key()
    contact_id: int = inner(WholeNumber, foreign_key="contact.id", nullable=False)
    company: str | None = text("Company", width=20)
    source: str | None = text("Source", width=12, help="referral, web, fair, ads ...")
    campaign_id: int | None = link("Campaign", "campaign", width=18)
    stage: str = choice("Stage", *LEAD_STAGES, width=12, value="new", default="new")
    temperature: str = choice("Temperature", *TEMPERATURES, width=11, value="cold", default="cold")
    created_at: datetime = instant("Created", width=17, required=True, default="now")
    invalid: bool = flag("Invalid", width=7, listed=False)
    duplicate_of_id: int | None = link(
        "Duplicate of", "lead", width=18, listed=False, on_delete=OnDelete.LOSES_LINK
    )
    notes: str | None = text("Notes", kind=Kind.LONG, width=30, listed=False)
    local_day: date = inner(DayText, nullable=False)
    """The day it was created on, in the business's time zone of that moment."""
    score: int | None = inner(WholeNumber)
    extra: str | None = inner(Text)
    """JSON: the custom fields of its kind, each with what it holds."""


class LeadEvent(Record, table=True):
    """A change of a lead's stage or temperature; never changed, only added to."""

    __tablename__ = "lead_event"
    __table_args__ = (
        one_of("field", "stage", "temperature"),
        Index("ix_lead_event_lead", "lead_id", "at", "id"),
        Index("ix_lead_event_on", "field", "new", "on", "lead_id"),
        Index("ix_lead_event_field", "field", "lead_id", "on", "new", "old"),
        STRICT,
    )

    id: int | None = key()
    lead_id: int = link("Lead", "lead", required=True, on_delete=OnDelete.GOES_ALONG)
    on: date = day("Date", required=True)
    at: datetime = inner(InstantText, nullable=False)
    field: str = inner(Text, nullable=False)
    old: str | None = inner(Text)
    new: str = inner(Text, nullable=False)


class HandOff(Record, table=True):
    """A lead that marketing offered to sales, and what sales decided."""

    __tablename__ = "handoff"
    __table_args__ = (
        CheckConstraint("decision IN ('accepted', 'rejected', 'withdrawn')", name="decision_known"),
        CheckConstraint("(decision IS NULL) = (decided_on IS NULL)", name="decided_when_known"),
        CheckConstraint("decision <> 'accepted' OR deal_id IS NOT NULL", name="accepted_has_deal"),
        CheckConstraint("decision <> 'rejected' OR reason IS NOT NULL", name="rejected_has_reason"),
        CheckConstraint("decided_on >= offered_on", name="decided_after_offered"),
        Index("ix_handoff_waiting", "lead_id", unique=True, sqlite_where=sql("decision IS NULL")),
        Index("ix_handoff_lead", "lead_id"),
        Index("ix_handoff_decided", "decision", "decided_on"),
        Index("ix_handoff_deal", "deal_id"),
        STRICT,
    )

    id: int | None = key()
    lead_id: int = link("Lead", "lead", width=26, required=True, on_delete=OnDelete.GOES_ALONG)
    offered_on: date = day("Offered", width=12, required=True)
    note: str | None = text("Note", width=30)
    decided_on: date | None = day("Decided", width=12)
    decision: str | None = choice("Decision", "accepted", "rejected", "withdrawn", width=10)
    reason: str | None = text("Reason", width=24)
    deal_id: int | None = link("Deal", "deal", width=26, on_delete=OnDelete.GOES_ALONG)


class SocialPost(Entered, table=True):
    """A post on a social network and what people did with it."""

    __tablename__ = "social_post"
    __table_args__ = (
        not_blank("network"),
        *(
            within(number, 0)
            for number in (
                "reach", "impressions", "reactions", "comments", "shares", "saves", "clicks"
            )
        ),
        Index("ix_social_post_on", "on"),
        Index("ix_social_post_campaign", "campaign_id"),
        known_again("social_post"),
        STRICT,
    )  # fmt: skip

    id: int | None = key()
    on: date = day("Date", width=12, required=True, default="today")
    network: str = text("Network", width=11, required=True)
    title: str | None = text("Title", width=26)
    campaign_id: int | None = link("Campaign", "campaign", width=18, on_delete=OnDelete.LOSES_LINK)
    reach: int | None = count("Reach", width=9, help="Leave empty where the network does not say")
    impressions: int | None = count("Impressions", width=11)
    reactions: int = count("Reactions", width=9, value=0)
    comments: int = count("Comments", width=8, value=0)
    shares: int = count("Shares", width=7, value=0)
    saves: int = count("Saves", width=6, value=0)
    clicks: int = count("Clicks", width=7, value=0)
    measured_on: date | None = day("Measured", width=12, listed=False)
    extra: str | None = inner(Text)
    """JSON: the custom fields of its kind, each with what it holds."""


class WebDay(Entered, table=True):
    """A day of a website's visits from one source."""

    __tablename__ = "web_day"
    __table_args__ = (
        not_blank("source"),
        one_of("bounce_def", "ga4", "ua"),
        CheckConstraint("engaged <= sessions", name="engaged_within_sessions"),
        *(within(number, 0) for number in ("sessions", "engaged", "users", "pageviews")),
        Index("ix_web_day_on", "on", "source", unique=True),
        Index("ix_web_day_campaign", "campaign_id"),
        known_again("web_day"),
        STRICT,
    )

    id: int | None = key()
    on: date = day("Date", width=12, required=True, default="today")
    source: str = text("Source", width=18, value="all", default="all")
    campaign_id: int | None = link("Campaign", "campaign", width=20, on_delete=OnDelete.LOSES_LINK)
    sessions: int = count("Sessions", width=9, required=True)
    engaged: int = count("Engaged", width=9, required=True)
    users: int | None = count("Users", width=9)
    pageviews: int | None = count("Pageviews", width=10)
    bounce_def: str = choice(
        "Bounces by", "ga4", "ua", width=10, value="ga4", default="ga4", listed=False,
        help="ga4: not engaged; ua: one page seen",
    )  # fmt: skip
    extra: str | None = inner(Text)
    """JSON: the custom fields of its kind, each with what it holds."""
