"""The import in the app, as its owner does it: keystroke by keystroke."""

from __future__ import annotations

from collections.abc import AsyncIterator
from concurrent.futures import Future
from contextlib import asynccontextmanager
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from threading import Event

import pytest
from textual.binding import Binding
from textual.dom import DOMNode
from textual.pilot import Pilot
from textual.screen import ModalScreen

from tests.book import is_sound, new_book, put, rows
from tests.driver import Driver, opened
from tests.ui.import_doubles import ADS, DATES, MARKS, Engine, brought, store_import
from tests.ui.test_snapshots import Compare
from tui_crm.errors import Refused
from tui_crm.exchange.looking import Order
from tui_crm.exchange.report import Question
from tui_crm.settings import Settings
from tui_crm.store.engine import Book
from tui_crm.ui.app import CrmApp
from tui_crm.ui.dialogs.path import AskPath
from tui_crm.ui.dialogs.pick import Pick
from tui_crm.ui.screens import import_words
from tui_crm.ui.screens.import_progress import course
from tui_crm.ui.screens.import_screen import ImportScreen
from tui_crm.ui.widgets.path_input import PathLine
from tui_crm.ui.widgets.still_table import StillTable

SMALL = (80, 24)


@asynccontextmanager
async def importing(
    folder: Path, monkeypatch: pytest.MonkeyPatch, engine: Engine
) -> AsyncIterator[Driver]:
    """The app, where `I` and the path of a file have been typed; the exchange is a stand-in."""
    file = folder / "google-ads.csv"
    file.write_text("Day,Campaign,Cost\n")
    monkeypatch.setattr("tui_crm.exchange.outside.Outside", lambda: engine)
    monkeypatch.chdir(folder)
    book = new_book(folder)
    put(book, "lead", name="Anna")
    book.close()
    async with opened(book.path, size=SMALL) as app:
        await app.do("import")
        await app.type("goo")
        await app.press("tab", "enter")
        yield app


async def test_a_known_file_is_imported_with_two_keys_after_its_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = Engine()
    engine.stores = lambda: store_import(tmp_path / "business.db")
    async with importing(tmp_path, monkeypatch, engine) as app:
        assert "1,204 rows become Spend   Google Ads campaign report" in app.text
        assert "UTF-8, comma, header on line 3" in app.lines[0]
        assert "updates Brand (number)" in app.text and "[b]Brand[/]" in app.text
        assert "The totals in the file are what its rows come to: Cost 4516.66." in app.text
        await app.press("enter")
        assert "1,198 spend entries imported and 3 updated from google-ads.csv." in app.text
        assert "Made along: 12 campaigns; stages New, Won." in app.text
        assert engine.imported[0].path == tmp_path / "google-ads.csv"
        await app.press("enter")
        await app.settle()
        assert app.here == "Spend" and "Nothing spent yet" in app.text


async def test_a_column_is_mapped_by_typing_what_it_becomes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = Engine()
    async with importing(tmp_path, monkeypatch, engine) as app:
        await app.press("tab", "down", "down", "enter")
        await app.type("not")
        await app.press("enter")
        assert engine.orders[-1].mapping == {"Cost": "note"}
        assert any("Cost" in line and "Note" in line and "chosen" in line for line in app.lines)
        # A field belongs to one column: taken by another, the first one is left out.
        await app.press("down", "enter")
        await app.type("campaign")
        await app.press("enter", "ctrl+s")
        assert engine.imported[0].mapping == {
            "Cost": "note", "Campaign": "", "Currency code": "campaign",
        }  # fmt: skip


async def test_what_is_not_clear_is_asked_one_after_the_other_and_never_guessed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = Engine(replace(ADS, questions=[DATES, MARKS]))
    async with importing(tmp_path, monkeypatch, engine) as app:
        assert "? Day: 03/04/2026: is it 3 April or 4 March?  (1 of 2)" in app.text
        assert "1 day first   2 month first" in app.text
        await app.press("ctrl+s", "escape")
        assert not engine.imported
        await app.press("2")
        assert "1,234 can be read in two ways." in app.text
        await app.press("enter", "down", "enter")
        order = engine.orders[-1]
        assert (order.date_order, order.decimal) == ("mdy", ",")
        await app.press("enter")
        assert engine.imported[0] == replace(order, rejects=engine.imported[0].rejects)


