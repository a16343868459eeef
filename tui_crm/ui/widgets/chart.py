"""A chart of the business: revenue by month, the pipeline by stage, leads by channel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from threading import Lock
from typing import Any, ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.worker import Worker, WorkerState

from tui_crm.ui.widgets.chart_bars import bar_at, reachable, with_cursor
from tui_crm.ui.widgets.chart_layout import Line, Plot, draw, fineness, lacking, sentence
from tui_crm.ui.widgets.chart_scale import ChartData, Series
from tui_crm.ui.widgets.drawing import DrawnWidget, Piece

__all__ = ["Chart", "ChartData", "Series"]

_AXIS = 8
_SIZES_KEPT = 4
# One chart is built at a time: several at once would take turns at the expense of the keys.
_building = Lock()


class Chart(DrawnWidget, can_focus=True):
    """A chart that is built beside the screen's thread, and only when its data or size change.

    The owner walks from bar to bar; the title tells the value of the one under the cursor.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,h", "step(-1,0)", "Left", show=False, id="chart.left",
                tooltip="Go to the bar before, or to the chart before"),
        Binding("right,l", "step(1,0)", "Right", show=False, id="chart.right",
                tooltip="Go to the next bar, or to the next chart"),
        Binding("up,k", "step(0,-1)", "Up", show=False, id="chart.up",
                tooltip="Go to the bar above, or to the chart before"),
        Binding("down,j", "step(0,1)", "Down", show=False, id="chart.down",
                tooltip="Go to the bar below, or to the next chart"),
        Binding("enter", "choose", "Open", show=False, id="chart.open",
                tooltip="Open this bar"),
    ]  # fmt: skip

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "chart--title", "chart--axis", "chart--label", "chart--figure", "chart--muted",
        "chart--series-1", "chart--series-2", "chart--series-3", "chart--series-4",
        "chart--cursor",
    }  # fmt: skip
    """The words, the series, which differ by their marks and names too, and the cursor."""

    DEFAULT_CSS = """
    Chart {
        height: 1fr;
        & > .chart--title { text-style: bold; }
        & > .chart--axis, & > .chart--muted { color: $text-muted; }
        & > .chart--series-1 { color: $text-primary; }
        & > .chart--series-2 { color: $text-accent; }
        & > .chart--series-3 { color: $text-success; }
        & > .chart--series-4 { color: $text-secondary; }
        & > .chart--cursor { background: $primary 25%; }
        &:focus > .chart--title { color: $text-primary; }
        &:ansi {
            & > .chart--cursor { background: ansi_default; text-style: reverse; }
            & > .chart--axis, & > .chart--muted { text-style: dim; }
        }
    }
    """

    @dataclass
    class Chosen(Message):
        """Posted when the owner opens a bar."""

        chart: Chart
        bar: int

        @property
        def control(self) -> Chart:
            """The chart it stands in."""
            return self.chart

    @dataclass
    class Left(Message):
        """Posted when the owner walks on beyond the bars at an edge."""

        step: int
        """1 towards what comes after the chart, -1 towards what stands before it."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._cursor: int | None = None
        """The bar that the owner has walked to."""
        self._data: ChartData | None = None
        self._empty = ""
        self._lines: tuple[Line, ...] = ()
        self._built: dict[tuple[ChartData, Size], tuple[Line, ...]] = {}
        self._wanted: tuple[ChartData, Size] | None = None
        self._worker: Worker[tuple[Line, ...]] | None = None

    def show(self, data: ChartData | None, empty: str = "Not enough data yet.") -> None:
        """Show new data, or the sentence where there is too little of it to draw.

        The chart in sight stays until the new one is built.
        """
        self._data, self._empty = data, empty
        self._update()

    @property
    def bars(self) -> int:
        """How many bars the owner can walk on."""
        data = self._data
        if data is None or lacking(data, *self.size, self._empty):
            return 0
        return reachable(data, self.size.height)

    @property
    def cursor(self) -> int | None:
        """The bar under the cursor, by its place among the labels; None where there are none.

        It begins where it matters most: at the last month, at the first stage.
        """
        last = self.bars - 1
        if last < 0 or self._data is None:
            return None
        if self._cursor is None:
            return last if self._data.kind == "bar" else 0
        return min(self._cursor, last)

    def pieces(self, y: int) -> Sequence[Piece]:
        """One line of the chart."""
        bar, data = self.cursor, self._data
        if self.has_focus and bar is not None and data is not None:
            return with_cursor(self._lines, data, *self.size, bar, y)
        return self._lines[y] if y < len(self._lines) else ()

    def action_step(self, across: int, down: int) -> None:
        """Go to the next bar; beyond the last one, or across the bars, to the next chart."""
        upright = self._data is not None and self._data.kind == "bar"
        along, beside = (across, down) if upright else (down, across)
        here = self.cursor
        there = -1 if here is None else here + along
        if beside or not 0 <= there < self.bars:
            self.post_message(self.Left(across + down))
            return
        self._walk_to(there)

    def action_choose(self) -> None:
        """Open the bar under the cursor."""
        if (bar := self.cursor) is not None:
            self.post_message(self.Chosen(self, bar))

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on the bar that was clicked; open it when it had the cursor."""
        if self._data is None or not self.bars:
            return
        bar = bar_at(self._data, *self.size, event.x, event.y)
        if bar is not None and bar == self._cursor:
            self.action_choose()
        elif bar is not None:
            self._walk_to(bar)

    def on_resize(self) -> None:
        """Build the chart for the new size."""
        self._update()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Put the chart that was built in sight, unless another is wanted by now."""
        worker, wanted = self._worker, self._wanted
        if worker is None or wanted is None or event.worker is not worker:
            return
        if event.state is WorkerState.SUCCESS and worker.result is not None:
            self._built[wanted] = worker.result
            while len(self._built) > _SIZES_KEPT:
                del self._built[next(iter(self._built))]
            self._put(worker.result)
        elif event.state is WorkerState.ERROR:
            words = f"This chart could not be drawn: {worker.error}"
            self._put(sentence(wanted[0].title, words, *self.size))

    def _walk_to(self, bar: int) -> None:
        self._cursor = bar
        self.refresh()

    def _update(self) -> None:
        """Show what there is to say at once, and have the rest built."""
        data, size = self._data, self.size
        words = self._empty if data is None else lacking(data, *size, self._empty)
        if data is None or words:
            self._wanted = None
            self._put(sentence(data.title if data else "", words, *size))
            return
        key = (data, size)
        if key in self._built:
            self._wanted = None
            self._put(self._built[key])
        elif key != self._wanted:
            self._wanted = key
            self._start_building(data, size)

    def _start_building(self, data: ChartData, size: Size) -> None:
        self._worker = self.run_worker(
            partial(_build, data, *size),
            group="chart",
            exclusive=True,
            thread=True,
            exit_on_error=False,
        )

    def _put(self, lines: tuple[Line, ...]) -> None:
        if lines != self._lines:
            self._lines = lines
            self.refresh()


def plot_lines(plot: Plot) -> list[list[Piece]]:
    """Plot with plotext; the lines of its canvas from the top, each piece with its role.

    Plotext is told numbers for colours that stand for roles: so a change of theme recolours a
    chart without building it again.
    """
    # Imported here, off the way to the first frame: it takes about 80 ms.
    from plotext._figure import _figure_class

    figure = _figure_class()
    figure.theme("clear")
    _set_axes(figure, plot)
    width, height = _canvas(plot)
    for box in plot.boxes:
        across, up = _fine_size(box.marker, width, height)
        figure.rectangle(
            [_share(box.left, across), _share(box.right, across)],
            [_share(box.bottom, up), _share(box.top, up)],
            marker=box.marker,
            color=box.series % 4 + 1,
            fill=True,
        )
    for stroke in plot.strokes:
        across, up = _fine_size(stroke.marker, width, height)
        figure.scatter(
            [_share(x, across) for x, _ in stroke.cells],
            [_share(y, up) for _, y in stroke.cells],
            marker=stroke.marker,
            color=stroke.series % 4 + 1,
        )
    # The size is set on the monitor: the figure would cut it down to the terminal's.
    figure.monitor.set_size([plot.width, plot.height])
    figure.monitor.build_plot()
    matrix = figure.monitor.matrix
    rows = zip(reversed(matrix.marker), reversed(matrix.fullground), strict=True)
    return [_pieces(markers, colours) for markers, colours in rows]


def _set_axes(figure: Any, plot: Plot) -> None:  # Any: plotext has no types
    figure.xlim(0, 1)
    figure.ylim(0, 1)
    axes = bool(plot.y_ticks)
    figure.xaxes(axes, False)
    figure.yaxes(axes, False)
    figure.ticks_color(_AXIS)
    figure.yticks([share for share, _ in plot.y_ticks], [label for _, label in plot.y_ticks])
    # The words below the axis are written by the layout, which knows their width in cells.
    figure.xticks(plot.x_ticks, [" "] * len(plot.x_ticks))
    if plot.zero is not None:
        figure.horizontal_line(plot.zero, color=_AXIS)


def _build(data: ChartData, width: int, height: int) -> tuple[Line, ...]:
    with _building:
        return draw(data, width, height, plot_lines)


def _canvas(plot: Plot) -> tuple[int, int]:
    """The cells left for data beside the axes."""
    if not plot.y_ticks:
        return plot.width, plot.height
    return plot.width - 1 - max(len(label) for _, label in plot.y_ticks), plot.height - 2


def _fine_size(marker: str, width: int, height: int) -> tuple[int, int]:
    across, up = fineness(marker)
    return width * across, height * up


def _share(fine_cell: int, fine_cells: int) -> float:
    """The place on an axis from 0 to 1 that plotext turns into this fine cell."""
    return fine_cell / max(fine_cells - 1, 1)


def _pieces(markers: list[str], colours: list[int | str]) -> list[Piece]:
    cells = zip(markers, map(_role, colours), strict=True)
    return [
        ("".join(marker for marker, _ in stretch), role)
        for role, stretch in groupby(cells, lambda cell: cell[1])
    ]


def _role(colour: int | str) -> str:
    return f"series-{colour}" if colour in (1, 2, 3, 4) else "axis"
