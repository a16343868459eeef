"""The panes of a screen by name, and the totals of the one in sight."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.message import Message

from tui_crm.text import shown
from tui_crm.ui.widgets.drawing import DrawnWidget, Piece

_GAP = 2
_GAP_WORDS = "   "


class PaneTabs(DrawnWidget):
    """What a screen is made of; a heavy line stands under the pane in sight."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "panetabs--tab", "panetabs--here", "panetabs--rule", "panetabs--underline",
        "panetabs--totals",
    }  # fmt: skip
    """A pane's name, the one in sight, the lines under them, and the totals."""

    DEFAULT_CSS = """
    PaneTabs {
        height: 2;
        & > .panetabs--tab, & > .panetabs--totals { color: $text-muted; }
        & > .panetabs--here { text-style: bold; }
        & > .panetabs--rule { color: $foreground 20%; }
        & > .panetabs--underline { color: $primary; }
        &:ansi {
            & > .panetabs--tab, & > .panetabs--totals { text-style: dim; }
            & > .panetabs--rule { color: ansi_default; text-style: dim; }
        }
    }
    """

    @dataclass
    class Chosen(Message):
        """Posted when a pane's name is clicked."""

        index: int

    def __init__(self, titles: Sequence[str]) -> None:
        super().__init__()
        self._titles = tuple(titles)
        self._here = 0
        self._totals: tuple[str, ...] = ()

    def rename(self, titles: Sequence[str]) -> None:
        """Give the panes other names, such as those of new figures."""
        self._titles = tuple(titles)
        self.refresh()

    def show(self, here: int, totals: Sequence[str]) -> None:
        """Show which pane is in sight, and its totals."""
        if (here, tuple(totals)) != (self._here, self._totals):
            self._here, self._totals = here, tuple(totals)
            self.refresh()

    def pieces(self, y: int) -> Sequence[Piece]:
        """The names with the totals, and the line under them."""
        spans = self._spans()
        if y == 1:
            return self._rule(spans)
        pieces: list[Piece] = []
        x = 0
        for span in spans:
            pieces.append((" " * (span.start - x), ""))
            here = span.index == self._here
            pieces.append((shown(self._titles[span.index]), "here" if here else "tab"))
            x = span.end
        # What does not fit beside the names is left out from the right: the first matters most.
        totals = list(self._totals)
        while totals and x + 3 + cell_len(_GAP_WORDS.join(totals)) + 1 > self.size.width:
            totals.pop()
        words = _GAP_WORDS.join(totals)
        gap = self.size.width - x - cell_len(words) - 1
        return [*pieces, (" " * max(gap, 0), ""), (words, "totals")]

    def on_click(self, event: events.Click) -> None:
        """Tell which pane's name was clicked."""
        for span in self._spans():
            if span.start - 1 <= event.x < span.end + 1:
                self.post_message(self.Chosen(span.index))

    def _rule(self, spans: Sequence[_Span]) -> Sequence[Piece]:
        here = next((span for span in spans if span.index == self._here), None)
        if here is None:
            return [("─" * self.size.width, "rule")]
        return [
            ("─" * (here.start - 1), "rule"),
            ("━" * (here.end - here.start + 2), "underline"),
            ("─" * max(self.size.width - here.end - 1, 0), "rule"),
        ]

    def _spans(self) -> list[_Span]:
        """Where each name stands; the first ones are left out until the one in sight fits."""
        spans: list[_Span] = []
        x = 1
        for index, title in enumerate(self._titles):
            spans.append(_Span(index, x, x + cell_len(shown(title))))
            x = spans[-1].end + _GAP
        over = spans[self._here].end + 1 - self.size.width if spans else 0
        if over <= 0:
            return spans
        first = next(span for span in spans if span.start > over or span.index == self._here)
        shift = first.start - 1
        return [
            _Span(span.index, span.start - shift, span.end - shift) for span in spans[first.index :]
        ]


@dataclass(frozen=True, slots=True)
class _Span:
    """The cells of a pane's name."""

    index: int
    start: int
    end: int
