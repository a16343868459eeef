"""How a period went: what moved won value, the targets, the funnel, and which customers stayed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from tui_crm.metrics import KPIS, Unit
from tui_crm.metrics.aims import Aim, PastAim, past_aims
from tui_crm.metrics.bottleneck import Bottleneck
from tui_crm.metrics.bottleneck import Part as Moved
from tui_crm.metrics.cohorts import Cohorts, cohorts
from tui_crm.metrics.figures import Figures
from tui_crm.metrics.funnel import Passage, StepName, funnel
from tui_crm.metrics.kpi import Kpi
from tui_crm.metrics.spans import span_of
from tui_crm.metrics.terms import one_of
from tui_crm.metrics.written import NOT_KNOWN
from tui_crm.period import Period
from tui_crm.reports.document import Cell, Column, Row, Section, Table, Tone
from tui_crm.reports.words import MET, Words, named, share_cell

MOST_PAST = 6
"""Earlier periods with targets that a report tells of."""

STEPS: Mapping[StepName, str] = {
    "sessions": "Visits to the website",
    "leads": "Leads",
    "qualified": "Qualified by marketing",
    "accepted": "Accepted by sales",
    "won": "Won",
    "retained": "Still active customers",
}
"""The steps of the funnel in the owner's words."""


def moved_section(found: Bottleneck, words: Words) -> Section:
    """What each step from visit to won deal did to won value; the effects add up."""
    title = "What moved won value"
    if found.reason:
        return Section(title, [], [f"It cannot be told: {found.reason}."])
    many = len(found.history)
    about = (
        f"Usual is the mean of the {many} periods before. Won value is the product of the steps, "
        "plus the deals won without a lead; each effect is what that step's change did to it."
    )
    rows = [_moved_row(part, words) for part in found.parts]
    sums = [words.cell(value, Unit.MONEY) for value in (found.before, found.now, found.change)]
    rows.append(Row([Cell("Won value"), *sums], is_total=True))
    columns = [Column("Step", right=False), Column("Usual"), Column(named(found.span))]
    return Section(title, [Table(title, [*columns, Column("Effect")], rows, about)])


def target_section(aimed: Sequence[Aim], figures: Figures, period: Period, words: Words) -> Section:
    """The targets of the period with gap and pace, and those of earlier periods."""
    about, now = [], []
    if aimed:
        now.append(_now(aimed, period, words))
    else:
        about.append(f"No target is set for exactly {period.label}.")
    past = _past(figures, period, words)
    if past is not None:
        now.append(past)
    return Section("Targets", now, about)


def funnel_section(figures: Figures, period: Period, words: Words) -> Section:
    """What became of the leads of the period, beside those of the period before and a year ago."""
    found = funnel(figures, period)
    passages = (found.current, found.previous, found.last_year)
    columns = [Column("Step", right=False), Column(named(found.current.span))]
    columns += [Column("Of the step before"), Column("Of leads")]
    columns += [Column(named(one.span)) for one in passages[1:]]
    rows = []
    for place, step in enumerate(found.current.steps):
        counts = [one.steps[place].count for one in passages]
        current, *earlier = (words.cell(count, Unit.COUNT) for count in counts)
        rates = [words.cell(rate, Unit.RATE) for rate in (step.of_before, step.of_leads)]
        rows.append(Row([Cell(STEPS[step.name]), current, *rates, *earlier]))
    about = (
        "What has become by now of the leads created in the period. Each lead counts once at every "
        f"step; one that came to a later step has passed all before it.{_marked(passages)}"
    )
    return Section("Funnel", [Table("From visit to customer", columns, rows, about)])


def cohort_section(figures: Figures, period: Period) -> Section:
    """The customers by the month of their first purchase, and how many of them stayed."""
    title = "Customers who stay"
    found = cohorts(figures, span_of(period, figures.as_of).day)
    shown = [cohort for cohort in found.cohorts if cohort.size]
    if not shown:
        return Section(title, [], ["No customer was won in these twelve months."])
    first = found.cohorts.index(shown[0])
    ages = [age for age in range(len(found.cohorts)) if found.old_enough(age)]
    rows = [
        Row([
            Cell(cohort.month.label),
            Cell(str(cohort.size), cohort.size, is_number=True),
            *(share_cell(cohort.share(age)) for age in ages),
        ])
        for cohort in found.cohorts[first:]
    ]  # fmt: skip
    rows.append(_average_row(found, ages))
    about = (
        "Of the customers first won in a month, the share that is active at the end of that month "
        "(0) and so many months later."
    )
    columns = _columns("First purchase", "Customers", *(str(age) for age in ages))
    return Section(title, [Table("By month of first purchase", columns, rows, about)])


