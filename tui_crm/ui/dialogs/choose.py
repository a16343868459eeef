"""One of a few things, chosen by its first letters or with the arrows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import OptionList

from tui_crm.text import fold, shown
from tui_crm.ui.dialogs.frame import Dialog


class Choose(Dialog[str | None]):
    """A short list to choose from; the answer is the option's value, or nothing."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "leave", id="choose.leave", tooltip="Choose nothing"),
        Binding("j", "move(1)", "Down", id="choose.down", show=False),
        Binding("k", "move(-1)", "Up", id="choose.up", show=False),
    ]

    DEFAULT_CSS = """
    Choose OptionList {
        width: auto;
        height: auto;
        max-height: 16;
        border: none;
        padding: 0;
        background: $surface;
        &:focus { border: none; background-tint: $foreground 0%; }
    }
    """

    def __init__(self, title: str, options: Sequence[tuple[str, str]]) -> None:
        """Each option is its value and what stands in the list for it."""
        super().__init__(title, first_keys="enter choose")
        self._options = tuple(options)
        self._begun = ""
        """The letters typed so far."""
        self._list = OptionList(*(Content(shown(words)) for _, words in options), compact=True)

    def inside(self) -> ComposeResult:
        """The list."""
        yield self._list

    def on_mount(self) -> None:
        """Begin at the first option."""
        super().on_mount()
        self._list.highlighted = 0 if self._options else None

    def action_leave(self) -> None:
        """Close without an answer."""
        self.dismiss(None)

    def action_move(self, step: int) -> None:
        """Go to the next option or the one before."""
        self._begun = ""
        if step > 0:
            self._list.action_cursor_down()
        else:
            self._list.action_cursor_up()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Close with the option that was chosen."""
        event.stop()
        self.dismiss(self._options[event.option_index][0])

    def on_key(self, event: events.Key) -> None:
        """Go to the option that begins with the letters typed one after the other."""
        letter = event.character
        if not event.is_printable or letter is None or (letter in "jk" and not self._begun):
            return
        event.stop()
        event.prevent_default()
        for begun in (self._begun + letter, letter):
            at = self._beginning_with(begun)
            if at is not None:
                self._begun, self._list.highlighted = begun, at
                return
        self._begun = ""

    def _beginning_with(self, begun: str) -> int | None:
        words = (fold(words) for _, words in self._options)
        return next((at for at, text in enumerate(words) if text.startswith(fold(begun))), None)
