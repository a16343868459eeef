"""Figures as people read them: money with its decimals, shares in percent, changes in words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Literal

from tui_crm import money
from tui_crm.metrics.kpi import Kpi, Number, Reading, Unit
from tui_crm.metrics.revision import Cause, Revision
from tui_crm.models import ENTITIES
from tui_crm.money import half_up
from tui_crm.store.business import Business

Verdict = Literal["better", "worse", "same", "unknown"]

NOT_KNOWN = "—"
"""What stands for a figure that is undefined."""

NO_COMPARISON = "n/a"
"""What stands for a change where there is nothing to compare with."""

SUFFIXES = {Unit.DAYS: " d", Unit.MONTHS: " months", Unit.MINUTES: " min", Unit.TIMES: " x"}


def written(value: Number | None, unit: Unit, business: Business) -> str:
    """A figure for people: 1,234.50 of money, 83.3 %, 24.3 d; a dash where it is undefined."""
    if value is None:
        return NOT_KNOWN
    mark, exact = business.decimal_mark, Fraction(value)
    match unit:
        case Unit.MONEY:
            return money.shown_amount(half_up(exact), business.currency, decimal_mark=mark)
        case Unit.RATE:
            return f"{_decimals(exact * 100, 1, mark)} %"
        case Unit.COUNT:
            return _grouped(half_up(exact), mark)
        case Unit.TIMES:
            return _decimals(exact, 2, mark) + SUFFIXES[unit]
    return _decimals(exact, 1, mark) + SUFFIXES[unit]


def apart(value: Number | None, unit: Unit, business: Business) -> str:
    """How far two figures are apart; shares by percentage points."""
    text = written(value, unit, business)
    return f"{text.removesuffix('%')}pt" if unit is Unit.RATE and value is not None else text


def changed(
    kpi: Kpi, now: Number | None, before: Number | None, business: Business
) -> tuple[str, Verdict]:
    """How a KPI changed: a sign, the difference and a word; money and counts in percent.

    There is no percentage of a base below zero, and nothing to compare with where it is zero.
    """
    if now is None or before is None:
        return NO_COMPARISON, "unknown"
    difference, mark = Fraction(now) - Fraction(before), business.decimal_mark
    if difference == 0:
        return "=", "same"
    if before == 0 and kpi.unit in (Unit.MONEY, Unit.COUNT):
        return NO_COMPARISON, "unknown"
    words = _difference(kpi.unit, difference, Fraction(before), mark)
    if words.startswith(f"0{mark}0 "):
        return "=", "same"
    rose = difference > 0
    verdict: Verdict = "better" if rose == (kpi.good == "up") else "worse"
    return " ".join(part for part in ("▲" if rose else "▼", words, verdict) if part), verdict


def formula_with_numbers(kpi: Kpi, reading: Reading, business: Business) -> str:
    """The formula with the number of each term in it: (700.00 + 800.00) / 3 = 500.00."""
    formula = kpi.formula_under(business)
    names = sorted(reading.inputs, key=len, reverse=True)
    numbers = {
        name: written(number, kpi.terms[name].unit, business)
        for name, number in reading.inputs.items()
    }
    if names:
        pattern = "|".join(map(re.escape, names))
        formula = re.sub(pattern, lambda found: numbers[found[0]], formula)
    return f"{formula} = {written(reading.value, kpi.unit, business)}"


def note_told(kpi: Kpi, reading: Reading) -> str:
    """Why a figure has no value, or what to know about it: "still running; only 3 deals won"."""
    thin = list(thin_terms(kpi, reading))
    parts = (reading.reason, note_beside(reading, thin), *thin)
    return "; ".join(part for part in parts if part)


def note_beside(reading: Reading, doubts: Sequence[str]) -> str:
    """What to know about a value; that it is thin is not said again beside what it is thin of."""
    parts = reading.note.split("; ")
    return "; ".join(part for part in parts if part != "thin" or not doubts)


def thin_terms(kpi: Kpi, reading: Reading) -> Iterator[str]:
    """Of what there is too little for a figure to mean much: "only 3 new customers"."""
    if reading.value is None:
        return
    for name, least in kpi.thin.items():
        number = reading.inputs.get(name)
        if number is not None and number < least:
            yield f"only {int(number):,} {name}"


def revision_told(revision: Revision, business: Business) -> str:
    """Why a figure was known otherwise: 212.00 -> 198.00: 2 deals entered (-16.00), ..."""
    unit = revision.kpi.unit
    values = [written(one.value, unit, business) for one in (revision.before, revision.after)]
    causes = [cause_told(cause, unit, business) for cause in revision.causes]
    return f"{revision.kpi.title} {' -> '.join(values)}: {', '.join(causes)}"


def cause_told(cause: Cause, unit: Unit, business: Business) -> str:
    """What a cause did to a figure: 2 deals entered (-16.00)."""
    number = len(cause.records)
    kind = ENTITIES.get(cause.entity)
    noun = cause.entity if number <= 1 or kind is None else kind.plural
    words = f"{number:,} {noun} {cause.what}" if number else f"{noun} {cause.what}"
    if cause.effect is None:
        return words
    sign = "+" if cause.effect > 0 else ""
    return f"{words} ({sign}{apart(cause.effect, unit, business)})"


def plain_number(unit: Unit, value: Number | None, currency: str) -> str | int | float | None:
    """A figure for programs: money as decimals to its minor unit, counts whole, else a float."""
    if value is None:
        return None
    match unit:
        case Unit.MONEY:
            return money.plain(half_up(Fraction(value)), currency)
        case Unit.COUNT:
            return int(value) if value == int(value) else float(value)
    return float(value)


def _difference(unit: Unit, difference: Fraction, before: Fraction, mark: str) -> str:
    """The size of a change in the words of its unit; empty where there is no percentage."""
    size = abs(difference)
    if unit is Unit.RATE:
        return f"{_decimals(size * 100, 1, mark)} pt"
    if unit in SUFFIXES:
        return _decimals(size, 2 if unit is Unit.TIMES else 1, mark) + SUFFIXES[unit]
    if before <= 0:
        return ""
    percent = size / before * 100
    # Small changes would read as none, large ones do not need a decimal.
    return f"{_grouped(half_up(percent), mark) if percent >= 1 else _decimals(percent, 1, mark)} %"


def _decimals(value: Fraction, places: int, mark: str) -> str:
    scaled = half_up(value * 10**places)
    whole, rest = divmod(abs(scaled), 10**places)
    return f"{'-' if scaled < 0 else ''}{_grouped(whole, mark)}{mark}{rest:0{places}}"


def _grouped(number: int, mark: str) -> str:
    return f"{number:,}".replace(",", "," if mark == "." else ".")
