"""One line of text to ask for, such as where a file is to go."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Input, Static

from tui_crm.errors import CrmError
from tui_crm.text import clean, shown
from tui_crm.ui.dialogs.frame import Dialog


class AskText(Dialog[str | None]):
    """A question that is answered by a line of text, which is checked before it is taken."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "take", "Go on", id="ask.save", show=False),
        Binding("escape", "leave", "leave", id="ask.leave", tooltip="Leave without an answer"),
    ]

    DEFAULT_CSS = """
    AskText {
        & .dialog-box { width: 72; max-width: 100%; }
        & Input.-textual-compact {
            padding: 0 1;
            background: $foreground 7%;
            &:focus { background: $primary 30%; background-tint: $foreground 0%; }
        }
        &:ansi Input.-textual-compact { background: ansi_default; text-style: underline; }
    }
    """

    def __init__(self, title: str, label: str, value: str, check: Callable[[str], str]) -> None:
        """`check` takes what was typed and gives what is taken, or raises with a sentence."""
        super().__init__(title, first_keys="enter go on")
        self._label = label
        self._check = check
        self._input = Input(clean(value), compact=True, select_on_focus=False)
        self._input.cursor_blink = False
        self._error = Static(classes="dialog-error", markup=False)

    def inside(self) -> ComposeResult:
        """What is asked, the line, and what is wrong with it."""
        yield Static(Content(shown(self._label)), classes="dialog-text")
        yield self._input
        yield self._error

    def action_take(self) -> None:
        """Close with what was typed, or say why it cannot be taken."""
        try:
            taken = self._check(clean(self._input.value))
        except (ValueError, CrmError) as error:
            sentence = shown(str(error))
            self._error.update(Content(f"! {sentence[:1].upper()}{sentence[1:]}"))
        else:
            self.dismiss(taken)

    def action_leave(self) -> None:
        """Close without an answer."""
        self.dismiss(None)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take what was typed."""
        event.stop()
        self.action_take()

    def on_input_changed(self) -> None:
        """Take back what was said about an earlier text."""
        self._error.update("")
