"""The line over the figures: which period they are of, and what they are compared with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.geometry import Size
from textual.message import Message

from tui_crm.ui.widgets.drawing import DrawnWidget, Piece, fitted


class PeriodBar(DrawnWidget):
    """The period in sight between its arrows, the kinds of periods, and the comparison."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "periodbar--period", "periodbar--arrow", "periodbar--grain", "periodbar--grain-here",
        "periodbar--muted", "periodbar--past",
    }  # fmt: skip
    """The period, its arrows, the kinds of periods, the present one, the rest, and the past."""

    DEFAULT_CSS = """
    PeriodBar {
        height: auto;
        & > .periodbar--period { text-style: bold; }
        & > .periodbar--arrow { color: $text-primary; text-style: bold; }
        & > .periodbar--grain, & > .periodbar--muted { color: $text-muted; }
        & > .periodbar--past { color: $text-warning; text-style: bold; }
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
        self._past = ""

    def show(
        self, label: str, grains: Sequence[str], grain: str, *remarks: str, past: str = ""
    ) -> None:
        """Show the period, its kind among the others, and what there is to say about it.

        What is not of today's book says so in a line of its own.
        """
        taller = bool(past) != bool(self._past)
        self._label, self._grains, self._grain = label, tuple(grains), grain
        self._remarks = tuple(remark for remark in remarks if remark)
        self._past = past
        self.refresh(layout=taller)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """A line, and one for the past while it is looked at."""
        return 2 if self._past else 1

    def pieces(self, y: int) -> Sequence[Piece]:
        """The period, the kinds, the remarks; what has no room is left out from the right."""
        if y:
            return [(fitted(f" {self._past}", self.size.width), "past")]
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
        if event.y:
            return
        if event.x < 3:
            self.post_message(self.Stepped(forward=False))
        elif after <= event.x < after + 3:
            self.post_message(self.Stepped(forward=True))
