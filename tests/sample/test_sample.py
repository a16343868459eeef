"""The sample business is whole, believable and the same every time."""

from __future__ import annotations

import sqlite3
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sample.reading import one, rows
from tui_crm.errors import Refused
from tui_crm.metrics.figures import Figures
from tui_crm.metrics.kpi import KPIS
from tui_crm.metrics.shared import scorecards
from tui_crm.models import ENTITIES, MODELS, Entered
from tui_crm.models.fields import Kind
from tui_crm.period import period_of
from tui_crm.sample import make_sample
from tui_crm.sample.days import Days
from tui_crm.sample.words import COMPANY_PLACES, COMPANY_STEMS, COMPANY_TRADES, company_name
from tui_crm.store.business import read_business
from tui_crm.store.connect import open_raw
from tui_crm.store.engine import Book, make_book
from tui_crm.store.records import search_text

TODAY = date(2026, 4, 1)
EMPTY = {"custom_field", "import_batch"}


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> sqlite3.Connection:
    """The usual sample business."""
    path = tmp_path_factory.mktemp("sample") / "rosa.db"
    make_sample(path, today=TODAY)
    return open_raw(path)


def content(path: Path) -> list[tuple[object, ...]]:
    """Every row of every table."""
    connection = open_raw(path)
    return [
        (model.table().name, *row)
        for model in MODELS
        for row in rows(connection, f"SELECT * FROM {model.table().name} ORDER BY 1")
    ]


def test_same_seed_size_and_day_make_the_same_records(tmp_path: Path) -> None:
    for name in ("a.db", "b.db"):
        make_sample(tmp_path / name, today=TODAY, size=300, seed=3)
    assert content(tmp_path / "a.db") == content(tmp_path / "b.db")


def test_another_seed_makes_other_records(tmp_path: Path) -> None:
    for name, seed in (("a.db", 3), ("b.db", 4)):
        make_sample(tmp_path / name, today=TODAY, seed=seed)
    assert content(tmp_path / "a.db") != content(tmp_path / "b.db")


def test_a_file_that_exists_is_not_replaced(tmp_path: Path) -> None:
    path = tmp_path / "mine.db"
    path.write_bytes(b"mine")
    with pytest.raises(Refused, match="exists already"):
        make_sample(path, today=TODAY)
    assert path.read_bytes() == b"mine"


def test_nothing_is_left_when_the_making_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("tui_crm.sample.shop.aim", broken)
    with pytest.raises(RuntimeError):
        make_sample(tmp_path / "rosa.db", today=TODAY)
    assert list(tmp_path.iterdir()) == []


def test_a_business_without_deals_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="1 or more"):
        make_sample(tmp_path / "rosa.db", today=TODAY, size=0)


def test_all_indexes_and_triggers_of_an_ordinary_book_are_there(
    book: sqlite3.Connection, tmp_path: Path
) -> None:
    make_book(tmp_path / "plain.db")
    schema = "SELECT type, name, sql FROM sqlite_master ORDER BY type, name"
    assert rows(book, schema) == rows(open_raw(tmp_path / "plain.db"), schema)


def test_the_usual_business_has_the_usual_size(book: sqlite3.Connection) -> None:
    assert one(book, "SELECT count(*) FROM deal") == 150
    assert one(book, "SELECT count(*) FROM lead") == 400
    assert 50 <= one(book, "SELECT count(*) FROM account") <= 75


def test_the_business_says_who_and_where_it_is(book: sqlite3.Connection) -> None:
    business = read_business(book)
    assert business["business_name"] == "Rosa's Bike Repair"
    assert (business.currency, business["time_zone"]) == ("EUR", "Europe/Vienna")
    assert business.books_start == date(2024, 4, 1)


@pytest.mark.parametrize("model", [model for model in MODELS if model.__tablename__ not in EMPTY])
def test_every_table_is_filled(book: sqlite3.Connection, model: type) -> None:
    assert one(book, f"SELECT count(*) FROM {model.__tablename__}") > 0  # type: ignore[attr-defined]  # set by SQLAlchemy


@pytest.mark.parametrize("name", ENTITIES)
def test_every_field_has_a_value_somewhere(book: sqlite3.Connection, name: str) -> None:
    entity = ENTITIES[name]
    for spec in entity.fields:
        table = "contact" if spec.via else entity.model.table().name
        found = one(book, f'SELECT count("{spec.column}") FROM {table}')
        assert found, f"no {name} has a {spec.name}"


