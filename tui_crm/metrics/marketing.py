"""The KPIs of marketing, and what a list of campaigns shows of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any  # Any: a select of an id and whatever number

from sqlalchemy import Connection, Select, func, select

from tui_crm.metrics.facts import costs
from tui_crm.metrics.figures import Figures
from tui_crm.metrics.kpi import Reading, Unit, kpi
from tui_crm.metrics.response import (
    attributed,
    attributed_cost,
    counted,
    days_to_win,
    new_leads,
    social_posts,
    web_days,
    won_leads,
)
from tui_crm.metrics.spans import Span
from tui_crm.models import Cost, Deal, Lead, RevenueEntry


@kpi(
    "Leads",
    "marketing",
    Unit.COUNT,
    good="up",
    leading=True,
    formula="leads created, without duplicates and invalid ones",
    inputs={},
)
def leads(figures: Figures, span: Span) -> Reading:
    """The leads created in the period, by the calendar of the business's time zone.

    Duplicates and invalid leads are in no figure.
    """
    return figures.reading(span, figures.total(new_leads, span.start, span.end)["leads"], {})


@kpi(
    "Conversion",
    "marketing",
    Unit.RATE,
    good="up",
    leading=False,
    formula="leads of the period whose deal is won / leads of the period",
    inputs={"leads": Unit.COUNT, "leads won": Unit.COUNT},
)
def conversion_rate(figures: Figures, span: Span) -> Reading:
    """The share of the leads created in the period whose deal has been won by now.

    It never exceeds 100 %, and grows while the leads mature: a period that has not been over for
    as long as half of all won leads took is marked as still maturing.
    """
    created = figures.total(new_leads, span.start, span.end)["leads"]
    won = figures.total(won_leads, span.start, span.end)["leads"]
    inputs = {"leads": created, "leads won": won}
    if not created:
        return figures.reading(span, None, inputs, reason="no lead created in the period")
    usual = figures.once(days_to_win)
    maturing = usual is not None and (figures.as_of - span.end).days < usual
    note = "still maturing" if maturing else ""
    return figures.reading(span, Fraction(won, created), inputs, note=note)


@kpi(
    "Cost per lead",
    "marketing",
    Unit.MONEY,
    good="down",
    leading=False,
    formula="marketing cost / leads",
    inputs={"marketing cost": Unit.MONEY, "leads": Unit.COUNT},
)
def cost_per_lead(figures: Figures, span: Span) -> Reading:
    """What marketing spent in the period for each lead created in it.

    All marketing cost is counted, with a campaign or without.
    """
    cost = figures.total(costs, span.start, span.end)["marketing"]
    created = figures.total(new_leads, span.start, span.end)["leads"]
    return figures.reading(
        span,
        Fraction(cost, created) if created else None,
        {"marketing cost": cost, "leads": created},
        reason="no lead created in the period",
        note="" if cost or not created else "no cost recorded",
    )


@kpi(
    "Return on investment",
    "marketing",
    Unit.RATE,
    good="up",
    leading=False,
    formula="(attributed revenue - its direct cost - marketing cost) / marketing cost",
    inputs={
        "attributed revenue": Unit.MONEY,
        "direct cost": Unit.MONEY,
        "marketing cost": Unit.MONEY,
    },
)
def return_on_investment(figures: Figures, span: Span) -> Reading:
    """What marketing's money brought back in the period beyond itself, as a share of it.

    Attributed revenue is the revenue of deals that came from a campaign, less the direct cost of
    those deals; cost is all of marketing's, all dated in the period.
    """
    earned = figures.total(attributed, span.start, span.end)["revenue"]
    direct = figures.total(attributed_cost, span.start, span.end)["direct"]
    cost = figures.total(costs, span.start, span.end)["marketing"]
    inputs = {"attributed revenue": earned, "direct cost": direct, "marketing cost": cost}
    value = Fraction(earned - direct - cost, cost) if cost > 0 else None
    return figures.reading(span, value, inputs, reason="no marketing cost in the period")


@kpi(
    "Social engagement",
    "marketing",
    Unit.RATE,
    good="up",
    leading=True,
    formula="reactions, comments, shares and saves of posts with known reach / their reach",
    inputs={
        "interactions": Unit.COUNT,
        "interactions with reach": Unit.COUNT,
        "reach": Unit.COUNT,
        "posts": Unit.COUNT,
        "posts without reach": Unit.COUNT,
    },
)
def social_media_engagement(figures: Figures, span: Span) -> Reading:
    """The reactions, comments, shares and saves of the period's posts per person reached.

    Posts whose reach is not known are left out of the rate, and counted. The rate is one of
    sums, so a post counts by how many people it reached.
    """
    posts = figures.total(social_posts, span.start, span.end)
    inputs = {name.replace("_", " "): number for name, number in posts.items()}
    unknown = posts["posts_without_reach"]
    reason = "no reach known of the period's posts" if posts["posts"] else "no post in the period"
    return figures.reading(
        span,
        Fraction(posts["interactions_with_reach"], posts["reach"]) if posts["reach"] else None,
        inputs,
        reason=reason,
        note=f"{unknown} post{'s' if unknown > 1 else ''} without reach" if unknown else "",
    )


@kpi(
    "Website traffic",
    "marketing",
    Unit.COUNT,
    good="up",
    leading=True,
    formula="sessions",
    inputs={"days recorded": Unit.COUNT, "pageviews": Unit.COUNT},
)
def website_traffic(figures: Figures, span: Span) -> Reading:
    """The sessions of the website in the period, over the days whose traffic was recorded.

    A day that was not recorded is missing, not zero.
    """
    visits = figures.total(web_days, span.start, span.end)
    inputs = {"days recorded": visits["days"], "pageviews": visits["pageviews"]}
    value = visits["sessions"] if visits["days"] else None
    return figures.reading(span, value, inputs, reason="no traffic recorded in the period")


@kpi(
    "Bounce rate",
    "marketing",
    Unit.RATE,
    good="down",
    leading=False,
    formula="1 - engaged sessions / sessions",
    inputs={"sessions": Unit.COUNT, "engaged sessions": Unit.COUNT},
)
def bounce_rate(figures: Figures, span: Span) -> Reading:
    """The share of the period's sessions that were not engaged.

    The sources of the numbers must count engagement alike: a period in which they do not has
    no bounce rate.
    """
    visits = figures.total(web_days, span.start, span.end)
    sessions, engaged = visits["sessions"], visits["engaged"]
    inputs = {"sessions": sessions, "engaged sessions": engaged}
    if visits["ga4"] and visits["ua"]:
        reason = "the period mixes two ways of counting bounces (ga4 and ua)"
        return figures.reading(span, None, inputs, reason=reason)
    value = 1 - Fraction(engaged, sessions) if sessions else None
    return figures.reading(span, value, inputs, reason="no session in the period")


@dataclass(frozen=True, slots=True)
class CampaignResult:
    """What a campaign has cost and brought so far, in minor units of the base currency."""

    spend: int
    leads: int
    cost_per_lead: Fraction | None
    """None without leads."""
    roi: Fraction | None
    """Revenue of its deals less their direct cost and its spend, as a share of the spend."""


def campaign_results(
    connection: Connection, ids: Sequence[int], as_of: date
) -> dict[int, CampaignResult]:
    """What each of the campaigns has cost and brought before a day; each is in the answer."""
    lead, cost, entry, deal = (model.table().c for model in (Lead, Cost, RevenueEntry, Deal))
    spend = select(cost.campaign_id, func.sum(cost.base_minor)).where(
        cost.campaign_id.in_(ids), cost.on < as_of
    )
    created = select(lead.campaign_id, func.count()).where(
        lead.campaign_id.in_(ids), lead.local_day < as_of, *counted(lead)
    )
    earned = select(deal.campaign_id, func.sum(entry.base_minor)).where(
        deal.campaign_id.in_(ids), entry.deal_id == deal.id, entry.on < as_of
    )
    direct = select(deal.campaign_id, func.sum(cost.base_minor)).where(
        deal.campaign_id.in_(ids),
        cost.deal_id == deal.id,
        cost.function == "direct",
        cost.on < as_of,
    )
    spends, leads_of, revenues, directs = (
        _by_campaign(connection, query) for query in (spend, created, earned, direct)
    )
    return {
        number: _result(
            spends.get(number, 0),
            leads_of.get(number, 0),
            revenues.get(number, 0) - directs.get(number, 0),
        )
        for number in ids
    }


def _by_campaign(connection: Connection, query: Select[Any]) -> dict[int, int]:
    """The second column's number by the first, which is the campaign."""
    campaign = query.selected_columns[0]
    rows = connection.execute(query.group_by(campaign))
    return {number: int(total) for number, total in rows}


def _result(spend: int, leads: int, gross_profit: int) -> CampaignResult:
    return CampaignResult(
        spend,
        leads,
        Fraction(spend, leads) if leads else None,
        Fraction(gross_profit - spend, spend) if spend > 0 else None,
    )
