"""Some KPIs by channel or by campaign, worked out slowly in plain Python from their definitions."""

from __future__ import annotations

from datetime import date
from typing import Literal

from tests.metrics.oracle_facts import Facts, Value, ratio
from tests.metrics.small_books import SmallBook
from tui_crm.models import Cost, Deal, Lead

Key = str | int | None


class ApartOracle(Facts):
    """What KPIs of a small book are between two days for one channel or one campaign."""

    def __init__(self, book: SmallBook, as_of: date, by: Literal["channel", "campaign"]) -> None:
        super().__init__(book, as_of)
        self.by = by

    def customer_acquisition_cost(self, key: Key, start: date, end: date) -> Value:
        spent = self._spent(key, "sales", start, end) + self._spent(key, "marketing", start, end)
        return ratio(spent, self._new_customers(key, start, end))

    def cost_per_lead(self, key: Key, start: date, end: date) -> Value:
        return ratio(self._spent(key, "marketing", start, end), len(self._leads(key, start, end)))

    def return_on_investment(self, key: Key, start: date, end: date) -> Value:
        spent = self._spent(key, "marketing", start, end)
        deals = {
            deal.id
            for deal in self.book.deals
            if deal.campaign_id is not None and self._of_deal(deal) == key
        }
        gain = sum(
            entry.base_minor
            for entry in self.book.entries
            if entry.deal_id in deals and start <= entry.on < end
        )
        direct = sum(
            cost.base_minor
            for cost in self.book.costs
            if cost.function == "direct" and cost.deal_id in deals and start <= cost.on < end
        )
        if self.choice("roi_basis", "gross_profit") == "revenue":
            direct = 0
        return ratio(gain - direct - spent, spent)

    def win_rate(self, key: Key, start: date, end: date) -> Value:
        won, lost = (len(self._closed(key, how, start, end)) for how in ("won", "lost"))
        return ratio(won, won + lost)

    def sales_cycle_length(self, key: Key, start: date, end: date) -> Value:
        won = self._closed(key, "won", start, end)
        days = [(deal.closed_on - deal.opened_on).days for deal in won if deal.closed_on]
        return ratio(sum(days), len(days))

    def conversion_rate(self, key: Key, start: date, end: date) -> Value:
        created = self._leads(key, start, end)
        if self.choice("conversion_basis", "cohort") == "flow":
            return ratio(self._new_customers(key, start, end), len(created))
        won = {deal.lead_id for deal in self.closed("won", date.min, self.as_of)}
        return ratio(sum(lead.id in won for lead in created), len(created))

    def _spent(self, key: Key, function: str, start: date, end: date) -> int:
        return sum(
            cost.base_minor
            for cost in self.book.costs
            if cost.function == function and start <= cost.on < end and self._of_cost(cost) == key
        )

    def _leads(self, key: Key, start: date, end: date) -> list[Lead]:
        return [lead for lead in self.created(start, end) if self._of_lead(lead) == key]

    def _closed(self, key: Key, outcome: str, start: date, end: date) -> list[Deal]:
        return [deal for deal in self.closed(outcome, start, end) if self._of_deal(deal) == key]

    def _new_customers(self, key: Key, start: date, end: date) -> int:
        """The customers whose first won deal, the first entered of its day, is of the group."""
        found = 0
        for account, on in self.first_wins().items():
            deals = [
                deal
                for deal in self.closed("won", date.min, date.max)
                if (deal.account_id, deal.closed_on) == (account, on)
            ]
            first = min(deals, key=lambda deal: deal.id or 0)
            found += start <= on < end and self._of_deal(first) == key
        return found

    def _of_lead(self, lead: Lead) -> Key:
        return self._origin(lead.campaign_id, lead.source)

    def _of_deal(self, deal: Deal) -> Key:
        lead = None if deal.lead_id is None else self.book.leads[deal.lead_id - 1]
        return self._origin(deal.campaign_id, lead.source if lead else None)

    def _of_cost(self, cost: Cost) -> Key:
        return self._origin(cost.campaign_id, cost.channel)

    def _origin(self, campaign_id: int | None, otherwise: str | None) -> Key:
        if self.by == "campaign":
            return campaign_id
        channel = None if campaign_id is None else self.book.campaigns[campaign_id - 1].channel
        return channel or otherwise or "unknown"
