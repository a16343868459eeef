"""The journal: what each action changed, and undo and redo made of it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
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
_NOTES = "coalesce(before, '') || coalesce(after, '')"
_WITHIN = "batch_id = :batch AND id BETWEEN :first AND :last"
KEYS = {model.table().name: model.table().primary_key.columns[0].name for model in MODELS}


@dataclass(frozen=True, slots=True)
class Step:
    """An action that undo took back or redo brought back."""

    batch_id: int
    action: str
    title: str


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Entries of a batch, by their numbers, that one after another did the same to one table."""

    batch_id: int
    first: int
    last: int
    table: str
    before: bool
    """Whether the rows were there before."""
    after: bool
    """Whether they were there afterwards."""
    is_run: bool
    """Whether it is one entry for a run of rows."""

    @property
    def bounds(self) -> dict[str, int]:
        """What `_WITHIN` asks for."""
        return {"batch": self.batch_id, "first": self.first, "last": self.last}

    def noted(self, column: str, what: str = "extract") -> str:
        """The value of a column, or its type, in the noted rows of which only one image is kept."""
        return f"""json_{what}({"after" if self.after else "before"}, '$."{column}"')"""


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
    knows_phones = _knows_phones(work, batch.id)
    stretches = _stretches(work, batch.id)
    in_turn = stretches[::-1] if backwards else stretches
    runs = [stretch for stretch in in_turn if stretch.is_run]
    noted = {}
    for stretch in in_turn:
        if stretch.is_run:
            noted[stretch.first] = _take_away_run(work, stretch)
        else:
            _replay_stretch(work, batch, stretch, backwards=backwards)
    if runs and any(not each.is_run and each.last > runs[-1].first for each in stretches):
        _put_in_order(work, stretches, noted)
    if not knows_phones:
        _know_phones(work, batch.id)
    work.execute(text("DELETE FROM journal_replay"))
    _turn(work, batch.id, backwards=backwards)
    return Step(batch.id, batch.action, batch.title)


def _stretches(work: Work, batch_id: int) -> list[_Stretch]:
    """What a batch did, one thing after another; each run of rows stands by itself."""
    entries = work.execute(
        text(
            "SELECT id, table_name, before IS NOT NULL, after IS NOT NULL, last_row_id IS NOT NULL "
            "FROM journal_row WHERE batch_id = :batch ORDER BY id"
        ),
        {"batch": batch_id},
    )
    found: list[_Stretch] = []
    for number, table, before, after, is_run in entries:
        last = found[-1] if found else None
        if last and not is_run and (table, before, after) == (last.table, last.before, last.after):
            found[-1] = replace(last, last=number)
        else:
            found.append(_Stretch(batch_id, number, number, table, before, after, is_run))
    return found


def _knows_phones(work: Work, batch_id: int) -> bool:
    """Whether a batch noted the keys of phone numbers, which older versions did not have."""
    asked = (
        "SELECT 1 FROM journal_row WHERE batch_id = :batch "
        f"AND table_name IN {PHONED} AND instr({_NOTES}, '\"phone_key\"') LIMIT 1"
    )
    return work.execute(text(asked), {"batch": batch_id}).first() is not None


def _know_phones(work: Work, batch_id: int) -> None:
    """Put the keys of phone numbers right that a batch of an older version touched."""
    for table in PHONED:
        work.execute(
            text(
                f'UPDATE "{table}" SET phone_key = phone_key(phone, :country) WHERE id IN ('
                "SELECT row_id FROM journal_row WHERE batch_id = :batch AND table_name = :table "
                f"AND instr({_NOTES}, '\"phone\"'))"
            ),
            {"country": work.business["country"], "batch": batch_id, "table": table},
        )


def _turn(work: Work, batch_id: int, *, backwards: bool) -> None:
    """Say of a batch how it stands now, and since when."""
    state, turn = ("undone", "undone") if backwards else ("done", "redone")
    work.execute(update(JournalBatch).where(col(JournalBatch.id) == batch_id).values(state=state))
    newest = select(func.max(col(JournalBatch.id))).scalar_subquery()
    work.execute(
        insert(JournalTurn).values(batch_id=batch_id, at=work.at, turn=turn, after_batch_id=newest)
    )


def _replay_stretch(work: Work, batch: JournalBatch, stretch: _Stretch, *, backwards: bool) -> None:
    was_there, is_there = stretch.before, stretch.after
    if was_there and is_there:
        _change_back_or_again(work, batch, stretch, backwards=backwards)
    elif was_there == backwards:
        _bring_in(work, stretch, backwards=backwards)
    else:
        _require_unchanged(work, batch, stretch)
        key = KEYS[stretch.table]
        work.execute(
            text(
                f'DELETE FROM "{stretch.table}" WHERE "{key}" IN ('
                f"SELECT {stretch.noted(key)} FROM journal_row WHERE {_WITHIN})"
            ),
            stretch.bounds,
        )


