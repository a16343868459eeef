"""The companions of the KPIs of marketing: how leads ripen, and what advertising costs."""

from __future__ import annotations

from tui_crm.metrics.kpi import Answer, Unit, kpi
from tui_crm.metrics.lead_facts import (
    accepted,
    answers,
    cold,
    decisions,
    new_leads,
    qualified,
    unanswered,
    waiting,
)
from tui_crm.metrics.marketing import FEW_LEADS, NO_LEAD, NOT_COUNTED
from tui_crm.metrics.marketing_facts import (
    ads,
    attributed,
    campaign_costs,
    posts,
    visits,
    without_impressions,
)
from tui_crm.metrics.sums import Asked, Flow, Median
from tui_crm.metrics.terms import OUTWEIGHED, LeftOut, Terms, ratio

NO_IMPRESSION = "no advertisement seen in the period"


@kpi(
    "Qualified leads", "marketing", Unit.COUNT, good="up", leading=True,
    formula="leads qualified", terms=[Flow("leads qualified", qualified, "leads")],
    settings=("time_zone",), left_out=(NOT_COUNTED,), lever="leads qualified",
)  # fmt: skip
def marketing_qualified_leads(terms: Terms) -> Answer:
    """The leads that became marketing-qualified (MQL) for the first time in the period."""
    return Answer(terms["leads qualified"])


@kpi(
    "Accepted leads", "marketing", Unit.COUNT, good="up", leading=True,
    formula="leads accepted", terms=[Flow("leads accepted", accepted, "leads")],
    left_out=(NOT_COUNTED,), lever="leads accepted",
)  # fmt: skip
def sales_accepted_leads(terms: Terms) -> Answer:
    """The leads that sales accepted in the period (SQL), each once, when it was first accepted."""
    return Answer(terms["leads accepted"])


@kpi(
    "Qualified to accepted", "marketing", Unit.RATE, good="up", leading=True,
    formula="qualified leads accepted / leads qualified",
    terms=[
        Flow("qualified leads accepted", qualified, "accepted"),
        Flow("leads qualified", qualified, "leads", "under"),
    ],
    thin={"leads qualified": FEW_LEADS},
    settings=("time_zone",), left_out=(NOT_COUNTED,),
    lever="qualified leads accepted",
)  # fmt: skip
def mql_to_sales_accepted(terms: Terms) -> Answer:
    """The share of the leads first qualified in the period that sales has accepted by now."""
    return ratio(
        terms["qualified leads accepted"], terms["leads qualified"],
        "no lead qualified in the period",
    )  # fmt: skip


@kpi(
    "Hand-off acceptance", "marketing", Unit.RATE, good="up", leading=True,
    formula="hand-offs accepted / (hand-offs accepted + hand-offs rejected)",
    terms=[
        Flow("hand-offs accepted", decisions, "accepted", "both"),
        Flow("hand-offs rejected", decisions, "rejected", "under"),
    ],
    thin={"hand-offs accepted": 3},
    left_out=(LeftOut("waiting for sales", "handoff", waiting),), lever="hand-offs accepted",
)  # fmt: skip
def handoff_acceptance(terms: Terms) -> Answer:
    """The share of the hand-offs decided in the period that sales accepted.

    Those that wait are not in it, and are listed; withdrawn ones are in no figure.
    """
    taken = terms["hand-offs accepted"]
    return ratio(
        taken, taken + terms["hand-offs rejected"], "no hand-off decided in the period"
    )  # fmt: skip


@kpi(
    "Cold to warm", "marketing", Unit.RATE, good="up", leading=True,
    formula="cold leads warmed / cold leads",
    terms=[
        Asked("cold leads warmed", "lead", Unit.COUNT, cold, measure="warmed"),
        Asked("cold leads", "lead", Unit.COUNT, cold, "under", measure="cold"),
    ],
    thin={"cold leads": FEW_LEADS},
    settings=("time_zone",), left_out=(NOT_COUNTED,), lever="cold leads warmed",
)  # fmt: skip
def cold_to_warm(terms: Terms) -> Answer:
    """The share of the cold leads that became warm, or hot, for the first time in the period.

    Cold leads are those that were cold at its start and those created cold within it.
    """
    return ratio(terms["cold leads warmed"], terms["cold leads"], "no cold lead in the period")


@kpi(
    "Lead response", "marketing", Unit.MINUTES, good="down", leading=True,
    formula="median of the minutes to the first answer",
    terms=[
        Median(
            "median of the minutes to the first answer", answers, "seconds", 60, Unit.MINUTES
        ),
        Flow("leads created", new_leads, "leads", "beside"),
    ],
    settings=("response_hours", "time_zone"), thin={"leads created": 5},
    left_out=(LeftOut("not answered yet", "lead", unanswered), NOT_COUNTED),
    checks=("leads answered",),
)  # fmt: skip
def lead_response_minutes(terms: Terms) -> Answer:
    """The median minutes from a lead's creation to the first call, mail, message or meeting.

    Over the leads created in the period that have been answered; those that have not are listed.
    By setting only the minutes of working hours count, Monday to Friday from 9 to 17.

    Who answers within an hour is far likelier to qualify a lead (Oldroyd and others, HBR 2011).
    """
    middle = terms.maybe("median of the minutes to the first answer")
    return Answer(middle, "no lead of the period was answered")


