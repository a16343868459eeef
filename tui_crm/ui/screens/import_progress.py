"""The part of an import that shows how far it has come."""

from __future__ import annotations

import asyncio

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from tui_crm.text import shown
from tui_crm.ui.themes import MUTED

WIDEST = 60
"""Cells of the bar."""

SETTLED = 1.0
"""Seconds after which the speed says something."""


class ProgressView(Vertical):
    """Rows done of rows in all, how fast it goes, and how long it will take."""

    DEFAULT_CSS = """
    ProgressView {
        height: 1fr;
        padding: 1 2;
        & > Static { height: auto; margin: 0 0 1 0; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._since = 0.0
        self._file = ""
        self._all = 0

    def compose(self) -> ComposeResult:
        """What is done, the bar, the numbers, and how to stop it."""
        yield Static(classes="progress-title", markup=False)
        yield Static(classes="progress-bar", markup=False)
        yield Static(classes="progress-words", markup=False)
        yield Static(classes="progress-stop", markup=False)

    def begin(self, file: str, rows: int) -> None:
        """Show that an import of so many rows begins."""
        self._since = asyncio.get_running_loop().time()
        self._file, self._all = shown(file), rows
        self._put("title", Content.styled(f"Importing {self._file}", "bold"))
        self._put(
            "stop", Content.styled("esc stops it: then nothing of the file is stored.", MUTED)
        )
        self.show(0)

    def show(self, rows: int) -> None:
        """Show how far it has come."""
        seconds = asyncio.get_running_loop().time() - self._since
        width = max(10, min(self.size.width - 12, WIDEST))
        self._put("bar", bar(rows, self._all, width))
        self._put("words", Content(course(rows, self._all, seconds)))

    def stopping(self) -> None:
        """Show that it is being stopped."""
        self._put("stop", Content("Stopping …"))

    def _put(self, part: str, content: Content) -> None:
        self.query_one(f".progress-{part}", Static).update(content)


def bar(done: int, total: int, width: int) -> Content:
    """A bar that is filled as far as the work is done, with the share beside it."""
    share = min(done / total, 1.0) if total else 0.0
    filled = int(share * width)
    return Content.assemble(
        Content.styled("█" * filled, "$text-primary"),
        Content.styled("░" * (width - filled), MUTED),
        f"  {int(share * 100):3} %",
    )


def course(done: int, total: int, seconds: float) -> str:
    """The numbers beside the bar: rows, speed, and the time that is left."""
    if not done:
        return "Reading it through first …"
    parts = [f"{done:,} of {total:,} rows"]
    if done >= total > 0:
        parts.append("storing them")
    elif seconds >= SETTLED:
        speed = done / seconds
        parts.append(f"{speed:,.0f} rows a second")
        parts.append(f"{_written(max(total - done, 0) / speed)} left")
    return "   ".join(parts)


def _written(seconds: float) -> str:
    """A time as people say it."""
    whole = max(1, round(seconds))
    minutes, rest = divmod(whole, 60)
    if minutes >= 60:
        return f"{minutes // 60} h {minutes % 60} min"
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
