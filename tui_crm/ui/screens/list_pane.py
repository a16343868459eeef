"""A pane that lists records: to filter, sort, mark, open and export."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual import on
from textual.app import ComposeResult

from tui_crm.period import written_day
from tui_crm.store.lanes import Superseded
from tui_crm.ui.answers import answer
from tui_crm.ui.commands import Command, Range
from tui_crm.ui.desk import Desk
from tui_crm.ui.screens.list_spec import ListSpec
from tui_crm.ui.screens.pane import Pane
from tui_crm.ui.widgets.record_table import RecordTable

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tui_crm.store.query import Listing
    from tui_crm.ui.sources import Results
    from tui_crm.ui.widgets.query_bar import QueryBar

T = TypeVar("T")

NO_MATCH = "Nothing matches. Press esc to see all again."


class ListPane(Pane):
    """Records of one kind, ten or a million, as the owner last filtered and sorted them."""

    ranges: ClassVar[tuple[Range, ...]] = ("everywhere", "records", "lists")

    DEFAULT_CSS = "ListPane { layout: vertical; }"

    def __init__(self, desk: Desk, spec: ListSpec) -> None:
        super().__init__(desk, spec.entity)
        self.spec = spec
        self.filter = ""
        """What the owner looks for."""
        self._order = ""
        self._lane = desk.lane(f"list of {spec.entity}", spec.known_on)
        self._query_bar: QueryBar | None = None

    def compose(self) -> ComposeResult:
        """The list; the line to filter it comes when it is first wanted."""
        yield RecordTable(self._lane)

    def on_mount(self) -> None:
        """Show the records as soon as they can be read."""
        self.watch(self.table, "cursor", self._show_place, init=False)
        self.reload()

    def on_unmount(self) -> None:
        """Let go of the thread that read for it."""
        self.desk.dismiss(self._lane)

    @property
    def table(self) -> RecordTable:
        """The list itself."""
        return self.query_one(RecordTable)

    @property
    def current_id(self) -> int | None:
        """The record under the cursor."""
        return self.table.cursor_id

    @property
    def given(self) -> Mapping[str, tuple[str, str]]:
        """What belongs to what the list is of, as the deals of an account."""
        return self.spec.given

    @property
    def listing(self) -> Listing:
        """The records that are shown, in their order."""
        from tui_crm.models import ENTITIES
        from tui_crm.store.query import Listing
        from tui_crm.store.where import Reading

        where = f"{self.spec.where} {self.filter}".strip()
        return Listing(
            ENTITIES[self.spec.entity], Reading.of(self.desk.business), where, self._order,
            self.spec.only, self.spec.among,
        )  # fmt: skip

    @property
    def results(self) -> Results | None:
        """The figures that stand beside the records, where there are some."""
        from tui_crm.ui.screens.results import RESULTS

        make = self.spec.beside or RESULTS.get(self.spec.results)
        return make(self.desk.business, self.desk.today) if make else None

    async def read(self, question: Callable[[Connection], T]) -> T:
        """What a question to the book has for an answer, as the list sees it: now, or then."""
        return await self.desk.read_on(self._lane, question)

    def why_not(self, command: Command) -> str | None:
        """What is past stays as it is: only today's records can be changed."""
        day = self.spec.known_on
        if day is None or command.range != "records" or command.id == "open":
            return None
        return (
            f"These are the records as they were known on {written_day(day)}, which cannot be "
            "changed: go back to today's first."
        )

    def reload(self, keep: int | None = None) -> None:
        """Read the list again; the cursor stays on its record, or goes to another."""
        if self.desk.is_prepared:
            self._show(self.table.cursor_id if keep is None else keep)
        else:
            self.run_worker(self._show_prepared(), group="show", exit_on_error=False)

    def take_focus(self) -> None:
        """Let the owner walk through the list."""
        self.table.focus()

    def obey(self, command: str) -> bool:
        """Filter, sort, mark, open: what changes nothing but the view."""
        match command:
            case "open":
                self.table.action_open()
            case "mark":
                self.table.action_mark()
            case "filter":
                self.run_worker(self._open_query(), group="query", exit_on_error=False)
            case "sort":
                self._sort_by(self.table.sort_next(), False)
            case "reverse":
                source = self.table.source
                self._sort_by(source.sort if source else None, not (source and source.descending))
            case _:
                return False
        return True

    def clear_filter(self) -> bool:
        """Show all records again; False where all are shown already."""
        if self._query_bar is not None:
            self._query_bar.clear()
            self._query_bar.display = False
        if not self.filter:
            return False
        self.filter = ""
        self._show(self.table.cursor_id)
        return True

    async def settle(self) -> None:
        """Wait until what was asked for last is on the screen."""
        await self.desk.prepare()
        try:
            await answer(self._lane.ask(_nothing))
        except Superseded:
            await self.settle()
            return
        drawn = asyncio.Event()
        self.table.call_later(drawn.set)
        await drawn.wait()

    @on(RecordTable.MarksChanged)
    def _show_place(self) -> None:
        """Tell how many rows are marked, whether the list is filtered, and where the cursor is."""
        table = self.table
        marked = table.marked.count(table.total)
        parts = [f"{marked:,} marked"] if marked else []
        if self.filter:
            parts.append("filtered")
        if table.source is not None:
            parts.append(table.place)
        self.place = "   ".join(parts)

    @on(RecordTable.Counted)
    def _take_count(self, event: RecordTable.Counted) -> None:
        self._show_place()
        if self._query_bar is not None:
            self._query_bar.found(f"{event.total:,} found" if self.filter else "")

    @on(RecordTable.HeaderClicked)
    def _sort_by_title(self, event: RecordTable.HeaderClicked) -> None:
        source = self.table.source
        again = source is not None and source.sort == event.column.name
        self._sort_by(event.column.name, again and not (source and source.descending))

    def _sort_by(self, name: str | None, descending: bool) -> None:
        if name is not None:
            self._order = f"-{name}" if descending else name
            self._show(self.table.cursor_id)

    async def _show_prepared(self) -> None:
        await self.desk.prepare()
        self._show(None)
        await self.settle()
        self.post_message(self.Loaded(self))

    def _show(self, keep: int | None, at: int | None = None) -> None:
        from tui_crm.ui.sources import ListingSource

        self.seen = self.desk.version
        self.table.empty = NO_MATCH if self.filter else self.spec.empty
        source = ListingSource(self._lane, self.listing, self.desk.business, self.results)
        self.table.show(source, keep=keep, at=at, keep_marks=at is None)

    async def _open_query(self) -> None:
        from tui_crm.ui.widgets.query_bar import QueryBar

        if self._query_bar is None:
            self._query_bar = QueryBar()
            await self.mount(self._query_bar, before=self.table)
        self._query_bar.display = True
        self._query_bar.take_focus()

    def on_query_bar_changed(self, event: QueryBar.Changed) -> None:
        """Show what matches, at each letter."""
        event.stop()
        self.filter = event.query.strip()
        self._show(None, at=0)

    def on_query_bar_left(self, event: QueryBar.Left) -> None:
        """Go back to the list."""
        event.stop()
        if event.cleared:
            self.clear_filter()
        elif self._query_bar is not None and not self.filter:
            self._query_bar.display = False
        self.take_focus()


def _nothing() -> None:
    """A question whose answer comes after those to all before it."""
