"""The business's own settings and custom fields, from its database; stdlib only: it is quick."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from typing import Literal
from zoneinfo import ZoneInfo, available_timezones

from tui_crm import clock, money
from tui_crm.days import DayOrder
from tui_crm.errors import FieldErrors, WrongUsage
from tui_crm.period import FIRST_YEAR, LAST_YEAR, WeekStart
from tui_crm.text import fold, quoted

RevenueCard = Literal["revenue", "won_value"]
RoiBasis = Literal["gross_profit", "revenue"]
ConversionBasis = Literal["cohort", "flow"]
ResponseHours = Literal["always", "business"]


@dataclass(frozen=True, slots=True)
class Choice:
    """A setting of the business: what it means, and how it is checked."""

    title: str
    help: str
    default: str
    check: Callable[[str], str]
    """Takes what was typed, gives what is stored; raises ValueError with a sentence."""
    options: tuple[str, ...] = ()
    """The words to choose from, the default first; empty where anything checked may be typed."""


def _one_of(title: str, help: str, *options: str) -> Choice:
    """A setting that is one of a few words, the first unless the owner chooses another."""

    def check(text: str) -> str:
        word = fold(text.strip())
        meant = [option for option in options if option.startswith(word)] if word else []
        if word in options:
            return word
        if len(meant) != 1:
            raise ValueError(f"choose one of {', '.join(options)}")
        return meant[0]

    return Choice(title, help, options[0], check, options)


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
    named = fold(text.strip().replace(" ", "_"))
    # By the list, not by a file of that name: some disks take europe/berlin for one, others do not.
    for zone in time_zones():
        if fold(zone) == named:
            return zone
    raise ValueError("type a time zone such as Europe/Berlin or America/New_York")


def _country(text: str) -> str:
    # Here, not above: only what knows phone numbers knows which countries have them.
    from tui_crm.store.phones import country_code

    return country_code(text) if text.strip() else ""


def _day(text: str) -> str:
    if not text.strip():
        return ""
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        raise ValueError("type a date such as 2026-01-01, or nothing") from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(f"type a date in the years {FIRST_YEAR} to {LAST_YEAR}, or nothing")
    return day.isoformat()


def _line(text: str) -> str:
    return text.strip()


CHOICES: dict[str, Choice] = {
    "business_name": Choice("Business", "The name in the title line", "", _line),
    "base_currency": Choice(
        "Base currency", "The currency of every figure, such as EUR; fixed once the books hold "
        "amounts", "EUR", _currency,
    ),
    "time_zone": Choice(
        "Time zone", "Where the business's days begin and end; leads keep the day that they were "
        "entered with", "UTC", _zone,
    ),
    "country": Choice(
        "Country", "Two letters, such as DE or US: where phone numbers are that do not begin with "
        "+; people are known again by their numbers", "", _country,
    ),
    "activity_window_months": Choice(
        "Activity window", "Months that a one-off purchase keeps a customer active", "12",
        _whole(1, 120),
    ),
    "books_start": Choice(
        "Books start", "From when revenue and costs are complete, and billings are posted; empty: "
        "the first entry", "", _day,
    ),
    "revenue_card": _one_of(
        "Revenue card", "What the first figure of sales is: revenue, or won_value, the amounts of "
        "the deals won", "revenue", "won_value",
    ),
    "roi_basis": _one_of(
        "ROI based on", "What marketing's return is made of: gross_profit, which is revenue less "
        "its direct cost, or revenue", "gross_profit", "revenue",
    ),
    "conversion_basis": _one_of(
        "Conversion by", "cohort: the period's own leads that were won; flow: its new customers, "
        "whenever their leads came, against its leads", "cohort", "flow",
    ),
    "response_hours": _one_of(
        "Response hours", "When a lead's waiting counts: always, or in business hours, Monday to "
        "Friday 9 to 17", "always", "business",
    ),
    "week_start": _one_of(
        "Week starts", "The first day of a week, monday or sunday", "monday", "sunday"
    ),
    "fiscal_month": Choice(
        "Fiscal year", "The month that it begins in, 1 to 12; quarters and years go by it", "1",
        _whole(1, 12),
    ),
    "decimal_mark": _one_of(
        "Decimal mark", "What amounts are typed and shown with, . or ,", ".", ","
    ),
    "date_order": _one_of(
        "Date order", "How 3/4 is read: dmy is 3 April, mdy is 4 March", "dmy", "mdy"
    ),
    "auto_post_billings": _one_of(
        "Post billings", "Whether due billings are posted when the book is opened, yes or no",
        "yes", "no",
    ),
}  # fmt: skip
"""Every setting of the business, by its name."""


@dataclass(frozen=True, slots=True)
class Custom:
    """A custom field: one that a business added to the records of a kind."""

    name: str
    """What it is called in filters, files and at the command line."""
    title: str
    """What stands over its column and beside its input."""
    kind: str = "text"


KEPT_WITH = {"spend": "cost"}
"""Entities that are part of another one, and have its custom fields."""


class Business(Mapping[str, str]):
    """The settings as they stand: a mapping of their texts, and the ones that code asks for."""

    def __init__(
        self, stored: Iterable[tuple[str, str]] = (), customs: Iterable[tuple[str, Custom]] = ()
    ) -> None:
        self._values = {name: choice.default for name, choice in CHOICES.items()}
        self._values.update((name, value) for name, value in stored if name in CHOICES)
        self._customs: dict[str, tuple[Custom, ...]] = {}
        for entity, custom in customs:
            self._customs[entity] = (*self._customs.get(entity, ()), custom)

    def custom_fields(self, entity: str) -> tuple[Custom, ...]:
        """The custom fields of the records of a kind, in their order."""
        return self._customs.get(KEPT_WITH.get(entity, entity), ())

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
    def week_start(self) -> WeekStart:
        """The first day of the business's weeks."""
        return "sunday" if self["week_start"] == "sunday" else "monday"

    @property
    def decimal_mark(self) -> money.DecimalMark:
        """What amounts are typed with."""
        return "," if self["decimal_mark"] == "," else "."

    @property
    def date_order(self) -> DayOrder:
        """How 3/4 is read."""
        return "mdy" if self["date_order"] == "mdy" else "dmy"

    @property
    def revenue_card(self) -> RevenueCard:
        """What the first card of sales shows."""
        return "won_value" if self["revenue_card"] == "won_value" else "revenue"

    @property
    def roi_basis(self) -> RoiBasis:
        """What the return on marketing is made of: gross profit, or all revenue."""
        return "revenue" if self["roi_basis"] == "revenue" else "gross_profit"

    @property
    def conversion_basis(self) -> ConversionBasis:
        """Whether conversion follows the period's own leads, or sets its new customers to them."""
        return "flow" if self["conversion_basis"] == "flow" else "cohort"

    @property
    def response_hours(self) -> ResponseHours:
        """When the minutes that a lead waits for an answer count."""
        return "business" if self["response_hours"] == "business" else "always"

    def today(self) -> date:
        """Today in the business's own time zone."""
        return clock.today(self.zone)


