"""Where the bars of a chart stand, for a cursor that walks from one to the next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.cells import cell_len

from tui_crm.text import cut, shown
from tui_crm.ui.widgets.chart_layout import aired_rows, bar_columns, flat_bars
from tui_crm.ui.widgets.chart_scale import ChartData, figure, is_number
from tui_crm.ui.widgets.drawing import Piece, fitted

GROUND = "cursor"
"""The role under whatever the cursor is on."""


def reachable(data: ChartData, height: int) -> int:
    """How many bars the cursor can walk on; lines have none, and what has no room neither."""
    if data.kind == "line":
        return 0
    if data.kind == "bar":
        return len(data.labels)
    bars, left_out = flat_bars(data, height - 1)
    return len(data.labels) - left_out if bars else 0


def bar_at(data: ChartData, width: int, height: int, x: int, y: int) -> int | None:
    """Which bar stands at a cell; None where there is none."""
    for bar in range(reachable(data, height)):
        columns, rows = _place(data, width, height, bar)
        if x in columns and y in rows:
            return bar
    return None


def spoken(data: ChartData, bar: int) -> str:
    """The label and the value of a bar."""
    value = data.series[0].values[bar]
    words = figure(value, data.unit) if is_number(value) else "—"
    return f"{data.labels[bar]} {data.figures[bar] if data.figures else words}"


def with_cursor(
    lines: Sequence[Sequence[Piece]], data: ChartData, width: int, height: int, bar: int, y: int
) -> Sequence[Piece]:
    """A line of a chart with the cursor on one of its bars, whose value the title tells."""
    if y == 0:
        words = cut(shown(spoken(data, bar)), width - 2)
        title = fitted(data.title, width - cell_len(words) - 3)
        return [(f"{title} ", "title"), (f" {words} ", f"figure {GROUND}")]
    columns, rows = _place(data, width, height, bar)
    line = lines[y] if y < len(lines) else ()
    return list(_grounded(line, columns)) if y in rows else line


def _place(data: ChartData, width: int, height: int, bar: int) -> tuple[range, range]:
    """The columns and the rows of a bar."""
    if data.kind == "bar":
        return bar_columns(data, width, height)[bar], range(1, height)
    row = 1 + aired_rows(data, height)[bar]
    return range(width), range(row, row + len(data.series))


def _grounded(line: Sequence[Piece], columns: range) -> Iterable[Piece]:
    """A line with the cursor under some of its columns; a line may be shorter than they are."""
    x = 0
    for text, role in line:
        start, stop = columns.start - x, columns.stop - x
        before, under, after = text[: max(start, 0)], text[max(start, 0) : max(stop, 0)], ""
        after = text[max(stop, 0) :]
        yield (before, role)
        yield (under, f"{role} {GROUND}")
        yield (after, role)
        x += len(text)
    missing = columns.stop - max(x, columns.start)
    if missing > 0:
        yield (" " * max(columns.start - x, 0), "")
        yield (" " * missing, f"label {GROUND}")
