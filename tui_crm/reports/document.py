"""A report as plain data: sections of text, tables and charts, for any writer to set."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from tui_crm.metrics.kpi import Number

Tone = Literal["", "better", "worse", "muted"]
Plain = str | int | float | None
"""What a file has in a cell: a number that programs read, a decimal string, a text, or nothing."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: a text for people and, where it is a number, one for programs."""

    text: str
    plain: Plain = None
    """The number; None where it is undefined, or where the text is all there is."""
    is_number: bool = False
    tone: Tone = ""
    heat: Fraction | None = None
    """How strongly it is shaded, from 0 to 1; None where it is not."""


@dataclass(frozen=True, slots=True)
class Column:
    """The head of a column."""

    title: str
    right: bool = True
    """Whether it holds numbers, which are set to the right."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table."""

    cells: Sequence[Cell]
    note: str = ""
    """What to know about it; it stands beneath the row, or in a column of its own."""
    trend: Sequence[Number | None] = ()
    """The figure month by month, for writers that can draw it."""
    is_total: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under their columns."""

    title: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    about: str = ""
    """How to read it."""
    is_small: bool = False
    """Whether it is set in small type, as notes are."""
    notes: str = "Note"
    """The head of the notes, for writers that give them a column."""

    @property
    def has_notes(self) -> bool:
        """Whether any row has a note."""
        return any(row.note for row in self.rows)


@dataclass(frozen=True, slots=True)
class Series:
    """One number of each label of a chart."""

    title: str
    values: Sequence[Fraction]
    cells: Sequence[Cell]
    """The numbers in full."""
    brief: Callable[[Number], str]
    """Writes a number as short as it fits beside a bar: 4.9k."""


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars, one for each label and series; upright for months, lying for names."""

    title: str
    about: str
    """What it shows, in words, also for those who cannot see it."""
    kind: Literal["months", "names"]
    what: str
    """What the labels are: "Month"."""
    labels: Sequence[str]
    series: Sequence[Series]
    """Each is drawn on a scale of its own."""
    is_running: bool = False
    """Whether the last label is a month that is not over."""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report under a heading."""

    title: str
    blocks: Sequence[Table | Chart]
    about: Sequence[str] = ()
    """Paragraphs that come first."""


@dataclass(frozen=True, slots=True)
class Document:
    """A report."""

    business: str
    """The owner's name for the business; may be empty."""
    title: str
    facts: Sequence[tuple[str, str]]
    """What it is a report of: the period, as of when, known on when, in which currency."""
    lead: str
    """The sentence that comes before everything."""
    sections: Sequence[Section]


def table_of(chart: Chart) -> Table:
    """The numbers of a chart as a table."""
    columns = [Column(chart.what, right=False), *(Column(one.title) for one in chart.series)]
    rows = [
        Row([Cell(label), *(one.cells[place] for one in chart.series)])
        for place, label in enumerate(chart.labels)
    ]
    return Table(chart.title, columns, rows, chart.about)
