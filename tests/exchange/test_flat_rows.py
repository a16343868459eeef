"""A flat row of a spreadsheet makes account, contact, lead and deal together, each once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.book import dump, is_sound, new_book, put, rows
from tests.exchange.files import counts, csv_file, take
from tui_crm.actions import perform
from tui_crm.exchange.import_file import import_file
from tui_crm.exchange.looking import Order
from tui_crm.exchange.preview import preview
from tui_crm.models import ENTITIES
from tui_crm.store import journal
from tui_crm.store.engine import Book

FLAT = """\
Company,Contact,Email,Deal,Value,Stage,Close date,Source,Region
Acme Ltd,Anna Berg,anna@acme.com,Website,4500.00,Proposal,2026-05-01,Referral,North
Acme Ltd,Anna Berg,ANNA@acme.com,Shop,1200.50,Won,2026-03-01,Referral,North
Beta,Bob,bob@beta.com,Logo,800.00,Lost,2026-02-01,Fair,
"""


@pytest.fixture
def book(tmp_path: Path) -> Book:
    return new_book(tmp_path)


def test_each_row_makes_its_deal_and_each_person_and_company_once(
    book: Book, tmp_path: Path
) -> None:
    report = take(book, "", csv_file(tmp_path, FLAT))
    assert (report.entity, counts(report)) == ("deal", (3, 0, 0, 0, 0))
    assert report.made == {"account": 2, "contact": 2, "lead": 2, "revenue": 1}
    asked = (
        "SELECT deal.name, account.name, contact.email, lead.source, lead.stage FROM deal "
        "JOIN account ON account.id = deal.account_id JOIN contact ON contact.id = deal.contact_id "
        "JOIN lead ON lead.id = deal.lead_id AND lead.contact_id = contact.id ORDER BY deal.id"
    )
    assert rows(book, asked) == [
        ("Website", "Acme Ltd", "anna@acme.com", "Referral", "accepted"),
        ("Shop", "Acme Ltd", "anna@acme.com", "Referral", "accepted"),
        ("Logo", "Beta", "bob@beta.com", "Fair", "accepted"),
    ]
    assert rows(book, "SELECT count(*) FROM contact WHERE account_id IS NOT NULL") == [(2,)]
    assert is_sound(book)


def test_what_is_known_already_is_filled_in_and_never_overwritten(
    book: Book, tmp_path: Path
) -> None:
    put(book, "contact", name="Anna Berg", email="anna@acme.com", title="Boss")
    text = "Deal,Contact,Email,Phone,Job title\nWebsite,A. Berg,anna@acme.com,+49 30 123456,Clerk\n"
    path = csv_file(tmp_path, text)
    report = take(book, "deal", path)
    assert report.imported == 1
    assert rows(book, "SELECT name, title, phone FROM contact") == [
        ("Anna Berg", "Boss", "+49 30 123456")
    ]


def test_an_unknown_column_is_a_custom_field_kept_searched_and_exported(
    book: Book, tmp_path: Path
) -> None:
    report = take(book, "deal", csv_file(tmp_path, FLAT))
    assert report.custom_columns == {"Region": "region"}
    assert rows(book, "SELECT entity, name, title FROM custom_field") == [
        ("deal", "region", "Region")
    ]
    assert rows(book, "SELECT extra FROM deal ORDER BY id") == [
        ('{"region":"North"}',), ('{"region":"North"}',), (None,),
    ]  # fmt: skip
    assert rows(book, "SELECT count(*) FROM deal WHERE search LIKE '%north%'") == [(2,)]


def test_a_column_without_any_value_makes_no_custom_field(book: Book, tmp_path: Path) -> None:
    report = take(book, "account", csv_file(tmp_path, "name,Odd,\nAcme,,\n"))
    assert (report.custom_columns, report.ignored_columns) == ({}, [])
    assert rows(book, "SELECT * FROM custom_field") == []


def test_all_of_it_is_one_undo_step_and_a_second_import_changes_nothing(
    book: Book, tmp_path: Path
) -> None:
    before, path = dump(book), csv_file(tmp_path, FLAT)
    take(book, "", path)
    after = dump(book)
    assert counts(take(book, "", path)) == (0, 0, 3, 0, 0)
    assert dump(book) == after
    journal.undo(book)
    assert dump(book) == before
    journal.redo(book)
    assert dump(book) == after


def test_columns_that_a_newer_file_lacks_are_untouched(book: Book, tmp_path: Path) -> None:
    take(book, "contact", csv_file(tmp_path, "Name,Email,Phone\nAnna,a@x.org,+4930123456\n"))
    newer = csv_file(tmp_path, "Name,Email,Position\nAnna Berg,A@x.org,Boss\n")
    report = take(book, "contact", newer)
    assert counts(report) == (0, 1, 0, 0, 0)
    assert [(match.line, match.by) for match in report.matched] == [(2, "email")]
    assert rows(book, "SELECT name, phone, title FROM contact") == [
        ("Anna Berg", "+4930123456", "Boss")
    ]


def test_a_deal_without_number_is_known_by_name_account_and_opening_day(
    book: Book, tmp_path: Path
) -> None:
    text = "Deal,Account,Opened on,Stage,Amount\nWebsite,Acme,2026-01-05,New,50.00\n"
    take(book, "deal", csv_file(tmp_path, text), mapping={"Opened on": "opened_on"})
    newer = csv_file(tmp_path, text.replace("New", "Proposal"))
    report = take(book, "deal", newer, mapping={"Opened on": "opened_on"})
    assert counts(report) == (0, 1, 0, 0, 0)


def test_what_watches_an_import_can_end_it_and_nothing_stays(book: Book, tmp_path: Path) -> None:
    path = csv_file(tmp_path, "name\n" + "".join(f"Account {n}\n" for n in range(1200)))
    before = dump(book)
    seen: list[int] = []

    class Enough(Exception):
        pass

    def watch(taken: int, _bytes: int) -> None:
        seen.append(taken)
        if taken:
            raise Enough

    with pytest.raises(Enough):
        import_file(book, Order(path, ENTITIES["account"]), watch)
    assert seen == [0, 0, 500]
    assert dump(book) == before


def test_a_file_with_the_same_headers_is_read_as_the_last_one(book: Book, tmp_path: Path) -> None:
    first = csv_file(tmp_path, "Who,Day,Sum\nAcme,03/04/2026,5.00\n", name="january.csv")
    told = {"Who": "account", "Day": "on", "Sum": "amount"}
    take(book, "revenue", first, mapping=told, date_order="mdy")
    second = csv_file(tmp_path, "Who,Day,Sum\nBeta,05/06/2026,7.00\n", name="february.csv")
    assert preview(book, Order(second)).saved == "2026-04-01"
    assert take(book, "", second, as_last_time=True).imported == 1
    third = csv_file(tmp_path, "Who,Day,Sum\nGamma,05/06/2026,8.00\n", name="march.csv")
    take(book, "", third, as_last_time=True, date_order="dmy")
    assert rows(book, 'SELECT "on" FROM revenue_entry ORDER BY id') == [
        ("2026-03-04",), ("2026-05-06",), ("2026-06-05",),
    ]  # fmt: skip


def test_a_row_whose_record_was_merged_updates_the_one_that_stayed(
    book: Book, tmp_path: Path
) -> None:
    text = "Record ID,Name,Email,Phone\n1,Anna Berg,anna@x.org,\n2,A. Berg,berg@x.org,\n"
    told = {"Record ID": "source_id"}
    take(book, "contact", csv_file(tmp_path, text), mapping=told)
    perform(book, "merge-contact", 1, {"other": "2"})
    assert counts(take(book, "contact", csv_file(tmp_path, text), mapping=told))[2:] == (2, 0, 0)
    newer = csv_file(tmp_path, text.replace("berg@x.org,", "berg@x.org,+4930123456"))
    assert take(book, "contact", newer, mapping=told).updated == 1
    assert rows(book, "SELECT id, phone FROM contact") == [(1, "+4930123456")]
    assert counts(take(book, "contact", newer, mapping=told)) == (0, 0, 2, 0, 0)


def test_a_known_person_gets_an_account_that_the_same_row_brings(
    book: Book, tmp_path: Path
) -> None:
    put(book, "contact", name="Anna", email="a@x.org")
    path = csv_file(tmp_path, "name,email,account\nAnna,a@x.org,Acme\n")
    before = dump(book)
    assert counts(take(book, "contact", path)) == (0, 1, 0, 0, 0)
    assert rows(book, "SELECT account_id FROM contact") == [(1,)]
    journal.undo(book)
    assert dump(book) == before


def test_people_are_looked_up_also_where_a_large_file_has_its_indexes_made_last(
    book: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui_crm.exchange.storing.intake.MANY", 2)
    report = take(book, "", csv_file(tmp_path, FLAT))
    assert report.made == {"account": 2, "contact": 2, "lead": 2, "revenue": 1}
    assert is_sound(book)


def test_a_row_that_names_what_does_not_exist_leaves_no_company_behind(
    book: Book, tmp_path: Path
) -> None:
    text = (
        "Deal,Company,Value,Stage,Lead\nWeb,NewCo,5.00,Proposal,nobody\nShop,Acme,5.00,Proposal,\n"
    )
    assert counts(take(book, "deal", csv_file(tmp_path, text))) == (1, 0, 0, 0, 1)
    assert rows(book, "SELECT name FROM account") == [("Acme",)]


def test_a_rejected_line_of_an_invoice_can_be_mended_alone(book: Book, tmp_path: Path) -> None:
    head = "*InvoiceNo,*Customer,*InvoiceDate,*DueDate,ItemDescription,*ItemAmount\n"
    text = f"{head}7,Acme,2026-03-14,2026-04-14,Logo,500.00\n7,,,,Care,lots\n"
    rejects = tmp_path / "wrong.csv"
    assert counts(take(book, "", csv_file(tmp_path, text), rejects=rejects)) == (1, 0, 0, 0, 1)
    rejects.write_text(rejects.read_text("utf-8-sig").replace("lots", "40.00"))
    assert take(book, "", rejects).imported == 1
    asked = "SELECT name, base_minor FROM revenue_entry JOIN account ON account.id = account_id"
    assert rows(book, f"{asked} ORDER BY base_minor") == [("Acme", 4000), ("Acme", 50000)]


def test_a_share_is_in_percent_where_any_of_its_column_is(book: Book, tmp_path: Path) -> None:
    text = "Date,Sessions,Bounce rate\n2026-01-01,100,42\n2026-01-02,200,1\n2026-01-03,200,0.5\n"
    take(book, "traffic", csv_file(tmp_path, text))
    assert rows(book, "SELECT sessions - engaged FROM web_day ORDER BY id") == [(42,), (2,), (1,)]


def test_revenue_that_a_won_deal_has_brought_already_is_warned_of(
    book: Book, tmp_path: Path
) -> None:
    deal = "name,account,stage,closed_on,amount\nRoof,Acme,Won,2026-01-10,100.00\n"
    take(book, "deal", csv_file(tmp_path, deal))
    sale = "on,account,amount\n2026-01-20,Acme,100.00\n2026-01-20,Beta,100.00\n"
    report = take(book, "revenue", csv_file(tmp_path, sale))
    assert report.imported == 2
    assert any(said.startswith("1 of these have the account, amount") for said in report.said)
