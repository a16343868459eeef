"""How a pipeline board looks: where its columns lie, and the lines of its cards."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from rich.cells import cell_len

from tui_crm.text import shown
from tui_crm.ui.widgets.board_state import BoardColumn, Card, Pages, Standing
from tui_crm.ui.widgets.drawing import Piece, apart, fitted

LEAST_WIDTH = 22
MOST_WIDTH = 44
GAP = 1

_ROOMY_HEIGHT = 30
_TALL, _LOW = 4, 2

_EDGE = ("│", "border")
_CURSOR_EDGE = ("┃", "cursor-border")


@dataclass(frozen=True)
class Grid:
    """Where everything lies on a board of some size; x and y count from its upper left corner."""

    starts: tuple[int, ...]
    """The left edge of each column in sight."""
    widths: tuple[int, ...]
    compact: bool
    """Cards of two lines without borders, where the board is low or narrow."""
    head: int
    """Lines of the column heads."""
    rows: int
    """Cards in sight in each column."""

    @property
    def pitch(self) -> int:
        """Lines from one card to the next; cards with borders share them."""
        return _LOW if self.compact else _TALL

    def card_lines(self, slot: int) -> tuple[int, int]:
        """The first line of a card and how many lines it has, borders included."""
        return self.head + slot * self.pitch, self.pitch + (not self.compact)

    def hit(self, x: int, y: int) -> tuple[int, int | None] | None:
        """The column in sight under a point, and the card in it, None on its head or foot."""
        for number, (start, width) in enumerate(zip(self.starts, self.widths, strict=True)):
            if start <= x < start + width:
                slot = (y - self.head) // self.pitch
                return number, slot if 0 <= slot < self.rows else None
        return None


def grid(width: int, height: int, columns: int) -> Grid:
    """The layout for a board of so many columns; those that do not fit are scrolled to."""
    inner = max(width - 2, 1)
    across = max(1, min((inner + GAP) // (LEAST_WIDTH + GAP), columns))
    whole, rest = divmod(inner - GAP * (across - 1), across)
    widths = tuple(min(whole + (number < rest), MOST_WIDTH) for number in range(across))
    starts = tuple(1 + sum(widths[:number]) + GAP * number for number in range(across))
    compact = height < _ROOMY_HEIGHT or whole < LEAST_WIDTH
    head = 3 if compact else 2
    body = height - head - 1
    rows = body // _LOW if compact else (body - 1) // _TALL
    return Grid(starts, widths, compact, head, max(rows, 1))


def line(layout: Grid, standing: Standing, pages: Pages, y: int, height: int) -> list[Piece]:
    """One line of the board, all columns in sight beside each other."""
    more_left = standing.left > 0
    more_right = standing.left + len(layout.widths) < len(standing.columns)
    pieces: list[Piece] = [("‹" if y == 0 and more_left else " ", "muted")]
    for number, width in enumerate(layout.widths):
        column = standing.left + number
        if column < len(standing.columns):
            pieces += _column_line(layout, standing, pages, column, width, y, height)
            pieces.append((" " * GAP, ""))
    pieces[-1] = ("›" if y == 0 and more_right else " ", "muted")
    return pieces


def _column_line(
    layout: Grid, standing: Standing, pages: Pages, column: int, width: int, y: int, height: int
) -> tuple[Piece, ...]:
    stage = standing.columns[column]
    here = column == standing.column
    if y < layout.head:
        return _head_line(stage, width, here, y)
    if y == height - 1:
        return _foot_line(stage, standing.top(column), layout.rows, width)
    if stage.count == 0:
        return _empty_line(width, here, y == layout.head + (not layout.compact))
    slot, part = divmod(y - layout.head, layout.pitch)
    index = standing.top(column) + slot
    there = slot < layout.rows and index < stage.count
    cursor = standing.index if here else None
    if not layout.compact and part == 0:
        above = index - 1 if 0 < slot <= layout.rows and index <= stage.count else None
        return _border_line(width, above, index if there else None, cursor)
    if not there:
        return ((" " * width, ""),)
    card = pages.card(stage.stage_id, index)
    if layout.compact:
        return low_card(card, width, index == cursor)[part]
    return tall_card(card, width, index == cursor)[part - 1]


def _head_line(stage: BoardColumn, width: int, here: bool, y: int) -> tuple[Piece, ...]:
    """Title, count and sum, the weighted sum below; the count goes below where room is short."""
    if y == 2:
        return (("─" * width, "rule"),)
    count, inner = f"{stage.count:,}", width - 2
    figures = f"{count}  {stage.total}"
    whole = cell_len(shown(stage.title)) + 2 + cell_len(figures) <= inner
    if y == 0:
        title, figures = apart(stage.title, figures if whole else stage.total, inner)
        return ((" " + title, "stage-here" if here else "stage"), (figures + " ", "figure"))
    left = "" if whole else count
    full = f"weighted {stage.weighted}"
    word = "weighted" if len(left) + 1 + cell_len(full) <= inner else "wtd"
    weighted = f"{word} {stage.weighted}" if stage.weighted else ""
    return (
        (" ", ""),
        *zip(apart(left, weighted, inner), ("figure", "muted"), strict=True),
        (" ", ""),
    )


def _foot_line(stage: BoardColumn, top: int, rows: int, width: int) -> tuple[Piece, ...]:
    below = max(stage.count - top - rows, 0)
    parts = [f"{top:,} above"] * (top > 0) + [f"{below:,} below"] * (below > 0)
    return ((fitted(" " + " · ".join(parts), width), "muted"),)


def _empty_line(width: int, here: bool, first: bool) -> tuple[Piece, ...]:
    if not first:
        return ((" " * width, ""),)
    return (_CURSOR_EDGE if here else (" ", ""), (fitted(" –", width - 1), "muted"))


def _border_line(
    width: int, above: int | None, below: int | None, cursor: int | None
) -> tuple[Piece, ...]:
    """The border that two cards share, drawn heavy where one of them has the cursor."""
    if above is None and below is None:
        return ((" " * width, ""),)
    heavy = cursor is not None and cursor in (above, below)
    if below is not None and (above is None or cursor == below):
        left, bar, right = "┏━┓" if heavy else "╭─╮"
    elif above is not None and (below is None or cursor == above):
        left, bar, right = "┗━┛" if heavy else "╰─╯"
    else:
        left, bar, right = "├─┤"
    return ((left + bar * (width - 2) + right, "cursor-border" if heavy else "border"),)


@lru_cache(maxsize=1024)
def tall_card(card: Card | None, width: int, cursor: bool) -> tuple[tuple[Piece, ...], ...]:
    """The three lines between the borders of a card: title, account and amount, what is next."""
    edge = _CURSOR_EDGE if cursor else _EDGE
    inner = max(width - 4, 0)
    if card is None:
        rows: list[tuple[Piece, ...]] = [((fitted(" ·", width - 2), "muted"),)] * 3
    else:
        account, amount = apart(card.account, card.amount, inner)
        note = "note-warning" if card.tone == "warning" else "muted"
        rows = [
            ((f" {fitted(card.title, inner)} ", "title-here" if cursor else "title"),),
            ((f" {account}", "account"), (f"{amount} ", "figure")),
            ((f" {fitted(card.note, inner)} ", note),),
        ]
    return tuple((edge, *pieces, edge) for pieces in rows)


@lru_cache(maxsize=1024)
def low_card(card: Card | None, width: int, cursor: bool) -> tuple[tuple[Piece, ...], ...]:
    """The two lines of a card without borders; a mark stands for the note that has no room."""
    edge = _CURSOR_EDGE if cursor else (" ", "")
    if card is None:
        return (edge, (fitted("·", width - 1), "muted")), (edge, (" " * (width - 1), ""))
    mark = "!" if card.tone == "warning" else ""
    title, mark = apart(card.title, mark, width - 2)
    account, amount = apart(card.account, card.amount, width - 2)
    here = " cursor" if cursor else ""
    return (
        (
            edge,
            (title, f"title-here{here}" if cursor else "title"),
            (mark + " ", f"note-warning{here}"),
        ),
        (edge, (account, f"account{here}"), (amount + " ", f"figure{here}")),
    )
