"""Files into the book: a CSV file of any program, or a snapshot."""

from __future__ import annotations

import tempfile
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

from tui_crm import money
from tui_crm.cli.desk import Answer, Desk, the_entity
from tui_crm.errors import WrongUsage
from tui_crm.exchange.import_file import import_file
from tui_crm.exchange.looking import Order
from tui_crm.exchange.report import Report
from tui_crm.exchange.snapshots.restore import bring_back
from tui_crm.models import ENTITIES
from tui_crm.paths import typed_path
from tui_crm.store.engine import Book, open_book
from tui_crm.text import quoted


def import_given(desk: Desk, options: Namespace) -> Answer:
    """Import a CSV file, or bring a snapshot folder back into an empty book."""
    path = typed_path(options.file)
    with _book_for(desk, options) as book:
        report = _restored(book, options, path) if path.is_dir() else import_file(
            book, _order(options, path))  # fmt: skip
    if options.json:
        desk.write_json(report.as_json())
    else:
        _tell(desk, report)
    return Answer(code=report.code)


@contextmanager
def _book_for(desk: Desk, options: Namespace) -> Iterator[Book]:
    """The book to import into; for a dry run where there is none yet, one that is thrown away."""
    if not options.dry_run or desk.path.exists():
        yield desk.book(create=True, post=not options.dry_run)
        return
    with tempfile.TemporaryDirectory(prefix="tui-crm-") as folder:
        book = open_book(Path(folder) / "tried.db")
        try:
            yield book
        finally:
            book.close()


def _order(options: Namespace, path: Path) -> Order:
    if options.no_header != (options.columns is not None):
        raise WrongUsage("--no-header and --columns go together: they say what the file has.")
    return Order(
        path=path,
        entity=the_entity(options.entity) if options.entity else None,
        mapping=_mapping(options.map),
        dry_run=options.dry_run,
        columns=options.columns.split(",") if options.columns else None,
        date_order=options.date_order,
        decimal=options.decimal,
        currency=options.currency.upper() if options.currency else None,
        rate=_rate(options.rate) if options.rate else None,
        encoding=options.encoding,
        rejects=typed_path(options.rejects) if options.rejects else None,
        revenue=not options.without_revenue,
    )


def _mapping(words: list[str]) -> dict[str, str]:
    """`Their header=our_field` words; a header may hold equals signs of its own."""
    mapping: dict[str, str] = {}
    for word in words:
        theirs, equals, ours = word.rpartition("=")
        if not equals or not theirs:
            raise WrongUsage(
                f'--map {quoted(word)} is not "Their header=our_field": write, for example, '
                '--map "Company=name".'
            )
        mapping[theirs.strip()] = ours.strip()
    return mapping


def _rate(text: str) -> Decimal:
    try:
        return money.parse_rate(text)
    except ValueError as error:
        raise WrongUsage(f"--rate {quoted(text)} will not do: {error}.") from None


def _restored(book: Book, options: Namespace, folder: Path) -> Report:
    if options.entity:
        raise WrongUsage("A snapshot has everything: leave --as out.")
    manifest = bring_back(book, folder, dry_run=options.dry_run)
    report = Report(str(folder), "snapshot", options.dry_run, manifest.rows, manifest.rows)
    report.made = {name: table.rows for name, table in manifest.tables.items() if table.rows}
    return report


def _tell(desk: Desk, report: Report) -> None:
    """The report for people: what became of the rows, why some were not taken, what is asked."""
    if report.program:
        desk.say(
            f"Recognised: {report.program}. Its rows become {ENTITIES[report.entity].several}."
        )
    for question in report.questions:
        where = f"{quoted(question.column)}: " if question.column else ""
        options = f" ({', '.join(question.options)})" if question.options else ""
        desk.say(f"{where}{question.message}{options}")
    if report.questions:
        desk.say("Nothing was stored.")
        return
    for rejected in report.rejected:
        column = f", {rejected.column}" if rejected.column else ""
        value = f" {quoted(rejected.value)}" if rejected.value else ""
        desk.say(f"line {rejected.line}{column}{value}: {rejected.reason}")
    _tell_beside(desk, report)
    would = "would be " if report.dry_run else ""
    desk.write(
        f"{report.rows} rows: {report.imported} {would}imported, {report.updated} {would}updated, "
        f"{report.unchanged} unchanged, {report.duplicates} duplicates, "
        f"{len(report.rejected)} rejected"
    )


def _tell_beside(desk: Desk, report: Report) -> None:
    """What else there is to say: what was derived, kept, left out, made; and the totals."""
    for sentence in report.said:
        desk.say(sentence)
    if report.ignored_columns:
        desk.say(f"Not imported: the columns {', '.join(report.ignored_columns)}.")
    if report.custom_columns:
        kept = ", ".join(f"{theirs} ({ours})" for theirs, ours in report.custom_columns.items())
        desk.say(f"Kept as custom fields: {kept}.")
    if report.left_out:
        lines = ", ".join(str(line) for line in report.left_out[:10])
        more = f" and {len(report.left_out) - 10} more" if len(report.left_out) > 10 else ""
        desk.say(f"No rows, but headings or notes: lines {lines}{more}.")
    for total in report.totals:
        agrees = "as the rows come to" if not Decimal(total.difference) else (
            f"but the rows come to {total.sum}: a difference of {total.difference}"
        )  # fmt: skip
        desk.say(f"Line {total.line} says {total.total} for {total.column}, {agrees}.")
    if report.cleaned:
        desk.say(f"Control characters were removed from {report.cleaned} cells.")
    if report.matched:
        ways = {by: sum(m.by == by for m in report.matched) for by in dict.fromkeys(
            match.by for match in report.matched)}  # fmt: skip
        told = ", ".join(f"{many} by {by}" for by, many in ways.items())
        desk.say(f"Known already: {told}.")
    for kind, made in report.made.items():
        names = ", ".join(made) if isinstance(made, list) else str(made)
        desk.say(f"Made along with them: {kind} {names}")
