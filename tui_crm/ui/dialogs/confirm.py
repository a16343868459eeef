"""The question before something that undo cannot mend."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Button, Static

from tui_crm.text import shown
from tui_crm.ui.dialogs.frame import Dialog


class Confirm(Dialog[bool]):
    """A question to be answered with yes or no; no is what a hasty key answers."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "answer(True)", "yes", id="confirm.yes", tooltip="Yes, do it"),
        Binding("n", "answer(False)", "no", id="confirm.no", tooltip="No, leave it as it is"),
        Binding("escape", "answer(False)", "no", id="confirm.leave", show=False),
        Binding("left,right,up,down,h,j,k,l", "other", "Other", id="confirm.other", show=False),
    ]

    DEFAULT_CSS = """
    Confirm {
        & .confirm-answers { width: auto; height: 1; margin-top: 1; }
        & Button.-textual-compact {
            width: auto;
            min-width: 8;
            margin-right: 2;
            background: $foreground 7%;
            &:focus { color: $block-cursor-foreground; background: $primary; text-style: bold; }
        }
        &:ansi Button.-textual-compact {
            background: ansi_default;
            &:focus { text-style: bold reverse; }
        }
    }
    """

    AUTO_FOCUS = "Button.-no"

    def __init__(self, question: str, yes: str = "Yes", no: str = "No") -> None:
        super().__init__("")
        self._question = question
        self._yes = Button(Content(shown(yes)), classes="-yes", compact=True)
        self._no = Button(Content(shown(no)), classes="-no", compact=True)

    def inside(self) -> ComposeResult:
        """The question and its two answers."""
        yield Static(Content(shown(self._question, long=True)), classes="dialog-text")
        with Horizontal(classes="confirm-answers"):
            yield self._yes
            yield self._no

    def action_answer(self, answer: bool) -> None:
        """Close with an answer."""
        self.dismiss(answer)

    def action_other(self) -> None:
        """Go to the other answer."""
        (self._yes if self._no.has_focus else self._no).focus()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Close with the answer that was pressed."""
        event.stop()
        self.dismiss(event.button is self._yes)
