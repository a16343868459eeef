"""Importing a CSV file: every row checked, all of it one undo step or nothing."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from tui_crm.errors import DiskTrouble, Refused, WrongUsage
from tui_crm.exchange.cells import Cells, FileDays
from tui_crm.exchange.export import new_file
from tui_crm.exchange.intake import Intake
from tui_crm.exchange.mapping import (
    NOT_IMPORTED,
    Columns,
    columns_given,
    fields_of,
    read_header,
    recognised,
)
from tui_crm.exchange.report import Question, Report, Undecided
from tui_crm.exchange.snapshot import checksum
from tui_crm.exchange.source import Source, SourceRow, look_at
from tui_crm.exchange.values import OWN_ID
from tui_crm.models import ENTITIES, Entity, ImportBatch
from tui_crm.money import DecimalMark, known
from tui_crm.store import records
from tui_crm.store.engine import Book, Work
from tui_crm.store.entry import Typing
from tui_crm.text import clean, fold, quoted

REASON = "tui_crm_reason"
"""The column that says why a row was rejected, in the file of the rejected ones."""


@dataclass(frozen=True)
class Order:
    """What is to be imported, and what the owner says about how to read it."""

    path: Path
    entity: Entity | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    """Their headers and our fields."""
    dry_run: bool = False
    columns: Sequence[str] | None = None
    """Our fields in the file's order, where the file has no header."""
    date_order: FileDays | None = None
    decimal: DecimalMark | None = None
    currency: str | None = None
    encoding: str | None = None
    rejects: Path | None = None
    """Where the rejected rows go."""
    revenue: bool = True
    """Whether won deals bring their revenue entries."""


class _NothingStored(Exception):
    """Raised within the work so that nothing of it stays: a dry run, or a file known already."""


def import_file(book: Book, order: Order) -> Report:
    """Import a file in one undo step, and say what became of each of its rows.

    Where the owner has to choose something first, the report holds the questions and nothing is
    stored. Raises `WrongUsage`, `Refused` or `DiskTrouble` where the file cannot be taken at all.
    """
    name = order.entity.name if order.entity else ""
    report = Report(str(order.path), name, order.dry_run)
    if order.currency is not None and not known(order.currency):
        raise WrongUsage(f"{quoted(order.currency)} is not a currency: write EUR or USD.")
    if order.rejects is not None and order.rejects.exists():
        raise Refused(f"{quoted(str(order.rejects))} exists already: name a new file for rejects.")
    try:
        _import(book, order, report)
    except Undecided as undecided:
        return Report(
            report.file, report.entity, order.dry_run, questions=undecided.questions,
            ignored_columns=report.ignored_columns, read=report.read,
        )  # fmt: skip
    return report


def _import(book: Book, order: Order, report: Report) -> None:
    source = look_at(order.path, order.encoding, lambda cells: _fits(order, cells))
    with source.rows() as rows:
        first = next(rows)
        entity, columns = _columns(order, first)
        header_line = None if order.columns is not None else first.line
        _describe(report, order, source, entity, columns, header_line)
        coming = rows if header_line else chain([first], rows)
        with suppress(_NothingStored), book.work("import") as work:
            _take_all(work, order, entity, columns, report, coming)


def _take_all(
    work: Work,
    order: Order,
    entity: Entity,
    columns: Columns,
    report: Report,
    rows: Iterable[SourceRow],
) -> None:
    """Take every row within one unit of work; raises `_NothingStored` where that is the end."""
    batch = _open_batch(work, order, entity, columns)
    typing = Typing(work.business, work.today, plain=True)
    cells = Cells(entity, typing, order.date_order, order.decimal)
    intake = Intake(
        work, entity, columns, cells, report, revenue=order.revenue, currency=order.currency
    )
    refused: list[SourceRow] = []
    for row in rows:
        if not intake.take(row) and order.rejects is not None:
            refused.append(row)
    # Before the runs are noted: the journal then has them last and can take them away as they are.
    batch.rows = report.rows
    work.flush()
    intake.finish()
    report.cleaned = cells.cleaned
    if order.rejects is not None and refused:
        # Before anything is stored: where they cannot be written, nothing is.
        _write_rejects(order.rejects, columns, refused, report)
    many = report.imported + report.updated
    if order.dry_run or not many:
        raise _NothingStored
    what = entity.name if many == 1 else entity.plural
    work.title = f"Imported {many} {what} from {order.path.name}"
    report.batch = batch.id


def _fits(order: Order, cells: Sequence[str]) -> int:
    """How much of a first row is understood; what the delimiter is told by."""
    if order.columns is not None:
        return -abs(len(order.columns) - len(cells))
    names = {OWN_ID, *map(fold, order.mapping)}
    for entity in [order.entity] if order.entity else ENTITIES.values():
        names.update(fields_of(entity))
    return sum(fold(cell.strip()).replace(" ", "_") in names or fold(cell) in names
               for cell in cells)  # fmt: skip


def _columns(order: Order, first: SourceRow) -> tuple[Entity, Columns]:
    """The entity and the columns of a file; raises `Undecided` where they are not clear."""
    entity = order.entity or recognised(first.cells)
    kinds = tuple(name for name in ENTITIES if name not in NOT_IMPORTED)
    if entity is None:
        raise Undecided(Question("entity", "", "What is in the file? Say --as ENTITY.", kinds))
    if entity.name in NOT_IMPORTED:
        raise WrongUsage(
            f"{entity.plural} do not come from files of their own. A file can bring: "
            f"{', '.join(kinds)}."
        )
    if order.columns is not None:
        return entity, columns_given(entity, order.columns)
    return entity, read_header(entity, first.cells, order.mapping)


def _describe(
    report: Report,
    order: Order,
    source: Source,
    entity: Entity,
    columns: Columns,
    header_line: int | None,
) -> None:
    report.entity = entity.name
    report.ignored_columns = columns.ignored
    report.read = {
        "encoding": source.encoding.removesuffix("-sig"),
        "delimiter": source.delimiter,
        "header_line": header_line,
        "date_order": order.date_order or "ymd",
        "decimal": order.decimal or ".",
        "columns": columns.told,
    }


def _open_batch(work: Work, order: Order, entity: Entity, columns: Columns) -> ImportBatch:
    """Begin the import's own record; it also opens the undo step, before any row can fail."""
    try:
        digest = checksum(order.path)
    except OSError as error:
        raise DiskTrouble(f"{quoted(str(order.path))} cannot be read: {error.strerror}.") from None
    batch = records.build(
        work,
        ImportBatch,
        {
            "at": work.at,
            "entity": entity.name,
            "file": clean(order.path.name),
            "sha256": digest,
            "mapping": json.dumps(columns.told, ensure_ascii=False),
        },
    )
    assert isinstance(batch, ImportBatch)
    records.store(work, batch)
    return batch


def _write_rejects(path: Path, columns: Columns, refused: list[SourceRow], report: Report) -> None:
    """The rejected rows as they came, each with the reason, to be mended and imported again."""
    with new_file(path) as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow([*columns.headers, REASON])
        for row, rejected in zip(refused, report.rejected, strict=True):
            width = len(columns.headers)
            cells = [*row.cells, *[""] * (width - len(row.cells))]
            writer.writerow([*cells, rejected.reason])
