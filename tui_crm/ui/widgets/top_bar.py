"""The title line: the screens with the one in sight, and whose business it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.message import Message

from tui_crm.text import cut, shown
from tui_crm.ui.widgets.drawing import DrawnWidget, Piece


@dataclass(frozen=True, slots=True)
class Place:
    """A screen that the title line names, with the key that leads to it."""

    key: str
    name: str
    title: str


class TopBar(DrawnWidget):
    """The owner's whereabouts: which screen this is, of which business, on which day."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "topbar--place", "topbar--here", "topbar--key", "topbar--business", "topbar--muted",
    }  # fmt: skip
    """A screen's name, the one in sight, its key, the business, and the rest."""

    DEFAULT_CSS = """
    TopBar {
        height: 1;
        background: $surface;
        & > .topbar--here { color: $text-primary; text-style: bold; }
        & > .topbar--key, & > .topbar--muted { color: $text-muted; }
        & > .topbar--business { text-style: bold; }
        &:ansi {
            & > .topbar--key, & > .topbar--muted { text-style: dim; }
        }
    }
    """

    @dataclass
    class Chosen(Message):
        """Posted when a screen's name is clicked."""

        name: str

    def __init__(self, places: Sequence[Place], here: str) -> None:
        super().__init__()
        self._places = tuple(places)
        self._here = here
        self._business = ""
        self._facts = ""

    def show(self, business: str, facts: Sequence[str]) -> None:
        """Show the business's name and what belongs beside it: its currency, the day."""
        words = "   ".join(facts)
        if (business, words) != (self._business, self._facts):
            self._business, self._facts = business, words
            self.refresh()

    def pieces(self, y: int) -> Sequence[Piece]:
        """The screens to the left, the business to the right."""
        pieces: list[Piece] = []
        for place in self._places:
            here = place.name == self._here
            # Capitals mark the screen in sight where there are no colours.
            title = place.title.upper() if here else place.title
            pieces += [
                (f" {place.key} ", "here" if here else "key"),
                (title + " ", "here" if here else "place"),
            ]
        used = sum(cell_len(text) for text, _ in pieces)
        facts = f"   {self._facts} " if self._facts else ""
        room = self.size.width - used - cell_len(facts) - 1
        business = cut(shown(self._business), max(room, 0))
        gap = self.size.width - used - cell_len(business) - cell_len(facts)
        if gap < 0:
            return pieces
        return [*pieces, (" " * gap, ""), (business, "business"), (facts, "muted")]

    def on_click(self, event: events.Click) -> None:
        """Tell which screen's name was clicked."""
        x = 0
        for place in self._places:
            width = cell_len(place.key) + cell_len(place.title) + 3
            if x <= event.x < x + width:
                self.post_message(self.Chosen(place.name))
            x += width
