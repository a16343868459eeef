"""The app as a whole: its start, its screens, and what holds everywhere."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from textual.events import AppFocus

from tests.book import live_on, new_book, put
from tests.driver import Driver, opened
from tui_crm.settings import Settings, load
from tui_crm.store.business import read_business
from tui_crm.store.connect import open_raw
from tui_crm.ui.app import CrmApp, run

HEAVY = ("sqlmodel", "sqlalchemy", "pydantic", "plotext")

FIRST_FRAME = """
import asyncio, sys
from pathlib import Path
from tui_crm.store.business import read_business
from tui_crm.store.connect import open_raw
from tui_crm.ui.app import CrmApp

def look(self, event):
    assert "E-bike" in "".join(s.text for s in self.screen._compositor.render_strips())
    print(sorted(name for name in {heavy} if name in sys.modules))
    self.exit()

CrmApp.on_pane_loaded = look
path = Path({path!r})
connection = open_raw(path)
app = CrmApp(path, read_business(connection))
connection.close()
asyncio.run(app.run_async(headless=True, size=(120, 40)))
"""


def test_real_deals_are_shown_before_anything_heavy_is_imported(tmp_path: Path) -> None:
    book = new_book(tmp_path)
    put(book, "deal", name="E-bike for Ann", stage="New")
    book.close()
    script = FIRST_FRAME.format(heavy=HEAVY, path=str(book.path))
    said = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=False
    )
    assert said.stdout.strip() == "[]", said.stderr


@pytest.mark.parametrize(
    ("content", "code"), [(b"", 5), (b"Not a database, but a letter to Rosa.", 5)]
)
def test_a_file_that_is_no_book_is_told_of_and_left_as_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes, code: int
) -> None:
    path = tmp_path / "letter.db"
    path.write_bytes(content)
    assert run(path) == code
    said = capsys.readouterr()
    assert said.out == ""
    assert "letter.db" in said.err and len(said.err.splitlines()) == 1
    assert path.read_bytes() == content


async def test_a_foreign_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "songs.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE song (name TEXT)")
    connection.close()
    assert run(path) == 4


async def test_each_number_leads_to_its_screen_and_back(sample: Path) -> None:
    async with opened(sample) as app:
        assert "2 SALES" in app.lines[0]
        await app.do("marketing")
        assert "3 MARKETING" in app.lines[0] and app.here == "Leads"
        await app.do("metrics")
        assert "4 METRICS" in app.lines[0] and "March 2026" in app.text
        await app.do("sales")
        assert "2 SALES" in app.lines[0] and app.here == "Pipeline"


async def test_a_screen_keeps_its_pane_and_filter_while_another_is_in_front(sample: Path) -> None:
    async with opened(sample) as app:
        await app.go_to("Deals")
        await app.do("filter")
        await app.type("won")
        await app.press("enter")
        row = app.row
        await app.do("marketing", "sales")
        assert app.here == "Deals" and app.row == row and "filtered" in app.lines[-1]


async def test_tab_walks_through_all_panes_and_shift_tab_back(sample: Path) -> None:
    async with opened(sample) as app:
        seen = [app.here]
        for _ in range(8):
            await app.do("next_pane")
            seen.append(app.here)
        assert seen == [
            "Pipeline", "Deals", "Customers", "Contacts", "Revenue", "Subscriptions",
            "Hand-offs", "Costs", "Pipeline",
        ]  # fmt: skip
        await app.do("previous_pane")
        assert app.here == "Costs"


async def test_q_closes_the_program_only_from_its_own_screens(sample: Path) -> None:
    async with opened(sample) as app:
        await app.go_to("Customers")
        await app.do("open")
        assert "‹ Customers" in app.text
        await app.do("quit")
        assert app.here == "Customers" and app.app.is_running
        await app.pilot.press("q")
        assert app.app._exit


async def test_ctrl_c_does_not_close_the_program(sample: Path) -> None:
    async with opened(sample) as app:
        await app.press("ctrl+c")
        assert not app.app._exit
        await app.pilot.press("ctrl+q")
        assert app.app._exit


async def test_a_command_that_is_for_other_records_says_so(sample: Path) -> None:
    async with opened(sample) as app:
        await app.go_to("Contacts")
        await app.do("win")
        assert "Won is for deals" in app.toast


async def test_a_command_without_a_record_says_that_there_is_none(tmp_path: Path) -> None:
    book = new_book(tmp_path)
    book.close()
    async with opened(book.path) as app:
        await app.do("edit")
        assert "needs a record under the cursor" in app.toast


@pytest.mark.parametrize("title", ["Deals", "Customers", "Contacts", "Revenue", "Costs"])
async def test_an_empty_list_names_the_key_that_adds(tmp_path: Path, title: str) -> None:
    book = new_book(tmp_path)
    book.close()
    async with opened(book.path) as app:
        await app.go_to(title)
        assert "Press a to" in app.text or "press a to" in app.text


async def test_what_another_program_stores_is_seen_at_refresh(sample: Path) -> None:
    async with opened(sample) as app:
        await app.go_to("Customers")
        other = sqlite3.connect(sample)
        other.execute("UPDATE account SET name = name || ' & Co'")
        other.commit()
        other.close()
        await app.do("refresh")
        assert " & Co" in app.row[0]


async def test_what_another_program_stores_is_seen_when_the_window_is_back(sample: Path) -> None:
    async with opened(sample) as app:
        await app.go_to("Customers")
        other = sqlite3.connect(sample)
        other.execute("UPDATE account SET name = name || ' & Co'")
        other.commit()
        other.close()
        app.app.on_app_focus()
        await app.settle()
        assert " & Co" in app.row[0]


async def test_stored_text_is_shown_as_it_is_and_steers_nothing(tmp_path: Path) -> None:
    hostile = "[/] [b]x[red] [@click=app.quit]Q[/] \u4e16\u754c"
    book = new_book(tmp_path, business_name="[/b] & Co")
    account = put(book, "account", name=hostile)
    put(book, "deal", name=hostile, account=f"id:{account}", stage="New", notes=hostile)
    put(book, "lead", name=hostile, company=hostile)
    raw = sqlite3.connect(book.path)
    raw.execute("UPDATE account SET name = name || char(27) || ']52;c;x' || char(7)")
    raw.commit()
    raw.close()
    book.close()
    async with opened(book.path) as app:
        assert "[/b] & Co" in app.lines[0] and "[/] [b]x" in app.text
        for title in ("Deals", "Customers"):
            await app.go_to(title)
            assert "[/] [b]x" in app.text and "\x1b" not in app.text
            await app.do("open")
            assert "[@click=app.quit]" in app.text and "\x1b" not in app.text
            await app.do("edit")
            assert "\x1b" not in app.text
            await app.press("escape", "escape")
        await app.do("delete")
        assert "[/] [b]x" in app.toast


async def test_nothing_is_painted_while_nobody_presses_a_key(sample: Path) -> None:
    async with opened(sample) as app:
        painted: list[object] = []
        screen = app.app.screen
        refresh = screen._compositor.render_update
        screen._compositor.render_update = (  # type: ignore[method-assign]  # watched
            lambda *args, **named: painted.append(args) or refresh(*args, **named)  # type: ignore[func-returns-value]
        )
        await app.settle()
        await app.settle()
        assert not painted
        await app.press("down")
        assert painted


async def test_a_remapped_key_works_and_the_old_one_does_not(sample: Path) -> None:
    settings = Settings(keys={"marketing": "f5"})
    async with opened(sample, settings=settings) as app:
        await app.press("3")
        assert "2 SALES" in app.lines[0]
        await app.press("f5")
        assert "f5 MARKETING" in app.lines[0]


async def test_keys_that_cannot_be_used_are_told_of(sample: Path) -> None:
    settings = Settings(keys={"dance": "f5", "win": "hyper+w", "lose": "a"})
    async with opened(sample, settings=settings) as app:
        said = " ".join(note.message for note in app.app._notifications)
        assert "dance" in said and "hyper+w" in said and "Add has it" in said
        await app.do("win")
        assert "Win:" in app.text


async def test_a_chosen_theme_is_kept_for_the_next_start(sample: Path, tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    async with opened(sample, settings_file=file) as app:
        app.screen.command_of("theme")
        await app.settle()
        await app.press("l", "enter")
        assert app.app.theme == "crm-light"
    assert load(file).theme == "light"


async def test_the_palette_finds_a_command_and_does_it(sample: Path) -> None:
    async with opened(sample) as app:
        await app.go_to("Deals")
        await app.press("colon")
        await app.type("reverse")
        await app.press("enter")
        assert app.list.table.source is not None and not app.list.table.source.descending


async def test_help_lists_the_keys_of_the_place_and_closes_again(sample: Path) -> None:
    async with opened(sample, size=(100, 60)) as app:
        await app.do("help")
        assert "The deal is won" in app.text
        await app.press("escape")
        assert app.here == "Pipeline"


async def test_a_remapped_key_works_on_the_board_itself(sample: Path) -> None:
    settings = Settings(keys={"open": "f6"})
    async with opened(sample, settings=settings) as app:
        await app.press("enter")
        assert app.here == "Pipeline"
        await app.press("f6")
        assert app.here == "Details"


async def test_an_opened_record_leaves_no_thread_behind(sample: Path) -> None:
    async with opened(sample) as app:
        await app.go_to("Customers")
        await app.app.desk.read_ahead()
        before = len(app.app.desk._lanes)
        for _ in range(3):
            await app.do("open", "next_pane", "next_pane")
            await app.press("escape")
        assert len(app.app.desk._lanes) == before


async def test_due_billings_are_posted_when_the_book_is_opened(tmp_path: Path) -> None:
    book = new_book(tmp_path)
    put(book, "account", name="Acme")
    put(book, "subscription", account="Acme", amount="10", starts_on="2026-03-01")
    book.close()
    live_on("2026-05-02")
    async with opened(book.path) as app:
        assert "Posted a billing that has fallen due" in app.toast
        await app.go_to("Revenue")
        assert app.list.table.total == 3


@pytest.mark.parametrize("size", [(20, 5), (60, 20), (200, 60)])
async def test_every_screen_stands_any_size(sample: Path, size: tuple[int, int]) -> None:
    async with opened(sample, size=size) as app:
        await app.go_to("Deals")
        await app.do("open")
        await app.press("escape")
        await app.do("add")
        await app.press("escape")
        await app.do("metrics", "marketing", "help")
        await app.press("escape")
        await app.pilot.resize_terminal(80, 24)
        await app.settle()
        assert "3 MARKETING" in app.lines[0]


async def test_keys_pressed_before_everything_is_loaded_are_not_lost(sample: Path) -> None:
    connection = open_raw(sample)
    app = CrmApp(sample, read_business(connection))
    connection.close()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("4")
        driver = Driver(app, pilot)
        await driver.settle()
        assert "4 METRICS" in driver.lines[0] and "Revenue by month" in driver.text


async def test_a_fault_ends_the_app_with_a_sentence_and_none_of_the_data(
    sample: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        customer = "Acme of Krems"
        raise ZeroDivisionError(customer)

    monkeypatch.setattr(CrmApp, "on_app_focus", fail)
    with pytest.raises(ZeroDivisionError):
        async with opened(sample) as app:
            app.app.post_message(AppFocus())
            await app.settle()
    assert app.app.return_code == 1
    said = capsys.readouterr().err
    assert "The program failed (ZeroDivisionError)" in said
    assert "Acme" not in said and "Traceback" not in said


async def test_a_long_message_is_seen_to_its_end_on_a_small_screen(sample: Path) -> None:
    connection = open_raw(sample)
    app = CrmApp(sample, read_business(connection))
    connection.close()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        driver = Driver(app, pilot)
        await driver.settle()
        name = "Tune-up package, Mariahilf Studio Innsbruck"
        driver.screen.tell(f"Won {name}: 1.00. u takes it back.")
        await driver.settle()
        assert "Won Tune-up" in driver.text and "back." in driver.text


async def test_a_message_with_an_endless_name_leaves_the_screen_free(sample: Path) -> None:
    async with opened(sample) as app:
        app.screen.tell(f"Added lead {'Long name ' * 60}. u takes it back.")
        await app.settle()
        assert app.toast.startswith("Added lead Long name")
        assert app.toast.endswith(". u takes it back.")
        assert "…" in app.toast and len(app.toast) < 250
