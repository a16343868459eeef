"""New rows made straight from values, equal to what the records of the book would store."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from operator import itemgetter
from typing import Any  # Any: the value of a column, whatever it holds

from tui_crm.exchange.storing.bulk import Row, columns
from tui_crm.models import Kind, Record
from tui_crm.models.fields import DayText, Flag, InstantText, instant_text
from tui_crm.store.customs import EXTRA, words_of
from tui_crm.store.phones import phone_key
from tui_crm.text import fold

Stored = str | int | None

Values = tuple[Stored, ...]

_KEPT_AS: dict[type, Callable[[Any], Stored]] = {
    date: date.isoformat,
    datetime: instant_text,
    bool: int,
}
"""How values are kept that a column does not hold as they are."""


class RowMaker:
    """Makes rows of a table from column values, with its defaults and its search key."""

    def __init__(self, model: type[Record], created_at: datetime, country: str = "") -> None:
        """`country` is where phone numbers without one are, as the business says."""
        table = model.table()
        self._places = {name: at for at, name in enumerate(columns(table.name))}
        self._blank: list[Stored] = [_default(model, name) for name in self._places]
        if "created_at" in self._places:
            self._blank[self._places["created_at"]] = instant_text(created_at)
        self._searched = [
            self._places[column.name]
            for column in table.columns
            if (spec := column.info.get("spec"))
            and (spec["kind"].is_text or spec["kind"] is Kind.CHOICE)
        ]
        self._converted = [
            self._places[column.name]
            for column in table.columns
            if isinstance(column.type, DayText | InstantText | Flag)
        ]
        self._search = self._places.get("search")
        self._country = country
        self._phone_key = self._places.get("phone_key")
        self._extra = self._places.get(EXTRA)

    def row(self, values: Mapping[str, Any], found_by: str = "") -> Row:
        """A row of these column values; `found_by` are words it is searched by before its own."""
        row = self._blank.copy()
        places = self._places
        for name, value in values.items():
            row[places[name]] = value
        for at in self._converted:
            kept_as = _KEPT_AS.get(type(row[at]))
            if kept_as:
                row[at] = kept_as(row[at])
        if self._phone_key is not None and (phone := values.get("phone")):
            row[self._phone_key] = phone_key(str(phone), self._country)
        if self._search is not None:
            words = [str(row[at]) for at in self._searched if row[at]]
            if self._extra is not None:
                words += words_of(row[self._extra])
            own = fold(" ".join(words))
            row[self._search] = f"{found_by} {own}" if found_by else own
        return row


def arranged(model: type[Record], names: Sequence[str]) -> Callable[[Values], Row]:
    """Puts stored values, given in the order of these names, into the order of a table's columns.

    Columns that are not named hold what the model has for them.
    """
    every = columns(model.table().name)
    left = [name for name in every if name not in names]
    order = [*names, *left]
    rest = tuple(_default(model, name) for name in left)
    in_order = itemgetter(*(order.index(name) for name in every))
    return lambda values: in_order(values + rest)


def stored(value: Any) -> Stored:
    """A value as a column holds it."""
    kept_as = _KEPT_AS.get(type(value))
    return kept_as(value) if kept_as else value


def _default(model: type[Record], column: str) -> Stored:
    field = model.model_fields[column]
    return None if field.is_required() else stored(field.default)
