"""Where the program's files live on this machine."""

from __future__ import annotations

import os
import re
import shutil
import stat
from contextlib import suppress
from pathlib import Path

from tui_crm.errors import WrongUsage
from tui_crm.text import quoted

APP = "tui-crm"

MAKING = (".tui-crm-", ".new")
"""How the names of files and folders in making begin and end."""

LEFT_BEHIND = 3600.0
"""Seconds in which nobody touched what is being made, until it counts as left behind."""

_MADE = re.compile(r"\.tui-crm-\w{8}\.new")


def database_file(given: str | None) -> Path:
    """The business's database: the one given, else $TUI_CRM_DATABASE, else the data folder's."""
    named = given or os.environ.get("TUI_CRM_DATABASE")
    if named:
        return typed_path(named)
    from platformdirs import user_data_path

    return user_data_path(APP, appauthor=False) / "business.db"


def typed_path(text: str) -> Path:
    """A path as people type it, `~` being their home; raises `WrongUsage` where nobody has one."""
    try:
        return Path(text).expanduser()
    except RuntimeError:
        raise WrongUsage(f"{quoted(text)}: there is no such home folder. Write it out.") from None


def settings_file() -> Path:
    """The user's own choices: theme and keys."""
    from platformdirs import user_config_path

    return user_config_path(APP, appauthor=False) / "settings.toml"


def failure_log() -> Path:
    """Where the program notes what failed in it, without any of the business's data."""
    from platformdirs import user_state_path

    return user_state_path(APP, appauthor=False) / "failures.log"


def make_private_folder(folder: Path) -> None:
    """Make a folder that only its owner can read, where it does not exist yet."""
    missing = [place for place in (folder, *folder.parents) if not place.exists()]
    for place in reversed(missing):
        place.mkdir(mode=0o700, exist_ok=True)


def sweep(made: Path) -> None:
    """Take away what runs that were broken off left beside what is being made now.

    The clock is the disk's own: what is being made is as new as anything there.
    """
    oldest = made.stat().st_mtime - LEFT_BEHIND
    for left in made.parent.iterdir():
        if _MADE.fullmatch(left.name):
            with suppress(OSError):
                if _is_own(left) and _touched(left) < oldest:
                    shutil.rmtree(left) if left.is_dir() else left.unlink()


def _is_own(left: Path) -> bool:
    found = left.lstat()
    is_own = not hasattr(os, "getuid") or found.st_uid == os.getuid()
    return is_own and (stat.S_ISREG(found.st_mode) or stat.S_ISDIR(found.st_mode))


def _touched(left: Path) -> float:
    """When something was last written to a file, or to a folder and the files in it."""
    inside = list(left.iterdir()) if left.is_dir() else []
    return max(path.lstat().st_mtime for path in (left, *inside))
