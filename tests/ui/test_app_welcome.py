"""The first start: three ways to begin, none of which leaves a half-made book behind."""

from __future__ import annotations

from pathlib import Path

from textual.widgets import Input

from tests.driver import Driver, opened


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


async def import_file(app: Driver, path: Path, letters: str) -> None:
    """Bring a file that holds what begins with these letters."""
    await app.press("3")
    app.app.screen.query_one(Input).value = str(path)
    await app.press("enter")
    await app.press(*letters, "enter")


async def test_a_csv_file_makes_the_book(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("name,phone\nAcme,1\nBee,2\n")
    async with opened(tmp_path / "business.db") as app:
        await import_file(app, file, "cu")
        assert "2 of 2 rows imported" in app.toast
        await app.go_to("Customers")
        assert app.row[0] == "Acme"


async def test_a_file_of_which_nothing_can_be_taken_leaves_no_book(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("name,kind\nAcme,castle\n")
    async with opened(tmp_path / "business.db") as app:
        await import_file(app, file, "cu")
        assert "No row of" in app.text and "castle" in app.text
        assert not (tmp_path / "business.db").exists()
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
