"""Files and folders that take their place only when they are whole and on the disk."""

from __future__ import annotations

import errno
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, TextIO

from tui_crm.errors import DiskTrouble, Refused
from tui_crm.paths import MAKING, sweep
from tui_crm.text import quoted

_REASONS = {
    errno.ENOSPC: "the disk is full. Free some space and try again",
    errno.EDQUOT: "your share of the disk is full. Free some space and try again",
    errno.EROFS: "the disk is read-only. Name another place",
    errno.EACCES: "you may not write there. Name another place",
    errno.EPERM: "you may not write there. Name another place",
    errno.ENAMETOOLONG: "its name is too long. Name a shorter one",
    errno.ENOENT: "there is no such folder. Make it first, or name another",
    errno.ENOTDIR: "what should be its folder is a file. Name another place",
}


class Taken(Refused):
    """Something stands where a file or a folder was to go; it was not touched."""


@contextmanager
def new_file(path: Path, encoding: str = "utf-8-sig", *, replace: bool = False) -> Iterator[TextIO]:
    """A text file that takes its place only when it is whole; on request another file's place.

    It is readable by its owner only. Raises `Taken` where something stands there that must not be
    replaced, `DiskTrouble` where it cannot be made; then what stood there is as it was.
    """
    check_place(path, replace=replace)
    try:
        handle, name = tempfile.mkstemp(prefix=MAKING[0], suffix=MAKING[1], dir=path.parent)
    except OSError as error:
        raise cannot("written", path, error) from None
    made = Path(name)
    try:
        with open(handle, "w", encoding=encoding, newline="") as file:
            sweep(made)
            yield file
            file.flush()
            os.fsync(file.fileno())
        _put(made, path, replace=replace)
    except OSError as error:
        raise cannot("written", path, error) from None
    finally:
        made.unlink(missing_ok=True)


@contextmanager
def folder_in_making(folder: Path) -> Iterator[Path]:
    """A private folder beside the place that it may be given with `put_folder`; else it goes.

    Raises `Taken` where something stands there already, `DiskTrouble` where it cannot be made.
    """
    check_place(folder)
    try:
        made = Path(tempfile.mkdtemp(prefix=MAKING[0], suffix=MAKING[1], dir=folder.parent))
    except OSError as error:
        raise cannot("made", folder, error) from None
    try:
        sweep(made)
        yield made
    except OSError as error:
        raise cannot("written", folder, error) from None
    finally:
        shutil.rmtree(made, ignore_errors=True)


def put_folder(made: Path, folder: Path) -> None:
    """Give a folder that is whole its name; raises `OSError` where something has it by now."""
    sync_folder(made)
    os.rename(made, folder)
    sync_folder(folder.parent)


@contextmanager
def private_file(path: Path) -> Iterator[BinaryIO]:
    """A new file in a folder in making, on the disk when it is closed."""
    handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with open(handle, "wb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


def check_place(path: Path, *, replace: bool = False) -> None:
    """Refuse a place where something stands; on request, only what must not be replaced.

    Links are not followed: what they lead to was not named. Raises `Taken`, `DiskTrouble`.
    """
    try:
        found = os.lstat(path)
    except FileNotFoundError:
        return
    except OSError as error:
        raise cannot("written", path, error) from None
    name = quoted(str(path))
    if not replace:
        raise Taken(f"{name} exists already, and was not touched. Name a new file.")
    if stat.S_ISLNK(found.st_mode):
        raise Taken(f"{name} is a link to something else, and was not touched. Name a file.")
    if not stat.S_ISREG(found.st_mode):
        raise Taken(f"{name} is not a file, and was not touched. Name a file.")
    if not found.st_mode & stat.S_IWUSR:
        raise Taken(f"{name} is write-protected, and was not touched. Name another file.")


def cannot(done: str, path: Path, error: OSError) -> DiskTrouble:
    """The sentence for a file or a folder that cannot be "written", "made" or "read"."""
    why = _REASONS.get(error.errno or 0) or error.strerror or str(error)
    return DiskTrouble(f"{quoted(str(path))} cannot be {done}: {why}.")


def sync_folder(folder: Path) -> None:
    """Have the disk keep the names in a folder; Windows does so by itself."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _put(made: Path, path: Path, *, replace: bool) -> None:
    """Give a file its name, never unasked in place of another."""
    if replace:
        check_place(path, replace=True)
        os.replace(made, path)
    else:
        try:
            os.link(made, path)
        except FileExistsError:
            check_place(path)
            raise
        except OSError:  # not every file system lets a file have two names
            _claim(path)
            os.replace(made, path)
    sync_folder(path.parent)


def _claim(path: Path) -> None:
    """Take a free name with an empty file."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        check_place(path)
        raise
