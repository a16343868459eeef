"""What a snapshot of an older version does not have, and what stands in its place."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Table

from tui_crm.exchange.snapshots.manifest import columns_of
from tui_crm.store.phones import phone_key

Values = list[str | int | None]
"""What a row holds, in the order of its columns."""

PHONE, PHONE_KEY = "phone", "phone_key"

NEW_TABLES = {3: frozenset({"custom_field"})}
"""The tables that came with a version."""

NEW_COLUMNS = {3: frozenset({"extra", PHONE_KEY})}
"""The columns that came with a version; they are empty in what was written before."""


def had_table(table: str, version: int) -> bool:
    """Whether a version had a table."""
    return not any(table in names for newer, names in NEW_TABLES.items() if newer > version)


def columns_then(table: Table, version: int) -> list[str]:
    """The columns that a version had of a table, in their order."""
    added = {name for newer, names in NEW_COLUMNS.items() if newer > version for name in names}
    return [name for name in columns_of(table) if name not in added]


def completed(
    table: Table, names: list[str], rows: Iterator[Values], country: str
) -> tuple[list[str], Iterator[Values]]:
    """The columns and rows of an older file with what follows from them: the phones' keys.

    `country` is where phone numbers are that do not say it. What is still missing stays empty.
    """
    if PHONE_KEY not in table.c or PHONE_KEY in names:
        return names, rows
    return [*names, PHONE_KEY], _with_phone_keys(rows, names.index(PHONE), country)


def _with_phone_keys(rows: Iterator[Values], place: int, country: str) -> Iterator[Values]:
    for row in rows:
        phone = row[place]
        yield [*row, None if phone is None else phone_key(str(phone), country)]
