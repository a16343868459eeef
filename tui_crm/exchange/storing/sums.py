"""Rows that are parts of one record, such as the referrers of a day's visits, added up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from tui_crm.errors import FieldErrors
from tui_crm.exchange.mapping import Form
from tui_crm.exchange.reading.source import SourceRow
from tui_crm.exchange.storing.taking import RowRead
from tui_crm.models import Entity, Kind
from tui_crm.money import LIMIT
from tui_crm.store.entry import Value

NAMED_BY = ("on", "source", "campaign", "channel", "currency")
"""What rows have in common that are parts of one record, as far as they have it."""


@dataclass
class Group:
    """The rows of one record, and what they come to."""

    main: RowRead
    sides: dict[str, RowRead]
    """By entity, what they say of other records."""
    rows: list[SourceRow] = field(default_factory=list)
    missing: int | None = None
    """The line of a row of the same record that could not be read."""

    def require_sound(self) -> None:
        """Raises `FieldErrors` where the rows are not all there, or too many to be true.

        A sum of some of them would be a wrong figure, and the mended row would take its place.
        """
        if self.missing is not None:
            told = f"line {self.missing} is part of the same record and cannot be read: mend it, "
            raise FieldErrors({"": f"{told}and import these rows together"})
        for read in (self.main, *self.sides.values()):
            for name, value in read.values.items():
                if isinstance(value, int) and abs(value) > LIMIT:
                    raise FieldErrors({name: "the rows together are too many to be true"})


class Sums:
    """Adds up the rows of a file by what they have in common."""

    def __init__(self, form: Form) -> None:
        self._entities = {part.entity.name: part.entity for part in (form.main, *form.side)}
        self._main = form.main.entity
        self._groups: dict[tuple[Value, ...], Group] = {}
        self._beside: dict[tuple[str, tuple[Value, ...]], RowRead] = {}
        """What rows say of other records; rows of several groups can be about the same one."""
        self._missing: dict[tuple[Value, ...], int] = {}

    def add(self, row: SourceRow, main: RowRead, sides: Mapping[str, RowRead]) -> None:
        """Add a row to those of its record."""
        named = _named(main.values)
        group = self._groups.get(named)
        if group is None:
            number = "/".join(str(part or "") for part in named)
            group = self._groups[named] = Group(replace(main, source_id=number), {})
        else:
            _add(self._main, group.main.values, main.values)
        for name, read in sides.items():
            held = self._beside.setdefault((name, _named(read.values)), read)
            if held is not read:
                _add(self._entities[name], held.values, read.values)
            else:
                group.sides[name] = read
        group.rows.append(row)

    def miss(self, values: Mapping[str, Value], line: int) -> None:
        """Note a row that cannot be added, with what could be read of it."""
        self._missing.setdefault(_named(values), line)

    def groups(self) -> Iterable[Group]:
        """The records that the rows come to."""
        for named, group in self._groups.items():
            group.missing = self._missing.get(named)
            yield group


def _named(values: Mapping[str, Value]) -> tuple[Value, ...]:
    return tuple(values.get(name) for name in NAMED_BY)


def _add(entity: Entity, total: dict[str, Value], values: Mapping[str, Value]) -> None:
    """Add numbers to numbers; of texts, keep what differs side by side."""
    for name, value in values.items():
        spec, before = entity.field(name), total.get(name)
        if spec is None or value is None or name in NAMED_BY:
            continue
        if before is None:
            total[name] = value
        elif spec.kind in (Kind.COUNT, Kind.MONEY):
            assert isinstance(before, int) and isinstance(value, int)
            total[name] = before + value
        elif spec.kind.is_text and str(value) not in str(before).split("; "):
            total[name] = f"{before}; {value}"
