"""Where everything in a chart goes: title, axes, bars, lines and the words beside them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from textwrap import wrap
from typing import TypeAlias

from rich.cells import cell_len

from tui_crm.text import cut, shown
from tui_crm.ui.widgets.chart_scale import (
    ChartData,
    Placed,
    Scale,
    Series,
    figure,
    is_number,
    placed_labels,
    scale,
    spread,
)
from tui_crm.ui.widgets.drawing import Piece, centred, fitted

NO_ROOM = "No room for this chart here: make the window larger."
DASH = "—"

_LEAST_WIDTH, _LEAST_HEIGHT, _LEAST_HBAR_HEIGHT = 24, 6, 3
_NAMED_AT_END = 48
_LONGEST_NAME = 16
_SHORTEST_TITLE, _SHORTEST_BAR = 6, 4
_LINE_MARKERS, _LINE_SIGNS = ("hd", "braille", "•", "×"), ("▀", "⠶", "•", "×")
_BAR_MARKERS, _BAR_SIGNS = ("hd", "▒", "░", "╳"), ("█", "▒", "░", "╳")

Line: TypeAlias = tuple[Piece, ...]


@dataclass(frozen=True)
class Stroke:
    """A line, as the fine cells of its marker that it goes through."""

    cells: tuple[tuple[int, int], ...]
    marker: str
    series: int


@dataclass(frozen=True)
class Box:
    """A filled rectangle, in the fine cells of its marker, the last ones included."""

    left: int
    bottom: int
    right: int
    top: int
    marker: str
    series: int


@dataclass(frozen=True)
class Plot:
    """What is to be plotted on a canvas of so many cells, axes included where there are any."""

    width: int
    height: int
    strokes: tuple[Stroke, ...] = ()
    boxes: tuple[Box, ...] = ()
    y_ticks: tuple[tuple[float, str], ...] = ()
    x_ticks: tuple[float, ...] = ()
    zero: float | None = None
    """The height of the line at zero, where values lie on both sides of it."""


Paint: TypeAlias = Callable[[Plot], list[list[Piece]]]
"""Plots on a canvas and gives its lines from the top."""


def fineness(marker: str) -> tuple[int, int]:
    """How many fine cells of a marker lie beside and above each other in a terminal's cell."""
    return {"hd": (2, 2), "braille": (2, 4)}.get(marker, (1, 1))


def lacking(data: ChartData, width: int, height: int, empty: str) -> str:
    """Why there is no chart: nothing to draw, or no room; empty when there is one."""
    if data.kind == "line":
        drawable = any(len(_numbers(series)) > 1 for series in data.series)
    else:
        drawable = any(data.known)
    if not drawable:
        return empty
    least = _LEAST_HBAR_HEIGHT if data.kind == "hbar" else _LEAST_HEIGHT
    crowded = data.kind == "bar" and (width - 12) < len(data.labels) * len(data.series)
    return NO_ROOM if width < _LEAST_WIDTH or height < least or crowded else ""


