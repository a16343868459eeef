"""Reading what a person typed into the values of a record, a field at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from tui_crm import clock, money
from tui_crm.days import parse_day, parse_instant
from tui_crm.models import FieldSpec
from tui_crm.models.fields import QUANTITY_UNIT, RATE_UNIT, Kind
from tui_crm.store.business import Business
from tui_crm.text import clean, fold, quoted

Value = str | int | bool | date | datetime | None
"""A value as a record holds it; a link is still the other record's name."""

YES = ("yes", "y", "true", "1", "x", "on")
NO = ("no", "n", "false", "0", "off")
SAME_WORDS = {"mail": "email", "ga": "ga4", "one-off": "one_off", "oneoff": "one_off"}


@dataclass(frozen=True, slots=True)
class Typing:
    """How typed text is understood: whose habits, which day, which currency."""

    business: Business
    today: date
    plain: bool = False
    """Whether amounts are plain decimals, as files and the command line have them."""

    def value(self, spec: FieldSpec, typed: str, currency: str) -> Value:
        """The value that a text means for a field; raises ValueError with a sentence."""
        text = clean(typed, long=spec.kind is Kind.LONG).strip()
        if not text:
            if spec.required:
                raise ValueError("this is needed")
            return False if spec.kind is Kind.FLAG else None
        return self._parsed(spec, text, currency)

    def _parsed(self, spec: FieldSpec, text: str, currency: str) -> Value:
        match spec.kind:
            case Kind.MONEY:
                return _in_bounds(spec, self._amount(text, currency))
            case Kind.COUNT:
                return _in_bounds(spec, _whole(text))
            case Kind.CHANCE:
                return _chance(text)
            case Kind.RATE:
                mark = "." if self.plain else self.business.decimal_mark
                return int(money.parse_rate(text, decimal_mark=mark) * RATE_UNIT)
            case Kind.QUANTITY:
                return _quantity(text)
            case Kind.DAY:
                return parse_day(text, self.today, order=self.business.date_order)
            case Kind.INSTANT:
                zone, order = self.business.zone, self.business.date_order
                if fold(text) == "now":
                    return clock.now(zone)
                return parse_instant(text, zone, today=self.today, order=order)
            case Kind.CHOICE:
                return _chosen(text, spec.choices)
            case Kind.FLAG:
                return _flag(text)
            case Kind.EMAIL:
                return _email(text)
        return text

    def _amount(self, text: str, currency: str) -> int:
        if not self.plain:
            mark = self.business.decimal_mark
            return money.parse_amount(text, currency, decimal_mark=mark)
        try:
            return money.parse_decimal(text, currency)
        except money.AmountError:
            return money.parse_amount(text, currency, decimal_mark=".")


def read_values(
    specs: Iterable[FieldSpec], typed: Mapping[str, str], typing: Typing, currency: str
) -> tuple[dict[str, Value], dict[str, str]]:
    """The values of the fields that were typed, and a sentence for each that cannot be taken."""
    values: dict[str, Value] = {}
    errors: dict[str, str] = {}
    for spec in specs:
        if spec.name not in typed:
            continue
        try:
            values[spec.name] = typing.value(spec, typed[spec.name], currency)
        except ValueError as error:
            errors[spec.name] = str(error)
    return values, errors


def _in_bounds(spec: FieldSpec, number: int) -> int:
    if spec.low is not None and number < spec.low:
        raise ValueError("this cannot be negative" if spec.low == 0 else "this is too small")
    if number > money.LIMIT:
        raise ValueError("this is too large to be true")
    return number


def _whole(text: str) -> int:
    digits = text.replace(" ", "").replace("\u00a0", "")
    sign, digits = (-1, digits[1:]) if digits.startswith("-") else (1, digits)
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 15):
        raise ValueError(f"{quoted(text)} is not a whole number: type 1200")
    return sign * int(digits)


def _chance(text: str) -> int:
    try:
        percent = Decimal(text.removesuffix("%").strip())
        basis = percent * 100
    except InvalidOperation:
        raise ValueError(f"{quoted(text)} is not a percentage: type 25 or 25%") from None
    if not percent.is_finite() or basis != int(basis) or not 0 <= basis <= 10_000:
        raise ValueError("a chance lies between 0 and 100 %, with two decimals at most")
    return int(basis)


def _quantity(text: str) -> int:
    try:
        number = Decimal(text)
        stored = number * QUANTITY_UNIT
    except InvalidOperation:
        raise ValueError(f"{quoted(text)} is not a number: type 6000 or 0.25") from None
    if not number.is_finite() or abs(number) > 10**11 or stored != int(stored):
        raise ValueError("a target has six decimals at most, and is not larger than 10^11")
    return int(stored)


def _chosen(text: str, choices: tuple[str, ...]) -> str:
    word = fold(text)
    word = SAME_WORDS.get(word, word)
    if word in choices:
        return word
    begun = [choice for choice in choices if choice.startswith(word)]
    if len(begun) != 1:
        raise ValueError(f"{quoted(text)} is not one of {', '.join(choices)}")
    return begun[0]


def _flag(text: str) -> bool:
    word = fold(text)
    if word not in YES + NO:
        raise ValueError(f"{quoted(text)} is neither yes nor no")
    return word in YES


def _email(text: str) -> str:
    name, at, domain = text.rpartition("@")
    if not (name and at and domain) or any(letter.isspace() for letter in text):
        raise ValueError(f"{quoted(text)} is not an email address: it looks like ann@example.com")
    return text
