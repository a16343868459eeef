"""The other panes of Metrics: funnel, cohorts, channels, campaigns, targets, and what if."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.book import do, new_book, put, rows
from tests.driver import Driver, opened
from tests.ui.test_snapshots import LARGE, SMALL, Compare
from tui_crm.settings import Settings
from tui_crm.store.business import read_business
from tui_crm.store.connect import open_raw
from tui_crm.ui.app import CrmApp
from tui_crm.ui.screens.behind import BehindScreen
from tui_crm.ui.screens.metrics import PANES, MetricsScreen
from tui_crm.ui.widgets.bottleneck_line import BottleneckLine
from tui_crm.ui.widgets.figure_grid import FigureGrid, GridRow

TITLES = [title for title, _ in PANES]


def grids(app: Driver) -> list[FigureGrid]:
    """The tables of the pane in sight."""
    return list(app.screen.pane.query(FigureGrid))


def cells(row: GridRow) -> list[str]:
    return [cell.text for cell in row.cells]


async def go(app: Driver, title: str) -> None:
    """Bring a pane of Metrics in sight, without a stop at those before it."""
    await app.do("metrics")
    await app.screen.show_pane(TITLES.index(title))
    await app.settle()


async def test_every_pane_shows_the_period_that_was_gone_to_in_another(sample: Path) -> None:
    async with opened(sample) as app:
        await app.do("metrics", "earlier")
        for title in [title for title in TITLES[1:] if title != "Changes"]:
            await app.go_to(title)
            assert "February 2026" in app.text, title
            before = [grid.rows for grid in grids(app)]
            await app.press(">")
            assert "March 2026" in app.text, title
            assert [grid.rows for grid in grids(app)] != before, title
            await app.press("<")
            assert [grid.rows for grid in grids(app)] == before, title


@pytest.mark.parametrize("title", ["Funnel", "Cohorts", "Channels", "Campaigns", "Targets"])
async def test_enter_opens_the_records_of_a_cell_and_esc_comes_back_to_it(
    sample: Path, title: str
) -> None:
    async with opened(sample) as app:
        await go(app, title)
        await app.press("down", "right")
        where = grids(app)[0].cursor
        await app.press("enter")
        assert isinstance(app.app.screen, BehindScreen)
        await app.press("escape")
        assert app.here == title and grids(app)[0].cursor == where


async def test_the_arrows_walk_cells_and_the_period_keeps_its_own_keys(sample: Path) -> None:
    async with opened(sample) as app:
        await go(app, "Channels")
        await app.press("right", "right", "left")
        assert grids(app)[0].cursor == (0, 1) and "March 2026" in app.text


async def test_walking_down_from_the_funnel_leads_into_what_moved_won_value(sample: Path) -> None:
    async with opened(sample, size=SMALL) as app:
        await go(app, "Funnel")
        funnel, parts = grids(app)
        await app.press("G", "down")
        assert app.app.focused is parts
        await app.press("G")
        assert any(line.startswith(" Won value") for line in app.text.splitlines())
        await app.do("behind")
        assert isinstance(app.app.screen, BehindScreen) and "Won value" in app.text
        await app.press("escape")
        await app.do("previous_block")
        assert app.app.focused is funnel
        assert app.screen.pane.query_one(BottleneckLine).display


async def test_the_figures_begin_with_what_moved_won_value(sample: Path) -> None:
    async with opened(sample) as app:
        await app.do("metrics")
        assert "your usual month" in app.lines[4]
        await app.press("<", "p", "p")
        assert "too little history" in app.lines[4]


async def test_a_first_month_says_that_it_takes_more_of_them(tmp_path: Path) -> None:
    book = new_book(tmp_path, books_start="2026-02-01")
    book.close()
    async with opened(book.path, size=SMALL) as app:
        await go(app, "Funnel")
        assert "It takes 3 periods" in app.text
        assert not app.screen.pane.query_one(BottleneckLine).display


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Cohorts", "w on Sales"), ("Channels", "3 goes to Marketing"),
        ("Campaigns", "3 goes to Marketing"), ("Targets", "Press a"), ("What if", "< goes to"),
    ],
)  # fmt: skip
async def test_an_empty_book_says_what_to_do(tmp_path: Path, title: str, words: str) -> None:
    book = new_book(tmp_path)
    book.close()
    async with opened(book.path, size=SMALL) as app:
        await go(app, title)
        assert words in " ".join(app.text.split())
        await app.do("behind", "explain", "fix", "more", "next_block", "earlier")
        assert not isinstance(app.app.screen, BehindScreen)


async def test_the_names_of_campaigns_are_shown_as_they_are(tmp_path: Path) -> None:
    book = new_book(tmp_path)
    for name in ("[/] [b]half", "春の自転車祭り"):
        put(book, "campaign", name=name, channel="web", starts_on="2026-03-01")
        put(book, "spend", amount="100", on="2026-03-02", campaign=name)
    put(book, "lead", name="Ada", campaign="春の自転車祭り", created_at="2026-03-03 10:00")
    book.close()
    async with opened(book.path) as app:
        await go(app, "Campaigns")
        assert "[/] [b]half" in app.text and "春の自転車祭り" in app.text
        assert cells(grids(app)[0].rows[1])[:3] == ["1", "100.00", "100.00"]
        await app.press("down", "enter")
        assert isinstance(app.app.screen, BehindScreen) and "春の自転車祭り" in app.text


async def test_a_campaign_is_told_apart_from_what_belongs_to_none(tmp_path: Path) -> None:
    book = new_book(tmp_path)
    put(book, "campaign", name="no campaign", channel="web", starts_on="2026-03-01")
    put(book, "spend", amount="100", on="2026-03-02", campaign="no campaign")
    put(book, "spend", amount="250", on="2026-03-02")
    book.close()
    async with opened(book.path) as app:
        await go(app, "Campaigns")
        first, second, _ = grids(app)[0].rows
        assert first.name != second.name
        assert (cells(first)[1], cells(second)[1]) == ("100.00", "250.00")


async def test_however_many_campaigns_there_are_the_cursor_stays_in_sight(tmp_path: Path) -> None:
    book = new_book(tmp_path)
    for number in range(10, 40):
        put(book, "campaign", name=f"Campaign {number}", channel="web", starts_on="2026-03-01")
        put(book, "spend", amount="100", on="2026-03-02", campaign=f"Campaign {number}")
    book.close()
    async with opened(book.path, size=SMALL) as app:
        await go(app, "Campaigns")
        await app.press("pagedown", "pagedown")
        assert "›" in app.text and "m shows each campaign" in " ".join(app.text.split())
        await app.press("G", "right")
        assert any(line.startswith(" All") and "3,000.00" in line for line in app.text.splitlines())


async def test_campaigns_change_between_the_period_and_all_since_their_start(sample: Path) -> None:
    async with opened(sample) as app:
        await go(app, "Campaigns")
        of_march = cells(grids(app)[0].rows[-1])
        await app.do("more")
        assert "Since each one's start" in app.text
        assert cells(grids(app)[0].rows[-1]) != of_march
        await app.press("enter")
        assert "to date" in app.text
        await app.press("escape")
        await app.do("more")
        assert cells(grids(app)[0].rows[-1]) == of_march


async def test_a_column_of_channels_explains_its_kpi_and_the_funnel_says_where_to_go(
    sample: Path,
) -> None:
    async with opened(sample) as app:
        await go(app, "Channels")
        await app.press("right", "right")
        await app.do("explain")
        assert "Cost per lead" in app.text and "cost" in app.text.lower()
        await app.press("escape")
        await app.do("more")
        assert "All figures are in sight" in app.toast
        await app.go_to("Cohorts")
        await app.do("explain")
        assert "Channels" in app.toast


async def test_a_target_is_added_changed_and_deleted_where_it_is_shown(tmp_path: Path) -> None:
    book = new_book(tmp_path)
    put(book, "account", name="Acme")
    deal = put(book, "deal", name="Fleet", account="Acme", amount="900", stage="New",
               opened_on="2026-03-01")  # fmt: skip
    do(book, "win-deal", deal, on="2026-03-11")
    book.close()
    async with opened(book.path) as app:
        await go(app, "Targets")
        await app.do("add_target")
        await app.fill(metric="revenue", value="1500")
        assert rows(book, "SELECT metric, starts_on, ends_on FROM target") == [
            ("revenue", "2026-03-01", "2026-04-01")
        ]
        aims, past = grids(app)
        assert cells(aims.rows[0]) == ["1,500.00", "900.00", "600.00 short", "—"]
        assert "1 more deal of the average size" in app.text
        assert cells(past.rows[0]) == ["1,500.00", "900.00", "no"]
        await app.do("edit_target")
        await app.fill(value="800")
        assert cells(grids(app)[0].rows[0])[2] == "met" and cells(past.rows[0])[2] == "yes"
        await app.press(">")
        assert "has no target for April 2026: a adds one" in app.text
        await app.do("edit_target")
        assert "a adds one" in app.toast
        await app.do("next_block", "delete_target")
        assert "No targets yet" in app.text and not rows(book, "SELECT * FROM target")
        await app.do("undo")
        assert rows(book, "SELECT count(*) FROM target") == [(1,)]


async def test_a_running_target_tells_its_pace_and_the_cursor_tells_its_history(
    sample: Path,
) -> None:
    async with opened(sample) as app:
        await go(app, "Targets")
        await app.press(">")
        aims, past = grids(app)
        assert any("ahead" in cells(row)[3] for row in aims.rows)
        first = past.rows
        await app.press("down")
        assert past.rows != first and app.screen.pane.query_one(".told").display


async def test_targets_of_a_past_are_looked_at_but_not_changed(sample: Path) -> None:
    async with opened(sample) as app:
        await go(app, "Targets")
        screen = app.screen
        assert isinstance(screen, MetricsScreen)
        screen.look(replace(screen.lookout, known_on=date(2026, 4, 1)))
        await app.settle()
        await app.do("add_target")
        assert app.here == "Targets" and "as they were known on" in app.toast
        await app.press("escape")
        assert not screen.lookout.is_past


async def test_what_if_answers_at_once_and_stores_nothing(sample: Path) -> None:
    async with opened(sample) as app:
        await go(app, "What if")
        as_it_is = app.text
        [outcome] = grids(app)
        assert all(cells(row)[2] in ("=", "n/a") for row in outcome.rows)
        await app.press("down", "right", "right", "shift+left", "plus", "minus")
        assert "+9 %" in app.text
        assert "better" in cells(outcome.rows[0])[2]
        await app.press("0")
        assert all(cells(row)[2] in ("=", "n/a") for row in outcome.rows)
        await app.press("left", "down", "down", "down", "right", "right")
        assert "-5 %" in app.text and "+10 %" in app.text
        await app.press("escape")
        await app.press("up", "up", "up", "up")
        assert app.text == as_it_is and app.here == "What if"


async def test_the_outcome_opens_to_records_and_the_assumptions_can_be_read(sample: Path) -> None:
    async with opened(sample, size=SMALL) as app:
        await go(app, "What if")
        await app.press("down", "down", "down", "down", "down")
        assert app.app.focused is grids(app)[0]
        await app.do("explain")
        assert "Revenue" in app.text
        await app.press("escape", "enter")
        assert isinstance(app.app.screen, BehindScreen)
        await app.press("escape", "G", "down", "end")
        assert "changed alike" in app.text


async def test_what_is_stored_meanwhile_is_in_every_pane(sample: Path) -> None:
    async with opened(sample) as app:
        for title in TITLES[1:]:
            await go(app, title)
        await app.do("sales", "win")
        await app.fill()
        for title in TITLES[1:]:
            await go(app, title)
            assert app.screen.pane.seen == app.app.desk.version, title


@pytest.mark.parametrize(
    ("title", "keys", "size", "theme"),
    [
        ("Funnel", ("down", "right"), LARGE, "dark"),
        ("Cohorts", ("down", "right", "right"), SMALL, "ansi"),
        ("What if", ("right", "right", "down", "left"), LARGE, "light"),
    ],
    ids=["funnel", "cohorts", "what_if"],
)
def test_the_panes_look_as_they_did(
    snap_compare: Compare,
    sample: Path,
    title: str,
    keys: tuple[str, ...],
    size: tuple[int, int],
    theme: str,
) -> None:
    connection = open_raw(sample)
    app = CrmApp(sample, read_business(connection), Settings(theme=theme))
    connection.close()

    async def steps(pilot: Pilot[None]) -> None:
        driver = Driver(app, pilot)
        await driver.settle()
        await app.desk.prepare()
        await go(driver, title)
        await driver.press(*keys)

    assert snap_compare(app, terminal_size=size, run_before=steps)
