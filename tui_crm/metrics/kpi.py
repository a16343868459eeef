"""The KPIs by name, and what a KPI says about a period: a reading."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from tui_crm.period import Period

if TYPE_CHECKING:
    from tui_crm.metrics.figures import Figures
    from tui_crm.metrics.spans import Span

Function = Literal["sales", "marketing"]
Direction = Literal["up", "down"]
Number = int | Fraction
"""An exact figure: nothing is rounded before it is shown."""


class Unit(StrEnum):
    """What a figure is counted in."""

    MONEY = "money"
    """Minor units of the base currency, as a fraction where they were divided."""
    RATE = "rate"
    """A share: 1 is 100 %."""
    DAYS = "days"
    COUNT = "count"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a KPI says about a period, or why it can say nothing."""

    period: Period
    value: Number | None
    """The exact figure in the KPI's unit; None where it is undefined."""
    reason: str = ""
    """Why there is no value, for people."""
    note: str = ""
    """What to know about the value: "thin", "no cost recorded", "still running"."""
    inputs: Mapping[str, Number | None] = field(default_factory=dict)
    """The parts of the formula with their numbers, in the units that the KPI declares."""
    until: date | None = None
    """The first day not counted, where that comes before the period's end."""


@dataclass(frozen=True, slots=True)
class Kpi:
    """A figure of a scorecard: what it means, and how it is worked out."""

    name: str
    title: str
    function: Function
    unit: Unit
    good: Direction
    """Which way is better."""
    leading: bool
    """Whether it tells of what is coming rather than of what was."""
    formula: str
    """In words, as "(sales + marketing cost) / new customers"."""
    definition: str
    """What exactly is counted; help shows it."""
    inputs: Mapping[str, Unit]
    """The parts of the formula and what each is counted in."""
    compute: Callable[[Figures, Span], Reading] = field(repr=False)
    """Its reading for one of the spans that the figures were made for."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """A KPI in a period beside the period before and what was aimed at."""

    kpi: Kpi
    current: Reading
    previous: Reading
    """The period before, of equal kind; cut to as many days while the current one is running."""
    target: Fraction | None
    """In the KPI's unit, money in minor units; None where none was set for this very period."""


KPIS: dict[str, Kpi] = {}
"""Every KPI by its name, in the order of the scorecards: sales first, then marketing."""


def kpi(
    title: str,
    function: Function,
    unit: Unit,
    *,
    good: Direction,
    leading: bool,
    formula: str,
    inputs: Mapping[str, Unit],
) -> Callable[[Callable[[Figures, Span], Reading]], Callable[[Figures, Span], Reading]]:
    """Register the function below it as the KPI of its name, its docstring as the definition."""

    def register(
        compute: Callable[[Figures, Span], Reading],
    ) -> Callable[[Figures, Span], Reading]:
        name = compute.__name__
        definition = inspect.getdoc(compute) or ""
        KPIS[name] = Kpi(
            name, title, function, unit, good, leading, formula, definition, inputs, compute
        )
        return compute

    return register
