"""Exporting deals as CSV, against the sqlite3 program with the same joined columns, turn by turn.

Run: python -m tests.benchmarks.bench_export [--deals 1000000] [--pairs 5] [--book FILE]
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from sqlalchemy.dialects import sqlite

from tests.benchmarks.tty import alternate, noise
from tui_crm.models import ENTITIES
from tui_crm.sample import make_sample
from tui_crm.store.engine import Book
from tui_crm.store.query import Listing
from tui_crm.store.where import Reading

TODAY = date(2026, 11, 24)
REACH = 0.4
"""Of the rows per second that the sqlite3 program writes."""


def joined_query(book: Path) -> str:
    """The query of all deals as the program asks it, written out for the sqlite3 program."""
    opened = Book(book)
    listing = Listing(ENTITIES["deal"], Reading.of(opened.business), order="id")
    asked = listing.every().compile(
        dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True}
    )
    opened.close()
    return f"{asked};"


def run(command: list[str], into: Path | None = None) -> dict[str, float]:
    """Seconds that a command takes, and the most memory it holds in MB."""
    begun = time.perf_counter()
    with open(into or os.devnull, "wb") as out:
        process = subprocess.Popen(command, stdout=out)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, command
    return {"seconds": time.perf_counter() - begun, "peak MB": used.ru_maxrss / 1024}


def main() -> int:
    """Measures and prints; fails where the reach is missed."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--deals", type=int, default=1_000_000)
    arguments.add_argument("--pairs", type=int, default=5)
    arguments.add_argument("--book", type=Path)
    chosen = arguments.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        book = chosen.book or folder / "large.db"
        if chosen.book is None:
            make_sample(book, today=TODAY, size=chosen.deals)
        query, theirs, ours = joined_query(book), folder / "theirs.csv", folder / "ours.csv"
        program = [sys.executable, "-m", "tui_crm", "--database", str(book)]
        print(f"a fixed piece of work takes {noise():.2f} ms")
        ratios = alternate(
            lambda: run(["sqlite3", "-readonly", "-csv", "-header", str(book), query], theirs),
            lambda: run([*program, "export", str(ours), "--as", "deal", "--replace"]),
            chosen.pairs,
        )
        print(f"a fixed piece of work takes {noise():.2f} ms")
        rows = sum(block.count(b"\n") for block in iter(theirs.open("rb").readline, b"")) - 1
    print(f"A: sqlite3 -csv; B: the whole command tui-crm export; about {rows:,} rows")
    for figure, ratio in ratios.items():
        print(f"  {figure:10}{ratio}")
    speed = 1 / ratios["seconds"].median
    print(f"  rows per second: {speed:.2f} of sqlite3's  (reach {REACH})")
    return int(speed < REACH)


if __name__ == "__main__":
    sys.exit(main())
