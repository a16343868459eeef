"""Short ways to read a book in the tests of the sample business."""

from __future__ import annotations

import sqlite3
from typing import Any  # Any: whatever a query gives


def rows(book: sqlite3.Connection, query: str) -> list[tuple[Any, ...]]:
    """What a query gives."""
    return book.execute(query).fetchall()


def one(book: sqlite3.Connection, query: str) -> Any:
    """The single value that a query gives."""
    return book.execute(query).fetchone()[0]
