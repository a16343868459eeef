"""Exported files: safe to open, whole or absent, and equal when they are imported again."""

from __future__ import annotations

import csv
import io
import os
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.book import do, dump, new_book, put, rows
from tests.exchange.files import counts, take
from tui_crm import money
from tui_crm.errors import DiskTrouble, Refused, WrongUsage
from tui_crm.exchange.out import placing
from tui_crm.exchange.out.csv_cells import amounts, free_texts, lines, quoted_cells
from tui_crm.exchange.out.export import Figures, write_rows
from tui_crm.exchange.out.formats import export_records
from tui_crm.exchange.out.placing import Taken
from tui_crm.exchange.values import unguarded
from tui_crm.models import ENTITIES
from tui_crm.sample import make_sample
from tui_crm.store.engine import Book
from tui_crm.store.query import Listing
from tui_crm.store.where import Reading
from tui_crm.text import clean

AT = datetime(2026, 4, 1, 10, 0, tzinfo=UTC)
TYPED = st.text(min_size=1, max_size=30).filter(lambda text: clean(text, long=True).strip() != "")


@pytest.fixture
def book(tmp_path: Path) -> Book:
    return new_book(tmp_path)


def export(
    book: Book, entity: str, path: Path, where: str = "", fields: list[str] | None = None,
    *, replace: bool = False,
) -> int:  # fmt: skip
    """Export an entity's records in the order they were added in."""
    listing = Listing(ENTITIES[entity], Reading.of(book.business), where, "id")
    with book.read() as connection:
        return export_records(connection, listing, path, fields, at=AT, replace=replace).rows


