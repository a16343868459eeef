"""The business of the worked example: three months of twelve accounts and twenty deals."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from tests.metrics.small_books import SmallBook, Step

ACCOUNTS = 12
CHANNELS = ("paid_search", "print", "paid_social", "event", "email", "radio")

# Deal: account, lead, campaign, history as (day, stage, amount in cents).
DEALS: tuple[tuple[int, int | None, int | None, tuple[tuple[str, str, int], ...]], ...] = (
    (1, None, None, (("2024-12-10", "Proposal", 120000), ("2025-02-14", "Won", 120000))),
    (2, None, None, (("2025-05-30", "Proposal", 360000), ("2025-06-20", "Won", 360000))),
    (3, None, None, (("2025-08-20", "Proposal", 180000), ("2025-09-10", "Won", 180000))),
    (4, None, None, (("2025-10-05", "Proposal", 200000), ("2025-11-20", "Won", 200000))),
    (5, None, None, (("2025-11-01", "Proposal", 90000), ("2025-12-15", "Won", 90000))),
    (6, None, 1, (("2025-12-20", "Proposal", 150000), ("2026-01-15", "Won", 150000))),
    (2, None, None, (("2026-01-10", "Proposal", 40000), ("2026-01-31", "Won", 40000))),
    (7, None, None, (("2026-01-05", "Proposal", 80000), ("2026-01-20", "Lost", 80000))),
    (7, 1, 2, (("2026-01-12", "Proposal", 100000), ("2026-02-01", "Won", 100000))),
    (8, 2, 1, (("2026-01-20", "Proposal", 240000), ("2026-02-16", "Won", 240000))),
    (4, None, None, (("2026-02-02", "Proposal", 60000), ("2026-02-28", "Won", 60000))),
    (9, 4, 1, (("2026-01-30", "Proposal", 120000), ("2026-02-20", "Lost", 120000))),
    (
        10, 3, 3,
        (
            ("2026-01-25", "Proposal", 70000), ("2026-02-11", "Lost", 70000),
            ("2026-03-03", "Negotiation", 65000), ("2026-03-24", "Won", 65000),
        ),
    ),
    (9, 12, 3, (("2026-02-24", "Proposal", 239200), ("2026-03-10", "Won", 239980))),
    (11, 16, 4, (("2026-03-01", "Proposal", 120000), ("2026-03-20", "Won", 120000))),
    (12, 6, 1, (("2026-02-15", "Qualified", 50000), ("2026-03-12", "Lost", 50000))),
    (6, None, None, (("2026-03-05", "Qualified", 90000), ("2026-03-31", "Lost", 90000))),
    (12, 21, 3, (("2026-03-15", "Proposal", 300000),)),
    (1, 10, None, (("2026-02-10", "Qualified", 100000), ("2026-03-25", "Negotiation", 160000))),
    (8, 25, 1, (("2026-03-31", "Qualified", 80000),)),
)  # fmt: skip
# When a deal was expected to be won, by the day that this was said on.
EXPECTED_ON = {
    (13, "2026-01-25"): date(2026, 2, 15), (13, "2026-03-03"): date(2026, 3, 25),
    (14, "2026-02-24"): date(2026, 3, 15), (15, "2026-03-01"): date(2026, 3, 20),
    (16, "2026-02-15"): date(2026, 3, 10), (17, "2026-03-05"): date(2026, 3, 31),
    (18, "2026-03-15"): date(2026, 4, 20), (19, "2026-02-10"): date(2026, 3, 31),
    (19, "2026-03-25"): date(2026, 4, 5), (20, "2026-03-31"): date(2026, 5, 10),
}  # fmt: skip
# What a deal brings again: cents and interval.
RECURRING: dict[int, tuple[int, str]] = {
    2: (30000, "month"), 3: (15000, "month"), 10: (20000, "month"), 15: (120000, "year"),
}  # fmt: skip
# What was agreed in another currency: its cents and its rate.
ABROAD = {14: ("USD", 260000, 92_300_000)}

COSTS: tuple[tuple[str, str, int | None, int | None, int], ...] = (
    ("2026-01-10", "marketing", 1, None, 20000), ("2026-01-12", "marketing", 2, None, 15000),
    ("2026-01-31", "sales", None, None, 50000), ("2026-01-15", "direct", None, 6, 30000),
    ("2026-01-31", "direct", None, 7, 10000), ("2026-02-05", "marketing", 1, None, 20000),
    ("2026-02-07", "marketing", 2, None, 10000), ("2026-02-12", "marketing", 3, None, 15000),
    ("2026-02-20", "marketing", None, None, 5000), ("2026-02-28", "sales", None, None, 60000),
    ("2026-02-01", "direct", None, 9, 20000), ("2026-02-28", "direct", None, 11, 10000),
    ("2026-02-28", "overhead", None, None, 25000), ("2026-03-03", "marketing", 3, None, 30000),
    ("2026-03-04", "marketing", 4, None, 25000), ("2026-03-09", "marketing", 5, None, 12000),
    ("2026-03-15", "marketing", 6, None, 8000), ("2026-03-20", "marketing", None, None, 5000),
    ("2026-03-31", "sales", None, None, 70000), ("2026-03-10", "direct", None, 14, 90000),
    ("2026-03-20", "direct", None, 15, 15000), ("2026-03-24", "direct", None, 13, 15000),
    ("2026-03-31", "overhead", None, None, 25000), ("2026-04-01", "marketing", 4, None, 10000),
)  # fmt: skip

# Lead: the moment in UTC, the campaign, the temperature; the days it was warmed, qualified and
# accepted on, and the minutes until it was answered.
LEADS: tuple[tuple[str, int | None, str, str, str, str, int | None], ...] = (
    ("01-10T09:00", 2, "warm", "", "01-11", "01-12", 30),
    ("01-18T09:00", 1, "warm", "", "01-19", "01-20", 30),
    ("01-22T09:00", 3, "cold", "01-24", "01-24", "01-25", 30),
    ("01-28T09:00", 1, "warm", "", "01-29", "01-30", 30),
    ("01-30T09:00", 2, "cold", "02-03", "02-03", "", 30),
    ("02-02T09:00", 1, "cold", "02-05", "02-06", "02-15", 5),
    ("02-05T09:00", 2, "cold", "", "", "", 240),
    ("02-09T09:00", 3, "cold", "", "", "", 1500),
    ("02-12T09:00", 1, "warm", "", "02-13", "", 12),
    ("02-09T10:00", None, "warm", "", "02-09", "02-10", 30),
    ("02-18T09:00", 3, "cold", "03-04", "", "", 60),
    ("02-20T09:00", 3, "cold", "02-22", "02-23", "02-24", 45),
    ("02-25T09:00", 2, "cold", "", "", "", None),
    ("02-26T09:00", 3, "warm", "", "", "", None),
    ("02-27T09:00", 3, "cold", "", "", "", None),
    ("02-28T23:30", 4, "warm", "", "03-01", "03-01", 10),
    ("03-02T09:00", 3, "cold", "03-05", "03-06", "", 15),
    ("03-04T09:00", 5, "cold", "", "", "", 90),
    ("03-07T09:00", 5, "cold", "03-20", "", "", 40),
    ("03-09T09:00", 4, "warm", "", "03-10", "", 3),
    ("03-12T09:00", 3, "cold", "03-13", "03-14", "03-15", 8),
    ("03-15T09:00", 3, "cold", "", "", "", None),
    ("03-18T09:00", 5, "cold", "", "", "", 55),
    ("03-21T09:00", 4, "cold", "03-24", "03-25", "", 20),
    ("03-30T09:00", 1, "warm", "", "03-30", "03-31", None),
    ("03-11T09:00", 4, "warm", "", "", "", None),
    ("03-19T09:00", 5, "cold", "", "", "", None),
    ("03-31T22:10", 1, "cold", "", "", "", None),
)
DUPLICATES = {14: 13, 26: 20}
INVALID = (15, 27)

# Revenue: day, account, deal, subscription, kind, cents.
ENTRIES: tuple[tuple[str, int, int, int | None, str, int], ...] = (
    ("2025-02-14", 1, 1, None, "sale", 120000), ("2025-11-20", 4, 4, None, "sale", 200000),
    ("2025-12-15", 5, 5, None, "sale", 90000), ("2026-01-01", 2, 2, 1, "billing", 30000),
    ("2026-01-01", 3, 3, 2, "billing", 15000), ("2026-01-15", 6, 6, None, "sale", 150000),
    ("2026-01-31", 2, 7, None, "sale", 40000), ("2026-02-01", 2, 2, 1, "billing", 30000),
    ("2026-02-01", 3, 3, 2, "billing", 15000), ("2026-02-01", 7, 9, None, "sale", 100000),
    ("2026-02-10", 5, 5, None, "refund", -90000), ("2026-02-16", 8, 10, 3, "billing", 20000),
    ("2026-02-28", 4, 11, None, "sale", 60000), ("2026-03-01", 2, 2, 1, "billing", 30000),
    ("2026-03-01", 3, 3, 2, "billing", 15000), ("2026-03-10", 9, 14, None, "sale", 239980),
    ("2026-03-16", 8, 10, 3, "billing", 20000), ("2026-03-20", 11, 15, 4, "billing", 120000),
    ("2026-03-24", 10, 13, None, "sale", 65000),
)  # fmt: skip

# Subscription: account, the deal it came of, its first day and the first not covered.
SUBSCRIPTIONS: tuple[tuple[int, int, str, str | None], ...] = (
    (2, 2, "2025-07-01", None),
    (3, 3, "2025-10-01", "2026-03-15"),
    (8, 10, "2026-02-16", None),
    (11, 15, "2026-03-20", None),
)

# Post: day, network, reach, impressions; reactions, comments, shares, saves.
POSTS: tuple[tuple[str, str, int | None, int, int, int, int, int], ...] = (
    ("2026-02-03", "facebook", 1000, 1400, 30, 5, 5, 0),
    ("2026-02-14", "instagram", 500, 650, 8, 1, 1, 0),
    ("2026-02-25", "linkedin", None, 900, 9, 2, 1, 0),
    ("2026-03-05", "instagram", 2000, 2600, 70, 10, 6, 4),
    ("2026-03-17", "facebook", 0, 0, 0, 0, 0, 0),
    ("2026-03-29", "facebook", 1000, 1300, 22, 4, 4, 0),
)

WEB_DAYS = (
    ("2026-02-01", 100, 55, 210), ("2026-02-10", 200, 120, 480), ("2026-02-20", 150, 60, 250),
    ("2026-02-28", 50, 15, 70), ("2026-03-01", 120, 60, 260), ("2026-03-11", 260, 169, 640),
    ("2026-03-21", 0, 0, 0), ("2026-03-31", 220, 131, 505),
)  # fmt: skip


def worked_example(*, refund_named: bool = True) -> SmallBook:
    """The book as it stands on 1 April 2026; the refund may name its sale or only its deal."""
    book = SmallBook(
        {"base_currency": "EUR", "time_zone": "Europe/Berlin", "books_start": "2026-01-01"}
    )
    for _ in range(ACCOUNTS):
        book.account()
    for channel in CHANNELS:
        book.campaign(channel)
    _add_leads(book)
    for number, (account, lead, campaign, history) in enumerate(DEALS, start=1):
        steps = [
            Step(_day(on), stage, amount, EXPECTED_ON.get((number, on)))
            for on, stage, amount in history
        ]
        book.deal(account, steps, lead=lead, campaign=campaign, paid=ABROAD.get(number))
    for number, (each, interval) in RECURRING.items():
        deal = book.deals[number - 1]
        deal.kind, deal.recurring_minor, deal.interval = "recurring", each, interval
    _follow_leads(book)
    for account, source, starts_on, ends_on in SUBSCRIPTIONS:
        each, interval = RECURRING[source]
        book.subscription(
            account, _day(starts_on), _day(ends_on) if ends_on else None,
            amount=each, interval=interval, deal=source,
        )  # fmt: skip
    for on, account, source, subscription, kind, cents in ENTRIES:
        sale = 3 if kind == "refund" and refund_named else None
        book.entry(
            _day(on), account, cents,
            kind=kind, deal=source, subscription=subscription, refund_of=sale,
        )  # fmt: skip
    for on, function, campaign, deal_of_cost, cents in COSTS:
        book.cost(_day(on), function, cents, campaign=campaign, deal=deal_of_cost)
    for on, network, reach, impressions, *numbers in POSTS:
        book.post(_day(on), reach, *numbers, impressions=impressions, network=network)
    for on, sessions, engaged, pageviews in WEB_DAYS:
        book.web_day(_day(on), sessions, engaged, pageviews=pageviews)
    book.target("revenue", date(2026, 4, 1), date(2026, 5, 1), 6000_000000)
    return book


def _add_leads(book: SmallBook) -> None:
    for number, (created, campaign, temperature, _, _, _, minutes) in enumerate(LEADS, start=1):
        moment = datetime.fromisoformat(f"2026-{created}").replace(tzinfo=UTC)
        book.lead(
            moment, campaign, temperature=temperature,
            invalid=number in INVALID, duplicate_of=DUPLICATES.get(number),
        )  # fmt: skip
        if minutes is not None:
            book.activity(moment + timedelta(minutes=minutes), lead=number)


def _follow_leads(book: SmallBook) -> None:
    """How the leads were warmed, qualified, and offered on the day that sales accepted them."""
    deals = {lead: number for number, (_, lead, _, _) in enumerate(DEALS, start=1)}
    for number, (_, _, _, warmed, qualified, accepted, _) in enumerate(LEADS, start=1):
        if warmed:
            book.change_lead(number, _day(f"2026-{warmed}"), "temperature", "warm")
        if qualified:
            book.change_lead(number, _day(f"2026-{qualified}"), "stage", "mql")
        if accepted:
            on = _day(f"2026-{accepted}")
            book.handoff(number, on, on, "accepted", deal=deals[number])


_day = date.fromisoformat
