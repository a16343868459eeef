"""Small books of every shape, for properties that hold whatever a business enters."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import strategies as st

from tests.metrics.small_books import SmallBook, Step
from tui_crm.period import CalendarGrain, Period, period_of

FIRST, LAST = date(2024, 11, 20), date(2026, 5, 10)

# The ends of months, a leap day's neighbours among them, are where windows go wrong.
EDGES = [
    date(2024, 12, 31), date(2025, 1, 1), date(2025, 2, 28), date(2025, 3, 1), date(2025, 3, 31),
    date(2025, 6, 30), date(2025, 7, 1), date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 1),
]  # fmt: skip

days = st.one_of(st.sampled_from(EDGES), st.dates(FIRST, LAST))
cents = st.integers(1, 500).map(lambda euros: euros * 100)


@st.composite
def spans_of_time(draw: st.DrawFn) -> Period:
    """A month, a quarter, a year or any number of days."""
    grain: CalendarGrain | None = draw(st.sampled_from(("month", "quarter", "year", None)))
    day = draw(days)
    if grain is None:
        return Period(day, day + timedelta(days=draw(st.integers(1, 80))), "custom")
    return period_of(day, grain, fiscal_month=draw(st.sampled_from((1, 4))))


@st.composite
def books(draw: st.DrawFn) -> SmallBook:
    """A business of a few accounts, with whatever may have happened to it."""
    settings = {
        "time_zone": "Europe/Berlin",
        "activity_window_months": str(draw(st.sampled_from((1, 3, 12)))),
        "books_start": draw(st.sampled_from(("", "2025-01-01", "2025-02-10"))),
    }
    book = SmallBook(settings)
    for _ in range(3):
        book.account(draw(st.one_of(st.none(), st.none(), days)))
        book.campaign(draw(st.sampled_from((None, "email"))))
    _add_leads(draw, book)
    _add_deals(draw, book)
    _add_revenue(draw, book)
    _add_costs(draw, book)
    _add_audience(draw, book)
    return book


accounts = st.integers(1, 3)
campaigns = st.one_of(st.none(), st.integers(1, 3))


def _add_leads(draw: st.DrawFn, book: SmallBook) -> None:
    for on in draw(st.lists(days, max_size=6)):
        kind = draw(st.sampled_from(("counted", "counted", "invalid", "duplicate")))
        same = 1 if kind == "duplicate" and book.leads else None
        book.lead(on, draw(campaigns), invalid=kind == "invalid", duplicate_of=same)


def _add_deals(draw: st.DrawFn, book: SmallBook) -> None:
    leads = st.one_of(st.none(), st.integers(1, len(book.leads))) if book.leads else st.none()
    for _ in range(draw(st.integers(0, 6))):
        on = sorted(draw(st.lists(days, min_size=1, max_size=4)))
        stages = ["Qualified"] + [
            draw(st.sampled_from(("Proposal", "Won", "Lost", "Void"))) for _ in on[1:]
        ]
        amounts = [draw(st.one_of(st.none(), cents)) for _ in on[:-1]] + [draw(cents)]
        steps = [
            Step(day, stage, amount) for day, stage, amount in zip(on, stages, amounts, strict=True)
        ]
        book.deal(draw(accounts), steps, lead=draw(leads), campaign=draw(campaigns))


def _add_revenue(draw: st.DrawFn, book: SmallBook) -> None:
    for starts_on in draw(st.lists(days, max_size=3)):
        length = draw(st.one_of(st.none(), st.integers(1, 400)))
        ends_on = starts_on + timedelta(days=length) if length else None
        number = book.subscription(account := draw(accounts), starts_on, ends_on)
        book.entry(starts_on, account, draw(cents), kind="billing", subscription=number)
    deals = st.one_of(st.none(), st.integers(1, len(book.deals))) if book.deals else st.none()
    for on in draw(st.lists(days, max_size=6)):
        account, deal, amount = draw(accounts), draw(deals), draw(cents)
        sale = book.entry(on, account, amount, deal=deal)
        for part in draw(st.sampled_from(((), (), (100,), (50,), (30, 70)))):
            back = on + timedelta(days=draw(st.integers(0, 90)))
            named = sale if draw(st.booleans()) else None
            book.entry(
                back, account, -amount * part // 100, kind="refund", deal=deal, refund_of=named
            )


def _add_costs(draw: st.DrawFn, book: SmallBook) -> None:
    for on in draw(st.lists(days, max_size=8)):
        function = draw(st.sampled_from(("marketing", "sales", "direct", "overhead")))
        amount = draw(cents) * draw(st.sampled_from((1, 1, 1, -1)))
        campaign = draw(campaigns) if function == "marketing" else None
        deal = (
            draw(st.integers(1, len(book.deals)))
            if book.deals and function in ("direct", "sales")
            else None
        )
        book.cost(on, function, amount, campaign=campaign, deal=deal)


def _add_audience(draw: st.DrawFn, book: SmallBook) -> None:
    numbers = st.integers(0, 40)
    for on in draw(st.lists(days, max_size=4)):
        reach = draw(st.sampled_from((None, 0, 100, 250)))
        book.post(on, reach, *(draw(numbers) for _ in range(4)))
    for on in draw(st.lists(days, max_size=6, unique=True)):
        sessions = draw(numbers)
        for source in ("web", "shop")[: draw(st.integers(1, 2))]:
            book.web_day(
                on,
                sessions,
                draw(st.integers(0, sessions)),
                source=source,
                pageviews=draw(st.one_of(st.none(), numbers)),
                bounce_def=draw(st.sampled_from(("ga4", "ga4", "ga4", "ua"))),
            )
