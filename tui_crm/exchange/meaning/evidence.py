"""What the cells of a column say about how they are meant, whichever of them comes first."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from itertools import combinations
from typing import Generic, TypeVar

Way = TypeVar("Way", bound=Hashable)
"""A way of reading: an order of dates, a mark before decimals."""


class Evidence(Generic[Way]):
    """Which ways of reading the cells of a column allow, with a cell to show for each verdict."""

    def __init__(self, ways: Sequence[Way]) -> None:
        self.ways = tuple(ways)
        self._against: dict[Way, str] = {}
        self._unlike: dict[frozenset[Way], str] = {}

    def see(self, readings: Mapping[Way, Hashable], text: str) -> None:
        """Take note of what a cell is in each way; one that is nothing in any says nothing."""
        if not readings:
            return
        for way in self.ways:
            if way not in readings:
                self._against.setdefault(way, text)
        for one, other in combinations(readings, 2):
            if readings[one] != readings[other]:
                self._unlike.setdefault(frozenset((one, other)), text)

    @property
    def left(self) -> tuple[Way, ...]:
        """The ways in which every cell is something."""
        return tuple(way for way in self.ways if way not in self._against)

    def against(self, way: Way) -> str:
        """A cell that is nothing in this way; empty where there is none."""
        return self._against.get(way, "")

    def unlike(self, ways: Sequence[Way]) -> str:
        """A cell that is not the same in all of these ways; empty where there is none."""
        pairs = (frozenset(pair) for pair in combinations(ways, 2))
        return next((self._unlike[pair] for pair in pairs if pair in self._unlike), "")
