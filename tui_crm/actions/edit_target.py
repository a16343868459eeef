"""What goes with targets: they are set for a KPI that exists."""

from __future__ import annotations

from collections.abc import Mapping

from tui_crm.actions.edit_rules import Rules
from tui_crm.errors import FieldErrors
from tui_crm.text import quoted


class TargetRules(Rules):
    """A target names its KPI by name or by title."""

    def reworded(self, typed: Mapping[str, str]) -> Mapping[str, str]:
        """The KPI by its name; raises `FieldErrors` for one that does not exist."""
        called = typed.get("metric", "").strip()
        return {**typed, "metric": _kpi(called)} if called else typed


RULES = TargetRules()


def _kpi(called: str) -> str:
    # Here, since only a target needs the KPIs: whatever else is stored would wait for them.
    from tui_crm.metrics.kpi import KPIS
    from tui_crm.metrics.shared import kpi_called

    kpi = kpi_called(called)
    if kpi is None:
        known = ", ".join(KPIS)
        raise FieldErrors({"metric": f"{quoted(called)} is not a KPI. They are: {known}."})
    return kpi.name
