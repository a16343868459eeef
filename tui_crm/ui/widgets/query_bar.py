"""The line in which a list is filtered while one types."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static


class QueryBar(Horizontal):
    """What the owner looks for in a list: `stage:won !acme amount>500`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave(True)", "Clear", show=False, id="query.clear",
                tooltip="Clear the filter and go back to the list"),
        Binding("down", "leave(False)", "List", show=False, id="query.list",
                tooltip="Go to the list, keeping the filter"),
    ]  # fmt: skip

    DEFAULT_CSS = """
    QueryBar {
        height: 1;
        & > Static { width: auto; padding: 0 1; color: $text-muted; }
        & > Input { width: 1fr; height: 1; border: none; padding: 0; background: $background; }
        & > Input:focus { border: none; }
    }
    """

    @dataclass
    class Changed(Message):
        """Posted at each letter typed."""

        query: str

    @dataclass
    class Left(Message):
        """Posted when the owner goes back to the list."""

        cleared: bool

    def compose(self) -> ComposeResult:
        """A slash, what is typed, and how many records it finds."""
        yield Static("/", markup=False)
        entry = Input(placeholder='words, stage:won, amount>500, !acme, "a phrase"', compact=True)
        # A blinking cursor would paint without end.
        entry.cursor_blink = False
        yield entry
        yield Static("", classes="found")

    def take_focus(self) -> None:
        """Let the owner type."""
        self.query_one(Input).focus()

    def clear(self) -> None:
        """Empty the line without telling of it."""
        with self.prevent(Input.Changed):
            self.query_one(Input).value = ""

    def found(self, words: str) -> None:
        """Say how many records were found."""
        self.query_one(".found", Static).update(Content(words))

    @on(Input.Changed)
    def _tell_change(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.Changed(event.value))

    @on(Input.Submitted)
    def _tell_leaving(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(self.Left(cleared=False))

    def action_leave(self, cleared: bool) -> None:
        """Go back to the list, with the filter or without."""
        if cleared:
            self.clear()
        self.post_message(self.Left(cleared=cleared))
