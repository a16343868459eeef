"""The records of the sample business agree with each other as if the actions had written them."""

from __future__ import annotations

import sqlite3
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from tests.sample.reading import one, rows
from tui_crm.actions.billing import a_year_of, due_days
from tui_crm.models import Subscription
from tui_crm.models.fields import RATE_UNIT, instant_of
from tui_crm.money import convert
from tui_crm.sample import make_sample
from tui_crm.store.business import read_business
from tui_crm.store.connect import open_raw

TODAY = date(2026, 4, 1)

BROKEN = {
    "a deal disagrees with its last event": """
        SELECT d.id FROM deal d JOIN deal_event e ON e.id = (
            SELECT id FROM deal_event WHERE deal_id = d.id ORDER BY "on" DESC, id DESC LIMIT 1)
        WHERE (d.outcome, d.stage_id, d.prob_bp) <> (e.state, e.stage_id, e.prob_bp)
           OR d.base_minor IS NOT e.base_minor OR d.expected_on IS NOT e.expected_on
           OR (d.outcome <> 'open' AND d.closed_on <> e."on")""",
    "a deal has no event on the day it was opened": """
        SELECT id FROM deal d WHERE opened_on IS NOT (
            SELECT min("on") FROM deal_event WHERE deal_id = d.id)""",
    "an event's changes are not what it changed": """
        WITH state AS (
            SELECT id, value_change v, weighted_change w, count_change c,
                   iif(state = 'open', coalesce(base_minor, 0), 0) value,
                   iif(state = 'open', coalesce(base_minor, 0) * prob_bp, 0) weighted,
                   state = 'open' open,
                   row_number() OVER same AS place, deal_id
            FROM deal_event WINDOW same AS (PARTITION BY deal_id ORDER BY "on", id)),
        change AS (
            SELECT *, value - coalesce(lag(value) OVER same, 0) dv,
                   weighted - coalesce(lag(weighted) OVER same, 0) dw,
                   open - coalesce(lag(open) OVER same, 0) dc
            FROM state WINDOW same AS (PARTITION BY deal_id ORDER BY place))
        SELECT id FROM change WHERE (v, w, c) <> (dv, dw, dc)""",
    "an event is in a stage of another state": """
        SELECT e.id FROM deal_event e JOIN stage s ON s.id = e.stage_id WHERE s.state <> e.state""",
    "events of a deal are not in the order of their moments": """
        SELECT id FROM (SELECT id, at, lag(at) OVER (PARTITION BY deal_id ORDER BY "on", id) before
                        FROM deal_event) WHERE at < before""",
    "a deal is in its stage since another day": """
        SELECT d.id FROM deal d WHERE stage_since <> coalesce(
            (SELECT max("on") FROM (
                SELECT "on", stage_id, lag(stage_id) OVER (ORDER BY "on", id) was
                FROM deal_event WHERE deal_id = d.id) WHERE stage_id <> was), opened_on)""",
    "a lost deal has no reason, or another deal has one": """
        SELECT id FROM deal WHERE (outcome = 'lost') <> (lost_reason IS NOT NULL)""",
    "a won deal brought no revenue": """
        SELECT id FROM deal d WHERE outcome = 'won' AND NOT EXISTS (
            SELECT 1 FROM revenue_entry r WHERE r.deal_id = d.id AND kind = 'sale'
            AND (r."on", r.account_id, r.base_minor, r.currency, r.fx_e8, r.amount_minor)
              = (d.closed_on, d.account_id, d.base_minor, d.currency, d.fx_e8, d.amount_minor)
            AND d.kind = 'one_off')
        AND NOT EXISTS (
            SELECT 1 FROM subscription s WHERE s.deal_id = d.id AND d.kind = 'recurring'
            AND (s.account_id, s.amount_minor, s.interval)
              = (d.account_id, d.recurring_minor, d.interval) AND s.starts_on >= d.closed_on)""",
    "a deal that is not won brought revenue": """
        SELECT d.id FROM deal d JOIN revenue_entry r ON r.deal_id = d.id WHERE outcome <> 'won'""",
    "a refund gives back more than, or something else than, a sale": """
        SELECT r.id FROM revenue_entry r LEFT JOIN revenue_entry s ON s.id = r.refund_of_id
        WHERE r.kind = 'refund' AND (s.kind IS NULL OR s.kind = 'refund' OR r."on" < s."on"
           OR r.amount_minor + s.amount_minor < 0 OR r.account_id <> s.account_id
           OR r.deal_id IS NOT s.deal_id OR r.fx_e8 <> s.fx_e8)""",
    "an account closed before its last sale, or has open deals still": """
        SELECT a.id FROM account a JOIN deal d ON d.account_id = a.id
        WHERE a.closed_on IS NOT NULL AND (d.outcome = 'open' OR d.closed_on > a.closed_on)""",
    "an account is used before it was made": """
        SELECT d.id FROM deal d JOIN account a ON a.id = d.account_id
        WHERE a.created_at > d.created_at""",
    "a contact speaks for a deal of another account": """
        SELECT d.id FROM deal d JOIN contact c ON c.id = d.contact_id
        WHERE c.account_id IS NOT d.account_id""",
    "a lead disagrees with its last events": """
        SELECT l.id FROM lead l WHERE stage <> (
            SELECT new FROM lead_event WHERE lead_id = l.id AND field = 'stage'
            ORDER BY at DESC, id DESC LIMIT 1)
        OR temperature <> (
            SELECT new FROM lead_event WHERE lead_id = l.id AND field = 'temperature'
            ORDER BY at DESC, id DESC LIMIT 1)""",
    "a lead's history does not begin when it came": """
        SELECT l.id FROM lead l WHERE 2 <> (
            SELECT count(*) FROM lead_event WHERE lead_id = l.id AND old IS NULL
            AND at = l.created_at AND "on" = l.local_day)""",
    "a change of a lead does not follow from the one before": """
        SELECT id FROM (
            SELECT id, old, new, lag(new) OVER (PARTITION BY lead_id, field ORDER BY at, id) was
            FROM lead_event) WHERE old IS NOT was OR old = new""",
    "an offered lead has no hand-off waiting, or another has one": """
        SELECT id FROM lead l WHERE (stage = 'offered') <> (EXISTS (
            SELECT 1 FROM handoff WHERE lead_id = l.id AND decision IS NULL))""",
    "a decided hand-off left no trace in its lead": """
        SELECT h.id FROM handoff h WHERE decision IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM lead_event e WHERE e.lead_id = h.lead_id AND e.old = 'offered'
            AND e."on" = h.decided_on
            AND e.new = iif(h.decision = 'withdrawn', 'mql', h.decision))""",
    "an accepted lead and its deal do not know each other": """
        SELECT h.id FROM handoff h JOIN lead l ON l.id = h.lead_id JOIN deal d ON d.id = h.deal_id
        WHERE h.decision = 'accepted' AND (d.lead_id <> l.id OR d.opened_on <> h.decided_on
           OR d.campaign_id IS NOT l.campaign_id OR d.contact_id <> l.contact_id
           OR l.stage <> 'accepted')""",
    "a deal came from a lead without a hand-off": """
        SELECT id FROM deal d WHERE lead_id IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM handoff WHERE deal_id = d.id AND lead_id = d.lead_id)""",
    "a bad lead went on, or doubles one that is later or a double itself": """
        SELECT l.id FROM lead l LEFT JOIN lead o ON o.id = l.duplicate_of_id
        WHERE (l.invalid OR o.id) AND (l.stage <> 'disqualified' OR o.created_at > l.created_at
           OR o.duplicate_of_id IS NOT NULL OR o.invalid)""",
    "a lead was answered before it came": """
        SELECT a.id FROM activity a JOIN lead l ON l.id = a.lead_id WHERE a.at < l.created_at""",
    "a follow-up is done, or something else is to be done": """
        SELECT id FROM activity WHERE done = (due_on IS NOT NULL)""",
    "a campaign was paid for while it did not run": """
        SELECT o.id FROM cost o JOIN campaign c ON c.id = o.campaign_id
        WHERE o."on" < c.starts_on OR o."on" > c.ends_on""",
    "a lead came from a campaign that did not run": """
        SELECT l.id FROM lead l JOIN campaign c ON c.id = l.campaign_id
        WHERE l.local_day < c.starts_on OR l.local_day > c.ends_on""",
    "a post was measured before it was published": """
        SELECT id FROM social_post WHERE measured_on < "on" """,
    "more clicks than views": "SELECT id FROM campaign_day WHERE clicks > impressions",
}
HAPPENED = (
    ("deal", "opened_on"), ("deal", "closed_on"), ("deal", "stage_since"), ("deal_event", "on"),
    ("lead", "local_day"), ("lead_event", "on"), ("handoff", "offered_on"),
    ("handoff", "decided_on"), ("revenue_entry", "on"), ("cost", "on"), ("web_day", "on"),
    ("social_post", "on"), ("social_post", "measured_on"), ("campaign_day", "day"),
    ("account", "closed_on"),
)  # fmt: skip


