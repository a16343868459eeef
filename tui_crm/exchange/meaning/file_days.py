"""How files write dates: numbers in any order, names of months, with a time or without."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import cache
from typing import Literal

from tui_crm.period import FIRST_YEAR, LAST_YEAR
from tui_crm.text import fold, quoted

FileDays = Literal["ymd", "dmy", "mdy"]
"""How a file writes its dates where they are not ISO."""

Form = Literal["clear", "long", "short", "named"]
"""Clear dates are the same in any order, long ones end with a year in full, short ones have a year
of two digits somewhere, and so have named ones, at their end and behind the name of a month."""

ORDERS: tuple[FileDays, ...] = ("dmy", "mdy", "ymd")
PLACES: Mapping[FileDays, str] = {"dmy": "day", "mdy": "month", "ymd": "year"}
"""What dates begin with in each order."""

LONGEST = 80
"""Characters that a date of a file may have."""

_CENTURY = 2000
_OLD = 70
"""The first year of two digits that more likely lies in the century before."""
_MIDDAY = time(12)
_FARTHEST = timedelta(hours=14)

_MONTHS = """
january february march april may june july august september october november december
januar februar marz april mai juni juli august september oktober november dezember
janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre
enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
januari februari maart april mei juni juli augustus september oktober november december
gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre
janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro
janner feber maerz april mai juni juli august setiembre oktober november dezember
jan feb mrz apr may jun jul aug sept oct nov dec
jan feb mrt apr may jun jul aug sept oct nov dec
"""
_WEEKDAYS = """
monday tuesday wednesday thursday friday saturday sunday
montag dienstag mittwoch donnerstag freitag samstag sonntag
montag dienstag mittwoch donnerstag freitag sonnabend sonntag
lundi mardi mercredi jeudi vendredi samedi dimanche
lunes martes miercoles jueves viernes sabado domingo
maandag dinsdag woensdag donderdag vrijdag zaterdag zondag
lunedi martedi mercoledi giovedi venerdi sabato domenica
segunda terca quarta quinta sexta sabado domingo
"""

_DATE = re.compile(
    r"""
    (?:(?P<weekday>[^\W\d_]{2,13})\.?,?\s+)?
    (?P<date>
        (?P<one>[0-9]{1,4})\s?(?P<mark>[-/.])\s?(?P<two>[0-9]{1,2})\s?(?P=mark)\s?
            (?P<three>[0-9]{4}|[0-9]{1,2})\.?(?![0-9])
        | (?P<run>[0-9]{8})(?![0-9])
        | (?P<day>[0-9]{1,2})(?:st|nd|rd|th|er|º|\.)?[-\s/]?(?:(?:de|of)\s)?
            (?P<month>[^\W\d_]{3,12})\.?(?:[-\s/,]|\sdel?\s|,\s)?(?P<year>[0-9]{4}|[0-9]{2})(?![0-9:])
        | (?P<month_first>[^\W\d_]{3,12})\.?[-\s/]?(?P<day_next>[0-9]{1,2})(?:st|nd|rd|th)?
            (?:,\s?|[-\s/])(?P<year_last>[0-9]{4}|[0-9]{2})(?![0-9:])
        | (?P<year_first>[0-9]{4})[-\s/](?P<month_mid>[^\W\d_]{3,12})\.?[-\s/]
            (?P<day_last>[0-9]{1,2})(?![0-9:])
    )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_CLOCK = re.compile(
    r"""
    (?:T|,?\s+(?:(?:at|à|um)\s)?)
    (?:(?P<hour>[0-9]{1,2})(?::(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:[.,](?P<part>[0-9]{1,9}))?)?)?
        (?:\s?(?P<half>[ap])\.?\s?m\.?|\suhr)?
      | (?P<run>[0-9]{4}(?:[0-9]{2})?))
    (?:\s?(?P<zone>z|utc|gmt|(?:utc|gmt)?[-+−][0-9]{2}(?::?[0-9]{2})?)(?:\s?\([^()]*\))?)?
    """,
    re.VERBOSE | re.IGNORECASE,
)
_SERIAL = re.compile(r"[0-9]{5}(?:[.,][0-9]+)?")
_STAMP = re.compile(r"[0-9]{10}(?:[0-9]{3})?(?:\.[0-9]+)?")


@dataclass(frozen=True, slots=True)
class WrittenDay:
    """A date as it stands in a file, before it is settled which of its numbers is the day."""

    days: Mapping[FileDays, date]
    """What it is in each order; it is no date in an order that is missing."""
    form: Form
    mark: str
    """What stands between its numbers."""
    clock: time | None
    zone: tzinfo | None

    def day(self, order: FileDays, zone: tzinfo) -> date:
        """The day in a zone; raises KeyError where it is none in this order, or OverflowError."""
        if self.clock is None or self.zone is None:
            return self.days[order]
        return self.moment(order, zone).astimezone(zone).date()

    def moment(self, order: FileDays, zone: tzinfo) -> datetime:
        """The moment in UTC, the midday of the zone where no time stands; raises as `day` does."""
        clock = _MIDDAY if self.clock is None else self.clock
        return datetime.combine(self.days[order], clock, self.zone or zone).astimezone(UTC)


def written_day(text: str) -> WrittenDay:
    """What a date of a file can mean; raises ValueError with a sentence where it is none.

    Years of two digits are of this century. A weekday before a date rules out every order in
    which the date is another day of the week.
    """
    found = _DATE.match(text) if len(text) <= LONGEST else None
    if found is None:
        raise ValueError(_no_date(text))
    clock, zone = _time(text, found.end())
    days, form = _days(found)
    if found["weekday"]:
        named = _numbers_of(_WEEKDAYS, 2).get(fold(found["weekday"]), frozenset())
        right = {order: day for order, day in days.items() if day.weekday() in named}
        if days and not right:
            raise ValueError(f"{quoted(text)} is on another day of the week: correct one of them")
        days = right
    if not days:
        raise ValueError(_no_date(text))
    return WrittenDay(days, form, found["mark"] or "", clock, zone)


