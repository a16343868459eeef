"""What the panes of Metrics that are tables share: walking from table to table, opening a cell."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from tui_crm.metrics.kpi import Number, Unit
from tui_crm.metrics.written import written
from tui_crm.period import Period, short_month
from tui_crm.store.business import Business
from tui_crm.text import shown
from tui_crm.ui.commands import Command
from tui_crm.ui.screens.figures_pane import FiguresPane
from tui_crm.ui.widgets.figure_grid import FigureGrid, GridCell, Tone

if TYPE_CHECKING:
    from tui_crm.metrics.figures import Figures
    from tui_crm.ui.opening import Opening

Question = Callable[["Figures"], "Opening"]


class GridPane(FiguresPane):
    """Tables of figures; every cell opens to its records."""

    DEFAULT_CSS = """
    GridPane {
        & .note { height: auto; color: $text-muted; padding: 0 1; }
        &:ansi .note { text-style: dim; }
    }
    """

    no_meaning = "What a figure means is told on Figures, Channels, Campaigns and Targets."
    """What is said where a KPI is to be explained and the cells are none."""

    @property
    def blocks(self) -> Sequence[Widget]:
        """What can be walked, from top to bottom."""
        return tuple(self.query(FigureGrid))

    @property
    def grid(self) -> FigureGrid | None:
        """The table that is walked now."""
        focused = self.screen.focused
        return focused if isinstance(focused, FigureGrid) and focused in self.blocks else None

    def question(self, grid: FigureGrid, row: int, column: int) -> Question | None:
        """What opens behind a cell; None where no records stand behind it."""
        raise NotImplementedError

    def take_focus(self) -> None:
        """Let the owner walk through the first table."""
        self.blocks[0].focus()

    def obey(self, command: str) -> bool:
        """Open the cell under the cursor, go to the next table."""
        if command != "behind":
            return super().obey(command)
        if self.grid is not None:
            self.grid.action_choose()
        return True

    def why_not(self, command: Command) -> str | None:
        """Only some of these tables have KPIs under the cursor, or more to show."""
        if command.id == "more":
            return "All figures are in sight here."
        if command.id in ("explain", "fix") and self.kpi is None:
            return self.no_meaning
        return None

    def on_figure_grid_chosen(self, event: FigureGrid.Chosen) -> None:
        """Open the records behind a cell."""
        event.stop()
        question = self.question(event.grid, event.row, event.column)
        if question is not None:
            self.post_message(self.Opened(question))

    def on_figure_grid_left(self, event: FigureGrid.Left) -> None:
        """Walk on into the next table, or the one before."""
        event.stop()
        self.step(1 if event.down else -1)

    def on_figure_grid_moved(self, event: FigureGrid.Moved) -> None:
        """Tell where the cursor is."""
        event.stop()
        self.show_place()
        self.moved(event.grid)

    def moved(self, grid: FigureGrid) -> None:
        """Show what depends on where the cursor of a table is."""

    def on_descendant_focus(self) -> None:
        """Tell where the cursor is in the table that is walked now."""
        self.show_place()

    def show_place(self) -> None:
        """Tell where the cursor is."""
        self.place = self.grid.place if self.grid is not None else ""

    def note(self, name: str, sentence: str) -> None:
        """Say something beside the tables, by the class of its place; nothing takes no room."""
        for label in self.query(f".{name}").results(Static):
            label.update(Content(shown(sentence)))
            label.display = bool(sentence)


def note(name: str) -> Static:
    """A place for a sentence, found again by its name."""
    label = Static("", markup=False, classes=f"note {name}")
    label.display = False
    return label


def cell(value: Number | None, unit: Unit, business: Business, tone: Tone = "") -> GridCell:
    """A figure as a cell; what is undefined is a quiet dash."""
    return GridCell(written(value, unit, business), "muted" if value is None else tone)


def short_label(period: Period) -> str:
    """A period by a name short enough for a column: "Mar 2026"."""
    if period.grain != "month":
        return period.label
    return f"{short_month(period.start.month)} {period.start.year}"
