"""Bringing a snapshot back into an empty book, equal in every field."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Table, func, select, text

from tui_crm.errors import DiskTrouble, NewerBook, Refused
from tui_crm.exchange.bulk import raw_connection
from tui_crm.exchange.snapshot import (
    MANIFEST,
    Manifest,
    TableFile,
    amounts_of,
    checksum,
    columns_of,
)
from tui_crm.exchange.values import unguarded
from tui_crm.models import MODELS, Record, Setting, Stage
from tui_crm.store import journal
from tui_crm.store.connect import SCHEMA_VERSION
from tui_crm.store.engine import Book, Work
from tui_crm.text import quoted

BY_HAND: tuple[type[Record], ...] = (Setting, Stage)
"""What an empty book has already: these few rows give way to those of the snapshot."""


class DryRun(Exception):
    """Raised at the end of an import that was only to be tried, so that nothing is stored."""


def read_manifest(folder: Path) -> Manifest:
    """What a snapshot folder says of itself; raises `Refused` where it is none or was changed."""
    path = folder / MANIFEST
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        tables = {name: TableFile(**table) for name, table in told.pop("tables").items()}
        manifest = Manifest(**{**told, "schema": int(told["schema"])}, tables=tables)
    except FileNotFoundError:
        raise Refused(f"{quoted(str(folder))} is not a snapshot: it has no {MANIFEST}.") from None
    except OSError as error:
        raise DiskTrouble(f"{quoted(str(path))} cannot be read: {error.strerror}.") from None
    except (ValueError, TypeError, KeyError, AttributeError):
        raise Refused(f"{quoted(str(path))} is not the manifest of a snapshot.") from None
    if manifest.schema > SCHEMA_VERSION:
        raise NewerBook(
            f"{quoted(str(folder))} was written by tui-crm {manifest.version}, which is newer. "
            "Update tui-crm."
        )
    return manifest


def bring_back(book: Book, folder: Path, *, dry_run: bool = False) -> Manifest:
    """Import a snapshot folder into an empty book, in one step that undo takes back.

    Raises `Refused` where the book holds records or a file differs from what the manifest says;
    then nothing was stored.
    """
    manifest = read_manifest(folder)
    _check_files(folder, manifest)
    try:
        with book.work("import") as work:
            _require_empty(work)
            work.title = f"Brought back the snapshot of {manifest.made_at[:10]}"
            work.execute(text("PRAGMA defer_foreign_keys = ON"))
            _clear(work)
            for model in MODELS:
                table = model.table()
                told = manifest.tables[table.name]
                if model in BY_HAND:
                    _fill_by_hand(work, model, folder / told.file)
                else:
                    _fill(work, table, folder / told.file)
                _settle(work, table, told)
            if dry_run:
                raise DryRun
    except DryRun:
        return manifest
    return manifest


def _check_files(folder: Path, manifest: Manifest) -> None:
    for model in MODELS:
        name = model.table().name
        if name not in manifest.tables:
            raise Refused(f"The snapshot has no table {name}: it is not whole.")
        path = folder / f"{name}.csv"
        try:
            same = checksum(path) == manifest.tables[name].sha256
        except OSError as error:
            raise Refused(f"{quoted(str(path))} cannot be read: {error.strerror}.") from None
        if not same:
            raise Refused(f"{quoted(str(path))} was changed after the snapshot was made.")


def _require_empty(work: Work) -> None:
    for model in MODELS:
        if model not in BY_HAND and work.execute(select(model.table()).limit(1)).first():
            raise Refused(
                "A snapshot can only be brought back into an empty book, and this one holds "
                f"{model.table().name.replace('_', ' ')} records. Name a new file with --database."
            )


def _clear(work: Work) -> None:
    for model in BY_HAND:
        for record in list(work.execute(select(model)).scalars()):
            work.delete(record)
    work.flush()


def _fill_by_hand(work: Work, model: type[Record], path: Path) -> None:
    """Store few rows one by one, so that the journal has each of them."""
    for row in _rows(work, model.table(), path):
        named = dict(zip(columns_of(model.table()), row, strict=True))
        work.add(model.model_validate(named))
    work.flush()


def _fill(work: Work, table: Table, path: Path) -> None:
    """Store the rows of a file in one go."""
    names = ", ".join(f'"{name}"' for name in columns_of(table))
    marks = ", ".join("?" * len(table.columns))
    statement = f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})'
    raw_connection(work).executemany(statement, _rows(work, table, path))
    first, last = work.execute(select(func.min(table.c.id), func.max(table.c.id))).one()
    if first is not None:
        journal.record_run(work, table.name, first, last)


def _rows(work: Work, table: Table, path: Path) -> Iterator[list[str | int | None]]:
    """The rows of a file, each value as the table stores it."""
    info = raw_connection(work).execute(f'PRAGMA table_info("{table.name}")')
    kinds = {name: kind for _, name, kind, *_ in info}
    names = columns_of(table)
    whole = [kinds[name] == "INTEGER" for name in names]
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file)
        if next(reader, None) != names:
            raise Refused(f"{quoted(str(path))} does not have the columns of this version.")
        for row in reader:
            yield [
                None if cell == "" else int(cell) if is_whole else unguarded(cell)
                for cell, is_whole in zip(row, whole, strict=True)
            ]


def _settle(work: Work, table: Table, told: TableFile) -> None:
    """Check rows and sums against the manifest, and go on numbering where the old book was."""
    sums = [func.coalesce(func.sum(table.c[name]), 0) for name in amounts_of(table)]
    rows, *found = work.execute(select(func.count(), *sums).select_from(table)).one()
    if rows != told.rows or found != [told.sums[name] for name in amounts_of(table)]:
        raise Refused(f"The rows of {table.name} do not agree with the manifest.")
    if told.last_id:
        raw = raw_connection(work)
        raw.execute("DELETE FROM sqlite_sequence WHERE name = ?", (table.name,))
        raw.execute("INSERT INTO sqlite_sequence VALUES (?, ?)", (table.name, told.last_id))
