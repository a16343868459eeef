"""A CSV file as rows of cells, each with its line, however it is encoded and delimited."""

from __future__ import annotations

import csv
import io
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import BinaryIO, NamedTuple, TextIO

from tui_crm.errors import Refused
from tui_crm.exchange.reading import encodings, not_csv
from tui_crm.exchange.reading.dialect import CELL_LIMIT, Dialect, dialect_of
from tui_crm.exchange.reading.scan import Scan, reading, scan
from tui_crm.text import quoted

COLUMN_LIMIT = 20_000
ROW_LIMIT = 4_000_000
"""Characters that the cells of one row may have together."""


class SourceRow(NamedTuple):
    """A row of a file and the physical line that it begins on, the first being 1."""

    line: int
    cells: list[str]


@dataclass
class Source:
    """A file that has been looked at: how it is encoded and delimited."""

    path: Path
    encoding: str
    dialect: Dialect
    size: int
    """Its bytes."""
    guessed: bool = False
    """Whether the encoding is told by the words of the file alone."""
    said: tuple[str, ...] = ()
    """What the owner should know of how it was read."""
    _file: BinaryIO | None = field(default=None, repr=False, compare=False)
    _position: int = field(default=0, repr=False, compare=False)

    @property
    def delimiter(self) -> str:
        """The sign between two cells."""
        return self.dialect.delimiter

    @property
    def position(self) -> int:
        """How many bytes the reading has come to, the newest one where there are several."""
        return self._position if self._file is None else self._file.tell()

    @contextmanager
    def rows(self, *, strict: bool = True, start: int = 1) -> Iterator[Iterator[SourceRow]]:
        """The rows from a physical line on, blank ones left out; unless strict, odd quotes pass.

        Raises `Refused` where a quote is not closed, or a cell, a row or the number of columns
        is too large, `Undecided` where the encoding is another one, `DiskTrouble` where the file
        cannot be read.
        """
        with self._open() as file:
            yield self._rows(file, strict, max(start, self.dialect.first_line))

    def lines(self, many: int) -> list[str]:
        """The first physical lines as they stand, without their ends."""
        with self._open() as file:
            return [
                line.rstrip("\r\n").lstrip("\ufeff" if at == 0 else "")
                for at, line in enumerate(islice(file, many))
            ]

    @contextmanager
    def _open(self) -> Iterator[TextIO]:
        # What fails in the midst of the block is the caller's own, and no trouble with the file.
        with reading(self.path):
            file = self.path.open("rb")
        self._file = file
        try:
            with io.TextIOWrapper(file, encoding=self.encoding, newline="") as text:
                yield text
                self._position = file.tell()
        finally:
            self._file = None

    def _rows(self, file: TextIO, strict: bool, start: int) -> Iterator[SourceRow]:
        line, row_size = start, 0

        def measured(lines: Iterator[str]) -> Iterator[str]:
            nonlocal row_size
            for text in lines:
                row_size += len(text)
                if row_size > ROW_LIMIT:
                    raise self._too_large(line, f"more than {ROW_LIMIT:,} characters")
                yield text

        # Made as the tuples that they are: a million of them pass here.
        made = tuple.__new__
        try:
            with reading(self.path):
                reader = self.dialect.reader(measured(_from_line(file, start)), strict=strict)
                for cells in reader:
                    if len(cells) > COLUMN_LIMIT:
                        raise self._too_large(line, f"{len(cells):,} columns")
                    # Nearly every first cell begins with a sign above this one.
                    if cells and (cells[0] > "!" or any(map(str.strip, cells))):
                        yield made(SourceRow, (line, cells))
                    line, row_size = start + reader.line_num, 0
        except csv.Error as error:
            raise self._broken(line, str(error)) from None
        except UnicodeError:
            raise encodings.not_in(self.path, self.encoding) from None

    def _too_large(self, line: int, size: str) -> Refused:
        return Refused(
            f"The row on line {line} of {quoted(self.path.name)} has {size}; a row can have "
            f"{COLUMN_LIMIT:,} columns and {ROW_LIMIT:,} characters. Check the quotes there."
        )

    def _broken(self, line: int, error: str) -> Refused:
        """What is wrong with the row that begins on a line, in a sentence."""
        where = f"{quoted(self.path.name)} cannot be read from line {line} on: "
        remedy = "Mend it there and import the file again; nothing was stored."
        opened = self._opening(line)
        if "limit" in error:
            what = f"a cell has more than {CELL_LIMIT:,} characters"
            if opened:
                what += f"; most likely its quote, which opens on line {opened}, is never closed"
        elif "end of data" in error:
            what = f"the quote that opens on line {opened or line} is never closed"
        else:
            what = "after a closing quote comes more text; a quote within quotes must be doubled"
        return Refused(f"{where}{what}. {remedy}")

    def _opening(self, start: int) -> int | None:
        """The line on which the quote opens that is open at the end of the row begun on a line."""
        quote, delimiter = self.dialect.quote, self.dialect.delimiter
        opened, inside, before, seen = None, False, delimiter, 0
        with self._open() as file:
            for line, text in enumerate(_from_line(file, start), start):
                for sign in self.dialect.without_escapes(text):
                    if sign == quote:
                        # A closing quote and another one are a doubled one, still within.
                        if not inside and before == delimiter:
                            opened = line
                        inside = not inside and before in (delimiter, quote)
                    before = sign
                seen += len(text)
                if not inside or seen > ROW_LIMIT:
                    break
        return opened if inside else None


