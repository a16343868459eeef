"""Files out of the book: the records of one kind, or everything."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import asdict
from pathlib import Path

from tui_crm import clock
from tui_crm.cli.desk import Answer, Desk, the_entity
from tui_crm.errors import Refused, WrongUsage
from tui_crm.exchange.out.formats import HELD, export_records
from tui_crm.exchange.out.placing import Taken
from tui_crm.exchange.snapshots.snapshot import Kept, snapshot_if_changed, write_snapshot
from tui_crm.models import ENTITIES, Entity
from tui_crm.paths import typed_path
from tui_crm.store.query import Listing
from tui_crm.store.where import Reading
from tui_crm.text import quoted


def export_given(desk: Desk, options: Namespace) -> Answer:
    """Write records to a table, cards or a calendar, or everything to a snapshot folder."""
    path = typed_path(options.path)
    entity = _entity(options, path)
    if entity is not None:
        return _export_records(desk, options, entity, path)
    for option in ("where", "fields", "replace"):
        if getattr(options, option):
            raise WrongUsage(
                f"A snapshot is new and has everything: --{option} goes with --as ENTITY."
            )
    return _snapshot(desk, options, path)


def _entity(options: Namespace, path: Path) -> Entity | None:
    """Whose records are wanted; None for a snapshot. Raises `WrongUsage` where it is not clear."""
    ending = path.suffix.lower()
    if options.if_changed:
        if options.entity:
            raise WrongUsage(
                "--if-changed is for snapshots, which have everything: leave --as out."
            )
        return None
    if options.entity:
        return the_entity(options.entity)
    if ending in HELD:
        return ENTITIES[HELD[ending]]
    if ending == ".csv":
        raise WrongUsage(
            f"{quoted(path.name)} is a file for one kind of records: say which with --as ENTITY, "
            "or name a folder for a snapshot of everything."
        )
    return None


def _export_records(desk: Desk, options: Namespace, entity: Entity, path: Path) -> Answer:
    book = desk.book(post=False)
    reading = Reading(book.business, book.today(), plain=True)
    listing = Listing(entity, reading, options.where, order="id")
    fields = options.fields.split(",") if options.fields else None
    at = clock.now(book.business.zone)
    try:
        with book.read() as connection:
            written = export_records(
                connection, listing, path, fields, at=at, replace=options.replace
            )
    except Taken as taken:
        if options.replace:
            raise
        raise Refused(f"{taken} Or replace it with --replace.") from None
    desk.say(f"Wrote {written.rows} {written.what} to {path}{written.remark}")
    if options.json:
        desk.write_json({
            "file": str(path), "entity": entity.name, "rows": written.rows,
            "columns": written.columns, "left_out": written.left_out,
        })  # fmt: skip
    return Answer()


def _snapshot(desk: Desk, options: Namespace, folder: Path) -> Answer:
    book = desk.book(post=False)
    at = clock.now(book.business.zone)
    if options.if_changed:
        kept = snapshot_if_changed(book, folder, at)
    else:
        kept = Kept(folder, write_snapshot(book, folder, at), is_new=True)
    rows, place = kept.manifest.rows, kept.folder
    if kept.is_new:
        desk.say(f"Wrote a snapshot of {rows} rows to {place}, and read it back.")
    else:
        desk.say(f"Nothing was changed since the snapshot of {rows} rows in {place}.")
    if options.json:
        desk.write_json(
            {"folder": str(place), "new": kept.is_new, "rows": rows, **asdict(kept.manifest)}
        )
    return Answer()
