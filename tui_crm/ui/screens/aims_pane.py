"""The pane of targets: how far each is, what would close the gap, and how earlier ones went."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import NamedTuple

from sqlalchemy import select
from textual.app import ComposeResult

from tui_crm.metrics.aims import Aim, PastAim, aim, past_aims, told
from tui_crm.metrics.figures import Figures
from tui_crm.metrics.kpi import KPIS, Kpi
from tui_crm.metrics.spans import span_of
from tui_crm.metrics.terms import read
from tui_crm.models import Target
from tui_crm.period import Period, written_day
from tui_crm.reports.words import Words
from tui_crm.ui.commands import Command
from tui_crm.ui.desk import Desk
from tui_crm.ui.lookout import Lookout
from tui_crm.ui.opening import opening_of_kpi
from tui_crm.ui.screens.grid_pane import GridPane, Question, cell, note, short_label
from tui_crm.ui.widgets.figure_grid import FigureGrid, GridCell, GridRow

COLUMNS = ("Target", "Now", "Gap", "Pace")
PAST_COLUMNS = ("Target", "Result", "Met")
CORNER = "Targets"
CHANGING = ("add_target", "edit_target", "delete_target")

Stretch = tuple[date, date]
"""The first day of a target, and the first that it does not cover."""


class PastKey(NamedTuple):
    """What a line of the history is about."""

    metric: str
    period: Period


@dataclass(frozen=True)
class AimSight:
    """What the pane shows."""

    rows: tuple[GridRow, ...] = ()
    """A line for each KPI that ever had a target, by the KPI's name."""
    told: Mapping[str, str] | None = None
    """By the KPI: how far it is and what would close the gap."""
    past: Mapping[str, tuple[GridRow, ...]] | None = None
    ids: Mapping[tuple[str, Stretch], int] | None = None
    """The record of each target."""


class AimsPane(GridPane):
    """What the owner aims at: the targets of the period over the history of the one in hand."""

    kind = "targets"

    def __init__(self, desk: Desk, lookout: Lookout) -> None:
        super().__init__(desk, lookout)
        self.entity = "target"
        self._sight = AimSight()
        self._wanted: int | None = None
        """The record that the cursor is to go to when it is read."""

    def compose(self) -> ComposeResult:
        """The targets, what to know of the one under the cursor, and its history."""
        yield FigureGrid(classes="aims")
        yield note("told")
        yield FigureGrid("", classes="rest past")

    @property
    def kpi(self) -> str | None:
        """The KPI under the cursor; in its history it stays the same."""
        key = self._aims.cursor_key
        return key if isinstance(key, str) else None

    @property
    def current_id(self) -> int | None:
        """The target under the cursor: that of the period, or in the history an earlier one."""
        past = self._past_key
        if past is not None:
            return self._record_of(past.metric, past.period)
        return None if self.kpi is None else self._record_of(self.kpi, self.lookout.period)

    @property
    def given(self) -> Mapping[str, tuple[str, str]]:
        """A target added here is of the period, and of the KPI in hand where that has none yet."""
        period = self.lookout.period
        given = {"starts_on": period.start.isoformat(), "ends_on": period.end.isoformat()}
        if self.kpi is not None and self._record_of(self.kpi, period) is None:
            given["metric"] = self.kpi
        return {name: (text, text) for name, text in given.items()}

    def reload(self, keep: int | None = None) -> None:
        """Read every target again, the cursor going to one where it is given."""
        self._wanted = keep
        super().reload(keep)

    async def show_figures(self) -> None:
        """Read all targets and their history in one go."""
        period = self.lookout.period
        sight = await self.ask(lambda figures: read_aims(figures, period), instead=True)
        self._sight = sight
        self._aims.show(CORNER, COLUMNS, sight.rows, self._empty)
        if self._wanted is not None:
            self._aims.go_to(self._metric_of(self._wanted))
            self._wanted = None
        self._show_kpi()

    def why_not(self, command: Command) -> str | None:
        """What is past stays as it is: only today's targets can be changed."""
        if command.id not in CHANGING:
            return super().why_not(command)
        day = self.lookout.known_on
        if day is not None:
            return (
                f"These are the targets as they were known on {written_day(day)}: esc goes back to "
                "today's, which can be changed."
            )
        if command.id != "add_target" and self.current_id is None:
            return "There is no target for this period under the cursor: a adds one."
        return None

    def question(self, grid: FigureGrid, row: int, column: int) -> Question | None:
        """The records of the KPI, in the period or in an earlier one."""
        key = grid.rows[row].key
        if isinstance(key, PastKey):
            return partial(opening_of_kpi, name=key.metric, period=key.period)
        return partial(opening_of_kpi, name=str(key), period=self.lookout.period)

    def moved(self, grid: FigureGrid) -> None:
        """Tell of the target under the cursor."""
        if grid is self._aims:
            self._show_kpi()

    def _show_kpi(self) -> None:
        """What to know of the target under the cursor, and its history."""
        name = self.kpi
        self.note("told", (self._sight.told or {}).get(name, "") if name else "")
        past = (self._sight.past or {}).get(name, ()) if name else ()
        corner = f"{KPIS[name].title}: all targets" if name else ""
        self._past.show(corner, PAST_COLUMNS if name else (), past)

    def _record_of(self, metric: str, period: Period) -> int | None:
        return (self._sight.ids or {}).get((metric, (period.start, period.end)))

    def _metric_of(self, number: int) -> str | None:
        """The KPI of a target."""
        ids = self._sight.ids or {}
        return next((metric for (metric, _), one in ids.items() if one == number), None)

    @property
    def _empty(self) -> str:
        period = self.lookout.period.label
        return (
            f"No targets yet. Press a to say what a figure is to be in {period}: then its pace, "
            "its gap and what would close it stand here."
        )

    @property
    def _aims(self) -> FigureGrid:
        return self.query_one(".aims", FigureGrid)

    @property
    def _past(self) -> FigureGrid:
        return self.query_one(".past", FigureGrid)

    @property
    def _past_key(self) -> PastKey | None:
        grid = self.grid
        key = grid.cursor_key if grid is not None and grid is self._past else None
        return key if isinstance(key, PastKey) else None


