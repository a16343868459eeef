"""Readings of KPIs in the words and signs of a scorecard."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from tui_crm.metrics.confidence import Completeness
from tui_crm.metrics.kpi import Comparison, Kpi, Reading
from tui_crm.metrics.written import changed, formula_with_numbers, note_beside, thin_terms, written
from tui_crm.store.business import Business
from tui_crm.ui.widgets.scorecard import ScoreLine

SURE = Fraction(9, 10)
"""From which share on inputs are complete enough to say nothing on the scorecard."""


def score_line(
    comparison: Comparison,
    trend: Sequence[Reading],
    business: Business,
    inputs: Sequence[Completeness] = (),
) -> ScoreLine:
    """A KPI's line: its value, how it compares with the period before, and its trend.

    It is marked where it is thin or where what it is worked out from is incomplete.
    """
    kpi, now, before = comparison.kpi, comparison.current, comparison.previous
    change, verdict = changed(kpi, now.value, before.value, business)
    doubts = [*thin_terms(kpi, now), *incomplete(inputs, SURE)]
    return ScoreLine(
        kpi.name,
        kpi.title,
        written(now.value, kpi.unit, business),
        change,
        verdict,
        tuple(None if reading.value is None else float(reading.value) for reading in trend),
        hint(comparison, business, doubts),
        bool(doubts),
    )


def hint(comparison: Comparison, business: Business, doubts: Sequence[str] = ()) -> str:
    """What there is to know about a figure in a line or two."""
    kpi, reading, target = comparison.kpi, comparison.current, comparison.target
    parts = [reading.reason, note_beside(reading, doubts)]
    if doubts:
        parts.append("! " + ", ".join(doubts))
    if target is not None:
        parts.append(f"target {written(target, kpi.unit, business)}")
    earlier = (("before", comparison.previous), ("a year before", comparison.last_year))
    for words, past in earlier:
        if past.value is not None:
            parts.append(f"{words} {written(past.value, kpi.unit, business)}")
    return "; ".join(part for part in parts if part)


def formula_line(kpi: Kpi, reading: Reading, business: Business) -> str:
    """The formula with its numbers; a single number by its name, as it is the figure itself."""
    formula = kpi.formula_under(business)
    if formula in reading.inputs:
        return f"{formula} = {written(reading.value, kpi.unit, business)}"
    return formula_with_numbers(kpi, reading, business)


def incomplete(inputs: Sequence[Completeness], enough: Fraction) -> Iterator[str]:
    """Which inputs are less complete than would be enough: "leads with a source 8 of 10"."""
    for one in inputs:
        if one.share is not None and one.share < enough:
            yield f"{one.check.name} {one.have:,} of {one.of:,}"
