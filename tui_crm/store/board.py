"""The pipeline as the board shows it, read by sqlite3 itself: it is the first thing on the screen,
and importing SQLAlchemy takes longer than all the rest of the start.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

OPEN = "coalesce(d.expected_on, '9999-12-31')"


@dataclass(frozen=True, slots=True)
class StageTotals:
    """An open stage with what stands in it, in minor units of the base currency."""

    stage_id: int
    name: str
    count: int
    value: int
    weighted: int


@dataclass(frozen=True, slots=True)
class DealCard:
    """An open deal as its card shows it."""

    id: int
    name: str
    account: str | None
    amount_minor: int | None
    currency: str
    expected_on: str | None
    stage_since: str
    next_kind: str | None
    next_due: str | None


def stage_totals(connection: sqlite3.Connection) -> list[StageTotals]:
    """Every open stage in its order, with count, value and weighted value of its deals."""
    rows = connection.execute(
        "SELECT s.id, s.name, count(d.id), coalesce(sum(d.base_minor), 0),"
        " (coalesce(sum(d.base_minor * d.prob_bp), 0) + 5000) / 10000"
        " FROM stage s LEFT JOIN deal d ON d.stage_id = s.id AND d.outcome = 'open'"
        " WHERE s.state = 'open' GROUP BY s.id ORDER BY s.position, s.id"
    )
    return [StageTotals(*row) for row in rows]


def cards(connection: sqlite3.Connection, stage_id: int, start: int, count: int) -> list[DealCard]:
    """The deals of a stage from a place on, those expected soonest first."""
    rows = connection.execute(
        "SELECT d.id, d.name, a.name, d.amount_minor, d.currency, d.expected_on, d.stage_since,"
        " (SELECT kind FROM activity WHERE deal_id = d.id AND done = 0 AND due_on IS NOT NULL"
        "  ORDER BY due_on LIMIT 1),"
        " (SELECT due_on FROM activity WHERE deal_id = d.id AND done = 0 AND due_on IS NOT NULL"
        "  ORDER BY due_on LIMIT 1)"
        " FROM deal d LEFT JOIN account a ON a.id = d.account_id"
        f" WHERE d.outcome = 'open' AND d.stage_id = ? ORDER BY {OPEN}, d.id LIMIT ? OFFSET ?",
        (stage_id, count, start),
    )
    return [DealCard(*row) for row in rows]


def place(connection: sqlite3.Connection, deal_id: int) -> tuple[int, int] | None:
    """The stage that an open deal stands in and its place there; None where it is not open."""
    found = connection.execute(
        f"SELECT d.stage_id, {OPEN} FROM deal d WHERE d.id = ? AND d.outcome = 'open'", (deal_id,)
    ).fetchone()
    if found is None:
        return None
    stage_id, expected = found
    (before,) = connection.execute(
        "SELECT count(*) FROM deal d WHERE d.outcome = 'open' AND d.stage_id = ?"
        f" AND ({OPEN}, d.id) < (?, ?)",
        (stage_id, expected, deal_id),
    ).fetchone()
    return stage_id, before