def read_business(connection: sqlite3.Connection) -> Business:
    """The settings and custom fields that a database holds."""
    settings = connection.execute("SELECT key, value FROM setting").fetchall()
    customs = connection.execute(
        "SELECT entity, name, title, kind FROM custom_field ORDER BY position, id"
    ).fetchall()
    return Business(settings, ((entity, Custom(*custom)) for entity, *custom in customs))


@cache
def time_zones() -> frozenset[str]:
    """The time zones that days can go by, looked for on the disk once.

    Left out are the names that mean another zone on each machine, or none.
    """
    return frozenset(available_timezones() - {"localtime", "posixrules", "Factory"})


def checked(wanted: Mapping[str, str]) -> dict[str, str]:
    """The values to store for the settings that were typed, each by its name.

    Raises `WrongUsage` for a name that is no setting's, `FieldErrors` for all values that cannot
    be, each with what may be typed instead.
    """
    values: dict[str, str] = {}
    errors: dict[str, str] = {}
    for name, text in wanted.items():
        choice = CHOICES.get(name)
        if choice is None:
            raise WrongUsage(f"{quoted(name)} is not a setting. They are: {', '.join(CHOICES)}.")
        try:
            values[name] = choice.check(text)
        except ValueError as error:
            errors[name] = f"{quoted(text)} will not do: {error}"
    if errors:
        raise FieldErrors(errors)
    return values
