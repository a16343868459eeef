"""Values in words: what lists show, and what a form offers to be typed again."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_crm.models import ENTITIES, FieldSpec, Kind
from tui_crm.models.fields import QUANTITY_UNIT, RATE_UNIT
from tui_crm.store.business import Business
from tui_crm.store.entry import Typing
from tui_crm.store.shape import Value
from tui_crm.ui.texts import cell, typed

TODAY = date(2026, 4, 1)
BERLIN = Business([("time_zone", "Europe/Berlin")])
COMMA = Business([("time_zone", "Europe/Berlin"), ("decimal_mark", ",")])
SPECS = {spec.kind: spec for entity in ENTITIES.values() for spec in entity.fields}

VALUES: dict[Kind, st.SearchStrategy[Value]] = {
    Kind.MONEY: st.integers(1, 10**12),
    Kind.COUNT: st.integers(0, 10**9),
    Kind.CHANCE: st.integers(0, 10_000),
    Kind.RATE: st.integers(1, 1000 * RATE_UNIT),
    Kind.QUANTITY: st.integers(-(10**9), 10**9).map(lambda n: n * QUANTITY_UNIT // 1000),
    Kind.DAY: st.dates(date(1950, 1, 1), date(2150, 1, 1)),
    Kind.FLAG: st.booleans(),
}


@pytest.mark.parametrize("business", [BERLIN, COMMA], ids=["point", "comma"])
@pytest.mark.parametrize("kind", VALUES, ids=str)
def test_what_a_form_offers_means_the_same_when_it_is_saved(kind: Kind, business: Business) -> None:
    spec = SPECS[kind]

    @given(VALUES[kind])
    def same(value: Value) -> None:
        text = typed(spec, value, "EUR", business)
        assert Typing(business, TODAY).value(spec, text, "EUR") == value

    same()


@given(st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)))
def test_a_moment_is_offered_to_the_minute_in_the_business_zone(moment: datetime) -> None:
    moment = moment.replace(second=0, microsecond=0)
    text = typed(SPECS[Kind.INSTANT], moment, "EUR", BERLIN)
    read = Typing(BERLIN, TODAY).value(SPECS[Kind.INSTANT], text, "EUR")
    assert isinstance(read, datetime)
    # The hour that the clock shows twice in autumn is read as the first of the two.
    assert abs((read - moment).total_seconds()) in (0, 3600)


@pytest.mark.parametrize(
    ("kind", "value", "currency", "shown"),
    [
        (Kind.MONEY, 120_000, "EUR", "1,200.00"),
        (Kind.MONEY, 120_000, "CHF", "1,200.00 CHF"),
        (Kind.MONEY, None, "EUR", "—"),
        (Kind.DAY, TODAY, "EUR", "today"),
        (Kind.DAY, date(2026, 4, 3), "EUR", "Fri 3 Apr"),
        (Kind.INSTANT, datetime(2026, 4, 1, 7, 5, tzinfo=UTC), "EUR", "today 09:05"),
        (Kind.CHANCE, 1250, "EUR", "12.5 %"),
        (Kind.COUNT, 1200, "EUR", "1,200"),
        (Kind.FLAG, True, "EUR", "yes"),
        (Kind.FLAG, False, "EUR", ""),
        (Kind.TEXT, None, "EUR", ""),
        (Kind.LONG, "two\nlines", "EUR", "two lines"),
        (Kind.RATE, 93_500_000, "EUR", "0.935"),
    ],
)
def test_a_list_shows_values_as_people_read_them(
    kind: Kind, value: Value, currency: str, shown: str
) -> None:
    spec = FieldSpec("x", "x", "X", kind)
    assert cell(spec, value, currency, BERLIN, TODAY) == shown


def test_amounts_follow_the_business_decimal_mark() -> None:
    spec = FieldSpec("x", "x", "X", Kind.MONEY)
    assert cell(spec, 123_450, "EUR", COMMA, TODAY) == "1.234,50"
