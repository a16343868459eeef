"""The help: every key, what it does, and how lists are filtered and fields are typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from textwrap import wrap
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from tui_crm.ui.commands import COMMANDS, KEY_NAMES, Command, Range, in_reach, key_shown
from tui_crm.ui.keys import keys_of

WIDTH = 92
AROUND = 8
"""Cells that the border, the margin and the scrollbar take."""

WALKING = (
    ("arrows, j k", "walk"), ("pgup pgdn, g G", "a page; first, last"),
    ("shift+arrows, ctrl+a", "mark a range; mark all"), ("esc", "unmark, show all again, go back"),
)  # fmt: skip

FILTERS = (
    ("bakery vienna", "both words, in any field, capitals and accents do not matter"),
    ('"tune-up package"', "these words in this order"),
    ("stage:won  account=Acme", "a field holds it; a field is it"),
    ("amount>500  expected_on<fri", "numbers and dates, as they may be typed in forms"),
    ("!acme  !stage:lost", "what does not match"),
)

FIELDS = (
    ("fri  +3d  12 mar  eom", "dates"),
    ("1.2k  12*3", "amounts"),
    ("wa", "a choice, by its first letters"),
    ("part of a name", "a linked record; a new name is made on saving"),
    ("enter, ctrl+s, ctrl+n", "next field; save; save and add another"),
)

TITLES: dict[Range, str] = {
    "records": "Records", "lists": "Lists", "metrics": "Figures", "everywhere": "Everywhere",
}  # fmt: skip


class HelpScreen(ModalScreen[None]):
    """All that can be done, what is possible here first."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark,f1", "dismiss", "Close", show=False, id="help.close",
                tooltip="Close the help"),
        Binding("j", "scroll(1)", "Down", show=False, id="help.down", tooltip="Read on"),
        Binding("k", "scroll(-1)", "Up", show=False, id="help.up", tooltip="Read back"),
    ]  # fmt: skip

    DEFAULT_CSS = """
    HelpScreen {
        align: center middle;
        & VerticalScroll {
            width: 92;
            max-width: 100%;
            height: 100%;
            max-height: 46;
            padding: 1 2;
            background: $surface;
            border: round $primary;
            border-title-color: $text-primary;
            border-title-style: bold;
            border-subtitle-color: $text-muted;
            scrollbar-size: 1 1;
            scrollbar-background: $surface;
            &:focus { background-tint: $foreground 0%; }
        }
        &:ansi {
            background: transparent;
            & VerticalScroll { background: ansi_default; }
        }
    }
    """

    def __init__(self, ranges: Sequence[Range], entity: str, keys: Mapping[str, str]) -> None:
        super().__init__()
        self._here = list(in_reach(ranges, entity))
        self._chosen = keys

    def compose(self) -> ComposeResult:
        """A page to scroll."""
        with VerticalScroll() as page:
            page.border_title = "Help"
            page.border_subtitle = "esc closes"
            yield Static(markup=False)

    def on_resize(self) -> None:
        """Break the lines where the window ends."""
        room = min(self.size.width, WIDTH) - AROUND
        self.query_one(Static).update(self.page(room))

    def action_scroll(self, lines: int) -> None:
        """Read on, or back."""
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False)

    def page(self, width: int) -> Content:
        """The whole help: the keys of this place, the rest, filters and fields."""
        parts: list[Content] = []
        for kind, title in TITLES.items():
            here = [command for command in self._here if command.range == kind]
            if here:
                parts.append(_section(title, [self._row(c) for c in here], width))
        elsewhere = [
            command
            for command in COMMANDS.values()
            if command not in self._here and command.range != "everywhere"
        ]
        parts += [
            _section("Walking", WALKING, width),
            _section("Filter a list with /", FILTERS, width),
            _section("In forms", FIELDS, width),
            _section("In other places", [self._row(command) for command in elsewhere], width),
        ]
        return Content("\n").join(parts)

    def _row(self, command: Command) -> tuple[str, str]:
        keys = keys_of(command, self._chosen).split(",")
        named = [KEY_NAMES.get(key.strip(), key.strip()) for key in keys if key.strip()]
        first = command.title.split()[0].lower()
        says_it = command.help.lower().startswith(first)
        words = command.help if says_it else f"{command.title}: {command.help}"
        if not named:  # by its name, which is typed into the palette
            named = [f"{key_shown(keys_of(COMMANDS['palette'], self._chosen))} {first}"]
        return "  ".join(named), words


def _section(title: str, rows: Sequence[tuple[str, str]], width: int) -> Content:
    """A heading over its rows, the words of each beside its keys."""
    column = max(len(keys) for keys, _ in rows) + 4
    lines = [Content.styled(title, "bold")]
    for keys, words in rows:
        first, *rest = wrap(words, max(width - column, 20)) or [""]
        lines.append(
            Content.assemble(Content.styled(f"  {keys}".ljust(column), "$text-primary"), first)
        )
        lines += [Content(" " * column + line) for line in rest]
    return Content("\n").join([*lines, Content("")])
