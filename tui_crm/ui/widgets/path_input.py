"""The line in which a path is typed, with what lies in its folder listed below."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input

from tui_crm.errors import WrongUsage
from tui_crm.paths import typed_path
from tui_crm.text import clean, shown
from tui_crm.ui import typed_paths
from tui_crm.ui.answers import answer
from tui_crm.ui.typed_paths import Entry, Folder
from tui_crm.ui.widgets.choice_list import Choice, ChoiceList

MOST_SHOWN = 500
"""Entries that are listed; who has more types another letter."""

_UNITS = ("B", "KB", "MB", "GB", "TB")


class PathLine(Input):
    """The line itself: it takes a dropped file in place of what stands there."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "complete", "Complete", show=False, id="path.complete",
                tooltip="Add what all the entries have in common"),
        Binding("down", "walk(1)", "Down", show=False, id="path.down",
                tooltip="Go down the entries"),
        Binding("up", "walk(-1)", "Up", show=False, id="path.up", tooltip="Go up the entries"),
        Binding("pagedown", "page(1)", "Page down", show=False, id="path.page_down",
                tooltip="Go down a page"),
        Binding("pageup", "page(-1)", "Page up", show=False, id="path.page_up",
                tooltip="Go up a page"),
    ]  # fmt: skip

    @dataclass
    class Walked(Message):
        """Posted when the owner walks the entries: by steps or by pages."""

        steps: int
        by_page: bool = False

    class Completing(Message):
        """Posted when the owner wants the rest of a name."""

    def __init__(self, text: str) -> None:
        super().__init__(text, compact=True, select_on_focus=False)
        self.cursor_blink = False
        self._first = text

    def put(self, text: str) -> None:
        """Put a path in place of what stands there, the cursor behind it."""
        self.value = text
        self.cursor_position = len(text)

    def replace(self, text: str, start: int, end: int) -> None:
        """Take what is typed; a path from the root or from home replaces the one proposed."""
        if text in (os.sep, "~") and self.value == self._first and start == len(self.value):
            start = 0
        super().replace(clean(text), start, end)

    def on_paste(self, event: events.Paste) -> None:
        """Take a dropped file, however the terminal writes its path."""
        event.prevent_default()
        event.stop()
        text = clean(typed_paths.tidy(event.text))
        if text.startswith("~") or os.path.isabs(text):
            self.put(text)
        else:
            self.replace(text, *self.selection)

    def action_complete(self) -> None:
        """Ask for the rest of the name."""
        self.post_message(self.Completing())

    def action_walk(self, steps: int) -> None:
        """Walk the entries."""
        self.post_message(self.Walked(steps))

    def action_page(self, pages: int) -> None:
        """Walk the entries by pages."""
        self.post_message(self.Walked(pages, by_page=True))


