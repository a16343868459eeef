"""What was entered between two days and changed the figures of a period."""

from __future__ import annotations

from argparse import Namespace

from tui_crm.cli.asked import Asked, asked
from tui_crm.cli.desk import Desk
from tui_crm.cli.numbers import exact
from tui_crm.cli.parser import day_given
from tui_crm.errors import WrongUsage
from tui_crm.metrics import KPIS
from tui_crm.metrics.revision import Cause, Revision, revised
from tui_crm.metrics.written import revision_told


def print_changes(desk: Desk, options: Namespace) -> None:
    """Print each figure that was known otherwise on an earlier day, and what made the difference.

    Raises `WrongUsage` where that day is no date, or does not come before the later one.
    """
    since = day_given("--since", options.since)
    assert since is not None
    with asked(desk, options) as found:
        period, as_of, known_on = found.period, found.figures.as_of, found.known_on
    book = desk.book()
    later = known_on or book.today()
    if since >= later:
        raise WrongUsage(f"--since {since} must come before {later}, as known on which it is now.")
    names = KPIS if options.kpi is None else [options.kpi]
    changes = revised(book, names, period, as_of, since, later)
    if options.json:
        desk.write_json(found.as_json() | {"since": since.isoformat(), **_as_json(changes, found)})
        return
    desk.write(f"{found.told()}: what changed since it was known on {since}")
    desk.write("")
    for change in changes:
        desk.write(revision_told(change, found.business))
    if not changes:
        desk.write("Nothing that was entered since changes a figure of this period.")


def _as_json(changes: list[Revision], found: Asked) -> dict[str, object]:
    return {"changes": {change.kpi.name: _change(change, found) for change in changes}}


def _change(change: Revision, found: Asked) -> dict[str, object]:
    unit, currency = change.kpi.unit, found.business.currency
    return {
        "unit": unit.value,
        "before": exact(unit, change.before.value, currency),
        "after": exact(unit, change.after.value, currency),
        "difference": exact(unit, change.difference, currency),
        "causes": [_cause(cause, change, currency) for cause in change.causes],
    }


def _cause(cause: Cause, change: Revision, currency: str) -> dict[str, object]:
    return {
        "what": cause.what,
        "entity": cause.entity,
        "ids": list(cause.records),
        "effect": exact(change.kpi.unit, cause.effect, currency),
    }
