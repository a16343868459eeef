"""What goes with targets: they are set for a KPI that exists."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any  # Any: the value of a column, whatever it holds

from tui_crm.actions.edit_rules import Rules
from tui_crm.errors import FieldErrors
from tui_crm.metrics.kpi import KPIS
from tui_crm.metrics.shared import kpi_called
from tui_crm.models import Entity, Record
from tui_crm.store.engine import Work
from tui_crm.store.entry import Value
from tui_crm.text import quoted


class TargetRules(Rules):
    """A target names its KPI by name or by title."""

    def add(
        self, work: Work, entity: Entity, values: Mapping[str, Value], columns: dict[str, Any]
    ) -> Record:
        """Store a target; raises `FieldErrors` for a KPI that does not exist."""
        columns["metric"] = _kpi(str(values["metric"]))
        return super().add(work, entity, values, columns)

    def change(
        self, work: Work, entity: Entity, record: Record, values: Mapping[str, Value]
    ) -> None:
        """Put new values into a target; raises `FieldErrors` for a KPI that does not exist."""
        if "metric" in values:
            values = {**values, "metric": _kpi(str(values["metric"] or ""))}
        super().change(work, entity, record, values)


RULES = TargetRules()


def _kpi(called: str) -> str:
    kpi = kpi_called(called)
    if kpi is None:
        known = ", ".join(KPIS)
        raise FieldErrors({"metric": f"{quoted(called)} is not a KPI. They are: {known}."})
    return kpi.name
