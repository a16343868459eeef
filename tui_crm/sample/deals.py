"""The deals of the sample business: opened, moved along the stages, won, lost or still open."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

from tui_crm.sample.customers import Buyer, Customers
from tui_crm.sample.days import Days
from tui_crm.sample.dice import Dice
from tui_crm.sample.leads import Lead, Leads
from tui_crm.sample.revenue import Revenue
from tui_crm.sample.rows import ActivityRow, DealEventRow, DealRow, Tables, words
from tui_crm.sample.trade import Price, in_base, priced, rate_on
from tui_crm.sample.words import DEAL_NOTES, LOST_REASONS


class Stages(NamedTuple):
    """The stages of the book by number: the open ones with their chances, won and lost."""

    open: tuple[tuple[int, int], ...]
    won: int
    lost: int


class SureWin(NamedTuple):
    """A deal that is sure to be won, so that no month goes without a sale."""

    opens: int
    day: int
    """The day it is won on."""
    new: bool
    """Whether somebody new buys."""


class _Step(NamedTuple):
    """The whole state of a deal after something happened to it."""

    day: int
    state: str
    stage: int
    chance: int
    base: int | None


class _Fate(NamedTuple):
    """How a deal goes."""

    outcome: str
    ends: int
    """The day it closes on, or of an open one the last day that it moved."""
    reopened: bool
    aim: int
    """The open stage it comes to, as a place among the open ones."""


_AIMS = (1, 0, 2, 3, 1, 2, 0, 3, 1)
_DUE = (-5, 0, 3, None, 8, -1, 0, 12)
"""When the next step of an open deal is due, counted from today; None: nobody planned one."""
_EXPECTED = (6, -9, 21, 12, -2, 34, 3, 50, None, 15)
"""When an open deal is expected to close, counted from today."""
_NEWEST_OPEN = 0.75
"""The share of the very newest deals that are open still."""
_EVENING = 1_255  # minutes after midnight: later than sales accepts leads


class Deals:
    """The deals as they are opened, `total` in all, `open_at_end` of them still open today."""

    def __init__(
        self, tables: Tables, days: Days, dice: Dice, customers: Customers, leads: Leads,
        stages: Stages, total: int, open_at_end: int,
    ) -> None:  # fmt: skip
        self._tables = tables
        self._days = days
        self._dice = dice
        self._customers = customers
        self._leads = leads
        self._stages = stages
        self._total = total
        self._open_at_end = open_at_end
        self._owed = 0.0
        """How many deals should be open by now and are not."""
        self._open = 0
        self._revenue = Revenue(tables, days, dice)

    def open(self, day: int, lead: Lead | None = None, sure: SureWin | None = None) -> None:
        """A deal is opened on a day, from a lead or not, with its whole story up to today."""
        number = self._tables.deal.number()
        fate = self._fate(number, day, lead, sure)
        price = priced(number, self._dice)
        buyer = self._buyer(number, day, lead, fate, price, new=sure is not None and sure.new)
        if lead:
            self._leads.accept(lead, day, number)
        steps = self._steps(number, day, fate, price)
        row = self._row(number, day, fate, price, buyer, lead, steps)
        self._tables.deal.add(row)
        minute = _minute(number, lead)
        self._happened(row, steps, minute)
        if fate.outcome == "won" and buyer:
            self._revenue.won(row, buyer.account, fate.ends)
        self._spoken(row, steps[-1].day, minute + 20 * len(steps))

    def _fate(self, number: int, day: int, lead: Lead | None, sure: SureWin | None) -> _Fate:
        dice = self._dice
        self._owed += self._share_open(number)
        if sure:
            return _Fate("won", sure.day, False, 3)
        age = self._days.today - day
        if self._owed >= 1:
            self._owed -= 1
            self._open += 1
            aim = 0 if age < 3 else _AIMS[self._open % len(_AIMS)]
            return _Fate("open", day + age * dice.between(20, 90) // 100, number % 37 == 11, aim)
        cycle = 2 + int(55 * dice.roll() * dice.roll())
        ends = day + (cycle if cycle <= age else dice.between(0, age))
        reopened = number % 37 == 11
        good = 0.6 * lead.good if lead else 0.62
        outcome = "won" if reopened or dice.roll() < good else "lost"
        return _Fate(outcome, ends, reopened, 3 if outcome == "won" else dice.between(0, 3))

    def _share_open(self, number: int) -> float:
        """How many of the deals around a number are open: most of the newest, then ever fewer."""
        newer = self._total - number
        return _NEWEST_OPEN * max(0.0, 1 - newer * _NEWEST_OPEN / (2 * self._open_at_end))

    def _buyer(
        self, number: int, day: int, lead: Lead | None, fate: _Fate, price: Price, *, new: bool
    ) -> Buyer | None:
        """Who buys; a few open deals of walk-ins have no account yet."""
        gone = fate.ends + 120 if number % 5 == 1 and price.interval is None else None
        if gone and (fate.outcome == "open" or gone > self._days.today):
            gone = None
        if lead:
            contact, company = lead.contact, lead.row.company
            if contact.account_id is None:
                return self._customers.welcome(day, _EVENING, contact, company, gone)
            self._tables.contact.add(contact)
            return Buyer(contact.account_id, contact.id, company or contact.name, company)
        if new:
            return self._customers.walk_in(day, None)
        if fate.outcome == "open" and self._open % 4 == 2:
            return None
        known = None if self._dice.chance(0.25) else self._customers.someone_known()
        return known or self._customers.walk_in(day, gone)

    def _steps(self, number: int, day: int, fate: _Fate, price: Price) -> list[_Step]:
        """Every state of a deal, from its opening on."""
        stages, rate = self._stages, rate_on(price.currency, day)
        base = self._known(fate, in_base(price.amount, rate))
        first = base * 4 // 5 if base and number % 8 == 3 and fate.aim else base
        path = [
            place for place in range(fate.aim + 1)
            if place in (0, fate.aim) or self._dice.chance(0.5)
        ]  # fmt: skip
        middle = (day + fate.ends) // 2 if fate.reopened else fate.ends
        steps = []
        for count, place in enumerate(path):
            stage, chance = stages.open[place]
            if number % 10 == 7 and place == fate.aim:
                chance += 500
            on = day + (middle - day) * count // (len(path) if fate.outcome != "open" else 3)
            steps.append(_Step(min(on, middle), "open", stage, chance, base if count else first))
        if fate.reopened:
            steps.append(_Step(middle, "lost", stages.lost, 0, base))
            again = (middle + fate.ends) // 2
            steps.append(_Step(again, "open", *stages.open[fate.aim], base))
        if fate.outcome == "won":
            worth = in_base(price.amount, rate_on(price.currency, fate.ends))
            steps.append(_Step(fate.ends, "won", stages.won, 10_000, worth))
        elif fate.outcome == "lost":
            steps.append(_Step(fate.ends, "lost", stages.lost, 0, base))
        return steps

    def _known(self, fate: _Fate, base: int) -> int | None:
        """What a deal is worth, where it is known; of some early ones it is not yet."""
        return None if fate.outcome == "open" and fate.aim < 2 and self._open % 3 == 1 else base

    def _expected(self, number: int, day: int, fate: _Fate) -> str | None:
        if fate.outcome != "open":
            return self._days.iso[min(day + 10 + number % 40, self._days.today + 60)]
        ahead = _EXPECTED[self._open % len(_EXPECTED)]
        return None if ahead is None else self._days.iso[max(day, self._days.today + ahead)]

    def _happened(self, deal: DealRow, steps: list[_Step], minute: int) -> None:
        """Store the history of a deal, with what each step did to the open pipeline."""
        value = weighted = count = 0
        for place, (day, state, stage, chance, base) in enumerate(steps):
            is_open = state == "open"
            worth = base if is_open and base else 0
            self._tables.deal_event.add(
                DealEventRow(
                    self._tables.deal_event.number(), deal.id, self._days.iso[day],
                    self._days.moment(day, minute + 20 * place), state, stage, chance, base,
                    deal.expected_on, worth - value, worth * chance - weighted, is_open - count,
                )
            )  # fmt: skip
            value, weighted, count = worth, worth * chance, int(is_open)

    def _row(
        self, number: int, day: int, fate: _Fate, price: Price, buyer: Buyer | None,
        lead: Lead | None, steps: list[_Step],
    ) -> DealRow:  # fmt: skip
        last, since = steps[-1], day
        for before, after in pairwise(steps):
            since = after.day if before.stage != after.stage else since
        name = f"{price.name}, {buyer.name}" if buyer else price.name
        reason = LOST_REASONS[number % len(LOST_REASONS)] if fate.outcome == "lost" else None
        notes = DEAL_NOTES[number // 7 % len(DEAL_NOTES)] if number % 7 == 2 else None
        kind = "recurring" if price.interval else "one_off"
        is_open = fate.outcome == "open"
        rate_day = fate.ends if fate.outcome == "won" else day
        return DealRow(
            number, self._days.moment(day, _minute(number, lead)),
            words(name, fate.outcome, price.currency, reason, kind, price.interval, notes),
            name, buyer.account if buyer else None,
            buyer.contact if buyer else None, lead.row.id if lead else None,
            lead.row.campaign_id if lead else None, last.stage, fate.outcome,
            None if last.base is None else price.amount, price.currency,
            rate_on(price.currency, rate_day), last.chance, self._days.iso[day],
            self._expected(number, day, fate),
            None if is_open else self._days.iso[fate.ends], reason,
            kind, price.recurring, price.interval, notes,
            last.base, self._days.iso[since],
        )  # fmt: skip

    def _spoken(self, deal: DealRow, day: int, minute: int) -> None:
        """What was said about a deal, and the next step of an open one."""
        at = self._days.moment(day, minute)
        if deal.id % 2 or deal.outcome == "open":
            kind = ("meeting", "call", "email", "note")[deal.id // 2 % 4]
            direction = None if kind == "note" else "in" if deal.id % 6 == 1 else "out"
            self._note(deal, at, kind, direction, "Talked it over", None)
        due = _DUE[self._open % len(_DUE)]
        if deal.outcome == "open" and due is not None:
            subject = ("Send the quote", "Call about the date", "Ask for the order")[deal.id % 3]
            self._note(deal, at, "task", None, subject, due + self._days.today)

    def _note(
        self, deal: DealRow, at: str, kind: str, direction: str | None, subject: str,
        due: int | None,
    ) -> None:  # fmt: skip
        notes = "Bring the sample pedals." if deal.id % 12 == 5 else None
        self._tables.activity.add(
            ActivityRow(
                self._tables.activity.number(), at, words(kind, direction, subject, notes), at,
                kind, direction, subject, deal.contact_id, None, deal.id,
                None if due is None else self._days.iso[due], int(due is None), notes,
            )
        )  # fmt: skip


def _minute(number: int, lead: Lead | None) -> int:
    """The minute of the day that a deal is opened at."""
    return _EVENING if lead else 480 + number % 400
