"""The sample business at work, day after day, until today."""

from __future__ import annotations

import sqlite3
from collections import deque
from dataclasses import dataclass
from typing import Self

from tui_crm.sample import shop
from tui_crm.sample.campaigns import Marketing
from tui_crm.sample.customers import Customers
from tui_crm.sample.days import Days
from tui_crm.sample.deals import Deals, Stages, SureWin
from tui_crm.sample.dice import Dice
from tui_crm.sample.leads import Leads
from tui_crm.sample.rows import Tables

_DEALS = 150
_LEADS = 400
_OPEN = 25
_LATELY = 7  # months
_LARGE_OPEN = 210


@dataclass(frozen=True, slots=True)
class Size:
    """How many records a business has."""

    deals: int
    leads: int
    open_deals: int

    @classmethod
    def of(cls, deals: int | None) -> Self:
        """The size of a business with so many deals, or of the usual one."""
        if deals is None:
            return cls(_DEALS, _LEADS, _OPEN)
        open_deals = min(max(_LARGE_OPEN, deals * 3 // 100), max(1, deals // 5))
        return cls(deals, deals, open_deals)


class Business:
    """A business that fills its book: every day leads come, deals are opened, money is spent."""

    def __init__(
        self, connection: sqlite3.Connection, days: Days, stages: Stages, size: Size, seed: int
    ) -> None:
        dice = Dice(seed)
        volume = max(1, round(size.deals / _DEALS))
        self._size = size
        self._volume = volume
        self._days = days
        self._tables = Tables(connection)
        customers = Customers(self._tables, days, dice)
        self._marketing = Marketing(self._tables, days, dice, volume)
        self._leads = Leads(self._tables, days, dice, customers, self._marketing, size.leads)
        self._deals = Deals(
            self._tables, days, dice, customers, self._leads, stages, size.deals, size.open_deals
        )
        self._sure = self._sure_wins(dice)

    def run(self) -> None:
        """Live through every day and store what happened."""
        days = self._days
        leads = days.spread(self._size.leads, 3)
        deals = days.spread(self._size.deals - len(self._sure), 2)
        sure = deque(self._sure)
        for day in range(days.today + 1):
            self._marketing.live(day)
            if days.dates[day].day == 1:
                shop.pay_monthly(self._tables, days, day, self._volume)
            for place in range(leads[day]):
                self._leads.arrive(day, place, leads[day])
            waiting = self._leads.waiting(day)
            while sure and sure[0].opens == day:
                self._deals.open(day, sure=sure.popleft())
            for left in range(deals[day], 0, -1):
                # Sales answers leads in the evening, after the deals of the day.
                lead = self._leads.longest_waiting() if left <= waiting else None
                self._deals.open(day, lead)
        self._leads.end()
        shop.aim(self._tables, days, self._size.deals / _DEALS)
        self._tables.flush()

    def _sure_wins(self, dice: Dice) -> list[SureWin]:
        """A deal won early in every month by somebody new, lately another one by somebody known.

        They are at most a quarter of all deals, the latest ones.
        """
        starts, today = self._days.month_starts, self._days.today
        won = [(min(first + dice.between(2, 12), today), True) for first in starts]
        won += [(first + dice.between(13, 27), False) for first in starts[-_LATELY:]]
        past = sorted(win for win in won if win[0] <= today)
        wins = [SureWin(max(0, day - dice.between(4, 18)), day, new) for day, new in past]
        return sorted(wins[max(0, len(wins) - self._size.deals // 4) :])
