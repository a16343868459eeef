"""The first start: three ways to begin, none of which leaves a half-made book behind."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Input

from tests.driver import Driver, opened
from tests.ui.import_doubles import Engine, store_import


async def begun(app: Driver, *keys: str) -> None:
    """Press keys on the welcome, and wait until the book is open."""
    await app.press(*keys)
    await app.app.desk.prepare()
    await app.settle()


async def test_an_empty_book_is_begun_and_takes_the_first_deal(tmp_path: Path) -> None:
    path = tmp_path / "business.db"
    async with opened(path) as app:
        assert "Welcome to tui-crm" in app.text and str(path.name) in app.text
        assert not path.exists()
        await begun(app, "2")
        assert "No open deals yet. Press a to add the first one." in app.text
        await app.do("add")
        await app.fill(name="Fleet")
        assert "Added deal Fleet" in app.toast


async def test_the_sample_business_is_kept_apart_from_the_owners_book(tmp_path: Path) -> None:
    path = tmp_path / "business.db"
    async with opened(path) as app:
        await begun(app, "enter")
        assert "Rosa's Bike Repair" in app.lines[0]
    assert not path.exists() and (tmp_path / "sample.db").exists()
    async with opened(path) as app:
        await begun(app, "1")
        assert "Rosa's Bike Repair" in app.lines[0]


async def bring(app: Driver, monkeypatch: pytest.MonkeyPatch, engine: Engine) -> None:
    """Choose to bring a file, and name it; the exchange is a stand-in."""
    monkeypatch.setattr("tui_crm.exchange.outside.Outside", lambda: engine)
    await app.press("3")
    line = app.app.screen.query_one(Input)
    line.value = str(Path(__file__))
    await app.press("enter")


async def test_a_file_makes_the_book_and_its_records_are_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, engine = tmp_path / "business.db", Engine()
    engine.stores = lambda: store_import(path)
    async with opened(path) as app:
        await bring(app, monkeypatch, engine)
        assert "1,204 rows become Spend" in app.text
        await app.press("enter")
        await begun(app, "enter")
        assert app.here == "Spend"
    assert path.exists()


async def test_who_leaves_without_importing_has_no_book_and_can_begin_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "business.db"
    async with opened(path) as app:
        await bring(app, monkeypatch, Engine())
        assert path.exists()
        await app.press("escape", "escape")
        assert "Welcome to tui-crm" in app.text and list(tmp_path.glob("business*")) == []
        await begun(app, "2")
        assert app.here == "Pipeline"


async def test_q_leaves_the_welcome_without_a_trace(tmp_path: Path) -> None:
    async with opened(tmp_path / "business.db") as app:
        await app.pilot.press("q")
        assert app.app._exit
    assert list(tmp_path.glob("*.db")) == []


async def test_j_and_k_walk_the_three_ways_as_the_arrows_do(tmp_path: Path) -> None:
    async with opened(tmp_path / "business.db") as app:
        await app.press("j", "j", "k")
        await begun(app, "enter")
        assert "Your business" in app.lines[0]
