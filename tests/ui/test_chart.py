"""Charts: round ticks, labels that never touch, honest bars, and when they are built."""

from __future__ import annotations

import math
import subprocess
import sys
from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.app import App, ComposeResult
from textual.pilot import Pilot

from tui_crm.ui.widgets import chart as chart_module
from tui_crm.ui.widgets.chart import Chart, ChartData, Series, plot_lines
from tui_crm.ui.widgets.chart_layout import NO_ROOM, Line, draw, lacking, traced
from tui_crm.ui.widgets.chart_scale import (
    figure,
    placed_labels,
    scale,
    spread,
    tick_label,
)

MONTHS = ("Nov", "Dec", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct")
amounts = st.floats(-1e12, 1e12).filter(lambda value: value == 0 or abs(value) > 1e-6)


class ChartApp(App[None]):
    """A chart alone on the screen."""

    def compose(self) -> ComposeResult:
        yield Chart()

    @property
    def chart(self) -> Chart:
        return self.query_one(Chart)

    async def settled(self, pilot: Pilot[None]) -> str:
        """What the chart shows when nothing is being built any more."""
        await pilot.pause()
        while self.workers:
            await pilot.pause()
        await pilot.pause()
        return "\n".join(self.chart.render_line(y).text for y in range(self.chart.size.height))


def revenue(*values: float | None, kind: str = "line", unit: str = "EUR") -> ChartData:
    labels = tuple(MONTHS[number % 12] for number in range(len(values)))
    return ChartData(kind, "Revenue by month", labels, (Series("Revenue", values),), unit)  # type: ignore[arg-type]  # kind is one of the three


def rows(data: ChartData, width: int, height: int) -> list[str]:
    return ["".join(text for text, _ in line) for line in draw(data, width, height, plot_lines)]


def bar_lengths(lines: list[str]) -> list[float]:
    return [line.count("█") + line.count("▌") / 2 for line in lines]


@given(st.lists(amounts, min_size=1, max_size=30), st.integers(2, 9), st.booleans())
def test_ticks_are_round_even_and_around_all_values(
    values: list[float], most: int, from_zero: bool
) -> None:
    ticks = scale(values, most, from_zero=from_zero).ticks
    assert 2 <= len(ticks) <= max(most, 3)
    slack = (ticks[-1] - ticks[0]) * 1e-5
    assert ticks[0] - slack <= min(values) <= max(values) <= ticks[-1] + slack
    assert not from_zero or ticks[0] <= 0 <= ticks[-1]
    step = ticks[1] - ticks[0]
    assert all(math.isclose(high - low, step, rel_tol=1e-6) for low, high in pairwise(ticks))
    digit = step / 10 ** math.floor(math.log10(step) + 1e-9)
    assert any(math.isclose(digit, whole, rel_tol=1e-6) for whole in (1, 2, 5))


@pytest.mark.parametrize(
    ("values", "ticks"),
    [
        ((21_000, 42_310), (0, 20_000, 40_000, 60_000)),
        ((0, 31), (0, 10, 20, 30, 40)),
        ((91.2, 93.4), (91, 92, 93, 94)),
        ((-40.5, 184), (-100, 0, 100, 200)),
        ((0, 0), (0, 1)),
        ((3, 3), (0, 1, 2, 3)),
    ],
)
def test_ticks_that_an_owner_would_choose(
    values: tuple[float, ...], ticks: tuple[float, ...]
) -> None:
    assert scale(values, 5, from_zero=False).ticks == ticks


def test_counts_have_no_ticks_between_whole_numbers() -> None:
    assert scale((0, 1), 9, from_zero=True).ticks == (0, 1)


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (10_000, "EUR", "10k"),
        (1_500_000, "EUR", "1.5M"),
        (-2_500, "EUR", "-2.5k"),
        (500, "EUR", "500"),
        (40, "%", "40 %"),
        (12.5, "d", "12.5 d"),
        (0, "", "0"),
    ],
)
def test_ticks_are_written_short(value: float, unit: str, words: str) -> None:
    assert tick_label(value, unit) == words


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (21_300, "EUR", "21,300"),
        (212.4, "EUR", "212.40"),
        (11.92, "%", "11.9 %"),
        (31, "", "31"),
        (-40, "%", "-40 %"),
    ],
)
def test_figures_at_the_end_of_bars_are_written_out(value: float, unit: str, words: str) -> None:
    assert figure(value, unit) == words


