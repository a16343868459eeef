"""How much of a figure's change each of the things that it is made of brought about."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from itertools import combinations
from math import factorial

MOST_FACTORS = 7
"""With more, too many combinations would have to be worked out."""

Combine = Callable[[Mapping[str, Fraction]], Fraction]


def split(
    before: Mapping[str, Fraction], after: Mapping[str, Fraction], combine: Combine
) -> dict[str, Fraction]:
    """Each factor's share of a figure's change, in the unit of the figure.

    The factors change one after the other from what they were to what they are; how much the
    figure moves when it is a factor's turn depends on the order, so the mean over all orders is
    taken (the Shapley value). No order is preferred, the shares add up exactly to the change, and
    what has not changed has no share.

    Raises ValueError for factors that are not the same before and after, and for more than seven.
    """
    if before.keys() != after.keys():
        raise ValueError("The factors before and after are not the same")
    if len(before) > MOST_FACTORS:
        raise ValueError(f"{len(before)} factors are too many: at most {MOST_FACTORS} can be split")
    figure = {
        changed: combine({name: (after if name in changed else before)[name] for name in before})
        for number in range(len(before) + 1)
        for changed in map(frozenset, combinations(before, number))
    }
    return {name: _share(name, figure, len(before)) for name in before}


def _share(name: str, figure: Mapping[frozenset[str], Fraction], factors: int) -> Fraction:
    """The mean move of the figure at a factor's turn, over all orders."""
    return sum(
        (
            (figure[changed | {name}] - value) * _orders(len(changed), factors)
            for changed, value in figure.items()
            if name not in changed
        ),
        Fraction(0),
    )


def _orders(earlier: int, factors: int) -> Fraction:
    """The share of all orders in which just these many given factors come before a given one."""
    return Fraction(factorial(earlier) * factorial(factors - earlier - 1), factorial(factors))
