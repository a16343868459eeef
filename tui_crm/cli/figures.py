"""Printing the two scorecards."""

from __future__ import annotations

import csv
from argparse import Namespace
from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction

from tui_crm import money
from tui_crm.cli.desk import Answer, Desk
from tui_crm.cli.tables import print_columns
from tui_crm.errors import WrongUsage
from tui_crm.exchange.values import Json
from tui_crm.metrics import KPIS, Comparison, Reading, Unit
from tui_crm.metrics.figures import Figures
from tui_crm.metrics.kpi import Number
from tui_crm.metrics.shared import Scorecards, scorecards
from tui_crm.metrics.written import written
from tui_crm.period import Period, PeriodError, parse_period, period_of
from tui_crm.store.business import Business
from tui_crm.text import quoted

FUNCTIONS = ("sales", "marketing")


def metrics(desk: Desk, options: Namespace) -> Answer:
    """Print every KPI of a period, or one, with the period before and the target."""
    if options.json and options.csv:
        raise WrongUsage("Choose --json or --csv, not both.")
    if options.kpi is not None and options.kpi not in KPIS:
        raise WrongUsage(f"{quoted(options.kpi)} is not a KPI. They are: {', '.join(KPIS)}.")
    book = desk.book()
    period = _period(options.period, book.business)
    as_of = _day(options.as_of)
    names = None if options.kpi is None else [options.kpi]
    with book.read() as connection:
        figures = Figures(connection, book.business, as_of)
        cards = scorecards(figures, period, months=0, names=names)
    if options.json:
        desk.write_json(_as_json(cards, book.business))
    elif options.csv:
        _write_csv(desk, cards, book.business)
    else:
        _write_cards(desk, cards, book.business)
    return Answer()


def _period(text: str | None, business: Business) -> Period:
    if text is None:
        return period_of(business.today(), "month")
    try:
        return parse_period(text, fiscal_month=business.fiscal_month)
    except PeriodError as error:
        raise WrongUsage(f"--period: {error}.") from None


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise WrongUsage(f"--as-of {quoted(text)} is not a date: write 2026-03-12.") from None


def _as_json(cards: Scorecards, business: Business) -> dict[str, object]:
    told: dict[str, object] = {
        "period": {
            "label": cards.period.label,
            "start": cards.period.start.isoformat(),
            "end": cards.period.end.isoformat(),
        },
        "as_of": cards.as_of.isoformat(),
        "currency": business.currency,
    }
    for function in FUNCTIONS:
        told[function] = {
            name: _figure(comparison, business.currency)
            for name, comparison in cards.figures.items()
            if comparison.kpi.function == function
        }
    return told


def _figure(comparison: Comparison, currency: str) -> dict[str, object]:
    kpi, reading = comparison.kpi, comparison.current
    return {
        "value": _number(kpi.unit, reading.value, currency),
        "unit": kpi.unit.value,
        "previous": _number(kpi.unit, comparison.previous.value, currency),
        "target": _number(kpi.unit, comparison.target, currency),
        "reason": reading.reason or None,
        "note": reading.note or None,
        "formula": kpi.formula,
        "inputs": _inputs(kpi.inputs, reading, currency),
    }


def _inputs(units: Mapping[str, Unit], reading: Reading, currency: str) -> dict[str, Json]:
    return {name: _number(units[name], value, currency) for name, value in reading.inputs.items()}


def _number(unit: Unit, value: Number | None, currency: str) -> Json:
    """Money as a decimal string in major units, a rate as a fraction, days as a float."""
    if value is None:
        return None
    match unit:
        case Unit.MONEY:
            return money.plain(money.half_up(Fraction(value)), currency)
        case Unit.COUNT:
            return int(value) if value == int(value) else float(value)
    return float(value)


def _write_csv(desk: Desk, cards: Scorecards, business: Business) -> None:
    writer = csv.writer(desk.out, lineterminator="\n")
    writer.writerow(["function", "kpi", "value", "unit", "previous", "target", "reason"])
    for name, comparison in cards.figures.items():
        kpi, currency = comparison.kpi, business.currency
        numbers = [
            _number(kpi.unit, value, currency)
            for value in (comparison.current.value, comparison.previous.value, comparison.target)
        ]
        value, previous, target = ("" if number is None else number for number in numbers)
        reason = comparison.current.reason
        writer.writerow([kpi.function, name, value, kpi.unit.value, previous, target, reason])


def _write_cards(desk: Desk, cards: Scorecards, business: Business) -> None:
    desk.write(f"{cards.period.label}, before {cards.as_of.isoformat()}, {business.currency}")
    for function in FUNCTIONS:
        shown = [found for found in cards.figures.values() if found.kpi.function == function]
        if shown:
            desk.write("")
            _write_card(desk, function, shown, business)


def _write_card(desk: Desk, function: str, shown: Iterable[Comparison], business: Business) -> None:
    rows = [
        [
            found.kpi.title,
            written(found.current.value, found.kpi.unit, business),
            written(found.previous.value, found.kpi.unit, business),
            written(found.target, found.kpi.unit, business),
            found.current.reason or found.current.note,
        ]
        for found in shown
    ]
    titles = [function.capitalize(), "now", "before", "target", ""]
    print_columns(desk, titles, rows, [False, True, True, True, False])
