"""A process beside the app for what takes long: started, spoken to, and why it failed."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from typing import IO

from tui_crm.errors import CrmError


def start(main: str) -> subprocess.Popen[bytes]:
    """Start a process that does what a line of Python says; it finds the same modules as this one.

    Not by multiprocessing: it hands on the error stream, which is the app's own while that runs.
    A session of its own keeps it from the terminal and its signals.
    """
    return subprocess.Popen(
        [sys.executable, "-c", f"import sys; sys.path[:] = sys.argv[1:]; {main}", *sys.path],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        start_new_session=True,
    )  # fmt: skip


def say(stream: IO[bytes], what: object) -> None:
    """Say something to the other side, at once."""
    stream.write(pickle.dumps(what))
    stream.flush()


def step_back() -> None:
    """Let the screen go first, in the process itself."""
    if hasattr(os, "nice"):
        os.nice(5)


def as_error(failure: Exception) -> CrmError:
    """Why something could not be done, as whoever asked is told."""
    from tui_crm.failure import told

    return failure if isinstance(failure, CrmError) else told(failure)
