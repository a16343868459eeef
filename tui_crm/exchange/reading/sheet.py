"""Which rows of a file are its table: the header found, titles, totals and footers left out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from typing import Literal

from tui_crm.exchange.reading import row_kinds
from tui_crm.exchange.reading.dialect import ROWS_LOOKED_AT
from tui_crm.exchange.reading.source import Source, SourceRow

Rule = Callable[[Sequence[str], Sequence[str]], bool]
"""A program's own rule for a kind of row, by the headers and the cells."""

_Kind = Literal["row", "total", "told", "footer", "left out", "end"]

_SURE = 3
"""How many known headers make a row the header without looking further."""
_HEADER_WITHIN = 10
"""Rows among which the header is sought where no row has so many."""
_TOTALS_TOGETHER = 50
"""How many rows may stand at the end of a table that sum it up."""


@dataclass(frozen=True, slots=True)
class Total:
    """A row that only sums up others."""

    line: int
    cells: list[str]


@dataclass
class Sheet:
    """The table within a file: where its header is, and what else stands around it."""

    source: Source
    preamble: tuple[str, ...]
    """The lines before the header as they stand, but for blank ones."""
    headers: list[str]
    """The cells of the header; none where the file has no header."""
    header_line: int | None
    knows: Callable[[Sequence[str]], int]
    """How many cells of a row are headers that are known."""
    is_total: Rule | None = None
    is_group: Rule | None = None
    totals: list[Total] = field(default_factory=list)
    """The rows that sum up others, once the rows were read to their end; anew at each reading."""
    skipped: list[int] = field(default_factory=list)
    """The lines of group rows, comments, footers, repeated headers and further tables, likewise."""

    @contextmanager
    def rows(self) -> Iterator[Iterator[SourceRow]]:
        """The rows of the table in their order; raises what `Source.rows` raises."""
        self.totals.clear()
        self.skipped.clear()
        with self.source.rows(start=self.header_line or 1) as rows:
            yield rows if self.header_line is None else self._table(rows)

    def _table(self, rows: Iterator[SourceRow]) -> Iterator[SourceRow]:
        header = before = next(rows)
        width, expected = len(header.cells), header.line + row_kinds.lines_of(header.cells)
        suspect, named = row_kinds.SUSPECT, header.cells[0]
        below, ruled = row_kinds.BELOW, self.is_total or self.is_group
        held: list[SourceRow] = []
        for row in rows:
            line, cells = row
            first = cells[0]
            # Nearly every row is plain: whatever costs time is asked only of the others.
            if (
                line != expected
                or len(cells) != width
                or first[:3] in suspect
                or first == named
                or first < below
                or held
                or (ruled and self._by_rule(cells) != "row")
            ):
                kind = self._kind(row, before, header)
                if kind == "end":
                    self.skipped.append(line)
                    break
                if kind in ("total", "footer") and len(held) < _TOTALS_TOGETHER:
                    held.append(row)
                elif kind in ("told", "left out"):
                    self._leave_out(row, kind)
                else:
                    # What was held is no end of the table, so that it was rows all the same.
                    yield from held
                    held.clear()
                    yield row
            else:
                yield row
            before, expected = row, line + 1
        for row in held:
            self._leave_out(row, "told" if row_kinds.sums_up(row.cells) else "left out")
        self.skipped += (row.line for row in rows)
        self.totals.sort(key=lambda total: total.line)
        self.skipped.sort()

    def _kind(self, row: SourceRow, before: SourceRow, header: SourceRow) -> _Kind:
        """What a row is, by itself and by what stands before it."""
        cells, width = row.cells, len(header.cells)
        told = self._by_rule(cells)
        if told != "row":
            return told
        if row_kinds.is_comment(cells, width):
            return "left out"
        commented = before is not header and row_kinds.is_comment(before.cells, width)
        if commented and (cells == header.cells or len(cells) != width):
            return "end"
        if cells == header.cells:
            return "left out"
        apart = commented or row.line > before.line + row_kinds.lines_of(before.cells)
        if apart and row_kinds.is_other_header(cells, width, self.knows):
            return "end"
        if row_kinds.sums_up(cells):
            return "total"
        return "footer" if row_kinds.is_footer(cells, width) else "row"

    def _by_rule(self, cells: Sequence[str]) -> _Kind:
        """What a row is by the rules of the program that the file is from."""
        if self.is_total is not None and self.is_total(self.headers, cells):
            return "told"
        if self.is_group is not None and self.is_group(self.headers, cells):
            return "left out"
        return "row"

    def _leave_out(self, row: SourceRow, kind: _Kind) -> None:
        if kind == "told":
            self.totals.append(Total(row.line, row.cells))
        else:
            self.skipped.append(row.line)


def find_sheet(
    source: Source,
    knows: Callable[[Sequence[str]], int],
    *,
    has_header: bool = True,
    is_total: Rule | None = None,
    is_group: Rule | None = None,
) -> Sheet:
    """The table within a file.

    `knows` says how many cells of a row are headers that are known to us; `is_total` and
    `is_group` are the rules of the program that the file is from. Raises what `Source.rows` does.
    """
    if not has_header:
        return Sheet(source, (), [], None, knows)
    with source.rows(strict=False) as rows:
        header = _header(list(islice(rows, ROWS_LOOKED_AT)), knows)
    begin = source.dialect.first_line
    lines = source.lines(header.line - 1)[begin - 1 :]
    blank = f"{source.delimiter} \t"
    return Sheet(
        source,
        tuple(line for line in lines if line.strip(blank)),
        [cell.strip() for cell in header.cells],
        header.line,
        knows,
        is_total,
        is_group,
    )


def _header(rows: Sequence[SourceRow], knows: Callable[[Sequence[str]], int]) -> SourceRow:
    """The row that the headers are in: the first with enough known ones, else the best one."""
    known = [(knows(row.cells), row) for row in rows]
    sure = next((row for many, row in known if many >= _SURE), None)
    if sure:
        return sure
    widths = [len(row.cells) for row in rows]
    usual = max(set(widths), key=widths.count)
    candidates = [
        (many, row) for many, row in known if many or not row_kinds.is_comment(row.cells, usual)
    ] or known
    many, best = max(candidates[:_HEADER_WITHIN], key=lambda pair: pair[0])
    if many * 2 >= _filled(best):
        return best
    # A title has few cells above a table of several columns; a record may name a header too.
    full = next((row for _, row in candidates if _filled(row) * 2 >= usual), candidates[0][1])
    return best if many and best.line < full.line else full


def _filled(row: SourceRow) -> int:
    return sum(1 for cell in row.cells if cell.strip())
