"""What is typed into: a line, or a few lines, that take nothing which could steer a terminal."""

from __future__ import annotations

from textual import events
from textual.actions import SkipAction
from textual.widgets import Input, TextArea
from textual.widgets.text_area import Edit, EditResult

from tui_crm.models import FieldSpec, Kind
from tui_crm.text import clean
from tui_crm.ui.widgets.record_form_meaning import CURRENCY

LONG_LINES = 3
"""How many lines a long text shows at once."""


class LineInput(Input):
    """One line to type a field into; space goes through the words of a choice."""

    def __init__(self, spec: FieldSpec, text: str) -> None:
        # A short value is replaced by the first key; a name or an address is rather corrected.
        short = not spec.kind.is_text or spec.name == CURRENCY
        super().__init__(clean(text), compact=True, select_on_focus=short)
        self.cursor_blink = False
        self._words = ("yes", "no") if spec.kind is Kind.FLAG else spec.choices

    @property
    def typed(self) -> str:
        """What was typed."""
        return self.value

    def put(self, text: str) -> None:
        """Put a text in place of what was typed, the cursor behind it."""
        self.value = clean(text)
        self.cursor_position = len(self.value)

    def replace(self, text: str, start: int, end: int) -> None:
        """Take what is typed or pasted between two places, on one line."""
        super().replace(clean(text), start, end)

    def on_paste(self, event: events.Paste) -> None:
        """Take all lines of what is pasted, not only the first."""
        event.prevent_default()
        event.stop()
        self.replace(event.text, *self.selection)

    def on_key(self, event: events.Key) -> None:
        """Go to the next word of a choice at a space, which no choice holds."""
        if event.key == "space" and self._words:
            event.prevent_default()
            event.stop()
            at = self._words.index(self.value) + 1 if self.value in self._words else 0
            self.put(self._words[at % len(self._words)])


class LongInput(TextArea):
    """A few lines to type a long text into; up and down leave it at its ends."""

    def __init__(self, text: str) -> None:
        super().__init__(clean(text, long=True), compact=True, highlight_cursor_line=False)
        self.cursor_blink = False

    @property
    def typed(self) -> str:
        """What was typed."""
        return self.text

    def put(self, text: str) -> None:
        """Put a text in place of what was typed."""
        self.load_text(clean(text, long=True))

    def on_paste(self, event: events.Paste) -> None:
        """Keep what is pasted from coming again by way of the screen."""
        event.stop()

    def edit(self, edit: Edit) -> EditResult:
        """Take what is typed or pasted."""
        edit.text = clean(edit.text, long=True)
        return super().edit(edit)

    def action_cursor_up(self, select: bool = False) -> None:
        """Go up a line, or to the field above."""
        if not select and self.navigator.is_first_wrapped_line(self.cursor_location):
            raise SkipAction
        super().action_cursor_up(select)

    def action_cursor_down(self, select: bool = False) -> None:
        """Go down a line, or to the field below."""
        if not select and self.navigator.is_last_wrapped_line(self.cursor_location):
            raise SkipAction
        super().action_cursor_down(select)
