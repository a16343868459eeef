"""What all dialogs share: a box over the page, its title, and a line that names its keys."""

from __future__ import annotations

from typing import Generic, TypeVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from tui_crm.text import shown

Answer = TypeVar("Answer")

_KEY_NAMES = {"escape": "esc", "comma": ","}


class Dialog(ModalScreen[Answer], Generic[Answer]):
    """A box over the page that asks for one thing, or tells one."""

    DEFAULT_CSS = """
    Dialog {
        align: center middle;
        & .dialog-box {
            width: auto;
            min-width: 40;
            max-width: 76;
            height: auto;
            max-height: 100%;
            padding: 1 2 0 2;
            background: $surface;
            border: round $primary;
            border-title-color: $text-primary;
            border-title-style: bold;
        }
        & .dialog-text { width: auto; max-width: 100%; height: auto; }
        & VerticalScroll, & OptionList {
            scrollbar-size: 1 1;
            scrollbar-background: $surface;
            scrollbar-background-hover: $surface;
            scrollbar-background-active: $surface;
        }
        & .dialog-error { height: auto; color: $text-error; }
        & .dialog-keys { width: auto; height: 1; margin-top: 1; color: $text-muted; }
        &:ansi {
            background: transparent;
            & .dialog-box { background: ansi_default; }
            & .dialog-keys { text-style: dim; }
        }
    }
    """

    def __init__(self, title: str, *, first_keys: str = "", remark: str = "") -> None:
        """The line of keys begins with those of what the dialog holds, and ends with a remark."""
        super().__init__()
        self._first_keys = first_keys
        self._remark = remark
        self._title = title
        self._keys = Static(classes="dialog-keys", markup=False)

    def compose(self) -> ComposeResult:
        """The box with its title, what the dialog is about, and its keys."""
        with Vertical(classes="dialog-box") as box:
            if self._title:
                box.border_title = Content(shown(self._title))
            yield from self.inside()
            yield self._keys

    def inside(self) -> ComposeResult:
        """What stands between the title and the keys."""
        yield from ()

    def on_mount(self) -> None:
        """Name the keys as they are, remapped or not."""
        self._keys.update(Content(self._key_line()))

    def _key_line(self) -> str:
        named: dict[str, str] = {}
        for key, active in self.active_bindings.items():
            if active.node is self and active.binding.show and active.enabled:
                named.setdefault(active.binding.description, _KEY_NAMES.get(key, key))
        keys = [f"{key} {words}" for words, key in named.items()]
        return "   ".join(part for part in (self._first_keys, *keys, self._remark) if part)
