"""Files of every other entity: equal to what is entered by hand, known again, taken row by row."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.book import dump, is_sound, new_book, put, rows
from tests.exchange.files import counts, csv_file, take
from tui_crm.actions import add, change
from tui_crm.models import ENTITIES
from tui_crm.store import journal
from tui_crm.store.engine import Book

RECORDS: dict[str, list[dict[str, str]]] = {
    "account": [
        {"name": "Acme", "kind": "company", "domain": "acme.com", "closed_on": "2026-02-01"},
        {"name": "Ünal", "kind": "person", "notes": "two\nlines"},
        {"name": "Ünal & Co"},
    ],
    "contact": [
        {"name": "Ann", "email": "ann@acme.com", "account": "Acme", "consent": "yes"},
        {"name": "Bob", "do_not_contact": "yes", "title": "Boss"},
    ],
    "campaign": [
        {"name": "Fair", "channel": "event", "starts_on": "2026-01-01", "budget": "1200.50"},
        {"name": "Mail", "goal": "nurture"},
    ],
    "ads": [
        {"on": "2026-01-01", "campaign": "Fair", "impressions": "1000", "clicks": "12"},
        {"on": "2026-01-02", "campaign": "Fair", "impressions": "900", "clicks": "0"},
    ],
    "spend": [
        {"on": "2026-01-02", "campaign": "Fair", "channel": "event", "amount": "50.00"},
        {"on": "2026-01-03", "amount": "-5", "note": "credit"},
        {"on": "2026-01-04", "amount": "10", "currency": "USD", "rate": "0.9"},
    ],
    "cost": [
        {"on": "2026-01-02", "function": "sales", "amount": "50.00", "note": "commission"},
        {"on": "2026-01-03", "function": "direct", "amount": "7"},
    ],
    "revenue": [
        {"on": "2026-01-02", "account": "Acme", "amount": "50.00"},
        {"on": "2026-01-12", "account": "Acme", "amount": "-20", "kind": "refund"},
        {"on": "2026-01-13", "account": "Beta", "amount": "9", "currency": "JPY", "rate": "0.01"},
    ],
    "subscription": [
        {"account": "Acme", "amount": "30", "interval": "month", "starts_on": "2026-01-15"},
        {"account": "Beta", "amount": "9", "interval": "year", "starts_on": "2026-03-15"},
    ],
    "activity": [
        {"at": "2026-03-02T09:30:00Z", "kind": "call", "subject": "Hello", "contact": "Ann"},
        {"kind": "note", "subject": "Later", "due_on": "2026-05-01"},
    ],
    "traffic": [
        {"on": "2026-02-01", "source": "google", "sessions": "100", "engaged": "40"},
        {"on": "2026-02-01", "sessions": "10", "engaged": "10", "users": "5", "bounce_def": "ua"},
    ],
    "social": [
        {"on": "2026-02-01", "network": "mastodon", "title": "[b]Hi", "reactions": "3"},
        {"on": "2026-02-03", "network": "x", "reach": "100", "campaign": "Fair"},
    ],
    "target": [
        {"metric": "leads", "starts_on": "2026-01-01", "ends_on": "2026-02-01", "value": "20"},
        {"metric": "bounce_rate", "starts_on": "2026-01-01", "ends_on": "2026-02-01",
         "value": "0.25"},
    ],
    "lead": [
        {"name": "Cem", "email": "cem@x.org", "company": "X", "campaign": "Fair",
         "created_at": "2026-02-28T23:30:00Z", "stage": "mql", "temperature": "warm"},
        {"name": "Dóra", "phone": "+43 1", "source": "web", "invalid": "yes"},
        {"name": "CEM", "email": "Cem@x.org", "phone": "12", "duplicate_of": "Cem"},
        {"name": "Ede", "stage": "offered", "created_at": "2026-03-30T10:00Z"},
    ],
}  # fmt: skip


@pytest.fixture
def book(tmp_path: Path) -> Book:
    return new_book(tmp_path)


def written(folder: Path, entity: str) -> Path:
    """The records of an entity as a file."""
    records = RECORDS[entity]
    fields = sorted({name for record in records for name in record})
    lines = [",".join(f'"{record.get(name, "")}"' for name in fields) for record in records]
    return csv_file(folder, "\n".join([",".join(fields), *lines]), f"{entity}.csv")


def told(book: Book) -> dict[str, list[tuple[object, ...]]]:
    """All rows but the imports' own, without what only files know."""
    found: dict[str, list[tuple[object, ...]]] = {}
    for table in dump(book):
        if table != "import_batch":
            names = [str(name) for _, name, *_ in rows(book, f'PRAGMA table_info("{table}")')]
            kept = ", ".join(f'"{name}"' for name in names if name != "source_key")
            found[table] = rows(book, f'SELECT {kept} FROM "{table}" ORDER BY 1, 2')
    return found


