"""The settings dialog: every setting explained, changed in one step, refused at its field."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.book import new_book
from tests.driver import Driver, opened
from tui_crm.store.business import CHOICES, Business, read_business
from tui_crm.store.connect import open_raw
from tui_crm.ui.dialogs.settings import SettingsForm
from tui_crm.ui.screens import deeds
from tui_crm.ui.widgets.record_form_field import FieldRow

SIZES = ((120, 40), (80, 24))
SWAPPED = str.maketrans(",.", ".,")
both_sizes = pytest.mark.parametrize("size", SIZES, ids=("large", "small"))


def stored(path: Path) -> Business:
    """The settings that the file holds."""
    connection = open_raw(path)
    try:
        return read_business(connection)
    finally:
        connection.close()


def is_open(app: Driver) -> bool:
    return isinstance(app.app.screen, SettingsForm)


def here(app: Driver) -> str:
    """The setting under the cursor."""
    return next(row.spec.name for row in app.app.screen.query(FieldRow) if row.has_focus_within)


def said(app: Driver) -> str:
    """What stands in the box, its lines as one."""
    box = app.app.screen.query_one(".dialog-box").region
    strips = app.app.screen._compositor.render_strips()[box.y + 1 : box.bottom - 1]
    marks = str.maketrans("", "", "▕▏")
    lines = (strip.crop(box.x + 1, box.right - 4).text.translate(marks) for strip in strips)
    return " ".join(word for line in lines for word in line.split())


async def go_to(app: Driver, name: str) -> None:
    """Walk down to a setting."""
    for _ in CHOICES:
        if here(app) == name:
            return
        await app.press("down")
    assert here(app) == name


@both_sizes
async def test_the_comma_opens_it_on_every_screen_and_esc_leaves_it(
    sample: Path, size: tuple[int, int]
) -> None:
    async with opened(sample, size=size) as app:
        for place in ("sales", "open", "marketing", "metrics"):
            await app.do(place)
            await app.press("comma")
            assert is_open(app), place
            assert "Settings of the business" in app.text and "Europe/Vienna" in app.text
            await app.press("escape")
            assert not is_open(app), place


async def test_the_palette_has_it_by_its_name(sample: Path) -> None:
    async with opened(sample) as app:
        await app.do("palette")
        await app.type("settings")
        await app.press("enter")
        assert is_open(app)


@both_sizes
async def test_each_setting_stands_with_its_title_its_value_and_its_help_under_the_cursor(
    sample: Path, size: tuple[int, int]
) -> None:
    async with opened(sample, size=size) as app:
        await app.do("settings")
        for name, choice in CHOICES.items():
            await go_to(app, name)
            assert f"› {choice.title}" in app.text
            text = said(app)
            assert f"{choice.title} {stored(sample)[name]}" in text, name
            assert choice.help in text, name
            assert all(option in text for option in choice.options), name


async def test_a_setting_says_which_figures_it_changes(sample: Path) -> None:
    async with opened(sample) as app:
        await app.do("settings")
        await go_to(app, "roi_basis")
        assert "It changes: Return on investment." in said(app)
        await go_to(app, "decimal_mark")
        assert "It changes" not in said(app)


@both_sizes
async def test_all_that_was_changed_is_one_step_and_one_undo(
    sample: Path, size: tuple[int, int]
) -> None:
    before = dict(stored(sample))
    async with opened(sample, size=size) as app:
        await app.do("settings")
        await app.type(" & Sons")
        await go_to(app, "activity_window_months")
        await app.type("24")
        await go_to(app, "conversion_basis")
        await app.type("f")
        await go_to(app, "response_hours")
        await app.press("space", "ctrl+s")
        assert not is_open(app)
        assert "Set business_name to" in app.toast and "u takes it back" in app.toast
        name = f"{before['business_name']} & Sons"
        assert name in app.lines[0]
        assert dict(stored(sample)) == before | {
            "business_name": name, "activity_window_months": "24", "conversion_basis": "flow",
            "response_hours": "business",
        }  # fmt: skip
        await app.do("undo")
        assert dict(stored(sample)) == before
        assert name not in app.lines[0]


async def test_nothing_changed_is_nothing_stored(sample: Path) -> None:
    before = sample.read_bytes()
    async with opened(sample) as app:
        await app.do("settings")
        await app.press("ctrl+s")
        assert not is_open(app) and not app.toast
    assert sample.read_bytes() == before


async def test_a_zone_is_found_by_a_part_of_its_name(sample: Path) -> None:
    async with opened(sample) as app:
        await app.do("settings")
        await go_to(app, "time_zone")
        await app.type("new y")
        await app.press("enter")
        assert "America/New_York" in said(app)
        await app.press("ctrl+s")
        assert stored(sample)["time_zone"] == "America/New_York"


async def test_a_date_is_typed_as_in_every_form(sample: Path) -> None:
    async with opened(sample) as app:
        await app.do("settings")
        await go_to(app, "books_start")
        await app.type("1 feb 2025")
        assert "Sat 1 Feb 2025" in app.text
        await app.press("ctrl+s")
        assert stored(sample)["books_start"] == "2025-02-01"
        await app.do("settings")
        await go_to(app, "books_start")
        await app.press("delete", "ctrl+s")
        assert stored(sample).books_start is None


@pytest.mark.parametrize(
    ("name", "typed", "sentence"),
    [
        ("time_zone", "atlantis", '! "atlantis" will not do: type a time zone such as'),
        ("base_currency", "usd", "! The books hold amounts in EUR already"),
        ("base_currency", "xxq", '! "xxq" will not do: type a currency code such as EUR'),
        ("fiscal_month", "13", '! "13" will not do: type a whole number from 1 to 12'),
        ("activity_window_months", "many", '! "many" is not a whole number'),
        ("books_start", "someday", "! "),
        ("week_start", "friday", '! "friday" is not one of monday, sunday'),
    ],
)
async def test_what_is_refused_is_said_at_its_field_and_what_was_typed_stays(
    sample: Path, name: str, typed: str, sentence: str
) -> None:
    before = dict(stored(sample))
    async with opened(sample, size=(80, 24)) as app:
        await app.do("settings")
        await app.type("x")
        await go_to(app, name)
        await app.type(typed)
        await app.press("ctrl+s")
        assert is_open(app) and here(app) == name
        assert f"{CHOICES[name].title} {typed} " in said(app)
        assert sentence in said(app)
        assert dict(stored(sample)) == before


async def test_esc_asks_before_what_was_typed_is_lost(sample: Path) -> None:
    async with opened(sample) as app:
        await app.do("settings")
        await app.type("x")
        await app.press("escape")
        assert "not saved yet" in app.text
        await app.press("n")
        assert is_open(app)
        await app.press("escape", "y")
        assert not is_open(app)
        assert not stored(sample)["business_name"].endswith("x")


async def test_an_unused_base_currency_is_changed_and_shown_at_once(tmp_path: Path) -> None:
    book = new_book(tmp_path)
    book.close()
    async with opened(book.path) as app:
        assert " EUR " in app.lines[0]
        await app.do("settings")
        await go_to(app, "base_currency")
        await app.type("us")
        assert "not found" in app.text
        await app.type("d")
        assert "not found" not in app.text
        await app.press("ctrl+s")
        assert " USD " in app.lines[0]
        assert stored(book.path).currency == "USD"


async def test_the_figures_in_sight_are_read_again(sample: Path) -> None:
    async with opened(sample) as app:
        await app.do("metrics")

        def retention() -> str:
            return next((line for line in app.lines if "Retention" in line), "")

        before = retention()
        assert "%" in before
        await app.do("settings")
        await go_to(app, "activity_window_months")
        await app.type("1")
        await app.press("ctrl+s")
        assert retention() != before
        await app.do("undo")
        assert retention() == before


async def test_lists_write_their_amounts_in_the_new_way_at_once(sample: Path) -> None:
    async with opened(sample) as app:
        await app.go_to("Revenue")
        before = app.row
        await app.do("settings")
        await go_to(app, "decimal_mark")
        await app.press("space", "ctrl+s")
        changed = [(old, new) for old, new in zip(before, app.row, strict=True) if old != new]
        assert changed == [(old, old.translate(SWAPPED)) for old, _ in changed] != []
        await app.do("undo")
        assert app.row == before


@both_sizes
async def test_it_opens_at_the_setting_that_was_asked_for(
    sample: Path, size: tuple[int, int]
) -> None:
    async with opened(sample, size=size) as app:
        for name in ("activity_window_months", "auto_post_billings"):
            app.screen.run_worker(deeds.change_settings(app.screen, open_at=name), group="commands")
            await app.settle()
            assert here(app) == name
            assert f"› {CHOICES[name].title}" in app.text
            await app.press("escape")