def form_of(text: str) -> tuple[Form, int] | None:
    """How a date is written, by its form alone, and where its time begins; None for no date."""
    found = _DATE.match(text) if len(text) <= LONGEST else None
    if found is None:
        return None
    return _form(found), found.end()


def in_reach(text: str, written: WrittenDay, read: Callable[[], date]) -> date:
    """The date that is read, within the years that are taken; raises ValueError with a sentence."""
    try:
        day = read()
    except OverflowError:
        raise ValueError(_no_date(text)) from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(f"{quoted(text)} is outside the years {FIRST_YEAR} to {LAST_YEAR}")
    if written.form in ("short", "named") and day.year >= _CENTURY + _OLD:
        years = f"{day.year - 100} or {day.year}"
        raise ValueError(f"{quoted(text)} may be of {years}: write the year with four digits")
    return day


def _days(found: re.Match[str]) -> tuple[dict[FileDays, date], Form]:
    """The days of a date in each order, those that the calendar does not have left out."""
    form = _form(found)
    if form == "clear":
        day = _calendar(*_clear_parts(found))
        return (dict.fromkeys(ORDERS, day) if day else {}), form
    if form == "named":
        year, month, number = _named_parts(found)
        day = _calendar(_full(year), month, number)
        return ({"dmy": day, "mdy": day} if day else {}), form
    one, two, three = found["one"], found["two"], found["three"]
    tried: dict[FileDays, date | None] = {}
    if len(three) > 1:
        tried["dmy"] = _calendar(_full(three), int(two), int(one))
        tried["mdy"] = _calendar(_full(three), int(one), int(two))
    if form == "short" and len(one) == 2:
        tried["ymd"] = _calendar(_full(one), int(two), int(three))
    return {order: day for order, day in tried.items() if day}, form


def _form(found: re.Match[str]) -> Form:
    if found["one"]:
        if len(found["one"]) == 4:
            return "clear"
        return "long" if len(found["three"]) == 4 else "short"
    year = found["run"] or found["year"] or found["year_last"] or found["year_first"]
    return "named" if len(year) == 2 else "clear"


def _clear_parts(found: re.Match[str]) -> tuple[int, int, int]:
    """Year, month and day of a date that is the same in any order."""
    if found["one"]:
        return int(found["one"]), int(found["two"]), int(found["three"])
    if run := found["run"]:
        return int(run[:4]), int(run[4:6]), int(run[6:])
    year, month, day = _named_parts(found)
    return int(year), month, day


def _named_parts(found: re.Match[str]) -> tuple[str, int, int]:
    """The year as it is written, the month by its name, and the day."""
    name = found["month"] or found["month_first"] or found["month_mid"]
    months = _numbers_of(_MONTHS, 3).get(fold(name), frozenset())
    month = min(months) + 1 if len(months) == 1 else 0
    day = found["day"] or found["day_next"] or found["day_last"]
    return found["year"] or found["year_last"] or found["year_first"], month, int(day)


def _full(year: str) -> int:
    return int(year) + (_CENTURY if len(year) == 2 else 0)


def _calendar(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _time(text: str, start: int) -> tuple[time | None, tzinfo | None]:
    """The time behind a date, if there is one; raises ValueError with a sentence."""
    if not text[start:].strip():
        return None, None
    found = _CLOCK.fullmatch(text, start)
    if found is None or (found["hour"] and not (found["minute"] or found["half"])):
        raise ValueError(_no_date(text))
    try:
        return _clock(found), _zone(found["zone"])
    except ValueError:
        raise ValueError(f"{quoted(text)} is not a date: it has no such time of day") from None


def _clock(found: re.Match[str]) -> time:
    if run := found["run"]:
        return time(int(run[:2]), int(run[2:4]), int(run[4:] or 0))
    hour, half = int(found["hour"]), (found["half"] or "").lower()
    if half:
        if not 1 <= hour <= 12:
            raise ValueError(hour)
        hour = hour % 12 + (12 if half == "p" else 0)
    part = (found["part"] or "")[:6].ljust(6, "0")
    return time(hour, int(found["minute"] or 0), int(found["second"] or 0), int(part))


def _zone(written: str | None) -> tzinfo | None:
    """The offset from UTC; raises ValueError for one of no place on earth."""
    digits = re.sub("[^0-9]", "", written or "")
    if not written or not digits:
        return UTC if written else None
    minutes = int(digits[2:] or 0)
    offset = timedelta(hours=int(digits[:2]), minutes=minutes)
    if minutes > 59 or offset > _FARTHEST:
        raise ValueError(written)
    return timezone(offset if "+" in written else -offset)


@cache
def _numbers_of(names: str, shortest: int) -> Mapping[str, frozenset[int]]:
    """What each name, or its first letters, can stand for, counted from 0."""
    meant: dict[str, set[int]] = {}
    for line in names.split("\n"):
        for number, name in enumerate(line.split()):
            for end in range(shortest, len(name) + 1):
                meant.setdefault(name[:end], set()).add(number)
    return {name: frozenset(numbers) for name, numbers in meant.items()}


def _no_date(text: str) -> str:
    number = "a day number of a spreadsheet" if _SERIAL.fullmatch(text) else ""
    number = "a computer's count of seconds" if _STAMP.fullmatch(text) else number
    if number:
        return f"{quoted(text)} looks like {number}: format the column as a date"
    return f"{quoted(text)} is not a date: write 2026-03-12"
