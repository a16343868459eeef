"""How a row is known again when its file comes a second time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from tui_crm.errors import FieldErrors
from tui_crm.exchange.mapping import SOURCE_ID
from tui_crm.exchange.storing.bulk import Bulk, raw_connection
from tui_crm.exchange.storing.seen import Met, Sieve
from tui_crm.models import Entity
from tui_crm.store.engine import Work
from tui_crm.store.entry import Value
from tui_crm.store.merged import any_merged, merged_into, merged_key
from tui_crm.text import fold

NATURAL: dict[str, tuple[str, ...]] = {
    "account": ("name",),
    "campaign": ("name",),
    "traffic": ("on", "source"),
    "ads": ("on", "campaign"),
    "target": ("metric", "starts_on"),
}
"""Fields of which the book has each combination once: they say which record a row is."""

CALLED_ALIKE = {"deal": ("name", "account_id", "opened_on")}
"""Columns that together name a record of the book, where just one has these values."""

Nature = list[tuple[str, str | int | None]]
"""Columns with the values that only one record can have together."""


@dataclass(slots=True)
class Key:
    """What names a row: the number of its program, or its content and how often that stood."""

    prefix: str
    """The part that stays when other things of the row change."""
    whole: str
    """With all that the row says, so that a file that comes again changes nothing."""
    is_numbered: bool
    may_repeat: bool
    """Whether it may have stood in the file before: where not, it has not."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """The record of an earlier form of a row."""

    id: int
    merged_key: str = ""
    """The key that the row had, where its record was merged into this one."""


class Known:
    """The rows that have come before, in earlier imports and in this file."""

    def __init__(
        self, work: Work, bulk: Bulk, entity: Entity, numbered_by: str, expected: int
    ) -> None:
        """`numbered_by` is what the file calls its numbers: those of other programs are others.

        `expected` is how many rows the file has.
        """
        self._numbers = f"{entity.name}:{fold(numbered_by)}:"
        self._raw = raw_connection(work)
        self._bulk = bulk
        self._entity = entity
        self._table = entity.model.table().name
        self._sieve = Sieve(expected)
        self._met = Met()
        self._often: dict[str, int] = {}
        self._lines: dict[object, tuple[int, str]] = {}
        (newest,) = self._raw.execute(f"SELECT max(id) FROM {self._table}").fetchone()
        self.newest: int = newest or 0
        query = f"SELECT 1 FROM {self._table} WHERE source_key IS NOT NULL LIMIT 1"
        self._any = self._raw.execute(query).fetchone() is not None
        self._merged = any_merged(self._raw)

    def key(self, values: Mapping[str, Value], beside: Sequence[str], source_id: str) -> Key:
        """The key of a row with these values; `beside` is what it says of other records."""
        core = "\x1f".join([f"{name}={value}" for name, value in values.items()])
        if source_id:
            # The mark that ends a number must not stand within one.
            number = source_id.replace("%", "%25").replace("#", "%23")
            prefix = f"{self._numbers}{number}#"
            whole = prefix + _digest("\x1f".join([core, *beside]))
            return Key(prefix, whole, True, self._sieve.keeps_back(hash(prefix)))
        content = _digest(f"{self._entity.name}\x1f{core}")
        maybe, place = self._sieve.keeps_back(hash(content)), 1
        if maybe:
            place = self._often.get(content) or (1 if self._has_met(f"{content}*1~") else 0)
            place += 1
            if place > 1:
                self._often[content] = place
        prefix = f"{content}*{place}~"
        beside_it = _digest("\x1f".join(beside)) if beside else ""
        return Key(prefix, prefix + beside_it, False, maybe)

    def repeats(self, key: Key) -> bool:
        """Whether the same row, by its number and content, stood in this file before.

        Raises `FieldErrors` where its number stood there with other content.
        """
        if not (key.is_numbered and key.may_repeat):
            return False
        self._bulk.flush()
        found = self._beginning(key.prefix)
        if found is None or not self.is_met(found[0]):
            return False
        if found[1] != key.whole:
            told = "an earlier row of the file has the same number, with other values"
            raise FieldErrors({SOURCE_ID: told})
        return True

    def meet(self, number: int) -> bool:
        """Note that a row was about a record; says whether it is the first of the file."""
        return self._met.add(number) and number <= self.newest

    def is_met(self, number: int) -> bool:
        """Whether a row of this file was about a record, or made it."""
        return number > self.newest or number in self._met

    def repeats_nature(self, key: Key, nature: Nature, line: int) -> bool:
        """Whether a row for the same record, with the same content, stood in this file before.

        Raises `FieldErrors` where it says something else; two accounts may share their name
        where each has its number.
        """
        if key.is_numbered and self._table == "account":
            return False
        return self._repeats(tuple(nature), key, line, NATURAL[self._entity.name][0])

    def by_nature(self, key: Key, nature: Nature) -> int | None:
        """The record that the book has already of what a row is about.

        Raises `FieldErrors` where that is another row's record, or more than one.
        """
        name = NATURAL[self._entity.name][0]
        every = found = self._with(nature)
        if key.is_numbered:
            found = [(number, other) for number, other in every if not _is_numbered(other)]
        if every and not found and self._table != "account":
            told = f"the book has such a {self._entity.name} already, with another number"
            raise FieldErrors({name: told})
        if len(found) > 1:
            raise FieldErrors({name: f"more than one {self._entity.name} in the book is called so"})
        return found[0][0] if found else None

    def called_alike(self, key: Key, nature: Nature) -> int | None:
        """The one record of the book that has these values, unless it has a number of its own.

        Two rows of one file are two deals: what a row of it was about is no other row's.
        """
        if key.is_numbered or not self.newest:
            return None
        found = [one for one in self._with(nature) if not self.is_met(one[0])]
        if len(found) != 1 or _is_numbered(found[0][1]):
            return None
        return found[0][0]

    def is_anothers(self, key: Key, number: int) -> bool:
        """Whether a record belongs to another row of the same program, by its number."""
        query = f"SELECT source_key FROM {self._table} WHERE id = ?"
        found = self._raw.execute(query, (number,)).fetchone()
        return key.is_numbered and bool(found and str(found[0]).startswith(self._numbers))

    def same(self, key: Key) -> int | None:
        """The record that exactly this row was imported as before, where it is still there."""
        if not self._any:
            return None
        query = f"SELECT id FROM {self._table} WHERE source_key = ?"
        found = self._raw.execute(query, (key.whole,)).fetchone()
        if found is None and self._merged:
            return merged_into(self._raw, self._table, "key", key.whole)
        return found[0] if found else None

    def earlier(self, key: Key) -> Earlier | None:
        """The record that an earlier form of the row was imported as, or merged into."""
        found = self._beginning(key.prefix) if self._any else None
        if found is not None:
            return Earlier(found[0])
        gone = merged_key(self._raw, self._table, key.prefix) if self._merged else None
        return Earlier(gone[1], gone[0]) if gone else None

    def _has_met(self, prefix: str) -> bool:
        self._bulk.flush()
        found = self._beginning(prefix)
        return found is not None and self.is_met(found[0])

    def _beginning(self, prefix: str) -> tuple[int, str] | None:
        """The record whose key begins so."""
        query = f"SELECT id, source_key FROM {self._table} WHERE source_key >= ? AND source_key < ?"
        end = prefix[:-1] + chr(ord(prefix[-1]) + 1)
        found: tuple[int, str] | None = self._raw.execute(query, (prefix, end)).fetchone()
        return found

    def _with(self, nature: Nature) -> list[tuple[int, str | None]]:
        asked = " AND ".join(f'"{column}" IS ?' for column, _ in nature)
        query = f"SELECT id, source_key FROM {self._table} WHERE {asked} LIMIT 3"
        return self._raw.execute(query, [value for _, value in nature]).fetchall()

    def _repeats(self, what: object, key: Key, line: int, field: str) -> bool:
        content = key.whole if key.is_numbered else key.whole.partition("*")[0]
        first, same = self._lines.setdefault(what, (line, content))
        if first == line:
            return False
        if same != content:
            raise FieldErrors({field: f"line {first} is about the same, with other values"})
        return True


def _digest(content: str) -> str:
    return blake2b(content.encode(), digest_size=12).hexdigest()


def _is_numbered(source_key: str | None) -> bool:
    """Whether a record belongs to a row that has a number of its own."""
    return source_key is not None and "#" in source_key
