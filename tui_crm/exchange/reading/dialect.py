"""How the cells of a file are set apart: its delimiter, its quotes, and what stands before them."""

from __future__ import annotations

import csv
import io
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Literal

from tui_crm.exchange.reading.scan import Scan

if TYPE_CHECKING:
    from _csv import Reader

DELIMITERS = (",", ";", "\t", "|")
CELL_LIMIT = 1_000_000
"""Characters that one cell may have: more is a quote that was never closed, or no CSV file."""
ROWS_LOOKED_AT = 50
"""Rows of which the delimiter is told: title lines may come before the header."""

_NAMED = re.compile(r'"?sep=(.)"?(?:\r\n?|\n|\Z)', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Dialect:
    """The signs by which a file sets its cells apart."""

    delimiter: str
    quote: str = '"'
    escape: Literal["", "quotes", "all"] = ""
    """What a backslash takes the meaning of: of nothing, of quotes only, of itself too."""
    first_line: int = 1
    """The physical line on which the rows begin: 2 where the first only names the delimiter."""

    def reader(self, lines: Iterable[str], *, strict: bool) -> Reader:
        """The rows of some lines; unless strict, odd quotes are let pass."""
        csv.field_size_limit(CELL_LIMIT)
        if self.escape == "quotes":
            lines = (line.replace('\\"', '""') for line in lines)
        return csv.reader(
            lines,
            delimiter=self.delimiter,
            quotechar=self.quote,
            escapechar="\\" if self.escape == "all" else None,
            strict=strict,
        )

    def without_escapes(self, line: str) -> str:
        """A line without the signs that a backslash takes the meaning of."""
        if self.escape == "all":
            line = line.replace("\\\\", "")
        return line.replace('\\"', "") if self.escape else line


def dialect_of(seen: Scan, fitting: Callable[[list[str]], int]) -> Dialect:
    """The signs of a file: those by which its header is understood best and its rows cut evenly.

    `fitting` says how well the cells of a row are understood as a header.
    """
    named = _NAMED.match(seen.head)
    text = seen.head[named.end() :] if named else seen.head
    first_line = 2 if named else 1
    delimiters = (named[1],) if named else DELIMITERS
    single = [sign for sign in delimiters if _in_single_quotes(text, sign)]
    quote = "'" if single else '"'
    dialects = [Dialect(sign, quote, first_line=first_line) for sign in single or delimiters]
    best = max(dialects, key=lambda dialect: _order(dialect, text, fitting))
    return replace(best, escape=_escape(seen, best))


def _first_rows(dialect: Dialect, text: str) -> list[list[str]]:
    # By the wrong delimiter a quoted header looks broken: that is no reason to refuse it yet.
    rows = dialect.reader(io.StringIO(text, newline=""), strict=False)
    return list(islice(filter(any, _while_readable(rows)), ROWS_LOOKED_AT))


def _while_readable(rows: Iterator[list[str]]) -> Iterator[list[str]]:
    try:
        yield from rows
    except csv.Error:
        return


def _order(
    dialect: Dialect, text: str, fitting: Callable[[list[str]], int]
) -> tuple[int, float, int]:
    """How much sense a delimiter makes: of the header first, then of the rows below it."""
    rows = _first_rows(dialect, text)
    if not rows:
        # Nothing but this delimiter, or nothing that can be read.
        return (-sys.maxsize if text.strip(f"{dialect.delimiter} \t\r\n") else 1, 0.0, 0)
    fits = [fitting(cells) for cells in rows]
    header = fits.index(max(fits))
    widths = Counter(map(len, rows[header:] if fits[header] > 0 else rows))
    width, alike = max(widths.items(), key=lambda item: (item[1], item[0]))
    if fits[header] > 0:
        width, alike = len(rows[header]), widths[len(rows[header])]
    even = alike / widths.total() if width > 1 else 0.0
    return (fits[header], even, width)


def _in_single_quotes(text: str, delimiter: str) -> bool:
    """Whether every field stands in single quotes, as far as the first rows show."""
    between, one = re.escape(delimiter), r"'(?:[^']++|'')*+'"
    fields = re.compile(rf"\s*{one}(?:{between}{one})*[ \t]*(?:\r\n?|\n|\Z)")
    at = rows = 0
    while rows < ROWS_LOOKED_AT and (match := fields.match(text, at)):
        at, rows = match.end(), rows + 1
    return rows > 0 and (rows == ROWS_LOOKED_AT or not text[at:].strip())


def _escape(seen: Scan, dialect: Dialect) -> Literal["", "quotes", "all"]:
    """What a backslash stands for, told by lines that can be read in one way only."""
    escape: Literal["quotes", "all"] = "quotes" if seen.lone_backslash else "all"
    escaped = replace(dialect, escape=escape)
    readable = [(_is_sound(escaped, line), _is_sound(dialect, line)) for line in seen.backslashed]
    return escape if readable.count((True, False)) > readable.count((False, True)) else ""


def _is_sound(dialect: Dialect, line: str) -> bool:
    try:
        list(dialect.reader([line], strict=True))
    except csv.Error:
        return False
    return True