def read_aims(figures: Figures, period: Period) -> AimSight:
    """Every KPI that has a target, its aim in a period, and all its targets with their results."""
    table = Target.table().c
    found = figures.connection.execute(
        select(table.id, table.metric, table.starts_on, table.ends_on).order_by(table.id)
    )
    ids = {(metric, (start, end)): int(number) for number, metric, start, end in found}
    wanted = {metric for metric, _ in ids}
    kpis = [kpi for name, kpi in KPIS.items() if name in wanted]
    aimed = {kpi.name: aim(figures, kpi, period) for kpi in kpis}
    words = Words(figures.business)
    return AimSight(
        tuple(_row(kpi, aimed[kpi.name], figures, period, words) for kpi in kpis),
        {kpi.name: _told(kpi, aimed[kpi.name], period, words) for kpi in kpis},
        {kpi.name: tuple(_past_rows(kpi, figures, words)) for kpi in kpis},
        ids,
    )


def _row(kpi: Kpi, aimed: Aim | None, figures: Figures, period: Period, words: Words) -> GridRow:
    business = words.business
    if aimed is None:
        now = read(kpi, figures, span_of(period, figures.as_of)).value
        none = cell(None, kpi.unit, business)
        return GridRow(kpi.title, (none, cell(now, kpi.unit, business), none, none), kpi.name)
    cells = (
        cell(aimed.target, kpi.unit, business),
        cell(aimed.reading.value, kpi.unit, business),
        _gap(aimed, words),
        _pace(aimed, words),
    )
    return GridRow(kpi.title, cells, kpi.name)


def _gap(aimed: Aim, words: Words) -> GridCell:
    if aimed.gap is None:
        return cell(None, aimed.kpi.unit, words.business)
    if aimed.gap <= 0:
        return GridCell("met", "better")
    size = words.apart(aimed.gap, aimed.kpi.unit)
    if aimed.kpi.good == "down":
        return GridCell(f"{size} too much", "worse")
    return GridCell(f"{size} short", "worse") if aimed.over else GridCell(f"{size} to go")


def _pace(aimed: Aim, words: Words) -> GridCell:
    if aimed.pace is None:
        return cell(None, aimed.kpi.unit, words.business)
    size = words.apart(abs(aimed.pace.ahead), aimed.kpi.unit)
    if aimed.pace.ahead < 0:
        return GridCell(f"{size} behind", "worse")
    return GridCell(f"{size} ahead", "better")


def _told(kpi: Kpi, aimed: Aim | None, period: Period, words: Words) -> str:
    if aimed is None:
        return f"{kpi.title} has no target for {period.label}: a adds one."
    return told(aimed, words.shown, words.apart)


def _past_rows(kpi: Kpi, figures: Figures, words: Words) -> Iterator[GridRow]:
    """Every target of a KPI with what came of it, the latest first."""
    for one in reversed(past_aims(figures, kpi)):
        cells = (
            cell(one.target, kpi.unit, words.business),
            cell(one.reading.value, kpi.unit, words.business),
            _met(one, figures.as_of >= one.period.end),
        )
        yield GridRow(short_label(one.period), cells, PastKey(kpi.name, one.period))


def _met(one: PastAim, is_over: bool) -> GridCell:
    if one.met is None:
        return GridCell("—", "muted")
    if one.met:
        return GridCell("yes" if is_over else "so far", "better")
    return GridCell("no", "worse") if is_over else GridCell("not yet", "muted")
