"""Printing the two scorecards, figures told apart, and the records behind a figure."""

from __future__ import annotations

import csv
from argparse import Namespace
from collections.abc import Sequence

from tui_crm.cli.apart import print_apart
from tui_crm.cli.asked import Asked, asked
from tui_crm.cli.behind import print_behind
from tui_crm.cli.changes import print_changes
from tui_crm.cli.desk import Answer, Desk
from tui_crm.cli.numbers import compared
from tui_crm.cli.tables import print_columns
from tui_crm.errors import WrongUsage
from tui_crm.metrics import KPIS, Comparison
from tui_crm.metrics.shared import Scorecards, scorecards
from tui_crm.metrics.written import note_told, plain_number, written
from tui_crm.reports.cards import FUNCTIONS, Card, cards_of
from tui_crm.store.business import Business
from tui_crm.text import quoted


def metrics(desk: Desk, options: Namespace) -> Answer:
    """Print every KPI of a period, or one: compared, told apart, with its records or its causes."""
    _check(options)
    if options.since is not None:
        print_changes(desk, options)
        return Answer()
    with asked(desk, options) as found:
        if options.rows:
            print_behind(desk, found, KPIS[options.kpi], options)
        elif options.by:
            print_apart(desk, found, options)
        else:
            _print_cards(desk, found, options)
    return Answer()


def _check(options: Namespace) -> None:
    if options.json and options.csv:
        raise WrongUsage("Choose --json or --csv, not both.")
    if options.rows and options.by:
        raise WrongUsage("Choose --rows or --by, not both: --rows opens one whole figure.")
    if options.rows and options.kpi is None:
        raise WrongUsage("Whose records? Name a KPI before --rows, such as metrics revenue --rows.")
    if options.since is not None and (options.rows or options.by or options.csv):
        raise WrongUsage("--since goes with a KPI, --period, --as-of, --known-on and --json only.")
    if options.kpi is not None and options.kpi not in KPIS:
        raise WrongUsage(f"{quoted(options.kpi)} is not a KPI. They are: {', '.join(KPIS)}.")


def _print_cards(desk: Desk, found: Asked, options: Namespace) -> None:
    names = None if options.kpi is None else [options.kpi]
    cards = scorecards(found.figures, found.period, months=0, names=names)
    if options.json:
        desk.write_json(found.as_json() | _as_json(cards, found.business))
    elif options.csv:
        _write_csv(desk, cards, found.business)
    else:
        desk.write(found.told())
        for card in cards_of(cards, found.business):
            _write_card(desk, card, found.business)


def _as_json(cards: Scorecards, business: Business) -> dict[str, object]:
    return {
        function: {
            name: compared(comparison, business)
            for name, comparison in cards.figures.items()
            if comparison.kpi.function == function
        }
        for function in FUNCTIONS
    }


def _write_csv(desk: Desk, cards: Scorecards, business: Business) -> None:
    writer = csv.writer(desk.out, lineterminator="\n")
    # Scripts may go by place: what was added later stands last.
    writer.writerow(
        ["function", "kpi", "value", "unit", "previous", "target", "reason", "last_year", "note"]
    )
    for name, found in cards.figures.items():
        unit, now = found.kpi.unit, found.current
        value, previous, target, last_year = (
            plain_number(unit, one, business.currency)
            for one in (now.value, found.previous.value, found.target, found.last_year.value)
        )
        first = [found.kpi.function, name, value, unit.value, previous, target]
        writer.writerow([*first, now.reason, last_year, now.note])


def _write_card(desk: Desk, card: Card, business: Business) -> None:
    titles = ["now", "before", "last year", "target", ""]
    for title, figures in ((card.title, card.headline), (card.more, card.companions)):
        if figures:
            desk.write("")
            rows = [_row(found, business) for found in figures]
            print_columns(desk, [title, *titles], rows, [False, *[True] * 4, False])


def _row(found: Comparison, business: Business) -> Sequence[str]:
    now = found.current
    numbers = (now.value, found.previous.value, found.last_year.value, found.target)
    return [
        found.kpi.title,
        *(written(one, found.kpi.unit, business) for one in numbers),
        note_told(found.kpi, now),
    ]
