"""The cells of the other panes of Metrics open to records that add up to what they say."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tui_crm.metrics.behind import total
from tui_crm.metrics.figures import Figures
from tui_crm.metrics.written import written
from tui_crm.period import parse_period
from tui_crm.store.engine import Book
from tui_crm.ui.opening import Opening
from tui_crm.ui.screens.apart_pane import SHOWN, opening_of_group, read_apart
from tui_crm.ui.screens.cohorts_pane import opening_of_cohort, read_cohorts
from tui_crm.ui.screens.funnel_pane import (
    BESIDE,
    PART_COLUMNS,
    opening_of_part,
    opening_of_step,
    read_funnel,
)

MARCH = parse_period("2026-03")


@contextmanager
def figures_of(path: Path) -> Iterator[Figures]:
    """The figures of a book as it stands."""
    book = Book(path)
    with book.read() as connection:
        yield Figures(connection, book.business)
    book.close()


def check(figures: Figures, opening: Opening, cell: str) -> None:
    """Every sheet adds up to what it says, and the opening tells the figure of its cell."""
    assert opening.title.endswith(cell) or not opening.sheets, opening.title
    for one in opening.sheets:
        adds_up = written(total(one.rows, figures), one.unit, figures.business)
        assert one.words == f"adds up to {adds_up}", one.title
        assert one.title.endswith(adds_up)


def test_the_records_behind_every_cell_of_the_funnel_add_up_to_it(sample: Path) -> None:
    with figures_of(sample) as figures:
        sight = read_funnel(figures, MARCH)
        for place, row in enumerate(sight.rows):
            for column, cell in enumerate(row.cells):
                which, beside = divmod(column, len(BESIDE))
                opening = opening_of_step(figures, MARCH, which, place, BESIDE[beside])
                check(figures, opening, cell.text)
                assert opening.sheets or cell.text == "—"


def test_the_records_behind_what_moved_won_value_add_up_to_its_parts(sample: Path) -> None:
    with figures_of(sample) as figures:
        sight = read_funnel(figures, MARCH)
        assert sight.parts and sight.parts[-1].is_total
        for place, row in enumerate(sight.parts):
            for column, cell in enumerate(row.cells):
                opening = opening_of_part(figures, MARCH, place, column)
                check(figures, opening, cell.text)
                assert PART_COLUMNS[column] in opening.title and opening.sheets


def test_the_customers_behind_every_cell_of_the_cohorts_add_up_to_it(sample: Path) -> None:
    with figures_of(sample) as figures:
        sight = read_cohorts(figures, MARCH)
        assert len(sight.rows) > 6
        for row in sight.rows:
            month = None if row.is_total else row.key
            for column, cell in enumerate(row.cells):
                opening = opening_of_cohort(figures, MARCH, month, column - 1 if column else None)  # type: ignore[arg-type]  # a month's key is its first day
                check(figures, opening, cell.text)
                assert bool(opening.sheets) == bool(cell.text)


@pytest.mark.parametrize("to_date", [False, True])
@pytest.mark.parametrize("by", ["channel", "campaign"])
def test_the_records_behind_every_cell_of_channels_and_campaigns_add_up_to_it(
    sample: Path, by: str, to_date: bool
) -> None:
    with figures_of(sample) as figures:
        sight = read_apart(figures, MARCH, by, to_date)  # type: ignore[arg-type]  # one of the two
        assert len(sight.rows) > 3
        for row in sight.rows:
            for shown, cell in zip(SHOWN, row.cells, strict=True):
                opening = opening_of_group(figures, MARCH, by, to_date, row.key, shown)  # type: ignore[arg-type]  # one of the two
                check(figures, opening, cell.text)
                assert opening.sheets and row.name in opening.title
