"""The people and companies of a book, looked up by one mark at a time, new rows of a file too."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass

from tui_crm.exchange.storing.bulk import Bulk, raw_connection
from tui_crm.store.engine import Work
from tui_crm.store.marks import domain_of, domain_spellings, email_spellings, name_key
from tui_crm.store.merged import Mark, any_merged, merged_into

MANY = 50
"""More records with one mark than these are not told apart by anything."""

REMEMBERED = 20_000
"""Marks of rows that may still wait to be written."""

_QUERIES = {
    "contact": (
        "SELECT t.id, t.name, t.email, NULL, t.phone_key, t.account_id, a.name "
        "FROM contact AS t LEFT JOIN account AS a ON a.id = t.account_id WHERE {} LIMIT {}"
    ),
    "account": (
        "SELECT t.id, t.name, NULL, t.domain, t.phone_key, NULL, NULL "
        "FROM account AS t WHERE {} LIMIT {}"
    ),
}


@dataclass(frozen=True, slots=True)
class Known:
    """A contact or an account of the book, by what it is known."""

    id: int
    name: str
    email: str | None
    domain: str | None
    phone_key: str | None
    account_id: int | None
    account: str | None


class KnownPeople:
    """Finds records by indexes of the database; by folded name through one of its own.

    That one is made at the first need: a temporary table of numbers, a few bytes a record.
    """

    def __init__(self, work: Work, bulk: Bulk) -> None:
        self._bulk = bulk
        self._raw = raw_connection(work)
        self._raw.create_function("name_mark", 1, _name_mark, deterministic=True)
        self._any_merged = any_merged(self._raw)
        self._waiting: set[Hashable] = set()
        self._named_up_to: dict[str, int] = {}
        """How far the records of a table are in its index of names."""

    def remember(self, marks: Collection[Hashable]) -> None:
        """Marks of a new row, which may not be written yet."""
        self._waiting.update(marks)
        if len(self._waiting) > REMEMBERED:
            self._write()

    def expect(self, marks: Collection[Hashable]) -> None:
        """Have new rows written that may have one of these marks."""
        if not self._waiting.isdisjoint(marks):
            self._write()

    def with_email(self, email: str) -> list[Known]:
        """The contacts with an email, or the one that such a contact was merged into."""
        spellings = email_spellings(email)
        places = ", ".join("?" * len(spellings))
        found = self._found("contact", f"lower(t.email) IN ({places})", spellings)
        return found or self._merged("contact", "email", spellings[0])

    def with_domain(self, domain: str) -> list[Known]:
        """The accounts with a domain, or the one that such an account was merged into."""
        spellings = domain_spellings(domain)
        places = ", ".join("?" * len(spellings))
        found = self._found("account", f"lower(t.domain) IN ({places})", spellings)
        return [known for known in found if domain_of(known.domain or "") == domain] or (
            self._merged("account", "domain", domain)
        )

    def with_phone(self, table: str, key: str) -> list[Known]:
        """The records with a phone number, or the one that such a record was merged into."""
        return self._found(table, "t.phone_key = ?", (key,)) or self._merged(table, "phone", key)

    def with_name(self, table: str, name: str) -> list[Known]:
        """The records with a folded name; an account also by the name of one merged into it."""
        self._catch_up(table)
        among = f"t.id IN (SELECT id FROM temp.named_{table} WHERE mark = ?)"
        found = self._found(table, among, (_name_mark(name),))
        key = name_key(name)
        same = [known for known in found if name_key(known.name) == key]
        return same or (self._merged(table, "name", key) if table == "account" else [])

    def is_called(self, table: str, number: int, name: str) -> None:
        """A record may have got another name since."""
        if table in self._named_up_to:
            query = f"INSERT OR IGNORE INTO temp.named_{table} VALUES (?, ?)"
            self._raw.execute(query, (_name_mark(name), number))

    def newest(self, table: str) -> int:
        """The highest number that a record of a table has."""
        query = f"SELECT coalesce(max(id), 0) FROM {table}"
        return int(self._raw.execute(query).fetchone()[0])

    def lead_of(
        self, contact_id: int, on: str | None, *, any_stage: bool
    ) -> tuple[int, str] | None:
        """The lead of a contact and its company: that of a day, else the newest open one.

        With `any_stage` the newest of all, where none is open.
        """
        open_first = (
            "SELECT id, coalesce(company, ''), local_day IS ?1, stage IN "
            "('new', 'working', 'mql', 'offered') FROM lead "
            "WHERE contact_id = ?2 AND duplicate_of_id IS NULL AND NOT invalid "
            "ORDER BY 3 DESC, 4 DESC, id DESC LIMIT 1"
        )
        found = self._raw.execute(open_first, (on, contact_id)).fetchone()
        if found is None or not (found[2] or found[3] or any_stage):
            return None
        return found[0], found[1]

    def close(self) -> None:
        """Let go of the indexes of names."""
        for table in self._named_up_to:
            self._raw.execute(f"DROP TABLE temp.named_{table}")
        self._named_up_to.clear()

    def _found(self, table: str, asked: str, values: Sequence[object]) -> list[Known]:
        query = _QUERIES[table].format(asked, MANY)
        return [Known(*row) for row in self._raw.execute(query, values)]

    def _merged(self, table: str, mark: Mark, value: str) -> list[Known]:
        if not self._any_merged:
            return []
        number = merged_into(self._raw, table, mark, value)
        return [] if number is None else self._found(table, "t.id = ?", (number,))

    def _write(self) -> None:
        self._bulk.flush()
        self._waiting.clear()

    def _catch_up(self, table: str) -> None:
        """Bring the index of names up to what is written of a table."""
        if table not in self._named_up_to:
            self._raw.execute(f"DROP TABLE IF EXISTS temp.named_{table}")
            self._raw.execute(
                f"CREATE TEMP TABLE named_{table} (mark INTEGER, id INTEGER, "
                "PRIMARY KEY (mark, id)) WITHOUT ROWID"
            )
            self._named_up_to[table] = 0
        newest = self.newest(table)
        if newest > self._named_up_to[table]:
            self._raw.execute(
                f"INSERT OR IGNORE INTO temp.named_{table} "
                f"SELECT name_mark(name), id FROM main.{table} WHERE id > ?",
                (self._named_up_to[table],),
            )
            self._named_up_to[table] = newest


def _name_mark(name: str) -> int:
    """A whole number that all spellings of a name share."""
    return hash(name_key(name))
