"""Saving one edited deal, against a raw sqlite3 transaction of the same rows.

Run: python -m tests.benchmarks.bench_save
"""

from __future__ import annotations

import json
import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.book import new_book, put
from tui_crm.actions import change
from tui_crm.models import ENTITIES
from tui_crm.store.connect import open_raw
from tui_crm.store.engine import Book

PAIRS = 300
DEALS = 50


def ours(book: Book, turn: int) -> None:
    """Change a deal's amount: the deal, its event, the journal."""
    change(book, ENTITIES["deal"], turn % DEALS + 1, {"amount": str(turn + 1000)})


def raw(connection: sqlite3.Connection, turn: int) -> None:
    """The same rows, written by hand."""
    deal, minor = turn % DEALS + 1, (turn + 1000) * 100
    connection.execute("BEGIN IMMEDIATE")
    was = connection.execute("SELECT * FROM deal WHERE id = ?", (deal,)).fetchone()
    connection.execute(
        "UPDATE deal SET amount_minor = ?, base_minor = ? WHERE id = ?", (minor, minor, deal)
    )
    event = connection.execute(
        'INSERT INTO deal_event (deal_id, "on", at, state, stage_id, prob_bp, base_minor,'
        " value_change, weighted_change, count_change)"
        " VALUES (?, '2026-04-01', '2026-04-01T10:00:00Z', 'open', 1, 1000, ?, 5, 5000, 0)",
        (deal, minor),
    ).lastrowid
    batch = connection.execute(
        "INSERT INTO journal_batch (at, action, title, state)"
        " VALUES ('2026-04-01T10:00:00Z', 'set deal', 'Changed deal', 'done')"
    ).lastrowid
    image = json.dumps({"amount_minor": minor, "base_minor": minor, "id": deal})
    connection.executemany(
        "INSERT INTO journal_row (batch_id, table_name, row_id, before, after)"
        " VALUES (?, ?, ?, ?, ?)",
        [
            (batch, "deal", deal, json.dumps({"amount_minor": was[10], "id": deal}), image),
            (batch, "deal_event", event, None, json.dumps([event, deal, minor] * 4)),
        ],
    )
    connection.execute("COMMIT")


def timed(act: Callable[[], None]) -> float:
    begun = time.perf_counter()
    act()
    return (time.perf_counter() - begun) * 1000


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        sides = []
        for name in ("ours", "raw"):
            book = new_book(Path(folder) / name)
            for number in range(DEALS):
                put(book, "deal", name=f"Deal {number}", amount="10", account="Acme")
            sides.append(book)
        book, connection = sides[0], open_raw(sides[1].path)
        ratios, mine, theirs = [], [], []
        order = random.Random(1)
        for turn in range(PAIRS):
            acts = [
                ("ours", lambda t=turn: ours(book, t)),
                ("raw", lambda t=turn: raw(connection, t)),
            ]
            order.shuffle(acts)
            took = {name: timed(act) for name, act in acts}
            ratios.append(took["ours"] / took["raw"])
            mine.append(took["ours"])
            theirs.append(took["raw"])
        print(
            f"one edited deal saved: {statistics.median(mine):.2f} ms, raw sqlite3 "
            f"{statistics.median(theirs):.2f} ms ({PAIRS} pairs); median of the paired ratios "
            f"{statistics.median(ratios):.2f}, of the medians "
            f"{statistics.median(mine) / statistics.median(theirs):.2f}  (reach 5, aim 3)"
        )


if __name__ == "__main__":
    main()
