"""Figures told apart by channel or by campaign: where leads, customers and money came from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import func, select

from tui_crm.metrics.facts import UNKNOWN, Fact
from tui_crm.metrics.figures import FIRST_DAY, Days, Figures
from tui_crm.metrics.kpi import KPIS, Kpi, Number, Reading
from tui_crm.metrics.spans import Span, span_of
from tui_crm.metrics.sums import Flow
from tui_crm.metrics.terms import Rows, Term, Terms, read, reading_of
from tui_crm.models import Campaign
from tui_crm.period import Period
from tui_crm.text import fold

By = Literal["channel", "campaign"]

Key = str | int | None

NO_CAMPAIGN = "no campaign"
"""The name of the group of all that no campaign led to."""

_COLUMNS: Mapping[By, str] = {"channel": "channel", "campaign": "campaign_id"}
_REST: Mapping[By, Key] = {"channel": UNKNOWN, "campaign": None}


@dataclass(frozen=True, slots=True)
class Group:
    """A channel or a campaign with its own figures."""

    key: Key
    """The channel's name or the campaign's id; None for what belongs to no campaign."""
    name: str
    readings: Mapping[str, Reading]
    """By the KPI's name."""


@dataclass(frozen=True, slots=True)
class Apart:
    """Figures of a stretch of days, as a whole and for each channel or campaign."""

    by: By
    span: Span
    whole: Mapping[str, Reading]
    """By the KPI's name, in the order of the registry."""
    groups: Sequence[Group]
    """In the order of their names; last, and always there, what belongs to none."""

    def rows(self, figures: Figures, term: Term, group: Group) -> Rows:
        """The records behind one term of a group's figure: they add up to its number."""
        flow = _flow(term)
        found = flow.fact.rows(figures.window(*flow.stretch(figures, self.span))).subquery()
        counts, column = found.c[flow.measure], found.c[_COLUMNS[self.by]]
        its = column.is_(None) if group.key is None else column == group.key
        query = select(found.c.id, counts.label("counts")).where(counts != 0, its)
        return Rows(flow.fact.entity, query)


def told_apart(
    figures: Figures, period: Period, by: By, *, names: Iterable[str] | None = None
) -> Apart:
    """Each KPI that can be told apart, by channel or by campaign; of some where they are named.

    A record belongs to the channel of its campaign, else to its lead's source, its own channel or
    its network, else to "unknown"; or to its campaign, else to "no campaign". A customer belongs
    where its first won deal does. What sales cost has neither channel nor campaign and falls
    under "unknown" or "no campaign": so the numbers of the groups add up to those of the whole,
    and the acquisition cost of a channel is that of its marketing alone.

    Only groups with a record in the period are in it. Money is in minor units of the base
    currency. Raises KeyError for a name that is no KPI's or whose KPI cannot be told apart.
    """
    return _apart(figures, span_of(period, figures.as_of), by, names)


def told_apart_to_date(figures: Figures, by: By, *, names: Iterable[str] | None = None) -> Apart:
    """The same over everything dated before the day as of which the figures are.

    For campaigns it is what each has cost and brought since its start. A few campaigns' cost per
    lead and return alone are found faster by `marketing.campaign_results`; they are the same.
    """
    everything = Span(Period(FIRST_DAY, figures.as_of, "custom"), FIRST_DAY, figures.as_of)
    return _apart(figures, everything, by, names)


def tellable(figures: Figures) -> dict[str, Kpi]:
    """The KPIs that can be told apart, by name: all of their terms are sums over such facts."""

    def found() -> dict[str, Kpi]:
        return {name: kpi for name, kpi in KPIS.items() if all(map(has_origin, kpi.terms.values()))}

    def has_origin(term: Term) -> bool:
        if not isinstance(term, Flow):
            return False
        columns = term.fact.rows(figures.window(figures.as_of, figures.as_of)).selected_columns
        return all(name in columns for name in _COLUMNS.values())

    return figures.once("KPIs that can be told apart", found)


def _apart(figures: Figures, span: Span, by: By, names: Iterable[str] | None) -> Apart:
    can_be = tellable(figures)
    kpis = list(can_be.values()) if names is None else [can_be[name] for name in names]
    whole = {kpi.name: read(kpi, figures, span) for kpi in kpis}
    rest = _REST[by]
    keys: set[Key] = set()
    for kpi in kpis:
        for term in whole[kpi.name].inputs:
            keys.update(_sums(figures, _flow(kpi.terms[term]), span, by))
    named = _names(figures, by, keys - {rest})
    named[rest] = UNKNOWN if by == "channel" else NO_CAMPAIGN

    def group(key: Key, name: str) -> Group:
        terms = (_GroupTerms(kpi, figures, span, by, key) for kpi in kpis)
        return Group(key, name, {one.kpi.name: reading_of(one) for one in terms})

    return Apart(by, span, whole, [group(key, name) for key, name in named.items()])


class _GroupTerms(Terms):
    """A KPI's terms with the numbers of one channel or campaign."""

    def __init__(self, kpi: Kpi, figures: Figures, span: Span, by: By, key: Key) -> None:
        super().__init__(kpi, figures, span)
        self.by: By = by
        self.key = key

    def maybe(self, name: str) -> Number | None:
        """What the group's records add to a term."""
        if name not in self.inputs:
            flow = _flow(self.kpi.terms[name])
            sums = _sums(self.figures, flow, self.span, self.by).get(self.key, {})
            self.inputs[name] = sums.get(flow.measure, 0)
        return self.inputs[name]


def _flow(term: Term) -> Flow:
    assert isinstance(term, Flow), f"{term.name} cannot be told apart"
    return term


def _sums(figures: Figures, flow: Flow, span: Span, by: By) -> Mapping[Key, Mapping[str, int]]:
    """What a term's fact comes to in each group; every fact by one statement, and only once."""
    fact, days = flow.fact, flow.stretch(figures, span)
    return figures.once((fact, days, by), lambda: _sum_up(figures, fact, days, by))


def _sum_up(figures: Figures, fact: Fact, days: Days, by: By) -> Mapping[Key, Mapping[str, int]]:
    found = fact.rows(figures.window(*days)).subquery()
    key = found.c[_COLUMNS[by]]
    sums = [func.sum(found.c[name]) for name in fact.measures]
    rows = figures.connection.execute(select(key, *sums).group_by(key))
    return {
        its: dict(zip(fact.measures, (int(number or 0) for number in numbers), strict=True))
        for its, *numbers in rows
    }


def _names(figures: Figures, by: By, keys: set[Key]) -> dict[Key, str]:
    """The groups' names by their keys, in the order of the names."""
    names: dict[Key, str] = {key: str(key) for key in keys}
    if by == "campaign" and keys:
        campaign = Campaign.table().c
        found = figures.connection.execute(select(campaign.id, campaign.name))
        names = {number: name for number, name in found if number in keys}
    return dict(sorted(names.items(), key=lambda pair: (fold(pair[1]), pair[1])))
