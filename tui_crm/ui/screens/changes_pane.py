"""The pane of changes: which figures of the period were known otherwise, and what made them so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import partial

from sqlalchemy import literal, select
from textual.app import ComposeResult

from tui_crm.metrics.figures import Figures
from tui_crm.metrics.kpi import KPIS, Unit
from tui_crm.metrics.revision import Cause, Revision, revised
from tui_crm.metrics.terms import Rows
from tui_crm.metrics.written import apart, cause_told, revision_told
from tui_crm.models import ENTITIES
from tui_crm.period import written_day
from tui_crm.store.business import Business
from tui_crm.ui.desk import Desk
from tui_crm.ui.lookout import Lookout
from tui_crm.ui.opening import Opening, sheet
from tui_crm.ui.screens.grid_pane import GridPane, Question, cell, note
from tui_crm.ui.widgets.figure_grid import FigureGrid, GridCell, GridRow

COLUMNS = ("Then", "Now", "Difference")
CORNER = "Figure"


@dataclass(frozen=True, slots=True)
class Stretch:
    """Between the ends of which two days the pane tells what was entered."""

    since: date
    until: date


class ChangesPane(GridPane):
    """A line for each figure that is another one than it was known to be, with its causes."""

    kind = "cells"

    def __init__(self, desk: Desk, lookout: Lookout) -> None:
        super().__init__(desk, lookout)
        self._found: Sequence[Revision] = ()

    def compose(self) -> ComposeResult:
        """Since when, the table, and what made the difference in the line under the cursor."""
        yield note("since")
        yield FigureGrid()
        yield note("causes")

    @property
    def kpi(self) -> str | None:
        """The KPI under the cursor."""
        revision = self._under_cursor
        return None if revision is None else revision.kpi.name

    async def show_figures(self) -> None:
        """Compare the figures as they were known then with those known now."""
        lookout, today = self.lookout, self.desk.today
        stretch = _stretch(lookout.known_on, lookout.period.end, today)
        as_of = lookout.as_of or today + timedelta(days=1)
        ask = partial(
            revised, names=tuple(KPIS), period=lookout.period, as_of=as_of,
            earlier=stretch.since, later=stretch.until,
        )  # fmt: skip
        self._found = await self.desk.ask_book(ask)
        business = self.desk.business
        since = written_day(stretch.since)
        self.note(
            "since",
            f"What was entered after {since} and changed the figures of {lookout.period.label}. "
            "t chooses another day: known on.",
        )
        empty = f"Nothing that was entered after {since} changes a figure of this period."
        self._table.show(CORNER, COLUMNS, [_row(one, business) for one in self._found], empty)
        self.moved(self._table)

    def moved(self, grid: FigureGrid) -> None:
        """Tell what made the difference in the line under the cursor."""
        revision = self._under_cursor
        told = "" if revision is None else revision_told(revision, self.desk.business)
        self.note("causes", told)

    def question(self, grid: FigureGrid, row: int, column: int) -> Question | None:
        """The records that made the difference, cause by cause."""
        return partial(_opening, revision=self._found[row])

    @property
    def _table(self) -> FigureGrid:
        return self.query_one(FigureGrid)

    @property
    def _under_cursor(self) -> Revision | None:
        key = self._table.cursor_key
        return next((one for one in self._found if one.kpi.name == key), None)


def _stretch(known_on: date | None, end: date, today: date) -> Stretch:
    """From the day chosen, else from the day after the period, on which its report is printed."""
    since = known_on or end
    return Stretch(min(since, today - timedelta(days=1)), today)


def _row(found: Revision, business: Business) -> GridRow:
    unit, difference = found.kpi.unit, found.difference
    better = difference is not None and (difference > 0) == (found.kpi.good == "up")
    sign = "+" if difference is not None and difference > 0 else ""
    return GridRow(
        found.kpi.title,
        (
            cell(found.before.value, unit, business),
            cell(found.after.value, unit, business),
            GridCell(
                sign + apart(difference, unit, business),
                "muted" if not difference else "better" if better else "worse",
            ),
        ),
        found.kpi.name,
    )


def _opening(figures: Figures, revision: Revision) -> Opening:
    """The records of each cause that has any, deleted ones aside."""
    business = figures.business
    sheets = [
        sheet(
            cause_told(cause, revision.kpi.unit, business),
            _rows(cause), Unit.COUNT, Fraction(len(cause.records)), business,
        )
        for cause in revision.causes
        if cause.entity in ENTITIES and cause.records
    ]  # fmt: skip
    return Opening(
        f"{revision.kpi.title}   what changed", revision_told(revision, business), tuple(sheets)
    )


def _rows(cause: Cause) -> Rows:
    number = ENTITIES[cause.entity].model.table().c.id
    query = select(number, literal(1).label("counts")).where(number.in_(cause.records))
    return Rows(cause.entity, query)
