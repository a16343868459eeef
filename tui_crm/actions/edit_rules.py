"""What adding, changing and deleting a record come to where nothing special holds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any  # Any: the value of a column, whatever it holds

from tui_crm.models import Entity, Record
from tui_crm.store import records
from tui_crm.store.customs import EXTRA
from tui_crm.store.engine import Work
from tui_crm.store.entry import Value


class Rules:
    """How records of an entity are added, changed and deleted."""

    fills: frozenset[str] = frozenset()
    """Fields that need not be typed because the rules know what holds."""

    def reworded(self, typed: Mapping[str, str]) -> Mapping[str, str]:
        """What was typed, with other programs' fields in our terms."""
        return typed

    def add(
        self, work: Work, entity: Entity, values: Mapping[str, Value], columns: dict[str, Any]
    ) -> Record:
        """Store a new record."""
        record = records.build(work, entity.model, columns)
        records.store(work, record)
        return record

    def change(
        self, work: Work, entity: Entity, record: Record, values: Mapping[str, Value]
    ) -> None:
        """Put new values into a record."""
        held = getattr(record, EXTRA, None)
        for column, value in records.columns_of(entity, values, held).items():
            setattr(record, column, value)

    def delete(self, work: Work, record: Record) -> None:
        """Take a record away."""
        records.delete(work, record)
