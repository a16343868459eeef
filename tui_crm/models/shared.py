"""The records that sales and marketing share: accounts, contacts, activities, costs, targets."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, Text
from sqlalchemy import text as sql
from sqlmodel import Field

from tui_crm.models.base import Entered, Record
from tui_crm.models.fields import (
    RATE_UNIT,
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
    number,
    text,
)

MONEY_LIMIT = 10**13
"""The largest amount of one row, in minor units: sums of a million rows stay exact."""

STRICT = {"sqlite_strict": True, "sqlite_autoincrement": True}


def not_blank(column: str) -> CheckConstraint:
    """A line of text that says something."""
    return CheckConstraint(f"trim({column}) <> ''", name=f"{column}_not_blank")


def one_of(column: str, *words: str) -> CheckConstraint:
    """A column that holds one of a few words."""
    listed = ", ".join(f"'{word}'" for word in words)
    return CheckConstraint(f"{column} IN ({listed})", name=f"{column}_known")


def within(column: str, low: int = -MONEY_LIMIT, high: int = MONEY_LIMIT) -> CheckConstraint:
    """A number in bounds."""
    return CheckConstraint(f"{column} BETWEEN {low} AND {high}", name=f"{column}_in_bounds")


def known_again(table: str) -> Index:
    """One record per key of a file."""
    return Index(
        f"ix_{table}_source_key",
        "source_key",
        unique=True,
        sqlite_where=sql("source_key IS NOT NULL"),
    )


class Setting(Record, table=True):
    """A choice of the business, kept with its data."""

    __tablename__ = "setting"
    __table_args__ = ({"sqlite_strict": True},)

    key: str = Field(primary_key=True, sa_type=Text)
    value: str = Field(sa_type=Text)


class Account(Entered, table=True):
    """A company that buys, or a person where consumers buy."""

    __tablename__ = "account"
    __table_args__ = (
        not_blank("name"),
        one_of("kind", "company", "person"),
        Index("ix_account_name", "name"),
        Index("ix_account_domain", sql("lower(domain)")),
        Index("ix_account_phone", "phone_key", sqlite_where=sql("phone_key IS NOT NULL")),
        known_again("account"),
        STRICT,
    )

    id: int | None = key()
    name: str = text("Name", width=30, required=True)
    kind: str = choice("Kind", "company", "person", width=9, value="company", default="company")
    domain: str | None = text("Web domain", width=22, help="acme.com")
    phone: str | None = text("Phone", kind=Kind.PHONE, width=18)
    closed_on: date | None = day(
        "Closed on", width=12, help="The day it stopped being a customer for good"
    )
    notes: str | None = text("Notes", kind=Kind.LONG, width=30, listed=False)
    phone_key: str | None = inner(Text)
    """The phone number by which it is known again: E.164, or its digits."""
    extra: str | None = inner(Text)
    """JSON: the custom fields of its kind, each with what it holds."""


class Contact(Entered, table=True):
    """A person, at an account or on their own."""

    __tablename__ = "contact"
    __table_args__ = (
        not_blank("name"),
        Index("ix_contact_account", "account_id"),
        Index("ix_contact_email", sql("lower(email)")),
        Index("ix_contact_name", "name"),
        Index("ix_contact_phone", "phone_key", sqlite_where=sql("phone_key IS NOT NULL")),
        known_again("contact"),
        STRICT,
    )

    id: int | None = key()
    name: str = text("Name", width=26, required=True)
    email: str | None = text("Email", kind=Kind.EMAIL, width=28)
    phone: str | None = text("Phone", kind=Kind.PHONE, width=18)
    account_id: int | None = link("Account", "account", width=24, on_delete=OnDelete.LOSES_LINK)
    title: str | None = text("Position", width=18)
    consent: bool = flag("Consent", width=8, help="Agreed to marketing mail")
    do_not_contact: bool = flag("Do not contact", width=8)
    notes: str | None = text("Notes", kind=Kind.LONG, width=30, listed=False)
    phone_key: str | None = inner(Text)
    """The phone number by which it is known again: E.164, or its digits."""
    extra: str | None = inner(Text)
    """JSON: the custom fields of its kind, each with what it holds."""


class Activity(Entered, table=True):
    """A call, email, message, meeting, note or task; a follow-up is one that is not done."""

    __tablename__ = "activity"
    __table_args__ = (
        one_of("kind", "call", "email", "message", "meeting", "note", "task"),
        CheckConstraint("direction IN ('out', 'in')", name="direction_known"),
        Index("ix_activity_lead", "lead_id", "at"),
        Index("ix_activity_deal", "deal_id", "done", "due_on"),
        Index("ix_activity_contact", "contact_id", "at"),
        Index("ix_activity_due", "done", "due_on"),
        known_again("activity"),
        STRICT,
    )

    id: int | None = key()
    at: datetime = instant("When", width=17, required=True, default="now")
    kind: str = choice(
        "Kind", "call", "email", "message", "meeting", "note", "task",
        width=8, value="call", default="call",
    )  # fmt: skip
    direction: str | None = choice("Direction", "out", "in", width=9, default="out")
    subject: str | None = text("Subject", width=30)
    contact_id: int | None = link("Contact", "contact", width=22, on_delete=OnDelete.LOSES_LINK)
    lead_id: int | None = link("Lead", "lead", width=22, on_delete=OnDelete.LOSES_LINK)
    deal_id: int | None = link("Deal", "deal", width=22, on_delete=OnDelete.LOSES_LINK)
    due_on: date | None = day("Due", width=12, help="fri, tomorrow, +3d, 12 mar")
    done: bool = flag("Done", width=5)
    notes: str | None = text("Notes", kind=Kind.LONG, width=30, listed=False)
    extra: str | None = inner(Text)
    """JSON: the custom fields of its kind, each with what it holds."""


class Cost(Entered, table=True):
    """Money spent, with the function that it was spent for."""

    __tablename__ = "cost"
    __table_args__ = (
        one_of("function", "marketing", "sales", "direct", "overhead"),
        CheckConstraint("base_minor <> 0", name="base_minor_not_zero"),
        within("base_minor"),
        within("amount_minor"),
        CheckConstraint("fx_e8 > 0", name="fx_e8_positive"),
        CheckConstraint(
            "function = 'marketing' OR campaign_id IS NULL", name="campaign_only_of_marketing"
        ),
        Index("ix_cost_function", "function", "on", "base_minor", "campaign_id"),
        Index("ix_cost_campaign", "campaign_id", "on", "base_minor"),
        Index("ix_cost_deal", "deal_id"),
        known_again("cost"),
        STRICT,
    )

    id: int | None = key()
    on: date = day("Date", width=12, required=True, default="today")
    function: str = choice(
        "Function", "marketing", "sales", "direct", "overhead",
        width=10, required=True, help="direct is the cost of what was sold",
    )  # fmt: skip
    campaign_id: int | None = link("Campaign", "campaign", width=22)
    channel: str | None = text("Channel", width=14)
    deal_id: int | None = link("Deal", "deal", width=22, on_delete=OnDelete.LOSES_LINK)
    amount_minor: int = money("Amount", width=13, required=True, help="Negative is a credit note")
    currency: str = text("Currency", width=8, required=True, listed=False)
    fx_e8: int = number("Rate", Kind.RATE, name="rate", value=RATE_UNIT, listed=False, low=1)
    base_minor: int = inner(WholeNumber, nullable=False)
    note: str | None = text("Note", width=30)
    extra: str | None = inner(Text)
    """JSON: the custom fields of its kind, each with what it holds."""


class Target(Entered, table=True):
    """What the owner wants a KPI to be in a stretch of time."""

    __tablename__ = "target"
    __table_args__ = (
        CheckConstraint("ends_on > starts_on", name="ends_after_start"),
        Index("ix_target_metric", "metric", "starts_on", unique=True),
        known_again("target"),
        STRICT,
    )

    id: int | None = key()
    metric: str = text("KPI", width=28, required=True)
    starts_on: date = day("From", width=12, required=True)
    ends_on: date = day("To before", width=12, required=True, help="The first day not covered")
    value_e6: int = number("Target", Kind.QUANTITY, width=14, required=True)
    extra: str | None = inner(Text)
    """JSON: the custom fields of its kind, each with what it holds."""


class CustomField(Record, table=True):
    """A field that the owner, or a file, added to the records of one kind."""

    __tablename__ = "custom_field"
    __table_args__ = (
        not_blank("name"),
        not_blank("title"),
        Index("ix_custom_field_name", "entity", "name", unique=True),
        STRICT,
    )

    id: int | None = key()
    entity: str = inner(Text, nullable=False)
    name: str = inner(Text, nullable=False)
    """What it is called in filters, files and at the command line."""
    title: str = inner(Text, nullable=False)
    """What stands over its column and beside its input."""
    kind: str = inner(Text, value="text", nullable=False)
    position: int = inner(WholeNumber, value=0, nullable=False)


class ImportBatch(Record, table=True):
    """One import of a file: what came, and how it was read."""

    __tablename__ = "import_batch"
    __table_args__ = (STRICT,)

    id: int | None = key()
    at: datetime = inner(InstantText, nullable=False)
    entity: str = inner(Text, nullable=False)
    file: str = inner(Text, nullable=False)
    sha256: str = inner(Text, nullable=False)
    rows: int = count("Rows", value=0)
    mapping: str = inner(Text, value="{}", nullable=False)
    """JSON: the file's headers and our fields."""
