"""How complete the records are that figures are worked out from, and which of them to mend."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, Literal  # Any: selects of whatever the tables hold

from sqlalchemy import Select, func, literal, or_, select

from tui_crm.metrics.facts import counted
from tui_crm.metrics.figures import Figures
from tui_crm.metrics.kpi import KPIS, Kpi
from tui_crm.metrics.lead_facts import new_leads, unanswered
from tui_crm.metrics.marketing_facts import posts, without_reach
from tui_crm.metrics.sales_facts import (
    ONE_DAY,
    deal_changes,
    states_before,
    wins,
    without_amount,
    won_without_revenue,
)
from tui_crm.metrics.spans import Span, span_of
from tui_crm.metrics.sums import Of
from tui_crm.metrics.terms import Rows
from tui_crm.models import Cost, Deal, Lead, WebDay
from tui_crm.period import Period

Count = Callable[[Figures, Span], int]
Ask = Callable[[Figures, Span], Select[Any]]


@dataclass(frozen=True)
class Check(ABC):
    """Something that the records behind a figure must have for it to be relied on."""

    name: str
    """What KPIs call it: "won deals with revenue"."""
    entity: str
    """The entity whose records are to be mended, or added to."""
    fix_hint: str
    """What to do about what is missing."""

    @property
    def title(self) -> str:
        """The name as the beginning of a line."""
        return self.name[:1].upper() + self.name[1:]

    @abstractmethod
    def complete(self, figures: Figures, span: Span) -> tuple[int, int]:
        """How many have it, of how many; the book is asked once for as long as it stays."""

    def to_fix(self, figures: Figures, span: Span) -> Rows | None:
        """The records that lack it; None where records are to be added instead."""
        return None

    def gaps(self, figures: Figures, span: Span) -> Sequence[Period]:
        """The days or months that nothing was recorded for; none where records lack something."""
        return ()


@dataclass(frozen=True)
class OfRecords(Check):
    """How many of the records that a figure counts have what it needs of them."""

    counted: Count
    """How many records there are."""
    lacking: Ask
    """The `id` of those that lack it."""

    def complete(self, figures: Figures, span: Span) -> tuple[int, int]:
        """How many of the records have it, of how many."""

        def lack() -> int:
            found = self.lacking(figures, span).subquery()
            return int(figures.connection.scalar(select(func.count()).select_from(found)) or 0)

        whole = self.counted(figures, span)
        return whole - figures.once((self, span), lack) if whole else 0, whole

    def to_fix(self, figures: Figures, span: Span) -> Rows:
        """The records that lack it, each counting as one."""
        found = self.lacking(figures, span).subquery()
        return Rows(self.entity, select(found.c.id, literal(1).label("counts")))


@dataclass(frozen=True)
class OfDays(Check):
    """For how many of the days or months that count anything was recorded.

    While a period runs, its last day or month is not over: it counts once it has something.
    """

    each: Literal["day", "month"]
    recorded: Ask
    """The days that have something, in the column `on`."""

    def complete(self, figures: Figures, span: Span) -> tuple[int, int]:
        """How many of the days or months have something."""
        have, missing = self._parts(figures, span)
        return len(have), len(have) + len(missing)

    def gaps(self, figures: Figures, span: Span) -> Sequence[Period]:
        """The days or months that have nothing, in order."""
        return self._parts(figures, span)[1]

    def _parts(self, figures: Figures, span: Span) -> tuple[list[Period], list[Period]]:
        """The days or months that have something, and those that have nothing."""

        def known() -> set[date]:
            found = figures.connection.execute(self.recorded(figures, span))
            return {self._first(on) for (on,) in found}

        if not span.begun:
            return [], []
        days = figures.once((self, span), known)
        pieces = self._pieces(span)
        have = [piece for piece in pieces if self._first(piece.start) in days]
        missing = [piece for piece in pieces if self._first(piece.start) not in days]
        if span.running and missing and missing[-1] == pieces[-1]:
            missing.pop()
        return have, missing

    def _first(self, day: date) -> date:
        return day.replace(day=1) if self.each == "month" else day

    def _pieces(self, span: Span) -> list[Period]:
        if self.each == "month":
            return Period(span.start, span.end, "custom").months()
        firsts = [span.start + timedelta(days=past) for past in range((span.end - span.start).days)]
        return [Period(day, day + ONE_DAY, "custom") for day in firsts]


@dataclass(frozen=True, slots=True)
class Completeness:
    """How complete one kind of record is behind a figure."""

    check: Check
    have: int
    of: int
    span: Span
    """The days that the figure looks at."""

    @property
    def share(self) -> Fraction | None:
        """The share that is complete; None where there is nothing that could be."""
        return Fraction(self.have, self.of) if self.of else None

    def to_fix(self, figures: Figures) -> Rows | None:
        """The records to mend; None where records are to be added instead."""
        return self.check.to_fix(figures, self.span)

    def gaps(self, figures: Figures) -> Sequence[Period]:
        """The days or months that records are to be added for."""
        return self.check.gaps(figures, self.span)


def confidence(kpi: Kpi, figures: Figures, period: Period) -> list[Completeness]:
    """How complete the inputs of a KPI are in a period, by its checks in their order.

    A figure that looks back over the months of the lifetime value is checked over those months.
    """
    span = _looked_at(kpi, figures, span_of(period, figures.as_of))
    checks = [CHECKS[name] for name in kpi.checks]
    return [Completeness(check, *check.complete(figures, span), span) for check in checks]


def looks_back(kpi: Kpi) -> bool:
    """Whether a figure is worked out, itself or by another, over the months of the lifetime."""
    return any(
        looks_back(KPIS[term.kpi]) if isinstance(term, Of) else getattr(term, "lifetime", False)
        for term in kpi.terms.values()
    )


def _looked_at(kpi: Kpi, figures: Figures, span: Span) -> Span:
    if not (span.begun and looks_back(kpi)):
        return span
    first, last = figures.lifetime(span)
    return Span(Period(first, last, "custom") if first < last else span.period, first, last)


def _won(figures: Figures, span: Span) -> int:
    return figures.total(wins, span.start, span.end)["deals"]


def _open(figures: Figures, span: Span) -> int:
    return figures.balance(deal_changes, span.day)["deals"]


def _leads(figures: Figures, span: Span) -> int:
    return figures.total(new_leads, span.start, span.end)["leads"]


def _posts(figures: Figures, span: Span) -> int:
    return figures.total(posts, span.start, span.end)["posts"]


def _won_deals(span: Span) -> Select[Any]:
    deal = Deal.table().c
    return select(deal.id).where(
        deal.outcome == "won", deal.closed_on >= span.start, deal.closed_on < span.end
    )


def _won_without_direct_cost(figures: Figures, span: Span) -> Select[Any]:
    deal, cost = Deal.table().c, Cost.table().c
    its = select(cost.id).where(cost.deal_id == deal.id, cost.function == "direct")
    return _won_deals(span).where(~its.exists())


def _won_without_lead(figures: Figures, span: Span) -> Select[Any]:
    return _won_deals(span).where(Deal.table().c.lead_id.is_(None))


def _won_without_campaign(figures: Figures, span: Span) -> Select[Any]:
    return _won_deals(span).where(Deal.table().c.campaign_id.is_(None))


def _without_day_to_come(figures: Figures, span: Span) -> Select[Any]:
    """The deals open at the span's end with no expected day, or one that had passed by then."""
    found = states_before(figures.window(span.day, span.day)).subquery()
    due = found.c.expected_on
    return select(found.c.id).where(or_(due.is_(None), due < span.day - ONE_DAY))


