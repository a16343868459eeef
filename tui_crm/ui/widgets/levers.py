"""Levers: what can be moved by the arrow keys to see what would come of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message

from tui_crm.text import shown
from tui_crm.ui.widgets.drawing import DrawnWidget, Piece, fitted

LEAST, MOST = -100, 200
"""By how many percent a lever can be moved."""

_BAR = 21
_PER_CELL = 5
_LEAST_TITLE = 8
_HINT = "←→ 5 %   shift 1 %   0 one as it is   esc all"


@dataclass(frozen=True)
class Lever:
    """Something that can be moved: what it is called, and what it comes to as moved."""

    name: str
    title: str
    value: str
    """In words, as moved."""


class Levers(DrawnWidget, can_focus=True):
    """What the owner may imagine otherwise: a bar for each, moved by the arrow keys."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "step(-1)", "Up", show=False, id="levers.up",
                tooltip="Go to the one above"),
        Binding("down,j", "step(1)", "Down", show=False, id="levers.down",
                tooltip="Go to the one below"),
        Binding("left", "move(-5)", "Less", show=False, id="levers.less",
                tooltip="Make it 5 % less"),
        Binding("right", "move(5)", "More", show=False, id="levers.more",
                tooltip="Make it 5 % more"),
        Binding("shift+left,minus", "move(-1)", "A little less", show=False,
                id="levers.little_less", tooltip="Make it 1 % less"),
        Binding("shift+right,plus", "move(1)", "A little more", show=False,
                id="levers.little_more", tooltip="Make it 1 % more"),
        Binding("0", "reset", "As it is", show=False, id="levers.reset",
                tooltip="Leave it as it is"),
    ]  # fmt: skip

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "levers--title", "levers--name", "levers--value", "levers--muted", "levers--bar",
        "levers--moved", "levers--cursor",
    }  # fmt: skip
    """The heading, the parts of a line, a moved bar, and the line under the cursor."""

    DEFAULT_CSS = """
    Levers {
        height: auto;
        & > .levers--title { text-style: bold; color: $text-muted; }
        & > .levers--value, & > .levers--moved { text-style: bold; }
        & > .levers--moved { color: $text-accent; }
        & > .levers--muted, & > .levers--bar { color: $text-muted; }
        & > .levers--cursor { background: $primary 25%; }
        &:focus > .levers--title { color: $text-primary; }
        &:ansi {
            & > .levers--cursor { background: ansi_default; text-style: reverse; }
            & > .levers--muted, & > .levers--bar { text-style: dim; }
        }
    }
    """

    class Moved(Message):
        """Posted when a lever has been moved."""

    class Left(Message):
        """Posted when the owner walks on below the last lever."""

    def __init__(self) -> None:
        super().__init__()
        self._levers: tuple[Lever, ...] = ()
        self._percent: dict[str, int] = {}
        self._cursor = 0

    @property
    def changes(self) -> Mapping[str, Fraction]:
        """What each lever that was moved is to be multiplied by."""
        return {name: 1 + Fraction(by, 100) for name, by in self._percent.items() if by}

    def show(self, levers: Sequence[Lever]) -> None:
        """Show what can be moved; what has been moved stays so."""
        height = len(self._levers)
        self._levers = tuple(levers)
        self._cursor = max(min(self._cursor, len(levers) - 1), 0)
        self.refresh(layout=len(levers) != height)

    def reset_all(self) -> bool:
        """Leave everything as it is; False where nothing was moved."""
        if not self.changes:
            return False
        self._percent.clear()
        self.refresh()
        self.post_message(self.Moved())
        return True

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """The heading and a line for each lever."""
        return len(self._levers) + 1

    def pieces(self, y: int) -> Sequence[Piece]:
        """One line."""
        width = self.size.width
        if y == 0:
            hint = _HINT if self.has_focus and cell_len(_HINT) + 12 <= width else ""
            return [(" What if", "title"), (f"   {hint}", "muted")]
        if y > len(self._levers):
            return []
        pieces, here = self._line(self._levers[y - 1]), self.has_focus and y - 1 == self._cursor
        if not here:
            return pieces
        rest = width - sum(cell_len(text) for text, _ in pieces)
        pieces = [("›", "name"), (pieces[0][0][1:], "name"), *pieces[1:], (" " * rest, "name")]
        return [(text, f"{role} cursor") for text, role in pieces]

    def action_step(self, lines: int) -> None:
        """Go to another lever; below the last the owner walks on."""
        if self._cursor + lines >= len(self._levers):
            self.post_message(self.Left())
            return
        self._cursor = max(self._cursor + lines, 0)
        self.refresh()

    def action_move(self, percent: int) -> None:
        """Move the lever under the cursor by so many percent of what it is."""
        if self._levers:
            name = self._levers[self._cursor].name
            self._set(name, self._percent.get(name, 0) + percent)

    def action_reset(self) -> None:
        """Leave the lever under the cursor as it is."""
        if self._levers:
            self._set(self._levers[self._cursor].name, 0)

    def on_click(self, event: events.Click) -> None:
        """Go to the lever that was clicked."""
        if 1 <= event.y <= len(self._levers):
            self._cursor = event.y - 1
            self.refresh()

    def _set(self, name: str, percent: int) -> None:
        percent = max(LEAST, min(percent, MOST))
        if percent != self._percent.get(name, 0):
            self._percent[name] = percent
            self.refresh()
            self.post_message(self.Moved())

    def _line(self, lever: Lever) -> list[Piece]:
        """The name, the value, the bar and by how much it was moved; a bar without room is none."""
        percent = self._percent.get(lever.name, 0)
        role = "moved" if percent else "bar"
        value = max((cell_len(shown(one.value)) for one in self._levers), default=0)
        longest = max((cell_len(shown(one.title)) for one in self._levers), default=0)
        room = self.size.width - value - 12
        bar = _BAR if room - _BAR - 2 >= min(longest, _LEAST_TITLE) else 0
        title = max(min(longest, room - (bar + 2 if bar else 0)), 0)
        return [
            (" " + fitted(lever.title, title), "name"),
            ("  " + fitted(lever.value, value, right=True), "value"),
            ("  " + bar_of(percent) if bar else "", role),
            (f"  {percent:+} %".ljust(9) if percent else " " * 9, role),
        ]


def bar_of(percent: int, cells: int = _BAR) -> str:
    """A bar from the middle to the right for more, to the left for less; an arrow beyond the end.

    What has been moved at all fills at least one cell.
    """
    half = cells // 2
    size = -(-abs(percent) // _PER_CELL)
    filled = min(size, half)
    if percent >= 0:
        end = "▶" if size > half else "█"
        side = ("█" * (filled - 1) + end if filled else "").ljust(half, "·")
        return "·" * half + "│" + side
    end = "◀" if size > half else "█"
    side = (end + "█" * (filled - 1)).rjust(half, "·")
    return side + "│" + "·" * half
