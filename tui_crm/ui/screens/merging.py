"""Merging from the screens: which two records, whose values stay, and the merge itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from tui_crm.actions import Done, perform
from tui_crm.actions.merge import JOINED, chosen_fields, takes_others
from tui_crm.errors import Refused
from tui_crm.models import ENTITIES, Entity
from tui_crm.models.fields import Kind
from tui_crm.store.lookup import label_of
from tui_crm.store.query import Listing
from tui_crm.store.shape import Line
from tui_crm.store.similar import Pair, Similar, pairs, similar
from tui_crm.store.where import Reading
from tui_crm.text import cut, quoted
from tui_crm.ui.lookalikes import FIELDS
from tui_crm.ui.screens.frame import WorkScreen
from tui_crm.ui.texts import cell, typed

if TYPE_CHECKING:
    from tui_crm.ui.dialogs.merge import Question

MOST_PAIRS = 100
"""Pairs that are offered at once; when these are done, others come."""

NAMED = 26
"""Cells of a record's name in the list of pairs."""

NOTES = {
    "lead": "It counts once, from the earlier day, with the history that went further. The other "
    "is kept as its duplicate, set aside.",
    "contact": "Notes are joined. Leads, deals and activities of both are of the one that stays.",
    "account": "Notes are joined. Contacts, deals and revenue of both are of the one that stays.",
}
"""What becomes of the rest, by entity."""


async def merge(screen: WorkScreen, ids: Sequence[int]) -> Done | None:
    """Merge the two marked records, or the one under the cursor and another that is like it.

    Raises `Refused` where there are not two.
    """
    entity = ENTITIES[screen.pane.entity]
    if len(ids) > 2:
        raise Refused(f"{len(ids)} {entity.plural} are marked: mark the two that are the same.")
    if len(ids) == 2:
        return await _ask(screen, entity, min(ids), max(ids))
    other = await _choose_other(screen, entity, ids[0])
    return None if other is None else await _ask(screen, entity, ids[0], other)


async def merge_a_pair(screen: WorkScreen) -> Done | None:
    """Let the owner choose one of the pairs that look alike, and merge it; None when they leave.

    Raises `Refused` where no two records look alike.
    """
    from tui_crm.ui.dialogs.choose import Choose

    entity = ENTITIES[screen.pane.entity]
    found = await screen.desk.read(lambda connection: pairs(connection, entity.name, MOST_PAIRS))
    if not found:
        raise Refused(f"No two {entity.plural} look alike.")
    options = [(str(at), _told(pair)) for at, pair in enumerate(found)]
    while True:
        chosen = await screen.app.push_screen_wait(Choose("Are these the same?", options))
        if chosen is None:
            return None
        pair = found[int(chosen)]
        done = await _ask(screen, entity, pair.one.id, pair.other.id)
        if done is not None:
            return done


async def _choose_other(screen: WorkScreen, entity: Entity, number: int) -> int | None:
    """The record that is the same as one, chosen among those that are like it."""
    from tui_crm.ui.dialogs.choose import Choose

    listing = Listing(entity, Reading.of(screen.desk.business))

    def question(connection: Connection) -> tuple[list[Similar], str]:
        line = listing.one(connection, number)
        texts = {name: str(line.values.get(name) or "") for name in FIELDS} if line else {}
        found = similar(connection, entity.name, texts, number)
        return found, label_of(connection, entity, number)

    found, called = await screen.desk.read(question)
    if not found:
        raise Refused(
            f"No other {entity.name} looks like {quoted(called)}: mark two rows with space to "
            "merge those."
        )
    options = [(str(one.id), f"{one.label}, {one.why}") for one in found]
    chosen = await screen.app.push_screen_wait(Choose(f"Which is {called} too?", options))
    return None if chosen is None else int(chosen)


async def _ask(screen: WorkScreen, entity: Entity, stays: int, goes: int) -> Done | None:
    """Ask whose values stay, and merge the two; None where the owner leaves both as they are."""
    from tui_crm.ui.dialogs.merge import MergeScreen

    desk = screen.desk
    listing = Listing(entity, Reading.of(desk.business))

    def question(connection: Connection) -> tuple[Line | None, Line | None, str]:
        mine, theirs = (listing.one(connection, number) for number in (stays, goes))
        return mine, theirs, label_of(connection, entity, stays)

    mine, theirs, called = await desk.read(question)
    if mine is None or theirs is None:
        raise Refused(f"One of the two {entity.plural} is gone: press r to read the list again.")
    heads = (f"{entity.name} {stays}, stays", f"{entity.name} {goes}, goes")
    dialog = MergeScreen(
        f"Merge into {called}", heads, _questions(screen, entity, mine, theirs), NOTES[entity.name]
    )
    chosen = await screen.app.push_screen_wait(dialog)
    if chosen is None:
        return None
    answers = {"other": str(goes), **chosen}
    return await desk.write(lambda book: perform(book, f"merge-{entity.name}", stays, answers))


def _questions(screen: WorkScreen, entity: Entity, mine: Line, theirs: Line) -> list[Question]:
    """The fields in which two records differ, notes aside: both are kept."""
    from tui_crm.ui.dialogs.merge import Question

    business, today = screen.desk.business, screen.desk.today
    asked: list[Question] = []
    for spec in chosen_fields(entity):
        values = [line.values[spec.name] for line in (mine, theirs)]
        if spec.name == JOINED or values[0] == values[1]:
            continue
        link = f"{spec.name}_id"
        texts = [
            (f"id:{line.links[link]}" if line.links[link] else "")
            if spec.kind is Kind.LINK
            else typed(spec, line.values[spec.name], business.currency, business)
            for line in (mine, theirs)
        ]
        cells = [cell(spec, value, business.currency, business, today) for value in values]
        asked.append(
            Question(
                spec.name, spec.title, (cells[0], cells[1]), (texts[0], texts[1]),
                takes_others(spec.name, *values),
            )
        )  # fmt: skip
    return asked


def _told(pair: Pair) -> str:
    return f"{cut(pair.one.label, NAMED)} = {cut(pair.other.label, NAMED)}   {pair.one.why}"
