"""The facts that figures are summed over: rows of the book, one for each record and day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any  # Any: a select of whatever sums a fact has

from sqlalchemy import Column, ColumnElement, Select, case, func, literal, select, union_all
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from tui_crm.metrics.kpi import Unit
from tui_crm.metrics.spans import Window
from tui_crm.models import (
    Campaign,
    Cost,
    Deal,
    DealEvent,
    Lead,
    RevenueEntry,
    SocialPost,
    WebDay,
)

FUNCTIONS = ("marketing", "sales", "direct", "overhead")
"""What costs are for."""

UNKNOWN = "unknown"
"""The channel of what no campaign and no source is known of."""

Columns = ReadOnlyColumnCollection[str, Column[Any]]


@dataclass(frozen=True)
class Fact:
    """Rows of the book that figures are summed over.

    A fact's query has the columns `id` (the record), `on` (its day) and one for each measure;
    where it can be told apart, `campaign_id` and `channel` too.
    """

    entity: str
    """Whose records it counts, by the entity's name."""
    measures: Mapping[str, Unit]
    rows: Callable[[Window], Select[Any]]
    standing: Callable[[Window], Select[Any]] | None = None
    """For changes that add up to a state: the records with what they come to before a day."""

    def __hash__(self) -> int:
        return id(self)


def fact(
    entity: str,
    *,
    standing: Callable[[Window], Select[Any]] | None = None,
    **measures: Unit,
) -> Callable[[Callable[[Window], Select[Any]]], Fact]:
    """Make the query below it a fact about an entity's records."""

    def made(rows: Callable[[Window], Select[Any]]) -> Fact:
        return Fact(entity, measures, rows, standing)

    return made


@fact("revenue", earned=Unit.MONEY, refunds=Unit.MONEY, revenue=Unit.MONEY)
def ledger(window: Window) -> Select[Any]:
    """The revenue ledger: sales and billings, and what was refunded."""
    entry = RevenueEntry.table().c
    return select(
        entry.id,
        entry.on,
        case((entry.base_minor > 0, entry.base_minor), else_=0).label("earned"),
        case((entry.base_minor < 0, -entry.base_minor), else_=0).label("refunds"),
        entry.base_minor.label("revenue"),
    ).where(entry.on >= window.first, entry.on < window.last)


@fact("cost", marketing=Unit.MONEY, sales=Unit.MONEY, direct=Unit.MONEY, overhead=Unit.MONEY)
def costs(window: Window) -> Select[Any]:
    """The costs by what they are for."""
    cost = Cost.table().c
    sums = (
        case((cost.function == function, cost.base_minor), else_=0).label(function)
        for function in FUNCTIONS
    )
    # The functions are named so that the index, which begins with them, can be used.
    return select(
        cost.id, cost.on, *sums, cost.campaign_id, channel_of(cost.campaign_id, cost.channel)
    ).where(cost.function.in_(FUNCTIONS), cost.on >= window.first, cost.on < window.last)


@fact("account", customers=Unit.COUNT)
def first_wins(window: Window) -> Select[Any]:
    """The accounts that became customers: each once, on the day of its first won deal."""
    deal, first = Deal.table().c, Deal.table().alias("first_won").c
    # Asked this way, all is read in the order of an index; by outcome it would have to be sorted.
    won_on = func.min(case((deal.outcome == "won", deal.closed_on)), type_=deal.closed_on.type)
    firsts = select(deal.account_id, won_on.label("on")).group_by(deal.account_id).subquery()
    first_deal = (
        select(first.id)
        .where(
            first.account_id == firsts.c.account_id,
            first.outcome == "won",
            first.closed_on == firsts.c.on,
        )
        .order_by(first.id)
        .limit(1)
        .correlate(firsts)
    ).scalar_subquery()
    campaign, channel = origin_of_deal(first_deal)
    return select(
        firsts.c.account_id.label("id"), firsts.c.on, literal(1).label("customers"),
        campaign, channel,
    ).where(firsts.c.on >= window.first, firsts.c.on < window.last)  # fmt: skip


def counted(lead: Columns) -> tuple[ColumnElement[bool], ...]:
    """That a lead is neither a duplicate nor invalid."""
    return lead.invalid.is_(False), lead.duplicate_of_id.is_(None)


def channel_of(campaign_id: ColumnElement[Any], otherwise: ColumnElement[Any]) -> Any:
    """The channel of a campaign, else the one given, else unknown; a column named `channel`."""
    campaign = Campaign.table().alias("campaign_of").c
    its = select(campaign.channel).where(campaign.id == campaign_id).scalar_subquery()
    return func.coalesce(func.nullif(its, ""), func.nullif(otherwise, ""), UNKNOWN).label("channel")


def origin_of(deal: Columns) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    """The campaign of a deal, and its channel: the campaign's, else the source of its lead."""
    lead = Lead.table().alias("lead_of").c
    source = select(lead.source).where(lead.id == deal.lead_id).scalar_subquery()
    return deal.campaign_id, channel_of(deal.campaign_id, source)


def origin_of_deal(
    number: ColumnElement[Any],
) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    """The campaign and the channel of the deal of a number; columns named so."""
    deal = Deal.table().alias("origin").c
    campaign, channel = origin_of(deal)
    return (
        select(campaign).where(deal.id == number).scalar_subquery().label("campaign_id"),
        select(channel).where(deal.id == number).scalar_subquery().label("channel"),
    )


def first_entry() -> Select[Any]:
    """The day of the first revenue entry or cost."""
    entry, cost = RevenueEntry.table().c, Cost.table().c
    firsts = union_all(
        select(func.min(entry.on).label("on")),
        *(
            select(func.min(cost.on).label("on")).where(cost.function == function)
            for function in FUNCTIONS
        ),
    ).subquery()
    return select(func.min(firsts.c.on))


def first_record() -> Select[Any]:
    """The day of the first record of any kind that figures are made of."""
    entry, deal, lead, day, post = (
        model.table().c for model in (RevenueEntry, DealEvent, Lead, WebDay, SocialPost)
    )
    firsts = union_all(
        select(first_entry().subquery().c[0].label("on")),
        *(
            select(func.min(on).label("on"))
            for on in (entry.on, deal.on, lead.local_day, day.on, post.on)
        ),
    ).subquery()
    return select(func.min(firsts.c.on, type_=entry.on.type))
