"""Readings in the words and signs of a scorecard."""

from __future__ import annotations

from fractions import Fraction

import pytest

from tui_crm.metrics.kpi import KPIS, Comparison, Number, Reading, Unit
from tui_crm.period import parse_period
from tui_crm.store.business import Business
from tui_crm.ui.figures import changed, explanation, figure, score_line

EURO = Business()
MARCH, FEBRUARY = parse_period("2026-03"), parse_period("2026-02")


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        (1_234_550, Unit.MONEY, "12,345.50"),
        (Fraction(10_000, 3), Unit.MONEY, "33.33"),
        (Fraction(1, 3), Unit.RATE, "33.3 %"),
        (Fraction(-5, 2), Unit.RATE, "-250.0 %"),
        (Fraction(97, 4), Unit.DAYS, "24.3 d"),
        (6412, Unit.COUNT, "6,412"),
    ],
)
def test_figures_are_written_with_their_unit(value: Number, unit: Unit, shown: str) -> None:
    assert figure(value, unit, EURO) == shown


@pytest.mark.parametrize(
    ("name", "now", "before", "words", "verdict"),
    [
        ("revenue", 11_200, 10_000, "▲ 12 % better", "better"),
        ("revenue", 9_000, 10_000, "▼ 10 % worse", "worse"),
        ("customer_acquisition_cost", 9_000, 10_000, "▼ 10 % better", "better"),
        ("sales_cycle_length", Fraction(24), Fraction(271, 10), "▼ 3.1 d better", "better"),
        ("bounce_rate", Fraction(47, 100), Fraction(45, 100), "▲ 2.0 pt worse", "worse"),
        ("revenue", 10_000, 10_000, "=", "same"),
        ("bounce_rate", Fraction(100_001, 10**6), Fraction(1, 10), "=", "same"),
        ("revenue", 10_000, 0, "▲ better", "better"),
        ("revenue", 10_000, None, "n/a", "unknown"),
        ("revenue", None, 10_000, "n/a", "unknown"),
        ("revenue", 10_001, 10_000, "=", "same"),
    ],
)
def test_a_change_has_a_sign_a_size_and_a_word(
    name: str, now: Number | None, before: Number | None, words: str, verdict: str
) -> None:
    assert changed(KPIS[name], now, before) == (words, verdict)


def comparison(name: str, now: Number | None, **known: str) -> Comparison:
    reading = Reading(MARCH, now, inputs=dict.fromkeys(KPIS[name].inputs, 100), **known)
    return Comparison(KPIS[name], reading, Reading(FEBRUARY, 100), Fraction(200))


def test_a_line_tells_the_reason_where_there_is_no_value() -> None:
    line = score_line(comparison("leads", None, reason="no lead"), [], EURO)
    assert line.value == "n/a" and line.hint == "no lead; target 200; before: 100"


def test_unknown_months_are_gaps_in_the_trend() -> None:
    trend = [Reading(FEBRUARY, None), Reading(MARCH, 3)]
    assert score_line(comparison("leads", 3), trend, EURO).trend == (None, 3.0)


@pytest.mark.parametrize("name", KPIS)
def test_every_figure_can_be_explained(name: str) -> None:
    text = explanation(comparison(name, 100), EURO)
    assert KPIS[name].formula in text and "March 2026" in text and "Target" in text
    assert all(part in text for part in KPIS[name].inputs)
