"""The records of sales: stages, deals and their history, subscriptions and revenue."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, Text
from sqlalchemy import text as sql

from tui_crm.models.base import Entered, Record
from tui_crm.models.fields import (
    RATE_UNIT,
    DayText,
    InstantText,
    Kind,
    OnDelete,
    WholeNumber,
    choice,
    count,
    day,
    inner,
    key,
    link,
    money,
    number,
    text,
)
from tui_crm.models.shared import MONEY_LIMIT, STRICT, known_again, not_blank, one_of, within

INTERVALS = ("week", "month", "quarter", "year")
"""How often a subscription is billed."""


class Stage(Record, table=True):
    """A step of the pipeline that a deal goes through, with the chance of winning there."""

    __tablename__ = "stage"
    __table_args__ = (
        not_blank("name"),
        one_of("state", "open", "won", "lost", "void"),
        within("prob_bp", 0, 10_000),
        Index("ix_stage_name", "name", unique=True),
        Index("ix_stage_won", "state", unique=True, sqlite_where=sql("state IN ('won', 'lost')")),
        STRICT,
    )

    id: int | None = key()
    name: str = text("Name", width=18, required=True)
    position: int = count("Position", width=8, value=0, help="Its place in the pipeline")
    state: str = choice("State", "open", "won", "lost", "void", width=6, value="open")
    prob_bp: int = number("Chance", Kind.CHANCE, name="probability", width=7, required=True, low=0)


class Deal(Entered, table=True):
    """A possible sale, from its opening until it is won or lost."""

    __tablename__ = "deal"
    __table_args__ = (
        not_blank("name"),
        one_of("outcome", "open", "won", "lost", "void"),
        one_of("kind", "one_off", "recurring"),
        CheckConstraint("interval IN ('week', 'month', 'quarter', 'year')", name="interval_known"),
        CheckConstraint("(outcome = 'open') = (closed_on IS NULL)", name="closed_when_decided"),
        CheckConstraint("closed_on >= opened_on", name="closed_after_opened"),
        CheckConstraint("outcome <> 'won' OR account_id IS NOT NULL", name="won_has_account"),
        CheckConstraint("outcome <> 'won' OR base_minor IS NOT NULL", name="won_has_amount"),
        CheckConstraint("(amount_minor IS NULL) = (base_minor IS NULL)", name="amount_in_base"),
        CheckConstraint("fx_e8 > 0", name="fx_e8_positive"),
        within("amount_minor", 0),
        within("base_minor", 0),
        within("recurring_minor", 0),
        within("prob_bp", 0, 10_000),
        Index("ix_deal_outcome", "outcome", "closed_on", "opened_on", "base_minor"),
        Index("ix_deal_account", "account_id", "outcome", "closed_on"),
        Index("ix_deal_campaign", "campaign_id", "outcome"),
        Index("ix_deal_lead", "lead_id", "outcome", "closed_on"),
        Index("ix_deal_contact", "contact_id"),
        Index("ix_deal_name", "name"),
        Index(
            "ix_deal_board", "stage_id", "outcome", sql("coalesce(expected_on, '9999-12-31')"),
            "id", "base_minor", "prob_bp", sqlite_where=sql("outcome = 'open'"),
        ),
        known_again("deal"),
        STRICT,
    )  # fmt: skip

    id: int | None = key()
    name: str = text("Name", width=30, required=True)
    account_id: int | None = link("Account", "account", width=24)
    contact_id: int | None = link(
        "Contact", "contact", width=20, listed=False, on_delete=OnDelete.LOSES_LINK
    )
    lead_id: int | None = link(
        "Lead", "lead", width=20, listed=False, asked=False, on_delete=OnDelete.LOSES_LINK
    )
    campaign_id: int | None = link("Campaign", "campaign", width=20, listed=False)
    stage_id: int = link("Stage", "stage", width=13, required=True)
    outcome: str = choice(
        "Outcome", "open", "won", "lost", "void", width=7, value="open", listed=False, asked=False
    )
    amount_minor: int | None = money("Amount", width=13, help="1.2k, 12*3, 4500", low=0)
    currency: str = text("Currency", width=8, required=True, listed=False)
    fx_e8: int = number(
        "Rate", Kind.RATE, name="rate", value=RATE_UNIT, listed=False, low=1,
        help="What one unit is worth in the base currency",
    )  # fmt: skip
    prob_bp: int = number("Chance", Kind.CHANCE, name="probability", width=7, value=0, low=0)
    opened_on: date = day("Opened", width=12, required=True, default="today")
    expected_on: date | None = day("Expected", width=12, help="fri, +2w, end of march")
    closed_on: date | None = day("Closed", width=12, asked=False)
    lost_reason: str | None = text("Lost because", width=20, listed=False, asked=False)
    kind: str = choice(
        "Kind", "one_off", "recurring", width=10, value="one_off", listed=False, default="one_off"
    )
    recurring_minor: int | None = money(
        "Recurring", name="recurring_amount", listed=False, low=0, help="Per interval"
    )
    interval: str | None = choice("Interval", *INTERVALS, width=8, listed=False)
    notes: str | None = text("Notes", kind=Kind.LONG, width=30, listed=False)
    base_minor: int | None = inner(WholeNumber)
    stage_since: date = inner(DayText, nullable=False)
    """The day it entered its present stage."""
    extra: str | None = inner(Text)
    """JSON: the custom fields of its kind, each with what it holds."""


class DealEvent(Record, table=True):
    """The whole state of a deal after something happened to it; never changed, only added to.

    The three changes say what the event did to the open pipeline, so that the pipeline as of
    any day is one sum over an index.
    """

    __tablename__ = "deal_event"
    __table_args__ = (
        one_of("state", "open", "won", "lost", "void"),
        Index("ix_deal_event_deal", "deal_id", "on", "id"),
        Index("ix_deal_event_on", "on", "value_change", "weighted_change", "count_change"),
        STRICT,
    )

    id: int | None = key()
    deal_id: int = link("Deal", "deal", required=True, on_delete=OnDelete.GOES_ALONG)
    on: date = day("Date", required=True)
    at: datetime = inner(InstantText, nullable=False)
    state: str = inner(Text, nullable=False)
    stage_id: int = link("Stage", "stage", required=True)
    prob_bp: int = inner(WholeNumber, nullable=False)
    base_minor: int | None = inner(WholeNumber)
    expected_on: date | None = inner(DayText)
    value_change: int = inner(WholeNumber, value=0, nullable=False)
    """What it added to the value of open deals, in minor units of the base currency."""
    weighted_change: int = inner(WholeNumber, value=0, nullable=False)
    """What it added to the sum of value times chance, in minor units times basis points."""
    count_change: int = inner(WholeNumber, value=0, nullable=False)
    """What it added to the number of open deals."""


class Subscription(Entered, table=True):
    """What an account pays again every interval."""

    __tablename__ = "subscription"
    __table_args__ = (
        one_of("interval", *INTERVALS),
        CheckConstraint("ends_on > starts_on", name="ends_after_start"),
        CheckConstraint("fx_e8 > 0", name="fx_e8_positive"),
        within("amount_minor", 1),
        within("base_minor", 1),
        Index("ix_subscription_starts", "starts_on"),
        Index("ix_subscription_ends", "ends_on"),
        Index("ix_subscription_account", "account_id"),
        Index("ix_subscription_deal", "deal_id"),
        known_again("subscription"),
        STRICT,
    )

    id: int | None = key()
    account_id: int = link("Account", "account", width=26, required=True)
    deal_id: int | None = link("Deal", "deal", width=26)
    amount_minor: int = money("Amount", width=13, required=True, help="Per interval", low=1)
    currency: str = text("Currency", width=8, required=True, listed=False)
    fx_e8: int = number("Rate", Kind.RATE, name="rate", value=RATE_UNIT, listed=False, low=1)
    interval: str = choice("Interval", *INTERVALS, width=8, value="month", default="month")
    starts_on: date = day("Starts", width=12, required=True, default="today")
    ends_on: date | None = day("Ends", width=12, help="The first day not covered")
    base_minor: int = inner(WholeNumber, nullable=False)
    extra: str | None = inner(Text)
    """JSON: the custom fields of its kind, each with what it holds."""


class RevenueEntry(Entered, table=True):
    """A line of the revenue ledger: a sale, a billing of a subscription, or a refund."""

    __tablename__ = "revenue_entry"
    __table_args__ = (
        one_of("kind", "sale", "billing", "refund"),
        CheckConstraint("(kind = 'refund') = (base_minor < 0)", name="only_refunds_negative"),
        CheckConstraint("base_minor <> 0", name="base_minor_not_zero"),
        CheckConstraint("(amount_minor < 0) = (base_minor < 0)", name="same_sign"),
        CheckConstraint("refund_of_id IS NULL OR kind = 'refund'", name="only_refunds_refund"),
        CheckConstraint("fx_e8 > 0", name="fx_e8_positive"),
        within("base_minor"),
        within("amount_minor"),
        Index(
            "ix_revenue_billing", "subscription_id", "on",
            unique=True, sqlite_where=sql("kind = 'billing'"),
        ),
        Index("ix_revenue_subscription", "subscription_id"),
        Index("ix_revenue_on", "on", "base_minor", "deal_id"),
        Index("ix_revenue_account", "account_id", "kind", "on", "base_minor"),
        Index("ix_revenue_deal", "deal_id", "on", "base_minor"),
        Index(
            "ix_revenue_refund_of", "refund_of_id", sqlite_where=sql("refund_of_id IS NOT NULL")
        ),
        known_again("revenue_entry"),
        STRICT,
    )  # fmt: skip

    id: int | None = key()
    on: date = day("Date", width=12, required=True, default="today")
    account_id: int = link("Account", "account", width=26, required=True)
    deal_id: int | None = link("Deal", "deal", width=26)
    subscription_id: int | None = link("Subscription", "subscription", width=10, listed=False)
    kind: str = choice("Kind", "sale", "billing", "refund", width=8, value="sale", default="sale")
    amount_minor: int = money(
        "Amount", width=13, required=True, low=-MONEY_LIMIT, help="A refund is negative"
    )
    currency: str = text("Currency", width=8, required=True, listed=False)
    fx_e8: int = number("Rate", Kind.RATE, name="rate", value=RATE_UNIT, listed=False, low=1)
    note: str | None = text("Note", width=26)
    base_minor: int = inner(WholeNumber, nullable=False)
    refund_of_id: int | None = inner(WholeNumber, foreign_key="revenue_entry.id")
    """The entry that a refund gives back."""
    extra: str | None = inner(Text)
    """JSON: the custom fields of its kind, each with what it holds."""
