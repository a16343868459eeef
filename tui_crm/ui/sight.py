"""What the first pane of Metrics shows of a period, in the order in which it is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tui_crm.metrics import shared
from tui_crm.metrics.confidence import Completeness, confidence
from tui_crm.metrics.figures import Figures
from tui_crm.metrics.kpi import KPIS
from tui_crm.metrics.shared import Scorecards
from tui_crm.period import Period
from tui_crm.store.business import Business
from tui_crm.ui.figures import score_line
from tui_crm.ui.widgets.scorecard import ScoreLine

AT_A_TIME = 5
"""How many figures are asked for at once when nobody looks at them yet."""

REVENUE = "revenue"

Inputs = Mapping[str, Sequence[Completeness]]
"""How complete what each KPI is worked out from is, by the KPI's name."""


def headline_names(business: Business) -> list[str]:
    """The KPIs that the scorecards show first; won value in place of revenue where so chosen."""
    names = [name for name, kpi in KPIS.items() if kpi.headline]
    return [business.revenue_card if name == REVENUE else name for name in names]


def other_names(business: Business) -> list[list[str]]:
    """All other KPIs, a few at a time: between them other questions can be answered."""
    first = {*headline_names(business)}
    names = [name for name in KPIS if name not in first]
    return [names[place : place + AT_A_TIME] for place in range(0, len(names), AT_A_TIME)]


def read_headlines(figures: Figures, period: Period, names: Sequence[str]) -> Scorecards:
    """The headline figures with their trends, and revenue's for its chart, read in one go."""
    return shared.scorecards(figures, period, names=dict.fromkeys([*names, REVENUE]))


def read_inputs(figures: Figures, period: Period, names: Sequence[str]) -> Inputs:
    """How complete the inputs of some KPIs are."""
    return {name: confidence(KPIS[name], figures, period) for name in names}


def read_others(
    figures: Figures, period: Period, names: Sequence[str]
) -> tuple[Scorecards, Inputs]:
    """Some more figures of a period, without trends, and how complete their inputs are."""
    scores = shared.scorecards(figures, period, months=0, names=names)
    return scores, read_inputs(figures, period, names)


def lines_of(
    scores: Scorecards, business: Business, inputs: Inputs | None = None
) -> dict[str, ScoreLine]:
    """Figures as the scorecards show them, by the KPI's name."""
    return {
        name: score_line(comparison, scores.trends[name], business, (inputs or {}).get(name, ()))
        for name, comparison in scores.figures.items()
    }
