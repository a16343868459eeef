"""Small books as files, for what opens a book by its path."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from tests.metrics.small_books import SmallBook, opened


def filed(book: SmallBook, path: Path) -> Path:
    """Write a small book to a new file, its billings left as the test states them."""
    with opened(book) as connection:
        connection.exec_driver_sql("VACUUM INTO ?", (str(path),))
    raw = sqlite3.connect(path)
    with raw:
        settings = {**book.settings, "auto_post_billings": "no"}
        raw.executemany("INSERT INTO setting (key, value) VALUES (?, ?)", settings.items())
    raw.close()
    return path
