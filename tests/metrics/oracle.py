"""The fourteen KPIs worked out slowly in plain Python, straight from their definitions."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from tests.metrics.small_books import SmallBook
from tui_crm.models import DealEvent, RevenueEntry
from tui_crm.period import add_months

Value = int | Fraction | None


class Oracle:
    """What each KPI of a small book is between two days, seen as of a day."""

    def __init__(self, book: SmallBook, as_of: date) -> None:
        self.book = book
        self.as_of = as_of
        self.window = book.business.activity_window

    def all(self, start: date, end: date) -> dict[str, Value]:
        return {
            name: getattr(self, name)(start, end)
            for name in (
                "revenue", "sales_cycle_length", "customer_acquisition_cost",
                "customer_lifetime_value", "customer_retention_rate", "sales_pipeline",
                "average_revenue_per_account", "leads", "conversion_rate", "cost_per_lead",
                "return_on_investment", "social_media_engagement", "website_traffic",
                "bounce_rate",
            )
        }  # fmt: skip

    def revenue(self, start: date, end: date) -> int:
        return sum(entry.base_minor for entry in self.book.entries if start <= entry.on < end)

    def sales_cycle_length(self, start: date, end: date) -> Value:
        took = [
            (deal.closed_on - deal.opened_on).days
            for deal in self.book.deals
            if deal.outcome == "won" and deal.closed_on and start <= deal.closed_on < end
        ]
        return _ratio(sum(took), len(took))

    def customer_acquisition_cost(self, start: date, end: date) -> Value:
        first: dict[int | None, date] = {}
        for deal in self.book.deals:
            if deal.outcome == "won" and deal.closed_on:
                first[deal.account_id] = min(
                    deal.closed_on, first.get(deal.account_id, deal.closed_on)
                )
        customers = sum(start <= day < end for day in first.values())
        return _ratio(self._cost("sales", start, end) + self._cost("marketing", start, end),
                      customers)  # fmt: skip

    def customer_lifetime_value(self, start: date, end: date) -> Value:
        del start
        last = end.replace(day=1)
        firsts = [add_months(last, -back) for back in range(12, 0, -1)]
        months = [(first, add_months(first, 1)) for first in firsts if first >= self._books_start()]
        profit = sum(self.revenue(*month) - self._cost("direct", *month) for month in months)
        at_start = [self.active(first) for first, _ in months]
        at_end = [self.active(last) for _, last in months]
        lost = sum(len(before - after) for before, after in zip(at_start, at_end, strict=True))
        active, at_risk = sum(map(len, at_end)), sum(map(len, at_start))
        if not active or not lost:
            return None
        return Fraction(profit, active) / Fraction(lost, at_risk)

    def customer_retention_rate(self, start: date, end: date) -> Value:
        before, after = self.active(start), self.active(end)
        return _ratio(len(before & after), len(before))

    def sales_pipeline(self, start: date, end: date) -> int:
        del start
        return sum(event.base_minor or 0 for event in self.open_deals(end))

    def average_revenue_per_account(self, start: date, end: date) -> Value:
        return _ratio(self.revenue(start, end), len(self.active(end)))

    def leads(self, start: date, end: date) -> int:
        return len(self._leads(start, end))

    def conversion_rate(self, start: date, end: date) -> Value:
        won = {
            deal.lead_id
            for deal in self.book.deals
            if deal.outcome == "won" and deal.closed_on and deal.closed_on < self.as_of
        }
        created = self._leads(start, end)
        return _ratio(len(created & won), len(created))

    def cost_per_lead(self, start: date, end: date) -> Value:
        return _ratio(self._cost("marketing", start, end), self.leads(start, end))

    def return_on_investment(self, start: date, end: date) -> Value:
        attributed = {deal.id for deal in self.book.deals if deal.campaign_id is not None}
        revenue = sum(
            entry.base_minor
            for entry in self.book.entries
            if entry.deal_id in attributed and start <= entry.on < end
        )
        direct = sum(
            cost.base_minor
            for cost in self.book.costs
            if cost.deal_id in attributed and cost.function == "direct" and start <= cost.on < end
        )
        cost = self._cost("marketing", start, end)
        return _ratio(revenue - direct - cost, cost)

    def social_media_engagement(self, start: date, end: date) -> Value:
        reached = [post for post in self.book.posts if start <= post.on < end and post.reach]
        interactions = sum(
            post.reactions + post.comments + post.shares + post.saves for post in reached
        )
        return _ratio(interactions, sum(post.reach or 0 for post in reached))

    def website_traffic(self, start: date, end: date) -> Value:
        sessions = [day.sessions for day in self.book.web_days if start <= day.on < end]
        return sum(sessions) if sessions else None

    def bounce_rate(self, start: date, end: date) -> Value:
        days = [day for day in self.book.web_days if start <= day.on < end]
        if len({day.bounce_def for day in days}) > 1:
            return None
        sessions = sum(day.sessions for day in days)
        return _ratio(sessions - sum(day.engaged for day in days), sessions)

    def active(self, day: date) -> set[int]:
        """The accounts that are customers as of a day: at the close of the day before."""
        by_subscription = {
            subscription.account_id
            for subscription in self.book.subscriptions
            if subscription.starts_on < day
            and (subscription.ends_on is None or subscription.ends_on >= day)
        }
        by_sale = {
            entry.account_id
            for entry in self.book.entries
            if entry.kind == "sale"
            and add_months(day, -self.window) <= entry.on < day
            and entry.base_minor + self._refunded(entry, day) > 0
        }
        closed = {
            account.id
            for account in self.book.accounts
            if account.closed_on is not None and account.closed_on < day
        }
        return (by_subscription | by_sale) - closed

    def open_deals(self, day: date) -> list[DealEvent]:
        """The last event before a day of every deal that was open then."""
        last: dict[int, DealEvent] = {}
        for event in sorted(self.book.events, key=lambda event: event.on):
            if event.on < day:
                last[event.deal_id] = event
        return [event for event in last.values() if event.state == "open"]

    def _refunded(self, sale: RevenueEntry, day: date) -> int:
        return sum(
            refund.base_minor
            for refund in self.book.entries
            if refund.kind == "refund" and refund.on < day and self._sale_of(refund) == sale.id
        )

    def _sale_of(self, refund: RevenueEntry) -> int | None:
        """The sale that a refund names, else the last one of its deal up to its day."""
        if refund.refund_of_id is not None or refund.deal_id is None:
            return refund.refund_of_id
        sales = [
            (entry.on, entry.id or 0)
            for entry in self.book.entries
            if entry.kind == "sale" and entry.deal_id == refund.deal_id and entry.on <= refund.on
        ]
        return max(sales)[1] if sales else None

    def _cost(self, function: str, start: date, end: date) -> int:
        return sum(
            cost.base_minor
            for cost in self.book.costs
            if cost.function == function and start <= cost.on < end
        )

    def _leads(self, start: date, end: date) -> set[int | None]:
        return {
            lead.id
            for lead in self.book.leads
            if start <= lead.local_day < end and not lead.invalid and lead.duplicate_of_id is None
        }

    def _books_start(self) -> date:
        if self.book.business.books_start:
            return self.book.business.books_start
        dates = [entry.on for entry in self.book.entries] + [cost.on for cost in self.book.costs]
        return min(dates, default=self.as_of).replace(day=1)


def _ratio(numerator: int, denominator: int) -> Value:
    return Fraction(numerator, denominator) if denominator > 0 else None
