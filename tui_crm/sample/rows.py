"""The rows of the sample business as they are stored, and the writing of them in large batches."""

from __future__ import annotations

import sqlite3
from itertools import chain
from typing import Generic, NamedTuple, TypeVar

from tui_crm.text import fold


class AccountRow(NamedTuple):
    id: int
    created_at: str
    search: str
    name: str
    kind: str
    domain: str | None
    phone: str | None
    closed_on: str | None
    notes: str | None
    phone_key: str | None


class CampaignRow(NamedTuple):
    id: int
    created_at: str
    search: str
    name: str
    channel: str
    goal: str
    starts_on: str
    ends_on: str | None
    budget_minor: int | None


class ContactRow(NamedTuple):
    id: int
    created_at: str
    search: str
    name: str
    email: str | None
    phone: str | None
    account_id: int | None
    title: str | None
    consent: int
    do_not_contact: int
    notes: str | None
    phone_key: str | None


class CampaignDayRow(NamedTuple):
    id: int
    created_at: str
    search: str
    day: str
    campaign_id: int
    impressions: int
    clicks: int


class LeadRow(NamedTuple):
    id: int
    created_at: str
    search: str
    contact_id: int
    company: str | None
    source: str
    campaign_id: int | None
    stage: str
    temperature: str
    invalid: int
    duplicate_of_id: int | None
    notes: str | None
    local_day: str
    score: int | None


class LeadEventRow(NamedTuple):
    id: int
    lead_id: int
    on: str
    at: str
    field: str
    old: str | None
    new: str


class DealRow(NamedTuple):
    id: int
    created_at: str
    search: str
    name: str
    account_id: int | None
    contact_id: int | None
    lead_id: int | None
    campaign_id: int | None
    stage_id: int
    outcome: str
    amount_minor: int | None
    currency: str
    fx_e8: int
    prob_bp: int
    opened_on: str
    expected_on: str | None
    closed_on: str | None
    lost_reason: str | None
    kind: str
    recurring_minor: int | None
    interval: str | None
    notes: str | None
    base_minor: int | None
    stage_since: str


class DealEventRow(NamedTuple):
    id: int
    deal_id: int
    on: str
    at: str
    state: str
    stage_id: int
    prob_bp: int
    base_minor: int | None
    expected_on: str | None
    value_change: int
    weighted_change: int
    count_change: int


class HandOffRow(NamedTuple):
    id: int
    lead_id: int
    offered_on: str
    note: str | None
    decided_on: str | None
    decision: str | None
    reason: str | None
    deal_id: int | None


class SubscriptionRow(NamedTuple):
    id: int
    created_at: str
    search: str
    account_id: int
    deal_id: int
    amount_minor: int
    currency: str
    fx_e8: int
    interval: str
    starts_on: str
    ends_on: str | None
    base_minor: int


class RevenueRow(NamedTuple):
    id: int
    created_at: str
    search: str
    on: str
    account_id: int
    deal_id: int
    subscription_id: int | None
    kind: str
    amount_minor: int
    currency: str
    fx_e8: int
    note: str | None
    base_minor: int
    refund_of_id: int | None


class CostRow(NamedTuple):
    id: int
    created_at: str
    search: str
    on: str
    function: str
    campaign_id: int | None
    channel: str | None
    deal_id: int | None
    amount_minor: int
    currency: str
    fx_e8: int
    base_minor: int
    note: str


class ActivityRow(NamedTuple):
    id: int
    created_at: str
    search: str
    at: str
    kind: str
    direction: str | None
    subject: str
    contact_id: int | None
    lead_id: int | None
    deal_id: int | None
    due_on: str | None
    done: int
    notes: str | None


class SocialPostRow(NamedTuple):
    id: int
    created_at: str
    search: str
    on: str
    network: str
    title: str
    campaign_id: int | None
    reach: int | None
    impressions: int | None
    reactions: int
    comments: int
    shares: int
    saves: int
    clicks: int
    measured_on: str


class WebDayRow(NamedTuple):
    id: int
    created_at: str
    search: str
    on: str
    source: str
    campaign_id: int | None
    sessions: int
    engaged: int
    users: int
    pageviews: int
    bounce_def: str


class TargetRow(NamedTuple):
    id: int
    created_at: str
    search: str
    metric: str
    starts_on: str
    ends_on: str
    value_e6: int


Row = TypeVar("Row", bound=NamedTuple)

_AT_ONCE = 100


class Rows(Generic[Row]):
    """A table that is being filled, numbered from 1."""

    def __init__(self, connection: sqlite3.Connection, table: str, row: type[Row]) -> None:
        self._connection = connection
        columns = ", ".join(f'"{name}"' for name in row._fields)
        self._into = f"INSERT INTO {table} ({columns}) VALUES "
        self._places = f"({', '.join('?' * len(row._fields))})"
        self._full = self._into + ", ".join([self._places] * _AT_ONCE)
        self._waiting: list[Row] = []
        self.last = 0
        """The last number given out."""

    def number(self) -> int:
        """The number of the next row."""
        self.last += 1
        return self.last

    def add(self, row: Row) -> None:
        """Store a row, now or soon."""
        self._waiting.append(row)
        if len(self._waiting) == _AT_ONCE:
            # One statement for many rows: SQLite keeps the highest number of such a table in
            # another table, once for every statement.
            self._connection.execute(self._full, tuple(chain.from_iterable(self._waiting)))
            self._waiting.clear()

    def flush(self) -> None:
        """Store the rows that still wait."""
        if self._waiting:
            places = ", ".join([self._places] * len(self._waiting))
            self._connection.execute(self._into + places, tuple(chain.from_iterable(self._waiting)))
            self._waiting.clear()


class Tables:
    """Every table that records of the sample business go into."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.account = Rows(connection, "account", AccountRow)
        self.campaign = Rows(connection, "campaign", CampaignRow)
        self.contact = Rows(connection, "contact", ContactRow)
        self.campaign_day = Rows(connection, "campaign_day", CampaignDayRow)
        self.lead = Rows(connection, "lead", LeadRow)
        self.lead_event = Rows(connection, "lead_event", LeadEventRow)
        self.deal = Rows(connection, "deal", DealRow)
        self.deal_event = Rows(connection, "deal_event", DealEventRow)
        self.handoff = Rows(connection, "handoff", HandOffRow)
        self.subscription = Rows(connection, "subscription", SubscriptionRow)
        self.revenue = Rows(connection, "revenue_entry", RevenueRow)
        self.cost = Rows(connection, "cost", CostRow)
        self.activity = Rows(connection, "activity", ActivityRow)
        self.social_post = Rows(connection, "social_post", SocialPostRow)
        self.web_day = Rows(connection, "web_day", WebDayRow)
        self.target = Rows(connection, "target", TargetRow)

    def flush(self) -> None:
        """Store the rows that still wait, in every table."""
        for rows in vars(self).values():
            rows.flush()


def words(*texts: str | None) -> str:
    """What a search for words finds a record by."""
    return fold(" ".join(text for text in texts if text))
