"""What goes with stages of the pipeline, and with hand-offs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any  # Any: the value of a column, whatever it holds

from sqlalchemy import func, select
from sqlmodel import col

from tui_crm.actions.edit_rules import Rules
from tui_crm.errors import Refused
from tui_crm.models import Entity, Record, Stage
from tui_crm.store.engine import Work
from tui_crm.store.entry import Value
from tui_crm.text import quoted

DECIDED = ("won", "lost")
"""States that exactly one stage of the pipeline has each."""


class StageRules(Rules):
    """A new stage stands behind the others unless its place is given."""

    def add(
        self, work: Work, entity: Entity, values: Mapping[str, Value], columns: dict[str, Any]
    ) -> Record:
        """Store a new stage."""
        if "position" not in values:
            last = work.execute(select(func.max(col(Stage.position)))).scalar()
            columns["position"] = 0 if last is None else last + 1
        return super().add(work, entity, values, columns)

    def change(
        self, work: Work, entity: Entity, record: Record, values: Mapping[str, Value]
    ) -> None:
        """Put new values into a stage; raises `Refused` where deals could not be decided then."""
        assert isinstance(record, Stage)
        state = values.get("state", record.state)
        if state != record.state and (state in DECIDED or record.state in DECIDED):
            raise _needed(record)
        super().change(work, entity, record, values)

    def delete(self, work: Work, record: Record) -> None:
        """Take a stage away; raises `Refused` for the one of won and the one of lost deals."""
        assert isinstance(record, Stage)
        if record.state in DECIDED:
            raise _needed(record)
        super().delete(work, record)


class HandOffRules(Rules):
    """A hand-off is made and decided by the actions, which also move the lead."""

    def add(
        self, work: Work, entity: Entity, values: Mapping[str, Value], columns: dict[str, Any]
    ) -> Record:
        """Raises `Refused` with the action that makes one."""
        raise Refused("A hand-off is made by offering a lead: use offer-lead.")

    def change(
        self, work: Work, entity: Entity, record: Record, values: Mapping[str, Value]
    ) -> None:
        """Raises `Refused` with the actions that decide one."""
        raise Refused("A hand-off is decided by accept-lead, reject-lead or withdraw-lead.")

    def delete(self, work: Work, record: Record) -> None:
        """Raises `Refused` with the action that takes one back."""
        raise Refused("A hand-off is taken back by withdraw-lead, or by undo.")


def _needed(stage: Stage) -> Refused:
    return Refused(
        "A pipeline has exactly one stage for won deals and one for lost ones: "
        f"{quoted(stage.name)} can be renamed, its state stays."
    )


STAGE, HANDOFF = StageRules(), HandOffRules()
