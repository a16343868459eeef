"""One of many things, found by typing part of its name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input

from tui_crm.text import fold
from tui_crm.ui.dialogs.frame import Dialog
from tui_crm.ui.widgets.choice_list import Choice, ChoiceList

AROUND = 8
"""Lines that the box takes around its options."""

MOST = 16


@dataclass(frozen=True, slots=True)
class Option:
    """Something to pick: its value, what people call it, and what is said of it."""

    value: str
    words: str
    remark: str = ""


class Pick(Dialog[str | None]):
    """A line that narrows the options down while one types; the answer is an option's value."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "walk(1)", "Down", id="pick.down", show=False,
                tooltip="Go to the next option"),
        Binding("up", "walk(-1)", "Up", id="pick.up", show=False,
                tooltip="Go to the option before"),
        Binding("pagedown", "page(1)", "Page down", id="pick.page_down", show=False,
                tooltip="Go down a page"),
        Binding("pageup", "page(-1)", "Page up", id="pick.page_up", show=False,
                tooltip="Go up a page"),
        Binding("escape", "leave", "leave", id="pick.leave", tooltip="Pick nothing"),
    ]  # fmt: skip

    DEFAULT_CSS = """
    Pick {
        & .dialog-box { width: 60; max-width: 100%; }
        & ChoiceList { margin: 1 0 0 0; }
        & Input.-textual-compact {
            padding: 0 1 0 2;
            background: $foreground 7%;
            &:focus { background: $primary 30%; background-tint: $foreground 0%; }
        }
        &:ansi Input.-textual-compact { background: ansi_default; text-style: underline; }
    }
    """

    def __init__(self, title: str, options: Sequence[Option], at: str = "") -> None:
        """The cursor begins `at` the option with that value."""
        super().__init__(title, first_keys="enter choose   type to narrow down")
        self._options = tuple(options)
        self._found = self._options
        self._at = at
        self._line = Input(compact=True)
        self._line.cursor_blink = False
        self._list = ChoiceList()

    def inside(self) -> ComposeResult:
        """The line, and the options that it leaves."""
        yield self._line
        yield self._list

    def on_mount(self) -> None:
        """Show all options, beginning at the present one."""
        super().on_mount()
        self._show(self._at)

    def on_resize(self) -> None:
        """Give the options the room there is."""
        self._list.styles.height = max(3, min(self.size.height - AROUND, MOST, len(self._options)))

    def action_walk(self, steps: int) -> None:
        """Go to another option."""
        self._list.move(steps)

    def action_page(self, pages: int) -> None:
        """Go on by as many as are in sight."""
        self._list.page(pages)

    def action_leave(self) -> None:
        """Close without an answer."""
        self.dismiss(None)

    @on(Input.Changed)
    def _narrow(self, event: Input.Changed) -> None:
        event.stop()
        words = fold(event.value).split()
        self._found = tuple(
            option
            for option in self._options
            if all(word in fold(f"{option.words} {option.value}") for word in words)
        )
        self._show("" if words else self._at)

    @on(Input.Submitted)
    def _take(self, event: Input.Submitted) -> None:
        event.stop()
        if self._list.cursor is not None:
            self.dismiss(self._found[self._list.cursor].value)

    @on(ChoiceList.Taken)
    def _take_clicked(self, event: ChoiceList.Taken) -> None:
        event.stop()
        self.dismiss(self._found[event.index].value)

    def _show(self, at: str) -> None:
        places = {option.value: place for place, option in enumerate(self._found)}
        choices = [Choice(option.words, option.remark) for option in self._found]
        self._list.show(choices, places.get(at, 0), "" if choices else "None is called so.")
