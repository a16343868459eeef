"""The records behind a figure: what each term of its formula is summed over, and what is not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import func, select

from tui_crm.metrics.figures import Figures
from tui_crm.metrics.kpi import KPIS, Kpi, Number, Reading, Unit
from tui_crm.metrics.spans import Span
from tui_crm.metrics.sums import Of
from tui_crm.metrics.terms import Rows, Side, Term, read


@dataclass(frozen=True, slots=True)
class Part:
    """A term of a figure's formula with its number and the records that it is summed over."""

    name: str
    unit: Unit
    side: Side
    """Where it stands in the figure; of a figure within a figure, where it comes to stand."""
    sign: int
    number: Number | None
    rows: Rows | None
    """None where no record stands behind it, as behind a target."""
    of: str = ""
    """The KPI that it is a term of, where that is not the figure itself."""


@dataclass(frozen=True, slots=True)
class Omission:
    """Records that a figure does not count, and why."""

    reason: str
    rows: Rows


@dataclass(frozen=True, slots=True)
class Behind:
    """A figure taken apart."""

    kpi: Kpi
    reading: Reading
    parts: list[Part]
    left_out: list[Omission]


def behind(kpi: Kpi, figures: Figures, span: Span) -> Behind:
    """A KPI's reading of a span with the records of each of its terms.

    The terms are those that the formula needed under the business's settings. A term that is
    itself a figure is followed by that figure's own terms.
    """
    reading = read(kpi, figures, span)
    omissions = [Omission(one.reason, one.rows(figures, span)) for one in kpi.left_out]
    if not span.begun and not kpi.outlook:
        return Behind(kpi, reading, [], [])
    return Behind(kpi, reading, list(_parts(kpi, reading, figures, span)), omissions)


def _parts(kpi: Kpi, reading: Reading, figures: Figures, span: Span) -> Iterator[Part]:
    for name, number in reading.inputs.items():
        term = kpi.terms[name]
        yield _part(term, number, figures, span)
        if isinstance(term, Of):
            inner = KPIS[term.kpi]
            for part in _parts(inner, read(inner, figures, span), figures, span):
                side = _turned(part.side) if term.side == "under" else part.side
                yield Part(
                    part.name, part.unit, side, part.sign, part.number, part.rows,
                    part.of or inner.name,
                )  # fmt: skip


def _part(term: Term, number: Number | None, figures: Figures, span: Span) -> Part:
    return Part(
        term.name, term.unit, term.side, term.sign, number, term.rows(figures, span)
    )  # fmt: skip


def _turned(side: Side) -> Side:
    """Dividing by a figure turns its numerator and denominator around."""
    if side == "over":
        return "under"
    return "over" if side == "under" else side


def total(rows: Rows, figures: Figures) -> Fraction:
    """What the records come to in the term's unit."""
    found = rows.query.subquery()
    counts = figures.connection.scalar(select(func.sum(found.c.counts)))
    return Fraction(int(counts or 0), rows.scale)


def counts_of(rows: Rows, figures: Figures, ids: list[int] | None = None) -> dict[int, Fraction]:
    """What each of the records counts in the term's unit; all of them where none are named."""
    found = rows.query.subquery()
    query = select(found.c.id, found.c.counts)
    if ids is not None:
        query = query.where(found.c.id.in_(ids))
    rows_found = figures.connection.execute(query)
    return {int(number): Fraction(int(counts), rows.scale) for number, counts in rows_found}
