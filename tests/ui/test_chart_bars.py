"""The cursor of a chart: where its bars stand, and what is said of the one under it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.app import App, ComposeResult

from tui_crm.ui.widgets.chart import Chart, ChartData, Series, plot_lines
from tui_crm.ui.widgets.chart_bars import bar_at, reachable, spoken, with_cursor
from tui_crm.ui.widgets.chart_layout import Line, draw, lacking

STAGES = ChartData(
    "hbar", "Pipeline by stage", ("New", "Proposal", "Won"), (Series("Value", (10.0, 30.0, 20.0)),),
    "EUR", ("10  1 deal", "30  2 deals", "20  3 deals"),
)  # fmt: skip
MONTHS = ChartData(
    "bar", "Revenue by month", ("Jan", "Feb", "Mar"), (Series("Revenue", (5.0, 9.0, 7.0)),), "EUR",
    ("5.00", "9.00", "7.00"),
)  # fmt: skip
kinds = st.sampled_from(["bar", "hbar"])
amounts = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=9)


def text(line: Sequence[tuple[str, str]]) -> str:
    return "".join(piece for piece, _ in line)


def under(line: Sequence[tuple[str, str]]) -> str:
    """What the cursor is on."""
    return "".join(piece for piece, role in line if "cursor" in role)


def chart_of(kind: str, values: list[float]) -> ChartData:
    labels = tuple(f"L{at}" for at in range(len(values)))
    return ChartData(kind, "T", labels, (Series("S", tuple(values)),), "")  # type: ignore[arg-type]  # kind is one of the three


def drawn(data: ChartData, width: int, height: int) -> tuple[Line, ...]:
    return draw(data, width, height, plot_lines)


@given(kinds, amounts, st.integers(30, 90), st.integers(7, 30))
def test_the_cursor_changes_no_line_below_the_title_but_its_ground(
    kind: str, values: list[float], width: int, height: int
) -> None:
    data = chart_of(kind, values)
    assume(not lacking(data, width, height, "empty"))
    lines = drawn(data, width, height)
    for bar in range(reachable(data, height)):
        for y in range(1, height):
            line = with_cursor(lines, data, width, height, bar, y)
            plain = text(lines[y]) if y < len(lines) else ""
            assert text(line).rstrip() == plain.rstrip() and cell_len(text(line)) <= width


@given(amounts, st.integers(30, 90), st.integers(7, 30))
def test_the_cursor_of_flat_bars_is_on_the_line_with_the_label(
    values: list[float], width: int, height: int
) -> None:
    data = chart_of("hbar", values)
    assume(not lacking(data, width, height, "empty"))
    lines = drawn(data, width, height)
    for bar in range(reachable(data, height)):
        on = [y for y in range(1, height)
              if under(with_cursor(lines, data, width, height, bar, y))]  # fmt: skip
        assert len(on) == 1 and text(lines[on[0]]).split()[0] == f"L{bar}"


def test_the_cursor_of_upright_bars_is_under_all_of_the_bar_and_no_other() -> None:
    lines = drawn(MONTHS, 40, 12)
    blocks = ["".join(under(with_cursor(lines, MONTHS, 40, 12, bar, y)) for y in range(1, 12))
              for bar in range(3)]  # fmt: skip
    whole = "".join(text(line) for line in lines)
    assert sum(block.count("█") for block in blocks) == whole.count("█")
    assert blocks[1].count("█") > blocks[2].count("█") > blocks[0].count("█")


def test_the_title_tells_the_label_and_the_value_and_is_as_wide_as_the_chart() -> None:
    for data, words in ((STAGES, "Proposal 30  2 deals"), (MONTHS, "Feb 9.00")):
        line = with_cursor(drawn(data, 60, 12), data, 60, 12, 1, 0)
        assert under(line).strip() == words and text(line).startswith(data.title)
        assert cell_len(text(line)) == 60
    assert spoken(chart_of("bar", [3.0]), 0) == "L0 3"


def test_a_cell_belongs_to_the_bar_that_stands_there() -> None:
    lines = drawn(STAGES, 60, 12)
    for y in range(12):
        line = text(lines[y]) if y < len(lines) else ""
        named = [at for at, label in enumerate(STAGES.labels) if label in line and y]
        assert bar_at(STAGES, 60, 12, 3, y) == (named[0] if named else None)


def test_lines_have_no_bars_and_what_has_no_room_cannot_be_reached() -> None:
    assert reachable(ChartData("line", "T", ("a", "b"), (Series("S", (1.0, 2.0)),), ""), 12) == 0
    assert reachable(chart_of("hbar", [1.0] * 9), 5) < 9


class ChartApp(App[None]):
    """A chart alone on the screen."""

    def __init__(self, data: ChartData) -> None:
        super().__init__()
        self.data = data
        self.heard: list[str] = []

    def compose(self) -> ComposeResult:
        yield Chart()

    def on_mount(self) -> None:
        self.chart.show(self.data)
        self.chart.focus()

    @property
    def chart(self) -> Chart:
        return self.query_one(Chart)

    def on_chart_chosen(self, event: Chart.Chosen) -> None:
        self.heard.append(f"chosen {event.bar}")

    def on_chart_left(self, event: Chart.Left) -> None:
        self.heard.append(f"left {event.step}")


@pytest.mark.parametrize(
    ("data", "keys", "cursor", "heard"),
    [
        (MONTHS, ["left"], 1, []),
        (MONTHS, ["left", "left", "left"], 0, ["left -1"]),
        (MONTHS, ["right"], 2, ["left 1"]),
        (MONTHS, ["up"], 2, ["left -1"]),
        (MONTHS, ["left", "enter"], 1, ["chosen 1"]),
        (STAGES, ["down", "j"], 2, []),
        (STAGES, ["up"], 0, ["left -1"]),
        (STAGES, ["right"], 0, ["left 1"]),
        (STAGES, ["down", "down", "down", "enter"], 2, ["left 1", "chosen 2"]),
    ],
)
async def test_keys_walk_along_the_bars_and_beyond_them_out_of_the_chart(
    data: ChartData, keys: list[str], cursor: int, heard: list[str]
) -> None:
    app = ChartApp(data)
    async with app.run_test(size=(60, 14)) as pilot:
        await pilot.press(*keys)
        await pilot.pause()
        assert app.chart.cursor == cursor and app.heard == heard


async def test_an_empty_chart_has_nothing_to_open() -> None:
    app = ChartApp(chart_of("bar", []))
    async with app.run_test(size=(60, 14)) as pilot:
        await pilot.press("enter", "down")
        assert app.chart.cursor is None and app.heard == ["left 1"]
