"""What a list of records asks of its data: columns, rows a page at a time, a thread to read on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Literal, Protocol, TypeVar

Answer = TypeVar("Answer")

PAGE_SIZE = 128
"""How many rows are read at a time."""

Tone = Literal["", "muted", "warning", "success", "error"]
"""What a row's colour adds to its words."""


@dataclass(frozen=True, slots=True)
class Column:
    """One field of the records as a list shows it."""

    name: str
    title: str
    width: int
    """The cells it needs; a growing column gets more where there is room."""
    align: Literal["left", "right"] = "left"
    grow: int = 0
    """Its share of the room that is left over; 0 keeps the width."""
    sortable: bool = True
    least: int = 0
    """0 is always shown; where the screen is narrow, a higher one is left out earlier."""


@dataclass(frozen=True, slots=True)
class Row:
    """One record as a list shows it: a text for every column."""

    id: int
    cells: tuple[str, ...]
    tone: Tone = ""


class RowSource(Protocol):
    """The records of a list in their present filter and order; its methods are slow."""

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns, in the order of the rows' cells."""

    @property
    def sort(self) -> str | None:
        """The name of the column the rows are sorted by."""

    @property
    def descending(self) -> bool:
        """Whether the greatest comes first."""

    def count(self) -> int:
        """How many records there are."""

    def page(self, number: int) -> Sequence[Row]:
        """Rows number * PAGE_SIZE and following; fewer than PAGE_SIZE only at the end."""

    def position(self, row_id: int) -> int | None:
        """Where a record stands in the order, the first being 0; None if it is not in it."""


class Lane(Protocol):
    """A thread of its own that answers one question after the other.

    A question that is dropped has its future cancelled, or failing with a CancelledError.
    """

    def ask(self, question: Callable[[], Answer], /) -> Future[Answer]:
        """Answers after the questions that wait already."""

    def replace(self, question: Callable[[], Answer], /) -> Future[Answer]:
        """Answers at once: interrupts what runs, drops what waits."""
