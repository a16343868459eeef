"""The command palette: every command by its name, with its key and what it does."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from tui_crm.ui.commands import Command, in_reach, key_shown
from tui_crm.ui.keys import keys_of
from tui_crm.ui.screens.frame import WorkScreen


class CommandProvider(Provider):
    """What can be done on the screen in front; what cannot be done now says why when chosen."""

    async def discover(self) -> Hits:
        """Everything, before anything is typed."""
        for command in self._commands():
            yield DiscoveryHit(
                self._line(command), partial(self._screen().command_of, command.id),
                text=command.title, help=command.help,
            )  # fmt: skip

    async def search(self, query: str) -> Hits:
        """What the typed letters may mean, by name first."""
        matcher = self.matcher(query)
        for command in self._commands():
            score = matcher.match(f"{command.title} {command.help}")
            if score > 0:
                yield Hit(
                    score, self._line(command), partial(self._screen().command_of, command.id),
                    text=command.title, help=command.help,
                )  # fmt: skip

    def _screen(self) -> WorkScreen:
        assert isinstance(self.screen, WorkScreen)
        return self.screen

    def _commands(self) -> Iterator[Command]:
        if isinstance(self.screen, WorkScreen):
            pane = self.screen.pane
            # What belongs to this place comes before what is possible everywhere.
            yield from sorted(
                in_reach(pane.ranges, pane.entity), key=lambda c: c.range == "everywhere"
            )

    def _line(self, command: Command) -> Content:
        key = key_shown(keys_of(command, self._screen().desk.keys))
        return Content(f"{command.title}  {key}" if key else command.title)
