"""The panes of channels and of campaigns: what each cost and what it brought."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from textual.app import ComposeResult

from tui_crm.metrics.apart import Apart, By, Group, told_apart, told_apart_to_date
from tui_crm.metrics.figures import Figures
from tui_crm.metrics.kpi import KPIS, Reading, Unit
from tui_crm.metrics.terms import Rows
from tui_crm.metrics.written import formula_with_numbers, written
from tui_crm.period import Period, written_day
from tui_crm.store.business import Business
from tui_crm.ui.commands import Command
from tui_crm.ui.desk import Desk
from tui_crm.ui.lookout import Lookout
from tui_crm.ui.opening import SIDES, Opening, Sheet, sheet
from tui_crm.ui.screens.grid_pane import GridPane, Question, cell, note
from tui_crm.ui.widgets.figure_grid import FigureGrid, GridCell, GridRow

ALL = ("all",)
"""The key of the line of all groups together, which no channel or campaign can have."""


@dataclass(frozen=True)
class Shown:
    """A column: a KPI, or one of the terms of its formula."""

    title: str
    kpi: str
    term: str = ""


SHOWN = (
    Shown("Leads", "leads"),
    Shown("Cost", "cost_per_lead", "marketing cost"),
    Shown("Per lead", "cost_per_lead"),
    Shown("Conversion", "conversion_rate"),
    Shown("Customers", "new_customers"),
    Shown("CAC", "customer_acquisition_cost"),
    Shown("Won value", "won_value"),
    Shown("Win rate", "win_rate"),
    Shown("Cycle", "sales_cycle_length"),
    Shown("ROI", "return_on_investment"),
    Shown("ROAS", "return_on_ad_spend"),
)

NAMES = tuple(dict.fromkeys(column.kpi for column in SHOWN))

REST = {
    "channel": "Sales cost belongs to no channel and counts under unknown, so that the parts "
    "add up. ",
    "campaign": "Sales cost belongs to no campaign and counts under that name, so that the "
    "parts add up. ",
}


@dataclass(frozen=True)
class ApartSight:
    """What the pane shows."""

    rows: tuple[GridRow, ...]
    about: str
    empty: str


class ApartPane(GridPane):
    """A line for each channel or campaign, a column for each figure, and what all come to."""

    by: By

    def __init__(self, desk: Desk, lookout: Lookout) -> None:
        super().__init__(desk, lookout)
        self.to_date = False
        """Whether everything so far counts rather than the period alone."""

    def compose(self) -> ComposeResult:
        """The table over what it counts."""
        yield FigureGrid()
        yield note("about")

    @property
    def kpi(self) -> str | None:
        """The KPI of the column under the cursor."""
        grid = self.grid
        return SHOWN[grid.cursor[1]].kpi if grid is not None and grid.cursor else None

    async def show_figures(self) -> None:
        """Read all groups in one go."""
        period, to_date = self.lookout.period, self.to_date
        sight = await self.ask(
            lambda figures: read_apart(figures, period, self.by, to_date), instead=True
        )
        titles = [column.title for column in SHOWN]
        self._table.show(self.by.capitalize(), titles, sight.rows, sight.empty)
        self.note("about", sight.about)

    def question(self, grid: FigureGrid, row: int, column: int) -> Question | None:
        """The records of the terms of a group's figure."""
        return partial(
            opening_of_group, period=self.lookout.period, by=self.by, to_date=self.to_date,
            key=grid.rows[row].key, shown=SHOWN[column],
        )  # fmt: skip

    @property
    def _table(self) -> FigureGrid:
        return self.query_one(FigureGrid)


class ChannelsPane(ApartPane):
    """What each channel cost and brought in the period."""

    kind = "channels"
    by = "channel"


class CampaignsPane(ApartPane):
    """What each campaign cost and brought in the period, or since its start."""

    kind = "campaigns"
    by = "campaign"

    def obey(self, command: str) -> bool:
        """Change between the period and everything so far."""
        if command != "more":
            return super().obey(command)
        self.to_date = not self.to_date
        self.reload()
        return True

    def why_not(self, command: Command) -> str | None:
        """There is more to show here."""
        return None if command.id == "more" else super().why_not(command)