async def test_the_kind_can_be_changed_and_what_was_chosen_last_time_be_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = Engine(replace(ADS, saved="2026-03-12"))
    async with importing(tmp_path, monkeypatch, engine) as app:
        assert "Read as last time, on 12 Mar 2026: m maps it anew." in app.text
        assert engine.orders[-1].as_last_time
        await app.press("m")
        assert not engine.orders[-1].as_last_time
        await app.press("t", "l", "enter")
        assert "1,204 rows become Leads" in app.text


async def test_the_currency_and_its_rate_can_be_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = Engine()
    async with importing(tmp_path, monkeypatch, engine) as app:
        await app.press("c", *["backspace"] * 3, *"usx", "enter")
        assert '! "usx" is not a currency' in app.text
        await app.press("backspace", "d", "enter")
        await app.press("r", *"0.92", "enter")
        order = engine.orders[-1]
        assert (order.currency, order.rate) == ("USD", Decimal("0.92"))


async def test_a_running_import_is_stopped_by_esc_and_can_be_begun_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = Engine()
    engine.held = Future()
    async with importing(tmp_path, monkeypatch, engine) as app:
        await app.pilot.press("enter")
        await app.pilot.pause()
        engine.watch(602, 9_000)
        screen = app.app.screen
        assert isinstance(screen, ImportScreen)
        screen._tick()
        await app.pilot.pause()
        assert "602 of 1,204 rows" in app.text and " 50 %" in app.text
        assert app.app.desk._is_held
        await app.press("escape")
        assert app.toast == "Stopped: nothing of the file was stored."
        assert not app.app.desk._is_held
        await app.press("enter")
        assert "1,198 spend entries imported" in app.text


