"""No row of a file is lost in silence, and none takes the place of another."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.book import is_sound, new_book, rows
from tests.exchange.files import counts, csv_file, take
from tui_crm.store.engine import Book

DEALS = "Deal,Account,Amount,Opened on,Stage\n"
ADS = "Day,Campaign,Currency code,Cost,Impr.,Clicks\n"


@pytest.fixture
def book(tmp_path: Path) -> Book:
    return new_book(tmp_path)


def test_two_deals_called_alike_do_not_overwrite_one(book: Book, tmp_path: Path) -> None:
    take(book, "deal", csv_file(tmp_path, DEALS + "Web,Acme,100,2026-01-02,New\n"))
    twins = "Web,Acme,200,2026-01-02,New\nWeb,Acme,300,2026-01-02,New\n"
    report = take(book, "deal", csv_file(tmp_path, DEALS + twins))
    assert counts(report) == (1, 1, 0, 0, 0)
    assert rows(book, "SELECT amount_minor FROM deal ORDER BY id") == [(20000,), (30000,)]
    assert counts(take(book, "deal", csv_file(tmp_path, DEALS + twins))) == (0, 0, 2, 0, 0)
    assert is_sound(book)


def test_deals_called_alike_of_one_file_stay_apart_however_far(book: Book, tmp_path: Path) -> None:
    between = "".join(f"Deal {at},Acme,5,2026-01-02,New\n" for at in range(2100))
    text = f"Web,Acme,200,2026-01-02,New\n{between}Web,Acme,300,2026-01-02,New\n"
    assert counts(take(book, "deal", csv_file(tmp_path, DEALS + text))) == (2102, 0, 0, 0, 0)


def test_a_company_called_total_is_no_total_row(book: Book, tmp_path: Path) -> None:
    text = "Company,Phone\nAcme,+33 1 23 45 67 89\nTotal,+33 1 47 44 45 46\n"
    take(book, "account", csv_file(tmp_path, text))
    assert rows(book, "SELECT name FROM account ORDER BY id") == [("Acme",), ("Total",)]


@pytest.mark.parametrize("day", ["20260103", "3 Feb 2026", "3-Feb-26", "Feb 3, 2026"])
def test_a_sale_to_total_is_no_total_row(book: Book, tmp_path: Path, day: str) -> None:
    text = f'Customer,Amount,Invoice date\nAcme,5,2026-01-02\nTotal,100,"{day}"\n'
    assert counts(take(book, "revenue", csv_file(tmp_path, text))) == (2, 0, 0, 0, 0)


def test_a_total_row_of_no_known_column_is_told(book: Book, tmp_path: Path) -> None:
    text = "Company,Staff\nAcme,40\nTotal,40\n"
    report = take(book, "account", csv_file(tmp_path, text))
    assert (report.rows, report.left_out, report.totals) == (1, [3], [])


def test_a_day_that_turns_out_to_have_cost_nothing_costs_nothing(
    book: Book, tmp_path: Path
) -> None:
    take(book, "spend", csv_file(tmp_path, ADS + "2026-01-02,Brand,EUR,12.50,100,5\n"))
    free = csv_file(tmp_path, ADS + "2026-01-02,Brand,EUR,0,100,5\n")
    assert counts(take(book, "spend", free)) == (0, 1, 0, 0, 0)
    assert rows(book, "SELECT count(*) FROM cost") == [(0,)]
    assert rows(book, "SELECT impressions FROM campaign_day") == [(100,)]
    assert counts(take(book, "spend", free)) == (0, 0, 1, 0, 0)
    assert is_sound(book)


@pytest.mark.parametrize("header", ["ID", "No", "Invoice number"])
def test_numbers_that_begin_anew_do_not_overwrite_other_sales(
    book: Book, tmp_path: Path, header: str
) -> None:
    head = f"{header},Invoice date,Customer,Amount\n"
    take(book, "revenue", csv_file(tmp_path, head + "1,2026-01-02,Acme,100\n"))
    report = take(book, "revenue", csv_file(tmp_path, head + "1,2026-02-02,Beta,70\n"))
    assert counts(report) == (0, 0, 0, 0, 1)
    assert report.rejected[0].column == header
    assert rows(book, 'SELECT "on", amount_minor FROM revenue_entry') == [("2026-01-02", 10000)]


def test_plain_row_numbers_of_two_months_are_two_sales(book: Book, tmp_path: Path) -> None:
    head = "No,Invoice date,Customer,Amount\n"
    take(book, "revenue", csv_file(tmp_path, head + "1,2026-01-02,Acme,100\n"))
    report = take(book, "revenue", csv_file(tmp_path, head + "1,2026-02-02,Acme,100\n"))
    assert counts(report) == (0, 0, 0, 0, 1)
    corrected = take(book, "revenue", csv_file(tmp_path, head + "1,2026-01-02,Acme,90\n"))
    assert counts(corrected) == (0, 1, 0, 0, 0)


def test_numbers_of_another_list_do_not_overwrite_people(book: Book, tmp_path: Path) -> None:
    head = "ID,Name,Email\n"
    take(book, "contact", csv_file(tmp_path, head + "1,Ann,ann@x.example\n"))
    report = take(book, "contact", csv_file(tmp_path, head + "1,Zed,zed@y.example\n"))
    assert counts(report) == (0, 0, 0, 0, 1)
    married = take(book, "contact", csv_file(tmp_path, head + "1,Ann Hill,ann@x.example\n"))
    assert counts(married) == (0, 1, 0, 0, 0)


@pytest.mark.parametrize(
    ("header", "first"),
    [("Revenue ($)", "USD"), ("£ Revenue", "GBP"), ("Revenue USD", "USD")],
)
def test_a_currency_in_a_header_is_never_passed_over(
    book: Book, tmp_path: Path, header: str, first: str
) -> None:
    path = csv_file(tmp_path, f"Invoice date,Customer,{header}\n2026-01-02,Acme,100\n")
    report = take(book, "revenue", path, mapping={header: "amount"})
    assert [(one.choice, one.options[0]) for one in report.questions] == [("currency", first)]
    euros = csv_file(tmp_path, "Invoice date,Customer,Revenue (€)\n2026-01-02,Acme,100\n")
    assert counts(take(book, "revenue", euros)) == (1, 0, 0, 0, 0)