@pytest.mark.parametrize("entity", RECORDS)
def test_an_import_is_equal_to_the_same_records_entered_by_hand(
    tmp_path: Path, entity: str
) -> None:
    by_hand, imported = (new_book(tmp_path / name) for name in ("by-hand", "imported"))
    for book in (by_hand, imported):
        put(book, "contact", name="Ann")
    for record in RECORDS[entity]:
        add(by_hand, ENTITIES[entity], record, create=True, plain=True)
    report = take(imported, entity, written(tmp_path, entity))
    assert counts(report) == (len(RECORDS[entity]), 0, 0, 0, 0)
    assert told(imported) == told(by_hand)
    assert is_sound(imported)


@pytest.mark.parametrize("entity", RECORDS)
def test_a_second_import_changes_nothing_and_undo_takes_the_first_back(
    tmp_path: Path, book: Book, entity: str
) -> None:
    put(book, "contact", name="Ann")
    before = dump(book)
    path = written(tmp_path, entity)
    take(book, entity, path)
    after = dump(book)
    assert counts(take(book, entity, path)) == (0, 0, len(RECORDS[entity]), 0, 0)
    assert dump(book) == after
    journal.undo(book)
    assert dump(book) == before
    journal.redo(book)
    assert dump(book) == after


@pytest.mark.parametrize("entity", RECORDS)
def test_a_dry_run_says_the_same_and_stores_nothing(
    tmp_path: Path, book: Book, entity: str
) -> None:
    put(book, "contact", name="Ann")
    before, path = dump(book), written(tmp_path, entity)
    tried = take(book, entity, path, dry_run=True)
    assert dump(book) == before
    assert journal.undo(book).title == "Added contact Ann"
    journal.redo(book)
    done = take(book, entity, path)
    assert (counts(tried), tried.made, tried.rejected) == (counts(done), done.made, done.rejected)
    assert (tried.batch, done.batch) == (None, 1)


def test_equal_rows_stay_as_many_as_they_are(tmp_path: Path, book: Book) -> None:
    text = "on,amount\n2026-01-01,5\n2026-01-01,5\n2026-01-01,6\n"
    assert counts(take(book, "spend", csv_file(tmp_path, text))) == (3, 0, 0, 0, 0)
    again = csv_file(tmp_path, text + "2026-01-01,5\n")
    assert counts(take(book, "spend", again)) == (1, 0, 3, 0, 0)
    assert rows(book, "SELECT count(*), sum(base_minor) FROM cost") == [(4, 2100)]


def test_a_number_that_stands_twice_is_a_duplicate_or_a_mistake(tmp_path: Path, book: Book) -> None:
    text = "no,name\n1,Ann\n1,Ann\n1,Bob\n2,Ann\n"
    report = take(book, "contact", csv_file(tmp_path, text), mapping={"no": "source_id"})
    assert counts(report) == (2, 0, 0, 1, 1)
    assert (report.rejected[0].line, report.rejected[0].reason) == (
        4,
        "an earlier row of the file has the same number, with other values",
    )


def test_the_numbers_of_two_programs_are_not_taken_for_one_another(
    tmp_path: Path, book: Book
) -> None:
    ours = csv_file(tmp_path, "Record ID,name\n1,Ann\n")
    theirs = csv_file(tmp_path, "Person - ID,name\n1,Bob\n", "other.csv")
    take(book, "contact", ours, mapping={"Record ID": "source_id"})
    report = take(book, "contact", theirs, mapping={"Person - ID": "source_id"})
    assert counts(report) == (1, 0, 0, 0, 0)
    assert rows(book, "SELECT name FROM contact ORDER BY id") == [("Ann",), ("Bob",)]


def test_a_number_that_begins_like_another_is_another(tmp_path: Path, book: Book) -> None:
    mapping = {"no": "source_id"}
    take(book, "contact", csv_file(tmp_path, "no,name\n1#2,Ann\n"), mapping=mapping)
    report = take(
        book, "contact", csv_file(tmp_path, "no,name\n1,Bob\n1%232,Cem\n"), mapping=mapping
    )
    assert counts(report) == (2, 0, 0, 0, 0)


def test_an_account_that_exists_by_name_is_completed(tmp_path: Path, book: Book) -> None:
    put(book, "account", name="Acme", phone="12")
    path = csv_file(tmp_path, "name,domain,phone\nAcme,acme.com,\nBeta,,7\n")
    assert counts(take(book, "account", path)) == (1, 1, 0, 0, 0)
    assert rows(book, "SELECT name, domain, phone FROM account ORDER BY id") == [
        ("Acme", "acme.com", "12"),
        ("Beta", None, "7"),
    ]
    assert counts(take(book, "account", path)) == (0, 0, 2, 0, 0)


