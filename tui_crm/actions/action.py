"""What an action of the business is: its name, what it asks for, and what it does in one step."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any  # Any: a model of whatever kind the action is about

from tui_crm.errors import FieldErrors, WrongUsage
from tui_crm.models import ENTITIES, FieldSpec, Kind, Record
from tui_crm.store import records
from tui_crm.store.engine import Book, Work
from tui_crm.store.entry import Typing, Value
from tui_crm.text import quoted


@dataclass(frozen=True)
class Done:
    """What an action did: a sentence, and the ids of the records that it made or changed."""

    title: str
    id: int | None
    made: dict[str, int]


@dataclass(frozen=True)
class Given:
    """What a person gave an action, each value as the record will hold it."""

    values: Mapping[str, Value]
    create: bool = False
    """Whether accounts and the like that do not exist yet may be made by their name."""

    def day(self, name: str, otherwise: date) -> date:
        """A date, or the one that holds where none was given."""
        value = self.values.get(name)
        return value if isinstance(value, date) and not isinstance(value, datetime) else otherwise

    def optional_day(self, name: str) -> date | None:
        """A date, if one was given."""
        value = self.values.get(name)
        return value if isinstance(value, date) else None

    def number(self, name: str) -> int | None:
        """A whole number: minor units, an id, basis points."""
        value = self.values.get(name)
        return value if isinstance(value, int) else None

    def text(self, name: str) -> str | None:
        """A line of text."""
        value = self.values.get(name)
        return value if isinstance(value, str) else None

    def has(self, name: str) -> bool:
        """Whether a value was given at all."""
        return self.values.get(name) is not None


Run = Callable[[Work, Any, Given], None]
"""What an action does: within a unit of work, to a record, with what was given."""


@dataclass(frozen=True)
class Action:
    """Something the business does, by name: at a key, at the command line, in a script."""

    name: str
    title: str
    help: str
    about: str
    """The entity of the record that it acts on; empty where it acts on none."""
    fields: tuple[FieldSpec, ...]
    run: Run = field(compare=False)


ACTIONS: dict[str, Action] = {}
"""Every action by its name."""

ON = FieldSpec("on", "on", "Date", Kind.DAY, help="today, fri, 12 mar, 2026-03-12", default="today")


def ask(name: str, title: str, kind: Kind, **known: Any) -> FieldSpec:
    """A field that an action asks for."""
    return FieldSpec(name, name, title, kind, **known)


def action(name: str, title: str, *fields: FieldSpec, about: str = "") -> Callable[[Run], Run]:
    """Declare a function as an action; its docstring is the help that people read."""

    def declared(run: Run) -> Run:
        ACTIONS[name] = Action(name, title, (run.__doc__ or "").strip(), about, fields, run)
        return run

    return declared


def perform(
    book: Book,
    name: str,
    record_id: int | None,
    typed: Mapping[str, str],
    *,
    create: bool = False,
    plain: bool = False,
) -> Done:
    """Do an action by its name, with what was typed for it.

    Raises `WrongUsage` or `FieldErrors` for what is not understood, `Refused` for what is not
    possible now; then nothing was stored.
    """
    chosen = ACTIONS.get(name)
    if chosen is None:
        raise WrongUsage(
            f"{quoted(name)} is not an action. They are: {', '.join(sorted(ACTIONS))}."
        )
    with book.work(name) as work:
        record: Record | None = None
        if chosen.about:
            if record_id is None:
                raise WrongUsage(f"{name} needs the number of the {chosen.about} that it is about.")
            record = records.get(work, ENTITIES[chosen.about], record_id)
        values = _values(work, chosen, record, typed, create=create, plain=plain)
        chosen.run(work, record, Given(values, create))
        return Done(work.title, record_id, work.made)


def moment_on(work: Work, day: date) -> datetime:
    """The moment that an event of a day is noted at: now for today, midday for another day."""
    if day == work.today:
        return work.at
    return datetime.combine(day, time(12), work.business.zone).astimezone(UTC)


def _values(
    work: Work,
    chosen: Action,
    record: Record | None,
    typed: Mapping[str, str],
    *,
    create: bool,
    plain: bool,
) -> dict[str, Value]:
    typing = Typing(work.business, work.today, plain)
    currency = getattr(record, "currency", work.business.currency)
    values = records.typed_values(
        work, chosen.fields, typed, typing, create=create, currency=currency
    )
    missing = {
        spec.name: "this is needed"
        for spec in chosen.fields
        if spec.required and values.get(spec.name) is None
    }
    if missing:
        raise FieldErrors(missing)
    return values
