"""What KPIs are worked out from: sums of the book's rows between the days that are asked for."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property
from itertools import accumulate, pairwise
from typing import Any, TypeVar  # Any: whatever a question answers

from sqlalchemy import Connection, Text, func, select, type_coerce

from tui_crm import money
from tui_crm.metrics.customers import Loyalties, Loyalty
from tui_crm.metrics.facts import Fact, first_entry, first_record
from tui_crm.metrics.spans import Span, Window
from tui_crm.models import Target
from tui_crm.models.fields import QUANTITY_UNIT
from tui_crm.period import Period, add_months
from tui_crm.store.business import Business

T = TypeVar("T")

Days = tuple[date, date]
"""A stretch of days: the first, and the first not in it any more."""

LIFETIME_MONTHS = 12
"""How many months back the customer lifetime value looks."""

FIRST_DAY = date.min
"""Before every row: the start of what is summed up to a day."""

MONTHS_READ_AHEAD = 12
"""How much further back is read than asked for: who sees a month goes to its neighbours."""


@dataclass(frozen=True, slots=True)
class _Running:
    """A fact's sums day by day: each day that has rows, and what all days before it come to."""

    first: date
    days: list[str]
    sums: Mapping[str, list[int]]


class Figures:
    """Everything that KPIs read of a book as of a day; each fact by one statement, and only once.

    It is right for as long as nothing is stored in the book, and may be kept until then. Without
    a day it is as of tomorrow, so that today counts.
    """

    def __init__(
        self, connection: Connection, business: Business, as_of: date | None = None
    ) -> None:
        self.connection = connection
        self.business = business
        self.as_of = as_of or business.today() + timedelta(days=1)
        self._answers: dict[object, Any] = {}
        self._lifetimes: dict[date, list[Days]] = {}
        self._running: dict[tuple[Fact, bool], _Running] = {}
        self._first = self.as_of
        self._loyalties = Loyalties(connection, business.activity_window)

    def prepare(self, spans: Iterable[Span]) -> None:
        """Say what will be asked for, so that it is read in one go."""
        begun = [span for span in spans if span.begun]
        pairs = {(span.start, span.end) for span in begun}
        for span in begun:
            pairs.update(self.lifetime_months(span))
        first = min((start for start, _ in pairs), default=self.as_of)
        if first < self._first:
            self._first = add_months(first.replace(day=1), -MONTHS_READ_AHEAD)
        self._loyalties.prepare(pairs)

    @cached_property
    def books_start(self) -> date:
        """From when revenue and costs are complete: as set, or the month of the first of them."""
        if self.business.books_start:
            return self.business.books_start
        first = self.connection.scalar(first_entry())
        return first.replace(day=1) if first else self.as_of

    def first_day(self) -> date | None:
        """The day of the first record of any kind; None in an empty book."""

        def ask() -> date | None:
            first: date | None = self.connection.scalar(first_record())
            return first

        return self.once("first day", ask)

    def lifetime_months(self, span: Span) -> list[Days]:
        """The full months, twelve at most, up to a span's end and from the books' start on.

        A span that ends within a month looks back from the last full month before its end.
        """
        end = span.end.replace(day=1)
        if end not in self._lifetimes:
            firsts = [add_months(end, back) for back in range(-LIFETIME_MONTHS, 1)]
            self._lifetimes[end] = [
                days for days in pairwise(firsts) if days[0] >= self.books_start
            ]
        return self._lifetimes[end]

    def lifetime(self, span: Span) -> Days:
        """The stretch of those months; empty, at the span's end, where there is none."""
        months = self.lifetime_months(span)
        return (months[0][0], months[-1][1]) if months else (span.end, span.end)

    def total(self, fact: Fact, start: date, end: date) -> Mapping[str, int]:
        """The sums of a fact's rows dated from a day up to another."""
        if start >= end:
            return dict.fromkeys(fact.measures, 0)
        running = self._read(fact, start)
        low = bisect_left(running.days, start.isoformat())
        high = bisect_left(running.days, end.isoformat())
        return {name: sums[high] - sums[low] for name, sums in running.sums.items()}

    def days(self, fact: Fact, start: date, end: date) -> int:
        """On how many days from one up to another a fact has any row."""
        if start >= end:
            return 0
        running = self._read(fact, start)
        first = bisect_left(running.days, start.isoformat())
        return bisect_left(running.days, end.isoformat()) - first

    def balance(self, fact: Fact, day: date) -> Mapping[str, int]:
        """The sums of all rows of a fact dated before a day."""
        running = self._read(fact, FIRST_DAY)
        place = bisect_left(running.days, day.isoformat())
        return {name: sums[place] for name, sums in running.sums.items()}

    def loyalty(self, start: date, end: date) -> Loyalty:
        """How many customers were active at a start, at an end and at both."""
        return self._loyalties.between(start, end)

    def once(self, question: object, ask: Callable[[], T]) -> T:
        """What a question gets for an answer; it is put to the book the first time only."""
        if question not in self._answers:
            self._answers[question] = ask()
        answer: T = self._answers[question]
        return answer

    def window(self, first: date, last: date) -> Window:
        """The rows dated from a day up to another, as they count under the business's settings."""
        return Window(first, last, self.as_of, self.business)

    def target(self, kpi: str, period: Period, *, is_money: bool) -> Fraction | None:
        """What was aimed at in exactly this period; money in minor units."""
        value = self.once("targets", self._targets).get((kpi, period.start, period.end))
        if value is None:
            return None
        minor = 10 ** money.exponent(self.business.currency) if is_money else 1
        return Fraction(value, QUANTITY_UNIT) * minor

    def targeted(self, kpi: str) -> list[Days]:
        """The days of every target that a KPI ever had, in the order of time."""
        targets = self.once("targets", self._targets)
        return sorted((start, end) for name, start, end in targets if name == kpi)

    def _targets(self) -> dict[tuple[str, date, date], int]:
        target = Target.table().c
        rows = self.connection.execute(
            select(target.metric, target.starts_on, target.ends_on, target.value_e6)
        )
        return {(name, starts_on, ends_on): value for name, starts_on, ends_on, value in rows}

    def _read(self, fact: Fact, first: date) -> _Running:
        """Running sums of a fact day by day, from a day on at the latest."""
        whole = first == FIRST_DAY
        found = self._running.get((fact, whole))
        if found is None or found.first > first:
            begin = FIRST_DAY if whole else min(first, self._first)
            found = self._running[fact, whole] = self._sum_up(fact, begin)
        return found

    def _sum_up(self, fact: Fact, first: date) -> _Running:
        rows = fact.rows(self.window(first, self.as_of)).subquery()
        day = type_coerce(rows.c.on, Text)
        sums = [func.coalesce(func.sum(rows.c[name]), 0) for name in fact.measures]
        # The rows' days are texts in the order of the calendar.
        query = select(day, *sums).group_by(rows.c.on).order_by(rows.c.on)
        found = self.connection.execute(query).fetchall()
        days, *daily = zip(*found, strict=True) if found else [()] * (1 + len(sums))
        running = (list(accumulate(column, initial=0)) for column in daily)
        return _Running(first, list(days), dict(zip(fact.measures, running, strict=True)))
