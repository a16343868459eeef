"""What the cells of several programs need before they are read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from html import unescape

from tui_crm.exchange.programs.program import Headers, Texts
from tui_crm.text import fold

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_FIRST = re.compile(r"([A-Za-z]{3,9})\.? ([0-9]{1,2}),? ([0-9]{4})\b")
_DAY_FIRST = re.compile(r"([0-9]{1,2}) ([A-Za-z]{3,9})\.?,? ([0-9]{4})\b")
_DIGITS = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_BREAK = re.compile(r"(?i)<(?:br\s*/?|/p|/div|/li|/h[1-6]|/tr)>")
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_CLOCK_LAST = re.compile(r"[ T][0-9]{1,2}:[0-9]{2}(:[0-9]{2})?( ?[ap]m)?$", re.IGNORECASE)
_ZONELESS = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]([0-9]{1,2}):([0-9]{2})(:[0-9]{2})?")


def iso_day(text: str) -> str | None:
    """The day that an English date with its month in letters, or eight digits, begins with."""
    if found := _MONTH_FIRST.match(text):
        month, day, year = found.groups()
    elif found := _DAY_FIRST.match(text):
        day, month, year = found.groups()
    elif found := _DIGITS.fullmatch(text):
        return _iso(*map(int, found.groups()))
    else:
        return None
    name = month[:3].lower()
    return _iso(int(year), _MONTHS.index(name) + 1, int(day)) if name in _MONTHS else None


def in_utc(text: str) -> str:
    """A moment that a program writes in UTC without saying so, with its zone."""
    found = _ZONELESS.fullmatch(text)
    if not found:
        return f"{text} UTC" if _CLOCK_LAST.search(text) else text
    return f"{found[1]}T{found[2]:0>2}:{found[3]}{found[4] or ':00'}Z"


def plain(text: str) -> str:
    """Text that a program keeps as HTML, as people read it."""
    if "<" not in text and "&" not in text:
        return text
    lines = unescape(_TAG.sub("", _BREAK.sub("\n", text))).replace("\xa0", " ").splitlines()
    return "\n".join(line for line in map(str.strip, lines) if line)


def keep_first(texts: Texts, field: str, mark: str, also: str) -> None:
    """Keep the first of several values in one cell; the others go to the notes, which say so."""
    text = texts.get(field, "")
    if mark not in text:
        return
    values = list(dict.fromkeys(filter(None, map(str.strip, text.split(mark)))))
    texts[field] = values[0] if values else ""
    if values[1:]:
        add_note(texts, f"{also}: {', '.join(values[1:])}")


def add_note(texts: Texts, sentence: str) -> None:
    """Put a line below the notes of a row."""
    texts["notes"] = "\n".join(filter(None, (texts.get("notes", ""), sentence)))


def nameless(texts: Texts, *instead: str) -> None:
    """Name a person of whom no name is known by what else is: the first that is filled."""
    parts = ("name", "first_name", "middle_name", "last_name")
    if not any(texts.get(part) for part in parts):
        texts["name"] = next((texts[name] for name in instead if texts.get(name)), "")


def is_word(text: str, *words: str) -> bool:
    """Whether a text is one of some words, case and accents aside."""
    return fold(text.strip()) in words


@lru_cache(maxsize=64)
def place_of(headers: tuple[str, ...], declared: str) -> int | None:
    """Where a header stands, for rules that are asked of every row."""
    return Headers(headers).place(declared)


def cell_of(headers: Sequence[str], cells: Sequence[str], declared: str) -> str | None:
    """The cell below a header, None where the table has no such column."""
    at = place_of(tuple(headers), declared)
    return cells[at].strip() if at is not None and at < len(cells) else None


def _iso(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
