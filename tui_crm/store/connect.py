"""Opening the database file: its checks, pragmas and migrations; stdlib only, so it is quick."""

from __future__ import annotations

import os
import sqlite3
import stat
import tempfile
from collections.abc import Callable
from importlib import resources
from pathlib import Path

from tui_crm.errors import Busy, CrmError, Damaged, DiskTrouble, NewerBook, Refused
from tui_crm.paths import make_private_folder
from tui_crm.text import fold, shown

APPLICATION_ID = 0x7463726D
"""`tcrm`: how SQLite files of this program are known."""

SCHEMA_VERSION = 1
"""The newest migration in `migrations/`."""

MAGIC = b"SQLite format 3\x00"
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

    Raises `Damaged`, `Refused`, `NewerBook`, `DiskTrouble` or `Busy`; the file is not touched.
    """
    check_file(path)
    try:
        connection = _connected(path, wait_ms, cache_kib)
        _check_identity(connection, path)
    except sqlite3.Error as error:
        raise told(error, path) from error
    return connection


def check_file(path: Path) -> None:
    """Refuse what is not a database of ours before SQLite touches it."""
    name = named(path)
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        raise Refused(f"There is no database at {name}. Start tui-crm without a command.") from None
    except OSError as error:
        raise DiskTrouble(f"{name} cannot be read: {error.strerror}.") from None
    if not stat.S_ISREG(mode):
        raise Damaged(f"{name} is not a file, so it cannot be the database. Name another one.")
    try:
        with path.open("rb") as file:
            head = file.read(len(MAGIC))
    except OSError as error:
        raise DiskTrouble(f"{name} cannot be read: {error.strerror}.") from None
    if head != MAGIC:
        what = "is empty" if not head else "is not a tui-crm database, or is damaged"
        raise Damaged(f"{name} {what}. It was not touched: name another file with --database.")


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


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the schema to this program's version, each step in a transaction of its own."""
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    for step in range(version + 1, SCHEMA_VERSION + 1):
        script = resources.files("tui_crm.store").joinpath(f"migrations/v{step}.sql")
        connection.execute("BEGIN IMMEDIATE")
        try:
            for statement in _statements(script.read_text(encoding="utf-8")):
                connection.execute(statement)
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {step}")
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
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
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
    connection.create_function("fold", 1, _folded, deterministic=True)
    return connection


def _folded(value: object) -> str | None:
    return None if value is None else fold(str(value))


def _check_identity(connection: sqlite3.Connection, path: Path) -> None:
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
