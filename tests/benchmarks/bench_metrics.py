"""How long the figures of the Metrics screen take, and what opening one to its records costs.

Run `python -m tests.benchmarks.bench_metrics [DEALS]`; at first it makes a book of that size.
All figures with their trends are held against hand-written SQL for the same ones; a step to
another month reads with what is known already; the first page of the records behind a figure is
held against the first page of the whole list.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from statistics import median
from typing import TypeVar

from sqlalchemy import Connection

from tests.benchmarks.metrics_book import ENDS, make_metrics_book
from tests.benchmarks.plain_figures import Value, plain_figures
from tui_crm.metrics import KPIS
from tui_crm.metrics.behind import behind
from tui_crm.metrics.figures import Figures
from tui_crm.metrics.shared import TREND_MONTHS, Scorecards, scorecards
from tui_crm.metrics.spans import span_of
from tui_crm.models import ENTITIES
from tui_crm.period import Period, trailing_months
from tui_crm.store.connect import open_raw
from tui_crm.store.engine import Book
from tui_crm.store.query import Listing
from tui_crm.store.where import Reading

Result = TypeVar("Result")

DEALS = 100_000
ROUNDS = 15
STEPS = 12
PAGE = 64
HEADLINES = [name for name, kpi in KPIS.items() if kpi.headline]
OPENED = ("revenue", "customer_acquisition_cost", "customer_retention_rate", "sales_pipeline")


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
            figures = Figures(connection, book.business, ENDS)
            return scorecards(figures, month, names=HEADLINES)

        def theirs() -> tuple[dict[str, list[Value]], Fraction]:
            return plain_figures(plain, ENDS, TREND_MONTHS)

        first, cards = _timed(ours)
        _same(cards, *theirs())
        pairs = [(_timed(ours)[0], _timed(theirs)[0]) for _ in range(ROUNDS)]
        _print_pairs("all figures", "the program", "plain SQL", pairs)
        print(f"the first time in a process {first * 1000:.0f} ms")
        _measure_steps(connection, book)
        _measure_lists(connection, book, month)
    plain.close()
    book.close()


def _measure_steps(connection: Connection, book: Book) -> None:
    """A year back month by month, as who holds the arrow down: what each step takes."""
    figures = Figures(connection, book.business, ENDS)
    scorecards(figures, trailing_months(ENDS, 1)[0], names=HEADLINES)
    months = trailing_months(ENDS, STEPS + 1)[:-1][::-1]
    _print(
        "a step to another month",
        [
            _timed(lambda month=month: scorecards(figures, month, names=HEADLINES))[0]  # type: ignore[misc]  # a month each
            for month in months
        ],
    )


def _measure_lists(connection: Connection, book: Book, month: Period) -> None:
    """The first page of the records behind figures, and that of the whole list."""
    figures, reading = Figures(connection, book.business, ENDS), Reading.of(book.business)
    for name in OPENED:
        found = behind(KPIS[name], figures, span_of(month, ENDS))
        for part in found.parts:
            if part.rows is None:
                continue
            whole = Listing(ENTITIES[part.rows.entity], reading)
            behind_it = replace(whole, among=part.rows.query)
            pairs = [
                (
                    _timed(lambda one=behind_it: one.page(connection, 0, PAGE))[0],  # type: ignore[misc]  # a list each
                    _timed(lambda one=whole: one.page(connection, 0, PAGE))[0],  # type: ignore[misc]  # a list each
                )
                for _ in range(ROUNDS)
            ]
            _print_pairs(f"{name}: {part.name}", "its records", "whole list", pairs)


def _same(cards: Scorecards, plain: dict[str, list[Value]], days_to_win: Fraction) -> None:
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


def _print_pairs(what: str, mine: str, other: str, pairs: list[tuple[float, float]]) -> None:
    _print(f"{what}, {mine}", [one for one, _ in pairs])
    _print(f"{what}, {other}", [one for _, one in pairs])
    ratios = sorted(one / two for one, two in pairs)
    print(f"ratio {median(ratios):.2f} [{ratios[0]:.2f}, {ratios[-1]:.2f}] of {len(pairs)} pairs")


def _print(what: str, seconds: list[float]) -> None:
    times = sorted(second * 1000 for second in seconds)
    print(f"{what:60} {median(times):8.1f} ms [{times[0]:.1f}, {times[-1]:.1f}]")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