def _bring_in(work: Work, stretch: _Stretch, *, backwards: bool) -> None:
    """Store rows as they were noted; columns that came with a later version stay empty."""
    names = COLUMNS[stretch.table]
    listed = ", ".join(f'"{name}"' for name in names)
    noted = ", ".join(map(stretch.noted, names))
    order = "id DESC" if backwards else "id"
    work.execute(
        text(
            f'INSERT INTO "{stretch.table}" ({listed}) '
            f"SELECT {noted} FROM journal_row WHERE {_WITHIN} ORDER BY {order}"
        ),
        stretch.bounds,
    )


def _require_unchanged(work: Work, batch: JournalBatch, stretch: _Stretch) -> None:
    """Raises `Refused` where a row is not there as it was noted."""
    table, key = stretch.table, KEYS[stretch.table]
    differs = " OR ".join(
        f'(now."{name}" IS NOT {stretch.noted(name)} AND {stretch.noted(name, "type")} NOTNULL)'
        for name in COLUMNS[table]
    )
    changed = work.execute(
        text(
            f"SELECT {stretch.noted(key)} "
            f"FROM (SELECT before, after FROM journal_row WHERE {_WITHIN}) "
            f'LEFT JOIN "{table}" AS now ON now."{key}" = {stretch.noted(key)} '
            f'WHERE now."{key}" IS NULL OR {differs} LIMIT 1'
        ),
        stretch.bounds,
    ).scalar()
    if changed is not None:
        raise _overtaken(batch, table, changed)


def _change_back_or_again(
    work: Work, batch: JournalBatch, stretch: _Stretch, *, backwards: bool
) -> None:
    order = "id DESC" if backwards else "id"
    entries = work.execute(
        text(f"SELECT before, after FROM journal_row WHERE {_WITHIN} ORDER BY {order}"),
        stretch.bounds,
    ).all()
    table, key = stretch.table, KEYS[stretch.table]
    for before, after in entries:
        was, becomes = (after, before) if backwards else (before, after)
        old, new = json.loads(was), json.loads(becomes)
        now = work.execute(
            text(f'SELECT {_listed(old)} FROM "{table}" WHERE "{key}" = :key'), {"key": old[key]}
        ).one_or_none()
        if now is None or tuple(now) != tuple(old.values()):
            raise _overtaken(batch, table, old[key])
        put = ", ".join(f'"{name}" = :{name}' for name in new)
        work.execute(
            text(f'UPDATE "{table}" SET {put} WHERE "{key}" = :_key'), {**new, "_key": old[key]}
        )


def _overtaken(batch: JournalBatch, table: str, key: object) -> Refused:
    return Refused(
        f"“{batch.title}” cannot be taken back: its {table.replace('_', ' ')} "
        f"{key} has been changed since by another program. Change it by hand."
    )


def _take_away_run(work: Work, run: _Stretch) -> tuple[int, int]:
    """Take away a run of rows and note each of them, so that redo has them; gives their ids."""
    table = run.table
    pairs = ", ".join(f"'{name}', \"{name}\"" for name in COLUMNS[table])
    noted = "SELECT row_id, last_row_id FROM journal_row WHERE id = :run"
    first, last = work.execute(text(noted), {"run": run.first}).one()
    newest = select(func.max(col(JournalRow.id)))
    before = work.execute(newest).scalar_one()
    work.execute(
        text(
            "INSERT INTO journal_row (batch_id, table_name, row_id, after) "
            f"SELECT :batch, :table, id, json_object({pairs}) "
            f'FROM "{table}" WHERE id BETWEEN :first AND :last'
        ),
        {"batch": run.batch_id, "table": table, "first": first, "last": last},
    )
    work.execute(
        text(f'DELETE FROM "{table}" WHERE id BETWEEN :first AND :last'),
        {"first": first, "last": last},
    )
    noted_last = work.execute(newest).scalar_one()
    work.execute(text("DELETE FROM journal_row WHERE id = :run"), {"run": run.first})
    return before + 1, noted_last


def _put_in_order(
    work: Work, stretches: Sequence[_Stretch], runs: Mapping[int, tuple[int, int]]
) -> None:
    """Number a batch's entries anew, the rows of a run before what was done to them later."""
    for stretch in stretches:
        first, last = runs.get(stretch.first, (stretch.first, stretch.last))
        bounds = {"batch": stretch.batch_id, "first": first, "last": last}
        work.execute(
            text(
                "INSERT INTO journal_row (batch_id, table_name, row_id, before, after) "
                "SELECT batch_id, table_name, row_id, before, after FROM journal_row "
                f"WHERE {_WITHIN} ORDER BY id"
            ),
            bounds,
        )
        work.execute(text(f"DELETE FROM journal_row WHERE {_WITHIN}"), bounds)


def _listed(image: Image) -> str:
    return ", ".join(f'"{name}"' for name in image)
