"""Dates and amounts of a column are settled by all of its cells, or asked about; never guessed."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.exchange.columns import SPECS, business, question, read, surveyed
from tui_crm.exchange.meaning.file_days import FileDays
from tui_crm.exchange.meaning.survey import CHUNK, Findings, Survey, reconcile
from tui_crm.exchange.reading.sheet import Total
from tui_crm.exchange.report import Reconciled


@pytest.mark.parametrize(
    ("cells", "order"),
    [
        (["2026-02-01", "2026/2/3", "20260901", "9 Jun 2018", ""], "ymd"),
        (["03/04/2026", "13/02/2026"], "dmy"),
        (["03/04/2026", "02/13/2026 09:30"], "mdy"),
        (["3.4.2026", "28.2.2026", "2026-01-01"], "dmy"),
        (["03/04/2026", "Fri 13/02/2026"], "dmy"),
        (["03/04/2026", "Wed 04/01/2026"], "mdy"),
        (["3/4/26", "2/13/26"], "mdy"),
        (["31/12/45", "03/04/26"], "dmy"),
        (["45-12-31", "26-04-03"], "ymd"),
        (["09-Jun-18", "03-Apr-19"], "dmy"),
        (["01/01/2026", "05/05/2026", "99/99/2026", "n/a"], "dmy"),
    ],
)
def test_the_dates_of_a_column_settle_their_order(cells: list[str], order: FileDays) -> None:
    found = surveyed([[cell] for cell in cells], "opened_on")
    assert (found.date_order, found.questions) == ({"opened_on": order}, [])


@pytest.mark.parametrize(
    ("cells", "options", "part"),
    [
        (["01/01/2026", "03/04/2026"], ("dmy", "mdy"), '"03/04/2026" begin with the day or with'),
        (["13/02/2026", "02/13/2026"], ("dmy", "mdy"), '"02/13/2026" cannot begin with the day'),
        (["13/02/2026", "02/13/2026"], ("dmy", "mdy"), '"13/02/2026" cannot begin with the month'),
        (["13/02/26"], ("dmy", "ymd"), "begin with the day or with the year"),
        (["01/02/03"], ("dmy", "mdy", "ymd"), "the day or with the month or with the year"),
        (["26-02-13", "13/02/2026"], ("dmy", "ymd"), "26-02-13"),
        (["13/02/26", "13/02/2026"], ("dmy", "ymd"), "begin with the day or with the year"),
        (["45-12-31", "13/02/2026"], ("dmy", "mdy", "ymd"), "13/02/2026"),
        (["45-12-31", "09-Jun-18"], ("dmy", "mdy", "ymd"), "09-Jun-18"),
        (["13/02/2026", "05.03.2026"], ("dmy", "mdy"), "05.03.2026"),
        (["03/04/2026 13:00", "01/01/2026 02:00"], ("dmy", "mdy"), '"03/04/2026"'),
    ],
)
def test_dates_that_do_not_settle_their_order_are_asked_about(
    cells: list[str], options: tuple[str, ...], part: str
) -> None:
    for each in (cells, cells[::-1]):
        asked = question(each, "opened_on")
        assert (asked.choice, asked.column, asked.options) == ("date_order", "opened_on", options)
        assert part in asked.message


def test_what_the_owner_says_settles_what_the_column_does_not() -> None:
    assert read(["03/04/2026"], "opened_on", date_order="mdy") == [date(2026, 3, 4)]
    one, other = read(["13/02/2026", "02/13/2026"], "opened_on", date_order="dmy") or []
    assert one == date(2026, 2, 13)
    assert isinstance(other, tuple) and "does not begin with the day" in other[0]
    assert read(["1,234"], "amount", decimal=",", base="KWD") == [1234]
    assert read(["1,234"], "amount", decimal=".") == [123400]


def test_what_is_said_of_all_columns_does_not_turn_one_round_that_says_otherwise() -> None:
    asked = question(["03/04/2026", "02/13/2026"], "opened_on", date_order="dmy")
    assert asked.options == ("mdy", "dmy")
    asked = question(["12,5", "1.234"], "amount", decimal=".")
    assert (asked.choice, asked.options) == ("decimal", (".", ","))
    said = {"opened_on": "dmy"}
    one, other = read(["03/04/2026", "02/13/2026"], "opened_on", date_order=said) or []
    assert one == date(2026, 4, 3)
    assert isinstance(other, tuple)


@pytest.mark.parametrize(
    ("field", "cells", "mark"),
    [
        ("amount", ["1234", "-", ""], "."),
        ("amount", ["1,234", "1,234.50"], "."),
        ("amount", ["1.234", "12,5"], ","),
        ("amount", ["1.234", "1.234.567"], ","),
        ("amount", ["1,234", "1,23,456"], "."),
        ("amount", ["1,234", "1234.567"], "."),
        ("amount", ["1.234 €", "(3,50 €)"], ","),
        ("amount", ["1 234", "1'234", "0.5"], "."),
        ("amount", ["0,123", "1,234"], ","),
        ("sessions", ["4,516,727"], "."),
        ("sessions", ["1.234"], ","),
        ("sessions", ["1,234", "5"], "."),
        ("sessions", ["1234.0", "2,000"], "."),
        ("rate", ["0.923", "1.085"], "."),
    ],
)
def test_the_numbers_of_a_column_settle_their_decimal_mark(
    field: str, cells: list[str], mark: str
) -> None:
    found = surveyed([[cell] for cell in cells], field)
    assert (found.decimal, found.questions) == ({field: mark}, [])


@pytest.mark.parametrize(
    ("field", "cells", "part"),
    [
        ("amount", ["12", "1,234"], 'before the decimals in "1,234"?'),
        ("amount", ["1.234", "5"], 'before the decimals in "1.234"?'),
        ("amount", ["1.234", "5,5 pcs"], 'before the decimals in "1.234"?'),
        ("amount", ["$1.000"], 'before the decimals in "$1.000"?'),
        ("amount", ["12,5", "12.5"], '"12.5" stand after a point, those of "12,5" after a comma'),
        ("sessions", ["1,000"], 'before the decimals in "1,000"?'),
    ],
)
def test_numbers_that_do_not_settle_their_mark_are_asked_about(
    field: str, cells: list[str], part: str
) -> None:
    asked = question(cells, field, base="USD")
    assert (asked.choice, asked.column, asked.options) == ("decimal", field, (".", ","))
    assert part in asked.message


def test_each_column_is_settled_on_its_own() -> None:
    rows = [["03/04/2026", "02/13/2026", "1,5", "1.50"], ["13/04/2026", "03/04/2026", "2", "3"]]
    found = surveyed(rows, "opened_on", "closed_on", "amount", "recurring_amount")
    assert found.date_order == {"opened_on": "dmy", "closed_on": "mdy"}
    assert found.decimal == {"amount": ",", "recurring_amount": "."}
    assert (found.rows, found.questions) == (2, [])


@pytest.mark.parametrize(
    ("cells", "base", "told", "options"),
    [
        (["$5.00"], "EUR", None, ("USD", "CAD", "AUD")),
        (["$5.00"], "CAD", None, None),
        (["$5.00"], "EUR", "AUD", None),
        (["$5.00"], "EUR", "GBP", None),
        (["$5.00 USD", "US$ 3", "CA$3"], "EUR", None, None),
        (["¥500"], "EUR", None, ("JPY", "CNY")),
        (["kr 5"], "EUR", None, ("SEK", "NOK", "DKK")),
        (["£5", "€5", "zł 3", "5 kč"], "EUR", None, None),
    ],
)
def test_a_sign_of_several_currencies_is_asked_about_where_nothing_says_which(
    cells: list[str], base: str, told: str | None, options: tuple[str, ...] | None
) -> None:
    found = surveyed([[cell] for cell in cells], "amount", base=base, currency=told)
    assert [(one.choice, one.options[:3]) for one in found.questions] == (
        [("currency", options)] if options else []
    )


def test_a_currency_column_says_which_dollar_is_meant() -> None:
    assert not surveyed([["$5", "CAD"], ["$6", "USD"]], "amount", "currency").questions
    (asked,) = surveyed([["$5", "CAD"], ["$6", ""]], "amount", "currency").questions
    assert asked.message == 'Which currency is "$" in "$6"?'


DAYS = st.dates(date(2000, 1, 1), date(2069, 12, 31))
CELLS = st.lists(
    st.tuples(
        DAYS.flatmap(
            lambda day: st.sampled_from(
                [f"{day:%d/%m/%Y}", f"{day:%m/%d/%Y}", f"{day:%y-%m-%d}", f"{day:%d.%m.%y}", "x"]
            )
        ),
        st.integers(0, 10**7).flatmap(
            lambda cents: st.sampled_from(
                [
                    f"{cents / 100:,.2f}",
                    f"{cents:,}",
                    f"${cents}",
                    f"{cents}".replace(",", "."),
                    "-",
                ]
            )
        ),
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=60)
@given(CELLS, st.randoms(use_true_random=False))
def test_the_verdict_does_not_depend_on_the_order_of_the_rows(
    rows: list[tuple[str, str]], random: st.random_module
) -> None:
    shuffled = list(rows)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # a random.Random
    one, other = (surveyed(each, "opened_on", "amount") for each in (rows, shuffled))
    assert verdict(one) == verdict(other)


def verdict(found: Findings) -> object:
    """What was found, without the cells that are shown for it."""
    asked = [(one.choice, one.column, one.options) for one in found.questions]
    return found.date_order, found.decimal, asked, found.sums


def test_a_cell_far_down_settles_the_column_and_memory_stays_small() -> None:
    survey = Survey(SPECS, {"opened_on": 0}, None, None, None, business())
    for number in range(CHUNK * 4):
        survey.look([f"{number % 12 + 1:02}/{number % 11 + 1:02}/20{number % 70:02}"])
    survey.look(["x" * 10_000_000])
    survey.look(["13/02/2026"])
    assert survey.findings().date_order == {"opened_on": "dmy"}


def test_a_row_without_the_column_says_nothing() -> None:
    found = surveyed([["02/13/2026"], ["a", "13/02/2026"]], "name", "opened_on")
    assert (found.rows, found.date_order) == (2, {"opened_on": "dmy"})


@pytest.mark.parametrize(
    ("rows", "total", "said"),
    [
        ([["1,234.50", "10"], ["$2", "x"]], ["1,236.50", "10"], ("1236.50", "1236.50", "0.00")),
        ([["(5)", "10"], ["5.5", "1"]], ["10.5", "11"], ("10.50", "0.50", "10.00")),
        ([["1.5", ""], ["2", ""]], ["$3.50", "--"], ("3.50", "3.50", "0.00")),
        ([["1.5", ""], ["2.125", ""]], ["$3.625", ""], None),
        ([["1.5", ""], ["2.125", ""]], ["$3.63", ""], ("3.63", "1.50", "2.13")),
    ],
)
def test_total_rows_are_compared_with_what_their_rows_come_to(
    rows: list[list[str]], total: list[str], said: tuple[str, str, str] | None
) -> None:
    fields = {"amount": 0, "sessions": 1}
    found = surveyed(rows, "amount", "sessions", base="USD")
    told = reconcile(found, [Total(9, total)], fields, ["Cost", "Visits"])
    assert told[:1] == ([Reconciled(9, "Cost", *said)] if said else [])
    assert [one.column for one in told[1:]] == (["Visits"] if total[1].isdigit() else [])


def test_totals_of_several_currencies_are_compared_each_with_its_own() -> None:
    rows = [["5", "USD"], ["7.5", "EUR"], ["€1", ""], ["1000", "JPY"]]
    found = surveyed(rows, "amount", "currency")
    assert found.sums == {
        ("amount", "USD"): 500, ("amount", "EUR"): 850, ("amount", "JPY"): 1000,
    }  # fmt: skip
    totals = [Total(8, ["8.50", "EUR"]), Total(9, ["1013.5", ""]), Total(10, ["¥999", "JPY"])]
    told = reconcile(found, totals, {"amount": 0, "currency": 1}, ["Cost", "Currency"])
    assert [(one.line, one.sum, one.difference) for one in told] == [
        (8, "8.50", "0.00"),
        (10, "1000", "-1"),
    ]
