"""Bringing a snapshot back into an empty book, equal in every field."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Table, func, select, text

from tui_crm.errors import Refused
from tui_crm.exchange.snapshots.manifest import (
    Manifest,
    TableFile,
    amounts_of,
    checksum,
    read_manifest,
)
from tui_crm.exchange.snapshots.older import Values, columns_then, completed, had_table
from tui_crm.exchange.storing.bulk import raw_connection
from tui_crm.exchange.values import unguarded
from tui_crm.models import MODELS, Record, Setting, Stage
from tui_crm.store import journal
from tui_crm.store.engine import Book, Work, business_seen
from tui_crm.text import quoted

BY_HAND: tuple[type[Record], ...] = (Setting, Stage)
"""What an empty book has already: these few rows give way to those of the snapshot."""


def bring_back(book: Book, folder: Path, *, dry_run: bool = False) -> Manifest:
    """Import a snapshot folder into an empty book, in one step that undo takes back.

    Raises `Refused` where the book holds records or a file differs from what the manifest says;
    then nothing was stored.
    """
    manifest = read_manifest(folder)
    _check_files(folder, manifest)
    with book.work("import") as work:
        _require_empty(work)
        work.title = f"Brought back the snapshot of {manifest.made_at[:10]}"
        work.execute(text("PRAGMA defer_foreign_keys = ON"))
        _clear(work)
        for model in MODELS:
            table = model.table()
            told = manifest.tables.get(table.name)
            if told is None:
                continue
            names = columns_then(table, manifest.schema)
            if model in BY_HAND:
                _fill_by_hand(work, model, names, folder / told.file)
            else:
                _fill(work, table, names, folder / told.file)
            _settle(work, table, told)
        work.is_trial = dry_run
    return manifest


def _check_files(folder: Path, manifest: Manifest) -> None:
    for model in MODELS:
        name = model.table().name
        if not had_table(name, manifest.schema):
            continue
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


def _fill_by_hand(work: Work, model: type[Record], names: list[str], path: Path) -> None:
    """Store few rows one by one, so that the journal has each of them."""
    for row in _rows(work, model.table(), names, path):
        work.add(model.model_validate(dict(zip(names, row, strict=True))))
    work.flush()


def _fill(work: Work, table: Table, names: list[str], path: Path) -> None:
    """Store the rows of a file in one go; columns that it does not have yet are filled."""
    country = business_seen(work.connection())["country"]
    names, rows = completed(table, names, _rows(work, table, names, path), country)
    listed = ", ".join(f'"{name}"' for name in names)
    marks = ", ".join("?" * len(names))
    statement = f'INSERT INTO "{table.name}" ({listed}) VALUES ({marks})'
    raw_connection(work).executemany(statement, rows)
    first, last = work.execute(select(func.min(table.c.id), func.max(table.c.id))).one()
    if first is not None:
        journal.record_run(work, table.name, first, last)


def _rows(work: Work, table: Table, names: list[str], path: Path) -> Iterator[Values]:
    """The rows of a file with these columns, each value as the table stores it."""
    info = raw_connection(work).execute(f'PRAGMA table_info("{table.name}")')
    kinds = {name: kind for _, name, kind, *_ in info}
    csv.field_size_limit(sys.maxsize)  # a snapshot has every text, however long
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
