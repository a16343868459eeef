"""The small dialogs: a question, a choice, a text to read, a line to type."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.ui.form_doubles import Page
from tui_crm.errors import Refused
from tui_crm.ui.dialogs.ask import AskText
from tui_crm.ui.dialogs.choose import Choose
from tui_crm.ui.dialogs.confirm import Confirm
from tui_crm.ui.dialogs.message import Message

LOW = (80, 24)
OPTIONS = [("s", "Sample business"), ("e", "Empty book"), ("c", "CSV file [/"), ("j", "A journal")]


@pytest.mark.parametrize(
    ("keys", "answer"),
    [
        (["y"], True),
        (["n"], False),
        (["escape"], False),
        (["enter"], False),
        (["left", "enter"], True),
        (["h", "l", "enter"], False),
        (["tab", "enter"], True),
    ],
)
async def test_a_question_is_answered_by_letter_or_by_going_to_an_answer(
    keys: list[str], answer: bool
) -> None:
    page = Page(lambda: Confirm("Empty the trash [/]?", yes="Empty it", no="Keep it"))
    async with page.run_test(size=LOW) as pilot:
        shown = "\n".join(page.lines())
        assert "Empty the trash [/]?" in shown
        assert "Keep it" in shown
        await pilot.press(*keys)
        assert page.answers == [answer]


async def test_a_question_is_answered_with_the_mouse() -> None:
    page = Page(lambda: Confirm("Really?"))
    async with page.run_test(size=LOW) as pilot:
        await pilot.click("Button.-yes")
        assert page.answers == [True]


@pytest.mark.parametrize(
    ("keys", "answer"),
    [
        (["enter"], "s"),
        (["j", "enter"], "e"),
        (["down", "down", "k", "enter"], "e"),
        (["c", "enter"], "c"),
        (["e", "m", "s", "enter"], "s"),
        (["x", "enter"], "s"),
        (["a", "space", "j", "enter"], "j"),
        (["escape"], None),
    ],
)
async def test_one_of_a_few_is_chosen_by_letters_or_by_going_to_it(
    keys: list[str], answer: str | None
) -> None:
    page = Page(lambda: Choose("What now?", OPTIONS))
    async with page.run_test(size=LOW) as pilot:
        assert any("CSV file [/" in line for line in page.lines())
        await pilot.press(*keys)
        assert page.answers == [answer]


async def test_an_empty_choice_can_only_be_left() -> None:
    page = Page(lambda: Choose("Nothing there", []))
    async with page.run_test(size=LOW) as pilot:
        await pilot.press("enter", "j", "k", "a", "escape")
        assert page.answers == [None]


@pytest.mark.parametrize("key", ["enter", "escape", "q"])
async def test_a_text_is_closed_by_any_usual_key(key: str) -> None:
    page = Page(lambda: Message("Why [/", "Leads [b] of the month.\x1b"))
    async with page.run_test(size=LOW) as pilot:
        assert any("Leads [b] of the month.␛" in line for line in page.lines())
        assert any("Why [/" in line for line in page.lines())
        await pilot.press(key)
        assert page.answers == [None]


async def test_a_long_text_scrolls_and_keeps_its_keys_in_sight() -> None:
    page = Page(lambda: Message("Long", "\n".join(f"line {n}" for n in range(60))))
    async with page.run_test(size=LOW) as pilot:
        assert any("line 0" in line for line in page.lines())
        await pilot.press("j", "j", "k")
        await pilot.pause()
        assert not any("line 0 " in line for line in page.lines())
        await pilot.press("end")
        await pilot.wait_for_animation()
        assert any("line 59" in line for line in page.lines())
        assert any("close" in line for line in page.lines())


def absent(path: str) -> str:
    if path == "taken":
        raise ValueError("that file exists already: choose another name")
    if path == "locked [/":
        raise Refused("The folder [/ cannot be written to.")
    return path.upper()


async def test_a_line_is_taken_once_it_passes_the_check() -> None:
    page = Page(lambda: AskText("Export", "Write to", "taken", absent))
    async with page.run_test(size=LOW) as pilot:
        await pilot.press("enter")
        assert any("! That file exists already" in line for line in page.lines())
        await pilot.press("s")
        assert not any("!" in line for line in page.lines())
        await pilot.press("ctrl+s")
        assert page.answers == ["TAKENS"]


async def test_a_refusal_is_shown_as_it_is() -> None:
    page = Page(lambda: AskText("Export", "Write to", "locked [/", absent))
    async with page.run_test(size=LOW) as pilot:
        await pilot.press("enter")
        assert any("! The folder [/ cannot be written to." in line for line in page.lines())
        await pilot.press("escape")
        assert page.answers == [None]


def test_the_small_dialogs_load_nothing_of_the_database() -> None:
    code = (
        "import sys, tui_crm.ui.dialogs.ask, tui_crm.ui.dialogs.choose,"
        " tui_crm.ui.dialogs.confirm, tui_crm.ui.dialogs.message;"
        "print([m for m in ('sqlmodel', 'sqlalchemy', 'pydantic') if m in sys.modules])"
    )
    shown = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout
    assert shown.strip() == "[]"
