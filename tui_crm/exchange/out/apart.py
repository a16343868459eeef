"""Writing a long list to a file in a process of its own, so that no key has to wait."""

from __future__ import annotations

import os
import pickle
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from tui_crm import clock
from tui_crm.errors import CrmError
from tui_crm.exchange.beside import as_error, say, start, step_back

if TYPE_CHECKING:
    from tui_crm.exchange.out.formats import Written

MAIN = "from tui_crm.exchange.out.apart import work; work(sys.stdin.buffer, sys.stdout.buffer)"
"""What the process does."""

DIED = (
    "The export ended before its time, and no file was written. Try again; if it happens again, "
    "the machine may be short of memory."
)


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be written where, as it goes to the process."""

    book: Path
    entity: str
    where: str
    order: str
    only: Mapping[str, tuple[object, ...]]
    fields: Sequence[str] | None
    path: Path
    replace: bool
    at: datetime

    def done(self) -> Written:
        """What was written; raises what `export_records` raises."""
        from tui_crm.exchange.out.formats import export_records
        from tui_crm.models import ENTITIES
        from tui_crm.store.engine import Book
        from tui_crm.store.query import Listing
        from tui_crm.store.where import Reading

        book = Book(self.book)
        try:
            reading = Reading.of(book.business)
            listing = Listing(ENTITIES[self.entity], reading, self.where, self.order, self.only)
            with book.read() as connection:
                return export_records(
                    connection, listing, self.path, self.fields, at=self.at, replace=self.replace
                )
        finally:
            book.close()


def export_apart(task: Task) -> Written:
    """Have a list written by another process, and wait for it; it ends with this program.

    Raises what `export_records` raises, `CrmError` where the process ended before it was done.
    """
    with start(MAIN) as process:
        assert process.stdin is not None and process.stdout is not None
        with suppress(OSError):  # one that has died already is heard of below
            say(process.stdin, (task, clock.fixed()))
        told = process.stdout.read()
    answer: Written | CrmError = pickle.loads(told) if told else CrmError(DIED)
    if isinstance(answer, CrmError):
        raise answer
    return answer


def work(asked: BinaryIO, answers: BinaryIO) -> None:
    """Do a task and tell what came of it: the whole life of the process."""
    task, today = pickle.load(asked)
    threading.Thread(target=_end_with, args=(asked,), daemon=True).start()
    step_back()
    clock.fix(today)
    try:
        answer: Written | CrmError = task.done()
    except Exception as failure:  # the worker boundary: whoever asked is told
        answer = as_error(failure)
    say(answers, answer)


def _end_with(program: BinaryIO) -> None:
    """End at once when the program has ended, in whatever way: its end of the line is closed."""
    program.read()
    os._exit(1)
