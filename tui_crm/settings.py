"""The user's own choices, which live in a file of theirs: the theme and the keys."""

from __future__ import annotations

import os
import re
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from tui_crm.errors import DiskTrouble
from tui_crm.paths import make_private_folder
from tui_crm.text import quoted

THEMES = ("dark", "light", "ansi")

_THEME_LINE = re.compile(r"^theme\s*=.*$", re.MULTILINE)


@dataclass(frozen=True)
class Settings:
    """What the user has chosen, and what of the file could not be understood."""

    theme: str = "dark"
    """dark, light, or ansi: the terminal's own colours."""
    keys: dict[str, str] = field(default_factory=dict)
    """Other keys for commands, by the command's id: {"win": "f5"}."""
    problems: tuple[str, ...] = ()
    """A sentence for each thing in the file that was passed over."""


def load(path: Path) -> Settings:
    """The choices in a file; without one, those that everybody starts with."""
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        return Settings()
    except (OSError, UnicodeDecodeError) as error:
        return Settings(problems=(f"{quoted(str(path))} could not be read: {error}.",))
    # Imported here: most users have no such file, and each start would pay for it.
    import tomllib

    try:
        return _read(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        return Settings(problems=(f"{quoted(str(path))} is not understood: {error}.",))


def save_theme(path: Path, theme: str) -> None:
    """Keep the theme for the next start, leaving the rest of the file as the user wrote it.

    Raises `DiskTrouble` where the file cannot be written.
    """
    try:
        text = path.read_text("utf-8") if path.exists() else ""
        line = f'theme = "{theme}"'
        head, table, rest = text.partition("[")
        if _THEME_LINE.search(head):
            text = _THEME_LINE.sub(line, head, count=1) + table + rest
        else:
            text = f"{line}\n{text}"
        make_private_folder(path.parent)
        _replace(path, text)
    except (OSError, UnicodeDecodeError) as error:
        raise DiskTrouble(f"The theme could not be kept in {quoted(str(path))}: {error}.") from None


def _read(tables: dict[str, object]) -> Settings:
    problems: list[str] = []
    theme = tables.get("theme", "dark")
    if theme not in THEMES:
        problems.append(f"There is no theme {theme!r} in the settings: dark is used.")
        theme = "dark"
    keys: dict[str, str] = {}
    wanted = tables.get("keys", {})
    for name, value in wanted.items() if isinstance(wanted, dict) else ():
        if isinstance(value, str) and value.strip():
            keys[name] = value
        else:
            problems.append(f"The key of {quoted(name)} in the settings is no text: passed over.")
    known = {"theme", "keys"}
    problems += [
        f"{quoted(name)} in the settings is not known: passed over."
        for name in tables
        if name not in known
    ]
    return Settings(str(theme), keys, tuple(problems))


def _replace(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    Path(name).replace(path)
