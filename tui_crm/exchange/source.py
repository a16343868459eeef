"""A CSV file as rows of cells, each with its line, however it is encoded and delimited."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from tui_crm.errors import DiskTrouble, Refused, WrongUsage
from tui_crm.exchange.report import Question, Undecided
from tui_crm.text import quoted

DELIMITERS = (",", ";", "\t", "|")
CELL_LIMIT = 1_000_000
"""Characters that one cell may have: more is a quote that was never closed, or no CSV file."""
COLUMN_LIMIT = 20_000
ENCODINGS = ("cp1252", "latin-1", "utf-16")
"""What is offered where a file is not UTF-8."""


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A row of a file and the physical line that it begins on, the first being 1."""

    line: int
    cells: list[str]


@dataclass(frozen=True)
class Source:
    """A file that has been looked at: how it is encoded and delimited."""

    path: Path
    encoding: str
    delimiter: str

    @contextmanager
    def rows(self, *, strict: bool = True) -> Iterator[Iterator[SourceRow]]:
        """The rows of the file, blank ones left out; unless strict, odd quotes are let pass.

        Raises `Refused` where a quote is not closed or a cell is too large, `Undecided` where
        the encoding is another one, `DiskTrouble` where the file cannot be read.
        """
        with (
            _reading(self.path, self.encoding),
            self.path.open(encoding=self.encoding, newline="") as file,
        ):
            yield self._rows(file, strict)

    def _rows(self, file: TextIO, strict: bool) -> Iterator[SourceRow]:
        csv.field_size_limit(CELL_LIMIT)
        reader = csv.reader(file, delimiter=self.delimiter, strict=strict)
        line = 1
        try:
            for cells in reader:
                if len(cells) > COLUMN_LIMIT:
                    raise Refused(f"Line {line} of {quoted(self.path.name)} has too many columns.")
                if any(cells):
                    yield SourceRow(line, cells)
                line = reader.line_num + 1
        except csv.Error as error:
            raise Refused(
                f"{quoted(self.path.name)} cannot be read from line {line} on: {error}. "
                "Check the quotes there; nothing was stored."
            ) from None


def look_at(path: Path, encoding: str | None, fitting: Callable[[list[str]], int]) -> Source:
    """How a file is encoded and delimited.

    `fitting` says how well the cells of its first row are understood: the delimiter that makes
    most sense of them is the file's. Raises what `Source.rows` raises.
    """
    chosen = encoding or _encoding(path)
    try:
        codecs.lookup(chosen)
    except LookupError:
        raise WrongUsage(f"{quoted(chosen)} is not an encoding: utf-8 and cp1252 are.") from None
    scored: list[tuple[int, int, int, str]] = []
    for place, delimiter in enumerate(DELIMITERS):
        # By the wrong delimiter a quoted header looks broken: that is no reason to refuse it yet.
        with Source(path, chosen, delimiter).rows(strict=False) as rows:
            first = next(rows, None)
        if first is None:
            raise Refused(f"{quoted(str(path))} is empty.")
        scored.append((fitting(first.cells), len(first.cells), -place, delimiter))
    return Source(path, chosen, max(scored)[-1])


def _encoding(path: Path) -> str:
    """By the mark at the beginning of the file; UTF-8 where there is none."""
    with _reading(path, ""), path.open("rb") as file:
        head = file.read(4)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    return "utf-8-sig"


@contextmanager
def _reading(path: Path, encoding: str) -> Iterator[None]:
    name = quoted(str(path))
    try:
        yield
    except FileNotFoundError:
        raise Refused(f"There is no file {name}.") from None
    except IsADirectoryError:
        raise Refused(f"{name} is a folder, and not a snapshot.") from None
    except UnicodeError:
        told = encoding.removesuffix("-sig")
        raise Undecided(
            Question("encoding", "", f"The file is not text in {told}: which is it?", ENCODINGS)
        ) from None
    except OSError as error:
        raise DiskTrouble(f"{name} cannot be read: {error.strerror}.") from None
