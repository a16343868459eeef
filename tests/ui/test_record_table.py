"""The list of records on the screen: what it shows, does at a key, and tells."""

from __future__ import annotations

import pytest
from rich.cells import cell_len
from textual.app import App, ComposeResult
from textual.message import Message

from tests.ui.record_doubles import Deals, Lane, many
from tui_crm.errors import Busy
from tui_crm.ui.widgets.record_table import PAGE_SIZE, Column, Marks, RecordTable


class Page(App[None]):
    """A page with nothing but the list, which remembers what the list told."""

    def __init__(self, deals: Deals | None = None, lane: Lane | None = None) -> None:
        super().__init__()
        self.lane = lane or Lane()
        self.deals = deals
        self.told: list[Message] = []
        self.escapes = 0

    BINDINGS = [("escape", "note_escape")]  # noqa: RUF012  # as Textual declares it

    def compose(self) -> ComposeResult:
        yield RecordTable(self.lane)

    def on_mount(self) -> None:
        self.table.focus()
        if self.deals is not None:
            self.table.show(self.deals)

    def action_note_escape(self) -> None:
        self.escapes += 1

    @property
    def table(self) -> RecordTable:
        return self.query_one(RecordTable)

    def lines(self) -> list[str]:
        """What stands on the screen, without the scrollbar's column."""
        strips = self.screen._compositor.render_strips()
        return [strip.text[:-1].rstrip() for strip in strips]

    def of(self, kind: type[Message]) -> list[Message]:
        return [message for message in self.told if isinstance(message, kind)]

    def on_record_table_moved(self, message: RecordTable.Moved) -> None:
        self.told.append(message)

    def on_record_table_opened(self, message: RecordTable.Opened) -> None:
        self.told.append(message)

    def on_record_table_marks_changed(self, message: RecordTable.MarksChanged) -> None:
        self.told.append(message)

    def on_record_table_header_clicked(self, message: RecordTable.HeaderClicked) -> None:
        self.told.append(message)

    def on_record_table_counted(self, message: RecordTable.Counted) -> None:
        self.told.append(message)

    def on_record_table_failed(self, message: RecordTable.Failed) -> None:
        self.told.append(message)


async def test_rows_stand_under_their_titles_with_numbers_to_the_right() -> None:
    page = Page(Deals(["Hotel Lind", "Kern"]))
    async with page.run_test(size=(40, 6)):
        await page.animator.wait_for_idle()
        assert page.lines()[:3] == [
            "  Name              ▼ Amount  Stage",
            "  Hotel Lind            0.00  won",
            "  Kern                  1.00  won",
        ]


@pytest.mark.parametrize(
    ("name", "visible"),
    [
        ("[/]", "[/]"),
        ("[red]x[/red]", "[red]x[/red]"),
        ("[@click=quit]Q", "[@click=quit]Q"),
        ("a\x1b]52;c;x\x07", "a␛]52;c;x␇"),
        ("\x9b2J", "⟨009B⟩2J"),
        ("東京オフィス", "東京オフィス"),
    ],
)
async def test_any_name_is_drawn_as_it_is_and_harms_nothing(name: str, visible: str) -> None:
    page = Page(Deals([name, "next"]))
    async with page.run_test(size=(60, 5)):
        await page.animator.wait_for_idle()
        line = page.lines()[1]
        assert visible in line
        assert not any(ord(sign) < 32 or 127 <= ord(sign) < 160 for sign in line)
        assert cell_len(line[: line.index("won")]) == page.lines()[2].index("won")


async def test_keys_move_the_cursor_and_tell_where_it_is() -> None:
    page = Page(many(1000))
    async with page.run_test(size=(60, 11)) as pilot:
        for keys, index in (
            (("down", "j", "k"), 1),
            (("pagedown",), 11),
            (("G",), 999),
            (("pageup",), 989),
            (("end", "home"), 0),
            (("up",), 0),
        ):
            await pilot.press(*keys)
            assert page.table.cursor == page.table.cursor_id == index
        assert page.table.place == "1 of 1,000"
        moved = page.of(RecordTable.Moved)
        assert isinstance(moved[-1], RecordTable.Moved)
        assert (moved[-1].row_id, moved[-1].index) == (0, 0)
        await pilot.press("down", "enter")
        opened = page.of(RecordTable.Opened)
        assert [message.row_id for message in opened] == [1]  # type: ignore[attr-defined]


