"""Figures in a report: written for people, and plain for programs."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from tui_crm import money
from tui_crm.metrics import Unit
from tui_crm.metrics.kpi import Number
from tui_crm.metrics.spans import Span
from tui_crm.metrics.written import apart, plain_number, written
from tui_crm.reports.document import Cell, Series, Tone
from tui_crm.store.business import Business

MET = "✓"
"""What marks a figure that met its target."""

LETTERS = ((10**9, "B"), (10**6, "M"), (10**3, "k"))
"""What short numbers are counted in."""


@dataclass(frozen=True, slots=True)
class Words:
    """Writes figures as a business wants them."""

    business: Business

    def shown(self, value: Number | None, unit: Unit) -> str:
        """A figure for people; a dash where it is undefined."""
        return written(value, unit, self.business)

    def money(self, value: Number) -> str:
        """An amount for people, from minor units."""
        return self.shown(value, Unit.MONEY)

    def percent(self, value: Number) -> str:
        """A share for people."""
        return self.shown(value, Unit.RATE)

    def apart(self, value: Number | None, unit: Unit) -> str:
        """How far two figures are apart; shares by percentage points."""
        return apart(value, unit, self.business)

    def cell(self, value: Number | None, unit: Unit) -> Cell:
        """A figure as a cell."""
        plain = plain_number(unit, value, self.business.currency)
        tone: Tone = "muted" if value is None else ""
        return Cell(self.shown(value, unit), plain, is_number=True, tone=tone)

    def brief(self, value: Number, unit: Unit) -> str:
        """A number as short as it can be told: 4.9k."""
        minor = 10 ** money.exponent(self.business.currency) if unit is Unit.MONEY else 1
        exact = Fraction(value) / minor
        for size, letter in LETTERS:
            # From 999.5 on a number is written as one of the next size.
            if abs(exact) * 2 >= size * 2 - size // 1000:
                return _short(exact / size, self.business.decimal_mark) + letter
        return str(money.half_up(exact))

    def series(self, title: str, values: list[Number], unit: Unit) -> Series:
        """Numbers for a chart."""
        return Series(
            title,
            [Fraction(value) for value in values],
            [self.cell(value, unit) for value in values],
            lambda value: self.brief(value, unit),
        )


def share_cell(share: Fraction | None) -> Cell:
    """A share in whole percent as a cell that is shaded by it."""
    if share is None:
        return Cell("", is_number=True)
    return Cell(f"{money.half_up(share * 100)} %", float(share), is_number=True, heat=share)


def named(span: Span) -> str:
    """A period with what counts of it: "March 2025, first 24 days"."""
    note = span.note.removeprefix("its ")
    return f"{span.period.label}, {note}" if note else span.period.label


def _short(value: Fraction, mark: str) -> str:
    """One decimal below ten, none above."""
    tenths = money.half_up(value * 10)
    if abs(tenths) >= 100:
        return str(money.half_up(value))
    whole, rest = divmod(abs(tenths), 10)
    return f"{'-' if tenths < 0 else ''}{whole}{mark}{rest}"