async def test_an_import_that_is_stopped_before_it_has_begun_does_not_begin(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine, is_read = Engine(), Event()
    async with importing(tmp_path, monkeypatch, engine) as app:
        app.app.desk._suggesting.ask(is_read.wait)
        await app.pilot.press("enter", "escape")
        is_read.set()
        await app.settle()
        assert app.toast == "Stopped: nothing of the file was stored." and not engine.imported


async def test_an_import_that_was_stored_before_it_could_be_stopped_is_said_to_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = Engine()
    engine.held = Future()
    async with importing(tmp_path, monkeypatch, engine) as app:
        await app.pilot.press("enter")
        await app.pilot.pause()
        store_import(tmp_path / "business.db")
        await app.press("escape")
        await app.settle()
        assert app.toast.startswith("The import was stored before it could be stopped.")
        assert app.here == "Spend"


async def test_new_records_that_look_like_older_ones_are_offered_for_merging(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = Engine(replace(ADS, entity="contact"), brought(entity="contact", rejected=[]))
    path = tmp_path / "business.db"

    def stores() -> None:
        store_import(path)
        book = Book(path)
        for name in ("Anna", "Max"):
            put(book, "contact", name=name)
        book.close()

    engine.stores = stores
    async with importing(tmp_path, monkeypatch, engine) as app:
        await app.press("enter")
        assert "1 of the new contacts looks like one that you have: M merges them." in app.text
        await app.press("M")
        await app.settle()
        assert isinstance(app.app.screen, ModalScreen) and "Anna" in app.text


async def test_rejected_rows_are_saved_and_the_import_is_taken_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = Engine(report=brought())
    path = tmp_path / "business.db"
    engine.stores = lambda: store_import(path)
    async with importing(tmp_path, monkeypatch, engine) as app:
        await app.press("enter")
        assert "is not an amount" in app.text
        await app.press("s", "enter")
        saved = tmp_path / "google-ads-rejected.csv"
        assert saved.read_text("utf-8-sig") == "Cost,tui_crm_reason\n--,is not an amount\n"
        assert saved.stat().st_mode & 0o777 == 0o600
        await app.press("u")
        assert "Taken back: Imported 1198 spends from google-ads.csv." in app.text
        await app.press("enter")
        assert app.here == "Pipeline"
    book = Book(path)
    assert is_sound(book) and rows(book, "SELECT count(*) FROM import_batch") == [(0,)]


async def test_a_file_that_cannot_be_taken_is_told_of_and_another_one_can_be_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = Engine()
    engine.error = Refused('"google-ads.csv" is a picture. Save it as CSV first.')
    async with importing(tmp_path, monkeypatch, engine) as app:
        assert "is a picture. Save it as CSV first." in app.text
        await app.press("escape")
        assert "google-ads.csv" in app.text and "enter take" in app.text
        await app.press("escape")
        assert app.here == "Pipeline"


@pytest.mark.parametrize(
    ("done", "seconds", "words"),
    [
        (0, 9.0, "Reading it through first …"),
        (50, 0.2, "50 of 1,000 rows"),
        (500, 2.0, "500 of 1,000 rows   250 rows a second   2 s left"),
        (1, 2.0, "1 of 1,000 rows   0 rows a second   33 min 18 s left"),
        (1000, 4.0, "1,000 of 1,000 rows   storing them"),
    ],
)
def test_the_progress_tells_rows_speed_and_the_time_that_is_left(
    done: int, seconds: float, words: str
) -> None:
    assert course(done, 1000, seconds) == words


def test_a_total_that_the_rows_do_not_come_to_is_told_with_the_difference() -> None:
    total = {"line": 9, "column": "Cost", "total": "10.00", "sum": "9.00", "difference": "1.00"}
    said = list(import_words.remarks(replace(ADS, totals=[*ADS.totals, total])))
    assert said[1] == "The totals in the file are what its rows come to: Cost 4516.66."
    assert said[0] == (
        "The total of Cost on line 9 is 10.00, but the rows come to 9.00: 1.00 lies between them."
    )


def test_a_needed_field_is_answered_with_the_column_that_has_it() -> None:
    question = Question("columns", "amount", "Which is it? Say --map ...", ("Cost", "CTR"))
    order = import_words.answered(Order(Path("a.csv"), mapping={"Day": "on"}), question, "Cost")
    assert order.mapping == {"Day": "on", "Cost": "amount"}
    assert import_words.asked(question) == "Which is it?"


ADS_FILE = """\
Campaign report
"Mar 1, 2026 - Mar 2, 2026"
Day,Campaign,Currency code,Cost,Impr.,Clicks,CTR
2026-03-01,Brand,EUR,"1,234.50","12,400",310,2.5%
2026-03-02,Brand,EUR,88.00,400,3,0.8%
Total: Account, --,EUR,"1,322.50","12,800",313,2.4%
"""


async def test_the_real_exchange_does_it_all_in_a_process_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "ads.csv").write_text(ADS_FILE)
    monkeypatch.chdir(tmp_path)
    book = new_book(tmp_path)
    async with opened(book.path, size=SMALL) as app:
        await app.press("I", "a", "enter")
        assert "2 rows become Spend   Google Ads campaign report" in app.text
        await app.press("enter")
        await app.press("enter")
        assert app.here == "Spend" and app.row[-2] == "88.00"
    assert rows(book, "SELECT sum(amount_minor) FROM cost") == [(132_250,)]


@pytest.mark.parametrize("place", [ImportScreen, PathLine, AskPath, Pick, StillTable])
def test_every_key_has_an_id_and_says_what_it_does(place: type[DOMNode]) -> None:
    for binding in place.BINDINGS:
        assert isinstance(binding, Binding)
        assert binding.id and binding.tooltip and not binding.priority


@pytest.mark.parametrize(("size", "theme"), [(SMALL, "dark"), ((120, 40), "light")])
def test_the_mapping_looks_as_it_did(
    snap_compare: Compare, tmp_path: Path, size: tuple[int, int], theme: str
) -> None:
    book = new_book(tmp_path)
    app = CrmApp(book.path, book.business, Settings(theme=theme))
    seen = replace(ADS, questions=[DATES]) if theme == "light" else ADS

    async def run(pilot: Pilot[None]) -> None:
        driver = Driver(app, pilot)
        app.push_screen(ImportScreen(app.desk, Engine(seen), Path("google-ads.csv")))
        await driver.settle()

    assert snap_compare(app, terminal_size=size, run_before=run)
