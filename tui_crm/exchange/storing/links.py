"""The records that a file names: found by exact name, or made."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any  # Any: the value of a column, whatever it holds

from sqlalchemy import func, select
from sqlmodel import col

from tui_crm.actions.deals import stage_in_state
from tui_crm.exchange.meaning.cells import decided_as
from tui_crm.exchange.report import Report
from tui_crm.exchange.storing.bulk import Bulk, raw_connection
from tui_crm.exchange.storing.rows import RowMaker
from tui_crm.models import ENTITIES, Entity, FieldSpec, Stage
from tui_crm.store import records
from tui_crm.store.engine import Work
from tui_crm.store.lookup import ID, label_column
from tui_crm.store.marks import name_key
from tui_crm.store.merged import merged_into
from tui_crm.text import fold, quoted

NEW_STAGE_CHANCE = 5000
"""What a stage that a file brings along is thought to be worth, until the owner says better."""


_NONE: dict[str, int | None] = {}


class Links:
    """Finds what the rows of a file link to, and makes what does not exist yet."""

    def __init__(self, work: Work, bulk: Bulk, report: Report) -> None:
        self._work = work
        self._bulk = bulk
        self._report = report
        self._names: dict[str, dict[str, int | None]] = {}
        self._makers: dict[str, RowMaker] = {}
        self._stages: dict[str, Stage] = {}
        self._stage_numbers: dict[str, int | None] = {}
        """By the words that stood for a stage."""
        self._numbers: dict[tuple[str, str], bool] = {}

    def to(self, spec: FieldSpec, called: str) -> int:
        """The number of the record that a name means; raises ValueError where none can."""
        target = spec.target
        known = self._stage_numbers if target == "stage" else self._names.get(target, _NONE)
        number = known.get(called)
        if number is not None:
            return number
        if target == "stage" and not ID.fullmatch(called):
            number = self.stage(called).id
            assert number is not None
            self._stage_numbers[called] = number
            return number
        entity = ENTITIES[target]
        if match := ID.fullmatch(called):
            return self._by_number(entity, called, int(match[1]))
        names = self.names(entity)
        if called in names:
            number = names[called]
            if number is None:
                raise ValueError(
                    f"more than one {entity.name} is called {quoted(called)}: write id:7 instead, "
                    "with the number of the one that is meant"
                )
            return number
        if entity.name == "account" and (into := self._merged(called)):
            names[called] = into
            return into
        if entity.name not in records.MADE_BY_NAME:
            raise ValueError(f"there is no {entity.name} called {quoted(called)}")
        return self._make(entity, called)

    def known(self, spec: FieldSpec, called: str) -> int | None:
        """The number of a record that a name means, where it exists already."""
        if match := ID.fullmatch(called):
            return int(match[1])
        return self.names(ENTITIES[spec.target]).get(called)

    def names(self, entity: Entity) -> dict[str, int | None]:
        """The numbers of an entity's records by name; None where several are called the same."""
        if entity.name not in self._names:
            self._bulk.flush()
            names: dict[str, int | None] = {}
            table = entity.model.table()
            label, joined = label_column(entity, table, table)
            for number, name in self._work.execute(select(table.c.id, label).select_from(joined)):
                names[name] = None if name in names else number
            self._names[entity.name] = names
        return self._names[entity.name]

    def note(self, entity: Entity, name: str, number: int) -> None:
        """A record that the file has brought itself, for rows that name it later."""
        known = self._names.get(entity.name)
        if known is not None:
            known[name] = None if name in known else number

    def stage(self, called: str) -> Stage:
        """The stage that a word means: by name, as won or lost in other words, or a new one."""
        if not self._stages:
            for stage in self._work.execute(select(Stage)).scalars():
                self._stages[fold(stage.name)] = stage
        key = fold(called)
        if key not in self._stages:
            state = decided_as(called)
            known = next((s for s in self._stages.values() if state and s.state == state), None)
            self._stages[key] = known or self._make_stage(called)
        return self._stages[key]

    def first_stage(self, state: str) -> Stage:
        """The stage of won or lost deals, or the first of the open ones."""
        return stage_in_state(self._work, state)

    def _by_number(self, entity: Entity, called: str, number: int) -> int:
        key = (entity.name, called)
        if key not in self._numbers:
            self._bulk.flush()
            table = entity.model.table()
            found = self._work.execute(select(table.c.id).where(table.c.id == number)).first()
            self._numbers[key] = found is not None
        if not self._numbers[key]:
            raise ValueError(f"there is no {entity.name} {number}")
        return number

    def _merged(self, called: str) -> int | None:
        """The account that one of this name was merged into."""
        return merged_into(raw_connection(self._work), "account", "name", name_key(called))

    def _make(self, entity: Entity, called: str) -> int:
        table = entity.model.table().name
        if entity.name not in self._makers:
            self._makers[entity.name] = RowMaker(entity.model, self._work.at)
        number = self._bulk.number(table)
        values: Mapping[str, Any] = {"id": number, "name": called}
        self._bulk.put(table, self._makers[entity.name].row(values))
        self._names[entity.name][called] = number
        self._report.count_made(entity.name)
        return number

    def _make_stage(self, called: str) -> Stage:
        """A new open stage behind the other open ones; those of decided deals move on."""
        places = select(func.max(Stage.position)).where(col(Stage.state) == "open")
        place = self._work.execute(places).scalar()
        place = 0 if place is None else place + 1
        behind = select(Stage).where(col(Stage.position) >= place)
        for later in self._work.execute(behind).scalars():
            later.position += 1
        stage = records.build(
            self._work,
            Stage,
            {"name": called, "position": place, "state": "open", "prob_bp": NEW_STAGE_CHANCE},
        )
        assert isinstance(stage, Stage)
        records.store(self._work, stage)
        stages = self._report.made.setdefault("stage", [])
        assert isinstance(stages, list)
        stages.append(called)
        return stage
