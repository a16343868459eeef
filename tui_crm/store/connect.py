"""Opening the database file: its checks, pragmas and migrations; stdlib only, so it is quick."""

from __future__ import annotations

import filecmp
import itertools
import os
import sqlite3
import stat
import tempfile
from collections.abc import Callable
from datetime import datetime
from importlib import resources
from pathlib import Path
from zoneinfo import ZoneInfo

from tui_crm.days import office_seconds
from tui_crm.errors import Busy, CrmError, Damaged, DiskTrouble, NewerBook, Refused
from tui_crm.paths import make_private_folder
from tui_crm.text import fold, shown

APPLICATION_ID = 0x7463726D
"""`tcrm`: how SQLite files of this program are known."""

SCHEMA_VERSION = 3
"""The newest migration in `migrations/`."""

NAME_ANOTHER = "It was not touched: name another file with --database."
WAIT_MS = 10_000
"""How long a write waits for another program's."""
READING_CACHE_KIB = 2_000
"""Pages that a reading connection keeps: there are several, and the system caches the file too."""

WRITING_CACHE_KIB = 32_768
"""Pages that the writing connection keeps, so that an import need not write them twice."""


def open_raw(
    path: Path, *, wait_ms: int = WAIT_MS, cache_kib: int = READING_CACHE_KIB
) -> sqlite3.Connection:
    """A connection to an existing database, with the pragmas that every connection has.

    One of an older version is brought to this one first, and kept beside it as it was. Raises
    `Damaged`, `Refused`, `NewerBook`, `DiskTrouble` or `Busy`; then the file is as it was.
    """
    check_file(path)
    try:
        connection = _connected(path, wait_ms, cache_kib)
        try:
            while _version_of(connection, path) < SCHEMA_VERSION:
                migrate(connection, lambda: _keep_copy(path))
        except BaseException:
            connection.close()
            raise
    except sqlite3.Error as error:
        raise told(error, path) from error
    return connection


def check_file(path: Path) -> None:
    """Refuse what cannot be a database of ours before SQLite touches it.

    Only SQLite may open the file: when anyone in a process closes a file, the system drops all
    locks of that process on it, and another program could write while this one does.
    """
    name = named(path)
    try:
        found = path.stat()
    except FileNotFoundError:
        raise Refused(f"There is no database at {name}. Start tui-crm without a command.") from None
    except OSError as error:
        raise DiskTrouble(f"{name} cannot be read: {error.strerror}.") from None
    if not stat.S_ISREG(found.st_mode):
        raise Damaged(f"{name} is not a file, so it cannot be the database. Name another one.")
    if not os.access(path, os.R_OK):
        raise DiskTrouble(f"{name} cannot be read: you may not open it.")
    if found.st_size == 0:
        raise Damaged(f"{name} is empty. {NAME_ANOTHER}")


def make_database(path: Path, fill: Callable[[sqlite3.Connection], None]) -> None:
    """Make a new database beside its place, fill it, and move it there whole.

    Raises `Refused` where a file exists already, `DiskTrouble` where it cannot be written.
    """
    try:
        make_private_folder(path.parent)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".new", dir=path.parent)
    except OSError as error:
        raise DiskTrouble(f"{named(path)} cannot be made: {error.strerror}.") from None
    os.close(handle)
    made = Path(name)
    try:
        connection = _connected(made, WAIT_MS, WRITING_CACHE_KIB)
        try:
            migrate(connection)
            fill(connection)
        finally:
            connection.close()
        os.link(made, path)
    except FileExistsError:
        raise Refused(f"{named(path)} exists already. Name a file that does not.") from None
    except sqlite3.Error as error:
        raise told(error, path) from error
    except OSError as error:
        raise DiskTrouble(f"{named(path)} cannot be made: {error.strerror}.") from None
    finally:
        made.unlink(missing_ok=True)


def migrate(connection: sqlite3.Connection, keep_copy: Callable[[], None] | None = None) -> None:
    """Bring the schema to this program's version in one transaction: all of it, or nothing.

    A copy is kept, where that is asked for, while nobody else can write.
    """
    add_functions(connection)
    connection.execute("BEGIN IMMEDIATE")
    try:
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version < SCHEMA_VERSION:  # else another program was quicker
            if keep_copy is not None:
                keep_copy()
            for step in range(version + 1, SCHEMA_VERSION + 1):
                script = resources.files("tui_crm.store").joinpath(f"migrations/v{step}.sql")
                for statement in _statements(script.read_text(encoding="utf-8")):
                    connection.execute(statement)
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # a full disk makes SQLite take it back itself
            connection.execute("ROLLBACK")
        raise