def look_at(path: Path, encoding: str | None, fitting: Callable[[list[str]], int]) -> Source:
    """How a file is encoded, delimited and quoted; all of it is read once as text.

    `fitting` says how well the cells of a row are understood as a header: the delimiter that
    makes most sense of them is the file's. Raises `Refused` for what is no CSV file, by its name,
    `WrongUsage` for an encoding that does not exist, and what `Source.rows` raises.
    """
    size, head = _beginning(path)
    not_csv.refuse_by_bytes(path, head)
    marked = encodings.marked(head)
    not_csv.refuse_by_text(path, head.decode(marked or "latin-1", "replace"))
    if encoding is not None:
        encoding = encodings.checked(encoding)
    guess = ""
    try:
        if encoding and encodings.cannot_be(encoding, head):
            raise encodings.not_in(path, encoding, marked)
        chosen = encoding or marked or "utf-8"
        seen = scan(path, chosen)
    except UnicodeError:
        if encoding or marked:
            raise encodings.not_in(path, chosen) from None
        chosen, guess = encodings.guessed(path)
        try:
            seen = scan(path, chosen)
        except UnicodeError:
            raise encodings.not_in(path, chosen) from None
    source = Source(path, chosen, dialect_of(seen, fitting), size, bool(guess))
    source.said = tuple(_said(seen, chosen, guess))
    with source.rows(strict=False) as rows:
        if next(rows, None) is None:
            raise Refused(f"{quoted(path.name)} has only blank lines.")
    return source


def _beginning(path: Path) -> tuple[int, bytes]:
    """The bytes of a file and the first of them; what would never end is not opened."""
    with reading(path):
        status = path.stat()
        if not (stat.S_ISREG(status.st_mode) or stat.S_ISDIR(status.st_mode)):
            raise Refused(f"{quoted(path.name)} is a device or a pipe, not a file: save it first.")
        with path.open("rb") as file:
            head = file.read(not_csv.HEAD)
    if not head:
        raise Refused(f"{quoted(path.name)} is empty.")
    return status.st_size, head


def _said(seen: Scan, encoding: str, guess: str) -> Iterator[str]:
    if guess:
        yield f"The encoding is guessed: {encoding}, which makes {quoted(guess)} of its letters."
    if seen.nuls:
        yield f"NUL bytes in the text, which are left out: {seen.nuls:,}."


def _from_line(file: TextIO, start: int) -> Iterator[str]:
    """The physical lines from one on, the mark of the encoding left out."""
    if start > 1:
        return islice(file, start - 1, None)
    first = next(file, "").lstrip("\ufeff")
    # Some programs put a second mark within the quotes of the first header.
    for quote in "\"'":
        first = first.replace(f"{quote}\ufeff", quote, 1) if first[:1] == quote else first
    return chain([first], file) if first else file
