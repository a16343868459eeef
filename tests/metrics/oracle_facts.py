"""What happened in a small book, as every figure of the oracle asks for it: plain loops over it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction

from tests.metrics.small_books import SmallBook
from tui_crm.models import Deal, DealEvent, Lead, RevenueEntry
from tui_crm.period import add_months

Value = int | Fraction | None


class Facts:
    """The rows of a book between days, and the state of its deals and customers on a day."""

    def __init__(self, book: SmallBook, as_of: date) -> None:
        self.book = book
        self.as_of = as_of
        self.window = book.business.activity_window

    def choice(self, name: str, default: str) -> str:
        """What the owner chose, as long as the book says so."""
        return self.book.settings.get(name, default)

    def revenue(self, start: date, end: date) -> int:
        return sum(entry.base_minor for entry in self.book.entries if start <= entry.on < end)

    def cost(self, function: str, start: date, end: date) -> int:
        return sum(
            cost.base_minor
            for cost in self.book.costs
            if cost.function == function and start <= cost.on < end
        )

    def attributed(self, start: date, end: date) -> tuple[int, int]:
        """The revenue of deals that a campaign led to, and the direct cost of those deals."""
        deals = {deal.id for deal in self.book.deals if deal.campaign_id is not None}
        revenue = sum(
            entry.base_minor
            for entry in self.book.entries
            if entry.deal_id in deals and start <= entry.on < end
        )
        direct = sum(
            cost.base_minor
            for cost in self.book.costs
            if cost.deal_id in deals and cost.function == "direct" and start <= cost.on < end
        )
        return revenue, direct

    def closed(self, outcome: str, start: date, end: date) -> list[Deal]:
        """The deals that are won, or lost, by now and were closed in the days."""
        return [
            deal
            for deal in self.book.deals
            if deal.outcome == outcome and deal.closed_on and start <= deal.closed_on < end
        ]

    def new_customers(self, start: date, end: date) -> int:
        return sum(start <= day < end for day in self.first_wins().values())

    def first_wins(self) -> dict[int, date]:
        """The day that each customer became one."""
        first: dict[int, date] = {}
        for deal in self.closed("won", date.min, date.max):
            assert deal.account_id is not None and deal.closed_on is not None
            before = first.get(deal.account_id, deal.closed_on)
            first[deal.account_id] = min(deal.closed_on, before)
        return first

    def counted_leads(self) -> list[Lead]:
        """The leads that are neither invalid nor duplicates."""
        return [
            lead for lead in self.book.leads if not lead.invalid and lead.duplicate_of_id is None
        ]

    def created(self, start: date, end: date) -> list[Lead]:
        """The counted leads that were created in the days."""
        return [lead for lead in self.counted_leads() if start <= lead.local_day < end]

    def full_months(self, end: date) -> list[tuple[date, date]]:
        """The full months, at most twelve, up to a day and from the start of the books."""
        last = end.replace(day=1)
        firsts = [add_months(last, -back) for back in range(12, 0, -1)]
        return [(first, add_months(first, 1)) for first in firsts if first >= self._books_start()]

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

    def _books_start(self) -> date:
        if self.book.business.books_start:
            return self.book.business.books_start
        dates = [entry.on for entry in self.book.entries] + [cost.on for cost in self.book.costs]
        return min(dates, default=self.as_of).replace(day=1)


def ratio(numerator: int | Fraction, denominator: int | Fraction) -> Fraction | None:
    """One number by another, undefined where the other is not positive."""
    return Fraction(numerator) / Fraction(denominator) if denominator > 0 else None


def median(numbers: Iterable[int | Fraction]) -> Fraction | None:
    """The middle number, the mean of the middle two where they are even in number."""
    ordered = sorted(numbers)
    if not ordered:
        return None
    return Fraction(ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2
