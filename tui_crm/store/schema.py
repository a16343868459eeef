"""The schema that the models describe, as the statements that make it."""

from __future__ import annotations

import re

from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex, CreateTable

from tui_crm.models import MODELS
from tui_crm.models.journal import JOURNAL

APPEND_ONLY = ("deal_event", "lead_event")
"""Histories: rows are added to them, and only undo takes them away."""


def statements() -> list[str]:
    """Every statement that makes the schema, in an order in which they can be run."""
    dialect = sqlite.dialect()
    made: list[str] = []
    for model in MODELS + JOURNAL:
        table = model.table()
        made.append(_tidy(str(CreateTable(table).compile(dialect=dialect))))
        for index in sorted(table.indexes, key=lambda index: str(index.name)):
            made.append(_tidy(str(CreateIndex(index).compile(dialect=dialect))))
    for table_name in APPEND_ONLY:
        made += _append_only(table_name)
    return made


def _append_only(table: str) -> list[str]:
    replayed = "NOT EXISTS (SELECT 1 FROM journal_replay)"
    return [
        f"CREATE TRIGGER {table}_is_never_{done} BEFORE {event} ON {table} WHEN {replayed}\n"
        f"BEGIN SELECT RAISE(ABORT, 'history is only added to'); END"
        for event, done in (("UPDATE", "changed"), ("DELETE", "removed"))
    ]


def _tidy(statement: str) -> str:
    return re.sub(r"[ \t]+\n", "\n", statement.strip()).replace("\n\n", "\n").replace("\t", "  ")
