"""Custom fields: named, kept with their records, found, told of, taken back."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.book import dump, live_on, new_book, put, rows
from tests.exchange.files import take
from tui_crm.actions import change, delete
from tui_crm.errors import FieldErrors, WrongUsage
from tui_crm.exchange.out.export import write_rows
from tui_crm.exchange.snapshots.restore import bring_back
from tui_crm.exchange.snapshots.snapshot import write_snapshot
from tui_crm.exchange.storing.rows import RowMaker
from tui_crm.models import ENTITIES
from tui_crm.store import journal
from tui_crm.store.business import KEPT_WITH
from tui_crm.store.customs import (
    custom_name,
    ensure,
    entity_of,
    extra_of,
    extra_text,
    fields_of,
    known_as,
)
from tui_crm.store.engine import Book, business_seen
from tui_crm.store.history import history
from tui_crm.store.query import Listing
from tui_crm.store.where import TERM, Reading

LEAD, DEAL = ENTITIES["lead"], ENTITIES["deal"]


@pytest.fixture
def book(tmp_path: Path) -> Book:
    """A book whose leads have a region and a shoe size."""
    book = new_book(tmp_path)
    give(book, "lead", "Région", "Shoe size")
    return book


def give(book: Book, entity: str, *titles: str) -> list[str]:
    with book.work("import") as work:
        return [ensure(work, ENTITIES[entity], [title])[title] for title in titles]


def put_in(book: Book, number: int, entity: str = "lead", **typed: str) -> None:
    change(book, ENTITIES[entity], number, typed, plain=True)


def held(book: Book, number: int, table: str = "lead") -> dict[str, str]:
    ((stored,),) = rows(book, f"SELECT extra FROM {table} WHERE id = ?", number)
    return extra_of(stored)


def found(book: Book, where: str, order: str = "id", entity: str = "lead") -> list[int]:
    listing = Listing(ENTITIES[entity], Reading.of(book.business), where, order)
    with book.read() as connection:
        return [line.id for line in listing.page(connection, 0, 50)]


def test_a_record_holds_what_was_typed_for_its_custom_fields(book: Book) -> None:
    number = put(book, "lead", name="Ann", region="North", shoe_size="38")
    assert held(book, number) == {"region": "North", "shoe_size": "38"}
    put_in(book, number, region=" Süd ", notes="x")
    assert held(book, number) == {"region": "Süd", "shoe_size": "38"}
    put_in(book, number, region="")
    assert held(book, number) == {"shoe_size": "38"}
    put_in(book, number, shoe_size="")
    assert rows(book, "SELECT extra FROM lead") == [(None,)]


@pytest.mark.parametrize("entity", ["lead", "deal", "account", "cost", "subscription"])
def test_records_of_every_kind_keep_them_through_what_the_business_makes_of_a_change(
    tmp_path: Path, entity: str
) -> None:
    book = new_book(tmp_path)
    assert give(book, entity, "Region") == ["region"]
    needed = {
        "cost": {"function": "sales", "amount": "5"},
        "subscription": {"account": "Kern", "amount": "5", "starts_on": "2026-05-01"},
    }.get(entity, {"name": "Ann"})
    number = put(book, entity, region="North", **needed)
    changed = {"amount": "6"} if "amount" in needed else {"notes": "called"}
    put_in(book, number, entity, **changed)
    assert found(book, "region=north", entity=entity) == [number]
    put_in(book, number, entity, region="South")
    assert found(book, "region:sou", entity=entity) == [number]


def test_a_field_that_nobody_made_is_refused_and_the_custom_ones_are_named(book: Book) -> None:
    with pytest.raises(FieldErrors, match=r"no such field.*region.*shoe_size"):
        put(book, "lead", name="Ann", regionn="North")
    with pytest.raises(FieldErrors, match="no such field"):
        put(book, "deal", name="Fleet", region="North")
    with pytest.raises(WrongUsage, match=r"no field \"x\"\. They have: .*region, shoe_size"):
        found(book, "", "x")
    with pytest.raises(WrongUsage, match="stages cannot have"):
        give(book, "stage", "Colour")


def test_filters_and_sorting_know_them(book: Book) -> None:
    for name, region in (("A", "North"), ("B", "Élan South"), ("C", ""), ("D", "north-west")):
        put(book, "lead", name=name, region=region)
    assert found(book, "region:north") == [1, 4]
    assert found(book, "region=NORTH") == [1]
    assert found(book, "Région:elan") == [2]
    assert found(book, 'region:"elan s"') == [2]
    assert found(book, "region:") == [3]
    assert found(book, "!region:") == [1, 2, 4]
    assert found(book, "!region:north") == [2, 3]
    assert found(book, "west") == [4]
    assert found(book, "", "region") == [3, 1, 4, 2]
    assert found(book, "", "-region") == [2, 4, 1, 3]
    assert found(book, "shoe_size:") == [1, 2, 3, 4]


def test_pages_sorted_by_a_custom_field_go_on_where_the_last_one_ended(book: Book) -> None:
    for number in range(12):
        put(book, "lead", name=str(number), region="ABC"[number % 3 - 1] if number % 4 else "")
    for order in ("region", "-region"):
        listing = Listing(LEAD, Reading.of(book.business), "", order)
        with book.read() as connection:
            whole = listing.page(connection, 0, 12)
            for at, line in enumerate(whole):
                after = listing.page_after(connection, line, 0, 12)
                assert [one.id for one in after] == [one.id for one in whole[at + 1 :]]
                assert listing.position(connection, line.id) == at
            assert listing.count(connection) == 12


def test_history_tells_of_each_by_its_title_and_undo_takes_it_back(book: Book) -> None:
    number = put(book, "lead", name="Ann", shoe_size="38")
    before = dump(book)
    put_in(book, number, region="North")
    with book.read() as connection:
        (deed, _) = history(connection, LEAD, number, "EUR")
    told = [(one.spec.title, one.old, one.new) for one in deed.changes]
    assert told == [("Région", None, "North")]
    after = dump(book)
    journal.undo(book)
    assert dump(book) == before
    journal.redo(book)
    assert dump(book) == after


def test_making_a_field_is_an_action_that_is_taken_back_and_done_again(tmp_path: Path) -> None:
    book = new_book(tmp_path)
    give(book, "deal", "Region", "Price (€)", "Price ($)")
    assert [one.name for one in book.business.custom_fields("deal")] == [
        "region", "price", "price_2",
    ]  # fmt: skip
    journal.undo(book)
    assert book.business.custom_fields("deal") == ()
    assert fields_of(DEAL, book.business) == DEAL.fields
    journal.redo(book)
    assert len(book.business.custom_fields("deal")) == 3
    assert Book(book.path).business.custom_fields("deal") == book.business.custom_fields("deal")


def test_a_past_day_shows_what_was_known_then(tmp_path: Path) -> None:
    live_on("2026-03-02")
    book = new_book(tmp_path)
    number = put(book, "deal", name="Fleet")
    live_on("2026-03-03")
    give(book, "deal", "Region")
    put_in(book, number, "deal", region="North")
    live_on("2026-03-04")
    put_in(book, number, "deal", region="South")
    for day, region, customs in ((2, None, 0), (3, "North", 1), (4, "South", 1)):
        with book.read(known_on=date(2026, 3, day)) as connection:
            assert len(business_seen(connection).custom_fields("deal")) == customs
            line = Listing(DEAL, Reading.of(book.business)).one(connection, number)
        assert line is not None
        assert line.values["region"] == region


def test_the_trash_and_back(book: Book) -> None:
    number = put(book, "lead", name="Ann", region="North")
    delete(book, LEAD, [number])
    assert found(book, "") == []
    journal.undo(book)
    assert found(book, "region:north") == [number]


def test_a_title_is_known_again_in_any_spelling_and_by_its_name(book: Book) -> None:
    for title in ("Région", " REGION ", "region", "Shoe  Size"):
        assert known_as(LEAD, book.business, title) in ("region", "shoe_size")
    assert known_as(LEAD, book.business, "shoe_size") == "shoe_size"
    assert known_as(LEAD, book.business, "Shoe-size") is None
    assert give(book, "lead", "région", "shoe_size") == ["region", "shoe_size"]
    assert len(rows(book, "SELECT * FROM custom_field")) == 2


def test_headers_that_differ_in_case_only_stay_apart_and_are_known_again(book: Book) -> None:
    for _ in range(2):
        names: list[str] = []
        with book.work("import") as work:
            for title in ("Size", "SIZE", "size "):
                names.append(ensure(work, LEAD, [title], set(names))[title])
        assert names == ["size", "size_2", "size_3"]
    assert len(book.business.custom_fields("lead")) == 5


def test_another_programs_new_field_is_seen_before_one_is_made(book: Book) -> None:
    other = Book(book.path)
    give(other, "lead", "Size")
    assert give(book, "lead", "Size", "Colour") == ["size", "colour"]
    assert len(book.business.custom_fields("lead")) == 4


@pytest.mark.parametrize(
    ("entity", "header", "name"),
    [
        ("lead", "Name", "name_2"), ("lead", "Source ID", "source_id_2"), ("deal", "ID", "id_2"),
        ("deal", "Account ID", "account_id_2"), ("spend", "Function", "function_2"),
        ("lead", "Ist Größe > 3?", "ist_grosse_3"), ("lead", "2nd phone", "field_2nd_phone"),
        ("lead", "%", "field"), ("lead", "Регион", "регион"), ("lead", "지역", "지역"),
        ("lead", "x" * 99, "x" * 40),
    ],
)  # fmt: skip
def test_a_name_can_be_typed_and_means_nothing_else(
    book: Book, entity: str, header: str, name: str
) -> None:
    assert give(book, entity, header) == [name]
    with book.work("import") as work:
        social = ENTITIES["social"]
        assert ensure(work, social, ["Mood"], {"mood", "mood_2"}) == {"Mood": "mood_3"}


@given(st.text(max_size=12), st.sets(st.sampled_from(["a", "a_2", "field", "field_2"])))
@settings(max_examples=60)
def test_every_header_gives_a_name_that_a_filter_reads(header: str, taken: set[str]) -> None:
    name = custom_name(header, taken)
    match = TERM.fullmatch(f"{name}:x")
    assert match is not None
    assert match["field"] == name
    assert name not in taken
    assert custom_name(name, ()) == name


def test_a_cost_of_marketing_has_the_fields_of_costs(tmp_path: Path) -> None:
    assert all(
        ENTITIES[part].model is ENTITIES[whole].model and ENTITIES[part].fixed
        for part, whole in KEPT_WITH.items()
    )
    shared = [entity for entity in ENTITIES.values() if entity.fixed]
    assert {entity.name for entity in shared} == set(KEPT_WITH)
    book = new_book(tmp_path)
    give(book, "spend", "Ad group")
    number = put(book, "spend", amount="5", ad_group="Brand")
    assert found(book, "ad_group:brand", entity="cost") == [number]
    assert entity_of(ENTITIES["cost"], book.business).field("ad_group") is not None


def test_the_json_is_always_spelled_the_same() -> None:
    assert extra_text({"b": "Ü", "a": "1"}) == '{"a":"1","b":"Ü"}'
    assert extra_text({"b": "", "a": None}) is None
    assert extra_of(extra_text({"a": '"\\'})) == {"a": '"\\'}
    assert extra_of(None) == {}


@pytest.mark.parametrize(
    ("entity", "typed"),
    [
        ("account", {"name": "Kern"}),
        ("ads", {"campaign": "Spring", "impressions": "9", "clicks": "1", "on": "2026-03-01"}),
    ],
)
def test_rows_of_a_file_are_found_by_the_same_words(
    tmp_path: Path, entity: str, typed: dict[str, str]
) -> None:
    book = new_book(tmp_path)
    give(book, entity, "Region", "Area")
    put(book, entity, **typed, region="Süd", area="Ostküste")
    model = ENTITIES[entity].model
    ((stored, search),) = rows(book, f"SELECT extra, search FROM {model.table().name}")
    maker = RowMaker(model, datetime(2026, 4, 1, tzinfo=UTC))
    assert search in maker.row({"extra": stored, **{n: v for n, v in typed.items() if n == "name"}})
    assert str(search).endswith("ostkuste sud")
    assert json.loads(str(stored)) == {"region": "Süd", "area": "Ostküste"}


def test_a_long_title_is_cut_and_told_whole_in_the_help(tmp_path: Path) -> None:
    book = new_book(tmp_path)
    title = "How did you first hear of our company?"
    give(book, "lead", title)
    spec = fields_of(LEAD, book.business)[-1]
    assert (spec.title, spec.help) == ("How did you first hear …", title)
    assert not spec.listed


def test_a_snapshot_brings_back_the_fields_and_what_they_hold(book: Book, tmp_path: Path) -> None:
    put(book, "lead", name="Ann", region='=1+1 "x"\\', shoe_size="'")
    put(book, "lead", name="Bob")
    write_snapshot(book, tmp_path / "out", datetime(2026, 4, 1, tzinfo=UTC))
    (tmp_path / "other").mkdir()
    other = new_book(tmp_path / "other")
    bring_back(other, tmp_path / "out")
    assert dump(other) == dump(book)
    assert other.business.custom_fields("lead") == book.business.custom_fields("lead")
    assert found(other, "region:1+1") == [1]


@pytest.mark.parametrize("entity", ["lead", "deal"])
def test_our_own_export_brings_them_to_another_book_and_changes_nothing_in_this_one(
    tmp_path: Path, entity: str
) -> None:
    book = new_book(tmp_path)
    give(book, entity, "Price ($)", "Price (€)", "Région")
    put(book, entity, name="Ann", region="=1+1", price_2=' "x", ü')
    put(book, entity, name="Bob", region="'")
    put(book, entity, name="Cem")
    path, before = tmp_path / "out.csv", dump(book)
    with path.open("w", encoding="utf-8-sig", newline="") as file, book.read() as connection:
        listing = Listing(ENTITIES[entity], Reading.of(book.business), order="id")
        write_rows(connection, listing, file)
    assert take(book, entity, path).unchanged == 3
    assert dump(book)[entity] == before[entity]
    assert dump(book)["custom_field"] == before["custom_field"]
    (tmp_path / "other").mkdir()
    other = new_book(tmp_path / "other")
    assert take(other, entity, path).imported == 3
    told = f"SELECT extra, search FROM {entity} ORDER BY id"
    assert rows(other, told) == rows(book, told)
    journal.undo(other)
    assert other.business.custom_fields(entity) == ()


def test_many_titles_at_once_are_called_as_one_by_one(tmp_path: Path) -> None:
    titles = ["Region", "region", "RÉGION", "Name", "id", "12", "Region 2", "Region"]
    one_by_one, at_once = new_book(tmp_path / "a"), new_book(tmp_path / "b")
    names: dict[str, str] = {}
    with one_by_one.work("test") as work:
        work.title = "Fields"
        for title in dict.fromkeys(titles):
            names |= ensure(work, LEAD, [title], set(names.values()))
    with at_once.work("test") as work:
        work.title = "Fields"
        assert ensure(work, LEAD, list(dict.fromkeys(titles))) == names
        assert ensure(work, LEAD, list(dict.fromkeys(titles))) == names
