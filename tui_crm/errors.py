"""What can go wrong, each with the sentence for the owner and the exit code of the command line."""

from __future__ import annotations


class CrmError(Exception):
    """Something could not be done; its text is the sentence that the owner reads."""

    code = 1
    """The exit code of the command line."""


class WrongUsage(CrmError):
    """A value, a name or a command that is not understood."""

    code = 2


class FieldErrors(WrongUsage):
    """Values of a record that cannot be taken, each with its sentence, by field name."""

    def __init__(self, errors: dict[str, str]) -> None:
        self.errors = errors
        super().__init__("; ".join(f"{field}: {text}" for field, text in errors.items()))


class Refused(CrmError):
    """Understood, but not possible now; nothing was stored."""

    code = 4


class Damaged(CrmError):
    """The database file cannot be read as one; it was not touched."""

    code = 5


class DiskTrouble(CrmError):
    """The disk is full, read-only, or access is not permitted."""

    code = 6


class NewerBook(CrmError):
    """The database was written by a newer version of the program; it was not touched."""

    code = 7


class Busy(CrmError):
    """Another program holds the database."""

    code = 8
