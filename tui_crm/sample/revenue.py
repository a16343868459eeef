"""What won deals bring in the sample business: sales, subscriptions, refunds and direct costs."""

from __future__ import annotations

from collections.abc import Iterator

from tui_crm.period import add_months
from tui_crm.sample.days import Days
from tui_crm.sample.dice import Dice
from tui_crm.sample.rows import CostRow, DealRow, RevenueRow, SubscriptionRow, Tables, words
from tui_crm.sample.trade import INTERVALS, in_base, rate_on
from tui_crm.sample.words import PAYMENTS

_EVENING = 1_380


class Revenue:
    """The ledger of the business and the cost of what was sold."""

    def __init__(self, tables: Tables, days: Days, dice: Dice) -> None:
        self._tables = tables
        self._days = days
        self._dice = dice

    def won(self, deal: DealRow, account: int, day: int) -> None:
        """Write down what a deal won on a day brings up to today, and what it cost."""
        if deal.recurring_minor and deal.interval:
            self._subscribe(deal, account, day, deal.recurring_minor, deal.interval)
            self._spend(deal, day, deal.recurring_minor * 3 // 10)
        else:
            self._sell(deal, account, day)
            if deal.id % 6 and deal.base_minor:
                self._spend(deal, day, deal.base_minor * self._dice.between(25, 55) // 100)

    def _sell(self, deal: DealRow, account: int, day: int) -> None:
        amount = deal.amount_minor or 0
        note = PAYMENTS[deal.id % len(PAYMENTS)]
        sale = self._enter(deal, account, day, "sale", amount, note=note)
        back = day + self._dice.between(3, 30)
        if deal.id % 19 == 5 and back <= self._days.today:
            part = amount if deal.id % 2 else amount // 2
            self._enter(deal, account, back, "refund", -part, note="Given back", refund_of=sale)

    def _subscribe(self, deal: DealRow, account: int, day: int, fee: int, interval: str) -> None:
        number = self._tables.subscription.number()
        starts = day + deal.id % 8
        ends = self._end(number, starts, interval)
        iso = self._days.iso
        self._tables.subscription.add(
            SubscriptionRow(
                number, self._days.moment(day, _EVENING), words(deal.currency, interval), account,
                deal.id, fee, deal.currency, deal.fx_e8, interval, iso[starts],
                None if ends is None else iso[ends], in_base(fee, deal.fx_e8),
            )
        )  # fmt: skip
        for due in self._due(starts, interval):
            if ends is not None and due >= ends:
                break
            self._enter(deal, account, due, "billing", fee, subscription=number)

    def _end(self, number: int, starts: int, interval: str) -> int | None:
        """The first day that a cancelled subscription does not cover; two of five are cancelled."""
        months = max(1, INTERVALS[interval][1]) * self._dice.between(1, 6)
        ends = self._days.number(add_months(self._days.dates[starts], months)) - number % 3
        return ends if number % 5 in (0, 3) and ends <= self._days.today + 30 else None

    def _due(self, starts: int, interval: str) -> Iterator[int]:
        """The days up to today on which a subscription is billed."""
        _, months, days = INTERVALS[interval]
        first = self._days.dates[starts]
        due, count = starts, 0
        while due <= self._days.today:
            yield due
            count += 1
            later = add_months(first, months * count) if months else None
            due = self._days.number(later) if later else starts + days * count

    def _enter(
        self, deal: DealRow, account: int, day: int, kind: str, amount: int, *,
        subscription: int | None = None, note: str | None = None, refund_of: int | None = None,
    ) -> int:  # fmt: skip
        number = self._tables.revenue.number()
        self._tables.revenue.add(
            RevenueRow(
                number, self._days.moment(day, _EVENING if kind != "billing" else 300),
                words(kind, deal.currency, note), self._days.iso[day], account, deal.id,
                subscription, kind, amount, deal.currency, deal.fx_e8, note,
                in_base(amount, deal.fx_e8), refund_of,
            )
        )  # fmt: skip
        return number

    def _spend(self, deal: DealRow, day: int, cents: int) -> None:
        """What the parts for a deal cost; some come from overseas and are paid in dollars."""
        currency = "USD" if deal.id % 31 == 9 else "EUR"
        rate = rate_on(currency, day)
        note = f"Parts for deal {deal.id}"
        self._tables.cost.add(
            CostRow(
                self._tables.cost.number(), self._days.moment(day, _EVENING),
                words("direct", currency, note), self._days.iso[day], "direct", None, None,
                deal.id, cents, currency, rate, in_base(cents, rate), note,
            )
        )  # fmt: skip
