"""A figure opened: its terms with their records, which add up to it, and what is missing."""

from __future__ import annotations

import csv
from fractions import Fraction
from pathlib import Path

import pytest

from tests.book import do, live_on, new_book, put
from tests.driver import Driver, opened
from tui_crm.metrics.behind import total
from tui_crm.metrics.figures import Figures
from tui_crm.metrics.kpi import KPIS
from tui_crm.metrics.spans import span_of
from tui_crm.metrics.sums import Median
from tui_crm.metrics.terms import read
from tui_crm.period import parse_period
from tui_crm.store.engine import Book
from tui_crm.ui.opening import opening_of_kpi, opening_to_fix
from tui_crm.ui.screens.behind import BehindScreen, SheetPane
from tui_crm.ui.screens.metrics import MetricsScreen
from tui_crm.ui.screens.record import RecordScreen

MARCH = parse_period("2026-03")
CAC = ("down", "down", "enter")
"""The keys from the first figure of Metrics into the acquisition cost."""


@pytest.fixture
def book(tmp_path: Path) -> Book:
    """Three customers won in March for 700.00 of sales cost and 800.00 of marketing cost."""
    book = new_book(tmp_path, books_start="2026-01-01")
    put(book, "spend", amount="500", on="2026-03-02", note="Fair")
    put(book, "spend", amount="300", on="2026-03-20", note="Flyers")
    put(book, "cost", function="sales", amount="700", on="2026-03-02", note="Wages")
    for name in ("Acme", "Bolt", "Cog"):
        put(book, "account", name=name)
        deal = put(book, "deal", name=f"Fleet {name}", account=name, amount="900", stage="New",
                   opened_on="2026-03-01")  # fmt: skip
        do(book, "win-deal", deal, on="2026-03-11")
    return book


def titles(app: Driver) -> list[str]:
    """The names of the tabs."""
    assert isinstance(app.screen, BehindScreen)
    return [sheet.title for sheet in app.screen._opening.sheets]


async def test_a_figure_opens_to_the_terms_of_its_formula(book: Book) -> None:
    book.close()
    async with opened(book.path) as app:
        await app.do("metrics")
        await app.press(*CAC)
        assert "Acquisition cost   March 2026   500.00" in app.text
        assert "(700.00 + 800.00) / 3 = 500.00" in app.text
        assert titles(app) == [
            "over: Sales cost 700.00", "over: Marketing cost 800.00", "under: New customers 3",
        ]  # fmt: skip
        assert app.row[-1] == "700.00" and "adds up to 700.00" in app.text
        await app.do("next_pane")
        assert app.list.table.total == 2 and app.row[-1] in ("500.00", "300.00")
        await app.do("next_pane")
        assert app.list.entity == "account" and app.row[-1] == "1"
        await app.press("escape")
        assert isinstance(app.screen, MetricsScreen)
        await app.do("behind")
        assert "Acquisition cost   March 2026" in app.text  # where one was before


async def test_the_records_are_an_ordinary_list(book: Book, tmp_path: Path) -> None:
    book.close()
    async with opened(book.path) as app:
        await app.do("metrics")
        await app.press(*CAC)
        await app.do("next_pane", "filter")
        await app.type("fair")
        await app.press("enter")
        assert app.list.table.total == 1 and "500.00" in app.row
        await app.press("escape")
        assert app.list.table.total == 2 and isinstance(app.screen, BehindScreen)
        await app.do("open")
        assert isinstance(app.screen, RecordScreen)
        await app.press("escape")
        assert isinstance(app.screen, BehindScreen)
        await app.do("export")
        named = tmp_path / "behind.csv"
        await app.press("ctrl+u")
        await app.type(str(named))
        await app.press("enter")
        with named.open(newline="") as file:
            assert len(list(csv.DictReader(file))) == 2


async def test_a_change_made_there_is_in_the_figure_at_once(book: Book) -> None:
    book.close()
    async with opened(book.path) as app:
        await app.do("metrics")
        await app.press(*CAC)
        await app.do("edit")
        await app.fill(amount="1000")
        assert "(1,000.00 + 800.00) / 3 = 600.00" in app.text
        assert titles(app)[0] == "over: Sales cost 1,000.00" and app.row[-1] == "1,000.00"
        await app.do("undo")
        assert "= 500.00" in app.text
        await app.press("escape")
        assert "500.00" in app.text and "600.00" not in app.text