@kpi(
    "Answered in a day", "marketing", Unit.RATE, good="up", leading=True,
    formula="leads answered in 24 hours / leads created",
    terms=[
        Flow("leads answered in 24 hours", answers, "in_a_day"),
        Flow("leads created", new_leads, "leads", "under"),
    ],
    thin={"leads created": FEW_LEADS}, settings=("time_zone",), left_out=(NOT_COUNTED,),
    lever="leads answered in 24 hours",
)  # fmt: skip
def answered_within_day(terms: Terms) -> Answer:
    """The share of all leads created in the period that were answered within 24 hours."""
    return ratio(terms["leads answered in 24 hours"], terms["leads created"], NO_LEAD)


@kpi(
    "Return on ad spend", "marketing", Unit.TIMES, good="up", leading=False,
    formula="attributed revenue / cost of campaigns",
    terms=[
        Flow("attributed revenue", attributed, "revenue"),
        Flow("cost of campaigns", campaign_costs, "campaigns", "under"),
    ],
    checks=("won deals with a campaign",), lever="attributed revenue",
)  # fmt: skip
def return_on_ad_spend(terms: Terms) -> Answer:
    """How many times the revenue of deals from campaigns is what the campaigns cost (ROAS).

    Revenue, not profit; marketing cost without a campaign is not in it.
    """
    cost = terms["cost of campaigns"]
    reason = OUTWEIGHED if cost else "no cost of a campaign in the period"
    return ratio(terms["attributed revenue"], cost, reason)


@kpi(
    "Interactions", "marketing", Unit.COUNT, good="up", leading=True,
    formula="interactions", terms=[Flow("interactions", posts, "interactions")],
    lever="interactions",
)  # fmt: skip
def social_interactions(terms: Terms) -> Answer:
    """The reactions, comments, shares and saves of the period's posts, all of them."""
    return Answer(terms["interactions"])


@kpi(
    "Website users", "marketing", Unit.COUNT, good="up", leading=True,
    formula="users",
    terms=[
        Flow("users", visits, "users"),
        Flow("rows recorded", visits, "rows", "beside"),
        Flow("rows with users", visits, "with_users", "beside"),
    ],
    checks=("days with traffic",),
)  # fmt: skip
def website_users(terms: Terms) -> Answer:
    """The people who visited the website, told only where the period is one recorded row.

    Users of several days or sources are not added up: the same person on two days is one user.
    """
    users, rows, known = (terms[name] for name in ("users", "rows recorded", "rows with users"))
    if rows == 1 and known:
        return Answer(users)
    if not known:
        return Answer(None, "no users recorded in the period")
    return Answer(None, "users of several days cannot be added: a person may come on several")


@kpi(
    "Page views", "marketing", Unit.COUNT, good="up", leading=True,
    formula="page views",
    terms=[
        Flow("page views", visits, "pageviews"),
        Flow("rows with page views", visits, "with_pageviews", "beside"),
    ],
    checks=("days with traffic",), lever="page views",
)  # fmt: skip
def pageviews(terms: Terms) -> Answer:
    """The pages seen in the period, over the days whose page views were recorded."""
    seen = terms["page views"]
    known = terms["rows with page views"]
    return Answer(seen if known else None, "no page views recorded in the period")


@kpi(
    "Click-through", "marketing", Unit.RATE, good="up", leading=True,
    formula="clicks / impressions",
    terms=[Flow("clicks", ads, "clicks"), Flow("impressions", ads, "impressions", "under")],
    thin={"impressions": 1000}, lever="clicks",
)  # fmt: skip
def click_through_rate(terms: Terms) -> Answer:
    """The share of the times that advertisements were seen in which they were clicked (CTR)."""
    return ratio(terms["clicks"], terms["impressions"], NO_IMPRESSION)


@kpi(
    "Cost per click", "marketing", Unit.MONEY, good="down", leading=False,
    formula="cost of advertised campaigns / clicks",
    terms=[
        Flow("cost of advertised campaigns", campaign_costs, "advertised"),
        Flow("clicks", ads, "clicks", "under"),
    ],
    thin={"clicks": 20}, lever="clicks",
)  # fmt: skip
def cost_per_click(terms: Terms) -> Answer:
    """What the campaigns with advertisements spent in the period for each click (CPC)."""
    return ratio(
        terms["cost of advertised campaigns"], terms["clicks"], "no click in the period"
    )  # fmt: skip


@kpi(
    "Cost per thousand seen", "marketing", Unit.MONEY, good="down", leading=False,
    formula="1000 x cost of advertised campaigns / impressions",
    terms=[
        Flow("cost of advertised campaigns", campaign_costs, "advertised"),
        Flow("impressions", ads, "impressions", "under"),
    ],
    thin={"impressions": 1000}, lever="impressions",
)  # fmt: skip
def cost_per_thousand(terms: Terms) -> Answer:
    """What it cost in the period to have advertisements seen a thousand times (CPM)."""
    return ratio(
        1000 * terms["cost of advertised campaigns"], terms["impressions"], NO_IMPRESSION
    )  # fmt: skip


@kpi(
    "Reach", "marketing", Unit.COUNT, good="up", leading=True,
    formula="impressions of advertisements + impressions of posts",
    terms=[
        Flow("impressions of advertisements", ads, "impressions"),
        Flow("impressions of posts", posts, "impressions"),
    ],
    left_out=(LeftOut("its impressions are not known", "social", without_impressions),),
    lever="impressions of advertisements",
)  # fmt: skip
def reach(terms: Terms) -> Answer:
    """How often the business was seen in the period: impressions of advertisements and posts."""
    return Answer(terms["impressions of advertisements"] + terms["impressions of posts"])