def told(error: sqlite3.Error, path: Path) -> CrmError:
    """What SQLite says, as a sentence for the owner with its exit code."""
    name = named(path)
    full_code = getattr(error, "sqlite_errorcode", 0)
    code = full_code & 0xFF
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return Busy(f"Another program is writing to {name}. Nothing was changed: try again.")
    if code == sqlite3.SQLITE_NOTADB:
        return Damaged(f"{name} is not a tui-crm database, or is damaged. {NAME_ANOTHER}")
    if code == sqlite3.SQLITE_CORRUPT:
        return Damaged(f"{name} is damaged ({error}). Nothing was written to it.")
    if code == sqlite3.SQLITE_FULL:
        return DiskTrouble("The disk is full: nothing was saved. Free some space and try again.")
    if full_code == sqlite3.SQLITE_READONLY_DBMOVED or not path.exists():
        return DiskTrouble(
            f"{name} is no longer there: it was moved or deleted. Nothing was saved."
        )
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_CANTOPEN):
        return DiskTrouble(f"{name} cannot be written to: it or its folder is read-only.")
    if code == sqlite3.SQLITE_IOERR:
        return DiskTrouble(f"The disk failed while {name} was in use ({error}). Nothing was saved.")
    return CrmError(f"The database could not do this: {error}.")


def named(path: Path) -> str:
    """A file's whole path, safe to show."""
    return f'"{shown(str(path))}"'


def _connected(path: Path, wait_ms: int, cache_kib: int) -> sqlite3.Connection:
    connection = sqlite3.connect(
        path.absolute().as_uri() + "?mode=rw",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
    )
    connection.execute(f"PRAGMA busy_timeout = {wait_ms}")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute(f"PRAGMA cache_size = {-cache_kib}")
    add_functions(connection)
    return connection


def add_functions(connection: sqlite3.Connection) -> None:
    """Give a connection the functions that queries and migrations use beside SQLite's own."""
    connection.create_function("fold", 1, _folded, deterministic=True)
    connection.create_function("phone_key", 2, _phone_key, deterministic=True)
    connection.create_function("office_seconds", 3, _office_seconds, deterministic=True)


def _folded(value: object) -> str | None:
    return None if value is None else fold(str(value))


def _phone_key(phone: str | None, country: str | None) -> str | None:
    from tui_crm.store.phones import phone_key

    return phone_key(phone, country or "")


def _office_seconds(since: str, until: str | None, zone: str) -> int | None:
    """The working hours between two stored moments, in seconds; none while it is not over."""
    if until is None:
        return None
    moments = (datetime.fromisoformat(since), datetime.fromisoformat(until))
    return office_seconds(*moments, ZoneInfo(zone))


def _version_of(connection: sqlite3.Connection, path: Path) -> int:
    """The version that wrote a database; raises where it is not ours to touch."""
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    name = named(path)
    if application != APPLICATION_ID:
        raise Refused(f"{name} belongs to another program. It was not touched: name another file.")
    if version > SCHEMA_VERSION:
        raise NewerBook(
            f"{name} was written by a newer tui-crm (its version is {version}, this program's "
            f"{SCHEMA_VERSION}). It was not touched: update tui-crm."
        )
    return int(version)


def _keep_copy(path: Path) -> None:
    """Keep a database as it is, beside it, before it is brought to a newer version."""
    made: Path | None = None
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".copy", dir=path.parent)
        os.close(handle)
        made = Path(name)
        if not _copied_whole(path, made):
            raise Damaged(
                f"{named(path)} is damaged: a copy of it is not whole. It was not touched."
            )
        _put_beside(made, path.with_name(f"{path.name}.before-v{SCHEMA_VERSION}"))
    except (OSError, sqlite3.Error) as error:
        if isinstance(error, sqlite3.Error) and isinstance(trouble := told(error, path), Damaged):
            raise trouble from error
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise DiskTrouble(
            f"{named(path)} was written by an older tui-crm. It has to be updated, and the copy "
            f"that is kept before could not be made beside it: {why}. It was not touched: free "
            "some space or allow writing to its folder, then start again."
        ) from error
    finally:
        if made is not None:
            made.unlink(missing_ok=True)


def _copied_whole(path: Path, copy: Path) -> bool:
    source = _connected(path, WAIT_MS, READING_CACHE_KIB)
    try:
        target = sqlite3.connect(copy, isolation_level=None)
        try:
            source.backup(target)
            return target.execute("PRAGMA quick_check").fetchall() == [("ok",)]
        finally:
            target.close()
    finally:
        source.close()


def _put_beside(copy: Path, name: Path) -> None:
    """Give a copy the first free name, unless an update that failed has left its equal there."""
    for number in itertools.count(1):
        place = name.with_name(f"{name.name}{'' if number == 1 else f'-{number}'}.bak")
        if not os.path.lexists(place):
            copy.rename(place)
            return
        if place.is_file() and filecmp.cmp(copy, place, shallow=False):
            return


def _statements(script: str) -> list[str]:
    """The statements of a script, whole even where a trigger holds semicolons of its own."""
    found: list[str] = []
    pending = ""
    for line in script.splitlines():
        if line.startswith("--"):
            continue
        pending += line + "\n"
        if sqlite3.complete_statement(pending):
            found.append(pending)
            pending = ""
    return [statement for statement in found if statement.strip()]
