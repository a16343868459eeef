"""Looking at files and importing them in a process of their own, so that no key has to wait."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import threading
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from queue import SimpleQueue
from typing import (
    IO,
    TYPE_CHECKING,
    Any,  # the answer of either kind of work
    Literal,
    TypeAlias,
)

from tui_crm import clock, errors
from tui_crm.errors import CrmError
from tui_crm.exchange.beside import as_error, say, start, step_back

if TYPE_CHECKING:
    from tui_crm.exchange.looking import Order, Watch
    from tui_crm.exchange.preview import Preview
    from tui_crm.exchange.report import Report
    from tui_crm.store.engine import Book

Kind: TypeAlias = Literal["preview", "import"]

Job: TypeAlias = "Callable[[Book, Order, Watch], Any]"
"""What is done with a book and an order; it tells how far it has come as it goes."""

GRACE = 1.0
"""Seconds that a process has to end by itself before it is ended for certain."""

DIED = (
    "The import ended before its time, and nothing of the file was stored. Try again; if it "
    "happens again, the machine may be short of memory."
)


class Stopped(CancelledError):
    """What was being done was stopped: nothing of it was stored."""


class Replaced(CancelledError):
    """A preview that was asked for later has taken the place of this one."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """One thing to do, as it goes to the process."""

    number: int
    kind: Kind
    book: Path
    today: date | None
    """The day that the whole program takes for today, where one was fixed."""
    order: Order


@dataclass(frozen=True, slots=True)
class _Came:
    """How far it has come."""

    number: int
    rows: int
    bytes: int


@dataclass(frozen=True, slots=True)
class _Done:
    """What it has led to."""

    number: int
    answer: Any  # of the kind that was asked for


@dataclass(frozen=True, slots=True)
class _Failed:
    """Why it could not be done: the kind of error and its sentence."""

    number: int
    error: str
    sentence: str


class Outside:
    """Another process that previews and imports files; it can be stopped at any moment.

    It ends with this program, however that ends, and never touches the terminal. What it tells
    while it works is told on a thread of its own.
    """

    def __init__(self, preview: Job | None = None, bring: Job | None = None) -> None:
        """The jobs can be told for tests; otherwise they are those of the exchange."""
        self._jobs = (preview, bring)
        self._lock = threading.Lock()
        self._line: _Line | None = None

    def start(self) -> None:
        """Start the process, which loads what it needs while the owner still chooses a file."""
        self._open()

    def preview(self, book: Path, order: Order, watch: Watch | None = None) -> Future[Preview]:
        """Have a file looked at, in place of what is being looked at now; stores nothing."""
        return self._open().ask("preview", book, order, watch)

    def bring(self, book: Path, order: Order, watch: Watch | None = None) -> Future[Report]:
        """Have a file imported; fails with `Stopped` where that is stopped before it is done."""
        return self._open().ask("import", book, order, watch)

    def stop(self) -> None:
        """End the process at once; what it had begun in the book is gone with its transaction.

        Returns when it has ended, a second later at the most: not to be called on the screen's
        own thread while something is being done.
        """
        with self._lock:
            line, self._line = self._line, None
        if line is not None:
            line.end()

    def _open(self) -> _Line:
        """The line to the process, which is started where there is none that lives."""
        with self._lock:
            if self._line is None or not self._line.is_alive:
                self._line = _Line(self._jobs)
            return self._line


class _Line:
    """One process from its start to its end, and those who wait for its answers."""

    def __init__(self, jobs: tuple[Job | None, Job | None]) -> None:
        self._process = start(_MAIN)
        assert self._process.stdin is not None and self._process.stdout is not None
        self._to, self._from = self._process.stdin, self._process.stdout
        self._lock = threading.Lock()
        self._waiting: dict[int, tuple[Future[Any], Watch | None]] = {}
        self._count = 0
        self._is_ending = self._has_ended = False
        self._say(jobs)
        self._listener = threading.Thread(target=self._listen, name="import", daemon=True)
        self._listener.start()

    @property
    def is_alive(self) -> bool:
        """Whether anything can be asked of it."""
        return not self._has_ended

    def ask(self, kind: Kind, book: Path, order: Order, watch: Watch | None) -> Future[Any]:
        """Have something done; the future fails where the process ends before."""
        future: Future[Any] = Future()
        with self._lock:
            if self._has_ended:
                future.set_exception(CrmError(DIED))
                return future
            self._count += 1
            self._waiting[self._count] = (future, watch)
            self._say(_Asked(self._count, kind, book, clock.fixed(), order))
        return future

    def end(self) -> None:
        """End the process; returns once those who wait have been told."""
        self._is_ending = True
        self._process.terminate()
        try:
            self._process.wait(GRACE)
        except subprocess.TimeoutExpired:
            self._process.kill()
        self._listener.join()

    def _say(self, what: object) -> None:
        # A process that has just died is told of by the listener.
        with suppress(OSError):
            say(self._to, what)

    def _listen(self) -> None:
        """Hear the process out, and tell those who wait; runs on a thread of its own."""
        with suppress(*_HANGING_UP):
            while True:
                self._take(pickle.load(self._from))
        self._process.wait()
        with self._lock:
            self._has_ended = True
            lost = list(self._waiting.values())
            self._from.close()
            with suppress(OSError):  # what was still to be said is not heard any more
                self._to.close()
        for future, _ in lost:
            future.set_exception(Stopped() if self._is_ending else CrmError(DIED))

    def _take(self, heard: _Came | _Done | _Failed) -> None:
        if isinstance(heard, _Came):
            _, watch = self._waiting[heard.number]
            if watch is not None:
                watch(heard.rows, heard.bytes)
            return
        with self._lock:
            future, _ = self._waiting.pop(heard.number)
        if isinstance(heard, _Done):
            future.set_result(heard.answer)
        elif heard.error == Replaced.__name__:
            future.set_exception(Replaced())
        else:
            future.set_exception(_error_named(heard.error)(heard.sentence))


_MAIN = "from tui_crm.exchange.outside import serve; serve()"
"""What the process does."""

_HANGING_UP = (EOFError, OSError, pickle.UnpicklingError)
"""What is met where the other side has ended, maybe in the middle of a word."""


def serve() -> None:
    """Do what is asked for through the standard streams: the whole life of the process."""
    heard, said = _leave_terminal()
    step_back()
    coming: SimpleQueue[_Asked] = SimpleQueue()
    preview, bring = pickle.load(heard)
    threading.Thread(target=_hear, args=(heard, coming), daemon=True).start()
    jobs: dict[Kind, Job] = {"preview": preview or _previewing(), "import": bring or _importing()}
    with suppress(OSError):
        while True:
            asked = coming.get()
            say(said, _answer(asked, jobs[asked.kind], coming, said))


def _answer(
    asked: _Asked, job: Job, coming: SimpleQueue[_Asked], said: IO[bytes]
) -> _Done | _Failed:
    from tui_crm.store.engine import Book

    def watch(rows: int, bytes: int) -> None:
        if asked.kind == "preview" and not coming.empty():
            raise Replaced
        say(said, _Came(asked.number, rows, bytes))

    clock.fix(asked.today)
    try:
        if asked.kind == "preview" and not coming.empty():
            raise Replaced
        book = Book(asked.book)
        try:
            return _Done(asked.number, job(book, _own(asked.order), watch))
        finally:
            book.close()
    except Replaced:
        return _Failed(asked.number, Replaced.__name__, "")
    except Exception as failure:  # the worker boundary: whoever asked is told
        error = as_error(failure)
        return _Failed(asked.number, type(error).__name__, str(error))


def _hear(heard: IO[bytes], coming: SimpleQueue[_Asked]) -> None:
    """Take in what is asked; where the program has ended, end at once, whatever is being done.

    The book takes back by itself what was not stored yet.
    """
    with suppress(*_HANGING_UP):
        while True:
            coming.put(pickle.load(heard))
    os._exit(1)


def _own(order: Order) -> Order:
    """The order with this process's own entity in place of the copy that came with it."""
    from tui_crm.models import ENTITIES

    return order if order.entity is None else replace(order, entity=ENTITIES[order.entity.name])


def _previewing() -> Job:
    from tui_crm.exchange.preview import preview

    return preview


def _importing() -> Job:
    from tui_crm.exchange.import_file import import_file

    return import_file


def _leave_terminal() -> tuple[IO[bytes], IO[bytes]]:
    """The streams to hear and to answer on; nothing else of this process reaches anyone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    streams = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in range(3):
        os.dup2(nowhere, standard)
    os.close(nowhere)
    return streams


def _error_named(name: str) -> type[CrmError]:
    """The kind of error; that of single fields has become one sentence on the way."""
    kind = getattr(errors, name, CrmError)
    return errors.WrongUsage if kind is errors.FieldErrors else kind
