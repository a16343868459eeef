"""What was done in a book, undone and brought back, in its order and by its day; stdlib only."""

from __future__ import annotations

import json
import sqlite3
from bisect import bisect_left
from dataclasses import dataclass
from datetime import date, datetime
from itertools import dropwhile
from typing import Literal
from zoneinfo import ZoneInfo

from tui_crm.store.business import CHOICES

Place = tuple[int, int]
"""Where an act stands in the order of all."""


@dataclass(frozen=True, slots=True)
class Act:
    """An action at the moment when it was done, undone or brought back."""

    place: Place
    batch_id: int
    """The action's number in the journal."""
    turn: Literal["done", "undone", "redone"]
    at: str
    """The moment in UTC, as it is stored."""
    action: str
    """The action's name at the command line."""
    title: str
    """What the action did, in a sentence."""


class Diary:
    """What was done in a book, each act on the day that the business's time zone showed then.

    Acts before a change of the time zone keep their days, so that what had been entered by the
    end of a day stays the same for ever.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._changes: list[Place] = []
        self._zones: list[ZoneInfo] = []
        for act in _acts(connection, _OF_ZONE):
            old, new = _zones_around(connection, act)
            self._zones = [*(self._zones or [old]), new]
            self._changes.append(act.place)
        if not self._zones:
            found = connection.execute(_ZONE_NOW).fetchone()
            self._zones = [ZoneInfo(found[0] if found else CHOICES["time_zone"].default)]

    def is_after(self, act: Act, day: date) -> bool:
        """Whether an act came after the end of a day."""
        zone = self._zones[bisect_left(self._changes, act.place)]
        return datetime.fromisoformat(act.at).astimezone(zone).date() > day

    def acts_since(self, day: date) -> list[Act]:
        """The acts in their order, from the first one on that came after the end of a day.

        An action that was undone before version 2 noted the moment counts as undone at once.
        """
        (first,) = self._connection.execute(_FIRST, {"day": day.isoformat()}).fetchone()
        acts = [] if first is None else _acts(self._connection, _SINCE, first)
        return list(dropwhile(lambda act: not self.is_after(act, day), acts))


def _acts(connection: sqlite3.Connection, query: str, *values: int) -> list[Act]:
    return [
        Act((after, number), batch_id, turn, at, action, title)
        for after, number, batch_id, turn, at, action, title in connection.execute(query, values)
    ]


def _zones_around(connection: sqlite3.Connection, act: Act) -> tuple[ZoneInfo, ZoneInfo]:
    """The time zone before and after an act that changed it."""
    noted = connection.execute(_ZONES, (act.batch_id,)).fetchall()
    images = (noted[0][0], noted[-1][1])
    old, new = images if act.turn != "undone" else images[::-1]
    return _zone_in(old), _zone_in(new)


def _zone_in(image: str | None) -> ZoneInfo:
    return ZoneInfo(json.loads(image)["value"] if image else CHOICES["time_zone"].default)


_ACTS = """
    SELECT batch.id, 0, batch.id, 'done', batch.at, batch.action, batch.title
    FROM main.journal_batch AS batch
    WHERE {batches} AND coalesce(
        (SELECT turn = 'undone' FROM main.journal_turn
         WHERE batch_id = batch.id ORDER BY id LIMIT 1),
        batch.state = 'done'
    )
    UNION ALL
    SELECT turn.after_batch_id, turn.id, batch.id, turn.turn, turn.at, batch.action, batch.title
    FROM main.journal_turn AS turn JOIN main.journal_batch AS batch ON batch.id = turn.batch_id
    WHERE {turns}
    ORDER BY 1, 2
"""
"""The acts in their order: a batch whose first known turn brought it back was undone before."""

_SINCE = _ACTS.format(batches="batch.id >= ?1", turns="turn.after_batch_id >= ?1")
_FIRST = """
    SELECT min(first) FROM (
        SELECT * FROM (SELECT id AS first FROM main.journal_batch
                       WHERE at >= :day ORDER BY id LIMIT 1)
        UNION ALL
        SELECT min(after_batch_id) FROM main.journal_turn WHERE at >= :day
    )
"""
"""The batch to begin at: no zone is a day ahead, so what is later is not before this day in UTC."""

_NAME = 'json_extract(coalesce("before", "after"), \'$.key\')'
_IS_ZONE = f"table_name = 'setting' AND {_NAME} = 'time_zone'"
_ZONE_BATCHES = f"batch.id IN (SELECT batch_id FROM main.journal_row WHERE {_IS_ZONE})"
_OF_ZONE = _ACTS.format(batches=_ZONE_BATCHES, turns=_ZONE_BATCHES)
_ZONES = (
    f'SELECT "before", "after" FROM main.journal_row WHERE batch_id = ? AND {_IS_ZONE} ORDER BY id'
)
_ZONE_NOW = "SELECT value FROM main.setting WHERE key = 'time_zone'"
