"""A small file of each program, made with its preamble, totals and habits, and what it says."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

Record = Mapping[str, str]
"""What a record must hold, by our field, as our own files write it."""


@dataclass(frozen=True)
class MadeFile:
    """A file as a program would have written it, with the truth about it."""

    name: str
    program: str
    """The title of the program that it must be taken for."""
    content: bytes
    records: Mapping[str, Sequence[Record]]
    """By entity, the records that its rows must become, in their order, in a book in Berlin.

    `source_id` is what a record is known by, and names with a dot are of linked records.
    """
    beside: Mapping[str, Sequence[Record]] = field(default_factory=dict)
    """By entity, the records that come along."""
    refused: Sequence[str] = ()
    """A word of the reason of each row that must be rejected."""
    totals: int = 0
    """How many rows only sum up others."""
    left_out: int = 0
    """How many rows are groups, footers or other tables."""
    asked: str = ""
    """The field without which nothing can be imported: the question says what to press."""
    order: str = "ymd"
    """How it writes dates; an owner must be asked where its rows do not settle it."""
    customs: Mapping[str, str] = field(default_factory=dict)
    """Headers of columns that must be kept, each with a cell of its first record."""


def made(
    headers: str | Sequence[str],
    rows: Sequence[Mapping[str, str] | Sequence[str]],
    *,
    above: str = "",
    below: str = "",
    delimiter: str = ",",
    encoding: str = "utf-8",
    end: str = "\r\n",
) -> bytes:
    """The bytes of a file: rows by header, where those without a cell are empty, or in full."""
    names = headers.split(",") if isinstance(headers, str) else list(headers)
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator=end)
    writer.writerow(names)
    for row in rows:
        if isinstance(row, Mapping):
            unknown = set(row) - set(names)
            assert not unknown, unknown
            row = [row.get(name, "") for name in names]
        writer.writerow(row)
    return f"{above}{text.getvalue()}{below}".encode(encoding)


def every_file() -> list[MadeFile]:
    """All of them, those of each program together."""
    from tests.exchange import made_contacts, made_crm, made_marketing, made_money, made_visits

    modules = (made_crm, made_contacts, made_visits, made_marketing, made_money)
    return [file for module in modules for file in module.FILES]