async def test_the_cursor_keeps_its_line_when_a_page_is_turned() -> None:
    page = Page(many(1000))
    async with page.run_test(size=(60, 11)) as pilot:
        await pilot.press("down", "down", "pagedown")
        assert page.lines()[3].startswith("  Deal 12 ")
        assert page.table.cursor == 12


async def test_marks_show_a_sign_and_are_counted() -> None:
    page = Page(many(5))
    async with page.run_test(size=(60, 8)) as pilot:
        await pilot.press("space", "down", "shift+down", "shift+down", "shift+up")
        assert page.table.marked == Marks(frozenset({0, 2, 3}))
        assert [line[:2] for line in page.lines()[1:6]] == ["▪ ", "  ", "▪ ", "▪ ", "  "]
        await pilot.press("ctrl+a", "home", "space")
        assert page.table.marked == Marks(frozenset({0}), everything=True)
        await pilot.press("escape")
        assert not page.table.marked
        assert page.escapes == 0
        await pilot.press("escape")
        assert page.escapes == 1
        counts = [message.count for message in page.of(RecordTable.MarksChanged)]  # type: ignore[attr-defined]
        assert counts == [1, 3, 4, 3, 5, 4, 0]


async def test_old_rows_stay_until_the_new_ones_have_come() -> None:
    lane = Lane()
    page = Page(many(3), lane)
    async with page.run_test(size=(60, 6)) as pilot:
        lane.held = True
        page.table.show(many(3, first=70), at=0)
        await pilot.pause()
        assert page.lines()[1].startswith("  Deal 0 ")
        lane.answer()
        await pilot.pause()
        assert page.lines()[1].startswith("  Deal 70 ")
        assert page.table.cursor_id == 70


async def test_what_an_older_source_answers_late_is_not_shown() -> None:
    lane = Lane(held=True)
    page = Page(None, lane)
    async with page.run_test(size=(60, 6)) as pilot:
        lane.replace = lane.ask  # type: ignore[method-assign]  # a lane that could not interrupt
        page.table.show(many(3, first=10))
        page.table.show(many(3, first=20))
        lane.answer()
        await pilot.pause()
        assert page.table.cursor_id == 20


async def test_the_cursor_follows_the_record_that_is_kept() -> None:
    page = Page(many(2000))
    async with page.run_test(size=(60, 11)) as pilot:
        page.table.show(many(2000, first=5), keep=1505)
        await pilot.pause()
        assert (page.table.cursor, page.table.cursor_id) == (1500, 1505)
        page.table.show(many(300), keep=1505)
        await pilot.pause()
        assert page.table.cursor == 299
        await pilot.press("up")
        page.table.reload()
        await pilot.pause()
        assert page.table.cursor_id == 298


async def test_steps_taken_while_rows_are_read_again_are_not_lost() -> None:
    lane = Lane()
    page = Page(many(50), lane)
    async with page.run_test(size=(60, 11)) as pilot:
        lane.held = True
        page.table.reload()
        await pilot.press("down", "down")
        lane.answer()
        await pilot.pause()
        assert page.table.cursor == 2


async def test_marks_of_all_never_pass_to_another_filter() -> None:
    page = Page(many(50))
    async with page.run_test(size=(60, 11)) as pilot:
        await pilot.press("ctrl+a")
        page.table.reload()
        await pilot.pause()
        assert page.table.marked == Marks(everything=True)
        page.lane.held = True
        page.table.show(many(10))
        page.table.reload()
        page.lane.answer()
        await pilot.pause()
        assert not page.table.marked


async def test_the_first_rows_can_be_used_before_they_are_counted() -> None:
    lane = Lane(held=True)
    page = Page(many(10 * PAGE_SIZE), lane)
    async with page.run_test(size=(60, 11)) as pilot:
        lane.answer(1)
        await pilot.press("down")
        assert page.table.cursor_id == 1
        assert page.table.total is None
        assert page.table.place == "2 of …"
        await pilot.press("end")
        lane.answer()
        await pilot.pause()
        assert page.table.total == 1280
        assert page.table.cursor == 1279
        assert len(page.of(RecordTable.Counted)) == 1


async def test_rows_still_to_come_show_a_dot() -> None:
    lane = Lane()
    page = Page(many(100 * PAGE_SIZE), lane)
    async with page.run_test(size=(60, 6)) as pilot:
        lane.held = True
        await pilot.press("end")
        assert page.lines()[1:6] == ["  ·"] * 5
        assert page.table.cursor_id is None
        lane.answer()
        await pilot.pause()
        assert page.lines()[5].startswith("  Deal 12799 ")
        assert page.table.cursor_id == 12799