def sentence(title: str, words: str, width: int, height: int) -> tuple[Line, ...]:
    """The title and a sentence in the middle, in place of a chart."""
    rows = [centred(row, width) for row in wrap(shown(words), max(width - 4, 1))][: height - 1]
    above = max((height - 1 - len(rows)) // 2, 0)
    lines: list[Line] = [((fitted(title, width), "title"),), *[()] * above]
    return tuple([*lines, *[((row, "muted"),) for row in rows]])


def draw(data: ChartData, width: int, height: int, paint: Paint) -> tuple[Line, ...]:
    """The lines of a chart of some size, which must not be lacking anything."""
    kinds = {"line": _draw_line, "bar": _draw_bars, "hbar": _draw_flat_bars}
    return kinds[data.kind](data, width, height, paint)


def _draw_line(data: ChartData, width: int, height: int, paint: Paint) -> tuple[Line, ...]:
    at_end = len(data.series) > 1 and width >= _NAMED_AT_END
    names = [cut(shown(series.name), _LONGEST_NAME) for series in data.series]
    margin = 3 + max(map(cell_len, names)) if at_end else 0
    axis, rows = _axis(data, height - 3)
    labels = axis.labels(data.unit)
    left = max(map(len, labels)) + 1
    cells = width - margin - left
    last = len(data.labels) - 1
    points = [int(0.5 + (cells - 1) * number / last) for number in range(last + 1)]
    placed = placed_labels(data.labels, points, cells)
    strokes = []
    for number, series in enumerate(data.series):
        marker = _LINE_MARKERS[number % 4]
        across, up = fineness(marker)
        wide, high = (cells * across - 1) / last, rows * up - 1
        for run in _runs(series):
            trace = traced([(place * wide, axis.share(value) * high) for place, value in run])
            strokes.append(Stroke(trace, marker, number))
    plot = Plot(
        width - margin,
        rows + 2,
        strokes=tuple(strokes),
        y_ticks=tuple(zip(map(axis.share, axis.ticks), labels, strict=True)),
        x_ticks=tuple(points[label.point] / (cells - 1) for label in placed),
        zero=axis.share(0.0) if axis.ticks[0] < 0 < axis.ticks[-1] else None,
    )
    canvas = paint(plot)
    canvas[-1] = [(_label_row(placed, left), "axis")]
    if at_end:
        _name_at_end(canvas, data, axis, names, rows)
    return _framed(_title(data, width, () if at_end else _LINE_SIGNS), canvas, height)


def traced(points: Sequence[tuple[float, float]]) -> tuple[tuple[int, int], ...]:
    """The cells that a line through some points goes through, without gaps in its steep parts."""
    columns = [(round(points[0][0]), round(points[0][1]))]
    for (x0, y0), (x1, y1) in pairwise(points):
        for x in range(round(x0) + 1, round(x1)):
            columns.append((x, round(y0 + (y1 - y0) * (x - x0) / (x1 - x0))))
        columns.append((round(x1), round(y1)))
    cells = columns[:1]
    for (before, low), (x, high) in pairwise(columns):
        direction = 1 if high > low else -1
        between = range(low + direction, high, direction)
        # Each of the two columns takes half of a steep climb.
        half = len(between) // 2
        cells += [(before, y) for y in between[:half]] + [(x, y) for y in between[half:]]
        cells.append((x, high))
    return tuple(cells)


def _name_at_end(
    canvas: list[list[Piece]], data: ChartData, axis: Scale, names: list[str], rows: int
) -> None:
    """Write the name of each series where its line ends."""
    named = [number for number, series in enumerate(data.series) if _numbers(series)]
    ends = [_numbers(data.series[number])[-1] for number in named]
    wanted = [rows - 1 - int(0.5 + (rows - 1) * axis.share(end)) for end in ends]
    for row, number in zip(spread(wanted, rows), named, strict=True):
        sign = _LINE_SIGNS[number % 4]
        canvas[row].append((f" {sign} {names[number]}", _role(number)))


def bar_columns(data: ChartData, width: int, height: int) -> list[range]:
    """The columns that the upright bars of each label take."""
    left, slot, bar = _slots(data, width, _axis(data, height - 3)[0])
    starts = (left + number * slot for number in range(len(data.labels)))
    return [range(start, start + bar * len(data.series)) for start in starts]


def _slots(data: ChartData, width: int, axis: Scale) -> tuple[int, int, int]:
    """The cells of the axis's labels, those from one label to the next, and those of a bar."""
    left = max(map(len, axis.labels(data.unit))) + 1
    slot = (width - left) // len(data.labels)
    among = len(data.series)
    return left, slot, max((slot - max(slot // 4, int(slot > among))) // among, 1)


def _draw_bars(data: ChartData, width: int, height: int, paint: Paint) -> tuple[Line, ...]:
    axis, rows = _axis(data, height - 3)
    labels = axis.labels(data.unit)
    left, slot, bar = _slots(data, width, axis)
    among = len(data.series)
    cells = slot * len(data.labels)
    middles = [number * slot + bar * among // 2 for number in range(len(data.labels))]
    placed = placed_labels(data.labels, middles, cells)
    boxes = []
    for number, series in enumerate(data.series):
        marker = _BAR_MARKERS[number % 4]
        across, up = fineness(marker)
        for place, value in enumerate(series.values):
            span = _span(value, axis, rows * up)
            if span is not None:
                start = (place * slot + number * bar) * across
                boxes.append(Box(start, span[0], start + bar * across - 1, span[1], marker, number))
    plot = Plot(
        left + cells,
        rows + 2,
        boxes=tuple(boxes),
        y_ticks=tuple(zip(map(axis.share, axis.ticks), labels, strict=True)),
        x_ticks=tuple(middles[label.point] / (cells - 1) for label in placed),
    )
    canvas = paint(plot)
    canvas[-1] = [(_label_row(placed, left), "axis")]
    return _framed(_title(data, width, _BAR_SIGNS), canvas, height)


@dataclass(frozen=True)
class FlatBar:
    """One horizontal bar with its words on both sides."""

    label: str
    value: float | None
    words: str
    series: int


def _draw_flat_bars(data: ChartData, width: int, height: int, paint: Paint) -> tuple[Line, ...]:
    bars, left_out = flat_bars(data, height - 1)
    words = min(max(cell_len(bar.words) for bar in bars), width - _SHORTEST_BAR - 8)
    gutter = min(
        max(cell_len(bar.label) for bar in bars), width * 2 // 5, width - words - _SHORTEST_BAR - 2
    )
    cells = width - gutter - words - 2
    values = [0.0, *data.known]
    axis = Scale((min(values), max(values)))
    boxes = []
    ends = []
    for number, bar in enumerate(reversed(bars)):
        marker = _BAR_MARKERS[bar.series % 4]
        across, up = fineness(marker)
        span = _span(bar.value, axis, cells * across)
        zero = int(axis.share(0.0) * cells + 0.5)
        ends.append(max(zero, 0 if span is None else span[1] // across + 1))
        if span is not None:
            bottom = number * up
            boxes.append(Box(span[0], bottom, span[1], bottom + up - 1, marker, bar.series))
    canvas = paint(Plot(cells, len(bars), boxes=tuple(boxes)))
    lines = [
        ((fitted(bar.label, gutter) + " ", "label"), *_ended(row, end, cut(bar.words, words)))
        for bar, row, end in zip(bars, canvas, reversed(ends), strict=True)
    ]
    lines = _aired(lines, len(data.series), height - 1 - bool(left_out))
    if left_out:
        lines.append(((f"and {left_out} more", "muted"),))
    return (_title(data, width, _BAR_SIGNS), *lines)


def flat_bars(data: ChartData, room: int) -> tuple[list[FlatBar], int]:
    """The bars that there is room for, and how many labels are left out."""
    among = len(data.series)
    fitting = len(data.labels) if len(data.labels) * among <= room else max((room - 1) // among, 1)
    bars = []
    for place, label in enumerate(data.labels[:fitting]):
        for number, series in enumerate(data.series):
            value = series.values[place]
            words = figure(value, data.unit) if is_number(value) else DASH
            if data.figures and not number:
                words = shown(data.figures[place])
            name = "" if number else shown(label)
            bars.append(FlatBar(name, value if is_number(value) else None, words, number))
    return bars, len(data.labels) - fitting


def aired_rows(data: ChartData, height: int) -> list[int]:
    """Below which line of the chart's canvas the flat bars of each label begin, from the top."""
    bars, left_out = flat_bars(data, height - 1)
    step = len(data.series) + _air(len(bars), len(data.series), height - 1 - bool(left_out))
    return list(range(0, len(bars) // len(data.series) * step, step))


def _air(lines: int, among: int, room: int) -> int:
    """The blank lines between the bars of one label and the next, where there is room for all."""
    return int(lines + lines // among - 1 <= room)


def _aired(lines: list[Line], among: int, room: int) -> list[Line]:
    if not _air(len(lines), among, room):
        return lines
    aired: list[Line] = []
    for start in range(0, len(lines), among):
        aired += [*lines[start : start + among], ()]
    return aired[:-1]


def _ended(row: list[Piece], end: int, words: str) -> Line:
    """A bar with its figure written right behind it, over the blank rest of its line."""
    kept: list[Piece] = []
    for text, role in row:
        kept.append((text[:end], role))
        end -= len(kept[-1][0])
    return (*kept, (f" {words}", "figure"))


def _span(value: float | None, axis: Scale, fine_cells: int) -> tuple[int, int] | None:
    """The first and last fine cell of a bar from zero; what is not zero has at least one."""
    if value is None or not is_number(value) or value == 0:
        return None
    zero = int(axis.share(0.0) * fine_cells + 0.5)
    end = int(axis.share(value) * fine_cells + 0.5)
    low, high = min(zero, end), max(zero, end) - 1
    if high < low:
        low = high = min(low, fine_cells - 1) if value > 0 else max(low - 1, 0)
    return low, high


def _title(data: ChartData, width: int, signs: tuple[str, ...]) -> Line:
    """The title with the unit, and which sign is which series where the lines do not say it."""
    legend: list[Piece] = []
    if signs and len(data.series) > 1:
        longest = min(_LONGEST_NAME, (width - _SHORTEST_TITLE) // len(data.series) - 4)
        for number, series in enumerate(data.series):
            name = cut(shown(series.name), longest)
            legend.append((f"  {signs[number % 4]} {name}", _role(number)))
    room = width - sum(cell_len(text) for text, _ in legend)
    title = cut(shown(data.title), room)
    unit = f"  {data.unit}" if data.unit not in ("", "%", "d") else ""
    return ((title, "title"), (fitted(unit, room - cell_len(title)), "muted"), *legend)


def _label_row(placed: tuple[Placed, ...], left: int) -> str:
    row = " " * left
    for label in placed:
        row += " " * (left + label.start - cell_len(row)) + label.text
    return row


def _runs(series: Series) -> list[list[tuple[int, float]]]:
    """The stretches of a series without a gap, each point with its place."""
    points = [(n, value) for n, value in enumerate(series.values) if is_number(value)]
    stretches = groupby(enumerate(points), lambda pair: pair[1][0] - pair[0])
    return [[point for _, point in stretch] for _, stretch in stretches]


def _numbers(series: Series) -> list[float]:
    return [value for value in series.values if is_number(value)]


def _axis(data: ChartData, room: int) -> tuple[Scale, int]:
    """The axis of values and its rows: so many that the ticks are evenly spaced."""
    axis = scale(data.known, min(room // 2, 6), from_zero=data.kind == "bar")
    steps = len(axis.ticks) - 1
    return axis, steps * ((room - 1) // steps) + 1


def _framed(title: Line, canvas: list[list[Piece]], height: int) -> tuple[Line, ...]:
    """The title and the canvas; the rows that even ticks left over are air below the title."""
    air: list[Line] = [()] * (height - 1 - len(canvas))
    return (title, *air, *map(tuple, canvas))


def _role(series: int) -> str:
    return f"series-{series % 4 + 1}"
