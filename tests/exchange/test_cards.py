"""Cards and calendars: read again by the library, every text as it was typed."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any  # Any: a component of vobject, which has no types

import pytest
import vobject
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.book import do, new_book, put
from tui_crm.errors import WrongUsage
from tui_crm.exchange.out.formats import Written, export_records
from tui_crm.models import ENTITIES
from tui_crm.store.engine import Book
from tui_crm.store.query import Listing
from tui_crm.store.where import Reading
from tui_crm.text import clean

AT = datetime(2026, 4, 1, 10, 0, tzinfo=UTC)
HOSTILE = 'Ann;\\, "B" \\n:Ö 🚲 ' + "ü" * 300
TYPED = st.text(min_size=1, max_size=90).filter(lambda text: clean(text).strip() != "")


@pytest.fixture
def book(tmp_path: Path) -> Book:
    return new_book(tmp_path)


def export(book: Book, entity: str, path: Path, where: str = "") -> Written:
    listing = Listing(ENTITIES[entity], Reading.of(book.business), where, "id")
    with book.read() as connection:
        return export_records(connection, listing, path, at=AT, replace=True)


def cards(path: Path) -> list[Any]:
    return list(vobject.readComponents(path.read_bytes().decode("utf-8")))


def events(path: Path) -> list[Any]:
    calendar = vobject.readOne(path.read_bytes().decode("utf-8"))
    return list(getattr(calendar, "vevent_list", []))


def test_a_contact_is_a_card_with_all_that_is_known(book: Book, tmp_path: Path) -> None:
    put(book, "contact", name="Ann Mary Ash", email="ann@acme.com", phone="+49 30 1234",
        account="Acme, Ltd; North", title="Head; of, it", notes="first\nsecond; x")  # fmt: skip
    put(book, "contact", name="Cher")
    assert export(book, "contact", tmp_path / "out.vcf") == Written(2, "contacts")
    ann, cher = cards(tmp_path / "out.vcf")
    assert (ann.version.value, ann.fn.value) == ("3.0", "Ann Mary Ash")
    assert (ann.n.value.given, ann.n.value.family) == ("Ann Mary", "Ash")
    assert (ann.email.value, ann.tel.value) == ("ann@acme.com", "+49 30 1234")
    assert (ann.org.value, ann.title.value) == (["Acme, Ltd; North"], "Head; of, it")
    assert ann.note.value == "first\nsecond; x"
    assert (cher.n.value.given, cher.n.value.family) == ("Cher", "")
    assert not hasattr(cher, "email") and not hasattr(cher, "org")


@settings(max_examples=30)
@given(TYPED, TYPED, TYPED)
@example(HOSTILE, HOSTILE, "a\nb\n\n c;,\\")
def test_every_text_comes_back_from_a_card(
    tmp_path_factory: pytest.TempPathFactory, name: str, account: str, notes: str
) -> None:
    folder = tmp_path_factory.mktemp("cards")
    book = new_book(folder)
    put(book, "contact", name=name, account=account, notes=notes)
    export(book, "contact", folder / "out.vcf")
    with book.read() as connection:
        line = Listing(ENTITIES["contact"], Reading.of(book.business)).one(connection, 1)
    assert line is not None
    (card,) = cards(folder / "out.vcf")
    assert card.fn.value == line.values["name"]
    assert card.org.value == [line.values["account"]]
    assert (card.note.value if line.values["notes"] else None) == line.values["notes"]


def test_a_card_keeps_its_uid_and_shares_it_with_no_other(book: Book, tmp_path: Path) -> None:
    put(book, "contact", name="Ann")
    put(book, "contact", name="Bob")
    export(book, "contact", tmp_path / "one.vcf")
    before = {card.fn.value: card.uid.value for card in cards(tmp_path / "one.vcf")}
    from tui_crm.actions import change

    change(book, ENTITIES["contact"], 1, {"name": "Anna"})
    export(book, "contact", tmp_path / "two.vcf", "Anna")
    (anna,) = cards(tmp_path / "two.vcf")
    assert anna.uid.value == before["Ann"] != before["Bob"]


def test_what_is_to_be_done_is_a_free_whole_day(book: Book, tmp_path: Path) -> None:
    put(book, "deal", name="Fleet", account="Acme", opened_on="2026-03-01")
    put(book, "activity", kind="call", subject=HOSTILE, due_on="2026-04-03", deal="Fleet",
        notes="bring; the, offer\nand a pen", at="2026-03-01 10:00")  # fmt: skip
    put(book, "activity", kind="task", due_on="2026-12-31", at="2026-03-01 10:00")
    put(book, "activity", kind="task", subject="No day", at="2026-03-01 10:00")
    put(book, "activity", kind="task", subject="Over", due_on="2026-04-02", at="2026-03-01 10:00")
    do(book, "complete-activity", 4)
    done = export(book, "activity", tmp_path / "out.ics")
    assert (done.rows, done.what, done.left_out) == (2, "follow-ups", 2)
    call, task = events(tmp_path / "out.ics")
    assert call.summary.value == f"Call: {HOSTILE.strip()} (Fleet)"
    assert (call.dtstart.value, call.dtend.value) == (date(2026, 4, 3), date(2026, 4, 4))
    assert call.description.value == "Deal: Fleet\nbring; the, offer\nand a pen"
    assert (call.transp.value, call.dtstamp.value) == ("TRANSPARENT", AT)
    assert (task.summary.value, task.dtend.value) == ("Task", date(2027, 1, 1))
    assert call.uid.value != task.uid.value
    text = (tmp_path / "out.ics").read_bytes()
    assert text.startswith(b"BEGIN:VCALENDAR\r\n") and text.endswith(b"END:VCALENDAR\r\n")
    assert b"http" not in text and b"mailto" not in text.lower()


def test_no_follow_up_is_an_empty_calendar(book: Book, tmp_path: Path) -> None:
    assert export(book, "activity", tmp_path / "out.ics").rows == 0
    assert events(tmp_path / "out.ics") == []


def test_a_list_longer_than_a_page_is_written_whole(book: Book, tmp_path: Path) -> None:
    with book.work("many") as work:
        from sqlalchemy import text

        work.execute(text(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1001)"
            " INSERT INTO contact (name, consent, do_not_contact, created_at, search)"
            " SELECT 'Ann ' || i, 0, 0, '2026-03-01T10:00:00Z', '' FROM n"
        ))  # fmt: skip
    assert export(book, "contact", tmp_path / "out.vcf").rows == 1001
    assert len({card.uid.value for card in cards(tmp_path / "out.vcf")}) == 1001


def test_cards_of_deals_are_refused_before_anything_is_written(book: Book, tmp_path: Path) -> None:
    with pytest.raises(WrongUsage, match="holds contacts, not deals"):
        export(book, "deal", tmp_path / "out.VCF")
    with pytest.raises(WrongUsage, match="holds follow-ups"):
        export(book, "contact", tmp_path / "out.ics")
    assert list(tmp_path.glob("out*")) == []
