"""Importing deals from a file, against what the sqlite3 command line takes for the same rows.

Run: python -m tests.benchmarks.bench_import [DEALS] [PAIRS] [--megabytes 200]

Ours reads the file, checks every cell, finds and makes accounts, and writes deals, their history
and their revenue, with the journal. `sqlite3 .import` gets files with exactly the rows that ours
wrote, and puts them into the same tables with the same indexes and the same page cache, but
without any check: its empty cells are no NULLs, so the tables have no types and no constraints.
With `--megabytes` ours takes a file of that size too, to see the memory that it needs.
"""

from __future__ import annotations

import argparse
import csv
import os
import random
import re
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

from tui_crm.store.connect import WRITING_CACHE_KIB
from tui_crm.store.engine import make_book

TABLES = ("account", "deal", "deal_event", "revenue_entry")
HEADERS = ("Deal Name", "Company", "Stage", "Amount", "Created", "Closed", "Notes", "Number")
REACH, MEMORY_REACH = 0.25, 150
"""Of the rows per second of `.import`, and the MB that ours may hold at the most."""
OURS = ("name", "account", "stage", "amount", "opened_on", "closed_on", "notes", "source_id")


def make_file(path: Path, deals: int) -> None:
    """A file of deals as another program exports them."""
    chance = random.Random(3)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(HEADERS)
        for number in range(deals):
            opened = date(2022, 1, 1) + timedelta(days=chance.randrange(1500))
            stage = chance.choice(["New", "Qualified", "Proposal", "Won", "Lost"])
            closed = opened + timedelta(days=chance.randrange(90))
            amount = f"{chance.randrange(100, 900_000) / 100:.2f}"
            company = f"Company {chance.randrange(max(deals // 10, 1))}"
            done = closed.isoformat() if stage in ("Won", "Lost") else ""
            writer.writerow([f"Deal number {number}", company, stage, amount, opened.isoformat(),
                             done, "a few words of note", f"D{number}"])  # fmt: skip


def ours(folder: Path, file: Path) -> tuple[float, int, Path]:
    """Seconds and peak memory in kB of our import into a new book, and the book."""
    book = folder / "ours.db"
    book.unlink(missing_ok=True)
    make_book(book, {"base_currency": "EUR", "time_zone": "Europe/Berlin"})
    mapping = [word for pair in zip(HEADERS, OURS, strict=True)
               for word in ("--map", "=".join(pair))]  # fmt: skip
    words = ["--database", str(book), "import", str(file), "--as", "deal", *mapping]
    seconds, memory = timed([sys.executable, "-m", "tui_crm", *words])
    return seconds, memory, book


def theirs(folder: Path, book: Path, files: dict[str, Path]) -> float:
    """Seconds of `.import` of the same rows into tables with the same columns and indexes."""
    target = folder / "theirs.db"
    target.unlink(missing_ok=True)
    connection = sqlite3.connect(target)
    for statement in bare_schema(book, files):
        connection.execute(statement)
    connection.close()
    commands = [f"PRAGMA cache_size = -{WRITING_CACHE_KIB};"]
    commands += [f".import --csv --skip 1 {path} {table}" for table, path in files.items()]
    seconds, _ = timed(["sqlite3", str(target), *commands])
    return seconds


def bare_schema(book: Path, tables: dict[str, Path]) -> list[str]:
    """The tables without types and constraints, and their indexes."""
    connection = sqlite3.connect(book)
    made: list[str] = []
    for table in tables:
        names = [name for _, name, *_ in connection.execute(f'PRAGMA table_info("{table}")')]
        rest = ", ".join(f'"{name}"' for name in names if name != "id")
        made.append(f'CREATE TABLE "{table}" (id INTEGER PRIMARY KEY, {rest})')
        indexes = "SELECT sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ?"
        made += [re.sub("UNIQUE ", "", sql) for (sql,) in connection.execute(indexes, (table,))
                 if sql]  # fmt: skip
    connection.close()
    return made


def written(folder: Path, book: Path, tables: tuple[str, ...]) -> dict[str, Path]:
    """The rows of a book's tables as files that `.import` takes, the id first."""
    connection = sqlite3.connect(book)
    files: dict[str, Path] = {}
    for table in tables:
        names = [name for _, name, *_ in connection.execute(f'PRAGMA table_info("{table}")')]
        ordered = ["id", *(name for name in names if name != "id")]
        files[table] = folder / f"{table}.csv"
        with files[table].open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(ordered)
            listed = ", ".join(f'"{name}"' for name in ordered)
            writer.writerows(connection.execute(f'SELECT {listed} FROM "{table}"'))
    connection.close()
    return files


def timed(command: list[str]) -> tuple[float, int]:
    """Seconds that a command takes, and the most memory in kB that it held."""
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    assert status == 0, f"{command[0]} failed"
    return seconds, usage.ru_maxrss


def compare(deals: int, pairs: int, folder: Path) -> tuple[float, float]:
    """Print both in pairs; the ratio of their rows per second in all tables, and our memory."""
    file = folder / "deals.csv"
    make_file(file, deals)
    print(f"{deals:,} deals, {file.stat().st_size / 1e6:.0f} MB")
    every, alone, peak = [], [], 0
    for _ in range(pairs):
        seconds, memory, book = ours(folder, file)
        all_files = written(folder, book, TABLES)
        same = theirs(folder, book, all_files)
        just = theirs(folder, book, {"deal": all_files["deal"]})
        every.append(same / seconds)
        alone.append(just / seconds)
        peak = max(peak, memory)
        print(
            f"ours {seconds:6.1f} s = {deals / seconds:,.0f} deals/s, {memory / 1024:.0f} MB; "
            f".import of all four tables {same:5.1f} s, of deal alone {just:5.1f} s"
        )
    for what, ratios in (("the same rows in all tables", every), ("deal alone", alone)):
        low, high = min(ratios), max(ratios)
        middle = statistics.median(ratios)
        print(f"rows per second, ours to .import ({what}): {middle:.2f} [{low:.2f}, {high:.2f}]")
    return statistics.median(every), peak / 1024


def large(megabytes: int, folder: Path) -> float:
    """The most memory in MB that ours holds for a file of a size."""
    file = folder / "large.csv"
    sample = 200_000
    make_file(file, sample)
    make_file(file, sample * megabytes * 1_000_000 // file.stat().st_size)
    seconds, memory, _ = ours(folder, file)
    size = file.stat().st_size / 1e6
    print(f"ours, a file of {size:.0f} MB: {seconds:.1f} s, {memory / 1024:.0f} MB of memory")
    return memory / 1024


def main() -> int:
    """Measures and prints; fails where the reach is missed."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("deals", type=int, nargs="?", default=100_000)
    arguments.add_argument("pairs", type=int, nargs="?", default=3)
    arguments.add_argument("--megabytes", type=int, default=0)
    chosen = arguments.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-import-") as name:
        speed, memory = compare(chosen.deals, chosen.pairs, Path(name))
        if chosen.megabytes:
            memory = max(memory, large(chosen.megabytes, Path(name)))
    print(f"peak memory {memory:.0f} MB (reach {MEMORY_REACH}), speed {speed:.2f} (reach {REACH})")
    return int(speed < REACH or memory > MEMORY_REACH)


if __name__ == "__main__":
    sys.exit(main())
