"""Rows that are parts of one record, such as the referrers of a day's visits, added up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from tui_crm.exchange.mapping import Form
from tui_crm.exchange.reading.source import SourceRow
from tui_crm.exchange.storing.taking import RowRead
from tui_crm.models import Entity, Kind
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


class Sums:
    """Adds up the rows of a file by what they have in common."""

    def __init__(self, form: Form) -> None:
        self._entities = {part.entity.name: part.entity for part in (form.main, *form.side)}
        self._main = form.main.entity
        self._groups: dict[tuple[Value, ...], Group] = {}

    def add(self, row: SourceRow, main: RowRead, sides: Mapping[str, RowRead]) -> None:
        """Add a row to those of its record."""
        named = tuple(main.values.get(name) for name in NAMED_BY)
        group = self._groups.get(named)
        if group is None:
            number = "/".join(str(part or "") for part in named)
            group = Group(replace(main, source_id=number), dict(sides))
            self._groups[named] = group
        else:
            _add(self._main, group.main.values, main.values)
            for name, read in sides.items():
                if name in group.sides:
                    _add(self._entities[name], group.sides[name].values, read.values)
                else:
                    group.sides[name] = read
        group.rows.append(row)

    def groups(self) -> Iterable[Group]:
        """The records that the rows come to."""
        return self._groups.values()


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