@given(st.lists(st.text(max_size=12), min_size=1, max_size=40), st.integers(16, 120))
def test_labels_never_touch_and_the_last_is_always_there(labels: list[str], width: int) -> None:
    count = len(labels)
    cells = [number * (width - 1) // max(count - 1, 1) for number in range(count)]
    placed = placed_labels(labels, cells, width)
    assert placed[-1].point == count - 1
    assert all(0 <= label.start <= width - cell_len(label.text) for label in placed)
    assert all(left.start + cell_len(left.text) < right.start for left, right in pairwise(placed))
    assert len({right.point - left.point for left, right in pairwise(placed)}) <= 1


def test_labels_stay_whole_where_there_is_room() -> None:
    placed = placed_labels(MONTHS, range(1, 49, 4), 50)
    assert [label.text for label in placed] == list(MONTHS)


@given(st.integers(4, 30).flatmap(
    lambda height: st.tuples(st.lists(st.integers(0, height - 1), max_size=4), st.just(height))
))  # fmt: skip
def test_names_at_the_end_of_lines_get_rows_of_their_own(given: tuple[list[int], int]) -> None:
    wanted, height = given
    spread_rows = spread(wanted, height)
    assert len(set(spread_rows)) == len(wanted)
    assert all(0 <= row < height for row in spread_rows)
    if len(set(wanted)) == len(wanted):
        assert spread_rows == wanted


@given(st.lists(st.integers(0, 60), min_size=2, max_size=20))
def test_lines_have_no_gap_and_go_through_their_points(heights: list[int]) -> None:
    points = [(number * 3.0, float(height)) for number, height in enumerate(heights)]
    cells = traced(points)
    assert {(int(x), int(y)) for x, y in points} <= set(cells)
    reached = {cells[0]}
    for x, y in cells[1:]:
        near = {(x + dx, y + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1)}
        assert near & reached
        reached.add((x, y))


@settings(max_examples=30, deadline=None)
@given(
    st.sampled_from(["line", "bar", "hbar"]),
    st.lists(st.none() | st.floats(-1e9, 1e9) | st.just(math.inf) | st.just(math.nan), max_size=9),
    st.integers(1, 3),
    st.integers(24, 90),
    st.integers(6, 24),
    st.text(max_size=20),
)
def test_no_data_and_no_size_break_a_chart(
    kind: str, values: list[float | None], among: int, width: int, height: int, name: str
) -> None:
    series = tuple(Series(name, tuple(values)) for _ in range(among))
    labels = tuple(f"{name}{number}" for number in range(len(values)))
    data = ChartData(kind, name, labels, series, "%")  # type: ignore[arg-type]  # drawn from the three
    assume(not lacking(data, width, height, "nothing"))
    lines = draw(data, width, height, plot_lines)
    assert len(lines) <= height
    for line in lines:
        assert cell_len("".join(text for text, _ in line)) <= width
        assert not any(character in text for text, _ in line for character in "\x1b\n\x00\x9b")


def test_bars_are_as_long_as_their_values() -> None:
    data = ChartData(
        "hbar",
        "Leads by channel",
        ("referral", "ads", "fair"),
        (Series("Leads", (40, 20, 10)),),
        "",
    )
    lines = rows(data, 60, 12)
    lengths = [length for length in bar_lengths(lines) if length]
    assert lengths[0] == 60 - len("referral") - len("40") - 2
    assert lengths[1] == pytest.approx(lengths[0] / 2, abs=0.25)
    assert lengths[2] == pytest.approx(lengths[0] / 4, abs=0.25)
    assert [line.split()[-1] for line in lines[1:6:2]] == ["40", "20", "10"]


def test_bars_below_zero_go_the_other_way() -> None:
    data = ChartData("hbar", "Return", ("good", "bad"), (Series("Return", (100.0, -100.0)),), "%")
    lines = rows(data, 50, 6)
    good, bad = lines[1], lines[3]
    assert good.index("█") == bad.rindex("█") + 1
    assert good.endswith(" 100 %") and bad.endswith(" -100 %")


def test_the_figure_of_a_bar_without_length_stands_at_zero() -> None:
    data = ChartData("hbar", "Return", ("none", "bad"), (Series("Return", (0, -100)),), "%")
    none, bad = rows(data, 50, 6)[1::2]
    assert none.index("0 %") == bad.index("-100 %")


def test_bars_use_the_owner_s_own_figures_and_say_when_one_is_unknown() -> None:
    series = (Series("Sum", (25_500.0, None)),)
    assert rows(ChartData("hbar", "T", ("a", "b"), series, "EUR"), 40, 6)[3].split() == ["b", "—"]
    data = ChartData("hbar", "T", ("a", "b"), series, "EUR", figures=("25.500,00", "offen"))
    assert rows(data, 40, 6)[1].endswith(" 25.500,00")


def test_bars_without_room_are_counted() -> None:
    labels = tuple(f"channel {number}" for number in range(20))
    data = ChartData("hbar", "Leads", labels, (Series("Leads", tuple(range(1, 21))),), "")
    lines = rows(data, 50, 8)
    assert lines[-1] == "and 14 more"
    assert len(lines) == 8


def test_wide_names_keep_bars_aligned() -> None:
    data = ChartData("hbar", "Leads", ("展示会", "fair"), (Series("Leads", (5, 5)),), "")
    first, second = rows(data, 50, 4)[1::2]
    assert cell_len(first.split("█")[0]) == cell_len(second.split("█")[0])


def test_standing_bars_start_at_zero_and_reach_their_tick() -> None:
    lines = rows(revenue(0, 10, 20, kind="bar", unit=""), 40, 14)
    columns = ["".join(line[x : x + 1] for line in lines[1:-2]) for x in range(40)]
    heights = sorted({column.count("█") for column in columns})
    axis = [number for number, line in enumerate(lines) if line.lstrip().startswith(("20", "0"))]
    assert heights[0] == 0
    assert heights[-1] == axis[-1] - axis[0] + 1
    assert heights[1] == pytest.approx(heights[-1] / 2, abs=0.5)


def test_a_gap_in_a_line_stays_a_gap() -> None:
    whole = rows(revenue(10, 10, 10, 10, 10), 60, 10)
    broken = rows(revenue(10, 10, None, 10, 10), 60, 10)
    drawn = max(line.count("▀") + line.count("▄") for line in whole[1:])
    assert drawn == 60 - len("10┤")
    assert max(line.count("▀") + line.count("▄") for line in broken[1:]) < drawn * 0.7


def test_series_differ_by_mark_and_name_not_only_by_colour() -> None:
    both = (Series("Spend", (1, 2, 3)), Series("Leads", (3, 2, 1)))
    wide = rows(ChartData("line", "Spend against leads", MONTHS[:3], both, ""), 70, 12)
    assert any(line.endswith("▀ Spend") for line in wide)
    assert any(line.endswith("⠶ Leads") for line in wide)
    narrow = rows(ChartData("line", "Spend against leads", MONTHS[:3], both, ""), 40, 12)
    assert "▀ Spend" in narrow[0] and "⠶ Leads" in narrow[0]
    bars = rows(ChartData("bar", "Deals", MONTHS[:3], both, ""), 40, 12)
    assert "█ Spend" in bars[0] and "▒ Leads" in bars[0] and "▒" in "".join(bars[1:])


def test_ticks_are_evenly_spaced() -> None:
    lines = rows(revenue(21_000, 35_000, 42_310), 60, 15)
    ticks = [number for number, line in enumerate(lines) if "┤" in line]
    assert len({below - above for above, below in pairwise(ticks)}) == 1
    assert [line.split("┤")[0].strip() for line in lines if "┤" in line][-1] == "0"


@pytest.mark.parametrize(
    ("data", "size", "said"),
    [
        (revenue(5), (60, 12), "nothing"),
        (revenue(None, 5, None), (60, 12), "nothing"),
        (revenue(0, 0, kind="bar"), (60, 12), "nothing"),
        (revenue(kind="hbar"), (60, 12), "nothing"),
        (revenue(0, 0), (60, 12), ""),
        (revenue(1, 2), (20, 12), NO_ROOM),
        (revenue(1, 2), (60, 5), NO_ROOM),
        (revenue(*range(1, 60), kind="bar"), (60, 12), NO_ROOM),
        (revenue(1, 2, kind="hbar"), (24, 3), ""),
    ],
)  # fmt: skip
def test_a_chart_says_why_there_is_none(data: ChartData, size: tuple[int, int], said: str) -> None:
    assert lacking(data, *size, "nothing") == said


async def test_a_sentence_stands_where_there_is_nothing_to_draw() -> None:
    app = ChartApp()
    async with app.run_test(size=(60, 14)) as pilot:
        app.chart.show(revenue(5), "Not enough data yet: the line starts with the second month.")
        await pilot.pause()
        shown = await app.settled(pilot)
        assert shown.startswith("Revenue by month")
        assert " ".join(shown.split()).endswith("the line starts with the second month.")
        app.chart.show(None)
        assert (await app.settled(pilot)).strip() == "Not enough data yet."


async def test_a_chart_is_built_only_for_new_data_or_a_new_size(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    built: list[tuple[int, int]] = []

    def counting(data: ChartData, width: int, height: int) -> tuple[Line, ...]:
        built.append((width, height))
        return draw(data, width, height, plot_lines)

    monkeypatch.setattr(chart_module, "_build", counting)
    app = ChartApp()
    async with app.run_test(size=(60, 14)) as pilot:
        data = revenue(1, 2, 3)
        app.chart.show(data)
        await app.settled(pilot)
        await pilot.pause()
        app.chart.show(revenue(1, 2, 3))
        app.theme = "textual-light"
        app.chart.refresh()
        await pilot.pause()
        await app.settled(pilot)
        assert built == [(60, 14)]
        await pilot.resize_terminal(70, 14)
        await app.settled(pilot)
        await pilot.resize_terminal(60, 14)
        await app.settled(pilot)
        assert built == [(60, 14), (70, 14)]
        app.chart.show(revenue(3, 2, 1))
        await app.settled(pilot)
        assert len(built) == 3


async def test_a_theme_recolours_the_chart() -> None:
    app = ChartApp()
    async with app.run_test(size=(60, 14)) as pilot:
        app.chart.show(revenue(1, 2, 3))
        await app.settled(pilot)
        await pilot.pause()
        dark = {segment.style for y in range(14) for segment in app.chart.render_line(y)}
        app.theme = "textual-light"
        await pilot.pause()
        light = {segment.style for y in range(14) for segment in app.chart.render_line(y)}
        assert len(dark) >= 3 and not dark & light


async def test_the_latest_data_win_over_a_chart_still_being_built() -> None:
    app = ChartApp()
    async with app.run_test(size=(60, 14)) as pilot:
        app.chart.show(ChartData("hbar", "Old", ("a",), (Series("s", (1,)),), ""))
        app.chart.show(ChartData("hbar", "New", ("b",), (Series("s", (1,)),), ""))
        await app.settled(pilot)
        await pilot.pause()
        assert (await app.settled(pilot)).startswith("New")


async def test_a_chart_that_fails_says_so_and_the_app_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def failing(data: ChartData, width: int, height: int) -> tuple[Line, ...]:
        raise ValueError("a bad figure")

    monkeypatch.setattr(chart_module, "_build", failing)
    app = ChartApp()
    async with app.run_test(size=(60, 14)) as pilot:
        app.chart.show(revenue(1, 2, 3))
        assert "could not be drawn: a bad figure" in await app.settled(pilot)


def test_plotext_is_not_imported_before_a_chart_is_built() -> None:
    code = "import sys, tui_crm.ui.widgets.chart; sys.exit('plotext' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
