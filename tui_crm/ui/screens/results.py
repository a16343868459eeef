"""The figures that stand beside campaigns and accounts in their lists."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta

from sqlalchemy import Connection

from tui_crm.days import shown_day
from tui_crm.metrics.figures import Figures
from tui_crm.metrics.kpi import Unit
from tui_crm.metrics.marketing import campaign_results
from tui_crm.metrics.sales import account_results
from tui_crm.metrics.written import written
from tui_crm.money import half_up
from tui_crm.store.business import Business
from tui_crm.ui.sources import Results
from tui_crm.ui.texts import UNKNOWN, amount
from tui_crm.ui.widgets.row_source import Column


def of_campaigns(business: Business, today: date) -> Results:
    """What each campaign has cost and brought to date."""
    columns = (
        Column("spend", "Spend", 11, "right", sortable=False),
        Column("leads", "Leads", 6, "right", sortable=False),
        Column("cost_per_lead", "Per lead", 9, "right", sortable=False),
        Column("roi", "ROI", 9, "right", sortable=False),
    )

    def read(connection: Connection, ids: Sequence[int]) -> Mapping[int, tuple[str, ...]]:
        found = campaign_results(Figures(connection, business, today + timedelta(days=1)), ids)
        return {
            number: (
                amount(result.spend, business.currency, business),
                f"{result.leads:,}",
                written(result.cost_per_lead, Unit.MONEY, business),
                UNKNOWN if result.roi is None else f"{half_up(result.roi * 100):,} %",
            )
            for number, result in found.items()
        }

    return Results(columns, read)


def of_accounts(business: Business, today: date) -> Results:
    """What each account has brought, what is open with it, and when it last bought."""
    columns = (
        Column("revenue", "Revenue", 13, "right", sortable=False),
        Column("open_value", "Open deals", 12, "right", sortable=False),
        Column("last_sale_on", "Last sale", 11, sortable=False, least=2),
    )

    def read(connection: Connection, ids: Sequence[int]) -> Mapping[int, tuple[str, ...]]:
        found = account_results(connection, ids)
        return {
            number: (
                amount(result.revenue, business.currency, business) if result.revenue else UNKNOWN,
                amount(result.open_value, business.currency, business)
                if result.open_value
                else UNKNOWN,
                shown_day(result.last_sale_on, today) if result.last_sale_on else UNKNOWN,
            )
            for number, result in found.items()
        }

    return Results(columns, read)


RESULTS: dict[str, Callable[[Business, date], Results]] = {
    "campaign": of_campaigns,
    "account": of_accounts,
}
"""Whose figures there are."""
