"""A snapshot of everything: a folder with one CSV file per table, which can be brought back."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any  # Any: the value of a column, whatever it holds

from sqlalchemy import Connection, Table

from tui_crm import __version__
from tui_crm.errors import DiskTrouble, Refused
from tui_crm.exchange.export import CHUNK, new_file, sync_folder
from tui_crm.exchange.values import guarded
from tui_crm.models import MODELS
from tui_crm.models.fields import instant_text
from tui_crm.store.connect import SCHEMA_VERSION
from tui_crm.store.engine import Book
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
    tables: dict[str, TableFile] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """How many rows all tables have together."""
        return sum(table.rows for table in self.tables.values())


def write_snapshot(book: Book, folder: Path, made_at: Any) -> Manifest:
    """Write every table to a new folder, read it again, and put it in its place whole.

    Raises `Refused` where something stands at the path already, `DiskTrouble` where it cannot be
    written or does not read back as it was written.
    """
    if folder.exists() or folder.is_symlink():
        raise Refused(f"{quoted(str(folder))} exists already. Name a folder that does not.")
    try:
        made = Path(tempfile.mkdtemp(prefix=".tui-crm-", dir=folder.parent))
    except OSError as error:
        raise DiskTrouble(f"{quoted(str(folder))} cannot be made: {error.strerror}.") from None
    try:
        with book.read() as connection, _held_still(connection):
            manifest = _write_tables(connection, made, instant_text(made_at))
        _verify(made, manifest)
        os.rename(made, folder)
        sync_folder(folder.parent)
    except OSError as error:
        raise DiskTrouble(f"{quoted(str(folder))} cannot be written: {error.strerror}.") from None
    finally:
        shutil.rmtree(made, ignore_errors=True)
    return manifest


def checksum(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def columns_of(table: Table) -> list[str]:
    """The columns of a table in the order that its file has them."""
    return [column.name for column in table.columns]


def amounts_of(table: Table) -> list[str]:
    """The columns that hold amounts in minor units."""
    return [name for name in columns_of(table) if name.endswith("_minor")]


@contextmanager
def _held_still(connection: Connection) -> Iterator[None]:
    """Read all tables as of one moment, whatever is written meanwhile."""
    connection.exec_driver_sql("BEGIN")
    try:
        yield
    finally:
        connection.exec_driver_sql("ROLLBACK")


def _write_tables(connection: Connection, folder: Path, made_at: str) -> Manifest:
    manifest = Manifest("tui-crm", __version__, SCHEMA_VERSION, made_at)
    for model in MODELS:
        table = model.table()
        manifest.tables[table.name] = _write_table(connection, table, folder)
    with new_file(folder / MANIFEST, encoding="utf-8") as file:
        json.dump(asdict(manifest), file, indent=2)
    return manifest


def _write_table(connection: Connection, table: Table, folder: Path) -> TableFile:
    names, amounts = columns_of(table), amounts_of(table)
    places = [names.index(name) for name in amounts]
    totals = [0] * len(places)
    rows = 0
    path = folder / f"{table.name}.csv"
    listed = ", ".join(f'"{name}"' for name in names)
    key = table.primary_key.columns[0].name
    query = f'SELECT {listed} FROM "{table.name}" ORDER BY "{key}"'
    with new_file(path) as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(names)
        for row in connection.exec_driver_sql(query).yield_per(CHUNK):
            writer.writerow([_cell(value) for value in row])
            rows += 1
            for at, place in enumerate(places):
                totals[at] += row[place] or 0
    sums = dict(zip(amounts, totals, strict=True))
    return TableFile(path.name, rows, sums, _last_id(connection, table), checksum(path))


def _cell(value: str | int | None) -> str | int:
    """Nothing is an empty cell; an empty text is a lone apostrophe."""
    return "" if value is None else guarded(value) if isinstance(value, str) else value


def _last_id(connection: Connection, table: Table) -> int:
    query = "SELECT seq FROM sqlite_sequence WHERE name = ?"
    found = connection.exec_driver_sql(query, (table.name,)).scalar()
    return int(found or 0)


def _verify(folder: Path, manifest: Manifest) -> None:
    """Read back what was written; raises `DiskTrouble` where it differs."""
    for name, table in manifest.tables.items():
        with (folder / table.file).open(encoding="utf-8-sig", newline="") as file:
            rows = sum(1 for _ in csv.reader(file)) - 1
        if rows != table.rows or checksum(folder / table.file) != table.sha256:
            raise DiskTrouble(f"The file of {name} did not read back as it was written.")
