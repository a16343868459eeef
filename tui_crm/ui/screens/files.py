"""The files that the owner names, to be written."""

from __future__ import annotations

import os
from pathlib import Path

from tui_crm.paths import typed_path
from tui_crm.text import quoted


def check_folder(path: Path) -> None:
    """Raises ValueError with a sentence where a path is no file in a folder that exists."""
    if not path.name or os.path.isdir(path):
        raise ValueError("name a file, such as deals.csv")
    if not os.path.isdir(path.parent):
        raise ValueError(f"there is no folder {quoted(str(path.parent))}")


def new_file_named(text: str) -> str:
    """The path of a file that does not exist yet; raises ValueError with a sentence."""
    path = typed_path(text.strip())
    check_folder(path)
    if os.path.lexists(path):
        raise ValueError(f"{quoted(str(path))} exists already: name another file")
    return str(path)
