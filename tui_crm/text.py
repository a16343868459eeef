"""What may be stored as text, how stored text is made safe to show, and how it is searched."""

from __future__ import annotations

import re
import unicodedata
from collections import deque
from collections.abc import Iterator
from functools import lru_cache

UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
"""A character that could steer a terminal."""

_UNSAFE_LONG = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
_REMOVED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff"
    "\ud800-\udfff]+"
)
_LINE_END = re.compile("\r\n?|[\u2028\u2029]")
_GAP = re.compile("[\t\n\r\u2028\u2029]+")

# Letters that Unicode does not take apart into a base letter and an accent.
_PLAIN_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
)

_ZERO_WIDTH_JOINER = "\u200d"
_EMOJI_STYLE = "\ufe0f"
# Wide since Unicode 16; the tables of older Pythons still call them narrow.
_WIDENED = re.compile("[\u2630-\u2637\u268a-\u268f\u4dc0-\u4dff\U0001d300-\U0001d376]")


def clean(value: str, *, long: bool = False) -> str:
    """The text as it is stored: as typed, without the characters that could steer a terminal.

    Controls, bidi marks, byte order marks and lone surrogates go. A long text keeps its tabs
    and its line ends, each as a newline; in a short one a run of them becomes one space.
    """
    if value.isprintable() or not (_UNSAFE_LONG if long else UNSAFE).search(value):
        return value
    kept = _REMOVED.sub("", value)
    return _LINE_END.sub("\n", kept) if long else _GAP.sub(" ", kept)


def shown(value: str, *, long: bool = False) -> str:
    """The text as it may reach a screen: whatever could steer a terminal is a visible mark."""
    if value.isprintable():
        return value
    return (_UNSAFE_LONG if long else UNSAFE).sub(_mark, value)


def quoted(value: str) -> str:
    """What the user typed, safe and short enough to stand in an error sentence."""
    return f'"{cut(shown(value), 40)}"'


def fold(value: str) -> str:
    """The search key of a text: no accents, no difference between upper and lower case."""
    if value.isascii():
        return value.lower()
    base_letters = filter(_is_base, unicodedata.normalize("NFKD", value))
    return "".join(base_letters).casefold().translate(_PLAIN_LETTERS)


def cut(value: str, cells: int) -> str:
    """The text shortened to a number of terminal cells, with … where something was left out."""
    if cells <= 0:
        return ""
    if value.isascii():
        return value if len(value) <= cells else value[: cells - 1] + "…"
    end = 0
    for index, taken in enumerate(_widths(value)):
        if taken > cells:
            return value[:end] + "…"
        if taken < cells:
            end = index + 1
    return value


def width(value: str) -> int:
    """The cells of a terminal that a text takes on one line."""
    if value.isascii():
        return len(value)
    return deque(_widths(value), maxlen=1)[0]


def _widths(value: str) -> Iterator[int]:
    """The cells that a text takes up to and with each of its characters."""
    # A joiner hides the character after it; the emoji style widens a narrow one before it.
    taken = measured = 0
    joined = False
    for character in value:
        if joined or character == _ZERO_WIDTH_JOINER:
            joined = character == _ZERO_WIDTH_JOINER and not joined
        elif character == _EMOJI_STYLE:
            taken += measured == 1
            measured = 0
        elif size := _cells(character):
            taken += size
            measured = size
        yield taken


def _mark(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x20:
        return chr(0x2400 + code)
    return "␡" if code == 0x7F else f"⟨{code:04X}⟩"


def _is_base(character: str) -> bool:
    return not unicodedata.combining(character)


@lru_cache(maxsize=4096)
def _cells(character: str) -> int:
    """The terminal cells of a character; in doubt the wider, so that no line ever runs over."""
    category = unicodedata.category(character)
    if category in ("Mn", "Me", "Cc"):
        return 0
    if category == "Cf":
        return 0 if "\u200b" <= character <= "\ufeff" or character >= "\U000e0000" else 1
    wide = unicodedata.east_asian_width(character) in "WF" or _WIDENED.match(character)
    # What this Python does not know yet may be an emoji of a newer Unicode.
    return 2 if wide or category == "Cn" else 1
