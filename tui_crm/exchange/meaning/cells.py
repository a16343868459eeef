"""What the cells of a file mean, each checked; dates and amounts are never guessed at."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from tui_crm import money
from tui_crm.exchange.meaning.amounts import (
    FORMS,
    MARKS,
    NO_DIGIT,
    NOTHING,
    WrittenNumber,
    as_whole,
    currency_meant,
    currency_named,
    misfit,
    written_number,
)
from tui_crm.exchange.meaning.file_days import PLACES, FileDays, WrittenDay, in_reach, written_day
from tui_crm.exchange.meaning.survey import Findings
from tui_crm.exchange.report import Question, Undecided
from tui_crm.models import FieldSpec, Kind
from tui_crm.money import LIMIT, DecimalMark
from tui_crm.period import FIRST_YEAR, LAST_YEAR
from tui_crm.store.entry import SAME_WORDS, Typing, Value
from tui_crm.text import clean, fold, quoted

Reader = Callable[[str, str], Value]
"""Takes a cell's text and the row's currency, gives the value; raises ValueError."""

PRICED = frozenset({"unit_price"})
"""Fields that are amounts of a currency, in more decimals than it has."""

IN_PERCENT = frozenset({"discount_percent"})
"""Numbers that may have a percent sign, and are percents without one too."""

MOST = 20_000
"""Texts of a column whose values are remembered at once."""

_CLOCK = "[T ](?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?"
_TIMED = re.compile(rf"(?=.{{10}}[T ])[0-9]+([-/.])[0-9]{{2}}\1[0-9]+{_CLOCK}")
_ISO_MOMENT = re.compile(rf"[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}{_CLOCK}Z?")
_WON = frozenset({"won", "closedwon", "closewon", "dealwon", "wonclosed"})
_LOST = frozenset({"lost", "closedlost", "closelost", "deallost", "lostclosed"})


class _InCurrency(Exception):
    """Raised where an amount names another currency than the one that the row was read in."""

    def __init__(self, currency: str) -> None:
        self.currency = currency
        super().__init__(currency)


def decided_as(word: str) -> str | None:
    """Won or lost, where a word of another program means that."""
    letters = "".join(filter(str.isalpha, fold(word)))
    return "won" if letters in _WON else "lost" if letters in _LOST else None


@dataclass
class Cells:
    """How the cells of a file are read into the fields of one kind of record."""

    specs: Mapping[str, FieldSpec]
    """The fields by the names that the texts of a row have them under."""
    typing: Typing
    date_order: FileDays | None = None
    decimal: DecimalMark | None = None
    """What the owner says, for columns that the findings do not settle."""
    settled: Findings = field(default_factory=Findings)
    cleaned: int = 0
    """Cells out of which control characters were removed so far."""

    def __post_init__(self) -> None:
        self._readers = {
            name: reader
            for name, spec in self.specs.items()
            if (reader := self._reader(name, spec)) is not None
        }
        self._signed = ""
        """The currency that a sign in the row says its amounts are in."""

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

        Amounts are in the row's own `currency`; else in what a sign or code beside one of them
        says, which the values then have as `currency`; else in the currency given. A link is
        still the other record's name. Raises `Undecided` where dates or amounts could mean two
        things.
        """
        own = texts.get("currency", "")
        if own:
            currency = currency_named(own, currency) or currency
        is_fixed = bool(own) or "currency" not in self.specs
        self._signed = ""
        try:
            values, wrong = self._read(texts, currency, is_fixed)
        except _InCurrency as other:
            # All of the row is in it, also what was read before the sign was met.
            values, wrong = self._read(texts, other.currency, True)
        if self._signed and not is_fixed:
            values["currency"] = self._signed
        return values, wrong

    def _read(
        self, texts: Mapping[str, str], currency: str, is_fixed: bool
    ) -> tuple[dict[str, Value], dict[str, str]]:
        """Values and sentences in a currency; raises `_InCurrency` where it is another one."""
        values: dict[str, Value] = {}
        wrong: dict[str, str] = {}
        readers = self._readers
        for name, text in texts.items():
            reader = readers.get(name)
            if reader is None or not text:
                values[name] = text or None
                continue
            try:
                values[name] = reader(text, currency)
            except ValueError as error:
                wrong[name] = str(error)
            except _InCurrency as other:
                if not is_fixed:
                    raise
                wrong[name] = f"{quoted(text)} is in {other.currency}, but the row in {currency}"
        return values, wrong

    def _reader(self, name: str, spec: FieldSpec) -> Reader | None:
        """What reads a field; None where its text is the value."""
        if name == "currency":
            return _currency
        match spec.kind:
            case Kind.DAY:
                return self._day_reader(name)
            case Kind.INSTANT:
                return self._instant_reader(name)
            case Kind.MONEY | Kind.COUNT:
                return self._units_reader(name, spec)
            case Kind.CHANCE | Kind.RATE | Kind.QUANTITY if name not in PRICED:
                return _remembering(lambda text: self._number(name, spec, text, ""))
            case Kind.QUANTITY:
                return lambda text, currency: self._number(name, spec, text, currency)
            case Kind.CHOICE:
                return _remembering(lambda text: _chosen(spec, text))
            case Kind.FLAG:
                return _remembering(lambda text: self.typing.value(spec, text, ""))
            case Kind.EMAIL:
                return lambda text, _currency: self.typing.value(spec, text, "")
        return None

    def _day_reader(self, name: str) -> Reader:
        zone = self.typing.business.zone
        known: dict[str, date] = {}

        def read(text: str, _currency: str) -> Value:
            day = known.get(text)
            if day is not None:
                return day
            if len(text) > 10 and _TIMED.fullmatch(text):
                # By the day alone: there are far fewer of them to remember.
                return read(text[:10], "")
            if text in NOTHING:
                return None
            written = written_day(text)
            order = self._order(name, text, written)
            if len(known) >= MOST:
                known.clear()
            known[text] = day = in_reach(text, written, lambda: written.day(order, zone))
            return day

        return read

    def _instant_reader(self, name: str) -> Reader:
        zone = self.typing.business.zone

        def read(text: str, _currency: str) -> Value:
            if _ISO_MOMENT.fullmatch(text):
                with suppress(ValueError):
                    moment = datetime.fromisoformat(text)
                    if FIRST_YEAR <= moment.year <= LAST_YEAR:
                        return (
                            moment if moment.tzinfo else moment.replace(tzinfo=zone)
                        ).astimezone(UTC)
            if text in NOTHING:
                return None
            written = written_day(text)
            order = self._order(name, text, written)
            in_reach(text, written, lambda: written.days[order])
            return written.moment(order, zone)

        return read

    def _order(self, name: str, text: str, written: WrittenDay) -> FileDays:
        """The order that a date is read in; raises ValueError where it is not in its column's."""
        order = self.settled.date_order.get(name, self.date_order)
        if order is not None:
            if order in written.days:
                return order
            raise ValueError(
                f"{quoted(text)} does not begin with the {PLACES[order]}, as other dates there do"
            )
        if written.form in ("clear", "named"):
            return next(iter(written.days))
        message = f"Does {quoted(text)} begin with the day or with the month?"
        raise Undecided(Question("date_order", name, message, ("dmy", "mdy")))

    def _units_reader(self, name: str, spec: FieldSpec) -> Reader:
        """What reads amounts into minor units, and counts."""
        mark, low = self._mark(name), -LIMIT if spec.low is None else spec.low
        places_of = money.exponent if spec.kind is Kind.MONEY else _no_places
        otherwise = self._form_reader(name, spec, places_of)

        def read(text: str, currency: str) -> Value:
            # Plain decimals by themselves: nearly all amounts of nearly all files.
            whole, point, decimals = text.partition(".")
            digits = whole + decimals
            lacking = places_of(currency) - len(decimals)
            if (
                lacking >= 0
                and len(digits) <= 14
                and digits.isdecimal()
                and digits.isascii()
                and (not point or (decimals and mark == "."))
            ):
                units: int = int(digits) * 10**lacking
                if low <= units <= LIMIT:
                    return units
            return otherwise(text, currency)

        return read

    def _form_reader(self, name: str, spec: FieldSpec, places_of: Callable[[str], int]) -> Reader:
        """What reads amounts and counts by their form, which is understood once."""
        low = -LIMIT if spec.low is None else spec.low
        forms: dict[tuple[str, str], tuple[int, int, bool]] = {}

        def read(text: str, currency: str) -> Value:
            form = text.translate(FORMS), currency
            known = forms.get(form)
            if known is not None:
                up, down, names_currency = known
                units = int(NO_DIGIT.sub("", text)) * up // down
                if low <= units <= LIMIT:
                    self._signed = currency if names_currency else self._signed
                    return units
            value = self._number(name, spec, text, currency)
            if value is not None:
                if len(forms) >= MOST:
                    forms.clear()
                forms[form] = self._scale(name, spec, form[0], places_of(currency))
            return value

        return read

    def _scale(self, name: str, spec: FieldSpec, form: str, places: int) -> tuple[int, int, bool]:
        """What the digits of numbers of a form are multiplied with and divided by to be units, and
        whether they name their currency."""
        number = written_number(form)
        plain = self._plain(name, spec, form, number)
        lacking = places - len(plain.partition(".")[2])
        sign = -1 if plain.startswith("-") else 1
        return sign * 10 ** max(lacking, 0), 10 ** max(-lacking, 0), bool(number.signs)

    def _number(self, name: str, spec: FieldSpec, text: str, currency: str) -> Value:
        """A number however it is written; raises `_InCurrency` where it names another currency."""
        if text in NOTHING:
            return None
        written = written_number(text)
        if written.percent and not (spec.kind is Kind.CHANCE or name in IN_PERCENT):
            raise ValueError(f"{quoted(text)} is a percentage, and no percentage is meant here")
        if written.signs and not (spec.kind is Kind.MONEY or name in PRICED):
            raise ValueError(f"{quoted(text)} is not a plain number: write 1234.50")
        plain = self._plain(name, spec, text, written)
        if written.signs:
            meant = currency_meant(text, written.signs, currency)
            if meant != currency:
                raise _InCurrency(meant)
            self._signed = meant
        if spec.kind is Kind.COUNT:
            plain = as_whole(plain) or ""
        return self.typing.value(spec, plain, currency)

    def _plain(self, name: str, spec: FieldSpec, text: str, written: WrittenNumber) -> str:
        """A number as a plain decimal; raises ValueError where it is not as its column is."""
        mark, plain = self._mark(name), written.plain
        if spec.kind is Kind.COUNT:
            plain = {each: number for each, number in plain.items() if as_whole(number)}
            if not plain:
                raise ValueError(f"{quoted(text)} is not a whole number: write 1200")
        if mark is not None:
            if mark in plain:
                return plain[mark]
            raise ValueError(misfit(text, mark))
        if len(set(plain.values())) > 1 or (spec.kind is not Kind.COUNT and "," in text):
            message = f"What stands before the decimals in {quoted(text)}?"
            raise Undecided(Question("decimal", name, message, MARKS))
        return next(iter(plain.values()))

    def _mark(self, name: str) -> DecimalMark | None:
        return self.settled.decimal.get(name, self.decimal)


def _remembering(read: Callable[[str], Value]) -> Reader:
    """Reads each text once, as long as there are not too many of them."""
    known: dict[str, Value] = {}

    def remembered(text: str, _currency: str) -> Value:
        try:
            return known[text]
        except KeyError:
            value = read(text)
        if len(known) >= MOST:
            known.clear()
        known[text] = value
        return value

    return remembered


def _no_places(_currency: str) -> int:
    return 0


def _currency(text: str, likely: str) -> str:
    named = currency_named(text, likely)
    if not named:
        raise ValueError(money.unknown(text))
    return named


def _chosen(spec: FieldSpec, text: str) -> str:
    """A choice in full; in a file a beginning of a word is too little to go by."""
    word = fold(text)
    for known in (word, SAME_WORDS.get(word, ""), "_".join(word.split())):
        if known in spec.choices:
            return known
    if spec.name == "outcome" and (outcome := decided_as(text)):
        return outcome
    raise ValueError(f"{quoted(text)} is not one of {', '.join(spec.choices)}")


def _holds_controls(cell: str) -> bool:
    """Whether something was lost that is no line end or tab."""
    return clean(cell, long=True).replace("\n", "") != cell.replace("\r", "").replace("\n", "")