class PathInput(Vertical):
    """A path to type, paste or walk to: enter takes a file and goes into a folder."""

    DEFAULT_CSS = """
    PathInput {
        height: auto;
        & PathLine.-textual-compact {
            padding: 0 1 0 2;
            background: $foreground 7%;
            &:focus { background: $primary 30%; background-tint: $foreground 0%; }
        }
        & ChoiceList { margin: 1 0 0 0; }
        &:ansi PathLine.-textual-compact { background: ansi_default; text-style: underline; }
    }
    """

    @dataclass
    class Taken(Message):
        """Posted when the owner has named a path that is no folder; it need not exist."""

        path: Path
        typed: str

    class Changed(Message):
        """Posted when another path stands there."""

    def __init__(self, text: str, *, new: bool = False) -> None:
        """A `new` file takes the name as it is typed, though only one other begins so."""
        super().__init__()
        self._is_new = new
        self._folder = Folder("")
        self._is_read = False
        self._entries: tuple[Entry, ...] = ()
        self._real: dict[str, str] = {}
        """What is shown of a path with a name that cannot be typed, and the path itself."""
        self._line = PathLine(self._showing(text))
        self._list = ChoiceList()

    def compose(self) -> ComposeResult:
        """The line, and the entries of its folder."""
        yield self._line
        yield self._list

    def on_mount(self) -> None:
        """Look into the folder that is proposed."""
        self._look()

    @property
    def typed(self) -> str:
        """What stands in the line."""
        return self._line.value

    def take_focus(self) -> None:
        """Let the owner type."""
        self._line.focus()

    def take(self) -> None:
        """Take the entry under the cursor, or the path as it was typed."""
        at = self._list.cursor
        if at is not None:
            self._enter(self._entries[at])
            return
        text = typed_paths.tidy(self._meant(self.typed))
        try:
            path = typed_path(text)
        except WrongUsage:  # whose home it is nobody knows: as it stands, there is no such file
            path = Path(text)
        if path.is_dir():
            self._go_into(text)
        elif not self._is_new and not os.path.lexists(path) and len(self._entries) == 1:
            self._enter(self._entries[0])
        else:
            self.post_message(self.Taken(path, self.typed))

    @on(Input.Submitted)
    def _take_typed(self, event: Input.Submitted) -> None:
        event.stop()
        self.take()

    @on(Input.Changed)
    def _look_for(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.Changed())
        self._look()

    @on(PathLine.Walked)
    def _walk(self, event: PathLine.Walked) -> None:
        event.stop()
        if event.by_page:
            self._list.page(event.steps)
        else:
            self._list.move(event.steps, off=True)

    @on(PathLine.Completing)
    def _complete(self, event: PathLine.Completing) -> None:
        """Add what the entries have in common; where that is nothing, go to the next of them."""
        event.stop()
        folder, begun = typed_paths.parted(self._meant(self.typed))
        rest = typed_paths.completed(self._entries, begun)
        if rest != begun:
            self._line.put(self._showing(folder + rest))
        elif self._entries and not (len(self._entries) == 1 and self._entries[0].name == begun):
            last = self._list.cursor == len(self._entries) - 1
            self._list.move(1 - len(self._entries) if last else 1)

    @on(ChoiceList.Taken)
    def _take_clicked(self, event: ChoiceList.Taken) -> None:
        event.stop()
        self._enter(self._entries[event.index])

    def _enter(self, entry: Entry) -> None:
        folder, _ = typed_paths.parted(self._meant(self.typed))
        text = folder + entry.name
        if entry.is_folder:
            self._go_into(text)
        else:
            self._line.put(self._showing(text))
            self.post_message(self.Taken(typed_path(text), self.typed))

    def _go_into(self, folder: str) -> None:
        self._line.put(self._showing(os.path.join(folder, "")))

    def _look(self) -> None:
        """Show what may be meant; a folder that is not the last one has to be read first."""
        folder, _ = typed_paths.parted(self._meant(self.typed))
        if self._is_read and folder == self._folder.path:
            self._show()
        else:
            self.run_worker(self._read(folder), group="folder", exclusive=True, exit_on_error=False)

    async def _read(self, folder: str) -> None:
        self._folder = await answer(typed_paths.look_into(folder))
        self._is_read = True
        self._show()

    def _show(self) -> None:
        _, begun = typed_paths.parted(self._meant(self.typed))
        found = typed_paths.matching(self._folder, begun)
        self._entries = found[:MOST_SHOWN]
        self._list.show([_choice(entry) for entry in self._entries], None, self._remark(len(found)))

    def _remark(self, found: int) -> str:
        """What is said below the entries."""
        if self._folder.problem:
            return self._folder.problem
        if not found and not self._is_new:
            return "Nothing here begins so." if self._folder.entries else "This folder is empty."
        if found > MOST_SHOWN or not self._folder.is_whole:
            more = f"{found - MOST_SHOWN:,} more" if self._folder.is_whole else "and more"
            return f"… {more}: type another letter"
        return ""

    def _showing(self, text: str) -> str:
        """A path as it may stand in the line; what it stands for is remembered."""
        seen = shown(text)
        if seen != text:
            self._real[seen] = text
        return seen

    def _meant(self, text: str) -> str:
        """The path that a text in the line stands for."""
        for seen in sorted(self._real, key=len, reverse=True):
            if text.startswith(seen):
                return self._real[seen] + text[len(seen) :]
        return text


def _choice(entry: Entry) -> Choice:
    if entry.is_folder:
        return Choice(entry.name + os.sep)
    size = "" if entry.size is None else _written_size(entry.size)
    return Choice(entry.name, size, is_muted=not entry.is_table)


def _written_size(size: int) -> str:
    """The size of a file in words, "3.2 MB"."""
    amount, unit = float(size), 0
    while amount >= 1000 and unit < len(_UNITS) - 1:
        amount, unit = amount / 1000, unit + 1
    decimals = 1 if unit and amount < 100 else 0
    return f"{amount:.{decimals}f} {_UNITS[unit]}"
