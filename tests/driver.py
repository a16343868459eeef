"""Drives the app as its owner does: by the names of commands, and by what stands on the screen."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from textual.pilot import Pilot
from textual.screen import ModalScreen

from tui_crm.settings import Settings
from tui_crm.store.business import read_business
from tui_crm.store.connect import open_raw
from tui_crm.ui.app import CrmApp, FirstStartApp
from tui_crm.ui.commands import COMMANDS
from tui_crm.ui.keys import keys_of
from tui_crm.ui.screens.frame import WorkScreen
from tui_crm.ui.screens.import_screen import ImportScreen
from tui_crm.ui.screens.list_pane import ListPane

WAITING = ("commands", "form.leave", "welcome")
"""The workers that may wait for what the owner answers."""


class Driver:
    """An open app, and someone at its keyboard."""

    def __init__(self, app: CrmApp, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot

    async def press(self, *keys: str) -> None:
        """Press keys, and wait until all they set off has come to rest."""
        await self.pilot.press(*keys)
        await self.settle()

    async def do(self, *commands: str) -> None:
        """Press the first key of each command, as it is mapped now."""
        for name in commands:
            await self.press(keys_of(COMMANDS[name], self.app.desk.keys).split(",")[0])

    async def type(self, text: str) -> None:
        """Type a text, letter by letter."""
        await self.press(*("space" if letter == " " else letter for letter in text))

    async def fill(self, **fields: str) -> None:
        """Fill in fields of the form that is open, and save it."""
        from tui_crm.ui.dialogs.form import FormScreen
        from tui_crm.ui.widgets.record_form_field import FieldRow

        form = self.app.screen
        assert isinstance(form, FormScreen), f"no form is open:\n{self.text}"
        rows = {row.spec.name: row for row in form.query(FieldRow)}
        for name, text in fields.items():
            rows[name].input.put(text)
        await self.press("ctrl+s")

    async def go_to(self, title: str) -> None:
        """Walk to a pane of the screen by its title."""
        titles = [spec.title for spec in self.screen._specs]
        for _ in titles:
            if self.here == title:
                return
            await self.do("next_pane")
        assert self.here == title, f"there is no pane {title}"

    async def settle(self) -> None:
        """Wait until nothing is at work any more, and what it found is on the screen."""
        quiet = 0
        while quiet < 1:
            await self.pilot.pause()
            quiet = 0 if self._is_busy() else quiet + 1

    @property
    def screen(self) -> WorkScreen:
        """The screen of work in front."""
        assert isinstance(self.app.screen, WorkScreen), f"in front is {self.app.screen}"
        return self.app.screen

    @property
    def here(self) -> str:
        """The title of the pane in sight."""
        return self.screen._specs[self.screen._here].title

    @property
    def list(self) -> ListPane:
        """The list in sight."""
        assert isinstance(self.screen.pane, ListPane)
        return self.screen.pane

    @property
    def row(self) -> tuple[str, ...]:
        """The texts of the row under the cursor."""
        row = self.list.table.cursor_row
        return row.cells if row else ()

    @property
    def lines(self) -> list[str]:
        """What stands on the screen, line by line."""
        strips = self.app.screen._compositor.render_strips()
        return [strip.text.rstrip() for strip in strips]

    @property
    def text(self) -> str:
        """What stands on the screen."""
        return "\n".join(self.lines)

    @property
    def toast(self) -> str:
        """What was said last in the corner of the screen."""
        said = [notification.message for notification in self.app._notifications]
        return said[-1] if said else ""

    def _is_busy(self) -> bool:
        desk = self.app._desk
        lanes = desk._lanes if desk else []
        if any(lane._answering or not lane._questions.empty() for lane in lanes):
            return True
        # Where a dialog or an import is in front, what asked for it waits for its answer.
        waiting = WAITING if isinstance(self.app.screen, ModalScreen | ImportScreen) else ()
        return any(worker.is_running and worker.group not in waiting for worker in self.app.workers)


@asynccontextmanager
async def opened(
    path: Path,
    *,
    size: tuple[int, int] = (120, 40),
    settings: Settings | None = None,
    settings_file: Path | None = None,
) -> AsyncIterator[Driver]:
    """The app open on a book, or on its welcome where there is none."""
    app: CrmApp = FirstStartApp(path, settings, settings_file)
    if path.exists():
        connection = open_raw(path)
        app = CrmApp(path, read_business(connection), settings, settings_file)
        connection.close()
    async with app.run_test(size=size, tooltips=False) as pilot:
        driver = Driver(app, pilot)
        await driver.settle()
        if app._desk is not None:
            await app.desk.prepare()
            await driver.settle()
        yield driver
