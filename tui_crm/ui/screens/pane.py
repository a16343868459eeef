"""What every pane of a screen is: records or figures that can be shown, read again and walked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from textual.containers import Container
from textual.message import Message
from textual.reactive import reactive

from tui_crm.ui.commands import Command, Range
from tui_crm.ui.desk import Desk


class Pane(Container):
    """One of the panes of a screen, which the owner walks through with tab."""

    DEFAULT_CSS = "Pane { height: 1fr; }"

    kind: ClassVar[str] = ""
    """Which keys the key bar shows."""
    ranges: ClassVar[tuple[Range, ...]] = ("everywhere",)
    """Which commands it has."""

    place: reactive[str] = reactive("", repaint=False)
    """Where the cursor is, in words; the screen shows it in the same breath as the cursor."""

    @dataclass
    class Changed(Message):
        """Posted when the totals are known, or what the pane is about has changed."""

        pane: Pane

        def can_replace(self, message: Message) -> bool:
            """Of several changes only the last matters."""
            return isinstance(message, Pane.Changed) and message.pane is self.pane

    @dataclass
    class Loaded(Message):
        """Posted when the first records are on the screen."""

        pane: Pane

    def __init__(self, desk: Desk, entity: str = "") -> None:
        super().__init__()
        self.desk = desk
        self.entity = entity
        """Of which kind its records are."""
        self.seen = -1
        """The version of the book that it shows."""

    @property
    def bar(self) -> str:
        """Which keys the key bar shows."""
        return self.kind or self.entity

    @property
    def current_id(self) -> int | None:
        """The record under the cursor."""
        return None

    @property
    def given(self) -> Mapping[str, tuple[str, str]]:
        """What a record added here has already: the field's text for people, and for the book."""
        return {}

    @property
    def totals(self) -> tuple[str, ...]:
        """What the pane comes to, in words, the most important first."""
        return ()

    def reload(self, keep: int | None = None) -> None:
        """Read everything again, the cursor going to a record where one is given."""
        raise NotImplementedError

    def take_focus(self) -> None:
        """Let the owner walk here."""
        raise NotImplementedError

    def obey(self, command: str) -> bool:
        """Do a command that concerns only what is shown here; False where it is another's."""
        return False

    def why_not(self, command: Command) -> str | None:
        """Why a command cannot be done on what is shown here; None where it can."""
        return None

    def clear_filter(self) -> bool:
        """Show all records again; False where all are shown already."""
        return False

    async def settle(self) -> None:
        """Wait until what was asked for is on the screen."""


@dataclass(frozen=True, slots=True)
class PaneSpec:
    """A pane by its title, made when it is first looked at."""

    title: str
    make: Callable[[Desk], Pane]
