"""Readings of KPIs in the words and signs of a scorecard, and their explanation."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Literal

from tui_crm import money
from tui_crm.metrics.kpi import Comparison, Kpi, Number, Reading, Unit
from tui_crm.money import half_up
from tui_crm.store.business import Business
from tui_crm.ui.widgets.scorecard import ScoreLine

Verdict = Literal["better", "worse", "same", "unknown"]

NOT_KNOWN = "n/a"


def score_line(comparison: Comparison, trend: Sequence[Reading], business: Business) -> ScoreLine:
    """A KPI's line: its value, how it compares with the period before, and its trend."""
    kpi, now, before = comparison.kpi, comparison.current, comparison.previous
    change, verdict = changed(kpi, now.value, before.value)
    return ScoreLine(
        kpi.name,
        kpi.title,
        NOT_KNOWN if now.value is None else figure(now.value, kpi.unit, business),
        change,
        verdict,
        tuple(None if reading.value is None else float(reading.value) for reading in trend),
        hint(comparison, business),
    )


def figure(value: Number, unit: Unit, business: Business) -> str:
    """A figure for people: money with its decimals, a share in percent, days as "24.3 d"."""
    mark = business.decimal_mark
    match unit:
        case Unit.MONEY:
            return money.shown_amount(
                half_up(Fraction(value)), business.currency, decimal_mark=mark
            )
        case Unit.RATE:
            return f"{_tenths(Fraction(value) * 100, mark)} %"
        case Unit.DAYS:
            return f"{_tenths(Fraction(value), mark)} d"
    return _grouped(half_up(Fraction(value)), mark)


def changed(kpi: Kpi, now: Number | None, before: Number | None) -> tuple[str, Verdict]:
    """How a KPI changed: a sign, the difference and a word; money and counts in percent."""
    if now is None or before is None:
        return NOT_KNOWN, "unknown"
    difference = Fraction(now) - Fraction(before)
    words = _difference(kpi.unit, difference, Fraction(before))
    if difference == 0 or words.startswith("0.0 "):
        return "=", "same"
    rose = difference > 0
    verdict: Verdict = "better" if rose == (kpi.good == "up") else "worse"
    return " ".join(part for part in ("▲" if rose else "▼", words, verdict) if part), verdict


def hint(comparison: Comparison, business: Business) -> str:
    """What there is to know about a figure in one line."""
    kpi, reading, target = comparison.kpi, comparison.current, comparison.target
    parts = [reading.reason, reading.note]
    if target is not None:
        parts.append(f"target {figure(target, kpi.unit, business)}")
    if comparison.previous.value is not None:
        parts.append(f"before: {figure(comparison.previous.value, kpi.unit, business)}")
    return "; ".join(part for part in parts if part)


def explanation(comparison: Comparison, business: Business) -> str:
    """What a KPI means, how it is worked out, and the numbers that are in it now."""
    kpi, reading = comparison.kpi, comparison.current
    value = NOT_KNOWN if reading.value is None else figure(reading.value, kpi.unit, business)
    lines = [f"{reading.period.label}: {value}"]
    if reading.reason or reading.note:
        lines.append("; ".join(part for part in (reading.reason, reading.note) if part))
    paragraphs = [" ".join(part.split()) for part in kpi.definition.split("\n\n")]
    lines += ["", "\n\n".join(paragraphs), "", f"= {kpi.formula}"]
    if reading.inputs:
        lines.append("")
    width = max((len(name) for name in reading.inputs), default=0)
    figures = {
        name: NOT_KNOWN if number is None else figure(number, kpi.inputs[name], business)
        for name, number in reading.inputs.items()
    }
    widest = max((len(text) for text in figures.values()), default=0)
    lines += [f"{name:<{width}}   {text:>{widest}}" for name, text in figures.items()]
    if comparison.target is not None:
        lines += ["", f"Target: {figure(comparison.target, kpi.unit, business)}"]
    before = comparison.previous
    if before.value is not None:
        lines += ["", f"{before.period.label}: {figure(before.value, kpi.unit, business)}"]
    return "\n".join(lines)


def _difference(unit: Unit, difference: Fraction, before: Fraction) -> str:
    """The size of a change in the words of its unit; empty where there is no percentage."""
    if unit is Unit.RATE:
        return f"{_tenths(abs(difference) * 100, '.')} pt"
    if unit is Unit.DAYS:
        return f"{_tenths(abs(difference), '.')} d"
    if before <= 0:
        return ""
    percent = abs(difference) / before * 100
    # Small changes would read as none, large ones do not need a decimal.
    return f"{half_up(percent):,} %" if percent >= 1 else f"{_tenths(percent, '.')} %"


def _tenths(value: Fraction, mark: str) -> str:
    tenths = half_up(value * 10)
    whole, rest = divmod(abs(tenths), 10)
    return f"{'-' if tenths < 0 else ''}{_grouped(whole, mark)}{mark}{rest}"


def _grouped(number: int, mark: str) -> str:
    return f"{number:,}".replace(",", "," if mark == "." else ".")
