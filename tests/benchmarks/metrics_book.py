"""A large book to measure figures on: two years of a business, made from a seed."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

from tui_crm.period import add_months
from tui_crm.store.engine import make_book

STARTS = date(2024, 4, 1)
ENDS = date(2026, 4, 1)
DAYS = (ENDS - STARTS).days
ENTERED = "2026-04-01T10:00:00Z"
CHANNELS = ("paid_search", "paid_social", "email", "event", "print")
WORDS = [
    "amber",
    "birch",
    "cedar",
    "delta",
    "ember",
    "fjord",
    "grove",
    "haven",
    "inlet",
    "jetty",
    "knoll",
    "larch",
    "maple",
]

Row = tuple[object, ...]


def make_metrics_book(path: Path, deals: int, seed: int = 7) -> None:
    """Write a new book with so many deals, and everything else in proportion."""
    settings = {"base_currency": "EUR", "time_zone": "Europe/Berlin"}
    make_book(path, settings)
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("BEGIN")
    _Writer(connection, deals, random.Random(seed)).write()
    connection.execute("COMMIT")
    connection.close()


class _Writer:
    def __init__(self, connection: sqlite3.Connection, deals: int, chance: random.Random) -> None:
        self.connection = connection
        self.deals = deals
        self.accounts = max(deals // 5, 1)
        self.leads = deals
        self.chance = chance

    def write(self) -> None:
        self._put("account", "id name kind closed_on notes created_at search", self._accounts())
        names = [
            (i, f"Campaign {i}", CHANNELS[i % 5], ENTERED, f"campaign {i}") for i in range(1, 31)
        ]
        self._put("campaign", "id name channel created_at search", names)
        self._put(
            "contact", "id name email consent do_not_contact created_at search", self._contacts()
        )
        lead = "id contact_id campaign_id source stage temperature created_at invalid"
        self._put("lead", f"{lead} duplicate_of_id local_day search", self._leads())
        self._write_deals()
        self._put("cost", "on function campaign_id deal_id amount_minor currency fx_e8 "
                  "base_minor created_at search", self._costs())  # fmt: skip
        self._put("social_post", "on network reach reactions comments shares saves clicks "
                  "created_at search", self._posts())  # fmt: skip
        self._put("web_day", "on source sessions engaged pageviews bounce_def created_at search",
                  self._web_days())  # fmt: skip

    def _put(self, table: str, columns: str, rows: Iterator[Row] | Sequence[Row]) -> None:
        names = [f'"{column}"' for column in columns.split()]
        marks = ", ".join("?" for _ in names)
        self.connection.executemany(
            f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})", rows
        )

    def _words(self, number: int) -> str:
        return " ".join(self.chance.choices(WORDS, k=number))

    def _day(self, low: int = 0, high: int = DAYS) -> date:
        return STARTS + timedelta(days=self.chance.randrange(low, high))

    def _accounts(self) -> Iterator[Row]:
        for number in range(1, self.accounts + 1):
            closed = self._day(300).isoformat() if self.chance.random() < 0.01 else None
            name = f"{self._words(2)} {number}"
            yield number, name, "company", closed, self._words(8), ENTERED, name

    def _contacts(self) -> Iterator[Row]:
        for number in range(1, self.leads + 1):
            name = f"{self._words(2)} {number}"
            email = f"p{number}@example.com"
            yield number, name, email, 0, 0, ENTERED, f"{name} {email}"

    def _leads(self) -> Iterator[Row]:
        for number in range(1, self.leads + 1):
            day = STARTS + timedelta(days=number * DAYS // (self.leads + 1))
            campaign = self.chance.randrange(1, 31) if self.chance.random() < 0.6 else None
            same = number - 1 if number > 1 and self.chance.random() < 0.02 else None
            yield (
                number, number, campaign, "web", "new", "cold", f"{day}T09:00:00Z",
                int(self.chance.random() < 0.03), same, str(day), self._words(3),
            )  # fmt: skip

    def _write_deals(self) -> None:
        deals: list[Row] = []
        events: list[Row] = []
        entries: list[Row] = []
        subscriptions: list[Row] = []
        for number in range(1, self.deals + 1):
            self._deal(number, deals, events, entries, subscriptions)
        self._put("deal", "id name account_id lead_id campaign_id stage_id outcome amount_minor "
                  "currency fx_e8 prob_bp opened_on closed_on kind base_minor stage_since notes "
                  "created_at search", deals)  # fmt: skip
        self._put("deal_event", "deal_id on at state stage_id prob_bp base_minor value_change "
                  "weighted_change count_change", events)  # fmt: skip
        self._put("subscription", "id account_id deal_id amount_minor currency fx_e8 interval "
                  "starts_on ends_on base_minor created_at search", subscriptions)  # fmt: skip
        self._put("revenue_entry", "on account_id deal_id subscription_id kind amount_minor "
                  "currency fx_e8 base_minor created_at search", entries)  # fmt: skip
        # One sale in fifty is given back a month later.
        self.connection.execute(
            'INSERT INTO revenue_entry ("on", account_id, deal_id, kind, amount_minor, currency, '
            "fx_e8, base_minor, created_at, search, refund_of_id) "
            "SELECT date(\"on\", '+30 days'), account_id, deal_id, 'refund', -amount_minor, "
            "currency, fx_e8, -base_minor, created_at, search, id FROM revenue_entry "
            "WHERE kind = 'sale' AND id % 50 = 0"
        )

    def _deal(
        self,
        number: int,
        deals: list[Row],
        events: list[Row],
        entries: list[Row],
        subscriptions: list[Row],
    ) -> None:
        chance = self.chance
        opened = STARTS + timedelta(days=number * DAYS // (self.deals + 1))
        closed = opened + timedelta(days=chance.randrange(5, 90))
        draw = chance.random()
        outcome = "open" if closed >= ENDS else "won" if draw < 0.5 else "lost"
        amount = chance.randrange(100, 5000) * 100
        account = chance.randrange(1, self.accounts + 1)
        lead = number if chance.random() < 0.6 else None
        campaign = chance.randrange(1, 31) if lead and chance.random() < 0.7 else None
        stage = {"open": 2, "won": 5, "lost": 6}[outcome]
        name = f"{self._words(3)} {number}"
        deals.append(
            (
                number, name, account, lead, campaign, stage, outcome, amount, "EUR", 10**8, 2000,
                str(opened), None if outcome == "open" else str(closed), "one_off", amount,
                str(opened), self._words(6), ENTERED, name,
            )
        )  # fmt: skip
        self._events(number, opened, closed, outcome, amount, events)
        if outcome != "won":
            return
        if chance.random() < 0.12:
            self._subscription(account, number, amount // 12, closed, subscriptions, entries)
        else:
            entries.append(
                (str(closed), account, number, None, "sale", amount, "EUR", 10**8, amount,
                 ENTERED, "")
            )  # fmt: skip

    def _events(
        self, number: int, opened: date, closed: date, outcome: str, amount: int, events: list[Row]
    ) -> None:
        between = opened + (closed - opened) / 2
        first = amount * 9 // 10
        events.append(
            (number, str(opened), ENTERED, "open", 2, 2000, first, first, first * 2000, 1)
        )
        if between < ENDS:
            events.append((number, str(between), ENTERED, "open", 3, 5000, amount, amount - first,
                           amount * 5000 - first * 2000, 0))  # fmt: skip
        if outcome != "open":
            stage = 5 if outcome == "won" else 6
            events.append((number, str(closed), ENTERED, outcome, stage, 0, amount, -amount,
                           -amount * 5000, -1))  # fmt: skip

    def _subscription(
        self,
        account: int,
        deal: int,
        amount: int,
        starts: date,
        subscriptions: list[Row],
        entries: list[Row],
    ) -> None:
        number = len(subscriptions) + 1
        months = self.chance.randrange(2, 40)
        ends = add_months(starts, months)
        ended = str(ends) if ends < ENDS else None
        subscriptions.append((number, account, deal, amount, "EUR", 10**8, "month", str(starts),
                              ended, amount, ENTERED, ""))  # fmt: skip
        for month in range(months):
            due = add_months(starts, month)
            if due < ENDS:
                entries.append((str(due), account, deal, number, "billing", amount, "EUR", 10**8,
                                amount, ENTERED, ""))  # fmt: skip

    def _costs(self) -> Iterator[Row]:
        won = self.connection.execute(
            "SELECT id, closed_on, base_minor FROM deal WHERE outcome = 'won' AND id % 3 = 0"
        )
        for deal, closed_on, amount in won.fetchall():
            cost = amount // 3
            yield closed_on, "direct", None, deal, cost, "EUR", 10**8, cost, ENTERED, ""
        for number in range(DAYS):
            day = str(STARTS + timedelta(days=number))
            for _ in range(3):
                spent = self.chance.randrange(1000, 50_000)
                campaign = self.chance.randrange(1, 31)
                yield day, "marketing", campaign, None, spent, "EUR", 10**8, spent, ENTERED, ""
            yield day, "sales", None, None, 90_000, "EUR", 10**8, 90_000, ENTERED, ""
            yield day, "overhead", None, None, 20_000, "EUR", 10**8, 20_000, ENTERED, ""

    def _posts(self) -> Iterator[Row]:
        for number in range(0, DAYS, 2):
            reach = self.chance.randrange(200, 5000) if self.chance.random() < 0.9 else None
            numbers = [self.chance.randrange(0, 60) for _ in range(5)]
            yield str(STARTS + timedelta(days=number)), "instagram", reach, *numbers, ENTERED, ""

    def _web_days(self) -> Iterator[Row]:
        for number in range(DAYS):
            for source in ("google", "direct", "social"):
                sessions = self.chance.randrange(20, 900)
                engaged = sessions * self.chance.randrange(30, 80) // 100
                day = str(STARTS + timedelta(days=number))
                yield day, source, sessions, engaged, sessions * 2, "ga4", ENTERED, ""
