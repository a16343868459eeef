"""The whole program on a book of any size, against the smallest Textual app, turn by turn.

Run: python -m tests.benchmarks.bench_app [--deals 1000000] [--pairs 15] [--book FILE]
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from datetime import date
from pathlib import Path

from tests.benchmarks.tty import Press, Terminal, alternate, first_frame, idle, keys, noise, start
from tui_crm.sample import make_sample
from tui_crm.store import board
from tui_crm.store.connect import open_raw

TODAY = date(2026, 11, 24)
PYTHON = sys.executable
BARE = (PYTHON, "-m", "tests.benchmarks.bare_app", "100")
BARE_LIST = (PYTHON, "-m", "tests.benchmarks.bare_app", "1000")
LIST_KEYS = (
    Press("down", 6, "-"),
    Press("down", 60, "row step"),
    Press("pagedown", 3, "-"),
    Press("pagedown", 12, "page down"),
)


def command(book: Path) -> tuple[str, ...]:
    """The program on a book, on a fixed day."""
    return (PYTHON, "-m", "tui_crm", "--database", str(book), "--today", TODAY.isoformat())


def first_card(book: Path) -> str:
    """A text that is on the screen only when the book's own deals are."""
    connection = open_raw(book)
    stages = board.stage_totals(connection)
    name = next(card.name for s in stages for card in board.cards(connection, s.stage_id, 0, 1))
    connection.close()
    return re.escape(name[:12])


def main() -> None:
    """Measures and prints; judges nothing."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--deals", type=int, default=1_000_000)
    arguments.add_argument("--pairs", type=int, default=15)
    arguments.add_argument("--book", type=Path)
    chosen = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        small, large = Path(folder) / "small.db", chosen.book or Path(folder) / "large.db"
        make_sample(small, today=TODAY, size=1000)
        if chosen.book is None:
            make_sample(large, today=TODAY, size=chosen.deals)
        print(f"a fixed piece of work takes {noise():.2f} ms")
        _starts(small, large, chosen.pairs)
        _lists(large, max(3, chosen.pairs // 3))
        _filter(large)
        _rest(large)
        print(f"a fixed piece of work takes {noise():.2f} ms")


def _starts(small: Path, large: Path, pairs: int) -> None:
    wanted = first_card(large)
    ratios = alternate(
        lambda: {"first frame": first_frame(BARE).ready_ms},
        lambda: {"first frame": first_frame(command(large)).ready_ms},
        pairs,
    )
    ratios |= alternate(
        lambda: _start(BARE, "ready 3"), lambda: _start(command(large), wanted), pairs
    )
    print("A: the bare app; B: tui-crm on the large book")
    for name, ratio in ratios.items():
        print(f"  {name:24}{ratio}")
    print("A: tui-crm on 1,000 deals; B: on the large book")
    sizes = alternate(
        lambda: _start(command(small), first_card(small)),
        lambda: _start(command(large), wanted),
        pairs,
    )
    for name, ratio in sizes.items():
        print(f"  {name:24}{ratio}")


def _start(program: tuple[str, ...], text: str) -> dict[str, float]:
    figures = start(program, text)
    return {
        "start to rows": figures.ready_ms,
        "start, CPU": figures.cpu_ms,
        "peak memory, MB": figures.rss_mb,
    }


def _lists(large: Path, pairs: int) -> None:
    script = (Press("tab", 1, "-", expect=r"Opened"), Press("g", 1, "-"), *LIST_KEYS)
    ratios = alternate(
        lambda: {n: f.median() for n, f in keys(BARE_LIST, "ready 3", LIST_KEYS).items()},
        lambda: {n: f.median() for n, f in keys(command(large), first_card(large), script).items()},
        pairs,
    )
    print("A: a DataTable of 1,000 rows; B: the deals of the large book; ms")
    for name, ratio in ratios.items():
        print(f"  {name:24}{ratio}")


def _filter(large: Path) -> None:
    typed = (
        Press("tab", 1, "-", expect=r"Opened"),
        Press("/", 1, "-"),
        *(Press(letter, 1, "filter") for letter in "repair"),
        *(Press("backspace", 1, "filter") for _ in range(6)),
        *(Press(letter, 1, "filter") for letter in "zzq"),
    )
    figures = keys(command(large), first_card(large), typed)["filter"]
    print(f"filter as you type, key to rest: median {figures.median():.1f} ms, "
          f"p95 {figures.worst():.1f} ms")  # fmt: skip


def _rest(large: Path) -> None:
    """What it takes while nothing happens, and at its most after a walk through all screens."""
    with Terminal(command(large)) as terminal:
        terminal.wait_text(first_card(large))
        for key in ("tab", "pagedown", "end", "3", "tab", "tab", "4", "2"):
            since = terminal.mark()
            terminal.send(key)
            terminal.wait_quiet(since, 1.0, 20)
        walked = terminal.peak_mb()
    bare = start(BARE, "ready 3").rss_mb
    print(f"peak memory after all screens: {walked:.0f} MB, bare app {bare:.0f} MB: "
          f"{walked / bare:.2f}")  # fmt: skip
    print(f"idle, bare app: {idle(BARE, 'ready 3')}")
    print(f"idle, tui-crm:  {idle(command(large), first_card(large))}")


if __name__ == "__main__":
    main()
