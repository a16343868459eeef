"""Two small programs that differ in their list only: ours over a file, Textual's own in memory."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from textual.app import App, ComposeResult
from textual.events import Mount
from textual.widget import Widget
from textual.widgets import DataTable, Footer, Header, Input

from tui_crm.ui.widgets.record_table import PAGE_SIZE, Column, RecordTable, Row

Answer = TypeVar("Answer")

COLUMNS = (
    Column("id", "Id", 8, "right"),
    Column("name", "Name", 18, grow=2),
    Column("account", "Account", 14, grow=1),
    Column("stage", "Stage", 11),
    Column("amount", "Amount", 12, "right"),
    Column("probability", "Prob.", 6, "right"),
    Column("closes", "Closes", 10),
    Column("owner", "Owner", 8),
)


def make_deals(path: str, number: int) -> None:
    """Writes a database file with this many deals."""
    with sqlite3.connect(path) as connection:
        connection.execute(
            "CREATE TABLE deal (id INTEGER PRIMARY KEY, name TEXT, account TEXT, stage TEXT,"
            " amount INTEGER, probability INTEGER, closes TEXT, owner TEXT)"
        )
        connection.execute(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)"
            " INSERT INTO deal SELECT i, 'Deal ' || i, 'Account ' || (i % 997),"
            " substr('New      QualifiedProposal Won      ', 1 + 9 * (i % 4), 9),"
            " i * 7919 % 9000000, i * 10 % 100, date('2026-01-01', '+' || (i % 365) || ' days'),"
            " 'Rosa' FROM n",
            (number,),
        )


class Deals:
    """The deals of such a file, in the order of their entry."""

    columns = COLUMNS
    sort: str | None = "id"
    descending = False

    def __init__(self, path: str) -> None:
        self.connection = sqlite3.connect(path, check_same_thread=False)

    def count(self) -> int:
        """How many deals there are."""
        (total,) = self.connection.execute("SELECT count(*) FROM deal").fetchone()
        return int(total)

    def page(self, number: int) -> Sequence[Row]:
        """One page of deals."""
        found = self.connection.execute(
            "SELECT * FROM deal WHERE id > ? ORDER BY id LIMIT ?", (number * PAGE_SIZE, PAGE_SIZE)
        )
        return [
            Row(
                deal[0],
                (
                    str(deal[0]),
                    deal[1],
                    deal[2],
                    deal[3],
                    f"{deal[4] / 100:,.2f}",
                    f"{deal[5]} %",
                    deal[6],
                    deal[7],
                ),
            )
            for deal in found
        ]

    def position(self, row_id: int) -> int | None:
        """Where a deal stands."""
        return row_id - 1


class OneThread:
    """The thread that the deals are read on."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1)

    def ask(self, question: Callable[[], Answer], /) -> Future[Answer]:
        """Answers after what was asked before."""
        return self._thread.submit(question)

    replace = ask


class Measured(App[None]):
    """A page with a title, a line to type in, a list and a footer."""

    ENABLE_COMMAND_PALETTE = False

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path = path

    def compose(self) -> ComposeResult:
        """The same page for either list."""
        yield Header()
        yield Input()
        yield self.make_list()
        yield Footer()

    def make_list(self) -> Widget:
        """Our list."""
        return RecordTable(OneThread())

    def on_mount(self, event: Mount) -> None:
        """Shows every deal of the file."""
        table = self.query_one(RecordTable)
        table.show(Deals(self.path))
        table.focus()


class MeasuredDataTable(Measured):
    """The same with Textual's own list, of the first thousand deals."""

    def make_list(self) -> Widget:
        """Textual's list."""
        return DataTable[str](cursor_type="row")

    def on_mount(self, event: Mount) -> None:
        """Adds the first thousand deals."""
        event.prevent_default()
        table = self.query_one(DataTable)
        table.add_columns(*(column.title for column in COLUMNS))
        deals = Deals(self.path)
        pages = (deals.page(number) for number in range(-(-1000 // PAGE_SIZE)))
        table.add_rows(row.cells for page in pages for row in page if row.id <= 1000)
        table.focus()


if __name__ == "__main__":
    program = {"ours": Measured, "textual": MeasuredDataTable}[sys.argv[1]]
    program(sys.argv[2]).run()
