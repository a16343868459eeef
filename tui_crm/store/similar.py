"""Records that may be about the same person or company: of one that is typed, and in the book."""

from __future__ import annotations

import sqlite3
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from sqlalchemy import Connection, text

from tui_crm.store.engine import raw_of
from tui_crm.store.marks import (
    SHARED_HOSTS,
    are_alike,
    domain_of,
    domain_spellings,
    email_spellings,
    is_one_slip_apart,
    name_key,
)
from tui_crm.store.phones import phone_key
from tui_crm.text import fold

ENTITIES_ALIKE = ("contact", "account", "lead")
"""Of what two records can be about the same."""

MOST = 8
"""How many similar records are worth being named."""

BEGINNING = 3
"""The letters by which names are looked up: a slip within them is not found."""

LOOKED_THROUGH = 400
"""Names with the same beginning that are compared with one that is typed."""


@dataclass(frozen=True, slots=True)
class Similar:
    """A record that may be about the same, and why."""

    id: int
    label: str
    """What people call it, with its email, domain or company behind it."""
    why: str
    """`same email`, `same phone`, `same domain`, `same name` or `similar name`."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records that may be about the same, the older one first."""

    one: Similar
    other: Similar


def similar(
    connection: Connection, entity: str, values: Mapping[str, str], without: int | None = None
) -> list[Similar]:
    """The records like one that is typed, or stored as `without`; the surest first.

    The values are texts by field. Leads are those of the contacts that are like it, the newest of
    each. No table is read through, however many records there are: a book of a million answers as
    fast as one of ten.
    """
    table = "account" if entity == "account" else "contact"
    country = connection.execute(_COUNTRY).scalar() or ""
    found: dict[int, str] = {}
    for why, numbers in _marked(connection, table, values, country):
        for number in numbers:
            found.setdefault(number, why)
    if entity == "lead":
        return _leads_of(connection, found, without)
    found.pop(without or 0, None)
    return _labelled(connection, entity, dict(list(found.items())[:MOST]))


def pairs(connection: Connection, entity: str, limit: int = 100) -> list[Pair]:
    """The records of the book that may be about the same as an older one, the surest first.

    They have an email, a phone number, a domain or a name in common. Those that share only a phone
    number have names that are alike, those that share only a name no two different emails. Of
    leads: two open ones of one contact, or of two with the same email or phone number.
    """
    found: dict[tuple[int, int], str] = {}
    for why, query in _PAIRS[entity]:
        for one, other, name, others_name in connection.execute(text(query)):
            if len(found) >= limit:
                break
            # A number is shared by a family or a company: their names tell them apart.
            if why != "same phone" or are_alike(name, others_name):
                found.setdefault((min(one, other), max(one, other)), why)
    numbers = {number for pair in found for number in pair}
    labels = {s.id: s.label for s in _labelled(connection, entity, dict.fromkeys(numbers, ""))}
    return [
        Pair(Similar(one, labels[one], why), Similar(other, labels[other], why))
        for (one, other), why in found.items()
    ]


def _marked(
    connection: Connection, table: str, values: Mapping[str, str], country: str
) -> Iterator[tuple[str, Sequence[int]]]:
    """The numbers of records that share a mark with the values, by the mark."""
    if table == "contact" and "@" in (email := values.get("email", "").strip()):
        yield "same email", _having(connection, table, "lower(email)", email_spellings(email))
    if table == "account":
        domain = domain_of(values.get("domain", ""))
        if domain and domain not in SHARED_HOSTS:
            spellings = domain_spellings(domain)
            yield "same domain", _having(connection, table, "lower(domain)", spellings)
    if key := phone_key(values.get("phone", ""), country):
        yield "same phone", _having(connection, table, "phone_key", (key,))
    if name := name_key(values.get("name", "")):
        same, near = _called_alike(connection, table, values["name"], name)
        yield "same name", same
        yield "similar name", near


def _having(
    connection: Connection, table: str, column: str, values: Sequence[str]
) -> Sequence[int]:
    named = {f"v{at}": value for at, value in enumerate(values)}
    places = ", ".join(f":{name}" for name in named)
    query = f"SELECT id FROM {table} WHERE {column} IN ({places}) ORDER BY id LIMIT {MOST}"
    return list(connection.execute(text(query), named).scalars())


def _called_alike(
    connection: Connection, table: str, typed: str, name: str
) -> tuple[list[int], list[int]]:
    """The records of the same name, and those whose name is that but for a slip or its order."""
    turned = sorted(_words(name))
    same: list[int] = []
    near: list[int] = []
    for number, other in _candidates(raw_of(connection), table, _words(typed)):
        key = name_key(other)
        if key == name:
            same.append(number)
        elif len(turned) > 1 and (is_one_slip_apart(key, name) or sorted(_words(key)) == turned):
            near.append(number)
    return same[:MOST], near[:MOST]


