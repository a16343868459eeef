"""What had been entered by the end of a day can be had again, exactly, whatever came later."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import DBAPIError

from tests.book import do, dump, live_on, new_book, put, rows
from tests.exchange.files import csv_file, take
from tests.store.test_undo import STEPS
from tui_crm import clock
from tui_crm.actions import change, change_settings, delete
from tui_crm.errors import CrmError, DiskTrouble
from tui_crm.models import ENTITIES
from tui_crm.store import journal
from tui_crm.store.business import read_business
from tui_crm.store.connect import open_raw
from tui_crm.store.engine import Book, business_seen, raw_of
from tui_crm.store.known_on import Touched, changes_between, show_known_on
from tui_crm.store.lanes import Lane

Dump = dict[str, list[tuple[object, ...]]]
Step = Callable[[Book, int], object]

FIRST = date(2026, 4, 1)
ACCOUNT = ENTITIES["account"]
ZONES = ("Pacific/Kiritimati", "Pacific/Honolulu", "Europe/Berlin")


def _import(book: Book, entity: str, text: str) -> None:
    take(book, entity, csv_file(book.path.parent, text))


WIDER_STEPS: tuple[Step, ...] = (
    *STEPS,
    *[lambda book, n: journal.undo(book)] * 6,
    *[lambda book, n: journal.redo(book)] * 3,
    lambda book, n: change_settings(book, {"time_zone": ZONES[n % 3]}),
    lambda book, n: change_settings(book, {"activity_window_months": f"{n + 1}"}),
    *[
        lambda book, n: _import(book, "account", f"id,name,phone\n1,Kern {n % 3},{n}\n2,Imp {n},\n")
    ] * 2,
    *[
        lambda book, n: _import(
            book, "deal", f"name,account,amount,stage\nBig {n % 4},Kern {n % 2},5,Won\nNo,,,New\n"
        )
    ] * 2,
    lambda book, n: _import(book, "lead", f"name,email\nIda,ida{n % 2}@example.com\n"),
)  # fmt: skip

STEPS_AND_DAYS = st.lists(
    st.tuples(st.integers(0, len(WIDER_STEPS) - 1), st.integers(0, 11), st.integers(0, 1)),
    max_size=25,
)


def _sorted(found: Dump) -> Dump:
    return {table: sorted(lines, key=repr) for table, lines in found.items()}


def known(book: Book, day: date, like: Dump) -> Dump:
    """Every row of every table as the book was known at the end of a day."""
    with book.read(known_on=day) as connection:
        return _sorted(
            {
                table: [
                    tuple(row) for row in connection.exec_driver_sql(f'SELECT * FROM "{table}"')
                ]
                for table in like
            }
        )


def lived(book: Book, chosen: list[tuple[int, int, int]]) -> dict[date, Dump]:
    """Do the chosen steps, some a day after those before; the book at the end of each day."""
    day = FIRST
    evenings: dict[date, Dump] = {}
    for step, number, passed in chosen:
        evenings[day] = _sorted(dump(book))
        day += timedelta(days=passed)
        clock.fix(day)
        try:
            WIDER_STEPS[step](book, number)
        except CrmError:
            continue
    evenings[day] = _sorted(dump(book))
    return evenings


@given(STEPS_AND_DAYS)
@settings(max_examples=12)
def test_each_evening_can_be_had_again(chosen: list[tuple[int, int, int]]) -> None:
    with TemporaryDirectory() as folder:
        clock.fix(FIRST)
        book = new_book(Path(folder))
        start = _sorted(dump(book))
        evenings = lived(book, chosen)
        now = book.path.read_bytes()
        for day, evening in evenings.items():
            assert known(book, day, evening) == evening
        assert known(book, FIRST - timedelta(days=1), start) == start
        assert _sorted(dump(book)) == evenings[max(evenings)]
        assert book.path.read_bytes() == now
        book.close()


@given(STEPS_AND_DAYS)
@settings(max_examples=10)
def test_what_changed_between_two_evenings_is_their_difference(
    chosen: list[tuple[int, int, int]],
) -> None:
    with TemporaryDirectory() as folder:
        clock.fix(FIRST)
        book = new_book(Path(folder))
        evenings = lived(book, chosen)
        days = sorted(evenings)
        with book.read() as connection:
            for earlier, later in {*pairwise(days), (days[0], days[-1])}:
                found = changes_between(raw_of(connection), earlier, later)
                told = {
                    (touched.table, touched.row_id): (touched.kind, touched.columns)
                    for touched in found
                }
                assert len(told) == len(found)
                assert told == _difference(book, evenings[earlier], evenings[later])
                assert all(touched.acts for touched in found)
        book.close()


def _difference(book: Book, old: Dump, new: Dump) -> dict[tuple[str, object], object]:
    found: dict[tuple[str, object], object] = {}
    for table in old:
        info = rows(book, f'PRAGMA table_info("{table}")')
        names = [str(column[1]) for column in info]
        at = next(number for number, column in enumerate(info) if column[5])
        before = {line[at]: line for line in old[table]}
        after = {line[at]: line for line in new[table]}
        for key in before.keys() | after.keys():
            if key not in before:
                found[table, key] = ("added", ())
            elif key not in after:
                found[table, key] = ("deleted", ())
            elif before[key] != after[key]:
                pairs = zip(names, before[key], after[key], strict=True)
                differ = tuple(sorted(name for name, a, b in pairs if a != b))
                found[table, key] = ("changed", differ)
    return found


DEEDS = st.lists(
    st.tuples(
        st.sampled_from(["add", "name", "phone", "delete"]), st.integers(1, 4), st.integers(0, 3)
    ),
    min_size=1,
    max_size=20,
)


@given(DEEDS, st.integers(0, 3))
@settings(max_examples=30)
def test_days_may_come_in_any_order(deeds: list[tuple[str, int, int]], until: int) -> None:
    with TemporaryDirectory() as folder:
        book = new_book(Path(folder))
        accounts: dict[int, dict[str, str | None]] = {}
        for number, (deed, which, day) in enumerate(deeds):
            clock.fix(FIRST + timedelta(days=day))
            counts = day <= until
            try:
                if deed == "add":
                    key = put(book, "account", name=f"A {number}")
                    if counts:
                        accounts[key] = {"name": f"A {number}", "phone": None}
                elif deed == "delete":
                    delete(book, ACCOUNT, [which])
                    if counts:
                        accounts.pop(which, None)
                else:
                    change(book, ACCOUNT, which, {deed: f"N {number}"})
                    if counts and which in accounts:
                        accounts[which][deed] = f"N {number}"
            except CrmError:
                continue
        with book.read(known_on=FIRST + timedelta(days=until)) as connection:
            found = connection.exec_driver_sql("SELECT id, name, phone FROM account").fetchall()
        assert {key: {"name": name, "phone": phone} for key, name, phone in found} == accounts
        book.close()


def _accounts(book: Book, day: str) -> list[tuple[object, ...]]:
    with book.read(known_on=date.fromisoformat(day)) as connection:
        query = "SELECT name, phone FROM account ORDER BY id"
        return [tuple(row) for row in connection.exec_driver_sql(query)]


def test_an_undo_on_an_earlier_day_brings_back_what_a_later_day_deleted(tmp_path: Path) -> None:
    book = new_book(tmp_path)
    put(book, "account", name="Kern")
    live_on("2026-04-05")
    delete(book, ACCOUNT, [1])
    assert _accounts(book, "2026-04-03") == [("Kern", None)]
    assert _accounts(book, "2026-04-05") == []
    live_on("2026-04-02")
    journal.undo(book)
    assert _accounts(book, "2026-04-03") == [("Kern", None)]


def test_an_undone_import_was_there_until_it_was_undone(tmp_path: Path) -> None:
    book = new_book(tmp_path)
    path = csv_file(tmp_path, "name,phone\nKern,1\nAuer,2\n")
    both = [("Kern", "1"), ("Auer", "2")]
    take(book, "account", path)
    live_on("2026-04-02")
    assert _accounts(book, "2026-04-01") == both
    change(book, ACCOUNT, 1, {"phone": "3"})
    live_on("2026-04-03")
    journal.undo(book)
    journal.undo(book)
    live_on("2026-04-04")
    journal.redo(book)
    live_on("2026-04-05")
    put(book, "account", name="New")
    assert _accounts(book, "2026-03-31") == []
    assert _accounts(book, "2026-04-01") == both
    assert _accounts(book, "2026-04-02") == [("Kern", "3"), ("Auer", "2")]
    assert _accounts(book, "2026-04-03") == []
    assert _accounts(book, "2026-04-04") == both
    assert _accounts(book, "2026-04-05") == [*both, ("New", None)]


def test_what_is_dropped_after_its_undo_was_known_while_it_stood(tmp_path: Path) -> None:
    book = new_book(tmp_path)
    put(book, "account", name="Short")
    live_on("2026-04-02")
    journal.undo(book)
    put(book, "account", name="Long")
    assert rows(book, "SELECT state FROM journal_batch ORDER BY id") == [("dropped",), ("done",)]
    assert _accounts(book, "2026-04-01") == [("Short", None)]
    assert _accounts(book, "2026-04-02") == [("Long", None)]


def test_only_undo_and_redo_note_a_turn(tmp_path: Path) -> None:
    book = new_book(tmp_path)
    put(book, "account", name="One")
    put(book, "account", name="Two")
    assert rows(book, "SELECT * FROM journal_turn") == []
    journal.undo(book)
    live_on("2026-04-02")
    journal.redo(book)
    assert rows(book, "SELECT batch_id, turn, at, after_batch_id FROM journal_turn") == [
        (2, "undone", "2026-04-01T10:00:00Z", 2),
        (2, "redone", "2026-04-02T10:00:00Z", 2),
    ]


def test_the_settings_are_those_of_then(tmp_path: Path) -> None:
    book = new_book(tmp_path)
    live_on("2026-04-02")
    change_settings(book, {"business_name": "Shop", "base_currency": "CHF"})
    with book.read(known_on=FIRST) as connection:
        assert business_seen(connection).currency == "EUR"
        assert business_seen(connection)["business_name"] == ""
    assert book.business.currency == "CHF"


def test_a_later_change_of_the_time_zone_moves_no_act_to_another_day(tmp_path: Path) -> None:
    book = new_book(tmp_path, time_zone="Pacific/Honolulu")
    put(book, "account", name="Kern")
    live_on("2026-04-02")
    change_settings(book, {"time_zone": "Pacific/Kiritimati"})
    assert _accounts(book, "2026-03-31") == []
    assert _accounts(book, "2026-04-01") == [("Kern", None)]


def test_a_past_book_is_not_written_to_and_a_plain_read_sees_the_present(tmp_path: Path) -> None:
    book = new_book(tmp_path)
    live_on("2026-04-02")
    put(book, "account", name="Kern")
    before = book.path.read_bytes()
    with pytest.raises(DiskTrouble), book.read(known_on=FIRST) as connection:
        assert connection.exec_driver_sql("SELECT * FROM account").fetchall() == []
        with pytest.raises(DBAPIError, match="readonly"):
            connection.exec_driver_sql("DELETE FROM stage")
        connection.exec_driver_sql("DELETE FROM main.account")
    assert book.path.read_bytes() == before
    for _ in range(6):
        with book.read() as connection:
            assert len(connection.exec_driver_sql("SELECT * FROM account").fetchall()) == 1


def test_a_connection_can_be_shown_one_day_after_another(tmp_path: Path) -> None:
    book = new_book(tmp_path)
    put(book, "account", name="Kern")
    live_on("2026-04-02")
    change(book, ACCOUNT, 1, {"name": "Auer"})
    connection = open_raw(book.path)
    for day, name in (("2026-04-01", "Kern"), ("2026-04-02", "Auer"), ("2026-04-01", "Kern")):
        show_known_on(connection, date.fromisoformat(day))
        assert connection.execute("SELECT name FROM account").fetchall() == [(name,)]
    connection.close()


def test_a_lane_known_on_a_day_follows_what_is_entered_for_that_day(tmp_path: Path) -> None:
    book = new_book(tmp_path)
    put(book, "account", name="Kern")
    lane = Lane(book.path, "then", known_on=FIRST)

    def names() -> list[str]:
        found = lane.connection.exec_driver_sql("SELECT name FROM account ORDER BY id")
        return [name for (name,) in found]

    assert lane.ask(names).result(5) == ["Kern"]
    put(book, "account", name="Auer")
    assert lane.ask(names).result(5) == ["Kern", "Auer"]
    live_on("2026-04-02")
    put(book, "account", name="Late")
    change_settings(book, {"business_name": "Shop"})
    assert lane.ask(names).result(5) == ["Kern", "Auer"]
    assert lane.ask(lambda: read_business(lane.raw)).result(5)["business_name"] == ""
    lane.close()


def test_what_changed_names_the_rows_and_what_was_done_to_them(tmp_path: Path) -> None:
    book = new_book(tmp_path)
    put(book, "account", name="Kern")
    put(book, "account", name="Auer")
    live_on("2026-04-02")
    change(book, ACCOUNT, 1, {"phone": "1"})
    change(book, ACCOUNT, 1, {"phone": "2"})
    delete(book, ACCOUNT, [2])
    put(book, "account", name="Mistake")
    journal.undo(book)
    take(book, "account", csv_file(tmp_path, "name\nNew\n"))
    live_on("2026-04-03")
    do(book, "record-sale", None, account="Kern", amount="5")
    with book.read() as connection:
        found = changes_between(raw_of(connection), FIRST, date(2026, 4, 2))
    accounts = [touched for touched in found if touched.table == "account"]
    assert [_told(touched) for touched in accounts] == [
        (1, "changed", ("phone", "search"), ["set account", "set account"]),
        (2, "deleted", (), ["delete account"]),
        (4, "added", (), ["import"]),
    ]
    assert {touched.table for touched in found} == {"account", "import_batch"}
    assert accounts[2].acts[0].title == "Imported 1 account from theirs.csv"


def _told(touched: Touched) -> tuple[object, ...]:
    actions = [act.action for act in touched.acts]
    return touched.row_id, touched.kind, touched.columns, actions
