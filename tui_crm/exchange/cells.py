"""What the cells of a file mean, each checked; dates and amounts are never guessed at."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from tui_crm import money
from tui_crm.exchange.report import Question, Undecided
from tui_crm.models import Entity, FieldSpec, Kind
from tui_crm.period import FIRST_YEAR, LAST_YEAR
from tui_crm.store.entry import SAME_WORDS, Typing, Value
from tui_crm.text import clean, fold, quoted

FileDays = Literal["ymd", "dmy", "mdy"]
"""How a file writes its dates where they are not ISO."""

Reader = Callable[[str, str], Value]
"""Takes a cell's text and the row's currency, gives the value; raises ValueError."""

_WHOLE = re.compile(r"[+-]?[0-9]+")
_PLAIN = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")
_GROUP = re.compile(r"[+-]?[1-9][0-9]{0,2}\.[0-9]{3}")
"""Three digits behind a point may be decimals or thousands."""
_NUMBER = re.compile(r"[+-]?[0-9][0-9.,' \u00a0\u202f]*")
_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIMED = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ].+")
_YEAR_FIRST = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})")
_YEAR_LAST = re.compile(r"([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4})")

_WON = frozenset({"won", "closedwon", "closewon", "dealwon", "wonclosed"})
_LOST = frozenset({"lost", "closedlost", "closelost", "deallost", "lostclosed"})


def decided_as(word: str) -> str | None:
    """Won or lost, where a word of another program means that."""
    letters = "".join(filter(str.isalpha, fold(word)))
    return "won" if letters in _WON else "lost" if letters in _LOST else None


@dataclass
class Cells:
    """How the cells of a file are read."""

    entity: Entity
    typing: Typing
    date_order: FileDays | None = None
    decimal: money.DecimalMark | None = None
    cleaned: int = 0
    """Cells out of which control characters were removed so far."""

    def __post_init__(self) -> None:
        self._readers: dict[str, Reader] = {
            spec.name: self._reader(spec) for spec in self.entity.fields
        }

    def text(self, spec: FieldSpec | None, cell: str) -> str:
        """A cell without control characters and without blanks around it."""
        if cell.isprintable():
            return cell.strip()
        kept = clean(cell, long=spec is not None and spec.kind is Kind.LONG)
        self.cleaned += _holds_controls(cell)
        return kept.strip()

    def values(
        self, texts: Mapping[str, str], currency: str
    ) -> tuple[dict[str, Value], dict[str, str]]:
        """The values of the fields, and a sentence for each that cannot be taken.

        A link is still the other record's name. Raises `Undecided` where dates or amounts could
        mean two things.
        """
        values: dict[str, Value] = {}
        wrong: dict[str, str] = {}
        for name, text in texts.items():
            if not text:
                values[name] = None
                continue
            try:
                values[name] = self._readers[name](text, currency)
            except ValueError as error:
                wrong[name] = str(error)
        return values, wrong

    def _reader(self, spec: FieldSpec) -> Reader:
        match spec.kind:
            case Kind.DAY:
                return lambda text, _currency: self._day(spec, text)
            case Kind.INSTANT:
                return lambda text, _currency: self._instant(spec, text)
            case Kind.MONEY | Kind.QUANTITY | Kind.RATE:
                return lambda text, currency: self._decimal(spec, text, currency)
            case Kind.COUNT:
                return lambda text, _currency: self._count(spec, text)
            case Kind.CHOICE:
                return lambda text, _currency: _chosen(spec, text)
            case Kind.TEXT | Kind.LONG | Kind.PHONE | Kind.LINK:
                return lambda text, _currency: text
        return lambda text, currency: self.typing.value(spec, text, currency)

    def _day(self, spec: FieldSpec, text: str) -> date:
        if found := _YEAR_LAST.fullmatch(text):
            first, second, year = (int(part) for part in found.groups())
            day, month = self._day_and_month(spec, text, first, second)
            return _in_reach(text, lambda: date(year, month, day))
        return _in_reach(text, lambda: self._year_first(text))

    def _year_first(self, text: str) -> date:
        """A day that begins with its year; raises ValueError or OverflowError where it is none."""
        if _ISO_DAY.fullmatch(text):
            return date.fromisoformat(text)
        if timed := _TIMED.fullmatch(text):
            moment = datetime.fromisoformat(text)
            if moment.tzinfo is None:
                return date.fromisoformat(timed[1])
            return moment.astimezone(self.typing.business.zone).date()
        if found := _YEAR_FIRST.fullmatch(text):
            return date(int(found[1]), int(found[2]), int(found[3]))
        raise ValueError

    def _day_and_month(
        self, spec: FieldSpec, text: str, first: int, second: int
    ) -> tuple[int, int]:
        match self.date_order:
            case "dmy":
                return first, second
            case "mdy":
                return second, first
            case "ymd":
                raise ValueError(f"{quoted(text)} does not begin with the year")
        message = f"Does {quoted(text)} begin with the day or with the month?"
        raise Undecided(Question("date_order", spec.name, message, ("dmy", "mdy")))

    def _instant(self, spec: FieldSpec, text: str) -> Value:
        if not (_ISO_DAY.fullmatch(text) or _TIMED.fullmatch(text)):
            # A date alone is the midday of that day.
            return self.typing.value(spec, self._day(spec, text).isoformat(), "")
        return self.typing.value(spec, text, "")

    def _decimal(self, spec: FieldSpec, text: str, currency: str) -> Value:
        if _PLAIN.fullmatch(text) and self.decimal != ",":
            if spec.kind is Kind.MONEY and _GROUP.fullmatch(text) and money.exponent(currency) != 3:
                self._require_decimal(spec, text)
            return self.typing.value(spec, text, currency)
        if not _NUMBER.fullmatch(text):
            raise ValueError(f"{quoted(text)} is not a plain number: write 1234.50")
        self._require_decimal(spec, text)
        if spec.kind is not Kind.MONEY:
            plain = text.replace(",", ".") if self.decimal == "," else text
            return self.typing.value(spec, plain, currency)
        minor = money.parse_amount(text, currency, decimal_mark=self.decimal or ".")
        return self.typing.value(spec, money.plain(minor, currency), currency)

    def _count(self, spec: FieldSpec, text: str) -> Value:
        if _WHOLE.fullmatch(text) or not _NUMBER.fullmatch(text):
            return self.typing.value(spec, text, "")
        self._require_decimal(spec, text)
        # The yen has no decimals: its amounts are whole numbers with their groups of digits.
        whole = money.parse_amount(text, "JPY", decimal_mark=self.decimal or ".")
        return self.typing.value(spec, str(whole), "")

    def _require_decimal(self, spec: FieldSpec, text: str) -> None:
        if self.decimal is None:
            message = f"What stands before the decimals in {quoted(text)}?"
            raise Undecided(Question("decimal", spec.name, message, (".", ",")))


def _chosen(spec: FieldSpec, text: str) -> str:
    """A choice in full; in a file a beginning of a word is too little to go by."""
    word = fold(text)
    for known in (word, SAME_WORDS.get(word, ""), "_".join(word.split())):
        if known in spec.choices:
            return known
    if spec.name == "outcome" and (outcome := decided_as(text)):
        return outcome
    raise ValueError(f"{quoted(text)} is not one of {', '.join(spec.choices)}")


def _in_reach(text: str, read: Callable[[], date]) -> date:
    """The day that is read; raises ValueError with a sentence where it is none, or far away."""
    try:
        day = read()
    except (ValueError, OverflowError):
        raise ValueError(f"{quoted(text)} is not a date: write 2026-03-12") from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(f"{quoted(text)} is outside the years {FIRST_YEAR} to {LAST_YEAR}")
    return day


def _holds_controls(cell: str) -> bool:
    """Whether something was lost that is no line end or tab."""
    return clean(cell, long=True).replace("\n", "") != cell.replace("\r", "").replace("\n", "")
