"""The sample business: written to a file, or opened in the app for as long as that runs."""

from __future__ import annotations

import tempfile
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

from tui_crm import clock
from tui_crm.errors import WrongUsage
from tui_crm.paths import typed_path
from tui_crm.sample import make_sample

App = Callable[[Path], int]


def demo(options: Namespace, app: App) -> int:
    """Open the app on a sample business of its own, or write that business to a file.

    Raises `Refused` where the file exists already.
    """
    if options.size is not None and options.size < 1:
        raise WrongUsage("--size is how many deals: give a whole number from 1 on.")
    today = clock.today(ZoneInfo(clock.system_zone_name()))
    if options.file is not None:
        make_sample(typed_path(options.file), today=today, size=options.size)
        return 0
    with tempfile.TemporaryDirectory(prefix="tui-crm-") as folder:
        path = Path(folder) / "demo.db"
        make_sample(path, today=today, size=options.size)
        return app(path)
