"""What marketing paid and was seen for: campaigns, advertisements, posts and visits."""

from __future__ import annotations

from typing import Any  # Any: a select of whatever sums a fact has

from sqlalchemy import (
    Select,
    case,
    func,
    literal,
    select,
)

from tui_crm.metrics.facts import channel_of, fact, origin_of_deal
from tui_crm.metrics.figures import Figures
from tui_crm.metrics.kpi import Unit
from tui_crm.metrics.spans import Span, Window
from tui_crm.models import (
    CampaignDay,
    Cost,
    Deal,
    RevenueEntry,
    SocialPost,
    WebDay,
)


@fact("revenue", revenue=Unit.MONEY)
def attributed(window: Window) -> Select[Any]:
    """The revenue of each day from deals that came from a campaign."""
    entry, deal = RevenueEntry.table().c, Deal.table().c
    return select(
        entry.id, entry.on, entry.base_minor.label("revenue"), *origin_of_deal(entry.deal_id)
    ).where(
        entry.deal_id.in_(select(deal.id).where(deal.campaign_id.is_not(None))),
        entry.on >= window.first,
        entry.on < window.last,
    )


@fact("cost", direct=Unit.MONEY)
def attributed_cost(window: Window) -> Select[Any]:
    """The direct cost of each day for deals that came from a campaign."""
    cost, deal = Cost.table().c, Deal.table().c
    from_campaign = select(deal.id).where(deal.id == cost.deal_id, deal.campaign_id.is_not(None))
    return select(
        cost.id, cost.on, cost.base_minor.label("direct"), *origin_of_deal(cost.deal_id)
    ).where(
        cost.function == "direct",
        from_campaign.exists(),
        cost.on >= window.first,
        cost.on < window.last,
    )


@fact("cost", campaigns=Unit.MONEY, advertised=Unit.MONEY)
def campaign_costs(window: Window) -> Select[Any]:
    """What marketing spent on campaigns on each day, and on those whose advertisements count."""
    cost, ads = Cost.table().c, CampaignDay.table().c
    advertised = select(ads.id).where(ads.campaign_id == cost.campaign_id, ads.day < window.as_of)
    return select(
        cost.id,
        cost.on,
        cost.base_minor.label("campaigns"),
        case((advertised.exists(), cost.base_minor), else_=0).label("advertised"),
        cost.campaign_id,
        channel_of(cost.campaign_id, cost.channel),
    ).where(
        cost.function == "marketing",
        cost.campaign_id.is_not(None),
        cost.on >= window.first,
        cost.on < window.last,
    )


@fact("ads", impressions=Unit.COUNT, clicks=Unit.COUNT)
def ads(window: Window) -> Select[Any]:
    """How often advertisements were seen and clicked on each day."""
    shown = CampaignDay.table().c
    return select(
        shown.id,
        shown.day.label("on"),
        shown.impressions,
        shown.clicks,
        shown.campaign_id,
        channel_of(shown.campaign_id, literal("")),
    ).where(shown.day >= window.first, shown.day < window.last)


@fact(
    "social", posts=Unit.COUNT, interactions=Unit.COUNT, interactions_with_reach=Unit.COUNT,
    reach=Unit.COUNT, without_reach=Unit.COUNT, impressions=Unit.COUNT,
)  # fmt: skip
def posts(window: Window) -> Select[Any]:
    """What people did with the posts of each day, and how many people those reached."""
    post = SocialPost.table().c
    interactions = post.reactions + post.comments + post.shares + post.saves
    return select(
        post.id,
        post.on,
        literal(1).label("posts"),
        interactions.label("interactions"),
        case((post.reach > 0, interactions), else_=0).label("interactions_with_reach"),
        func.coalesce(post.reach, 0).label("reach"),
        case((post.reach.is_(None), 1), else_=0).label("without_reach"),
        func.coalesce(post.impressions, 0).label("impressions"),
        post.campaign_id,
        channel_of(post.campaign_id, post.network),
    ).where(post.on >= window.first, post.on < window.last)


def without_reach(figures: Figures, span: Span) -> Select[Any]:
    """The posts of the span whose reach is not known."""
    post = SocialPost.table().c
    return select(post.id).where(post.on >= span.start, post.on < span.end, post.reach.is_(None))


def without_impressions(figures: Figures, span: Span) -> Select[Any]:
    """The posts of the span whose impressions are not known."""
    post = SocialPost.table().c
    return select(post.id).where(
        post.on >= span.start, post.on < span.end, post.impressions.is_(None)
    )


@fact(
    "traffic", rows=Unit.COUNT, sessions=Unit.COUNT, engaged=Unit.COUNT, pageviews=Unit.COUNT,
    with_pageviews=Unit.COUNT, users=Unit.COUNT, with_users=Unit.COUNT, ga4=Unit.COUNT,
    ua=Unit.COUNT,
)  # fmt: skip
def visits(window: Window) -> Select[Any]:
    """The visits of each day and source that was recorded."""
    day = WebDay.table().c
    return select(
        day.id,
        day.on,
        literal(1).label("rows"),
        day.sessions,
        day.engaged,
        func.coalesce(day.pageviews, 0).label("pageviews"),
        case((day.pageviews.is_(None), 0), else_=1).label("with_pageviews"),
        func.coalesce(day.users, 0).label("users"),
        case((day.users.is_(None), 0), else_=1).label("with_users"),
        case((day.bounce_def == "ga4", 1), else_=0).label("ga4"),
        case((day.bounce_def == "ua", 1), else_=0).label("ua"),
    ).where(day.on >= window.first, day.on < window.last)
