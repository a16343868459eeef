"""Money: whole minor units of a currency, from what people type to what people read."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from tui_crm.text import quoted

DecimalMark = Literal[".", ","]

LIMIT = 10**13
"""The most minor units that one amount may have, either way."""

# ISO 4217 by decimals, with the codes withdrawn since 2020, which old records still carry;
# without metals, test codes and drawing rights, which have no minor unit.
_CODES = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    2: "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP "
    "BYN BZD CAD CDF CHE CHF CHW CNY COP COU CRC CUC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR "
    "FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IRR JMD KES KGS KHR "
    "KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR "
    "MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK "
    "SGD SHP SLE SLL SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN "
    "UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG ZWL",
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}
_EXPONENTS = {code: places for places, codes in _CODES.items() for code in codes.split()}

# What stands for a currency in writing, and for which ones, the likeliest first.
_SIGNS: dict[str, str] = {
    "$": "USD CAD AUD NZD SGD HKD MXN ARS BBD BMD BND BSD BZD CLP COP CUP CVE DOP FJD GYD JMD "
    "KYD LRD NAD NIO SBD SRD TTD TWD UYU XCD ZWG",
    "us$": "USD",
    "a$": "AUD",
    "au$": "AUD",
    "c$": "CAD",
    "ca$": "CAD",
    "cn¥": "CNY",
    "e£": "EGP",
    "hk$": "HKD",
    "mx$": "MXN",
    "nt$": "TWD",
    "nz$": "NZD",
    "r$": "BRL",
    "s$": "SGD",
    "€": "EUR",
    "£": "GBP EGP FKP GIP LBP SDG SHP SSP SYP",
    "¥": "JPY CNY",
    "￥": "JPY CNY",
    "₡": "CRC",
    "₦": "NGN",
    "₨": "INR PKR LKR NPR MUR SCR",
    "₩": "KRW KPW",
    "₪": "ILS",
    "₫": "VND",
    "₭": "LAK",
    "₮": "MNT",
    "₱": "PHP",
    "₲": "PYG",
    "₴": "UAH",
    "₵": "GHS",
    "₸": "KZT",
    "₹": "INR",
    "₺": "TRY",
    "₼": "AZN",
    "₽": "RUB",
    "₾": "GEL",
    "฿": "THB",
    "fr": "CHF",
    "ft": "HUF",
    "kr": "SEK NOK DKK ISK",
    "kč": "CZK",
    "lei": "RON MDL",
    "r": "ZAR",
    "rm": "MYR",
    "rp": "IDR",
    "rs": "INR PKR LKR NPR MUR SCR",
    "zł": "PLN",
}

_LONGEST = 200
_PLAIN = re.compile(r"([+-]?)([0-9]+)(?:\.([0-9]+))?")
_RATES = {mark: re.compile(rf"([0-9]+)(?:[{mark}]([0-9]+))?") for mark in (".", ",")}
_RATE_DECIMALS = 8
_RATE_DIGITS = 9
_ZERO_RATE = "A rate must be more than 0: type what one unit of the currency is worth"
# Letters and a point before digits match nothing: "Fr.50" may mean 50 or 0.50.
_TOKEN = re.compile(
    r"\s*(?:(?P<number>[0-9.,](?:[0-9.,'’]|\s(?=[0-9]))*)"
    r"(?:\s*(?P<scale>[km])(?![^\W_]))?"
    r"|(?P<operator>[-−+*×÷/()]|x(?![^\W\d_]))"
    r"|(?P<mark>[^\W\d_]++(?:\$|\.(?![0-9])|(?!\.))|[^\w\s]))",
    re.IGNORECASE,
)
_NUMBERS = {
    mark: re.compile(
        rf"(?P<whole>[0-9]+|[1-9][0-9]{{0,2}}(?P<gap>[{other}'’\s])[0-9]{{3}}"
        rf"(?:(?P=gap)[0-9]{{3}})*|)(?:[{mark}](?P<decimals>[0-9]*))?"
    )
    for mark, other in ((".", ","), (",", "."))
}
_SCALES = {"k": 1_000, "m": 1_000_000}
_OPERATORS = {"−": "-", "×": "*", "x": "*", "÷": "/"}


class AmountError(ValueError):
    """An amount or a rate that cannot be taken; the message tells the user why."""


def known(currency: str) -> bool:
    """Whether a currency is one of ISO 4217, written as its three capitals."""
    return currency in _EXPONENTS


def unknown(text: str) -> str:
    """The sentence for what is no currency."""
    return f"{quoted(text)} is not a currency: write EUR or USD"


def exponent(currency: str) -> int:
    """How many decimals a currency's amounts have: 2 for EUR, 0 for JPY, 3 for KWD."""
    return _EXPONENTS.get(currency, 2)


