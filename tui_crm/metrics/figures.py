"""What KPIs are worked out from: sums of the book's rows between the days that are asked for."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cached_property
from itertools import accumulate, pairwise
from typing import Any, TypeVar  # Any: whatever a fact sums and a question answers

from sqlalchemy import ColumnElement, Connection, Select, column, func, select

from tui_crm.metrics.customers import Loyalty, loyalty
from tui_crm.metrics.facts import first_entry
from tui_crm.metrics.kpi import Number, Reading
from tui_crm.metrics.spans import Span, Window, place_of
from tui_crm.models.fields import DayText
from tui_crm.period import add_months
from tui_crm.store.business import Business

Answer = TypeVar("Answer")

Fact = Callable[[Window], Select[Any]]
"""Rows of a window summed by day: the column `on`, then the named sums."""

Days = tuple[date, date]
"""A stretch of days: the first, and the first not in it any more."""

LIFETIME_MONTHS = 12
"""How many months back the customer lifetime value looks."""

FIRST_DAY = date.min
"""Before every row: the start of what is summed up to a day."""


class Figures:
    """Everything that the KPIs of some spans need, each fact read by one statement when needed."""

    def __init__(
        self, connection: Connection, business: Business, as_of: date, spans: Sequence[Span]
    ) -> None:
        self.connection = connection
        self.business = business
        self.as_of = as_of
        self.spans = [span for span in spans if span.begun]
        self._answers: dict[Callable[[Figures], Any], Any] = {}
        self._lifetimes: dict[date, list[Days]] = {}
        self._sums: dict[tuple[Fact, bool], dict[str, list[int]]] = {}

    @cached_property
    def books_start(self) -> date:
        """From when revenue and costs are complete: as set, or the month of the first of them."""
        if self.business.books_start:
            return self.business.books_start
        first = self.connection.scalar(first_entry())
        return first.replace(day=1) if first else self.as_of

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

    def total(self, fact: Fact, start: date, end: date) -> Mapping[str, int]:
        """The sums of a fact's rows dated from a day up to another."""
        sums = self._read(fact, whole=False)
        low, high = self._place(start), self._place(end)
        return {name: running[high] - running[low] for name, running in sums.items()}

    def balance(self, fact: Fact, day: date) -> Mapping[str, int]:
        """The sums of all rows of a fact dated before a day."""
        place = self._place(day)
        return {name: running[place] for name, running in self._read(fact, whole=True).items()}

    def loyalty(self, start: date, end: date) -> Loyalty:
        """How many customers were active at a start, at an end and at both."""
        return self._loyalties[start, end]

    def once(self, ask: Callable[[Figures], Answer]) -> Answer:
        """What a question gets for an answer; it is put to the book the first time only."""
        if ask not in self._answers:
            self._answers[ask] = ask(self)
        return self._answers[ask]  # type: ignore[no-any-return]  # it was stored for this question

    def reading(
        self,
        span: Span,
        value: Number | None,
        inputs: Mapping[str, Number | None],
        *,
        reason: str = "",
        note: str = "",
    ) -> Reading:
        """A reading of a span, with what there is to say about the span itself."""
        notes = "; ".join(part for part in (span.note, note) if part)
        until = span.end if span.end < span.period.end else None
        return Reading(
            span.period, value, "" if value is not None else reason, notes, inputs, until
        )

    @cached_property
    def _days(self) -> list[date]:
        """Every day at which a span or a month looked back on begins or ends, in order."""
        days = {day for pair in self._pairs for day in pair}
        return sorted(days)

    @cached_property
    def _pairs(self) -> list[Days]:
        pairs = {(span.start, span.end) for span in self.spans}
        for span in self.spans:
            pairs.update(self.lifetime_months(span))
        return sorted(pairs)

    @cached_property
    def _loyalties(self) -> dict[Days, Loyalty]:
        return loyalty(self.connection, self._pairs, self.business.activity_window)

    @cached_property
    def _day_place(self) -> ColumnElement[int]:
        """The place of a fact's day among the days, built once for all facts."""
        return place_of(column("on", DayText), self._days)

    def _place(self, day: date) -> int:
        place = bisect_left(self._days, day)
        if place == len(self._days) or self._days[place] != day:
            raise KeyError(f"The figures were not made for {day}")
        return place

    def _read(self, fact: Fact, *, whole: bool) -> dict[str, list[int]]:
        """Running sums of a fact at each of the days."""
        if (fact, whole) not in self._sums:
            first = FIRST_DAY if whole else self._days[0]
            daily = fact(Window(first, self._days[-1], self.as_of)).subquery()
            names = [column.name for column in daily.columns if column.name != "on"]
            sums = (func.sum(daily.c[name]) for name in names)
            query = select(self._day_place, *sums).select_from(daily).group_by(self._day_place)
            found = {row[0]: row[1:] for row in self.connection.execute(query)}
            nothing = (0,) * len(names)
            rows = [found.get(place, nothing) for place in range(len(self._days))]
            self._sums[fact, whole] = {
                name: list(accumulate(int(row[at] or 0) for row in rows))
                for at, name in enumerate(names)
            }
        return self._sums[fact, whole]
