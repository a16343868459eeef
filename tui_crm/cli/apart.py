"""Printing figures told apart by channel or by campaign."""

from __future__ import annotations

import csv
from argparse import Namespace
from collections.abc import Mapping

from tui_crm.cli.asked import Asked
from tui_crm.cli.desk import Desk
from tui_crm.cli.numbers import figure
from tui_crm.cli.tables import print_columns
from tui_crm.errors import WrongUsage
from tui_crm.exchange.values import guarded
from tui_crm.metrics import KPIS, Reading
from tui_crm.metrics.apart import Apart, Group, tellable, told_apart
from tui_crm.metrics.written import plain_number, written
from tui_crm.text import cut, shown

BESIDE = 5
"""Channels or campaigns that stand beside each other and the whole in a table for people."""

TITLE_CELLS = 22


def print_apart(desk: Desk, found: Asked, options: Namespace) -> None:
    """Print what each channel or campaign has of every figure that can be told apart.

    Raises `WrongUsage` for a KPI that cannot.
    """
    can_be = tellable(found.figures)
    if options.kpi is not None and options.kpi not in can_be:
        raise WrongUsage(
            f"{options.kpi} cannot be told apart by {options.by}: not all of its records have one. "
            f"These can: {', '.join(can_be)}."
        )
    names = None if options.kpi is None else [options.kpi]
    apart = told_apart(found.figures, found.period, options.by, names=names)
    groups = _named(apart)
    if options.json:
        told = {name: _as_json(group.readings, found) for name, group in groups.items()}
        desk.write_json(found.as_json() | {"by": options.by, options.by: told})
    elif options.csv:
        _write_csv(desk, apart, groups, found)
    else:
        _write_tables(desk, apart, groups, found)


def _named(apart: Apart) -> dict[str, Group]:
    """The groups by name; a campaign that is called like what belongs to none has its number."""
    *groups, rest = apart.groups
    named = {
        f"{group.name} id:{group.key}" if group.name == rest.name else group.name: group
        for group in groups
    }
    return {**named, rest.name: rest}


def _as_json(readings: Mapping[str, Reading], found: Asked) -> dict[str, object]:
    return {name: figure(KPIS[name], one, found.business) for name, one in readings.items()}


def _write_csv(desk: Desk, apart: Apart, groups: Mapping[str, Group], found: Asked) -> None:
    writer = csv.writer(desk.out, lineterminator="\n")
    writer.writerow([apart.by, "function", "kpi", "value", "unit", "reason", "note"])
    for name, group in groups.items():
        for kpi_name, reading in group.readings.items():
            kpi = KPIS[kpi_name]
            value = plain_number(kpi.unit, reading.value, found.business.currency)
            writer.writerow(
                [
                    guarded(shown(name)), kpi.function, kpi_name, value, kpi.unit.value,
                    reading.reason, reading.note,
                ]
            )  # fmt: skip


def _write_tables(desk: Desk, apart: Apart, groups: Mapping[str, Group], found: Asked) -> None:
    desk.write(found.told())
    columns = [(name, group.readings) for name, group in groups.items()]
    for first in range(0, len(columns), BESIDE):
        beside = [*columns[first : first + BESIDE], ("all", apart.whole)]
        titles = [cut(shown(name), TITLE_CELLS) for name, _ in beside]
        rows = [
            [kpi.title, *(written(has[kpi.name].value, kpi.unit, found.business)
                          for _, has in beside)]
            for kpi in (KPIS[name] for name in apart.whole)
        ]  # fmt: skip
        desk.write("")
        print_columns(desk, [f"By {apart.by}", *titles], rows, [False, *[True] * len(beside)])
