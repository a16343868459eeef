"""Deals of a file bring what the same actions would have made."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.book import dump, is_sound, live_on, new_book, put, rows
from tests.exchange.files import counts, csv_file, take
from tui_crm.actions import add, change
from tui_crm.models import ENTITIES
from tui_crm.store import journal
from tui_crm.store.engine import Book

PIPELINE = """\
no,seller,thing,account,phase,from,to,worth
A1,Ann,Fleet,Acme,Won,2025-10-20,2026-03-01,1054
A2,Ann,Fleet,Acme,Won,2025-11-02,2026-03-09,4514.50
A3,Bob,Single,Beta,Lost,2025-10-25,2026-03-07,0
A4,Bob,Single,,Talking,2026-01-05,,
A5,Bob,Single,Beta,Looking,,,
A6,Cem,Rack,Acme,Won,2026-02-01,2026-02-01,0
"""
TALKING = "A4,Bob,Single,,Talking,2026-01-05,,"
WON = "A4,Bob,Single,Beta,Won,2026-01-05,2026-03-30,70"
MAPPING = {
    "no": "source_id", "thing": "name", "phase": "stage", "from": "opened_on", "to": "closed_on",
    "worth": "amount",
}  # fmt: skip


@pytest.fixture
def book(tmp_path: Path) -> Book:
    return new_book(tmp_path)


@pytest.fixture
def pipeline(tmp_path: Path) -> Path:
    return csv_file(tmp_path, PIPELINE)


def test_a_large_file_leaves_every_index_and_the_same_records(
    book: Book, pipeline: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = "SELECT name, sql FROM sqlite_master WHERE type = 'index' ORDER BY name"
    indexes = rows(book, listed)
    take(book, "deal", pipeline, mapping=MAPPING)
    (tmp_path / "large").mkdir()
    large = new_book(tmp_path / "large")
    monkeypatch.setattr("tui_crm.exchange.storing.intake.MANY", 2)
    for dry_run in (True, False):
        take(large, "deal", pipeline, mapping=MAPPING, dry_run=dry_run)
        assert rows(large, listed) == indexes
    assert dump(large) == dump(book)
    assert is_sound(large)


def test_every_deal_of_a_foreign_pipeline_is_taken(book: Book, pipeline: Path) -> None:
    report = take(book, "deal", pipeline, mapping=MAPPING)
    assert counts(report) == (6, 0, 0, 0, 0)
    assert report.made == {"account": 2, "stage": ["Talking", "Looking"], "revenue": 2}
    assert report.ignored_columns == []
    assert report.custom_columns == {"seller": "seller"}
    assert report.read["columns"] == {**MAPPING, "account": "account"}
    assert is_sound(book)


def test_won_deals_bring_their_revenue_on_the_closing_day(book: Book, pipeline: Path) -> None:
    take(book, "deal", pipeline, mapping=MAPPING)
    assert rows(
        book, 'SELECT "on", kind, base_minor, deal_id FROM revenue_entry ORDER BY "on"'
    ) == [
        ("2026-03-01", "sale", 105400, 1),
        ("2026-03-09", "sale", 451450, 2),
    ]


def test_without_revenue_the_ledger_stays_as_it_is(book: Book, pipeline: Path) -> None:
    report = take(book, "deal", pipeline, mapping=MAPPING, revenue=False)
    assert report.imported == 6
    assert rows(book, "SELECT * FROM revenue_entry") == []
    won = pipeline.with_name("again.csv")
    won.write_text(PIPELINE.replace(TALKING, WON))
    assert take(book, "deal", won, mapping=MAPPING, revenue=False).updated == 1
    assert rows(book, "SELECT outcome, base_minor FROM deal WHERE id = 4") == [("won", 7000)]
    assert rows(book, "SELECT * FROM revenue_entry") == []


def test_the_history_has_one_event_for_each_day_that_is_known(book: Book, pipeline: Path) -> None:
    take(book, "deal", pipeline, mapping=MAPPING)
    events = rows(
        book,
        'SELECT deal_id, "on", state, value_change, weighted_change, count_change '
        "FROM deal_event WHERE deal_id IN (1, 4) ORDER BY id",
    )
    assert events == [
        (1, "2025-10-20", "open", 105400, 105400 * 1000, 1),
        (1, "2026-03-01", "won", -105400, -105400 * 1000, -1),
        (4, "2026-01-05", "open", 0, 0, 1),
    ]


def test_a_deal_without_opening_day_was_opened_on_the_day_of_entry(
    book: Book, tmp_path: Path
) -> None:
    live_on("2026-04-10")
    text = "name,stage,closed_on,account,amount\nOpen,New,,,\nOld,Won,2026-02-02,Acme,5\n"
    take(book, "deal", csv_file(tmp_path, text))
    assert rows(book, "SELECT opened_on FROM deal ORDER BY id") == [
        ("2026-04-10",),
        ("2026-02-02",),
    ]


def test_new_stages_stand_behind_the_open_ones_and_are_worth_half(
    book: Book, pipeline: Path
) -> None:
    take(book, "deal", pipeline, mapping=MAPPING)
    stages = rows(book, "SELECT name, state, prob_bp FROM stage ORDER BY position")
    assert [name for name, *_ in stages] == [
        "New", "Qualified", "Proposal", "Negotiation", "Talking", "Looking", "Won", "Lost",
    ]  # fmt: skip
    assert stages[4:6] == [("Talking", "open", 5000), ("Looking", "open", 5000)]


@pytest.mark.parametrize("word", ["Won", "won", "Closed Won", "closedwon", "CLOSED - WON"])
def test_other_programs_words_for_won_are_known(book: Book, tmp_path: Path, word: str) -> None:
    text = f"name,stage,closed_on,account,amount\nFleet,{word},2026-02-02,Acme,5\n"
    report = take(book, "deal", csv_file(tmp_path, text))
    assert report.made == {"account": 1, "revenue": 1}
    assert rows(book, "SELECT outcome FROM deal") == [("won",)]


def test_the_closing_day_of_an_open_deal_is_the_expected_one(book: Book, tmp_path: Path) -> None:
    text = "name,stage,closed_on,opened_on\nFleet,Proposal,2026-06-30,2026-01-01\n"
    take(book, "deal", csv_file(tmp_path, text))
    assert rows(book, "SELECT outcome, expected_on, closed_on FROM deal") == [
        ("open", "2026-06-30", None)
    ]


def test_a_decided_deal_that_lacks_something_is_rejected_with_the_reason(
    book: Book, tmp_path: Path
) -> None:
    text = (
        "name,stage,closed_on,account,amount,opened_on\n"
        "a,Won,,Acme,5,2026-01-01\n"
        "b,Won,2026-02-01,,5,2026-01-01\n"
        "c,Won,2026-02-01,Acme,,2026-01-01\n"
        "d,Lost,2026-01-31,Acme,5,2026-02-01\n"
        "e,Lost,2026-02-01,Acme,-5,2026-01-01\n"
    )
    report = take(book, "deal", csv_file(tmp_path, text))
    assert [(bad.line, bad.column) for bad in report.rejected] == [
        (2, "closed_on"), (3, "account"), (4, "amount"), (5, "closed_on"), (6, "amount"),
    ]  # fmt: skip
    assert report.code == 3
    assert rows(book, "SELECT * FROM deal") == []


def test_undo_takes_the_whole_import_back_and_redo_brings_it(book: Book, pipeline: Path) -> None:
    before = dump(book)
    take(book, "deal", pipeline, mapping=MAPPING)
    after = dump(book)
    journal.undo(book)
    assert dump(book) == before
    journal.redo(book)
    assert dump(book) == after
    journal.undo(book)
    assert dump(book) == before


def test_the_same_file_again_changes_nothing(book: Book, pipeline: Path) -> None:
    take(book, "deal", pipeline, mapping=MAPPING)
    after = dump(book)
    report = take(book, "deal", pipeline, mapping=MAPPING)
    assert counts(report) == (0, 0, 6, 0, 0)
    assert report.batch is None
    assert dump(book) == after


def test_a_changed_row_updates_its_deal_as_the_actions_would(book: Book, pipeline: Path) -> None:
    take(book, "deal", pipeline, mapping=MAPPING)
    pipeline.write_text(PIPELINE.replace(TALKING, WON))
    report = take(book, "deal", pipeline, mapping=MAPPING)
    assert counts(report) == (0, 1, 5, 0, 0)
    assert rows(book, "SELECT outcome, closed_on, base_minor FROM deal WHERE id = 4") == [
        ("won", "2026-03-30", 7000)
    ]
    assert rows(book, "SELECT base_minor FROM revenue_entry WHERE deal_id = 4") == [(7000,)]


def test_what_the_owner_did_since_is_kept_when_the_same_file_comes_again(
    book: Book, pipeline: Path
) -> None:
    take(book, "deal", pipeline, mapping=MAPPING)
    change(book, ENTITIES["deal"], 4, {"name": "Renamed"}, plain=True)
    report = take(book, "deal", pipeline, mapping=MAPPING)
    assert counts(report) == (0, 0, 6, 0, 0)
    assert rows(book, "SELECT name FROM deal WHERE id = 4") == [("Renamed",)]


DEALS = [
    {"name": "Fleet", "account": "Acme", "stage": "Won", "opened_on": "2025-10-20",
     "closed_on": "2026-03-01", "amount": "1054"},
    {"name": "Zäune", "account": "Betâ", "stage": "Lost", "opened_on": "2025-10-25",
     "closed_on": "2026-03-07", "amount": "12.50", "lost_reason": "price"},
    {"name": "Open", "stage": "Proposal", "opened_on": "2026-01-05", "probability": "12.5"},
    {"name": "Odd", "account": "Acme", "opened_on": "2026-01-05", "amount": "7",
     "expected_on": "2026-06-01", "notes": "two\nlines"},
    {"name": "Void", "outcome": "void", "opened_on": "2026-01-05", "closed_on": "2026-01-09"},
    {"name": "Care", "account": "Acme", "stage": "Won", "opened_on": "2026-01-05",
     "closed_on": "2026-01-09", "recurring_amount": "30", "amount": "460", "interval": "month"},
    {"name": "Abroad", "account": "Acme", "stage": "Negotiation", "outcome": "won",
     "opened_on": "2026-01-05", "closed_on": "2026-01-09", "amount": "2600", "currency": "USD",
     "rate": "0.923"},
    {"name": "Tip", "account": "Acme", "stage": "Won", "opened_on": "2026-01-05",
     "closed_on": "2026-01-05", "amount": "0", "campaign": "Fair"},
]  # fmt: skip


def test_an_import_is_equal_to_the_same_records_entered_by_hand(tmp_path: Path) -> None:
    by_hand, imported = (new_book(tmp_path / name) for name in ("by-hand", "imported"))
    for deal in DEALS:
        add(by_hand, ENTITIES["deal"], deal, create=True, plain=True)
    fields = sorted({name for deal in DEALS for name in deal})
    lines = [",".join(f'"{deal.get(name, "")}"' for name in fields) for deal in DEALS]
    path = csv_file(tmp_path, "\r\n".join([",".join(fields), *lines, ""]))
    assert counts(take(imported, "deal", path)) == (len(DEALS), 0, 0, 0, 0)
    for table in ("stage", "account", "campaign", "deal", "deal_event", "revenue_entry",
                  "subscription"):  # fmt: skip
        assert _told(imported, table) == _told(by_hand, table), table


def _told(book: Book, table: str) -> list[tuple[object, ...]]:
    """A table's rows without what files alone know, in an order of their own."""
    names = [str(name) for _, name, *_ in rows(book, f'PRAGMA table_info("{table}")')]
    kept = [f'"{name}"' for name in names if name != "source_key"]
    return rows(book, f'SELECT {", ".join(kept)} FROM "{table}" ORDER BY id')


def test_a_link_that_several_records_answer_to_is_rejected(book: Book, tmp_path: Path) -> None:
    put(book, "account", name="Acme")
    put(book, "account", name="Acme")
    path = csv_file(tmp_path, "name,account\nFleet,Acme\nRack,id:2\nRack,id:9\nRack,acme\n")
    report = take(book, "deal", path)
    assert [bad.line for bad in report.rejected] == [2, 4]
    assert "more than one account" in report.rejected[0].reason
    assert rows(book, "SELECT account_id FROM deal ORDER BY id") == [(2,), (3,)]
    assert rows(book, "SELECT name FROM account WHERE id = 3") == [("acme",)]
