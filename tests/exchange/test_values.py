"""Values as text and as JSON, and cells that no spreadsheet can take for formulas."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tui_crm.exchange.values import Json, as_json, as_text, guarded, unguarded
from tui_crm.models import ENTITIES, FieldSpec
from tui_crm.store.shape import Value

DEAL, LEAD, TARGET, TRAFFIC = (ENTITIES[name] for name in ("deal", "lead", "target", "traffic"))


def spec(entity: str, name: str) -> FieldSpec:
    found = ENTITIES[entity].field(name)
    assert found is not None
    return found


@given(st.text())
@example("")
@example("'")
@example("''=1")
@example("'a")
def test_a_guarded_text_comes_back_as_it_was(text: str) -> None:
    assert unguarded(guarded(text)) == text


@given(st.sampled_from(list("=+-@\t\r\n＝＋－＠")), st.text())
def test_no_guarded_text_begins_like_a_formula(first: str, rest: str) -> None:
    assert guarded(first + rest) == "'" + first + rest


@given(st.text(), st.text())
def test_two_texts_never_become_one_cell(one: str, other: str) -> None:
    assert (guarded(one) == guarded(other)) == (one == other)


def test_what_is_no_formula_stays_as_it_is() -> None:
    assert guarded("O'Brien") == "O'Brien"
    assert guarded("'n Sync") == "'n Sync"
    assert unguarded("'n Sync") == "'n Sync"


@pytest.mark.parametrize(
    ("field", "value", "text", "json"),
    [
        (spec("deal", "amount"), 480_05, "480.05", "480.05"),
        (spec("deal", "amount"), None, "", None),
        (spec("deal", "probability"), 2500, "25", 25),
        (spec("deal", "probability"), 1250, "12.5", 12.5),
        (spec("deal", "probability"), 0, "0", 0),
        (spec("deal", "rate"), 92_300_000, "0.923", "0.923"),
        (spec("deal", "rate"), 100_000_000, "1", "1"),
        (spec("deal", "closed_on"), date(2026, 3, 12), "2026-03-12", "2026-03-12"),
        (spec("target", "value"), 250_000, "0.25", "0.25"),
        (spec("target", "value"), 6_000_000_000, "6000", "6000"),
        (spec("traffic", "sessions"), 1200, "1200", 1200),
        (spec("lead", "invalid"), True, "yes", True),
        (spec("lead", "invalid"), False, "no", False),
        (
            spec("lead", "created_at"),
            datetime(2026, 2, 28, 23, 30, tzinfo=UTC),
            "2026-02-28T23:30:00Z",
            "2026-02-28T23:30:00Z",
        ),
        (spec("deal", "name"), "=1+1", "=1+1", "=1+1"),
    ],
)
def test_a_value_has_one_form_in_files_and_one_in_json(
    field: FieldSpec, value: Value, text: str, json: Json
) -> None:
    assert as_text(field, value, "EUR") == text
    assert as_json(field, value, "EUR") == json


def test_an_amount_has_the_decimals_of_its_currency() -> None:
    assert as_text(spec("deal", "amount"), 1234, "JPY") == "1234"
    assert as_text(spec("deal", "amount"), -1234, "KWD") == "-1.234"
