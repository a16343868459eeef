"""Periods: their edges, their neighbours, their parts and their names."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tui_crm.period import (
    CalendarGrain,
    Grain,
    Period,
    PeriodError,
    WeekStart,
    add_months,
    days_in_month,
    month_number,
    parse_period,
    period_of,
    trailing_months,
    week_of,
)

days = st.dates(date(1950, 1, 1), date(2150, 12, 31))
grains: st.SearchStrategy[CalendarGrain] = st.sampled_from(["month", "quarter", "year"])
fiscal_months = st.integers(1, 12)
calendar_periods = st.builds(
    lambda day, grain, month: period_of(day, grain, fiscal_month=month), days, grains, fiscal_months
)
custom_periods = st.builds(
    lambda start, length, month: Period(start, start + timedelta(length), "custom", month),
    days,
    st.integers(1, 1500),
    fiscal_months,
)
periods = calendar_periods | custom_periods


def span(first: str, last: str) -> Period:
    """The custom period from the first day to the last."""
    return Period(date.fromisoformat(first), date.fromisoformat(last) + timedelta(1), "custom")


@pytest.mark.parametrize(
    ("grain", "fiscal_month", "start", "end"),
    [
        ("month", 1, "2026-11-01", "2026-12-01"),
        ("month", 4, "2026-11-01", "2026-12-01"),
        ("quarter", 1, "2026-10-01", "2027-01-01"),
        ("quarter", 2, "2026-11-01", "2027-02-01"),
        ("quarter", 12, "2026-09-01", "2026-12-01"),
        ("year", 1, "2026-01-01", "2027-01-01"),
        ("year", 4, "2026-04-01", "2027-04-01"),
        ("year", 12, "2025-12-01", "2026-12-01"),
    ],
)
def test_a_day_lies_in_the_period_of_the_owners_year(
    grain: CalendarGrain, fiscal_month: int, start: str, end: str
) -> None:
    period = period_of(date(2026, 11, 24), grain, fiscal_month=fiscal_month)

    assert (period.start.isoformat(), period.end.isoformat()) == (start, end)


@given(days, grains, fiscal_months)
def test_every_day_of_a_period_has_that_period(
    day: date, grain: CalendarGrain, fiscal_month: int
) -> None:
    period = period_of(day, grain, fiscal_month=fiscal_month)

    assert period.contains(day)
    assert period.contains(period.start)
    assert period.contains(period.last_day)
    assert not period.contains(period.end)
    for edge in (period.start, period.last_day):
        assert period_of(edge, grain, fiscal_month=fiscal_month) == period
    assert period_of(period.end, grain, fiscal_month=fiscal_month) == period.following()


@given(periods)
def test_neighbours_touch_and_lead_back(period: Period) -> None:
    before, after = period.previous(), period.following()

    assert before.end == period.start
    assert after.start == period.end
    assert before.grain == after.grain == period.grain
    assert before.following() == period == after.previous()
    assert before < period < after
    if period.grain == "custom":
        assert before.days == period.days == after.days


@given(periods, grains)
def test_the_parts_make_up_the_whole_without_a_gap(period: Period, grain: CalendarGrain) -> None:
    parts = period.split(grain)

    assert parts[0].start == period.start
    assert parts[-1].end == period.end
    assert all(one.end == next_.start for one, next_ in pairwise(parts))
    assert sum(part.days for part in parts) == period.days
    assert all(part.grain == grain for part in parts[1:-1])


def test_a_year_has_the_quarters_and_months_of_the_owner() -> None:
    year = parse_period("2026", fiscal_month=7)

    assert [part.label for part in year.split("quarter")] == [f"Q{n} 2026" for n in (1, 2, 3, 4)]
    assert [month.code for month in year.months()][::11] == ["2025-07", "2026-06"]
    assert len(year.months()) == 12


def test_parts_that_stick_out_are_cut_off_and_a_coarser_grain_leaves_the_period_whole() -> None:
    parts = span("2026-02-10", "2026-04-05").months()

    assert [(part.label, part.grain) for part in parts] == [
        ("10 to 28 Feb 2026", "custom"),
        ("March 2026", "month"),
        ("1 to 5 Apr 2026", "custom"),
    ]
    march = parse_period("2026-03")
    assert march.split("year") == march.split("quarter") == march.split("month") == [march]


@pytest.mark.parametrize(
    ("text", "year_before"),
    [
        ("2026-03", "2025-03"),
        ("2024-02", "2023-02"),
        ("2026-Q1", "2025-Q1"),
        ("2026", "2025"),
        ("2026-03-12..2026-04-04", "2025-03-12..2025-04-04"),
        ("2024-02-28", "2023-02-28"),
        ("2024-02-29", "2023-02-28"),
        ("2024-02-01..2024-02-29", "2023-02-01..2023-03-01"),
        ("2025-02-01..2025-02-28", "2024-02-01..2024-02-28"),
    ],
)
def test_the_same_period_of_last_year(text: str, year_before: str) -> None:
    assert parse_period(text).same_last_year().code == year_before


@given(periods)
def test_last_year_is_never_an_empty_period(period: Period) -> None:
    last_year = period.same_last_year()

    assert last_year.grain == period.grain
    if period.grain == "custom":
        assert last_year.days == period.days
    assert abs(last_year.days - period.days) <= 2
    assert 363 <= (period.start - last_year.start).days <= 367


@given(days, st.sampled_from(["monday", "sunday"]))
def test_a_week_begins_on_the_owners_first_day(day: date, first: WeekStart) -> None:
    week = week_of(day, first)
    assert week.contains(day) and week.days == 7
    assert week.start.isoweekday() == (1 if first == "monday" else 7)
    assert week.previous().end == week.start
    assert week.same_last_year().start.weekday() == week.start.weekday()


@pytest.mark.parametrize(
    ("text", "first", "start"),
    [
        ("2026-W11", "monday", "2026-03-09"), ("2026-w11", "sunday", "2026-03-08"),
        ("2026-W01", "monday", "2025-12-29"), ("2020 W53", "monday", "2020-12-28"),
    ],
)  # fmt: skip
def test_a_week_has_a_number(text: str, first: WeekStart, start: str) -> None:
    assert str(parse_period(text, week_start=first).start) == start


@pytest.mark.parametrize(
    ("period", "label", "code"),
    [
        (period_of(date(2026, 10, 5), "month"), "October 2026", "2026-10"),
        (period_of(date(2026, 1, 5), "quarter"), "Q1 2026", "2026-Q1"),
        (period_of(date(2026, 10, 5), "quarter", fiscal_month=10), "Q1 2027", "2027-Q1"),
        (period_of(date(2026, 9, 5), "quarter", fiscal_month=10), "Q4 2026", "2026-Q4"),
        (period_of(date(2026, 10, 5), "year"), "2026", "2026"),
        (period_of(date(2026, 10, 5), "year", fiscal_month=4), "2027", "2027"),
        (period_of(date(2026, 3, 5), "year", fiscal_month=4), "2026", "2026"),
        (span("2026-03-12", "2026-03-12"), "12 Mar 2026", "2026-03-12"),
        (span("2026-03-01", "2026-03-31"), "1 to 31 Mar 2026", "2026-03-01..2026-03-31"),
        (span("2026-03-12", "2026-04-04"), "12 Mar to 4 Apr 2026", "2026-03-12..2026-04-04"),
        (span("2025-12-30", "2026-01-02"), "30 Dec 2025 to 2 Jan 2026", "2025-12-30..2026-01-02"),
        (span("2025-03-12", "2026-03-12"), "12 Mar 2025 to 12 Mar 2026", "2025-03-12..2026-03-12"),
    ],
)
def test_a_period_has_a_name_for_people_and_one_for_files(
    period: Period, label: str, code: str
) -> None:
    assert (period.label, period.code) == (label, code)


@given(periods)
def test_a_period_is_found_again_by_its_names(period: Period) -> None:
    assert parse_period(period.code, fiscal_month=period.fiscal_month) == period
    if period.grain != "custom":
        assert parse_period(period.label, fiscal_month=period.fiscal_month) == period


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("2026-3", "2026-03"),
        ("mar 2026", "2026-03"),
        (" March   2026 ", "2026-03"),
        ("sept 2026", "2026-09"),
        ("Dec. 2026", "2026-12"),
        ("2026q4", "2026-Q4"),
        ("q4 2026", "2026-Q4"),
        ("Q4-2026", "2026-Q4"),
        ("2026-03-12..2026-03-12", "2026-03-12"),
        ("2026-03-12 .. 2026-03-14", "2026-03-12..2026-03-14"),
    ],
)
def test_a_period_is_understood_in_other_spellings(typed: str, code: str) -> None:
    assert parse_period(typed).code == code


@pytest.mark.parametrize(
    "typed",
    [
        *("", "foo", "26", "2026-13", "2026-00", "2026-Q5", "2026-Q0", "ma 2026", "mars 2026"),
        *("0000", "0000-Q1", "2026-02-30", "2026-03-12..", "..2026-03-12", "2026-03..2026-04"),
        *("2026-03-12..2026-03-11", "2026-03-12..2026-03-13..2026-03-14", "２０２６", "9" * 5000),
    ],
)
def test_what_is_no_period_is_refused_with_examples(typed: str) -> None:
    with pytest.raises(
        PeriodError, match="is not a period: type 2026-03, 2026-Q1, 2026, 2026-W11 or"
    ) as no:
        parse_period(typed)

    assert len(str(no.value)) < 150


@pytest.mark.parametrize(
    "typed",
    [
        *("1899", "2201", "9998", "9999", "9999-12", "9999-Q4", "2201-01", "9999-W52"),
        *("2200-12-31..2201-01-01", "9999-12-31", "0001-01-01..9999-12-31"),
    ],
)
def test_a_period_outside_the_years_of_business_is_refused(typed: str) -> None:
    with pytest.raises(PeriodError, match="outside the years 1900 to 2200: check the year"):
        parse_period(typed)
    assert parse_period("1900").start.year == 1900
    assert parse_period("2200").last_day.year == 2200


@pytest.mark.parametrize(
    ("start", "end", "grain", "fiscal_month"),
    [
        (date(2026, 3, 2), date(2026, 4, 1), "month", 1),
        (date(2026, 3, 1), date(2026, 3, 31), "month", 1),
        (date(2026, 3, 1), date(2026, 5, 1), "month", 1),
        (date(2026, 2, 1), date(2026, 5, 1), "quarter", 1),
        (date(2026, 1, 1), date(2027, 1, 1), "year", 4),
        (date(2026, 3, 2), date(2026, 3, 2), "custom", 1),
        (date(2026, 3, 2), date(2026, 3, 1), "custom", 1),
    ],
)
def test_there_is_no_period_that_is_not_of_its_grain(
    start: date, end: date, grain: Grain, fiscal_month: int
) -> None:
    with pytest.raises(PeriodError):
        Period(start, end, grain, fiscal_month)


@pytest.mark.parametrize(
    ("end", "months"),
    [
        (date(2026, 3, 1), ["2025-12", "2026-01", "2026-02"]),
        (date(2026, 3, 2), ["2026-01", "2026-02", "2026-03"]),
        (date(2026, 3, 31), ["2026-01", "2026-02", "2026-03"]),
        (date(2026, 4, 1), ["2026-01", "2026-02", "2026-03"]),
    ],
)
def test_the_trailing_months_end_with_that_of_the_day_before(end: date, months: list[str]) -> None:
    assert [month.code for month in trailing_months(end, 3)] == months


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
        (date(2026, 5, 31), 0, date(2026, 5, 31)),
    ],
)
def test_months_later_is_the_same_day_or_the_last_of_a_shorter_month(
    day: date, months: int, expected: date
) -> None:
    assert add_months(day, months) == expected


@given(days, days, st.integers(-600, 600))
def test_adding_months_keeps_the_order_of_days(one: date, other: date, months: int) -> None:
    assume(one <= other)

    assert add_months(one, months) <= add_months(other, months)


@pytest.mark.parametrize("months", [-12 * 3000, 12 * 9000])
def test_there_are_no_months_before_or_after_the_calendar(months: int) -> None:
    with pytest.raises(PeriodError, match="outside the years 1 to 9999"):
        add_months(date(2026, 1, 1), months)


@given(st.dates())
def test_a_month_has_as_many_days_as_the_calendar_says(day: date) -> None:
    last = date(day.year, day.month, days_in_month(day.year, day.month))

    assert last == date.max or (last + timedelta(1)).day == 1


def test_a_month_is_known_by_three_letters_or_more() -> None:
    assert [month_number(word) for word in ("mar", "Mar.", "SEPT", "december")] == [3, 3, 9, 12]
    assert [month_number(word) for word in ("ma", "ju", "marc-h", "", "monday")] == [None] * 5
