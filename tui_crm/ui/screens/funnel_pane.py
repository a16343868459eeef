"""The pane of the funnel: from visits to customers who stay, and what moved won value."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import Literal

from sqlalchemy import select, union_all
from textual.app import ComposeResult

from tui_crm.metrics.bottleneck import (
    FEWEST_PERIODS,
    LED_VALUE,
    OTHER_VALUE,
    Bottleneck,
    Kind,
    bottleneck,
)
from tui_crm.metrics.figures import Figures
from tui_crm.metrics.funnel import STEPS, Funnel, Passage, funnel, funnel_rows
from tui_crm.metrics.kpi import Number, Unit
from tui_crm.metrics.spans import Span
from tui_crm.metrics.sums import Flow
from tui_crm.metrics.terms import Rows
from tui_crm.metrics.written import written
from tui_crm.period import Period
from tui_crm.reports.course import STEPS as STEP_TITLES
from tui_crm.store.business import Business
from tui_crm.ui.opening import Opening, Sheet, sheet
from tui_crm.ui.screens.grid_pane import (
    GridPane,
    Question,
    cell,
    note,
    short_label,
)
from tui_crm.ui.widgets.bottleneck_line import BottleneckLine, sentence
from tui_crm.ui.widgets.figure_grid import FigureGrid, GridCell, GridRow

Beside = Literal["count", "of before", "of leads"]

BESIDE: tuple[Beside, ...] = ("count", "of before", "of leads")
"""What stands under each period."""

UNITS: dict[Kind, Unit] = {"volume": Unit.COUNT, "rate": Unit.RATE, "value": Unit.MONEY}

PART_COLUMNS = ("usual", "now", "effect")


@dataclass(frozen=True)
class FunnelSight:
    """What the pane shows of a period."""

    columns: tuple[str, ...]
    rows: tuple[GridRow, ...]
    about: str
    sentence: str
    part_columns: tuple[str, ...]
    parts: tuple[GridRow, ...]
    no_parts: str


class FunnelPane(GridPane):
    """How many come from step to step, and which step moved won value."""

    kind = "cells"

    def compose(self) -> ComposeResult:
        """The funnel, what to know about it, and the parts of the change of won value."""
        yield FigureGrid(classes="funnel")
        yield note("about")
        yield BottleneckLine()
        yield FigureGrid("", classes="rest parts")

    async def show_figures(self) -> None:
        """Read the funnel and what moved won value in one go."""
        period = self.lookout.period
        sight = await self.ask(lambda figures: read_funnel(figures, period), instead=True)
        self._steps.show("Funnel", sight.columns, sight.rows)
        self.note("about", sight.about)
        line = self.query_one(BottleneckLine)
        line.show(sight.sentence)
        line.display = bool(sight.parts)
        self._parts.show("What moved won value", sight.part_columns, sight.parts, sight.no_parts)

    def question(self, grid: FigureGrid, row: int, column: int) -> Question | None:
        """What opens behind a count, a rate, or a part of the change."""
        period = self.lookout.period
        if grid is self._parts:
            return partial(opening_of_part, period=period, place=row, column=column)
        which, beside = divmod(column, len(BESIDE))
        return partial(
            opening_of_step, period=period, which=which, place=row, beside=BESIDE[beside]
        )

    @property
    def _steps(self) -> FigureGrid:
        return self.query_one(".funnel", FigureGrid)

    @property
    def _parts(self) -> FigureGrid:
        return self.query_one(".parts", FigureGrid)


def read_funnel(figures: Figures, period: Period) -> FunnelSight:
    """The funnel of a period beside earlier ones, and the parts of the change of won value."""
    found, moved, business = funnel(figures, period), bottleneck(figures, period), figures.business
    passages = _passages(found)
    columns = [
        title for passage in passages for title in (short_label(passage.span.period), *BESIDE[1:])
    ]
    return FunnelSight(
        tuple(columns),
        tuple(_step_row(passages, place, business) for place in range(len(STEPS))),
        _about(passages),
        sentence(moved, business),
        ("Usual", short_label(period), "Effect"),
        tuple(_part_rows(moved, business)),
        _no_parts(moved, period),
    )


def opening_of_step(
    figures: Figures, period: Period, which: int, place: int, beside: Beside
) -> Opening:
    """The records behind a step's count, or behind both sides of one of its rates."""
    passage = _passages(funnel(figures, period))[which]
    step, business = passage.steps[place], figures.business
    title = f"{STEP_TITLES[step.name]}   {passage.span.period.label}"
    if beside == "count":
        sheets = [_step_sheet(figures, passage, place, "")]
        return Opening(
            f"{title}   {written(step.count, Unit.COUNT, business)}",
            "What has become by now of the leads created in the period."
            if place
            else "The visits of the days in the period.",
            tuple(found for found in sheets if found is not None),
        )
    under = STEPS.index("leads") if beside == "of leads" else place - 1
    share = step.of_leads if beside == "of leads" else step.of_before
    if under < 0 or (beside == "of leads" and not place):
        return Opening(title, "Visits are the first step: they are a share of nothing.", ())
    sides = ((place, "over: "), (under, "under: "))
    numbers = [written(passage.steps[one].count, Unit.COUNT, business) for one, _ in sides]
    found = (_step_sheet(figures, passage, one, side) for one, side in sides)
    return Opening(
        f"{title}   {written(share, Unit.RATE, business)}",
        f"{numbers[0]} / {numbers[1]} = {written(share, Unit.RATE, business)}",
        tuple(one for one in found if one is not None),
    )


