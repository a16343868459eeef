"""The charts of a report as SVG, drawn by ourselves: no script, nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from html import escape

from tui_crm.metrics.kpi import Number
from tui_crm.reports.document import Chart, Series
from tui_crm.text import cut, shown

WIDTH = 680
LEFT = 56
"""Room for the numbers of the scale."""
PANEL = 150
"""The height of the bars of one series."""
TOP = 26
BELOW = 34
NAME = 150
"""Room for the names beside lying bars."""
NUMBERS = 86
"""Room for each further number beside lying bars."""
ROW = 24
MOST_STEPS = 4
"""Into how many parts the scale of a panel is divided."""
SPARK_WIDTH, SPARK_HEIGHT = 72, 18


def chart_svg(chart: Chart, number: int) -> str:
    """A chart; its title and description are read out to those who cannot see it."""
    if chart.kind == "months":
        height = len(chart.series) * (TOP + PANEL) + BELOW
        drawn = list(_months(chart))
    else:
        height = TOP + len(chart.labels) * ROW + 6
        drawn = list(_names(chart))
    name = f"chart-{number}"
    return "\n".join(
        [
            f'<svg viewBox="0 0 {WIDTH} {height}" role="img" '
            f'aria-labelledby="{name}-title {name}-about" xmlns="http://www.w3.org/2000/svg">',
            f'<title id="{name}-title">{_safe(chart.title)}</title>',
            f'<desc id="{name}-about">{_safe(chart.about)}</desc>',
            *drawn,
            "</svg>",
        ]
    )


def spark_svg(trend: Sequence[Number | None]) -> str:
    """A figure month by month as a small line, its last point marked; nothing for too few."""
    known = [(place, Fraction(value)) for place, value in enumerate(trend) if value is not None]
    if len(known) < 2:
        return ""
    low, high = min(value for _, value in known), max(value for _, value in known)
    step = Fraction(SPARK_WIDTH - 6, max(1, len(trend) - 1))

    def at(place: int, value: Fraction) -> str:
        share = (value - low) / (high - low) if high > low else Fraction(1, 2)
        return f"{_n(3 + place * step)},{_n(SPARK_HEIGHT - 3 - share * (SPARK_HEIGHT - 6))}"

    lines = (
        f'<polyline class="spark" points="{" ".join(at(*point) for point in piece)}"/>'
        for piece in _pieces(known)
    )
    x, y = at(*known[-1]).split(",")
    return (
        f'<svg class="spark" viewBox="0 0 {SPARK_WIDTH} {SPARK_HEIGHT}" aria-hidden="true" '
        f'xmlns="http://www.w3.org/2000/svg">{"".join(lines)}'
        f'<circle class="now" cx="{x}" cy="{y}" r="2"/></svg>'
    )


def _pieces(known: Sequence[tuple[int, Fraction]]) -> list[list[tuple[int, Fraction]]]:
    """The points in runs of months without a gap."""
    pieces: list[list[tuple[int, Fraction]]] = []
    for point in known:
        if not pieces or pieces[-1][-1][0] != point[0] - 1:
            pieces.append([])
        pieces[-1].append(point)
    return pieces


def _months(chart: Chart) -> Iterator[str]:
    """Upright bars, one panel for each series, the months beneath the last."""
    many = len(chart.labels)
    width = Fraction(WIDTH - LEFT, many)
    for place, series in enumerate(chart.series):
        top = TOP + place * (TOP + PANEL)
        yield from _panel(series, top, width, is_running=chart.is_running)
    bottom = len(chart.series) * (TOP + PANEL)
    year = ""
    for place, label in enumerate(chart.labels):
        month, _, its_year = label.rpartition(" ")
        middle = LEFT + (place + Fraction(1, 2)) * width
        yield _text(month, middle, bottom + 14, "middle", "label")
        if its_year != year:
            yield _text(its_year, middle, bottom + 27, "middle", "label strong")
            year = its_year


def _panel(series: Series, top: int, width: Fraction, *, is_running: bool) -> Iterator[str]:
    """The bars of a series over the lines of their scale."""
    lines = _scale(series.values)
    high = lines[-1]
    unit = Fraction(PANEL) / (high - lines[0])

    def y(value: Fraction) -> Fraction:
        return top + (high - value) * unit

    yield _text(series.title, 0, top - 12, "start", "axis")
    for line in lines:
        style, level = "grid" if line else "base", _n(y(line))
        yield f'<line class="{style}" x1="{LEFT}" x2="{WIDTH}" y1="{level}" y2="{level}"/>'
        yield _text(series.brief(line), LEFT - 6, y(line) + 3, "end", "label")
    wide, last = width * Fraction(72, 100), len(series.values) - 1
    for place, value in enumerate(series.values):
        left = LEFT + place * width + (width - wide) / 2
        style = "bar running" if is_running and place == last else "bar"
        upper, lower = sorted((y(value), y(Fraction(0))))
        yield _bar(style, left, upper, wide, lower - upper)
        if value:
            beside = upper - 3 if value > 0 else lower + 9
            yield _text(series.brief(value), left + wide / 2, beside, "middle", "value")


def _scale(values: Sequence[Fraction]) -> list[Fraction]:
    """Round numbers a step apart, four or five of them, from below all values to above them."""
    low, high = min(Fraction(0), *values), max(Fraction(0), *values)
    least, step = (high - low or Fraction(1)) / MOST_STEPS, Fraction(1)
    while step < least:
        # 1, 2, 5, 10, 20, 50 and so on.
        step = step * 5 / 2 if str(step).startswith("2") else step * 2
    first, last = low // step, -(-high // step)
    return [step * place for place in range(first, max(last, first + 1) + 1)]


def _names(chart: Chart) -> Iterator[str]:
    """Lying bars of the first series; the numbers of all of them stand in columns beside."""
    first = chart.series[0]
    longest = max((value for value in first.values), default=Fraction(0))
    room = WIDTH - NAME - NUMBERS * len(chart.series)
    for column, series in enumerate(chart.series):
        right = WIDTH - NUMBERS * (len(chart.series) - 1 - column)
        yield _text(series.title, right, 14, "end", "axis")
    yield _text(chart.what, 0, 14, "start", "axis")
    for place, label in enumerate(chart.labels):
        top = TOP + place * ROW
        yield _text(cut(shown(label), 24), 0, top + 14, "start", "name")
        share = max(Fraction(0), first.values[place]) / longest if longest > 0 else Fraction(0)
        yield _bar("track", Fraction(NAME), Fraction(top + 4), Fraction(room), Fraction(13))
        yield _bar("bar", Fraction(NAME), Fraction(top + 4), share * room, Fraction(13))
        for column, series in enumerate(chart.series):
            right = WIDTH - NUMBERS * (len(chart.series) - 1 - column)
            yield _text(series.cells[place].text, right, top + 14, "end", "name")


def _bar(style: str, x: Fraction, y: Fraction, width: Fraction, height: Fraction) -> str:
    return (
        f'<rect class="{style}" x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}"/>'
    )


def _text(text: str, x: Number, y: Number, anchor: str, style: str) -> str:
    return (
        f'<text class="{style}" x="{_n(x)}" y="{_n(y)}" text-anchor="{anchor}">{_safe(text)}</text>'
    )


def _n(value: Number) -> str:
    """A length, to a tenth."""
    return f"{float(value):.1f}"


def _safe(text: str) -> str:
    return escape(shown(text))
