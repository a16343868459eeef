"""What both scorecards read of the book: revenue and costs, summed by day."""

from __future__ import annotations

from typing import Any  # Any: a select of whatever sums a fact has

from sqlalchemy import Select, case, func, select, union_all

from tui_crm.metrics.spans import Window
from tui_crm.models import Cost, RevenueEntry

FUNCTIONS = ("marketing", "sales", "direct", "overhead")
"""What costs are for."""


def ledger(window: Window) -> Select[Any]:
    """The revenue of each day: sales and billings less refunds."""
    entry = RevenueEntry.table().c
    given_back = case((entry.base_minor < 0, -entry.base_minor), else_=0)
    return (
        select(
            entry.on,
            func.sum(entry.base_minor).label("revenue"),
            func.sum(given_back).label("refunds"),
        )
        .where(entry.on >= window.first, entry.on < window.last)
        .group_by(entry.on)
    )


def costs(window: Window) -> Select[Any]:
    """The costs of each day by what they are for."""
    cost = Cost.table().c
    sums = (
        func.sum(case((cost.function == function, cost.base_minor), else_=0)).label(function)
        for function in FUNCTIONS
    )
    # The functions are named so that the index, which begins with them, can be used.
    return (
        select(cost.on, *sums)
        .where(cost.function.in_(FUNCTIONS), cost.on >= window.first, cost.on < window.last)
        .group_by(cost.function, cost.on)
    )


def first_entry() -> Select[Any]:
    """The day of the first revenue entry or cost."""
    entry, cost = RevenueEntry.table().c, Cost.table().c
    firsts = union_all(
        select(func.min(entry.on).label("on")),
        *(
            select(func.min(cost.on).label("on")).where(cost.function == function)
            for function in FUNCTIONS
        ),
    ).subquery()
    return select(func.min(firsts.c.on))
