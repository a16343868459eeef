"""Amounts as people type them, as files hold them, and as they are converted."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_crm.money import (
    LIMIT,
    AmountError,
    DecimalMark,
    convert,
    exponent,
    half_up,
    known,
    parse_amount,
    parse_decimal,
    parse_rate,
    plain,
    shown_amount,
)

currencies = st.sampled_from(["EUR", "USD", "JPY", "KWD", "CLF"])
amounts = st.integers(-LIMIT, LIMIT)
marks: st.SearchStrategy[DecimalMark] = st.sampled_from([".", ","])


@pytest.mark.parametrize(
    ("currency", "decimals"),
    [
        ("EUR", 2),
        ("HUF", 2),
        ("JPY", 0),
        ("CLP", 0),
        ("ISK", 0),
        ("XOF", 0),
        ("KWD", 3),
        ("CLF", 4),
    ],
)
def test_a_currency_has_the_decimals_of_iso_4217(currency: str, decimals: int) -> None:
    assert known(currency)
    assert exponent(currency) == decimals


@pytest.mark.parametrize("code", ["", "EU", "eur", "EURO", "XXX", "ABC"])
def test_what_is_no_code_is_not_known(code: str) -> None:
    assert not known(code)


@pytest.mark.parametrize(
    ("typed", "minor"),
    [
        ("1200", 120000),
        ("1.2k", 120000),
        ("1.2 K", 120000),
        ("3m", 300000000),
        ("3M", 300000000),
        ("1,234k", 123400000),
        (".5", 50),
        ("12.", 1200),
        ("1.5000", 150),
        ("007", 700),
        ("1,234.50", 123450),
        ("1,234,567", 123456700),
        ("1 234.50", 123450),
        ("1\u202f234\u202f567.89", 123456789),
        ("1'234.50", 123450),
        ("1’234.50", 123450),
        ("  99 ", 9900),
        ("-50", -5000),
        ("−50", -5000),
        ("+50", 5000),
        ("(50)", -5000),
        ("(1.2k)", -120000),
        ("12*3", 3600),
        ("12 x 3", 3600),
        ("12×3.5", 4200),
        ("4+5", 900),
        ("100-2*3", 9400),
        ("2+3*4", 1400),
        ("100/4*3", 7500),
        ("12*3.125", 3750),
        ("100÷8", 1250),
        ("2--3", 500),
        ("2*-3", -600),
        ("1k+250", 125000),
        ("0", 0),
        ("€50", 5000),
        ("50 €", 5000),
        ("-€50", -5000),
        ("€-50", -5000),
        ("(€50)", -5000),
        ("50EUR", 5000),
        ("eur 50", 5000),
        ("5k EUR", 500000),
        ("€5 + €6", 1100),
    ],
)
def test_an_amount_is_understood_as_people_type_it(typed: str, minor: int) -> None:
    assert parse_amount(typed, "EUR") == minor


@pytest.mark.parametrize(
    ("typed", "minor"),
    [
        ("1.234,50", 123450),
        ("1,5", 150),
        ("1,2k", 120000),
        ("1.234.567", 123456700),
        ("12*3,50", 4200),
        ("1 234,50", 123450),
        ("1.234", 123400),
    ],
)
def test_with_a_decimal_comma_the_point_groups(typed: str, minor: int) -> None:
    assert parse_amount(typed, "EUR", decimal_mark=",") == minor


@pytest.mark.parametrize(
    ("typed", "currency", "minor"),
    [
        ("¥1,500", "JPY", 1500),
        ("1.5k", "JPY", 1500),
        ("5.0", "JPY", 5),
        ("1.2345", "CLF", 12345),
        ("1.234", "KWD", 1234),
        ("$5", "CAD", 500),
        ("US$5", "USD", 500),
        ("R$ 5", "BRL", 500),
        ("R 5", "ZAR", 500),
        ("50 kr", "SEK", 5000),
        ("50 kr.", "DKK", 5000),
        ("Fr. 50", "CHF", 5000),
        ("50 zł", "PLN", 5000),
        ("50 Kč", "CZK", 5000),
        ("3 MXN", "MXN", 300),
        ("KES 3k", "KES", 300000),
        ("XAF 7", "XAF", 7),
    ],
)
def test_the_sign_or_the_code_of_its_currency_may_stand_beside_an_amount(
    typed: str, currency: str, minor: int
) -> None:
    assert parse_amount(typed, currency) == minor


@pytest.mark.parametrize("typed", ["5 USD", "$5", "£5", "5 kr", "JPY 5", "US$5", "5 EUR + 5 USD"])
def test_an_amount_of_another_currency_is_refused_and_names_the_field(typed: str) -> None:
    with pytest.raises(AmountError, match=r"not in EUR.*change the field currency"):
        parse_amount(typed, "EUR")


@pytest.mark.parametrize(
    ("typed", "mark"),
    [
        ("1,5", "."),
        ("1,50", "."),
        ("1,2345", "."),
        ("12,34,567", "."),
        ("1234,567", "."),
        ("0,123", "."),
        ("1,234 567", "."),
        ("1.234,50", "."),
        ("1.2.3", "."),
        ("1,,234", "."),
        (",234", "."),
        ("1.5", ","),
        ("1,234.50", ","),
        ("1 23", "."),
        ("5 6", "."),
        ("1'23", "."),
    ],
)
def test_a_mark_that_may_mean_either_is_refused_with_an_example(
    typed: str, mark: DecimalMark
) -> None:
    example = "1,234.50" if mark == "." else "1.234,50"

    with pytest.raises(AmountError) as refusal:
        parse_amount(typed, "EUR", decimal_mark=mark)

    assert str(refusal.value).startswith(f'"{typed}" is not an amount')
    assert str(refusal.value).endswith(example)


@pytest.mark.parametrize(
    "typed",
    [
        *(
            "abc",
            "12abc",
            "nan",
            "inf",
            "1e5",
            "0x1f",
            "٣",
            "½",
            "1_000",
            "€",
            ".",
            "-",
            "()",
            "(",
            "5)",
        ),
        *(
            "12*",
            "*12",
            "12**2",
            "--5",
            "5-",
            "4 (5)",
            "(4+5)",
            "-(5)",
            "((5))",
            "1k2",
            "5kk",
            "5%",
        ),
        *("Fr.50", "EUR.50", "end", "5 end", "\x1b[31m5", "5 EURO", "1;2", "=1+1"),
    ],
)
def test_what_is_no_arithmetic_is_refused(typed: str) -> None:
    with pytest.raises(AmountError, match="is not an amount"):
        parse_amount(typed, "EUR" if "Fr" not in typed else "CHF")


@pytest.mark.parametrize("typed", ["", "   ", "\n"])
def test_a_missing_amount_is_asked_for(typed: str) -> None:
    with pytest.raises(AmountError, match="missing: type one"):
        parse_amount(typed, "EUR")


@pytest.mark.parametrize(
    ("typed", "currency", "complaint"),
    [
        ("1.234", "EUR", "more than 2 decimals"),
        ("12*3.333", "EUR", "more than 2 decimals"),
        ("100/3", "EUR", "more than 2 decimals"),
        ("0.0000015k", "EUR", "more than 2 decimals"),
        ("1.5", "JPY", "JPY has none"),
        ("1.2345", "KWD", "more than 3 decimals"),
    ],
)
def test_nothing_is_rounded_without_being_asked(typed: str, currency: str, complaint: str) -> None:
    with pytest.raises(AmountError, match=complaint):
        parse_amount(typed, currency)


def test_dividing_by_zero_is_refused() -> None:
    with pytest.raises(AmountError, match="divides by 0"):
        parse_amount("5/0", "EUR")


def test_an_amount_has_a_limit_either_way() -> None:
    assert parse_amount("100000m", "EUR") == LIMIT
    assert parse_decimal("-100000000000.00", "EUR") == -LIMIT
    for typed in ("100000000000.01", "-100000000000.01"):
        with pytest.raises(AmountError, match=r"too large: the most is 100,000,000,000\.00 EUR"):
            parse_amount(typed, "EUR")
        with pytest.raises(AmountError, match="too large"):
            parse_decimal(typed, "EUR")
    with pytest.raises(AmountError, match="too large"):
        convert(LIMIT, "EUR", Decimal("1.1"), "EUR")


@pytest.mark.parametrize("typed", ["9" * 5000, "1+" * 500 + "1", " " * 300 + "1"])
def test_an_endless_text_is_refused_with_a_short_sentence(typed: str) -> None:
    for parse in (parse_amount, parse_decimal):
        with pytest.raises(AmountError) as refusal:
            parse(typed, "EUR")
        assert len(str(refusal.value)) < 150


@given(amounts, currencies, marks, st.none() | st.integers(4, 6))
def test_an_amount_that_is_shown_can_be_typed_again(
    minor: int, currency: str, mark: DecimalMark, decimals: int | None
) -> None:
    label = shown_amount(minor, currency, decimal_mark=mark, decimals=decimals)

    assert parse_amount(label, currency, decimal_mark=mark) == minor
    assert parse_amount(f"{currency} {label}", currency, decimal_mark=mark) == minor


@given(amounts, currencies)
def test_an_amount_survives_a_file(minor: int, currency: str) -> None:
    written = plain(minor, currency)

    assert parse_decimal(written, currency) == minor
    assert Decimal(written).scaleb(exponent(currency)) == minor


@given(st.text() | st.text("0123456789.,+-*/()kmx €$'EURUSD"), currencies, marks)
def test_any_text_is_an_amount_or_refused_with_a_sentence(
    typed: str, currency: str, mark: DecimalMark
) -> None:
    try:
        minor = parse_amount(typed, currency, decimal_mark=mark)
    except AmountError as refusal:
        assert ": " in str(refusal)
    else:
        assert type(minor) is int
        assert abs(minor) <= LIMIT


@given(st.lists(st.tuples(st.sampled_from("+-*"), st.integers(0, 99)), min_size=1, max_size=6))
def test_arithmetic_is_that_of_school(steps: list[tuple[str, int]]) -> None:
    typed = "7" + "".join(f"{operator}{number}" for operator, number in steps)

    assert parse_amount(typed, "JPY") == eval(typed)


@pytest.mark.parametrize(
    ("written", "currency", "minor"),
    [
        ("-1234.50", "EUR", -123450),
        ("+5", "EUR", 500),
        ("5", "EUR", 500),
        ("4899.800", "EUR", 489980),
        (" 12.3 ", "EUR", 1230),
        ("-0.01", "EUR", -1),
        ("15", "JPY", 15),
        ("15.00", "JPY", 15),
        ("0.005", "KWD", 5),
    ],
)
def test_a_plain_decimal_is_read_from_a_file(written: str, currency: str, minor: int) -> None:
    assert parse_decimal(written, currency) == minor


@pytest.mark.parametrize(
    "written",
    [
        "",
        "NaN",
        "inf",
        "-Infinity",
        "1e3",
        "1,234.50",
        "1 234",
        "1.",
        ".5",
        "--5",
        "€5",
        "5 EUR",
        "1_0",
        "٣",
    ],
)
def test_a_file_holds_nothing_but_plain_decimals(written: str) -> None:
    with pytest.raises(AmountError, match="is not a plain amount"):
        parse_decimal(written, "EUR")


@pytest.mark.parametrize(("written", "currency"), [("1.005", "EUR"), ("1.5", "JPY")])
def test_a_file_has_no_more_decimals_than_the_currency(written: str, currency: str) -> None:
    with pytest.raises(AmountError, match=r"has (more than 2 )?decimals"):
        parse_decimal(written, currency)


@pytest.mark.parametrize(
    ("minor", "currency", "text"),
    [
        (489980, "EUR", "4899.80"),
        (-5, "EUR", "-0.05"),
        (0, "EUR", "0.00"),
        (5, "KWD", "0.005"),
        (7, "JPY", "7"),
    ],
)
def test_a_plain_amount_has_all_decimals_of_its_currency(
    minor: int, currency: str, text: str
) -> None:
    assert plain(minor, currency) == text


@pytest.mark.parametrize(
    ("minor", "currency", "mark", "decimals", "text"),
    [
        (489980, "EUR", ".", None, "4,899.80"),
        (489980, "EUR", ",", None, "4.899,80"),
        (-123456789, "EUR", ".", None, "-1,234,567.89"),
        (-5, "EUR", ".", None, "-0.05"),
        (1234567, "JPY", ".", None, "1,234,567"),
        (1234567, "JPY", ",", None, "1.234.567"),
        (1234, "KWD", ".", None, "1.234"),
        (489950, "EUR", ".", 0, "4,900"),
        (489949, "EUR", ".", 0, "4,899"),
        (-489950, "EUR", ".", 0, "-4,900"),
        (-49, "EUR", ".", 0, "0"),
        (125, "EUR", ".", 1, "1.3"),
        (5, "JPY", ".", 2, "5.00"),
    ],
)
def test_an_amount_for_people_has_groups_and_is_rounded_half_up(
    minor: int, currency: str, mark: DecimalMark, decimals: int | None, text: str
) -> None:
    assert shown_amount(minor, currency, decimal_mark=mark, decimals=decimals) == text


@pytest.mark.parametrize(
    ("value", "whole"),
    [
        ("1/2", 1),
        ("-1/2", -1),
        ("3/2", 2),
        ("5/2", 3),
        ("-5/2", -3),
        ("49/100", 0),
        ("-49/100", 0),
        ("7", 7),
    ],
)
def test_halves_go_away_from_zero(value: str, whole: int) -> None:
    assert half_up(Fraction(value)) == whole


@given(st.fractions())
def test_rounding_is_never_off_by_more_than_a_half(value: Fraction) -> None:
    assert abs(half_up(value) - value) <= Fraction(1, 2)
    assert half_up(-value) == -half_up(value)


@pytest.mark.parametrize(
    ("minor", "currency", "rate", "base", "expected"),
    [
        (260000, "USD", "0.9230", "EUR", 239980),
        (1500, "JPY", "0.0061", "EUR", 915),
        (100, "EUR", "163.5", "JPY", 164),
        (-100, "EUR", "163.5", "JPY", -164),
        (1000, "KWD", "3.02", "EUR", 302),
        (100, "EUR", "0.333", "KWD", 333),
        (12345, "EUR", "1", "EUR", 12345),
    ],
)
def test_an_amount_is_converted_at_its_rate_and_rounded_once(
    minor: int, currency: str, rate: str, base: str, expected: int
) -> None:
    assert convert(minor, currency, Decimal(rate), base) == expected


@pytest.mark.parametrize("rate", ["0", "-1", "NaN", "Infinity"])
def test_nothing_is_converted_at_a_rate_that_is_none(rate: str) -> None:
    with pytest.raises(AmountError, match="A rate must be more than 0"):
        convert(100, "EUR", Decimal(rate), "USD")


@pytest.mark.parametrize(
    ("typed", "mark", "rate"),
    [
        ("0.9230", ".", "0.9230"),
        ("0,9230", ",", "0.9230"),
        (" 163 ", ".", "163"),
        ("0.00006100", ".", "0.000061"),
        ("1.000000000000", ".", "1"),
    ],
)
def test_a_rate_is_read_by_its_decimal_mark(typed: str, mark: DecimalMark, rate: str) -> None:
    assert parse_rate(typed, decimal_mark=mark) == Decimal(rate)


@pytest.mark.parametrize(
    ("typed", "complaint"),
    [
        *(
            (typed, "is not a rate")
            for typed in ("", "x", "-1", "1e3", "nan", "0,9", "1,234.5", ".5")
        ),
        ("0", "more than 0"),
        ("0.00000000", "more than 0"),
        ("0.123456789", "more than 8 decimals"),
        ("10000000000", "too large for a rate"),
        ("9" * 5000, "is not a rate"),
    ],
)
def test_what_is_no_rate_is_refused(typed: str, complaint: str) -> None:
    with pytest.raises(AmountError, match=complaint):
        parse_rate(typed)
