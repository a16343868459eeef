"""How the board looks and where its cursor can go: layout, cards, heads and feet of columns."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tui_crm.ui.widgets.board_cards import LEAST_WIDTH, Grid, grid, line
from tui_crm.ui.widgets.board_state import PAGE_SIZE, BoardColumn, Card, Pages, Standing


def deal(number: int) -> Card:
    return Card(number, f"Deal {number}", "Acme", f"{number}.00", "3 d  call Fri")


def standing(*counts: int, rows: int = 5, across: int = 2) -> Standing:
    columns = tuple(BoardColumn(n, f"S{n}", count, "0", "") for n, count in enumerate(counts))
    return Standing(columns, rows=rows, across=across)


def drawn(
    layout: Grid, where: Standing, cards: dict[tuple[int, int], tuple[Card, ...]], height: int
) -> list[str]:
    pages = Pages()
    pages.replace_all(cards)
    rows = (line(layout, where, pages, y, height) for y in range(height))
    return ["".join(piece for piece, _ in row) for row in rows]


moves = st.lists(
    st.tuples(st.sampled_from(["step", "cross", "jump", "scroll"]), st.integers(-50, 50)),
    max_size=30,
)


@given(st.lists(st.integers(0, 60), min_size=1, max_size=7), moves, st.integers(1, 9))
def test_the_cursor_stays_on_the_board_and_in_sight(
    counts: list[int], steps: list[tuple[str, int]], rows: int
) -> None:
    where = standing(*counts, rows=rows, across=min(3, len(counts)))
    for kind, size in steps:
        if kind == "scroll":
            where.scroll(where.column, size)
            continue
        if kind == "cross":
            where.cross(size)
        else:
            where.go(where.column, size if kind == "jump" else where.index + size)
        top = where.top(where.column)
        if kind != "cross" or size:
            assert 0 <= where.index < max(counts[where.column], 1)
            assert where.left <= where.column < where.left + where.across
        if kind != "cross":
            assert top <= where.index < top + rows
    assert 0 <= where.left <= len(counts) - where.across


def test_crossing_keeps_the_height_on_the_screen() -> None:
    where = standing(40, 40)
    where.go(0, 30)
    where.go(1, 2)
    where.cross(-1)
    assert where.index - where.top(0) == 2


def test_crossing_to_a_shorter_stage_ends_on_its_last_deal() -> None:
    where = standing(10, 2)
    where.go(0, 4)
    where.cross(1)
    assert (where.column, where.index) == (1, 1)


def test_pages_read_longest_ago_are_let_go_of() -> None:
    pages = Pages()
    for number in range(1000):
        pages.put((0, number), (deal(number),))
        pages.touch((0, 0))
    assert len(pages) < 300
    assert pages.card(0, 0) == deal(0)
    assert pages.card(0, 500 * PAGE_SIZE) is None


@given(st.integers(0, 250), st.integers(0, 80), st.integers(0, 30))
def test_columns_lie_beside_each_other_within_the_width(
    width: int, height: int, columns: int
) -> None:
    layout = grid(width, height, columns)
    edges = [
        edge
        for start, cells in zip(layout.starts, layout.widths, strict=True)
        for edge in (start, start + cells)
    ]
    assert edges == sorted(edges)
    if width >= LEAST_WIDTH + 2:
        assert min(layout.widths) >= LEAST_WIDTH
        assert edges[-1] < width


@given(
    st.integers(24, 130),
    st.integers(8, 45),
    st.lists(st.integers(0, 20), min_size=1, max_size=6),
    st.text(max_size=40),
)
def test_every_line_is_as_wide_as_its_columns(
    width: int, height: int, counts: list[int], title: str
) -> None:
    layout = grid(width, height, len(counts))
    where = standing(*counts, rows=layout.rows, across=len(layout.widths))
    card = Card(1, title, title, "1,234,567.00", title, "warning")
    cards = {(stage, 0): (card,) * count for stage, count in enumerate(counts)}
    lines = drawn(layout, where, cards, height)
    assert {cell_len(row) for row in lines} == {layout.starts[-1] + layout.widths[-1] + 1}
    assert not any(character in "".join(lines) for character in "\x1b\x9b\n\t\x00")


def test_high_boards_have_bordered_cards_and_the_cursor_a_heavy_border() -> None:
    layout = grid(60, 34, 2)
    cards = {(0, 0): (deal(1), deal(2)), (1, 0): (deal(3),)}
    lines = drawn(layout, standing(2, 1), cards, 34)
    assert lines[2].startswith(" ┏━") and "╭─" in lines[2]
    assert lines[3].startswith(" ┃ Deal 1")
    assert lines[4].rstrip(" ┃│").count("Acme") == 2
    assert lines[6].startswith(" ┗━") and lines[10].startswith(" ╰─")


def test_low_boards_have_cards_of_two_lines_that_keep_the_warning_as_a_mark() -> None:
    layout = grid(50, 18, 2)
    stale = Card(1, "Fleet", "Post Graz", "9,800.00", "12 d stale", "warning")
    lines = drawn(layout, standing(1, 1), {(0, 0): (stale,), (1, 0): (deal(2),)}, 18)
    assert lines[3].startswith(" ┃Fleet") and lines[3][: layout.widths[0]].rstrip().endswith("!")
    assert lines[4].startswith(" ┃Post Graz") and "9,800.00" in lines[4]
    assert "!" not in lines[3][layout.starts[1] :]


def test_heads_show_title_count_sum_and_weighted_sum() -> None:
    column = BoardColumn(1, "Qualified", 8, "21,300", "4,260")
    lines = drawn(grid(30, 20, 1), Standing((column,)), {}, 20)
    assert lines[0].split() == ["Qualified", "8", "21,300"]
    assert lines[1].split() == ["weighted", "4,260"]


def test_a_head_without_room_moves_the_count_below_and_cuts_no_figure() -> None:
    column = BoardColumn(1, "Qualified", 4000, "9,360,000", "3,760,000")
    lines = drawn(grid(24, 20, 1), Standing((column,)), {}, 20)
    assert lines[0].split() == ["Qualified", "9,360,000"]
    assert lines[1].split() == ["4,000", "wtd", "3,760,000"]


def test_empty_stages_show_a_dash_and_unread_deals_a_dot() -> None:
    lines = drawn(grid(60, 20, 2), standing(0, 5), {}, 20)
    assert "–" in lines[3] and "·" in lines[3]


def test_marks_tell_that_there_are_stages_beyond_the_edges() -> None:
    layout = grid(50, 20, 5)
    where = standing(1, 1, 1, 1, 1, across=len(layout.widths))
    assert drawn(layout, where, {}, 20)[0][0] == " "
    assert drawn(layout, where, {}, 20)[0].endswith("›")
    where.go(4, 0)
    assert drawn(layout, where, {}, 20)[0].startswith("‹")
    assert not drawn(layout, where, {}, 20)[0].endswith("›")


def test_the_foot_counts_the_deals_out_of_sight() -> None:
    layout = grid(40, 20, 1)
    where = standing(100, rows=layout.rows, across=1)
    where.go(0, 50)
    above = where.top(0)
    assert drawn(layout, where, {}, 20)[-1].split("·")[0].strip() == f"{above} above"
    assert drawn(layout, where, {}, 20)[-1].strip().endswith(f"{100 - above - layout.rows} below")
