"""What a row of a file is if it is no record: a sum, a footer, a comment or another header."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from tui_crm.text import fold

_TOTALS = (
    "total", "totals", "grand total", "grand totals", "overall total", "overall",
    "sum", "sums", "subtotal", "sub total",
    "summe", "gesamt", "gesamtsumme", "insgesamt", "zwischensumme", "endsumme",
    "total général", "sous total", "somme", "total geral", "total general", "suma", "suma total",
    "totale", "totale generale", "somma", "totaal", "totalen", "eindtotaal", "subtotaal",
    "totalt", "summa", "sammanlagt", "i alt", "yhteensä",
    "razem", "łącznie", "celkem", "součet", "spolu", "összesen", "végösszeg", "toplam",
    "genel toplam", "ukupno", "skupaj", "iš viso", "kopā", "kokku",
    "итого", "всего", "общий итог", "разом", "всього", "общо", "σύνολο", "γενικό σύνολο",
    "合計", "総計", "小計", "合计", "总计", "小计", "합계", "총계", "소계",
)  # fmt: skip
"""What a row that sums up others is called, as its programs spell it."""

_FOOTERS = (
    "generated", "exported", "report generated", "report date", "report run", "downloaded",
    "printed", "run date", "created on", "created at", "as of", "accrual basis", "cash basis",
    "erstellt", "exportiert", "généré", "exporté", "generado", "exportado", "generato",
    "esportato", "gegenereerd", "gerado",
)  # fmt: skip
"""What a line below a table begins with that says when and how it was made."""

SUSPECT = frozenset(
    beginning
    for phrase in (*_TOTALS, *_FOOTERS)
    for letters in (phrase[:3], fold(phrase)[:3])
    for beginning in (letters, letters.upper(), letters.capitalize())
)
"""The first three letters of rows that may be no records; of no other row more is asked."""
BELOW = "$"
"""Rows that may be no records begin with a sign below this one: a blank, a # or nothing."""
MANY_COLUMNS = 3

_TOTAL = frozenset(fold(label) for label in _TOTALS)
_FOOTER = re.compile(rf"(?:{'|'.join(map(fold, _FOOTERS))})\b")
_BASIS = re.compile(r"(?:accrual|cash) basis$")
_MOMENT = re.compile(r"\d{4}|\d{1,2}[-:./]\d{2}")
_PREFIXES = ("total for ", "totals for ", "subtotal for ")
_RECORD = re.compile(
    r"""
    [^\W\d_]{4,} | @
    | \d{1,4}[-/.]\d{1,2}[-/.]\d{2,4}(?!\d)
    | ^(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$
    | ^\d{1,2}[-\s/.]\s?[^\W\d_]{3}[-\s/.,]+\d{2,4}\b | ^[^\W\d_]{3}\.?\s\d{1,2},?\s\d{4}\b
    | ^\+\d(?:[-\s()/]*\d){7,}$ | \d[-/)]\s?\d{3}
    """,
    re.VERBOSE,
)
"""A name, an address, a day or a phone number: what a sum does not have."""
_DIGIT = re.compile(r"\d")
_LETTER = re.compile(r"[^\W\d_]")
_LINE_END = re.compile(r"\r\n?|\n")


def sums_up(cells: Sequence[str]) -> bool:
    """Whether a row is called a total and has figures only, no name, day or address of its own."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    if not filled or not _is_total_label(filled[0]):
        return False
    return any(map(_DIGIT.search, filled[1:])) and not any(map(_of_a_record, filled[1:]))


def is_footer(cells: Sequence[str], width: int) -> bool:
    """Whether a row is a line of text below a table: when it was made, and how."""
    if width < MANY_COLUMNS:
        return False
    filled = [cell.strip("\0\x1a \t\xa0") for cell in cells]
    filled = [cell for cell in filled if cell]
    if len(cells) == 1:
        return not filled or len(filled[0].split()) > 1
    if len(filled) != 1:
        return False
    text = " ".join(fold(filled[0]).split())
    dated = _FOOTER.match(text) and _MOMENT.search(text)
    return bool(dated or _BASIS.match(text))


def is_comment(cells: Sequence[str], width: int) -> bool:
    """Whether a row is a remark and no record: an order may well be called #1001."""
    first = cells[0].lstrip()
    if width == 1 or not first.startswith("#"):
        return False
    if len(cells) == width and any(map(str.strip, cells[1:])):
        return False
    return len(cells) == 1 or first[1:2] in ("", " ", "#", "-", "=")


def is_other_header(
    cells: Sequence[str], width: int, knows: Callable[[Sequence[str]], int]
) -> bool:
    """Whether a row below a blank line is the header of another table."""
    filled = [cell for cell in cells if cell.strip()]
    if not filled or not all(map(_LETTER.search, filled)):
        return False
    known = knows(cells)
    return known * 2 >= len(filled) and (known > 1 or (known == 1 and len(cells) != width))


def lines_of(cells: Sequence[str]) -> int:
    """How many physical lines a row takes."""
    return 1 + sum(len(_LINE_END.findall(cell)) for cell in cells)


def _is_total_label(label: str) -> bool:
    folded = " ".join(fold(label).replace("-", " ").split())
    if folded.startswith(_PREFIXES):
        return True
    return folded.partition(":")[0].rstrip() in _TOTAL


def _of_a_record(cell: str) -> bool:
    """Whether a cell says more than how much, in which currency."""
    if len(cell) > 2 and cell.isalpha() and not cell.isupper():
        return True
    return _RECORD.search(cell) is not None
