"""The dialog that asks from which day figures are to be looked at."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tui_crm.actions import Done
from tui_crm.errors import FieldErrors
from tui_crm.models import FieldSpec, Kind
from tui_crm.period import written_day
from tui_crm.store.business import Business
from tui_crm.store.entry import Typing, read_values
from tui_crm.ui.dialogs.form import FormScreen
from tui_crm.ui.lookout import Lookout

AS_OF, KNOWN_ON = "as_of", "known_on"

SPECS = (
    FieldSpec(
        AS_OF, AS_OF, "As of", Kind.DAY,
        help="Counts only what is dated before this day; empty: all up to today.",
    ),
    FieldSpec(
        KNOWN_ON, KNOWN_ON, "Known on", Kind.DAY,
        help="Counts only what had been entered by the end of this day, as it was then.",
    ),
)  # fmt: skip


class TimeForm(FormScreen):
    """Two days, either or both: figures are shown as of the one, as known on the other."""

    def __init__(self, lookout: Lookout, business: Business, today: date) -> None:
        self.lookout = lookout
        """From where to look, as it was chosen; as it was before where nothing was."""
        self._typing = Typing(business, today)
        self._today = today
        days = {AS_OF: lookout.as_of, KNOWN_ON: lookout.known_on}
        super().__init__(
            "Look from another day", SPECS, business, today,
            {name: day.isoformat() for name, day in days.items() if day is not None},
            self._choose, _nothing,
        )  # fmt: skip

    async def _choose(self, typed: dict[str, str]) -> Done:
        """Take the days; raises FieldErrors for one that cannot be."""
        values, errors = read_values(SPECS, typed, self._typing, self._typing.business.currency)
        days = {name: day for name, day in values.items() if isinstance(day, date)}
        if days.get(KNOWN_ON, date.min) > self._today:
            later = written_day(days[KNOWN_ON])
            errors[KNOWN_ON] = f"{later} is still to come: choose a day gone by"
        if errors:
            raise FieldErrors(errors)
        chosen = self.lookout
        if AS_OF in typed:
            chosen = replace(chosen, as_of=days.get(AS_OF))
        if KNOWN_ON in typed:
            chosen = replace(chosen, known_on=days.get(KNOWN_ON))
        self.lookout = chosen
        return Done("Looked from another day", None, {})


async def _nothing(_spec: FieldSpec, _part: str) -> list[str]:
    """Days are typed, not found."""
    return []
