"""The periods that figures are read for: months, quarters, years and spans of days."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

from tui_crm.text import quoted

CalendarGrain = Literal["month", "quarter", "year"]
Grain = Literal["month", "quarter", "year", "custom"]

FIRST_YEAR = 1900
LAST_YEAR = 2200
"""The years that dates are taken in; one outside them is a slip of the hand."""

MONTH_NAMES = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

_LENGTHS: dict[Grain, int] = {"month": 1, "quarter": 3, "year": 12}
_ONE_DAY = timedelta(days=1)
_WEEKS_OF_A_YEAR = timedelta(weeks=52)

WeekStart = Literal["monday", "sunday"]

_YEAR = re.compile(r"([0-9]{4})")
_MONTH = re.compile(r"([0-9]{4})-([0-9]{1,2})")
_QUARTER = re.compile(r"([0-9]{4})[- ]?q([1-4])|q([1-4])[- ]?([0-9]{4})", re.IGNORECASE)
_NAMED_MONTH = re.compile(r"([a-z]+\.?) +([0-9]{4})", re.IGNORECASE)
_WEEK = re.compile(r"([0-9]{4})[- ]?w([0-9]{1,2})", re.IGNORECASE)
_DAY = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")


class PeriodError(ValueError):
    """A text that names no period, or a period that cannot be; the message tells the user."""


class _BeyondDates(PeriodError):
    """A day before the year 1 or after the year 9999."""


@dataclass(frozen=True, order=True)
class Period:
    """A stretch of local calendar days, from its start up to but not including its end."""

    start: date
    """The first day covered."""
    end: date
    """The first day not covered any more."""
    grain: Grain
    """What kind of period it is; a custom one is any number of days."""
    fiscal_month: int = field(default=1, compare=False)
    """The month the owner's year begins with; it only names quarters and years."""

    def __post_init__(self) -> None:
        """Refuse what is no period of its grain; raises PeriodError."""
        months = _LENGTHS.get(self.grain)
        if months is None:
            if self.start >= self.end:
                raise PeriodError(
                    f"The period from {self.start} to {self.end} has no day: "
                    "the end must come after the start"
                )
        elif (
            self.start.day != 1
            or (self.start.month - self.fiscal_month) % months
            or add_months(self.start, months) != self.end
        ):
            raise PeriodError(f"{self.start} to {self.end} is not a whole {self.grain}")

    @property
    def label(self) -> str:
        """The name for people: "October 2026", "Q1 2026", "2026", "12 Mar to 4 Apr 2026".

        A year that does not begin in January has the name of the calendar year it ends in.
        """
        if self.grain == "month":
            return f"{MONTH_NAMES[self.start.month - 1]} {self.start.year}"
        if self.grain == "quarter":
            return f"Q{self._quarter} {self._fiscal_year}"
        if self.grain == "year":
            return f"{self._fiscal_year}"
        return _span_label(self.start, self.last_day)

    @property
    def code(self) -> str:
        """The name for files and the command line: "2026-03", "2026-Q1", "2026", or its days."""
        if self.grain == "month":
            return f"{self.start:%Y-%m}"
        if self.grain == "quarter":
            return f"{self._fiscal_year:04}-Q{self._quarter}"
        if self.grain == "year":
            return f"{self._fiscal_year:04}"
        return f"{self.start}" if self.days == 1 else f"{self.start}..{self.last_day}"

    @property
    def days(self) -> int:
        """How many days it covers."""
        return (self.end - self.start).days

    @property
    def last_day(self) -> date:
        """The last day covered."""
        return self.end - _ONE_DAY

    def contains(self, day: date) -> bool:
        """Whether the day lies in the period."""
        return self.start <= day < self.end

    def previous(self) -> Period:
        """The period of equal kind just before; for a custom one, as many days before it."""
        return self._moved(-1)

    def following(self) -> Period:
        """The period of equal kind just after; for a custom one, as many days after it."""
        return self._moved(1)

    def same_last_year(self) -> Period:
        """The same months one year earlier, or as many days from the same day on.

        A week is set against the same days of the week, 52 weeks earlier.
        """
        if self.grain != "custom":
            end = add_months(self.end, -12)
            return Period(add_months(self.start, -12), end, self.grain, self.fiscal_month)
        is_week = self.days == 7
        start = self.start - _WEEKS_OF_A_YEAR if is_week else add_months(self.start, -12)
        return Period(start, start + timedelta(days=self.days), self.grain, self.fiscal_month)

    def split(self, grain: CalendarGrain) -> list[Period]:
        """The months, quarters or years that make up the period, in order and without a gap.

        What sticks out over the period's own edges is cut off, and the piece is a custom one.
        """
        pieces = []
        piece = period_of(self.start, grain, fiscal_month=self.fiscal_month)
        while piece.start < self.end:
            pieces.append(self._within(piece))
            piece = piece.following()
        return pieces

    def months(self) -> list[Period]:
        """The months that make up the period, in order."""
        return self.split("month")

    @property
    def _fiscal_year(self) -> int:
        # The first day of a fiscal year and the eleven months after it end in one year's name.
        return self.start.year + (1 < self.fiscal_month <= self.start.month)

    @property
    def _quarter(self) -> int:
        return (self.start.month - self.fiscal_month) % 12 // 3 + 1

    def _moved(self, steps: int) -> Period:
        months = _LENGTHS.get(self.grain)
        if months is None:
            shift = timedelta(days=self.days * steps)
            return Period(self.start + shift, self.end + shift, self.grain, self.fiscal_month)
        start = add_months(self.start, months * steps)
        return Period(start, add_months(start, months), self.grain, self.fiscal_month)

    def _within(self, piece: Period) -> Period:
        start, end = max(piece.start, self.start), min(piece.end, self.end)
        if (start, end) == (piece.start, piece.end):
            return piece
        if (start, end) == (self.start, self.end):
            return self
        return Period(start, end, "custom", self.fiscal_month)


