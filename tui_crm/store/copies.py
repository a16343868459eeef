"""Copies of the database, made before what changes much at once; stdlib only, so it is quick."""

from __future__ import annotations

import os
import re
import sqlite3
import stat
import tempfile
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import UTC, datetime
from itertools import chain, count
from pathlib import Path

from tui_crm.errors import Damaged, DiskTrouble
from tui_crm.paths import MAKING, make_private_folder, sweep
from tui_crm.store.connect import named, open_raw, told

SETTLED_NS = 2_000_000_000
"""A file that was written to within so many nanoseconds may be again without its time changing."""

_COPY = re.compile(r"(\d{4}-\d\d-\d\dT\d{6}Z)(?:-(\d+))?-before-[a-z0-9-]+\.db")
_STAMP = "%Y-%m-%dT%H%M%SZ"
_BUCKETS: tuple[tuple[int, Callable[[datetime], int]], ...] = (
    (24, lambda at: int(at.timestamp()) // 3600),
    (7, lambda at: at.toordinal()),
    (4, lambda at: (at.toordinal() - 1) // 7),
    (12, lambda at: at.year * 12 + at.month),
)
"""How many hours, days, weeks and months back a copy is kept of each, and which one a moment is."""


def copies_of(path: Path) -> list[Path]:
    """The copies of a database, the newest first."""
    with suppress(OSError):
        found = [match for name in os.listdir(_folder(path)) if (match := _COPY.fullmatch(name))]
        found.sort(key=lambda match: (match[1], int(match[2] or 1)), reverse=True)
        return [_folder(path) / match[0] for match in found]
    return []


def keep_copy(path: Path, why: str, at: datetime) -> Path | None:
    """Copy a database before something is done to it, read the copy, and thin out older ones.

    The copies lie in a private folder beside it, named by the moment in UTC and by `why`, a word
    such as "import". None where the newest copy holds the same already. Raises `DiskTrouble` with
    a sentence where no copy can be made, `Damaged` where the database cannot be read.
    """
    newest = next(iter(copies_of(path)), None)
    with suppress(OSError):
        if newest is not None and state_of(newest) == state_of(path):
            return None
    try:
        copy = _copied(path, why, at)
    except OSError as error:
        raise DiskTrouble(
            f"No copy of {named(path)} could be made before the {why}: "
            f"{error.strerror or error}. Nothing was changed: free some space or allow writing to "
            "its folder, then try again."
        ) from None
    _thin(path, at)
    return copy


def kept(times: Iterable[datetime], now: datetime) -> set[datetime]:
    """Which copies stay: the newest, and the first of each hour, day, week and month.

    Of hours the last 24, of days 7, of weeks 4, of months 12. The first, because what stood
    before a series of imports is what one wants back. One dated later than now stays.
    """
    ordered = sorted(times)
    staying = {moment for moment in ordered if moment > now} | set(ordered[-1:])
    for many, bucket in _BUCKETS:
        first: dict[int, datetime] = {}
        for moment in ordered:
            first.setdefault(bucket(moment.astimezone(UTC)), moment)
        oldest = bucket(now.astimezone(UTC)) - many + 1
        staying |= {moment for number, moment in first.items() if number >= oldest}
    return staying


def state_of(path: Path, than: Path | None = None) -> str:
    """A file's size and the time of its last change: while they stay, it was not written to.

    Where it was written to just before another file was made, nothing is told: it might be
    written to again without its time telling so.
    """
    found = path.stat()
    if than is not None and than.stat().st_mtime_ns - found.st_mtime_ns < SETTLED_NS:
        return ""
    return f"{found.st_size}-{found.st_mtime_ns}"


def _copied(path: Path, why: str, at: datetime) -> Path:
    """A copy that is whole, under its name; raises `OSError` where there can be none."""
    folder = _folder(path)
    _make_folder(folder)
    handle, name = tempfile.mkstemp(prefix=MAKING[0], suffix=MAKING[1], dir=folder)
    os.close(handle)
    made = Path(name)
    try:
        sweep(made)
        before, is_settled = path.stat(), state_of(path, than=made) != ""
        _copy_pages(path, made)
        if is_settled:  # by the same time it is known that the database is the same
            os.utime(made, ns=(before.st_mtime_ns, before.st_mtime_ns))
        return _named_copy(made, folder, why, at)
    finally:
        made.unlink(missing_ok=True)


def _copy_pages(path: Path, copy: Path) -> None:
    """Copy a database as of one moment and read the copy through; raises `OSError`."""
    try:
        source = open_raw(path)
        try:
            target = sqlite3.connect(copy, isolation_level=None)
            try:
                target.execute("PRAGMA journal_mode = OFF")  # a copy that fails is thrown away
                source.backup(target)
                found = target.execute("PRAGMA quick_check(1)").fetchone()
            finally:
                target.close()
        finally:
            source.close()
    except sqlite3.Error as error:
        trouble = told(error, path)
        if isinstance(trouble, DiskTrouble):
            raise OSError(str(error)) from error
        raise trouble from error
    if found != ("ok",):
        raise Damaged(
            f"{named(path)} is damaged, and so would be a copy of it ({found[0]}). Nothing was "
            "changed."
        )


def _named_copy(made: Path, folder: Path, why: str, at: datetime) -> Path:
    stamp = at.astimezone(UTC).strftime(_STAMP)
    numbered = chain([""], (f"-{number}" for number in count(2)))
    places = (folder / f"{stamp}{again}-before-{why}.db" for again in numbered)
    place = next(place for place in places if not os.path.lexists(place))
    os.rename(made, place)
    return place


def _make_folder(folder: Path) -> None:
    """The private folder of the copies; raises `OSError` where something else has its name."""
    make_private_folder(folder)
    if not stat.S_ISDIR(folder.lstat().st_mode):
        raise NotADirectoryError(f"{named(folder)} is not a folder")


def _thin(path: Path, now: datetime) -> None:
    """Take away the copies that are not kept any longer, of several of one second all or none."""
    copies = copies_of(path)
    staying = kept(map(_moment, copies), now) if copies else set()
    for copy in copies[1:]:
        if _moment(copy) not in staying:
            with suppress(OSError):
                copy.unlink()


def _folder(path: Path) -> Path:
    return path.with_name(f"{path.name}.copies")


def _moment(copy: Path) -> datetime:
    return datetime.strptime(copy.name[:18], _STAMP).replace(tzinfo=UTC)
