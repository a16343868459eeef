"""One field of a form: its title, its input, what was understood, and the lines under it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.style import Style
from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, TextArea

from tui_crm.models import FieldSpec, Kind
from tui_crm.store.entry import Typing
from tui_crm.store.records import MADE_BY_NAME
from tui_crm.text import fold, shown
from tui_crm.ui.widgets.drawing import DrawnWidget, Piece, fitted
from tui_crm.ui.widgets.record_form_inputs import LONG_LINES, LineInput, LongInput
from tui_crm.ui.widgets.record_form_meaning import begun, is_explained, meaning

MEANING = 25
"""Cells beside an input for what was understood."""
MARGIN = 2
"""Cells before a title, where the mark of the field with the focus stands."""
GAP = 2

PARTS = frozenset(
    f"record-form--{part}"
    for part in ("edge", "label", "here", "meaning", "doubt", "help", "word", "error")
)
"""What a theme colours of the fields: styled once for the form, not for each of them."""


class FieldRow(DrawnWidget):
    """A field to fill in: it says what it takes, what it understood, and what is wrong."""

    DEFAULT_CSS = """
    FieldRow {
        height: auto;
        & LineInput.-textual-compact, & LongInput.-textual-compact {
            padding: 0 1;
            background: $foreground 7%;
            &:focus { background: $primary 30%; background-tint: $foreground 0%; }
            &:disabled { opacity: 100%; }
        }
        & LongInput { height: 3; scrollbar-size: 1 1; }
        &:ansi {
            & LineInput.-textual-compact, & LongInput.-textual-compact {
                background: ansi_default;
            }
            & .input--selection {
                color: ansi_default;
                background: ansi_default;
                text-style: reverse;
            }
        }
    }
    """

    @dataclass
    class Edited(Message):
        """Posted when something was typed into a field."""

        row: FieldRow

    def __init__(self, spec: FieldSpec, text: str, typing: Typing, currency: str) -> None:
        super().__init__()
        self.spec = spec
        self.input = LongInput(text) if spec.kind is Kind.LONG else LineInput(spec, text)
        self.offered = self.typed
        """What stood in the field before anything was typed."""
        self.title_width = 0
        self.roomy = False
        """Whether a line is kept free under the field, so that nothing moves when it is used."""
        self._typing = typing
        self._currency = currency
        self._meaning = ""
        self._error = ""
        self._names: tuple[str, ...] | None = None
        """The names found for what was typed into a link; None while none were sought."""
        self._choosing = False
        self._understand()

    @property
    def typed(self) -> str:
        """What stands in the field."""
        return self.input.typed

    @property
    def error(self) -> str:
        """The sentence that says what is wrong, or nothing."""
        return self._error

    @property
    def lines(self) -> int:
        """How many lines the input itself takes."""
        return LONG_LINES if self.spec.kind is Kind.LONG else 1

    @property
    def makes(self) -> bool:
        """Whether a name that does not exist yet is made on saving."""
        return self.spec.target in MADE_BY_NAME

    def compose(self) -> ComposeResult:
        """The input, between its title and what was understood."""
        yield self.input

    def lay_out(self, title_width: int, *, roomy: bool) -> None:
        """Give all fields' titles the same room, and each field a free line or none."""
        self.title_width, self.roomy = title_width, roomy
        self.input.styles.margin = (0, self._beside, 0, title_width)
        self._settle()

    def put(self, text: str) -> None:
        """Put another text into the field, as if the form had been opened with it."""
        with self.prevent(Input.Changed, TextArea.Changed):
            self.input.put(text)
        self.offered = self.typed
        self._error, self._names = "", None
        self._understand()

    def take(self, name: str) -> None:
        """Take a name that was offered for a link."""
        with self.prevent(Input.Changed):
            self.input.put(name)
        self._names = (name,)
        self._choosing = False
        self._understand()

    def find(self, names: Sequence[str], *, choosing: bool) -> None:
        """Hear which names there are for what was typed, and whether one is being chosen."""
        self._names = tuple(names)
        self._choosing = choosing
        self._understand()

    def stop_choosing(self) -> None:
        """Keep what was typed, and say what becomes of it."""
        if self._choosing:
            self._choosing = False
            self._understand()

    def reckon_in(self, currency: str) -> None:
        """Understand amounts in another currency."""
        if currency != self._currency:
            self._currency = currency
            self._understand()

    def complain(self, sentence: str) -> None:
        """Say under the field what is wrong with it; an empty sentence takes it back."""
        self._error = sentence
        self._settle()

    def pieces(self, y: int) -> Sequence[Piece]:
        """The title and what was understood, then the lines under the input."""
        if y >= self.lines:
            under = self._under()
            below = under[y - self.lines] if y - self.lines < len(under) else ()
            return ((" " * (self.title_width + 1), ""), *below)
        here = self.has_focus_within
        title = f"{'›' if here else ' '} {self.spec.title}{' *' if self.spec.required else ''}"
        room = self.size.width - self.title_width - self._beside
        doubtful = self._meaning in ("?", "not found")
        return (
            (fitted("" if y else title, self.title_width - 1), "here" if here else "label"),
            ("▕", "edge"),
            (" " * room, ""),
            ("▏", "edge"),
            (fitted("" if y else self._meaning, MEANING - GAP), "doubt" if doubtful else "meaning"),
        )

    def on_descendant_focus(self) -> None:
        """Show the help."""
        self._settle()

    def on_descendant_blur(self) -> None:
        """Say what is wrong, now that the field is left."""
        self._choosing = False
        if not self._error:
            self._error = self._mistake()
        self._understand()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Understand what is typed as it is typed."""
        event.stop()
        self._hear_typing()

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Notice what is typed."""
        event.stop()
        self._hear_typing()

    def on_click(self) -> None:
        """Go to the field from its title as well."""
        self.input.focus()

    def on_resize(self, event: events.Resize) -> None:
        """Break the lines anew."""
        self._settle()

    @property
    def _beside(self) -> int:
        """Cells that are kept free to the right of the input."""
        return MEANING if is_explained(self.spec) else 1

    def _component(self, name: str) -> Style:
        form = self.parent
        assert isinstance(form, Widget)
        return form.get_component_rich_style(f"record-form--{name}")

    def _hear_typing(self) -> None:
        # The inputs also tell of the text that they began with.
        if self.typed == self.offered and not self._error and self._names is None:
            self._understand()
            return
        self._error, self._names = "", None
        self._understand()
        self.post_message(self.Edited(self))

    def _mistake(self) -> str:
        try:
            meaning(self.spec, self.typed, self._typing, self._currency)
        except ValueError as error:
            return str(error)
        return ""

    def _understand(self) -> None:
        if self.spec.kind is Kind.LINK:
            self._meaning = self._link_meaning()
        else:
            try:
                self._meaning = meaning(self.spec, self.typed, self._typing, self._currency)
            except ValueError:
                self._meaning = "?"
        if self.is_mounted:
            self._settle()

    def _link_meaning(self) -> str:
        called = fold(self.typed.strip())
        if not called or called.startswith("id:") or self._names is None or self._choosing:
            return ""
        if any(fold(name) == called for name in self._names):
            return ""
        return "will be made" if self.makes else "not found"

    def _settle(self) -> None:
        if self.size.width or self.title_width:
            free = 1 if self.roomy or self.has_focus_within else 0
            self.styles.height = self.lines + max(free, len(self._under()))
        self.refresh()

    def _under(self) -> list[tuple[Piece, ...]]:
        """The lines under the input: what is wrong, or else what it takes while it has focus."""
        room = self.size.width - self.title_width - GAP
        if room <= 0:
            return []
        if self._error:
            return _broken(f"! {self._error[:1].upper()}{self._error[1:]}", "error", room)
        if not self.has_focus_within:
            return []
        words = ("yes", "no") if self.spec.kind is Kind.FLAG else self.spec.choices
        help_lines = _broken(self.spec.help, "help", room) if self.spec.help else []
        return _listed(words, begun(words, self.typed), room) + help_lines


def _broken(sentence: str, role: str, room: int) -> list[tuple[Piece, ...]]:
    return [((line.plain.rstrip(), role),) for line in Content(shown(sentence)).wrap(room)]


def _listed(words: Sequence[str], meant: Sequence[str], room: int) -> list[tuple[Piece, ...]]:
    """The words of a choice on as few lines as they need, those that are meant made out."""
    lines: list[list[Piece]] = []
    taken = room
    for word in words:
        size = cell_len(word) + GAP
        if taken + size > room + GAP:
            lines.append([])
            taken = 0
        lines[-1] += [(word, "word" if word in meant else "help"), (" " * GAP, "")]
        taken += size
    return [tuple(line) for line in lines]
