"""The open book as the screens work with it: what it says of itself, and who reads and writes."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Callable, Mapping
from concurrent.futures import Future
from contextlib import asynccontextmanager, suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from tui_crm.errors import CrmError
from tui_crm.store.business import Business, read_business
from tui_crm.store.connect import open_raw, told
from tui_crm.store.lanes import Lane, Superseded
from tui_crm.ui.answers import answer
from tui_crm.ui.lookout import FigureReader, Lookout, last_month

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tui_crm.metrics.figures import Figures
    from tui_crm.store.engine import Book

T = TypeVar("T")

SMALL = 64 * 2**20
"""A book of no more bytes has its figures read before anybody asks for them."""


class Desk:
    """Everything the screens need of one business's book; nothing here waits for the disk.

    One lane writes. Each list has a lane of its own to read on; single questions share one.
    """

    def __init__(
        self, path: Path, business: Business, keys: Mapping[str, str] | None = None
    ) -> None:
        self.path = path
        self.keys = keys or {}
        """The keys that the user has chosen, by command."""
        self.business = business
        """The business's settings as they were last read."""
        self.version = 0
        """Differs whenever something has been stored since it was last looked at."""
        self._lanes: list[Lane] = []
        self._writing = self.lane("writing")
        self._reading = self.lane("reading")
        self._suggesting = self.lane("suggesting")
        self._past = self.lane("past")
        self._readers: dict[date | None, FigureReader] = {}
        self._book: Book | None = None
        self._prepared: Future[None] | None = None
        self._is_held = False

    @property
    def today(self) -> date:
        """Today in the business's own time zone."""
        return self.business.today()

    def lane(self, name: str, known_on: date | None = None) -> Lane:
        """A lane of its own for a list, a board or a long task; closed with the desk.

        With a day it sees the book as it had been entered by the end of that day.
        """
        lane = Lane(self.path, name, known_on)
        self._lanes.append(lane)
        return lane

    def dismiss(self, lane: Lane) -> None:
        """End a lane that is not needed any more."""
        if lane in self._lanes:
            self._lanes.remove(lane)
            lane.close()

    async def suggest(self, question: Callable[[Connection], list[T]]) -> list[T]:
        """What to offer while something is typed; nothing where more has been typed meanwhile."""
        lane = self._suggesting
        try:
            return await answer(lane.replace(lambda: question(lane.connection)))
        except Superseded:
            return []

    async def read(self, question: Callable[[Connection], T]) -> T:
        """What a single question to the book has for an answer; raises `CrmError`."""

        return await self.read_on(self._reading, question)

    async def read_on(self, lane: Lane, question: Callable[[Connection], T]) -> T:
        """The same on another lane, which may see the book of another day; raises `CrmError`."""
        asked = self._telling(lambda: question(lane.connection))
        return await answer(lane.ask(asked))

    async def figures(
        self, lookout: Lookout, question: Callable[[Figures], T], *, instead: bool = False
    ) -> T:
        """What a question about figures has for an answer; raises `CrmError`.

        What it has to sum up is kept for the next one. Where it is asked `instead` of those before
        it, they are dropped: whoever asked them gets `Superseded`.
        """
        reader = self._reader(lookout.known_on)
        asked = self._telling_of(question)
        return await answer(reader.ask(lookout, asked, instead=instead))

    async def ask_book(self, question: Callable[[Book], T]) -> T:
        """What a question to the whole book and its past has for an answer; raises `CrmError`.

        It takes the place of those asked before it that are still waiting.
        """

        def task() -> T:
            from tui_crm.store.engine import Book

            book = Book(self.path)
            try:
                return question(book)
            finally:
                book.close()

        return await answer(self._past.replace(self._telling(task)))

    async def write(self, work: Callable[[Book], T]) -> T:
        """Do something to the book; raises what the work raises, then nothing was stored."""

        def task() -> T:
            return work(self._opened())

        try:
            return await answer(self._writing.ask(task))
        finally:
            if self._book is not None:
                self.business = self._book.business

    @property
    def is_prepared(self) -> bool:
        """Whether what lists and actions need has been loaded."""
        return self._prepared is not None and self._prepared.done()

    async def prepare(self) -> None:
        """Load what lists and actions need, which takes longer than all the rest of the start."""
        if self._prepared is None:
            self._prepared = self._writing.ask(_load)
        await answer(self._prepared)

    async def read_ahead(self) -> None:
        """Load what the Metrics screen needs, while nobody waits; a small book's figures too."""
        reader, lookout = self._reader(None), last_month(self.business)
        is_small = self.path.stat().st_size <= SMALL

        def ahead(figures: Figures) -> None:
            from tui_crm.ui import sight
            from tui_crm.ui.screens import metrics

            del metrics
            if is_small:
                names = sight.headline_names(figures.business)
                sight.read_headlines(figures, lookout.period, names)

        if not self._is_held:
            with suppress(Superseded, OSError, CrmError):
                await answer(reader.ask(lookout, self._telling_of(ahead)))

    @asynccontextmanager
    async def held(self) -> AsyncIterator[None]:
        """Leave the book to another process: what is being read is read first, and no more.

        Afterwards the settings of the business are read again.
        """
        self._is_held = True
        try:
            for lane in list(self._lanes):
                with suppress(Superseded):
                    await answer(lane.ask(_nothing))
            yield
        finally:
            self._is_held = False
        await self.write(lambda book: book.refresh_business("import"))

    async def post_billings(self) -> int:
        """Post the billings that have fallen due since the book was last open; says how many."""

        def task() -> int:
            from tui_crm.actions.billing import post_on_opening

            return post_on_opening(self._opened())

        return await answer(self._writing.ask(task))

    async def look(self) -> int:
        """Look whether anything was stored since, by this program or another: the version."""
        if self._is_held:
            return self.version

        def task() -> int:
            return int(self._reading.raw.execute("PRAGMA data_version").fetchone()[0])

        self.version = await answer(self._reading.ask(task))
        return self.version

    def close(self) -> None:
        """End every lane; what is being written is finished first."""
        if (book := self._book) is not None:
            with suppress(TimeoutError):
                self._writing.ask(book.close).result(timeout=10)
        for lane in self._lanes:
            lane.close()

    def _reader(self, known_on: date | None) -> FigureReader:
        """Who reads the figures of today's book, or of one past at a time."""
        reader = self._readers.get(known_on)
        if reader is None:
            for day in [day for day in self._readers if day is not None]:
                self.dismiss(self._readers.pop(day).lane)
            reader = self._readers[known_on] = FigureReader(self.lane("figures", known_on))
        return reader

    def _telling_of(self, question: Callable[[Figures], T]) -> Callable[[Figures], T]:
        return lambda figures: self._telling(lambda: question(figures))()

    def _telling(self, question: Callable[[], T]) -> Callable[[], T]:
        """A question to the book that fails with a sentence for people."""

        def task() -> T:
            from sqlalchemy.exc import DBAPIError

            try:
                return question()
            except DBAPIError as error:
                if isinstance(error.orig, sqlite3.Error):
                    raise told(error.orig, self.path) from error
                raise

        return task

    def _opened(self) -> Book:
        """The book, opened at the first need; runs on the writing lane."""
        if self._book is None:
            from tui_crm.store.engine import Book

            self._book = Book(self.path)
        return self._book


def business_of(path: Path) -> Business:
    """The settings of the business whose book lies at a path; raises `CrmError`."""
    connection = open_raw(path)
    try:
        return read_business(connection)
    finally:
        connection.close()


def holds_import(path: Path) -> bool:
    """Whether anything was imported into the book at a path; raises `CrmError`."""
    connection = open_raw(path)
    try:
        return bool(connection.execute("SELECT EXISTS (SELECT 1 FROM import_batch)").fetchone()[0])
    except sqlite3.Error as error:
        raise told(error, path) from error
    finally:
        connection.close()


def _nothing() -> None:
    """A question whose answer comes after those to all before it."""


def _load() -> None:
    from tui_crm import actions
    from tui_crm.ui import sources
    from tui_crm.ui.screens import deeds, list_pane

    del actions, sources, deeds, list_pane
