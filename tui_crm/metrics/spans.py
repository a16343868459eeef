"""The days of a period that count, and the stretches between days that rows are summed over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any  # Any: a column of days, whatever its nullability

from sqlalchemy import ColumnElement, Integer, case, cast, func, literal, literal_column

from tui_crm.models.fields import DayText
from tui_crm.period import Period
from tui_crm.store.business import Business

STILL_RUNNING = "still running"
"""The note of a reading whose period has not ended."""


@dataclass(frozen=True, slots=True)
class Span:
    """The days of a period that count."""

    period: Period
    start: date
    end: date
    """The first day not counted: the period's end, or an earlier one."""
    note: str = ""
    """What to know about the days that are left out."""
    known: date = date.max
    """The day as of which a period that has not begun is looked at; later for all others."""

    @property
    def begun(self) -> bool:
        """Whether it has any day to count."""
        return self.start < self.end

    @property
    def day(self) -> date:
        """The day as of which it tells how things stand: its end, or an earlier one."""
        return min(self.end, self.known)

    @property
    def running(self) -> bool:
        """Whether its period has not ended."""
        return self.end < self.period.end


@dataclass(frozen=True, slots=True)
class Window:
    """The days whose rows are read: from the first up to the last, which is not read any more."""

    first: date
    last: date
    as_of: date
    """What is dated on this day or later is not known yet."""
    business: Business
    """Whose settings decide what counts."""


def span_of(period: Period, as_of: date) -> Span:
    """The days of a period before `as_of`."""
    if period.end <= as_of:
        return Span(period, period.start, period.end)
    note = STILL_RUNNING if period.start < as_of else ""
    return Span(period, period.start, max(period.start, as_of), note, as_of)


def span_before(span: Span, as_of: date) -> Span:
    """The period before a span's, cut to as many days while that one is running."""
    return cut_alike(span.period.previous(), span, as_of)


def span_of_last_year(span: Span, as_of: date) -> Span:
    """The same period a year before a span's, cut to as many days while that one is running."""
    return cut_alike(span.period.same_last_year(), span, as_of)


def cut_alike(earlier: Period, span: Span, as_of: date) -> Span:
    """An earlier period, cut to as many days as a span counts while its period is running."""
    if span.end == span.period.end or not span.begun:
        return span_of(earlier, as_of)
    end = min(earlier.end, earlier.start + (span.end - span.start))
    days = (end - earlier.start).days
    note = "" if end == earlier.end else f"its first {days} days" if days > 1 else "its first day"
    return Span(earlier, earlier.start, end, note)


def place_of(day: ColumnElement[Any], days: Sequence[date]) -> ColumnElement[int]:
    """How many of the days, which are in order, do not come after a column's day."""

    def between(low: int, high: int) -> ColumnElement[int]:
        # Halving keeps it at six comparisons a row for fifty days.
        if low == high:
            return literal_column(str(low), Integer)
        middle = (low + high) // 2
        return case(
            (day < literal(days[middle], DayText), between(low, middle)),
            else_=between(middle + 1, high),
        )

    return between(0, len(days))


def days_between(earlier: ColumnElement[Any], later: ColumnElement[Any]) -> ColumnElement[int]:
    """The days from one column's day to another's."""
    # Days are text in SQLite, where julianday() counts them; PostgreSQL would just subtract.
    return cast(func.julianday(later) - func.julianday(earlier), Integer)
