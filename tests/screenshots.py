"""Makes every picture in screenshots/ from the sample business, on a fixed day.

Run: python -m tests.screenshots   (needs a Chromium on the PATH, which turns SVG into PNG truly)
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from tui_crm import clock
from tui_crm.metrics.figures import Figures
from tui_crm.period import period_of
from tui_crm.reports.report import make_report
from tui_crm.sample import make_sample
from tui_crm.settings import Settings
from tui_crm.store.business import read_business
from tui_crm.store.connect import open_raw
from tui_crm.store.engine import Book
from tui_crm.ui.app import CrmApp

TODAY = date(2026, 11, 24)
FOLDER = Path(__file__).parent.parent / "screenshots"
SIZES = ((120, 40), (80, 24))
THEMES = ("dark", "light")
SCALE = 0.8
"""Of a terminal's letters in the pictures, so that the folder stays small."""

MOST_WAITS = 200

DEALS = """\
Company;Contact;Email;Deal;Value;Stage;Close date;Source;Region
Hotel Seeblick;Nina Bauer;nina@seeblick.example;Bikes for guests;12.480,00;Won;03/04/2026;Fair;Lake
Café Speiche;Tom Keller;tom@speiche.example;Two cargo bikes;7.900,00;Won;09/06/2026;Website;City
Stadtwerke Auen;Ida Fuchs;ida@auen.example;Service of 40 bikes;1.234,50;Lost;05/02/2026;Fair;City
Weingut Lenz;Paul Lenz;paul@lenz.example;Bikes to taste by;5.600,00;Proposal;11/12/2026;Letter;Lake
Post Auen;Eva Roth;eva@post.example;Trailers;3.150,00;Negotiation;04/12/2026;Website;City
Museum am Fluss;Jan Voss;jan@museum.example;Rental bikes;soon;Won;08/09/2026;Fair;Lake
"""
"""A sheet of deals as an owner keeps one; its dates have to be asked about, and a row is wrong."""

IMPORTED = ("I", *"deals", "tab", "enter")
"""From any list to how that sheet is read."""

PICTURES: dict[str, Sequence[str]] = {
    "pipeline": (),
    "deals": ("tab",),
    "customers": ("tab", "tab"),
    "customer": ("tab", "tab", "enter"),
    "leads": ("3", "slash", *"fair", "space", "exclamation_mark", *"disqualified", "enter"),
    "campaigns": ("3", "tab"),
    "metrics": ("4",),
    "more": ("4", "m"),
    "records": ("4", "down", "down", "enter", "tab"),
    "explained": ("4", "down", "down", "i"),
    "funnel": ("4", "tab"),
    "cohorts": ("4", "tab", "tab"),
    "campaign-figures": ("4", *("tab",) * 4),
    "targets": ("4", *("tab",) * 5),
    "what-if": ("4", *("tab",) * 6, "right", "right"),
    "form": ("3", "a"),
    "import": (*IMPORTED, "1"),
    "import-result": (*IMPORTED, "1", "enter"),
    "merge": ("tab", "tab", "tab", "slash", *"chloe", "space", *"eder", "enter", "M", "enter"),
}
"""A picture's name, and the keys that lead to it from the start."""


async def picture(book: Path, keys: Sequence[str], size: tuple[int, int], theme: str) -> str:
    """The screen after some keys, as SVG."""
    connection = open_raw(book)
    business = read_business(connection)
    connection.close()
    app = CrmApp(book, business, Settings(theme=theme))
    async with app.run_test(size=size) as pilot:
        await settle(app, pilot)
        for key in keys:
            await pilot.press(key)
            await settle(app, pilot)
        return app.export_screenshot(title="tui-crm")


async def settle(app: CrmApp, pilot: object) -> None:
    """Wait until everything that was asked of the book is on the screen.

    What waits for an answer in a dialog is not waited for.
    """
    for _ in range(MOST_WAITS):
        busy = [one for one in app.workers if one.is_running and one.group != "commands"]
        await pilot.pause(0.05)  # type: ignore[attr-defined]
        if not busy:
            break
    await pilot.pause(0.3)  # type: ignore[attr-defined]


def report(book: Path, chromium: str, scratch: Path) -> None:
    """The first page of a report as a browser shows it."""
    opened = Book(book)
    with opened.read() as connection:
        month = period_of(TODAY, "month").previous()
        page = make_report(Figures(connection, opened.business), month, "html")
    opened.close()
    source = scratch / "report.html"
    source.write_text(page, "utf-8")
    shoot(source, FOLDER / "report.png", (1000, 1400), chromium, scratch)


def draw(svg: str, target: Path, chromium: str, scratch: Path) -> None:
    """Turn an SVG into a PNG of its own size."""
    source = scratch / f"{target.stem}.svg"
    source.write_text(svg, "utf-8")
    box = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg)
    assert box is not None
    width, height = (int(float(side)) + 1 for side in box.groups())
    shoot(source, target, (width, height), chromium, scratch)


def shoot(
    source: Path, target: Path, size: tuple[int, int], chromium: str, scratch: Path
) -> None:  # fmt: skip
    """Have the browser paint a file."""
    command = [
        chromium, "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
        "--disable-background-networking", "--no-first-run",
        f"--user-data-dir={scratch / 'profile'}", f"--window-size={size[0]},{size[1]}",
        f"--force-device-scale-factor={SCALE}", f"--screenshot={target}", source.as_uri(),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=120)


def main(names: Sequence[str]) -> int:
    """Make the pictures named, or all of them."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        print("There is no chromium here: install it first.", file=sys.stderr)
        return 1
    clock.fix(TODAY)
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        files = scratch / "files"
        files.mkdir()
        (files / "deals.csv").write_text(DEALS, "utf-8")
        os.chdir(files)  # an import begins where the owner is
        for name, keys in PICTURES.items():
            if names and name not in names:
                continue
            for size in SIZES:
                for theme in THEMES:
                    book = scratch / f"{name}-{size[0]}-{theme}.db"
                    make_sample(book, today=TODAY)
                    svg = asyncio.run(picture(book, keys, size, theme))
                    target = FOLDER / f"{name}-{size[0]}x{size[1]}-{theme}.png"
                    draw(svg, target, chromium, scratch)
                    print(target.name)
        if not names or "report" in names:
            book = scratch / "report.db"
            make_sample(book, today=TODAY)
            report(book, chromium, scratch)
            print("report.png")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
