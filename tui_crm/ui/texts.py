"""Values of a record as lists show them, and as a person would type them into a form."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from tui_crm import money
from tui_crm.days import shown_day
from tui_crm.models import FieldSpec
from tui_crm.models.fields import QUANTITY_UNIT, RATE_UNIT, Kind
from tui_crm.store.business import Business
from tui_crm.store.shape import Line, Value

UNKNOWN = "—"
"""What stands where something is not known: never a zero."""


def cell(spec: FieldSpec, value: Value, currency: str, business: Business, today: date) -> str:
    """A value as a list shows it; amounts in another currency say which."""
    if value is None:
        return "" if spec.kind.is_text else UNKNOWN
    match spec.kind:
        case Kind.MONEY if isinstance(value, int):
            return amount(value, currency, business)
        case Kind.DAY if isinstance(value, date):
            return shown_day(value, today)
        case Kind.INSTANT if isinstance(value, datetime):
            local = value.astimezone(business.zone)
            return f"{shown_day(local.date(), today)} {local:%H:%M}"
        case Kind.FLAG:
            return "yes" if value else ""
        case Kind.CHANCE if isinstance(value, int):
            return f"{_short(Decimal(value) / 100)} %"
        case Kind.COUNT:
            return f"{value:,}"
        case Kind.CHOICE:
            return str(value).replace("_", "-")
        case Kind.LONG:
            return " ".join(str(value).split())
    return _number(spec, value, business)


def amount(minor: int, currency: str, business: Business, *, decimals: int | None = None) -> str:
    """An amount for people; one that is not in the base currency says in which."""
    shown = money.shown_amount(
        minor, currency, decimal_mark=business.decimal_mark, decimals=decimals
    )
    return shown if currency == business.currency else f"{shown} {currency}"


def typed(spec: FieldSpec, value: Value, currency: str, business: Business) -> str:
    """A value as a person would type it, so that typing it again changes nothing."""
    if value is None:
        return ""
    match spec.kind:
        case Kind.MONEY if isinstance(value, int):
            plain = money.plain(value, currency)
            return plain.replace(".", business.decimal_mark)
        case Kind.DAY if isinstance(value, date):
            return value.isoformat()
        case Kind.INSTANT if isinstance(value, datetime):
            return f"{value.astimezone(business.zone):%Y-%m-%d %H:%M}"
        case Kind.FLAG:
            return "yes" if value else "no"
        case Kind.CHANCE if isinstance(value, int):
            return _short(Decimal(value) / 100)
    return _number(spec, value, business)


def currency_of(line: Line, business: Business) -> str:
    """The currency of a record's amounts: its own, else the base currency."""
    own = line.values.get("currency")
    return own if isinstance(own, str) else business.currency


def _number(spec: FieldSpec, value: Value, business: Business) -> str:
    units = {Kind.RATE: RATE_UNIT, Kind.QUANTITY: QUANTITY_UNIT}
    if spec.kind in units and isinstance(value, int):
        # A quantity is typed with a point whatever the business's mark is.
        mark = business.decimal_mark if spec.kind is Kind.RATE else "."
        return _short(Decimal(value) / units[spec.kind]).replace(".", mark)
    return str(value)


def _short(number: Decimal) -> str:
    """A number without the zeros at its end."""
    return f"{number.normalize():f}"
