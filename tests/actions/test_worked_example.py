"""The worked example of the definitions, entered through the actions day by day, to the cent."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest

from tests.book import do, is_sound, live_on, new_book, put, rows
from tui_crm.actions import change
from tui_crm.metrics.figures import Figures
from tui_crm.metrics.shared import readings
from tui_crm.models import ENTITIES
from tui_crm.period import parse_period
from tui_crm.store.engine import Book

CAMPAIGNS = {
    "C1": ("Search ads", "paid_search"),
    "C2": ("Flyer drop", "print"),
    "C3": ("Social ads", "paid_social"),
    "C4": ("Partner webinar", "event"),
    "C5": ("Newsletter", "email"),
    "C6": ("Local radio", "radio"),
}
# Deals that no lead led to: account, campaign, opened, amount, closed (won unless lost).
DIRECT_DEALS = {
    "D01": ("A01", "", "2024-12-10", "1200", "2025-02-14"),
    "D04": ("A04", "", "2025-10-05", "2000", "2025-11-20"),
    "D05": ("A05", "", "2025-11-01", "900", "2025-12-15"),
    "D06": ("A06", "C1", "2025-12-20", "1500", "2026-01-15"),
    "D07": ("A02", "", "2026-01-10", "400", "2026-01-31"),
    "D08": ("A07", "", "2026-01-05", "800", "lost 2026-01-20"),
    "D11": ("A04", "", "2026-02-02", "600", "2026-02-28"),
    "D17": ("A06", "", "2026-03-05", "900", "lost 2026-03-31"),
}
# Leads: created, campaign, temperature, warm on, qualified on, accepted on, minutes to the answer.
LEADS = {
    "L01": ("2026-01-10T09:00Z", "C2", "warm", "", "2026-01-11", "2026-01-12", 30),
    "L02": ("2026-01-18T09:00Z", "C1", "warm", "", "2026-01-19", "2026-01-20", 30),
    "L03": ("2026-01-22T09:00Z", "C3", "cold", "2026-01-24", "2026-01-24", "2026-01-25", 30),
    "L04": ("2026-01-28T09:00Z", "C1", "warm", "", "2026-01-29", "2026-01-30", 30),
    "L05": ("2026-01-30T09:00Z", "C2", "cold", "2026-02-03", "2026-02-03", "", 30),
    "L06": ("2026-02-02T09:00Z", "C1", "cold", "2026-02-05", "2026-02-06", "2026-02-15", 5),
    "L07": ("2026-02-05T09:00Z", "C2", "cold", "", "", "", 240),
    "L08": ("2026-02-09T09:00Z", "C3", "cold", "", "", "", 1500),
    "L09": ("2026-02-12T09:00Z", "C1", "warm", "", "2026-02-13", "", 12),
    "L10": ("2026-02-09T10:00Z", "", "warm", "", "2026-02-09", "2026-02-10", 30),
    "L11": ("2026-02-18T09:00Z", "C3", "cold", "2026-03-04", "", "", 60),
    "L12": ("2026-02-20T09:00Z", "C3", "cold", "2026-02-22", "2026-02-23", "2026-02-24", 45),
    "L13": ("2026-02-25T09:00Z", "C2", "cold", "", "", "", 0),
    "L14": ("2026-02-26T09:00Z", "C3", "warm", "", "", "", 0),
    "L15": ("2026-02-27T09:00Z", "C3", "cold", "", "", "", 0),
    "L16": ("2026-02-28T23:30Z", "C4", "warm", "", "2026-03-01", "2026-03-01", 10),
    "L17": ("2026-03-02T09:00Z", "C3", "cold", "2026-03-05", "2026-03-06", "", 15),
    "L18": ("2026-03-04T09:00Z", "C5", "cold", "", "", "", 90),
    "L19": ("2026-03-07T09:00Z", "C5", "cold", "2026-03-20", "", "", 40),
    "L20": ("2026-03-09T09:00Z", "C4", "warm", "", "2026-03-10", "", 3),
    "L21": ("2026-03-12T09:00Z", "C3", "cold", "2026-03-13", "2026-03-14", "2026-03-15", 8),
    "L22": ("2026-03-15T09:00Z", "C3", "cold", "", "", "", 0),
    "L23": ("2026-03-18T09:00Z", "C5", "cold", "", "", "", 55),
    "L24": ("2026-03-21T09:00Z", "C4", "cold", "2026-03-24", "2026-03-25", "", 20),
    "L25": ("2026-03-30T09:00Z", "C1", "warm", "", "2026-03-30", "2026-03-31", 0),
    "L26": ("2026-03-11T09:00Z", "C4", "warm", "", "", "", 0),
    "L27": ("2026-03-19T09:00Z", "C5", "cold", "", "", "", 0),
    "L28": ("2026-03-31T22:10Z", "C1", "cold", "", "", "", 0),
}
# What an accepted lead becomes: deal, account, amount, stage, expected on.
ACCEPTED = {
    "L01": ("D09", "A07", "1000", "Qualified", ""),
    "L02": ("D10", "A08", "", "Qualified", ""),
    "L03": ("D13", "A10", "700", "Proposal", "2026-02-15"),
    "L04": ("D12", "A09", "1200", "Qualified", ""),
    "L06": ("D16", "A12", "500", "Qualified", "2026-03-10"),
    "L10": ("D19", "A01", "1000", "Qualified", "2026-03-31"),
    "L12": ("D14", "A09", "2600", "Proposal", "2026-03-15"),
    "L16": ("D15", "A11", "1200", "Proposal", "2026-03-20"),
    "L21": ("D18", "A12", "3000", "Proposal", "2026-04-20"),
    "L25": ("D20", "A08", "800", "Qualified", "2026-05-10"),
}
COSTS = (
    ("2026-01-10", "marketing", "C1", "", "200"), ("2026-01-12", "marketing", "C2", "", "150"),
    ("2026-01-31", "sales", "", "", "500"), ("2026-01-15", "direct", "", "D06", "300"),
    ("2026-01-31", "direct", "", "D07", "100"), ("2026-02-05", "marketing", "C1", "", "200"),
    ("2026-02-07", "marketing", "C2", "", "100"), ("2026-02-12", "marketing", "C3", "", "150"),
    ("2026-02-20", "marketing", "", "", "50"), ("2026-02-28", "sales", "", "", "600"),
    ("2026-02-01", "direct", "", "D09", "200"), ("2026-02-28", "direct", "", "D11", "100"),
    ("2026-02-28", "overhead", "", "", "250"), ("2026-03-03", "marketing", "C3", "", "300"),
    ("2026-03-04", "marketing", "C4", "", "250"), ("2026-03-09", "marketing", "C5", "", "120"),
    ("2026-03-15", "marketing", "C6", "", "80"), ("2026-03-20", "marketing", "", "", "50"),
    ("2026-03-31", "sales", "", "", "700"), ("2026-03-10", "direct", "", "D14", "900"),
    ("2026-03-20", "direct", "", "D15", "150"), ("2026-03-24", "direct", "", "D13", "150"),
    ("2026-03-31", "overhead", "", "", "250"), ("2026-04-01", "marketing", "C4", "", "100"),
)  # fmt: skip
POSTS = (
    ("2026-02-03", "facebook", "1000", 30, 5, 5, 0), ("2026-02-14", "instagram", "500", 8, 1, 1, 0),
    ("2026-02-25", "linkedin", "", 9, 2, 1, 0), ("2026-03-05", "instagram", "2000", 70, 10, 6, 4),
    ("2026-03-17", "facebook", "0", 0, 0, 0, 0), ("2026-03-29", "facebook", "1000", 22, 4, 4, 0),
)  # fmt: skip
WEB_DAYS = (
    ("2026-02-01", 100, 55), ("2026-02-10", 200, 120), ("2026-02-20", 150, 60),
    ("2026-02-28", 50, 15), ("2026-03-01", 120, 60), ("2026-03-11", 260, 169),
    ("2026-03-21", 0, 0), ("2026-03-31", 220, 131),
)  # fmt: skip

EXPECTED = {
    "revenue": (135_000, 489_980),
    "sales_cycle_length": (Fraction(73, 3), Fraction(91, 3)),
    "customer_acquisition_cost": (55_000, 50_000),
    "customer_lifetime_value": (137_500, Fraction(669_980, 20) * Fraction(17, 3)),
    "customer_retention_rate": (Fraction(4, 6), Fraction(5, 6)),
    "sales_pipeline": (389_200, 540_000),
    "average_revenue_per_account": (22_500, Fraction(489_980, 8)),
    "leads": (8, 10),
    "conversion_rate": (Fraction(1, 8), Fraction(1, 10)),
    "cost_per_lead": (6_250, 8_000),
    "return_on_investment": (1, Fraction(244_980, 80_000)),
    "social_media_engagement": (Fraction(50, 1500), Fraction(120, 3000)),
    "website_traffic": (500, 600),
    "bounce_rate": (Fraction(1, 2), Fraction(2, 5)),
}

Deed = Callable[[Book], object]


def campaign(key: str) -> dict[str, str]:
    return {"campaign": CAMPAIGNS[key][0]} if key else {}


def deal(name: str) -> int:
    """Deals are entered in an order of their own, so they are found by name."""
    return int(_numbers[name])


_numbers: dict[str, int] = {}


def deeds() -> Iterator[tuple[str, int, Deed]]:
    """Everything that happened: the day, its place within the day, and the action."""
    yield from _direct_deals()
    yield from _leads()
    yield from _later_changes()
    for on, function, key, name, amount in COSTS:
        typed = {"on": on, "function": function, "amount": amount, **campaign(key)}
        yield (
            on,
            9,
            lambda book, t=typed, n=name: put(book, "cost", **t, **({"deal": n} if n else {})),
        )
    for on, network, reach, reactions, comments, shares, saves in POSTS:
        counts = {"reactions": reactions, "comments": comments, "shares": shares, "saves": saves}
        typed = {"on": on, "network": network, "reach": reach}
        typed |= {name: str(number) for name, number in counts.items()}
        yield on, 9, lambda book, t=typed: put(book, "social", **t)
    for on, sessions, engaged in WEB_DAYS:
        typed = {"on": on, "sessions": str(sessions), "engaged": str(engaged)}
        yield on, 9, lambda book, t=typed: put(book, "traffic", **t)


def _direct_deals() -> Iterator[tuple[str, int, Deed]]:
    for name, (account, key, opened, amount, closed) in DIRECT_DEALS.items():
        yield opened, 1, _adding(name, account, key, amount)
        if closed.startswith("lost"):
            yield (
                closed.split()[1],
                5,
                lambda b, n=name: do(b, "lose-deal", deal(n), reason="price"),
            )
        else:
            yield closed, 5, lambda b, n=name: do(b, "win-deal", deal(n))
    recurring = (
        ("D02", "A02", "2025-05-30", "2025-06-20", "300", "2025-07-01"),
        ("D03", "A03", "2025-08-20", "2025-09-10", "150", "2025-10-01"),
    )
    for name, account, opened, closed, each, starts in recurring:
        yield opened, 1, _adding(name, account, "", "")
        yield (
            closed,
            5,
            lambda b, n=name, e=each, s=starts: do(
                b, "win-deal", deal(n), recurring=e, interval="month", starts_on=s
            ),
        )


def _adding(name: str, account: str, key: str, amount: str) -> Deed:
    def add(book: Book) -> None:
        typed = {"name": name, "account": account, **campaign(key)}
        _numbers[name] = put(book, "deal", **typed, **({"amount": amount} if amount else {}))

    return add


def _leads() -> Iterator[tuple[str, int, Deed]]:
    zone = ZoneInfo("Europe/Berlin")
    for name, (created, key, temperature, warm, mql, sql, minutes) in LEADS.items():
        at = datetime.fromisoformat(created)
        day = at.astimezone(zone).date().isoformat()
        typed = {"created_at": created, "temperature": temperature, "name": name, **campaign(key)}
        yield (
            day,
            0,
            lambda b, t=typed, n=name: _numbers.update({n: put(b, "lead", **t)}),
        )
        if minutes:
            answered = (at + timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%MZ")
            yield (
                day,
                2,
                lambda b, n=name, a=answered: do(
                    b, "log-activity", None, lead=n, at=a, kind="email"
                ),
            )
        for on, place, action in ((warm, 2, "warm-lead"), (mql, 3, "qualify-lead")):
            if on:
                yield (
                    on,
                    place,
                    lambda b, n=name, a=action: do(b, a, _numbers[n]),
                )
        if sql:
            yield sql, 4, lambda b, n=name: _accept(b, n)
    yield "2026-02-27", 8, lambda b: put_flags(b, "L14", duplicate_of="L12")
    yield "2026-02-27", 8, lambda b: put_flags(b, "L15", invalid="yes")
    yield "2026-03-19", 8, lambda b: put_flags(b, "L26", duplicate_of="L20")
    yield "2026-03-19", 8, lambda b: put_flags(b, "L27", invalid="yes")


def put_flags(book: Book, name: str, **typed: str) -> None:
    change(book, ENTITIES["lead"], _numbers[name], typed)


def _accept(book: Book, lead: str) -> None:
    name, account, amount, stage, expected = ACCEPTED[lead]
    do(book, "offer-lead", _numbers[lead], note="wants to buy")
    abroad = {"currency": "USD", "rate": "0.92"} if name == "D14" else {}
    typed = {"deal": name, "account": account, "stage": stage, **abroad}
    typed |= {"amount": amount} if amount else {}
    typed |= {"expected_on": expected} if expected else {}
    _numbers[name] = do(book, "accept-lead", _numbers[lead], **typed)["deal"]


def _later_changes() -> Iterator[tuple[str, int, Deed]]:
    yield "2026-02-01", 5, lambda b: do(b, "win-deal", deal("D09"))
    yield "2026-02-10", 6, lambda b: do(b, "refund", _sale_of(b, "D05"))
    yield "2026-02-11", 6, lambda b: do(b, "lose-deal", deal("D13"), reason="timing")
    yield "2026-02-16", 6, lambda b: do(b, "win-deal", deal("D10"), recurring="200")
    yield "2026-02-20", 6, lambda b: do(b, "lose-deal", deal("D12"), reason="price")
    yield "2026-03-03", 6, lambda b: do(b, "reopen-deal", deal("D13"), stage="Negotiation")
    yield (
        "2026-03-03",
        7,
        lambda b: change(
            b, ENTITIES["deal"], deal("D13"), {"amount": "650", "expected_on": "2026-03-25"}
        ),
    )
    yield "2026-03-10", 6, lambda b: do(b, "win-deal", deal("D14"), rate="0.9230")
    yield "2026-03-12", 6, lambda b: do(b, "lose-deal", deal("D16"), reason="no answer")
    yield "2026-03-15", 6, lambda b: do(b, "cancel-subscription", 2, on="2026-03-15")
    yield (
        "2026-03-20",
        6,
        lambda b: do(b, "win-deal", deal("D15"), recurring="1200", interval="year"),
    )
    yield "2026-03-24", 6, lambda b: do(b, "win-deal", deal("D13"))
    yield "2026-03-25", 6, lambda b: do(b, "move-deal", deal("D19"), stage="Negotiation")
    yield (
        "2026-03-25",
        7,
        lambda b: change(
            b, ENTITIES["deal"], deal("D19"), {"amount": "1600", "expected_on": "2026-04-05"}
        ),
    )


def _sale_of(book: Book, name: str) -> int:
    ((number,),) = rows(book, "SELECT id FROM revenue_entry WHERE deal_id = ?", deal(name))
    assert isinstance(number, int)
    return number


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    live_on("2024-12-01")
    book = new_book(tmp_path_factory.mktemp("example"), books_start="2026-01-01")
    for name, channel in CAMPAIGNS.values():
        put(book, "campaign", name=name, channel=channel)
    last = date(2026, 4, 1)
    happened = sorted(deeds(), key=lambda deed: deed[:2])
    for on, _, deed in happened:
        live_on(on)
        do(book, "post-billings")
        deed(book)
    live_on(last.isoformat())
    do(book, "post-billings")
    return book


@pytest.mark.parametrize("name", EXPECTED)
def test_the_example_comes_out_to_the_cent(book: Book, name: str) -> None:
    with book.read() as connection:
        figures = Figures(connection, book.business, date(2026, 4, 1))
        found = readings(figures, parse_period("2026-03"))[name]
    assert (found.previous.value, found.current.value) == EXPECTED[name]


def test_the_example_as_it_stood_on_the_first_of_march(book: Book) -> None:
    with book.read() as connection:
        figures = Figures(connection, book.business, date(2026, 3, 1))
        found = readings(figures, parse_period("2026-02"))
    assert found["conversion_rate"].current.value == 0
    assert found["sales_pipeline"].current.value == 389_200


def test_the_example_is_sound(book: Book) -> None:
    assert is_sound(book)
