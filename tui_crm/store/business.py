"""The business's own settings, which live in its database; stdlib only, so it is quick."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tui_crm import clock, money
from tui_crm.days import DayOrder
from tui_crm.errors import WrongUsage
from tui_crm.text import quoted


@dataclass(frozen=True, slots=True)
class Choice:
    """A setting of the business: what it means, and how it is checked."""

    title: str
    help: str
    default: str
    check: Callable[[str], str]
    """Takes what was typed, gives what is stored; raises ValueError with a sentence."""


def _words(*words: str) -> Callable[[str], str]:
    def check(text: str) -> str:
        word = text.strip().casefold()
        if word not in words:
            raise ValueError(f"choose one of {', '.join(words)}")
        return word

    return check


def _whole(low: int, high: int) -> Callable[[str], str]:
    def check(text: str) -> str:
        digits = text.strip()
        if not (digits.isascii() and digits.isdigit() and low <= int(digits) <= high):
            raise ValueError(f"type a whole number from {low} to {high}")
        return str(int(digits))

    return check


def _currency(text: str) -> str:
    code = text.strip().upper()
    if not money.known(code):
        raise ValueError("type a currency code such as EUR, USD or CHF")
    return code


def _zone(text: str) -> str:
    name = text.strip()
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("type a time zone such as Europe/Berlin or America/New_York") from None
    return name


def _month_start(text: str) -> str:
    if not text.strip():
        return ""
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        raise ValueError("type a date such as 2026-01-01, or nothing") from None
    return day.isoformat()


def _line(text: str) -> str:
    return text.strip()


CHOICES: dict[str, Choice] = {
    "business_name": Choice("Business", "The name in the title line", "", _line),
    "base_currency": Choice(
        "Base currency", "The currency of every figure, such as EUR", "EUR", _currency
    ),
    "time_zone": Choice("Time zone", "Where the business's days begin and end", "UTC", _zone),
    "activity_window_months": Choice(
        "Activity window", "Months that a one-off purchase keeps a customer active", "12",
        _whole(1, 120),
    ),
    "books_start": Choice(
        "Books start", "From when revenue and costs are complete; empty: the first entry", "",
        _month_start,
    ),
    "week_start": Choice("Week starts", "monday or sunday", "monday", _words("monday", "sunday")),
    "fiscal_month": Choice("Fiscal year", "The month it begins in, 1 to 12", "1", _whole(1, 12)),
    "decimal_mark": Choice("Decimal mark", "What amounts are typed with: . or ,", ".",
                           _words(".", ",")),
    "date_order": Choice("Date order", "How 3/4 is read: dmy or mdy", "dmy", _words("dmy", "mdy")),
    "auto_post_billings": Choice(
        "Post billings", "Whether due billings are posted when the book is opened", "yes",
        _words("yes", "no"),
    ),
}  # fmt: skip
"""Every setting of the business, by its name."""


class Business(Mapping[str, str]):
    """The settings as they stand: a mapping of their texts, and the ones that code asks for."""

    def __init__(self, stored: Iterable[tuple[str, str]] = ()) -> None:
        self._values = {name: choice.default for name, choice in CHOICES.items()}
        self._values.update((name, value) for name, value in stored if name in CHOICES)

    def __getitem__(self, name: str) -> str:
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    @property
    def currency(self) -> str:
        """The base currency of every figure."""
        return self["base_currency"]

    @cached_property
    def zone(self) -> ZoneInfo:
        """The zone in which the business's days begin and end."""
        return ZoneInfo(self["time_zone"])

    @property
    def activity_window(self) -> int:
        """Months that a one-off purchase keeps a customer active."""
        return int(self["activity_window_months"])

    @property
    def books_start(self) -> date | None:
        """From when revenue and costs are complete, where the owner said so."""
        return date.fromisoformat(self["books_start"]) if self["books_start"] else None

    @property
    def fiscal_month(self) -> int:
        """The month that the fiscal year begins in."""
        return int(self["fiscal_month"])

    @property
    def decimal_mark(self) -> money.DecimalMark:
        """What amounts are typed with."""
        return "," if self["decimal_mark"] == "," else "."

    @property
    def date_order(self) -> DayOrder:
        """How 3/4 is read."""
        return "mdy" if self["date_order"] == "mdy" else "dmy"

    def today(self) -> date:
        """Today in the business's own time zone."""
        return clock.today(self.zone)


def read_business(connection: sqlite3.Connection) -> Business:
    """The settings that a database holds."""
    return Business(connection.execute("SELECT key, value FROM setting").fetchall())


def checked(name: str, text: str) -> str:
    """The value to store for a setting; raises `WrongUsage` with what may be typed instead."""
    choice = CHOICES.get(name)
    if choice is None:
        raise WrongUsage(f"{quoted(name)} is not a setting. They are: {', '.join(CHOICES)}.")
    try:
        return choice.check(text)
    except ValueError as error:
        raise WrongUsage(f"{name} cannot be {quoted(text)}: {error}.") from None
