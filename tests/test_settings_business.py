"""The settings of the business: what may be typed, what is stored, which figures they change."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.book import dump, new_book, put
from tui_crm.actions import change_settings
from tui_crm.errors import FieldErrors, Refused, WrongUsage
from tui_crm.metrics import KPIS, Kpi
from tui_crm.store import journal
from tui_crm.store.business import CHOICES, Business, checked, time_zones

NAMES = sorted(CHOICES)
CHOSEN = sorted(name for name, choice in CHOICES.items() if choice.options)


@pytest.mark.parametrize("name", NAMES)
def test_every_setting_says_what_it_is_and_begins_with_a_value_that_it_takes(name: str) -> None:
    choice = CHOICES[name]
    assert choice.title and choice.help and not choice.help.endswith(".")
    assert checked({name: choice.default}) == {name: choice.default}
    assert choice.options == () or choice.default == choice.options[0]


@pytest.mark.parametrize("kpi", KPIS.values(), ids=lambda kpi: kpi.name)
def test_a_figure_names_only_settings_that_there_are_each_once(kpi: Kpi) -> None:
    assert set(kpi.settings) <= set(CHOICES) and len(kpi.settings) == len(set(kpi.settings))


@given(name=st.sampled_from(NAMES), text=st.text(max_size=12))
def test_what_is_stored_is_taken_again_unchanged_whatever_was_typed(name: str, text: str) -> None:
    try:
        stored = CHOICES[name].check(text)
    except ValueError as error:
        assert str(error)
        return
    assert CHOICES[name].check(stored) == stored


@given(st.sampled_from(CHOSEN), st.data())
def test_a_word_is_meant_by_its_first_letters_where_no_other_begins_so(
    name: str, data: st.DataObject
) -> None:
    options = CHOICES[name].options
    option = data.draw(st.sampled_from(options))
    begun = option[: data.draw(st.integers(1, len(option)))]
    others = [other for other in options if other != option and other.startswith(begun)]
    assert others or CHOICES[name].check(f" {begun.upper()} ") == option


@pytest.mark.parametrize("name", CHOSEN)
@pytest.mark.parametrize("text", ["", " ", "neither"])
def test_a_choice_is_one_of_its_words(name: str, text: str) -> None:
    with pytest.raises(ValueError, match="choose one of"):
        CHOICES[name].check(text)


@pytest.mark.parametrize("name", ["revenue_card", "roi_basis", "conversion_basis",
                                  "response_hours", "decimal_mark", "date_order"])  # fmt: skip
def test_code_reads_each_choice_as_it_is_stored(name: str) -> None:
    for option in CHOICES[name].options:
        assert getattr(Business([(name, option)]), name) == option
    assert getattr(Business(), name) == CHOICES[name].default


@pytest.mark.parametrize("typed", ["America/New_York", "america/new york", " AMERICA/NEW_YORK "])
def test_a_zone_is_known_however_it_is_written(typed: str) -> None:
    assert checked({"time_zone": typed}) == {"time_zone": "America/New_York"}


@pytest.mark.parametrize("typed", ["", "Europe", "Europe/Atlantis", "localtime", "../etc/passwd"])
def test_what_is_no_zone_everywhere_is_refused(typed: str) -> None:
    with pytest.raises(FieldErrors, match="such as Europe/Berlin"):
        checked({"time_zone": typed})


def test_every_zone_that_is_offered_is_one_that_days_can_go_by() -> None:
    assert len(time_zones()) > 300
    for zone in time_zones():
        assert Business([("time_zone", zone)]).zone.key == zone


def test_every_wrong_value_is_told_of_at_once_and_nothing_is_stored(tmp_path: Path) -> None:
    book = new_book(tmp_path)
    before = dump(book)
    with pytest.raises(FieldErrors) as refusal:
        change_settings(
            book, {"business_name": "Rosa", "fiscal_month": "13", "books_start": "soon"}
        )
    assert refusal.value.errors == {
        "fiscal_month": '"13" will not do: type a whole number from 1 to 12',
        "books_start": '"soon" will not do: type a date such as 2026-01-01, or nothing',
    }
    assert dump(book) == before


@pytest.mark.parametrize("typed", ["0001-01-01", "1899-12-31", "2201-01-01"])
def test_books_begin_in_the_years_of_business(typed: str) -> None:
    with pytest.raises(FieldErrors, match="type a date in the years 1900 to 2200, or nothing"):
        checked({"books_start": typed})


def test_a_name_that_is_no_settings_is_answered_with_those_there_are() -> None:
    with pytest.raises(WrongUsage, match=r'"colour" is not a setting\. They are: business_name'):
        checked({"colour": "red"})


def test_several_settings_are_one_step_and_one_undo(tmp_path: Path) -> None:
    book = new_book(tmp_path)
    before = dump(book)
    done = change_settings(book, {"roi_basis": "rev", "conversion_basis": "f"})
    assert done.title == "Set roi_basis to revenue, conversion_basis to flow"
    assert (book.business.roi_basis, book.business.conversion_basis) == ("revenue", "flow")
    journal.undo(book)
    assert dump(book) == before
    assert (book.business.roi_basis, book.business.conversion_basis) == ("gross_profit", "cohort")


@pytest.mark.parametrize(
    ("entity", "typed"),
    [
        ("spend", {"amount": "1"}),
        ("deal", {"name": "Fleet", "stage": "New", "amount": "1"}),
        ("campaign", {"name": "Spring", "channel": "email", "budget": "500"}),
    ],
)
def test_the_base_currency_is_fixed_by_any_amount(
    tmp_path: Path, entity: str, typed: dict[str, str]
) -> None:
    book = new_book(tmp_path)
    change_settings(book, {"base_currency": "usd"})
    put(book, entity, **typed)
    with pytest.raises(Refused, match="hold amounts in USD already"):
        change_settings(book, {"base_currency": "JPY", "business_name": "Rosa"})
    assert (book.business.currency, book.business["business_name"]) == ("USD", "")
    change_settings(book, {"base_currency": "USD", "business_name": "Rosa"})
    assert book.business["business_name"] == "Rosa"
