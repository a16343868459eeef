"""The journal: what each action changed, and undo and redo made of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import event, func, insert, inspect, select, text, update
from sqlalchemy.orm import UOWTransaction
from sqlmodel import Session, SQLModel, col

from tui_crm.errors import Refused
from tui_crm.models import MODELS
from tui_crm.models.fields import instant_text
from tui_crm.models.journal import JournalBatch, JournalReplay, JournalRow, JournalTurn

if TYPE_CHECKING:
    from tui_crm.store.engine import Book, Work

Image = dict[str, str | int | None]
"""A row's columns as they are stored."""

COLUMNS = {
    model.table().name: tuple(column.name for column in model.table().columns) for model in MODELS
}

_DROP_UNDONE = (
    update(JournalBatch).where(col(JournalBatch.state) == "undone").values(state="dropped")
)
_OPEN_BATCH = insert(JournalBatch).values(state="done").returning(col(JournalBatch.id))
PHONED = ("account", "contact")
"""Tables whose records are known by their phone number."""
KEYS = {model.table().name: model.table().primary_key.columns[0].name for model in MODELS}


@dataclass(frozen=True, slots=True)
class Step:
    """An action that undo took back or redo brought back."""

    batch_id: int
    action: str
    title: str


def watch(works: type[Work]) -> None:
    """Note every row that units of work change, as it is flushed."""
    event.listen(works, "after_flush", _record)


def close_batch(work: Work) -> None:
    """Write what the work changed as one batch, and drop what could have been redone before it."""
    if not work.changes:
        return
    work.execute(_DROP_UNDONE)
    opened = {"at": work.at, "action": work.action, "title": work.title or work.action}
    work.batch_id = work.execute(_OPEN_BATCH, opened).scalar_one()
    work.execute(
        insert(JournalRow), [{"batch_id": work.batch_id, **change} for change in work.changes]
    )


def record_run(work: Work, table: str, first: int, last: int) -> None:
    """Note a run of rows that was added in one go, such as an import's."""
    run = {"before": None, "after": None, "last_row_id": last}
    work.changes.append({"table_name": table, "row_id": first, **run})


@contextmanager
def rewriting_history(work: Work) -> Iterator[None]:
    """Let the work correct a history that is otherwise only added to; the journal keeps both."""
    work.execute(insert(JournalReplay).values(batch_id=0))
    yield
    work.flush()
    work.execute(text("DELETE FROM journal_replay"))


def undo(book: Book) -> Step:
    """Take back the last action whole; raises `Refused` where there is none or it was overtaken."""
    with book.work("undo") as work:
        batch = work.execute(
            select(JournalBatch)
            .where(col(JournalBatch.state) == "done")
            .order_by(col(JournalBatch.id).desc())
            .limit(1)
        ).scalar_one_or_none()
        if batch is None:
            raise Refused("There is nothing to undo.")
        return _replay(work, batch, backwards=True)


def redo(book: Book) -> Step:
    """Bring back the action that was undone last; raises `Refused` where there is none."""
    with book.work("redo") as work:
        batch = work.execute(
            select(JournalBatch)
            .where(col(JournalBatch.state) == "undone")
            .order_by(col(JournalBatch.id))
            .limit(1)
        ).scalar_one_or_none()
        if batch is None:
            raise Refused("There is nothing to redo.")
        return _replay(work, batch, backwards=False)


def _record(session: Session, _flush: UOWTransaction) -> None:
    work: Work = session  # type: ignore[assignment]  # only units of work are watched
    noted: list[dict[str, object]] = []
    for record in session.new:
        noted.append(_entry(record, None, _image(record)))
    for record in session.dirty:
        before, after = _changes(record)
        if after:
            noted.append(_entry(record, before, after))
    for record in session.deleted:
        noted.append(_entry(record, _image(record), None))
    work.changes += [change for change in noted if change["table_name"] in COLUMNS]


def _entry(record: SQLModel, before: Image | None, after: Image | None) -> dict[str, object]:
    state = inspect(record)
    key = state.identity or state.mapper.primary_key_from_instance(record)
    row_id = key[0] if isinstance(key[0], int) else 0
    return {
        "table_name": state.mapper.local_table.name,
        "row_id": row_id,
        "last_row_id": None,
        "before": None if before is None else json.dumps(before, ensure_ascii=False),
        "after": None if after is None else json.dumps(after, ensure_ascii=False),
    }


def _image(record: SQLModel) -> Image:
    return {name: _stored(value) for name, value in inspect(record).dict.items() if name[0] != "_"}


def _changes(record: SQLModel) -> tuple[Image, Image]:
    before: Image = {}
    after: Image = {}
    for attribute in inspect(record).attrs:
        history = attribute.history
        if history.has_changes():
            before[attribute.key] = _stored(history.deleted[0]) if history.deleted else None
            after[attribute.key] = _stored(history.added[0])
    key = inspect(record).mapper.primary_key[0].name
    if after:
        before[key] = after[key] = _stored(getattr(record, key))
    return before, after


def _stored(value: object) -> str | int | None:
    if isinstance(value, datetime):
        return instant_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return int(value)
    if value is None or isinstance(value, str | int):
        return value
    raise TypeError(f"a column holds {type(value).__name__}, which the journal cannot keep")


