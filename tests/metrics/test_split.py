"""A change split into its factors: exact, complete, and in no order of preference."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_crm.metrics.split import Combine, split

numbers = st.fractions(min_value=-20, max_value=20, max_denominator=50)
pairs = st.dictionaries(
    st.sampled_from("abcd"), st.tuples(numbers, numbers), min_size=1, max_size=4
)


def _product(factors: Mapping[str, Fraction]) -> Fraction:
    product = Fraction(1)
    for factor in factors.values():
        product *= factor
    return product


def _uneven(factors: Mapping[str, Fraction]) -> Fraction:
    """A figure in which no two factors stand alike."""
    return sum(
        (place * factor * factor + factor for place, factor in enumerate(factors.values(), 1)),
        _product(factors),
    )


@given(pairs, st.sampled_from((_product, _uneven)))
def test_the_shares_add_up_and_are_the_mean_over_all_orders(
    factors: dict[str, tuple[Fraction, Fraction]], combine: Combine
) -> None:
    before = {name: old for name, (old, _) in factors.items()}
    after = {name: new for name, (_, new) in factors.items()}
    shares = split(before, after, combine)
    assert sum(shares.values()) == combine(after) - combine(before)
    orders = list(permutations(factors))
    expected = dict.fromkeys(factors, Fraction(0))
    for order in orders:
        now = dict(before)
        for name in order:
            figure = combine(now)
            now[name] = after[name]
            expected[name] += (combine(now) - figure) / len(orders)
    assert shares == expected


@given(pairs)
def test_what_has_not_changed_has_no_share(factors: dict[str, tuple[Fraction, Fraction]]) -> None:
    before = {name: old for name, (old, _) in factors.items()}
    after = {**before, "a": Fraction(7)} if "a" in before else before
    shares = split(before, after, _product)
    assert all(share == 0 for name, share in shares.items() if name != "a")


def test_two_factors_share_what_both_did_together() -> None:
    before = {"deals": Fraction(10), "size": Fraction(100)}
    after = {"deals": Fraction(12), "size": Fraction(90)}
    assert split(before, after, _product) == {"deals": 190, "size": -110}


def test_factors_that_do_not_match_are_refused() -> None:
    with pytest.raises(ValueError, match="not the same"):
        split({"a": Fraction(1)}, {"b": Fraction(1)}, _product)
    eight = {name: Fraction(1) for name in "abcdefgh"}
    with pytest.raises(ValueError, match="at most 7"):
        split(eight, eight, _product)
