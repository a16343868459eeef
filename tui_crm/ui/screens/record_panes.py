"""The panes of a record: its fields, the steps it took, and what was done to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from sqlalchemy import Connection
from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from tui_crm.days import shown_day
from tui_crm.models import ENTITIES, Entity
from tui_crm.store.business import Business
from tui_crm.store.history import Change, Deed, Step, deal_steps, history, lead_steps
from tui_crm.store.lookup import label_of
from tui_crm.store.query import Listing
from tui_crm.store.shape import Line
from tui_crm.store.where import Reading
from tui_crm.text import shown, width
from tui_crm.ui.commands import Range
from tui_crm.ui.desk import Desk
from tui_crm.ui.screens.pane import Pane
from tui_crm.ui.screens.results import RESULTS
from tui_crm.ui.texts import UNKNOWN, amount, cell, currency_of
from tui_crm.ui.themes import MUTED
from tui_crm.ui.widgets.record_table import PAGE_SIZE, Column, RecordTable, Row

FEW = 6
"""As many custom fields are shown whether they hold something or not."""

GONE = "This record has been deleted. Press u to bring it back, esc to leave."


class DetailPane(Pane):
    """Everything that is known of a record itself."""

    kind: ClassVar[str] = "record"
    ranges: ClassVar[tuple[Range, ...]] = ("everywhere", "records")

    DEFAULT_CSS = """
    DetailPane VerticalScroll {
        padding: 1 2;
        scrollbar-size: 1 1;
        scrollbar-background: $background;
        &:focus { background-tint: $foreground 0%; }
    }
    """

    @dataclass
    class Called(Message):
        """Posted when the record has been read: what people call it."""

        name: str

    def __init__(self, desk: Desk, entity: str, record_id: int) -> None:
        super().__init__(desk, entity)
        self._record_id = record_id
        self._exists = True

    def compose(self) -> ComposeResult:
        """The fields, one under the other."""
        with VerticalScroll():
            yield Static(markup=False)

    def on_mount(self) -> None:
        """Show the record."""
        self.reload()

    @property
    def current_id(self) -> int | None:
        """The record, as long as it has not been deleted."""
        return self._record_id if self._exists else None

    def reload(self, keep: int | None = None) -> None:
        """Read the record again."""
        self.seen = self.desk.version
        self.run_worker(self._read(), group="read", exclusive=True, exit_on_error=False)

    def take_focus(self) -> None:
        """Let the owner scroll."""
        self.query_one(VerticalScroll).focus()

    async def _read(self) -> None:
        entity, number = ENTITIES[self.entity], self._record_id
        listing = Listing(entity, Reading.of(self.desk.business))
        make = RESULTS.get(self.entity)
        results = make(self.desk.business, self.desk.today) if make else None

        def question(connection: Connection) -> tuple[Line | None, str, tuple[str, ...]]:
            figures = results.read(connection, [number]).get(number, ()) if results else ()
            line = listing.one(connection, number)
            return line, label_of(connection, entity, number), figures

        line, called, figures = await self.desk.read(question)
        self._exists = line is not None
        if line is None:
            self.query_one(Static).update(GONE)
        else:
            titles = [column.title for column in results.columns] if results else []
            more = list(zip(titles, figures, strict=False))
            self.query_one(Static).update(_table([*self._fields(listing.entity, line), *more]))
            self.post_message(self.Called(called))
        self.post_message(self.Changed(self))

    def _fields(self, entity: Entity, line: Line) -> list[tuple[str, str]]:
        """The title of each field and what it holds, in words; of many custom ones those in use."""
        business, today = self.desk.business, self.desk.today
        currency = currency_of(line, business)
        fields: list[tuple[str, str]] = []
        for spec in entity.fields:
            value = line.values[spec.name]
            if value is None and spec.custom and len(entity.custom) > FEW:
                continue
            if spec.kind.is_text and isinstance(value, str):
                fields.append((spec.title, shown(value, long=True)))
            else:
                fields.append((spec.title, shown(cell(spec, value, currency, business, today))))
        return fields


def _table(fields: Sequence[tuple[str, str]]) -> Content:
    """Titles to the left, what belongs to them to the right."""
    room = max(width(title) for title, _ in fields) + 3
    lines: list[Content] = []
    for title, words in fields:
        known = words.strip() and words != UNKNOWN
        indented = words.replace("\n", "\n" + " " * room)
        lines.append(
            Content.assemble(
                Content.styled(title + " " * (room - width(title)), MUTED),
                Content(indented) if known else Content.styled(UNKNOWN, MUTED),
            )
        )
    return Content("\n").join(lines)


class FixedSource:
    """A few rows that are read in one go, such as the history of a record."""

    sort: str | None = None
    descending = False

    def __init__(
        self, columns: tuple[Column, ...], read: Callable[[], Sequence[tuple[str, ...]]]
    ) -> None:
        self.columns = columns
        self._read = read
        self._rows: list[Row] | None = None

    def count(self) -> int:
        """How many rows there are."""
        return len(self._all())

    def page(self, number: int) -> Sequence[Row]:
        """A page of them."""
        return self._all()[number * PAGE_SIZE : (number + 1) * PAGE_SIZE]

    def position(self, row_id: int) -> int | None:
        """Rows are numbered by their place."""
        return row_id if 0 <= row_id < self.count() else None

    def _all(self) -> list[Row]:
        if self._rows is None:
            self._rows = [Row(place, cells) for place, cells in enumerate(self._read())]
        return self._rows


class PastPane(Pane):
    """What became of a record, the latest first."""

    kind: ClassVar[str] = "past"

    def __init__(
        self,
        desk: Desk,
        columns: tuple[Column, ...],
        read: Callable[[Connection], Sequence[tuple[str, ...]]],
        empty: str,
    ) -> None:
        super().__init__(desk)
        self._lane = desk.lane("past of a record")
        self._columns = columns
        self._read = read
        self._empty = empty

    def compose(self) -> ComposeResult:
        """The list."""
        table = RecordTable(self._lane)
        table.empty = self._empty
        yield table

    def on_mount(self) -> None:
        """Show what there is."""
        self.watch(self.query_one(RecordTable), "cursor", self._show_place, init=False)
        self.reload()

    def on_unmount(self) -> None:
        """Let go of the thread that read for it."""
        self.desk.dismiss(self._lane)

    def reload(self, keep: int | None = None) -> None:
        """Read it again."""
        self.seen = self.desk.version
        source = FixedSource(self._columns, lambda: self._read(self._lane.connection))
        self.query_one(RecordTable).show(source)

    def take_focus(self) -> None:
        """Let the owner walk through it."""
        self.query_one(RecordTable).focus()

    @on(RecordTable.Counted)
    def _show_place(self) -> None:
        """Tell where the cursor is."""
        self.place = self.query_one(RecordTable).place

    def on_record_table_opened(self, event: RecordTable.Opened) -> None:
        """There is nothing more to see of what is past."""
        event.stop()


def steps_pane(desk: Desk, entity: str, record_id: int) -> PastPane:
    """The stages that a deal or a lead went through."""
    business, today = desk.business, desk.today
    when = Column("on", "Since", 13, sortable=False)
    state = Column("state", "Stage" if entity == "deal" else "Stage or temperature", 22,
                   sortable=False)  # fmt: skip
    empty = "No steps yet."
    if entity == "lead":
        return PastPane(
            desk, (when, state),
            lambda connection: [
                (shown_day(step.on, today), step.state)
                for step in lead_steps(connection, record_id)
            ],
            empty,
        )  # fmt: skip
    columns = (
        when, state, Column("amount", "Amount", 14, "right", sortable=False),
        Column("chance", "Chance", 8, "right", sortable=False),
    )  # fmt: skip
    return PastPane(
        desk, columns,
        lambda connection: [
            _deal_step(step, business, today) for step in deal_steps(connection, record_id)
        ],
        empty,
    )  # fmt: skip


def history_pane(desk: Desk, entity: str, record_id: int) -> PastPane:
    """What was done to a record in this program."""
    columns = (
        Column("at", "When", 17, sortable=False),
        Column("title", "What was done", 28, grow=1, sortable=False),
        Column("changes", "What changed", 30, grow=2, sortable=False),
    )
    business, today = desk.business, desk.today

    def read(connection: Connection) -> list[tuple[str, ...]]:
        line = Listing(ENTITIES[entity], Reading.of(business)).one(connection, record_id)
        currency = currency_of(line, business) if line else business.currency
        deeds = history(connection, ENTITIES[entity], record_id, currency)
        return [_deed(deed, business, today) for deed in deeds]

    return PastPane(desk, columns, read, "Nothing has been changed since it was brought here.")


def _deal_step(step: Step, business: Business, today: date) -> tuple[str, ...]:
    worth = UNKNOWN if step.amount is None else amount(step.amount, business.currency, business)
    chance = "" if step.chance is None else f"{step.chance / 100:g} %"
    return shown_day(step.on, today), step.state, worth, chance


def _deed(deed: Deed, business: Business, today: date) -> tuple[str, ...]:
    local = deed.at.astimezone(business.zone)
    when = f"{shown_day(local.date(), today)} {local:%H:%M}"
    changes = ", ".join(_change(change, deed.currency, business, today) for change in deed.changes)
    return when, deed.title, changes


def _change(change: Change, currency: str, business: Business, today: date) -> str:
    old, new = (
        cell(change.spec, value, currency, business, today) or UNKNOWN
        for value in (change.old, change.new)
    )
    return f"{change.spec.title}: {old} → {new}"
