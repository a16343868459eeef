"""Columns of files for tests: what the program takes their cells for, all rows having been seen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any  # Any: whatever the owner says

from tui_crm.exchange.meaning.cells import Cells
from tui_crm.exchange.meaning.file_days import FileDays
from tui_crm.exchange.meaning.survey import Findings, Survey
from tui_crm.exchange.report import Question
from tui_crm.models import ENTITIES, FieldSpec, Kind
from tui_crm.money import DecimalMark
from tui_crm.store.business import Business
from tui_crm.store.entry import Typing, Value

SPECS: dict[str, FieldSpec] = {
    spec.name: spec
    for spec in (
        *ENTITIES["traffic"].fields,
        *ENTITIES["lead"].fields,
        *ENTITIES["deal"].fields,
        *ENTITIES["spend"].fields,
        FieldSpec("unit_price", "", "Unit price", Kind.QUANTITY),
        FieldSpec("discount_percent", "", "Discount", Kind.QUANTITY),
    )
}


def business(currency: str = "EUR") -> Business:
    """A business in Berlin."""
    return Business([("time_zone", "Europe/Berlin"), ("base_currency", currency)])


def surveyed(
    rows: Sequence[Sequence[str]],
    *fields: str,
    date_order: FileDays | dict[str, FileDays] | None = None,
    decimal: DecimalMark | dict[str, DecimalMark] | None = None,
    currency: str | None = None,
    base: str = "EUR",
) -> Findings:
    """What a survey finds in rows with these fields."""
    places = {name: at for at, name in enumerate(fields)}
    survey = Survey(SPECS, places, date_order, decimal, currency, business(base))
    for row in rows:
        survey.look(row)
    return survey.findings()


def question(cells: Sequence[str], field: str, **told: Any) -> Question:
    """The one question that is asked about a column."""
    (asked,) = surveyed([[cell] for cell in cells], field, **told).questions
    return asked


def read(
    cells: Sequence[str], field: str, *, base: str = "EUR", **told: Any
) -> list[Value | tuple[str]] | None:
    """The value of each cell, or in a tuple what refuses it; None where the program asks."""
    findings = surveyed([[cell] for cell in cells], field, base=base, **told)
    if findings.questions:
        return None
    typing = Typing(business(base), date(2026, 11, 24), plain=True)
    reader = Cells(SPECS, typing, settled=findings)
    found: list[Value | tuple[str]] = []
    for cell in cells:
        text = reader.text(SPECS[field], cell)
        values, wrong = reader.values({field: text}, told.get("currency") or base)
        found.append((wrong[field],) if field in wrong else values[field])
    return found
