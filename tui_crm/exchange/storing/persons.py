"""Who a row of a file is about, where neither its number nor its content says.

A contact is known by its email, else by its phone number, else by its name at the same account;
an account by its web domain, else by its phone number, else by its name; a lead by its contact:
the contact's lead of the same day, else its newest open one. Case, accents, blanks and the way in
which a number or an address is written make no difference. One mark leads to one record or to
none: where several records have it, the name decides, and where that does not, nobody is meant.

A wrong match overwrites a person, and a missed one is merged later at a key. So in doubt it is
another one:
- an email of a desk (`info@`) and a phone number can be shared: the names have to be alike;
- a phone number or a name leads to nobody who has another email, unless, for the phone, the name
  is the same; a name alone to nobody who has another phone number;
- a domain that many share (`gmail.com`) says nothing;
- two rows of one file with the same email, or phone, but different names are two people.

Of two rows with the same email and the same name the later is about the same person. What was
merged into another record leads there.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from datetime import datetime

from tui_crm.exchange.storing.bulk import Bulk
from tui_crm.exchange.storing.known_people import Known, KnownPeople
from tui_crm.store.engine import Work
from tui_crm.store.entry import Value
from tui_crm.store.lookup import ID
from tui_crm.store.marks import (
    SHARED_HOSTS,
    are_alike,
    domain_of,
    email_spellings,
    is_shared_box,
    name_key,
)
from tui_crm.store.phones import phone_key


@dataclass(frozen=True, slots=True)
class Match:
    """A record of the book that a row is about, and by what it is known."""

    id: int
    by: str
    """`email`, `phone`, `domain` or `name`; `contact` for the lead of a contact that is known."""


@dataclass(frozen=True, slots=True)
class _Row:
    """What a row says of who it is about."""

    name: str
    email: str
    domain: str
    phone_key: str
    account: Value

    @property
    def is_nameless(self) -> bool:
        """Whether nothing but an address stands where the name should."""
        return not self.name or name_key(self.name) == name_key(self.email)

    def marks(self) -> list[Hashable]:
        """By what it can be known."""
        marks = [
            ("email", email_spellings(self.email)[0] if self.email else ""),
            ("domain", self.domain),
            ("phone", self.phone_key),
            ("name", name_key(self.name)),
        ]
        return [mark for mark in marks if mark[1]]


class Persons:
    """Finds the contacts, accounts and leads that rows are about, earlier rows of the file too."""

    def __init__(self, work: Work, bulk: Bulk) -> None:
        self._country = work.business["country"]
        self._zone = work.business.zone
        self._people = KnownPeople(work, bulk)
        self._newest = {table: self._people.newest(table) for table in ("contact", "account")}
        self._claimed: dict[tuple[str, int], str] = {}
        """The records of the book that earlier rows of the file are about, with their names."""

    def find(self, entity_name: str, values: Mapping[str, Value]) -> Match | None:
        """The contact, account or lead that a row with these values is about, where one is.

        A link may be given by name or by number. A lead may be asked for by its `contact` alone.
        """
        contact = values.get("contact")
        if entity_name == "lead" and isinstance(contact, int):
            self._people.expect([("lead of", contact)])
            found = self._people.lead_of(contact, None, any_stage=True)
            return Match(found[0], "contact") if found else None
        row = self._row(values)
        self._people.expect(row.marks())
        match = self._account(row) if entity_name == "account" else self._contact(row)
        return self._lead(match, values) if entity_name == "lead" and match else match

    def note(self, entity_name: str, number: int, values: Mapping[str, Value]) -> None:
        """A record that a row of this file made, or gave other values."""
        row = self._row(values)
        marks = row.marks()
        if entity_name == "lead":
            marks.append(("lead of", values.get("contact")))
        elif row.name:
            self._people.is_called(entity_name, number, row.name)
        self._people.remember(marks)

    def close(self) -> None:
        """Let go of what was kept for looking up."""
        self._people.close()

    def _row(self, values: Mapping[str, Value]) -> _Row:
        domain = domain_of(_text(values.get("domain")))
        return _Row(
            name=_text(values.get("name")),
            email=_text(values.get("email")),
            domain="" if domain in SHARED_HOSTS else domain,
            phone_key=phone_key(_text(values.get("phone")), self._country) or "",
            account=values.get("account"),
        )

    def _contact(self, row: _Row) -> Match | None:
        if row.email:
            having = self._people.with_email(row.email)
            if having:
                shared = is_shared_box(row.email)
                known = _one(row, having, lambda k: not shared or _is_alike(row, k))
                return self._claim("contact", row, known, "email")
        if row.phone_key:
            having = self._people.with_phone("contact", row.phone_key)
            known = _one(row, having, lambda k: _is_alike(row, k) and _is_reached_alike(row, k))
            if known is not None:
                return self._claim("contact", row, known, "phone")
        if not row.name:
            return None
        called = self._people.with_name("contact", row.name)
        if row.account:
            called = [known for known in called if _is_at(known, row.account)]
        known = called[0] if len(called) == 1 else None
        if known is None or _contradicts(row, known, phone=not row.account):
            return None
        return self._claim("contact", row, known, "name")

    def _account(self, row: _Row) -> Match | None:
        if row.domain:
            known = _one(row, self._people.with_domain(row.domain), lambda _: True)
            if known is not None:
                return self._claim("account", row, known, "domain")
        if row.phone_key:
            having = self._people.with_phone("account", row.phone_key)
            known = _one(row, having, lambda k: _is_alike(row, k) and not _is_elsewhere(row, k))
            if known is not None:
                return self._claim("account", row, known, "phone")
        called = self._people.with_name("account", row.name) if row.name else []
        return self._claim("account", row, called[0], "name") if len(called) == 1 else None

    def _lead(self, contact: Match, values: Mapping[str, Value]) -> Match | None:
        """The lead of a contact; by name alone only where no other company stands there."""
        created = values.get("created_at")
        on = None
        if isinstance(created, datetime):
            on = created.astimezone(self._zone).date().isoformat()
        found = self._people.lead_of(contact.id, on, any_stage=False)
        if found is None:
            return None
        number, company = found
        theirs = _text(values.get("company"))
        if contact.by == "name" and company and theirs and not are_alike(company, theirs):
            return None
        return Match(number, contact.by)

    def _claim(self, table: str, row: _Row, known: Known | None, by: str) -> Match | None:
        """A record that was found, unless another row of the file is about it by another name."""
        if known is None:
            return None
        is_new = known.id > self._newest[table]
        claimed = known.name if is_new else self._claimed.setdefault((table, known.id), row.name)
        if not self._is_same_name(table, row, claimed):
            return None
        if name_key(known.name) != name_key(row.name):
            self._people.is_called(table, known.id, row.name)
        return Match(known.id, by)

    def _is_same_name(self, table: str, row: _Row, other: str) -> bool:
        if row.is_nameless or name_key(other) in (name_key(row.name), name_key(row.email)):
            return True
        return table == "account" and are_alike(row.name, other)


def _one(row: _Row, having: list[Known], agrees: Callable[[Known], bool]) -> Known | None:
    """The one record that has a mark and agrees; of several the one of the same name."""
    if len(having) > 1:
        having = [known for known in having if name_key(known.name) == name_key(row.name)]
    return having[0] if len(having) == 1 and agrees(having[0]) else None


def _is_alike(row: _Row, known: Known) -> bool:
    return row.is_nameless or known.name == known.email or are_alike(row.name, known.name)


def _is_reached_alike(row: _Row, known: Known) -> bool:
    """Whether nothing speaks against one person: another email does, but for the same name."""
    return not _contradicts(row, known, phone=False) or name_key(row.name) == name_key(known.name)


def _contradicts(row: _Row, known: Known, *, phone: bool) -> bool:
    """Whether a record has another email than the row, or another phone where that counts."""
    if row.email and known.email:
        return not set(email_spellings(row.email)) & set(email_spellings(known.email))
    return phone and bool(row.phone_key and known.phone_key and row.phone_key != known.phone_key)


def _is_elsewhere(row: _Row, known: Known) -> bool:
    domain = domain_of(known.domain or "")
    return bool(row.domain and domain and domain not in SHARED_HOSTS and domain != row.domain)


def _is_at(known: Known, account: Value) -> bool:
    """Whether a contact is at an account that is given by number, by `id:7` or by name."""
    if known.account_id is None:
        return False
    if isinstance(account, int):
        return known.account_id == account
    if named := ID.fullmatch(str(account)):
        return known.account_id == int(named[1])
    return known.account is not None and name_key(known.account) == name_key(str(account))


def _text(value: Value) -> str:
    return value.strip() if isinstance(value, str) else ""
