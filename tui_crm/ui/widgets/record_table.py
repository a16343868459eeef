"""The list of records that reads only what it shows, whatever the number of records."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import ClassVar, TypeAlias

from textual import events
from textual.binding import BindingType
from textual.geometry import Region, Size
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.scrollbar import ScrollBar
from textual.strip import Strip

from tui_crm.ui.widgets import row_feed, row_messages
from tui_crm.ui.widgets.row_feed import News, Opening, PageRead, View
from tui_crm.ui.widgets.row_keys import row_bindings
from tui_crm.ui.widgets.row_layout import lay_out
from tui_crm.ui.widgets.row_look import LOOK, PARTS
from tui_crm.ui.widgets.row_marks import MarkedRange, Marks
from tui_crm.ui.widgets.row_painter import HEADING, RowPainter, thumb_step
from tui_crm.ui.widgets.row_shown import ShownRows
from tui_crm.ui.widgets.row_source import PAGE_SIZE, Column, Lane, Row, RowSource

__all__ = ["PAGE_SIZE", "Column", "Lane", "Marks", "RecordTable", "Row", "RowSource"]

SIDE_STEP = 8
"""Cells that one key scrolls sideways."""


class RecordTable(ScrollView, can_focus=True, inherit_bindings=False):
    """A list of records to walk, mark and open; ten or a million answer alike."""

    BINDINGS: ClassVar[list[BindingType]] = row_bindings()

    COMPONENT_CLASSES: ClassVar[set[str]] = set(PARTS)

    DEFAULT_CSS = LOOK

    ALLOW_SELECT = False

    cursor: reactive[int] = reactive(0, repaint=False)
    """The index of the row under the cursor."""
    empty: reactive[str] = reactive("Nothing here yet.")
    """The sentence shown when there are no rows; it names the next key."""
    problem: reactive[str] = reactive("")
    """The sentence shown when the rows could not be read."""

    Moved: TypeAlias = row_messages.Moved
    Opened: TypeAlias = row_messages.Opened
    MarksChanged: TypeAlias = row_messages.MarksChanged
    HeaderClicked: TypeAlias = row_messages.HeaderClicked
    Counted: TypeAlias = row_messages.Counted
    Failed: TypeAlias = row_messages.Failed

    def __init__(
        self,
        lane: Lane,
        *,
        name: str | None = None,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(name=name, id=id, classes=classes)
        self._rows = ShownRows(lane, self._deliver, self._hear)
        self._painter = RowPainter(self.get_component_rich_style)
        self._area = Size(0, 0)
        """The cells the list has, titles included."""
        self._marks = Marks()
        self._range: MarkedRange | None = None
        self._down = True
        """The direction of the last movement."""
        self._bottom_wanted = False
        """The cursor goes to the last row once the rows are counted."""
        self._asked = _Asked(0, None, False)
        """How the rows were asked for that are shown or on their way."""
        self._told: tuple[int, int] | None = None
        """The record and index that were last told as moved to."""

    @property
    def source(self) -> RowSource | None:
        """The source of the rows."""
        return self._rows.source

    @property
    def total(self) -> int | None:
        """How many records there are; None until they are counted."""
        return self._rows.total

    @property
    def cursor_row(self) -> Row | None:
        """The row under the cursor, its texts as shown; None while there is none."""
        return self._rows.row(self.cursor)

    @property
    def cursor_id(self) -> int | None:
        """The record under the cursor."""
        return row.id if (row := self.cursor_row) else None

    @property
    def marked(self) -> Marks:
        """The marked records."""
        return self._marks

    @property
    def place(self) -> str:
        """Where the cursor is in words: "12 of 1,000,000", "12 of …" until counted."""
        if self.total == 0:
            return "0"
        return f"{self.cursor + 1:,} of {'…' if self.total is None else f'{self.total:,}'}"

    def show(
        self,
        source: RowSource,
        *,
        keep: int | None = None,
        at: int | None = None,
        keep_marks: bool = False,
    ) -> None:
        """Shows other rows as soon as the first have come; until then these stay.

        The cursor goes to the record `keep`, or if that is not among them to the index `at`, or
        else stays where it is. Marks go unless kept: "all" means other records elsewhere.
        The list must be mounted, or what the lane answers does not find it.
        """
        self._asked = _Asked(self.cursor, at, keep_marks)
        first = self._rows.source is None
        if at is None:
            self._rows.show(source, keep, self.cursor, self._view)
        else:
            self._rows.show(source, keep, at, View(at, self._room))
        if first:
            self._place_columns()
            self.refresh()

    def reload(self, *, keep: int | None = None) -> None:
        """Reads the same source anew; the cursor stays on its record or goes to another."""
        keep = self.cursor_id if keep is None else keep
        if (coming := self._rows.coming) is not None:
            self.show(coming, keep=keep, at=self._asked.at, keep_marks=self._asked.keep_marks)
        elif (source := self._rows.source) is not None:
            self.show(source, keep=keep, keep_marks=True)

    def sort_next(self) -> str | None:
        """The column to sort by next: the one after the present, from left to right."""
        present = self.source.sort if self.source else None
        return self._painter.layout.sortable_after(present)

    def mark(self, marks: Marks) -> None:
        """Marks these records and no others."""
        if marks != self._marks:
            self._marks = marks
            self.refresh()
            self.post_message(self.MarksChanged(self, marks.count(self.total)))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leaves escape, left and right to the screen where the list has no use for them."""
        if action == "clear_marks":
            return bool(self._marks)
        if action == "scroll_columns":
            return self._painter.layout.width > self._area.width
        return True

    def action_move(self, rows: int) -> None:
        """Goes some rows down, or up."""
        self._go(self.cursor + rows)

    def action_page(self, pages: int) -> None:
        """Goes as many rows as the screen shows; the cursor keeps its place on the screen."""
        rows = pages * self._room
        self._down = pages > 0
        self.scroll_to(y=self.scroll_offset.y + rows, animate=False, force=True)
        self._go(self.cursor + rows)

    def action_top(self) -> None:
        """Goes to the first row."""
        self._go(0)

    def action_bottom(self) -> None:
        """Goes to the last row, as soon as it is known which that is."""
        if self.total is None:
            self._bottom_wanted = True
        else:
            self._go(self._rows.length - 1)

    def action_open(self) -> None:
        """Opens the record under the cursor."""
        if (row_id := self.cursor_id) is not None:
            self.post_message(self.Opened(self, row_id))

    def action_mark(self) -> None:
        """Marks the row, or takes its mark away, and goes down."""
        if (row_id := self.cursor_id) is not None:
            self.mark(self._marks.put(row_id, row_id not in self._marks))
            self._go(self.cursor + 1)

    def action_mark_range(self, rows: int) -> None:
        """Marks the row and the next one, or gives up the last of a range."""
        marking = self._range or MarkedRange(self.cursor, self._marks)
        old, old_id = self.cursor, self.cursor_id
        self._go(old + rows)
        self._range = marking
        if old_id is not None and (new_id := self.cursor_id) is not None:
            self.mark(marking.step(self._marks, old, old_id, self.cursor, new_id))

    def action_mark_all(self) -> None:
        """Marks every row of the list, read or not."""
        self._range = None
        self.mark(Marks(everything=True))

    def action_clear_marks(self) -> None:
        """Takes all marks away."""
        self._range = None
        self.mark(Marks())

    def action_scroll_columns(self, steps: int) -> None:
        """Shows the columns further left or right."""
        self.scroll_to(x=self.scroll_offset.x + steps * SIDE_STEP, animate=False, force=True)

    def on_click(self, event: events.Click) -> None:
        """Goes to the row, opens it at the second click; a title asks for its order."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        event.stop()
        index = self.scroll_offset.y + offset.y - HEADING
        if offset.y < HEADING:
            column = self._painter.layout.column_at(offset.x + self.scroll_offset.x)
            if column is not None and column.sortable:
                self.post_message(self.HeaderClicked(self, column))
        elif index < self._rows.length:
            self._go(index)
            if event.chain == 2:
                self.action_open()

    def render_line(self, y: int) -> Strip:
        """One line of the screen, painted earlier if it was there before."""
        line, width = y - HEADING, self._area.width
        left, top = self.scroll_offset
        source = self._rows.source
        if source is None:
            return self._painter.blank()
        if line < 0:
            strip = self._painter.heading(source.sort, source.descending)
        elif said := self._painter.remark(self._rows, self.problem, self.empty, self._area, line):
            return said
        else:
            strip = self._painter.line(self._rows, top + line, self.cursor, self._marks)
        return strip if strip.cell_length == width else strip.crop(left, left + width)

    def notify_style_update(self) -> None:
        """Takes the colours of another theme, or those with and without the focus."""
        super().notify_style_update()
        self._painter.restyle()
        self.refresh()

    def on_resize(self) -> None:
        """Gives the columns their places again."""
        self._area = self.scrollable_content_region.size
        self._place_columns()
        self._scroll_to_cursor()
        self.refresh()
        self._look()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Repaints the rows, and the scrollbar only if it looks different; reads what is new."""
        if round(old_value) == round(new_value):
            return
        bar, sizes = self.vertical_scrollbar, (self.virtual_size.height, self._area.height)
        if thumb_step(old_value, *sizes) == thumb_step(new_value, *sizes):
            bar.set_reactive(ScrollBar.position, new_value)
        else:
            bar.position = new_value
        self.refresh(self.size.region)
        self._down = new_value > old_value
        self._look()

    def validate_cursor(self, index: int) -> int:
        """The cursor stays on the list."""
        return max(0, min(index, self._rows.length - 1))

    def watch_cursor(self, old: int, new: int) -> None:
        """Repaints the two rows, and the list only if it scrolls."""
        self._refresh_row(old)
        self._refresh_row(new)
        self._scroll_to_cursor()
        self._tell_moved()

    @property
    def _room(self) -> int:
        """How many rows the screen has room for."""
        return max(1, self._area.height - HEADING)

    @property
    def _view(self) -> View:
        return View(self.scroll_offset.y, self._room)

    def _go(self, index: int) -> None:
        self._range = None
        self._bottom_wanted = False
        self.cursor = index

    def _scroll_to_cursor(self) -> None:
        top, room = self.scroll_offset.y, self._room
        if self.cursor < top:
            self.scroll_to(y=self.cursor, animate=False, force=True)
        elif self.cursor >= top + room:
            self.scroll_to(y=self.cursor - room + 1, animate=False, force=True)

    def _refresh_row(self, index: int) -> None:
        line = index - self.scroll_offset.y
        if 0 <= line < self._room:
            self.refresh(Region(0, line + HEADING, self._area.width, 1))

    def _place_columns(self) -> None:
        if (source := self._rows.source) is not None:
            self._painter.place(lay_out(source.columns, self._area.width))
            self.virtual_size = Size(self._painter.layout.width, self._rows.length + HEADING)

    def _look(self) -> None:
        self._rows.want(self._view, self._down)

    def _tell_moved(self) -> None:
        row = self.cursor_row
        if row is not None and (row.id, self.cursor) != self._told:
            self._told = (row.id, self.cursor)
            self.post_message(self.Moved(self, row.id, self.cursor))

    def _deliver(self, call: Callable[[], None]) -> None:
        # The app may have ended while the lane was reading: then nobody waits for the rows.
        with suppress(RuntimeError):
            self.call_later(call)

    def _hear(self, news: News) -> None:
        if isinstance(news, Opening):
            self._take_opening(news)
        elif isinstance(news, PageRead):
            self._take_page(news.number)
        elif isinstance(news, row_feed.Counted):
            self._take_total(news.total)
        else:
            self._take_failure(news)

    def _take_opening(self, opening: Opening) -> None:
        walked = self.cursor - self._asked.cursor if self._asked.at is None else 0
        self._range, self._told, self._bottom_wanted = None, None, False
        self.problem = ""
        self._painter.repaint()
        self._place_columns()
        self.set_reactive(RecordTable.cursor, self.validate_cursor(opening.index + walked))
        self.scroll_to(y=opening.view.top + walked, animate=False, force=True)
        self._scroll_to_cursor()
        self.refresh()
        if not self._asked.keep_marks:
            self.mark(Marks())
        self._look()
        if opening.total is None:
            self._rows.count()
        else:
            self._take_total(opening.total)
        self._tell_moved()

    def _take_page(self, number: int) -> None:
        if self.total is None:
            self._place_columns()
        if number in self._view.pages():
            self.refresh()
            self._tell_moved()

    def _take_total(self, total: int) -> None:
        self._place_columns()
        self.post_message(self.Counted(self, total))
        if self._marks.everything:
            self.post_message(self.MarksChanged(self, self._marks.count(total)))
        if self._bottom_wanted:
            self._go(total - 1)
        else:
            self.cursor = self.cursor
        self.refresh()

    def _take_failure(self, failure: row_feed.Failed) -> None:
        self.problem = failure.sentence
        self.post_message(self.Failed(self, failure.error))


@dataclass(frozen=True, slots=True)
class _Asked:
    """How rows were asked for, to be remembered until they come."""

    cursor: int
    """Where the cursor was: what it walks meanwhile, it walks in the new rows too."""
    at: int | None
    keep_marks: bool
