"""What a chart shows and the arithmetic of its axes: round ticks, short figures, apart labels."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import count, pairwise
from typing import Literal, TypeGuard

from rich.cells import cell_len

from tui_crm.text import cut, shown

_LONGEST_LABEL = 14


@dataclass(frozen=True)
class Series:
    """One measure over the labels of a chart; None where it is not known."""

    name: str
    values: tuple[float | None, ...]


@dataclass(frozen=True)
class ChartData:
    """What a chart shows: a figure by month, by stage or by channel.

    The unit is that of the values: a currency with values in major units, `%` with 40.0 for
    40 %, `d` for days, or nothing for counts.
    """

    kind: Literal["line", "bar", "hbar"]
    title: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str
    figures: tuple[str, ...] = ()
    """The value of each label as the owner writes it, for the ends of horizontal bars."""

    @property
    def known(self) -> tuple[float, ...]:
        """Every value that is a number."""
        values = (value for series in self.series for value in series.values)
        return tuple(value for value in values if is_number(value))


def is_number(value: float | None) -> TypeGuard[float]:
    """Whether a value can be drawn; a gap, an infinity and a NaN cannot."""
    return value is not None and math.isfinite(value)


@dataclass(frozen=True)
class Scale:
    """An axis of values with round ticks, the lowest and the highest of them at its ends."""

    ticks: tuple[float, ...]

    def share(self, value: float) -> float:
        """Where a value lies on the axis, from 0 at its lower to 1 at its upper end."""
        return (value - self.ticks[0]) / (self.ticks[-1] - self.ticks[0])

    def labels(self, unit: str) -> tuple[str, ...]:
        """The words of the ticks."""
        return tuple(tick_label(tick, unit) for tick in self.ticks)


def scale(values: Sequence[float], most: int, *, from_zero: bool) -> Scale:
    """An axis for some values with at most so many ticks; three are always allowed.

    Bars start at zero. A line does where zero is near, so that its height can be judged.
    """
    low, high = min(values), max(values)
    single = high - low <= 1e-9 * max(abs(low), abs(high))
    if from_zero or single or (0 < low <= high - low) or (0 < -high <= high - low):
        low, high = min(low, 0.0), max(high, 0.0)
    if low == high:
        high = 1.0
    whole = all(value == int(value) for value in values)
    least = _magnitude(high - low) - 2
    powers = count(max(least, 0) if whole else least)
    for power, digit in ((power, digit) for power in powers for digit in (1, 2, 5)):
        first = math.floor(_steps(low, digit, power))
        last = math.ceil(_steps(high, digit, power))
        if last - first < max(most, 3):
            break
    return Scale(tuple(_value(number * digit, power) for number in range(first, last + 1)))


def tick_label(value: float, unit: str) -> str:
    """A round figure in few letters: `10k`, `1.5M`, `40 %`, `12 d`."""
    for size, letter in ((1e9, "B"), (1e6, "M"), (1e3, "k")):
        if abs(value) >= size:
            short = f"{value / size:.10g}{letter}"
            break
    else:
        short = f"{value:.10g}"
    return f"{short} {unit}" if unit in ("%", "d") else short


def figure(value: float, unit: str) -> str:
    """A value as it stands at the end of a bar: `21,300`, `212.40`, `11.9 %`."""
    places = 0 if value == int(value) else 1 if unit in ("%", "d") else 2
    written = f"{value:,.{places}f}"
    return f"{written} {unit}" if unit in ("%", "d") else written


@dataclass(frozen=True)
class Placed:
    """A label on the horizontal axis: the point it names, where it starts, and its words."""

    point: int
    start: int
    text: str


def placed_labels(labels: Sequence[str], cells: Sequence[int], width: int) -> tuple[Placed, ...]:
    """The labels that fit beneath their cells without touching, evenly thinned.

    The last one always stays: the latest month is what the owner looks for.
    """
    texts = [cut(shown(label), min(_LONGEST_LABEL, width)) for label in labels]
    for step in range(1, len(texts) + 1):
        points = range((len(texts) - 1) % step, len(texts), step)
        placed = tuple(_placed(point, texts[point], cells[point], width) for point in points)
        if _are_apart(placed):
            return placed
    return ()


def spread(rows: Iterable[int], height: int) -> list[int]:
    """Rows for some labels, each as near as possible to its own, no two in the same.

    There must not be more labels than rows.
    """
    wanted = list(rows)
    order = sorted(range(len(wanted)), key=lambda number: wanted[number])
    result = list(wanted)
    free = 0
    for place, number in enumerate(order):
        latest = height - (len(order) - place)
        result[number] = min(max(wanted[number], free), latest)
        free = result[number] + 1
    return result


def _magnitude(value: float) -> int:
    return math.floor(math.log10(value))


def _steps(value: float, digit: int, power: int) -> float:
    """A value counted in steps, without the dust that would add an empty step."""
    return round(value / _value(digit, power), 6)


def _value(digits: int, power: int) -> float:
    return float(digits * 10**power) if power >= 0 else digits / 10**-power


def _placed(point: int, text: str, cell: int, width: int) -> Placed:
    length = cell_len(text)
    return Placed(point, max(min(cell - length // 2, width - length), 0), text)


def _are_apart(placed: Sequence[Placed]) -> bool:
    return all(left.start + cell_len(left.text) < right.start for left, right in pairwise(placed))
