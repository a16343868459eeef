"""Phone numbers as they are known again, however they are written."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber

FEWEST_DIGITS = 6
"""Fewer digits than these are an extension or a slip: nobody is known by them."""

COUNTRY_CALLED = {"UK": "GB", "EL": "GR"}
"""Letters that people use for a country which the standard calls otherwise."""

_LOCALES = ("LC_ALL", "LC_TELEPHONE", "LANG")
_TERRITORY = re.compile(r"[A-Za-z]{2,3}_([A-Za-z]{2})(?:[.@]|$)")
_CALLED_ABROAD = re.compile(r"^[\s(]*00[\s)]*(?=[1-9])")


@lru_cache(maxsize=8192)
def phone_key(text: str | None, country: str) -> str | None:
    """What a phone number is known by: E.164 with its extension, `+4930123456;ext=12`.

    A number without `+` or `00` is one of the country (two letters, or empty where that is not
    known). What is no number there is known by its digits; None where those are too few.
    """
    if not text or not text.strip():
        return None
    # Here, not above: a book without phone numbers never needs the library.
    from phonenumbers import normalize_digits_only

    key = _international(text, country) or normalize_digits_only(text).removeprefix("00")
    return key if len(key.lstrip("+")) >= FEWEST_DIGITS else None


def country_code(typed: str) -> str:
    """The two letters of a country that phone numbers can be of; raises ValueError for others."""
    from phonenumbers import SUPPORTED_REGIONS

    letters = typed.strip().upper()
    letters = COUNTRY_CALLED.get(letters, letters)
    if letters not in SUPPORTED_REGIONS:
        raise ValueError("type the two letters of a country such as DE, US or GB, or nothing")
    return letters


def system_country(environment: Mapping[str, str] | None = None) -> str:
    """The country that this machine's locale names, as "DE"; empty where it names none."""
    known = os.environ if environment is None else environment
    chosen = next((known[name] for name in _LOCALES if known.get(name)), "")
    found = _TERRITORY.match(chosen)
    try:
        return country_code(found[1]) if found else ""
    except ValueError:
        return ""


def _international(text: str, country: str) -> str | None:
    """The number in E.164, where it says its country or can be one of the given country.

    Whether it has been given out there does not matter: that changes with the years.
    """
    from phonenumbers import CountryCodeSource, is_valid_number

    own = _parsed(text, country)
    if own is not None:
        says_country = own.country_code_source == CountryCodeSource.FROM_NUMBER_WITH_PLUS_SIGN
        if says_country or _is_whole(own):
            return _written(own)
    abroad = _parsed(_CALLED_ABROAD.sub("+", text), "")
    return _written(abroad) if abroad is not None and is_valid_number(abroad) else None


def _is_whole(number: PhoneNumber) -> bool:
    from phonenumbers import ValidationResult, is_possible_number_with_reason

    return bool(is_possible_number_with_reason(number) == ValidationResult.IS_POSSIBLE)


def _parsed(text: str, country: str) -> PhoneNumber | None:
    from phonenumbers import NumberParseException, parse

    try:
        return parse(text, country or None, keep_raw_input=True)
    except NumberParseException:
        return None


def _written(number: PhoneNumber) -> str:
    from phonenumbers import PhoneNumberFormat, format_number

    written = format_number(number, PhoneNumberFormat.E164)
    return f"{written};ext={number.extension}" if number.extension else written