def _columns(first: str, *others: str) -> list[Column]:
    return [Column(first, right=False), *(Column(title) for title in others)]


def _moved_row(part: Moved, words: Words) -> Row:
    unit = {"volume": Unit.COUNT, "rate": Unit.RATE, "value": Unit.MONEY}[part.kind]
    name = f"{part.over.name} per {one_of(part.under.name)}" if part.under else part.over.name
    effect = words.cell(part.effect, Unit.MONEY)
    return Row(
        [
            Cell(name[:1].upper() + name[1:]),
            words.cell(part.before, unit),
            words.cell(part.now, unit),
            effect,
        ]
    )


def _now(aimed: Sequence[Aim], period: Period, words: Words) -> Table:
    """The targets of the period, with the pace of those that have one."""
    has_pace = any(aim.pace for aim in aimed)
    columns = _columns("Figure", "Target", "Result", "Gap", *(["Pace"] if has_pace else []))
    rows = []
    for aim in aimed:
        cells = [
            Cell(aim.kpi.title),
            words.cell(aim.target, aim.kpi.unit),
            words.cell(aim.reading.value, aim.kpi.unit),
            _gap(aim, words),
        ]
        rows.append(Row([*cells, _pace(aim, words)] if has_pace else cells, aim.reading.reason))
    return Table(f"Targets of {period.label}", columns, rows)


def _pace(aim: Aim, words: Words) -> Cell:
    if aim.pace is None:
        return Cell(NOT_KNOWN, tone="muted")
    tone: Tone = "better" if aim.pace.ahead >= 0 else "worse"
    side = "ahead" if aim.pace.ahead >= 0 else "behind"
    size = words.apart(abs(aim.pace.ahead), aim.kpi.unit)
    return Cell(f"{size} {side} on day {aim.pace.days} of {aim.pace.of}", tone=tone)


def _past(figures: Figures, period: Period, words: Words) -> Table | None:
    """What figures were to be in earlier periods, and what they were, a column a period."""
    found = [
        (kpi, [one for one in past_aims(figures, kpi) if one.period.end <= period.start])
        for kpi in KPIS.values()
    ]
    periods = sorted({one.period for _, its in found for one in its})[-MOST_PAST:]
    if not periods:
        return None
    rows = []
    for kpi, its in found:
        results: dict[Fraction, dict[Period, PastAim]] = {}
        for one in its:
            results.setdefault(one.target, {})[one.period] = one
        for target, by_period in results.items():
            cells = [_result(kpi, by_period.get(one), words) for one in periods]
            if any(cell.text for cell in cells):
                rows.append(Row([Cell(kpi.title), words.cell(target, kpi.unit), *cells]))
    columns = _columns("Figure", "Target", *(one.label for one in periods))
    return Table("Earlier results", columns, rows, f"{MET} marks those that met their target.")


def _result(kpi: Kpi, one: PastAim | None, words: Words) -> Cell:
    if one is None:
        return Cell("", is_number=True)
    cell = words.cell(one.reading.value, kpi.unit)
    if not one.met:
        return cell
    return replace(cell, text=f"{MET} {cell.text}", tone="better")


def _gap(aim: Aim, words: Words) -> Cell:
    """How far a result is from its target, in words that say which way."""
    if aim.gap is None:
        return Cell(NOT_KNOWN, tone="muted")
    size = words.apart(abs(aim.gap), aim.kpi.unit)
    if aim.gap == 0:
        return Cell("met exactly", tone="better")
    if aim.gap < 0:
        return Cell(f"met, {size} {'over' if aim.kpi.good == 'up' else 'under'}", tone="better")
    if aim.kpi.good == "down":
        return Cell(f"{size} too much", tone="worse")
    return Cell(f"{size} {'short' if aim.over else 'to go'}", tone="worse" if aim.over else "")


def _marked(passages: Sequence[Passage]) -> str:
    """What to know about the periods."""
    marks = [f" {one.span.period.label}: {one.note}." for one in passages if one.note]
    return "".join(marks)


def _average_row(found: Cohorts, ages: Sequence[int]) -> Row:
    size = sum(cohort.size for cohort in found.cohorts)
    shares = [share_cell(found.average(age)) for age in ages]
    return Row([Cell("All"), Cell(str(size), size, is_number=True), *shares], is_total=True)
