"""The names that a link may mean, offered under its field while it is typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.geometry import Offset, Region
from textual.message import Message

from tui_crm.text import fold
from tui_crm.ui.widgets.drawing import DrawnWidget, Piece, fitted

MOST = 6
"""How many names are offered at once."""


class NameList(DrawnWidget):
    """A short list of names over the form, of which one may be under the cursor."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"namelist--name", "namelist--cursor"}

    DEFAULT_CSS = """
    NameList {
        overlay: screen;
        position: absolute;
        constrain: inside inside;
        display: none;
        background: $primary 20%;
        & > .namelist--name { color: $foreground; }
        & > .namelist--cursor {
            color: $block-cursor-foreground;
            background: $block-cursor-background;
            text-style: $block-cursor-text-style;
        }
        &:ansi {
            background: ansi_default;
            & > .namelist--name { text-style: reverse; }
            & > .namelist--cursor {
                color: ansi_default;
                background: ansi_default;
                text-style: bold underline;
            }
        }
    }
    """

    @dataclass
    class Taken(Message):
        """Posted when a name is clicked."""

        name: str

    def __init__(self) -> None:
        super().__init__()
        self._names: tuple[str, ...] = ()
        self._cursor: int | None = None

    @property
    def is_open(self) -> bool:
        """Whether names are offered now."""
        return bool(self._names)

    @property
    def chosen(self) -> str | None:
        """The name under the cursor."""
        return None if self._cursor is None else self._names[self._cursor]

    def offer(
        self, names: Sequence[str], typed: str, under: Region, origin: Offset, *, first: bool
    ) -> None:
        """Offer names under a field, or above it where the screen ends.

        The field is given by its place on the screen, as is the origin of the form. The cursor is
        on the name that is typed in full, or on the `first` one where nothing else may stand, or
        on none, so that enter keeps what was typed.
        """
        self._names = tuple(names[:MOST])
        if not self._names:
            self.close()
            return
        same = [at for at, name in enumerate(self._names) if fold(name) == fold(typed)]
        self._cursor = same[0] if same else 0 if first else None
        rows = len(self._names)
        below = under.bottom + rows <= self.screen.size.height
        top = under.bottom if below else under.y - rows
        self.styles.width, self.styles.height = under.width, rows
        self.styles.offset = (under.x - origin.x, top - origin.y)
        self.display = True
        self.refresh()

    def close(self) -> None:
        """Offer nothing any more."""
        self._names, self._cursor = (), None
        self.display = False

    def move(self, step: int) -> None:
        """Go down or up; above the first name the text that was typed is kept."""
        at = (-1 if self._cursor is None else self._cursor) + step
        self._cursor = None if at < 0 else min(at, len(self._names) - 1)
        self.refresh()

    def pieces(self, y: int) -> Sequence[Piece]:
        """One name, with a mark if it is under the cursor."""
        if y >= len(self._names):
            return ()
        here = y == self._cursor
        name = fitted(self._names[y], self.size.width - 1)
        return ((f"{'›' if here else ' '}{name}", "cursor" if here else "name"),)

    def on_click(self, event: events.Click) -> None:
        """Take the name that was clicked."""
        event.stop()
        if 0 <= event.y < len(self._names):
            self.post_message(self.Taken(self._names[event.y]))
