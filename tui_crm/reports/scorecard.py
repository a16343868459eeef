"""The scorecards of a report: each figure now, before, a year ago, and as it was aimed at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from tui_crm.metrics import Comparison, Reading
from tui_crm.metrics.aims import Aim, told
from tui_crm.metrics.figures import Figures
from tui_crm.metrics.shared import Scorecards
from tui_crm.metrics.spans import STILL_RUNNING, span_before, span_of, span_of_last_year
from tui_crm.metrics.written import changed, note_told
from tui_crm.reports.cards import Card
from tui_crm.reports.document import Cell, Column, Row, Section, Table, Tone
from tui_crm.reports.words import MET, Words, named

TONES: Mapping[str, Tone] = {"better": "better", "worse": "worse", "unknown": "muted"}


def scorecard_sections(
    cards: Sequence[Card],
    found: Scorecards,
    aimed: Sequence[Aim],
    figures: Figures,
    words: Words,
) -> list[Section]:
    """Both scorecards, the headline figures first, then the companions of both."""
    columns = _columns(found, figures)
    aims = {aim.kpi.name: aim for aim in aimed}

    def table(title: str, its: Sequence[Comparison]) -> Table:
        rows = [_row(one, found.trends[one.kpi.name], aims.get(one.kpi.name), words) for one in its]
        return Table(title, columns, rows)

    first = [Section(card.title, [table(card.title, card.headline)]) for card in cards]
    more = [table(card.more, card.companions) for card in cards]
    return [*first, Section("More figures", more)]


def _columns(found: Scorecards, figures: Figures) -> list[Column]:
    span = span_of(found.period, figures.as_of)
    return [
        Column("Figure", right=False),
        Column(named(span)),
        Column("Change"),
        Column(named(span_before(span, figures.as_of))),
        Column(named(span_of_last_year(span, figures.as_of))),
        Column("Target"),
    ]


def _row(found: Comparison, trend: Sequence[Reading], aim: Aim | None, words: Words) -> Row:
    kpi, now, before = found.kpi, found.current, found.previous
    change, verdict = changed(kpi, now.value, before.value, words.business)
    cells = [
        Cell(kpi.title),
        words.cell(now.value, kpi.unit),
        Cell(change, tone=TONES.get(verdict, "")),
        words.cell(before.value, kpi.unit),
        words.cell(found.last_year.value, kpi.unit),
        _target(found, aim, words),
    ]
    # That the period is running stands at the head of its column.
    note = note_told(kpi, now).removeprefix(STILL_RUNNING).removeprefix("; ")
    if aim is not None and not aim.met:
        closes = told(aim, words.shown, words.apart).removeprefix(f"{kpi.title}: ")
        note = f"{note}. {closes}" if note else closes
    return Row(cells, _capital(note), [reading.value for reading in trend])


def _target(found: Comparison, aim: Aim | None, words: Words) -> Cell:
    cell = words.cell(found.target, found.kpi.unit)
    if aim is None or not aim.met:
        return cell
    return replace(cell, text=f"{MET} {cell.text}", tone="better")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
