"""A nasty file: its bytes, and what must come out of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

KNOWN = {"name", "email", "amount", "day", "note", "city", "sessions", "users"}
"""The headers that are known in these files."""

HEADERS = ("Name", "Email", "Amount")
PLAIN = "Name,Email,Amount\nAnn,ann@x.org,5\nBob,bob@x.org,6\n"
ROWS = ((2, ("Ann", "ann@x.org", "5")), (3, ("Bob", "bob@x.org", "6")))


@dataclass(frozen=True)
class Nasty:
    """A file and what must come out: its rows, or the sentence that refuses it."""

    content: bytes
    rows: tuple[tuple[int, tuple[str, ...]], ...] = ROWS
    """The physical line and the cells of each."""
    headers: tuple[str, ...] = HEADERS
    header_line: int | None = 1
    delimiter: str = ","
    encoding: str = "utf-8"
    guessed: bool = False
    preamble: tuple[str, ...] = ()
    totals: tuple[int, ...] = ()
    """The lines of the rows that sum up others."""
    skipped: tuple[int, ...] = ()
    refusal: str = ""
    """The sentence where nothing comes out."""
    question: str = ""
    """How what is asked begins, where it cannot be read without an answer."""
    options: tuple[str, ...] = ()
    """The answers that must stand first."""
    name: str = "theirs.csv"


def knows(cells: Sequence[str]) -> int:
    """How many cells are known headers."""
    return sum(cell.strip().lower() in KNOWN for cell in cells)


def later(lines: int) -> tuple[tuple[int, tuple[str, ...]], ...]:
    """The two plain rows, some lines further down."""
    return tuple((line + lines, cells) for line, cells in ROWS)
