"""The business of the worked example: three months of twelve accounts and twenty deals."""

from __future__ import annotations

from datetime import UTC, date, datetime

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

# Lead: the moment in UTC and the campaign.
LEADS: tuple[tuple[str, int | None], ...] = (
    ("01-10T09:00", 2), ("01-18T09:00", 1), ("01-22T09:00", 3), ("01-28T09:00", 1),
    ("01-30T09:00", 2), ("02-02T09:00", 1), ("02-05T09:00", 2), ("02-09T09:00", 3),
    ("02-12T09:00", 1), ("02-09T10:00", None), ("02-18T09:00", 3), ("02-20T09:00", 3),
    ("02-25T09:00", 2), ("02-26T09:00", 3), ("02-27T09:00", 3), ("02-28T23:30", 4),
    ("03-02T09:00", 3), ("03-04T09:00", 5), ("03-07T09:00", 5), ("03-09T09:00", 4),
    ("03-12T09:00", 3), ("03-15T09:00", 3), ("03-18T09:00", 5), ("03-21T09:00", 4),
    ("03-30T09:00", 1), ("03-11T09:00", 4), ("03-19T09:00", 5), ("03-31T22:10", 1),
)  # fmt: skip
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

SUBSCRIPTIONS: tuple[tuple[int, str, str | None], ...] = (
    (2, "2025-07-01", None),
    (3, "2025-10-01", "2026-03-15"),
    (8, "2026-02-16", None),
    (11, "2026-03-20", None),
)

POSTS: tuple[tuple[str, int | None, int, int, int, int], ...] = (
    ("2026-02-03", 1000, 30, 5, 5, 0), ("2026-02-14", 500, 8, 1, 1, 0),
    ("2026-02-25", None, 9, 2, 1, 0), ("2026-03-05", 2000, 70, 10, 6, 4),
    ("2026-03-17", 0, 0, 0, 0, 0), ("2026-03-29", 1000, 22, 4, 4, 0),
)  # fmt: skip

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
    for number, (created, campaign) in enumerate(LEADS, start=1):
        moment = datetime.fromisoformat(f"2026-{created}").replace(tzinfo=UTC)
        book.lead(moment, campaign, invalid=number in INVALID, duplicate_of=DUPLICATES.get(number))
    for account, lead, campaign, history in DEALS:
        steps = [Step(_day(on), stage, amount) for on, stage, amount in history]
        book.deal(account, steps, lead=lead, campaign=campaign)
    for account, starts_on, ends_on in SUBSCRIPTIONS:
        book.subscription(account, _day(starts_on), _day(ends_on) if ends_on else None)
    for on, account, deal, subscription, kind, cents in ENTRIES:
        sale = 3 if kind == "refund" and refund_named else None
        book.entry(
            _day(on), account, cents,
            kind=kind, deal=deal, subscription=subscription, refund_of=sale,
        )  # fmt: skip
    for on, function, campaign, deal_of_cost, cents in COSTS:
        book.cost(_day(on), function, cents, campaign=campaign, deal=deal_of_cost)
    for on, reach, *numbers in POSTS:
        book.post(_day(on), reach, *numbers)
    for on, sessions, engaged, pageviews in WEB_DAYS:
        book.web_day(_day(on), sessions, engaged, pageviews=pageviews)
    return book


_day = date.fromisoformat