def period_of(day: date, grain: CalendarGrain, *, fiscal_month: int = 1) -> Period:
    """The month, quarter or year that a day lies in."""
    months = _LENGTHS[grain]
    start = add_months(day.replace(day=1), -((day.month - fiscal_month) % months))
    return Period(start, add_months(start, months), grain, fiscal_month)


def week_of(day: date, first: WeekStart = "monday") -> Period:
    """The seven days around a day that begin on the owner's first day of the week."""
    since = day.weekday() if first == "monday" else day.isoweekday() % 7
    start = day - timedelta(days=since)
    return Period(start, start + timedelta(weeks=1), "custom")


def trailing_months(end: date, n: int) -> list[Period]:
    """The n months, in order, of which the last holds the day before `end`."""
    last = period_of(end - _ONE_DAY, "month")
    return [period_of(add_months(last.start, step), "month") for step in range(1 - n, 1)]


def add_months(day: date, n: int) -> date:
    """The same day n months later, or the last day of that month where it is shorter.

    Raises PeriodError outside the years 1 to 9999.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + n, 12)
    if not date.min.year <= year <= date.max.year:
        raise _BeyondDates(f"{n} months from {day} is outside the years 1 to 9999")
    return date(year, month + 1, min(day.day, days_in_month(year, month + 1)))


def days_in_month(year: int, month: int) -> int:
    """How many days a month has."""
    if month == 2:
        leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
        return 29 if leap else 28
    return 30 if month in (4, 6, 9, 11) else 31


def short_month(month: int) -> str:
    """The first three letters of a month's name: "Mar"."""
    return MONTH_NAMES[month - 1][:3]


def written_day(day: date) -> str:
    """A date in full for people: "12 Mar 2026"."""
    return f"{day.day} {short_month(day.month)} {day.year}"


def month_number(name: str) -> int | None:
    """The month that an English name, or its first three letters or more, stands for."""
    word = name.casefold().rstrip(".")
    if len(word) < 3:
        return None
    for number, month in enumerate(MONTH_NAMES, start=1):
        if month.casefold().startswith(word):
            return number
    return None


def parse_period(text: str, *, fiscal_month: int = 1, week_start: WeekStart = "monday") -> Period:
    """The period that a text names, by its code or by its label.

    `2026-03`, `March 2026`, `2026-Q1`, `Q1 2026`, `2026`, `2026-W11`, one day, or `first..last
    day`. Quarters and years are those of the owner's year; a week is the one that has the
    Thursday of the ISO week, from the owner's first day of the week on. Raises PeriodError.
    """
    words = " ".join(text.split())
    outside = f"{quoted(text)} is outside the years {FIRST_YEAR} to {LAST_YEAR}: check the year"
    try:
        period = _calendar_period(words, fiscal_month) or _week(words, week_start) or _span(words)
    except (OverflowError, _BeyondDates):  # it ends where there is no date any more
        raise PeriodError(outside) from None
    except ValueError:  # a 13th month, a 32nd day, a first day after the last
        period = None
    if period is None:
        raise PeriodError(
            f"{quoted(text)} is not a period: type 2026-03, 2026-Q1, 2026, 2026-W11 or "
            "2026-03-12..2026-04-04"
        )
    if period.start.year < FIRST_YEAR or period.last_day.year > LAST_YEAR:
        raise PeriodError(outside)
    return period


def _calendar_period(words: str, fiscal_month: int) -> Period | None:
    if match := _YEAR.fullmatch(words):
        return _fiscal_part(int(match[1]), 0, "year", fiscal_month)
    if match := _QUARTER.fullmatch(words):
        year, quarter = int(match[1] or match[4]), int(match[2] or match[3])
        return _fiscal_part(year, quarter * 3 - 3, "quarter", fiscal_month)
    if match := _MONTH.fullmatch(words):
        return period_of(date(int(match[1]), int(match[2]), 1), "month", fiscal_month=fiscal_month)
    if (match := _NAMED_MONTH.fullmatch(words)) and (month := month_number(match[1])):
        return period_of(date(int(match[2]), month, 1), "month", fiscal_month=fiscal_month)
    return None


def _fiscal_part(year: int, months: int, grain: CalendarGrain, fiscal_month: int) -> Period:
    """The period that begins so many months into the owner's year of that name."""
    first = date(year - (fiscal_month > 1), fiscal_month, 1)
    return period_of(add_months(first, months), grain, fiscal_month=fiscal_month)


def _week(words: str, week_start: WeekStart) -> Period | None:
    match = _WEEK.fullmatch(words)
    if match is None:
        return None
    return week_of(date.fromisocalendar(int(match[1]), int(match[2]), 4), week_start)


def _span(words: str) -> Period | None:
    first, dots, last = words.partition("..")
    days = [_DAY.fullmatch(word.strip()) for word in ((first, last) if dots else (first,))]
    found = [date(int(day[1]), int(day[2]), int(day[3])) for day in days if day]
    if len(found) < len(days):
        return None
    return Period(found[0], found[-1] + _ONE_DAY, "custom")


def _span_label(first: date, last: date) -> str:
    """The two days, without the month and the year of the first where they are the last's."""
    if first == last:
        return written_day(last)
    words = written_day(first).split()
    needed = (True, first.year != last.year or first.month != last.month, first.year != last.year)
    kept = " ".join(word for word, keep in zip(words, needed, strict=True) if keep)
    return f"{kept} to {written_day(last)}"
