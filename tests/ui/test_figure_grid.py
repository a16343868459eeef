"""Tables of figures: names and titles stay in sight, the cursor walks cells, text is only text."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.app import App, ComposeResult
from textual.geometry import Size
from textual.pilot import Pilot

from tui_crm.ui.widgets.drawing import Piece
from tui_crm.ui.widgets.figure_grid import SHADES, FigureGrid, GridCell, GridRow
from tui_crm.ui.widgets.levers import LEAST, MOST, bar_of

COLUMNS = ("Leads", "Cost", "Cost per lead", "Won value")


def row(name: str, *texts: str, key: object = None) -> GridRow:
    assert key is None or isinstance(key, str | int)
    return GridRow(name, tuple(GridCell(text) for text in texts), key)


MANY = [row(f"Campaign {n}", str(n), f"{n}.50", "9.99", "1,000.00", key=n) for n in range(1, 41)]


class GridApp(App[None]):
    """A table of figures, and what it tells."""

    CSS = "FigureGrid { height: 100%; }"

    def __init__(self, rows: list[GridRow], columns: tuple[str, ...] = COLUMNS) -> None:
        super().__init__()
        self.rows, self.columns = rows, columns
        self.heard: list[object] = []

    def compose(self) -> ComposeResult:
        yield FigureGrid()

    def on_mount(self) -> None:
        self.grid.show("Campaign", self.columns, self.rows, "Nothing yet: press a to add one.")
        self.grid.focus()

    @property
    def grid(self) -> FigureGrid:
        return self.query_one(FigureGrid)

    @property
    def lines(self) -> list[str]:
        return [self.grid.render_line(y).text for y in range(self.grid.size.height)]

    def on_figure_grid_chosen(self, message: FigureGrid.Chosen) -> None:
        self.heard.append((message.row, message.column))

    def on_figure_grid_left(self, message: FigureGrid.Left) -> None:
        self.heard.append("below" if message.down else "above")


async def pressed(app: GridApp, pilot: Pilot[None], *keys: str) -> tuple[int, int] | None:
    await pilot.press(*keys)
    await pilot.pause()
    return app.grid.cursor


async def test_the_cursor_walks_cell_by_cell_and_stays_inside() -> None:
    app = GridApp(MANY)
    async with app.run_test(size=(60, 11)) as pilot:
        assert await pressed(app, pilot, "down", "j", "right") == (2, 1)
        assert await pressed(app, pilot, "k", "left", "left", "left") == (1, 0)
        assert await pressed(app, pilot, "right", "right", "right", "right", "right") == (1, 3)
        assert await pressed(app, pilot, "G") == (39, 3)
        assert await pressed(app, pilot, "home") == (0, 3)
        assert await pressed(app, pilot, "pagedown") == (9, 3)
        assert await pressed(app, pilot, "pageup", "end") == (39, 3)
        assert app.grid.place == "40 of 40" and not app.heard


async def test_walking_on_beyond_the_first_or_the_last_line_is_told() -> None:
    app = GridApp(MANY[:2])
    async with app.run_test(size=(60, 11)) as pilot:
        await pressed(app, pilot, "up", "down", "down")
        assert app.heard == ["above", "below"] and app.grid.cursor == (1, 0)


async def test_the_titles_and_the_names_stay_in_sight_while_it_scrolls_both_ways() -> None:
    app = GridApp(MANY)
    async with app.run_test(size=(40, 6)) as pilot:
        assert app.lines[0].startswith(" Campaign") and app.lines[0].endswith("›")
        assert "Won value" not in app.lines[0]
        await pressed(app, pilot, "G", "right", "right", "right")
        assert "Won value" in app.lines[0] and "Leads" not in app.lines[0]
        assert "‹" in app.lines[0] and "›" not in app.lines[0]
        assert app.lines[0].startswith(" Campaign")
        assert app.lines[5].startswith(" Campaign 40") and "› 1,000.00" in app.lines[5]
        await pressed(app, pilot, "left", "left", "left", "g")
        assert "Leads" in app.lines[0] and app.lines[1].startswith(" Campaign 1 ")


@given(
    width=st.integers(8, 140),
    names=st.lists(st.text(max_size=30), min_size=1, max_size=5),
    cells=st.lists(st.text("0123456789.,% —", max_size=14), min_size=1, max_size=9),
    at=st.integers(0, 8),
)
def test_the_cell_under_the_cursor_is_always_in_sight_and_no_line_too_wide(
    width: int, names: list[str], cells: list[str], at: int
) -> None:
    grid = FigureGrid()
    grid._size = Size(width, 4)
    grid.show("Name", [f"K{n}" for n in range(len(cells))], [row(name, *cells) for name in names])
    grid.action_step(0, at)
    column = min(at, len(cells) - 1)
    assert grid.cursor == (0, column)
    assert column in grid._in_sight(grid._first)
    if len(grid._in_sight(grid._first)) > 1:
        for y in range(4):
            assert sum(cell_len(text) for text, _ in grid.pieces(y)) <= width


async def test_only_lines_in_sight_are_made(monkeypatch: pytest.MonkeyPatch) -> None:
    app = GridApp([row(f"Campaign {n}", "1", "2", "3", "4", key=n) for n in range(5_000)])
    made: list[int] = []
    async with app.run_test(size=(60, 11)) as pilot:
        real = app.grid._line

        def counted(number: int) -> Sequence[Piece]:
            made.append(number)
            return real(number)

        monkeypatch.setattr(app.grid, "_line", counted)
        await pressed(app, pilot, "G")
        assert made and set(made) <= set(range(4_990, 5_000))


async def test_the_cursor_stays_on_its_line_when_the_table_is_read_again() -> None:
    app = GridApp(MANY)
    async with app.run_test(size=(60, 11)) as pilot:
        await pressed(app, pilot, "down", "down", "right")
        app.grid.show("Campaign", COLUMNS, MANY[1:])
        assert app.grid.cursor == (1, 1) and app.grid.cursor_key == 3
        app.grid.go_to(40)
        assert app.grid.cursor == (38, 1)
        app.grid.show("Campaign", COLUMNS[:1], [row("Only", "1")])
        assert app.grid.cursor == (0, 0)


async def test_a_cell_opens_by_enter_and_by_a_second_click() -> None:
    app = GridApp(MANY)
    async with app.run_test(size=(60, 11)) as pilot:
        await pressed(app, pilot, "down", "right", "enter")
        assert app.heard == [(1, 1)]
        x = app.lines[0].index("Won value") + 2
        await pilot.click(FigureGrid, offset=(x, 3))
        assert app.grid.cursor == (2, 3) and len(app.heard) == 1
        await pilot.click(FigureGrid, offset=(x, 3))
        assert app.heard[1:] == [(2, 3)]
        await pilot.click(FigureGrid, offset=(x, 0))
        await pilot.click(FigureGrid, offset=(2, 5))
        assert app.grid.cursor == (2, 3)


async def test_an_empty_table_says_what_to_do_and_opens_nothing() -> None:
    app = GridApp([])
    async with app.run_test(size=(60, 11)) as pilot:
        assert "press a to add one" in app.lines[0]
        assert await pressed(app, pilot, "enter", "right", "G", "pagedown") is None
        assert not app.heard


async def test_names_are_text_and_never_markup_however_wide_they_are() -> None:
    app = GridApp(
        [row("[/] [b]車輪の店\x1b", "1", "2", "3", "4"), row("plain", "1", "2", "3", "4")]
    )
    async with app.run_test(size=(60, 5)):
        assert "[/] [b]車輪の店␛" in app.lines[1]
        ends = {cell_len(line.rstrip()) for line in app.lines[1:3]}
        assert len(ends) == 1


@pytest.mark.parametrize("theme", ["textual-dark", "textual-light", "ansi-dark"])
async def test_every_shade_looks_different_and_the_cursor_like_none_of_them(theme: str) -> None:
    cells = tuple(GridCell("50 %", shade=step) for step in range(1, SHADES + 1))
    app = GridApp([GridRow("May", cells)], tuple("12345"))
    app.theme = theme
    async with app.run_test(size=(60, 5)) as pilot:
        await pilot.pause()
        looks = {str(app.grid._role_style(f"shade{step}")) for step in range(1, SHADES + 1)}
        assert len(looks) == SHADES
        assert str(app.grid._role_style("cursor")) not in looks


@given(st.integers(LEAST, MOST))
def test_a_levers_bar_has_one_width_and_says_which_way_it_was_moved(percent: int) -> None:
    bar = bar_of(percent)
    left, middle, right = bar.partition("│")
    assert len(bar) == 21 and middle and len(left) == len(right)
    filled = set("█▶◀")
    assert bool(filled & set(left)) == (percent < 0)
    assert bool(filled & set(right)) == (percent > 0)
