"""Paths as people type, paste and drop them, and what lies in a folder to choose from."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from threading import Thread
from urllib.parse import unquote, urlsplit

from tui_crm.errors import WrongUsage
from tui_crm.paths import typed_path
from tui_crm.text import fold

TABLES = (".csv", ".tsv", ".txt")
"""How the names of files end that may hold a table."""

MOST_READ = 20_000
"""How many names of a folder are read at the most."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A file or a folder to choose."""

    name: str
    is_folder: bool
    size: int | None = None
    """In bytes, where it is known."""

    @property
    def is_table(self) -> bool:
        """Whether it may hold a table, by its name."""
        return not self.is_folder and self.name.lower().endswith(TABLES)


@dataclass(frozen=True, slots=True)
class Folder:
    """What lies in a folder, in the order in which it is offered."""

    path: str
    entries: tuple[Entry, ...] = ()
    is_whole: bool = True
    """False where there are more than are read."""
    problem: str = ""
    """Why it could not be read."""


def tidy(text: str) -> str:
    """A path without what terminals and file programs put around it: quotes, escapes, file://.

    What is the name of a file as it stands is left as it stands.
    """
    text = text.strip("\r\n\t ")
    if not text or os.path.lexists(text):
        return text
    if text.lower().startswith("file://"):
        parts = urlsplit(text)
        return unquote(parts.path, errors="surrogateescape") or text
    if os.name == "nt":  # there a backslash parts folders
        return text[1:-1] if len(text) > 1 and text[0] == text[-1] == '"' else text
    if text[0] in "'\"" or "\\" in text:
        try:
            words = shlex.split(text)
        except ValueError:  # a quote that is not closed
            return text
        return words[0] if len(words) == 1 else text
    return text


def parted(text: str) -> tuple[str, str]:
    """The folder that a text names, with its separator, and the begun name after it."""
    if text in ("~", ".", ".."):
        return f"{text}{os.sep}", ""
    at = max(text.rfind(mark) for mark in (os.sep, os.altsep) if mark) + 1
    return text[:at], text[at:]


def look_into(folder: str) -> Future[Folder]:
    """What lies in the folder that a text names; read on a thread that nothing waits for."""
    future: Future[Folder] = Future()

    def read() -> None:
        future.set_result(read_folder(folder))

    Thread(target=read, name="folder", daemon=True).start()
    return future


def read_folder(folder: str) -> Folder:
    """The same, at once: folders first, then files that may hold a table, then the others."""
    try:
        with os.scandir(typed_path(folder or ".")) as found:
            entries = [_entry(one) for one in islice(found, MOST_READ + 1)]
    except WrongUsage as error:
        return Folder(folder, problem=str(error))
    except OSError as error:
        return Folder(folder, problem=f"This folder cannot be read: {error.strerror}.")
    kept = sorted(entries[:MOST_READ], key=lambda e: (_rank(e), fold(e.name), e.name))
    return Folder(folder, tuple(kept), len(entries) <= MOST_READ)


def matching(folder: Folder, begun: str) -> tuple[Entry, ...]:
    """The entries that begin as was typed, capitals and accents aside; else those that hold it.

    Hidden ones only after a dot.
    """
    key = fold(begun)
    seen = [e for e in folder.entries if begun.startswith(".") or not e.name.startswith(".")]
    if not key:
        return tuple(seen)
    names = [fold(entry.name) for entry in seen]
    for fits in (str.startswith, str.__contains__):
        found = tuple(e for e, name in zip(seen, names, strict=True) if fits(name, key))
        if found:
            return found
    return ()


def completed(entries: Sequence[Entry], begun: str) -> str:
    """What was typed with as much as all entries that begin so have in common."""
    key = fold(begun)
    names = [entry.name for entry in entries if fold(entry.name).startswith(key)]
    if not names or len(names) < len(entries):
        return begun
    if len(names) == 1:
        return names[0] + (os.sep if entries[0].is_folder else "")
    shared = _shared(names)
    return shared if len(shared) > len(begun) else begun


def home_short(path: Path) -> str:
    """A folder as people write it, ready to type a name after it: `~/Downloads/`."""
    try:
        inside = path.relative_to(Path.home())
    except (ValueError, RuntimeError):
        return os.path.join(path, "")
    return os.path.join("~", "" if inside == Path() else inside, "")


def start_folder() -> str:
    """Where an owner's file most likely is: here, if tables lie here, else among downloads."""
    here, downloads = Path.cwd(), Path("~/Downloads").expanduser()
    if any(entry.is_table for entry in read_folder(str(here)).entries) or not downloads.is_dir():
        return home_short(here)
    return home_short(downloads)


def _entry(found: os.DirEntry[str]) -> Entry:
    try:
        is_folder = found.is_dir()
        size = None if is_folder else found.stat().st_size
    except OSError:  # a link that leads nowhere, or a name that is gone again
        return Entry(found.name, False)
    return Entry(found.name, is_folder, size)


def _rank(entry: Entry) -> int:
    return 0 if entry.is_folder else 1 if entry.is_table else 2


def _shared(names: Iterable[str]) -> str:
    """The beginning that names have in common, capitals aside, as the first has it."""
    first, *others = names
    end = len(first)
    for name in others:
        end = min(end, len(name))
        while first[:end].lower() != name[:end].lower():
            end -= 1
    return first[:end]