def opening_of_part(figures: Figures, period: Period, place: int, column: int) -> Opening:
    """The records behind a part of the way to won value: as it usually is, now, or both."""
    moved, business = bottleneck(figures, period), figures.business
    if place < len(moved.parts):
        part = moved.parts[place]
        flows: Sequence[tuple[str, Flow]] = [
            (side, flow) for side, flow in (("over: ", part.over), ("under: ", part.under)) if flow
        ]
        title, numbers, unit = part.name, (part.before, part.now, part.effect), UNITS[part.kind]
    else:
        flows = [("", LED_VALUE), ("", OTHER_VALUE)]
        title, unit = "won value", Unit.MONEY
        numbers = (moved.before, moved.now, moved.change)
    shown = PART_COLUMNS[column]
    sheets = []
    for side, flow in flows:
        if shown != "usual":
            sheets.append(_flow_sheet(figures, side, flow, [moved.span], "", business))
        if shown != "now":
            many = f" in {len(moved.history)} periods before"
            sheets.append(_flow_sheet(figures, side, flow, moved.history, many, business))
    values = [cell(number, unit, business).text for number in numbers[:2]]
    values.append(_effect(numbers[2], business).text)
    return Opening(
        f"{title[:1].upper()}{title[1:]}   {period.label}   {shown} {values[column]}",
        f"Usual {values[0]}, now {values[1]}; effect on won value {values[2]}. "
        f"Usual is the mean of the {len(moved.history)} periods before: their sum by their number.",
        tuple(sheets),
    )


def _passages(found: Funnel) -> tuple[Passage, ...]:
    return (found.current, found.previous, found.last_year)


def _step_row(passages: Sequence[Passage], place: int, business: Business) -> GridRow:
    cells: list[GridCell] = []
    for passage in passages:
        step = passage.steps[place]
        cells.append(cell(step.count, Unit.COUNT, business))
        cells += (cell(rate, Unit.RATE, business) for rate in (step.of_before, step.of_leads))
    name = passages[0].steps[place].name
    return GridRow(STEP_TITLES[name], tuple(cells), name)


def _about(passages: Sequence[Passage]) -> str:
    notes = [f"{one.span.period.label}: {one.note}." for one in passages if one.note]
    return " ".join(("What has become by now of the leads created in each period.", *notes))


def _part_rows(moved: Bottleneck, business: Business) -> Iterator[GridRow]:
    for part in moved.parts:
        unit, name = UNITS[part.kind], part.name
        yield GridRow(
            name[:1].upper() + name[1:],
            (
                cell(part.before, unit, business),
                cell(part.now, unit, business),
                _effect(part.effect, business),
            ),
            name,
        )
    if moved.parts:
        sums = (cell(value, Unit.MONEY, business) for value in (moved.before, moved.now))
        total = (*sums, _effect(moved.change, business))
        yield GridRow("Won value", total, "won value", is_total=True)


def _effect(effect: Fraction, business: Business) -> GridCell:
    """An amount that won value rose or fell by, with its sign."""
    text = written(effect, Unit.MONEY, business)
    if effect > 0:
        return GridCell(f"+{text}", "better")
    return GridCell(text, "worse" if effect < 0 else "")


def _no_parts(moved: Bottleneck, period: Period) -> str:
    if not moved.reason:
        return ""
    shorter = "" if period.grain == "month" else " p goes on to shorter ones."
    return (
        f"What moved won value cannot be told: {moved.reason}. It takes {FEWEST_PERIODS} periods "
        f"of the same kind before it, since the books began.{shorter}"
    )


def _step_sheet(figures: Figures, passage: Passage, place: int, side: str) -> Sheet | None:
    """The records of a step; None where it is not known how many came so far."""
    step = passage.steps[place]
    if step.count is None:
        return None
    rows = funnel_rows(figures, passage.span, step.name)
    title = STEP_TITLES[step.name]
    found = sheet(title, rows, Unit.COUNT, step.count, figures.business)
    return _named(found, side, step.name)


def _flow_sheet(
    figures: Figures, side: str, flow: Flow, spans: Sequence[Span], many: str, business: Business
) -> Sheet:
    """The records of a term in one span or in several."""
    number: Number = sum(flow.number(figures, span) for span in spans)
    found = sheet(f"{flow.name}{many}", _rows_of(figures, flow, spans), flow.unit, number, business)
    return _named(found, side, f"{flow.name}{many}")


def _rows_of(figures: Figures, flow: Flow, spans: Sequence[Span]) -> Rows:
    """The records of a term in several spans, which do not overlap."""
    each = [flow.rows(figures, span) for span in spans]
    found = [select(rows.query.subquery()) for rows in each]
    return Rows(each[0].entity, select(union_all(*found).subquery()), each[0].scale)


def _named(found: Sheet, side: str, name: str) -> Sheet:
    return Sheet(f"{side}{name}", f"{side}{found.title}", found.words, found.rows, found.unit)