def _candidates(
    raw: sqlite3.Connection, table: str, words: Sequence[str]
) -> Iterable[tuple[int, str]]:
    """Records whose name is the typed one, that turned round, or begins as it does.

    The longer the beginning in common, the sooner it is looked up: the limits cut off the least
    likely.
    """
    whole = " ".join(words)
    orders = {whole, " ".join([*words[1:], *words[:1]]), " ".join([*words[-1:], *words[:-1]])}
    spelled = [spelling for order in orders for spelling in _spellings(order, len(order))]
    orders_marks = ", ".join("?" * len(spelled))
    query = f"SELECT id, name FROM {table} WHERE name IN ({orders_marks}) LIMIT {LOOKED_THROUGH}"
    found: dict[int, str] = dict(raw.execute(query, spelled).fetchall())
    for letters in sorted({len(whole) * 3 // 4, len(whole) // 2, BEGINNING}, reverse=True):
        if letters >= BEGINNING:
            found.update(_beginning(raw, table, whole[:letters]))
    return found.items()


def _beginning(raw: sqlite3.Connection, table: str, beginning: str) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = []
    query = f"SELECT id, name FROM {table} WHERE name >= ? AND name < ? LIMIT ?"
    for low in _spellings(beginning, BEGINNING):
        left = LOOKED_THROUGH - len(found)
        if left <= 0:
            break
        found += raw.execute(query, (low, low + "\U0010ffff", left)).fetchall()
    return found


def _spellings(name: str, letters: int) -> list[str]:
    """How else a name may be written: in other case, or with one accent among its first letters.

    SQLite compares names letter by letter, so that each spelling is looked up by itself.
    """
    plain = fold(name)
    bases = [name, plain]
    for at, letter in enumerate(plain[:letters]):
        others = _accented().get(letter, "")
        bases += [plain[:at] + accented + plain[at + 1 :] for accented in others]
    cased = (form for base in bases for form in (base, base.title(), base.lower(), base.upper()))
    return list(dict.fromkeys(cased))


@cache
def _accented() -> Mapping[str, str]:
    """The letters with accents of Western and Central Europe, by the letter that they fold to."""
    found: dict[str, str] = {}
    for code in range(0xC0, 0x180):
        letter = chr(code)
        base = fold(letter)
        if letter.islower() and len(base) == 1 and unicodedata.category(letter) == "Ll":
            found[base] = found.get(base, "") + letter
    return found


def _words(name: str) -> list[str]:
    return [word for word in name.replace(",", " ").split() if word]


def _leads_of(
    connection: Connection, contacts: Mapping[int, str], without: int | None
) -> list[Similar]:
    """The newest lead of each contact, duplicates aside."""
    found: dict[int, str] = {}
    query = text(
        "SELECT id FROM lead WHERE contact_id = :contact AND duplicate_of_id IS NULL "
        "AND id IS NOT :without ORDER BY id DESC LIMIT 1"
    )
    for contact, why in contacts.items():
        asked = {"contact": contact, "without": without}
        if (number := connection.execute(query, asked).scalar()) is not None:
            found[number] = why
    return _labelled(connection, "lead", dict(list(found.items())[:MOST]))


def _labelled(connection: Connection, entity: str, found: Mapping[int, str]) -> list[Similar]:
    """Records with what people call them, in the order that they were found in."""
    query = text(_LABELS[entity])
    labelled = []
    for number, why in found.items():
        name, beside = connection.execute(query, {"id": number}).one()
        labelled.append(Similar(number, f"{name} ({beside})" if beside else str(name), why))
    return labelled


_COUNTRY = text("SELECT value FROM setting WHERE key = 'country'")
_LABELS = {
    "contact": (
        "SELECT c.name, coalesce(c.email, c.phone, a.name) FROM contact AS c "
        "LEFT JOIN account AS a ON a.id = c.account_id WHERE c.id = :id"
    ),
    "account": "SELECT name, coalesce(domain, phone) FROM account WHERE id = :id",
    "lead": (
        "SELECT c.name, coalesce(c.email, c.phone, l.company) FROM lead AS l "
        "JOIN contact AS c ON c.id = l.contact_id WHERE l.id = :id"
    ),
}

_SHARED = ", ".join(f"'{host}'" for host in sorted(SHARED_HOSTS))


def _sharing(table: str, key: str, among: str, also: str = "1") -> str:
    """Each record that shares a key with an older one, beside the oldest that does."""
    return (
        f"WITH keyed AS (SELECT *, {key} AS mark FROM {table} WHERE {among}), "
        "firsts AS (SELECT mark, min(id) AS id FROM keyed GROUP BY mark HAVING count(*) > 1) "
        "SELECT one.id, other.id, one.name, other.name FROM firsts "
        f"JOIN {table} AS one ON one.id = firsts.id JOIN keyed AS other USING (mark) "
        f"WHERE other.id > one.id AND {also} ORDER BY one.id, other.id"
    )


_OPEN = (
    "{0}.stage IN ('new', 'working', 'mql', 'offered') AND {0}.duplicate_of_id IS NULL "
    "AND NOT {0}.invalid"
)


def _leads_sharing(contacts: str) -> str:
    return (
        f"SELECT l.id, m.id, c.name, d.name FROM contact AS c JOIN contact AS d ON {contacts} "
        "JOIN lead AS l ON l.contact_id = c.id JOIN lead AS m ON m.contact_id = d.id "
        f"WHERE (d.id > c.id OR m.id > l.id) AND {_OPEN.format('l')} AND {_OPEN.format('m')} "
        "ORDER BY l.id, m.id"
    )


_PAIRS = {
    "contact": (
        ("same email", _sharing("contact", "lower(email)", "email IS NOT NULL")),
        ("same phone", _sharing("contact", "phone_key", "phone_key IS NOT NULL")),
        ("same name", _sharing("contact", "fold(name)", "1",
                               "(one.email IS NULL OR other.email IS NULL)")),
    ),
    "account": (
        ("same domain", _sharing("account", "lower(domain)",
                                 f"domain IS NOT NULL AND lower(domain) NOT IN ({_SHARED})")),
        ("same phone", _sharing("account", "phone_key", "phone_key IS NOT NULL")),
        ("same name", _sharing("account", "fold(name)", "1")),
    ),
    "lead": (
        ("same contact", _leads_sharing("d.id = c.id")),
        ("same email", _leads_sharing("d.id > c.id AND lower(d.email) = lower(c.email)")),
        ("same phone", _leads_sharing("d.id > c.id AND d.phone_key = c.phone_key")),
    ),
}  # fmt: skip
"""By which marks pairs are found, the surest first, each with its query."""
