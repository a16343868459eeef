"""Stand-ins for what a list of records stands on: deals in memory, and a thread that obeys."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import TypeVar

from tui_crm.ui.widgets.record_table import PAGE_SIZE, Column, Row

Answer = TypeVar("Answer")

NAME = Column("name", "Name", 12, grow=1)
COLUMNS = (NAME, Column("amount", "Amount", 10, "right"), Column("stage", "Stage", 8, least=1))


class Deals:
    """A list of deals in memory that remembers what it was asked."""

    def __init__(
        self, names: Sequence[str], columns: tuple[Column, ...] = COLUMNS, first: int = 0
    ) -> None:
        self.names = names
        self.columns = columns
        self.first = first
        """Added to each place to make the record's id."""
        self.sort: str | None = "amount"
        self.descending = True
        self.pages_read: list[int] = []
        self.fails: Exception | None = None

    def count(self) -> int:
        return len(self.names)

    def page(self, number: int) -> Sequence[Row]:
        if self.fails is not None:
            raise self.fails
        self.pages_read.append(number)
        start = number * PAGE_SIZE
        return [
            Row(self.first + index, (self.names[index], f"{index}.00", "won"))
            for index in range(start, min(len(self.names), start + PAGE_SIZE))
        ]

    def position(self, row_id: int) -> int | None:
        place = row_id - self.first
        return place if 0 <= place < len(self.names) else None


def many(number: int, first: int = 0) -> Deals:
    """This many deals, named by their ids."""
    return Deals([f"Deal {first + index}" for index in range(number)], first=first)


class Lane:
    """Answers at once, or with `held` when the test says so."""

    def __init__(self, held: bool = False) -> None:
        self.held = held
        self.waiting: list[tuple[Future[object], Callable[[], object]]] = []

    def ask(self, question: Callable[[], Answer], /) -> Future[Answer]:
        future: Future[Answer] = Future()
        self.waiting.append((future, question))  # type: ignore[arg-type]  # answers differ in type
        if not self.held:
            self.answer()
        return future

    def replace(self, question: Callable[[], Answer], /) -> Future[Answer]:
        for future, _ in self.waiting:
            future.cancel()
        self.waiting.clear()
        return self.ask(question)

    def answer(self, questions: int | None = None) -> None:
        """Answers what waits, or only the first so many questions."""
        for _ in range(len(self.waiting) if questions is None else questions):
            future, question = self.waiting.pop(0)
            try:
                found = question()
            except Exception as error:  # what a lane does with whatever its question raises
                future.set_exception(error)
            else:
                future.set_result(found)