def meant_by(mark: str) -> tuple[str, ...]:
    """The currencies that a sign or code may stand for, the likeliest first: "$", "kr.", "EUR"."""
    bare = mark.rstrip(".")
    return (bare.upper(),) if known(bare.upper()) else tuple(_SIGNS.get(bare.lower(), "").split())


def parse_amount(text: str, currency: str, *, decimal_mark: DecimalMark = ".") -> int:
    """The minor units of an amount as a person types it: "1.2k", "12*3", "1,234.50", "(50)".

    Numbers are joined by + - * /, k stands for thousands and m for millions, brackets round one
    amount make it negative. Whatever could be read in two ways raises AmountError: groups of
    digits must be of three, and an amount with more decimals than the currency has is not
    rounded.
    """
    if len(text) > _LONGEST:
        raise AmountError(f"{quoted(text)} is too long for an amount: type what it comes to")
    if not text.strip():
        raise AmountError("An amount is missing: type one, such as 1200 or 1.2k")
    tokens = _tokens(text, currency, decimal_mark)
    total = _total(tokens, text)
    if total is None:
        raise AmountError(_not_an_amount(text, decimal_mark))
    minor = total * 10 ** exponent(currency)
    if minor.denominator != 1:
        raise AmountError(_too_many_decimals(text, currency))
    return _within_limit(minor.numerator, text, currency)


def parse_decimal(text: str, currency: str) -> int:
    """The minor units of a plain decimal in major units, as files have it: "-1234.50".

    Raises AmountError for anything else, and for more decimals than the currency has.
    """
    match = _PLAIN.fullmatch(text.strip()) if len(text) <= _LONGEST else None
    if match is None:
        raise AmountError(
            f"{quoted(text)} is not a plain amount: type digits and a point, as in 1234.50"
        )
    sign, whole, decimals = match[1], match[2], match[3] or ""
    places = exponent(currency)
    kept = decimals.rstrip("0").ljust(places, "0")
    if len(kept) > places:
        raise AmountError(_too_many_decimals(text, currency))
    minor = _within_limit(int(whole + kept), text, currency)
    return -minor if sign == "-" else minor


def parse_rate(text: str, *, decimal_mark: DecimalMark = ".") -> Decimal:
    """An exchange rate: what one unit of a currency is worth in another, above zero.

    It has eight decimals at most and no groups of digits. Raises AmountError.
    """
    match = _RATES[decimal_mark].fullmatch(text.strip()) if len(text) <= _LONGEST else None
    if match is None:
        raise AmountError(
            f"{quoted(text)} is not a rate: type a number such as 0{decimal_mark}9230"
        )
    whole, decimals = match[1], match[2] or "0"
    if len(decimals.rstrip("0")) > _RATE_DECIMALS:
        raise AmountError(f"{quoted(text)} has more than {_RATE_DECIMALS} decimals: round it")
    if len(whole.lstrip("0")) > _RATE_DIGITS:
        raise AmountError(f"{quoted(text)} is too large for a rate: check it")
    rate = Decimal(f"{whole}.{decimals[:_RATE_DECIMALS]}")
    if not rate:
        raise AmountError(_ZERO_RATE)
    return rate


def plain(minor: int, currency: str) -> str:
    """An amount as files and the command line have it, in major units: "4899.80"."""
    places = exponent(currency)
    if not places:
        return str(minor)
    digits = f"{abs(minor):0{places + 1}}"
    return f"{'-' if minor < 0 else ''}{digits[:-places]}.{digits[-places:]}"


def shown_amount(
    minor: int, currency: str, *, decimal_mark: DecimalMark = ".", decimals: int | None = None
) -> str:
    """An amount for people, in major units with groups of three digits: "4,899.80".

    With fewer decimals than the currency has it is rounded half up.
    """
    places = exponent(currency)
    wanted = places if decimals is None else decimals
    units = minor if wanted == places else half_up(Fraction(minor * 10**wanted, 10**places))
    digits = f"{abs(units):0{wanted + 1}}"
    whole, rest = digits[: len(digits) - wanted], digits[len(digits) - wanted :]
    group = "," if decimal_mark == "." else "."
    grouped = f"{int(whole):,}".replace(",", group)
    return f"{'-' if units < 0 else ''}{grouped}{decimal_mark + rest if rest else ''}"