@pytest.mark.parametrize("name", ENTITIES)
def test_every_choice_is_made_somewhere(book: sqlite3.Connection, name: str) -> None:
    entity = ENTITIES[name]
    left_out = {"void", "ua"}  # no record is void, and one way of counting bounces is used
    if name == "spend":
        return  # costs of marketing: their function is fixed
    for spec in entity.fields:
        if spec.kind is Kind.CHOICE:
            table = entity.model.table().name
            used = {row[0] for row in rows(book, f'SELECT DISTINCT "{spec.column}" FROM {table}')}
            assert set(spec.choices) - left_out <= used, f"{name}.{spec.name}"


@pytest.mark.parametrize("model", [model for model in MODELS if issubclass(model, Entered)])
def test_records_are_found_by_the_words_that_the_store_would_keep(
    book: sqlite3.Connection, model: type[Entered]
) -> None:
    columns = [column.name for column in model.table().columns]
    chosen = ", ".join(f'"{column}"' for column in columns)
    contacts = dict(rows(book, "SELECT id, search FROM contact"))
    for row in rows(book, f"SELECT {chosen} FROM {model.table().name}"):
        values = dict(zip(columns, row, strict=True))
        wanted = search_text(model(**values))
        if model.__tablename__ == "lead":
            wanted = f"{contacts[values['contact_id']]} {wanted}"
        assert values["search"] == wanted


def test_names_test_every_screen(book: sqlite3.Connection) -> None:
    names = " ".join(row[0] for row in rows(book, "SELECT name FROM account UNION ALL "
                                            "SELECT name FROM contact"))  # fmt: skip
    for hard in ("[/]", "[b]", "株式会社", "ü", "Łukasz", "O'Brien", "Nguyễn"):
        assert hard in names
    assert one(book, "SELECT max(length(name)) FROM account") > 120


def test_there_is_something_to_do_today(book: sqlite3.Connection) -> None:
    waiting = "SELECT count(*) FROM handoff WHERE decision IS NULL"
    follow_up = "SELECT count(*) FROM activity WHERE done = 0 AND due_on"
    new = "SELECT count(*) FROM lead WHERE stage = 'new' AND invalid = 0"
    open_deal = "SELECT count(*) FROM deal WHERE outcome = 'open' AND"
    overdue = f"{open_deal} expected_on < '{TODAY}'"
    idle = f"{open_deal} id NOT IN (SELECT deal_id FROM activity WHERE done = 0 AND deal_id > 0)"
    for query in (
        waiting, new, overdue, idle, f"{follow_up} < '{TODAY}'", f"{follow_up} = '{TODAY}'",
        f"{follow_up} > '{TODAY}'", f"{open_deal} amount_minor IS NULL",
        f"{open_deal} account_id IS NULL", f"{open_deal} expected_on IS NULL",
    ):  # fmt: skip
        assert one(book, query) > 0, query


def test_deals_stand_in_every_stage(book: sqlite3.Connection) -> None:
    assert one(book, "SELECT count(DISTINCT stage_id) FROM deal") == one(
        book, "SELECT count(*) FROM stage"
    )


def test_one_campaign_worked_and_another_did_not(book: sqlite3.Connection) -> None:
    results = """
        SELECT (SELECT coalesce(sum(r.base_minor), 0) FROM revenue_entry r
                JOIN deal d ON d.id = r.deal_id WHERE d.campaign_id = c.id)
             - (SELECT sum(base_minor) FROM cost WHERE campaign_id = c.id)
        FROM campaign c WHERE c.name = ?"""
    assert book.execute(results, ("Spring tune-up 2025",)).fetchone()[0] > 0
    posters = "SELECT sum(outcome = 'won') FROM deal JOIN campaign c ON c.id = campaign_id WHERE"
    assert not one(book, f"{posters} c.name LIKE 'Tram posters%'")
    assert one(book, "SELECT count(*) FROM lead l JOIN campaign c ON c.id = l.campaign_id "
               "WHERE c.name LIKE 'Tram posters%'") > 0  # fmt: skip


def test_customers_stayed_and_left(book: sqlite3.Connection) -> None:
    ended = f"SELECT count(*) FROM subscription WHERE ends_on <= '{TODAY}'"
    running = "SELECT count(*) FROM subscription WHERE ends_on IS NULL"
    closed = f"SELECT count(*) FROM account WHERE closed_on <= '{TODAY}'"
    again = """SELECT count(*) FROM (SELECT account_id FROM deal WHERE outcome = 'won'
               GROUP BY account_id HAVING count(*) > 1)"""
    for query in (ended, running, closed, again):
        assert one(book, query) > 0, query


