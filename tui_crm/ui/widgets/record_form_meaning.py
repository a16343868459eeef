"""What a typed text is understood to mean, in the words that stand beside it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from tui_crm import money
from tui_crm.models import FieldSpec, Kind
from tui_crm.models.fields import QUANTITY_UNIT, RATE_UNIT
from tui_crm.period import written_day
from tui_crm.store.entry import SAME_WORDS, Typing, Value
from tui_crm.text import fold

_EXPLAINED = frozenset(
    {
        Kind.MONEY, Kind.COUNT, Kind.CHANCE, Kind.RATE, Kind.QUANTITY, Kind.DAY, Kind.INSTANT,
        Kind.CHOICE, Kind.LINK, Kind.FLAG,
    }
)  # fmt: skip
CURRENCY = "currency"
"""The field that says what money the amounts of a form are."""

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def is_explained(spec: FieldSpec) -> bool:
    """Whether a field keeps room beside its input for what was understood."""
    return spec.kind in _EXPLAINED or spec.name == CURRENCY


def meaning(spec: FieldSpec, typed: str, typing: Typing, currency: str) -> str:
    """What a text means for a field, or nothing where the text says it already.

    Amounts are in `currency`. Raises ValueError with a sentence for what is not understood.
    """
    if not typed.strip():
        return ""
    words = _written(spec, typing.value(spec, typed, currency), typing, currency)
    return "" if fold(words) == fold(typed.strip()) else words


def begun(choices: tuple[str, ...], typed: str) -> tuple[str, ...]:
    """The choices that begin with what was typed so far; the one itself where it is complete."""
    word = fold(typed.strip())
    word = SAME_WORDS.get(word, word)
    if not word:
        return ()
    return (word,) if word in choices else tuple(c for c in choices if c.startswith(word))


def _written(spec: FieldSpec, value: Value, typing: Typing, currency: str) -> str:
    mark = typing.business.decimal_mark
    match spec.kind, value:
        case Kind.FLAG, bool():
            return "yes" if value else "no"
        case Kind.MONEY, int():
            return f"{money.shown_amount(value, currency, decimal_mark=mark)} {currency}"
        case Kind.COUNT, int():
            return _number(Decimal(value), mark)
        case Kind.CHANCE, int():
            return f"{_number(Decimal(value) / 100, mark)} %"
        case Kind.QUANTITY, int():
            return _number(Decimal(value) / QUANTITY_UNIT, mark)
        case Kind.RATE, int():
            rate = _number(Decimal(value) / RATE_UNIT, mark)
            return f"1 {currency} = {rate} {typing.business.currency}"
        case Kind.INSTANT, datetime():
            local = value.astimezone(typing.business.zone)
            return f"{_day(local.date())} {local:%H:%M}"
        case Kind.DAY, date():
            return _day(value)
        case Kind.CHOICE, str():
            return value
        case Kind.TEXT, str() if spec.name == CURRENCY and not money.known(value.upper()):
            raise ValueError(money.unknown(value))
    return ""


def _day(day: date) -> str:
    return f"{_WEEKDAYS[day.weekday()]} {written_day(day)}"


def _number(number: Decimal, mark: str) -> str:
    """A number with groups of three digits, and no more decimals than it has."""
    whole, _, rest = f"{number:,f}".partition(".")
    rest = rest.rstrip("0")
    return whole.replace(",", "," if mark == "." else ".") + (mark + rest if rest else "")
