"""What an import did, row by row, or what it must be told before it can be done."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field


@dataclass(frozen=True)
class Rejected:
    """A row that was not taken: where it stands in the file, and why."""

    line: int
    column: str
    value: str
    reason: str


@dataclass(frozen=True)
class Question:
    """A choice that only the owner can make."""

    choice: str
    """What it is about: entity, header, columns, date_order, decimal, encoding, currency."""
    column: str
    message: str
    options: tuple[str, ...] = ()


@dataclass(frozen=True)
class Matched:
    """A record that a row was found to be about by who it is, not by its number in the file."""

    line: int
    id: int
    by: str
    """email, phone, domain or name."""


@dataclass(frozen=True)
class Reconciled:
    """What a total row of the file says of a column, beside what its rows come to."""

    line: int
    column: str
    total: str
    sum: str
    difference: str
    """Total less sum, in the column's own unit; "0" where the file agrees with itself."""


@dataclass
class Report:
    """What became of every row of a file."""

    file: str
    entity: str
    dry_run: bool
    rows: int = 0
    imported: int = 0
    updated: int = 0
    unchanged: int = 0
    duplicates: int = 0
    rejected: list[Rejected] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    made: dict[str, int | list[str]] = field(default_factory=dict)
    """What was made along with the rows: how many records of a kind, stages by name."""
    ignored_columns: list[str] = field(default_factory=list)
    """Columns that the owner left out, or that only repeat what others say."""
    custom_columns: dict[str, str] = field(default_factory=dict)
    """Columns that are no field of ours, and the custom fields that keep them."""
    read: dict[str, object] = field(default_factory=dict)
    """How the file was read: encoding, delimiter, header line, date order, decimal, columns."""
    program: str = ""
    """The program that wrote the file, where it is known by its headers."""
    said: list[str] = field(default_factory=list)
    """What does not stand in the file but was derived from it, in sentences."""
    left_out: list[int] = field(default_factory=list)
    """Lines that are no rows: headings of groups, notes below the table."""
    totals: list[Reconciled] = field(default_factory=list)
    matched: list[Matched] = field(default_factory=list)
    batch: int | None = None
    """The number of the import, where something was stored."""
    cleaned: int = 0
    """Cells out of which control characters were removed."""

    @property
    def code(self) -> int:
        """The exit code of the command line."""
        if self.questions:
            return 4
        return 3 if self.rejected else 0

    def count_made(self, kind: str, many: int = 1) -> None:
        """Note records that were made along with a row."""
        before = self.made.get(kind, 0)
        self.made[kind] = many + (before if isinstance(before, int) else 0)

    def as_json(self) -> dict[str, object]:
        """The report as one object."""
        return asdict(self)


class Undecided(Exception):
    """Raised where the file cannot be read without an answer from the owner."""

    def __init__(self, *questions: Question) -> None:
        self.questions = list(questions)
        super().__init__("the import needs an answer")
