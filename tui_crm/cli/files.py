"""Files in and out of the book."""

from __future__ import annotations

import tempfile
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from tui_crm import clock
from tui_crm.cli.desk import Answer, Desk, the_entity
from tui_crm.errors import WrongUsage
from tui_crm.exchange.export import export_listing
from tui_crm.exchange.import_file import Order, import_file
from tui_crm.exchange.report import Report
from tui_crm.exchange.restore import bring_back
from tui_crm.exchange.snapshot import write_snapshot
from tui_crm.store.engine import Book, open_book
from tui_crm.store.query import Listing
from tui_crm.store.where import Reading
from tui_crm.text import quoted


def export_given(desk: Desk, options: Namespace) -> Answer:
    """Write one entity to a CSV file, or everything to a snapshot folder."""
    path = Path(options.path).expanduser()
    return _export_entity(desk, options, path) if options.entity else _snapshot(desk, options, path)


def _export_entity(desk: Desk, options: Namespace, path: Path) -> Answer:
    entity = the_entity(options.entity)
    book = desk.book(post=False)
    reading = Reading(book.business, book.today(), plain=True)
    listing = Listing(entity, reading, options.where, order="id")
    with book.read() as connection:
        rows = export_listing(connection, listing, path)
    desk.say(f"Wrote {rows} {entity.plural} to {path}")
    if options.json:
        desk.write_json({"file": str(path), "entity": entity.name, "rows": rows})
    return Answer()


def _snapshot(desk: Desk, options: Namespace, path: Path) -> Answer:
    if options.where:
        raise WrongUsage("A snapshot has everything: --where goes with --as ENTITY.")
    book = desk.book(post=False)
    manifest = write_snapshot(book, path, clock.now(book.business.zone))
    desk.say(f"Wrote a snapshot of {manifest.rows} rows to {path}")
    if options.json:
        desk.write_json({"folder": str(path), "rows": manifest.rows, **asdict(manifest)})
    return Answer()


def import_given(desk: Desk, options: Namespace) -> Answer:
    """Import a CSV file, or bring a snapshot folder back into an empty book."""
    path = Path(options.file).expanduser()
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
        encoding=options.encoding,
        rejects=Path(options.rejects).expanduser() if options.rejects else None,
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


def _restored(book: Book, options: Namespace, folder: Path) -> Report:
    if options.entity:
        raise WrongUsage("A snapshot has everything: leave --as out.")
    manifest = bring_back(book, folder, dry_run=options.dry_run)
    report = Report(str(folder), "snapshot", options.dry_run, manifest.rows, manifest.rows)
    report.made = {name: table.rows for name, table in manifest.tables.items() if table.rows}
    return report


def _tell(desk: Desk, report: Report) -> None:
    """The report for people: what became of the rows, why some were not taken, what is asked."""
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
    if report.ignored_columns:
        desk.say(f"Not imported: the columns {', '.join(report.ignored_columns)}.")
    if report.cleaned:
        desk.say(f"Control characters were removed from {report.cleaned} cells.")
    for kind, made in report.made.items():
        names = ", ".join(made) if isinstance(made, list) else str(made)
        desk.say(f"Made along with them: {kind} {names}")
    would = "would be " if report.dry_run else ""
    desk.write(
        f"{report.rows} rows: {report.imported} {would}imported, {report.updated} {would}updated, "
        f"{report.unchanged} unchanged, {report.duplicates} duplicates, "
        f"{len(report.rejected)} rejected"
    )
