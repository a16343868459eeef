"""The KPIs by name, and what a KPI says about a period: a reading."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from tui_crm.period import Period

if TYPE_CHECKING:
    from tui_crm.metrics.terms import LeftOut, Term, Terms

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
    TIMES = "times"
    """How many times one amount is another: 3 is three times as much."""
    DAYS = "days"
    MONTHS = "months"
    MINUTES = "minutes"
    COUNT = "count"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a KPI's formula comes to, or why it comes to nothing."""

    value: Number | None
    reason: str = ""
    """Why there is no value."""
    note: str = ""
    """What to know about the value."""


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
    """The terms of the formula with their numbers, in the units that the terms declare."""
    until: date | None = None
    """The first day not counted, where that comes before the period's end."""


@dataclass(frozen=True, slots=True)
class Kpi:
    """A figure of a scorecard: what it means, what it is worked out from, and how."""

    name: str
    title: str
    function: Function
    unit: Unit
    good: Direction
    """Which way is better."""
    leading: bool
    """Whether it tells of what is coming rather than of what was."""
    headline: bool
    """Whether it is one of the figures that the scorecard shows first."""
    formula: str
    """In words made of the terms' names, as "(sales cost + marketing cost) / new customers"."""
    definition: str
    """What exactly is counted and where that definition is from; help shows it."""
    terms: Mapping[str, Term]
    """The terms of the formula by their names; each is a sum over records of the book."""
    compute: Callable[[Terms], Answer] = field(repr=False)
    """The formula over the terms' numbers, exact."""
    otherwise: Mapping[str, str] = field(default_factory=dict)
    """The formula under a setting of the business: {"roi_basis=revenue": "..."}."""
    settings: tuple[str, ...] = ()
    """The settings of the business that change the figure."""
    thin: Mapping[str, int] = field(default_factory=dict)
    """Below how much of a term the figure is too thin to mean anything."""
    left_out: tuple[LeftOut, ...] = ()
    """What the figure leaves out, and why."""
    checks: tuple[str, ...] = ()
    """Which inputs have to be complete for it to be relied on, by the name of the check."""
    lever: str = ""
    """The term that the owner moves to reach a target."""
    outlook: bool = False
    """Whether a period that has not begun has one."""

    @property
    def inputs(self) -> Mapping[str, Unit]:
        """The terms' names and what each is counted in."""
        return {name: term.unit for name, term in self.terms.items()}

    def formula_under(self, settings: Mapping[str, str]) -> str:
        """The formula as the business's settings have it."""
        for choice, formula in self.otherwise.items():
            name, _, value = choice.partition("=")
            if settings.get(name) == value:
                return formula
        return self.formula


@dataclass(frozen=True, slots=True)
class Comparison:
    """A KPI in a period beside earlier ones and what was aimed at."""

    kpi: Kpi
    current: Reading
    previous: Reading
    """The period before, of equal kind; cut to as many days while the current one is running."""
    last_year: Reading
    """The same period a year before, cut likewise."""
    target: Fraction | None
    """In the KPI's unit, money in minor units; None where none was set for this very period."""


KPIS: dict[str, Kpi] = {}
"""Every KPI by its name, in the order of the scorecards: sales first, then marketing."""

Formula = Callable[["Terms"], Answer]


def kpi(
    title: str,
    function: Function,
    unit: Unit,
    *,
    good: Direction,
    leading: bool,
    formula: str,
    terms: Sequence[Term],
    headline: bool = False,
    otherwise: Mapping[str, str] | None = None,
    settings: tuple[str, ...] = (),
    thin: Mapping[str, int] | None = None,
    left_out: tuple[LeftOut, ...] = (),
    checks: tuple[str, ...] = (),
    lever: str = "",
    outlook: bool = False,
) -> Callable[[Formula], Formula]:
    """Register the formula below it as the KPI of its name, its docstring as the definition."""

    def register(compute: Formula) -> Formula:
        name = compute.__name__
        KPIS[name] = Kpi(
            name, title, function, unit, good, leading, headline, formula,
            inspect.getdoc(compute) or "", {term.name: term for term in terms}, compute,
            otherwise or {}, settings, thin or {}, left_out, checks, lever, outlook,
        )  # fmt: skip
        return compute

    return register
