"""The last line of a screen: the keys that matter here, and where the cursor stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.message import Message

from tui_crm.ui.widgets.drawing import DrawnWidget, Piece

MOST_KEYS = 6


@dataclass(frozen=True, slots=True)
class Key:
    """A key with what it does, in a word or two."""

    command: str
    key: str
    words: str

    @property
    def cells(self) -> int:
        """The width it takes with its gap."""
        return cell_len(self.key) + cell_len(self.words) + 3


class KeyBar(DrawnWidget):
    """The owner's reminder: at most six keys, the most useful ones first."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"keybar--key", "keybar--words", "keybar--place"}
    """A key, what it does, and the place of the cursor."""

    DEFAULT_CSS = """
    KeyBar {
        height: 1;
        background: $surface;
        & > .keybar--key { color: $text-primary; text-style: bold; }
        & > .keybar--words, & > .keybar--place { color: $text-muted; }
        &:ansi {
            & > .keybar--words, & > .keybar--place { text-style: dim; }
        }
    }
    """

    @dataclass
    class Chosen(Message):
        """Posted when a key is clicked."""

        command: str

    def __init__(self) -> None:
        super().__init__()
        self._keys: tuple[Key, ...] = ()
        self._place = ""

    def show(self, keys: Sequence[Key], place: str) -> None:
        """Show these keys and where the cursor is: "12 of 150"."""
        kept = tuple(keys[:MOST_KEYS])
        if kept != self._keys:
            self._keys = kept
            self.refresh()
        self.show_place(place)

    def show_place(self, place: str) -> None:
        """Show where the cursor is now."""
        if place != self._place:
            self._place = place
            self.refresh()

    def pieces(self, y: int) -> Sequence[Piece]:
        """The keys to the left, the place to the right; keys without room are left out."""
        pieces: list[Piece] = []
        for key in self._fitting():
            pieces += [(f" {key.key} ", "key"), (f"{key.words} ", "words")]
        used = sum(cell_len(text) for text, _ in pieces)
        gap = self.size.width - used - cell_len(self._place) - 1
        if gap < 1:
            return pieces
        return [*pieces, (" " * gap, ""), (self._place + " ", "place")]

    def on_click(self, event: events.Click) -> None:
        """Tell which key was clicked."""
        x = 0
        for key in self._fitting():
            if x <= event.x < x + key.cells:
                self.post_message(self.Chosen(key.command))
            x += key.cells

    def _fitting(self) -> list[Key]:
        """The keys that have room; help, the last one, always stays."""
        kept = list(self._keys)
        room = self.size.width - (cell_len(self._place) + 2 if self._place else 0)
        while len(kept) > 1 and sum(key.cells for key in kept) > room:
            kept.pop(-2)
        return kept
