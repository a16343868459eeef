"""How files write numbers and amounts: marks, groups of digits, signs of currencies, brackets."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from tui_crm import money
from tui_crm.money import DecimalMark
from tui_crm.text import quoted

MARKS: tuple[DecimalMark, ...] = (".", ",")

NOTHING = frozenset({"-", "--", "---", "−", "–", "—", "n/a", "N/A"})
"""What other programs write where there is no number and no date."""

LONGEST = 60
"""Characters that a number of a file may have."""

# Zeros stay: no group of digits begins with one, and decimals of nothing but zeros are none.
FORMS = str.maketrans("12345678", "99999999")
"""Makes the form of a number out of it: what it means under a mark depends on that alone."""

NO_DIGIT = re.compile("[^0-9\n]+")
"""What is left out of lines of numbers so that their digits stay."""

# Where a sign is of several countries, but of one that all others would write in another way.
_ALONE = {"£": "GBP", "₩": "KRW"}

_BLANKS = re.compile("[\u00a0\u2000-\u200a\u202f\u205f\u3000]")
_CURRENCY = r"[^\W\d_]+\.(?=[ ])|(?:[^\W\d_]{1,3}[ ]?)?[^\w\s.,'’()+%−-]|[^\W\d_]+\$?"
_WRITTEN = re.compile(
    rf"""
    (?P<sign>[-+−])?[ ]?
    (?P<before>{_CURRENCY})?[ ]?
    (?P<inner_sign>[-+−])?[ ]?
    (?P<body>[0-9.,](?:[0-9.,'’ ]*[0-9.,])?)[ ]?
    (?P<last_sign>[-−])?[ ]?
    (?P<percent>%)?
    (?P<after>{_CURRENCY}|[^\W\d_]+\.)?[ ]?
    (?P<very_last_sign>[-−])?
    """,
    re.VERBOSE,
)
_BRACKETS = re.compile(r"([^()0-9]*)\(([^()]*[0-9][^()]*)\)([^()0-9]*)")
# The last is how India writes lakhs and crores; nobody does with points.
_WHOLES = {
    ".": r"[1-9][0-9]{0,2}(?P<gap>[,'’ ])[0-9]{3}(?:(?P=gap)[0-9]{3})*"
    r"|[1-9][0-9]?(?:,[0-9]{2})+,[0-9]{3}",
    ",": r"[1-9][0-9]{0,2}(?P<gap>[.'’ ])[0-9]{3}(?:(?P=gap)[0-9]{3})*",
}
_BODIES = {
    mark: re.compile(rf"(?P<whole>[0-9]+|{whole}|)(?:[{mark}](?P<decimals>[0-9]+))?")
    for mark, whole in _WHOLES.items()
}
_SIGNS = ("sign", "inner_sign", "last_sign", "very_last_sign")
_EXPONENT = re.compile(r"[-+]?[0-9.,]+\s?e[-+]?[0-9]+", re.IGNORECASE)
_NO_NUMBER = frozenset({"nan", "inf", "infinity", "-inf", "-infinity", "+inf"})


@dataclass(frozen=True, slots=True)
class WrittenNumber:
    """A number as it stands in a file, before it is settled which mark is before its decimals."""

    plain: Mapping[DecimalMark, str]
    """As a plain decimal under each mark; it is no number under a mark that is missing."""
    signs: tuple[str, ...] = ()
    """What says which currency it is in, as it is written."""
    percent: bool = False


def written_number(text: str) -> WrittenNumber:
    """What a number of a file can mean; raises ValueError with a sentence where it is none."""
    bracketed = _BRACKETS.fullmatch(text)
    bare = _BLANKS.sub(" ", "".join(bracketed.groups()).strip() if bracketed else text)
    found = _WRITTEN.fullmatch(bare) if len(text) <= LONGEST else None
    minuses = [found[name] for name in _SIGNS if found[name]] if found else []
    if found is None or _is_glued(found) or len(minuses) + bool(bracketed) > 1:
        raise ValueError(_no_number(text))
    negative = bracketed or minuses not in ([], ["+"])
    plain: dict[DecimalMark, str] = {}
    for mark in MARKS:
        body = _BODIES[mark].fullmatch(found["body"])
        if body is not None and (body["whole"] or body["decimals"]):
            whole = re.sub("[^0-9]", "", body["whole"]) or "0"
            decimals = f".{body['decimals']}" if body["decimals"] else ""
            plain[mark] = f"{'-' if negative else ''}{whole}{decimals}"
    if not plain:
        raise ValueError(_no_number(text))
    signs = tuple(sign.strip() for sign in (found["before"], found["after"]) if sign)
    return WrittenNumber(plain, signs, bool(found["percent"]))


def as_whole(plain: str) -> str | None:
    """A plain decimal as a whole number; None where it is none."""
    whole, _, decimals = plain.partition(".")
    return None if decimals.strip("0") else whole


def currencies_meant(signs: tuple[str, ...]) -> tuple[str, ...]:
    """The currencies that all signs of an amount allow, the likeliest first."""
    meanings = [money.meant_by(sign.replace(" ", "")) for sign in signs]
    first, *others = meanings or [()]
    return tuple(code for code in first if all(code in other for other in others))


def currency_named(text: str, likely: str) -> str:
    """The currency that a cell of its own names by code or sign; empty where that is not clear."""
    if money.known(text):
        return text
    meant = money.meant_by(text)
    if likely in meant:
        return likely
    return _ALONE.get(text, meant[0] if len(meant) == 1 else "")


def currency_meant(text: str, signs: tuple[str, ...], currency: str) -> str:
    """The currency of an amount by its signs, `currency` where they allow it.

    Raises ValueError with a sentence where they mean none, or do not say which.
    """
    meant = currencies_meant(signs)
    if currency in meant:
        return currency
    if not meant:
        raise ValueError(f"{quoted(text)} is not an amount: {quoted(signs[0])} is no currency")
    alone = [_ALONE[sign] for sign in signs if sign in _ALONE]
    if len(meant) > 1 and not alone:
        raise ValueError(f"{quoted(text)} may be in {', '.join(meant[:3])}: say which currency")
    return alone[0] if alone else meant[0]


def is_unclear(signs: tuple[str, ...], currency: str) -> bool:
    """Whether signs leave open which currency is meant."""
    meant = currencies_meant(signs)
    return len(meant) > 1 and currency not in meant and not any(sign in _ALONE for sign in signs)


def misfit(text: str, mark: DecimalMark) -> str:
    """The sentence for a number whose decimals would stand after the other mark."""
    example = "1,234.50" if mark == "." else "1.234,50"
    return (
        f"{quoted(text)} does not fit its column: {quoted(mark)} stands before the decimals and "
        f"groups have three digits, as in {example}"
    )


def _is_glued(found: re.Match[str]) -> bool:
    """Whether a mark behind letters could be theirs or the number's: Fr.50."""
    before = found["before"]
    return (
        bool(before)
        and before[-1].isalpha()
        and found["body"][0] in ".,"
        and (found.end("before") == found.start("body"))
    )


def _no_number(text: str) -> str:
    told = quoted(text)
    if any(letter.isdigit() and not letter.isascii() for letter in text):
        return f"{told} is not a plain number: write it with the digits 0 to 9"
    if _EXPONENT.fullmatch(text):
        return f"{told} is not a plain number: it was cut short by a spreadsheet, write all digits"
    if text.lower() in _NO_NUMBER:
        return f"{told} is not a number: leave the cell empty where there is none"
    return f"{told} is not a plain number: write 1234.50"