def cells(path: Path) -> list[list[str]]:
    """The rows of a file as any other program reads them."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_a_file_begins_with_the_mark_that_spreadsheets_need_and_our_own_column(
    book: Book, tmp_path: Path
) -> None:
    put(book, "account", name="Ünal", notes='say "hi",\nthen go')
    assert export(book, "account", tmp_path / "out.csv") == 1
    raw = (tmp_path / "out.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbftui_crm_id,name,kind,")
    assert raw.endswith(b"\r\n")
    assert cells(tmp_path / "out.csv")[1] == [
        "1", "Ünal", "company", "", "", "", 'say "hi",\nthen go',
    ]  # fmt: skip


def test_no_text_is_a_formula_and_every_number_stays_one(book: Book, tmp_path: Path) -> None:
    account = put(book, "account", name="=1+1")
    put(book, "spend", on="2026-01-01", amount="-50", note="-note", channel="@x")
    export(book, "account", tmp_path / "accounts.csv")
    export(book, "spend", tmp_path / "spend.csv")
    assert cells(tmp_path / "accounts.csv")[1][:2] == [str(account), "'=1+1"]
    assert cells(tmp_path / "spend.csv")[1] == [
        "1", "2026-01-01", "", "'@x", "-50.00", "EUR", "1", "'-note",
    ]  # fmt: skip


def test_only_what_is_shown_is_exported_in_the_fields_asked_for(book: Book, tmp_path: Path) -> None:
    for name in ("Acme", "Beta", "Acme Two"):
        put(book, "account", name=name)
    assert export(book, "account", tmp_path / "out.csv", "acme", ["kind", "name"]) == 2
    assert cells(tmp_path / "out.csv") == [
        ["tui_crm_id", "kind", "name"], ["1", "company", "Acme"], ["3", "company", "Acme Two"],
    ]  # fmt: skip
    with pytest.raises(WrongUsage, match="accounts have no field"):
        export(book, "account", tmp_path / "more.csv", "", ["nmae"])
    assert not (tmp_path / "more.csv").exists()


def test_a_name_that_two_records_have_is_written_as_a_number(book: Book, tmp_path: Path) -> None:
    put(book, "account", name="Acme")
    put(book, "account", name="Acme")
    put(book, "contact", name="Ann", account="id:2")
    export(book, "contact", tmp_path / "out.csv")
    assert cells(tmp_path / "out.csv")[1][4] == "id:2"


def test_a_name_that_looks_like_a_number_of_ours_is_not_taken_for_one(
    book: Book, tmp_path: Path
) -> None:
    put(book, "account", name="Acme")
    put(book, "account", name="id:1")
    put(book, "contact", name="Ann", account="id:2")
    export(book, "contact", tmp_path / "out.csv", fields=["account"])
    assert cells(tmp_path / "out.csv")[1] == ["1", "id:2"]


def test_an_amount_says_its_currency_where_no_column_does(book: Book, tmp_path: Path) -> None:
    put(book, "account", name="Acme")
    for amount, currency in (("5", "EUR"), ("7.50", "USD"), ("1000", "JPY")):
        put(book, "deal", name="D", account="Acme", amount=amount, currency=currency, rate="1",
            opened_on="2026-03-01")  # fmt: skip
    put(book, "deal", name="D", account="Acme", currency="USD", rate="1", opened_on="2026-03-01")
    export(book, "deal", tmp_path / "out.csv", fields=["amount"])
    amounts_shown = [row[1] for row in cells(tmp_path / "out.csv")[1:]]
    assert amounts_shown == ["5.00", "7.50 USD", "1000 JPY", ""]
    export(book, "deal", tmp_path / "both.csv", fields=["currency", "amount"])
    assert [row[2] for row in cells(tmp_path / "both.csv")[1:]] == ["5.00", "7.50", "1000", ""]


def test_figures_beside_the_fields_are_columns_that_no_field_is_called_like(book: Book) -> None:
    put(book, "account", name="Acme")
    put(book, "account", name="Beta")
    listing = Listing(ENTITIES["account"], Reading.of(book.business), "", "-id")
    figures = Figures(["Won, to date"], lambda _, ids: [(f"{number},5",) for number in ids])
    written = io.StringIO()
    with book.read() as connection:
        write_rows(connection, listing, written, ["name"], line_end="\n", figures=figures)
    assert list(csv.reader(io.StringIO(written.getvalue()))) == [
        ["tui_crm_id", "name", "(Won, to date)"], ["2", "Beta", "2,5"], ["1", "Acme", "1,5"],
    ]  # fmt: skip


def test_another_files_place_is_taken_on_request_only_and_whole(
    book: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(book, "account", name="Acme")
    path = tmp_path / "out.csv"
    path.write_text("before")
    path.chmod(0o644)
    with pytest.raises(Taken, match="exists already"):
        export(book, "account", path)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(placing.os, "fsync", full)
        with pytest.raises(DiskTrouble, match="the disk is full"):
            export(book, "account", path, replace=True)
    assert path.read_text() == "before"
    assert sorted(os.listdir(tmp_path)) == ["business.db", "out.csv"]
    assert export(book, "account", path, replace=True) == 1
    assert cells(path)[1][1] == "Acme" and stat.S_IMODE(path.stat().st_mode) == 0o600


def test_links_folders_devices_and_protected_files_are_never_replaced(
    book: Book, tmp_path: Path
) -> None:
    (tmp_path / "target.csv").write_text("mine")
    (tmp_path / "link.csv").symlink_to(tmp_path / "target.csv")
    (tmp_path / "locked.csv").write_text("mine")
    (tmp_path / "locked.csv").chmod(0o400)
    os.mkfifo(tmp_path / "pipe.csv")
    for name, why in (
        ("link.csv", "is a link"), ("locked.csv", "is write-protected"), (".", "is not a file"),
        ("pipe.csv", "is not a file"),
    ):  # fmt: skip
        with pytest.raises(Refused, match=why):
            export(book, "account", tmp_path / name, replace=True)
    assert (tmp_path / "target.csv").read_text() == (tmp_path / "locked.csv").read_text() == "mine"
    for name, why in (("x" * 300, "too long"), ("target.csv/x", "a file"), ("no/x", "no such")):
        with pytest.raises(DiskTrouble, match=why):
            export(book, "account", tmp_path / name)


def test_what_a_broken_off_run_left_goes_with_the_next_once_nobody_uses_it(
    book: Book, tmp_path: Path
) -> None:
    hour_ago = (tmp_path.stat().st_mtime - 7200,) * 2
    old, used, other = (tmp_path / f".tui-crm-{name}.new" for name in ("aaaaaaaa", "bbbbbbbb", "c"))
    old_folder, used_folder = tmp_path / ".tui-crm-dddddddd.new", tmp_path / ".tui-crm-eeeeeeee.new"
    for path in (old, used, other):
        path.write_text("half")
    for folder in (old_folder, used_folder):
        folder.mkdir()
        (folder / "deal.csv").write_text("half")
    os.utime(old_folder / "deal.csv", hour_ago)
    for path in (old, other, old_folder, used_folder):
        os.utime(path, hour_ago)
    export(book, "account", tmp_path / "out.csv")
    left = [path for path in (old, used, other, old_folder, used_folder) if path.exists()]
    assert left == [used, other, used_folder]


CELL = st.text(st.sampled_from(list("=+-@\t\r\n＝＋－＠'\",; aé🚲\u2028"))) | st.none()


@settings(max_examples=60)
@given(st.lists(st.tuples(CELL, CELL, st.integers() | st.none()), min_size=1, max_size=12))
@example([("a", "=1", 1)] * 8)
@example([(None, "\n", None), ("", "", 0)])
def test_cells_written_many_at_a_time_are_read_as_they_were(
    rows: list[tuple[str | None, str | None, int | None]],
) -> None:
    one, two, three = zip(*rows, strict=True)
    currencies = ["EUR", "JPY", "KWD"] * len(rows)
    columns = [
        free_texts(one, empty=True), free_texts(two), quoted_cells([cell or "" for cell in one]),
        amounts(three, currencies[: len(rows)]), amounts(three, ["EUR"] * len(rows)),
    ]  # fmt: skip
    text = lines(columns, "\r\n")
    found = list(csv.reader(io.StringIO(text, newline="")))
    assert len(found) == len(rows)
    for row, first, second, third, currency in zip(
        found, one, two, three, currencies, strict=False
    ):
        assert (unguarded(row[0]) if row[0] else None) == first
        assert unguarded(row[1]) == (second or "")
        assert not row[0].startswith(tuple("=+-@\t\r\n＝＋－＠"))
        assert not row[1].startswith(tuple("=+-@\t\r\n＝＋－＠"))
        assert row[2] == (first or "")
        assert row[3] == ("" if third is None else money.plain(third, currency))
        assert row[4] == ("" if third is None else money.plain(third, "EUR"))


def test_a_list_longer_than_what_is_read_at_a_time_is_written_whole(
    book: Book, tmp_path: Path
) -> None:
    from sqlalchemy import text

    with book.work("many") as work:
        work.execute(text(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2001)"
            " INSERT INTO contact (name, consent, do_not_contact, created_at, search)"
            " SELECT 'Ann ' || i, i % 2, 0, '2026-03-01T10:00:00Z', '' FROM n"
        ))  # fmt: skip
    assert export(book, "contact", tmp_path / "out.csv", fields=["name", "consent"]) == 2001
    found = cells(tmp_path / "out.csv")[1:]
    assert found == [[str(i), f"Ann {i}", "yes" if i % 2 else "no"] for i in range(1, 2002)]


def test_files_are_private_and_nothing_is_ever_overwritten(book: Book, tmp_path: Path) -> None:
    old_mask = os.umask(0)
    try:
        export(book, "account", tmp_path / "out.csv")
    finally:
        os.umask(old_mask)
    assert stat.S_IMODE((tmp_path / "out.csv").stat().st_mode) == 0o600
    before = (tmp_path / "out.csv").read_bytes()
    (tmp_path / "link.csv").symlink_to(tmp_path / "elsewhere.csv")
    for taken in ("out.csv", "link.csv", "."):
        with pytest.raises(Refused, match="exists already"):
            export(book, "account", tmp_path / taken)
    assert (tmp_path / "out.csv").read_bytes() == before
    assert not (tmp_path / "elsewhere.csv").exists()
    with pytest.raises(DiskTrouble, match="cannot be written"):
        export(book, "account", tmp_path / "none" / "out.csv")
    assert [name for name in os.listdir(tmp_path) if name.startswith(".")] == []


@settings(max_examples=25)
@given(st.lists(st.tuples(TYPED, TYPED, TYPED), max_size=6))
def test_whatever_was_typed_comes_back_from_a_file_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, records: list[tuple[str, str, str]]
) -> None:
    folder = tmp_path_factory.mktemp("round")
    (folder / "one").mkdir()
    (folder / "two").mkdir()
    book, other = new_book(folder / "one"), new_book(folder / "two")
    for name, title, notes in records:
        if clean(name).strip():
            put(book, "contact", name=name, title=title, notes=notes)
    many = export(book, "contact", folder / "out.csv")
    report = take(other, "", folder / "out.csv")
    assert counts(report) == (many, 0, 0, 0, 0)
    assert report.entity == "contact"
    query = "SELECT id, name, title, notes, search FROM contact ORDER BY id"
    assert rows(other, query) == rows(book, query)
    export(other, "contact", folder / "again.csv")
    assert (folder / "again.csv").read_bytes() == (folder / "out.csv").read_bytes()


def test_our_own_file_changed_in_a_spreadsheet_changes_the_records(
    book: Book, tmp_path: Path
) -> None:
    put(book, "account", name="Acme", phone="12")
    put(book, "deal", name="Fleet", account="Acme", amount="500", opened_on="2026-03-01")
    put(book, "deal", name="Rack", account="Acme", opened_on="2026-03-01")
    before = dump(book)
    path = tmp_path / "deals.csv"
    export(book, "deal", path)
    assert counts(take(book, "deal", path)) == (0, 0, 2, 0, 0)
    assert dump(book) == before
    path.write_text(path.read_text("utf-8").replace("500.00", "750.00"), "utf-8")
    assert counts(take(book, "deal", path)) == (0, 1, 1, 0, 0)
    assert rows(book, "SELECT base_minor FROM deal ORDER BY id") == [(75000,), (None,)]
    assert rows(book, "SELECT value_change FROM deal_event WHERE deal_id = 1 ORDER BY id") == [
        (50000,),
        (25000,),
    ]


def test_a_cell_emptied_in_our_own_file_empties_the_field(book: Book, tmp_path: Path) -> None:
    put(book, "account", name="Acme", phone="12")
    path = tmp_path / "accounts.csv"
    export(book, "account", path)
    path.write_text(path.read_text("utf-8").replace(",12,", ",,"), "utf-8")
    assert counts(take(book, "account", path)) == (0, 1, 0, 0, 0)
    assert rows(book, "SELECT phone FROM account") == [(None,)]


@pytest.mark.parametrize("entity", sorted(set(ENTITIES) - {"handoff", "stage"}))
def test_every_entity_of_the_sample_business_is_taken_back_by_the_book_it_came_from(
    tmp_path: Path, entity: str
) -> None:
    from tests.conftest import TODAY

    make_sample(tmp_path / "sample.db", today=TODAY)
    book = Book(tmp_path / "sample.db")
    before = dump(book)
    many = export(book, entity, tmp_path / "out.csv")
    assert many > 0
    report = take(book, entity, tmp_path / "out.csv")
    assert report.rejected == []
    assert counts(report) == (0, 0, many, 0, 0)
    assert dump(book) == before


def test_a_refund_and_a_sale_come_back_by_account(book: Book, tmp_path: Path) -> None:
    put(book, "account", name="Acme")
    do(book, "record-sale", account="Acme", amount="100", on="2026-02-01")
    do(book, "refund", 1, amount="30", on="2026-03-01")
    (tmp_path / "two").mkdir()
    other = new_book(tmp_path / "two")
    export(book, "revenue", tmp_path / "out.csv")
    assert counts(take(other, "revenue", tmp_path / "out.csv")) == (2, 0, 0, 0, 0)
    query = 'SELECT "on", kind, base_minor, refund_of_id FROM revenue_entry ORDER BY id'
    assert rows(other, query) == rows(book, query)


def test_rows_out_of_order_are_never_taken_for_one_another(book: Book, tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    path.write_text("tui_crm_id,name\n5,Ann\n4,Ann\n6,Ann\n7,Ann\n", "utf-8")
    assert counts(take(book, "contact", path)) == (4, 0, 0, 0, 0)
    assert rows(book, "SELECT id, name FROM contact ORDER BY id") == [
        (number, "Ann") for number in (5, 6, 7, 8)
    ]


def test_a_name_changed_in_a_spreadsheet_renames_the_record(book: Book, tmp_path: Path) -> None:
    put(book, "contact", name="Ann", phone="12")
    path = tmp_path / "out.csv"
    export(book, "contact", path)
    path.write_text(path.read_text("utf-8").replace("Ann", "Anna"), "utf-8")
    assert counts(take(book, "contact", path)) == (0, 1, 0, 0, 0)
    assert rows(book, "SELECT name, phone FROM contact") == [("Anna", "12")]


def test_a_file_of_another_book_never_changes_the_records_of_this_one(
    book: Book, tmp_path: Path
) -> None:
    put(book, "contact", name="Ann", phone="12")
    put(book, "revenue", account="Acme", on="2026-01-01", amount="5")
    (tmp_path / "two").mkdir()
    other = new_book(tmp_path / "two")
    put(other, "contact", name="Bob", phone="34")
    put(other, "revenue", account="Acme", on="2026-02-01", amount="5")
    before = dump(book)
    for entity in ("contact", "revenue"):
        path = tmp_path / f"{entity}.csv"
        export(other, entity, path)
        report = take(book, entity, path)
        assert [bad.column for bad in report.rejected] == ["tui_crm_id"]
        assert "is another one" in report.rejected[0].reason
        assert dump(book) == before
        path.write_text(path.read_text("utf-8").replace("\n1,", "\n,"), "utf-8")
        assert counts(take(book, entity, path)) == (1, 0, 0, 0, 0)
        before = dump(book)
