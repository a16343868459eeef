"""The terms of a KPI's formula: each a number that is summed over records of the book."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal, Protocol  # Any: selects of whatever a fact has

from sqlalchemy import Select, literal, select

from tui_crm.metrics.kpi import Answer, Number, Reading, Unit
from tui_crm.metrics.spans import Span
from tui_crm.store.business import Business

if TYPE_CHECKING:
    from tui_crm.metrics.figures import Figures
    from tui_crm.metrics.kpi import Kpi

Given = Mapping[str, Number | None]
"""Numbers of terms by their names, taken instead of being read."""

OUTWEIGHED = "credit notes outweigh the cost"
"""Why nothing can be divided by a cost below zero."""

Side = Literal["over", "under", "both", "beside"]
"""Where a term stands: in the numerator, in the denominator, in both, or only beside the figure."""


@dataclass(frozen=True, slots=True)
class Rows:
    """The records that a term is summed over."""

    entity: str
    query: Select[Any]
    """Their `id` and what each `counts`; a record comes once."""
    scale: int = 1
    """How many of what the query counts make one of the term's unit."""


class Term(Protocol):
    """A number in a formula."""

    @property
    def name(self) -> str:
        """What the formula calls it."""

    @property
    def unit(self) -> Unit:
        """What it is counted in."""

    @property
    def side(self) -> Side:
        """Where it stands."""

    @property
    def sign(self) -> int:
        """-1 where it is taken away; of one that stands in both, from the numerator."""

    def number(self, figures: Figures, span: Span) -> Number | None:
        """What it comes to in a span."""

    def rows(self, figures: Figures, span: Span) -> Rows | None:
        """The records that it is summed over; None where it is none of the book's."""


class Terms(Mapping[str, Number]):
    """A KPI's terms with their numbers in a span; each is read when the formula asks for it."""

    def __init__(self, kpi: Kpi, figures: Figures, span: Span, given: Given | None = None) -> None:
        self.kpi = kpi
        self.figures = figures
        self.span = span
        self.inputs: dict[str, Number | None] = dict(given or {})
        """What the formula asked for, and what was given instead of being read."""

    def __getitem__(self, name: str) -> Number:
        number = self.maybe(name)
        assert number is not None, f"{name} can be undefined: ask with maybe()"
        return number

    def maybe(self, name: str) -> Number | None:
        """A term that is itself a figure, which may be undefined."""
        if name not in self.inputs:
            self.inputs[name] = self.kpi.terms[name].number(self.figures, self.span)
        return self.inputs[name]

    @property
    def business(self) -> Business:
        """The business, with what it has chosen."""
        return self.figures.business

    def __iter__(self) -> Iterator[str]:
        return iter(self.kpi.terms)

    def __len__(self) -> int:
        return len(self.kpi.terms)


def ratio(over: Number, under: Number, reason: str, note: str = "") -> Answer:
    """One number by another; undefined where the other is not above zero."""
    if under <= 0:
        return Answer(None, reason)
    return Answer(Fraction(over) / Fraction(under), note=note)


@dataclass(frozen=True)
class LeftOut:
    """Records that a figure does not count, though one might expect it to."""

    reason: str
    entity: str
    ask: Callable[[Figures, Span], Select[Any]] = field(repr=False)
    """Gives their `id`."""

    def rows(self, figures: Figures, span: Span) -> Rows:
        """The records, each counting as one."""
        found = self.ask(figures, span).subquery()
        return Rows(self.entity, select(found.c.id, literal(1).label("counts")))


def one_of(records: str) -> str:
    """The name of a term that counts records, of just one of them: "deal won"."""
    return re.sub(r"(?<=\w)s\b", "", records, count=1)


def read(kpi: Kpi, figures: Figures, span: Span) -> Reading:
    """What a KPI says about a span."""
    return reading_of(Terms(kpi, figures, span))


def reading_of(terms: Terms) -> Reading:
    """What a KPI says with these numbers of its terms."""
    kpi, span = terms.kpi, terms.span
    if not span.begun and not kpi.outlook:
        return Reading(span.period, None, "the period has not begun", until=span.end)
    answer = kpi.compute(terms)
    for term in kpi.terms.values():
        if term.side == "beside":
            terms.maybe(term.name)
    note = "; ".join(part for part in (span.note, answer.note) if part)
    return Reading(
        span.period,
        answer.value,
        "" if answer.value is not None else answer.reason,
        note,
        {name: terms.inputs[name] for name in kpi.terms if name in terms.inputs},
        span.end if span.running else None,
    )
