"""Scorecards: aligned figures, what goes first when room is short, trends, and the cursor."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.app import App, ComposeResult
from textual.containers import Horizontal

from tui_crm.ui.widgets.scorecard import (
    Scorecard,
    ScoreLine,
    score_pieces,
    sparkline,
    split_change,
    split_value,
    widths,
)

SALES = (
    ScoreLine("revenue", "Revenue", "42,310.00", "▲ 12 % better", "better", (1, 2, 3), "target 1"),
    ScoreLine("cycle", "Sales cycle", "24.3 d", "▼ 3.1 d better", "better", (3, 2, 1), "target 2"),
    ScoreLine("cost", "Acquisition cost", "212.40", "▲ 8 % worse", "worse", (1,) * 9, ""),
    ScoreLine("retention", "Retention", "91.2 %", "=", "same", (7, None, 7), ""),
    ScoreLine("value", "Customer lifetime value", "—", "n/a", "unknown", (), "no customers"),
)


class ScoreApp(App[None]):
    """Two scorecards side by side, as on Metrics."""

    CSS = "Scorecard { width: 1fr; }"

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[tuple[str, str | None, str]] = []

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield Scorecard(id="sales")
            yield Scorecard(id="marketing")

    def on_mount(self) -> None:
        self.card("sales").show("SALES", SALES)
        self.card("marketing").show("MARKETING", SALES[:2])
        self.card("sales").focus()

    def card(self, name: str) -> Scorecard:
        return self.query_one(f"#{name}", Scorecard)

    def on_scorecard_moved(self, message: Scorecard.Moved) -> None:
        self.heard.append(("moved", message.control.id, message.name))

    def on_scorecard_chosen(self, message: Scorecard.Chosen) -> None:
        self.heard.append(("chosen", message.control.id, message.name))

    def on_scorecard_left(self, message: Scorecard.Left) -> None:
        self.heard.append(("left", "", "down" if message.down else "up"))


def text(card: Scorecard) -> list[str]:
    return [card.render_line(y).text for y in range(card.size.height)]


def drawn(width: int, lines: tuple[ScoreLine, ...] = SALES) -> list[str]:
    cells = widths(lines, width)
    return [
        "".join(piece for piece, _ in score_pieces(line, cells, False, width)) for line in lines
    ]


@pytest.mark.parametrize(
    ("trend", "blocks"),
    [
        ((0, 1, 2, 3, 4, 5, 6, 7), "▁▂▃▄▅▆▇█"),
        ((5, 5, 5), "     ▄▄▄"),
        ((0, 0, 0), "     ▁▁▁"),
        ((1, None, 2), "     ▁ █"),
        ((None, None), "        "),
        ((), "        "),
        ((9, 9, 0, 1, 2, 3, 4, 5, 6, 7), "▁▂▃▄▅▆▇█"),
        ((-3, 0), "      ▁█"),
    ],
)
def test_a_trend_is_drawn_as_blocks(trend: tuple[float | None, ...], blocks: str) -> None:
    assert sparkline(trend, 8) == blocks


@given(st.lists(st.none() | st.floats(-1e9, 1e9), max_size=30), st.integers(0, 20))
def test_a_trend_never_falls_where_its_values_rise(trend: list[float | None], cells: int) -> None:
    blocks = sparkline(trend, cells)
    assert len(blocks) == cells
    recent = trend[-cells:] if cells else []
    known = [(value, block) for value, block in zip(recent, blocks[-len(recent) :], strict=False)
             if value is not None]  # fmt: skip
    assert [block for _, block in sorted(known)] == sorted(block for _, block in known)


@pytest.mark.parametrize(
    ("value", "parts"),
    [
        ("42,310.00", ("42,310.00", "")),
        ("24.3 d", ("24.3", " d")),
        ("—", ("—", "")),
        ("1.234 €", ("1.234", " €")),
    ],
)
def test_figures_end_with_their_last_digit(value: str, parts: tuple[str, str]) -> None:
    assert split_value(value) == parts


@pytest.mark.parametrize(
    ("change", "parts"),
    [
        ("▲ 12 % better", ("▲", "12 %", "better")),
        ("▼ 0.4 pt", ("▼", "0.4 pt", "")),
        ("=", ("=", "", "")),
        ("n/a", ("n/a", "", "")),
    ],
)
def test_changes_are_taken_apart(change: str, parts: tuple[str, str, str]) -> None:
    assert split_change(change) == parts


def test_wide_scorecards_show_all_parts_in_columns() -> None:
    lines = drawn(70)
    assert lines[0].split() == ["Revenue", "42,310.00", "▲", "12", "%", "better", "▁▅█"]
    assert lines[0].index("better") == lines[1].index("better") == lines[2].index("worse")
    assert lines[0].index("% better") == lines[2].index("% worse")


def test_figures_align_on_their_last_digit() -> None:
    ends = []
    for line, row in zip(SALES[:4], drawn(70), strict=False):
        number, _ = split_value(line.value)
        ends.append(row.index(number) + len(number))
    assert len(set(ends)) == 1


def test_the_trend_goes_first_then_the_word_then_the_difference_and_never_the_value() -> None:
    parts = []
    for width in range(75, 12, -1):
        lines = drawn(width)
        assert all(
            split_value(line.value)[0] in row for line, row in zip(SALES, lines, strict=True)
        )
        parts.append(("█" in lines[0], "better" in lines[0], "12 %" in lines[0], "▲" in lines[0]))
    order = list(dict.fromkeys(parts))
    assert order == [
        (True, True, True, True),
        (False, True, True, True),
        (False, False, True, True),
        (False, False, False, True),
        (False, False, False, False),
    ]


def test_a_long_title_is_cut_before_the_trend_goes() -> None:
    lines = drawn(60)
    assert "…" in lines[4] and "█" in lines[0]
    assert "…" not in drawn(75)[4]


def test_at_38_cells_the_title_is_cut_and_worse_keeps_a_mark() -> None:
    lines = drawn(38)
    assert lines[4].strip().startswith("Customer lifetime")
    assert "…" in lines[4] and "—" in lines[4]
    assert lines[2].rstrip().endswith("▲!")
    assert lines[0].rstrip().endswith("▲")


@given(st.integers(0, 120), st.text(max_size=30), st.text(max_size=12), st.text(max_size=12))
def test_lines_are_equally_wide_whatever_they_say(
    width: int, title: str, value: str, change: str
) -> None:
    odd = ScoreLine("odd", title, value, change, "unknown", (1.0, None), "")
    lines = drawn(width, (*SALES, odd))
    assert len({cell_len(line) for line in lines}) == 1
    cells = widths((*SALES, odd), width)
    assert cell_len(lines[0]) <= max(width, 5 + cells.number + cells.suffix)
    assert not any(character in "".join(lines) for character in "\x1b\n\x00\x9b")


async def test_keys_move_the_cursor_and_open_the_figure() -> None:
    app = ScoreApp()
    async with app.run_test(size=(120, 20)) as pilot:
        await pilot.press("j", "down", "k", "enter")
        assert app.card("sales").cursor_name == "cycle"
        assert app.heard[-1] == ("chosen", "sales", "cycle")
        await pilot.press("G")
        assert app.heard[-1] == ("moved", "sales", "value")
        await pilot.press("down", "g")
        assert app.heard[-1] == ("moved", "sales", "revenue")


async def test_tab_goes_to_the_other_scorecard_and_only_one_shows_a_cursor() -> None:
    app = ScoreApp()
    async with app.run_test(size=(120, 20)) as pilot:
        await pilot.pause()
        assert text(app.card("sales"))[1].startswith("›Revenue")
        assert text(app.card("marketing"))[1].startswith(" Revenue")
        await pilot.press("tab", "j")
        assert text(app.card("sales"))[1].startswith(" Revenue")
        assert text(app.card("marketing"))[2].startswith("›Sales cycle")


async def test_the_last_lines_say_what_to_know_about_the_figure() -> None:
    app = ScoreApp()
    async with app.run_test(size=(120, 20)) as pilot:
        await pilot.press("j")
        await pilot.pause()
        assert app.card("sales").size.height == len(SALES) + 3
        assert text(app.card("sales"))[-2].strip() == "target 2"
        assert text(app.card("marketing"))[len(SALES[:2]) + 1].strip() == ""


async def test_the_cursor_stays_on_its_figure_when_new_figures_come() -> None:
    app = ScoreApp()
    async with app.run_test(size=(120, 20)) as pilot:
        await pilot.press("j")
        app.card("sales").show("SALES", SALES[::-1])
        await pilot.pause()
        assert app.card("sales").cursor_name == "cycle"
        assert text(app.card("sales"))[4].startswith("›Sales cycle")


async def test_a_low_scorecard_scrolls_to_its_cursor() -> None:
    app = ScoreApp()
    async with app.run_test(size=(120, 20)) as pilot:
        app.card("sales").styles.height = 3
        await pilot.press("G")
        await pilot.pause()
        assert text(app.card("sales"))[2].startswith("›Customer lifetime")
        await pilot.press("g")
        assert text(app.card("sales"))[1].startswith("›Revenue")


async def test_a_long_hint_goes_on_in_a_second_line() -> None:
    app = ScoreApp()
    async with app.run_test(size=(80, 20)) as pilot:
        hint = "target 4,500.00; before 3,745.00; a year before 6,635.00"
        app.card("sales").show("SALES", [replace(SALES[0], hint=hint)])
        await pilot.pause()
        lines = [line.strip() for line in text(app.card("sales"))[2:4]]
        assert all(lines) and " ".join(lines) == hint


async def test_a_name_that_is_cut_is_whole_in_the_hint() -> None:
    app = ScoreApp()
    async with app.run_test(size=(80, 20)) as pilot:
        name = "Lifetime value of all customers so far"
        app.card("sales").show("SALES", [replace(SALES[0], title=name), SALES[1]])
        await pilot.pause()
        lines = [line.strip() for line in text(app.card("sales"))]
        assert name not in lines[1] and " ".join(lines[3:5]) == f"{name}: target 1"
        await pilot.press("j")
        assert text(app.card("sales"))[3].strip() == "target 2"


async def test_a_card_of_more_figures_than_rows_says_which_are_in_sight() -> None:
    app = ScoreApp()
    async with app.run_test(size=(120, 20)) as pilot:
        many = [replace(SALES[0], name=f"n{at}", hint=f"hint {at}") for at in range(24)]
        card = app.card("sales")
        card.styles.height = 10
        card.show("SALES", many)
        await pilot.pause()
        assert "1 to 7 of 24" in text(card)[0] and "hint 0" in text(card)[8]
        await pilot.press("G")
        assert "18 to 24 of 24" in text(card)[0] and "hint 23" in text(card)[8]


async def test_walking_on_beyond_the_last_figure_leaves_the_card_but_jumping_does_not() -> None:
    app = ScoreApp()
    async with app.run_test(size=(120, 20)) as pilot:
        await pilot.press("up")
        await pilot.press("G", "G", "down")
        assert [heard for heard in app.heard if heard[0] == "left"] == [
            ("left", "", "up"), ("left", "", "down"),
        ]  # fmt: skip


def test_a_doubtful_figure_is_marked_and_the_marks_move_nothing() -> None:
    marked = drawn(70, (replace(SALES[0], doubtful=True), *SALES[1:]))
    plain = drawn(70)
    assert "!" in marked[0] and marked[0].replace("!", " ") == plain[0] and marked[1:] == plain[1:]


def test_titles_are_cut_only_as_far_as_they_can_be_told_apart() -> None:
    lost = [replace(SALES[0], title=f"Recurring lost, {what}") for what in ("gross", "net")]
    for width in range(45, 75):
        assert len({line[:24] for line in drawn(width, tuple(lost))}) == 2, width


async def test_clicks_choose_then_open_a_figure() -> None:
    app = ScoreApp()
    async with app.run_test(size=(120, 20)) as pilot:
        await pilot.click("#sales", offset=(5, 3))
        assert app.card("sales").cursor_name == "cost"
        await pilot.click("#sales", offset=(5, 3))
        assert app.heard[-1] == ("chosen", "sales", "cost")


async def test_titles_that_look_like_markup_are_drawn_as_they_are() -> None:
    app = ScoreApp()
    async with app.run_test(size=(120, 20)) as pilot:
        odd = ScoreLine("odd", "[/] [b]x", "1.00", "=", "same", (), "[red]why[/]")
        app.card("sales").show("[SALES]", [odd])
        await pilot.pause()
        lines = text(app.card("sales"))
        assert lines[0].startswith(" [SALES]") and lines[1].startswith("›[/] [b]x")
        assert lines[2].strip() == "[red]why[/]"


async def test_verdicts_are_coloured_besides_their_words() -> None:
    app = ScoreApp()
    async with app.run_test(size=(120, 20)) as pilot:
        await pilot.press("tab")
        await pilot.pause()
        card = app.card("sales")
        colours = [
            next(
                part.style.color for part in card.render_line(y) if part.style and mark in part.text
            )
            for y, mark in ((1, "better"), (3, "worse"), (4, "="))
        ]
        assert len(set(colours)) == 3
