"""A text to read: an explanation, a result, what went wrong."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tui_crm.text import shown
from tui_crm.ui.dialogs.frame import Dialog

AROUND = 5
"""Lines that the box takes around its text."""


class Message(Dialog[str | None]):
    """A text over the page, which scrolls where it is longer than the screen.

    A kind of its own may have keys that lead elsewhere: it closes with the name of the place.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,escape,q", "leave", "close", id="message.close", tooltip="Close this"),
        Binding("j", "scroll(1)", "Down", id="message.down", show=False),
        Binding("k", "scroll(-1)", "Up", id="message.up", show=False),
    ]

    DEFAULT_CSS = """
    Message {
        & .dialog-box { width: 100%; padding: 1 1 0 2; }
        & VerticalScroll { height: auto; scrollbar-gutter: stable; }
        & .dialog-text { width: 100%; padding-right: 1; }
    }
    """

    def __init__(self, title: str, body: str | Content) -> None:
        super().__init__(title)
        self._body = body if isinstance(body, Content) else Content(shown(body, long=True))
        self._page = VerticalScroll()

    def inside(self) -> ComposeResult:
        """The text."""
        with self._page:
            yield Static(self._body, classes="dialog-text")

    def on_resize(self) -> None:
        """Leave room for the keys."""
        self._page.styles.max_height = max(1, self.size.height - AROUND)

    def action_leave(self) -> None:
        """Close."""
        self.dismiss(None)

    def action_scroll(self, lines: int) -> None:
        """Read on, or back."""
        self._page.scroll_relative(y=lines, animate=False)
