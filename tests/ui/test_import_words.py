"""What is said of a file that is imported: the grave first, and only what is true."""

from __future__ import annotations

from dataclasses import replace

from tests.ui.import_doubles import ADS, DATES, brought
from tui_crm.exchange.preview import ColumnSeen, RowSeen
from tui_crm.exchange.report import Question
from tui_crm.ui.screens import import_outcome, import_words
from tui_crm.ui.screens.import_mapping import MappingView


def test_what_is_asked_and_stored_stands_above_what_is_left_out() -> None:
    empty = [ColumnSeen(f"PO {number}", (), "", "left out", "") for number in range(9)]
    seen = replace(ADS, columns=[*empty, *ADS.columns], questions=[replace(DATES, column="Cost")])
    rows = import_words.column_rows(seen)
    assert [row.cells[1] for row in rows[:6]] == [
        "Cost", "Day", "Campaign", "Currency code", "Impr.", "Budget name",
    ]  # fmt: skip
    assert [seen.columns[row.id].header for row in rows] == [row.cells[1] for row in rows]
    assert {row.cells[4] for row in rows if row.cells[1].startswith("PO")} == {"empty"}


def test_days_and_amounts_stand_right_behind_the_first_field() -> None:
    values = {"account": "Acme", "stage": "Won", "amount": "5.00", "closed_on": "2026-03-04",
              "name": "Roof", "custom:region": "North"}  # fmt: skip
    seen = replace(ADS, entity="deal", sample=[RowSeen(2, "new", values)])
    names = import_words.fields_shown(seen)
    assert names[0] == "name" and set(names[1:3]) == {"amount", "closed_on"}
    assert names[-1] == "custom:region"


def test_a_question_is_a_sentence() -> None:
    question = Question("columns", "on", "the report has no days. Press Time, then Date")
    assert import_words.asked(question).startswith("The report has no days.")


def test_a_row_refused_for_want_of_a_rate_offers_the_key_for_it() -> None:
    mapping = MappingView()
    mapping.preview = ADS
    assert not mapping.lacks_rate
    row = RowSeen(2, "rejected: rate: what is one GBP worth in EUR?", {})
    mapping.preview = replace(ADS, sample=[row])
    assert mapping.lacks_rate


def test_nothing_is_said_to_be_made_where_nothing_is_stored() -> None:
    stored = brought()
    stored.custom_columns = {"Budget": "budget"}
    assert import_outcome.made_along(stored) and import_outcome.kept_beside(stored)
    refused = replace(stored, batch=None)
    assert not import_outcome.made_along(refused) and not import_outcome.kept_beside(refused)


def test_records_are_counted_in_words() -> None:
    report = brought(imported=1, updated=2)
    report.made = {"ads": 1, "campaign": 2, "refund": 1}
    assert import_outcome.headline(report, "a.csv") == (
        "1 spend entry imported and 2 updated from a.csv."
    )
    assert import_outcome.made_along(report) == "Made along: 1 ads entry; 2 campaigns; 1 refund."
