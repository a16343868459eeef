"""Small books of every shape, for properties that hold whatever a business enters."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import strategies as st

from tests.metrics.small_books import SmallBook, Step
from tui_crm.models.sales import INTERVALS
from tui_crm.period import CalendarGrain, Period, period_of

FIRST, LAST = date(2024, 11, 20), date(2026, 5, 10)

# The ends of months, a leap day's neighbours among them, are where windows go wrong.
EDGES = [
    date(2024, 12, 31), date(2025, 1, 1), date(2025, 2, 28), date(2025, 3, 1), date(2025, 3, 31),
    date(2025, 6, 30), date(2025, 7, 1), date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 1),
]  # fmt: skip

# Most of it happens in one winter, so that a period has something of everything.
BUSY = st.dates(date(2024, 12, 15), date(2025, 4, 5))

days = st.one_of(st.sampled_from(EDGES), BUSY, st.dates(FIRST, LAST))
# Nothing at all is rare, since a period in which nothing happened is not.
several_days = st.sampled_from((0, 2, 3, 3, 4, 4)).flatmap(
    lambda number: st.lists(days, min_size=number, max_size=number + 2)
)
cents = st.integers(1, 500).map(lambda euros: euros * 100)
gaps = st.sampled_from((0, 0, 1, 3, 30))

# Hours of the day in UTC: the local day is another one at its ends, and offices are closed.
HOURS = (time(11), time(0, 10), time(7, 30), time(15, 59), time(22, 30), time(23, 10))
MINUTES = (5, 0, 45, 600, 1440, 1441, 4000, -30)
FATES = (
    "warm", "mql", "accepted", "accepted", "hot", "cold", "rejected", "withdrawn", "waiting",
    "working",
)  # fmt: skip


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
        "roi_basis": draw(st.sampled_from(("gross_profit", "revenue"))),
        "conversion_basis": draw(st.sampled_from(("cohort", "flow"))),
        "response_hours": draw(st.sampled_from(("always", "business"))),
    }
    book = SmallBook(settings)
    for _ in range(3):
        book.account(draw(st.one_of(st.none(), st.none(), days)))
        book.campaign(draw(st.sampled_from((None, "email"))))
    _add_leads(draw, book)
    _add_deals(draw, book)
    _follow_leads(draw, book)
    _add_answers(draw, book)
    _add_revenue(draw, book)
    _add_costs(draw, book)
    _add_audience(draw, book)
    _add_ads(draw, book)
    _add_targets(draw, book)
    return book


accounts = st.integers(1, 3)
campaigns = st.one_of(st.none(), st.integers(1, 3))


def _add_leads(draw: st.DrawFn, book: SmallBook) -> None:
    for on in draw(several_days):
        kind = draw(st.sampled_from(("counted", "counted", "invalid", "duplicate")))
        same = 1 if kind == "duplicate" and book.leads else None
        book.lead(
            datetime.combine(on, draw(st.sampled_from(HOURS)), UTC),
            draw(campaigns),
            source=draw(st.sampled_from((None, "web"))),
            invalid=kind == "invalid",
            duplicate_of=same,
            stage=draw(st.sampled_from(("new", "new", "mql"))),
            temperature=draw(st.sampled_from(("cold", "cold", "warm"))),
        )


def _add_deals(draw: st.DrawFn, book: SmallBook) -> None:
    leads = st.one_of(st.none(), st.integers(1, len(book.leads))) if book.leads else st.none()
    for _ in range(draw(st.sampled_from((0, 3, 4, 5, 6, 6)))):
        at_least = draw(st.sampled_from((1, 2, 2)))
        on = sorted(draw(st.lists(days, min_size=at_least, max_size=4)))
        stages = ["Qualified"] + [
            draw(st.sampled_from(("Won", "Proposal", "Lost", "Won", "Void", "Won"))) for _ in on[1:]
        ]
        amounts = [draw(st.one_of(st.none(), cents, cents)) for _ in stages]
        account = draw(st.one_of(st.none(), accounts))
        if stages[-1] == "Won":
            amounts[-1], account = amounts[-1] or 100, account or 1
        steps = [
            Step(day, stage, amount, draw(expected), draw(chances))
            for day, stage, amount in zip(on, stages, amounts, strict=True)
        ]
        book.deal(account, steps, lead=draw(leads), campaign=draw(campaigns))


expected = st.one_of(st.none(), days, BUSY)
chances = st.sampled_from((None, None, 0, 3333, 10_000))


def _follow_leads(draw: st.DrawFn, book: SmallBook) -> None:
    """Leads are warmed, qualified and offered, in any order and more than once."""
    for number, lead in enumerate(book.leads, start=1):
        on = lead.local_day
        for fate in draw(st.lists(st.sampled_from(FATES), max_size=4)):
            on += timedelta(days=draw(gaps))
            if fate in ("warm", "hot", "cold"):
                if fate != lead.temperature:
                    book.change_lead(number, on, "temperature", fate)
            elif lead.stage == "offered":
                continue  # it waits for sales, and is offered once
            elif fate in ("mql", "working"):
                if fate != lead.stage:
                    book.change_lead(number, on, "stage", fate)
            else:
                on = _offer(draw, book, number, on, fate)


def _offer(draw: st.DrawFn, book: SmallBook, lead: int, on: date, fate: str) -> date:
    """Offer a lead to sales, which may decide; the day that this was known on."""
    if fate == "waiting" or (fate == "accepted" and not book.deals):
        book.handoff(lead, on)
        return on
    decided_on = on + timedelta(days=draw(gaps))
    reason = "no budget" if fate == "rejected" else None
    deal = draw(st.integers(1, len(book.deals))) if fate == "accepted" else None
    book.handoff(lead, on, decided_on, fate, reason=reason, deal=deal)
    return decided_on


def _add_answers(draw: st.DrawFn, book: SmallBook) -> None:
    kinds = st.sampled_from(("email", "call", "message", "meeting", "note", "task"))
    directions = st.sampled_from(("out", "out", "out", "in", None))
    plans = st.sampled_from(("", "", "", "planned", "kept"))
    for number, lead in enumerate(book.leads, start=1):
        for minutes in draw(st.lists(st.sampled_from(MINUTES), max_size=2)):
            at = lead.created_at + timedelta(
                minutes=minutes, seconds=draw(st.sampled_from((0, 20)))
            )
            plan = draw(plans)
            book.activity(
                at,
                kind=draw(kinds),
                direction=draw(directions),
                lead=number,
                due_on=at.date() if plan else None,
                done=plan != "planned",
            )


def _add_revenue(draw: st.DrawFn, book: SmallBook) -> None:
    for starts_on in draw(st.lists(days, max_size=3)):
        length = draw(st.one_of(st.none(), st.integers(1, 400)))
        ends_on = starts_on + timedelta(days=length) if length else None
        number = _subscribe(draw, book, account := draw(accounts), starts_on, ends_on)
        book.entry(starts_on, account, draw(cents), kind="billing", subscription=number)
        if ends_on is not None and draw(st.booleans()):
            _subscribe(draw, book, account, ends_on + timedelta(days=draw(gaps)))
    deals = st.one_of(st.none(), st.integers(1, len(book.deals))) if book.deals else st.none()
    for on in draw(several_days):
        account, deal, amount = draw(accounts), draw(deals), draw(cents)
        sale = book.entry(on, account, amount, deal=deal)
        for part in draw(st.sampled_from(((), (), (100,), (50,), (30, 70)))):
            back = on + timedelta(days=draw(st.integers(0, 90)))
            named = sale if draw(st.booleans()) else None
            book.entry(
                back, account, -amount * part // 100, kind="refund", deal=deal, refund_of=named
            )


def _subscribe(
    draw: st.DrawFn, book: SmallBook, account: int, starts_on: date, ends_on: date | None = None
) -> int:
    each, interval = draw(cents), draw(st.sampled_from(INTERVALS))
    return book.subscription(account, starts_on, ends_on, amount=each, interval=interval)


def _add_costs(draw: st.DrawFn, book: SmallBook) -> None:
    for on in draw(several_days):
        function = draw(st.sampled_from(("marketing", "sales", "marketing", "direct", "overhead")))
        amount = draw(cents) * draw(st.sampled_from((1, 1, 1, -1)))
        campaign = draw(campaigns) if function == "marketing" else None
        deal = (
            draw(st.integers(1, len(book.deals)))
            if book.deals and function in ("direct", "sales")
            else None
        )
        channel = draw(st.sampled_from((None, "email", "print"))) if campaign is None else None
        book.cost(on, function, amount, campaign=campaign, channel=channel, deal=deal)


def _add_audience(draw: st.DrawFn, book: SmallBook) -> None:
    numbers = st.integers(0, 40)
    for on in draw(several_days):
        reach = draw(st.sampled_from((None, 0, 100, 250)))
        seen = draw(st.sampled_from((None, 0, 300)))
        book.post(on, reach, *(draw(numbers) for _ in range(4)), impressions=seen)
    for on in draw(st.lists(days, max_size=6, unique=True)):
        sessions = draw(numbers)
        for source in ("web", "shop")[: draw(st.integers(1, 2))]:
            book.web_day(
                on,
                sessions,
                draw(st.integers(0, sessions)),
                source=source,
                users=draw(st.one_of(st.none(), numbers)),
                pageviews=draw(st.one_of(st.none(), numbers)),
                bounce_def=draw(st.sampled_from(("ga4", "ga4", "ga4", "ua"))),
            )


def _add_ads(draw: st.DrawFn, book: SmallBook) -> None:
    for on in sorted(set(draw(several_days))):
        campaign = draw(st.integers(1, 3))
        impressions = draw(st.sampled_from((0, 100, 1000)))
        book.ads_day(on, campaign, impressions, draw(st.integers(0, impressions)))


def _add_targets(draw: st.DrawFn, book: SmallBook) -> None:
    """A target of every month, quarter or year, now within reach and now beyond it."""
    for metric in ("won_value", "revenue"):
        grain: CalendarGrain | None = draw(st.sampled_from((None, "month", "quarter", "year")))
        if grain is None:
            continue
        euros = draw(st.sampled_from((0, 1, 300, 9000)))
        period = period_of(FIRST, grain)
        while period.start <= LAST:
            book.target(metric, period.start, period.end, euros * 1_000_000)
            period = period.following()
