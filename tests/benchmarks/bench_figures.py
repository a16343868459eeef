"""The Metrics screen as the person at the keyboard meets it: key to figures, to records, to rest.

Run: python -m tests.benchmarks.bench_figures [--deals 10000] [--rounds 5] [--book FILE]

Each round is a program of its own. The first time the figures are shown they are all read with
their trends; a step back shows another month; enter opens a figure to its records. For comparison
the ordinary list of revenue is opened in the same program.
"""

from __future__ import annotations

import argparse
import re
import tempfile
from pathlib import Path
from statistics import median

from tests.benchmarks.bench_app import TODAY, command, first_card
from tests.benchmarks.tty import Terminal, noise
from tui_crm.metrics.figures import Figures
from tui_crm.metrics.kpi import Unit
from tui_crm.metrics.shared import trends
from tui_crm.metrics.written import written
from tui_crm.period import period_of
from tui_crm.sample import make_sample
from tui_crm.store.engine import Book

STEPS = 10


def main() -> None:
    """Measures and prints; judges nothing."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--deals", type=int, default=10_000)
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--book", type=Path)
    chosen = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = chosen.book or Path(folder) / "book.db"
        if chosen.book is None:
            make_sample(path, today=TODAY, size=chosen.deals)
        print(f"a fixed piece of work takes {noise():.2f} ms")
        times: dict[str, list[float]] = {}
        for _ in range(chosen.rounds):
            _round(path, times)
    for name, seconds in times.items():
        waits = sorted(1000 * second for second in seconds)
        print(
            f"{name:46} {median(waits):7.0f} ms [{waits[0]:.0f}, {waits[-1]:.0f}] of {len(waits)}"
        )


def _round(path: Path, times: dict[str, list[float]]) -> None:
    revenues = _revenues(path)

    def press(name: str, key: str, text: str) -> None:
        place = terminal.mark()
        pressed = terminal.send(key)
        times.setdefault(name, []).append(terminal.wait_text(re.escape(text), place) - pressed)
        terminal.wait_quiet(place, quiet=0.3)

    with Terminal(command(path)) as terminal:
        terminal.wait_text(first_card(path))
        terminal.wait_quiet(0, quiet=3.0, timeout=8)
        press("key to the figures, the first time", "4", revenues[-1])
        for revenue in revenues[-2 : -2 - STEPS : -1]:
            press("key to another month's figures", "<", revenue)
        press("key to the records behind revenue", "enter", "adds up to")
        press("back to the figures", "escape", "SALES")


def _revenues(path: Path) -> list[str]:
    """The revenue of each month up to the last full one, as the scorecard writes it."""
    book = Book(path)
    last = period_of(TODAY, "month").previous()
    with book.read() as connection:
        figures = Figures(connection, book.business)
        months = trends(figures, last, months=STEPS + 1, names=["revenue"])["revenue"]
    business = book.business
    book.close()
    return [written(month.value, Unit.MONEY, business) for month in months]


if __name__ == "__main__":
    main()
