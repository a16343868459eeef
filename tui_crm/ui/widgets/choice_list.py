"""A list under a line that is typed: what may be meant, of which one may be under the cursor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.message import Message

from tui_crm.ui.widgets.drawing import DrawnWidget, Piece, apart, fitted

_WHEEL = 3


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to choose, and what is said of it at the end of its line."""

    name: str
    remark: str = ""
    is_muted: bool = False
    """Whether it is there but hardly meant."""


class ChoiceList(DrawnWidget):
    """Choices to walk while the line above keeps the keys; as many as there are."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "choicelist--name", "choicelist--remark", "choicelist--muted", "choicelist--cursor",
    }  # fmt: skip
    """A name, what is said of it, one that is hardly meant, and the line under the cursor."""

    DEFAULT_CSS = """
    ChoiceList {
        height: 10;
        & > .choicelist--name { color: $foreground; }
        & > .choicelist--remark, & > .choicelist--muted { color: $text-muted; }
        & > .choicelist--cursor {
            color: $block-cursor-foreground;
            background: $block-cursor-background;
            text-style: $block-cursor-text-style;
        }
        &:ansi {
            & > .choicelist--remark, & > .choicelist--muted { text-style: dim; }
            & > .choicelist--cursor {
                color: ansi_default;
                background: ansi_default;
                text-style: reverse;
            }
        }
    }
    """

    @dataclass
    class Taken(Message):
        """Posted when a choice is clicked."""

        index: int

    def __init__(self) -> None:
        super().__init__()
        self._choices: tuple[Choice, ...] = ()
        self._remark = ""
        self._cursor: int | None = None
        self._top = 0

    @property
    def cursor(self) -> int | None:
        """The index of the choice under the cursor, if one is."""
        return self._cursor

    def show(self, choices: Sequence[Choice], cursor: int | None = None, remark: str = "") -> None:
        """Show these choices, and a remark below the last of them."""
        self._choices, self._remark = tuple(choices), remark
        self._top = 0
        self._cursor = cursor if choices else None
        self._keep_in_sight()
        self.refresh()

    def move(self, steps: int, *, off: bool = False) -> None:
        """Walk down or up; above the first the cursor leaves the list where it may go `off` it."""
        last = len(self._choices) - 1
        if last < 0:
            return
        wanted = steps - 1 if self._cursor is None and steps > 0 else (self._cursor or 0) + steps
        if wanted < 0 and off and (self._cursor or 0) == 0:
            self._cursor = None
        else:
            self._cursor = max(0, min(wanted, last))
        self._keep_in_sight()
        self.refresh()

    def page(self, pages: int) -> None:
        """Walk as far as is in sight."""
        self.move(pages * max(self.size.height - 1, 1))

    def pieces(self, y: int) -> Sequence[Piece]:
        """One line of the list."""
        number, width = self._top + y, self.size.width
        if number == len(self._choices):
            return [(fitted(f" {self._remark}", width), "muted")]
        if number > len(self._choices):
            return []
        choice, here = self._choices[number], number == self._cursor
        left, right = apart(f"{'›' if here else ' '} {choice.name}", choice.remark, width - 1)
        if here:
            return [(f"{left}{right} ", "cursor")]
        return [(left, "muted" if choice.is_muted else "name"), (f"{right} ", "remark")]

    def on_click(self, event: events.Click) -> None:
        """Take what was clicked."""
        event.stop()
        if self._top + event.y < len(self._choices):
            self.post_message(self.Taken(self._top + event.y))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Show what comes further down."""
        self._roll(event, _WHEEL)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Show what comes further up."""
        self._roll(event, -_WHEEL)

    def on_resize(self) -> None:
        """Keep the cursor in sight."""
        self._keep_in_sight()

    @property
    def _lines(self) -> int:
        return len(self._choices) + bool(self._remark)

    def _roll(self, event: events.MouseEvent, lines: int) -> None:
        event.stop()
        self._top = max(0, min(self._top + lines, self._lines - self.size.height))
        self.refresh()

    def _keep_in_sight(self) -> None:
        height = max(self.size.height, 1)
        if self._cursor is not None:
            self._top = max(min(self._top, self._cursor), self._cursor - height + 1)
        self._top = max(0, min(self._top, self._lines - height))
