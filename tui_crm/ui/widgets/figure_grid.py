"""A table of figures that is walked cell by cell: steps of a funnel, cohorts, channels, targets."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import ClassVar, Literal

from rich.cells import cell_len
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message

from tui_crm.text import shown
from tui_crm.ui.widgets.drawing import DrawnWidget, Piece, centred, fitted

Tone = Literal["", "muted", "better", "worse"]

SHADES = 5
"""In how many steps a cell can be shaded, 1 the faintest."""

_GAP = 2
_LEAST_NAME = 12
_FAR = 10**9
_WHEEL = 3
_MARKS = 2
"""Cells for the margin on the left and for the mark of columns out of sight on the right."""


@dataclass(frozen=True)
class GridCell:
    """A figure ready in words."""

    text: str
    tone: Tone = ""
    shade: int = 0
    """How strongly the ground is tinted, 0 not at all; the text says the same."""


@dataclass(frozen=True)
class GridRow:
    """A line of the table."""

    name: str
    cells: tuple[GridCell, ...]
    key: Hashable = None
    """What it is about: by this the cursor finds it again when the table is read anew."""
    is_total: bool = False


@dataclass
class GridMessage(Message):
    """Something that happened on a table of figures."""

    grid: FigureGrid

    @property
    def control(self) -> FigureGrid:
        """The table it happened on."""
        return self.grid


class FigureGrid(DrawnWidget, can_focus=True):
    """A table of figures whose names and column titles stay in sight while it is walked."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "step(-1,0)", "Up", show=False, id="grid.up",
                tooltip="Go to the figure above"),
        Binding("down,j", "step(1,0)", "Down", show=False, id="grid.down",
                tooltip="Go to the figure below"),
        Binding("left", "step(0,-1)", "Left", show=False, id="grid.left",
                tooltip="Go to the figure before"),
        Binding("right", "step(0,1)", "Right", show=False, id="grid.right",
                tooltip="Go to the next figure"),
        Binding("g,home", "edge(-1)", "Top", show=False, id="grid.top",
                tooltip="Go to the first line"),
        Binding("G,end", "edge(1)", "Bottom", show=False, id="grid.bottom",
                tooltip="Go to the last line"),
        Binding("pageup", "page(-1)", "Page up", show=False, id="grid.page_up",
                tooltip="Go a page up"),
        Binding("pagedown", "page(1)", "Page down", show=False, id="grid.page_down",
                tooltip="Go a page down"),
        Binding("enter", "choose", "Open", show=False, id="grid.open",
                tooltip="Open this figure"),
    ]  # fmt: skip

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "figuregrid--title", "figuregrid--column", "figuregrid--name", "figuregrid--here",
        "figuregrid--total", "figuregrid--value", "figuregrid--muted", "figuregrid--better",
        "figuregrid--worse", "figuregrid--cursor", "figuregrid--mark",
        *(f"figuregrid--shade{step}" for step in range(1, SHADES + 1)),
    }  # fmt: skip
    """Titles, names, the tones and shades of figures, and the figure under the cursor."""

    DEFAULT_CSS = """
    FigureGrid {
        height: auto;
        & > .figuregrid--title { text-style: bold; color: $text-muted; }
        & > .figuregrid--column, & > .figuregrid--muted { color: $text-muted; }
        & > .figuregrid--here, & > .figuregrid--total { text-style: bold; }
        & > .figuregrid--better { color: $text-success; }
        & > .figuregrid--worse { color: $text-error; }
        & > .figuregrid--mark { color: $text-primary; text-style: bold; }
        & > .figuregrid--cursor {
            background: $primary 60%;
            color: $foreground;
            text-style: bold;
        }
        & > .figuregrid--shade1 { background: $success 6%; }
        & > .figuregrid--shade2 { background: $success 16%; }
        & > .figuregrid--shade3 { background: $success 27%; }
        & > .figuregrid--shade4 { background: $success 38%; }
        & > .figuregrid--shade5 { background: $success 50%; }
        &:focus > .figuregrid--title { color: $text-primary; }
        &:ansi {
            & > .figuregrid--cursor {
                background: ansi_default;
                color: ansi_default;
                text-style: reverse;
            }
            & > .figuregrid--column, & > .figuregrid--muted { text-style: dim; }
            & > .figuregrid--shade1 { background: ansi_default; text-style: dim; }
            & > .figuregrid--shade2 { background: ansi_default; }
            & > .figuregrid--shade3 { background: ansi_default; text-style: bold; }
            & > .figuregrid--shade4 { background: ansi_default; color: ansi_green; }
            & > .figuregrid--shade5 {
                background: ansi_default;
                color: ansi_green;
                text-style: bold;
            }
        }
    }
    """

    @dataclass
    class Moved(GridMessage):
        """Posted when another figure has the cursor."""

        def can_replace(self, message: Message) -> bool:
            """Only where the cursor came to rest matters."""
            return isinstance(message, FigureGrid.Moved) and message.grid is self.grid

    @dataclass
    class Chosen(GridMessage):
        """Posted when the owner opens a figure."""

        row: int
        column: int

    @dataclass
    class Left(GridMessage):
        """Posted when the owner walks on below the last line, or back above the first."""

        down: bool

    def __init__(
        self,
        empty: str = "Reading…",
        *,
        gap: int = _GAP,
        classes: str | None = None,
    ) -> None:
        super().__init__(classes=classes)
        self._gap = gap
        self._corner = ""
        self._columns: tuple[str, ...] = ()
        self._rows: tuple[GridRow, ...] = ()
        self._empty = empty
        self._row = self._column = 0
        self._top = self._first = 0
        self._longest_name = 0
        self._widths: tuple[int, ...] = ()

    @property
    def rows(self) -> tuple[GridRow, ...]:
        """The lines of the table."""
        return self._rows

    @property
    def cursor(self) -> tuple[int, int] | None:
        """The line and the column under the cursor; None where there is nothing."""
        return (self._row, self._column) if self._rows and self._columns else None

    @property
    def cursor_key(self) -> Hashable:
        """What the line under the cursor is about; None where there is none."""
        return self._rows[self._row].key if self._rows else None

    @property
    def place(self) -> str:
        """Where the cursor is, in words: "3 of 12"."""
        return f"{self._row + 1:,} of {len(self._rows):,}" if self._rows else ""

    def show(
        self, corner: str, columns: Sequence[str], rows: Iterable[GridRow], empty: str = ""
    ) -> None:
        """Show these figures, or a sentence where there are none.

        The cursor stays on the line that it was on, by its key, and in its column by the place.
        """
        key, height = self.cursor_key, self._height(self.size.width)
        self._corner, self._columns, self._rows = corner, tuple(columns), tuple(rows)
        self._empty = empty
        self._measure()
        self._column = max(min(self._column, len(self._columns) - 1), 0)
        self._row = max(min(self._row, len(self._rows) - 1), 0)
        self.go_to(key)
        self._bring_into_sight()
        self.refresh(layout=self._height(self.size.width) != height)
        self.post_message(self.Moved(self))

    def go_to(self, key: Hashable) -> None:
        """Put the cursor on the line of a key, if there is one."""
        place = next((n for n, row in enumerate(self._rows) if row.key == key), None)
        if key is not None and place is not None:
            self._go(place, self._column)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """The titles and a line for each row, or the sentence."""
        return self._height(width)

    def pieces(self, y: int) -> Sequence[Piece]:
        """One line of the table."""
        width = self.size.width
        if not self._rows:
            lines = self._sentence(width)
            return [(centred(lines[y], width), "muted")] if y < len(lines) else []
        if y == 0:
            return self._heading()
        number = self._top + y - 1
        return self._line(number) if number < len(self._rows) else []

    def action_step(self, rows: int, columns: int) -> None:
        """Move the cursor; beyond the last line or the first the owner walks on."""
        if rows and not 0 <= self._row + rows < len(self._rows):
            self.post_message(self.Left(self, rows > 0))
            return
        self._go(self._row + rows, self._column + columns)

    def action_edge(self, side: int) -> None:
        """Go to the first line or to the last."""
        self._go(side * _FAR, self._column)

    def action_page(self, pages: int) -> None:
        """Go as many lines as are in sight."""
        self._go(self._row + pages * max(self._lines_in_sight - 1, 1), self._column)

    def action_choose(self) -> None:
        """Open the figure under the cursor."""
        if self.cursor is not None:
            self.post_message(self.Chosen(self, *self.cursor))

    def on_resize(self) -> None:
        """Keep the cursor in sight."""
        self._bring_into_sight()
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on the figure that was clicked; open it when it had the cursor."""
        row, column = self._top + event.y - 1, self._column_at(event.x)
        if event.y < 1 or row >= len(self._rows) or column is None:
            return
        if (row, column) == self.cursor:
            self.action_choose()
        else:
            self._go(row, column)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Walk down by the wheel."""
        self._roll(event, _WHEEL)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Walk up by the wheel."""
        self._roll(event, -_WHEEL)

    def _roll(self, event: events.MouseEvent, rows: int) -> None:
        # Where all lines are in sight, the wheel is for what the table stands in.
        if len(self._rows) > self._lines_in_sight:
            event.stop()
            self._go(self._row + rows, self._column)

    def _go(self, row: int, column: int) -> None:
        before = self.cursor
        self._row = max(0, min(row, len(self._rows) - 1))
        self._column = max(0, min(column, len(self._columns) - 1))
        if self.cursor != before:
            self._bring_into_sight()
            self.refresh()
            self.post_message(self.Moved(self))

    def _measure(self) -> None:
        """How wide each column has to be; asked once, however many lines there are."""
        names = (self._corner, *(row.name for row in self._rows))
        self._longest_name = max(cell_len(shown(name)) for name in names)
        self._widths = tuple(
            max(
                cell_len(shown(text))
                for text in (title, *(row.cells[n].text for row in self._rows))
            )
            for n, title in enumerate(self._columns)
        )

    def _height(self, width: int) -> int:
        return len(self._rows) + 1 if self._rows else len(self._sentence(width))

    def _sentence(self, width: int) -> list[str]:
        return wrap(self._empty, max(min(width - 4, 76), 1))

    @property
    def _lines_in_sight(self) -> int:
        return max(self.size.height - 1, 1)

    @property
    def _name_width(self) -> int:
        """The names are cut where all figures fit then, or else to a third of the line."""
        whole = self.size.width - _MARKS
        room = whole - sum(self._widths) - self._gap * len(self._widths)
        if room < max(whole // 4, _LEAST_NAME):
            room = max(whole // 3, _LEAST_NAME)
        return min(self._longest_name, room, max(whole, 0))

    def _in_sight(self, first: int) -> range:
        """The columns in sight where the first one is given; at least that one."""
        room = self.size.width - _MARKS - self._name_width
        last = first
        while last < len(self._widths):
            room -= self._gap + self._widths[last]
            if room < 0 and last > first:
                break
            last += 1
        return range(first, last)

    def _bring_into_sight(self) -> None:
        lines = self._lines_in_sight
        self._top = min(self._top, self._row, max(len(self._rows) - lines, 0))
        self._top = max(self._top, self._row - lines + 1, 0)
        self._first = min(self._first, self._column)
        while self._column not in self._in_sight(self._first) and self._first < self._column:
            self._first += 1
        # Where there is room for it again, an earlier column comes back.
        last = len(self._widths) - 1
        while self._first and last in self._in_sight(self._first - 1):
            self._first -= 1

    def _column_at(self, x: int) -> int | None:
        """The column that stands at a place of a line."""
        start = 1 + self._name_width
        for column in self._in_sight(self._first):
            end = start + self._gap + self._widths[column]
            if start < x < end:
                return column
            start = end
        return None

    def _heading(self) -> Sequence[Piece]:
        pieces: list[Piece] = [(" " + fitted(self._corner, self._name_width), "title")]
        columns = self._in_sight(self._first)
        for column in columns:
            hidden = "‹" if column == self._first > 0 else ""
            here = self.has_focus and column == self._column
            title = fitted(self._columns[column], self._widths[column], right=True)
            pieces += [(hidden.rjust(self._gap), "mark"), (title, "here" if here else "column")]
        if columns.stop < len(self._columns):
            room = self.size.width - sum(cell_len(text) for text, _ in pieces)
            pieces.append(("›".rjust(max(room, 1)), "mark"))
        return pieces

    def _line(self, number: int) -> Sequence[Piece]:
        row, here = self._rows[number], self.has_focus and number == self._row
        name = "total" if row.is_total else "here" if here else "name"
        pieces: list[Piece] = [(" " + fitted(row.name, self._name_width), name)]
        for column in self._in_sight(self._first):
            cell, chosen = row.cells[column], here and column == self._column
            text = fitted(cell.text, self._widths[column], right=True)
            pieces += [(("›" if chosen else "").rjust(self._gap), "mark")]
            pieces += [(text, "cursor" if chosen else _role(cell, row))]
        return pieces


def _role(cell: GridCell, row: GridRow) -> str:
    if cell.shade:
        return f"shade{cell.shade}"
    return cell.tone or ("total" if row.is_total else "value")
