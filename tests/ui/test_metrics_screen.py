"""The Metrics screen: its period, its figures, and what they mean."""

from __future__ import annotations

from pathlib import Path

from tests.book import do, new_book, put
from tests.driver import Driver, opened
from tui_crm.ui.screens.metrics import MetricsPane
from tui_crm.ui.widgets.scorecard import Scorecard


def label(app: Driver) -> str:
    """The period in sight."""
    pane = app.screen.pane
    assert isinstance(pane, MetricsPane)
    return pane.period.label


async def test_the_last_full_month_is_shown_first_and_the_arrows_change_it(sample: Path) -> None:
    async with opened(sample) as app:
        await app.do("metrics")
        assert label(app) == "March 2026" and "against February 2026" in app.text
        march = app.text
        await app.do("earlier")
        assert label(app) == "February 2026" and app.text != march
        await app.do("later")
        assert app.text == march


async def test_a_period_that_has_not_begun_is_not_gone_to(sample: Path) -> None:
    async with opened(sample) as app:
        await app.do("metrics", "later", "later")
        assert label(app) == "April 2026" and "still running" in app.text
        await app.do("later", "later")
        assert "has not begun" in app.toast
        assert len(app.app._notifications) == 1


async def test_the_kind_of_period_goes_from_month_to_quarter_to_year(sample: Path) -> None:
    async with opened(sample) as app:
        await app.do("metrics", "grain")
        assert label(app) == "Q1 2026"
        await app.do("grain")
        assert label(app) == "2026"
        await app.do("grain")
        assert label(app) == "April 2026"


async def test_all_fourteen_figures_and_four_charts_are_on_one_page(sample: Path) -> None:
    async with opened(sample) as app:
        await app.do("metrics")
        for words in (
            "Revenue", "Sales cycle", "Acquisition cost", "Lifetime value", "Retention",
            "Pipeline", "Revenue per account", "Leads", "Conversion", "Cost per lead",
            "Return on investment", "Social engagement", "Website traffic", "Bounce rate",
            "Revenue by month", "Pipeline by stage", "Leads by channel", "Marketing spend",
        ):  # fmt: skip
            assert words in app.text, words


async def test_a_figure_explains_itself_with_its_numbers(tmp_path: Path) -> None:
    book = new_book(tmp_path, books_start="2026-01-01")
    put(book, "account", name="Acme")
    put(book, "spend", amount="300", on="2026-03-02")
    deal = put(book, "deal", name="Fleet", account="Acme", amount="900", stage="New",
               opened_on="2026-03-01")  # fmt: skip
    do(book, "win-deal", deal, on="2026-03-11")
    book.close()
    async with opened(book.path) as app:
        await app.do("metrics")
        assert "900.00" in app.text
        await app.press("down", "down")
        await app.do("explain")
        assert "March 2026: 300.00" in app.text and "new customers" in app.text
        await app.press("escape", "up", "enter")
        assert "March 2026: 10.0 d" in app.text


async def test_tab_goes_to_the_other_scorecard(sample: Path) -> None:
    async with opened(sample) as app:
        await app.do("metrics", "next_pane", "explain")
        assert "Leads" in app.text
        await app.press("escape")
        focused = app.app.focused
        assert isinstance(focused, Scorecard) and focused.cursor_name == "leads"
        await app.do("previous_pane")
        assert isinstance(app.app.focused, Scorecard)
        assert app.app.focused.cursor_name == "revenue"


async def test_an_empty_book_says_why_it_has_no_figures(tmp_path: Path) -> None:
    book = new_book(tmp_path)
    book.close()
    async with opened(book.path) as app:
        await app.do("metrics", "next_pane")
        assert "n/a" in app.text and "no lead created" not in app.lines[0]
        await app.press("down")
        assert "no lead created in the period" in app.text


async def test_what_is_won_meanwhile_is_in_the_figures(tmp_path: Path) -> None:
    book = new_book(tmp_path)
    put(book, "account", name="Acme")
    put(book, "deal", name="Fleet", account="Acme", amount="900", stage="New")
    book.close()
    async with opened(book.path) as app:
        await app.do("metrics", "later")
        assert "900.00" in app.text  # the pipeline
        await app.do("sales", "win")
        await app.fill()
        await app.do("metrics", "explain")
        assert "April 2026: 900.00" in app.text


async def test_a_narrow_window_stacks_the_scorecards(sample: Path) -> None:
    async with opened(sample, size=(80, 24)) as app:
        await app.do("metrics")
        lines = app.lines
        sales = next(number for number, line in enumerate(lines) if line.startswith(" SALES"))
        marketing = next(n for n, line in enumerate(lines) if line.startswith(" MARKETING"))
        assert marketing > sales + 7
