"""Exporting a list from the screen: what is shown, to a file that is replaced only when asked."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.book import new_book, put
from tests.driver import opened
from tui_crm.store.engine import Book
from tui_crm.ui.dialogs.path import AskPath
from tui_crm.ui.screens import exporting


@pytest.fixture
def book(tmp_path: Path) -> Book:
    book = new_book(tmp_path)
    for name, amount in (("Fleet", "500"), ("Rack", "80"), ("Fleet two", "7")):
        put(book, "deal", name=name, account="Acme", amount=amount, opened_on="2026-03-01",
            notes="not listed")  # fmt: skip
    put(book, "contact", name="Ann Ash", account="Acme")
    return book


def cells(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


async def test_the_rows_and_columns_shown_are_written_in_their_order(
    book: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with opened(book.path) as app:
        await app.go_to("Deals")
        await app.do("filter")
        await app.type("fleet")
        await app.press("enter")
        await app.do("sort")
        shown = [column.name for column in app.list.table.source.columns]
        await app.do("export")
        await app.press("enter")
        assert "2 deals written to" in app.toast and f"{len(shown)} columns" in app.toast
        (written,) = tmp_path.glob("deals-*.csv")
        header, *rows = cells(written)
        assert header == ["tui_crm_id", *shown] and "notes" not in header
        assert [row[1] for row in rows] == ["Fleet", "Fleet two"]
        await app.do("reverse", "export")
        await app.press("enter")
        assert "exists already: replace it?" in app.text
        await app.press("n")
        while not isinstance(app.app.screen, AskPath):
            await app.pilot.pause()
        await app.settle()
        assert "Export deals" in app.text and written.name in app.text
        await app.press("enter", "y")
        assert "2 deals written to" in app.toast
        assert [row[1] for row in cells(written)[1:]] == ["Fleet two", "Fleet"]


async def test_figures_beside_the_records_are_written_too(
    book: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with opened(book.path) as app:
        await app.go_to("Customers")
        await app.do("export")
        await app.press("enter")
    (written,) = tmp_path.glob("accounts-*.csv")
    header, row = cells(written)
    assert header[-3:] == ["(Revenue)", "(Open deals)", "(Last sale)"]
    assert row[-3:] == ["", "587.00", ""]


async def test_contacts_become_cards_by_the_name_of_the_file(
    book: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with opened(book.path) as app:
        await app.go_to("Contacts")
        await app.do("export")
        assert ".vcf makes cards" in " ".join(app.text.split())
        await app.press("ctrl+u")
        await app.type("deals.ics")
        await app.press("enter")
        assert "holds follow-ups" in " ".join(app.text.split())
        await app.press("ctrl+u")
        await app.type("all.vcf")
        await app.press("enter")
        assert "1 contact written to" in app.toast
    assert "FN:Ann Ash" in (tmp_path / "all.vcf").read_text()


async def test_a_long_list_is_written_by_another_process(
    book: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(exporting, "FEW", 2)
    monkeypatch.setattr(exporting, "export_records", None)
    async with opened(book.path) as app:
        await app.go_to("Deals")
        await app.do("sort", "export")
        await app.press("enter")
        assert "3 deals written to" in app.toast
    (written,) = tmp_path.glob("deals-*.csv")
    assert [row[1] for row in cells(written)[1:]] == ["Fleet", "Fleet two", "Rack"]
