"""Columns without a header, or with the same one, are each kept, and are known again."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.book import new_book, put, rows
from tests.exchange.files import counts, csv_file, take
from tui_crm.exchange.looking import Order
from tui_crm.exchange.preview import preview
from tui_crm.models import ENTITIES
from tui_crm.store.engine import Book


@pytest.fixture
def book(tmp_path: Path) -> Book:
    return new_book(tmp_path)


def test_columns_without_a_header_are_kept_beside_one_called_as_they_are(
    book: Book, tmp_path: Path
) -> None:
    report = take(book, "contact", csv_file(tmp_path, "Name,,,Column 2\nAda,x,y,z\n"))
    assert list(report.custom_columns) == ["Column 2", "Column 3", "Column 2#2"]
    kept = '{"column_2":"x","column_2_2":"z","column_3":"y"}'
    assert rows(book, "SELECT extra FROM contact") == [(kept,)]


def test_a_file_with_two_equal_headers_is_read_as_last_time(book: Book, tmp_path: Path) -> None:
    path = csv_file(tmp_path, "Name,Phone,Phone\nAda,030 123456,030 654321\n")
    take(book, "contact", path, mapping={"Phone": "", "Phone#2": "phone"})
    seen = preview(book, Order(path, as_last_time=True))
    assert [column.field for column in seen.columns] == ["name", "", "phone"]


def test_rejected_rows_of_a_file_without_header_name_their_columns(
    book: Book, tmp_path: Path
) -> None:
    rejects = tmp_path / "rejects.csv"
    path = csv_file(tmp_path, "Acme,acme.com\n,b.com\n")
    take(book, "account", path, columns=["name", "domain"], rejects=rejects)
    mended = rejects.read_text(encoding="utf-8-sig").replace("\n,b.com", "\nBeta,b.com")
    assert counts(take(book, "account", csv_file(tmp_path, mended))) == (1, 0, 0, 0, 0)
    assert rows(book, "SELECT name, domain FROM account ORDER BY id") == [
        ("Acme", "acme.com"),
        ("Beta", "b.com"),
    ]


def test_a_row_known_by_its_number_is_not_shown_under_another_rows_name(
    book: Book, tmp_path: Path
) -> None:
    put(book, "contact", name="Ada", email="ada@x.com")
    first = csv_file(tmp_path, "Record ID,Name,Email\n7,Bob,bob@x.com\n")
    take(book, "contact", first)
    both = "8,Ada,ada@x.com,+4930111111\n7,Bob,bob@x.com,+4930222222\n"
    path = csv_file(tmp_path, f"Record ID,Name,Email,Phone\n{both}")
    seen = preview(book, Order(path, ENTITIES["contact"]))
    assert [row.fate for row in seen.sample] == ["updates Ada (email)", "updates"]
