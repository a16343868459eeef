"""The pane of cohorts: customers by the month of their first purchase, and how many stay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import partial

from textual.app import ComposeResult

from tui_crm.metrics.cohorts import Cohort, Cohorts, cohort_rows, cohorts
from tui_crm.metrics.figures import Figures
from tui_crm.metrics.kpi import Unit
from tui_crm.metrics.spans import span_of
from tui_crm.metrics.written import written
from tui_crm.period import Period
from tui_crm.store.business import Business
from tui_crm.ui.opening import Opening, Sheet, sheet
from tui_crm.ui.screens.grid_pane import GridPane, Question, cell, note, short_label
from tui_crm.ui.widgets.figure_grid import SHADES, FigureGrid, GridCell, GridRow

ABOUT = (
    "Of the customers whose first deal was won in a month, the share that is active at the end of "
    "that month (0) and so many months later. All weighs each customer alike."
)
CORNER = "First won"


@dataclass(frozen=True)
class CohortSight:
    """What the pane shows."""

    columns: tuple[str, ...]
    rows: tuple[GridRow, ...]
    empty: str


class CohortsPane(GridPane):
    """A line for each month of first purchases, a column for each month since."""

    kind = "cells"

    def compose(self) -> ComposeResult:
        """The table over what it means."""
        # The tinted cells stand close together, so that a year of months has room.
        yield FigureGrid(gap=1)
        yield note("about")

    async def show_figures(self) -> None:
        """Read the cohorts of the year that ends with the period."""
        period = self.lookout.period
        sight = await self.ask(lambda figures: read_cohorts(figures, period), instead=True)
        self._table.show(CORNER, sight.columns, sight.rows, sight.empty)
        self.note("about", "" if sight.empty else ABOUT)

    def question(self, grid: FigureGrid, row: int, column: int) -> Question | None:
        """The customers of a cell: those who stayed, and those they are a share of."""
        month = grid.rows[row].key
        return partial(
            opening_of_cohort,
            period=self.lookout.period,
            month=month if isinstance(month, date) else None,
            age=column - 1 if column else None,
        )

    @property
    def _table(self) -> FigureGrid:
        return self.query_one(FigureGrid)


def read_cohorts(figures: Figures, period: Period) -> CohortSight:
    """The cohorts of the twelve months up to a period's end, with their average."""
    found, business = _found(figures, period), figures.business
    shown = _from_the_first(found)
    if not shown:
        last = short_label(found.cohorts[-1].month)
        return CohortSight((), (), (
            f"No customer was won in the twelve months up to {last}. The account of a deal becomes "
            "a customer when the deal is won: w on Sales. < goes to earlier months."
        ))  # fmt: skip
    ages = [age for age in range(len(found.cohorts)) if found.old_enough(age)]
    rows = [_row(cohort, ages, business) for cohort in shown]
    size = sum(cohort.size for cohort in shown)
    average = (_share(found.average(age), business) for age in ages)
    total = GridRow("All", (cell(size, Unit.COUNT, business), *average), "all", is_total=True)
    return CohortSight(("Customers", *map(str, ages)), (*rows, total), "")


def opening_of_cohort(
    figures: Figures, period: Period, month: date | None, age: int | None
) -> Opening:
    """The customers first won in a month, or in all, and those active so many months later."""
    found, business = _found(figures, period), figures.business
    chosen = [one for one in found.cohorts if month is None or one.month.start == month]
    if age is not None:
        chosen = [one for one in chosen if one.kept[age] is not None]
    name = "All months" if month is None or not chosen else chosen[0].month.label
    title = f"Customers first won   {name}"
    if not chosen:
        return Opening(title, "That month is not over yet.", ())
    size = sum(one.size for one in chosen)
    whole = sheet("customers first won", cohort_rows(figures, chosen), Unit.COUNT, size, business)
    if age is None:
        value = written(size, Unit.COUNT, business)
        return Opening(f"{title}   {value}", "By the month of their first won deal.", (whole,))
    kept = sum(one.kept[age] or 0 for one in chosen)
    stayed = sheet("active", cohort_rows(figures, chosen, age), Unit.COUNT, kept, business)
    share = written(Fraction(kept, size) if size else None, Unit.RATE, business)
    later = f"{age} {'month' if age == 1 else 'months'} later" if age else "at the month's end"
    return Opening(
        f"{title}   active {later}   {share}",
        f"{written(kept, Unit.COUNT, business)} / {written(size, Unit.COUNT, business)} = {share}",
        (_side("over", stayed), _side("under", whole)),
    )


def _found(figures: Figures, period: Period) -> Cohorts:
    return cohorts(figures, span_of(period, figures.as_of).day)


def _from_the_first(found: Cohorts) -> Sequence[Cohort]:
    """The cohorts from the first that has a customer on."""
    first = next((n for n, cohort in enumerate(found.cohorts) if cohort.size), None)
    return () if first is None else found.cohorts[first:]


def _row(cohort: Cohort, ages: Sequence[int], business: Business) -> GridRow:
    shares = (
        GridCell("") if cohort.kept[age] is None else _share(cohort.share(age), business)
        for age in ages
    )
    size = cell(cohort.size, Unit.COUNT, business)
    return GridRow(short_label(cohort.month), (size, *shares), cohort.month.start)


def _share(share: Fraction | None, business: Business) -> GridCell:
    """A share in a cell that is tinted the more the larger it is."""
    if share is None:
        return cell(None, Unit.RATE, business)
    shade = min(1 + int(share * SHADES), SHADES)
    return GridCell(written(share, Unit.RATE, business), shade=shade)


def _side(side: str, found: Sheet) -> Sheet:
    return Sheet(found.name, f"{side}: {found.title}", found.words, found.rows, found.unit)
