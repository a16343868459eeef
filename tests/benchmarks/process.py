"""What Linux tells about a process: its children, its CPU time, its memory."""

from __future__ import annotations

import os
import re


def family(pid: int) -> list[int]:
    """A process and all that it started, as far as they still run."""
    members = [pid]
    for member in members:
        try:
            for task in os.listdir(f"/proc/{member}/task"):
                with open(f"/proc/{member}/task/{task}/children") as children:
                    members += map(int, children.read().split())
        except OSError:
            continue
    return members


def cpu_ns(pid: int) -> int:
    """Nanoseconds of CPU that a process has used."""
    used = 0
    try:
        for task in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{task}/schedstat") as figures:
                used += int(figures.read().split()[0])
    except OSError:
        return used
    return used


def peak_kb(pid: int) -> int:
    """The most memory in kB that a process has held."""
    try:
        with open(f"/proc/{pid}/status") as status:
            found = re.search(r"VmHWM:\s+(\d+)", status.read())
    except OSError:
        return 0
    return int(found.group(1)) if found else 0