async def test_what_had_been_entered_by_a_day_is_listed_as_it_was_and_cannot_be_changed(
    book: Book, tmp_path: Path
) -> None:
    live_on("2026-04-02")
    put(book, "cost", function="sales", amount="200", on="2026-03-05", note="Late")
    book.close()
    async with opened(book.path) as app:
        await app.do("metrics")
        await app.press(*CAC)
        assert "over: Sales cost 900.00" in titles(app)
        await app.press("escape")
        await app.do("time")
        await app.fill(known_on="yesterday")
        await app.do("behind")
        assert "over: Sales cost 700.00" in titles(app) and app.list.table.total == 1
        assert "known on 1 Apr 2026" in app.text
        for command in ("edit", "delete", "add"):
            await app.do(command)
            assert "known on 1 Apr 2026, which cannot be changed" in app.toast
        await app.do("open")
        assert isinstance(app.screen, RecordScreen) and "as it is today" in app.toast
        await app.press("escape")
        await app.do("export")
        await app.press("ctrl+u")
        await app.type(str(tmp_path / "then.csv"))
        await app.press("enter")
        assert "Late" not in (tmp_path / "then.csv").read_text()


async def test_what_is_missing_is_listed_with_what_to_do_about_it(tmp_path: Path) -> None:
    book = new_book(tmp_path)
    put(book, "lead", name="Ann Known", source="fair", created_at="2026-03-02 10:00")
    put(book, "lead", name="Bob Unknown", created_at="2026-03-03 10:00")
    book.close()
    async with opened(book.path) as app:
        await app.do("metrics", "next_block")
        assert "! leads with a source 1 of 2" in app.text
        await app.do("fix")
        assert titles(app)[0] == "Leads with a source 1 of 2"
        assert app.list.table.total == 1 and "Bob Unknown" in app.row[0]
        assert "Give the lead its campaign" in app.text
        await app.do("edit")
        await app.fill(source="fair")
        assert app.list.table.total == 0
        await app.press("escape")
        await app.do("fix")
        assert "nothing is missing" in app.toast


async def test_days_without_an_entry_are_named_where_they_can_be_added(tmp_path: Path) -> None:
    book = new_book(tmp_path)
    for day in range(1, 30):
        put(book, "traffic", on=f"2026-03-{day:02}", sessions="100", engaged="50")
    book.close()
    async with opened(book.path) as app:
        await app.do("metrics", "next_block")
        while app.screen.pane.kpi != "website_traffic":  # type: ignore[attr-defined]  # of Metrics
            await app.press("down")
        await app.do("fix")
        assert "Days with traffic 29 of 31" in titles(app)
        assert "30 Mar 2026; 31 Mar 2026" in " ".join(app.text.split())
        await app.do("add")
        await app.fill(on="30 mar", sessions="100", engaged="50")
        assert "Days with traffic 30 of 31" in titles(app) and "30 Mar 2026;" not in app.text


@pytest.mark.parametrize("name", KPIS)
def test_every_figure_opens_and_each_tab_comes_to_its_terms_number(sample: Path, name: str) -> None:
    book = Book(sample)
    with book.read() as connection:
        figures = Figures(connection, book.business)
        opening = opening_of_kpi(figures, name, MARCH)
        reading = read(KPIS[name], figures, span_of(MARCH, figures.as_of))
        names = [sheet.name for sheet in opening.sheets]
        assert len(names) == len(set(names)) and KPIS[name].title in opening.title
        for sheet in opening.sheets:
            of, _, term = sheet.name.partition(".")
            if not of and term and not isinstance(KPIS[name].terms[term], Median):
                assert total(sheet.rows, figures) == Fraction(reading.inputs[term] or 0)
        opening_to_fix(figures, name, MARCH)
    book.close()


def test_terms_over_the_line_come_first_and_one_taken_away_says_so(sample: Path) -> None:
    book = Book(sample)
    with book.read() as connection:
        opening = opening_of_kpi(Figures(connection, book.business), "return_on_investment", MARCH)
    book.close()
    sides = [sheet.title.split(":")[0] for sheet in opening.sheets]
    order = ["over", "over −", "under", "under −", "over and under", "over and under −", "beside",
             "left out"]  # fmt: skip
    assert "over −" in sides or "over and under −" in sides
    assert {*sides} <= {*order}


async def test_a_tab_names_what_stands_behind_it_when_it_is_the_only_one(sample: Path) -> None:
    async with opened(sample) as app:
        await app.do("metrics", "next_block", "next_block")
        await app.do("next_block", "behind")
        pane = app.screen.pane
        assert isinstance(pane, SheetPane) and pane.sheet.title in app.text
