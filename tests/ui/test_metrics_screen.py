"""The Metrics screen: its period, its figures, the past that it is looked at from, its charts."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from textual.widgets import Input

from tests.book import do, live_on, new_book, put
from tests.driver import Driver, opened
from tui_crm.store.engine import Book
from tui_crm.ui.dialogs.settings import SettingsForm
from tui_crm.ui.screens.behind import BehindScreen
from tui_crm.ui.screens.metrics import PANES, MetricsScreen
from tui_crm.ui.widgets.chart import Chart
from tui_crm.ui.widgets.scorecard import Scorecard

FIRST = (
    "Revenue", "Sales cycle", "Acquisition cost", "Lifetime value", "Retention", "Pipeline",
    "Revenue per account", "Leads", "Conversion", "Cost per lead", "Return on investment",
    "Social engagement", "Website traffic", "Bounce rate",
)  # fmt: skip


def label(app: Driver) -> str:
    """The period in sight."""
    assert isinstance(app.screen, MetricsScreen)
    return app.screen.lookout.period.label


def card(app: Driver) -> Scorecard:
    """The scorecard that is walked on."""
    assert isinstance(app.app.focused, Scorecard), f"walked on is {app.app.focused}"
    return app.app.focused


def chart(app: Driver) -> Chart:
    """The chart that is walked on."""
    assert isinstance(app.app.focused, Chart), f"walked on is {app.app.focused}"
    return app.app.focused


@pytest.fixture
def acme(tmp_path: Path) -> Book:
    """One customer, won in March for 900.00 after 300.00 of marketing."""
    book = new_book(tmp_path, books_start="2026-01-01")
    put(book, "account", name="Acme")
    put(book, "spend", amount="300", on="2026-03-02")
    deal = put(book, "deal", name="Fleet", account="Acme", amount="900", stage="New",
               opened_on="2026-03-01")  # fmt: skip
    do(book, "win-deal", deal, on="2026-03-11")
    return book


async def test_the_last_full_month_is_shown_first_and_the_arrows_change_it(sample: Path) -> None:
    async with opened(sample) as app:
        await app.do("metrics")
        assert label(app) == "March 2026" and "against February 2026" in app.text
        march = app.text
        await app.do("earlier")
        assert label(app) == "February 2026" and app.text != march
        await app.do("later")
        assert app.text == march
        await app.press("left")
        assert label(app) == "February 2026"


async def test_a_period_that_has_not_begun_is_not_gone_to(sample: Path) -> None:
    async with opened(sample) as app:
        await app.do("metrics", "later", "later")
        assert label(app) == "April 2026" and "still running" in app.text
        assert "against the first day of March 2026" in app.text
        await app.do("later", "later")
        assert "has not begun" in app.toast
        assert len(app.app._notifications) == 1


async def test_the_kind_of_period_goes_from_month_to_quarter_to_year_to_week(
    sample: Path,
) -> None:
    async with opened(sample) as app:
        await app.do("metrics", "grain")
        assert label(app) == "Q1 2026"
        await app.do("grain")
        assert label(app) == "2026"
        await app.do("grain")
        assert label(app) == "30 Mar to 5 Apr 2026"
        await app.do("grain")
        assert label(app) == "April 2026"


async def test_all_fourteen_figures_and_four_charts_are_on_one_page(sample: Path) -> None:
    async with opened(sample) as app:
        await app.do("metrics")
        charts = "Revenue by month", "Pipeline by stage", "Leads by channel", "Marketing spend"
        for words in (*FIRST, *charts):
            assert words in app.text, words


async def test_the_other_figures_are_a_key_away(sample: Path) -> None:
    async with opened(sample) as app:
        await app.do("metrics", "more")
        for words in ("Win rate", "Forecast", "Gross margin", "Payback", "Click-through", "Reach"):
            assert words in app.text, words
        assert "Sales cycle" not in app.text
        await app.do("more")
        assert "Sales cycle" in app.text and "Payback" not in app.text


async def test_won_value_stands_first_where_it_was_chosen(acme: Book) -> None:
    acme.close()
    async with opened(acme.path) as app:
        await app.do("metrics")
        assert card(app).cursor_name == "revenue"
        await app.do("settings")
        await app.fill(revenue_card="won_value")
        await app.press("home")
        assert card(app).cursor_name == "won_value" and "Won value" in app.text


async def test_a_figure_explains_itself_with_its_numbers(acme: Book) -> None:
    acme.close()
    async with opened(acme.path) as app:
        await app.do("metrics")
        assert "900.00" in app.text
        await app.press("down", "down")
        await app.do("explain")
        assert "(0.00 + 300.00) / 1 = 300.00" in app.text
        assert "with one less there would be no figure" in " ".join(app.text.split())
        await app.press("escape")
        assert card(app).cursor_name == "customer_acquisition_cost"


async def test_an_explanation_leads_to_the_records_and_to_the_settings(acme: Book) -> None:
    acme.close()
    async with opened(acme.path) as app:
        await app.do("metrics")
        await app.do("explain")
        await app.press("enter")
        assert isinstance(app.screen, BehindScreen) and "900.00" in app.text
        await app.press("escape")
        await app.do("explain")
        await app.press("comma")
        assert isinstance(app.app.screen, SettingsForm)
        assert "won_value" in app.text


async def test_walking_goes_through_both_scorecards_and_the_charts(sample: Path) -> None:
    async with opened(sample) as app:
        await app.do("metrics", "next_block")
        assert card(app).cursor_name == "leads"
        await app.do("previous_block")
        assert card(app).cursor_name == "revenue"
        await app.press("end", "down")
        assert card(app).cursor_name == "leads"
        await app.press("end", "down")
        assert chart(app).cursor == 11  # the last of twelve months
        await app.press("up")
        assert card(app).cursor_name == "bounce_rate"


async def test_quick_keys_are_all_heard(sample: Path) -> None:
    async with opened(sample) as app:
        await app.do("metrics")
        await app.press("n", "n", "left", "n")
        assert "Proposal" in (chart(app)._data or pytest.fail("empty")).labels
        screen = app.screen
        screen.command_of("behind")
        screen.command_of("behind")
        await app.settle()
        assert [type(one) for one in app.app.screen_stack[-2:]] == [MetricsScreen, BehindScreen]


async def test_a_bar_tells_its_value_and_opens_to_its_records(sample: Path) -> None:
    async with opened(sample) as app:
        await app.do("metrics", "next_block", "next_block")
        await app.press("left")
        assert chart(app).cursor == 10 and label(app) == "March 2026"
        said = next(line for line in app.lines if "Revenue by month" in line).split("Pipeline")[0]
        assert "Feb 3,745.00" in said
        await app.press("enter")
        assert isinstance(app.screen, BehindScreen)
        assert "Revenue   February 2026   3,745.00" in app.text
        await app.press("escape")
        assert chart(app).cursor == 10


@pytest.mark.parametrize(
    ("blocks", "heading"),
    [(3, "Pipeline in"), (4, "Leads by"), (5, "Marketing spend")],
)
async def test_every_chart_opens(sample: Path, blocks: int, heading: str) -> None:
    async with opened(sample) as app:
        await app.do("metrics", *("next_block",) * blocks)
        shown = chart(app)._data
        assert shown is not None
        await app.press("enter")
        assert f"‹ {heading}" in app.text and (app.list.table.total or 0) > 0


async def test_an_empty_book_says_why_it_has_no_figures(tmp_path: Path) -> None:
    book = new_book(tmp_path)
    book.close()
    async with opened(book.path) as app:
        await app.do("metrics", "next_block")
        assert "n/a" in app.text and "no lead created" not in app.lines[0]
        await app.press("down")
        assert "no lead created in the period" in app.text
        await app.press("enter")
        assert "Leads created 0" in app.text
        await app.press("escape")
        await app.do("next_block")
        assert not isinstance(app.app.focused, Chart)  # nothing is in them


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
        assert "900.00 - 0.00 = 900.00" in app.text


async def test_a_past_is_looked_at_by_two_dates_and_left_by_escape(acme: Book) -> None:
    live_on("2026-04-02")
    deal = put(acme, "deal", name="Late", account="Acme", amount="500", stage="New",
               opened_on="2026-03-01")  # fmt: skip
    do(acme, "win-deal", deal, on="2026-03-12")
    acme.close()
    async with opened(acme.path) as app:
        await app.do("metrics")
        assert "1,400.00" in app.text
        await app.do("time")
        await app.fill(known_on="yesterday")
        assert "known on 1 Apr 2026: the past, as it was entered then" in app.text
        assert "1,400.00" not in app.text and "900.00" in app.text
        await app.do("time")
        await app.fill(as_of="11 mar")
        assert "as of 11 Mar 2026, known on 1 Apr 2026" in app.text
        assert "the first 10 days of February 2026" in app.text
        await app.do("behind")
        assert "Revenue   March 2026   0.00   as of 11 Mar 2026, known on 1 Apr 2026" in app.text
        await app.press("escape")
        await app.press("escape")
        assert "known on" not in app.text and "1,400.00" in app.text


async def test_a_day_to_come_is_no_past(acme: Book) -> None:
    acme.close()
    async with opened(acme.path) as app:
        await app.do("metrics", "time")
        await app.fill(known_on="tomorrow")
        assert "is still to come" in app.text
        await app.press("escape", "y")
        assert isinstance(app.screen, MetricsScreen) and not app.screen.lookout.is_past


async def test_a_narrow_window_stacks_the_scorecards(sample: Path) -> None:
    async with opened(sample, size=(80, 24)) as app:
        await app.do("metrics")
        lines = app.lines
        sales = next(number for number, line in enumerate(lines) if line.startswith(" SALES"))
        marketing = next(n for n, line in enumerate(lines) if line.startswith(" MARKETING"))
        assert marketing > sales + 7
        await app.do("more")
        assert "of 24" in app.text
        await app.press("end")
        assert "Payback" in app.text
        await app.do("next_block", "next_block", "next_block")
        assert "Pipeline by stage" in app.text  # scrolled to


async def test_a_report_is_written_to_the_file_that_is_named(acme: Book, tmp_path: Path) -> None:
    wanted = tmp_path / "march.md"
    async with opened(acme.path) as app:
        await app.do("metrics", "report")
        for refused in ("march.docx", str(tmp_path), str(acme.path)):
            await retype(app, refused)
            assert "!" in app.text and not wanted.exists()
        await retype(app, str(wanted))
        assert "is in" in app.toast
    text = wanted.read_text(encoding="utf-8")
    assert "Report for March 2026" in text and "900.00" in text
    assert wanted.stat().st_mode & 0o777 == 0o600


async def retype(app: Driver, text: str) -> None:
    """Put another text into the line that is asked for."""
    assert isinstance(app.app.focused, Input)
    app.app.focused.value = text
    await app.press("enter")
    await app.settle()


async def test_what_was_entered_late_is_told_with_what_it_did(acme: Book) -> None:
    live_on("2026-04-05")
    put(acme, "spend", amount="150", on="2026-03-20")
    async with opened(acme.path) as app:
        await app.do("metrics")
        await app.screen.show_pane([title for title, _ in PANES].index("Changes"))
        await app.settle()
        assert "What was entered after 1 Apr 2026" in app.text
        row = next(line for line in app.text.splitlines() if "Acquisition cost  " in line)
        assert row.split()[-3:] == ["300.00", "450.00", "+150.00"]
        assert "1 cost entered (+150.00)" in app.text
        await app.press("enter")
        await app.settle()
        assert isinstance(app.screen, BehindScreen) and "150.00" in app.text


async def test_a_small_book_has_its_figures_read_before_anybody_asks(acme: Book) -> None:
    async with opened(acme.path) as app:
        await app.settle()
        await app.app.desk.read_ahead()
        reader = app.app.desk._reader(None)
        assert [kept.as_of for kept in reader._kept.values()] == [date(2026, 4, 2)]
        assert all(kept._running for kept in reader._kept.values())


async def test_a_book_that_has_only_just_begun_is_shown_as_of_this_month(tmp_path: Path) -> None:
    book = new_book(tmp_path)
    deal = put(book, "deal", name="First", account="Acme", amount="500")
    do(book, "win-deal", deal)
    book.close()
    async with opened(book.path) as app:
        await app.do("metrics")
        assert label(app) == "April 2026" and "500.00" in app.text
        await app.do("earlier")
        assert label(app) == "March 2026"


async def test_of_two_quick_keys_the_second_goes_on_from_where_the_first_led(sample: Path) -> None:
    async with opened(sample) as app:
        await app.do("metrics")
        await app.screen.show_pane([title for title, _ in PANES].index("What if"))
        await app.settle()
        app.screen.pane.obey("next_block")
        app.screen.pane.obey("next_block")
        assert app.app.focused is app.screen.pane.blocks[2]
