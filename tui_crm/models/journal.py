"""The journal: each action of a person, with the rows that it changed before and after."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, Text
from sqlmodel import Field

from tui_crm.models.base import Record
from tui_crm.models.fields import InstantText, WholeNumber, inner
from tui_crm.models.shared import STRICT, one_of


class JournalBatch(Record, table=True):
    """One action of a person, which undo takes back whole."""

    __tablename__ = "journal_batch"
    __table_args__ = (
        one_of("state", "done", "undone", "dropped"),
        Index("ix_journal_batch_state", "state", "id"),
        STRICT,
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=WholeNumber)
    at: datetime = inner(InstantText, nullable=False)
    action: str = inner(Text, nullable=False)
    """The action's name at the command line."""
    title: str = inner(Text, value="", nullable=False)
    """What was done, in a sentence for people."""
    state: str = inner(Text, value="done", nullable=False)
    """done, undone (redo brings it back) or dropped (undone, then something else was done)."""


class JournalRow(Record, table=True):
    """A row that a batch added, changed or took away; or a run of rows that an import added."""

    __tablename__ = "journal_row"
    __table_args__ = (
        Index("ix_journal_row_batch", "batch_id", "id"),
        Index("ix_journal_row_record", "table_name", "row_id"),
        {"sqlite_strict": True},
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=WholeNumber)
    batch_id: int = inner(WholeNumber, foreign_key="journal_batch.id", nullable=False)
    table_name: str = inner(Text, nullable=False)
    row_id: int = inner(WholeNumber, nullable=False)
    last_row_id: int | None = inner(WholeNumber)
    """The last row of a run that was added in one go; its rows are kept when it is undone."""
    before: str | None = inner(Text)
    """JSON of the columns as they were; null where the row was added."""
    after: str | None = inner(Text)
    """JSON of the columns as they became; null where the row was taken away."""


class JournalTurn(Record, table=True):
    """A moment at which undo took a batch back, or redo brought it back.

    Batches and turns have one order: that of `(id, 0)` and `(after_batch_id, id)`.
    """

    __tablename__ = "journal_turn"
    __table_args__ = (
        one_of("turn", "undone", "redone"),
        Index("ix_journal_turn_batch", "batch_id", "id"),
        STRICT,
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=WholeNumber)
    batch_id: int = inner(WholeNumber, foreign_key="journal_batch.id", nullable=False)
    at: datetime = inner(InstantText, nullable=False)
    turn: str = inner(Text, nullable=False)
    """undone or redone."""
    after_batch_id: int = inner(WholeNumber, nullable=False)
    """The newest batch at that moment."""


class JournalReplay(Record, table=True):
    """Holds a row only while undo or redo runs: the triggers on histories look for it."""

    __tablename__ = "journal_replay"
    __table_args__ = ({"sqlite_strict": True},)

    batch_id: int | None = Field(default=None, primary_key=True, sa_type=WholeNumber)


class FileForm(Record, table=True):
    """How a file with these headers was read last, so that the next one is read alike.

    It is no part of the business: undo leaves it, and snapshots do not carry it.
    """

    __tablename__ = "file_form"
    __table_args__ = ({"sqlite_strict": True},)

    headers: str = Field(primary_key=True, sa_type=Text)
    """A digest of the headers in their order, case and blanks folded."""
    told: str = inner(Text, nullable=False)
    """JSON: what the owner said."""
    used_at: datetime = inner(InstantText, nullable=False)


JOURNAL: tuple[type[Record], ...] = (JournalBatch, JournalRow, JournalReplay, JournalTurn, FileForm)
