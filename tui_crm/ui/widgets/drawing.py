"""What the drawn widgets share: text fitted to a width, and lines made of pieces with a role."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from tui_crm.text import cut, shown

Piece: TypeAlias = tuple[str, str]
"""A stretch of one line: its text, safe to show, and the role that says how it looks."""


def fitted(value: str, cells: int, *, right: bool = False) -> str:
    """Any stored text made safe and exactly so many terminal cells wide, numbers to the right."""
    text = cut(shown(value), cells)
    gap = " " * (cells - cell_len(text))
    return gap + text if right else text + gap


def apart(left: str, right: str, cells: int) -> tuple[str, str]:
    """Two texts for the ends of one line; the right one, a figure, is never cut for the left."""
    figure = cut(shown(right), cells)
    room = cells - cell_len(figure)
    return fitted(left, room - 1 if figure else room) + " " * (bool(figure) and room > 0), figure


def centred(sentence: str, cells: int) -> str:
    """A sentence in the middle of a line of so many cells."""
    text = cut(shown(sentence), cells)
    return fitted(" " * ((cells - cell_len(text)) // 2) + text, cells)


class DrawnWidget(Widget):
    """A widget that draws its own lines, so that its cost does not grow with what lies behind it.

    Each role is a component class of the widget: `muted` of a Board is styled as `.board--muted`.
    Of two roles together, as `muted cursor`, the second gives the ground for the first.
    """

    ALLOW_SELECT = False

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._role_styles: dict[str, Style] = {}

    def pieces(self, y: int) -> Sequence[Piece]:
        """The pieces of one line, from left to right."""
        raise NotImplementedError

    def render_line(self, y: int) -> Strip:
        """One line for the terminal, filled up to the width of the widget."""
        segments = [Segment(text, self._role_style(role)) for text, role in self.pieces(y) if text]
        return Strip(segments).adjust_cell_length(self.size.width, self.rich_style)

    def notify_style_update(self) -> None:
        """Forget the colours of the old theme."""
        super().notify_style_update()
        self._role_styles.clear()

    def _role_style(self, role: str) -> Style:
        style = self._role_styles.get(role)
        if style is None:
            name, _, ground = role.partition(" ")
            style = self._component(name) if name else self.rich_style
            if ground:
                under = self._component(ground)
                # A reversed line has no ground of its own: its colours would become patches.
                style = under if under.reverse else style + Style(bgcolor=under.bgcolor)
            self._role_styles[role] = style
        return style

    def _component(self, name: str) -> Style:
        return self.get_component_rich_style(f"{type(self).__name__.lower()}--{name}")
