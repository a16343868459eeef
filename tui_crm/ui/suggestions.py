"""The names that are offered while a linked record is typed."""

from __future__ import annotations

from tui_crm.models import ENTITIES, FieldSpec
from tui_crm.store.lookup import suggest
from tui_crm.ui.desk import Desk

MOST = 6


class Suggestions:
    """Records whose name holds what has been typed so far."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def __call__(self, spec: FieldSpec, part: str) -> list[str]:
        """At most six names, those that begin with the part first, each once."""
        entity = ENTITIES[spec.target]
        found = await self._desk.suggest(lambda connection: suggest(connection, entity, part, MOST))
        return list(dict.fromkeys(name for _, name in found))