def read_apart(figures: Figures, period: Period, by: By, to_date: bool) -> ApartSight:
    """The figures of every channel or campaign of a period or so far, and of all together."""
    apart, business = _apart(figures, period, by, to_date), figures.business
    about = _about(figures, period, by, to_date)
    if len(apart.groups) == 1 and not any(map(_has_any, apart.whole.values())):
        when = "so far" if to_date else f"in {period.label}"
        return ApartSight((), about if to_date else "", (
            f"Nothing came or was spent {when}, so no {by} has figures. 3 goes to Marketing, where "
            "a adds leads, campaigns and costs. < goes to the period before."
        ))  # fmt: skip
    rows = [
        GridRow(name, tuple(_cells(group.readings, business)), group.key)
        for name, group in _named(apart)
    ]
    total = GridRow("All", tuple(_cells(apart.whole, business)), ALL, is_total=True)
    return ApartSight((*rows, total), about, "")


def opening_of_group(
    figures: Figures, period: Period, by: By, to_date: bool, key: object, shown: Shown
) -> Opening:
    """The records behind a figure of a channel or a campaign, a sheet for each of its terms."""
    apart, business = _apart(figures, period, by, to_date), figures.business
    kpi = KPIS[shown.kpi]
    named = next(((name, one) for name, one in _named(apart) if one.key == key), None)
    when = "to date" if to_date else period.label
    if key == ALL:
        name, group, reading = "All", None, apart.whole[shown.kpi]
    elif named is None:
        return Opening(f"{kpi.title}   {when}", f"This {by} has no figures any more.", ())
    else:
        name, group = named
        reading = group.readings[shown.kpi]
    line = formula_with_numbers(kpi, reading, business)
    if reading.reason:
        line = f"{line}: {reading.reason}"
    terms = [shown.term] if shown.term else _in_order(reading, shown.kpi)
    sheets = (_term_sheet(figures, apart, group, shown.kpi, term, reading) for term in terms)
    title = shown.title if shown.term else kpi.title
    value = reading.inputs.get(shown.term) if shown.term else reading.value
    unit = kpi.terms[shown.term].unit if shown.term else kpi.unit
    return Opening(
        f"{title}   {name}   {when}   {written(value, unit, business)}", line, tuple(sheets)
    )


def _apart(figures: Figures, period: Period, by: By, to_date: bool) -> Apart:
    """All figures of the pane, whichever is opened: so a group is there in each of them."""
    if to_date:
        return told_apart_to_date(figures, by, names=NAMES)
    return told_apart(figures, period, by, names=NAMES)


def _named(apart: Apart) -> Iterator[tuple[str, Group]]:
    """The groups by names that are theirs alone: a campaign may be called "no campaign"."""
    is_channel = apart.by == "channel"
    names = [one.name.replace("_", " ") if is_channel else one.name for one in apart.groups]
    times = Counter(names)
    for name, group in zip(names, apart.groups, strict=True):
        exact = group.name if is_channel else f"{name} id:{group.key}"
        yield (name if times[name] == 1 or group.key is None else exact), group


def _cells(readings: Mapping[str, Reading], business: Business) -> Iterator[GridCell]:
    for column in SHOWN:
        reading, kpi = readings[column.kpi], KPIS[column.kpi]
        if column.term:
            unit = kpi.terms[column.term].unit
            yield cell(reading.inputs.get(column.term), unit, business)
        else:
            yield cell(reading.value, kpi.unit, business)


def _about(figures: Figures, period: Period, by: By, to_date: bool) -> str:
    """What counts, and the key that has it otherwise."""
    if by == "channel":
        return REST[by]
    if not to_date:
        return f"{REST[by]}m shows each campaign since its start."
    first = written_day(figures.as_of)
    return f"{REST[by]}Since each one's start, before {first}. m goes back to {period.label}."


def _has_any(reading: Reading) -> bool:
    return any(reading.inputs.values())


def _in_order(reading: Reading, kpi: str) -> list[str]:
    """The terms over the line first, then those under it, then those beside."""
    order = tuple(SIDES)
    return sorted(reading.inputs, key=lambda term: order.index(KPIS[kpi].terms[term].side))


def _term_sheet(
    figures: Figures, apart: Apart, group: Group | None, kpi: str, name: str, reading: Reading
) -> Sheet:
    """The records of one term, of a group or of all."""
    term = KPIS[kpi].terms[name]
    rows: Rows | None
    if group is None:
        rows = term.rows(figures, apart.span)
        assert rows is not None, f"{name} is told apart by its records"
    else:
        rows = apart.rows(figures, term, group)
    number = reading.inputs[name]
    found = sheet(name, rows, Unit(term.unit), number, figures.business)
    side = SIDES[term.side] + (" −" if term.sign < 0 else "")
    return Sheet(name, f"{side}: {found.title}", found.words, found.rows, found.unit)
