"""How long a key takes in our list of a million deals, against Textual's list of a thousand.

Run: python -m tests.benchmarks.bench_table [--pairs 9] [--rows 1000000]
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.table_apps import make_deals
from tests.benchmarks.tty import KeyFigures, Press, alternate, keys, noise, start

ON_SCREEN, SCROLLING = "row step on the screen", "row step that scrolls"

SCRIPT = (
    Press("down", 6, "-"),
    Press("up", 6, "-"),
    Press("down", 28, ON_SCREEN),
    Press("down", 8, "-"),
    Press("down", 40, SCROLLING),
    Press("pagedown", 12, "page down"),
)

LIMITS = {"row step": 0.4, ON_SCREEN: 0.6, "page down": 0.12}
"""What the ratios are to stay below; "row step" is the walk through both kinds of step."""


def main() -> int:
    """Measures both by turns, prints the ratios, fails where a limit is passed."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--pairs", type=int, default=9)
    arguments.add_argument("--rows", type=int, default=1_000_000)
    chosen = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "deals.db")
        make_deals(path, chosen.rows)
        program = (sys.executable, "-m", "tests.benchmarks.table_apps")
        theirs, ours = (*program, "textual", path), (*program, "ours", path)
        print(f"A: Textual's DataTable, 1,000 rows; B: our list, {chosen.rows:,} rows; ms")
        print(f"a fixed piece of work takes {noise():.2f} ms")
        ratios = alternate(lambda: _keys(theirs), lambda: _keys(ours), chosen.pairs)
        ratios |= alternate(lambda: _start(theirs), lambda: _start(ours), chosen.pairs)
        print(f"a fixed piece of work takes {noise():.2f} ms")
    failed = False
    for name, ratio in ratios.items():
        limit = LIMITS.get(name)
        passed = limit is not None and ratio.median > limit
        failed |= passed
        print(f"{name:28}{ratio}", f"limit {limit}" if limit else "", "PASSED IT" if passed else "")
    return int(failed)


def _keys(command: tuple[str, ...]) -> dict[str, float]:
    figures = keys(command, r"Deal 20\b", SCRIPT)
    walk = (figures[ON_SCREEN], figures[SCROLLING])
    figures["row step"] = KeyFigures(
        [wait for part in walk for wait in part.wall_ms],
        [cpu for part in walk for cpu in part.cpu_ms],
    )
    waits = {name: figure.median() for name, figure in figures.items()}
    cpu = {f"{name}, CPU": figure.cpu() for name, figure in figures.items()}
    slowest = {f"{name}, p95": figure.worst() for name, figure in figures.items()}
    return waits | cpu | slowest


def _start(command: tuple[str, ...]) -> dict[str, float]:
    figures = start(command, r"Deal 20\b")
    return {
        "start to rows": figures.ready_ms,
        "start, CPU": figures.cpu_ms,
        "peak memory, MB": figures.rss_mb,
    }


if __name__ == "__main__":
    sys.exit(main())
