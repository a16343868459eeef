"""What marketing runs and pays for: campaigns, advertisements, spend, posts and web traffic."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from tui_crm.period import add_months
from tui_crm.sample.days import SEASONS, Days
from tui_crm.sample.dice import Dice
from tui_crm.sample.rows import (
    CampaignDayRow,
    CampaignRow,
    CostRow,
    SocialPostRow,
    Tables,
    WebDayRow,
    words,
)
from tui_crm.sample.trade import in_base, rate_on
from tui_crm.sample.words import CAMPAIGNS, COMPANY_PLACES, POSTS, CampaignPlan

_ADVERTISED = ("paid_search", "paid_social")
_SOURCES = (("organic", 30, 62), ("direct", 14, 55), ("referral", 6, 66), ("social", 9, 41))
"""Where visits come from: how many a day, and how many of a hundred look further."""
_NETWORKS = ("instagram", "facebook", "linkedin", "mastodon")


class Campaign(NamedTuple):
    """A campaign that runs for some days."""

    number: int
    plan: CampaignPlan
    name: str
    starts: int
    ends: int | None
    """The last day it runs on."""

    def runs(self, day: int) -> bool:
        """Whether it runs on a day."""
        return self.starts <= day and (self.ends is None or day <= self.ends)


class Marketing:
    """The campaigns of the business, and everything counted and paid for them day by day.

    `volume` is how many times larger the business is than Rosa's.
    """

    def __init__(self, tables: Tables, days: Days, dice: Dice, volume: int) -> None:
        self._tables = tables
        self._days = days
        self._dice = dice
        self._volume = volume
        places = len(COMPANY_PLACES) if volume > len(COMPANY_PLACES) else 1
        self._share = volume // places
        self.campaigns = [
            self._started(plan, name, day) for plan, name, day in _planned(days, places)
        ]
        self._drawing: list[list[Campaign]] = [
            [c for c in self.campaigns if c.runs(day) for _ in range(c.plan.pull)]
            for day in range(days.today + 1)
        ]

    def campaign_of_lead(self, day: int) -> Campaign | None:
        """The campaign that brings the next lead of a day, or None: it came by itself."""
        drawing = self._drawing[day]
        return self._dice.pick(drawing) if drawing and self._dice.chance(0.6) else None

    def live(self, day: int) -> None:
        """Count and pay what belongs to a day."""
        busy = SEASONS[self._days.dates[day].month - 1]
        for campaign in self.campaigns:
            if campaign.runs(day):
                self._run(campaign, day, busy)
        for source, visits, engaged in _SOURCES:
            self._visits(day, source, None, int(visits * busy), engaged)
        first = self._days.dates[day].day == 1
        if first:
            self._pay(day, 2_900 * self._volume, "EUR", None, "Web site")
        if first or self._days.dates[day].weekday() in (1, 4):
            self._post(day, busy)

    def _started(self, plan: CampaignPlan, name: str, starts: int) -> Campaign:
        number = self._tables.campaign.number()
        ends = starts + plan.days if plan.days else None
        iso = self._days.iso
        at = self._days.moment(min(starts, self._days.today), 500)
        self._tables.campaign.add(
            CampaignRow(
                number, at, words(name, plan.channel, plan.goal), name, plan.channel, plan.goal,
                iso[starts], None if ends is None else iso[ends],
                plan.weekly * self._share * (plan.days or 365) // 7 * 100,
            )
        )  # fmt: skip
        return Campaign(number, plan, name, starts, ends)

    def _run(self, campaign: Campaign, day: int, busy: float) -> None:
        plan = campaign.plan
        if (day - campaign.starts) % 7 == 0 or self._days.dates[day].day == 1:
            cents = plan.weekly * self._dice.between(85, 115) * self._share
            self._pay(day, cents, plan.currency, campaign, f"{campaign.name}, one week")
        if plan.channel in _ADVERTISED:
            seen = int(plan.weekly * busy * self._dice.between(9, 14)) * self._share
            clicks = seen * self._dice.between(8, 30) // 1_000
            self._tables.campaign_day.add(
                CampaignDayRow(
                    self._tables.campaign_day.number(), self._days.moment(day, 330), "",
                    self._days.iso[day], campaign.number, seen, clicks,
                )
            )  # fmt: skip
            self._visits(day, f"ads: {campaign.name}", campaign, int(plan.pull * busy) + 2, 48)

    def _pay(
        self, day: int, amount: int, currency: str, campaign: Campaign | None, note: str
    ) -> None:
        rate = rate_on(currency, day)
        channel = campaign.plan.channel if campaign else "web"
        self._tables.cost.add(
            CostRow(
                self._tables.cost.number(), self._days.moment(day, 340),
                words("marketing", channel, currency, note), self._days.iso[day], "marketing",
                campaign.number if campaign else None, channel, None, amount, currency, rate,
                in_base(amount, rate), note,
            )
        )  # fmt: skip

    def _visits(
        self, day: int, source: str, campaign: Campaign | None, visits: int, engaged: int
    ) -> None:
        sessions = max(1, visits * self._dice.between(70, 130) // 100)
        sessions *= self._share if campaign else self._volume
        looked = sessions * (engaged + self._dice.between(-6, 6)) // 100
        self._tables.web_day.add(
            WebDayRow(
                self._tables.web_day.number(), self._days.moment(day, 320), words(source, "ga4"),
                self._days.iso[day], source, campaign.number if campaign else None, sessions,
                looked, sessions - sessions // 6, sessions + looked * 2, "ga4",
            )
        )  # fmt: skip

    def _post(self, day: int, busy: float) -> None:
        number = self._tables.social_post.number()
        network = _NETWORKS[number % len(_NETWORKS)]
        title = POSTS[number % len(POSTS)]
        reach = int(self._dice.between(180, 900) * busy) * self._volume
        liked = reach * self._dice.between(15, 60) // 1_000
        campaign = next((c for c in reversed(self.campaigns) if c.runs(day)), None)
        measured = min(day + 7, self._days.today)
        told = number % 9 != 4 or self._days.dates[day].day == 1  # not every network tells it
        self._tables.social_post.add(
            SocialPostRow(
                number, self._days.moment(day, 620), words(network, title), self._days.iso[day],
                network, title, campaign.number if campaign and number % 3 == 0 else None,
                reach if told else None, reach * 4 // 3 if told else None,
                liked, liked // 7, liked // 11, liked // 9, reach // 90, self._days.iso[measured],
            )
        )  # fmt: skip


def _planned(days: Days, places: int) -> Iterator[tuple[CampaignPlan, str, int]]:
    """The campaigns with their names and first days; in a large business one for every place."""
    for place in range(places):
        where = COMPANY_PLACES[place]
        for plan in CAMPAIGNS:
            name = f"{plan.name}, {where}" if where else plan.name
            if not plan.month:
                yield plan, name, 3 * place
                continue
            for first in reversed(_last_two(days, plan.month)):
                year = days.dates[first].year
                yield plan, f"{name} {year}", first + place


def _last_two(days: Days, month: int) -> list[int]:
    """The last two times that a month began, the later one first, where the books know them."""
    today = days.dates[days.today]
    latest = date(today.year - (today.month < month), month, 1)
    starts = (days.number(add_months(latest, -12 * back)) for back in range(2))
    return [start for start in starts if start >= 0]
