"""Filters as people type them: `stage:won !acme amount>500 "a phrase"`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any  # Any: a column of whatever its field holds

from sqlalchemy import ColumnElement, Text, and_, cast, func, literal, not_, or_, select

from tui_crm import money
from tui_crm.days import DayError, parse_day
from tui_crm.models import FieldSpec
from tui_crm.models.fields import QUANTITY_UNIT, RATE_UNIT, Kind
from tui_crm.period import PeriodError, parse_period
from tui_crm.store.business import Business
from tui_crm.store.customs import custom_spec
from tui_crm.store.shape import Shape
from tui_crm.text import clean, fold

TERM = re.compile(
    r"""(?P<not>!?)(?:(?P<field>[^\W\d]\w*)(?P<op>:|<=|>=|=|<|>))?(?:"(?P<phrase>[^"]*)"|(?P<word>\S*))""",
    re.VERBOSE,
)

MONTH_OR_YEAR = re.compile(r"[0-9]{4}(-[0-9]{2})?")

LARGEST = 2**63 - 1
"""The largest whole number that SQLite knows."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How typed amounts and dates are understood while a filter is read."""

    business: Business
    today: date
    plain: bool = False
    """Whether amounts are plain decimals, as the command line has them."""

    @classmethod
    def of(cls, business: Business) -> Reading:
        """As the business says, today."""
        return cls(business, business.today())


def condition(shape: Shape, typed: str, reading: Reading) -> ColumnElement[bool] | None:
    """What a typed filter asks of a record; None where it asks nothing.

    Words are sought in every text of the record and of the records it links to, case and accents
    folded; whatever is not a term is sought literally, so that no character breaks a search.
    """
    asked = [_term(shape, match, reading) for match in _typed_terms(typed)]
    return and_(*asked) if asked else None


def looks_beyond(shape: Shape, typed: str) -> bool:
    """Whether a filter reads the names of other records, which must then be joined."""
    asked = (_asked(shape, match) for match in _typed_terms(typed))
    return any(spec is not None and (spec.via or spec.kind is Kind.LINK) for spec in asked)


def _typed_terms(typed: str) -> Iterator[re.Match[str]]:
    """The terms of a filter, read without the invisible marks that come along with a paste."""
    return (match for match in TERM.finditer(clean(typed, long=True)) if match[0])


def _term(shape: Shape, match: re.Match[str], reading: Reading) -> ColumnElement[bool]:
    value = match["phrase"] if match["phrase"] is not None else match["word"]
    negated = bool(match["not"]) and match[0] != "!"
    spec = _asked(shape, match)
    found = _of_field(shape, spec, match["op"], value, reading) if spec else None
    if match["field"] == "id" and value.isdecimal():
        found = _compared(shape.number, match["op"], int(value))
    if found is None:
        # Not a term after all, such as `10:30` or `a=b`: the words as they stand.
        whole = match[0][1:] if negated else match[0]
        phrase = match["phrase"] if match["field"] is None and match["phrase"] is not None else None
        found = _word(shape, phrase if phrase is not None else whole)
    return not_(func.coalesce(found, literal(0))) if negated else found


def _asked(shape: Shape, match: re.Match[str]) -> FieldSpec | None:
    """The field that a term names; a custom one in any spelling of its letters."""
    name = match["field"]
    if not name:
        return None
    return shape.entity.field(name) or custom_spec(shape.entity, name)


def _word(shape: Shape, word: str) -> ColumnElement[bool]:
    key = fold(word)
    found: list[ColumnElement[bool]] = []
    if "search" in shape.table.c:
        found.append(_holds(shape.table.c.search, key))
    for own, target in shape.linked.values():
        # A set looked up once, instead of the other record's text read again for every row.
        other = target.alias()
        words = other.c.search if "search" in other.c else _folded(other.c.name)
        found.append(own.in_(select(other.c.id).where(_holds(words, key))))
    return or_(*found)


