"""Writing what a list shows to a file that the owner names."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from tui_crm import clock
from tui_crm.exchange.out.apart import Task, export_apart
from tui_crm.exchange.out.export import Figures
from tui_crm.exchange.out.formats import HELD, Written, check_ending, export_records
from tui_crm.exchange.out.placing import check_place
from tui_crm.models import Entity
from tui_crm.text import quoted
from tui_crm.ui.answers import answer
from tui_crm.ui.commands import Command
from tui_crm.ui.screens.files import check_folder
from tui_crm.ui.screens.frame import WorkScreen
from tui_crm.ui.screens.list_pane import ListPane
from tui_crm.ui.sources import Results, listed_fields
from tui_crm.ui.texts import UNKNOWN

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tui_crm.store.lanes import Lane

FEW = 20_000
"""Records that are written in less time than it takes to start another process."""

TURN, USUAL_TURN = 0.001, 0.005
"""Seconds after which a thread gives way to another, while a file is written and otherwise."""

HINTS = {
    ".vcf": "; a name that ends in .vcf makes cards for an address book",
    ".ics": "; a name that ends in .ics makes a calendar of what is still to be done",
}


async def export_shown(screen: WorkScreen, _command: Command) -> None:
    """Write the records and columns of the list, in its order, to a file that the owner names."""
    pane, desk = screen.pane, screen.desk
    assert isinstance(pane, ListPane)
    listing = pane.listing
    proposed = Path.cwd() / f"{listing.entity.plural}-{desk.today.isoformat()}.csv"
    chosen = await _ask_place(screen, listing.entity, proposed)
    if chosen is None:
        return
    path, replace = chosen
    fields = None
    if path.suffix.lower() not in HELD:
        fields = [spec.name for spec in listed_fields(listing.entity)]
    # A lane of its own: a long export must not keep the list from being walked.
    lane = desk.lane("export", pane.spec.known_on)
    try:
        with _short_turns():
            written = await answer(lane.ask(_export_of(pane, lane, path, fields, replace)))
    finally:
        desk.dismiss(lane)
    screen.tell(f"{written.rows:,} {written.what} written to {path}{written.remark}.")


def _export_of(
    pane: ListPane, lane: Lane, path: Path, fields: list[str] | None, replace: bool
) -> Callable[[], Written]:
    """What writes the list: a long one in another process, unless it is more than its records."""
    desk, listing, results = pane.desk, pane.listing, pane.results
    at = clock.now(desk.business.zone)
    is_plain = results is None and listing.among is None and pane.spec.known_on is None
    if is_plain and (pane.table.total or 0) > FEW:
        task = Task(
            desk.path, listing.entity.name, listing.where, listing.order, listing.only, fields,
            path, replace, at,
        )  # fmt: skip
        return partial(export_apart, task)
    figures = _figures(results)
    return lambda: export_records(
        lane.connection, listing, path, fields, at=at, replace=replace, figures=figures
    )


async def _ask_place(
    screen: WorkScreen, entity: Entity, proposed: Path
) -> tuple[Path, bool] | None:
    """The file to write, and whether it takes the place of another; None to leave."""
    from tui_crm.ui.dialogs.confirm import Confirm
    from tui_crm.ui.dialogs.path import AskPath

    def check(path: Path) -> None:
        check_folder(path)
        check_ending(entity, path)
        check_place(path, replace=True)

    text, title = str(proposed), f"Export {entity.plural}"
    hint = "".join(words for ending, words in HINTS.items() if HELD[ending] == entity.name)
    while True:
        named = await screen.app.push_screen_wait(
            AskPath(title, f"Write them to this file{hint}", text, check, new=True)
        )
        if named is None:
            return None
        if not os.path.lexists(named.path):
            return named.path, False
        question = f"{quoted(str(named.path))} exists already: replace it?"
        if await screen.app.push_screen_wait(Confirm(question, "Replace", "Name another")):
            return named.path, True
        text = named.typed


@contextmanager
def _short_turns() -> Iterator[None]:
    """Let the screen answer keys at once while a thread works without pause."""
    sys.setswitchinterval(TURN)
    try:
        yield
    finally:
        sys.setswitchinterval(USUAL_TURN)


def _figures(results: Results | None) -> Figures | None:
    """The columns that stand beside the fields of the list."""
    if results is None:
        return None
    known = results
    nothing = ("",) * len(known.columns)

    def read(connection: Connection, ids: Sequence[int]) -> list[tuple[str, ...]]:
        found = known.read(connection, ids)
        rows = (found.get(number, nothing) for number in ids)
        return [tuple("" if text == UNKNOWN else text for text in row) for row in rows]

    return Figures([column.title for column in known.columns], read)
