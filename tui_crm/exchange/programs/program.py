"""What is declared about a file of another program: how it is told, and what its columns are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from tui_crm import money
from tui_crm.text import fold

Texts = dict[str, str]
"""The cells of a row by our field, before they are read."""

Constants = Mapping[str, Mapping[str, str]]
"""A text for each field that has no column, by entity."""

Rule = Callable[[Sequence[str], Sequence[str]], bool]
"""Tells a kind of row by the headers and the cells."""

_IN_BRACKETS = re.compile(r"\(([A-Z]{3})\)\s*$")
_SIGN_OR_CODE = re.compile(r"[$€£¥₩₹₺₽₴₪₫฿₦₱]|\b[A-Z]{3}\b[)\].: ]*$")
_KEPT_OF_A_LINE = 60


@lru_cache(maxsize=8192)
def spelled(header: str) -> str:
    """How a header is compared: folded, its blanks and punctuation squeezed out.

    A currency in brackets at its end is no part of it: "Amount spent (EGP)" is "amountspent".
    """
    if currency_of(header):
        header = header.rstrip()[: -len("(EUR)")]
    return "".join(filter(str.isalnum, fold(header)))


def currency_of(header: str) -> str | None:
    """The currency that a header names in brackets at its end."""
    found = _IN_BRACKETS.search(header)
    return found[1] if found and money.known(found[1]) else None


def currencies_in(header: str) -> tuple[str, ...]:
    """The currencies that a header may name by a sign or, as its last word, by a code."""
    found = _SIGN_OR_CODE.search(header)
    return money.meant_by(found[0].strip("()[] .:")) if found else ()


class Headers:
    """The headers of a table, found however they are spelled."""

    def __init__(self, cells: Sequence[str]) -> None:
        self.cells = cells
        self._places: dict[str, int] = {}
        for at, cell in enumerate(cells):
            self._places.setdefault(spelled(cell), at)
        self._places.pop("", None)

    def place(self, declared: str) -> int | None:
        """Where a header stands; of the alternatives in "a|b" the first that the table has."""
        for alternative in declared.split("|"):
            at = self._places.get(spelled(alternative))
            if at is not None:
                return at
        return None

    def places(self, columns: Mapping[str, str]) -> dict[str, int]:
        """Our fields with the places of their columns; of two for one field the first declared."""
        found: dict[str, int] = {}
        for declared, ours in columns.items():
            at = self.place(declared)
            if at is not None:
                found.setdefault(ours, at)
        return found


@dataclass(frozen=True)
class Program:
    """A kind of file that another program writes, so that it is taken without asking.

    Headers are written as the program writes them; "a|b" is either, the first of them that the
    file has. Columns that are neither fields of ours nor unneeded become custom fields.
    """

    name: str
    sheet: str
    """What its file is called there."""
    entity: str
    """What a row mainly is."""
    marks: tuple[str, ...]
    """Headers that must all be there."""
    columns: Mapping[str, str]
    """Their header and our field."""
    never: tuple[str, ...] = ()
    """Headers that show that it is another sheet."""
    side: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Other records that the same row makes, each with its columns."""
    constants: Constants = field(default_factory=dict)
    derived: tuple[str, ...] = ()
    """Fields that need no column because `taken` makes them out of others."""
    unneeded: tuple[str, ...] = ()
    """Headers that only repeat or measure what other columns say: left out, and said so."""
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """For a field, their words (folded) and ours."""
    blanks: tuple[str, ...] = ()
    """What stands in a cell that is empty."""
    lacking: Mapping[str, str] = field(default_factory=dict)
    """For a field that the file may not have, what to press in the other program."""
    said: tuple[str, ...] = ()
    """What is derived or left out, a sentence each."""
    seen: tuple[str, ...] = ()
    """Headers of other columns that `taken` looks at: in its texts by the header as it is here.

    Each stays a custom field, with what `taken` leaves in it, or unneeded.
    """
    stand_ins: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Headers whose cell is taken for a field of ours where its own is empty; `seen` too."""
    carried: tuple[str, ...] = ()
    """Headers of fields whose empty cell means "as in the row above" within one `source_id`."""
    numbered: bool = False
    """Whether several rows share a `source_id`, as the lines of an invoice do."""
    lines: tuple[str, ...] = ()
    """Fields of ours that tell such rows apart: their numbers become INV-7/Design/1.

    The last part counts the rows that are alike.
    """
    added_up: bool = False
    """Whether rows of one day and source (campaign) are parts of one record, to be added up."""
    is_total: Rule | None = None
    """Whether a row (headers, cells) only sums up others."""
    is_group: Rule | None = None
    """Whether a row (headers, cells) only names the rows after it."""
    from_preamble: Callable[[Sequence[str]], Constants] | None = None
    """What the lines before the header say of every row."""
    from_headers: Callable[[Sequence[str]], Constants] | None = None
    """What the headers say of every row."""
    taken: Callable[[Texts], None] | None = None
    """Puts a row's texts right; raises `FieldErrors` where it is no such record."""
    remembering: Callable[[], Callable[[Texts], None]] | None = None
    """Makes what `taken` is, where a row is judged by those before it."""

    @property
    def title(self) -> str:
        """What the owner reads: Google Ads campaign report."""
        return f"{self.name} {self.sheet}"

    def columns_of(self, entity: str) -> Mapping[str, str]:
        """The columns of the records of one kind that the rows make."""
        return self.columns if entity == self.entity else self.side.get(entity, {})

    def fit(self, headers: Headers) -> tuple[int, int] | None:
        """How surely a table is this one: its marks, then its columns; None where it is not."""
        if any(headers.place(mark) is None for mark in self.marks):
            return None
        if any(headers.place(header) is not None for header in self.never):
            return None
        return len(self.marks), len(headers.places(self.columns))

    def makes(self, entity: str) -> bool:
        """Whether a row can become a record of an entity."""
        return entity == self.entity or entity in self.side

    def seen_places(self, headers: Headers) -> dict[str, int]:
        """The columns beside our fields whose cells belong to a row's texts, by their header."""
        taken = set(headers.places(self.columns).values())
        wanted = dict.fromkeys([*self.seen, *(h for hs in self.stand_ins.values() for h in hs)])
        places = {header: headers.place(header) for header in wanted}
        return {h: at for h, at in places.items() if at is not None and at not in taken}

    def settler(self) -> Callable[[Texts], None]:
        """What puts the rows of one reading of a file right, each in its turn.

        It raises `FieldErrors` for a row that is no such record.
        """
        return _Settler(self).settle


