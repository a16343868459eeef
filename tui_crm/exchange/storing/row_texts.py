"""The cells of a row by our fields and in our words."""

from __future__ import annotations

from collections.abc import Sequence

from tui_crm.actions.edit import PLAIN, RULES
from tui_crm.errors import FieldErrors
from tui_crm.exchange.instead import INSTEAD
from tui_crm.exchange.mapping import SOURCE_ID, Form, Part
from tui_crm.exchange.meaning.cells import Cells
from tui_crm.exchange.programs import Headers
from tui_crm.exchange.values import OWN_ID, is_free_text, unguarded
from tui_crm.text import fold, quoted

Texts = dict[str, str]


class RowTexts:
    """Reads what a row says of one kind of record, before any of it is checked."""

    def __init__(self, form: Form, part: Part, cells: Cells) -> None:
        own = OWN_ID in part.fields
        program = form.program
        self._cells = cells
        self._constants = part.constants
        # The main part's are blanked by the program itself, with all that it looks at.
        self._blanks = frozenset(program.blanks if program and part is not form.main else ())
        self._rules = RULES.get(part.entity.name, PLAIN)
        self._instead = {spec.name for spec in INSTEAD.get(part.entity.name, ())}
        self._words = part.words
        self._percents = part.percents
        self._plan = [
            (name, spec, at, own and spec is not None and is_free_text(spec))
            for name, at in part.fields.items()
            for spec in [part.spec(name)]
        ]
        self._places = list(part.fields.items())
        self._is_guarded = any(own_text for *_, own_text in self._plan)
        self._settle = program.settler() if program and part is form.main else None
        self._seen = program.seen_places(Headers(form.headers)) if program and self._settle else {}
        places = {at: name for name, at in part.fields.items()}
        self._kept = {header: places.get(at) for header, at in self._seen.items()}

    def of(self, row: Sequence[str]) -> tuple[Texts, str, int | None]:
        """The texts by field, what the row is numbered in the file, and what it was in our book.

        Raises `FieldErrors` where the row is none that can be taken.
        """
        texts: Texts = dict(self._constants)
        if self._is_guarded or not "".join(row).isprintable():
            for name, spec, at, own_text in self._plan:
                texts[name] = self._cells.text(spec, unguarded(row[at]) if own_text else row[at])
        else:
            # Nearly every row: nothing in it has to be cleaned.
            for name, at in self._places:
                texts[name] = row[at].strip()
        if self._blanks:
            texts = {name: "" if text in self._blanks else text for name, text in texts.items()}
        if self._settle is not None:
            self._settled(texts, row)
        for name, words in self._words.items():
            if text := texts.get(name):
                texts[name] = words.get(fold(text), text)
        for name in self._percents:
            if (text := texts.get(name, "")) and not text.endswith("%"):
                texts[name] = f"{text}%"
        source_id = texts.pop(SOURCE_ID, "")
        own_id = own_number(texts.pop(OWN_ID, ""))
        return self._reworded(texts), source_id, own_id

    def _settled(self, texts: Texts, row: Sequence[str]) -> None:
        """Let the program put the texts right, which may look at other columns for that."""
        assert self._settle is not None
        for header, at in self._seen.items():
            texts[header] = self._cells.text(None, row[at])
        self._settle(texts)
        for header, name in self._kept.items():
            left = texts.pop(header, "")
            if name is not None:
                texts[name] = left

    def _reworded(self, texts: Texts) -> Texts:
        """The texts as the actions would have them; those in place of ours wait for their turn."""
        if not self._instead:
            reworded = self._rules.reworded(texts)
            return texts if reworded is texts else dict(reworded)
        instead = {name: texts.pop(name) for name in self._instead & set(texts)}
        return {**self._rules.reworded(texts), **instead}


def own_number(text: str) -> int | None:
    """The number that a row of our own file had; raises `FieldErrors` where it is none."""
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 15):
        raise FieldErrors({OWN_ID: f"{quoted(text)} is not a number of ours"})
    return int(text)
