"""The dialog that explains a figure: what it means, what is in it, how far it can be relied on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from tui_crm.metrics import shared
from tui_crm.metrics.aims import gap_to
from tui_crm.metrics.behind import Behind, behind, total
from tui_crm.metrics.confidence import Completeness, confidence, looks_back
from tui_crm.metrics.figures import Figures
from tui_crm.metrics.kpi import Comparison, Kpi, Number, Reading, Unit
from tui_crm.metrics.spans import Span, span_of
from tui_crm.metrics.terms import Terms
from tui_crm.metrics.written import changed, written
from tui_crm.period import Period, written_day
from tui_crm.reports.basis import in_force
from tui_crm.reports.words import Words
from tui_crm.store.business import CHOICES, Business
from tui_crm.text import shown
from tui_crm.ui.dialogs.message import Message
from tui_crm.ui.figures import formula_line
from tui_crm.ui.themes import MUTED

BOLD = "bold"


@dataclass(frozen=True)
class Section:
    """A part of an explanation: its heading and its lines, each a name and what is said of it."""

    title: str
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Explained:
    """All there is to say about a figure."""

    title: str
    value: str
    sections: tuple[Section, ...]
    settings: tuple[str, ...]
    """The settings that change it."""
    has_gaps: bool
    """Whether there is anything to mend."""


def explained(figures: Figures, kpi: Kpi, period: Period) -> Explained:
    """What a KPI means, what is in its figure of a period, and how far it can be relied on."""
    business = figures.business
    comparison = shared.readings(figures, period, names=[kpi.name])[kpi.name]
    span = span_of(period, figures.as_of)
    inputs = confidence(kpi, figures, period)
    opened = behind(kpi, figures, span)
    names = settings_of(kpi)
    sections = (
        Section("", tuple(("", part) for part in _paragraphs(kpi))),
        Section("Formula", tuple(_formula(kpi, comparison.current, business))),
        Section("Warning", tuple(_warnings(kpi, comparison, figures, span))),
        Section("Counted", tuple(_window(kpi, span, figures))),
        Section("Left out", tuple(_left_out(opened, figures))),
        Section("Compared", tuple(compared(comparison, business))),
        Section("How complete", tuple(_completeness(inputs))),
        Section("Settings", tuple((CHOICES[n].title, in_force(n, figures)) for n in names)),
        Section("Kind", (("", _kind(kpi)),)),
    )
    return Explained(
        f"{kpi.title}, {period.label}",
        written(comparison.current.value, kpi.unit, business),
        tuple(section for section in sections if section.lines),
        names,
        any(one.have < one.of for one in inputs),
    )


def settings_of(kpi: Kpi) -> tuple[str, ...]:
    """The settings of the business that change a KPI's figure, in the order of the dialog."""
    return tuple(name for name in CHOICES if name in kpi.settings)


def compared(comparison: Comparison, business: Business) -> Iterator[tuple[str, str]]:
    """What a figure is held against: the period before, a year before, and its target."""
    kpi, now = comparison.kpi, comparison.current
    for past in (comparison.previous, comparison.last_year):
        label = f"{past.period.label}, {past.note}" if past.note else past.period.label
        change, _ = changed(kpi, now.value, past.value, business)
        value = written(past.value, kpi.unit, business)
        yield label, f"{value}   {change}" if past.value is not None else f"{value}   {past.reason}"
    if comparison.target is not None:
        yield "Target", _aim(kpi, now.value, comparison.target, business)


def thin_warning(kpi: Kpi, name: str, reading: Reading, figures: Figures, span: Span) -> str:
    """What little of a term means: how far one more or less would move the figure."""
    number = reading.inputs[name] or 0
    few = f"Only {written(number, kpi.terms[name].unit, figures.business)} {name}"
    if reading.value is None or not reading.value or not number:
        return f"{few}: too few to tell much."
    if kpi.unit is Unit.RATE and kpi.terms[name].side == "under":
        share = Fraction(100) / Fraction(number)
        return f"{few}: each of them is {_about(share)} points of it."
    moves = []
    for step in (-1, 1):
        given = {**reading.inputs, name: number + step}
        moved = kpi.compute(Terms(kpi, figures, span, given)).value
        if moved is None:
            return f"{few}: with one less there would be no figure at all."
        moves.append(abs(Fraction(moved) - Fraction(reading.value)) * 100)
    if kpi.unit is Unit.RATE:
        return f"{few}: one more or less would move it by up to {_about(max(moves))} points."
    percent = max(moves) / abs(Fraction(reading.value))
    return f"{few}: one more or less would move it by up to {_about(percent)} %."


