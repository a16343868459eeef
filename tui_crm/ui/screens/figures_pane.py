"""What every pane of Metrics is: figures of the period and the past that the screen looks at."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual.message import Message
from textual.widget import Widget

from tui_crm.store.lanes import Superseded
from tui_crm.ui.commands import Range
from tui_crm.ui.desk import Desk
from tui_crm.ui.lookout import Lookout
from tui_crm.ui.screens.pane import Pane

if TYPE_CHECKING:
    from tui_crm.metrics.figures import Figures
    from tui_crm.ui.opening import Opening

T = TypeVar("T")

STALE = -2
"""The version of a pane that has to be read again when it is next in sight."""


class FiguresPane(Pane):
    """Figures as seen from the screen's lookout, which all of its panes share."""

    kind: ClassVar[str] = "metrics"
    ranges: ClassVar[tuple[Range, ...]] = ("everywhere", "metrics")

    @dataclass
    class Opened(Message):
        """Posted when the owner wants to see the records behind a figure, a bar or a cell."""

        question: Callable[[Figures], Opening]
        """What to open, as the figures know it; it runs beside the screen."""

    def __init__(self, desk: Desk, lookout: Lookout) -> None:
        super().__init__(desk)
        self.lookout = lookout
        """The period and the past in sight, or on their way."""

    def on_mount(self) -> None:
        """Show the figures as soon as they are known."""
        self.reload()

    @property
    def kpi(self) -> str | None:
        """The KPI under the cursor, by name, which can be explained."""
        return None

    @property
    def blocks(self) -> Sequence[Widget]:
        """What can be walked, from top to bottom."""
        raise NotImplementedError

    def step(self, step: int) -> None:
        """Let the owner walk on another block."""
        blocks, focused = list(self.blocks), self.screen.focused
        here = blocks.index(focused) if focused in blocks else -1
        # At once: of two quick keys the second goes on from where the first led.
        self.screen.set_focus(blocks[max(0, min(here + step, len(blocks) - 1))])

    def obey(self, command: str) -> bool:
        """Go to the next block, or to the one before."""
        match command:
            case "next_block":
                self.step(1)
            case "previous_block":
                self.step(-1)
            case _:
                return False
        return True

    async def show_figures(self) -> None:
        """Ask for the figures and put them in sight; whoever asks again cuts this short."""
        raise NotImplementedError

    async def ask(self, question: Callable[[Figures], T], *, instead: bool = False) -> T:
        """What the figures say; `instead` of all that was asked before, where so said."""
        return await self.desk.figures(self.lookout, question, instead=instead)

    def look(self, lookout: Lookout) -> None:
        """Look from elsewhere: what is in sight is not of there and has to be read again."""
        self.lookout = lookout
        self.seen = STALE

    def reload(self, keep: int | None = None) -> None:
        """Read every figure again; those in sight stay until the new ones are there."""
        self.seen = self.desk.version
        self.run_worker(self._read(), group="figures", exclusive=True, exit_on_error=False)

    async def _read(self) -> None:
        await self.desk.prepare()
        try:
            await self.show_figures()
        except Superseded:
            self.seen = STALE
            return
        self.post_message(self.Loaded(self))
