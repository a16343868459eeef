"""What an import would make of a file, to be looked at before anything is stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import islice

from tui_crm.exchange.import_file import begin
from tui_crm.exchange.looking import Looked, Order, Watch, look, open_sheet
from tui_crm.exchange.mapping import CUSTOM, Form, fields_of, spec_of
from tui_crm.exchange.reading.sheet import Sheet
from tui_crm.exchange.remember import recall
from tui_crm.exchange.report import Question, Report, Undecided
from tui_crm.exchange.storing.intake import Intake
from tui_crm.exchange.values import as_text, currency_of
from tui_crm.models import ENTITIES, Entity
from tui_crm.store.engine import Book, Work
from tui_crm.store.entry import Value
from tui_crm.store.lookup import label_of

SAMPLED = 20
"""Rows that are shown as they will be stored."""

EXAMPLES = 3
"""Values of a column that are shown."""


@dataclass(frozen=True)
class ColumnSeen:
    """A column of a file, and what it is taken for."""

    header: str
    examples: tuple[str, ...]
    field: str
    """Our field; `custom:Region` for a custom one, empty where the column is left out."""
    why: str
    """known, by name, chosen, custom, not needed or left out."""
    title: str
    """The title of our field."""


@dataclass(frozen=True)
class RowSeen:
    """A row of a file as it will be stored."""

    line: int
    fate: str
    values: Mapping[str, str]
    """By our field, as text."""


@dataclass(frozen=True)
class Preview:
    """A file as an import reads it, and what it still has to be told."""

    file: str
    program: str = ""
    entity: str = ""
    encoding: str = ""
    guessed: bool = False
    delimiter: str = ""
    header_line: int | None = None
    rows: int = 0
    columns: Sequence[ColumnSeen] = ()
    fields: Sequence[str] = ()
    """Those that the rows show, in their order."""
    sample: Sequence[RowSeen] = ()
    questions: Sequence[Question] = ()
    said: Sequence[str] = ()
    totals: Sequence[Mapping[str, object]] = ()
    left_out: int = 0
    targets: Sequence[tuple[str, str]] = ()
    """What a column can be, each with its title."""
    saved: str = ""
    """The day on which a file with the same headers was imported last; empty where none was."""


def preview(book: Book, order: Order, watch: Watch | None = None) -> Preview:
    """What an import of a file would do with its first rows, and what it asks; stores nothing.

    Raises `WrongUsage`, `Refused` or `DiskTrouble` where the file cannot be taken at all.
    """
    try:
        looked = look(book, order, watch)
    except Undecided as undecided:
        return _unclear(book, order, undecided.questions)
    report = Report(str(order.path), "", dry_run=True)
    looked.describe(report)
    sample: list[RowSeen] = []
    if not looked.questions:
        with book.work("preview") as work:
            work.is_trial = True
            sample = _tried(work, looked, report)
    return _preview(looked, report, sample)


def title_of(entity: Entity, name: str) -> str:
    """What people call a field that a column can be, a linked record's with the record."""
    if name.startswith(CUSTOM):
        return name.removeprefix(CUSTOM)
    spec = spec_of(entity, name)
    if spec is None:
        return "Its number there" if name == "source_id" else name
    link, dot, _ = name.partition(".")
    owner = entity.field(link) if dot else None
    return f"{owner.title}: {spec.title.lower()}" if owner else spec.title


def _preview(looked: Looked, report: Report, sample: Sequence[RowSeen]) -> Preview:
    form, sheet = looked.form, looked.sheet
    entity = form.main.entity
    names = [*form.main.fields, *form.main.constants]
    return Preview(
        file=str(looked.order.path),
        program=report.program,
        entity=entity.name,
        encoding=str(report.read["encoding"]),
        guessed=sheet.source.guessed,
        delimiter=sheet.source.delimiter,
        header_line=sheet.header_line,
        rows=looked.rows,
        columns=_columns(form, _examples(sheet, len(form.headers))),
        fields=[name for name in names if spec_of(entity, name)],
        sample=sample,
        questions=looked.questions,
        said=report.said,
        totals=[asdict(total) for total in report.totals],
        left_out=len(report.left_out),
        targets=_targets(entity),
        saved=looked.last_time.isoformat() if looked.last_time else "",
    )


