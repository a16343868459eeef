"""Where a command works: the book in use, and where its answers and its talk go."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TextIO

from tui_crm.actions.billing import post_on_opening
from tui_crm.errors import Busy, DiskTrouble, WrongUsage
from tui_crm.models import ENTITIES, Entity, entity_named
from tui_crm.store.engine import Book, open_book
from tui_crm.text import UNSAFE, quoted, shown


@dataclass(frozen=True)
class Answer:
    """What a command did, for the line that a script gets back."""

    id: int | None = None
    made: Mapping[str, int] = field(default_factory=dict)
    code: int = 0


class Desk:
    """The book that a command works on, opened when it is first needed."""

    def __init__(self, path: Path, out: TextIO, err: TextIO) -> None:
        self.path = path
        self.out = out
        self.err = err
        self._book: Book | None = None
        self._posted_on: date | None = None

    def book(self, *, create: bool = False, post: bool = True) -> Book:
        """The book, made new where the command may do that, its due billings posted.

        Raises what opening a database raises.
        """
        if self._book is None:
            self._book = open_book(self.path) if create else Book(self.path)
        if post and self._posted_on != self._book.today():
            self._post(self._book)
        return self._book

    @contextmanager
    def speaking(self, out: TextIO, err: TextIO) -> Iterator[Desk]:
        """The same book with its answers and its talk going elsewhere for a while."""
        other = Desk(self.path, out, err)
        other._book, other._posted_on = self._book, self._posted_on
        try:
            yield other
        finally:
            self._book, self._posted_on = other._book, other._posted_on

    def close(self) -> None:
        """Let go of the file."""
        if self._book is not None:
            self._book.close()
            self._book = None

    def write(self, line: str) -> None:
        """A line of the answer, safe for a terminal."""
        self.out.write(shown(line) + "\n")

    def write_json(self, answer: object) -> None:
        """The answer as JSON."""
        self.out.write(json_text(answer) + "\n")

    def say(self, line: str) -> None:
        """A line for the person, beside the answer."""
        self.err.write(shown(line) + "\n")

    def _post(self, book: Book) -> None:
        """Post what is due; a book that cannot be written now can still be read."""
        self._posted_on = book.today()
        try:
            posted = post_on_opening(book)
        except (DiskTrouble, Busy) as error:
            self.say(f"Billings that are due were not posted. {error}")
        else:
            if posted:
                self.say(f"Posted {posted} billing{'' if posted == 1 else 's'} due.")


def json_text(value: object) -> str:
    """JSON on one line: readable, exact, and without characters that steer a terminal."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    return UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def the_entity(word: str) -> Entity:
    """The entity that a word means; raises `WrongUsage` with all of them."""
    entity = entity_named(word)
    if entity is None:
        raise WrongUsage(f"{quoted(word)} is not known. There are: {', '.join(ENTITIES)}.")
    return entity


def the_number(word: str, entity: str) -> int:
    """The record's number that a word is; raises `WrongUsage`."""
    digits = word.removeprefix("id:")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 18):
        raise WrongUsage(f"{quoted(word)} is not the number of a {entity}: give one such as 7.")
    return int(digits)


def pairs(words: list[str], example: str) -> dict[str, str]:
    """`field=value` words as a mapping; raises `WrongUsage` for others and for repetitions."""
    values: dict[str, str] = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not equals or not name:
            raise WrongUsage(f"{quoted(word)} is not field=value: write, for example, {example}.")
        if name in values:
            raise WrongUsage(f"{quoted(name)} is given twice.")
        values[name] = value
    return values
