"""The KPIs of marketing worked out slowly in plain Python, straight from their definitions."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction

from tests.metrics.oracle_facts import Facts, Value, median, ratio
from tui_crm.models import Activity, Lead, SocialPost, WebDay

ANSWERS = ("call", "email", "message", "meeting")
DAY = timedelta(days=1)
OPENS, CLOSES = time(9), time(17)
"""The business hours, from Monday to Friday."""


class MarketingOracle(Facts):
    """What each KPI of marketing is between two days."""

    def leads(self, start: date, end: date) -> int:
        return len(self.created(start, end))

    def conversion_rate(self, start: date, end: date) -> Value:
        created = {lead.id for lead in self.created(start, end)}
        if self.choice("conversion_basis", "cohort") == "flow":
            return ratio(self.new_customers(start, end), len(created))
        won = {deal.lead_id for deal in self.closed("won", date.min, self.as_of)}
        return ratio(len(created & won), len(created))

    def cost_per_lead(self, start: date, end: date) -> Value:
        return ratio(self.cost("marketing", start, end), self.leads(start, end))

    def return_on_investment(self, start: date, end: date) -> Value:
        gain, direct = self.attributed(start, end)
        if self.choice("roi_basis", "gross_profit") == "gross_profit":
            gain -= direct
        spent = self.cost("marketing", start, end)
        return ratio(gain - spent, spent)

    def return_on_ad_spend(self, start: date, end: date) -> Value:
        revenue, _ = self.attributed(start, end)
        return ratio(revenue, self._campaign_cost(start, end, self._campaigns()))

    def marketing_qualified_leads(self, start: date, end: date) -> int:
        return len(self._qualified(start, end))

    def sales_accepted_leads(self, start: date, end: date) -> int:
        accepted = 0
        for lead in self.counted_leads():
            days = self._accepted_on(lead)
            accepted += bool(days) and start <= min(days) < end
        return accepted

    def mql_to_sales_accepted(self, start: date, end: date) -> Value:
        qualified = self._qualified(start, end)
        accepted = [
            lead for lead in qualified if any(on < self.as_of for on in self._accepted_on(lead))
        ]
        return ratio(len(accepted), len(qualified))

    def handoff_acceptance(self, start: date, end: date) -> Value:
        counted = {lead.id for lead in self.counted_leads()}
        decisions = [
            handoff.decision
            for handoff in self.book.handoffs
            if handoff.lead_id in counted
            and handoff.decided_on
            and start <= handoff.decided_on < end
        ]
        accepted = decisions.count("accepted")
        return ratio(accepted, accepted + decisions.count("rejected"))

    def cold_to_warm(self, start: date, end: date) -> Value:
        cold = [lead for lead in self.counted_leads() if self._is_cold(lead, start, end)]
        warmed = [
            lead for lead in cold if (on := self._warmed_on(lead)) is not None and start <= on < end
        ]
        return ratio(len(warmed), len(cold))

    def lead_response_minutes(self, start: date, end: date) -> Value:
        return median(
            self._minutes(lead.created_at, answer.at)
            for lead in self.created(start, end)
            if (answer := self._answer(lead)) is not None
        )

    def answered_within_day(self, start: date, end: date) -> Value:
        created = self.created(start, end)
        within = 0
        for lead in created:
            answer = self._answer(lead)
            within += answer is not None and answer.at - lead.created_at <= DAY
        return ratio(within, len(created))

    def social_media_engagement(self, start: date, end: date) -> Value:
        reached = [post for post in self._posts(start, end) if post.reach]
        return ratio(sum(map(_interactions, reached)), sum(post.reach or 0 for post in reached))

    def social_interactions(self, start: date, end: date) -> int:
        return sum(map(_interactions, self._posts(start, end)))

    def website_traffic(self, start: date, end: date) -> Value:
        days = self._web_days(start, end)
        return sum(day.sessions for day in days) if days else None

    def website_users(self, start: date, end: date) -> Value:
        days = self._web_days(start, end)
        return days[0].users if len(days) == 1 else None

    def pageviews(self, start: date, end: date) -> Value:
        known = [day.pageviews for day in self._web_days(start, end) if day.pageviews is not None]
        return sum(known) if known else None

    def bounce_rate(self, start: date, end: date) -> Value:
        days = self._web_days(start, end)
        if len({day.bounce_def for day in days}) > 1:
            return None
        sessions = sum(day.sessions for day in days)
        return ratio(sessions - sum(day.engaged for day in days), sessions)

    def click_through_rate(self, start: date, end: date) -> Value:
        impressions, clicks = self._ads(start, end)
        return ratio(clicks, impressions)

    def cost_per_click(self, start: date, end: date) -> Value:
        _, clicks = self._ads(start, end)
        return ratio(self._advertising_cost(start, end), clicks)

    def cost_per_thousand(self, start: date, end: date) -> Value:
        impressions, _ = self._ads(start, end)
        return ratio(1000 * self._advertising_cost(start, end), impressions)

    def reach(self, start: date, end: date) -> int:
        impressions, _ = self._ads(start, end)
        return impressions + sum(post.impressions or 0 for post in self._posts(start, end))

    def _qualified(self, start: date, end: date) -> list[Lead]:
        """The counted leads that were marketing-qualified for the first time in the days."""
        found = []
        for lead in self.counted_leads():
            days = [
                event.on
                for event in self.book.lead_events
                if (event.lead_id, event.field, event.new) == (lead.id, "stage", "mql")
            ]
            if days and start <= min(days) < end:
                found.append(lead)
        return found

    def _accepted_on(self, lead: Lead) -> list[date]:
        """The days that sales accepted a lead on."""
        return [
            handoff.decided_on
            for handoff in self.book.handoffs
            if handoff.lead_id == lead.id and handoff.decision == "accepted" and handoff.decided_on
        ]

    def _is_cold(self, lead: Lead, start: date, end: date) -> bool:
        """Whether a lead is cold at the start of the days or is created so within them."""
        now = None
        for event in sorted(self.book.lead_events, key=lambda event: event.on):
            if event.lead_id != lead.id or event.field != "temperature":
                continue
            if event.on < start:
                now = event.new
            elif event.on < end and (event.old, event.new) == (None, "cold"):
                return True
        return now == "cold"

    def _warmed_on(self, lead: Lead) -> date | None:
        """The day that a cold lead became warm or hot for the first time."""
        days = [
            event.on
            for event in self.book.lead_events
            if event.lead_id == lead.id
            and event.field == "temperature"
            and event.old == "cold"
            and event.new in ("warm", "hot")
        ]
        return min(days, default=None)

    def _answer(self, lead: Lead) -> Activity | None:
        """The first thing said to a lead since it was created and before the oracle's day."""
        until = datetime.combine(self.as_of, time(), self.book.business.zone)
        said = [
            activity
            for activity in self.book.activities
            if activity.lead_id == lead.id
            and activity.kind in ANSWERS
            and activity.direction == "out"
            and lead.created_at <= activity.at < until
            and not (activity.due_on is not None and not activity.done)
        ]
        return min(said, key=lambda activity: activity.at, default=None)

    def _minutes(self, start: datetime, end: datetime) -> Fraction:
        """The minutes between two moments, of which business hours alone may count."""
        if self.choice("response_hours", "always") == "always":
            return _minutes_between(start, end)
        zone = self.book.business.zone
        day, minutes = start.astimezone(zone).date(), Fraction(0)
        while day <= end.astimezone(zone).date():
            if day.isoweekday() <= 5:
                opens = datetime.combine(day, OPENS, zone).astimezone(UTC)
                closes = datetime.combine(day, CLOSES, zone).astimezone(UTC)
                minutes += max(_minutes_between(max(start, opens), min(end, closes)), Fraction(0))
            day += DAY
        return minutes

    def _posts(self, start: date, end: date) -> list[SocialPost]:
        return [post for post in self.book.posts if start <= post.on < end]

    def _web_days(self, start: date, end: date) -> list[WebDay]:
        return [day for day in self.book.web_days if start <= day.on < end]

    def _ads(self, start: date, end: date) -> tuple[int, int]:
        """How often advertisements were seen and clicked on."""
        days = [one for one in self.book.ads if start <= one.day < end]
        return sum(one.impressions for one in days), sum(one.clicks for one in days)

    def _campaigns(self) -> set[int | None]:
        return {campaign.id for campaign in self.book.campaigns}

    def _advertising_cost(self, start: date, end: date) -> int:
        """The cost of the campaigns that are known to advertise."""
        advertising: set[int | None] = {
            one.campaign_id for one in self.book.ads if one.day < self.as_of
        }
        return self._campaign_cost(start, end, advertising)

    def _campaign_cost(self, start: date, end: date, campaigns: set[int | None]) -> int:
        return sum(
            cost.base_minor
            for cost in self.book.costs
            if cost.function == "marketing"
            and cost.campaign_id in campaigns
            and start <= cost.on < end
        )


def _interactions(post: SocialPost) -> int:
    return post.reactions + post.comments + post.shares + post.saves


def _minutes_between(start: datetime, end: datetime) -> Fraction:
    seconds = (end.astimezone(UTC) - start.astimezone(UTC)) // timedelta(seconds=1)
    return Fraction(seconds, 60)
