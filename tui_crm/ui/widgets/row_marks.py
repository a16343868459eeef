"""Which records of a list are marked, be it three or all of a million but three."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Marks:
    """The marked records: those named, or everything the list shows except those named."""

    ids: frozenset[int] = frozenset()
    everything: bool = False

    def __contains__(self, row_id: int) -> bool:
        return (row_id in self.ids) is not self.everything

    def __bool__(self) -> bool:
        return self.everything or bool(self.ids)

    def count(self, total: int | None) -> int | None:
        """How many records are marked in a list of `total`; None while that is not known."""
        if not self.everything:
            return len(self.ids)
        return None if total is None else max(0, total - len(self.ids))

    def put(self, row_id: int, marked: bool) -> Marks:
        """The same marks with one record marked or not."""
        named = marked is not self.everything
        ids = self.ids | {row_id} if named else self.ids - {row_id}
        return Marks(ids, self.everything)


@dataclass(frozen=True, slots=True)
class MarkedRange:
    """A range being marked: where it began, and the marks there were before."""

    start: int
    before: Marks

    def step(self, marks: Marks, old: int, old_id: int, new: int, new_id: int) -> Marks:
        """The marks after the end of the range went from one row to its neighbour.

        Going back towards the start gives a row the mark it had before.
        """
        back = abs(new - self.start) < abs(old - self.start)
        kept = not back or old_id in self.before
        return marks.put(old_id, kept).put(new_id, True)
