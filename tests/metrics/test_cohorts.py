"""Retention by the month of the first purchase: the table that an owner reads."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.metrics.any_books import LAST, books, days
from tests.metrics.oracle import Oracle
from tests.metrics.row_sums import row_ids, row_sum
from tests.metrics.small_books import SmallBook, Step, opened
from tests.metrics.test_properties import LATER
from tests.metrics.worked_example import worked_example
from tui_crm.metrics.cohorts import Cohorts, cohort_rows, cohorts
from tui_crm.metrics.figures import Figures
from tui_crm.period import add_months

AS_OF = date(2026, 4, 1)

known_by = st.one_of(days, st.just(LATER))


@settings(max_examples=12)
@given(books(), known_by, st.one_of(st.none(), days), st.integers(1, 4), st.integers(0, 3))
def test_each_cell_holds_the_customers_of_the_month_who_are_active(
    book: SmallBook, as_of: date, end: date | None, months: int, opened_at: int
) -> None:
    oracle = Oracle(book, as_of)
    won = {account: on for account, on in oracle.first_wins().items() if on < as_of}
    with opened(book) as connection:
        figures = Figures(connection, book.business, as_of)
        for cohort in cohorts(figures, end, months).cohorts:
            members = {account for account, on in won.items() if cohort.month.contains(on)}
            assert cohort.size == len(members)
            assert row_ids(connection, cohort_rows(figures, [cohort])) == members
            for age, kept in enumerate(cohort.kept):
                left = members & oracle.active(add_months(cohort.month.end, age))
                is_over = add_months(cohort.month.end, age) <= as_of
                assert kept == (len(left) if is_over else None)
                if is_over and age == opened_at:
                    assert row_ids(connection, cohort_rows(figures, [cohort], age)) == left


@settings(max_examples=10)
@given(books(), known_by)
def test_as_many_cohorts_as_can_be_told_are_as_right(book: SmallBook, as_of: date) -> None:
    oracle = Oracle(book, as_of)
    won = {account: on for account, on in oracle.first_wins().items() if on < as_of}
    with opened(book) as connection:
        found = cohorts(Figures(connection, book.business, as_of), LAST, 31)
    active = {
        day: oracle.active(day)
        for day in {add_months(found.cohorts[0].month.end, later) for later in range(61)}
    }
    for cohort in found.cohorts:
        members = {account for account, on in won.items() if cohort.month.contains(on)}
        days = [add_months(cohort.month.end, age) for age in range(31)]
        left = [len(members & active[day]) if day <= as_of else None for day in days]
        assert (cohort.size, cohort.kept) == (len(members), left)


@settings(max_examples=12)
@given(books(), st.integers(1, 14))
def test_the_average_row_is_pooled_and_opens_to_its_customers(book: SmallBook, months: int) -> None:
    with opened(book) as connection:
        figures = Figures(connection, book.business, date(2025, 4, 20))
        found = cohorts(figures, months=months)
        for age in range(months):
            old_enough = found.old_enough(age)
            if not old_enough:
                assert found.average(age) is None
                continue
            kept = row_sum(connection, cohort_rows(figures, old_enough, age))
            size = row_sum(connection, cohort_rows(figures, old_enough))
            assert found.average(age) == (kept / size if size else None)


def test_the_worked_example_by_cohort() -> None:
    found = _cohorts(worked_example())
    table = {one.month.code: (one.size, one.kept[:4]) for one in found.cohorts}
    assert list(table) == [
        "2025-04", "2025-05", "2025-06", "2025-07", "2025-08", "2025-09", "2025-10", "2025-11",
        "2025-12", "2026-01", "2026-02", "2026-03",
    ]  # fmt: skip
    assert table["2025-12"] == (1, [1, 1, 0, 0])
    assert table["2026-01"] == (1, [1, 1, 1, None])
    assert table["2026-02"] == (2, [2, 2, None, None])
    assert table["2026-03"] == (3, [3, None, None, None])
    assert table["2025-04"] == (0, [0, 0, 0, 0])
    # A02, won in June, paid from July on; A03, won in September, from October until March.
    assert table["2025-06"] == (1, [0, 1, 1, 1])
    assert found.cohorts[5].kept[:8] == [0, 1, 1, 1, 1, 1, 0, None]
    assert found.average(0) == Fraction(8, 10)
    assert found.average(1) == Fraction(7, 7)
    assert found.average(11) is None


def test_a_month_that_is_running_has_customers_and_no_share_yet() -> None:
    book = worked_example()
    with opened(book) as connection:
        found = cohorts(Figures(connection, book.business, date(2026, 3, 21)), months=2)
    assert [(one.month.code, one.size, one.kept) for one in found.cohorts] == [
        ("2026-02", 2, [2, None]), ("2026-03", 2, [None, None]),
    ]  # fmt: skip
    assert found.cohorts[1].share(0) is None


def test_cohorts_of_an_earlier_day_are_followed_up_to_now() -> None:
    book = worked_example()
    with opened(book) as connection:
        found = cohorts(Figures(connection, book.business, AS_OF), date(2026, 1, 1), 3)
    assert [one.month.code for one in found.cohorts] == ["2025-10", "2025-11", "2025-12"]
    assert found.cohorts[2].kept == [1, 1, 0]


def test_a_customer_who_comes_back_is_in_its_cohort_again() -> None:
    book = SmallBook({"activity_window_months": "1"})
    account = book.account()
    book.deal(account, [Step(date(2025, 10, 1), "Proposal", 5), Step(date(2025, 10, 5), "Won", 5)])
    book.entry(date(2025, 10, 5), account, 5)
    book.entry(date(2026, 1, 20), account, 5)
    found = _cohorts(book).cohorts[6]
    assert (found.month.code, found.kept[:6]) == ("2025-10", [1, 0, 0, 1, 0, 0])
    assert found.share(3) == 1


@pytest.mark.parametrize("months", [0, 32])
def test_as_many_cohorts_as_cannot_be_told_are_refused(months: int) -> None:
    with opened(SmallBook()) as connection, pytest.raises(ValueError, match="1 to 31"):
        cohorts(Figures(connection, SmallBook().business, AS_OF), months=months)


def _cohorts(book: SmallBook) -> Cohorts:
    with opened(book) as connection:
        return cohorts(Figures(connection, book.business, AS_OF))
