"""Customers by the month of their first purchase, and how many of each month stay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any  # Any: a column of whatever pattern

from sqlalchemy import ColumnElement, Subquery, and_, func, literal, or_, select

from tui_crm.metrics.customers import MOST_DAYS, active_at
from tui_crm.metrics.facts import first_wins
from tui_crm.metrics.figures import Figures
from tui_crm.metrics.spans import place_of
from tui_crm.metrics.terms import Rows
from tui_crm.period import Period, add_months, trailing_months

COHORTS = 12

MOST_COHORTS = (MOST_DAYS + 1) // 2
"""The first and the last cohort at every age need fewer days than one statement can tell apart."""


@dataclass(frozen=True, slots=True)
class Cohort:
    """The customers whose first deal was won in one month, and how many stay month by month."""

    month: Period
    size: int
    """How many they are; in a month that is not over, how many so far."""
    kept: Sequence[int | None]
    """How many are active at the end of their month, of the next one, and so on.

    None where that month is not over.
    """

    def share(self, age: int) -> Fraction | None:
        """The share of them that is active so many months later; None where it is not known."""
        kept = self.kept[age]
        return Fraction(kept, self.size) if kept is not None and self.size else None


@dataclass(frozen=True, slots=True)
class Cohorts:
    """The cohorts of the last months, oldest first."""

    cohorts: Sequence[Cohort]

    def old_enough(self, age: int) -> list[Cohort]:
        """The cohorts of which is known how many are left so many months later."""
        return [cohort for cohort in self.cohorts if cohort.kept[age] is not None]

    def average(self, age: int) -> Fraction | None:
        """The share of all their customers that is active so many months later.

        Pooled over the cohorts that are old enough, so a large one weighs more than a small one.
        """
        found = self.old_enough(age)
        size = sum(cohort.size for cohort in found)
        return Fraction(sum(cohort.kept[age] or 0 for cohort in found), size) if size else None


def cohorts(figures: Figures, end: date | None = None, months: int = COHORTS) -> Cohorts:
    """How many of the customers first won in each of the last months are active later on.

    The last cohort is of the month that holds the day before `end`, which is the day as of which
    the figures are unless an earlier one is given. Active is meant as in retention, as of the
    first day after each month. A customer whose deal brought neither a sale nor a subscription is
    in its cohort but never active, and one who left can come back: shares can start below 100 %
    and can rise.

    Raises ValueError for fewer than one month or more than 31.
    """
    if not 1 <= months <= MOST_COHORTS:
        raise ValueError(f"{months} cohorts cannot be told: 1 to {MOST_COHORTS} can")
    stretch = trailing_months(min(end or figures.as_of, figures.as_of), months)
    return figures.once(("cohorts", tuple(stretch)), lambda: _ask(figures, stretch))


def cohort_rows(figures: Figures, found: Sequence[Cohort], age: int | None = None) -> Rows:
    """The customers of one cohort or of several, or those of them active so many months later."""
    customers = _newcomers(figures, found[0].month.start, found[-1].month.end)
    one = literal(1).label("counts")
    in_month = [
        and_(customers.c.on >= cohort.month.start, customers.c.on < cohort.month.end)
        for cohort in found
    ]
    query = select(customers.c.id, one)
    if age is None:
        return Rows("account", query.where(or_(*in_month)))
    days = [_seen_on(cohort.month, age) for cohort in found]
    active = active_at(days, figures.business.activity_window).subquery()
    stayed = [
        and_(inside, _has_bit(active.c.pattern, place)) for place, inside in enumerate(in_month)
    ]
    return Rows("account", query.join(active, active.c.id == customers.c.id).where(or_(*stayed)))


def _ask(figures: Figures, months: Sequence[Period]) -> Cohorts:
    """All cohorts at all ages by two statements: who came in each month, and who is active when."""
    days = [add_months(months[0].end, later) for later in range(2 * len(months) - 1)]
    days = [day for day in days if day <= figures.as_of] or [figures.as_of]
    customers = _newcomers(figures, months[0].start, months[-1].end)
    place = place_of(customers.c.on, [month.start for month in months])
    counted = figures.connection.execute(select(place, func.count()).group_by(place))
    sizes = {number: accounts for number, accounts in counted}
    active = active_at(days, figures.business.activity_window).subquery()
    # Asked apart: beside those who never were active, every pattern would be searched for each.
    patterns: list[tuple[int, int, int]] = [
        (number, pattern, accounts)
        for number, pattern, accounts in figures.connection.execute(
            select(place, active.c.pattern, func.count())
            .select_from(active.join(customers, customers.c.id == active.c.id))
            .group_by(place, active.c.pattern)
        )
    ]
    bits = {day: 1 << at for at, day in enumerate(days)}

    def kept(number: int, month: Period, age: int) -> int | None:
        day = _seen_on(month, age)
        if day > figures.as_of:
            return None
        return sum(
            accounts for its, pattern, accounts in patterns if its == number and pattern & bits[day]
        )

    return Cohorts(
        [
            Cohort(
                month,
                sizes.get(number, 0),
                [kept(number, month, age) for age in range(len(months))],
            )
            for number, month in enumerate(months, start=1)
        ]
    )


def _newcomers(figures: Figures, first: date, last: date) -> Subquery:
    """The accounts with the day of their first won deal."""
    found = first_wins.rows(figures.window(first, min(last, figures.as_of))).subquery()
    return select(found.c.id, found.c.on).subquery()


def _seen_on(month: Period, age: int) -> date:
    """The day as of which a cohort of a month is looked at so many months later."""
    return add_months(month.end, age)


def _has_bit(pattern: ColumnElement[Any], place: int) -> ColumnElement[bool]:
    return pattern.bitwise_rshift(place).bitwise_and(1) == 1
