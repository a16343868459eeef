"""Copying marked records to the clipboard, as an export writes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from io import StringIO

from tui_crm.errors import Refused
from tui_crm.exchange.out.export import write_rows
from tui_crm.ui.screens.frame import WorkScreen
from tui_crm.ui.screens.list_pane import ListPane

COPIED = 1_000
"""The most rows that are put on the clipboard: terminals drop what is larger."""


async def copy_marked(screen: WorkScreen, pane: ListPane, numbers: Sequence[int]) -> None:
    """Copy some records of a list as CSV; raises `Refused` for more than the clipboard takes."""
    if len(numbers) > COPIED:
        raise Refused(f"The clipboard takes {COPIED:,} rows at most: x exports any number.")
    listing = pane.listing
    marked = replace(listing, only={**listing.only, "id": tuple(numbers)})
    text = StringIO()
    many = await pane.read(lambda c: write_rows(c, marked, text, line_end="\n"))
    screen.app.copy_to_clipboard(text.getvalue())
    screen.tell(f"Copied {many:,} {listing.entity.plural} as CSV.")
