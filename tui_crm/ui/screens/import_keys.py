"""The keys of an import: what each does, in which part, and what the last line says of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Literal

from textual.binding import Binding, BindingType

from tui_crm.ui.screens.import_mapping import MOST_NUMBERED

if TYPE_CHECKING:
    from tui_crm.ui.screens.import_screen import ImportScreen

Stage = Literal["reading", "wrong", "mapping", "importing", "done"]
"""How far an import has come."""

KEYS: list[BindingType] = [
    Binding("enter", "go_on", "Go on", show=False, id="import.go_on",
            tooltip="Import the file; on a column, choose what it becomes"),
    Binding("ctrl+s", "bring", "Import", show=False, id="import.bring",
            tooltip="Import the file"),
    Binding("tab,shift+tab", "other_table", "Other table", show=False, id="import.other",
            tooltip="Go to the columns, or to the first rows"),
    Binding("t", "change_kind", "Becomes", show=False, id="import.kind",
            tooltip="Choose what the rows become"),
    Binding("m", "map_anew", "Map anew", show=False, id="import.anew",
            tooltip="Guess every column again, whatever was chosen"),
    Binding("c", "say_currency", "Currency", show=False, id="import.currency",
            tooltip="Say in which currency amounts are that say none"),
    Binding("r", "say_rate", "Rate", show=False, id="import.rate",
            tooltip="Say what the file's currency is worth"),
    Binding("M", "merge", "Merge", show=False, id="import.merge",
            tooltip="Merge the new records that look like older ones"),
    Binding("s", "save_rejected", "Save rejected", show=False, id="import.save",
            tooltip="Save the rejected rows as a CSV file, with the reasons"),
    Binding("u", "take_back", "Take back", show=False, id="import.undo",
            tooltip="Take the whole import back"),
    Binding("escape", "leave", "Back", show=False, id="import.leave",
            tooltip="Stop the import, or go back"),
    Binding("question_mark,f1", "explain", "Help", show=False, id="import.help",
            tooltip="What is shown here, and its keys"),
    *(
        Binding(f"{number}", f"answer({number})", f"Answer {number}", show=False,
                id=f"import.answer{number}", tooltip="Answer the question so")
        for number in range(1, MOST_NUMBERED + 1)
    ),
]  # fmt: skip

BELONGS: Mapping[str, tuple[Stage, ...]] = {
    "bring": ("mapping",), "other_table": ("mapping",), "answer": ("mapping",),
    "change_field": ("mapping",),
    "change_kind": ("reading", "mapping"), "map_anew": ("reading", "mapping"),
    "save_rejected": ("done",), "take_back": ("done",), "merge": ("done",),
    "say_currency": ("mapping",), "say_rate": ("mapping",),
}  # fmt: skip
"""In which parts an action is possible; those that are not named are in all."""


def keys_of(screen: ImportScreen) -> Iterator[tuple[str, str, str]]:
    """The keys of the part in sight: the action, the key and its words."""
    mapping = screen.mapping
    match screen.stage:
        case "mapping" if mapping.columns.has_focus:
            yield "change_field", "enter", "change field"
            yield "bring", "ctrl+s", "import"
            yield "other_table", "tab", "rows"
        case "mapping":
            yield "go_on", "enter", "import" if mapping.question is None else "answer"
            yield "other_table", "tab", "columns"
            if mapping.lacks_rate:
                yield "say_rate", "r", "exchange rate"
        case "done":
            if screen.is_stored:
                yield "go_on", "enter", "show them"
                yield "take_back", "u", "take back"
            if screen.alike:
                yield "merge", "M", "merge"
            if screen.has_rejected:
                yield "save_rejected", "s", "save rejected"
            if screen.is_stored:
                yield "leave", "esc", "close"
            else:
                yield "go_on", "enter", "close"
        case "importing":
            yield "leave", "esc", "stop"
        case "reading" | "wrong":
            yield "leave", "esc", "another file"
    if screen.stage == "mapping":
        yield "change_kind", "t", "kind"
        yield "leave", "esc", "another file"
        yield "explain", "?", "help"
