"""The files that the owner names, to be written anew."""

from __future__ import annotations

from pathlib import Path

from tui_crm.text import quoted


def new_file_named(text: str) -> str:
    """A path at which there is no file yet; raises ValueError with a sentence."""
    path = Path(text.strip()).expanduser()
    if not text.strip() or path.is_dir():
        raise ValueError("name a file, such as deals.csv")
    if path.exists() or path.is_symlink():
        raise ValueError(f"{quoted(str(path))} exists already: name another file")
    if not path.parent.is_dir():
        raise ValueError(f"there is no folder {quoted(str(path.parent))}")
    return str(path)
