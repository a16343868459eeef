"""What the records behind a number add up to."""

from __future__ import annotations

from fractions import Fraction

from sqlalchemy import Connection

from tui_crm.metrics.terms import Rows


def row_sum(connection: Connection, rows: Rows) -> Fraction:
    """The sum over the records, of which none may come twice."""
    found = [(number, counts) for number, counts in connection.execute(rows.query)]
    assert len({number for number, _ in found}) == len(found)
    return Fraction(sum(counts for _, counts in found), rows.scale)


def row_ids(connection: Connection, rows: Rows) -> set[int]:
    """The records' ids."""
    return {number for number, _ in connection.execute(rows.query)}
