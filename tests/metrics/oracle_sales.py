"""The KPIs of sales worked out slowly in plain Python, straight from their definitions."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from fractions import Fraction
from math import floor

from tests.metrics.oracle_facts import Facts, Value, median, ratio
from tui_crm import money
from tui_crm.models.fields import QUANTITY_UNIT

MONTHLY = {
    "week": Fraction(52, 12), "month": Fraction(1), "quarter": Fraction(1, 3),
    "year": Fraction(1, 12),
}  # fmt: skip


class SalesOracle(Facts):
    """What each KPI of sales is between two days; money is in minor units of the base currency."""

    def sales_cycle_length(self, start: date, end: date) -> Value:
        took = self._cycles(start, end)
        return ratio(sum(took), len(took))

    def sales_cycle_median(self, start: date, end: date) -> Value:
        return median(self._cycles(start, end))

    def customer_acquisition_cost(self, start: date, end: date) -> Value:
        spent = self.cost("sales", start, end) + self.cost("marketing", start, end)
        return ratio(spent, self.new_customers(start, end))

    def customer_lifetime_value(self, start: date, end: date) -> Value:
        del start
        months = self.full_months(end)
        lost = sum(len(self.active(first) - self.active(last)) for first, last in months)
        at_risk = sum(len(self.active(first)) for first, _ in months)
        average = ratio(self._profit(end), self._active_months(end))
        return None if average is None or not lost else average / Fraction(lost, at_risk)

    def customer_retention_rate(self, start: date, end: date) -> Value:
        before, after = self.active(start), self.active(end)
        return ratio(len(before & after), len(before))

    def customer_churn_rate(self, start: date, end: date) -> Value:
        kept = self.customer_retention_rate(start, end)
        return None if kept is None else 1 - kept

    def sales_pipeline(self, start: date, end: date) -> int:
        del start
        return sum(event.base_minor or 0 for event in self.open_deals(end))

    def weighted_pipeline(self, start: date, end: date) -> Fraction:
        del start
        return self._weighted(end, date.min, date.max, dated=False)

    def average_revenue_per_account(self, start: date, end: date) -> Value:
        return ratio(self.revenue(start, end), len(self.active(end)))

    def active_customers(self, start: date, end: date) -> int:
        del start
        return len(self.active(end))

    def won_value(self, start: date, end: date) -> int:
        return sum(deal.base_minor or 0 for deal in self.closed("won", start, end))

    def deals_won(self, start: date, end: date) -> int:
        return len(self.closed("won", start, end))

    def deals_lost(self, start: date, end: date) -> int:
        return len(self.closed("lost", start, end))

    def win_rate(self, start: date, end: date) -> Value:
        won, lost = self.deals_won(start, end), self.deals_lost(start, end)
        return ratio(won, won + lost)

    def win_rate_by_value(self, start: date, end: date) -> Value:
        won = self.won_value(start, end)
        lost = sum(deal.base_minor or 0 for deal in self.closed("lost", start, end))
        return ratio(won, won + lost)

    def average_deal_size(self, start: date, end: date) -> Value:
        return ratio(self.won_value(start, end), self.deals_won(start, end))

    def pipeline_velocity(self, start: date, end: date) -> Value:
        rate, size = self.win_rate(start, end), self.average_deal_size(start, end)
        days = self.sales_cycle_length(start, end)
        if rate is None or size is None or not days:
            return None
        return Fraction(len(self.open_deals(end)) * rate * size) / days

    def forecast(self, start: date, end: date, first: date, last: date) -> Fraction:
        """Won so far and expected yet in `[first, last)`, of which `[start, end)` is over."""
        won = Fraction(self.won_value(start, end))
        if end >= last:
            return won
        return won + self._weighted(end, max(first, end - timedelta(days=1)), last)

    def pipeline_coverage(self, start: date, end: date, first: date, last: date) -> Value:
        """How often the open deals of `[first, last)` cover what its target still lacks."""
        target = self._target("won_value", first, last)
        if target is None:
            target = self._target("revenue", first, last)
        if target is None:
            return None
        expected = sum(
            event.base_minor or 0
            for event in self.open_deals(end)
            if event.expected_on is not None and first <= event.expected_on < last
        )
        return ratio(expected, target - self.won_value(start, end))

    def monthly_recurring_revenue(self, start: date, end: date) -> int:
        del start
        return self._recurring(end).total()

    def mrr_churn_gross(self, start: date, end: date) -> Value:
        before, after = self._recurring(start), self._recurring(end)
        lost = sum(max(before[account] - after[account], 0) for account in before)
        return ratio(lost, before.total())

    def mrr_churn_net(self, start: date, end: date) -> Value:
        before, after = self._recurring(start), self._recurring(end)
        lost = gained = 0
        for account in {one.account_id for one in self.book.subscriptions}:
            if before[account] > 0:
                lost += max(before[account] - after[account], 0)
                gained += max(after[account] - before[account], 0)
            elif self._subscribed_before(account, start):
                gained += after[account]
        return ratio(lost - gained, before.total())

    def gross_margin(self, start: date, end: date) -> Value:
        revenue = self.revenue(start, end)
        return ratio(revenue - self.cost("direct", start, end), revenue)

    def profit_margin(self, start: date, end: date) -> Value:
        revenue = self.revenue(start, end)
        functions = ("direct", "sales", "marketing", "overhead")
        costs = sum(self.cost(function, start, end) for function in functions)
        return ratio(revenue - costs, revenue)

    def historic_lifetime_value(self, start: date, end: date) -> Value:
        del start
        profit = self.revenue(date.min, end) - self.cost("direct", date.min, end)
        return ratio(profit, self.new_customers(date.min, end))

    def trailing_acquisition_cost(self, start: date, end: date) -> Value:
        del start
        months = self.full_months(end)
        spent = sum(self.cost("sales", *month) + self.cost("marketing", *month) for month in months)
        return ratio(spent, sum(self.new_customers(*month) for month in months))

    def ltv_to_cac(self, start: date, end: date) -> Value:
        value = self.customer_lifetime_value(start, end)
        cost = self.trailing_acquisition_cost(start, end)
        return None if value is None or cost is None else ratio(value, cost)

    def cac_payback_months(self, start: date, end: date) -> Value:
        cost = self.trailing_acquisition_cost(start, end)
        profit, active = self._profit(end), self._active_months(end)
        if cost is None or cost < 0 or profit <= 0 or not active:
            return None
        return cost / Fraction(profit, active)

    def _cycles(self, start: date, end: date) -> list[int]:
        """The days that each deal won took."""
        return [
            (deal.closed_on - deal.opened_on).days
            for deal in self.closed("won", start, end)
            if deal.closed_on
        ]

    def _profit(self, end: date) -> int:
        """The gross profit of the lifetime's months."""
        months = self.full_months(end)
        return sum(self.revenue(*month) - self.cost("direct", *month) for month in months)

    def _active_months(self, end: date) -> int:
        """How many months of an active customer the lifetime's months hold."""
        return sum(len(self.active(last)) for _, last in self.full_months(end))

    def _weighted(self, day: date, first: date, last: date, *, dated: bool = True) -> Fraction:
        """The value times chance of the deals open as of a day, expected in `[first, last)`."""
        return sum(
            (
                Fraction((event.base_minor or 0) * event.prob_bp, 10_000)
                for event in self.open_deals(day)
                if not dated or (event.expected_on and first <= event.expected_on < last)
            ),
            Fraction(0),
        )

    def _target(self, metric: str, first: date, last: date) -> Fraction | None:
        for target in self.book.targets:
            if (target.metric, target.starts_on, target.ends_on) == (metric, first, last):
                decimals = money.exponent(self.book.business.currency)
                return Fraction(target.value_e6 * 10**decimals, QUANTITY_UNIT)
        return None

    def _subscribed_before(self, account: int, day: date) -> bool:
        return any(
            one.account_id == account and one.starts_on < day for one in self.book.subscriptions
        )

    def _recurring(self, day: date) -> Counter[int]:
        """What each account pays again a month as of a day, half up for each subscription."""
        monthly: Counter[int] = Counter()
        for one in self.book.subscriptions:
            if one.starts_on < day and (one.ends_on is None or one.ends_on >= day):
                exact = one.base_minor * MONTHLY[one.interval]
                monthly[one.account_id] += floor(exact + Fraction(1, 2))
        return monthly
