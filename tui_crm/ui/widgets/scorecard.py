"""A scorecard: the KPIs of one function, each with its value, its change and its trend."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from textwrap import wrap
from typing import ClassVar, Literal

from rich.cells import cell_len
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message

from tui_crm.text import cut, shown
from tui_crm.ui.widgets.drawing import DrawnWidget, Piece, apart, fitted

_BLOCKS = "▁▂▃▄▅▆▇█"
_LEAST_TITLE = 16
_SHORTEST_TITLE = 6
_LEAST_TREND = 5
_WORDS = ("better", "worse")
_HINT_LINES = 2
_LEAST_WITH_HINT = 6
"""From how many lines below the title on the hint has its own."""


@dataclass(frozen=True)
class ScoreLine:
    """One KPI as the scorecard shows it, ready in words."""

    name: str
    title: str
    value: str
    change: str
    """A sign, the difference and a word: `▲ 12 % better`, `▼ 3.1 d better`, `=` or `n/a`."""
    verdict: Literal["better", "worse", "same", "unknown"]
    trend: tuple[float | None, ...]
    hint: str
    """What to know about the figure: its target, or why it has no value."""
    doubtful: bool = False
    """Whether it is marked: too thin, or worked out from incomplete records."""


@dataclass(frozen=True)
class Widths:
    """The cells of each part of a scorecard's lines; a part without room has none."""

    number: int
    suffix: int
    sign: int
    """The sign and the mark behind it, which stands for `worse` where that word has no room."""
    amount: int
    word: int
    trend: int
    title: int = 0

    @property
    def taken(self) -> int:
        """The cells of all parts but the title, with the gaps between them."""
        gaps = 5 + 2 * (self.sign > 0) + (self.word > 0) + 2 * (self.trend > 0)
        parts = self.number + self.suffix + self.sign + self.amount + self.word + self.trend
        return parts + gaps


def sparkline(trend: Sequence[float | None], cells: int) -> str:
    """The last values of a trend as blocks, a space for each unknown one, to the right."""
    recent = list(trend)[-cells:] if cells > 0 else []
    known = [value for value in recent if value is not None]
    low, high = min(known, default=0.0), max(known, default=0.0)
    blocks = "".join(_block(value, low, high) for value in recent)
    return blocks.rjust(max(cells, 0))


def split_value(value: str) -> tuple[str, str]:
    """A figure and what follows its last digit, so that figures align: `24.3` and ` d`."""
    match = re.fullmatch(r"(.*\d)(\D*)", value, re.DOTALL)
    return (match[1], match[2]) if match else (value, "")


def split_change(change: str) -> tuple[str, str, str]:
    """The sign, the difference and the word of a change: `▲`, `12 %`, `better`."""
    if not change.startswith(("▲", "▼")):
        return change, "", ""
    amount = change[1:].strip()
    word = next((word for word in _WORDS if amount.endswith(word)), "")
    return change[0], amount.removesuffix(word).strip(), word


def widths(lines: Sequence[ScoreLine], width: int) -> Widths:
    """Share a width out: the trend goes first when it is short, then the word, the difference.

    The value is never cut; the title takes what is left and is cut with … when it must be.
    """
    values = [split_value(line.value) for line in lines]
    changes = [split_change(line.change) for line in lines]
    number = _longest(number for number, _ in values)
    suffix = _longest(suffix for _, suffix in values)
    # A change that is only a word, as `n/a`, may reach into the column of the differences.
    amount = _longest(amount or sign[2:] for sign, amount, _ in changes)
    word = _longest(word for _, _, word in changes)
    title = _longest(line.title for line in lines)
    apart_title = _telling(line.title for line in lines)
    trend = max((len(line.trend) for line in lines), default=0)
    shares = (
        (Widths(number, suffix, 2, amount, word, min(trend, _LEAST_TREND)), apart_title),
        (Widths(number, suffix, 2, amount, word, 0), apart_title),
        (Widths(number, suffix, 2, amount, 0, 0), apart_title),
        (Widths(number, suffix, 2, 0, 0, 0), _SHORTEST_TITLE),
        (Widths(number, suffix, 0, 0, 0, 0), 0),
    )
    for share, least in shares:
        room = width - share.taken
        if room >= min(title, least):
            break
    title = max(min(room, title), 0)
    more = min(room - title, trend - share.trend) if share.trend else 0
    return replace(share, title=title, trend=share.trend + more)


@dataclass
class ScorecardMessage(Message):
    """Something that happened on a scorecard."""

    scorecard: Scorecard
    name: str

    @property
    def control(self) -> Scorecard:
        """The scorecard it happened on."""
        return self.scorecard


