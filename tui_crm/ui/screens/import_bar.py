"""The title line of an import: what is done, and to which file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len

from tui_crm.text import cut, shown
from tui_crm.ui.widgets.drawing import DrawnWidget, Piece

TITLE = " IMPORT  "


class ImportBar(DrawnWidget):
    """Which file is on its way into the book, and how it is written."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "importbar--here", "importbar--file", "importbar--muted",
    }  # fmt: skip
    """What is done, the file's name, and how the file is written."""

    DEFAULT_CSS = """
    ImportBar {
        height: 1;
        background: $surface;
        & > .importbar--here { color: $text-primary; text-style: bold; }
        & > .importbar--file { text-style: bold; }
        & > .importbar--muted { color: $text-muted; }
        &:ansi > .importbar--muted { text-style: dim; }
    }
    """

    def __init__(self, file: str) -> None:
        super().__init__()
        self._file = file
        self._facts: tuple[str, ...] = ()

    def show(self, facts: Sequence[str]) -> None:
        """Show how the file is written, the most important first."""
        self._facts = tuple(facts)
        self.refresh()

    def pieces(self, y: int) -> Sequence[Piece]:
        """The only line; facts without room are left out."""
        room = self.size.width - cell_len(TITLE) - 1
        file = cut(shown(self._file), max(room, 0))
        facts = list(self._facts)
        while facts and cell_len(", ".join(facts)) + cell_len(file) + 3 > room:
            facts.pop()
        words = ", ".join(facts)
        gap = max(room - cell_len(file) - cell_len(words), 0)
        return [(TITLE, "here"), (file + " " * gap, "file"), (f"{words} ", "muted")]
