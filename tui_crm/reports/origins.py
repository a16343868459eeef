"""Where leads, customers and money came from: the campaigns and the channels of a period."""

from __future__ import annotations

from collections.abc import Mapping

from tui_crm.metrics import KPIS, Reading, Unit
from tui_crm.metrics.apart import Key, told_apart, told_apart_to_date
from tui_crm.metrics.figures import Figures
from tui_crm.period import Period
from tui_crm.reports.document import Cell, Column, Row, Section, Table
from tui_crm.reports.words import Words

COST = ("cost_per_lead", "marketing cost")
"""The figure and its term that say what marketing cost."""

SHOWN: Mapping[str, str] = {
    "leads": "Leads",
    "cost_per_lead": "Cost per lead",
    "deals_won": "Deals won",
    "won_value": "Won value",
    "win_rate": "Win rate",
    "customer_acquisition_cost": "Cost per new customer",
    "return_on_investment": "Return",
}
"""The figures that each campaign and channel shows, by the title of their column."""

TO_DATE = "return_on_investment"


def origin_sections(figures: Figures, period: Period, words: Words) -> list[Section]:
    """The campaigns and the channels of a period with their figures."""
    return [_campaigns(figures, period, words), _channels(figures, period, words)]


def _campaigns(figures: Figures, period: Period, words: Words) -> Section:
    apart = told_apart(figures, period, "campaign", names=list(SHOWN))
    since = told_apart_to_date(figures, "campaign", names=[TO_DATE])
    to_date = {group.key: group.readings[TO_DATE] for group in since.groups}

    def row(name: str, its: Mapping[str, Reading], key: Key, *, is_total: bool = False) -> Row:
        ever = since.whole[TO_DATE] if is_total else to_date.get(key)
        cell = words.cell(None if ever is None else ever.value, Unit.RATE)
        return Row([*_cells(name, its, words), cell], is_total=is_total)

    rows = [row(group.name, group.readings, group.key) for group in apart.groups]
    rows.append(row("All", apart.whole, None, is_total=True))
    columns = [*_columns("Campaign"), Column("Return to date")]
    about = (
        "Return is gross profit from its customers less its cost, by its cost"
        if figures.business.roi_basis == "gross_profit"
        else "Return is revenue from its customers less its cost, by its cost"
    )
    return Section(
        "Campaigns",
        [Table("Campaigns", columns, rows, f"{about}; to date is since its start.")],
    )


def _channels(figures: Figures, period: Period, words: Words) -> Section:
    apart = told_apart(figures, period, "channel", names=list(SHOWN))
    rows = [Row(_cells(group.name, group.readings, words)) for group in apart.groups]
    rows.append(Row(_cells("All", apart.whole, words), is_total=True))
    about = (
        "A record belongs to the channel of its campaign, else to its own source. Sales cost "
        "belongs to no channel and counts under unknown, so that the parts add up."
    )
    return Section("Channels", [Table("Channels", _columns("Channel"), rows, about)])


def _columns(first: str) -> list[Column]:
    titles = ("Cost", *SHOWN.values())
    return [Column(first, right=False), *(Column(title) for title in titles)]


def _cells(name: str, its: Mapping[str, Reading], words: Words) -> list[Cell]:
    kpi, term = COST
    cost = words.cell(its[kpi].inputs.get(term), Unit.MONEY)
    return [
        Cell(name),
        cost,
        *(words.cell(its[shown].value, KPIS[shown].unit) for shown in SHOWN),
    ]
