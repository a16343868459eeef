"""A fault of the program: a sentence for the person, the place in a log, never their data."""

from __future__ import annotations

import os
import traceback

from tui_crm import __version__
from tui_crm.errors import CrmError, DiskTrouble
from tui_crm.paths import failure_log, make_private_folder
from tui_crm.text import quoted


def told(error: Exception) -> CrmError:
    """Whatever went wrong that nothing else has put into words, with its exit code."""
    if isinstance(error, OSError):
        return DiskTrouble(f"Reading or writing failed: {error.strerror or error}.")
    return CrmError(sentence_for(error))


def sentence_for(error: Exception) -> str:
    """What to tell the person; where it happened is noted in a log that holds no values."""
    name = type(error).__name__
    told = f"The program failed ({name}); what was not reported as done is not stored."
    log = failure_log()
    try:
        make_private_folder(log.parent)
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0)
        with open(os.open(log, flags, 0o600), "a", encoding="utf-8") as file:
            file.write(f"tui-crm {__version__}: {name}\n{_places(error)}")
    except OSError:
        return f"{told} Please report it."
    return f"{told} Please report it with what {quoted(str(log))} says: it holds no data of yours."


def _places(error: Exception) -> str:
    """The lines of the program that it went through; no message, for that may hold values."""
    frames = traceback.extract_tb(error.__traceback__)
    return "".join(f"  {frame.filename}:{frame.lineno} {frame.name}\n" for frame in frames)
