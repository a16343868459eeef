"""Where the pipeline board reads its deals: by sqlite3 alone, for it is the first thing shown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from tui_crm import money
from tui_crm.days import shown_day
from tui_crm.store import board
from tui_crm.store.business import Business
from tui_crm.ui.widgets.board_state import BoardColumn, Card

if TYPE_CHECKING:
    from tui_crm.store.lanes import Lane


class DealBoardSource:
    """The open deals by stage, as the board asks for them."""

    def __init__(self, lane: Lane, business: Business, today: date) -> None:
        self._lane = lane
        self._business = business
        self._today = today
        self.totals: tuple[str, ...] = ()
        """The whole pipeline in words, known once the columns have been read."""

    def columns(self) -> Sequence[BoardColumn]:
        """The open stages with what stands in them."""
        found = board.stage_totals(self._lane.raw)
        value = sum(stage.value for stage in found)
        weighted = sum(stage.weighted for stage in found)
        self.totals = (
            f"{sum(stage.count for stage in found):,} open",
            self._round(value),
            f"weighted {self._round(weighted)}",
        )
        return [
            BoardColumn(
                stage.stage_id, stage.name, stage.count, self._round(stage.value),
                self._round(stage.weighted) if stage.count else "",
            )
            for stage in found
        ]  # fmt: skip

    def cards(self, stage_id: int, start: int, count: int) -> Sequence[Card]:
        """Some deals of a stage, those expected soonest first."""
        return [self._card(deal) for deal in board.cards(self._lane.raw, stage_id, start, count)]

    def place(self, card_id: int) -> tuple[int, int] | None:
        """Where a deal stands; None when it is not open any more."""
        return board.place(self._lane.raw, card_id)

    def _round(self, minor: int) -> str:
        business = self._business
        return money.shown_amount(
            minor, business.currency, decimal_mark=business.decimal_mark, decimals=0
        )

    def _card(self, deal: board.DealCard) -> Card:
        next_step, next_is_late = self._next_step(deal)
        expected = _day(deal.expected_on) if deal.expected_on else None
        is_late = expected is not None and expected < self._today
        # The days in the stage give way to those that the closing is overdue by.
        since = expected if expected is not None and is_late else _day(deal.stage_since)
        days = f"{(self._today - since).days:,} d"
        parts = [f"{days} overdue" if is_late else days, next_step]
        return Card(
            deal.id, deal.name, deal.account or "no account", self._amount(deal),
            "   ".join(parts), "warning" if is_late or next_is_late else "",
        )  # fmt: skip

    def _next_step(self, deal: board.DealCard) -> tuple[str, bool]:
        """What is to be done next, in words, and whether that is overdue."""
        if deal.next_due is None:
            return "no next step", False
        due = _day(deal.next_due)
        kind = deal.next_kind or "task"
        if due < self._today:
            return f"{kind} {(self._today - due).days} d late", True
        return f"{kind} {shown_day(due, self._today)}", False

    def _amount(self, deal: board.DealCard) -> str:
        if deal.amount_minor is None:
            return "—"
        amount = money.shown_amount(
            deal.amount_minor, deal.currency, decimal_mark=self._business.decimal_mark
        )
        return amount if deal.currency == self._business.currency else f"{amount} {deal.currency}"


def _day(stored: str) -> date:
    return date.fromisoformat(stored)
