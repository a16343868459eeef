"""Readings of KPIs in the words and signs of a scorecard, and their explanation."""

from __future__ import annotations

from collections.abc import Sequence

from tui_crm.metrics.kpi import Comparison, Reading
from tui_crm.metrics.written import changed, written
from tui_crm.store.business import Business
from tui_crm.ui.widgets.scorecard import ScoreLine


def score_line(comparison: Comparison, trend: Sequence[Reading], business: Business) -> ScoreLine:
    """A KPI's line: its value, how it compares with the period before, and its trend."""
    kpi, now, before = comparison.kpi, comparison.current, comparison.previous
    change, verdict = changed(kpi, now.value, before.value)
    return ScoreLine(
        kpi.name,
        kpi.title,
        written(now.value, kpi.unit, business),
        change,
        verdict,
        tuple(None if reading.value is None else float(reading.value) for reading in trend),
        hint(comparison, business),
    )


def hint(comparison: Comparison, business: Business) -> str:
    """What there is to know about a figure in one line."""
    kpi, reading, target = comparison.kpi, comparison.current, comparison.target
    parts = [reading.reason, reading.note]
    if target is not None:
        parts.append(f"target {written(target, kpi.unit, business)}")
    if comparison.previous.value is not None:
        parts.append(f"before: {written(comparison.previous.value, kpi.unit, business)}")
    return "; ".join(part for part in parts if part)


def explanation(comparison: Comparison, business: Business) -> str:
    """What a KPI means, how it is worked out, and the numbers that are in it now."""
    kpi, reading = comparison.kpi, comparison.current
    value = written(reading.value, kpi.unit, business)
    lines = [f"{reading.period.label}: {value}"]
    if reading.reason or reading.note:
        lines.append("; ".join(part for part in (reading.reason, reading.note) if part))
    paragraphs = [" ".join(part.split()) for part in kpi.definition.split("\n\n")]
    lines += ["", "\n\n".join(paragraphs), "", f"= {kpi.formula}"]
    if reading.inputs:
        lines.append("")
    width = max((len(name) for name in reading.inputs), default=0)
    figures = {
        name: written(number, kpi.inputs[name], business) for name, number in reading.inputs.items()
    }
    widest = max((len(text) for text in figures.values()), default=0)
    lines += [f"{name:<{width}}   {text:>{widest}}" for name, text in figures.items()]
    if comparison.target is not None:
        lines += ["", f"Target: {written(comparison.target, kpi.unit, business)}"]
    before = comparison.previous
    if before.value is not None:
        lines += ["", f"{before.period.label}: {written(before.value, kpi.unit, business)}"]
    return "\n".join(lines)
