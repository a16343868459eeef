"""From where figures are looked at, and who reads them: sums are kept while the book stays so."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, TypeVar

from tui_crm.period import Period, period_of, written_day
from tui_crm.store.business import Business, read_business

if TYPE_CHECKING:
    from tui_crm.metrics.figures import Figures
    from tui_crm.store.lanes import Lane

T = TypeVar("T")

KEPT = 3
"""Of how many days' figures the sums are kept: who looks at a past goes back and forth."""

TRIES = 3
"""How often a question is put again because something was stored while it was answered."""


@dataclass(frozen=True, slots=True)
class Lookout:
    """Which period the owner looks at, and from which past."""

    period: Period
    as_of: date | None = None
    """Only what is dated before this day counts; None: whatever is dated up to today."""
    known_on: date | None = None
    """Only what had been entered by the end of this day counts; None: whatever was entered."""

    def first_unseen(self, today: date) -> date:
        """The first day that does not count: with nothing else said, the day after today.

        Of a book as it was known on a day, that day is the today: so a report of then comes out
        as it was printed.
        """
        if self.as_of is not None:
            return self.as_of
        return (today if self.known_on is None else min(today, self.known_on)) + timedelta(days=1)

    @property
    def is_past(self) -> bool:
        """Whether the owner looks at anything but the book as it stands."""
        return self.as_of is not None or self.known_on is not None

    @property
    def past(self) -> str:
        """Which past it is, in words: "as of 1 Apr 2026, known on 5 Apr 2026"; empty: none."""
        parts = []
        if self.as_of is not None:
            parts.append(f"as of {written_day(self.as_of)}")
        if self.known_on is not None:
            parts.append(f"known on {written_day(self.known_on)}")
        return ", ".join(parts)


def last_month(business: Business) -> Lookout:
    """The last full month, which the owner sees first."""
    today = business.today()
    return Lookout(period_of(today, "month", fiscal_month=business.fiscal_month).previous())


class FigureReader:
    """Answers questions about figures on a lane, from sums that it keeps.

    They are right while nothing is stored in the book; then they are summed up anew.
    """

    def __init__(self, lane: Lane) -> None:
        self._lane = lane
        self._version = -1
        self._business = Business()
        self._kept: dict[date, Figures] = {}

    @property
    def lane(self) -> Lane:
        """The lane on which it reads."""
        return self._lane

    def ask(
        self, lookout: Lookout, question: Callable[[Figures], T], *, instead: bool = False
    ) -> Future[T]:
        """Have a question answered; `instead` of all that were asked before it, where so said."""
        put = self._lane.replace if instead else self._lane.ask
        return put(lambda: self._answer(lookout, question))

    def _answer(self, lookout: Lookout, question: Callable[[Figures], T]) -> T:
        """What the figures say at one moment: what is stored in between is not mixed in."""
        version = self._seen_version()
        answer = question(self._figures(lookout, version))
        for _ in range(TRIES - 1):
            now = self._seen_version()
            if now == version:
                break
            version = now
            answer = question(self._figures(lookout, version))
        return answer

    def _figures(self, lookout: Lookout, version: int) -> Figures:
        from tui_crm.metrics.figures import Figures

        if version != self._version:
            self._kept.clear()
            self._business = read_business(self._lane.raw)
            self._version = version
        as_of = lookout.first_unseen(self._business.today())
        figures = self._kept.pop(as_of, None)
        if figures is None:
            figures = Figures(self._lane.connection, self._business, as_of)
        self._kept[as_of] = figures
        while len(self._kept) > KEPT:
            del self._kept[next(iter(self._kept))]
        return figures

    def _seen_version(self) -> int:
        return int(self._lane.raw.execute("PRAGMA data_version").fetchone()[0])
