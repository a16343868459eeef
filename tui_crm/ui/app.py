"""The app: its screens, its themes, and what holds for all of it."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.app import App
from textual.screen import Screen

from tui_crm.errors import CrmError
from tui_crm.settings import Settings, load, save_theme
from tui_crm.store.business import Business
from tui_crm.text import shown
from tui_crm.ui.desk import Desk, business_of
from tui_crm.ui.keys import keymap
from tui_crm.ui.screens.frame import WorkScreen
from tui_crm.ui.screens.pane import Pane
from tui_crm.ui.screens.sales import SalesScreen
from tui_crm.ui.themes import DARK, LIGHT, NAMES

if TYPE_CHECKING:
    from textual.command import Provider

    from tui_crm.ui.screens.welcome import WelcomeScreen


AHEAD_AFTER = 1.5
"""Seconds after which what the Metrics screen needs is loaded, if nobody has asked for it yet."""


def _palette() -> type[Provider]:
    from tui_crm.ui.palette import CommandProvider

    return CommandProvider


class CrmApp(App[None]):
    """The whole program as its owner sees it."""

    TITLE = "tui-crm"
    CSS_PATH = "app.tcss"
    DEFAULT_MODE = "sales"
    COMMANDS: ClassVar[set[type[Provider] | Callable[[], type[Provider]]]] = {_palette}

    def __init__(
        self,
        path: Path,
        business: Business | None,
        settings: Settings | None = None,
        settings_file: Path | None = None,
    ) -> None:
        super().__init__()
        self._settings = settings or Settings()
        self._settings_file = settings_file
        self._keys, self._problems = keymap(self._settings.keys)
        self._desk = None if business is None else Desk(path, business, self._keys)
        self.add_mode("sales", self._sales)
        self.add_mode("marketing", self._marketing)
        self.add_mode("metrics", self._metrics)
        self.register_theme(DARK)
        self.register_theme(LIGHT)
        self.theme = NAMES[self._settings.theme]

    @property
    def desk(self) -> Desk:
        """The open book."""
        assert self._desk is not None
        return self._desk

    def on_mount(self) -> None:
        """Take the user's keys."""
        self.set_keymap(self._keys)
        for problem in (*self._settings.problems, *self._problems):
            self.notify(problem, title="Settings", severity="warning", markup=False)

    def on_unmount(self) -> None:
        """Let go of the book, once what is being written is stored."""
        if self._desk is not None:
            self._desk.close()

    def on_pane_loaded(self, event: Pane.Loaded) -> None:
        """Once the first records are on the screen, load what was kept off the way to it."""
        event.stop()
        if not gc.isenabled():
            # What was imported stays: the collector need not look at it again and again.
            gc.freeze()
            gc.enable()
        if self._desk is not None and not self._desk.is_prepared:
            self.run_worker(
                self._prepare(self._desk), group="prepare", exclusive=True, exit_on_error=False
            )

    def _fatal_error(self) -> None:
        """End with one sentence: Textual's traceback would print records among its variables."""
        from rich.text import Text

        from tui_crm.failure import sentence_for

        # One failure often brings others with it: the first one is the one to tell.
        if isinstance(self._exception, Exception) and not self._exit_renderables:
            self.panic(Text(shown(sentence_for(self._exception))))
        self._close_messages_no_wait()

    def on_app_focus(self) -> None:
        """Show what another program has stored while the terminal was in the background."""
        if isinstance(self.screen, WorkScreen):
            self.screen.run_worker(self.screen.look_again(), group="look", exit_on_error=False)

    def on_work_screen_theme_chosen(self, event: WorkScreen.ThemeChosen) -> None:
        """Take another theme, now and at the next start."""
        event.stop()
        self.theme = NAMES[event.name]
        if self._settings_file is not None:
            try:
                save_theme(self._settings_file, event.name)
            except CrmError as error:
                self.notify(str(error), severity="warning", markup=False)

    def action_change_theme(self) -> None:
        """Ask which theme it should be."""
        if isinstance(self.screen, WorkScreen):
            self.screen.command_of("theme")

    async def _prepare(self, desk: Desk) -> None:
        screen = self.screen
        if isinstance(screen, WorkScreen):
            # What is stored from here on is news to what has just been drawn.
            screen.pane.seen = await desk.look()
        await desk.prepare()
        posted = await desk.post_billings()
        if isinstance(self.screen, WorkScreen):
            await self.screen.look_again()
            if posted:
                what = "a billing that has" if posted == 1 else f"{posted:,} billings that have"
                self.screen.tell(f"Posted {what} fallen due. u takes it back.")
        self.set_timer(AHEAD_AFTER, self._read_ahead)

    def _read_ahead(self) -> None:
        self.run_worker(self.desk.read_ahead(), group="ahead", exit_on_error=False)

    def _sales(self) -> Screen[None]:
        return SalesScreen(self.desk)

    def _marketing(self) -> Screen[None]:
        from tui_crm.ui.screens.marketing import MarketingScreen

        return MarketingScreen(self.desk)

    def _metrics(self) -> Screen[None]:
        from tui_crm.ui.screens.metrics import MetricsScreen

        return MetricsScreen(self.desk)


class FirstStartApp(CrmApp):
    """The program where there is no business yet: first it asks how to begin one."""

    DEFAULT_MODE = "welcome"

    def __init__(
        self, path: Path, settings: Settings | None = None, settings_file: Path | None = None
    ) -> None:
        super().__init__(path, None, settings, settings_file)
        self._path = path
        self.add_mode("welcome", self._welcome)

    async def on_welcome_screen_begun(self, event: WelcomeScreen.Begun) -> None:
        """Open the book that has just been made, in place of the welcome."""
        event.stop()
        self._desk = Desk(event.path, business_of(event.path), self._keys)
        await self.switch_mode("sales")
        await self.remove_mode("welcome")
        if event.entity:
            from tui_crm.ui.screens.import_flow import show_list

            await show_list(self, event.entity)

    def _welcome(self) -> Screen[None]:
        from tui_crm.ui.screens.welcome import WelcomeScreen

        return WelcomeScreen(self._path)


def run(path: Path) -> int:
    """Run the app on the book at a path; gives the exit code.

    A book that cannot be opened is told of on stderr, and nothing is drawn.
    """
    from tui_crm.paths import settings_file

    gc.disable()
    try:
        business = business_of(path) if path.exists() else None
    except CrmError as error:
        print(error, file=sys.stderr)
        return error.code
    settings = load(settings_file())
    if business is None:
        app: CrmApp = FirstStartApp(path, settings, settings_file())
    else:
        app = CrmApp(path, business, settings, settings_file())
    app.run()
    return app.return_code or 0
