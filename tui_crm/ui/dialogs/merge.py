"""The dialog that makes one of two records: whose value stays, field by field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.reactive import reactive
from textual.widgets import Static

from tui_crm.text import shown
from tui_crm.ui.dialogs.frame import Dialog
from tui_crm.ui.widgets.drawing import DrawnWidget, Piece, fitted

WIDTH = 70
"""Cells of the table of both records."""
TITLES = 16
"""Cells of a field's title, with the mark of the line under the cursor."""


@dataclass
class Question:
    """A field in which two records differ: what each has, and whose value stays."""

    name: str
    title: str
    shown: tuple[str, str]
    """What the one that stays has, and what the other has."""
    typed: tuple[str, str]
    """The same, as it would be typed."""
    takes_others: bool


class MergeTable(DrawnWidget, can_focus=True):
    """Two records side by side, a line for each field in which they differ."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(keys, action, words, show=False, id=f"merge.{name}", tooltip=tooltip)
        for name, keys, action, words, tooltip in (
            ("up", "up,k", "move(-1)", "Up", "Go to the field above"),
            ("down", "down,j", "move(1)", "Down", "Go to the field below"),
            ("left", "left,h", "take(0)", "Left", "Keep the value on the left"),
            ("right", "right,l", "take(1)", "Right", "Keep the value on the right"),
            ("other", "space", "turn", "Other", "Keep the other value"),
        )
    ]

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"mergetable--{part}" for part in ("head", "title", "here", "kept", "left-out")
    }

    DEFAULT_CSS = """
    MergeTable {
        & > .mergetable--head { color: $text-muted; }
        & > .mergetable--title { color: $text-muted; }
        & > .mergetable--here { color: $text-primary; text-style: bold; }
        & > .mergetable--kept { color: $foreground; text-style: bold; }
        & > .mergetable--left-out { color: $text-muted; }
        &:ansi {
            & > .mergetable--head, & > .mergetable--title, & > .mergetable--left-out {
                text-style: dim;
            }
        }
    }
    """

    cursor: reactive[int] = reactive(0)
    """Which field is asked for."""

    def __init__(self, heads: tuple[str, str], questions: Sequence[Question]) -> None:
        super().__init__()
        self._heads = heads
        self.questions = tuple(questions)
        self.styles.width = WIDTH
        self.styles.height = len(self.questions) + 1

    def pieces(self, y: int) -> Sequence[Piece]:
        """What the two records are called, or one field of both; a mark where the value stays."""
        room = (self.size.width - TITLES) // 2
        if y == 0:
            return (
                (" " * TITLES, ""),
                *((f"  {fitted(head, room - 2)}", "head") for head in self._heads),
            )
        if y > len(self.questions):
            return ()
        question = self.questions[y - 1]
        here = y - 1 == self.cursor
        title = fitted(f"{'›' if here else ' '} {question.title}", TITLES)
        sides = []
        for side, text in enumerate(question.shown):
            kept = question.takes_others == bool(side)
            mark = "* " if kept else "  "
            sides.append((mark + fitted(text or "—", room - 2), "kept" if kept else "left-out"))
        return ((title, "here" if here else "title"), *sides)

    def action_move(self, step: int) -> None:
        """Go to another field."""
        self.cursor = max(0, min(self.cursor + step, len(self.questions) - 1))

    def action_take(self, side: int) -> None:
        """Let the value of one side stay."""
        if self.questions:
            self.questions[self.cursor].takes_others = bool(side)
            self.refresh()

    def action_turn(self) -> None:
        """Let the other value stay."""
        if self.questions:
            self.action_take(not self.questions[self.cursor].takes_others)


class MergeScreen(Dialog[Mapping[str, str] | None]):
    """Two records that become one; the answer is what stays, as typed by field, or nothing."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,ctrl+s", "merge", "merge", id="merge.merge", tooltip="Make one of the two"),
        Binding("escape", "leave", "leave", id="merge.leave", tooltip="Leave both as they are"),
    ]

    DEFAULT_CSS = """
    MergeScreen .merge-note { width: auto; max-width: 100%; height: auto; margin-top: 1;
                              color: $text-muted; }
    """

    def __init__(
        self, title: str, heads: tuple[str, str], questions: Sequence[Question], note: str
    ) -> None:
        """`heads` name the record that stays and the one that goes; the note says what else is."""
        super().__init__(title, first_keys="←→ whose value stays" if questions else "")
        self._table = MergeTable(heads, questions)
        self._note = note

    def inside(self) -> ComposeResult:
        """The two records, and what becomes of the rest."""
        yield self._table
        yield Static(Content(shown(self._note)), classes="merge-note", markup=False)

    def on_mount(self) -> None:
        """Begin with the first field."""
        super().on_mount()
        self._table.focus()

    def action_merge(self) -> None:
        """Close with what was chosen."""
        self.dismiss({q.name: q.typed[q.takes_others] for q in self._table.questions})

    def action_leave(self) -> None:
        """Close without an answer."""
        self.dismiss(None)
