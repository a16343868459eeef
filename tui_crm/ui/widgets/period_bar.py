"""The line over the figures: which period they are of, and what they are compared with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.message import Message

from tui_crm.ui.widgets.drawing import DrawnWidget, Piece


class PeriodBar(DrawnWidget):
    """The period in sight between its arrows, the kinds of periods, and the comparison."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "periodbar--period", "periodbar--arrow", "periodbar--grain", "periodbar--grain-here",
        "periodbar--muted",
    }  # fmt: skip
    """The period, the arrows beside it, the kinds of periods, the present one, and the rest."""

    DEFAULT_CSS = """
    PeriodBar {
        height: 2;
        padding: 1 0 0 0;
        & > .periodbar--period { text-style: bold; }
        & > .periodbar--arrow { color: $text-primary; text-style: bold; }
        & > .periodbar--grain, & > .periodbar--muted { color: $text-muted; }
        & > .periodbar--grain-here { text-style: bold underline; }
        &:ansi {
            & > .periodbar--grain, & > .periodbar--muted { text-style: dim; }
        }
    }
    """

    @dataclass
    class Stepped(Message):
        """Posted when an arrow is clicked."""

        forward: bool

    def __init__(self) -> None:
        super().__init__()
        self._label = ""
        self._grains: tuple[str, ...] = ()
        self._grain = ""
        self._remarks: tuple[str, ...] = ()

    def show(self, label: str, grains: Sequence[str], grain: str, *remarks: str) -> None:
        """Show the period, its kind among the others, and what there is to say about it."""
        self._label, self._grains, self._grain = label, tuple(grains), grain
        self._remarks = tuple(remark for remark in remarks if remark)
        self.refresh()

    def pieces(self, y: int) -> Sequence[Piece]:
        """The period, the kinds, the remarks; what has no room is left out from the right."""
        pieces: list[Piece] = [
            (" ‹ ", "arrow"), (self._label, "period"), (" › ", "arrow"), ("   ", ""),
        ]  # fmt: skip
        for grain in self._grains:
            pieces += [(grain, "grain-here" if grain == self._grain else "grain"), ("  ", "")]
        for remark in self._remarks:
            used = sum(cell_len(text) for text, _ in pieces)
            if used + cell_len(remark) + 3 < self.size.width:
                pieces.append((f"   {remark}", "muted"))
        return pieces

    def on_click(self, event: events.Click) -> None:
        """Tell which arrow was clicked."""
        after = 3 + cell_len(self._label)
        if event.x < 3:
            self.post_message(self.Stepped(forward=False))
        elif after <= event.x < after + 3:
            self.post_message(self.Stepped(forward=True))
