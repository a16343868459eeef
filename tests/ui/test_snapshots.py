"""How the screens look, at both sizes and in every theme; a changed picture is looked at."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Protocol

import pytest
from textual.pilot import Pilot

from tests.driver import Driver
from tui_crm.settings import Settings
from tui_crm.store.business import read_business
from tui_crm.store.connect import open_raw
from tui_crm.ui.app import CrmApp, FirstStartApp

LARGE, SMALL = (120, 40), (80, 24)

Steps = Callable[[Driver], Awaitable[None]]


class Compare(Protocol):
    """Compares what an app shows after some steps with the picture that was kept."""

    def __call__(
        self,
        app: CrmApp,
        *,
        terminal_size: tuple[int, int],
        run_before: Callable[[Pilot[None]], Awaitable[None]],
    ) -> bool: ...


async def nothing(_: Driver) -> None:
    """As the app opens."""


async def deals(app: Driver) -> None:
    await app.go_to("Deals")
    await app.press("down", "down", "space", "space")


async def filtered(app: Driver) -> None:
    await app.go_to("Deals")
    await app.do("filter")
    await app.type("stage:won e-bike")


async def customer(app: Driver) -> None:
    await app.go_to("Customers")
    await app.press("down", "down")
    await app.do("open")


async def win(app: Driver) -> None:
    await app.do("win")


async def add(app: Driver) -> None:
    await app.do("add")


async def help_page(app: Driver) -> None:
    await app.do("help")


async def leads(app: Driver) -> None:
    await app.do("marketing")


async def campaigns(app: Driver) -> None:
    await app.do("marketing")
    await app.go_to("Campaigns")


async def figures(app: Driver) -> None:
    await app.do("metrics")


async def explained(app: Driver) -> None:
    await app.do("metrics")
    await app.press("down", "down")
    await app.do("explain")


async def more_figures(app: Driver) -> None:
    await app.do("metrics", "more")


async def a_bar(app: Driver) -> None:
    await app.do("metrics", "next_block", "next_block")
    await app.press("left")


async def behind(app: Driver) -> None:
    await app.do("metrics")
    await app.press("down", "down")
    await app.do("behind", "next_pane")


@pytest.mark.parametrize(
    ("steps", "size", "theme"),
    [
        (nothing, LARGE, "dark"),
        (nothing, SMALL, "light"),
        (deals, LARGE, "light"),
        (filtered, SMALL, "dark"),
        (customer, LARGE, "dark"),
        (win, SMALL, "dark"),
        (add, LARGE, "light"),
        (help_page, SMALL, "dark"),
        (leads, SMALL, "ansi"),
        (campaigns, LARGE, "dark"),
        (figures, LARGE, "dark"),
        (figures, SMALL, "light"),
        (explained, LARGE, "ansi"),
        (more_figures, SMALL, "dark"),
        (a_bar, LARGE, "ansi"),
        (behind, SMALL, "light"),
    ],
    ids=lambda value: getattr(value, "__name__", str(value)),
)
def test_the_screens_look_as_they_did(
    snap_compare: Compare, sample: Path, steps: Steps, size: tuple[int, int], theme: str
) -> None:
    connection = open_raw(sample)
    app = CrmApp(sample, read_business(connection), Settings(theme=theme))
    connection.close()
    assert snap_compare(app, terminal_size=size, run_before=_run(app, steps))


def test_the_welcome_looks_as_it_did(
    snap_compare: Compare, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The path that the welcome names must be the same on every machine.
    monkeypatch.chdir(tmp_path)
    app = FirstStartApp(Path("business.db"))
    assert snap_compare(app, terminal_size=SMALL, run_before=_run(app, nothing))


def _run(app: CrmApp, steps: Steps) -> Callable[[Pilot[None]], Awaitable[None]]:
    async def run(pilot: Pilot[None]) -> None:
        driver = Driver(app, pilot)
        await driver.settle()
        if app._desk is not None:
            await app.desk.prepare()
            await driver.settle()
        await steps(driver)
        await driver.settle()

    return run
