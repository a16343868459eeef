"""How a row is known again when its file comes a second time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b

from tui_crm.errors import FieldErrors
from tui_crm.exchange.bulk import raw_connection
from tui_crm.exchange.mapping import SOURCE_ID
from tui_crm.models import Entity
from tui_crm.store.engine import Work
from tui_crm.text import fold

NATURAL: dict[str, tuple[str, ...]] = {
    "account": ("name",),
    "campaign": ("name",),
    "traffic": ("on", "source"),
    "ads": ("on", "campaign"),
    "target": ("metric", "starts_on"),
}
"""Fields of which the book has each combination once: they say which record a row is."""


Nature = list[tuple[str, str | int | None]]
"""Columns with the values that only one record can have together."""


@dataclass(frozen=True, slots=True)
class Key:
    """What names a row: the number of its program, or its content and how often that stood."""

    prefix: str
    """The part that stays when the row's content changes; empty where only content names it."""
    whole: str


class Known:
    """The rows that have come before, in earlier imports and in this file."""

    def __init__(self, work: Work, entity: Entity, numbered_by: str) -> None:
        """`numbered_by` is what the file calls its numbers: those of other programs are others."""
        self._numbered_by = fold(numbered_by)
        self._raw = raw_connection(work)
        self._entity = entity
        self._table = entity.model.table().name
        self._often: Counter[str] = Counter()
        self._lines: dict[object, tuple[int, str]] = {}
        query = f"SELECT 1 FROM {self._table} WHERE source_key IS NOT NULL LIMIT 1"
        self._any = self._raw.execute(query).fetchone() is not None

    def key(self, texts: Mapping[str, str], source_id: str) -> Key:
        """The key of a row with these cells."""
        content = "\x1f".join(f"{name}={texts[name]}" for name in sorted(texts))
        digest = blake2b(f"{self._entity.name}\x1f{content}".encode(), digest_size=12).hexdigest()
        if source_id:
            # The mark that ends a number must not stand within one.
            number = source_id.replace("%", "%25").replace("#", "%23")
            prefix = f"{self._entity.name}:{self._numbered_by}:{number}#"
            return Key(prefix, prefix + digest)
        self._often[digest] += 1
        return Key("", f"{digest}*{self._often[digest]}")

    def repeats(self, key: Key, line: int) -> bool:
        """Whether the same row, by its number and content, stood in this file before.

        Raises `FieldErrors` where its number stood there with other content.
        """
        return bool(key.prefix) and self._repeats(key.prefix, key, line, SOURCE_ID)

    def repeats_nature(self, key: Key, nature: Nature, line: int) -> bool:
        """Whether a row for the same record, with the same content, stood in this file before.

        Raises `FieldErrors` where it says something else; two accounts may share their name
        where each has its number.
        """
        if key.prefix and self._table == "account":
            return False
        return self._repeats(tuple(nature), key, line, NATURAL[self._entity.name][0])

    def by_nature(self, key: Key, nature: Nature) -> int | None:
        """The record that the book has already of what a row is about.

        Raises `FieldErrors` where that is another row's record, or more than one.
        """
        asked = " AND ".join(f'"{column}" = ?' for column, _ in nature)
        query = f"SELECT id, source_key FROM {self._table} WHERE {asked} LIMIT 3"
        found = self._raw.execute(query, [value for _, value in nature]).fetchall()
        if key.prefix:
            found = [(number, other) for number, other in found if not _is_numbered(other)]
        if len(found) > 1:
            name = NATURAL[self._entity.name][0]
            raise FieldErrors({name: f"more than one {self._entity.name} in the book is called so"})
        return found[0][0] if found else None

    def _repeats(self, what: object, key: Key, line: int, field: str) -> bool:
        content = key.whole.partition("*")[0]
        first, same = self._lines.setdefault(what, (line, content))
        if first == line:
            return False
        if same != content:
            raise FieldErrors({field: f"line {first} is about the same, with other values"})
        return True

    def same(self, key: Key) -> bool:
        """Whether exactly this row was imported before and is still there."""
        if not self._any:
            return False
        query = f"SELECT 1 FROM {self._table} WHERE source_key = ?"
        return self._raw.execute(query, (key.whole,)).fetchone() is not None

    def earlier(self, key: Key) -> int | None:
        """The record that an earlier form of the row was imported as."""
        if not (self._any and key.prefix):
            return None
        query = f"SELECT id FROM {self._table} WHERE source_key >= ? AND source_key < ?"
        found = self._raw.execute(query, (key.prefix, key.prefix[:-1] + "$")).fetchone()
        return found[0] if found else None


def _is_numbered(source_key: str | None) -> bool:
    """Whether a record belongs to a row that has a number of its own."""
    return source_key is not None and "#" in source_key
