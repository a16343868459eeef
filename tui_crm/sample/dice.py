"""Chance that falls the same way every time for one seed."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import TypeVar

Thing = TypeVar("Thing")


class Dice:
    """Random choices from a seed; only `random()` is used, which no Python version changes."""

    def __init__(self, seed: int) -> None:
        self.roll = Random(seed).random
        """A number from 0 up to but not including 1."""

    def between(self, low: int, high: int) -> int:
        """A whole number from low to high, both included."""
        return low + int(self.roll() * (high - low + 1))

    def pick(self, things: Sequence[Thing]) -> Thing:
        """One of some things."""
        return things[int(self.roll() * len(things))]

    def chance(self, share: float) -> bool:
        """Whether something happens that happens in this share of cases."""
        return self.roll() < share
