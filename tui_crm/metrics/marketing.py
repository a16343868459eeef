"""The KPIs of marketing, and what a list of campaigns shows of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any  # Any: a select of an id and whatever number

from sqlalchemy import Connection, Select, func, select

from tui_crm.metrics.facts import costs, counted, first_wins
from tui_crm.metrics.figures import Figures
from tui_crm.metrics.kpi import Answer, Unit, kpi
from tui_crm.metrics.lead_facts import MATURING, is_maturing, new_leads, not_counted, won_leads
from tui_crm.metrics.marketing_facts import (
    attributed,
    attributed_cost,
    posts,
    visits,
    without_reach,
)
from tui_crm.metrics.spans import Span
from tui_crm.metrics.sums import Flow, Plain
from tui_crm.metrics.terms import OUTWEIGHED, LeftOut, Terms, ratio
from tui_crm.models import Cost, Deal, Lead, RevenueEntry

NO_LEAD = "no lead created in the period"
NOT_COUNTED = LeftOut("duplicate or invalid", "lead", not_counted)
FEW_LEADS = 10


@kpi(
    "Leads",
    "marketing",
    Unit.COUNT,
    good="up",
    leading=True,
    headline=True,
    formula="leads created",
    terms=[Flow("leads created", new_leads, "leads")],
    settings=("time_zone",),
    left_out=(NOT_COUNTED,),
    checks=("leads with a source",),
    lever="leads created",
)
def leads(terms: Terms) -> Answer:
    """The leads created in the period, by the calendar of the business's time zone.

    Duplicates and invalid leads are in no figure. Who asks again is an activity on the open lead,
    not a new one.
    """
    return Answer(terms["leads created"])


@kpi(
    "Conversion",
    "marketing",
    Unit.RATE,
    good="up",
    leading=False,
    headline=True,
    formula="leads won / leads created",
    otherwise={"conversion_basis=flow": "new customers / leads created"},
    terms=[
        Flow("leads won", won_leads, "leads"),
        Flow("new customers", first_wins, "customers"),
        Flow("leads created", new_leads, "leads", "under"),
    ],
    settings=("conversion_basis", "time_zone"),
    thin={"leads created": FEW_LEADS},
    left_out=(NOT_COUNTED,),
    checks=("won deals with a lead",),
    lever="leads won",
)
def conversion_rate(terms: Terms) -> Answer:
    """The share of the leads created in the period whose deal has been won by now.

    It never exceeds 100 %, and grows while the leads mature: a period that has not been over for
    as long as half of all won leads took is marked as still maturing. By setting it is the flow
    instead: the customers won in the period by the leads created in it, which can exceed 100 %.

    The cohort form, so that leads and deals of the same people are compared.
    """
    if terms.business.conversion_basis == "flow":
        return ratio(terms["new customers"], terms["leads created"], NO_LEAD)
    note = MATURING if is_maturing(terms.figures, terms.span) else ""
    return ratio(terms["leads won"], terms["leads created"], NO_LEAD, note)


@kpi(
    "Cost per lead",
    "marketing",
    Unit.MONEY,
    good="down",
    leading=False,
    headline=True,
    formula="marketing cost / leads created",
    terms=[
        Flow("marketing cost", costs, "marketing"),
        Flow("leads created", new_leads, "leads", "under"),
    ],
    settings=("time_zone",),
    thin={"leads created": FEW_LEADS},
    left_out=(NOT_COUNTED,),
    checks=("months with marketing cost",),
    lever="leads created",
)
def cost_per_lead(terms: Terms) -> Answer:
    """What marketing spent in the period for each lead created in it.

    All marketing cost is counted, with a campaign or without.
    """
    cost = terms["marketing cost"]
    note = "" if cost else "no cost recorded"
    return ratio(cost, terms["leads created"], NO_LEAD, note)


@kpi(
    "Return on investment",
    "marketing",
    Unit.RATE,
    good="up",
    leading=False,
    headline=True,
    formula="(attributed revenue - its direct cost - marketing cost) / marketing cost",
    otherwise={"roi_basis=revenue": "(attributed revenue - marketing cost) / marketing cost"},
    terms=[
        Flow("attributed revenue", attributed, "revenue"),
        Flow("its direct cost", attributed_cost, "direct", sign=-1),
        Flow("marketing cost", costs, "marketing", "both", sign=-1),
    ],
    settings=("roi_basis",),
    checks=(
        "won deals with a campaign",
        "won deals with direct cost",
        "months with marketing cost",
    ),
    lever="attributed revenue",
)
def return_on_investment(terms: Terms) -> Answer:
    """What marketing's money brought back in the period beyond itself, as a share of it.

    Attributed revenue is the revenue of deals that came from a campaign, less the direct cost of
    those deals (by setting without it); cost is all of marketing's, all dated in the period. Cost
    comes before revenue: a month of a business with long cycles tells little, the campaigns'
    figures to date tell more.

    On gross profit, as growthstrats.com prefers.
    """
    earned, cost = terms["attributed revenue"], terms["marketing cost"]
    if terms.business.roi_basis == "gross_profit":
        earned -= terms["its direct cost"]
    reason = OUTWEIGHED if cost else "no marketing cost in the period"
    return ratio(earned - cost, cost, reason)


@kpi(
    "Social engagement",
    "marketing",
    Unit.RATE,
    good="up",
    leading=True,
    headline=True,
    formula="interactions with reach / reach",
    terms=[
        Flow("interactions with reach", posts, "interactions_with_reach"),
        Flow("reach", posts, "reach", "under"),
        Flow("interactions", posts, "interactions", "beside"),
        Flow("posts", posts, "posts", "beside"),
        Flow("posts without reach", posts, "without_reach", "beside"),
    ],
    thin={"reach": 100},
    left_out=(LeftOut("its reach is not known", "social", without_reach),),
    checks=("posts with reach",),
    lever="interactions with reach",
)
def social_media_engagement(terms: Terms) -> Answer:
    """The reactions, comments, shares and saves of the period's posts per person reached.

    Posts whose reach is not known are left out of the rate, and counted. The rate is one of
    sums, so a post counts by how many people it reached. Clicks are not in it.

    Engagement by reach, the first of Hootsuite's six.
    """
    unknown = terms["posts without reach"]
    reason = "no reach known of the period's posts" if terms["posts"] else "no post in the period"
    note = f"{unknown} post{'s' if unknown > 1 else ''} without reach" if unknown else ""
    return replace(ratio(terms["interactions with reach"], terms["reach"], reason), note=note)


def _days_recorded(figures: Figures, span: Span) -> int:
    return figures.days(visits, span.start, span.end)


@kpi(
    "Website traffic",
    "marketing",
    Unit.COUNT,
    good="up",
    leading=True,
    headline=True,
    formula="sessions",
    terms=[
        Flow("sessions", visits, "sessions"),
        Plain("days recorded", Unit.COUNT, _days_recorded),
        Flow("pageviews", visits, "pageviews", "beside"),
    ],
    checks=("days with traffic",),
    lever="sessions",
)
def website_traffic(terms: Terms) -> Answer:
    """The sessions of the website in the period, over the days whose traffic was recorded.

    A day that was not recorded is missing, not zero.
    """
    sessions = terms["sessions"]
    return Answer(sessions if terms["days recorded"] else None, "no traffic recorded in the period")


@kpi(
    "Bounce rate",
    "marketing",
    Unit.RATE,
    good="down",
    leading=False,
    headline=True,
    formula="(sessions - engaged sessions) / sessions",
    terms=[
        Flow("sessions", visits, "sessions", "both"),
        Flow("engaged sessions", visits, "engaged", sign=-1),
        Flow("rows counted as ga4", visits, "ga4", "beside"),
        Flow("rows counted as ua", visits, "ua", "beside"),
    ],
    thin={"sessions": 100},
    checks=("days with traffic",),
)
def bounce_rate(terms: Terms) -> Answer:
    """The share of the period's sessions that were not engaged.

    The sources of the numbers must count engagement alike: a period in which they do not has
    no bounce rate.

    GA4's: engaged is a session over ten seconds, or with a key event, or with two page views.
    """
    sessions, engaged = terms["sessions"], terms["engaged sessions"]
    ga4, ua = terms["rows counted as ga4"], terms["rows counted as ua"]
    if ga4 and ua:
        return Answer(None, "the period mixes two ways of counting bounces (ga4 and ua)")
    return ratio(sessions - engaged, sessions, "no session in the period")


@dataclass(frozen=True, slots=True)
class CampaignResult:
    """What a campaign has cost and brought so far, in minor units of the base currency."""

    spend: int
    leads: int
    cost_per_lead: Fraction | None
    """None without leads."""
    roi: Fraction | None
    """Its deals' revenue less their direct cost (by setting without) and spend, by the spend."""


def campaign_results(figures: Figures, ids: Sequence[int]) -> dict[int, CampaignResult]:
    """What each of the campaigns has cost and brought to date; each is in the answer."""
    connection, as_of = figures.connection, figures.as_of
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
    if figures.business.roi_basis == "revenue":
        directs = {}
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