class Scorecard(DrawnWidget, can_focus=True):
    """The figures of sales, or of marketing: how each stands, and whether it got better."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "step(-1)", "Up", show=False, id="scorecard.up",
                tooltip="Go to the figure above"),
        Binding("down,j", "step(1)", "Down", show=False, id="scorecard.down",
                tooltip="Go to the figure below"),
        Binding("g,home", "step(-1000)", "Top", show=False, id="scorecard.top",
                tooltip="Go to the first figure"),
        Binding("G,end", "step(1000)", "Bottom", show=False, id="scorecard.bottom",
                tooltip="Go to the last figure"),
        Binding("enter", "choose", "Open", show=False, id="scorecard.open",
                tooltip="Open this figure"),
    ]  # fmt: skip

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "scorecard--title", "scorecard--name", "scorecard--value", "scorecard--muted",
        "scorecard--better", "scorecard--worse", "scorecard--same", "scorecard--unknown",
        "scorecard--trend", "scorecard--cursor", "scorecard--doubt",
    }  # fmt: skip
    """The title, the parts of a line, its verdict, its mark, and the line under the cursor."""

    DEFAULT_CSS = """
    Scorecard {
        height: auto;
        & > .scorecard--title { text-style: bold; color: $text-muted; }
        & > .scorecard--value { text-style: bold; }
        & > .scorecard--muted, & > .scorecard--same, & > .scorecard--unknown {
            color: $text-muted;
        }
        & > .scorecard--better { color: $text-success; }
        & > .scorecard--worse { color: $text-error; }
        & > .scorecard--trend { color: $text-muted; }
        & > .scorecard--doubt { color: $text-warning; text-style: bold; }
        & > .scorecard--cursor { background: $primary 25%; }
        &:focus > .scorecard--title { color: $text-primary; }
        &:ansi {
            & > .scorecard--cursor { background: ansi_default; text-style: reverse; }
            & > .scorecard--muted, & > .scorecard--same, & > .scorecard--unknown,
            & > .scorecard--trend {
                text-style: dim;
            }
        }
    }
    """

    @dataclass
    class Moved(ScorecardMessage):
        """Posted when another KPI has the cursor."""

        def can_replace(self, message: Message) -> bool:
            """Only where the cursor came to rest matters."""
            return isinstance(message, Scorecard.Moved) and message.scorecard is self.scorecard

    @dataclass
    class Chosen(ScorecardMessage):
        """Posted when the owner opens a KPI."""

    @dataclass
    class Left(Message):
        """Posted when the owner walks on beyond the last KPI, or back before the first."""

        down: bool

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._title = ""
        self._lines: tuple[ScoreLine, ...] = ()
        self._cursor = 0
        self._top = 0
        self._widths = widths((), 0)

    @property
    def cursor_name(self) -> str | None:
        """The KPI of the cursor; None while there are none."""
        return self._lines[self._cursor].name if self._lines else None

    def show(self, title: str, lines: Sequence[ScoreLine]) -> None:
        """Show these KPIs; the cursor stays on the KPI it was on."""
        if (title, tuple(lines)) == (self._title, self._lines):
            return
        before, height = self.cursor_name, len(self._lines)
        self._title, self._lines = title, tuple(lines)
        names = [line.name for line in self._lines]
        self._cursor = names.index(before) if before in names else 0
        self._lay_out()
        self.refresh(layout=len(self._lines) != height)
        self._announce(before)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """The title, a line for each KPI, and those for the hint of the KPI under the cursor."""
        return len(self._lines) + 1 + _HINT_LINES

    def pieces(self, y: int) -> Sequence[Piece]:
        """One line of the scorecard."""
        if y == 0:
            return self._heading()
        if y > self._rows:
            return [(fitted(self._hint_line(y - self._rows - 1), self.size.width), "muted")]
        number = self._top + y - 1
        if number >= len(self._lines):
            return []
        here = self.has_focus and number == self._cursor
        return score_pieces(self._lines[number], self._widths, here, self.size.width)

    def action_step(self, lines: int) -> None:
        """Move the cursor up or down."""
        before, top, line = self.cursor_name, self._top, self._cursor
        self._cursor = max(0, min(self._cursor + lines, len(self._lines) - 1))
        self._bring_into_sight()
        if self._top != top:
            self.refresh()
        elif self._cursor != line:
            width = self.size.width
            lines_of_hint = range(self._rows + 1, self.size.height)
            changed = (line - top + 1, self._cursor - top + 1, *lines_of_hint)
            self.refresh(*(Region(0, y, width, 1) for y in changed))
        elif abs(lines) == 1:
            self.post_message(self.Left(lines > 0))
        self._announce(before)

    def action_choose(self) -> None:
        """Open the KPI of the cursor."""
        if (name := self.cursor_name) is not None:
            self.post_message(self.Chosen(self, name))

    def on_resize(self) -> None:
        """Share the new width out."""
        self._lay_out()
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on the KPI that was clicked; open it when it had the cursor."""
        number = self._top + event.y - 1
        if not 1 <= event.y <= self._rows or number >= len(self._lines):
            return
        if number == self._cursor:
            self.action_choose()
        else:
            self.action_step(number - self._cursor)

    @property
    def _rows(self) -> int:
        """The lines that there is room for; where it is very low, the hint has none."""
        room = self.size.height - 1
        if room < _LEAST_WITH_HINT:
            return len(self._lines) if room > len(self._lines) else max(room, 1)
        return min(len(self._lines), room - min(_HINT_LINES, room // 4))

    def _heading(self) -> Sequence[Piece]:
        """The title, and which of the KPIs are in sight where there are more."""
        width, last = self.size.width, min(self._top + self._rows, len(self._lines))
        if last - self._top >= len(self._lines):
            return [(fitted(f" {self._title}", width), "title")]
        part = f"{self._top + 1} to {last} of {len(self._lines)} "
        left, right = apart(f" {self._title}", part, width)
        return [(left, "title"), (right, "muted")]

    def _hint_line(self, number: int) -> str:
        """A line of what there is to know about the KPI under the cursor."""
        if not self._lines or not self.has_focus:
            return ""
        line = self._lines[self._cursor]
        is_cut = cell_len(line.title) > self._widths.title
        hint = f"{line.title}: {line.hint}" if is_cut else line.hint
        lines = wrap(shown(hint), max(self.size.width - 2, 1))
        if number == self.size.height - self._rows - 2:  # the last one takes what is left
            return f" {' '.join(lines[number:])}"
        return f" {lines[number]}" if number < len(lines) else ""

    def _lay_out(self) -> None:
        self._widths = widths(self._lines, self.size.width)
        self._bring_into_sight()

    def _bring_into_sight(self) -> None:
        self._top = min(self._top, self._cursor, max(len(self._lines) - self._rows, 0))
        self._top = max(self._top, self._cursor - self._rows + 1)

    def _announce(self, before: str | None) -> None:
        name = self.cursor_name
        if name is not None and name != before:
            self.post_message(self.Moved(self, name))


def score_pieces(line: ScoreLine, cells: Widths, here: bool, width: int) -> list[Piece]:
    """The parts of one line, aligned with those of the other lines."""
    number, suffix = split_value(line.value)
    pieces: list[Piece] = [
        ("›" if here else " ", "name"),
        (fitted(line.title, cells.title), "name"),
        (" ! " if line.doubtful else "   ", "doubt"),
        (fitted(number, cells.number, right=True) + fitted(suffix, cells.suffix), "value"),
    ]
    if cells.sign:
        pieces.append(("  " + _change(line, cells), line.verdict))
    if cells.trend:
        pieces.append(("  " + sparkline(line.trend, cells.trend), "trend"))
    if not here:
        return pieces
    rest = width - sum(cell_len(text) for text, _ in pieces)
    return [(text, f"{role} cursor") for text, role in (*pieces, (" " * rest, "name"))]


def _change(line: ScoreLine, cells: Widths) -> str:
    """A change with its difference to the right of its column, so that differences align."""
    sign, amount, word = split_change(line.change)
    whole = cells.sign + cells.amount + (1 + cells.word if cells.word else 0)
    if not amount:
        return fitted(sign if cell_len(sign) <= whole else "", whole)
    mark = "!" if line.verdict == "worse" and not cells.word else " "
    text = sign + mark + fitted(amount if cells.amount else "", cells.amount, right=True)
    return text + (" " + fitted(word, cells.word) if cells.word else "")


def _block(value: float | None, low: float, high: float) -> str:
    """A value as an eighth block; a trend without rise or fall stands at half height, but on the
    ground where it is zero all along."""
    if value is None:
        return " "
    if high == low:
        return _BLOCKS[3] if value else _BLOCKS[0]
    return _BLOCKS[min(int((value - low) / (high - low) * len(_BLOCKS)), len(_BLOCKS) - 1)]


def _telling(titles: Iterable[str]) -> int:
    """How many cells titles need to be told apart where they are cut."""
    known = list(titles)
    cells = _LEAST_TITLE
    while cells < _longest(known) and len({cut(title, cells) for title in known}) < len(known):
        cells += 1
    return cells


def _longest(texts: Iterable[str]) -> int:
    return max(map(cell_len, texts), default=0)
