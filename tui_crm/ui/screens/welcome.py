"""The first start: how the owner wants to begin."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.screen import Screen
from textual.widgets import OptionList, Static
from textual.worker import Worker, WorkerState

from tui_crm.errors import CrmError
from tui_crm.text import shown
from tui_crm.ui.desk import Desk, business_of, holds_import

CHOICES = (
    ("Look at a sample business", "two years of a bicycle workshop, kept apart from your own"),
    ("Begin with an empty book", "add your first lead or deal by hand"),
    ("Bring a CSV file", "any program's export, looked at before it is stored"),
)


class WelcomeScreen(Screen[None]):
    """What is shown where there is no business yet."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("1", "choose(0)", "Sample", show=False, id="welcome.sample",
                tooltip="Look at a sample business"),
        Binding("2", "choose(1)", "Empty", show=False, id="welcome.empty",
                tooltip="Begin with an empty book"),
        Binding("3", "choose(2)", "Import", show=False, id="welcome.import",
                tooltip="Bring a CSV file"),
        Binding("j", "walk(1)", "Down", show=False, id="welcome.down",
                tooltip="Go to the next way"),
        Binding("k", "walk(-1)", "Up", show=False, id="welcome.up",
                tooltip="Go to the way before"),
        Binding("q", "quit", "Quit", show=False, id="welcome.quit", tooltip="Close the program"),
    ]  # fmt: skip

    DEFAULT_CSS = """
    WelcomeScreen {
        align: center middle;
        & > Vertical { width: 66; max-width: 100%; height: auto; padding: 0 2; }
        & .welcome-title { text-style: bold; color: $text-primary; }
        & .welcome-text { color: $text-muted; margin: 0 0 1 0; }
        & .welcome-said { margin: 1 0 0 0; height: auto; color: $text-muted; }
        & .welcome-said.-error { color: $text-error; }
        & OptionList {
            height: auto;
            border: none;
            padding: 0;
            background: $background;
            &:focus { border: none; background-tint: $foreground 0%; }
        }
    }
    """

    @dataclass
    class Begun(Message):
        """Posted when there is a book to open, in the place of this screen."""

        path: Path
        entity: str = ""
        """Whose list is to be shown first; empty: the first screen's."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        self._is_busy = False
        self._first_list = ""

    def compose(self) -> ComposeResult:
        """A greeting, the three ways to begin, and what is being done."""
        with Vertical():
            yield Static("Welcome to tui-crm", classes="welcome-title", markup=False)
            yield Static(
                "Sales and marketing by keyboard, on your own machine.",
                classes="welcome-text", markup=False,
            )  # fmt: skip
            yield OptionList(*(_option(number, *words) for number, words in enumerate(CHOICES)))
            yield Static(self._where(), classes="welcome-said", markup=False)

    def on_mount(self) -> None:
        """Begin at the first way."""
        options = self.query_one(OptionList)
        options.highlighted = 0
        options.focus()

    @on(OptionList.OptionSelected)
    def _take(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.action_choose(event.option_index)

    def action_choose(self, number: int) -> None:
        """Begin in one of the ways."""
        if self._is_busy:
            return
        ways = (self._sample, self._empty, self._import)
        self.run_worker(self._try(ways[number]), group="welcome", exit_on_error=False)

    def action_walk(self, steps: int) -> None:
        """Go to another way, as the arrows do."""
        options = self.query_one(OptionList)
        if steps > 0:
            options.action_cursor_down()
        else:
            options.action_cursor_up()

    def action_quit(self) -> None:
        """Close the program."""
        self.app.exit()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Tell of what nobody foresaw."""
        if event.state is WorkerState.ERROR:
            self._say(f"That did not work ({event.worker.error!r}).", wrong=True)

    async def _try(self, way: Callable[[], Awaitable[Path | None]]) -> None:
        self._is_busy = True
        try:
            made = await way()
            if made is not None:
                self.post_message(self.Begun(made, self._first_list))
        except CrmError as error:
            self._say(str(error), wrong=True)
        finally:
            self._is_busy = False

    async def _sample(self) -> Path:
        self._say("Making the sample business …")
        path = self._path.with_name("sample.db")
        await self._beside(lambda: _make_sample(path))
        return path

    async def _empty(self) -> Path:
        await self._beside(lambda: _make_empty(self._path))
        return self._path

    async def _import(self) -> Path | None:
        """Bring a file into a new book, which goes again where nothing of the file is stored."""
        from tui_crm.ui.screens.import_flow import import_into

        self._say("Making ready …")
        await self._beside(lambda: _make_empty(self._path))
        desk = Desk(self._path, await asyncio.to_thread(business_of, self._path))
        self._say(self._where())
        outcome = None
        try:
            outcome = await import_into(self.app, desk)
        finally:
            desk.close()
            is_begun = holds_import(self._path)
            if not is_begun:
                self._path.unlink()
        self._first_list = outcome.entity if outcome else ""
        return self._path if is_begun else None

    async def _beside(self, work: Callable[[], str]) -> str:
        """Do slow work on a thread beside the screen."""
        return await asyncio.to_thread(work)

    def _where(self) -> str:
        return f"Your business will be kept in {shown(str(self._path))}"

    def _say(self, sentence: str, *, wrong: bool = False) -> None:
        said = self.query_one(".welcome-said", Static)
        said.set_class(wrong, "-error")
        said.update(Content(shown(sentence)))


def _option(number: int, title: str, words: str) -> Content:
    return Content.assemble(
        Content.styled(f" {number + 1}  {title}\n", "bold"),
        Content.styled(f"    {words}", "$foreground 60%"),
    )


def _make_sample(path: Path) -> str:
    from tui_crm import clock
    from tui_crm.sample import make_sample
    from tui_crm.store.business import Business

    today: date = clock.today(Business([("time_zone", clock.system_zone_name())]).zone)
    if not path.exists():
        make_sample(path, today=today)
    return "made"


def _make_empty(path: Path) -> str:
    from tui_crm.store.engine import make_book

    make_book(path)
    return "made"
