"""The rows behind a list of records: marks, columns, and what is read when."""

from __future__ import annotations

from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.scrollbar import ScrollBarRender

from tests.ui.record_doubles import NAME, Deals, Lane, many
from tui_crm.text import shown
from tui_crm.ui.widgets.record_table import PAGE_SIZE, Column, Marks
from tui_crm.ui.widgets.row_feed import PAGES_KEPT, Counted, Failed, News, RowFeed, View
from tui_crm.ui.widgets.row_layout import GUTTER, fit, lay_out
from tui_crm.ui.widgets.row_marks import MarkedRange
from tui_crm.ui.widgets.row_painter import thumb_step


def feed(source: Deals, lane: Lane) -> tuple[RowFeed, list[News]]:
    """A feed whose news are written down."""
    news: list[News] = []
    return RowFeed(source, lane, lambda call: call(), lambda _, item: news.append(item)), news


# Marks


@given(st.lists(st.tuples(st.integers(0, 9), st.booleans())), st.booleans())
def test_marks_are_what_was_put_last(puts: list[tuple[int, bool]], everything: bool) -> None:
    marks = Marks(everything=everything)
    expected = dict.fromkeys(range(10), everything)
    for row_id, marked in puts:
        marks = marks.put(row_id, marked)
        expected[row_id] = marked
    assert {row_id: row_id in marks for row_id in range(10)} == expected
    assert marks.count(10) == sum(expected.values())


def test_the_count_of_all_marks_is_unknown_until_the_list_is_counted() -> None:
    assert Marks(frozenset({3}), everything=True).count(None) is None
    assert Marks(frozenset({3})).count(None) == 1


@given(
    st.frozensets(st.integers(0, 9)),
    st.booleans(),
    st.integers(0, 9),
    st.lists(st.sampled_from([-1, 1])),
)
def test_a_marked_range_is_the_rows_between_its_ends_and_what_was_marked_before(
    before: frozenset[int], everything: bool, start: int, steps: list[int]
) -> None:
    marks = Marks(before, everything)
    marking = MarkedRange(start, marks)
    place = start
    for step in steps:
        new = max(0, min(9, place + step))
        marks = marking.step(marks, place, place, new, new)
        place = new
    between = range(min(start, place), max(start, place) + 1) if steps else ()
    expected = {row for row in range(10) if row in Marks(before, everything)} | set(between)
    assert {row for row in range(10) if row in marks} == expected


# Columns


@given(st.text().map(shown), st.integers(0, 30), st.booleans())
def test_a_text_fits_its_column_exactly(value: str, width: int, right: bool) -> None:
    assert cell_len(fit(value, width, right)) == width


@given(
    st.lists(st.tuples(st.integers(1, 20), st.integers(0, 3), st.integers(0, 3)), min_size=1),
    st.integers(0, 150),
)
def test_columns_take_all_the_room_and_never_overlap(
    sizes: list[tuple[int, int, int]], room: int
) -> None:
    columns = [
        Column(str(index), "T", width, grow=grow, least=least)
        for index, (width, grow, least) in enumerate(sizes)
    ]
    layout = lay_out(columns, room)
    text = layout.text(["x"] * len(columns))
    assert cell_len(text) + GUTTER == layout.width >= room
    for left, right in zip(layout.placed, layout.placed[1:], strict=False):
        assert left.x + left.width < right.x
        assert left.column.width <= left.width
    assert all(
        column in [p.column for p in layout.placed] for column in columns if not column.least
    )


def test_the_most_dispensable_column_goes_first() -> None:
    columns = (
        Column("a", "A", 10),
        Column("b", "B", 10, least=2),
        Column("c", "C", 10, least=1),
    )
    assert [place.column.name for place in lay_out(columns, 40).placed] == ["a", "b", "c"]
    assert [place.column.name for place in lay_out(columns, 30).placed] == ["a", "c"]
    assert [place.column.name for place in lay_out(columns, 10).placed] == ["a"]


@pytest.mark.parametrize(("align", "title"), [("left", "Amount ▼  "), ("right", "  ▼ Amount")])
def test_the_arrow_leaves_the_title_where_it_stands(
    align: Literal["left", "right"], title: str
) -> None:
    layout = lay_out([Column("amount", "Amount", 10, align)], 13)
    assert layout.headings("amount", True) == [(title, True)]