def _of_field(
    shape: Shape, spec: FieldSpec, op: str, value: str, reading: Reading
) -> ColumnElement[bool] | None:
    column = shape.column(spec.name)
    if not value:
        return or_(column.is_(None), cast(column, Text) == "") if op in ":=" else None
    if spec.kind is Kind.FLAG:
        return _flag(column, value) if op in ":=" else None
    if spec.kind is Kind.DAY:
        return _day(column, op, value, reading)
    if spec.kind is Kind.INSTANT:
        return _instant(column, op, value, reading)
    if spec.kind.is_number:
        wanted = _number(spec, value, reading)
        return None if wanted is None else _compared(column, "=" if op == ":" else op, wanted)
    key = fold(value)
    found = _holds(_folded(column), key) if op == ":" else _compared(_folded(column), op, key)
    # Custom fields are in the search key too, which is read much faster than their JSON.
    return and_(_holds(shape.table.c.search, key), found) if spec.custom and op in ":=" else found


def _compared(column: ColumnElement[Any], op: str, wanted: object) -> ColumnElement[bool]:
    if isinstance(wanted, int):
        # SQLite cannot be given more than 64 bits; what is beyond them compares as their end does.
        wanted = max(-LARGEST, min(wanted, LARGEST))
    operator = {":": "=", "=": "="}.get(op, op)
    return column.op(operator, is_comparison=True)(literal(wanted, column.type))


def _flag(column: ColumnElement[Any], value: str) -> ColumnElement[bool] | None:
    yes = fold(value) in ("yes", "y", "true", "1")
    no = fold(value) in ("no", "n", "false", "0")
    return column.is_(yes) if yes or no else None


def _day(
    column: ColumnElement[Any], op: str, value: str, reading: Reading
) -> ColumnElement[bool] | None:
    if op in ":=" and MONTH_OR_YEAR.fullmatch(value):
        return cast(column, Text).startswith(value)
    try:
        wanted = parse_day(value, reading.today, order=reading.business.date_order)
    except DayError:
        return None
    return _compared(column, op, wanted)


def _instant(
    column: ColumnElement[Any], op: str, value: str, reading: Reading
) -> ColumnElement[bool] | None:
    """An instant is compared by the local day, month or year that it lies in."""
    try:
        if op in ":=" and MONTH_OR_YEAR.fullmatch(value):
            period = parse_period(value)
            first, after = period.start, period.end
        else:
            first = parse_day(value, reading.today, order=reading.business.date_order)
            after = first + timedelta(days=1)
    except (DayError, PeriodError):
        return None
    zone = reading.business.zone
    begins = datetime.combine(first, time(), zone).astimezone(UTC)
    ends = datetime.combine(after, time(), zone).astimezone(UTC)
    match op:
        case "<":
            return _compared(column, "<", begins)
        case "<=":
            return _compared(column, "<", ends)
        case ">":
            return _compared(column, ">=", ends)
        case ">=":
            return _compared(column, ">=", begins)
    return and_(_compared(column, ">=", begins), _compared(column, "<", ends))


def _number(spec: FieldSpec, value: str, reading: Reading) -> int | None:
    try:
        if spec.kind is Kind.MONEY:
            mark = "." if reading.plain else reading.business.decimal_mark
            return money.parse_amount(value, reading.business.currency, decimal_mark=mark)
        if spec.kind is Kind.CHANCE:
            return int(money.parse_rate(value.removesuffix("%")) * 100) if value != "0" else 0
        if spec.kind is Kind.RATE:
            return int(money.parse_rate(value) * RATE_UNIT)
        if spec.kind is Kind.QUANTITY:
            return int(money.parse_rate(value) * QUANTITY_UNIT)
        return int(value)
    except ValueError:
        return None


def _holds(text: ColumnElement[str], key: str) -> ColumnElement[bool]:
    # Both are folded already: instr() is faster than LIKE, and no letter is special to it.
    return func.instr(text, key) > 0


def _folded(column: ColumnElement[Any]) -> ColumnElement[str]:
    # fold() is registered on every connection: SQLite's own lower() knows ASCII only.
    return func.fold(column, type_=Text())
