"""What opens behind a figure, a bar or a cell: the records that make it, sheet by sheet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from tui_crm.metrics.behind import Behind, behind, counts_of, total
from tui_crm.metrics.confidence import Completeness, confidence
from tui_crm.metrics.figures import Figures
from tui_crm.metrics.kpi import KPIS, Number, Unit
from tui_crm.metrics.spans import span_of
from tui_crm.metrics.sums import Median
from tui_crm.metrics.terms import Rows, Side
from tui_crm.metrics.written import written
from tui_crm.models import ENTITIES
from tui_crm.period import Period
from tui_crm.store.business import Business
from tui_crm.ui.figures import formula_line
from tui_crm.ui.sources import Results
from tui_crm.ui.widgets.row_source import Column

if TYPE_CHECKING:
    from sqlalchemy import Select

SIDES: dict[Side, str] = {
    "over": "over", "under": "under", "both": "over and under", "beside": "beside",
}  # fmt: skip
"""Where a term stands in its formula: over the line, under it, in both, or only beside it."""

COUNTS_WIDTH = 14
MOST_GAPS = 8
"""How many gaps are named one by one."""


@dataclass(frozen=True)
class Sheet:
    """Records that belong together behind a figure, with what each of them counts for."""

    name: str
    """Distinct among the sheets of an opening; stays when the figure is read again."""
    title: str
    """The tab's name: "over: Sales cost 700.00"."""
    words: str
    """What the records come to: "adds up to 700.00"."""
    rows: Rows
    unit: Unit
    empty: str = "No records."

    @property
    def entity(self) -> str:
        """Of which kind the records are."""
        return self.rows.entity

    @property
    def among(self) -> Select[tuple[int, int]]:
        """The query whose column `id` names the records."""
        return self.rows.query

    def results(self, business: Business, *_: object) -> Results:
        """The column that says what each record counts for."""
        column = Column("counts", "Counts", COUNTS_WIDTH, "right", sortable=False)

        def read(connection: Connection, ids: Sequence[int]) -> Mapping[int, tuple[str, ...]]:
            found = counts_of(self.rows, Figures(connection, business), list(ids))
            return {
                number: (written(counts, self.unit, business),) for number, counts in found.items()
            }

        return Results((column,), read)


@dataclass(frozen=True)
class Opening:
    """A figure opened: what it is, how it comes about, and its records."""

    title: str
    line: str
    """The formula with the numbers in it, or another sentence."""
    sheets: tuple[Sheet, ...]


def opening_of_kpi(figures: Figures, name: str, period: Period) -> Opening:
    """A KPI's figure of a period: a sheet for each term of its formula, then what it leaves out."""
    kpi, business = KPIS[name], figures.business
    found = behind(kpi, figures, span_of(period, figures.as_of))
    value = written(found.reading.value, kpi.unit, business)
    line = formula_line(kpi, found.reading, business)
    if found.reading.reason:
        line = f"{line}: {found.reading.reason}"
    return Opening(
        f"{kpi.title}   {period.label}   {value}",
        line,
        (*_term_sheets(found, business), *_left_out_sheets(found, figures)),
    )


def opening_to_fix(figures: Figures, name: str, period: Period) -> Opening:
    """What has to be mended or added for a KPI to be relied on: a sheet for each of its checks."""
    kpi = KPIS[name]
    sheets = [_fix_sheet(one, figures) for one in confidence(kpi, figures, period)]
    return Opening(
        f"{kpi.title}   {period.label}   what is missing",
        "Each of these would make the figure more complete.",
        tuple(sheet for sheet in sheets if sheet is not None),
    )


def opening_of_rows(
    title: str, line: str, name: str, rows: Rows, unit: Unit, number: Number, business: Business
) -> Opening:
    """The records behind a single number, such as a bar of a chart or a cell of a table."""
    return Opening(title, line, (sheet(name, rows, unit, number, business),))


def sheet(name: str, rows: Rows, unit: Unit, number: Number | None, business: Business) -> Sheet:
    """Records under the name of what they come to, with that number."""
    value = written(number, unit, business)
    return Sheet(name, f"{_upper(name)} {value}", f"adds up to {value}", rows, unit)


def _term_sheets(found: Behind, business: Business) -> Iterator[Sheet]:
    """The terms over the line first, then those under it, then those beside."""
    order = tuple(SIDES)
    for part in sorted(found.parts, key=lambda part: order.index(part.side)):
        if part.rows is None:
            continue
        value = written(part.number, part.unit, business)
        title = f"{_upper(part.name)} {value}"
        if part.of:
            title = f"{KPIS[part.of].title}, {part.name} {value}"
        side = SIDES[part.side] + (" −" if part.sign < 0 else "")
        middle = isinstance(KPIS[part.of or found.kpi.name].terms[part.name], Median)
        words = f"the middle one: {value}" if middle else f"adds up to {value}"
        yield Sheet(f"{part.of}.{part.name}", f"{side}: {title}", words, part.rows, part.unit)


def _left_out_sheets(found: Behind, figures: Figures) -> Iterator[Sheet]:
    for one in found.left_out:
        many = int(total(one.rows, figures))
        if many:
            yield Sheet(
                f"left out {one.reason}",
                f"left out: {one.reason} {many:,}",
                f"{many:,} not counted",
                one.rows,
                Unit.COUNT,
            )


def _fix_sheet(one: Completeness, figures: Figures) -> Sheet | None:
    """What one check finds missing; None where it finds nothing or has nothing to look at."""
    missing = one.of - one.have
    if not missing:
        return None
    title = f"{one.check.title} {one.have:,} of {one.of:,}"
    rows, words = one.to_fix(figures), one.check.fix_hint
    if rows is not None:
        return Sheet(one.check.name, title, words, rows, Unit.COUNT)
    gaps = one.gaps(figures)
    named = "; ".join(gap.label for gap in gaps[:MOST_GAPS])
    rest = f"; and {len(gaps) - MOST_GAPS} more" if len(gaps) > MOST_GAPS else ""
    empty = f"Nothing was entered for {named}{rest}. {words} Press a to add it."
    return Sheet(one.check.name, title, words, _none(one.check.entity), Unit.COUNT, empty)


def _none(entity: str) -> Rows:
    """No record at all: where records are to be added, there is none to show."""
    from sqlalchemy import false, literal, select

    from tui_crm.store.shape import shape_of

    number = shape_of(ENTITIES[entity]).table.c.id
    return Rows(entity, select(number, literal(1).label("counts")).where(false()))


def _upper(name: str) -> str:
    return name[:1].upper() + name[1:]
