"""Each cell of a settled column is exactly what it says, or refused with a sentence."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tests.exchange.columns import SPECS, business, read, surveyed
from tui_crm.exchange.meaning.cells import Cells
from tui_crm.exchange.report import Undecided
from tui_crm.store.entry import Typing, Value

MAR12 = date(2026, 3, 12)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-03-12", MAR12),
        ("2026/3/12", MAR12),
        ("2026.03.12", MAR12),
        ("20260312", MAR12),
        ("2026-03-12 09:30", MAR12),
        ("2026-03-12T09:30:15.123", MAR12),
        ("2026-03-12 09:30:00,5", MAR12),
        ("20260312T093000", MAR12),
        ("2026-03-12T23:30Z", date(2026, 3, 13)),
        ("2026-03-12 00:30:00 +0200", date(2026, 3, 11)),
        ("2026-03-12T23:30:00.000-01:30", date(2026, 3, 13)),
        ("2026-03-12 22:30 UTC", MAR12),
        ("Thu Mar 12 2026 23:30:00 GMT+0100 (Central European Standard Time)", MAR12),
        ("Mar 12, 2026 09:30 pm", MAR12),
        ("March 12 2026", MAR12),
        ("12 Mar 2026", MAR12),
        ("12th March 2026", MAR12),
        ("12-Mar-26", MAR12),
        ("12-MAR-2026", MAR12),
        ("2026-Mar-12", MAR12),
        ("12. März 2026", MAR12),
        ("Donnerstag, 12. März 2026 um 9:30 Uhr", MAR12),
        ("1er août 2026", date(2026, 8, 1)),
        ("jeudi 12 mars 2026", MAR12),
        ("12 févr. 2026", date(2026, 2, 12)),
        ("12 de marzo de 2026", MAR12),
        ("jue. 12 ene. 2023", date(2023, 1, 12)),
        ("12 maart 2026", MAR12),
        ("do 12 mrt. 2026", MAR12),
        ("12 giugno 2026", date(2026, 6, 12)),
        ("12 de fevereiro de 2026", date(2026, 2, 12)),
        ("\u200e12\u00a0Mar\u202f2026 ", MAR12),
        ("--", None),
        ("n/a", None),
        ("", None),
    ],
)
def test_a_date_is_read_however_a_program_writes_it(text: str, day: date | None) -> None:
    assert read([text], "opened_on") == [day]


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("45678", "looks like a day number of a spreadsheet"),
        ("45678.5", "format the column as a date"),
        ("1788000000", "count of seconds"),
        ("2026-02-30", "is not a date: write 2026-03-12"),
        ("2026-13-01", "is not a date"),
        ("30/02/2026", "is not a date"),
        ("2026-03-12T25:00", "no such time of day"),
        ("2026-03-12 13:05 pm", "no such time of day"),
        ("2026-03-12 10:00 +15:00", "no such time of day"),
        ("2026-03-12 10:00 CET", "is not a date"),
        ("2026-03-12 x", "is not a date"),
        ("Mon, 12 Mar 2026", "another day of the week"),
        ("12 Mar", "is not a date"),
        ("Mar 2026", "is not a date"),
        ("2026", "is not a date"),
        ("1 jui 2026", "is not a date"),
        ("0000-00-00", "is not a date"),
        ("1899-12-31", "outside the years 1900 to 2200"),
        ("9999-12-31T23:59-12:00", "is not a date"),
        ("12 Mar 98", "may be of 1998 or 2098: write the year with four digits"),
        ("٢٠٢٦-03-12", "is not a date"),
        ("next friday", "is not a date"),
        ("+3d", "is not a date"),
    ],
)
def test_what_is_no_date_is_refused_with_a_sentence(text: str, part: str) -> None:
    (found,) = read([text], "opened_on") or []
    assert isinstance(found, tuple) and part in found[0]
    assert text.strip()[:4] in found[0]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-02-28T23:30Z", datetime(2026, 2, 28, 23, 30, tzinfo=UTC)),
        ("2026-02-28 23:30", datetime(2026, 2, 28, 22, 30, tzinfo=UTC)),
        ("Feb 28, 2026 11:30 PM", datetime(2026, 2, 28, 22, 30, tzinfo=UTC)),
        ("28.02.2026 12:05 am", datetime(2026, 2, 27, 23, 5, tzinfo=UTC)),
        ("2026-02-28 23:30:05.250+01:00", datetime(2026, 2, 28, 22, 30, 5, 250_000, UTC)),
        ("2026-02-28", datetime(2026, 2, 28, 11, 0, tzinfo=UTC)),
        ("2026-10-25 02:30", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        ("n/a", None),
    ],
)
def test_a_moment_is_read_in_the_zone_of_the_business(text: str, moment: datetime | None) -> None:
    assert read([text], "created_at") == [moment]


@pytest.mark.parametrize("text", ["2026-02-30 10:00", "1850-01-01T10:00:00Z", "2026-02-28 24:00"])
def test_a_moment_that_cannot_be_is_refused(text: str) -> None:
    assert isinstance((read([text], "created_at") or [None])[0], tuple)


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("1234.50", 123450),
        ("-1234.5", -123450),
        ("+12", 1200),
        ("007", 700),
        (".50", 50),
        ("12.3400", 1234),
        ("1,234.50", 123450),
        ("1'234.50", 123450),
        ("1’234’567", 123456700),
        ("1 234.50", 123450),
        ("1\u00a0234.50", 123450),
        ("1\u202f234\u202f567.5", 123456750),
        ("1,23,456.00", 12345600),
        ("12,34,56,789", 12345678900),
        ("€1,234.50", 123450),
        ("1,234.50 €", 123450),
        ("EUR 12", 1200),
        ("12EUR", 1200),
        ("12 eur", 1200),
        ("-€5", -500),
        ("€-5", -500),
        ("€ -5.00", -500),
        ("\u22125", -500),
        ("5-", -500),
        ("5.00- €", -500),
        ("(1,234.50)", -123450),
        ("(€5)", -500),
        ("€(5.00)", -500),
        ("(5) EUR", -500),
        ("-", None),
        ("--", None),
        (" -- ", None),
        ("—", None),
        ("N/A", None),
        ("100000000000.00", 10**13),
    ],
)
def test_an_amount_is_read_exactly_however_it_is_written(text: str, minor: int | None) -> None:
    assert read([text, "0.5"], "amount") == [minor, 50]


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("1E+06", "cut short by a spreadsheet"),
        ("1.5e3", "cut short by a spreadsheet"),
        ("NaN", "is not a number"),
        ("inf", "is not a number"),
        ("-Infinity", "is not a number"),
        ("100000000000.01", "too large"),
        ("9" * 50, "too large"),
        ("9" * 500, "is not a plain number"),
        ("12.345", "more than 2 decimals"),
        ("1.2.3", "is not a plain number"),
        ("1,2,3", "is not a plain number"),
        ("1,23,45", "is not a plain number"),
        ("12,345,67", "is not a plain number"),
        ("1 2345", "is not a plain number"),
        ("1,234 567", "is not a plain number"),
        ("5.", "is not a plain number"),
        ("1.234,50", '"." stands before the decimals'),
        ("１２", "digits 0 to 9"),
        ("٣", "digits 0 to 9"),
        ("½", "is not a plain number"),
        ("12*3", "is not a plain number"),
        ("1.2k", '"k" is no currency'),
        ("5 pcs", '"pcs" is no currency'),
        ("Fr.50", "is not a plain number"),
        ("--5", "is not a plain number"),
        ("-(5)", "is not a plain number"),
        ("(5", "is not a plain number"),
        ("50%", "is a percentage"),
        ("$5", "say which currency"),
        ("$5 EUR", "is no currency"),
        ("0x10", "is not a plain number"),
        ("1_000", "is not a plain number"),
    ],
)
def test_what_is_no_amount_is_refused_with_a_sentence(text: str, part: str) -> None:
    found = (read([text, "0.5"], "amount", decimal={"amount": "."}, currency="EUR") or [])[0]
    assert isinstance(found, tuple) and part in found[0]


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        ("sessions", "4,516,727", 4516727),
        ("sessions", "4.516.727", 4516727),
        ("sessions", "4 516", 4516),
        ("sessions", "1,234", 1234),
        ("sessions", "1.234", 1234),
        ("sessions", "1234.0", 1234),
        ("sessions", "12,00", 12),
        ("sessions", "--", None),
        ("probability", "27.5%", 2750),
        ("probability", "27,5 %", 2750),
        ("probability", "25", 2500),
        ("rate", "0.9230", 92_300_000),
        ("rate", "0,9230", 92_300_000),
        ("discount_percent", "12.5 %", 12_500_000),
        ("discount_percent", "10.00", 10_000_000),
        ("unit_price", "€0.0125", 12_500),
        ("unit_price", "1,234.50 EUR", 1_234_500_000),
    ],
)
def test_counts_and_rates_are_read_too(field: str, text: str, value: Value) -> None:
    assert read([text], field) == [value]


@pytest.mark.parametrize(
    ("field", "text", "part"),
    [
        ("sessions", "1,5", "is not a whole number"),
        ("sessions", "-3", "cannot be negative"),
        ("sessions", "$5", "is not a plain number"),
        ("sessions", "50%", "is a percentage"),
        ("sessions", "12345678901234567890", "is not a whole number"),
        ("probability", "101", "between 0 and 100"),
        ("rate", "5%", "is a percentage"),
        ("rate", "0.00", "more than 0"),
    ],
)
def test_what_is_no_count_and_no_rate_is_refused(field: str, text: str, part: str) -> None:
    (found,) = read([text], field) or []
    assert isinstance(found, tuple) and part in found[0]


def cells() -> Cells:
    """How the cells of a file are read whose columns are settled."""
    found = surveyed([["0.5", "0.5"]], "amount", "recurring_amount")
    return Cells(SPECS, Typing(business(), date(2026, 11, 24), plain=True), settled=found)


@pytest.mark.parametrize(
    ("texts", "currency", "values"),
    [
        ({"amount": "5", "currency": "usd"}, "EUR", {"amount": 500, "currency": "USD"}),
        ({"amount": "5", "currency": "¥"}, "JPY", {"amount": 5, "currency": "JPY"}),
        ({"amount": "$5", "currency": "CAD"}, "EUR", {"amount": 500, "currency": "CAD"}),
        ({"amount": "€5", "currency": ""}, "EUR", {"amount": 500, "currency": "EUR"}),
        ({"amount": "$5"}, "AUD", {"amount": 500, "currency": "AUD"}),
        ({"amount": "US$5"}, "AUD", {"amount": 500, "currency": "USD"}),
        ({"amount": "£5"}, "EUR", {"amount": 500, "currency": "GBP"}),
        (
            {"amount": "1200", "recurring_amount": "JPY 30"},
            "EUR",
            {"amount": 1200, "recurring_amount": 30, "currency": "JPY"},
        ),
        ({"amount": "5"}, "EUR", {"amount": 500}),
    ],
)
def test_a_row_is_in_its_own_currency_or_in_that_of_its_sign_or_in_the_files(
    texts: dict[str, str], currency: str, values: dict[str, Value]
) -> None:
    reader = cells()
    for _ in ("met for the first time", "known by its form"):
        assert reader.values(texts, currency) == (values, {})


@pytest.mark.parametrize(
    ("texts", "wrong"),
    [
        ({"amount": "€5", "currency": "USD"}, {"amount": '"€5" is in EUR, but the row in USD'}),
        (
            {"amount": "€5", "recurring_amount": "£3"},
            {"amount": '"€5" is in EUR, but the row in GBP'},
        ),
        ({"currency": "bucks"}, {"currency": '"bucks" is not a currency: write EUR or USD'}),
        ({"currency": "$"}, {"currency": '"$" is not a currency: write EUR or USD'}),
    ],
)
def test_amounts_of_one_row_in_several_currencies_are_refused(
    texts: dict[str, str], wrong: dict[str, str]
) -> None:
    assert cells().values(texts, "EUR")[1] == wrong


def test_a_cell_that_does_not_fit_the_settled_column_is_refused_and_not_read_another_way() -> None:
    found = read(["13/02/2026", "02/13/2026", "02/03/2026"], "opened_on", date_order="dmy")
    assert found is not None
    assert (found[0], found[2]) == (date(2026, 2, 13), date(2026, 3, 2))
    assert isinstance(found[1], tuple)
    assert read(["1,234.50", "1.234"], "amount", base="KWD") == [1234500, 1234]
    found = read(["1.234,50", "12.50"], "amount", decimal={"amount": ","})
    assert found is not None
    assert found[0] == 123450
    assert isinstance(found[1], tuple)


def test_a_column_that_nothing_settled_is_asked_about_when_it_is_read() -> None:
    unsettled = Cells(SPECS, Typing(business(), date(2026, 11, 24), plain=True))
    for texts in ({"opened_on": "13/02/2026"}, {"amount": "1.234"}, {"amount": "12,5"}):
        with pytest.raises(Undecided):
            unsettled.values(texts, "EUR")
    values, wrong = unsettled.values({"opened_on": "12 Mar 2026", "amount": "12.5"}, "EUR")
    assert (values, wrong) == ({"opened_on": MAR12, "amount": 1250}, {})
