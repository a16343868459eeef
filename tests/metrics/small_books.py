"""Small books in memory: rows that a test states, and the database that holds them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Literal

from sqlalchemy import Connection, insert

from tests.metrics.memory import empty_databases
from tui_crm.models import (
    Account,
    Activity,
    Campaign,
    CampaignDay,
    Contact,
    Cost,
    Deal,
    DealEvent,
    HandOff,
    Lead,
    LeadEvent,
    Record,
    RevenueEntry,
    SocialPost,
    Stage,
    Subscription,
    Target,
    WebDay,
)
from tui_crm.models.fields import RATE_UNIT
from tui_crm.store.business import Business

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
    expected_on: date | None = None
    prob_bp: int | None = None
    """Its own chance of being won; None is the chance of its stage."""

    @property
    def state(self) -> str:
        return STAGES[STAGE_IDS[self.stage] - 1][1]

    @property
    def chance(self) -> int:
        return STAGES[STAGE_IDS[self.stage] - 1][2] if self.prob_bp is None else self.prob_bp

    @property
    def contribution(self) -> tuple[int, int, int]:
        """What it is in the open pipeline: value, value times chance, and a deal."""
        if self.state != "open":
            return 0, 0, 0
        value = self.base_minor or 0
        return value, value * self.chance, 1


@dataclass
class SmallBook:
    """The rows of a book, small enough to be worked out by hand."""

    settings: dict[str, str] = field(default_factory=dict)
    accounts: list[Account] = field(default_factory=list)
    campaigns: list[Campaign] = field(default_factory=list)
    ads: list[CampaignDay] = field(default_factory=list)
    leads: list[Lead] = field(default_factory=list)
    lead_events: list[LeadEvent] = field(default_factory=list)
    deals: list[Deal] = field(default_factory=list)
    events: list[DealEvent] = field(default_factory=list)
    handoffs: list[HandOff] = field(default_factory=list)
    activities: list[Activity] = field(default_factory=list)
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
        stage: str = "new",
        temperature: str = "cold",
    ) -> int:
        """A lead as it was created; `change_lead` and `handoff` say what became of it."""
        number = len(self.leads) + 1
        if not isinstance(created, datetime):
            created = datetime.combine(created, time(12), self.business.zone)
        on = created.astimezone(self.business.zone).date()
        self.leads.append(
            Lead(
                id=number, contact_id=number, campaign_id=campaign, source=source,
                created_at=created.astimezone(UTC), local_day=on, stage=stage,
                temperature=temperature, invalid=invalid, duplicate_of_id=duplicate_of,
            )
        )  # fmt: skip
        for name, new in (("stage", stage), ("temperature", temperature)):
            self._note_lead(number, on, name, None, new)
        return number

    def change_lead(
        self, lead: int, on: date, what: Literal["stage", "temperature"], new: str
    ) -> None:
        """What became of a lead on a day; its changes are entered in the order of their days."""
        row = self.leads[lead - 1]
        self._note_lead(lead, on, what, getattr(row, what), new)
        setattr(row, what, new)

    def handoff(
        self,
        lead: int,
        offered_on: date,
        decided_on: date | None = None,
        decision: str | None = None,
        *,
        reason: str | None = None,
        deal: int | None = None,
    ) -> int:
        """A lead offered to sales, and what sales decided, in the lead's history as well."""
        number = len(self.handoffs) + 1
        self.handoffs.append(
            HandOff(
                id=number, lead_id=lead, offered_on=offered_on, decided_on=decided_on,
                decision=decision, reason=reason, deal_id=deal,
            )
        )  # fmt: skip
        self.change_lead(lead, offered_on, "stage", "offered")
        if decided_on is not None and decision is not None:
            stage = "mql" if decision == "withdrawn" else decision
            self.change_lead(lead, decided_on, "stage", stage)
        return number

    def activity(
        self,
        at: datetime,
        *,
        kind: str = "email",
        direction: str | None = "out",
        lead: int | None = None,
        deal: int | None = None,
        due_on: date | None = None,
        done: bool | None = None,
    ) -> int:
        """Something said or done; with a due day it is a plan until it is done."""
        number = len(self.activities) + 1
        self.activities.append(
            Activity(
                id=number, at=at.astimezone(UTC), kind=kind, direction=direction, lead_id=lead,
                deal_id=deal, due_on=due_on, done=due_on is None if done is None else done,
                created_at=ENTERED,
            )
        )  # fmt: skip
        return number

    def ads_day(self, on: date, campaign: int, impressions: int, clicks: int) -> None:
        self.ads.append(
            CampaignDay(
                day=on, campaign_id=campaign, impressions=impressions, clicks=clicks,
                created_at=ENTERED,
            )
        )  # fmt: skip

    def deal(
        self,
        account: int | None,
        steps: Sequence[Step],
        *,
        lead: int | None = None,
        campaign: int | None = None,
        paid: tuple[str, int, int] | None = None,
    ) -> int:
        """A deal with its history; the last step is how it stands now.

        `paid` is a foreign amount: its currency, its minor units and its rate.
        """
        number, now = len(self.deals) + 1, steps[-1]
        currency, paid_minor, rate = paid or ("EUR", now.base_minor, RATE_UNIT)
        self.deals.append(
            Deal(
                id=number, name=f"D{number:02}", account_id=account, lead_id=lead,
                campaign_id=campaign, stage_id=STAGE_IDS[now.stage], outcome=now.state,
                amount_minor=paid_minor, base_minor=now.base_minor, currency=currency, fx_e8=rate,
                opened_on=steps[0].on, closed_on=None if now.state == "open" else now.on,
                expected_on=now.expected_on, prob_bp=now.chance, stage_since=now.on,
                created_at=ENTERED,
            )
        )  # fmt: skip
        value = weighted = count = 0
        for step in steps:
            value_after, weighted_after, count_after = step.contribution
            self.events.append(
                DealEvent(
                    deal_id=number, on=step.on, at=ENTERED, state=step.state,
                    stage_id=STAGE_IDS[step.stage], base_minor=step.base_minor,
                    prob_bp=step.chance, expected_on=step.expected_on,
                    value_change=value_after - value, weighted_change=weighted_after - weighted,
                    count_change=count_after - count,
                )
            )  # fmt: skip
            value, weighted, count = value_after, weighted_after, count_after
        return number

    def subscription(
        self,
        account: int,
        starts_on: date,
        ends_on: date | None = None,
        *,
        amount: int = 100,
        interval: str = "month",
        paid: tuple[str, int, int] | None = None,
        deal: int | None = None,
    ) -> int:
        """What an account pays again; `paid` is as for a deal."""
        number = len(self.subscriptions) + 1
        currency, paid_minor, rate = paid or ("EUR", amount, RATE_UNIT)
        self.subscriptions.append(
            Subscription(
                id=number, account_id=account, deal_id=deal, amount_minor=paid_minor,
                base_minor=amount, currency=currency, fx_e8=rate, interval=interval,
                starts_on=starts_on, ends_on=ends_on, created_at=ENTERED,
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
        channel: str | None = None,
        deal: int | None = None,
    ) -> None:
        self.costs.append(
            Cost(
                on=on, function=function, amount_minor=base_minor, base_minor=base_minor,
                currency="EUR", campaign_id=campaign, channel=channel, deal_id=deal,
                created_at=ENTERED,
            )
        )  # fmt: skip

    def post(
        self,
        on: date,
        reach: int | None,
        *numbers: int,
        impressions: int | None = None,
        network: str = "x",
    ) -> None:
        reactions, comments, shares, saves = numbers
        self.posts.append(
            SocialPost(
                on=on, network=network, reach=reach, impressions=impressions,
                reactions=reactions, comments=comments, shares=shares, saves=saves,
                created_at=ENTERED,
            )
        )  # fmt: skip

    def web_day(
        self,
        on: date,
        sessions: int,
        engaged: int,
        *,
        source: str = "all",
        users: int | None = None,
        pageviews: int | None = None,
        bounce_def: str = "ga4",
    ) -> None:
        self.web_days.append(
            WebDay(
                on=on, source=source, sessions=sessions, engaged=engaged, users=users,
                pageviews=pageviews, bounce_def=bounce_def, created_at=ENTERED,
            )
        )  # fmt: skip

    def target(self, metric: str, starts_on: date, ends_on: date, value_e6: int) -> None:
        self.targets.append(
            Target(
                metric=metric, starts_on=starts_on, ends_on=ends_on, value_e6=value_e6,
                created_at=ENTERED,
            )
        )  # fmt: skip

    def _note_lead(self, lead: int, on: date, what: str, old: str | None, new: str) -> None:
        """A change is of midday, but not from before the lead was there."""
        at = created = self.leads[lead - 1].created_at
        if old is not None:
            midday = datetime.combine(on, time(12), self.business.zone)
            at = max(created, midday.astimezone(UTC))
        self.lead_events.append(
            LeadEvent(
                id=len(self.lead_events) + 1, lead_id=lead, on=on, at=at, field=what, old=old,
                new=new,
            )
        )  # fmt: skip


@contextmanager
def opened(book: SmallBook) -> Iterator[Connection]:
    """A database in memory that holds the book."""
    contacts = [Contact(id=lead.contact_id, name="x", created_at=ENTERED) for lead in book.leads]
    stages = [
        Stage(id=number, name=name, position=number, state=state, prob_bp=chance)
        for number, (name, state, chance) in enumerate(STAGES, start=1)
    ]
    kinds: tuple[Sequence[Record], ...] = (
        stages, book.accounts, book.campaigns, book.ads, contacts, book.leads, book.lead_events,
        book.deals, book.events, book.handoffs, book.activities, book.subscriptions,
        book.entries, book.costs, book.posts, book.web_days, book.targets,
    )  # fmt: skip
    with empty_databases().connect() as connection:
        for rows in kinds:
            if rows:
                table = type(rows[0]).table()
                connection.execute(insert(table), [_stated(row) for row in rows])
        yield connection


def _stated(row: Record) -> dict[str, object]:
    """The row's values; a number that was not stated is the database's to give."""
    return {
        name: value for name, value in row.model_dump().items() if (name, value) != ("id", None)
    }
