"""What a report rests on: the assumptions, how complete the records are, and each definition."""

from __future__ import annotations

from collections.abc import Iterable

from tui_crm.metrics import KPIS, Comparison, Unit
from tui_crm.metrics.behind import total
from tui_crm.metrics.confidence import Completeness, confidence
from tui_crm.metrics.figures import Figures
from tui_crm.metrics.shared import Scorecards
from tui_crm.metrics.spans import span_of
from tui_crm.metrics.terms import LeftOut
from tui_crm.metrics.written import NOT_KNOWN, formula_with_numbers
from tui_crm.period import MONTH_NAMES, written_day
from tui_crm.reports.document import Cell, Column, Row, Section, Table
from tui_crm.reports.words import Words
from tui_crm.store.business import CHOICES, Business

ASSUMED = (
    "time_zone", "books_start", "activity_window_months", "revenue_card", "roi_basis",
    "conversion_basis", "response_hours", "fiscal_month",
)  # fmt: skip
"""The settings of the business that decide what figures are."""


def basis(cards: Scorecards, figures: Figures, words: Words) -> list[Section]:
    """The notes at the end of a report."""
    records = [_complete(cards, figures, words)]
    left_out = _left_out(cards, figures, words)
    if left_out.rows:
        records.append(left_out)
    return [
        Section("What the figures rest on", [_assumed(figures), *records]),
        Section("What each figure means", [_definitions(cards, figures)]),
    ]


def in_force(name: str, figures: Figures) -> str:
    """A setting as it stands, with its unit; where it is left open, what is taken for it."""
    business = figures.business
    match name:
        case "books_start":
            return written_day(figures.books_start)
        case "activity_window_months":
            return f"{business.activity_window} months"
        case "fiscal_month":
            return MONTH_NAMES[business.fiscal_month - 1]
    return business[name]


def _assumed(figures: Figures) -> Table:
    rows = [
        Row([Cell(CHOICES[name].title), Cell(in_force(name, figures)), Cell(CHOICES[name].help)])
        for name in ASSUMED
    ]
    columns = [Column(title, right=False) for title in ("Assumption", "In force", "What it means")]
    return Table("Assumptions in force", columns, rows, is_small=True)


def _complete(cards: Scorecards, figures: Figures, words: Words) -> Table:
    """How complete the inputs of the figures are; one that several need comes once."""
    asked: dict[str, tuple[Completeness, list[str]]] = {}
    for kpi in KPIS.values():
        for one in confidence(kpi, figures, cards.period):
            name = f"{one.check.name} {one.span.start} {one.span.end}"
            asked.setdefault(name, (one, []))[1].append(kpi.title)
    rows = [_complete_row(one, titles, words) for one, titles in asked.values()]
    titles = [("Records", False), ("Complete", True), ("Of", True), ("Share", True)]
    columns = [Column(title, right) for title, right in titles]
    columns += [Column("Days", right=False), Column("Figures that need them", right=False)]
    about = "A figure is as good as the records behind it."
    return Table("How complete the records are", columns, rows, about, is_small=True)


def _complete_row(one: Completeness, titles: Iterable[str], words: Words) -> Row:
    days = NOT_KNOWN
    if one.span.begun:
        period = one.span.period
        whole = (period.start, period.end) == (one.span.start, one.span.end)
        days = period.label if whole else f"{period.label}, {one.span.note or 'so far'}"
    cells = [
        Cell(one.check.title),
        words.cell(one.have, Unit.COUNT),
        words.cell(one.of, Unit.COUNT),
        words.cell(one.share, Unit.RATE),
        Cell(days),
        Cell(", ".join(titles)),
    ]
    return Row(cells, one.check.fix_hint if one.have < one.of else "")


def _left_out(cards: Scorecards, figures: Figures, words: Words) -> Table:
    """The records that figures do not count; what several leave out alike comes once."""
    span = span_of(cards.period, figures.as_of)
    found: dict[LeftOut, list[str]] = {}
    for kpi in KPIS.values():
        if span.begun or kpi.outlook:
            for one in kpi.left_out:
                found.setdefault(one, []).append(kpi.title)
    rows = [
        Row(
            [
                Cell(one.entity), words.cell(many, Unit.COUNT), Cell(one.reason),
                Cell(", ".join(titles)),
            ]
        )
        for one, titles in found.items()
        if (many := int(total(one.rows(figures, span), figures)))
    ]  # fmt: skip
    heads = [("Records", False), ("How many", True), ("Why", False), ("Left out of", False)]
    columns = [Column(title, right) for title, right in heads]
    return Table("What was left out", columns, rows, is_small=True)


def _definitions(cards: Scorecards, figures: Figures) -> Table:
    business = figures.business
    rows = [
        Row(
            [
                Cell(kpi.title),
                Cell(kpi.formula_under(business)),
                Cell(_with_numbers(cards.figures[name], business)),
            ],
            " ".join(kpi.definition.split()),
        )
        for name, kpi in KPIS.items()
    ]
    heads = ("Figure", "Formula", f"In {cards.period.label}")
    columns = [Column(title, right=False) for title in heads]
    return Table("Definitions", columns, rows, is_small=True, notes="What is counted")


def _with_numbers(found: Comparison, business: Business) -> str:
    """The formula with its numbers; only the figure where that is all the formula has."""
    if not found.current.inputs:
        return NOT_KNOWN
    told = formula_with_numbers(found.kpi, found.current, business)
    numbers, _, figure = told.rpartition(" = ")
    return figure if numbers == figure else told
