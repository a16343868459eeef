"""The line in which a path is typed: what it takes for a path, what it offers, what it takes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual import events
from textual.pilot import Pilot

from tests.ui.form_doubles import Page
from tui_crm.ui.dialogs.path import AskPath, Named
from tui_crm.ui.screens.import_flow import is_readable
from tui_crm.ui.typed_paths import (
    MOST_READ,
    Entry,
    Folder,
    completed,
    home_short,
    matching,
    parted,
    read_folder,
    start_folder,
    tidy,
)
from tui_crm.ui.widgets.path_input import PathInput, PathLine


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("/a/leads.csv\n", "/a/leads.csv"),
        ("'/a/my leads.csv' ", "/a/my leads.csv"),
        ('"/a/my leads.csv"', "/a/my leads.csv"),
        ("/a/my\\ leads\\ \\(3\\).csv", "/a/my leads (3).csv"),
        ("'/a/it'\\''s.csv'", "/a/it's.csv"),
        ("file:///a/my%20leads%C3%A9.csv", "/a/my leadsé.csv"),
        ("'/a/begun", "'/a/begun"),
        ("/a/two words.csv", "/a/two words.csv"),
        ("", ""),
    ],
)
@pytest.mark.skipif(os.name == "nt", reason="quoting is another one there")
def test_what_terminals_put_around_a_dropped_path_is_taken_off(typed: str, meant: str) -> None:
    assert tidy(typed) == meant


def test_a_name_that_looks_quoted_but_is_so_is_left_alone(tmp_path: Path) -> None:
    odd = tmp_path / "a\\ b.csv"
    odd.touch()
    assert tidy(str(odd)) == str(odd)


@given(st.lists(st.text("aAbé .", min_size=1, max_size=4), max_size=6, unique=True), st.data())
@settings(max_examples=50)
def test_completing_never_leads_past_a_name_that_was_meant(names: list[str], data: object) -> None:
    folder = Folder("", tuple(Entry(name, False) for name in names))
    begun = data.draw(st.text("aAbé .", max_size=2))  # type: ignore[attr-defined]
    found = matching(folder, begun)
    rest = completed(found, begun)
    assert set(matching(folder, rest)) <= set(found)
    assert all(begun.startswith(".") or not entry.name.startswith(".") for entry in found)
    if rest != begun:
        assert matching(folder, rest) == found


def test_folders_come_first_then_tables_then_the_rest_and_the_hidden_only_after_a_dot(
    tmp_path: Path,
) -> None:
    for name in ("b.pdf", "a.png", "Z.csv", "y.TSV", ".hidden.csv"):
        (tmp_path / name).touch()
    (tmp_path / "sub").mkdir()
    (tmp_path / "broken.csv").symlink_to(tmp_path / "nowhere")
    folder = read_folder(str(tmp_path) + os.sep)
    assert [entry.name for entry in matching(folder, "")] == [
        "sub", "broken.csv", "y.TSV", "Z.csv", "a.png", "b.pdf",
    ]  # fmt: skip
    assert [entry.name for entry in matching(folder, ".")] == [".hidden.csv"]
    assert [entry.name for entry in matching(folder, "PD")] == ["b.pdf"]
    assert "cannot be read" in read_folder(str(tmp_path / "none") + os.sep).problem
    assert "no such home" in read_folder("~nobody-here/").problem


def test_a_folder_that_never_ends_is_read_up_to_a_bound(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert MOST_READ >= 10_000
    monkeypatch.setattr("tui_crm.ui.typed_paths.MOST_READ", 3)
    for number in range(5):
        (tmp_path / f"{number}.csv").touch()
    folder = read_folder(str(tmp_path))
    assert len(folder.entries) == 3 and not folder.is_whole


def test_it_begins_where_the_tables_lie(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "home"
    (home / "Downloads").mkdir(parents=True)
    monkeypatch.chdir(home)
    assert start_folder() == os.path.join("~", "Downloads", "")
    (home / "leads.csv").touch()
    assert start_folder() == os.path.join("~", "") == home_short(home)
    assert parted("~") == (os.path.join("~", ""), "")


async def walked(folder: Path, *keys: str, size: tuple[int, int] = (80, 24)) -> Page:
    """What a dialog that begins in a folder comes to after some keys."""
    app = Page(lambda: AskPath("Import", "Its path", f"{folder}{os.sep}", is_readable))
    async with app.run_test(size=size) as pilot:
        await rest(pilot)
        for key in keys:
            await pilot.press(key)
            await rest(pilot)
        app.seen = "\n".join(app.lines())  # type: ignore[attr-defined]  # kept for the test
    return app


async def rest(pilot: Pilot[None]) -> None:
    """Wait until the folder has been read."""
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


async def test_tab_completes_and_enter_goes_into_folders_and_takes_files(tmp_path: Path) -> None:
    (tmp_path / "exports").mkdir()
    (tmp_path / "exports" / "leads-2025.csv").touch()
    (tmp_path / "exports" / "leads-2026.csv").touch()
    keys = ("e", "tab", "L", "tab", "6", "enter")
    app = await walked(tmp_path, *keys)
    target = tmp_path / "exports" / "leads-2026.csv"
    assert app.answers == [Named(target, str(target))]


async def test_the_arrows_choose_an_entry_and_enter_takes_it(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "b.csv").touch()
    (tmp_path / "a.csv").touch()
    app = await walked(tmp_path, "down", "enter", "down", "enter")
    assert [named.path.name for named in app.answers] == ["b.csv"]  # type: ignore[attr-defined]
    app = await walked(tmp_path, "down", "down", "up", "up", *"a.csv", "enter")
    assert [named.path.name for named in app.answers] == ["a.csv"]  # type: ignore[attr-defined]


async def test_a_file_that_is_not_there_is_said_to_be_missing(tmp_path: Path) -> None:
    (tmp_path / "a.csv").touch()
    app = await walked(tmp_path, *"x.csv", "enter")
    assert "! There is no file" in app.seen and not app.answers  # type: ignore[attr-defined]


@pytest.mark.skipif(os.name == "nt", reason="such names do not exist there")
async def test_a_name_that_could_steer_the_terminal_is_shown_and_taken_safely(
    tmp_path: Path,
) -> None:
    odd = os.fsdecode(b"a\x1b]0;x\x07\xff.csv")
    (tmp_path / odd).touch()
    app = await walked(tmp_path, "a", "tab")
    assert "\x1b" not in app.seen and app.seen.count("␛]0;x␇") == 2  # type: ignore[attr-defined]
    app = await walked(tmp_path, "a", "tab", "enter")
    assert [named.path.name for named in app.answers] == [odd]  # type: ignore[attr-defined]


async def test_a_dropped_file_takes_the_place_of_what_was_proposed(tmp_path: Path) -> None:
    app = Page(lambda: AskPath("Import", "Its path", "~/Downloads/", is_readable))
    async with app.run_test() as pilot:
        line = app.screen.query_one(PathLine)
        line.post_message(events.Paste(f"'{tmp_path}/my leads.csv'\n"))
        await rest(pilot)
        assert app.screen.query_one(PathInput).typed == f"{tmp_path}/my leads.csv"


async def test_a_path_from_the_root_typed_anew_takes_the_place_of_the_proposed_one(
    tmp_path: Path,
) -> None:
    app = Page(lambda: AskPath("Import", "Its path", "~/Downloads/", is_readable))
    async with app.run_test() as pilot:
        await pilot.press("slash", "t")
        assert app.screen.query_one(PathInput).typed == "/t"
