"""Records that may be about the same: of one that is typed, and in the whole book."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.book import do, new_book, put
from tui_crm.store.engine import Book
from tui_crm.store.marks import are_alike, domain_of, is_one_slip_apart
from tui_crm.store.similar import pairs, similar


@pytest.fixture
def book(tmp_path: Path) -> Book:
    book = new_book(tmp_path, country="DE")
    put(book, "contact", name="Anna Berg", email="Anna@X.com", phone="030 1234567")
    put(book, "contact", name="Émile Zola", account="Kern")
    put(book, "contact", name="Otto Weber", phone="+49 30 7654321")
    return book


def found(book: Book, entity: str, without: int | None = None, **typed: str) -> list[str]:
    with book.read() as connection:
        return [
            f"{one.id} {one.label}, {one.why}"
            for one in similar(connection, entity, typed, without)
        ]


def paired(book: Book, entity: str, limit: int = 100) -> list[tuple[int, int, str]]:
    with book.read() as connection:
        return [(p.one.id, p.other.id, p.one.why) for p in pairs(connection, entity, limit)]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ({"email": "anna@x.COM "}, "1 Anna Berg (Anna@X.com), same email"),
        ({"phone": "+49-30-123 45 67"}, "1 Anna Berg (Anna@X.com), same phone"),
        ({"name": "ANNA  berg"}, "1 Anna Berg (Anna@X.com), same name"),
        ({"name": "Anna Bergg"}, "1 Anna Berg (Anna@X.com), similar name"),
        ({"name": "Anna Begr"}, "1 Anna Berg (Anna@X.com), similar name"),
        ({"name": "Berg, Anna"}, "1 Anna Berg (Anna@X.com), similar name"),
        ({"name": "emile zola"}, "2 Émile Zola (Kern), same name"),
        ({"name": "Otto Weber", "email": "new@y.com"}, "3 Otto Weber (+49 30 7654321), same name"),
    ],
)
def test_a_record_is_found_by_what_it_has_in_common(
    book: Book, typed: dict[str, str], expected: str
) -> None:
    assert found(book, "contact", **typed) == [expected]


@pytest.mark.parametrize(
    "typed",
    [{}, {"name": "A"}, {"name": "Anna"}, {"name": "Anna Bergmann"}, {"email": "anna"},
     {"phone": "1234567"}, {"name": "Otto"}],
)  # fmt: skip
def test_what_is_not_like_a_record_finds_none(book: Book, typed: dict[str, str]) -> None:
    assert found(book, "contact", **typed) == []


def test_a_stored_record_is_not_like_itself(book: Book) -> None:
    assert found(book, "contact", 1, name="Anna Berg", email="anna@x.com") == []


def test_an_account_is_found_by_its_domain_however_it_is_typed_but_not_by_a_shared_one(
    book: Book,
) -> None:
    put(book, "account", name="Acme", domain="https://www.Acme.com/")
    put(book, "account", name="Foto Mia", domain="gmail.com")
    assert found(book, "account", domain="acme.com") == [
        "2 Acme (https://www.Acme.com/), same domain"
    ]
    assert found(book, "account", domain="gmail.com") == []


def test_a_lead_is_found_by_its_contact(book: Book) -> None:
    put(book, "lead", name="Anna Berg", email="anna@x.com")
    put(book, "lead", name="Anna Berg", email="anna@x.com")
    assert found(book, "lead", email="ANNA@x.com") == ["2 Anna Berg (Anna@X.com), same email"]
    assert found(book, "lead", 2, email="ANNA@x.com") == ["1 Anna Berg (Anna@X.com), same email"]


def test_what_is_like_a_record_is_looked_up_by_indexes_alone(book: Book) -> None:
    asked: list[str] = []
    with book.read() as connection:
        raw = connection.connection.dbapi_connection
        raw.set_trace_callback(asked.append)
        similar(
            connection, "contact", {"name": "Anna Berg", "email": "a@x.com", "phone": "1234567"}
        )
        similar(connection, "account", {"name": "Anna Berg", "domain": "x.com", "phone": "1234567"})
        raw.set_trace_callback(None)
        for query in asked:
            plan = raw.execute(f"EXPLAIN QUERY PLAN {query}").fetchall()
            assert not [step for *_, step in plan if step.startswith("SCAN")], query


def test_pairs_are_those_that_share_a_mark_the_surest_first(book: Book) -> None:
    put(book, "contact", name="A. Berg", email="anna@x.com")
    put(book, "contact", name="Émile ZOLA", email="e@z.fr")
    put(book, "contact", name="Emile Zola", email="other@z.fr")
    put(book, "contact", name="Eva Weber", phone="+49307654321")
    put(book, "contact", name="O. Weber", phone="+49307654321")
    assert paired(book, "contact") == [
        (1, 4, "same email"), (3, 8, "same phone"), (2, 5, "same name"), (2, 6, "same name"),
    ]  # fmt: skip
    assert paired(book, "contact", 2) == [(1, 4, "same email"), (3, 8, "same phone")]
    put(book, "account", name="KERN", domain="a.de")
    put(book, "account", name="Auer", domain="A.de")
    assert paired(book, "account") == [(2, 3, "same domain"), (1, 2, "same name")]


def test_leads_are_a_pair_while_both_are_open(book: Book) -> None:
    for name in ("Anna Berg", "Anna Berg", "A. Berg"):
        put(book, "lead", name=name, email="anna@x.com")
    assert paired(book, "lead") == [(1, 2, "same contact"), (1, 3, "same email"),
                                    (2, 3, "same email")]  # fmt: skip
    do(book, "disqualify-lead", 1)
    assert paired(book, "lead") == [(2, 3, "same email")]


@pytest.mark.parametrize(
    ("address", "domain"),
    [("acme.com", "acme.com"), ("HTTPS://www.Acme.com/a?b", "acme.com"),
     ("acme.com:80", "acme.com"), ("mailto:info@acme.com", "acme.com"),
     ("shop.acme.com.", "shop.acme.com"), ("", "")],
)  # fmt: skip
def test_a_domain_is_the_host_of_an_address(address: str, domain: str) -> None:
    assert domain_of(address) == domain


@pytest.mark.parametrize(
    ("other", "alike"),
    [("Berg, Anna", True), ("A. Berg", True), ("Anna Maria Berg", True), ("Ana Berg", True),
     ("Otto Berg", False), ("Anna Schmidt", False), ("", False)],
)  # fmt: skip
def test_names_are_alike_where_they_can_be_one_persons(other: str, alike: bool) -> None:
    assert are_alike("Anna Berg", other) is alike
    assert are_alike(other, "Anna Berg") is alike


@given(st.text("abc", max_size=6), st.text("abc", max_size=6))
@settings(max_examples=60)
def test_one_slip_is_one_letter_less_more_or_other_or_two_swapped(one: str, other: str) -> None:
    slips = {one}
    for at in range(len(one) + 1):
        before, after = one[:at], one[at:]
        slips |= {before + after[1:], before + after[1:2] + after[:1] + after[2:]}
        slips |= {before + letter + rest for letter in "abc" for rest in (after, after[1:])}
    assert is_one_slip_apart(one, other) == (other in slips)
