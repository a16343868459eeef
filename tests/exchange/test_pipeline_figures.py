"""The figures of an imported pipeline, against the same worked out from the file alone."""

from __future__ import annotations

import csv
import io
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from tests.book import live_on, new_book
from tests.exchange.files import csv_file, take
from tui_crm.metrics.figures import Figures
from tui_crm.metrics.shared import readings
from tui_crm.period import parse_period
from tui_crm.store.engine import Book

FILE = """\
opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value
P01,Ann,Pump,Northwind,Won,2024-10-20,2025-01-14,1054
P02,Ann,Pump,Northwind,Won,2024-11-25,2025-02-03,520
P03,Bob,Valve,Adatum,Lost,2024-12-01,2025-01-20,0
P04,Bob,Valve,Adatum,Won,2025-01-02,2025-02-28,4514
P05,Cem,Pump,Contoso,Won,2025-02-01,2025-02-01,50
P06,Cem,Hose,,Engaging,2025-01-15,,
P07,Ann,Hose,Fabrikam,Engaging,2025-03-02,,
P08,Ann,Pump,,Prospecting,,,
P09,Bob,Valve,Fabrikam,Prospecting,,,
P10,Bob,Pump,Contoso,Lost,2025-02-10,2025-03-05,0
P11,Cem,Pump,Northwind,Won,2025-01-31,2025-03-31,999
P12,Cem,Valve,Tailspin,Won,2025-02-15,2025-04-01,4821
"""
MAPPING = {
    "opportunity_id": "source_id", "product": "name", "deal_stage": "stage",
    "engage_date": "opened_on", "close_date": "closed_on", "close_value": "amount",
}  # fmt: skip
ROWS = list(csv.DictReader(io.StringIO(FILE)))
WON = [row for row in ROWS if row["deal_stage"] == "Won"]


@pytest.fixture
def book(tmp_path: Path) -> Book:
    live_on("2025-06-01")
    book = new_book(tmp_path)
    assert take(book, "deal", csv_file(tmp_path, FILE), mapping=MAPPING).imported == len(ROWS)
    return book


def day(text: str) -> date:
    return date.fromisoformat(text)


def customers(before: date) -> set[str]:
    """Who bought within the twelve months before a day: no test day is further than that."""
    return {row["account"] for row in WON if day(row["close_date"]) < before}


def open_value(at: date) -> int:
    """The value in cents of what was open at the beginning of a day."""
    return sum(
        int(row["close_value"] or 0) * 100
        for row in ROWS
        if row["engage_date"]
        and day(row["engage_date"]) < at
        and not (row["close_date"] and day(row["close_date"]) < at)
    )


@pytest.mark.parametrize("code", ["2025-01", "2025-02", "2025-03", "2025-04", "2025-Q1", "2025"])
def test_the_sales_figures_are_those_of_the_file(book: Book, code: str) -> None:
    period = parse_period(code)
    end = min(period.end, date(2025, 6, 2))
    with book.read() as connection:
        told = readings(Figures(connection, book.business), period)
    won = [row for row in WON if period.start <= day(row["close_date"]) < end]
    revenue = sum(int(row["close_value"]) * 100 for row in won)
    cycle = sum((day(row["close_date"]) - day(row["engage_date"])).days for row in won)
    at_start, at_end = customers(period.start), customers(end)
    assert told["revenue"].current.value == revenue
    assert told["sales_cycle_length"].current.value == Fraction(cycle, len(won))
    assert told["sales_pipeline"].current.value == open_value(end)
    assert told["average_revenue_per_account"].current.value == Fraction(revenue, len(at_end))
    kept = Fraction(len(at_start & at_end), len(at_start)) if at_start else None
    assert told["customer_retention_rate"].current.value == kept