def test_columns_that_a_file_does_not_have_stay_untouched(tmp_path: Path, book: Book) -> None:
    first = csv_file(tmp_path, "no,name,phone,notes\n1,Ann,12,nice\n")
    take(book, "contact", first, mapping={"no": "source_id"})
    second = csv_file(tmp_path, "no,name,phone\n1,Anna,\n")
    assert counts(take(book, "contact", second, mapping={"no": "source_id"})) == (0, 1, 0, 0, 0)
    assert rows(book, "SELECT name, phone, notes FROM contact") == [("Anna", "12", "nice")]


def test_a_day_of_traffic_that_comes_again_with_other_figures_is_corrected(
    tmp_path: Path, book: Book
) -> None:
    take(book, "traffic", csv_file(tmp_path, "on,sessions,bounce_rate\n2026-02-01,200,40%\n"))
    assert rows(book, "SELECT sessions, engaged FROM web_day") == [(200, 120)]
    path = csv_file(tmp_path, "on,sessions,bounces\n2026-02-01,210,90\n2026-02-02,5,5\n")
    assert counts(take(book, "traffic", path)) == (1, 1, 0, 0, 0)
    assert rows(book, "SELECT sessions, engaged FROM web_day ORDER BY id") == [(210, 120), (5, 0)]


def test_a_day_twice_in_one_file_is_not_summed_up_silently(tmp_path: Path, book: Book) -> None:
    text = "on,sessions,engaged\n2026-02-01,20,5\n2026-02-01,20,5\n2026-02-01,30,5\n"
    assert counts(take(book, "traffic", csv_file(tmp_path, text))) == (1, 0, 0, 1, 1)


@pytest.mark.parametrize(
    ("entity", "text", "column"),
    [
        ("campaign", "name,starts_on,ends_on\nA,2026-02-01,2026-01-01\n", "ends_on"),
        ("campaign", "name,budget\n,5\n", "name"),
        ("spend", "on,amount\n2026-02-01,0\n", "amount"),
        ("spend", "on,amount\n,5\n", "on"),
        ("spend", "on,amount,currency\n2026-02-01,5,USD\n", "rate"),
        ("spend", "on,amount,currency\n2026-02-01,5,XXQ\n", "currency"),
        ("cost", "on,function,amount,campaign\n2026-02-01,sales,5,Fair\n", "campaign"),
        ("revenue", "on,account,amount\n2026-02-01,A,-5\n", "amount"),
        ("revenue", "on,account,amount,kind\n2026-02-01,A,5,refund\n", "amount"),
        ("traffic", "on,sessions,engaged\n2026-02-01,5,6\n", "engaged"),
        ("traffic", "on,sessions,engaged\n2026-02-01,5,-1\n", "engaged"),
        ("target", "metric,starts_on,ends_on,value\nleads,2026-02-01,2026-02-01,5\n", "ends_on"),
        ("contact", "name,email\nAnn,nowhere\n", "email"),
        ("lead", "name,stage\nAnn,mq\n", "stage"),
        ("social", "on,network,reach\n2026-13-01,x,1\n", "on"),
        ("subscription", "account,amount,starts_on,ends_on\nA,5,2026-02-01,2026-01-01\n",
         "ends_on"),
    ],
)  # fmt: skip
def test_what_contradicts_itself_is_rejected_by_its_column(
    tmp_path: Path, book: Book, entity: str, text: str, column: str
) -> None:
    before = dump(book)
    report = take(book, entity, csv_file(tmp_path, text))
    assert [(bad.line, bad.column) for bad in report.rejected] == [(2, column)]
    assert report.code == 3
    assert dump(book) == before


def test_a_rejected_row_leaves_nothing_behind_among_good_ones(tmp_path: Path, book: Book) -> None:
    text = (
        "account,amount,interval,starts_on,currency\n"
        "Acme,5,month,2026-03-01,\nBeta,5,month,2026-03-01,USD\nGamma,5,year,2026-03-01,EUR\n"
    )
    report = take(book, "subscription", csv_file(tmp_path, text))
    assert counts(report) == (2, 0, 0, 0, 1)
    assert rows(book, "SELECT count(*) FROM revenue_entry") == [(3,)]
    assert is_sound(book)


def test_a_record_changed_by_hand_is_not_overwritten_by_the_same_file(
    tmp_path: Path, book: Book
) -> None:
    path = csv_file(tmp_path, "name,phone\nAcme,12\n")
    take(book, "account", path)
    change(book, ENTITIES["account"], 1, {"phone": "34"}, plain=True)
    assert counts(take(book, "account", path)) == (0, 0, 1, 0, 0)
    assert rows(book, "SELECT phone FROM account") == [("34",)]


def test_control_characters_are_removed_and_counted(tmp_path: Path, book: Book) -> None:
    path = csv_file(tmp_path, 'name,notes\nA\x1bcme,"one\r\ntwo"\nB\u202eeta,fine\n')
    report = take(book, "account", path)
    assert report.cleaned == 2
    assert rows(book, "SELECT name, notes FROM account ORDER BY id") == [
        ("Acme", "one\ntwo"),
        ("Beta", "fine"),
    ]
