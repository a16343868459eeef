"""A first look through a whole file: whether it is text, and what its quotes and lines are like."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from tui_crm.errors import DiskTrouble, Refused
from tui_crm.text import quoted

CHUNK = 1 << 20
"""Bytes that are looked at together: memory stays flat however large the file is."""
LINE_LIMIT = 4_000_000
"""Characters that one line may have: the reader of rows takes in a whole line at once."""
_LINES_ENOUGH = 200
_LINE_LOOKED_AT = 4_000
_LINE = re.compile(rf"[^\r\n]{{0,{2 * _LINE_LOOKED_AT}}}")


@dataclass
class Scan:
    """What a file is like throughout, all of it having been read as text once."""

    head: str = ""
    """Its first characters, of which delimiter and quotes are told."""
    nuls: int = 0
    backslashed: list[str] = field(default_factory=list)
    """Lines with a backslash before a quote, which may be one that ends no cell."""
    lone_backslash: bool = False
    """Whether a backslash stands for itself somewhere."""


def scan(path: Path, encoding: str) -> Scan:
    """Read a whole file as text, in pieces.

    Raises `UnicodeError` where it is not text in this encoding, `Refused` where a line is so
    long that the file is no table, `DiskTrouble` where it cannot be read.
    """
    seen = Scan()
    since_line_end, unfinished = 0, ""
    for text in _pieces(path, encoding):
        if not seen.head.strip():
            seen.head = text.lstrip("\ufeff")
        seen.nuls += text.count("\0")
        since_line_end = _measured(path, text, since_line_end)
        if unfinished or "\\" in text:
            # By whole lines, for two backslashes may stand on both sides of the end of a piece.
            text = unfinished + text
            whole = max(0, len(text) - since_line_end)
            _note_backslashes(text[:whole], seen)
            unfinished = text[whole:]
    _note_backslashes(unfinished, seen)
    return seen


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Says in a sentence why a file cannot be read, where it cannot."""
    name = quoted(str(path))
    try:
        yield
    except FileNotFoundError:
        raise Refused(f"There is no file {name}.") from None
    except IsADirectoryError:
        raise Refused(f"{name} is a folder, and not a snapshot.") from None
    except OSError as error:
        raise DiskTrouble(f"{name} cannot be read: {error.strerror}.") from None


def _pieces(path: Path, encoding: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)()
    with reading(path), path.open("rb") as file:
        for piece in iter(partial(file.read, CHUNK), b""):
            if text := decoder.decode(piece):
                yield text
        if text := decoder.decode(b"", final=True):
            yield text


def _measured(path: Path, text: str, before: int) -> int:
    """How long the line is that a piece ends in; before, that in which it begins."""
    ends = [at for at in (text.find("\n"), text.find("\r")) if at >= 0]
    if before + min(ends, default=len(text)) > LINE_LIMIT:
        raise Refused(
            f"A line of {quoted(path.name)} has more than {LINE_LIMIT:,} characters: that is no "
            "table with a row on each line. Export the file again as CSV."
        )
    if not ends:
        return before + len(text)
    return len(text) - 1 - max(text.rfind("\n"), text.rfind("\r"))


def _note_backslashes(text: str, seen: Scan) -> None:
    at = text.find('\\"')
    while at >= 0 and len(seen.backslashed) < _LINES_ENOUGH:
        begin = 1 + max(text.rfind(end, max(0, at - _LINE_LOOKED_AT), at) for end in "\r\n")
        line = _LINE.match(text, begin or max(0, at - _LINE_LOOKED_AT))
        assert line is not None
        seen.backslashed.append(line[0])
        at = text.find('\\"', max(at + 2, line.end()))
    if not seen.lone_backslash:
        seen.lone_backslash = "\\" in text.replace("\\\\", "").replace('\\"', "")
