"""A value of a field as text in a file, and as a value of JSON."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from tui_crm import money
from tui_crm.models import Entity, FieldSpec, Kind
from tui_crm.models.fields import QUANTITY_UNIT, RATE_UNIT, instant_text
from tui_crm.store.shape import Value

Json = str | int | float | bool | None
"""What a field comes to in JSON."""

OWN_ID = "tui_crm_id"
"""The first column of our own files: it says that text in them is guarded, and whose row it is."""

RISKY = frozenset("'=+-@\t\r\n\x00＝＋－＠")
"""What the texts begin with that have to be looked at before they go into a file."""

_GUARDED = re.compile(r"'*(?:\Z|[=+\-@\t\r\n\x00＝＋－＠])")
"""What a spreadsheet might run instead of showing it, and the empty text, which is not nothing."""


def guarded(value: str) -> str:
    """Text that no spreadsheet takes for a formula; `unguarded` gives it back as it was."""
    if value and value[0] not in RISKY:
        return value
    return "'" + value if _GUARDED.match(value) else value


def unguarded(value: str) -> str:
    """The text of a cell of our own file, without the mark that `guarded` put before it."""
    return value[1:] if value.startswith("'") and _GUARDED.match(value) else value


def figure_header(title: str) -> str:
    """What stands over a column of figures beside the fields of a list: no field is called so."""
    return f"({title})"


def is_figure_header(header: str) -> bool:
    """Whether a column of our own file is figures, which an import has no use for."""
    return header.startswith("(") and header.endswith(")")


def as_text(spec: FieldSpec, value: Value, currency: str) -> str:
    """A value as files have it: plain decimals in major units, ISO dates, yes or no."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case datetime():
            return instant_text(value)
        case date():
            return value.isoformat()
        case int():
            return _number_text(spec, value, currency)
    return value


def as_json(spec: FieldSpec, value: Value, currency: str) -> Json:
    """A value as JSON has it: amounts and rates as decimal strings, chances in percent."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int) and spec.kind is Kind.COUNT:
        return value
    if isinstance(value, int) and spec.kind is Kind.CHANCE:
        return value / 100 if value % 100 else value // 100
    return as_text(spec, value, currency)


def is_free_text(spec: FieldSpec) -> bool:
    """Whether a field holds what people typed, so that its cells must be guarded."""
    return spec.kind.is_text or spec.kind is Kind.LINK


def currency_of(entity: Entity, values: Mapping[str, Value], base: str) -> str:
    """The currency of a record's amounts."""
    own = values.get("currency") if entity.field("currency") else None
    return own if isinstance(own, str) else base


def _number_text(spec: FieldSpec, value: int, currency: str) -> str:
    match spec.kind:
        case Kind.MONEY:
            return money.plain(value, currency)
        case Kind.CHANCE:
            return _decimal(value, 100)
        case Kind.RATE:
            return _decimal(value, RATE_UNIT)
        case Kind.QUANTITY:
            return _decimal(value, QUANTITY_UNIT)
    return str(value)


def _decimal(value: int, unit: int) -> str:
    """A stored whole number in its unit, without needless zeros: 92300000 as 0.923."""
    text = f"{Decimal(value) / unit:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