def _replay(work: Work, batch: JournalBatch, *, backwards: bool) -> Step:
    assert batch.id is not None
    work.execute(text("PRAGMA defer_foreign_keys = ON"))
    work.execute(insert(JournalReplay).values(batch_id=batch.id))
    entries = list(
        work.execute(
            select(JournalRow)
            .where(col(JournalRow.batch_id) == batch.id)
            .order_by(col(JournalRow.id).desc() if backwards else col(JournalRow.id))
        ).scalars()
    )
    runs: dict[int, tuple[int, int]] = {}
    for entry in entries:
        if entry.last_row_id is not None and entry.id is not None:
            runs[entry.id] = _take_away_run(work, entry)
            continue
        was, becomes = (entry.after, entry.before) if backwards else (entry.before, entry.after)
        _replay_row(work, batch, entry, was, becomes)
    if any(entry.id not in runs and (entry.id or 0) > min(runs) for entry in entries if runs):
        _put_in_order(work, [entry.id or 0 for entry in reversed(entries)], runs)
    _know_phones(work, entries)
    work.execute(text("DELETE FROM journal_replay"))
    _turn(work, batch.id, backwards=backwards)
    return Step(batch.id, batch.action, batch.title)


def _know_phones(work: Work, entries: list[JournalRow]) -> None:
    """Put the keys of phone numbers right that older versions, which had none, did not note."""
    if any('"phone_key"' in f"{entry.before}{entry.after}" for entry in entries):
        return
    for entry in entries:
        if entry.table_name in PHONED and '"phone"' in f"{entry.before}{entry.after}":
            work.execute(
                text(
                    f'UPDATE "{entry.table_name}" SET phone_key = phone_key(phone, :country) '
                    "WHERE id = :number"
                ),
                {"country": work.business["country"], "number": entry.row_id},
            )


def _turn(work: Work, batch_id: int, *, backwards: bool) -> None:
    """Say of a batch how it stands now, and since when."""
    state, turn = ("undone", "undone") if backwards else ("done", "redone")
    work.execute(update(JournalBatch).where(col(JournalBatch.id) == batch_id).values(state=state))
    newest = select(func.max(col(JournalBatch.id))).scalar_subquery()
    work.execute(
        insert(JournalTurn).values(batch_id=batch_id, at=work.at, turn=turn, after_batch_id=newest)
    )


def _replay_row(
    work: Work, batch: JournalBatch, entry: JournalRow, was: str | None, becomes: str | None
) -> None:
    table = entry.table_name
    before: Image = json.loads(was) if was else {}
    after: Image = json.loads(becomes) if becomes else {}
    key = KEYS[table]
    if before:
        now = work.execute(
            text(f'SELECT {_listed(before)} FROM "{table}" WHERE "{key}" = :key'),
            {"key": before[key]},
        ).one_or_none()
        if now is None or tuple(now) != tuple(before.values()):
            raise Refused(
                f"“{batch.title}” cannot be taken back: its {table.replace('_', ' ')} "
                f"{before[key]} has been changed since by another program. Change it by hand."
            )
    if not after:
        work.execute(text(f'DELETE FROM "{table}" WHERE "{key}" = :key'), {"key": before[key]})
    elif not before:
        marks = ", ".join(f":{name}" for name in after)
        work.execute(text(f'INSERT INTO "{table}" ({_listed(after)}) VALUES ({marks})'), after)
    else:
        put = ", ".join(f'"{name}" = :{name}' for name in after)
        work.execute(
            text(f'UPDATE "{table}" SET {put} WHERE "{key}" = :_key'),
            {**after, "_key": before[key]},
        )


def _take_away_run(work: Work, run: JournalRow) -> tuple[int, int]:
    """Take away a run of rows and note each of them, so that redo has them; gives their ids."""
    table = run.table_name
    pairs = ", ".join(f"'{name}', \"{name}\"" for name in COLUMNS[table])
    bounds = {"first": run.row_id, "last": run.last_row_id}
    newest = select(func.max(col(JournalRow.id)))
    before = work.execute(newest).scalar_one()
    work.execute(
        text(
            "INSERT INTO journal_row (batch_id, table_name, row_id, after) "
            f"SELECT :batch, :table, id, json_object({pairs}) "
            f'FROM "{table}" WHERE id BETWEEN :first AND :last'
        ),
        {**bounds, "batch": run.batch_id, "table": table},
    )
    work.execute(text(f'DELETE FROM "{table}" WHERE id BETWEEN :first AND :last'), bounds)
    noted = (before + 1, work.execute(newest).scalar_one())
    work.execute(text("DELETE FROM journal_row WHERE id = :run"), {"run": run.id})
    return noted


def _put_in_order(work: Work, entries: list[int], runs: dict[int, tuple[int, int]]) -> None:
    """Number a batch's entries anew, the rows of a run before what was done to them later."""
    for entry in entries:
        first, last = runs.get(entry, (entry, entry))
        work.execute(
            text(
                "INSERT INTO journal_row (batch_id, table_name, row_id, before, after) "
                "SELECT batch_id, table_name, row_id, before, after FROM journal_row "
                "WHERE id BETWEEN :first AND :last ORDER BY id"
            ),
            {"first": first, "last": last},
        )
        work.execute(
            text("DELETE FROM journal_row WHERE id BETWEEN :first AND :last"),
            {"first": first, "last": last},
        )


def _listed(image: Image) -> str:
    return ", ".join(f'"{name}"' for name in image)
