"""Who else a record that is being typed may be, looked for beside the typing."""

from __future__ import annotations

from collections.abc import Mapping

from tui_crm.models import Entity
from tui_crm.store.similar import ENTITIES_ALIKE, Similar, similar
from tui_crm.ui.answers import answer
from tui_crm.ui.screens.frame import WorkScreen

FIELDS = frozenset({"name", "email", "phone", "domain"})
"""Fields by which people and companies are known."""


class Lookalikes:
    """The record of the book that is most like what has been typed so far."""

    fields = FIELDS

    def __init__(self, screen: WorkScreen, entity: Entity) -> None:
        self._screen = screen
        self._entity = entity
        self._lane = screen.desk.lane("lookalikes")

    async def find(self, typed: Mapping[str, str]) -> Similar | None:
        """The one that is most like it, if any; raises `Superseded` where more was typed since."""
        values = {name: text for name, text in typed.items() if name in FIELDS}
        lane, entity = self._lane, self._entity.name
        found = await answer(lane.replace(lambda: similar(lane.connection, entity, values)))
        return found[0] if found else None

    def show(self, found: Similar) -> None:
        """Open the record; esc comes back to the form as it was."""
        from tui_crm.ui.screens.record import RecordScreen

        screen, name = self._screen, self._entity.name
        screen.app.push_screen(RecordScreen(screen.desk, screen.mode, name, found.id, found.label))

    def close(self) -> None:
        """Look no more."""
        self._screen.desk.dismiss(self._lane)


def lookalikes(screen: WorkScreen, entity: Entity) -> Lookalikes | None:
    """Who looks for records like one that is added, where two can be about the same."""
    return Lookalikes(screen, entity) if entity.name in ENTITIES_ALIKE else None
