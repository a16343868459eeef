"""Phone numbers as they are known again, and the country that they are read in."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.book import dump, new_book, put, rows
from tui_crm.actions import change, change_settings
from tui_crm.errors import FieldErrors
from tui_crm.models import ENTITIES
from tui_crm.sample import make_sample
from tui_crm.store import journal
from tui_crm.store.engine import Book
from tui_crm.store.phones import phone_key, system_country

KEYS = "SELECT phone_key FROM contact ORDER BY id"


@pytest.mark.parametrize(
    ("typed", "country", "key"),
    [
        ("030 1234567", "DE", "+49301234567"),
        ("030 1234567", "", "0301234567"),
        ("(0)30/123-4567", "DE", "+49301234567"),
        ("+49 (0)30 1234567", "", "+49301234567"),
        ("0049 30 1234567", "", "+49301234567"),
        ("0049 30 1234567", "US", "+49301234567"),
        ("011 49 30 1234567", "US", "+49301234567"),
        ("+1 (555) 010-0123", "DE", "+15550100123"),
        ("1-800-FLOWERS", "US", "+18003569377"),
        ("030 1234567 ext. 12", "DE", "+49301234567;ext=12"),
        ("(555) 010-0123", "US", "+15550100123"),
        ("0000123456", "", "00123456"),
        ("12", "DE", None),
        ("n/a", "", None),
        (" ", "DE", None),
        (None, "DE", None),
    ],
)
def test_a_number_is_known_however_it_is_written(
    typed: str | None, country: str, key: str | None
) -> None:
    assert phone_key(typed, country) == key


@given(
    digits=st.text("0123456789", min_size=0, max_size=14),
    gaps=st.lists(st.sampled_from(["", " ", "-", ".", "/", " (", ") "]), min_size=15, max_size=15),
    country=st.sampled_from(["", "DE", "US"]),
)
@settings(max_examples=50)
def test_blanks_and_marks_make_no_other_number_and_a_key_is_its_own(
    digits: str, gaps: list[str], country: str
) -> None:
    spaced = "".join(digit + gap for digit, gap in zip(digits, gaps, strict=False))
    key = phone_key(spaced, country)
    assert key == phone_key(digits, country)
    assert key is None or phone_key(key, country) == key


@pytest.mark.parametrize(
    ("environment", "country"),
    [
        ({"LANG": "de_AT.UTF-8"}, "AT"),
        ({"LANG": "en_US.UTF-8", "LC_TELEPHONE": "de_DE@euro"}, "DE"),
        ({"LANG": "de_DE", "LC_ALL": "C.UTF-8"}, ""),
        ({"LANG": "eo"}, ""),
        ({"LANG": "xx_ZZ"}, ""),
        ({}, ""),
    ],
)
def test_the_country_of_a_new_book_is_that_of_the_system(
    environment: dict[str, str], country: str
) -> None:
    assert system_country(environment) == country


def test_what_is_no_country_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FieldErrors, match="two letters of a country such as DE"):
        change_settings(new_book(tmp_path), {"country": "Germany"})


def test_every_way_to_write_a_number_keeps_its_key(tmp_path: Path) -> None:
    book = new_book(tmp_path, country="DE")
    put(book, "contact", name="Ann", phone="030 1234567")
    put(book, "lead", name="Bea", email="b@x.com", phone="030 7654321")
    put(book, "lead", name="Cem", email="c@x.com")
    put(book, "lead", name="Cem", email="c@x.com", phone="030 1112222")
    put(book, "account", name="Kern", phone="030 1234567")
    change(book, ENTITIES["contact"], 1, {"phone": "+49 30 999 9999"})
    change(book, ENTITIES["lead"], 1, {"phone": ""})
    assert rows(book, KEYS) == [("+49309999999",), (None,), ("+49301112222",)]
    assert rows(book, "SELECT phone_key FROM account") == [("+49301234567",)]


def test_another_country_reads_all_numbers_anew_in_one_step(tmp_path: Path) -> None:
    book = new_book(tmp_path)
    for phone in ("030 1234567", "+49 30 1234567", ""):
        put(book, "contact", name="Ann", phone=phone)
    before = dump(book)
    change_settings(book, {"country": "de"})
    after = dump(book)
    assert rows(book, KEYS) == [("+49301234567",), ("+49301234567",), (None,)]
    journal.undo(book)
    assert dump(book) == before
    journal.redo(book)
    assert dump(book) == after


def test_what_an_older_version_did_can_be_undone_and_the_keys_stay_right(tmp_path: Path) -> None:
    book = new_book(tmp_path, country="DE")
    put(book, "contact", name="Ann", phone="030 1234567")
    change(book, ENTITIES["contact"], 1, {"phone": "030 7654321"})
    with book.work("older") as work:
        for column in ("before", "after"):
            work.connection().exec_driver_sql(
                f"UPDATE journal_row SET {column} = json_remove({column}, '$.phone_key')"
            )
    journal.undo(book)
    assert rows(book, KEYS) == [("+49301234567",)]
    journal.undo(book)
    journal.redo(book)
    journal.redo(book)
    assert rows(book, KEYS) == [("+49307654321",)]


def test_the_sample_business_is_known_by_its_numbers(tmp_path: Path) -> None:
    make_sample(tmp_path / "sample.db", today=date(2026, 4, 1), size=3)
    book = Book(tmp_path / "sample.db")
    for table in ("contact", "account"):
        numbers = rows(book, f"SELECT phone, phone_key FROM {table}")
        assert numbers and all(phone_key(str(p), "AT") == k for p, k in numbers if p or k)


def test_a_book_without_phone_numbers_does_not_load_the_library(tmp_path: Path) -> None:
    book = new_book(tmp_path)
    put(book, "contact", name="Ann")
    book.close()
    code = (
        "import sys; from pathlib import Path; from tui_crm.store.engine import Book;"
        "from tui_crm.actions import add; from tui_crm.models import ENTITIES;"
        "add(Book(Path(sys.argv[1])), ENTITIES['contact'], {'name': 'Bea'});"
        "print('phonenumbers' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(book.path)], capture_output=True, text=True, check=True,
        cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert done.stdout == "False\n"
