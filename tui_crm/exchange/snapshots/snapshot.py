"""A snapshot of everything: a folder with one CSV file per table, which can be brought back."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from itertools import chain, count
from pathlib import Path
from typing import Any  # Any: the values of a column, whatever it holds

from sqlalchemy import Connection, Table

from tui_crm import __version__
from tui_crm.errors import CrmError, DiskTrouble, Refused
from tui_crm.exchange.out.csv_cells import free_texts, lines, numbers
from tui_crm.exchange.out.export import CHUNK, held_still
from tui_crm.exchange.out.placing import cannot, folder_in_making, private_file, put_folder
from tui_crm.exchange.snapshots.manifest import (
    MANIFEST,
    Manifest,
    TableFile,
    amounts_of,
    columns_of,
    is_whole,
    read_back,
    read_manifest,
)
from tui_crm.exchange.snapshots.manifest import checksum as checksum
from tui_crm.models import MODELS
from tui_crm.models.fields import instant_text
from tui_crm.store.connect import SCHEMA_VERSION
from tui_crm.store.copies import state_of
from tui_crm.store.engine import Book
from tui_crm.text import quoted

_DATED = re.compile(r"(\d{4}-\d\d-\d\dT\d{6}Z)(?:-(\d+))?")
_END = "\r\n"


@dataclass(frozen=True)
class Kept:
    """A snapshot that holds the book as it stands."""

    folder: Path
    manifest: Manifest
    is_new: bool
    """Whether it was made now, because something had changed since the one before."""


def write_snapshot(book: Book, folder: Path, made_at: datetime) -> Manifest:
    """Write every table to a new folder, read it again, and put it in its place whole.

    Raises `Taken` where something stands at the path already, `DiskTrouble` where it cannot be
    written or does not read back as it was written.
    """
    with folder_in_making(folder) as made:
        manifest = _write(book, made, made_at)
        put_folder(made, folder)
    return manifest


def snapshot_if_changed(book: Book, folder: Path, made_at: datetime) -> Kept:
    """Write a dated snapshot into a folder of them, unless the newest there holds the same.

    So it can be run each hour. The folder is made where there is none; the newest snapshot counts
    only while its files are as they were written. Raises `Refused` where the folder is a snapshot
    itself, `DiskTrouble` where it cannot be written.
    """
    _open_folder(folder)
    newest = _newest(folder)
    if newest is not None and newest.manifest.database == state_of(book.path):
        return newest
    place = _free_name(folder, made_at)
    with folder_in_making(place) as made:
        manifest = _write(book, made, made_at)
        if newest is not None and newest.manifest.tables == manifest.tables:
            return newest
        put_folder(made, place)
    return Kept(place, manifest, is_new=True)


def _write(book: Book, made: Path, made_at: datetime) -> Manifest:
    """Write all files of a snapshot and check them."""
    database = state_of(book.path, than=made)
    with book.read() as connection, held_still(connection):
        tables = {
            model.table().name: _write_table(connection, model.table(), made) for model in MODELS
        }
    manifest = Manifest(
        "tui-crm", __version__, SCHEMA_VERSION, instant_text(made_at), database, tables
    )
    with private_file(made / MANIFEST) as file:
        file.write(json.dumps(asdict(manifest), indent=2).encode())
    _verify(made, manifest)
    return manifest


def _write_table(connection: Connection, table: Table, folder: Path) -> TableFile:
    names, amounts = columns_of(table), amounts_of(table)
    whole = _whole_numbers(connection, table)
    totals, rows, digest = dict.fromkeys(amounts, 0), 0, hashlib.sha256()
    path = folder / f"{table.name}.csv"
    with private_file(path) as file:

        def put(text: str) -> None:
            written = text.encode()
            digest.update(written)
            file.write(written)

        put("\ufeff" + ",".join(names) + _END)
        for block in _blocks(connection, table):
            columns = [
                numbers(values) if name in whole else free_texts(values, empty=True)
                for name, values in zip(names, block, strict=True)
            ]
            put(lines(columns, _END))
            rows += len(block[0])
            for name in amounts:
                totals[name] += sum(filter(None, block[names.index(name)]))
    return TableFile(path.name, rows, totals, _last_id(connection, table), digest.hexdigest())


def _blocks(connection: Connection, table: Table) -> Iterator[Sequence[Sequence[Any]]]:
    """The rows of a table by their numbers, many at a time, column by column."""
    listed = ", ".join(f'"{name}"' for name in columns_of(table))
    key = table.primary_key.columns[0].name
    query = f'SELECT {listed} FROM "{table.name}" ORDER BY "{key}"'
    for rows in connection.exec_driver_sql(query).yield_per(CHUNK).partitions():
        yield list(zip(*rows, strict=True))


def _whole_numbers(connection: Connection, table: Table) -> set[str]:
    """The columns that hold whole numbers; all others hold texts."""
    info = connection.exec_driver_sql(f'PRAGMA table_info("{table.name}")')
    return {name for _, name, kind, *_ in info if kind == "INTEGER"}


def _last_id(connection: Connection, table: Table) -> int:
    query = "SELECT seq FROM sqlite_sequence WHERE name = ?"
    found = connection.exec_driver_sql(query, (table.name,)).scalar()
    return int(found or 0)


def _verify(folder: Path, manifest: Manifest) -> None:
    """Read back what was written; raises `DiskTrouble` where it differs."""
    if read_manifest(folder) != manifest:
        raise DiskTrouble("The manifest did not read back as it was written.")
    for name, table in manifest.tables.items():
        try:
            found = read_back(folder / table.file, list(table.sums))
        except (ValueError, csv.Error, StopIteration):
            found = None
        if found != (table.rows, table.sums, table.sha256):
            raise DiskTrouble(f"The file of {name} did not read back as it was written.")


def _open_folder(folder: Path) -> None:
    """The folder that holds dated snapshots, made where there is none; not its parents."""
    try:
        if not folder.is_dir():
            folder.mkdir(mode=0o700)
        elif (folder / MANIFEST).exists():
            raise Refused(
                f"{quoted(str(folder))} is a snapshot itself: name the folder that is to hold them."
            )
    except FileExistsError:
        raise Refused(f"{quoted(str(folder))} is not a folder. Name one for snapshots.") from None
    except OSError as error:
        raise cannot("made", folder, error) from None


def _newest(folder: Path) -> Kept | None:
    """The newest snapshot of a folder, if it is whole."""
    try:
        found = [match for name in os.listdir(folder) if (match := _DATED.fullmatch(name))]
    except OSError as error:
        raise cannot("read", folder, error) from None
    for match in sorted(found, key=lambda match: (match[1], int(match[2] or 1)), reverse=True)[:1]:
        newest = folder / match[0]
        with suppress(CrmError):
            manifest = read_manifest(newest)
            if manifest.schema == SCHEMA_VERSION and is_whole(newest, manifest):
                return Kept(newest, manifest, is_new=False)
    return None


def _free_name(folder: Path, at: datetime) -> Path:
    stamp = at.astimezone(UTC).strftime("%Y-%m-%dT%H%M%SZ")
    numbered = chain([""], (f"-{number}" for number in count(2)))
    places = (folder / f"{stamp}{again}" for again in numbered)
    return next(place for place in places if not os.path.lexists(place))
