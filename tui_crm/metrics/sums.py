"""The kinds of terms: what a number in a formula is summed over, and how."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal  # Any: selects of whatever a fact has

from sqlalchemy import ColumnElement, Select, and_, func, literal, not_, select

from tui_crm.metrics.customers import active_at, is_active
from tui_crm.metrics.facts import Fact
from tui_crm.metrics.kpi import KPIS, Number, Unit
from tui_crm.metrics.spans import Span
from tui_crm.metrics.terms import Rows, Side, read
from tui_crm.models import Account

if TYPE_CHECKING:
    from tui_crm.metrics.figures import Figures


@dataclass(frozen=True)
class Flow:
    """What a fact's rows within the days come to."""

    name: str
    fact: Fact
    measure: str
    side: Side = "over"
    sign: int = 1
    lifetime: bool = False
    """Whether it looks back over the full months of the lifetime value."""

    @property
    def unit(self) -> Unit:
        """What the fact counts it in."""
        return self.fact.measures[self.measure]

    def stretch(self, figures: Figures, span: Span) -> tuple[date, date]:
        """The days whose rows count."""
        return figures.lifetime(span) if self.lifetime else (span.start, span.end)

    def number(self, figures: Figures, span: Span) -> Number:
        """The sum over the days."""
        return figures.total(self.fact, *self.stretch(figures, span))[self.measure]

    def rows(self, figures: Figures, span: Span) -> Rows:
        """The records of the days that count for something."""
        found = self.fact.rows(figures.window(*self.stretch(figures, span)))
        return Rows(self.fact.entity, _counting(found, self.measure))


@dataclass(frozen=True)
class Stock:
    """What a fact's rows come to up to a day: how things stand then."""

    name: str
    fact: Fact
    measure: str
    side: Side = "over"
    sign: int = 1
    at: Literal["start", "end"] = "end"
    scale: int = 1
    """How many of what the fact counts make one of the term's unit."""

    @property
    def unit(self) -> Unit:
        """What the fact counts it in."""
        return self.fact.measures[self.measure]

    def day(self, span: Span) -> date:
        """The day as of which it is told."""
        return span.day if self.at == "end" else span.start

    def number(self, figures: Figures, span: Span) -> Number:
        """The sum of all that is dated before the day."""
        found = figures.balance(self.fact, self.day(span))[self.measure]
        return found if self.scale == 1 else Fraction(found, self.scale)

    def rows(self, figures: Figures, span: Span) -> Rows:
        """The records as they stand on the day."""
        window = figures.window(date.min, self.day(span))
        found = (self.fact.standing or self.fact.rows)(window)
        return Rows(self.fact.entity, _counting(found, self.measure), self.scale)


Loyal = Literal["at start", "at end", "at both", "lost"]


@dataclass(frozen=True)
class Customers:
    """Customers who are active at the start, at the end, at both, or were lost in between."""

    name: str
    which: Loyal
    side: Side = "over"
    sign: int = 1
    lifetime: bool = False
    """Whether it adds up the full months of the lifetime value."""
    unit: Unit = Unit.COUNT

    def number(self, figures: Figures, span: Span) -> Number:
        """How many they are; over the months of a lifetime value, customer-months."""
        found = [figures.loyalty(*days) for days in self._stretches(figures, span)]
        match self.which:
            case "at start":
                return sum(one.at_start for one in found)
            case "at end":
                return sum(one.at_end for one in found)
            case "at both":
                return sum(one.kept for one in found)
        return sum(one.lost for one in found)

    def rows(self, figures: Figures, span: Span) -> Rows:
        """The accounts, each with the number of stretches that it counts in."""
        if not self.lifetime:
            return self._rows_of(figures, span)
        stretches = self._stretches(figures, span)
        days = sorted({day for stretch in stretches for day in stretch}) or [span.end]
        found = active_at(days, figures.business.activity_window).subquery()
        places = {day: place for place, day in enumerate(days)}
        each = [
            self._counted(found.c.pattern, places[start], places[end]) for start, end in stretches
        ]
        counts: ColumnElement[Any] = literal(0)
        for one in each:
            counts = counts + one
        query = select(found.c.id, counts.label("counts")).where(counts != 0)
        return Rows("account", query)

    def _rows_of(self, figures: Figures, span: Span) -> Rows:
        window = figures.business.activity_window
        before, after = (is_active(day, window) for day in (span.start, span.end))
        holds = {
            "at start": before, "at end": after, "at both": and_(before, after),
            "lost": and_(before, not_(after)),
        }[self.which]  # fmt: skip
        return Rows(
            "account", select(Account.table().c.id, literal(1).label("counts")).where(holds)
        )

    def _stretches(self, figures: Figures, span: Span) -> list[tuple[date, date]]:
        return figures.lifetime_months(span) if self.lifetime else [(span.start, span.end)]

    def _counted(self, pattern: ColumnElement[Any], start: int, end: int) -> ColumnElement[Any]:
        before, after = _bit(pattern, start), _bit(pattern, end)
        match self.which:
            case "at start":
                return before
            case "at end":
                return after
            case "at both":
                return before * after
        return before * (literal(1) - after)


