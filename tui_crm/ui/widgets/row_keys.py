"""The keys of a list of records."""

from __future__ import annotations

from textual.binding import Binding, BindingType


def row_bindings() -> list[BindingType]:
    """The bindings of a list, each with the id under which the settings file remaps it."""
    return [
        Binding(keys, action, words, show=False, id=f"table.{name}", tooltip=tooltip)
        for name, keys, action, words, tooltip in _KEYS
    ]


_KEYS = (
    ("up", "up,k", "move(-1)", "Up", "Go to the row above"),
    ("down", "down,j", "move(1)", "Down", "Go to the row below"),
    ("page_up", "pageup", "page(-1)", "Page up", "Go up a page"),
    ("page_down", "pagedown", "page(1)", "Page down", "Go down a page"),
    ("top", "g,home", "top", "Top", "Go to the first row"),
    ("bottom", "G,end", "bottom", "Bottom", "Go to the last row"),
    ("open", "enter", "open", "Open", "Open this record"),
    ("mark", "space", "mark", "Mark", "Mark this row, or take its mark away, and go down"),
    ("mark_up", "shift+up", "mark_range(-1)", "Mark up", "Mark rows on the way up"),
    ("mark_down", "shift+down", "mark_range(1)", "Mark down", "Mark rows on the way down"),
    ("mark_all", "ctrl+a", "mark_all", "Mark all", "Mark every row of this list"),
    ("clear_marks", "escape", "clear_marks", "Unmark", "Take all marks away"),
    ("left", "left", "scroll_columns(-1)", "Columns left", "Show the columns further left"),
    ("right", "right", "scroll_columns(1)", "Columns right", "Show the columns further right"),
)
"""Id, keys, action, words and tooltip of each."""
