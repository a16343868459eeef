"""The figures of the Metrics screen by hand-written SQL: what the program's are measured against.

It knows one case only, months that are over, and takes every advantage of it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from itertools import pairwise

from tui_crm.period import trailing_months

Value = int | Fraction | None

ACTIVE = """
WITH refunds AS (
    SELECT coalesce(refund_of_id, (
        SELECT id FROM revenue_entry AS sale
        WHERE sale.deal_id = refund.deal_id AND sale.kind = 'sale' AND sale."on" <= refund."on"
        ORDER BY sale."on" DESC, sale.id DESC LIMIT 1)) AS sale_id, "on", base_minor
    FROM revenue_entry AS refund
    WHERE id IN (SELECT id FROM revenue_entry WHERE base_minor < 0)
), so_far AS (
    SELECT sale_id, "on", sum(base_minor) OVER (PARTITION BY sale_id ORDER BY "on") AS total
    FROM refunds
), given_back AS MATERIALIZED (
    SELECT sale_id, min(so_far."on") AS gone FROM so_far JOIN revenue_entry ON id = sale_id
    WHERE base_minor + total <= 0 GROUP BY sale_id
), stretches AS (
    SELECT account_id, {on} AS first, 11 AS more
    FROM revenue_entry WHERE kind = 'sale' AND id NOT IN (SELECT sale_id FROM given_back)
    UNION ALL
    SELECT account_id, {on}, min(11, {gone} - 1 - {on})
    FROM given_back JOIN revenue_entry ON id = sale_id
    UNION ALL
    SELECT account_id, {starts_on}, coalesce({ends_on} - 1 - {starts_on}, 9999) FROM subscription
), reaching AS (
    SELECT account_id, first, first + more AS last, max(first + more) OVER (
        PARTITION BY account_id ORDER BY first
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS reached
    FROM stretches
), cut AS (
    SELECT max(first, coalesce(reached + 1, first)) AS first,
           CASE WHEN account_id NOT IN (SELECT id FROM account WHERE closed_on IS NOT NULL)
                THEN last
                ELSE min(last, (SELECT {closed_on} - 1 FROM account WHERE id = account_id))
           END AS last,
           reached IS NULL OR first > reached + 1 AS again
    FROM reaching
)
SELECT first, last, again, count(*) FROM cut WHERE last >= first GROUP BY first, last, again
"""

MONTH = "(substr({0}, 1, 4) * 12 + substr({0}, 6, 2))"
"""The number of a day's month."""


def plain_figures(
    connection: sqlite3.Connection, end: date, months: int
) -> tuple[dict[str, list[Value]], Fraction]:
    """Each KPI in each of the last months before a day, and the days that leads took to be won.

    The day is the first of a month.
    """
    firsts = [month.start for month in trailing_months(end, months)] + [end]
    plain = _Plain(connection, firsts)
    return plain.figures(), plain.days_to_win()


class _Plain:
    def __init__(self, connection: sqlite3.Connection, firsts: Sequence[date]) -> None:
        self.connection = connection
        self.firsts = firsts
        self.start, self.end = str(firsts[0]), str(firsts[-1])
        values = ", ".join(
            f"({place}, '{first}', '{last}')"
            for place, (first, last) in enumerate(pairwise(firsts))
        )
        self.months = f"WITH months(place, start, stop) AS (VALUES {values})"

    def figures(self) -> dict[str, list[Value]]:
        revenue = self._sums('sum(base_minor) FROM revenue_entry WHERE "on"')
        cost = {
            function: self._sums(
                f"sum(base_minor) FROM cost WHERE function = '{function}' AND \"on\""
            )
            for function in ("marketing", "sales", "direct")
        }
        return self._sales(revenue, cost) | self._marketing(cost["marketing"])

    def days_to_win(self) -> Fraction:
        """The median of the days from a lead to its won deal."""
        rows = self.connection.execute(
            "SELECT julianday(closed_on) - julianday(local_day) AS took, count(*) "
            f"FROM deal JOIN lead ON lead.id = lead_id WHERE {self._won_with_lead} "
            "AND invalid = 0 AND duplicate_of_id IS NULL GROUP BY took ORDER BY took"
        ).fetchall()
        total = sum(count for _, count in rows)
        return Fraction(_at(rows, (total - 1) // 2) + _at(rows, total // 2), 2)

    @property
    def _won_with_lead(self) -> str:
        return (
            f"lead_id IS NOT NULL AND CASE WHEN outcome = 'won' THEN closed_on END < '{self.end}'"
        )

    def _sales(self, revenue: Sequence[int], cost: dict[str, list[int]]) -> dict[str, list[Value]]:
        won = self._sums("count(*) FROM deal WHERE outcome = 'won' AND closed_on")
        took = self._sums(
            "sum(julianday(closed_on) - julianday(opened_on)) FROM deal "
            "WHERE outcome = 'won' AND closed_on"
        )
        customers = self._daily(
            "SELECT min(CASE WHEN outcome = 'won' THEN closed_on END) AS day, 1 AS n "
            "FROM deal GROUP BY account_id"
        )
        active, kept = self._active()
        spent = list(map(sum, zip(cost["sales"], cost["marketing"], strict=True)))
        return {
            "revenue": list(revenue),
            "sales_cycle_length": _ratios(took, won),
            "customer_acquisition_cost": _ratios(spent, customers),
            "customer_lifetime_value": self._lifetime(revenue, cost["direct"], active, kept),
            "customer_retention_rate": _ratios(kept, active),
            "sales_pipeline": self._pipeline(),
            "average_revenue_per_account": _ratios(revenue, active[1:]),
        }

    def _marketing(self, spend: Sequence[int]) -> dict[str, list[Value]]:
        leads = self._sums(
            "count(*) FROM lead WHERE invalid = 0 AND duplicate_of_id IS NULL AND local_day"
        )
        converted = self._daily(
            "SELECT local_day AS day, count(*) AS n FROM lead WHERE invalid = 0 "
            "AND duplicate_of_id IS NULL AND id IN "
            f"(SELECT lead_id FROM deal WHERE {self._won_with_lead}) GROUP BY local_day"
        )
        attributed = self._daily(
            'SELECT "on" AS day, sum(revenue_entry.base_minor) AS n '
            "FROM deal CROSS JOIN revenue_entry ON deal_id = deal.id "
            f'WHERE deal.campaign_id IS NOT NULL AND "on" >= \'{self.start}\' GROUP BY "on"'
        )
        goods = self._sums(
            "sum(base_minor) FROM cost WHERE function = 'direct' AND EXISTS (SELECT 1 FROM deal "
            'WHERE deal.id = deal_id AND deal.campaign_id IS NOT NULL) AND "on"'
        )
        profit = [
            earned - direct - cost
            for earned, direct, cost in zip(attributed, goods, spend, strict=True)
        ]
        engagement, traffic, bounces = self._audience()
        return {
            "leads": list(leads),
            "conversion_rate": _ratios(converted, leads),
            "cost_per_lead": _ratios(spend, leads),
            "return_on_investment": _ratios(profit, spend),
            "social_media_engagement": engagement,
            "website_traffic": traffic,
            "bounce_rate": bounces,
        }

    def _sums(self, asked: str) -> list[int]:
        """One number a month, the question ending with the column of the day."""
        rows = self.connection.execute(
            f"{self.months} SELECT (SELECT {asked} >= start "
            f"AND {asked.rpartition(' ')[2]} < stop) FROM months ORDER BY place"
        )
        return [int(number or 0) for (number,) in rows]

    def _daily(self, asked: str) -> list[int]:
        """The sum of `n` by the month of `day`."""
        rows = dict(
            self.connection.execute(
                f"SELECT substr(day, 1, 7), sum(n) FROM ({asked}) "
                f"WHERE day >= '{self.start}' AND day < '{self.end}' GROUP BY 1"
            ).fetchall()
        )
        return [int(rows.get(str(first)[:7], 0)) for first in self.firsts[:-1]]

    def _pipeline(self) -> list[Value]:
        rows = self.connection.execute(
            'SELECT substr(day, 1, 7), sum(value), sum(deals) FROM (SELECT "on" AS day, '
            "sum(value_change) AS value, sum(count_change) AS deals FROM deal_event "
            f'WHERE "on" < \'{self.end}\' GROUP BY "on") GROUP BY 1 ORDER BY 1'
        ).fetchall()
        return [
            sum(value for month, value, _ in rows if month < str(last)[:7])
            for last in self.firsts[1:]
        ]

    def _active(self) -> tuple[list[int], list[int]]:
        """The active customers at each first of a month, and those of them kept till the next."""
        base = self.firsts[0].year * 12 + self.firsts[0].month - 1
        columns = ("on", "gone", "starts_on", "ends_on", "closed_on")
        places = {name: f"({MONTH.format(chr(34) + name + chr(34))} - {base})" for name in columns}
        rows = self.connection.execute(ACTIVE.format(**places)).fetchall()
        count = len(self.firsts)
        active, again = [0] * count, [0] * count
        for first, last, is_new, accounts in rows:
            for place in range(max(first, 0), min(last + 1, count)):
                active[place] += accounts
            if is_new and 0 <= first < count:
                again[first] += accounts
        return active, [active[place] - again[place] for place in range(1, count)]

    def _lifetime(
        self,
        revenue: Sequence[int],
        direct: Sequence[int],
        active: Sequence[int],
        kept: Sequence[int],
    ) -> list[Value]:
        found: list[Value] = []
        for place in range(len(revenue)):
            months = range(max(0, place - 11), place + 1)
            profit = sum(revenue[month] - direct[month] for month in months)
            customers = sum(active[month + 1] for month in months)
            at_risk = sum(active[month] for month in months)
            lost = at_risk - sum(kept[month] for month in months)
            value = Fraction(profit, customers) * Fraction(at_risk, lost) if lost else None
            found.append(value if customers else None)
        return found

    def _audience(self) -> tuple[list[Value], list[Value], list[Value]]:
        rows = self.connection.execute(
            f"{self.months} SELECT sum(reactions + comments + shares + saves), sum(reach) "
            'FROM months LEFT JOIN social_post ON "on" >= start AND "on" < stop AND reach > 0 '
            "GROUP BY place ORDER BY place"
        ).fetchall()
        engagement = _ratios([row[0] or 0 for row in rows], [row[1] or 0 for row in rows])
        visits = self.connection.execute(
            f"{self.months} SELECT sum(sessions), sum(engaged), min(bounce_def) = max(bounce_def) "
            'FROM months LEFT JOIN web_day ON "on" >= start AND "on" < stop '
            "GROUP BY place ORDER BY place"
        ).fetchall()
        bounces: list[Value] = [
            1 - Fraction(engaged, sessions) if alike and sessions else None
            for sessions, engaged, alike in visits
        ]
        return engagement, [sessions for sessions, _, _ in visits], bounces


def _at(rows: Sequence[tuple[int, int]], place: int) -> int:
    """The number at a place, of numbers in order with how often each is there."""
    for number, count in rows:
        if place < count:
            return int(number)
        place -= count
    return 0


def _ratios(numerators: Sequence[int], denominators: Sequence[int]) -> list[Value]:
    return [
        Fraction(numerator, denominator) if denominator > 0 else None
        for numerator, denominator in zip(numerators, denominators, strict=False)
    ]
