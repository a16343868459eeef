"""The keys that the user has chosen for commands, checked before Textual takes them unseen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tui_crm.text import quoted
from tui_crm.ui.commands import COMMANDS, Command, Range, together

TWINS = {
    "forward": ("board.forward",), "back": ("board.back",), "mark": ("table.mark",),
    "open": ("board.open", "table.open"), "behind": ("scorecard.open", "chart.open", "grid.open"),
}  # fmt: skip
"""Commands that a board or a list answers by itself: their keys go with the command's."""

_MODIFIERS = frozenset({"ctrl", "shift", "alt"})
_NAMED = frozenset(
    {
        "enter", "tab", "space", "escape", "backspace", "delete", "insert", "home", "end",
        "pageup", "pagedown", "up", "down", "left", "right",
        *(f"f{number}" for number in range(1, 25)),
    }
)  # fmt: skip


def keymap(chosen: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """The keys by command as Textual takes them, and a sentence for each that cannot be used.

    A command whose keys cannot be used keeps its own.
    """
    taken: dict[str, str] = {}
    problems: list[str] = []
    for name, keys in chosen.items():
        command = COMMANDS.get(name)
        if command is None:
            problems.append(f"The settings give a key to {quoted(name)}, which is no command.")
        elif wrong := next((key for key in _split(keys) if not _is_key(key)), None):
            problems.append(f"{quoted(wrong)} is no key: {command.title} keeps {command.keys}.")
        else:
            taken[name] = ",".join(_split(keys))
    for name, other, key in _clashes(taken):
        problems.append(
            f"{quoted(key)} was given to {COMMANDS[name].title}, but {COMMANDS[other].title} has "
            f"it: {COMMANDS[name].title} keeps {COMMANDS[name].keys}."
        )
        taken.pop(name, None)
    twins = {twin: keys for name, keys in taken.items() for twin in TWINS.get(name, ())}
    return {**twins, **taken}, problems


def keys_of(command: Command, chosen: Mapping[str, str]) -> str:
    """The keys that a command has now."""
    return chosen.get(command.id, command.keys)


def meant(name: str, ranges: Sequence[Range], chosen: Mapping[str, str]) -> str:
    """Which of the commands that share a command's key is meant where these ranges are."""
    command = COMMANDS[name]
    if command.range in ranges:
        return name
    keys = set(_split(keys_of(command, chosen)))
    twins = (
        other.id
        for other in COMMANDS.values()
        if other.range in ranges and keys & set(_split(keys_of(other, chosen)))
    )
    return next(twins, name)


def _split(keys: str) -> list[str]:
    return [key.strip() for key in keys.split(",") if key.strip()]


def _is_key(key: str) -> bool:
    *modifiers, last = key.split("+")
    return set(modifiers) <= _MODIFIERS and (len(last) == 1 or last in _NAMED)


def _clashes(taken: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Each chosen key that another command of the same place has as well: both, and the key."""
    owners: dict[str, list[str]] = {}
    for command in COMMANDS.values():
        for key in _split(keys_of(command, taken)):
            owners.setdefault(key, []).append(command.id)
    return [
        (name, others[0], key)
        for key, names in owners.items()
        for name in names
        if name in taken and (others := _rivals(name, names))
    ]


def _rivals(name: str, names: list[str]) -> list[str]:
    return [other for other in names if other != name and together(COMMANDS[name], COMMANDS[other])]
