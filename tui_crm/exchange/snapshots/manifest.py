"""What a snapshot says of itself, so that a lost or changed row is noticed."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Table

from tui_crm.errors import NewerBook, Refused
from tui_crm.exchange.out.placing import cannot
from tui_crm.store.connect import SCHEMA_VERSION
from tui_crm.text import quoted

MANIFEST = "manifest.json"


@dataclass(frozen=True)
class TableFile:
    """What a snapshot says of one table: enough to notice a lost or changed row."""

    file: str
    rows: int
    sums: dict[str, int]
    """The sum of each column of amounts, in minor units."""
    last_id: int
    """The highest number ever given to a record of the table."""
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What lies in a snapshot folder."""

    program: str
    version: str
    schema: int
    made_at: str
    database: str = ""
    """The database file as it was then, where that tells whether it was written to since."""
    tables: dict[str, TableFile] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """How many rows all tables have together."""
        return sum(table.rows for table in self.tables.values())


def read_manifest(folder: Path) -> Manifest:
    """What a snapshot folder says of itself.

    Raises `Refused` where it is none or was changed, `NewerBook` where a newer program wrote it,
    `DiskTrouble` where it cannot be read.
    """
    path = folder / MANIFEST
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        tables = {name: TableFile(**table) for name, table in told.pop("tables").items()}
        manifest = Manifest(**{**told, "schema": int(told["schema"])}, tables=tables)
    except FileNotFoundError:
        raise Refused(f"{quoted(str(folder))} is not a snapshot: it has no {MANIFEST}.") from None
    except OSError as error:
        raise cannot("read", path, error) from None
    except (ValueError, TypeError, KeyError, AttributeError):
        raise Refused(f"{quoted(str(path))} is not the manifest of a snapshot.") from None
    if manifest.schema > SCHEMA_VERSION:
        raise NewerBook(
            f"{quoted(str(folder))} was written by tui-crm {manifest.version}, which is newer. "
            "Update tui-crm."
        )
    return manifest


def is_whole(folder: Path, manifest: Manifest) -> bool:
    """Whether every file of a snapshot is there as it was written."""
    try:
        return all(
            checksum(folder / table.file) == table.sha256 for table in manifest.tables.values()
        )
    except OSError:
        return False


def checksum(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read_back(path: Path, amounts: Sequence[str]) -> tuple[int, dict[str, int], str]:
    """The rows, the sums of the columns of amounts and the SHA-256 of a file as the disk has it."""
    csv.field_size_limit(sys.maxsize)  # a snapshot has every text, however long
    with path.open(encoding="utf-8-sig", newline="") as file:
        _forget(file.fileno())
        reader = csv.reader(file, strict=True)
        header = next(reader)
        places = [header.index(name) for name in amounts]
        rows, totals = 0, [0] * len(places)
        for row in reader:
            rows += 1
            for at, place in enumerate(places):
                totals[at] += int(row[place] or 0)
    return rows, dict(zip(amounts, totals, strict=True)), checksum(path)


def columns_of(table: Table) -> list[str]:
    """The columns of a table in the order that its file has them."""
    return [column.name for column in table.columns]


def amounts_of(table: Table) -> list[str]:
    """The columns that hold amounts in minor units."""
    return [name for name in columns_of(table) if name.endswith("_minor")]


def _forget(file: int) -> None:
    """Have the system read a file from the disk and not from its memory, where it can."""
    if hasattr(os, "posix_fadvise"):
        os.posix_fadvise(file, 0, 0, os.POSIX_FADV_DONTNEED)
