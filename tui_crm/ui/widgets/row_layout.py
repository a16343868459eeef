"""Where the columns of a list stand, and a record's texts set into them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len

from tui_crm.text import cut
from tui_crm.ui.widgets.row_source import Column

GUTTER = 2
"""Cells before the first column, for the mark."""

GAP = 2
"""Cells between two columns."""

MARGIN = 1
"""Cells after the last column."""


@dataclass(frozen=True, slots=True)
class PlacedColumn:
    """A column where it stands on the screen."""

    column: Column
    index: int
    """Which of a row's cells it shows."""
    x: int
    width: int


@dataclass(frozen=True, slots=True)
class RowLayout:
    """The columns that are shown, left to right, and the width they take together."""

    placed: tuple[PlacedColumn, ...]
    width: int

    def text(self, cells: Sequence[str]) -> str:
        """A row's texts in their columns, exactly `width` cells without the gutter's."""
        texts = [
            fit(cells[place.index], place.width, place.column.align == "right")
            for place in self.placed
        ]
        line = (" " * GAP).join(texts)
        return line + " " * (self.width - GUTTER - self._used())

    def headings(self, sort: str | None, descending: bool) -> list[tuple[str, bool]]:
        """The titles over their columns, each with whether the rows are sorted by it.

        The arrow goes to the side that leaves the title where it stands.
        """
        arrow = "▼" if descending else "▲"
        headings: list[tuple[str, bool]] = []
        for place in self.placed:
            title, right = place.column.title, place.column.align == "right"
            is_sorted = place.column.name == sort
            if is_sorted:
                title = cut(title, max(0, place.width - 2))
                title = f"{arrow} {title}" if right else f"{title} {arrow}"
            headings.append((fit(title, place.width, right), is_sorted))
        return headings

    def column_at(self, x: int) -> Column | None:
        """The column whose cells or following gap hold this place."""
        for place in self.placed:
            if place.x <= x < place.x + place.width + GAP:
                return place.column
        return None

    def sortable_after(self, name: str | None) -> str | None:
        """The column to sort by next: from left to right, then from the first again."""
        names = [place.column.name for place in self.placed if place.column.sortable]
        if name in names:
            return names[(names.index(name) + 1) % len(names)]
        return names[0] if names else None

    def _used(self) -> int:
        if not self.placed:
            return 0
        last = self.placed[-1]
        return last.x + last.width - GUTTER


def lay_out(columns: Sequence[Column], room: int) -> RowLayout:
    """Places the columns in a number of cells; what is dispensable goes where they do not fit."""
    kept = list(range(len(columns)))
    while _needed(columns, kept) > room:
        dropped = max(kept, key=lambda index: (columns[index].least, index), default=None)
        if dropped is None or columns[dropped].least == 0:
            break
        kept.remove(dropped)
    widths = _grown(columns, kept, room - _needed(columns, kept))
    placed: list[PlacedColumn] = []
    x = GUTTER
    for index, width in zip(kept, widths, strict=True):
        placed.append(PlacedColumn(columns[index], index, x, width))
        x += width + GAP
    return RowLayout(tuple(placed), max(room, _needed(columns, kept)))


def fit(value: str, width: int, right: bool) -> str:
    """A text cut or filled up to exactly this many cells."""
    size = len(value) if value.isascii() else cell_len(value)
    if size > width:
        value = cut(value, width)
        size = cell_len(value)
    blank = " " * (width - size)
    return blank + value if right else value + blank


def _needed(columns: Sequence[Column], kept: Sequence[int]) -> int:
    gaps = GAP * max(0, len(kept) - 1)
    return GUTTER + sum(columns[index].width for index in kept) + gaps + MARGIN


def _grown(columns: Sequence[Column], kept: Sequence[int], spare: int) -> list[int]:
    """The widths with the spare cells shared out, none lost to rounding."""
    shares = sum(columns[index].grow for index in kept)
    widths: list[int] = []
    for index in kept:
        share = columns[index].grow
        extra = spare * share // shares if share and spare > 0 else 0
        widths.append(columns[index].width + extra)
        spare, shares = spare - extra, shares - share
    return widths