def test_sorting_walks_through_the_columns_that_can_be_sorted() -> None:
    layout = lay_out([NAME, Column("note", "Note", 4, sortable=False), Column("on", "On", 4)], 80)
    assert layout.sortable_after(None) == "name"
    assert layout.sortable_after("name") == "on"
    assert layout.sortable_after("on") == "name"
    assert lay_out([], 80).sortable_after("name") is None


# Reading


def test_only_the_pages_in_view_and_those_ahead_are_read() -> None:
    source = many(100 * PAGE_SIZE)
    rows, _ = feed(source, Lane())
    rows.open(None, 0, 0, 30)
    assert source.pages_read == [0]
    rows.want(View(50 * PAGE_SIZE, 30), down=True)
    assert source.pages_read == [0, 50, 51, 52, 49]


def test_memory_holds_a_limited_number_of_pages_and_always_those_in_view() -> None:
    source = many(100 * PAGE_SIZE)
    rows, _ = feed(source, Lane())
    rows.open(None, 0, 0, 30)
    for number in [*range(100), *range(99, -1, -1)]:
        rows.want(View(number * PAGE_SIZE, 30), down=True)
        assert rows.row(number * PAGE_SIZE) is not None
        assert rows.pages_held <= PAGES_KEPT


def test_pages_scrolled_past_before_their_turn_are_not_read() -> None:
    source, lane = many(100 * PAGE_SIZE), Lane()
    rows, _ = feed(source, lane)
    rows.open(None, 0, 0, 30)
    rows.count()
    lane.held = True
    rows.want(View(20 * PAGE_SIZE, 30), down=True)
    rows.want(View(90 * PAGE_SIZE, 30), down=True)
    lane.answer()
    assert source.pages_read == [0, 90, 91, 92, 89]
    rows.want(View(20 * PAGE_SIZE, 30), down=True)
    lane.answer()
    assert rows.row(20 * PAGE_SIZE) is not None


def test_a_short_page_makes_the_count_known_without_counting() -> None:
    rows, news = feed(many(10), Lane())
    rows.open(None, 0, 0, 30)
    assert rows.total == 10
    rows.count()
    assert not [item for item in news if isinstance(item, Counted)]


@given(
    st.integers(0, 400), st.integers(0, 500), st.integers(0, 40), st.integers(1, 300), st.booleans()
)
def test_an_opening_holds_every_row_of_its_view(
    number: int, index: int, above: int, height: int, counted: bool
) -> None:
    source = many(number)
    rows, news = feed(source, Lane())
    rows.open(index if counted else None, index, min(above, height - 1), height)
    (opening,) = news
    assert not isinstance(opening, Failed | Counted)
    top = opening.view.top  # type: ignore[union-attr]  # the first news is an opening
    assert all(rows.row(place) for place in range(top, min(number, top + height)))
    assert opening.index == max(0, min(index, number - 1))  # type: ignore[union-attr]
    assert top <= opening.index < top + height or not number  # type: ignore[union-attr]


def test_a_dropped_page_is_read_when_it_is_wanted_again() -> None:
    source, lane = many(50 * PAGE_SIZE), Lane()
    rows, _ = feed(source, lane)
    rows.open(None, 0, 0, 30)
    lane.held = True
    rows.want(View(9 * PAGE_SIZE, 30), down=True)
    lane.replace(lambda: None)
    lane.answer()
    rows.want(View(9 * PAGE_SIZE + 1, 30), down=False)
    lane.answer()
    assert rows.row(9 * PAGE_SIZE) is not None


@given(st.integers(2, 10**7), st.integers(1, 60), st.data())
def test_a_scrollbar_that_is_not_repainted_would_look_the_same(
    height: int, window: int, data: st.DataObject
) -> None:
    position = data.draw(st.integers(0, max(0, height - window)))
    other = data.draw(st.integers(0, max(0, height - window)))
    looks = [
        ScrollBarRender.render_bar(window, height, window if window < height else 0, place)
        for place in (position, other)
    ]
    if thumb_step(position, height, window) == thumb_step(other, height, window):
        assert looks[0].segments == looks[1].segments
