"""Which figures are asked for: of which period, as of which day, as known on which."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta

from tui_crm.cli.desk import Desk
from tui_crm.cli.parser import day_given
from tui_crm.errors import WrongUsage
from tui_crm.metrics.figures import Figures
from tui_crm.period import Period, PeriodError, parse_period, period_of
from tui_crm.store.business import Business
from tui_crm.store.engine import business_seen


@dataclass(frozen=True, slots=True)
class Asked:
    """The figures of a book with the period that they are asked for."""

    figures: Figures
    period: Period
    known_on: date | None
    """The day by whose end all had been entered that counts; None where all of it counts."""

    @property
    def business(self) -> Business:
        """The settings as they were known on that day."""
        return self.figures.business

    def as_json(self) -> dict[str, object]:
        """The fields that every answer with figures begins with."""
        return {
            "period": {
                "label": self.period.label,
                "start": self.period.start.isoformat(),
                "end": self.period.end.isoformat(),
            },
            "as_of": self.figures.as_of.isoformat(),
            "known_on": None if self.known_on is None else self.known_on.isoformat(),
            "currency": self.business.currency,
        }

    def told(self) -> str:
        """The line that figures for people begin with."""
        known = "" if self.known_on is None else f", known on {self.known_on.isoformat()}"
        day = self.figures.as_of.isoformat()
        return f"{self.period.label}, before {day}{known}, {self.business.currency}"


@contextmanager
def asked(desk: Desk, options: Namespace) -> Iterator[Asked]:
    """The figures that `--period`, `--as-of` and `--known-on` ask for, while the book is read.

    Without `--as-of` the figures are those of the day known on: they come out as printed then.
    Without a period it is the month of the last day that counts. Raises `WrongUsage` for what is
    no period or no date.
    """
    as_of = day_given("--as-of", options.as_of)
    known_on = day_given("--known-on", options.known_on)
    with desk.book().read(known_on) as connection:
        business = business_seen(connection)
        if as_of is None and known_on is not None:
            as_of = min(known_on, business.today()) + timedelta(days=1)
        figures = Figures(connection, business, as_of)
        yield Asked(figures, _period(options.period, figures), known_on)


def _period(text: str | None, figures: Figures) -> Period:
    if text is None:
        return period_of(figures.as_of - timedelta(days=1), "month")
    try:
        business = figures.business
        return parse_period(
            text, fiscal_month=business.fiscal_month, week_start=business.week_start
        )
    except PeriodError as error:
        raise WrongUsage(f"--period: {error}.") from None