class _Settler:
    """Puts the texts of a file's rows right, one row after another."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._taken = program.remembering() if program.remembering else program.taken
        self._carried = [program.columns[header] for header in program.carried]
        self._above: Texts = {}
        self._often: Counter[str] = Counter()

    def settle(self, texts: Texts) -> None:
        program = self._program
        if program.blanks:
            for name, text in texts.items():
                if text in program.blanks:
                    texts[name] = ""
        if self._carried:
            self._carry(texts)
        for name, headers in program.stand_ins.items():
            if not texts.get(name):
                texts[name] = next((texts[h] for h in headers if texts.get(h)), "")
        if self._taken is not None:
            self._taken(texts)
        if program.numbered and texts.get("source_id"):
            self._number(texts)

    def _carry(self, texts: Texts) -> None:
        above = self._above
        if texts.get("source_id") in ("", None, above.get("source_id")):
            for name in self._carried:
                texts[name] = texts.get(name) or above.get(name, "")
        self._above = dict(texts)

    def _number(self, texts: Texts) -> None:
        what = " ".join(filter(None, (texts.get(name, "") for name in self._program.lines)))
        line = f"{texts['source_id']}/{fold(what)[:_KEPT_OF_A_LINE]}"
        self._often[line] += 1
        texts["source_id"] = f"{line}/{self._often[line]}"