def test_there_is_foreign_money_and_money_given_back(book: sqlite3.Connection) -> None:
    assert one(book, "SELECT count(*) FROM deal WHERE currency <> 'EUR' AND fx_e8 <> 1e8") > 0
    assert one(book, "SELECT count(*) FROM revenue_entry WHERE refund_of_id > 0") > 0


def test_a_deal_was_lost_reopened_and_won(book: sqlite3.Connection) -> None:
    turned = """SELECT count(*) FROM deal d WHERE outcome = 'won' AND EXISTS (
        SELECT 1 FROM deal_event e WHERE e.deal_id = d.id AND e.state = 'lost')"""
    assert one(book, turned) > 0


def test_targets_are_set_for_known_figures_of_now_and_before(book: sqlite3.Connection) -> None:
    metrics = {row[0] for row in rows(book, "SELECT DISTINCT metric FROM target")}
    assert metrics == {name for name, kpi in KPIS.items() if kpi.headline} | {"won_value"}
    starts = [row[0] for row in rows(book, "SELECT DISTINCT starts_on FROM target ORDER BY 1")]
    assert starts == [f"{month}-01" for month in (
        "2025-10", "2025-11", "2025-12", "2026-01", "2026-02", "2026-03", "2026-04"
    )]  # fmt: skip


NOT_EVERY_MONTH = ("website_users", "pipeline_coverage", "handoff_acceptance")
"""Users cannot be added up over days, coverage needs a target that is not met yet, and in the
first days of a month sales may not have decided on anything."""


def test_every_figure_has_a_value_today_and_in_the_months_of_the_last_year(
    book: sqlite3.Connection,
) -> None:
    path = Path(rows(book, "PRAGMA database_list")[0][2])
    opened = Book(path)
    try:
        with opened.read() as connection:
            cards = scorecards(Figures(connection, opened.business), period_of(TODAY, "month"))
    finally:
        opened.close()
    unknown = [
        (name, reading.period.label)
        for name, months in cards.trends.items()
        for reading in [*months[-13:], cards.figures[name].current]
        if reading.value is None and name not in NOT_EVERY_MONTH
    ]
    assert not unknown, unknown
    assert cards.figures["pipeline_coverage"].current.reason in ("", "target met")


def test_spring_is_busier_than_winter(book: sqlite3.Connection) -> None:
    leads = 'SELECT count(*) FROM lead WHERE substr(local_day, 6, 2) IN ("04", "05", "06")'
    fewer = leads.replace('"04", "05", "06"', '"11", "12", "01"')
    assert one(book, leads) > 1.5 * one(book, fewer)


@pytest.mark.parametrize("size", [1, 2, 7, 60, 2_000])
def test_a_business_of_any_size_has_exactly_so_many_deals(tmp_path: Path, size: int) -> None:
    make_sample(tmp_path / "rosa.db", today=TODAY, size=size)
    book = open_raw(tmp_path / "rosa.db")
    assert one(book, "SELECT count(*) FROM deal") == size
    assert one(book, "SELECT count(*) FROM lead") == size


def test_a_larger_business_has_at_least_two_hundred_open_deals(tmp_path: Path) -> None:
    make_sample(tmp_path / "rosa.db", today=TODAY, size=2_000)
    book = open_raw(tmp_path / "rosa.db")
    assert 200 <= one(book, "SELECT count(*) FROM deal WHERE outcome = 'open'") <= 230
    per_deal = "SELECT 1.0 * count(*) / 2000 FROM"
    assert one(book, f"{per_deal} deal_event") >= 2.5
    assert one(book, f"{per_deal} revenue_entry") >= 1


def test_company_names_never_repeat() -> None:
    names = len(COMPANY_STEMS) * len(COMPANY_TRADES) * len(COMPANY_PLACES)
    assert len({company_name(number) for number in range(2 * names)}) == 2 * names


@given(st.dates(date(2020, 1, 1), date(2035, 12, 31)), st.data())
@settings(max_examples=30)
def test_a_moment_lies_on_its_local_day_and_is_never_to_come(
    today: date, data: st.DataObject
) -> None:
    zone = ZoneInfo("Europe/Vienna")
    days = Days(today, zone)
    day = data.draw(st.integers(0, days.today))
    minutes = sorted(data.draw(st.lists(st.integers(0, 119) | st.integers(300, 1_439), min_size=2)))
    moments = [datetime.fromisoformat(days.moment(day, minute)) for minute in minutes]
    assert {moment.astimezone(zone).date() for moment in moments} == {days.dates[day]}
    assert moments == sorted(moments)
    if day == days.today:
        assert moments[-1] < datetime.combine(today, time(1), zone)
