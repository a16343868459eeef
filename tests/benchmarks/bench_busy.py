"""How long keys wait while a large file is imported, or a long list exported, in the app.

Run: python -m tests.benchmarks.bench_busy [--deals 1000000]

A key of the import's own screen is timed until its help is shown; in the list that is exported,
until the next record is the chosen one. The same keys are timed with nothing else to do.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from tests.benchmarks.bench_import import make_file
from tests.benchmarks.tty import Terminal, noise, quantile
from tui_crm.sample import make_sample
from tui_crm.store.engine import make_book

TODAY = date(2026, 11, 24)
REACH = 50.0
"""Milliseconds that no key may wait longer for its answer than it does anyway."""


def command(book: Path) -> tuple[str, ...]:
    """The program on a book, on a fixed day."""
    return (sys.executable, "-m", "tui_crm", "--database", str(book), "--today", TODAY.isoformat())


def answered(terminal: Terminal, key: str) -> float:
    """Milliseconds until the first output that a key leads to."""
    since = terminal.mark()
    sent = terminal.send(key)
    return (terminal.wait_text(".", since, 10) - sent) * 1000


def import_keys(folder: Path, deals: int) -> tuple[list[float], list[float], float]:
    """Waits for the help of the import's screen, at rest and while it runs; how long that took."""
    file, book = folder / "deals.csv", folder / "new.db"
    make_file(file, deals)
    make_book(book, {"base_currency": "EUR", "time_zone": "Europe/Berlin"})
    with Terminal(command(book)) as terminal:
        terminal.wait_quiet(0, 1.0, 20)
        terminal.send("I")
        terminal.wait_text("Import", 0)
        terminal.wait_quiet(0, 0.5)
        since = terminal.mark()
        terminal.send(f"{file}")
        terminal.wait_quiet(since, 0.5)
        terminal.send("enter")
        terminal.wait_text(f"{deals:,} rows", since, 120)
        terminal.wait_quiet(since, 0.5)
        at_rest = [_help(terminal) for _ in range(10)]
        since, begun = terminal.mark(), time.perf_counter()
        terminal.send("ctrl+s")
        terminal.wait_text("Importing", since)
        busy: list[float] = []
        while not terminal.has_shown("deals imported", since):
            busy.append(_help(terminal))
            time.sleep(0.2)
        return at_rest, busy, time.perf_counter() - begun


def export_keys(folder: Path, deals: int) -> tuple[list[float], list[float], float]:
    """Waits for steps in the list that is exported, at rest and meanwhile; how long that took."""
    book = folder / "large.db"
    make_sample(book, today=TODAY, size=deals)
    with Terminal(command(book)) as terminal:
        terminal.wait_quiet(0, 1.0, 20)
        terminal.send("tab")
        terminal.wait_text("Opened", 0)
        terminal.wait_quiet(0, 0.5)
        at_rest = [_step(terminal, "down") for _ in range(20)]
        since, out = terminal.mark(), folder / "out.csv"
        terminal.send("x")
        terminal.wait_quiet(since, 0.5)
        for typed in ("ctrl+u", str(out)):
            since = terminal.mark()
            terminal.send(typed)
            terminal.wait_quiet(since, 0.5)
        since, begun = terminal.mark(), time.perf_counter()
        terminal.send("enter")
        terminal.wait_quiet(since, 0.3)
        busy: list[float] = []
        while not out.exists():  # it comes to its place when it is whole
            busy.append(_step(terminal, "down"))
            time.sleep(0.05)
        return at_rest, busy, time.perf_counter() - begun


def _help(terminal: Terminal) -> float:
    """Open the help, and close it again."""
    since = terminal.mark()
    sent = terminal.send("?")
    shown = terminal.wait_text("stop the import, name", since, 10)
    terminal.wait_quiet(since, 0.05)
    since = terminal.mark()
    terminal.send("escape")
    terminal.wait_quiet(since, 0.05)
    return (shown - sent) * 1000


def _step(terminal: Terminal, key: str) -> float:
    wait = answered(terminal, key)
    terminal.wait_quiet(terminal.mark(), 0.02, 0.05)
    return wait


def main() -> int:
    """Measures and prints; fails where a key waits longer than its reach."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--deals", type=int, default=1_000_000)
    chosen = arguments.parse_args()
    print(f"a fixed piece of work takes {noise():.2f} ms")
    most = 0.0
    kinds: dict[str, Callable[[Path, int], tuple[list[float], list[float], float]]]
    kinds = {"import": import_keys, "export": export_keys}
    for what, measured in kinds.items():
        with tempfile.TemporaryDirectory() as folder:
            at_rest, busy, seconds = measured(Path(folder), chosen.deals)
        longer = quantile(busy, 1) - quantile(at_rest, 0.5)
        most = max(most, longer)
        print(
            f"{what} of {chosen.deals:,} deals, {seconds:.0f} s: {len(busy)} keys, median "
            f"{quantile(busy, 0.5):.0f} ms, p95 {quantile(busy, 0.95):.0f}, longest "
            f"{quantile(busy, 1):.0f}; at rest median {quantile(at_rest, 0.5):.0f} ms"
        )
    print(f"longest wait beyond the usual: {most:.0f} ms (reach {REACH:.0f})")
    return int(most > REACH)


if __name__ == "__main__":
    sys.exit(main())