def _leads_without_source(figures: Figures, span: Span) -> Select[Any]:
    lead = Lead.table().c
    return select(lead.id).where(
        *counted(lead),
        lead.local_day >= span.start,
        lead.local_day < span.end,
        lead.campaign_id.is_(None),
        func.coalesce(lead.source, "") == "",
    )


def _days_with_cost(*functions: str) -> Ask:
    def ask(figures: Figures, span: Span) -> Select[Any]:
        cost = Cost.table().c
        days = select(cost.on).where(cost.function.in_(functions))
        return days.where(cost.on >= span.start, cost.on < span.end).distinct()

    return ask


def _days_with_traffic(figures: Figures, span: Span) -> Select[Any]:
    on = WebDay.table().c.on
    return select(on).where(on >= span.start, on < span.end).distinct()


_ALL: tuple[Check, ...] = (
    OfRecords(
        "won deals with revenue", "deal",
        "Record the sale of the deal, or the subscription that it began.",
        _won, won_without_revenue,
    ),
    OfRecords(
        "won deals with direct cost", "deal",
        "Add a direct cost with the deal: what its goods or outside work cost.",
        _won, _won_without_direct_cost,
    ),
    OfRecords(
        "won deals with a lead", "deal",
        "Give the deal its lead: tui-crm set deal 7 lead=NAME. An accepted lead brings it along.",
        _won, _won_without_lead,
    ),
    OfRecords(
        "won deals with a campaign", "deal",
        "Give the deal the campaign that first brought the customer, where there was one.",
        _won, _won_without_campaign,
    ),
    OfRecords(
        "open deals with an amount", "deal",
        "Give the deal an amount, be it an estimate; it counts from the day you do.",
        _open, without_amount,
    ),
    OfRecords(
        "open deals with an expected date", "deal",
        "Give the deal the day you expect to win it on; a day that has passed counts as none.",
        _open, _without_day_to_come,
    ),
    OfRecords(
        "leads with a source", "lead",
        "Give the lead its campaign, or where else it came from as its source.",
        _leads, _leads_without_source,
    ),
    OfRecords(
        "leads answered", "lead",
        "Call or write to the lead, or log the answer that it already got.",
        _leads, unanswered,
    ),
    OfRecords(
        "posts with reach", "social",
        "Look the post's reach up at its network; leave it empty where the network does not say.",
        _posts, without_reach,
    ),
    OfDays(
        "months with marketing cost", "spend",
        "Add what marketing cost in the month.",
        "month", _days_with_cost("marketing"),
    ),
    OfDays(
        "months with sales or marketing cost", "cost",
        "Add what sales and marketing cost in the month, salaries too.",
        "month", _days_with_cost("sales", "marketing"),
    ),
    OfDays(
        "days with traffic", "traffic",
        "Add the sessions of the day, or import them from the website's statistics.",
        "day", _days_with_traffic,
    ),
)  # fmt: skip

CHECKS: dict[str, Check] = {check.name: check for check in _ALL}
"""Every check by its name."""
