"""Who a row of a file is about: by email, phone, domain and name, and nobody where in doubt."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.book import do, new_book, put, rows
from tui_crm.exchange.storing.bulk import Bulk
from tui_crm.exchange.storing.persons import Match, Persons
from tui_crm.exchange.storing.rows import RowMaker
from tui_crm.models import Contact
from tui_crm.store.engine import Book, Work
from tui_crm.store.merged import merged_into, merged_key, move_mark

Values = dict[str, str | int | datetime | None]


class File:
    """A file on its way into a book: its rows are looked for, and stored."""

    def __init__(self, work: Work) -> None:
        self.bulk = Bulk(work)
        self.persons = Persons(work, self.bulk)
        self._maker = RowMaker(Contact, work.at, work.business["country"])

    def find(self, entity: str, **values: str | int | datetime | None) -> tuple[int, str] | None:
        found = self.persons.find(entity, values)
        return None if found is None else (found.id, found.by)

    def add(self, **values: str) -> int:
        """Store a contact as a row does, not written yet."""
        number = self.bulk.number("contact")
        self.bulk.put("contact", self._maker.row({"id": number, **values}))
        self.persons.note("contact", number, values)
        return number


@contextmanager
def importing(book: Book) -> Iterator[File]:
    with book.work("import") as work:
        file = File(work)
        yield file
        file.bulk.close()
        file.persons.close()


@pytest.fixture
def book(tmp_path: Path) -> Book:
    book = new_book(tmp_path, country="DE")
    put(book, "contact", name="Anna Berg", email="Anna@X.com", phone="030 1234567", account="Kern")
    put(book, "contact", name="Otto Berg", email="office@berg.de")
    put(book, "contact", name="Zoë Auer", phone="+49 30 7654321")
    put(book, "contact", name="Jan Ott", account="Kern")
    put(book, "contact", name="Jan Ott", account="Auer KG")
    put(book, "account", name="Acme", domain="https://www.acme.com/", phone="030 99999999")
    put(book, "account", name="Foto Mia", domain="gmail.com")
    return book


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({"email": " ANNA@x.com"}, (1, "email")),
        ({"email": "anna@x.com", "name": "Anna Schmidt"}, (1, "email")),
        ({"email": "office@berg.de", "name": "OTTO  berg"}, (2, "email")),
        ({"email": "office@berg.de", "name": "Eva Maier"}, None),
        ({"phone": "0049 (30) 123 45 67", "name": "Anna Maria Berg"}, (1, "phone")),
        ({"phone": "030 1234567", "name": "Anna Berg", "email": "new@y.com"}, (1, "phone")),
        ({"phone": "030 1234567", "name": "A. Berg", "email": "new@y.com"}, None),
        ({"phone": "030 1234567", "name": "Otto Maier"}, None),
        ({"name": "zoe AUER"}, (3, "name")),
        ({"name": "Zoë Auer", "email": "z@a.de"}, (3, "name")),
        ({"name": "Zoë Auer", "phone": "030 1111111"}, None),
        ({"name": "Anna Berg", "email": "other@y.com"}, None),
        ({"name": "Jan Ott"}, None),
        ({"name": "Jan Ott", "account": "kern"}, (4, "name")),
        ({"name": "Jan Ott", "account": 2}, (5, "name")),
        ({"name": "Jan Ott", "account": "id:2"}, (5, "name")),
        ({"name": "Zoë Auer", "account": "Kern"}, None),
        ({"name": "Nobody"}, None),
        ({}, None),
    ],
)
def test_a_contact_is_known_by_email_else_phone_else_name(
    book: Book, values: Values, found: tuple[int, str] | None
) -> None:
    with importing(book) as file:
        assert file.find("contact", **values) == found


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({"name": "Acme Incorporated", "domain": "ACME.com"}, (3, "domain")),
        ({"name": "Acme GmbH", "phone": "+49 30 99999999"}, (3, "phone")),
        ({"name": "Acme GmbH", "phone": "+49 30 99999999", "domain": "other.com"}, None),
        ({"name": "Globex", "phone": "030 99999999"}, None),
        ({"name": "auer kg"}, (2, "name")),
        ({"name": "Studio", "domain": "gmail.com"}, None),
    ],
)
def test_an_account_is_known_by_domain_else_phone_else_name(
    book: Book, values: Values, found: tuple[int, str] | None
) -> None:
    with importing(book) as file:
        assert file.find("account", **values) == found


def test_several_with_one_email_are_told_apart_by_their_names(book: Book) -> None:
    put(book, "contact", name="Eva Maier", email="office@berg.de")
    with importing(book) as file:
        assert file.find("contact", email="office@berg.de", name="eva maier") == (6, "email")
        assert file.find("contact", email="office@berg.de", name="Ole Maier") is None


def test_a_lead_is_its_contacts_of_the_same_day_else_the_newest_open_one(book: Book) -> None:
    for day in ("2026-03-01", "2026-03-05", "2026-03-09"):
        put(book, "lead", name="Anna Berg", email="anna@x.com", created_at=f"{day} 10:00")
    do(book, "disqualify-lead", 3)
    put(book, "lead", name="Zoë Auer", email="zoe@auer.de", company="Auer")
    with importing(book) as file:
        anna: Values = {"name": "Anna Berg", "email": "anna@x.com"}
        assert file.find("lead", **anna) == (2, "email")
        assert file.find("lead", **anna, created_at=datetime(2026, 3, 9, 6, tzinfo=UTC)) == (
            3, "email",
        )  # fmt: skip
        assert file.find("lead", name="Otto Berg", email="office@berg.de") is None
        assert file.find("lead", name="Jan Ott") is None
        assert file.find("lead", contact=1) == (2, "contact")
        assert file.find("lead", contact=2) is None


def test_a_name_alone_does_not_lead_to_a_lead_of_another_company(book: Book) -> None:
    put(book, "lead", name="Mia Kurz", company="Kurz & Co")
    with importing(book) as file:
        assert file.find("lead", name="MIA KURZ", company="Kurz") == (1, "name")
        assert file.find("lead", name="Mia Kurz", company="Globex") is None


def test_rows_that_are_not_written_yet_are_found_and_two_names_are_two_people(book: Book) -> None:
    with importing(book) as file:
        ann = file.add(name="Ann Low", email="team@low.de", phone="030 5555555")
        assert file.find("contact", name="ann low", email="TEAM@low.de") == (ann, "email")
        assert file.find("contact", name="Ben Low", email="team@low.de") is None
        ben = file.add(name="Ben Low", email="team@low.de")
        assert file.find("contact", name="Ben Low", email="team@low.de") == (ben, "email")
        assert file.find("contact", name="Ann Low") == (ann, "name")
        cem = file.add(name="Cem Low")
        assert file.find("contact", name="cem low") == (cem, "name")


def test_of_two_rows_with_one_email_the_second_name_is_another_person(book: Book) -> None:
    with importing(book) as file:
        assert file.find("contact", name="Anna Berg", email="anna@x.com") == (1, "email")
        assert file.find("contact", name="Bert Berg", email="anna@x.com") is None
        assert file.find("contact", name="anna berg", email="anna@x.com") == (1, "email")


def test_what_was_merged_leads_to_the_one_that_stays_until_that_is_undone(book: Book) -> None:
    put(book, "contact", name="A. Berg", email="ab@y.com", phone="030 2222222", account="Kern AG")
    do(book, "merge-contact", 1, other="6")
    do(book, "merge-account", 1, other="Kern AG")
    with importing(book) as file:
        assert file.find("contact", name="A. Berg", email="AB@y.com") == (1, "email")
        assert file.find("contact", name="A. Berg", phone="+49 30 2222222") == (1, "phone")
        assert file.find("account", name="KERN ag") == (1, "name")


def test_keys_of_a_file_lead_from_the_other_to_the_one_that_stays(book: Book) -> None:
    with book.work("keys") as work:
        for number, key in ((1, "contact:id:1#aa"), (4, "contact:id:4#bb"), (5, "contact:id:5#cc")):
            work.get(Contact, number).source_key = key  # type: ignore[union-attr]
    do(book, "merge-contact", 4, other="5")
    do(book, "merge-contact", 1, other="4")
    with book.work("look") as work:
        raw = work.connection().connection.dbapi_connection
        for key in ("contact:id:4#bb", "contact:id:5#cc"):
            assert merged_into(raw, "contact", "key", key) == 1  # type: ignore[arg-type]
        move_mark(work, "contact", "contact:id:5#cc", "contact:id:5#dd")
        assert merged_key(raw, "contact", "contact:id:5#") == ("contact:id:5#dd", 1)  # type: ignore[arg-type]
        assert merged_key(raw, "contact", "contact:id:1#") is None  # type: ignore[arg-type]
    assert rows(book, "SELECT source_key FROM contact WHERE id = 1") == [("contact:id:1#aa",)]


def test_a_key_moves_to_the_one_that_stays_where_that_has_none(book: Book) -> None:
    with book.work("keys") as work:
        work.get(Contact, 5).source_key = "contact:id:5#cc"  # type: ignore[union-attr]
    do(book, "merge-contact", 4, other="5")
    assert rows(book, "SELECT source_key FROM contact WHERE id = 4") == [("contact:id:5#cc",)]


NAMES = st.sampled_from(["Anna Berg", "Zoë Auer", "Otto Berg"])
EMAILS = st.sampled_from(["", "a@x.com", "b@x.com"])
PHONES = st.sampled_from(["", "030 1234567", "030 7654321"])
PEOPLE = st.tuples(NAMES, EMAILS, PHONES)


@given(known=st.lists(PEOPLE, max_size=4), row=PEOPLE)
@settings(max_examples=40)
def test_one_or_nobody_is_meant_whatever_the_spelling(
    known: list[tuple[str, str, str]], row: tuple[str, str, str]
) -> None:
    with TemporaryDirectory() as folder:
        book = new_book(Path(folder), country="DE")
        with importing(book) as file:
            for name, email, phone in known:
                file.add(name=name, **({"email": email} if email else {}), phone=phone)
        name, email, phone = row
        spellings = [
            (name, email, phone),
            (f" {name.upper().replace(' ', '  ')}", f"{email.upper()} ", phone.replace(" ", "-")),
            (name.replace("ë", "e").lower(), email, phone.replace("030 ", "+49 (30) ")),
        ]
        found: set[Match | None] = set()
        for name, email, phone in spellings:
            with importing(book) as file:
                found.add(file.persons.find("contact", {"name": name, "email": email,
                                                        "phone": phone}))  # fmt: skip
        assert len(found) == 1
        match = found.pop()
        same = [at for at, person in enumerate(known, 1) if person[1] == row[1] and row[1]]
        if len(same) == 1:
            assert match == Match(same[0], "email")
        if match is not None:
            kept = known[match.id - 1]
            assert any(mine and mine == theirs for mine, theirs in zip(kept, row, strict=True))
            if kept[1] and row[1] and kept[1] != row[1]:
                assert match.by == "phone" and kept[0] == row[0]
        book.close()
