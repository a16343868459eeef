"""Writing records to a CSV file that spreadsheets open safely and that imports back exactly."""

from __future__ import annotations

import csv
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from sqlalchemy import Connection, func, select

from tui_crm.errors import DiskTrouble, Refused, WrongUsage
from tui_crm.exchange.values import OWN_ID, as_text, currency_of, guarded, is_free_text
from tui_crm.models import ENTITIES, Entity, FieldSpec, Kind
from tui_crm.store.lookup import label_column
from tui_crm.store.query import Listing
from tui_crm.store.shape import Line
from tui_crm.text import quoted

CHUNK = 1000
"""Rows that are read from the database at a time."""


def export_listing(
    connection: Connection, listing: Listing, path: Path, fields: Sequence[str] | None = None
) -> int:
    """Write the records of a list to a new CSV file, whole or not at all; says how many.

    UTF-8 with the mark that spreadsheets need, readable by its owner only. Raises `Refused`
    where something stands at the path already, `DiskTrouble` where it cannot be written.
    """
    with new_file(path) as file:
        return write_rows(connection, listing, file, fields)


def write_rows(
    connection: Connection,
    listing: Listing,
    file: TextIO,
    fields: Sequence[str] | None = None,
    *,
    line_end: str = "\r\n",
) -> int:
    """Write the records of a list as CSV with a header; says how many."""
    specs = chosen_specs(listing.entity, fields)
    shared = {spec.name: shared_names(connection, spec) for spec in specs if spec.target}
    base = listing.reading.business.currency
    writer = csv.writer(file, lineterminator=line_end)
    writer.writerow([OWN_ID, *(spec.name for spec in specs)])
    many = 0
    for line in every_line(connection, listing):
        currency = currency_of(listing.entity, line.values, base)
        writer.writerow([line.id, *(_cell(spec, line, currency, shared) for spec in specs)])
        many += 1
    return many


def every_line(connection: Connection, listing: Listing) -> Iterator[Line]:
    """The records of a list one after another, however many they are."""
    for row in connection.execute(listing.every()).yield_per(CHUNK):
        yield listing.line(row)


def chosen_specs(entity: Entity, fields: Sequence[str] | None) -> tuple[FieldSpec, ...]:
    """The fields named, or all; raises `WrongUsage` for one that the entity does not have."""
    if fields is None:
        return entity.fields
    specs: list[FieldSpec] = []
    for name in fields:
        spec = entity.field(name.strip())
        if spec is None:
            raise unknown_field(entity, name)
        specs.append(spec)
    return tuple(specs)


def unknown_field(entity: Entity, name: str) -> WrongUsage:
    """The sentence for a field that an entity does not have."""
    known = ", ".join(spec.name for spec in entity.fields)
    return WrongUsage(f"{entity.plural} have no field {quoted(name)}. They have: {known}.")


@contextmanager
def new_file(path: Path, encoding: str = "utf-8-sig") -> Iterator[TextIO]:
    """A text file that takes its place only when it is whole and on the disk.

    Raises `Refused` where something stands there already, `DiskTrouble` where it cannot be made.
    """
    if path.exists() or path.is_symlink():
        raise _taken(path)
    try:
        handle, name = tempfile.mkstemp(prefix=".tui-crm-", suffix=".new", dir=path.parent)
    except OSError as error:
        raise _cannot(path, error) from None
    made = Path(name)
    try:
        with open(handle, "w", encoding=encoding, newline="") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        _put(made, path)
    except FileExistsError:
        raise _taken(path) from None
    except OSError as error:
        raise _cannot(path, error) from None
    finally:
        made.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Have the disk keep the names in a folder; Windows does so by itself."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def shared_names(connection: Connection, spec: FieldSpec) -> frozenset[str]:
    """Names that more than one record of a link's kind has: they say nothing in a file."""
    entity = ENTITIES[spec.target]
    table = entity.model.table()
    name, joined = label_column(entity, table, table)
    query = select(name).select_from(joined).group_by(name).having(func.count() > 1)
    return frozenset(text for text in connection.execute(query).scalars() if text is not None)


def _cell(spec: FieldSpec, line: Line, currency: str, shared: Mapping[str, frozenset[str]]) -> str:
    value = line.values[spec.name]
    if spec.kind is Kind.LINK:
        number = line.links[f"{spec.name}_id"]
        if number is not None and (value is None or value in shared[spec.name]):
            return f"id:{number}"
    text = as_text(spec, value, currency)
    return guarded(text) if text and is_free_text(spec) else text


def _put(made: Path, path: Path) -> None:
    """Give a file its name, never in place of another: raises `FileExistsError`."""
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        os.replace(made, path)
    except OSError:
        path.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def _taken(path: Path) -> Refused:
    return Refused(f"{quoted(str(path))} exists already, and was not touched. Name a new file.")


def _cannot(path: Path, error: OSError) -> DiskTrouble:
    return DiskTrouble(f"{quoted(str(path))} cannot be written: {error.strerror}.")
