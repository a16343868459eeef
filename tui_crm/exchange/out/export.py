"""Writing records to a CSV file that spreadsheets open safely and that imports back exactly."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TextIO  # Any: a column, or a row of columns, of whatever fields hold

from sqlalchemy import ColumnElement, Connection, String, func, or_, select, type_coerce

from tui_crm.exchange.out.csv_cells import (
    Remembered,
    Texts,
    amounts,
    free_texts,
    lines,
    numbers,
    quote,
    quoted_cells,
)
from tui_crm.exchange.values import OWN_ID, as_text, figure_header, is_free_text
from tui_crm.models import ENTITIES, Entity, FieldSpec, Kind
from tui_crm.store.customs import EXTRA, extra_of
from tui_crm.store.engine import raw_of
from tui_crm.store.lookup import label_column
from tui_crm.store.query import Listing, unknown_field
from tui_crm.store.shape import Line, shape_of

CHUNK = 256
"""Rows that are read from the database and written at a time: few enough to stay in the
processor's own memory."""

_FLAGS = {None: "", 0: "no", 1: "yes"}

Block = Sequence[Sequence[Any]]
"""Rows as they were read, column by column."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Columns beside the fields of a list, worked out for some records at a time."""

    titles: Sequence[str]
    read: Callable[[Connection, Sequence[int]], Sequence[Sequence[str]]]
    """The texts of the columns for each of the records, in their order."""


def write_rows(
    connection: Connection,
    listing: Listing,
    file: TextIO,
    fields: Sequence[str] | None = None,
    *,
    line_end: str = "\r\n",
    figures: Figures | None = None,
) -> int:
    """Write the records of a list as CSV with a header; says how many."""
    specs = chosen_specs(listing.entity, fields)
    header = [OWN_ID, *(spec.name for spec in specs)]
    header += map(figure_header, figures.titles) if figures else ()
    file.write(",".join(map(quote, header)) + line_end)
    many = 0
    with held_still(connection):
        sheet = _Sheet(connection, listing, specs)
        for block in sheet.blocks():
            columns = sheet.cells(block)
            if figures is not None:
                beside = zip(*figures.read(connection, block[0]), strict=True)
                columns += [quoted_cells(list(texts)) for texts in beside]
            file.write(lines(columns, line_end))
            many += len(block[0])
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


def shared_names(connection: Connection, spec: FieldSpec) -> frozenset[str | None]:
    """What does not lead from a link to its record in a file: a name of several, or of none.

    A name that holds what stands before a record's number might be taken for one.
    """
    entity = ENTITIES[spec.target]
    table = entity.model.table()
    name, joined = label_column(entity, table, table)
    query = select(name).select_from(joined).group_by(name)
    query = query.having(or_(func.count() > 1, name.contains("id:"), name.is_(None)))
    return frozenset(connection.execute(query).scalars())


@contextmanager
def held_still(connection: Connection) -> Iterator[None]:
    """Read everything as of one moment, whatever is written meanwhile."""
    if raw_of(connection).in_transaction:  # as on a lane that shows a past day
        yield
        return
    connection.exec_driver_sql("BEGIN")
    try:
        yield
    finally:
        connection.exec_driver_sql("ROLLBACK")


class _Sheet:
    """The columns of a file: what each reads of the records, and how it writes it."""

    def __init__(
        self, connection: Connection, listing: Listing, specs: Sequence[FieldSpec]
    ) -> None:
        self.specs = specs
        self._connection = connection
        self._listing = listing
        self._base = listing.reading.business.currency
        self._shape = shape_of(listing.entity)
        self._read: dict[str, ColumnElement[Any]] = {"id": self._shape.number}
        self._writers = [self._writer(spec) for spec in specs]

    def blocks(self) -> Iterator[Block]:
        """The records in their order, many at a time."""
        # As they are stored: SQLite has days and moments as the very text that files have.
        stored = [type_coerce(column, String()) for column in self._read.values()]
        query = self._listing.every().with_only_columns(*stored)
        extra = list(self._read).index(EXTRA) if EXTRA in self._read else None
        cursor = self._connection.execute(query).cursor
        assert cursor is not None
        # Straight from the driver: a million rows of SQLAlchemy's own take as long again.
        while rows := cursor.fetchmany(CHUNK):
            block: list[Sequence[Any]] = list(zip(*rows, strict=True))
            if extra is not None:
                block[extra] = [extra_of(held) for held in block[extra]]
            yield block

    def cells(self, block: Block) -> list[Texts]:
        """The cells of a block, column by column, the records' own numbers first."""
        return [numbers(block[0]), *(write(block) for write in self._writers)]

    def _place(self, name: str, column: ColumnElement[Any]) -> int:
        """Where a column stands in what is read."""
        self._read.setdefault(name, column)
        return list(self._read).index(name)

    def _writer(self, spec: FieldSpec) -> Callable[[Block], Texts]:
        if spec.custom:
            place = self._place(EXTRA, self._shape.table.c[EXTRA])
            return lambda block: free_texts([held.get(spec.name) for held in block[place]])
        if spec.kind is Kind.LINK:
            return self._link_writer(spec)
        place = self._place(spec.name, self._shape.columns[spec.name])
        match spec.kind:
            case Kind.MONEY:
                return self._money_writer(place)
            case Kind.COUNT:
                return lambda block: numbers(block[place])
            case Kind.FLAG:
                return lambda block: [_FLAGS[value] for value in block[place]]
            case Kind.DAY | Kind.INSTANT:
                return lambda block: [moment or "" for moment in block[place]]
        if is_free_text(spec):
            return lambda block: free_texts(block[place])
        remembered = Remembered(lambda value: as_text(spec, value, self._base))
        return lambda block: remembered.of(block[place])

    def _link_writer(self, spec: FieldSpec) -> Callable[[Block], Texts]:
        place = self._place(spec.name, self._shape.columns[spec.name])
        shared = shared_names(self._connection, spec)
        if not shared:
            return lambda block: free_texts(block[place])
        ids = self._place(f"{spec.name}_id", self._shape.link_ids[f"{spec.name}_id"])

        def write(block: Block) -> Texts:
            return free_texts([
                name if name not in shared or link is None else f"id:{link}"
                for name, link in zip(block[place], block[ids], strict=True)
            ])  # fmt: skip

        return write

    def _money_writer(self, place: int) -> Callable[[Block], Texts]:
        spec = self._listing.entity.field("currency")
        if spec is None:
            return lambda block: amounts(block[place], [self._base] * len(block[place]))
        own = self._place(spec.name, self._shape.columns[spec.name])
        if spec in self.specs:
            return lambda block: amounts(block[place], block[own])
        # Where no column says the currency, an amount in another one than the base must.
        return lambda block: [
            text if currency == self._base or not text else f"{text} {currency}"
            for text, currency in zip(
                amounts(block[place], block[own]), block[own], strict=True
            )
        ]  # fmt: skip
