"""What a list of records tells the screen it stands on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

from tui_crm.ui.widgets.row_source import Column

if TYPE_CHECKING:
    from tui_crm.ui.widgets.record_table import RecordTable

# Screens take them as `RecordTable.Moved` or `on_record_table_moved`, hence the namespace.


@dataclass
class TableMessage(Message):
    """Something that happened in a list of records."""

    table: RecordTable

    @property
    def control(self) -> RecordTable:
        """The list it happened in."""
        return self.table


@dataclass
class Moved(TableMessage, namespace="record_table"):
    """Posted when the cursor stands on another record."""

    row_id: int
    index: int

    def can_replace(self, message: Message) -> bool:
        """Of several moves only the last matters."""
        return isinstance(message, Moved) and message.table is self.table


@dataclass
class Opened(TableMessage, namespace="record_table"):
    """Posted when a record is to be opened."""

    row_id: int


@dataclass
class MarksChanged(TableMessage, namespace="record_table"):
    """Posted when other rows are marked; None while all are and they are not counted."""

    count: int | None


@dataclass
class HeaderClicked(TableMessage, namespace="record_table"):
    """Posted when the title of a column is clicked that the rows can be sorted by."""

    column: Column


@dataclass
class Counted(TableMessage, namespace="record_table"):
    """Posted when the number of records is known."""

    total: int


@dataclass
class Failed(TableMessage, namespace="record_table"):
    """Posted when rows could not be read; better words can be put into `problem`."""

    error: BaseException