def half_up(value: Fraction) -> int:
    """The nearest whole number; halves go away from zero."""
    size = (abs(value.numerator) * 2 + value.denominator) // (value.denominator * 2)
    return -size if value < 0 else size


def convert(minor: int, currency: str, rate: Decimal, base: str) -> int:
    """An amount in minor units of the base currency, at what one unit of its own is worth.

    Rounded half up once. Raises AmountError for a rate that is not above zero, and beyond LIMIT.
    """
    if not rate.is_finite() or rate <= 0:
        raise AmountError(_ZERO_RATE)
    scale = Fraction(10) ** (exponent(base) - exponent(currency))
    return _within_limit(half_up(minor * Fraction(rate) * scale), plain(minor, currency), base)


def _tokens(text: str, currency: str, decimal_mark: DecimalMark) -> list[Fraction | str]:
    """The numbers and operators of a typed amount; the marks of its currency are left out."""
    tokens: list[Fraction | str] = []
    position, end = 0, len(text.rstrip())
    while position < end:
        match = _TOKEN.match(text, position)
        if match is None:
            raise AmountError(_not_an_amount(text, decimal_mark))
        if match["number"]:
            number = _number(match["number"], decimal_mark)
            if number is None:
                raise AmountError(_not_an_amount(text, decimal_mark))
            tokens.append(number * _SCALES.get((match["scale"] or "").lower(), 1))
        elif match["operator"]:
            operator = match["operator"].lower()
            tokens.append(_OPERATORS.get(operator, operator))
        else:
            _check_currency(match["mark"], text, currency, decimal_mark)
        position = match.end()
    return tokens


def _number(digits: str, decimal_mark: DecimalMark) -> Fraction | None:
    match = _NUMBERS[decimal_mark].fullmatch(digits)
    if match is None or not (match["whole"] or match["decimals"]):
        return None
    whole, decimals = re.sub("[^0-9]", "", match["whole"]), match["decimals"] or ""
    return Fraction(int(whole + decimals), 10 ** len(decimals))


def _check_currency(mark: str, text: str, currency: str, decimal_mark: DecimalMark) -> None:
    meant = meant_by(mark)
    if not meant:
        raise AmountError(_not_an_amount(text, decimal_mark))
    if currency not in meant:
        raise AmountError(
            f"{quoted(text)} is not in {currency}, the currency of this amount: "
            f"leave {quoted(mark.rstrip('.'))} out, or change the field currency"
        )


def _total(tokens: list[Fraction | str], text: str) -> Fraction | None:
    """What the numbers and operators come to, or None when they are no arithmetic."""
    match tokens:
        case ["(", Fraction() as amount, ")"]:
            return -amount
    terms: list[Fraction] = []
    operator, sign = "+", 0  # no sign has been read yet
    for token in [*tokens, "end"]:
        if isinstance(token, str):
            if operator and (sign or token not in ("+", "-")):
                return None
            if operator:
                sign = -1 if token == "-" else 1
            else:
                operator = token
            continue
        if not operator:
            return None
        value = token * (sign or 1)
        if operator in ("+", "-"):
            terms.append(value if operator == "+" else -value)
        elif operator == "*":
            terms[-1] *= value
        elif operator == "/" and value:
            terms[-1] /= value
        elif operator == "/":
            raise AmountError(f"{quoted(text)} divides by 0: an amount cannot")
        else:
            return None
        operator, sign = "", 0
    return sum(terms, Fraction(0))


def _within_limit(minor: int, text: str, currency: str) -> int:
    if abs(minor) > LIMIT:
        raise AmountError(
            f"{quoted(text)} is too large: the most is {shown_amount(LIMIT, currency)} {currency}"
        )
    return minor


def _too_many_decimals(text: str, currency: str) -> str:
    places = exponent(currency)
    if not places:
        return f"{quoted(text)} has decimals, but {currency} has none: type the rounded amount"
    return f"{quoted(text)} has more than {places} decimals: type the rounded amount in {currency}"


def _not_an_amount(text: str, decimal_mark: DecimalMark) -> str:
    example = "1,234.50" if decimal_mark == "." else "1.234,50"
    return (
        f"{quoted(text)} is not an amount: {quoted(decimal_mark)} stands before the decimals "
        f"and groups have three digits, as in {example}"
    )
