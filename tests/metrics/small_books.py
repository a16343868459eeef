"""Small books in memory: rows that a test states, and the database that holds them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time

from sqlalchemy import Connection, create_engine, insert
from sqlalchemy.pool import StaticPool

from tui_crm.models import (
    Account,
    Campaign,
    Contact,
    Cost,
    Deal,
    DealEvent,
    Lead,
    Record,
    RevenueEntry,
    SocialPost,
    Stage,
    Subscription,
    Target,
    WebDay,
)
from tui_crm.store.business import Business
from tui_crm.store.connect import migrate

ENTERED = datetime(2020, 1, 1, tzinfo=UTC)
STAGES = (
    ("Qualified", "open", 2000),
    ("Proposal", "open", 5000),
    ("Negotiation", "open", 7500),
    ("Won", "won", 10_000),
    ("Lost", "lost", 0),
    ("Void", "void", 0),
)
STAGE_IDS = {name: place for place, (name, _, _) in enumerate(STAGES, start=1)}


@dataclass(frozen=True)
class Step:
    """A deal's whole state after something happened to it."""

    on: date
    stage: str
    base_minor: int | None

    @property
    def state(self) -> str:
        return STAGES[STAGE_IDS[self.stage] - 1][1]


@dataclass
class SmallBook:
    """The rows of a book, small enough to be worked out by hand."""

    settings: dict[str, str] = field(default_factory=dict)
    accounts: list[Account] = field(default_factory=list)
    campaigns: list[Campaign] = field(default_factory=list)
    leads: list[Lead] = field(default_factory=list)
    deals: list[Deal] = field(default_factory=list)
    events: list[DealEvent] = field(default_factory=list)
    subscriptions: list[Subscription] = field(default_factory=list)
    entries: list[RevenueEntry] = field(default_factory=list)
    costs: list[Cost] = field(default_factory=list)
    posts: list[SocialPost] = field(default_factory=list)
    web_days: list[WebDay] = field(default_factory=list)
    targets: list[Target] = field(default_factory=list)

    @property
    def business(self) -> Business:
        return Business(self.settings.items())

    def account(self, closed_on: date | None = None) -> int:
        number = len(self.accounts) + 1
        self.accounts.append(
            Account(id=number, name=f"A{number:02}", closed_on=closed_on, created_at=ENTERED)
        )
        return number

    def campaign(self, channel: str | None = None) -> int:
        number = len(self.campaigns) + 1
        self.campaigns.append(
            Campaign(id=number, name=f"C{number}", channel=channel, created_at=ENTERED)
        )
        return number

    def lead(
        self,
        created: datetime | date,
        campaign: int | None = None,
        *,
        source: str | None = None,
        invalid: bool = False,
        duplicate_of: int | None = None,
    ) -> int:
        number = len(self.leads) + 1
        if not isinstance(created, datetime):
            created = datetime.combine(created, time(12), self.business.zone)
        self.leads.append(
            Lead(
                id=number, contact_id=number, campaign_id=campaign, source=source,
                created_at=created, local_day=created.astimezone(self.business.zone).date(),
                invalid=invalid, duplicate_of_id=duplicate_of,
            )
        )  # fmt: skip
        return number

    def deal(
        self,
        account: int | None,
        steps: Sequence[Step],
        *,
        lead: int | None = None,
        campaign: int | None = None,
    ) -> int:
        """A deal with its history; the last step is how it stands now."""
        number, now = len(self.deals) + 1, steps[-1]
        self.deals.append(
            Deal(
                id=number, name=f"D{number:02}", account_id=account, lead_id=lead,
                campaign_id=campaign, stage_id=STAGE_IDS[now.stage], outcome=now.state,
                amount_minor=now.base_minor, base_minor=now.base_minor, currency="EUR",
                opened_on=steps[0].on, closed_on=None if now.state == "open" else now.on,
                stage_since=now.on, created_at=ENTERED,
            )
        )  # fmt: skip
        value = count = 0
        for step in steps:
            is_open = step.state == "open"
            value_after, count_after = (step.base_minor or 0) * is_open, int(is_open)
            self.events.append(
                DealEvent(
                    deal_id=number, on=step.on, at=ENTERED, state=step.state,
                    stage_id=STAGE_IDS[step.stage], base_minor=step.base_minor,
                    prob_bp=STAGES[STAGE_IDS[step.stage] - 1][2],
                    value_change=value_after - value, count_change=count_after - count,
                )
            )  # fmt: skip
            value, count = value_after, count_after
        return number

    def subscription(self, account: int, starts_on: date, ends_on: date | None = None) -> int:
        number = len(self.subscriptions) + 1
        self.subscriptions.append(
            Subscription(
                id=number, account_id=account, amount_minor=100, base_minor=100, currency="EUR",
                interval="month", starts_on=starts_on, ends_on=ends_on, created_at=ENTERED,
            )
        )  # fmt: skip
        return number

    def entry(
        self,
        on: date,
        account: int,
        base_minor: int,
        *,
        kind: str = "sale",
        deal: int | None = None,
        subscription: int | None = None,
        refund_of: int | None = None,
    ) -> int:
        number = len(self.entries) + 1
        self.entries.append(
            RevenueEntry(
                id=number, on=on, account_id=account, deal_id=deal, subscription_id=subscription,
                kind=kind, amount_minor=base_minor, base_minor=base_minor, currency="EUR",
                refund_of_id=refund_of, created_at=ENTERED,
            )
        )  # fmt: skip
        return number

    def cost(
        self,
        on: date,
        function: str,
        base_minor: int,
        *,
        campaign: int | None = None,
        deal: int | None = None,
    ) -> None:
        self.costs.append(
            Cost(
                on=on, function=function, amount_minor=base_minor, base_minor=base_minor,
                currency="EUR", campaign_id=campaign, deal_id=deal, created_at=ENTERED,
            )
        )  # fmt: skip

    def post(self, on: date, reach: int | None, *numbers: int) -> None:
        reactions, comments, shares, saves = numbers
        self.posts.append(
            SocialPost(
                on=on, network="x", reach=reach, reactions=reactions, comments=comments,
                shares=shares, saves=saves, created_at=ENTERED,
            )
        )  # fmt: skip

    def web_day(
        self,
        on: date,
        sessions: int,
        engaged: int,
        *,
        source: str = "all",
        pageviews: int | None = None,
        bounce_def: str = "ga4",
    ) -> None:
        self.web_days.append(
            WebDay(
                on=on, source=source, sessions=sessions, engaged=engaged, pageviews=pageviews,
                bounce_def=bounce_def, created_at=ENTERED,
            )
        )  # fmt: skip

    def target(self, metric: str, starts_on: date, ends_on: date, value_e6: int) -> None:
        self.targets.append(
            Target(
                metric=metric, starts_on=starts_on, ends_on=ends_on, value_e6=value_e6,
                created_at=ENTERED,
            )
        )  # fmt: skip


