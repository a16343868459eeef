"""A table of rows that are all there already, walked like a list of records."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import ClassVar

from textual.binding import Binding, BindingType

from tui_crm.ui.widgets.record_table import RecordTable
from tui_crm.ui.widgets.row_keys import row_bindings
from tui_crm.ui.widgets.row_source import PAGE_SIZE, Answer, Column, Row


class StillTable(RecordTable, inherit_bindings=False):
    """Rows to walk and to open, of which none can be marked."""

    BINDINGS: ClassVar[list[BindingType]] = [
        binding
        for binding in row_bindings()
        if isinstance(binding, Binding) and "mark" not in binding.action
    ]

    def __init__(self, *, classes: str | None = None) -> None:
        super().__init__(_AtOnce(), classes=classes)

    def put(
        self, columns: Sequence[Column], rows: Sequence[Row], *, keep: int | None = None
    ) -> None:
        """Show these rows, the cursor going to the one with a number."""
        self.show(_StillRows(tuple(columns), rows), keep=keep)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave enter to the screen where there is nothing to open."""
        if action == "open":
            return self.cursor_row is not None
        return super().check_action(action, parameters)


class _StillRows:
    """Rows in the order in which they were given."""

    sort: str | None = None
    descending = False

    def __init__(self, columns: tuple[Column, ...], rows: Sequence[Row]) -> None:
        self.columns = columns
        self._rows = rows
        self._places = {row.id: place for place, row in enumerate(rows)}

    def count(self) -> int:
        """How many there are."""
        return len(self._rows)

    def page(self, number: int) -> Sequence[Row]:
        """So many of them as are read at a time."""
        return self._rows[number * PAGE_SIZE : (number + 1) * PAGE_SIZE]

    def position(self, row_id: int) -> int | None:
        """Where one stands."""
        return self._places.get(row_id)


class _AtOnce:
    """Answers without a thread, for nothing has to be waited for."""

    def ask(self, question: Callable[[], Answer], /) -> Future[Answer]:
        """Answer now."""
        future: Future[Answer] = Future()
        future.set_result(question())
        return future

    replace = ask
