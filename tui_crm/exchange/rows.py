"""New rows made straight from values, equal to what the records of the book would store."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any  # Any: the value of a column, whatever it holds

from tui_crm.exchange.bulk import Row, columns
from tui_crm.models import Kind, Record
from tui_crm.models.fields import instant_text
from tui_crm.text import fold

Stored = str | int | None

_KEPT_AS: dict[type, Callable[[Any], Stored]] = {
    date: date.isoformat,
    datetime: instant_text,
    bool: int,
}
"""How values are kept that a column does not hold as they are."""


class RowMaker:
    """Makes rows of a table from column values, with its defaults and its search key."""

    def __init__(self, model: type[Record], created_at: datetime) -> None:
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
        self._search = self._places.get("search")

    def row(self, values: Mapping[str, Any], found_by: str = "") -> Row:
        """A row of these column values; `found_by` are words it is searched by before its own."""
        row = self._blank.copy()
        for name, value in values.items():
            kept_as = _KEPT_AS.get(type(value))
            row[self._places[name]] = kept_as(value) if kept_as else value
        if self._search is not None:
            words = " ".join(str(row[at]) for at in self._searched if row[at])
            row[self._search] = f"{found_by} {fold(words)}" if found_by else fold(words)
        return row


def stored(value: Any) -> Stored:
    """A value as a column holds it."""
    kept_as = _KEPT_AS.get(type(value))
    return kept_as(value) if kept_as else value


def _default(model: type[Record], column: str) -> Stored:
    field = model.model_fields[column]
    return None if field.is_required() else stored(field.default)