class Explanation(Message):
    """An explanation to read; its keys lead to the records, to what is missing, to the settings."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "leave_for('records')", "records", id="explain.records",
                tooltip="See the records behind the figure"),
        Binding("f", "leave_for('fix')", "what is missing", id="explain.fix",
                tooltip="See the records that would make the figure more complete"),
        Binding("comma", "leave_for('settings')", "settings", id="explain.settings",
                tooltip="Change the settings that the figure goes by"),
        Binding("escape,q,i", "leave", "close", id="explain.close", tooltip="Close this"),
    ]  # fmt: skip

    def __init__(self, found: Explained, past: str) -> None:
        super().__init__(found.title, page(found, past))
        self._found = found

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what there is: settings that change the figure, records to mend."""
        if parameters == ("fix",):
            return self._found.has_gaps
        return bool(self._found.settings) if parameters == ("settings",) else True

    def action_leave_for(self, place: str) -> None:
        """Close, and go on to the records, the settings or what is missing."""
        self.dismiss(place)


def page(found: Explained, past: str) -> Content:
    """The explanation as it is read: the figure, then section by section."""
    parts: list[Content] = [Content.styled(shown(found.value), BOLD)]
    if past:
        parts.append(Content.styled(shown(past), "bold $text-warning"))
    for section in found.sections:
        wide = max((len(name) for name, _ in section.lines), default=0)
        parts.append(Content(""))
        if section.title:
            parts.append(Content.styled(section.title, "bold $text-primary"))
        for name, words in section.lines:
            label = f"{name:<{wide}}   " if wide else ""
            parts.append(Content.assemble((shown(label), MUTED), shown(words)))
    return Content("\n").join(parts)


def _paragraphs(kpi: Kpi) -> list[str]:
    return [" ".join(part.split()) for part in kpi.definition.split("\n\n")]


def _formula(kpi: Kpi, reading: Reading, business: Business) -> Iterator[tuple[str, str]]:
    formula = kpi.formula_under(business)
    if formula not in reading.inputs:
        yield "", f"= {formula}"
    yield "", f"= {formula_line(kpi, reading, business)}"
    if reading.reason:
        yield "", f"There is no figure: {reading.reason}."


def _warnings(
    kpi: Kpi, comparison: Comparison, figures: Figures, span: Span
) -> Iterator[tuple[str, str]]:
    reading = comparison.current
    if reading.note:
        yield "", f"{reading.note[:1].upper()}{reading.note[1:]}."
    for name, least in kpi.thin.items():
        number = reading.inputs.get(name)
        if number is not None and number < least and reading.value is not None:
            yield "", thin_warning(kpi, name, reading, figures, span)


def _window(kpi: Kpi, span: Span, figures: Figures) -> Iterator[tuple[str, str]]:
    if span.begun:
        last = Period(span.start, span.end, "custom").last_day
        running = ", still running" if span.running else ""
        yield "days", f"{written_day(span.start)} to {written_day(last)}{running}"
    else:
        yield "days", "none yet: the period has not begun"
    months = figures.lifetime_months(span) if looks_back(kpi) else []
    if months:
        last = Period(months[0][0], months[-1][1], "custom").last_day
        yield "over", f"{len(months)} months, {written_day(months[0][0])} to {written_day(last)}"
    yield "as of", f"what is dated before {written_day(figures.as_of)}"


def _left_out(opened: Behind, figures: Figures) -> Iterator[tuple[str, str]]:
    for one in opened.left_out:
        yield f"{int(total(one.rows, figures)):,}", one.reason


def _aim(kpi: Kpi, now: Number | None, target: Fraction, business: Business) -> str:
    words = written(target, kpi.unit, business)
    if now is None:
        return words
    if gap_to(kpi, target, now) <= 0:
        return f"{words}   met"
    gap = Words(business).apart(abs(target - now), kpi.unit)
    return f"{words}   {gap} {'too much' if kpi.good == 'down' else 'short'}"


def _completeness(inputs: Sequence[Completeness]) -> Iterator[tuple[str, str]]:
    for one in inputs:
        if one.of:
            fix = "" if one.have == one.of else f"   f: {one.check.fix_hint}"
            yield f"{one.have:,} of {one.of:,}", f"{one.check.name}{fix}"
        else:
            yield "—", f"{one.check.name}: there are none"


def _kind(kpi: Kpi) -> str:
    if kpi.leading:
        return "A leading figure: it tells of what is coming."
    return "A lagging figure: it tells of what was."


def _about(number: Fraction) -> str:
    return f"{float(number):.0f}" if number >= 10 else f"{float(number):.1f}"
