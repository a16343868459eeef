"""Lists: whatever the order and the filter, pages are slices of one sorted list."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.book import do, live_on, new_book, put
from tui_crm.models import ENTITIES
from tui_crm.store.engine import Book
from tui_crm.store.query import Listing
from tui_crm.store.where import Reading


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    live_on("2026-04-01")
    book = new_book(tmp_path_factory.mktemp("query"))
    names = ["Émile", "acme", "[/]", "O'Brien", 'a "quoted" one', "100 % wool", "under_score"]
    for number in range(31):
        put(
            book, "deal", name=names[number % 7], opened_on=f"2026-01-{number % 9 + 1:02}",
            **({"amount": str(number % 4 * 100)} if number % 3 else {}),
            **({"account": f"Kern {number % 5}"} if number % 2 else {}),
        )  # fmt: skip
    do(book, "win-deal", 2, amount="700", on="2026-03-31")
    do(book, "lose-deal", 4, reason="Zu teuer")
    put(book, "lead", name="José Núñez", email="jose@example.com", company="Kern 1")
    put(book, "activity", subject="call back", due_on="2026-04-03", deal="id:1")
    return book


def listing(book: Book, where: str = "", order: str = "", entity: str = "deal") -> Listing:
    return Listing(ENTITIES[entity], Reading.of(book.business), where, order)


def found(book: Book, where: str, entity: str = "deal") -> list[int]:
    with book.read() as connection:
        wanted = listing(book, where, "name" if entity == "lead" else "", entity)
        lines = wanted.page(connection, 0, 1000)
        assert wanted.count(connection) == len(lines)
        return sorted(line.id for line in lines)


ORDERS = st.sampled_from(
    [sign + name for name in ("name", "amount", "account", "opened_on", "closed_on", "stage")
     for sign in ("", "-")]
)  # fmt: skip


@given(order=ORDERS, offset=st.integers(0, 35), size=st.integers(1, 12), skip=st.integers(0, 9))
@settings(max_examples=80)
def test_pages_from_any_place_are_slices_of_the_whole(
    book: Book, order: str, offset: int, size: int, skip: int
) -> None:
    whole = listing(book, order=order)
    with book.read() as connection:
        lines = whole.page(connection, 0, 1000)
        ids = [line.id for line in lines]
        assert len(ids) == 31 == len(set(ids))
        assert [line.id for line in whole.page(connection, offset, size)] == ids[
            offset : offset + size
        ]
        if offset < len(lines):
            after = whole.page_after(connection, lines[offset], skip, size)
            assert [line.id for line in after] == ids[offset + 1 + skip :][:size]
            before = whole.page_before(connection, lines[offset], skip, size)
            ahead = ids[: max(0, offset - skip)]
            assert [line.id for line in before] == ahead[-size:]
            assert whole.position(connection, lines[offset].id) == offset
        tail = ids[: max(0, len(ids) - skip)]
        assert [line.id for line in whole.page_from_end(connection, skip, size)] == tail[-size:]


@pytest.mark.parametrize(
    ("where", "some", "none"),
    [
        ("emile", 1, 2), ("ÉMILE", 1, 2), ('"a "', 5, 1), ("o'brien", 4, 1), ("100 %", 6, 1),
        ("under_", 7, 6), ("[/]", 3, 1), ("kern", 2, 1), ("kern 1", 2, 1), ("stage:won", 2, 1),
        ("outcome=lost", 4, 2), ("!outcome=open", 2, 1), ("lost_reason:TEUER", 4, 1),
        ("amount>=300", 2, 3), ("amount=700", 2, 3), ("closed_on=2026-03", 2, 4),
        ("closed_on<2026-04-01", 2, 4), ("account=", 1, 2), ("!account=", 2, 1),
        ("stage:won kern", 2, 4), ("id=7", 7, 1), ("opened_on:2026-01-01", 1, 2),
    ],
)  # fmt: skip
def test_filters_find_what_is_meant(book: Book, where: str, some: int, none: int) -> None:
    ids = found(book, where)
    assert some in ids
    assert none not in ids


@pytest.mark.parametrize("where", ["account:kern", 'account="Kern 1"', "stage:won", "!account="])
def test_an_invisible_mark_in_a_pasted_filter_changes_nothing(book: Book, where: str) -> None:
    meant = found(book, where)
    assert meant
    for place in range(len(where) + 1):
        assert found(book, f"{where[:place]}\u200e{where[place:]}") == meant


@given(st.text(max_size=12))
@settings(max_examples=100)
def test_no_text_breaks_a_filter(book: Book, where: str) -> None:
    clean = where.replace("\x00", "").encode("utf-8", "ignore").decode()
    found(book, clean)


@pytest.mark.parametrize("op", [":", "=", "<", "<=", ">", ">="])
def test_numbers_beyond_what_sqlite_knows_compare_as_the_largest(book: Book, op: str) -> None:
    for field, entity in (("id", "deal"), ("probability", "deal"), ("score", "lead")):
        found(book, f"{field}{op}{9 * 10**30}", entity)
    assert len(found(book, f"id{op}{9 * 10**30}")) == (31 if "<" in op else 0)


def test_moments_are_found_by_month_and_year_as_days_are(book: Book) -> None:
    for month in ("2026-04", "2026"):
        assert found(book, f"created_at={month}", "lead") == [1]
        assert found(book, f"created_at:{month}", "lead") == [1]
    assert found(book, "created_at=2026-03", "lead") == []
    assert found(book, "created_at:2025", "lead") == []


def test_a_name_finds_itself_literally(book: Book) -> None:
    assert found(book, "%") == found(book, "100")
    assert found(book, "nothing-of-the-kind") == []
    assert found(book, "jose nunez", "lead") == [1]
    assert found(book, "created_at=2026-04-01", "lead") == [1]
    assert found(book, "created_at<2026-04-01", "lead") == []
