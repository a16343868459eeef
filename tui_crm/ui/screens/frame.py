"""The frame of every screen of work: title line, panes, keys; and how commands reach them."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container
from textual.message import Message
from textual.notifications import SeverityLevel
from textual.screen import Screen
from textual.worker import Worker, WorkerState

from tui_crm.errors import CrmError
from tui_crm.period import written_day
from tui_crm.text import shown
from tui_crm.ui.commands import (
    COMMANDS,
    Command,
    Subject,
    bindings,
    in_reach,
    key_shown,
    refusal,
)
from tui_crm.ui.desk import Desk
from tui_crm.ui.keys import keys_of, meant
from tui_crm.ui.screens.pane import Pane, PaneSpec
from tui_crm.ui.widgets.board import Board
from tui_crm.ui.widgets.key_bar import Key, KeyBar
from tui_crm.ui.widgets.pane_tabs import PaneTabs
from tui_crm.ui.widgets.top_bar import Place, TopBar

MODES = ("sales", "marketing", "metrics")
"""The screens that the title line names."""

LONGEST_SAID = 200
"""Letters of a sentence in the corner of the screen."""


class WorkScreen(Screen[None]):
    """A screen of work: its panes, and everything the owner can do on them."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("everywhere", "records", "lists")

    TABS_FROM: ClassVar[int] = 2
    """From how many panes on they are named in a line of their own."""

    AUTO_FOCUS = ""
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]  # noqa: RUF012  # as Textual has it

    @dataclass
    class ThemeChosen(Message):
        """Posted when the owner wants another theme."""

        name: str

    def __init__(self, desk: Desk, mode: str, panes: Sequence[PaneSpec]) -> None:
        super().__init__()
        self.desk = desk
        self.mode = mode
        self._specs = tuple(panes)
        self._panes: dict[int, Pane] = {}
        self._here = 0
        # What changes the book is done in the order it was asked for, one after the other.
        self._turn = asyncio.Lock()

    def compose(self) -> ComposeResult:
        """The title line, the panes' names, the first pane, and the keys."""
        modes = [COMMANDS[mode] for mode in MODES]
        yield TopBar([Place(self._key(mode), mode.id, mode.title) for mode in modes], self.mode)
        yield from self.heading()
        if len(self._specs) >= self.TABS_FROM:
            yield PaneTabs([spec.title for spec in self._specs])
        with Container(classes="panes"):
            yield self._pane_at(0)
        yield KeyBar()

    def heading(self) -> ComposeResult:
        """What stands between the title line and the panes."""
        yield from ()

    def on_mount(self) -> None:
        """Let the owner walk at once."""
        self.pane.take_focus()
        self.show_bars()

    @property
    def pane(self) -> Pane:
        """The pane in sight."""
        return self._panes[self._here]

    @property
    def titles(self) -> list[str]:
        """What its panes are called."""
        return [spec.title for spec in self._specs]

    @property
    def subject(self) -> Subject:
        """What a command given now would be about, as far as it is known without reading."""
        return Subject(self.pane.entity, self.pane.current_id)

    async def show_pane(self, index: int) -> None:
        """Bring a pane in sight, made now if it is the first time."""
        index %= len(self._specs)
        if index == self._here:
            return
        self.pane.display = False
        self._here = index
        if index not in self._panes:
            await self.query_one(".panes", Container).mount(self._pane_at(index))
        pane = self.pane
        pane.display = True
        pane.take_focus()
        if pane.seen not in (-1, self.desk.version):
            pane.reload()
        self.show_bars()

    async def refresh_data(self, keep: int | None = None) -> None:
        """Show what has been stored, the cursor going to a record where one is given."""
        await self.desk.look()
        self.pane.reload(keep)
        await self.pane.settle()
        self.show_bars()

    async def look_again(self) -> None:
        """Read again what is in sight, if anything was stored since."""
        if self.desk.is_prepared:
            await self.desk.look()
            if self.pane.seen != self.desk.version:
                self.pane.reload()
            self.show_bars()

    def tell(self, sentence: str, *, error: bool = False) -> None:
        """Say something to the owner in the corner of the screen, in place of what stood there."""
        self._say(sentence, "error" if error else "information")

    def command_of(self, name: str) -> None:
        """Do a command, or say why that is not possible."""
        command = COMMANDS[name]
        why = refusal(command, self.pane.ranges, self.subject) or self.pane.why_not(command)
        if why is not None:
            self._say(why, "warning")
        elif not (self.pane.obey(name) or self.obey(name) or self._at_once(name)):
            self.run_worker(self._do(command), group="commands", exit_on_error=False)

    def action_command(self, name: str) -> None:
        """Do the command of a key, or the one that has the same key here."""
        self.command_of(meant(name, self.pane.ranges, self.desk.keys))

    def obey(self, command: str) -> bool:
        """Do a command that concerns all panes of this screen; False where it is another's."""
        return False

    def leave(self) -> None:
        """Take the filter of the list away."""
        self.clear_filter()

    def clear_filter(self) -> bool:
        """Show all records of the list again; False where all are shown already."""
        return self.pane.clear_filter()

    def show_bars(self) -> None:
        """Show the totals, the keys and the place of the pane in sight."""
        business, pane = self.desk.business, self.pane
        facts = (business.currency, written_day(self.desk.today))
        self.query_one(TopBar).show(business["business_name"] or "Your business", facts)
        for tabs in self.query(PaneTabs):
            tabs.show(self._here, pane.totals)
        keys = [
            Key(command.id, self._key(command), _words(command))
            for command in in_reach(pane.ranges, pane.entity)
            if pane.bar in command.footer
        ]
        self.query_one(KeyBar).show(keys, pane.place)

    def _show_place(self) -> None:
        """Show where the cursor is, without a detour: both are painted together."""
        for bar in self.query(KeyBar):
            bar.show_place(self.pane.place)

    async def on_screen_resume(self) -> None:
        """Show what was stored while another screen was in front."""
        if self.is_mounted and self.desk.is_prepared:
            self.run_worker(self.look_again(), group="look", exit_on_error=False)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Tell of what went wrong beside the screen: nothing fails in silence."""
        if event.state is WorkerState.ERROR and event.worker.error is not None:
            error = event.worker.error
            words = str(error) if isinstance(error, CrmError) else unforeseen(error)
            self.tell(words, error=True)

    @on(Pane.Changed)
    def _show_change(self, event: Pane.Changed) -> None:
        if event.pane is self.pane:
            self.show_bars()

    def on_record_table_opened(self) -> None:
        """Open the record of a row."""
        self._open_record()

    @on(Board.Opened)
    def _open_record(self) -> None:
        self.run_worker(self._do(COMMANDS["open"]), group="commands", exit_on_error=False)

    @on(Board.Carried)
    def _carry(self, event: Board.Carried) -> None:
        self.run_worker(self._move(event), group="commands", exit_on_error=False)

    @on(TopBar.Chosen)
    def _go_to_screen(self, event: TopBar.Chosen) -> None:
        self.command_of(event.name)

    @on(PaneTabs.Chosen)
    async def _go_to_pane(self, event: PaneTabs.Chosen) -> None:
        await self.show_pane(event.index)

    @on(KeyBar.Chosen)
    def _do_key(self, event: KeyBar.Chosen) -> None:
        self.command_of(event.command)

    def _at_once(self, name: str) -> bool:
        """Do what needs neither the book nor waiting; False where the command does."""
        match name:
            case "sales" | "marketing" | "metrics":
                self.run_worker(self._go_to(name), group="modes", exit_on_error=False)
            case "next_pane" | "previous_pane":
                step = 1 if name == "next_pane" else -1
                self.call_later(self.show_pane, self._here + step)
            case "palette":
                self.app.action_command_palette()
            case "leave":
                self.leave()
            case "quit":
                self.quit()
            case _:
                return False
        return True

    def deleted(self) -> None:
        """What the owner looked at has been deleted: a list shows its other records."""

    def quit(self) -> None:
        """Close the program."""
        self.app.exit()

    async def _go_to(self, mode: str) -> None:
        # A key pressed before everything is loaded waits for it; the screen does not.
        await self.desk.prepare()
        self.app.switch_mode(mode)

    async def _do(self, command: Command) -> None:
        await self.desk.prepare()
        from tui_crm.ui.screens.deeds import do

        async with self._turn:
            await do(self, command)

    async def _move(self, carried: Board.Carried) -> None:
        await self.desk.prepare()
        from tui_crm.ui.screens.deeds import carry

        async with self._turn:
            await carry(self, carried)

    def _say(self, sentence: str, severity: SeverityLevel) -> None:
        self.app.clear_notifications()
        self.notify(_short(shown(sentence)), severity=severity, markup=False)

    def _key(self, command: Command) -> str:
        return key_shown(keys_of(command, self.desk.keys))

    def _pane_at(self, index: int) -> Pane:
        if index not in self._panes:
            pane = self._panes[index] = self._specs[index].make(self.desk)
            self.watch(pane, "place", self._show_place, init=False)
        return self._panes[index]


def _short(sentence: str) -> str:
    """A sentence that leaves the screen free: a very long name loses its middle, not the end."""
    if len(sentence) <= LONGEST_SAID:
        return sentence
    end = LONGEST_SAID // 4
    return f"{sentence[: LONGEST_SAID - end].rstrip()} … {sentence[-end:].lstrip()}"


def _words(command: Command) -> str:
    return command.words or command.title.lower()


def unforeseen(error: BaseException) -> str:
    """What is said of a fault of the program itself."""
    return f"Something went wrong that the program did not foresee ({type(error).__name__})."
