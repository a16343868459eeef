"""Threads that read and write beside the screen, which never waits for the database."""

from __future__ import annotations

import queue
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar  # Any: a future of whatever was asked

from tui_crm.store.connect import open_raw

if TYPE_CHECKING:
    from sqlalchemy import Connection

T = TypeVar("T")

STEPS = 20_000
"""How many of its small steps SQLite does before it asks whether to go on: some milliseconds."""


class Superseded(CancelledError):
    """The question was dropped because a newer one has taken its place."""


class Lane:
    """A thread with a connection of its own, which answers one question after another.

    A lane known on a day answers from the book as it had been entered by the end of that day.
    Each of its questions sees the book at one moment, and nothing is stored while it is answered.
    """

    def __init__(self, path: Path, name: str, known_on: date | None = None) -> None:
        self._path = path
        self._name = name
        self._known_on = known_on
        self._shown: int | None = None
        """The version of the file that the day is shown of."""
        self._questions: queue.SimpleQueue[tuple[Future[Any], Callable[[], Any]] | None]
        self._questions = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._answering = False
        self._stopping = False
        """Whether what runs is to end: SQLite asks for it while it works."""
        self._raw: sqlite3.Connection | None = None
        self._connection: Connection | None = None
        self._thread: threading.Thread | None = None

    def ask(self, question: Callable[[], T]) -> Future[T]:
        """Have a question answered after those before it."""
        future: Future[T] = Future()
        with self._lock:
            self._start()
            self._questions.put((future, question))
        return future

    def replace(self, question: Callable[[], T]) -> Future[T]:
        """Have a question answered instead of all those before it; what runs is interrupted."""
        with self._lock:
            self._drop_waiting()
            self._stopping = self._answering
        return self.ask(question)

    def close(self) -> None:
        """End the thread, dropping what waits; returns when its connection is closed."""
        with self._lock:
            self._drop_waiting()
            self._stopping = self._answering
            self._questions.put(None)
            thread = self._thread
        if thread is not None:
            thread.join(timeout=2)

    @property
    def raw(self) -> sqlite3.Connection:
        """The lane's own connection, for questions that it answers."""
        if self._raw is None:
            self._raw = open_raw(self._path)
            self._raw.set_progress_handler(lambda: self._stopping, STEPS)
        return self._raw

    @property
    def connection(self) -> Connection:
        """The same connection as SQLAlchemy has it; its import is paid at the first use."""
        if self._connection is None:
            from sqlalchemy import create_engine
            from sqlalchemy.pool import StaticPool

            engine = create_engine("sqlite://", creator=lambda: self.raw, poolclass=StaticPool)
            self._connection = engine.connect()
        return self._connection

    def _of(self, day: date, question: Callable[[], T]) -> T:
        """Answer from the book as it was known on a day, which is shown anew once it changed."""
        from tui_crm.store.known_on import show_known_on

        _ = self.connection  # made first, for making it ends whatever transaction is open
        raw = self.raw
        while True:
            raw.execute("BEGIN")
            try:
                (version,) = raw.execute("PRAGMA data_version").fetchone()
                if version == self._shown:
                    return question()
                show_known_on(raw, day)
                self._shown = version
            finally:
                if raw.in_transaction:
                    raw.execute("COMMIT")

    def _start(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._answer_all, name=self._name, daemon=True)
            self._thread.start()

    def _drop_waiting(self) -> None:
        kept: list[None] = []
        while True:
            try:
                waiting = self._questions.get_nowait()
            except queue.Empty:
                break
            if waiting is None:
                kept.append(None)
            else:
                waiting[0].set_exception(Superseded())
        for end in kept:
            self._questions.put(end)

    def _answer_all(self) -> None:
        while (asked := self._questions.get()) is not None:
            future, question = asked
            with self._lock:
                if not future.set_running_or_notify_cancel():
                    continue
                self._answering = True
            self._answer(future, question)
        if self._connection is not None:
            self._connection.close()
        if self._raw is not None:
            self._raw.close()

    def _answer(self, future: Future[Any], question: Callable[[], Any]) -> None:
        failure: BaseException | None = None
        answer: Any = None
        try:
            answer = question() if self._known_on is None else self._of(self._known_on, question)
        except Exception as error:  # the worker boundary: whoever asked is told
            failure = error
        with self._lock:
            dropped = self._stopping
            self._answering = self._stopping = False
        if dropped:
            future.set_exception(Superseded())
        elif failure is not None:
            future.set_exception(failure)
        else:
            future.set_result(answer)
