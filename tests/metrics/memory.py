"""Databases in memory for small books: each one new, and quick to be had."""

from __future__ import annotations

import sqlite3
from functools import cache

from sqlalchemy import Engine, create_engine
from sqlalchemy.pool import NullPool

from tui_crm.store.connect import add_functions, migrate


@cache
def empty_databases() -> Engine:
    """Gives each connection a database of its own: what it compiled serves them all."""
    empty = sqlite3.connect(":memory:", isolation_level=None)
    migrate(empty)

    def another() -> sqlite3.Connection:
        raw = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        empty.backup(raw)
        raw.execute("PRAGMA foreign_keys = ON")
        add_functions(raw)
        return raw

    return create_engine("sqlite://", creator=another, poolclass=NullPool)