@dataclass(frozen=True)
class Asked:
    """What a query of the span's own counts, where no running sum could tell."""

    name: str
    entity: str
    unit: Unit
    ask: Callable[[Figures, Span], Select[Any]]
    """Gives `id` and a column for each term that it answers."""
    side: Side = "over"
    sign: int = 1
    scale: int = 1
    measure: str = "counts"
    """Which of the query's columns it is: one query may answer several terms."""

    def number(self, figures: Figures, span: Span) -> Number:
        """The sum over its records."""

        def sums() -> Mapping[str, int | None]:
            found = self.ask(figures, span).subquery()
            names = [column.name for column in found.columns if column.name != "id"]
            asked = select(*(func.sum(found.c[name]).label(name) for name in names))
            return dict(figures.connection.execute(asked).mappings().one())

        total = int(figures.once((self.ask, span), sums)[self.measure] or 0)
        return total if self.scale == 1 else Fraction(total, self.scale)

    def rows(self, figures: Figures, span: Span) -> Rows:
        """The records with what each counts."""
        found = self.ask(figures, span).subquery()
        counts = found.c[self.measure]
        query = select(found.c.id, counts.label("counts"))
        return Rows(self.entity, query.where(counts != 0), self.scale)


@dataclass(frozen=True)
class Median:
    """The median of what a fact's rows within the days come to."""

    name: str
    fact: Fact
    measure: str
    scale: int = 1
    """How many of what the fact counts make one of the term's unit."""
    counted_in: Unit | None = None
    side: Side = "over"
    sign: int = 1

    @property
    def unit(self) -> Unit:
        """What it is counted in."""
        return self.counted_in or self.fact.measures[self.measure]

    def number(self, figures: Figures, span: Span) -> Number | None:
        """The middle one of the rows' numbers, the mean of two where their count is even."""

        def middle() -> Number | None:
            found = self.fact.rows(figures.window(span.start, span.end)).subquery()
            counts = found.c[self.measure]
            query = (
                select(counts, func.count())
                .where(counts.is_not(None))
                .group_by(counts)
                .order_by(counts)
            )
            rows = figures.connection.execute(query)
            found_middle = median([(int(number), int(times)) for number, times in rows])
            return None if found_middle is None else found_middle / self.scale

        return figures.once((self, span), middle)

    def rows(self, figures: Figures, span: Span) -> Rows:
        """The records with the number of each."""
        found = self.fact.rows(figures.window(span.start, span.end)).subquery()
        counts = found.c[self.measure]
        return Rows(
            self.fact.entity,
            select(found.c.id, counts.label("counts")).where(counts.is_not(None)),
            self.scale,
        )


@dataclass(frozen=True)
class Of:
    """Another KPI's figure."""

    name: str
    kpi: str
    side: Side = "over"
    sign: int = 1

    @property
    def unit(self) -> Unit:
        """What that KPI is counted in."""
        return KPIS[self.kpi].unit

    def number(self, figures: Figures, span: Span) -> Number | None:
        """The other figure in the same span."""
        return read(KPIS[self.kpi], figures, span).value

    def rows(self, figures: Figures, span: Span) -> None:
        """It opens to the rows of its own KPI."""


@dataclass(frozen=True)
class Plain:
    """A number that is no sum over records, such as a number of months or a target."""

    name: str
    unit: Unit
    ask: Callable[[Figures, Span], Number | None]
    side: Side = "beside"
    sign: int = 1

    def number(self, figures: Figures, span: Span) -> Number | None:
        """The number."""
        return self.ask(figures, span)

    def rows(self, figures: Figures, span: Span) -> None:
        """No record stands behind it."""


def median(counted: list[tuple[int, int]]) -> Fraction | None:
    """The median of numbers given in order with how often each is there."""
    total = sum(times for _, times in counted)
    if not total:
        return None

    def at(place: int) -> int:
        for number, times in counted:
            if place < times:
                return number
            place -= times
        raise IndexError(place)

    return Fraction(at((total - 1) // 2) + at(total // 2), 2)


def _counting(found: Select[Any], measure: str) -> Select[Any]:
    """The rows of a fact that count for something, asked of the records' own table as the fact is.

    So a list of them can go by that table's indexes.
    """
    number, counts = (found.selected_columns[name] for name in ("id", measure))
    counted = getattr(counts, "element", counts)
    kept = found.with_only_columns(number, counted.label("counts"), maintain_column_froms=True)
    return kept.where(counted != 0)


def _bit(pattern: ColumnElement[Any], place: int) -> ColumnElement[Any]:
    return pattern.bitwise_rshift(place).bitwise_and(1)