def _tried(work: Work, looked: Looked, report: Report) -> list[RowSeen]:
    """The first rows, taken as the import would take them."""
    form, intake = begin(work, looked, report)
    seen: list[RowSeen] = []
    with looked.sheet.rows() as rows:
        for row in islice(rows, SAMPLED):
            before = (report.imported, report.updated, report.unchanged, report.duplicates)
            taken = intake.take(row)
            fate = _fate(work, form, report, before, row.line) if taken else _rejected(report)
            seen.append(RowSeen(row.line, fate, _texts(work, form, intake)))
    return seen


def _fate(work: Work, form: Form, report: Report, before: tuple[int, ...], line: int) -> str:
    after = (report.imported, report.updated, report.unchanged, report.duplicates)
    ways = ("new", "updates", "unchanged", "duplicate")
    counted = (way for way, old, new in zip(ways, before, after, strict=True) if new > old)
    way = next(counted, "added up")
    match = report.matched[-1] if report.matched else None
    if way == "updates" and match is not None and match.line == line:
        return f"updates {label_of(work, form.main.entity, match.id)} ({match.by})"
    return way


def _rejected(report: Report) -> str:
    last = report.rejected[-1]
    return f"rejected: {f'{last.column}: ' if last.column else ''}{last.reason}"


def _texts(work: Work, form: Form, intake: Intake) -> dict[str, str]:
    entity, values = form.main.entity, intake.latest
    currency = currency_of(entity, values, work.business.currency)
    return {
        name: _text(entity, name, value, currency)
        for name, value in values.items()
        if value is not None
    }


def _text(entity: Entity, name: str, value: Value, currency: str) -> str:
    spec = spec_of(entity, name)
    return str(value) if spec is None else as_text(spec, value, currency)


def _columns(form: Form, examples: Sequence[tuple[str, ...]]) -> list[ColumnSeen]:
    entity = form.main.entity
    by_place = {at: name for part in form.side for name, at in part.fields.items()}
    by_place |= {at: f"{CUSTOM}{title}" for title, at in form.customs.items()}
    by_place |= {at: name for name, at in form.main.fields.items()}
    return [
        ColumnSeen(
            header, examples[at], by_place.get(at, ""), form.whys.get(at, "left out"),
            title_of(entity, by_place[at]) if at in by_place else "",
        )
        for at, header in enumerate(form.headers)
    ]  # fmt: skip


def _examples(sheet: Sheet, width: int) -> list[tuple[str, ...]]:
    """The first values of each column that are not empty."""
    found: list[list[str]] = [[] for _ in range(width)]
    with sheet.rows() as rows:
        for row in islice(rows, SAMPLED):
            for values, cell in zip(found, row.cells, strict=False):
                if cell.strip() and len(values) < EXAMPLES and cell not in values:
                    values.append(cell.strip()[:200])
    return [tuple(values) for values in found]


def _targets(entity: Entity) -> list[tuple[str, str]]:
    return [(name, title_of(entity, name)) for name in fields_of(entity)]


def _unclear(book: Book, order: Order, questions: Sequence[Question]) -> Preview:
    """What can be shown of a file that must be told more before it can be read at all."""
    name = order.entity.name if order.entity else ""
    if any(question.choice == "encoding" for question in questions):
        return Preview(str(order.path), entity=name, questions=questions)
    sheet = open_sheet(order)
    with book.read() as connection:
        last = recall(connection, sheet.headers)
    examples = _examples(sheet, len(sheet.headers))
    return Preview(
        str(order.path),
        entity=name,
        encoding=sheet.source.encoding.removesuffix("-sig"),
        guessed=sheet.source.guessed,
        delimiter=sheet.source.delimiter,
        header_line=sheet.header_line,
        columns=[
            ColumnSeen(header, examples[at], "", "left out", "")
            for at, header in enumerate(sheet.headers)
        ],
        questions=questions,
        targets=_targets(ENTITIES[name]) if name else (),
        saved=last.on.isoformat() if last else "",
    )
