"""Which file: a path to type, to complete, to walk to, or to drop on the terminal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from tui_crm.errors import CrmError
from tui_crm.text import shown
from tui_crm.ui.dialogs.frame import Dialog
from tui_crm.ui.widgets.choice_list import ChoiceList
from tui_crm.ui.widgets.path_input import PathInput

AROUND = 11
"""Lines that the box takes around the entries of a folder."""

FEWEST, MOST = 3, 18
"""Entries in sight."""


@dataclass(frozen=True, slots=True)
class Named:
    """The file that was named, and how it was written."""

    path: Path
    typed: str


class AskPath(Dialog[Named | None]):
    """The question for a file; what was named is checked before it is taken."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "take", "Go on", id="path.take", show=False,
                tooltip="Take this file"),
        Binding("escape", "leave", "leave", id="path.leave", tooltip="Leave without an answer"),
    ]  # fmt: skip

    DEFAULT_CSS = """
    AskPath {
        & .dialog-box { width: 76; max-width: 100%; }
        & .dialog-error { min-height: 1; }
    }
    """

    def __init__(
        self,
        title: str,
        label: str,
        text: str,
        check: Callable[[Path], None],
        *,
        new: bool = False,
    ) -> None:
        """`check` raises with a sentence where a path cannot be taken."""
        super().__init__(title, first_keys="enter take   tab complete   ↑↓ choose")
        self._label = label
        self._check = check
        self._input = PathInput(text, new=new)
        self._error = Static(classes="dialog-error", markup=False)

    def inside(self) -> ComposeResult:
        """What is asked, the line with its entries, and what is wrong with it."""
        yield Static(Content(shown(self._label)), classes="dialog-text")
        yield self._input
        yield self._error

    def on_resize(self) -> None:
        """Give the entries the room there is."""
        lines = max(FEWEST, min(self.size.height - AROUND, MOST))
        self._input.query_one(ChoiceList).styles.height = lines

    def action_take(self) -> None:
        """Take what stands there."""
        self._input.take()

    def action_leave(self) -> None:
        """Close without an answer."""
        self.dismiss(None)

    def on_path_input_taken(self, event: PathInput.Taken) -> None:
        """Close with the file that was named, or say why it cannot be taken."""
        event.stop()
        try:
            self._check(event.path)
        except (ValueError, CrmError) as error:
            sentence = shown(str(error))
            self._error.update(Content(f"! {sentence[:1].upper()}{sentence[1:]}"))
        else:
            self.dismiss(Named(event.path, event.typed))

    def on_path_input_changed(self) -> None:
        """Take back what was said about another path."""
        self._error.update("")
