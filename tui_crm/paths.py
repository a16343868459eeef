"""Where the program's files live on this machine."""

from __future__ import annotations

import os
from pathlib import Path

APP = "tui-crm"


def database_file(given: str | None) -> Path:
    """The business's database: the one given, else $TUI_CRM_DATABASE, else the data folder's."""
    named = given or os.environ.get("TUI_CRM_DATABASE")
    if named:
        return Path(named).expanduser()
    from platformdirs import user_data_path

    return user_data_path(APP, appauthor=False) / "business.db"


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
