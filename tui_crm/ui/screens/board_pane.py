"""The pane that shows the pipeline as a board."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult

from tui_crm.store.lanes import Superseded
from tui_crm.ui.answers import answer
from tui_crm.ui.board_source import DealBoardSource
from tui_crm.ui.commands import Range
from tui_crm.ui.desk import Desk
from tui_crm.ui.screens.pane import Pane
from tui_crm.ui.widgets.board import Board

EMPTY = "No open deals yet. Press a to add the first one."


class BoardPane(Pane):
    """Where each deal stands, and how to carry it onward."""

    kind: ClassVar[str] = "board"
    ranges: ClassVar[tuple[Range, ...]] = ("everywhere", "records")

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "deal")
        self._lane = desk.lane("board")
        self._source: DealBoardSource | None = None

    def compose(self) -> ComposeResult:
        """The board, which fills the pane."""
        yield Board(self._lane, empty=EMPTY)

    def on_mount(self) -> None:
        """Show the deals at once."""
        self.reload()

    def on_unmount(self) -> None:
        """Let go of the thread that read for it."""
        self.desk.dismiss(self._lane)

    @property
    def board(self) -> Board:
        """The board itself."""
        return self.query_one(Board)

    @property
    def current_id(self) -> int | None:
        """The deal under the cursor."""
        return self.board.cursor_id

    @property
    def current_stage(self) -> int | None:
        """The stage under the cursor: where a deal that is added begins."""
        return self.board.cursor_stage

    @property
    def totals(self) -> tuple[str, ...]:
        """The whole pipeline: how many deals, their value, and that weighted."""
        return self._source.totals if self._source else ()

    def reload(self, keep: int | None = None) -> None:
        """Read the board again; the cursor follows the deal that it is on."""
        self.seen = self.desk.version
        self._source = DealBoardSource(self._lane, self.desk.business, self.desk.today)
        self.board.show(self._source, keep=self.current_id if keep is None else keep)
        self.run_worker(self._tell_loaded(), group="loaded", exclusive=True, exit_on_error=False)

    def take_focus(self) -> None:
        """Let the owner walk on the board."""
        self.board.focus()

    def obey(self, command: str) -> bool:
        """Open the card under the cursor."""
        if command == "open":
            self.board.action_open()
        return command == "open"

    async def settle(self) -> None:
        """Wait until the lane has answered all that was asked of it."""
        try:
            await answer(self._lane.ask(_nothing))
        except Superseded:
            await self.settle()

    async def _tell_loaded(self) -> None:
        await self.settle()
        self.post_message(self.Changed(self))
        self.post_message(self.Loaded(self))


def _nothing() -> None:
    """A question whose answer comes after those to all before it."""
