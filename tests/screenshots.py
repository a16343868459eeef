"""Makes every picture in screenshots/ from the sample business, on a fixed day.

Run: python -m tests.screenshots   (needs a Chromium on the PATH, which turns SVG into PNG truly)
"""

from __future__ import annotations

import asyncio
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from tui_crm import clock
from tui_crm.sample import make_sample
from tui_crm.settings import Settings
from tui_crm.store.business import read_business
from tui_crm.store.connect import open_raw
from tui_crm.ui.app import CrmApp

TODAY = date(2026, 11, 24)
FOLDER = Path(__file__).parent.parent / "screenshots"
SIZES = ((120, 40), (80, 24))
THEMES = ("dark", "light")
SCALE = 0.8
"""Of a terminal's letters in the pictures, so that the folder stays small."""

PICTURES: dict[str, Sequence[str]] = {
    "pipeline": (),
    "deals": ("tab",),
    "customers": ("tab", "tab"),
    "customer": ("tab", "tab", "enter"),
    "leads": ("3", "slash", *"fair", "space", "exclamation_mark", *"disqualified", "enter"),
    "campaigns": ("3", "tab"),
    "metrics": ("4",),
    "form": ("3", "a"),
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
    """Wait until everything that was asked of the book is on the screen."""
    for _ in range(6):
        await app.workers.wait_for_complete()
        await pilot.pause(0.1)  # type: ignore[attr-defined]


def draw(svg: str, target: Path, chromium: str, scratch: Path) -> None:
    """Turn an SVG into a PNG of its own size."""
    source = scratch / f"{target.stem}.svg"
    source.write_text(svg, "utf-8")
    box = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg)
    assert box is not None
    width, height = (int(float(side)) + 1 for side in box.groups())
    command = [
        chromium, "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
        "--disable-background-networking", "--no-first-run",
        f"--user-data-dir={scratch / 'profile'}", f"--window-size={width},{height}",
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
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
