"""The writers of a report on documents made for them."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.reports.reading import Page, cells, drawings, plain
from tui_crm.metrics import Unit
from tui_crm.reports.document import Cell, Chart, Column, Document, Row, Section, Table
from tui_crm.reports.html import html_page
from tui_crm.reports.markdown import escaped, markdown, paragraph
from tui_crm.reports.svg import chart_svg, spark_svg
from tui_crm.reports.tables_csv import tables_csv
from tui_crm.reports.words import Words
from tui_crm.store.business import Business
from tui_crm.text import clean

WORDS = Words(Business())


def document(*blocks: Table | Chart, name: str = "") -> Document:
    return Document(name, "T", [("Period", "P")], "Lead.", [Section("S", blocks)])


def months(*values: int, running: bool = False) -> Chart:
    labels = [f"{month} 2026" for month in ("Jan", "Feb", "Mar", "Apr")[: len(values)]]
    series = WORDS.series("Revenue", list(values), Unit.MONEY)
    return Chart("Revenue", "About.", "months", "Month", labels, [series], running)


def heights(chart: Chart) -> list[float]:
    (drawing,) = drawings(chart_svg(chart, 1))
    return [
        float(one.get("height") or 0) for one in drawing if (one.get("class") or "")[:3] == "bar"
    ]


def test_bars_are_as_high_as_their_numbers() -> None:
    one, two, three = heights(months(100_00, 200_00, 50_00))
    assert two == pytest.approx(2 * one, abs=0.1)
    assert three == pytest.approx(one / 2, abs=0.1)


def test_a_loss_hangs_below_the_line() -> None:
    (drawing,) = drawings(chart_svg(months(100_00, -100_00), 1))
    up, down = (one for one in drawing if one.get("class") == "bar")
    base = next(one for one in drawing if one.get("class") == "base")
    line = float(base.get("y1") or 0)
    assert float(up.get("y") or 0) + float(up.get("height") or 0) == pytest.approx(line, abs=0.1)
    assert float(down.get("y") or 0) == pytest.approx(line, abs=0.1)


def test_a_month_that_is_not_over_looks_otherwise() -> None:
    (drawing,) = drawings(chart_svg(months(1_00, 2_00, running=True), 1))
    bars = [one.get("class") for one in drawing if "bar" in (one.get("class") or "")]
    assert bars == ["bar", "bar running"]


@given(st.lists(st.integers(-(10**12), 10**12), min_size=1, max_size=4))
def test_bars_stay_within_their_panel(values: list[int]) -> None:
    chart = months(*values)
    (drawing,) = drawings(chart_svg(chart, 1))
    _, _, width, height = (float(part) for part in (drawing.get("viewBox") or "").split())
    for bar in (one for one in drawing if one.tag.endswith("rect")):
        x, y, wide, high = (float(bar.get(name) or 0) for name in ("x", "y", "width", "height"))
        assert x >= 0 and y >= 0 and x + wide <= width + 0.2 and y + high <= height
    lines = [one for one in drawing if one.tag.endswith("line")]
    assert 2 <= len(lines) <= 7


@pytest.mark.parametrize(
    ("minor", "brief"),
    [
        (0, "0"), (49, "0"), (50, "1"), (999_49, "999"), (999_50, "1.0k"), (1_000_00, "1.0k"),
        (4_899_80, "4.9k"), (9_949_00, "9.9k"), (9_960_00, "10k"), (123_456_00, "123k"),
        (999_600_00, "1.0M"), (1_234_567_00, "1.2M"), (-4_899_80, "-4.9k"), (2 * 10**11, "2.0B"),
    ],
)  # fmt: skip
def test_short_numbers_have_two_or_three_digits(minor: int, brief: str) -> None:
    assert WORDS.brief(minor, Unit.MONEY) == brief


def test_short_numbers_have_the_owners_decimal_mark() -> None:
    comma = Words(Business([("decimal_mark", ",")]))
    assert comma.brief(4_899_80, Unit.MONEY) == "4,9k"


def test_a_line_of_months_is_broken_where_nothing_is_known() -> None:
    (line,) = drawings(spark_svg([1, 2, None, Fraction(1, 2), 3]))
    assert [one.tag.rpartition("}")[2] for one in line] == ["polyline", "polyline", "circle"]
    assert spark_svg([None, 1]) == ""


def test_a_flat_line_is_drawn_in_the_middle() -> None:
    (line,) = drawings(spark_svg([5, 5, 5]))
    points = (line[0].get("points") or "").split()
    assert {point.split(",")[1] for point in points} == {"9.0"}


def test_notes_stand_in_a_column_of_their_own() -> None:
    table = Table("T", [Column("A", right=False), Column("B")],
                  [Row([Cell("a"), Cell("1")], "note"), Row([Cell("b"), Cell("2")])])  # fmt: skip
    lines = markdown(document(table)).splitlines()
    assert lines[-4:] == ["| A | B | Note |", "| --- | ---: | --- |", "| a | 1 | note |",
                          "| b | 2 |  |"]  # fmt: skip
    assert tables_csv(document(table)).splitlines()[-4:] == ["T", "A,B,Note", "a,1,note", "b,2,"]


TEXTS = st.text(max_size=30).map(clean)


@given(TEXTS, TEXTS)
def test_any_text_stays_in_its_cell(first: str, second: str) -> None:
    table = Table("T", [Column("A"), Column("B")], [Row([Cell(first), Cell(second)])])
    line = markdown(document(table)).splitlines()[-1]
    assert re.sub(r"\s+", " ", plain(" ".join(cells(line)))).strip() == (
        re.sub(r"\s+", " ", f"{first} {second}").strip()
    )


@given(TEXTS)
def test_any_text_is_on_the_page_as_it_is(text: str) -> None:
    page = Page(html_page(document(name=f"x{text}x")))
    assert f"x{text}x" in page.texts


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("# x", "\\# x"), ("- x", "\\- x"), ("+ x", "\\+ x"), ("1. x", "1\\. x"),
        ("12) x", "12\\) x"), ("=====", "\\====="), ("> x", "\\> x"),
        ("2026 was good.", "2026 was good."), ("-5.00 is less", "\\-5.00 is less"),
    ],
)  # fmt: skip
def test_a_paragraph_begins_nothing_else(text: str, line: str) -> None:
    assert paragraph(text) == line


def test_no_address_becomes_a_link() -> None:
    assert escaped("http://a.example and www.b.example") == (
        "http\\://a.example and www\\.b.example"
    )
