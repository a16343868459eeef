"""Importing a CSV file: every row checked, all of it one undo step or nothing."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from tui_crm import clock
from tui_crm.errors import DiskTrouble, Refused
from tui_crm.exchange.looking import STEP, Looked, Order, Watch, look, settle_customs
from tui_crm.exchange.mapping import REASON, SOURCE_ID, Form
from tui_crm.exchange.out.placing import new_file
from tui_crm.exchange.reading.source import SourceRow
from tui_crm.exchange.remember import remember
from tui_crm.exchange.report import Report, Undecided
from tui_crm.exchange.snapshots.manifest import checksum
from tui_crm.exchange.storing.intake import Intake
from tui_crm.exchange.storing.taking import Told
from tui_crm.models import ImportBatch
from tui_crm.store import records
from tui_crm.store.copies import keep_copy
from tui_crm.store.engine import Book, Work
from tui_crm.store.entry import Typing
from tui_crm.text import clean, quoted


def import_file(book: Book, order: Order, watch: Watch | None = None) -> Report:
    """Import a file in one undo step, and say what became of each of its rows.

    Where the owner has to choose something first, the report holds the questions and nothing is
    stored. Raises `WrongUsage`, `Refused` or `DiskTrouble` where the file cannot be taken at all;
    whatever `watch` raises, nothing is stored either.
    """
    name = order.entity.name if order.entity else ""
    report = Report(str(order.path), name, order.dry_run)
    if order.rejects is not None and order.rejects.exists():
        raise Refused(f"{quoted(str(order.rejects))} exists already: name a new file for rejects.")
    try:
        looked = look(book, order, watch)
        looked.describe(report)
        if looked.questions:
            raise Undecided(*looked.questions)
        if not order.dry_run:
            keep_copy(book.path, "import", clock.now(book.business.zone))
        with book.work("import") as work:
            _take_all(work, looked, report, watch)
    except Undecided as undecided:
        return Report(
            report.file, report.entity, order.dry_run, questions=undecided.questions,
            ignored_columns=report.ignored_columns, read=report.read, program=report.program,
        )  # fmt: skip
    return report


def begin(work: Work, looked: Looked, report: Report) -> tuple[Form, Intake]:
    """Make ready for the rows of a file: its custom fields, and what takes the rows in."""
    form = settle_customs(work, looked.form)
    report.custom_columns = {
        looked.form.headers[at]: name
        for name, at in form.main.fields.items()
        if at in looked.form.customs.values()
    }
    typing = Typing(work.business, work.today, plain=True)
    order = looked.order
    told = Told(order.currency, order.rate, order.revenue)
    return form, Intake(work, form, looked.readers(form, typing), told, report, looked.rows)


def _take_all(work: Work, looked: Looked, report: Report, watch: Watch | None) -> None:
    """Take every row within one unit of work; a dry run, or a file known already, is a trial."""
    order, refused = looked.order, list[SourceRow]()
    batch = _open_batch(work, looked)
    form, intake = begin(work, looked, report)
    alone = _standing_alone(form)
    with looked.sheet.rows() as rows:
        for row in rows:
            whole = alone(row)
            if not intake.take(row) and order.rejects is not None:
                refused.append(whole)
            if watch is not None and not report.rows % STEP:
                watch(report.rows, looked.sheet.source.position)
    # Before the runs are noted: the journal then has them last and can take them away as they are.
    batch.rows = report.rows
    work.flush()
    refused += intake.finish()
    report.cleaned = intake.cleaned
    if order.rejects is not None and refused:
        # Before anything is stored: where they cannot be written, nothing is.
        _write_rejects(order.rejects, looked, refused, report)
    many = report.imported + report.updated
    if order.dry_run or not many:
        work.is_trial = True
        return
    if order.columns is None:
        remember(work, looked.sheet.headers, _told(order, form))
    work.title = f"Imported {form.main.entity.counted(many)} from {order.path.name}"
    report.batch = batch.id


def _open_batch(work: Work, looked: Looked) -> ImportBatch:
    """Begin the import's own record; it also opens the undo step, before any row can fail."""
    path = looked.order.path
    try:
        digest = checksum(path)
    except OSError as error:
        raise DiskTrouble(f"{quoted(str(path))} cannot be read: {error.strerror}.") from None
    batch = records.build(
        work,
        ImportBatch,
        {
            "at": work.at,
            "entity": looked.form.main.entity.name,
            "file": clean(path.name),
            "sha256": digest,
            "mapping": json.dumps(looked.form.told, ensure_ascii=False),
        },
    )
    assert isinstance(batch, ImportBatch)
    records.store(work, batch)
    return batch


def _told(order: Order, form: Form) -> Mapping[str, object]:
    """What the owner said of a file, as the next one with these headers may have it."""
    return {
        "entity": form.main.entity.name,
        "mapping": dict(order.mapping),
        "date_order": order.date_order,
        "decimal": order.decimal,
        "currency": order.currency,
        "rate": None if order.rate is None else str(order.rate),
    }


def _standing_alone(form: Form) -> Callable[[SourceRow], SourceRow]:
    """Gives each row with what the row above says for it, so that it can be imported alone."""
    program, number = form.program, form.main.fields.get(SOURCE_ID)
    carried = [form.main.fields.get(program.columns[name]) for name in program.carried] if (
        program) else []  # fmt: skip
    places = [at for at in carried if at is not None]
    if not places or number is None:
        return lambda row: row
    above: list[str] = []

    def alone(row: SourceRow) -> SourceRow:
        nonlocal above
        cells = list(row.cells)
        if above and len(cells) == len(above) and cells[number].strip() in ("", above[number]):
            for at in places:
                cells[at] = cells[at] if cells[at].strip() else above[at]
        above = cells
        return SourceRow(row.line, cells)

    return alone


def _write_rejects(
    path: Path, looked: Looked, refused: Sequence[SourceRow], report: Report
) -> None:
    """The rejected rows as they came, each with the reason, to be mended and imported again."""
    headers = looked.order.columns or looked.form.headers
    with new_file(path) as file:
        for line in looked.sheet.preamble:
            file.write(f"{line}\r\n")
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow([*headers, REASON])
        for row, rejected in zip(refused, report.rejected, strict=True):
            cells = [*row.cells, *[""] * (len(headers) - len(row.cells))]
            writer.writerow([*cells, rejected.reason])