async def test_an_empty_list_says_what_to_do() -> None:
    page = Page(many(0))
    async with page.run_test(size=(20, 7)):
        page.table.empty = "No deals yet. Press a to add one."
        await page.animator.wait_for_idle()
        lines = page.lines()
        assert lines[0].startswith("  Name")
        assert " ".join(" ".join(lines[1:5]).split()) == "No deals yet. Press a to add one."


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (Busy("Another program holds the book."), "Another program holds the book."),
        (OSError("gone"), "The rows could not be read (gone). Press r to try again."),
    ],
)
async def test_a_failed_read_is_told_and_leaves_the_rows(error: Exception, sentence: str) -> None:
    deals = many(40)
    page = Page(deals)
    async with page.run_test(size=(70, 8)) as pilot:
        deals.fails = error
        page.table.reload()
        await pilot.pause()
        lines = page.lines()
        assert lines[1].startswith("  Deal 0 ")
        assert lines[7] == f"  {sentence}"
        assert len(page.of(RecordTable.Failed)) == 1
        deals.fails = None
        page.table.reload()
        await pilot.pause()
        assert page.lines()[7].startswith("  Deal 6 ")


async def test_the_mouse_goes_to_a_row_opens_it_and_asks_for_an_order() -> None:
    page = Page(many(30))
    async with page.run_test(size=(60, 11)) as pilot:
        await pilot.click(RecordTable, offset=(5, 4))
        assert page.table.cursor == 3
        assert not page.of(RecordTable.Opened)
        await pilot.double_click(RecordTable, offset=(5, 6))
        assert [message.row_id for message in page.of(RecordTable.Opened)] == [5]  # type: ignore[attr-defined]
        await pilot.click(RecordTable, offset=(4, 0))
        (clicked,) = page.of(RecordTable.HeaderClicked)
        assert isinstance(clicked, RecordTable.HeaderClicked)
        assert clicked.column.name == "name"


async def test_columns_that_do_not_fit_are_scrolled_to() -> None:
    columns = (Column("name", "Name", 20), Column("amount", "Amount", 20, "right"))
    page = Page(Deals(["Hotel Lind"] * 30, columns))
    async with page.run_test(size=(20, 5)) as pilot:
        assert page.lines()[1] == "  Hotel Lind"
        await pilot.press("right", "right", "right", "right")
        assert page.lines()[0].endswith("▼ Amount")
        assert page.lines()[1].endswith("0.00")
        await pilot.press("left", "left", "left", "left")
        assert page.lines()[1] == "  Hotel Lind"


async def test_the_list_fits_itself_to_another_size_and_theme() -> None:
    page = Page(many(100))
    async with page.run_test(size=(80, 24)) as pilot:
        await pilot.press("end")
        await pilot.resize_terminal(30, 8)
        for _ in range(50):
            # The size arrives by messages of its own, one widget after another.
            if page.lines()[7].startswith("  Deal 99"):
                break
            await pilot.pause()
        assert page.lines()[7].startswith("  Deal 99")
        assert "Stage" not in page.lines()[0]
        dark = page.table.render_line(7)
        page.theme = "textual-light"
        await pilot.pause()
        assert page.table.render_line(7) != dark


@pytest.mark.parametrize("number", [40, 10**5])
async def test_the_scrollbar_shows_where_the_list_is(number: int) -> None:
    page = Page(many(number))
    async with page.run_test(size=(60, 11)) as pilot:
        bar = page.table.vertical_scrollbar
        top = bar.render_lines(bar.size.region)
        await pilot.press("pagedown")
        assert bar.position == page.table.scroll_offset.y == 10
        await pilot.press("end")
        assert bar.position == number - 10
        assert bar.render_lines(bar.size.region) != top


async def test_a_step_repaints_two_lines_only() -> None:
    page = Page(many(1000))
    async with page.run_test(size=(60, 20)) as pilot:
        drawn: list[int] = []
        table = page.table
        render = table.render_line
        table.render_line = lambda y: drawn.append(y) or render(y)  # type: ignore[method-assign,func-returns-value]  # counts the lines
        await pilot.press("down")
        drawn.clear()
        await pilot.press("down")
        assert sorted(drawn) == [2, 3]


def test_every_key_can_be_remapped_and_says_what_it_does() -> None:
    bindings = [binding for binding in RecordTable.BINDINGS if not isinstance(binding, tuple)]
    assert len({binding.id for binding in bindings}) == len(RecordTable.BINDINGS)
    assert all(binding.id and binding.tooltip for binding in bindings)
