"""However dates and amounts are written, they are read exactly or asked about, never otherwise."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.exchange.columns import read, surveyed
from tui_crm.exchange.meaning.file_days import FileDays
from tui_crm.money import DecimalMark, plain

MONTHS = {
    "en": "Jan Feb March Apr May June July Aug Sept Oct Nov December",
    "de": "Januar Feb März April Mai Juni Juli Aug Sep Oktober Nov Dez",
    "fr": "janv févr mars avr mai juin juil août sept octobre nov déc",
    "es": "ene febrero mar abril mayo jun julio ago septiembre oct nov dic",
    "nl": "januari feb mrt april mei juni juli aug sep okt november dec",
    "it": "gen febbraio marzo aprile mag giu lug ago set ottobre nov dicembre",
}
DAYS = st.dates(date(2000, 1, 1), date(2069, 12, 31))


@st.composite
def written_days(draw: st.DrawFn, order: FileDays) -> tuple[str, date]:
    """A date as some program writes it that puts its numbers in this order."""
    day = draw(DAYS)
    if draw(st.booleans()):
        names = MONTHS[draw(st.sampled_from(sorted(MONTHS)))].split()
        name, year = names[day.month - 1], draw(st.sampled_from([day.year, f"{day:%y}"]))
        mark = draw(st.sampled_from([" ", "-", ". "]))
        text = draw(
            st.sampled_from([f"{day.day}{mark}{name}{mark}{year}", f"{name} {day.day:02}, {year}"])
        )
    else:
        mark = draw(st.sampled_from(["/", "-", "."]))
        pad = draw(st.sampled_from(["", "02"]))
        year = draw(st.sampled_from([f"{day.year}", f"{day:%y}"]))
        number = {"d": format(day.day, pad), "m": format(day.month, pad), "y": year}
        text = mark.join(number[part] for part in order)
    time = draw(st.sampled_from(["", "", " 09:30", " 9:30 PM", ", 23:59:59"]))
    return text + time, day


@settings(max_examples=60)
@given(st.sampled_from(["dmy", "mdy", "ymd"]).flatmap(
    lambda order: st.lists(written_days(order), min_size=1, max_size=6)
))  # fmt: skip
def test_a_date_is_exactly_what_was_written_or_asked_about(days: list[tuple[str, date]]) -> None:
    found = read([text for text, _ in days], "opened_on")
    for one, (text, day) in zip(found or [], days, strict=found is not None):
        assert one == day or isinstance(one, tuple), text


@st.composite
def written_amounts(draw: st.DrawFn, mark: DecimalMark) -> tuple[str, int]:
    """An amount as some program writes it that puts this mark before decimals."""
    minor = draw(st.integers(-(10**9), 10**9))
    whole, _, decimals = plain(abs(minor), "EUR").partition(".")
    if draw(st.booleans()):
        groups = [",", "'", " ", "\u00a0", "\u202f"] if mark == "." else [".", "’", " ", "\u202f"]
        whole = f"{int(whole):,}".replace(",", draw(st.sampled_from(groups)))
    if decimals == "00" and draw(st.booleans()):
        body = whole
    else:
        body = f"{whole}{mark}{decimals}{draw(st.sampled_from(['', '0']))}"
    sign = draw(st.sampled_from(["{}", "€{}", "€ {}", "{} €", "EUR {}", "{}EUR", "{} eur"]))
    if minor < 0:
        minus = draw(st.sampled_from(["-{}", "\u2212{}", "({})", "{}-"]))
        return draw(
            st.sampled_from([minus.format(sign.format(body)), sign.format(minus.format(body))])
        ), minor
    return sign.format(body), minor


@settings(max_examples=60)
@given(
    st.sampled_from([".", ","]).flatmap(
        lambda mark: st.lists(written_amounts(mark), min_size=1, max_size=6)
    )
)
def test_an_amount_is_exactly_what_was_written_or_asked_about(
    amounts: list[tuple[str, int]],
) -> None:
    found = read([text for text, _ in amounts], "amount")
    assert found is None or found == [minor for _, minor in amounts]
    if found is not None:
        sums = surveyed([[text] for text, _ in amounts], "amount").sums
        assert sums.get(("amount", "EUR"), 0) == sum(minor for _, minor in amounts)


@settings(max_examples=60)
@given(st.lists(st.decimals(0, 10**7, places=2) | st.integers(0, 10**9), min_size=1))
def test_a_count_is_never_another_number(numbers: list[Decimal | int]) -> None:
    texts = [f"{number:,}" for number in numbers]
    for found, number in zip(read(texts, "sessions") or [], numbers, strict=False):
        assert found == number or isinstance(found, tuple)


ODD = st.text("0123456789.,-/: TZ'()$€%+eEMar", max_size=16) | st.text(max_size=8)


@settings(max_examples=60)
@given(st.lists(ODD, min_size=1, max_size=8), st.sampled_from(["opened_on", "created_at", "amount",
       "sessions", "probability", "rate", "unit_price"]))  # fmt: skip
def test_whatever_a_column_holds_each_cell_has_a_value_or_a_sentence(
    texts: list[str], field: str
) -> None:
    for found in read(texts, field) or []:
        assert not isinstance(found, tuple) or found[0]


def test_dates_are_remembered_without_end_neither_are_amounts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for module in ("cells", "seen_days", "seen_amounts"):
        monkeypatch.setattr(f"tui_crm.exchange.meaning.{module}.MOST", 3)
    first = date(2026, 1, 1)
    days = [first + timedelta(days=number) for number in range(60)]
    assert read([f"{day:%d/%m/%Y}" for day in days], "opened_on") == days
    texts = [f"€{10**length:,}.50" for length in range(9)]
    assert read(texts * 2, "amount") == [10**length * 100 + 50 for length in range(9)] * 2
