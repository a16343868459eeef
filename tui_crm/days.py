"""Dates and moments as people type and read them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from typing import Literal

from tui_crm.period import (
    FIRST_YEAR,
    LAST_YEAR,
    add_months,
    days_in_month,
    month_number,
    short_month,
    written_day,
)
from tui_crm.text import quoted

DayOrder = Literal["dmy", "mdy"]

OFFICE_OPENS = time(9)
OFFICE_CLOSES = time(17)
"""The working hours, from Monday to Friday."""

_FRIDAY = 4
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NAMED_DAYS = {"yesterday": -1, "today": 0, "tomorrow": 1}
_HALF_YEAR = timedelta(days=184)
_MIDDAY = time(12)
_FARTHEST_OFFSET = timedelta(hours=14)

_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_STEP = re.compile(r"([+-]) ?([0-9]{1,5}) ?([dwmy])")
_WEEKDAY = re.compile(r"(last )?((?:mon|tue|wed|thu|fri|sat|sun)[a-z]*)")
_MONTH_END = re.compile(r"end of ([a-z]{3,9})(?: ([0-9]{4}))?")
_DOTTED = re.compile(r"([0-9]{1,2})\. ?([0-9]{1,2})(?:\.|\. ?([0-9]{4}|[0-9]{2}))?")
_SLASHED = re.compile(r"([0-9]{1,2})[/-]([0-9]{1,2})(?:[/-]([0-9]{4}|[0-9]{2}))?")
_DAY_FIRST = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th|\.)? ?([a-z]{3,9})\.?(?:,? ?([0-9]{4}))?")
_MONTH_FIRST = re.compile(r"([a-z]{3,9})\.? ?([0-9]{1,2})(?:st|nd|rd|th)?(?:(?:, ?| )([0-9]{4}))?")
_TIMED = re.compile(
    r"(?P<day>.*?)(?:^| |(?<=[0-9])t)(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})"
    r"(?::(?P<second>[0-9]{2})(?:\.(?P<part>[0-9]{1,9}))?)?"
    r" ?(?P<zone>z|[+-][0-9]{2}(?::?[0-9]{2})?)?"
)


class DayError(ValueError):
    """A text that is no date or no moment; the message tells the user what to type."""


def parse_day(text: str, today: date, *, order: DayOrder = "dmy") -> date:
    """The date that a text means: 2026-03-12, fri, last fri, +3d, 12 mar, 12.3., end of march.

    A weekday is the next one after today. Where the year is left out it is the nearest such
    date, at most half a year away; a year of two digits is within fifty years of today. `order`
    is how the owner writes dates with slashes. Raises DayError.
    """
    words = " ".join(text.casefold().split())
    try:
        day = _parsed(words, today, order)
    except DayError:
        raise
    except (ValueError, OverflowError):  # a 32nd day, a 13th month, a year before 1
        day = None
    if day is None:
        raise DayError(f"{quoted(text)} is not a date: type 2026-03-12, fri, +3d or 12 mar")
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise DayError(
            f"{quoted(text)} is outside the years {FIRST_YEAR} to {LAST_YEAR}: check the year"
        )
    return day


def parse_instant(text: str, zone: tzinfo, *, today: date, order: DayOrder = "dmy") -> datetime:
    """The moment, in UTC, that a text means: 2026-02-28T23:30Z, fri 9:30, 9:30, or a date.

    Without an offset it is local time of the zone, and a date alone is its midday. A time that
    the clock shows twice is the first one; one that it leaves out counts on from before the
    change. Raises DayError.
    """
    match = _TIMED.fullmatch(" ".join(text.casefold().split()))
    if match is None:
        day, moment, offset = parse_day(text, today, order=order), _MIDDAY, zone
    else:
        day = parse_day(match["day"], today, order=order) if match["day"] else today
        try:
            moment, offset = _time(match), _offset(match["zone"]) or zone
        except ValueError:
            raise DayError(
                f"{quoted(text)} has no such time: type 9:30, 2026-02-28 09:30 "
                "or 2026-02-28T09:30+01:00"
            ) from None
    return datetime.combine(day, moment, offset).astimezone(UTC)


def shown_day(day: date, today: date) -> str:
    """A date for people, which parse_day reads again: "today", "Fri 27 Nov", "12 Mar 2025"."""
    for name, distance in _NAMED_DAYS.items():
        if day - today == timedelta(days=distance):
            return name
    if day == _nearest(day.month, day.day, today):
        return f"{_WEEKDAYS[day.weekday()][:3].title()} {day.day} {short_month(day.month)}"
    return written_day(day)


def office_seconds(since: datetime, until: datetime, zone: tzinfo) -> int:
    """The seconds of working hours from a moment to a later one, in the zone of the office."""
    total = 0
    day, last = since.astimezone(zone).date(), until.astimezone(zone).date()
    while day <= last:
        if day.weekday() <= _FRIDAY:
            opens = datetime.combine(day, OFFICE_OPENS, zone).astimezone(UTC)
            closes = datetime.combine(day, OFFICE_CLOSES, zone).astimezone(UTC)
            worked = min(closes, until) - max(opens, since)
            total += max(int(worked.total_seconds()), 0)
        day += timedelta(days=1)
    return total


def _parsed(words: str, today: date, order: DayOrder) -> date | None:
    if words in _NAMED_DAYS:
        return today + timedelta(days=_NAMED_DAYS[words])
    if match := _STEP.fullmatch(words):
        steps = int(match[1] + match[2])
        if match[3] in "dw":
            return today + timedelta(days=steps * (7 if match[3] == "w" else 1))
        return add_months(today, steps * (12 if match[3] == "y" else 1))
    if match := _ISO.fullmatch(words):
        return date(int(match[1]), int(match[2]), int(match[3]))
    if match := _DOTTED.fullmatch(words):
        return _day_of(match[1], match[2], match[3], today)
    if match := _SLASHED.fullmatch(words):
        day, month = (match[1], match[2]) if order == "dmy" else (match[2], match[1])
        return _day_of(day, month, match[3], today)
    if match := _WEEKDAY.fullmatch(words):
        return _weekday(match[2], today, last=bool(match[1]))
    return _month_end(words, today) or _written(words, today)


def _month_end(words: str, today: date) -> date | None:
    if words in ("eom", "end of month"):
        return today.replace(day=days_in_month(today.year, today.month))
    match = _MONTH_END.fullmatch(words)
    month = month_number(match[1]) if match else None
    if match is None or month is None:
        return None
    if match[2]:
        year = int(match[2])
        return date(year, month, days_in_month(year, month))
    years = range(today.year - 1, today.year + 2)
    return _closest([date(year, month, days_in_month(year, month)) for year in years], today)


def _weekday(name: str, today: date, *, last: bool) -> date | None:
    """The next such day after today, or the last one before it."""
    number = _weekday_number(name)
    if number is None:
        return None
    if last:
        return today - timedelta(days=(today.weekday() - number - 1) % 7 + 1)
    return today + timedelta(days=(number - today.weekday() - 1) % 7 + 1)


def _weekday_number(name: str) -> int | None:
    for number, weekday in enumerate(_WEEKDAYS):
        if len(name) >= 3 and weekday.startswith(name):
            return number
    return None


def _written(words: str, today: date) -> date | None:
    """A date with its month in letters; a weekday before it must be the right one."""
    first, _, rest = words.partition(" ")
    weekday = _weekday_number(first.rstrip(".,"))
    if weekday is None:
        return _with_month_name(words, today)
    day = _with_month_name(rest, today)
    if day and day.weekday() != weekday:
        raise DayError(
            f"{written_day(day)} is a {_WEEKDAYS[day.weekday()].title()}, "
            f"not a {_WEEKDAYS[weekday].title()}: correct one of the two"
        )
    return day


def _with_month_name(words: str, today: date) -> date | None:
    if match := _DAY_FIRST.fullmatch(words):
        number, name, year = match[1], match[2], match[3]
    elif match := _MONTH_FIRST.fullmatch(words):
        name, number, year = match[1], match[2], match[3]
    else:
        return None
    month = month_number(name)
    return _day_of(number, str(month), year, today) if month else None


def _day_of(day: str, month: str, year: str | None, today: date) -> date | None:
    if year is None:
        if found := _nearest(int(month), int(day), today):
            return found
        if (int(month), int(day)) == (2, 29):
            raise DayError("No 29 Feb is within half a year: type its year too, as in 29 feb 2028")
        return None
    number = int(year)
    if len(year) == 2:
        number += (today.year - number + 50) // 100 * 100
    return date(number, int(month), int(day))


def _nearest(month: int, day: int, today: date) -> date | None:
    """The date of that day of the year nearest to today, if it is at most half a year away."""
    years = range(today.year - 1, today.year + 2)
    return _closest(
        [date(year, month, day) for year in years if day <= days_in_month(year, month)], today
    )


def _closest(days: list[date], today: date) -> date | None:
    """The day nearest to today, the later one of two, within half a year."""
    near = [day for day in days if abs(day - today) <= _HALF_YEAR]
    return max(near, key=lambda day: (-abs(day - today), day), default=None)


def _time(match: re.Match[str]) -> time:
    part = (match["part"] or "")[:6].ljust(6, "0")
    second = int(match["second"] or 0)
    return time(int(match["hour"]), int(match["minute"]), second, int(part))


def _offset(zone: str | None) -> tzinfo | None:
    """The offset from UTC that was typed, if one was; raises ValueError for one of no place."""
    if zone is None or zone == "z":
        return UTC if zone else None
    digits = zone[1:].replace(":", "").ljust(4, "0")
    minutes = int(digits[2:])
    offset = timedelta(hours=int(digits[:2]), minutes=minutes)
    if minutes > 59 or offset > _FARTHEST_OFFSET:
        raise ValueError(zone)
    return timezone(-offset if zone[0] == "-" else offset)
