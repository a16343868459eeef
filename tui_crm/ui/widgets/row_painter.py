"""The lines of a list as they are painted: heading, rows, rows still to come, sentences."""

from __future__ import annotations

from collections.abc import Callable
from textwrap import wrap

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.strip import Strip

from tui_crm.text import shown
from tui_crm.ui.widgets.row_layout import GAP, GUTTER, MARGIN, RowLayout, fit, lay_out
from tui_crm.ui.widgets.row_marks import Marks
from tui_crm.ui.widgets.row_shown import ShownRows
from tui_crm.ui.widgets.row_source import Row

HEADING = 1
"""Lines of titles above the rows."""

LINES_KEPT = 1024
"""How many painted rows stay in memory."""

MARK = "▪"


class RowPainter:
    """Paints each line once and remembers it until style, width or rows change."""

    def __init__(self, style: Callable[[str], Style]) -> None:
        self.layout: RowLayout = lay_out((), 0)
        self._look_up = style
        self._styles: dict[str, Style] = {}
        self._lines: dict[tuple[int, bool, bool], Strip] = {}

    def restyle(self) -> None:
        """Forgets colours and lines: the theme or the focus has changed."""
        self._styles.clear()
        self.repaint()

    def place(self, layout: RowLayout) -> None:
        """Takes new places for the columns."""
        if layout != self.layout:
            self.layout = layout
            self.repaint()

    def repaint(self) -> None:
        """Forgets the lines: other rows stand at the indexes."""
        self._lines.clear()

    def heading(self, sort: str | None, descending: bool) -> Strip:
        """The line of titles."""
        plain, by = self._style("heading"), self._style("sorted")
        segments = [Segment(" " * GUTTER, plain)]
        used = GUTTER
        for number, (title, is_sorted) in enumerate(self.layout.headings(sort, descending)):
            if number:
                segments.append(Segment(" " * GAP, plain))
                used += GAP
            segments.append(Segment(title, by if is_sorted else plain))
            used += self.layout.placed[number].width
        if self.layout.width > used:
            segments.append(Segment(" " * (self.layout.width - used), plain))
        return Strip(segments, max(self.layout.width, used))

    def line(self, rows: ShownRows, index: int, cursor: int, marks: Marks) -> Strip:
        """The line of a record, or what stands where there is none."""
        if index >= rows.length:
            return self.blank()
        row = rows.row(index)
        if row is None:
            return self._waiting(index == cursor)
        key = (index, index == cursor, row.id in marks)
        strip = self._lines.get(key)
        if strip is None:
            if len(self._lines) >= LINES_KEPT:
                self._lines.clear()
            strip = self._lines[key] = self._row(row, *key[1:])
        return strip

    def blank(self) -> Strip:
        """A line without a record."""
        return self._whole("", "row")

    def remark(
        self, rows: ShownRows, problem: str, empty: str, area: Size, line: int
    ) -> Strip | None:
        """The line of a sentence that stands here: why there are no rows, or what went wrong."""
        if rows.length:
            last = problem and line == area.height - HEADING - 1
            return self._sentence(" " * GUTTER + shown(problem), "error", area) if last else None
        if not problem and rows.total is None:
            return None
        words = wrap(shown(problem or empty), max(1, area.width - 2 * GUTTER))
        line -= max(0, (area.height - HEADING - len(words)) // 2)
        text = words[line] if 0 <= line < len(words) else ""
        indent = " " * max(0, (area.width - cell_len(text)) // 2)
        return self._sentence(indent + text, "error" if problem else "empty", area)

    def _sentence(self, text: str, style: str, area: Size) -> Strip:
        return Strip([Segment(fit(text, area.width, False), self._style(style))], area.width)

    def _waiting(self, under_cursor: bool) -> Strip:
        """The line of a record that is still being read."""
        return self._whole("·", "cursor" if under_cursor else "muted")

    def _row(self, row: Row, under_cursor: bool, marked: bool) -> Strip:
        style = self._style("cursor" if under_cursor else row.tone or "row")
        gutter = MARK.ljust(GUTTER) if marked else " " * GUTTER
        text = self.layout.text(row.cells)
        if marked and not under_cursor:
            segments = [Segment(gutter, self._style("mark")), Segment(text, style)]
        else:
            segments = [Segment(gutter + text, style)]
        return Strip(segments, self.layout.width)

    def _whole(self, text: str, style: str) -> Strip:
        room = max(self.layout.width, GUTTER + MARGIN)
        return Strip([Segment(fit(" " * GUTTER + text, room, False), self._style(style))], room)

    def _style(self, name: str) -> Style:
        style = self._styles.get(name)
        if style is None:
            style = self._styles[name] = self._look_up(f"record-table--{name}")
        return style


def thumb_step(position: float, height: int, window: int) -> int:
    """Where the scrollbar's thumb begins, in eighths of a cell: less cannot be seen."""
    if height <= window:
        return 0
    thumb = max(1.0, window * window / height)
    return int((window - thumb) * 8 * position / (height - window))
