"""What a file says became of a deal, and what that leaves open."""

from __future__ import annotations

from datetime import date

from tui_crm.actions.edit_deal import asked_outcome
from tui_crm.errors import FieldErrors
from tui_crm.exchange.storing.plain_rows import Values
from tui_crm.models import Stage
from tui_crm.store.engine import Work
from tui_crm.store.entry import Value

CLOSED = "closed_on"


class Fates:
    """Outcome and stage of the deals of a file, and the days that follow from them."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self.unopened = 0
        """Decided deals whose opening day the file does not have."""
        self._known: dict[tuple[Value, Value, bool], tuple[str, Stage]] = {}

    def of(self, values: Values) -> tuple[str, Stage]:
        """What stage and outcome together say; raises `FieldErrors` where they disagree."""
        asked = (values.get("outcome"), values.get("stage"), values.get(CLOSED) is None)
        if asked not in self._known:
            self._known[asked] = asked_outcome(self._work, values)
        return self._known[asked]

    def expect(self, values: dict[str, Value]) -> None:
        """Take the closing day of a deal that a file calls open for the day it is expected on."""
        told = values.get("stage") is not None or values.get("outcome") is not None
        if told and values.get(CLOSED) is not None and self.of(values)[0] == "open":
            values["expected_on"] = values.get("expected_on") or values[CLOSED]
            values[CLOSED] = None

    def settle(self, values: dict[str, Value]) -> None:
        """Settle what a file may leave open of a new deal, in place.

        A deal without opening day was opened on the day of entry, but not after it was closed.
        Raises `FieldErrors` for what a decided deal lacks.
        """
        outcome, _ = self.of(values)
        self.expect(values)
        if outcome == "open":
            values["opened_on"] = values.get("opened_on") or self._work.today
            return
        closed = values.get(CLOSED)
        if not isinstance(closed, date):
            raise FieldErrors({CLOSED: f"the deal is {outcome}: on which day was it closed?"})
        opened = values.get("opened_on") or min(self._work.today, closed)
        self.unopened += values.get("opened_on") is None
        values["opened_on"] = opened
        wrong: dict[str, str] = {}
        if isinstance(opened, date) and closed < opened:
            wrong[CLOSED] = "it cannot be closed before it was opened"
        if outcome == "won":
            wrong |= _lacking(values)
        if wrong:
            raise FieldErrors(wrong)


def _lacking(values: Values) -> dict[str, str]:
    """What a won deal lacks, by field."""
    wrong: dict[str, str] = {}
    if not values.get("account"):
        wrong["account"] = "who bought? Winning needs the account"
    if values.get("amount") is None and not values.get("recurring_amount"):
        wrong["amount"] = "for how much? Winning needs the amount"
    return wrong
