"""By what people and companies are known again: email, web domain, name."""

from __future__ import annotations

import re

from tui_crm.text import fold

SHARED_HOSTS = frozenset(
    {
        "gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "msn.com",
        "yahoo.com", "ymail.com", "aol.com", "icloud.com", "me.com", "mac.com", "proton.me",
        "protonmail.com", "gmx.de", "gmx.net", "gmx.at", "gmx.ch", "web.de", "t-online.de",
        "freenet.de", "orange.fr", "wanadoo.fr", "free.fr", "laposte.net", "libero.it",
        "mail.ru", "yandex.ru", "qq.com", "163.com", "facebook.com", "instagram.com",
        "linkedin.com", "twitter.com", "x.com", "youtube.com", "tiktok.com", "linktr.ee",
        "etsy.com", "wordpress.com", "blogspot.com", "wixsite.com",
    }
)  # fmt: skip
"""Hosts that many share: nobody is known by them."""

SHARED_BOXES = frozenset(
    {
        "info", "office", "mail", "contact", "kontakt", "contacto", "hello", "hallo", "hi",
        "sales", "service", "support", "team", "admin", "reception", "rezeption", "post",
        "accounts", "accounting", "billing", "buchhaltung", "invoice", "rechnung", "shop",
    }
)  # fmt: skip
"""The parts before the @ that belong to a desk, not to a person."""

_HOST = re.compile(
    r"^(?:[a-z][a-z0-9+.-]*://|//|mailto:)?(?:[^/@]*@)?(?:www\.)?([^/:?#\s]+)", re.IGNORECASE
)
_WORD = re.compile(r"\w+")
_ASCII_LOWER = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")


def email_spellings(email: str) -> tuple[str, ...]:
    """An email as an index of the database may hold it, which lowers plain letters only."""
    text = email.strip()
    spellings = (text, text.lower(), text.upper())
    return tuple(dict.fromkeys(spelling.translate(_ASCII_LOWER) for spelling in spellings))


def is_shared_box(email: str) -> bool:
    """Whether an email is a desk's, so that several people may have it."""
    return fold(email.strip().partition("@")[0]) in SHARED_BOXES


def domain_of(address: str) -> str:
    """The host of a web address or a domain, without `www.`, in small letters."""
    found = _HOST.match(address.strip())
    return found[1].lower().rstrip(".") if found else ""


def domain_spellings(domain: str) -> tuple[str, ...]:
    """A host in the spellings that people type for a company's domain, in small letters."""
    hosts = (domain, f"www.{domain}")
    schemes = ("", "https://", "http://")
    return tuple(
        f"{scheme}{host}{end}" for host in hosts for scheme in schemes for end in ("", "/")
    )


def name_key(name: str) -> str:
    """A name without what spellings differ in: case, accents, blanks."""
    return " ".join(fold(name).split())


def are_alike(one: str, other: str) -> bool:
    """Whether two names can be one person's or company's: shortened, turned round or mistyped.

    `Anna Berg` is like `Berg, Anna`, `A. Berg`, `Anna Maria Berg` and `Ana Berg`, not like
    `Otto Berg`.
    """
    mine, theirs = set(_WORD.findall(fold(one))), set(_WORD.findall(fold(other)))
    if not mine or not theirs:
        return False
    if mine <= theirs or theirs <= mine:
        return True
    fewer, more = sorted((mine - theirs, theirs - mine), key=len)
    return bool(mine & theirs) and all(any(_is_short_for(a, b) for b in more) for a in fewer)


def is_one_slip_apart(one: str, other: str) -> bool:
    """Whether two texts are the same but for one letter: less, more, another, or two swapped."""
    if abs(len(one) - len(other)) > 1:
        return False
    at = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    if at is None:
        return True
    rest, other_rest = one[at:], other[at:]
    return (
        rest[1:] == other_rest[1:]
        or rest[1:] == other_rest
        or rest == other_rest[1:]
        or (rest[:2] == other_rest[:2][::-1] and rest[2:] == other_rest[2:])
    )


def _is_short_for(one: str, other: str) -> bool:
    """Whether a word is the beginning of another, or the same but for a slip."""
    if one.startswith(other) or other.startswith(one):
        return True
    return min(len(one), len(other)) > 2 and is_one_slip_apart(one, other)
