"""The pane of what if: the owner moves a few things and sees at once what would come of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import partial

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from tui_crm.metrics.kpi import KPIS, Number, Unit
from tui_crm.metrics.what_if import (
    ASSUMPTIONS,
    DRIVERS,
    OUTCOMES,
    TARGET_GAP,
    Baseline,
    Outcome,
    baseline,
    outcome,
)
from tui_crm.metrics.written import NO_COMPARISON, written
from tui_crm.reports.words import Words
from tui_crm.store.business import Business
from tui_crm.ui.desk import Desk
from tui_crm.ui.lookout import Lookout
from tui_crm.ui.opening import opening_of_kpi
from tui_crm.ui.screens.grid_pane import GridPane, Question, cell
from tui_crm.ui.widgets.figure_grid import FigureGrid, GridCell, GridRow, Tone
from tui_crm.ui.widgets.levers import Lever, Levers

COLUMNS = ("Now", "Then", "Difference")
CORNER = "Outcome"
NOTHING = (
    "Nothing was won, earned or spent in this period, so nothing can follow from it: < goes to the "
    "period before."
)


class WhatIfPane(GridPane):
    """Levers over what would come of them; nothing is stored."""

    kind = "what_if"

    DEFAULT_CSS = """
    WhatIfPane {
        & .assumptions { padding: 0 1; scrollbar-size: 1 1; scrollbar-background: $background; }
        & .assumptions Static { color: $text-muted; }
        & .assumptions:focus { background-tint: $foreground 0%; }
        & .assumptions:focus Static { color: $text; }
        &:ansi .assumptions Static { text-style: dim; }
        &:ansi .assumptions:focus Static { text-style: none; }
    }
    """

    def __init__(self, desk: Desk, lookout: Lookout) -> None:
        super().__init__(desk, lookout)
        self._base: Baseline | None = None
        self._now: Outcome | None = None

    def compose(self) -> ComposeResult:
        """The levers over what would come of them, and that over what is taken for granted."""
        yield Levers()
        yield FigureGrid()
        with VerticalScroll(classes="assumptions"):
            yield Static(Content(_assumptions()), markup=False)

    @property
    def blocks(self) -> Sequence[Widget]:
        """The levers, the outcome, the assumptions."""
        return (self._levers, self._outcome, self.query_one(".assumptions"))

    @property
    def kpi(self) -> str | None:
        """The KPI under the cursor, among what would come of it."""
        key = self._outcome.cursor_key
        return key if self.grid is not None and isinstance(key, str) and key in KPIS else None

    async def show_figures(self) -> None:
        """Read once how the period stands; from then on no key has to wait for the book."""
        period = self.lookout.period
        base = await self.ask(lambda figures: baseline(figures, period), instead=True)
        self._base, self._now = base, outcome(base, {})
        assumed = f"{NOTHING}\n\n{_assumptions()}" if _is_empty(base) else _assumptions()
        self.query_one(".assumptions Static", Static).update(Content(assumed))
        self._show()

    def obey(self, command: str) -> bool:
        """Leaving puts the levers back first."""
        if command == "leave":
            return self._levers.reset_all()
        return super().obey(command)

    def question(self, grid: FigureGrid, row: int, column: int) -> Question | None:
        """The records of a figure as it is; what would be has none."""
        key = grid.rows[row].key
        name = "revenue" if key == TARGET_GAP else str(key)
        return partial(opening_of_kpi, name=name, period=self.lookout.period)

    def on_levers_moved(self, event: Levers.Moved) -> None:
        """Show what would come of it."""
        event.stop()
        self._show()

    def on_levers_left(self, event: Levers.Left) -> None:
        """Walk on into the outcome."""
        event.stop()
        self.step(1)

    def _show(self) -> None:
        """Both sides, worked out in memory."""
        base, now = self._base, self._now
        if base is None or now is None:
            return
        then, business = outcome(base, self._levers.changes), base.figures.business
        self._levers.show([
            Lever(name, driver.title, written(then.drivers[name], driver.unit, business))
            for name, driver in DRIVERS.items()
        ])  # fmt: skip
        self._outcome.show(CORNER, COLUMNS, _rows(now, then, business))

    @property
    def _levers(self) -> Levers:
        return self.query_one(Levers)

    @property
    def _outcome(self) -> FigureGrid:
        return self.query_one(FigureGrid)


def _rows(now: Outcome, then: Outcome, business: Business) -> Iterator[GridRow]:
    for name, one in OUTCOMES.items():
        before, after = now.figures[name].value, then.figures[name].value
        write = _distance if name == TARGET_GAP else cell
        cells = (
            write(before, one.unit, business),
            write(after, one.unit, business),
            _difference(name, one.unit, before, after, business),
        )
        yield GridRow(one.title, cells, name)


def _distance(gap: Number | None, unit: Unit, business: Business) -> GridCell:
    """How far the target is, or how far it lies behind."""
    if gap is None:
        return cell(gap, unit, business)
    return GridCell(
        f"{written(abs(Fraction(gap)), unit, business)} {'to go' if gap > 0 else 'over'}"
    )


def _difference(
    name: str, unit: Unit, before: Number | None, after: Number | None, business: Business
) -> GridCell:
    """How far a figure moved, and whether that is better."""
    if before is None or after is None:
        return GridCell(NO_COMPARISON, "muted")
    moved, words = Fraction(after) - Fraction(before), Words(business)
    size = words.apart(moved, unit)
    if size == words.apart(0, unit):
        return GridCell("=", "muted")
    rises_well = name in KPIS and KPIS[name].good == "up"
    verdict: Tone = "better" if (moved > 0) == rises_well else "worse"
    return GridCell(f"{'+' if moved > 0 else ''}{size} {verdict}", verdict)


def _is_empty(base: Baseline) -> bool:
    """Whether the period has nothing that a lever could move."""
    return not any(number for name, number in base.drivers.items() if name != "price")


def _assumptions() -> str:
    lines = "\n".join(f"· {line}" for line in ASSUMPTIONS)
    return f"Nothing of this is stored. It takes for granted:\n{lines}"
