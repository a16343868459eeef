"""The pipeline as a board: a column for each stage, a card for each deal, moved by key."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError, Future
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.geometry import Region
from textual.message import Message

from tui_crm.ui.widgets.board_cards import grid, line
from tui_crm.ui.widgets.board_keys import board_bindings
from tui_crm.ui.widgets.board_state import (
    BoardColumn,
    BoardSource,
    Card,
    Opening,
    PageKey,
    Pages,
    Standing,
    read_opening,
    read_page,
)
from tui_crm.ui.widgets.drawing import DrawnWidget, Piece, centred
from tui_crm.ui.widgets.row_source import Answer, Lane

__all__ = ["Board", "BoardColumn", "BoardSource", "Card", "Lane"]


@dataclass
class BoardMessage(Message):
    """Something that happened on a board."""

    board: Board

    @property
    def control(self) -> Board:
        """The board it happened on."""
        return self.board


class Board(DrawnWidget, can_focus=True):
    """The pipeline: the owner sees where each deal stands and carries it onward.

    Only the cards in sight are read and drawn, so a stage of thousands answers like one of ten.
    """

    BINDINGS: ClassVar[list[BindingType]] = board_bindings()

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "board--account", "board--border", "board--cursor", "board--cursor-border",
        "board--figure", "board--muted", "board--note-warning", "board--problem", "board--rule",
        "board--stage", "board--stage-here", "board--title", "board--title-here",
    }  # fmt: skip
    """The looks of a card and of a column head, and of both where the cursor is."""

    DEFAULT_CSS = """
    Board {
        height: 1fr;
        & > .board--stage { text-style: bold; }
        & > .board--stage-here { text-style: bold; }
        & > .board--title-here { text-style: bold; }
        & > .board--account, & > .board--muted { color: $text-muted; }
        & > .board--border, & > .board--rule { color: $foreground 25%; }
        & > .board--cursor-border { color: $foreground 60%; }
        & > .board--note-warning { color: $text-warning; }
        & > .board--problem { color: $text-error; }
        &:focus > .board--cursor { background: $primary 25%; }
        &:ansi {
            & > .board--account, & > .board--muted { text-style: dim; }
            & > .board--border, & > .board--rule { color: ansi_default; text-style: dim; }
            & > .board--cursor-border { color: ansi_default; }
            & > .board--cursor { background: ansi_default; }
        }
        &:focus > .board--stage-here { color: $text-primary; }
        &:focus > .board--cursor-border { color: $primary; }
    }
    """

    @dataclass
    class Moved(BoardMessage):
        """Posted when another card has the cursor, or none has."""

        card_id: int | None

        def can_replace(self, message: Message) -> bool:
            """Only where the cursor came to rest matters."""
            return isinstance(message, Board.Moved) and message.board is self.board

    @dataclass
    class Opened(BoardMessage):
        """Posted when the owner opens a card."""

        card_id: int

    @dataclass
    class Carried(BoardMessage):
        """Posted when the owner moves a card to a neighbouring stage.

        The screen moves the deal and answers by `show(source, keep=card_id)`, or by `put_back()`
        when the deal stays where it was.
        """

        card_id: int
        stage_from: int
        stage_to: int

    def __init__(self, lane: Lane, *, empty: str = "", id: str | None = None) -> None:
        """A board that reads through a lane of its own and says `empty` when it has no deals."""
        super().__init__(id=id)
        self.empty = empty
        """The sentence of an empty board: it names the key that adds a deal."""
        self._lane = lane
        self._source: BoardSource | None = None
        self._standing = Standing()
        self._pages = Pages()
        self._awaited: set[PageKey] = set()
        self._asked = self._shown = 0
        self._carried: tuple[int, int] | None = None
        self._announced: int | None = None
        self._problem = ""
        self._grid = grid(0, 0, 0)

    @property
    def cursor_id(self) -> int | None:
        """The deal of the cursor; None on an empty stage and before the deal has been read."""
        card = self._cursor_card()
        return card.id if card else None

    @property
    def cursor_stage(self) -> int | None:
        """The stage of the cursor; None before there are stages."""
        stage = self._standing.stage
        return stage.stage_id if stage else None

    @property
    def problem(self) -> str:
        """The sentence shown when reading failed; empty when all is well."""
        return self._problem

    def show(self, source: BoardSource, *, keep: int | None = None) -> None:
        """Show new data, the old staying in sight until it is read.

        The cursor follows the deal to keep to wherever it stands now; without one, or when the
        owner has moved on meanwhile, it stays in its place.
        """
        self._asked += 1
        before = (self.cursor_stage, self._standing.index)
        work = partial(read_opening, source, keep, self._standing.copy())
        take = partial(self._take_opening, source, self._asked, before)
        self._awaited.clear()
        self._follow(self._lane.replace(work), self._asked, take)

    def put_back(self) -> None:
        """Say that a carried card stays where it was."""
        self._carried = None

    def pieces(self, y: int) -> Sequence[Piece]:
        """One line of the board."""
        height = self.size.height
        if self._problem and y == height - 1:
            return [(centred(self._problem, self.size.width), "problem")]
        if self._source is None:
            return []
        deals = any(column.count for column in self._standing.columns)
        if not deals and y == max(height // 2, self._grid.head):
            return [(centred(self.empty, self.size.width), "muted")]
        if not self._standing.columns or (not deals and y >= self._grid.head):
            return []
        return line(self._grid, self._standing, self._pages, y, height)

    def action_cross(self, columns: int) -> None:
        """Move the cursor to another stage."""
        self._move(lambda standing: standing.cross(columns))

    def action_step(self, cards: int) -> None:
        """Move the cursor up or down."""
        self._move(lambda standing: standing.go(standing.column, standing.index + cards))

    def action_page(self, pages: int) -> None:
        """Move the cursor by as many cards as are in sight."""
        self.action_step(pages * self._standing.rows)

    def action_top(self) -> None:
        """Move the cursor to the first card of the stage."""
        self._move(lambda standing: standing.go(standing.column, 0))

    def action_bottom(self) -> None:
        """Move the cursor to the last card of the stage."""
        stage = self._standing.stage
        self._move(lambda standing: standing.go(standing.column, stage.count if stage else 0))

    def action_open(self) -> None:
        """Open the card of the cursor."""
        if (card := self._cursor_card()) is not None:
            self.post_message(self.Opened(self, card.id))

    def action_carry(self, step: int) -> None:
        """Ask for the card of the cursor to be moved to a neighbouring stage.

        A second press before the first is answered starts where the first one led.
        """
        card = self._cursor_card()
        if card is None:
            self._say("There is no deal under the cursor to move.")
            return
        stages = [column.stage_id for column in self._standing.columns]
        start = self._standing.column
        if self._carried is not None and self._carried[0] == card.id:
            start = stages.index(self._carried[1])
        if not 0 <= start + step < len(stages):
            end = "last" if step > 0 else "first"
            self._say(f"The deal is in the {end} stage of the board.")
            return
        self._carried = (card.id, stages[start + step])
        self.post_message(self.Carried(self, card.id, stages[start], stages[start + step]))

    def on_resize(self) -> None:
        """Lay the columns out for the new size."""
        self._lay_out()

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on the card that was clicked; open it when it had the cursor."""
        hit = self._grid.hit(event.x, event.y)
        if hit is None or hit[0] + self._standing.left >= len(self._standing.columns):
            return
        column = hit[0] + self._standing.left
        index = self._standing.index if column == self._standing.column else 0
        if hit[1] is not None:
            index = self._standing.top(column) + hit[1]
        if hit[1] is not None and (column, index) == (self._standing.column, self._standing.index):
            self.action_open()
        else:
            self._move(lambda standing: standing.go(column, index))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll the column under the mouse."""
        self._scroll(event, 1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll the column under the mouse."""
        self._scroll(event, -1)

    def _say(self, sentence: str) -> None:
        # A key that is held down would fill the screen with the same sentence.
        self.app.clear_notifications()
        self.notify(sentence, markup=False)

    def _take_opening(
        self, source: BoardSource, number: int, before: tuple[int | None, int], opening: Opening
    ) -> None:
        cursor = (self.cursor_stage, self._standing.index)
        self._source, self._shown = source, number
        self._standing = opening.standing
        self._pages.replace_all(opening.pages)
        self._awaited.clear()
        self._carried = None
        self._problem = ""
        if cursor != before:
            self._standing.go_to_stage(*cursor)
        self._lay_out()

    def _lay_out(self) -> None:
        """Fit the columns to the widget, with the cursor in sight."""
        standing = self._standing
        self._grid = grid(self.size.width, self.size.height, len(standing.columns))
        standing.rows, standing.across = self._grid.rows, len(self._grid.widths)
        standing.go(standing.column, standing.index)
        self._ask_for_pages()
        self._announce()
        self.refresh()

    def _ask_for_pages(self) -> None:
        """Read what is or may soon be in sight and has not been read."""
        source = self._source
        if source is None:
            return
        for key in self._standing.pages():
            if key in self._pages:
                self._pages.touch(key)
            elif key not in self._awaited:
                self._awaited.add(key)
                future = self._lane.ask(partial(read_page, source, key))
                self._follow(future, self._shown, partial(self._take_page, key))

    def _take_page(self, key: PageKey, cards: tuple[Card, ...]) -> None:
        self._awaited.discard(key)
        self._pages.put(key, cards)
        for number, column in enumerate(self._standing.columns):
            if column.stage_id == key[0]:
                self._repaint_column(number)
        self._announce()

    def _follow(self, future: Future[Answer], number: int, take: Callable[[Answer], None]) -> None:
        """Take an answer of the lane on the screen's thread, unless newer data are in sight."""

        def settle() -> None:
            if number < self._shown or future.cancelled():
                return
            error = future.exception()
            if error is None:
                take(future.result())
            elif not isinstance(error, CancelledError):
                self._problem = f"The pipeline could not be read: {error}"
                self.refresh()

        def deliver(_: Future[Answer]) -> None:
            # The app may have ended while the lane was reading: then nobody waits for the cards.
            with suppress(RuntimeError):
                self.call_later(settle)

        future.add_done_callback(deliver)

    def _cursor_card(self) -> Card | None:
        stage = self._standing.stage
        return self._pages.card(stage.stage_id, self._standing.index) if stage else None

    def _announce(self) -> None:
        if self.cursor_id != self._announced:
            self._announced = self.cursor_id
            self.post_message(self.Moved(self, self._announced))

    def _move(self, change: Callable[[Standing], None]) -> None:
        """Change where the cursor is and repaint only what looks different then."""
        standing = self._standing
        if not standing.columns:
            return
        left, tops = standing.left, dict(standing.tops)
        before = (standing.column, standing.index)
        change(standing)
        self._carried = None
        if standing.left != left:
            self.refresh()
        else:
            for column, index in {before, (standing.column, standing.index)}:
                scrolled = standing.top(column) != tops.get(standing.columns[column].stage_id, 0)
                if scrolled:
                    self._repaint_column(column)
                else:
                    self._repaint_card(column, index)
            if standing.column != before[0]:
                self.refresh(Region(0, 0, self.size.width, 1))
        self._ask_for_pages()
        self._announce()

    def _scroll(self, event: events.MouseEvent, step: int) -> None:
        event.stop()
        hit = self._grid.hit(event.x, event.y)
        if hit is None or hit[0] + self._standing.left >= len(self._standing.columns):
            return
        column = hit[0] + self._standing.left
        if self._standing.scroll(column, step):
            self._repaint_column(column)
            self._ask_for_pages()

    def _repaint_column(self, column: int) -> None:
        shown = column - self._standing.left
        if 0 <= shown < len(self._grid.widths):
            start, width = self._grid.starts[shown], self._grid.widths[shown]
            self.refresh(Region(start, 0, width, self.size.height))

    def _repaint_card(self, column: int, index: int) -> None:
        shown = column - self._standing.left
        slot = index - self._standing.top(column)
        if 0 <= slot < self._grid.rows:
            first, lines = self._grid.card_lines(slot)
            start, width = self._grid.starts[shown], self._grid.widths[shown]
            self.refresh(Region(start, first, width, lines))
