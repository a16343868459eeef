"""How long all figures of the Metrics screen take, against hand-written SQL for the same ones.

Run `python -m tests.benchmarks.bench_metrics [DEALS]`; at first it makes a book of that size.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import TypeVar

from tests.benchmarks.metrics_book import ENDS, make_metrics_book
from tests.benchmarks.plain_figures import Value, plain_figures
from tui_crm.metrics.figures import Figures
from tui_crm.metrics.shared import TREND_MONTHS, Scorecards, scorecards
from tui_crm.period import trailing_months
from tui_crm.store.connect import open_raw
from tui_crm.store.engine import Book

Result = TypeVar("Result")

DEALS = 100_000
ROUNDS = 15


def main(deals: int = DEALS) -> None:
    """Measure both in turn and print medians, their ratio, and how much each varied."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "book.db"
        started = time.perf_counter()
        make_metrics_book(path, deals)
        made = time.perf_counter() - started
        print(f"{deals:,} deals made in {made:.1f} s: {path.stat().st_size / 1e6:.0f} MB")
        _measure(path)


def _measure(path: Path) -> None:
    month = trailing_months(ENDS, 1)[0]
    book, plain = Book(path), open_raw(path)

    with book.read() as connection:

        def ours() -> Scorecards:
            return scorecards(Figures(connection, book.business, ENDS), month)

        def theirs() -> tuple[dict[str, list[Value]], int]:
            return plain_figures(plain, ENDS, TREND_MONTHS)

        first, cards = _timed(ours)
        _same(cards, *theirs())
        pairs = [(_timed(ours)[0], _timed(theirs)[0]) for _ in range(ROUNDS)]
    plain.close()
    book.close()
    _print("all figures, the program", [mine for mine, _ in pairs])
    _print("all figures, plain SQL", [other for _, other in pairs])
    ratios = sorted(mine / other for mine, other in pairs)
    print(f"ratio {median(ratios):.2f} [{ratios[0]:.2f}, {ratios[-1]:.2f}] of {ROUNDS} pairs")
    print(f"the first time in a process {first * 1000:.0f} ms")


def _same(cards: Scorecards, plain: dict[str, list[Value]], days_to_win: int) -> None:
    """Both must give the same answers; otherwise nothing is measured."""
    for name, trend in cards.trends.items():
        mine = [reading.value for reading in trend]
        if mine != plain[name]:
            raise SystemExit(f"{name} differs: {mine} and {plain[name]}")
    for reading in cards.trends["conversion_rate"]:
        if bool(reading.note) != ((ENDS - reading.period.end).days < days_to_win):
            raise SystemExit(f"leads were won after {days_to_win} days, unlike {reading}")


def _timed(work: Callable[[], Result]) -> tuple[float, Result]:
    started = time.perf_counter()
    result = work()
    return time.perf_counter() - started, result


def _print(what: str, seconds: list[float]) -> None:
    times = sorted(second * 1000 for second in seconds)
    print(f"{what:26} {median(times):6.0f} ms [{times[0]:.0f}, {times[-1]:.0f}]")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
