"""Dates and moments as people type them and read them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tui_crm.days import DayError, DayOrder, parse_day, parse_instant, shown_day

TUESDAY = date(2026, 11, 24)
BERLIN = ZoneInfo("Europe/Berlin")

days = st.dates(date(1901, 1, 1), date(2199, 12, 31))
orders: st.SearchStrategy[DayOrder] = st.sampled_from(["dmy", "mdy"])


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2026-03-12", "2026-03-12"),
        ("2026-3-2", "2026-03-02"),
        ("today", "2026-11-24"),
        (" Tomorrow ", "2026-11-25"),
        ("YESTERDAY", "2026-11-23"),
        ("fri", "2026-11-27"),
        ("Friday", "2026-11-27"),
        ("mon", "2026-11-30"),
        ("tue", "2026-12-01"),
        ("thurs", "2026-11-26"),
        ("last fri", "2026-11-20"),
        ("last tue", "2026-11-17"),
        ("last mon", "2026-11-23"),
        ("sund", "2026-11-29"),
        ("+3d", "2026-11-27"),
        ("-2w", "2026-11-10"),
        ("+1m", "2026-12-24"),
        ("+ 1 y", "2027-11-24"),
        ("+0d", "2026-11-24"),
        ("12 dec", "2026-12-12"),
        ("12dec", "2026-12-12"),
        ("dec 12", "2026-12-12"),
        ("12 december 2025", "2025-12-12"),
        ("Dec 12, 2025", "2025-12-12"),
        ("dec. 12 2025", "2025-12-12"),
        ("12th Dec.", "2026-12-12"),
        ("12. dec 2025", "2025-12-12"),
        ("Fri 27 Nov", "2026-11-27"),
        ("friday, 27 nov 2026", "2026-11-27"),
        ("12.3.", "2027-03-12"),
        ("12.3", "2027-03-12"),
        ("12. 3. 2026", "2026-03-12"),
        ("12.03.2026", "2026-03-12"),
        ("12.3.26", "2026-03-12"),
        ("12.3.77", "1977-03-12"),
        ("12.3.76", "2076-03-12"),
        ("12-3-2026", "2026-03-12"),
        ("end of march", "2027-03-31"),
        ("end of feb", "2027-02-28"),
        ("end of feb 2028", "2028-02-29"),
        ("end of october", "2026-10-31"),
        ("eom", "2026-11-30"),
        ("end of month", "2026-11-30"),
    ],
)
def test_a_date_is_understood_as_people_type_it(typed: str, meant: str) -> None:
    assert parse_day(typed, TUESDAY).isoformat() == meant


@pytest.mark.parametrize(
    ("typed", "order", "meant"),
    [
        ("12/3/2026", "dmy", "2026-03-12"),
        ("12/3/2026", "mdy", "2026-12-03"),
        ("12/3", "dmy", "2027-03-12"),
        ("12/3", "mdy", "2026-12-03"),
        ("12/3/26", "mdy", "2026-12-03"),
        ("12.3.2026", "mdy", "2026-03-12"),
        ("2026-03-12", "mdy", "2026-03-12"),
    ],
)
def test_slashes_follow_the_owners_order_and_points_do_not(
    typed: str, order: DayOrder, meant: str
) -> None:
    assert parse_day(typed, TUESDAY, order=order).isoformat() == meant


@pytest.mark.parametrize(("typed", "order"), [("30/7/2026", "mdy"), ("7/30/2026", "dmy")])
def test_a_date_that_does_not_fit_the_order_is_not_turned_round(
    typed: str, order: DayOrder
) -> None:
    with pytest.raises(DayError):
        parse_day(typed, TUESDAY, order=order)


@pytest.mark.parametrize(
    ("today", "typed", "meant"),
    [
        ("2026-12-30", "2 jan", "2027-01-02"),
        ("2027-01-02", "30 dec", "2026-12-30"),
        ("2026-06-01", "1 dec", "2025-12-01"),
        ("2028-03-02", "1 sep", "2028-09-01"),
        ("2026-07-01", "30 dec", "2026-12-30"),
        ("2026-06-01", "30 nov", "2026-11-30"),
        ("2028-02-01", "29 feb", "2028-02-29"),
        ("2027-11-24", "29 feb", "2028-02-29"),
        ("2027-01-15", "end of dec", "2026-12-31"),
    ],
)
def test_without_a_year_the_nearest_such_date_is_meant(today: str, typed: str, meant: str) -> None:
    assert parse_day(typed, date.fromisoformat(today)).isoformat() == meant


@given(days, days)
def test_without_a_year_no_date_is_nearer(day: date, today: date) -> None:
    assume((day.month, day.day) != (2, 29))

    found = parse_day(f"{day.day}.{day.month}.", today)

    assert (found.month, found.day) == (day.month, day.day)
    assert abs(found - today) <= timedelta(days=183)


@given(days, st.sampled_from(["mon", "tue", "wed", "thu", "fri", "sat", "sun"]))
def test_a_weekday_is_within_the_seven_days_that_follow_and_last_in_those_before(
    today: date, name: str
) -> None:
    coming, past = parse_day(name, today), parse_day(f"last {name}", today)

    assert f"{coming:%a}".lower() == f"{past:%a}".lower() == name
    assert 1 <= (coming - today).days <= 7
    assert 1 <= (today - past).days <= 7


@pytest.mark.parametrize(
    "typed",
    [
        *("", " ", "32 mar", "0 mar", "30 feb 2026", "31.4.", "2026-13-01", "2026-02-29", "12"),
        *(
            "12 3",
            "2026",
            "mars 12",
            "ma 12",
            "next fri",
            "fri fri",
            "last",
            "last 12 mar",
            "sundy",
        ),
        *(
            "3d",
            "+3",
            "+3h",
            "+999999d",
            "-9999y",
            "monkey",
            "fridays",
            "1st of december",
            "12/3/026",
            "１２.3.",
        ),
        *(
            "12.3.2026.",
            "1.2.3.4",
            "end of",
            "end of mar 26",
            "fri " * 5000,
            "9" * 5000,
            "\x1b[31m",
        ),
    ],
)
def test_what_is_no_date_is_refused_with_examples(typed: str) -> None:
    with pytest.raises(DayError) as refusal:
        parse_day(typed, TUESDAY)

    assert str(refusal.value).endswith("is not a date: type 2026-03-12, fri, +3d or 12 mar")
    assert len(str(refusal.value)) < 120


@pytest.mark.parametrize("typed", ["1899-12-31", "2201-01-01", "12 mar 3026", "+99999d", "-200y"])
def test_a_date_outside_the_years_of_business_is_refused(typed: str) -> None:
    with pytest.raises(DayError, match="outside the years 1900 to 2200: check the year"):
        parse_day(typed, TUESDAY)
    assert parse_day("1900-01-01", TUESDAY) == date(1900, 1, 1)
    assert parse_day("2200-12-31", TUESDAY) == date(2200, 12, 31)


def test_a_weekday_beside_a_date_must_be_the_right_one() -> None:
    with pytest.raises(DayError, match="27 Nov 2026 is a Friday, not a Thursday"):
        parse_day("Thu 27 Nov", TUESDAY)


def test_a_leap_day_that_is_far_away_needs_its_year() -> None:
    with pytest.raises(DayError, match="type its year too"):
        parse_day("29 feb", TUESDAY)
    assert parse_day("29 feb 2028", TUESDAY) == date(2028, 2, 29)


@given(st.text() | st.text("0123456789./-+:tz dwmyfrisatendofmar"), days, orders)
def test_any_text_is_a_date_or_a_moment_or_refused_with_a_sentence(
    typed: str, today: date, order: DayOrder
) -> None:
    for parse in (
        partial(parse_day, typed, today, order=order),
        partial(parse_instant, typed, BERLIN, today=today, order=order),
    ):
        try:
            assert 1899 <= parse().year <= 2201
        except DayError as refusal:
            assert ": " in str(refusal)


@pytest.mark.parametrize(
    ("day", "shown"),
    [
        ("2026-11-24", "today"),
        ("2026-11-25", "tomorrow"),
        ("2026-11-23", "yesterday"),
        ("2026-11-27", "Fri 27 Nov"),
        ("2026-11-01", "Sun 1 Nov"),
        ("2027-01-15", "Fri 15 Jan"),
        ("2026-03-12", "12 Mar 2026"),
        ("2025-03-12", "12 Mar 2025"),
        ("2025-11-24", "24 Nov 2025"),
    ],
)
def test_a_date_is_shown_without_its_year_only_when_near(day: str, shown: str) -> None:
    assert shown_day(date.fromisoformat(day), TUESDAY) == shown


@given(days, days | st.just(None), st.integers(-400, 400), orders)
def test_a_date_that_is_shown_can_be_typed_again(
    today: date, far: date | None, distance: int, order: DayOrder
) -> None:
    day = far or min(max(today + timedelta(distance), date(1900, 1, 1)), date(2200, 12, 31))

    assert parse_day(shown_day(day, today), today, order=order) == day


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2026-02-28T23:30Z", "2026-02-28T23:30:00"),
        ("2026-02-28t23:30z", "2026-02-28T23:30:00"),
        ("2026-02-28T23:30:15.123456Z", "2026-02-28T23:30:15.123456"),
        ("2026-02-28T23:30:15.1234567Z", "2026-02-28T23:30:15.123456"),
        ("2026-02-28T23:30:15.5Z", "2026-02-28T23:30:15.500000"),
        ("2026-02-28T23:30+01:00", "2026-02-28T22:30:00"),
        ("2026-02-28 23:30 -0530", "2026-03-01T05:00:00"),
        ("2026-02-28T23:30+01", "2026-02-28T22:30:00"),
        ("2026-02-28 09:30", "2026-02-28T08:30:00"),
        ("2026-07-28T09:30", "2026-07-28T07:30:00"),
        ("2026-02-28", "2026-02-28T11:00:00"),
        ("2026-07-28", "2026-07-28T10:00:00"),
        ("today", "2026-11-24T11:00:00"),
        ("9:30", "2026-11-24T08:30:00"),
        ("yesterday 17:05", "2026-11-23T16:05:00"),
        ("fri 9:30", "2026-11-27T08:30:00"),
        ("12.3. 9:30", "2027-03-12T08:30:00"),
        ("Fri 27 Nov 9:30", "2026-11-27T08:30:00"),
        ("12 oct 9:30", "2026-10-12T07:30:00"),
    ],
)
def test_a_moment_is_understood_in_its_zone_and_kept_in_utc(typed: str, meant: str) -> None:
    moment = parse_instant(typed, BERLIN, today=TUESDAY)

    assert moment.replace(tzinfo=None).isoformat() == meant
    assert moment.tzinfo is UTC


def test_a_time_shown_twice_is_the_first_and_one_left_out_counts_on() -> None:
    twice = parse_instant("2026-10-25 02:30", BERLIN, today=TUESDAY)
    never = parse_instant("2026-03-29 02:30", BERLIN, today=TUESDAY)

    assert twice == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert never.astimezone(BERLIN).isoformat() == "2026-03-29T03:30:00+02:00"


def test_a_moment_with_slashes_follows_the_owners_order() -> None:
    moment = parse_instant("3/12/2026 12:00", UTC, today=TUESDAY, order="mdy")

    assert moment == datetime(2026, 3, 12, 12, tzinfo=UTC)


@given(
    days, st.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Auckland"])
)
def test_a_date_alone_is_a_moment_of_that_date(day: date, zone_name: str) -> None:
    zone = ZoneInfo(zone_name)

    assert parse_instant(day.isoformat(), zone, today=TUESDAY).astimezone(zone).date() == day


@given(
    st.datetimes(datetime(1901, 1, 1), datetime(2199, 12, 31), timezones=st.just(UTC)),
    st.integers(-14 * 60, 14 * 60),
)
def test_a_moment_that_was_written_is_read_back(moment: datetime, offset: int) -> None:
    sign = "-" if offset < 0 else "+"
    local = (moment + timedelta(minutes=offset)).replace(tzinfo=None).isoformat()
    written = f"{local}{sign}{abs(offset) // 60:02}:{abs(offset) % 60:02}"

    assert parse_instant(written, BERLIN, today=TUESDAY) == moment


@pytest.mark.parametrize(
    "typed",
    ["25:00", "9:60", "9:30:61", "24:00", "9:30+15:00", "2026-02-28T23:30+01:60", "9:30-14:01"],
)
def test_a_time_that_no_clock_shows_is_refused(typed: str) -> None:
    with pytest.raises(DayError, match=r"has no such time: type 9:30, 2026-02-28 09:30"):
        parse_instant(typed, BERLIN, today=TUESDAY)


@pytest.mark.parametrize("typed", ["foo 9:30", "32 mar 9:30", "9:3", "2026-02-28Z", "", "9.30"])
def test_a_moment_of_no_date_is_refused(typed: str) -> None:
    with pytest.raises(DayError, match="is not a date: type 2026-03-12"):
        parse_instant(typed, BERLIN, today=TUESDAY)
