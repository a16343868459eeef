"""Bringing a file into the book: which one, the import itself, and the list of what came."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import TYPE_CHECKING

from tui_crm.text import quoted
from tui_crm.ui.screens.frame import WorkScreen

if TYPE_CHECKING:
    from textual.app import App

    from tui_crm.ui.desk import Desk
    from tui_crm.ui.screens.import_screen import Outcome

PLACES = {
    "deal": ("sales", "Deals"), "account": ("sales", "Customers"), "contact": ("sales", "Contacts"),
    "revenue": ("sales", "Revenue"), "subscription": ("sales", "Subscriptions"),
    "cost": ("sales", "Costs"), "lead": ("marketing", "Leads"),
    "campaign": ("marketing", "Campaigns"), "spend": ("marketing", "Spend"),
    "ads": ("marketing", "Ads"), "traffic": ("marketing", "Traffic"),
    "social": ("marketing", "Social"), "target": ("metrics", "Targets"),
}  # fmt: skip
"""Where the records of an entity are listed: the screen and its pane."""


async def bring_file(screen: WorkScreen) -> None:
    """Have the owner import a file, then show the list of what came."""
    app, desk = screen.app, screen.desk
    outcome = await import_into(app, desk)
    if outcome is None:
        return
    await screen.look_again()
    if outcome.entity in PLACES:
        # On the app: the screen that was in front may be closed on the way.
        app.run_worker(_show_what_came(app, outcome), group="modes", exit_on_error=False)


async def import_into(app: App[None], desk: Desk) -> Outcome | None:
    """Ask for files until one is imported or the owner has had enough; None where that is so."""
    from tui_crm.exchange.outside import Outside
    from tui_crm.ui.dialogs.path import AskPath
    from tui_crm.ui.typed_paths import start_folder

    engine = Outside()
    # Begun now, both are ready when the file is named, and no key has to wait for them.
    ready = asyncio.gather(asyncio.to_thread(engine.start), asyncio.to_thread(_load))
    try:
        text = await asyncio.to_thread(start_folder)
        while True:
            named = await app.push_screen_wait(
                AskPath("Import a file", "A CSV file of any program: its path", text, is_readable)
            )
            if named is None:
                return None
            await ready
            from tui_crm.ui.screens.import_screen import ImportScreen

            outcome = await app.push_screen_wait(ImportScreen(desk, engine, named.path))
            if not outcome.again:
                return outcome
            text = named.typed
    finally:
        await ready
        await asyncio.to_thread(engine.stop)


async def _show_what_came(app: App[None], outcome: Outcome) -> None:
    await show_list(app, outcome.entity)
    if outcome.merge and isinstance(app.screen, WorkScreen):
        app.screen.command_of("duplicates")


async def show_list(app: App[None], entity: str) -> None:
    """Go to the list of an entity's records."""
    mode, title = PLACES[entity]
    await app.switch_mode(mode)
    screen = app.screen_stack[0]
    while app.screen is not screen:
        await app.pop_screen()
    if isinstance(screen, WorkScreen):
        await screen.show_pane(screen.titles.index(title))
        await screen.look_again()


def is_readable(path: Path) -> None:
    """Raises ValueError with a sentence where a path is no file that can be read."""
    name = quoted(str(path))
    if not path.exists():
        raise ValueError(f"there is no file {name}: type its path, or choose it from the list")
    if not path.is_file():
        raise ValueError(f"{name} is not a file")
    if not os.access(path, os.R_OK):
        raise ValueError(f"{name} cannot be read: you may not open it")


def _load() -> None:
    from tui_crm.ui.screens import import_screen

    del import_screen
