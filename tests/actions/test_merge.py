"""Merging two records about the same: what stays, what comes along, and what no figure notices."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.book import do, dump, is_sound, live_on, new_book, put, rows
from tui_crm.actions import change
from tui_crm.errors import Refused, WrongUsage
from tui_crm.models import ENTITIES
from tui_crm.store import journal
from tui_crm.store.engine import Book
from tui_crm.store.history import history
from tui_crm.store.records import links_to


@pytest.fixture
def book(tmp_path: Path) -> Book:
    return new_book(tmp_path, country="DE")


def undone_and_redone(book: Book, act: Callable[[], object]) -> None:
    """Do something, and see that undo takes back all of it, and redo brings all of it again."""
    before = dump(book)
    act()
    after = dump(book)
    assert after != before
    assert is_sound(book)
    journal.undo(book)
    assert dump(book) == before
    journal.redo(book)
    assert dump(book) == after


def busy(book: Book, name: str, day: str) -> None:
    """A contact with a lead, an account with everything that an account can have, all called so."""
    live_on(day)
    put(book, "contact", name=name, email=f"{name}@x.com", account=f"{name} & Co")
    put(book, "lead", name=name, email=f"{name}@x.com", company=f"{name} & Co")
    lead = int(str(rows(book, "SELECT max(id) FROM lead")[0][0]))
    for action in ("qualify-lead", "offer-lead"):
        do(book, action, lead)
    deal = do(book, "accept-lead", lead, amount="100")["deal"]
    do(book, "win-deal", deal)
    account = f"{name} & Co"
    do(book, "record-sale", account=account, amount="50")
    do(book, "subscribe", account=account, amount="10", deal=f"id:{deal}")
    do(book, "log-activity", contact=name, lead=f"id:{lead}", deal=f"id:{deal}", subject="Hello")
    put(book, "cost", on=day, function="direct", amount="5", deal=f"id:{deal}")


def linked(book: Book, entity: str) -> dict[str, set[object]]:
    """By linking column, the numbers of the records of an entity that it leads to."""
    return {
        f"{model.table().name}.{column.name}": {
            number for (number,) in rows(
                book, f'SELECT "{column.name}" FROM "{model.table().name}" '
                f'WHERE "{column.name}" IS NOT NULL',
            )
        }
        for model, column in links_to(ENTITIES[entity].model)
    }  # fmt: skip


def sums(book: Book) -> list[list[tuple[object, ...]]]:
    return [
        rows(book, "SELECT sum(base_minor), count(*) FROM revenue_entry"),
        rows(book, "SELECT sum(base_minor), count(*) FROM deal WHERE outcome = 'won'"),
        rows(book, "SELECT sum(base_minor), count(*) FROM subscription"),
        rows(book, "SELECT sum(base_minor), count(*) FROM cost"),
        rows(book, "SELECT sum(value_change), sum(count_change) FROM deal_event"),
    ]


@pytest.mark.parametrize("entity", ["account", "contact"])
def test_all_that_led_to_the_other_leads_to_the_one_that_stays_and_no_sum_changes(
    book: Book, entity: str
) -> None:
    busy(book, "Ann", "2026-03-01")
    busy(book, "Bea", "2026-03-05")
    assert all(numbers == {1, 2} for numbers in linked(book, entity).values())
    before = sums(book)
    undone_and_redone(book, lambda: do(book, f"merge-{entity}", 1, other="2"))
    assert all(numbers == {1} for numbers in linked(book, entity).values())
    assert rows(book, f"SELECT id FROM {entity}") == [(1,)]
    assert sums(book) == before


def test_what_was_given_stays_else_the_ones_own_else_the_others(book: Book) -> None:
    put(book, "contact", name="Ann", email="a@x.com", title="Buyer", notes="met at the fair")
    put(book, "contact", name="Anne", email="b@x.com", phone="030 1234567", account="Kern",
        consent="yes", do_not_contact="yes", notes="calls back")  # fmt: skip
    undone_and_redone(
        book, lambda: do(book, "merge-contact", 1, other="Anne", email="b@x.com", title="")
    )
    assert rows(
        book, "SELECT name, email, phone, phone_key, title, account_id, consent, do_not_contact, "
        "notes, search FROM contact",
    ) == [
        ("Ann", "b@x.com", "030 1234567", "+49301234567", None, 1, 0, 1,
         "met at the fair\ncalls back",
         "ann b@x.com 030 1234567 met at the fair\ncalls back"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("mine", "theirs", "stays"),
    [("", "2026-03-01", None), ("2026-03-01", "", None),
     ("2026-03-01", "2026-03-09", "2026-03-09"), ("2026-03-09", "2026-03-01", "2026-03-09")],
)  # fmt: skip
def test_a_customer_of_one_of_two_accounts_has_not_gone_for_good(
    book: Book, mine: str, theirs: str, stays: str | None
) -> None:
    for name, closed_on in (("Kern", mine), ("Kern AG", theirs)):
        put(book, "account", name=name, closed_on=closed_on)
    do(book, "merge-account", 1, other="2")
    assert rows(book, "SELECT closed_on FROM account") == [(stays,)]


def test_custom_fields_are_joined(book: Book) -> None:
    for name in ("Kern", "Kern AG"):
        put(book, "account", name=name)
    with book.work("extra") as work:
        for number, extra in ((1, '{"region":"North"}'), (2, '{"region":"South","size":"9"}')):
            work.get(ENTITIES["account"].model, number).extra = extra  # type: ignore[union-attr]
    do(book, "merge-account", 1, other="2")
    assert rows(book, "SELECT extra FROM account") == [('{"region":"North","size":"9"}',)]


def test_the_history_of_both_is_that_of_the_one_that_stays(book: Book) -> None:
    for name in ("Kern", "Kern AG", "Kern Inc"):
        put(book, "account", name=name)
    change(book, ENTITIES["account"], 3, {"domain": "kern.com"})
    do(book, "merge-account", 2, other="3")
    do(book, "merge-account", 1, other="2")
    with book.read() as connection:
        titles = [deed.title for deed in history(connection, ENTITIES["account"], 1, "EUR")]
    assert titles == [
        "Merged account Kern AG into Kern", "Merged account Kern Inc into Kern AG",
        "Changed account Kern Inc", "Added account Kern Inc", "Added account Kern AG",
        "Added account Kern",
    ]  # fmt: skip


def counted(book: Book) -> list[tuple[object, ...]]:
    return rows(
        book, "SELECT id, local_day FROM lead WHERE NOT invalid AND duplicate_of_id IS NULL"
    )


def steps(book: Book, lead: int) -> list[tuple[object, ...]]:
    return rows(
        book, 'SELECT field, old, new, "on" FROM lead_event WHERE lead_id = ? ORDER BY field, id',
        lead,
    )  # fmt: skip


def test_a_merged_lead_counts_once_from_the_earlier_day_with_the_history_that_went_further(
    book: Book,
) -> None:
    put(book, "lead", name="Ann", email="a@x.com", temperature="warm", company="Kern")
    live_on("2026-04-02")
    put(book, "lead", name="Ann", email="a2@x.com", created_at="2026-03-01 10:00", source="fair")
    do(book, "qualify-lead", 2)
    do(book, "offer-lead", 2)
    do(book, "log-activity", lead="id:2", subject="Hello")
    live_on("2026-04-03")
    undone_and_redone(book, lambda: do(book, "merge-lead", 1, other="2"))
    assert counted(book) == [(1, "2026-03-01")]
    assert rows(book, "SELECT stage, temperature, company, source, duplicate_of_id FROM lead") == [
        ("offered", "warm", "Kern", "fair", None),
        ("disqualified", "cold", None, "fair", 1),
    ]
    assert steps(book, 1) == [
        ("stage", None, "new", "2026-03-01"), ("stage", "new", "mql", "2026-04-02"),
        ("stage", "mql", "offered", "2026-04-02"), ("temperature", None, "warm", "2026-03-01"),
    ]  # fmt: skip
    assert steps(book, 2) == [
        ("stage", None, "new", "2026-04-01"), ("stage", "new", "disqualified", "2026-04-03"),
        ("temperature", None, "cold", "2026-03-01"),
    ]  # fmt: skip
    assert rows(book, "SELECT id, name, email FROM contact") == [(1, "Ann", "a@x.com")]
    for table in ("activity", "handoff"):
        assert rows(book, f"SELECT lead_id FROM {table}") == [(1,)]
    do(book, "accept-lead", 1, amount="5")


def test_all_that_led_to_a_lead_leads_to_the_one_that_stays(book: Book) -> None:
    busy(book, "Ann", "2026-03-01")
    busy(book, "Bea", "2026-03-05")
    put(book, "lead", name="Cem", duplicate_of="id:2")
    before = sums(book)
    undone_and_redone(book, lambda: do(book, "merge-lead", 1, other="2"))
    links = linked(book, "lead")
    assert links.pop("lead_event.lead_id") == {1, 2, 3}
    assert set(map(frozenset, links.values())) == {frozenset({1})}
    assert counted(book) == [(1, "2026-03-01")]
    assert sums(book) == before
    assert rows(book, "SELECT name FROM contact ORDER BY id") == [("Ann",), ("Cem",)]


def test_a_lead_of_the_same_contact_can_be_merged_with_another_name(book: Book) -> None:
    for _ in range(2):
        put(book, "lead", name="Ann", email="a@x.com")
    do(book, "merge-lead", 2, other="1", name="Anna", email="")
    assert rows(book, "SELECT name, email FROM contact") == [("Anna", None)]
    assert counted(book) == [(2, "2026-04-01")]


def waiting(book: Book, lead: int) -> None:
    do(book, "qualify-lead", lead)
    do(book, "offer-lead", lead)


def both_wait(book: Book) -> tuple[int, str]:
    for lead in (1, 2):
        waiting(book, lead)
    return 1, "2"


def one_is_accepted(book: Book) -> tuple[int, str]:
    both_wait(book)
    do(book, "accept-lead", 2)
    return 1, "2"


def is_a_duplicate(book: Book) -> tuple[int, str]:
    put(book, "lead", name="Cem", duplicate_of="id:1")
    return 3, "2"


@pytest.mark.parametrize(
    ("prepare", "why"),
    [
        (lambda book: (1, "1"), "lead 1 itself"),
        (lambda book: (1, "9"), "no lead 9"),
        (lambda book: (1, "Zoe"), 'no lead called "Zoe"'),
        (both_wait, "Both leads of"),
        (one_is_accepted, "waits for sales, which has accepted the other"),
        (is_a_duplicate, "is a duplicate of lead 1"),
    ],
)
def test_what_cannot_be_merged_is_refused_and_nothing_changes(
    book: Book, prepare: Callable[[Book], tuple[int, str]], why: str
) -> None:
    for name in ("Ann", "Bea"):
        put(book, "lead", name=name)
    stays, other = prepare(book)
    before = dump(book)
    with pytest.raises((Refused, WrongUsage), match=why):
        do(book, "merge-lead", stays, other=other)
    assert dump(book) == before
