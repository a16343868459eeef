"""The keys of the pipeline board."""

from __future__ import annotations

from textual.binding import Binding, BindingType

_KEYS = (
    ("left", "left", "cross(-1)", "Left", "Go to the stage to the left"),
    ("right", "right", "cross(1)", "Right", "Go to the stage to the right"),
    ("up", "up,k", "step(-1)", "Up", "Go to the deal above"),
    ("down", "down,j", "step(1)", "Down", "Go to the deal below"),
    ("page_up", "pageup", "page(-1)", "Page up", "Go up as many deals as are in sight"),
    ("page_down", "pagedown", "page(1)", "Page down", "Go down as many deals as are in sight"),
    ("top", "g,home", "top", "Top", "Go to the first deal of the stage"),
    ("bottom", "G,end", "bottom", "Bottom", "Go to the last deal of the stage"),
    ("open", "enter", "open", "Open", "Open this deal"),
    ("back", "<,shift+left", "carry(-1)", "Stage back", "Move this deal one stage back"),
    ("forward", ">,shift+right", "carry(1)", "Stage on", "Move this deal one stage forward"),
)
"""Id, keys, action, words and tooltip of each."""


def board_bindings() -> list[BindingType]:
    """The bindings of the board, each with the id under which the settings file remaps it."""
    return [
        Binding(keys, action, words, show=False, id=f"board.{name}", tooltip=tooltip)
        for name, keys, action, words, tooltip in _KEYS
    ]
