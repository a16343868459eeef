"""Where lists read their records; every call here runs on a lane, never on the screen's thread."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from tui_crm.models import Entity, FieldSpec
from tui_crm.models.fields import Kind
from tui_crm.store.business import Business
from tui_crm.store.query import Listing
from tui_crm.store.shape import Line
from tui_crm.ui.texts import cell, currency_of
from tui_crm.ui.widgets.row_source import PAGE_SIZE, Column, Row, Tone

if TYPE_CHECKING:
    from tui_crm.store.lanes import Lane

ANCHORS_KEPT = 512
"""How many records' places are remembered, to read on from them."""

_SHRINKING = (Kind.TEXT, Kind.LONG, Kind.EMAIL, Kind.LINK)
_LEAST_WIDTH = 12
_TELLING = ("stage", "temperature", "decision", "company")
_RANKS = {
    Kind.LINK: 2, Kind.COUNT: 2, Kind.DAY: 3, Kind.CHOICE: 3, Kind.INSTANT: 3, Kind.EMAIL: 5,
    Kind.PHONE: 5, Kind.FLAG: 6,
}  # fmt: skip
_STATES = ("outcome", "stage", "decision")
_MUTED = frozenset({"lost", "void", "disqualified", "rejected", "withdrawn"})
"""States of deals, leads and hand-offs in which nothing more is expected of them."""


@dataclass(frozen=True)
class Results:
    """Figures that stand beside the records of a list, worked out for the rows in sight."""

    columns: tuple[Column, ...]
    read: Callable[[Connection, Sequence[int]], Mapping[int, tuple[str, ...]]]
    """The texts of the columns, by record."""


class ListingSource:
    """The records of a listing a page at a time, each page one statement from a known record on.

    So the millionth row costs what the first one does.
    """

    def __init__(
        self, lane: Lane, listing: Listing, business: Business, results: Results | None = None
    ) -> None:
        self.listing = listing
        self._lane = lane
        self._business = business
        self._today = listing.reading.today
        self._results = results
        self._fields = listed_fields(listing.entity)
        self._anchors: dict[int, Line] = {}
        self._total: int | None = None
        own = tuple(column_of(spec, listing.entity) for spec in self._fields)
        self.columns: tuple[Column, ...] = own + (results.columns if results else ())

    @property
    def sort(self) -> str | None:
        """The field that the rows are sorted by."""
        return self.listing.sorted_by[0]

    @property
    def descending(self) -> bool:
        """Whether the greatest comes first."""
        return self.listing.sorted_by[1]

    def count(self) -> int:
        """How many records there are."""
        self._total = self.listing.count(self._lane.connection)
        return self._total

    def page(self, number: int) -> Sequence[Row]:
        """A page of rows, and what belongs beside them."""
        lines = self._lines(number * PAGE_SIZE)
        beside: Mapping[int, tuple[str, ...]] = {}
        if self._results is not None and lines:
            beside = self._results.read(self._lane.connection, [line.id for line in lines])
        return [self._row(line, beside.get(line.id, ())) for line in lines]

    def position(self, row_id: int) -> int | None:
        """Where a record stands; what stands around it is read from there."""
        connection = self._lane.connection
        place = self.listing.position(connection, row_id)
        line = None if place is None else self.listing.one(connection, row_id)
        if place is None or line is None:
            return None
        self._remember(place, line)
        return place

    def _lines(self, start: int) -> list[Line]:
        lines = self._read(start)
        if lines:
            self._remember(start, lines[0])
            self._remember(start + len(lines) - 1, lines[-1])
        return lines

    def _read(self, start: int) -> list[Line]:
        """The lines of a page, counted from the nearest record whose place is known."""
        connection, listing, end = self._lane.connection, self.listing, start + PAGE_SIZE
        ways: list[tuple[int, Callable[[], list[Line]]]] = [
            (start, lambda: listing.page(connection, start, PAGE_SIZE))
        ]
        before = max((place for place in self._anchors if place < start), default=None)
        if before is not None:
            line, gap = self._anchors[before], start - before - 1
            ways.append((gap, lambda: listing.page_after(connection, line, gap, PAGE_SIZE)))
        after = min((place for place in self._anchors if place >= end), default=None)
        if after is not None:
            later, rest = self._anchors[after], after - end
            ways.append((rest, lambda: listing.page_before(connection, later, rest, PAGE_SIZE)))
        if self._total is not None and start < self._total:
            spare, wanted = max(self._total - end, 0), min(PAGE_SIZE, self._total - start)
            ways.append((spare, lambda: listing.page_from_end(connection, spare, wanted)))
        return min(ways, key=lambda way: way[0])[1]()

    def _remember(self, place: int, line: Line) -> None:
        self._anchors[place] = line
        if len(self._anchors) > ANCHORS_KEPT:
            del self._anchors[next(iter(self._anchors))]

    def _row(self, line: Line, beside: tuple[str, ...]) -> Row:
        currency = currency_of(line, self._business)
        own = tuple(
            cell(spec, line.values[spec.name], currency, self._business, self._today)
            for spec in self._fields
        )
        # Where figures could not be worked out the row has none, not other rows' columns.
        missing = len(self.columns) - len(own) - len(beside)
        return Row(line.id, own + beside + ("",) * missing, tone_of(line, self._today))


def listed_fields(entity: Entity) -> list[FieldSpec]:
    """The fields that a list shows, in order."""
    return [spec for spec in entity.fields if spec.listed]


def column_of(spec: FieldSpec, entity: Entity) -> Column:
    """A field as a column: texts shrink and grow with the window, and the least telling go."""
    names_it = spec.name == entity.label or spec is entity.fields[0]
    shrinks = spec.kind in _SHRINKING and spec.width > _LEAST_WIDTH and spec.target != "stage"
    # What names the record keeps more of its width than what comes after.
    width = max(_LEAST_WIDTH, spec.width * (8 if names_it else 7) // 10) if shrinks else spec.width
    return Column(
        spec.name,
        spec.title,
        max(width, min(len(spec.title), _LEAST_WIDTH)),
        "right" if spec.kind.is_number else "left",
        grow=spec.width if shrinks else 0,
        least=0 if names_it else _rank(spec),
    )


def _rank(spec: FieldSpec) -> int:
    """How soon a column is left out where the screen is narrow, the highest first."""
    if spec.kind is Kind.MONEY or spec.name in _TELLING:
        return 1
    return _RANKS.get(spec.kind, 4)


def tone_of(line: Line, today: date) -> Tone:
    """What a row's colour adds: what is over stands back, what is late stands out."""
    values = line.values
    if _MUTED.intersection(map(str, (values.get(name) for name in _STATES))):
        return "muted"
    if "outcome" not in values and values.get("closed_on"):
        return "muted"
    due = values.get("expected_on") if values.get("outcome") == "open" else values.get("due_on")
    if isinstance(due, date) and due < today and not values.get("done"):
        return "warning"
    return ""