@pytest.fixture(
    scope="module",
    params=[
        (None, TODAY, 7), (None, date(2025, 12, 31), 7), (None, date(2024, 2, 29), 8),
        (2_000, date(2026, 6, 17), 7),
    ],
    ids=str,
)  # fmt: skip
def made(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[sqlite3.Connection, date]:
    """Businesses of several sizes, days and seeds, with their day."""
    size, today, seed = request.param
    path: Path = tmp_path_factory.mktemp("sample") / "rosa.db"
    make_sample(path, today=today, size=size, seed=seed)
    return open_raw(path), today


def test_the_file_is_sound(made: tuple[sqlite3.Connection, date]) -> None:
    book, _ = made
    assert rows(book, "PRAGMA foreign_key_check") == []
    assert rows(book, "PRAGMA integrity_check") == [("ok",)]


@pytest.mark.parametrize("fault", BROKEN)
def test_no_record_contradicts_another(made: tuple[sqlite3.Connection, date], fault: str) -> None:
    book, _ = made
    assert rows(book, BROKEN[fault])[:3] == [], fault


@pytest.mark.parametrize(("table", "column"), HAPPENED)
def test_nothing_happened_after_today_or_before_the_books(
    made: tuple[sqlite3.Connection, date], table: str, column: str
) -> None:
    book, today = made
    first, last = rows(book, f'SELECT min("{column}"), max("{column}") FROM {table}')[0]
    assert str(read_business(book).books_start) <= first
    assert last <= str(today)


def test_no_moment_is_after_the_first_hour_of_today(made: tuple[sqlite3.Connection, date]) -> None:
    book, today = made
    midnight = f"{today - timedelta(days=1)}T23:59:59Z"
    for table, column in (
        ("account", "created_at"), ("contact", "created_at"), ("lead", "created_at"),
        ("deal", "created_at"), ("deal_event", "at"), ("lead_event", "at"), ("activity", "at"),
        ("revenue_entry", "created_at"), ("cost", "created_at"), ("campaign", "created_at"),
        ("web_day", "created_at"), ("target", "created_at"), ("subscription", "created_at"),
    ):  # fmt: skip
        assert one(book, f"SELECT max({column}) FROM {table}") <= midnight, table


@pytest.mark.parametrize("table", ["deal", "subscription", "revenue_entry", "cost"])
def test_base_amounts_follow_from_amount_and_rate(
    made: tuple[sqlite3.Connection, date], table: str
) -> None:
    book, _ = made
    found = rows(book, f"SELECT amount_minor, currency, fx_e8, base_minor FROM {table} "
                 "WHERE amount_minor IS NOT NULL")  # fmt: skip
    for amount, currency, rate, base in found:
        assert base == convert(amount, currency, Decimal(rate) / RATE_UNIT, "EUR")


def test_local_days_follow_from_the_moments(made: tuple[sqlite3.Connection, date]) -> None:
    book, _ = made
    zone = read_business(book).zone
    for table, moment, day in (
        ("lead", "created_at", "local_day"), ("lead_event", "at", '"on"'),
        ("deal_event", "at", '"on"'), ("deal", "created_at", "opened_on"),
    ):  # fmt: skip
        for at, on in rows(book, f"SELECT {moment}, {day} FROM {table}"):
            assert str(instant_of(at).astimezone(zone).date()) == on


def test_subscriptions_are_billed_on_every_due_day_up_to_today(
    made: tuple[sqlite3.Connection, date],
) -> None:
    book, today = made
    start = read_business(book).books_start or date.min
    known = rows(book, "SELECT id, interval, starts_on, ends_on, amount_minor FROM subscription")
    assert known
    for number, interval, starts, ends, amount in known:
        subscription = Subscription(
            interval=interval,
            starts_on=date.fromisoformat(starts),
            ends_on=date.fromisoformat(ends) if ends else None,
        )
        due = [str(day) for day in due_days(subscription, start, today)]
        billed = book.execute(
            'SELECT "on", amount_minor FROM revenue_entry '
            "WHERE subscription_id = ? AND kind = 'billing' ORDER BY 1",
            (number,),
        ).fetchall()
        assert billed == [(day, amount) for day in due]


def test_a_recurring_deal_is_worth_a_year_of_it(made: tuple[sqlite3.Connection, date]) -> None:
    book, _ = made
    recurring = rows(book, "SELECT recurring_minor, interval, amount_minor FROM deal "
                     "WHERE kind = 'recurring' AND amount_minor IS NOT NULL")  # fmt: skip
    assert recurring
    for each, interval, amount in recurring:
        assert amount == a_year_of(each, interval)
