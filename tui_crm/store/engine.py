"""An open book: the business's database with its settings, read and written in units of work."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool
from sqlmodel import Session

from tui_crm import clock
from tui_crm.errors import CrmError
from tui_crm.store import journal, rules
from tui_crm.store.business import Business, read_business
from tui_crm.store.connect import (
    READING_CACHE_KIB,
    WRITING_CACHE_KIB,
    make_database,
    open_raw,
    told,
)
from tui_crm.store.known_on import show_known_on
from tui_crm.store.phones import system_country

DEFAULT_STAGES = (
    ("New", "open", 1000),
    ("Qualified", "open", 2000),
    ("Proposal", "open", 5000),
    ("Negotiation", "open", 7500),
    ("Won", "won", 10_000),
    ("Lost", "lost", 0),
)


class Work(Session):
    """One action of a person: everything it changes is stored together, or nothing is."""

    def __init__(self, engine: Engine, business: Business, action: str) -> None:
        super().__init__(engine, autoflush=False)
        self.business = business
        self.action = action
        self.title = ""
        """What was done, in a sentence; the journal keeps it."""
        self.made: dict[str, int] = {}
        """The ids of the records that it made, by entity."""
        self.changes: list[dict[str, object]] = []
        """The rows that it changed so far, as the journal keeps them."""
        self.batch_id: int | None = None
        """Its number in the journal, once it is done."""
        self.at: datetime = clock.now(business.zone)
        """The moment of the action, in UTC."""
        self.today: date = business.today()
        self.is_trial = False
        """Whether nothing of it is to be stored after all."""


journal.watch(Work)


class Book:
    """The database of one business, open."""

    def __init__(self, path: Path) -> None:
        self.path = path
        connection = open_raw(path)
        try:
            self.business = read_business(connection)
        finally:
            connection.close()
        self._reading = self._engine(4, READING_CACHE_KIB)
        self._writing = self._engine(1, WRITING_CACHE_KIB)
        event.listen(self._writing, "begin", _begin_at_once)

    def close(self) -> None:
        """Let go of the file."""
        self._reading.dispose()
        self._writing.dispose()

    def today(self) -> date:
        """Today in the business's own time zone."""
        return self.business.today()

    @contextmanager
    def read(self, known_on: date | None = None) -> Iterator[Connection]:
        """A connection that only reads; on request the book as known at the end of a day.

        That one sees the book at one moment until it is closed, and writes wait for it: nothing
        can be stored while it is open.
        """
        with self._translated(), self._reading.connect() as connection:
            if known_on is not None:
                connection.detach()  # closed afterwards, and never given to another reader
                raw = raw_of(connection)
                raw.execute("BEGIN")
                show_known_on(raw, known_on)
            yield connection

    @contextmanager
    def work(self, action: str) -> Iterator[Work]:
        """A unit of work: one transaction, one undo step, its journal in it.

        Raises the errors of the work itself; then nothing was stored, and neither is a trial.
        """
        with self._translated(), Work(self._writing, self.business, action) as work:
            yield work
            if work.is_trial:
                return
            work.flush()
            journal.close_batch(work)
            work.commit()
        self.refresh_business(action)

    def refresh_business(self, action: str) -> None:
        """Read the settings again after an action that may have changed them."""
        if action in ("settings", "undo", "redo", "import"):
            with self.read() as connection:
                self.business = business_seen(connection)

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            raise self._told(error) from error
        except sqlite3.Error as error:
            raise told(error, self.path) from error

    def _told(self, error: DBAPIError) -> CrmError:
        cause = error.orig
        if isinstance(cause, sqlite3.IntegrityError):
            return rules.broken(cause)
        if isinstance(cause, sqlite3.Error):
            return told(cause, self.path)
        return CrmError(f"The database could not do this: {error}.")

    def _engine(self, pool_size: int, cache_kib: int) -> Engine:
        return create_engine(
            "sqlite://",
            creator=lambda: open_raw(self.path, cache_kib=cache_kib),
            poolclass=QueuePool,
            pool_size=pool_size,
            max_overflow=8,
        )


def raw_of(connection: Connection) -> sqlite3.Connection:
    """The connection of SQLite beneath one of SQLAlchemy, within the same transaction."""
    raw = connection.connection.dbapi_connection
    assert isinstance(raw, sqlite3.Connection)
    return raw


def business_seen(connection: Connection) -> Business:
    """The settings that a connection sees: those of then where it shows the book of a past day."""
    return read_business(raw_of(connection))


def open_book(path: Path) -> Book:
    """The book in a file, made new with the default stages where there is none."""
    if not path.exists():
        make_book(path)
    return Book(path)


def make_book(path: Path, settings: dict[str, str] | None = None) -> None:
    """Make a new, empty book: the default stages and the settings of this place."""
    chosen = {"time_zone": clock.system_zone_name(), **_of_this_place(), **(settings or {})}

    def fill(connection: sqlite3.Connection) -> None:
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany("INSERT INTO setting (key, value) VALUES (?, ?)", chosen.items())
        connection.executemany(
            "INSERT INTO stage (name, position, state, prob_bp) VALUES (?, ?, ?, ?)",
            [(name, at, state, chance) for at, (name, state, chance) in enumerate(DEFAULT_STAGES)],
        )
        connection.execute("COMMIT")

    make_database(path, fill)


def _of_this_place() -> dict[str, str]:
    """The country of the system's locale, where that names one."""
    country = system_country()
    return {"country": country} if country else {}


def _begin_at_once(connection: Connection) -> None:
    """Take the write lock first, so that nothing read in this work can be overtaken."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")
