"""Which rows of a file are records: programs' own rules, what is held back, what is left out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.exchange.nasty_file import knows
from tui_crm.exchange.reading.sheet import Rule, Sheet, Total, find_sheet
from tui_crm.exchange.reading.source import look_at

BOOKS = """Acme Ltd
Sales by customer

,Day,Name,Amount
Ann,,,
,2026-01-05,first,5
,2026-01-06,second,6
Total for Ann,,,11
Bob,,,
,2026-01-07,third,7
Total for Bob,,,7
TOTAL,,,18

"Accrual Basis Friday, 6 March 2026 04:05 PM"
"""


def sheet_of(
    folder: Path,
    text: str,
    *,
    has_header: bool = True,
    is_total: Rule | None = None,
    is_group: Rule | None = None,
) -> Sheet:
    """The table of a file with this text."""
    path = folder / "theirs.csv"
    path.write_text(text, encoding="utf-8")
    source = look_at(path, None, knows)
    return find_sheet(source, knows, has_header=has_header, is_total=is_total, is_group=is_group)


def lines(sheet: Sheet) -> list[int]:
    """The lines of its rows."""
    with sheet.rows() as rows:
        return [row.line for row in rows]


def is_total(headers: Sequence[str], cells: Sequence[str]) -> bool:
    """The rule of a program whose totals stand below each group."""
    assert headers[3] == "Amount"
    return cells[0].lower().startswith("total")


def is_group(headers: Sequence[str], cells: Sequence[str]) -> bool:
    """The rule of a program whose groups have lines of their own."""
    return bool(cells[0]) and not any(cells[1:])


def test_a_program_has_its_own_rules_for_totals_and_groups(tmp_path: Path) -> None:
    sheet = sheet_of(tmp_path, BOOKS, is_total=is_total, is_group=is_group)
    assert (sheet.preamble, sheet.header_line) == (("Acme Ltd", "Sales by customer"), 4)
    assert lines(sheet) == [6, 7, 10]
    assert sheet.totals == [
        Total(8, ["Total for Ann", "", "", "11"]),
        Total(11, ["Total for Bob", "", "", "7"]),
        Total(12, ["TOTAL", "", "", "18"]),
    ]
    assert sheet.skipped == [5, 9, 14]


def test_without_a_rule_only_what_ends_the_table_is_left_out(tmp_path: Path) -> None:
    sheet = sheet_of(tmp_path, BOOKS)
    assert lines(sheet) == [5, 6, 7, 8, 9, 10]
    assert [total.line for total in sheet.totals] == [11, 12]
    assert sheet.skipped == [14]


def test_totals_and_lines_are_noted_anew_at_each_reading(tmp_path: Path) -> None:
    sheet = sheet_of(tmp_path, BOOKS, is_total=is_total, is_group=is_group)
    first = (lines(sheet), list(sheet.totals), list(sheet.skipped))
    assert (lines(sheet), sheet.totals, sheet.skipped) == first


def test_a_file_without_header_is_rows_from_its_first_line_to_its_last(tmp_path: Path) -> None:
    sheet = sheet_of(tmp_path, "Acme,1\n\n# note,2\nTotal,3\nName,Amount\n", has_header=False)
    assert (sheet.headers, sheet.header_line, sheet.preamble) == ([], None, ())
    assert lines(sheet) == [1, 3, 4, 5]
    assert (sheet.totals, sheet.skipped) == ([], [])


def test_rows_come_while_the_file_is_being_read(tmp_path: Path) -> None:
    sheet = sheet_of(tmp_path, "Name,Amount\n" + "Ann,5\n" * 50_000)
    with sheet.rows() as rows:
        assert next(rows).cells == ["Ann", "5"]
        assert 0 < sheet.source.position < sheet.source.size / 2
        assert len(list(rows)) == 49_999
    assert sheet.source.position == sheet.source.size


def test_no_more_rows_are_held_back_than_can_be_totals(tmp_path: Path) -> None:
    sheet = sheet_of(tmp_path, "Name,Amount\nAnn,5\n" + "Total,5\n" * 60)
    assert lines(sheet) == list(range(2, 54))
    assert [total.line for total in sheet.totals] == list(range(54, 63))


@pytest.mark.parametrize(
    ("row", "total"),
    [
        ("Total,,5", True),
        ("Total,,", False),
        ("Grand-Total,-- ,5", True),
        ("Total,USD,1.234.567", True),
        ("total,12 %,$5", True),
        ("Total,Bob,5", False),
        ("Total,2026-01-05,5", False),
        ("Total,5/1/26,5", False),
        ("Total: the shop,,5", True),
        ("Totally,,5", False),
        ("Sum Ltd,,5", False),
        ("Summe,,5", True),
        ("Összesen,,5", True),
        ("ΣΥΝΟΛΟ,,5", True),
    ],
)
def test_a_last_row_is_a_total_by_its_label_and_by_having_figures_only(
    tmp_path: Path, row: str, total: bool
) -> None:
    sheet = sheet_of(tmp_path, f"Name,Note,Amount\nAnn,,5\n{row}\n")
    assert lines(sheet) == ([2] if total else [2, 3])
    assert [found.line for found in sheet.totals] == ([3] if total else [])


@pytest.mark.parametrize(
    ("row", "footer"),
    [
        ("Generated on 6 March 2026", True),
        ('"Exported by Ann, 6/3/2026 04:05",,', True),
        ("Cash Basis,,", True),
        ("two words", True),
        ("Cut", False),
        ("Generated Sound,,", False),
        ("Printed Matter 24,,", False),
        ("Exported 2026,,5", False),
    ],
)
def test_a_last_row_is_a_footer_where_it_only_tells_of_the_file(
    tmp_path: Path, row: str, footer: bool
) -> None:
    sheet = sheet_of(tmp_path, f"Name,Note,Amount\nAnn,,5\n{row}\n")
    assert lines(sheet) == ([2] if footer else [2, 3])
    assert sheet.skipped == ([3] if footer else [])


def test_a_footer_is_none_where_records_follow(tmp_path: Path) -> None:
    sheet = sheet_of(tmp_path, "Name,Note,Amount\nGenerated on Monday\nAnn,,5\n")
    assert lines(sheet) == [2, 3]
    assert sheet.skipped == []
