"""What marketing brought about: leads, their deals' revenue, posts and visits, summed by day."""

from __future__ import annotations

from bisect import bisect_left
from datetime import date
from itertools import accumulate
from typing import Any  # Any: a select of whatever sums a fact has

from sqlalchemy import Column, ColumnElement, Select, case, func, literal, select
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from tui_crm.metrics.figures import Figures
from tui_crm.metrics.spans import Window, days_between
from tui_crm.models import Cost, Deal, Lead, RevenueEntry, SocialPost, WebDay


def new_leads(window: Window) -> Select[Any]:
    """The leads created on each day that count."""
    lead = Lead.table().c
    return (
        select(lead.local_day.label("on"), func.count().label("leads"))
        .where(*counted(lead), lead.local_day >= window.first, lead.local_day < window.last)
        .group_by(lead.local_day)
    )


def won_leads(window: Window) -> Select[Any]:
    """The leads created on each day whose deal has been won."""
    lead, deal = Lead.table().c, Deal.table().c
    won = select(deal.lead_id).where(*won_with_lead(deal, window.as_of))
    return new_leads(window).where(lead.id.in_(won))


def days_to_win(figures: Figures) -> int | None:
    """The median of the days from the creation of a lead to its won deal; None without any."""
    lead, deal = Lead.table().c, Deal.table().c
    # Asked for deal by deal: a join would be read from the leads, most of which were not won.
    created_on = (
        select(lead.local_day).where(lead.id == deal.lead_id, *counted(lead)).scalar_subquery()
    )
    took = days_between(created_on, deal.closed_on).label("took")
    rows = figures.connection.execute(
        select(took, func.count())
        .where(*won_with_lead(deal, figures.as_of))
        .group_by(took)
        .order_by(took)
    )
    counts = [(int(days), int(deals)) for days, deals in rows if days is not None]
    reached = list(accumulate(deals for _, deals in counts))
    return counts[bisect_left(reached, (reached[-1] + 1) // 2)][0] if counts else None


def won_with_lead(
    deal: ReadOnlyColumnCollection[str, Column[Any]], as_of: date
) -> tuple[ColumnElement[bool], ...]:
    """That a deal came from a lead and was won before a day."""
    # Asked this way, all is found in the index of the deals' leads; by outcome it would not be.
    won_on = case((deal.outcome == "won", deal.closed_on))
    return deal.lead_id.is_not(None), won_on < as_of


def counted(lead: ReadOnlyColumnCollection[str, Column[Any]]) -> tuple[ColumnElement[bool], ...]:
    """That a lead is neither a duplicate nor invalid."""
    return lead.invalid.is_(False), lead.duplicate_of_id.is_(None)


def attributed(window: Window) -> Select[Any]:
    """The revenue of each day from deals that came from a campaign."""
    entry, deal = RevenueEntry.table().c, Deal.table().c
    return (
        select(entry.on, func.sum(entry.base_minor).label("revenue"))
        .where(
            entry.deal_id.in_(select(deal.id).where(deal.campaign_id.is_not(None))),
            entry.on >= window.first,
            entry.on < window.last,
        )
        .group_by(entry.on)
    )


def attributed_cost(window: Window) -> Select[Any]:
    """The direct cost of each day for deals that came from a campaign."""
    cost, deal = Cost.table().c, Deal.table().c
    from_campaign = select(deal.id).where(deal.id == cost.deal_id, deal.campaign_id.is_not(None))
    return (
        select(cost.on, func.sum(cost.base_minor).label("direct"))
        .where(
            cost.function == "direct",
            from_campaign.exists(),
            cost.on >= window.first,
            cost.on < window.last,
        )
        .group_by(cost.on)
    )


def social_posts(window: Window) -> Select[Any]:
    """What people did with the posts of each day, and how many people those reached."""
    post = SocialPost.table().c
    interactions = post.reactions + post.comments + post.shares + post.saves
    return (
        select(
            post.on,
            func.sum(interactions).label("interactions"),
            func.sum(case((post.reach > 0, interactions), else_=0)).label(
                "interactions_with_reach"
            ),
            func.coalesce(func.sum(post.reach), 0).label("reach"),
            func.count().label("posts"),
            func.sum(case((post.reach.is_(None), 1), else_=0)).label("posts_without_reach"),
        )
        .where(post.on >= window.first, post.on < window.last)
        .group_by(post.on)
    )


def web_days(window: Window) -> Select[Any]:
    """The visits of each day that was recorded, of all sources."""
    visits = WebDay.table().c
    return (
        select(
            visits.on,
            # One row a day comes out, whatever the number of sources.
            literal(1).label("days"),
            func.sum(visits.sessions).label("sessions"),
            func.sum(visits.engaged).label("engaged"),
            func.coalesce(func.sum(visits.pageviews), 0).label("pageviews"),
            func.sum(case((visits.bounce_def == "ga4", 1), else_=0)).label("ga4"),
            func.sum(case((visits.bounce_def == "ua", 1), else_=0)).label("ua"),
        )
        .where(visits.on >= window.first, visits.on < window.last)
        .group_by(visits.on)
    )