@contextmanager
def opened(book: SmallBook) -> Iterator[Connection]:
    """A database in memory that holds the book."""
    raw = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    raw.execute("PRAGMA foreign_keys = ON")
    migrate(raw)
    engine = create_engine("sqlite://", creator=lambda: raw, poolclass=StaticPool)
    contacts = [Contact(id=lead.contact_id, name="x", created_at=ENTERED) for lead in book.leads]
    stages = [
        Stage(id=number, name=name, position=number, state=state, prob_bp=chance)
        for number, (name, state, chance) in enumerate(STAGES, start=1)
    ]
    kinds: tuple[Sequence[Record], ...] = (
        stages, book.accounts, book.campaigns, contacts, book.leads, book.deals, book.events,
        book.subscriptions, book.entries, book.costs, book.posts, book.web_days, book.targets,
    )  # fmt: skip
    try:
        with engine.connect() as connection:
            for rows in kinds:
                if rows:
                    table = type(rows[0]).table()
                    connection.execute(insert(table), [_stated(row) for row in rows])
            yield connection
    finally:
        engine.dispose()
        raw.close()


def _stated(row: Record) -> dict[str, object]:
    """The row's values; a number that was not stated is the database's to give."""
    return {
        name: value for name, value in row.model_dump().items() if (name, value) != ("id", None)
    }
