"""The Metrics screen: how the business does, seen from one period and one past in all panes."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Literal

from textual.app import ComposeResult
from textual.binding import BindingType

from tui_crm.metrics.kpi import KPIS
from tui_crm.metrics.spans import span_before, span_of
from tui_crm.period import CalendarGrain, Period, period_of, week_of
from tui_crm.ui.commands import bindings
from tui_crm.ui.desk import Desk
from tui_crm.ui.lookout import Lookout, last_month
from tui_crm.ui.opening import Opening, opening_of_kpi, opening_to_fix
from tui_crm.ui.screens.figures_pane import FiguresPane
from tui_crm.ui.screens.frame import WorkScreen
from tui_crm.ui.screens.pane import Pane, PaneSpec
from tui_crm.ui.screens.scorecards_pane import ScorecardsPane
from tui_crm.ui.widgets.period_bar import PeriodBar

if TYPE_CHECKING:
    from tui_crm.metrics.figures import Figures
    from tui_crm.reports.report import Format

Grain = CalendarGrain | Literal["week"]
GRAINS: tuple[Grain, ...] = ("month", "quarter", "year", "week")
WEEK = 7

MakePane = Callable[[Desk, Lookout], FiguresPane]


def _later(module: str, name: str) -> MakePane:
    """A pane whose module is imported when it is first looked at."""

    def make(desk: Desk, lookout: Lookout) -> FiguresPane:
        kind: type[FiguresPane] = getattr(import_module(f"tui_crm.ui.screens.{module}"), name)
        return kind(desk, lookout)

    return make


PANES: tuple[tuple[str, MakePane], ...] = (
    ("Figures", ScorecardsPane),
    ("Funnel", _later("funnel_pane", "FunnelPane")),
    ("Cohorts", _later("cohorts_pane", "CohortsPane")),
    ("Channels", _later("apart_pane", "ChannelsPane")),
    ("Campaigns", _later("apart_pane", "CampaignsPane")),
    ("Targets", _later("aims_pane", "AimsPane")),
    ("What if", _later("what_if_pane", "WhatIfPane")),
    ("Changes", _later("changes_pane", "ChangesPane")),
)
"""The panes by their titles; each is made when it is first looked at."""


class MetricsScreen(WorkScreen):
    """The figures of both functions, as the owner of the whole business needs them."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("metrics")

    def __init__(self, desk: Desk) -> None:
        self._lookout = last_month(desk.business)
        super().__init__(desk, "metrics", [self._spec(title, make) for title, make in PANES])

    def heading(self) -> ComposeResult:
        """The period, which all panes share."""
        yield PeriodBar()

    def on_mount(self) -> None:
        """Of a book that has only just begun there is nothing to see in the last month."""
        self.run_worker(self._look_at_the_first(), group="first look", exit_on_error=False)

    async def _look_at_the_first(self) -> None:
        await self.desk.prepare()
        lookout = self._lookout
        first = await self.desk.figures(lookout, lambda figures: figures.first_day())
        if first is not None and first >= lookout.period.end and self._lookout == lookout:
            self._go(lookout.period.following())

    @property
    def lookout(self) -> Lookout:
        """The period and the past that all panes look at."""
        return self._lookout

    def look(self, lookout: Lookout) -> None:
        """Look at another period, or from another past."""
        self._lookout = lookout
        for pane in self.query(FiguresPane):
            pane.look(lookout)
        self.pane.reload()
        self.show_bars()

    def show_bars(self) -> None:
        """Show the period too, and from which past it is looked at."""
        super().show_bars()
        lookout = self._lookout
        period = lookout.period
        span = span_of(period, lookout.first_unseen(self.desk.today))
        before = span_before(span, lookout.first_unseen(self.desk.today))
        days = before.note.replace("its ", "the ")
        against = f"{days} of {before.period.label}" if days else before.period.label
        self.query_one(PeriodBar).show(
            period.label,
            GRAINS,
            self._grain,
            span.note or ("" if span.begun else "not begun yet"),
            f"against {against}",
            past=_told(lookout),
        )

    def obey(self, command: str) -> bool:
        """Another period, another past, the meaning of a figure."""
        match command:
            case "earlier":
                self._go(self._lookout.period.previous())
            case "later":
                self._go(self._lookout.period.following())
            case "grain":
                self._change_grain()
            case "report":
                self._begin(self._report)
            case "time":
                self._begin(self._ask_time)
            case "explain":
                self._begin(self._explain)
            case "fix":
                self._begin(self._fix)
            case _:
                return False
        return True

    def leave(self) -> None:
        """Come back from the past to the book as it stands."""
        if self._lookout.is_past:
            self.look(Lookout(self._lookout.period))
        else:
            super().leave()

    def on_period_bar_stepped(self, event: PeriodBar.Stepped) -> None:
        """Go to another period by mouse."""
        event.stop()
        period = self._lookout.period
        self._go(period.following() if event.forward else period.previous())

    def on_figures_pane_opened(self, event: FiguresPane.Opened) -> None:
        """Open the records behind a figure, a bar or a cell."""
        event.stop()
        self._begin(partial(self._open, event.question))

    async def _open(self, question: Callable[[Figures], Opening], nothing: str = "") -> None:
        from tui_crm.ui.screens.behind import BehindScreen

        opening = await self.desk.figures(self._lookout, question)
        if not opening.sheets:
            self.tell(nothing or f"No records stand behind it. {opening.line}")
            return
        await self.app.push_screen(BehindScreen(self.desk, self._lookout, opening, question))

    async def _explain(self) -> None:
        """Explain the figure under the cursor, and do what the owner wants after it."""
        from tui_crm.ui.dialogs.explain import Explanation, explained
        from tui_crm.ui.screens.deeds import change_settings

        name, period = self._kpi, self._lookout.period
        if name is None:
            return
        found = await self.desk.figures(
            self._lookout, lambda figures: explained(figures, KPIS[name], period)
        )
        past = _told(self._lookout)
        wanted = await self.app.push_screen_wait(Explanation(found, past))
        match wanted:
            case "records":
                await self._open(partial(opening_of_kpi, name=name, period=period))
            case "fix":
                await self._fix()
            case "settings":
                await change_settings(self, open_at=found.settings[0])

    async def _fix(self) -> None:
        """Open what would make the figure under the cursor more complete."""
        name, period = self._kpi, self._lookout.period
        if name is None:
            return
        await self._open(
            partial(opening_to_fix, name=name, period=period),
            f"{KPIS[name].title}: nothing is missing that it is worked out from.",
        )

    async def _ask_time(self) -> None:
        """Ask from which day to look."""
        from tui_crm.ui.dialogs.time import TimeForm

        form = TimeForm(self._lookout, self.desk.business, self.desk.today)
        await self.app.push_screen_wait(form)
        if form.lookout != self._lookout:
            self.look(form.lookout)

    async def _report(self) -> None:
        """Write all of this as a document, to a file that the owner names."""
        from tui_crm.reports.report import FORMATS, make_report, write_report
        from tui_crm.ui.dialogs.ask import AskText

        lookout = self._lookout
        proposed = Path.cwd() / f"report-{lookout.period.code}.html"
        about = f"Write it to this file; its end says how: {', '.join(FORMATS)}"
        title = f"Report for {lookout.period.label}"
        named = await self.app.push_screen_wait(AskText(title, about, str(proposed), _report_file))
        if named is None:
            return
        path = Path(named)
        format = _format_of(path)
        assert format is not None
        self.tell(f"Writing the report for {lookout.period.label} ...")
        text = await self.desk.figures(
            lookout,
            lambda figures: make_report(figures, lookout.period, format, known_on=lookout.known_on),
        )
        await asyncio.to_thread(write_report, text, path, format)
        self.tell(f"The report for {lookout.period.label} is in {named}.")

    def _begin(self, work: Callable[[], Awaitable[None]]) -> None:
        self.run_worker(self._in_turn(work), group="commands", exit_on_error=False)

    async def _in_turn(self, work: Callable[[], Awaitable[None]]) -> None:
        """Do one thing after the other; a hasty second key opens nothing over the first."""
        async with self._turn:
            if self.app.screen is self:
                await work()

    @property
    def _kpi(self) -> str | None:
        """The KPI under the cursor; says so where there is none."""
        pane = self.pane
        name = pane.kpi if isinstance(pane, FiguresPane) else None
        if name is None:
            self.tell("Go to a figure of a scorecard first: n walks there.")
        return name

    def _go(self, period: Period) -> None:
        if period.start >= self._lookout.first_unseen(self.desk.today):
            self._say("That period has not begun yet.", "warning")
            return
        self.look(replace(self._lookout, period=period))

    def _change_grain(self) -> None:
        """The next kind of period around the end of the one shown."""
        business = self.desk.business
        grain = GRAINS[(GRAINS.index(self._grain) + 1) % len(GRAINS)]
        day = min(self._lookout.period.last_day, self.desk.today)
        if grain == "week":
            self._go(week_of(day, business.week_start))
        else:
            self._go(period_of(day, grain, fiscal_month=business.fiscal_month))

    @property
    def _grain(self) -> Grain:
        period = self._lookout.period
        if period.grain != "custom":
            return period.grain
        return "week" if period.days == WEEK else "month"

    def _spec(self, title: str, make: MakePane) -> PaneSpec:
        def made(desk: Desk) -> Pane:
            return make(desk, self._lookout)

        return PaneSpec(title, made)


def _format_of(path: Path) -> Format | None:
    """The format of a report that a file's end names."""
    from tui_crm.reports.report import FORMATS

    end = path.suffix.lower().removeprefix(".")
    return next((one for one in FORMATS if one == end), None)


def _report_file(typed: str) -> str:
    """The file of a report; raises ValueError with what may be typed instead."""
    from tui_crm.ui.screens.files import new_file_named

    path = new_file_named(typed)
    if _format_of(Path(path)) is None:
        raise ValueError("end it with .html, .md or .csv")
    return path


def _told(lookout: Lookout) -> str:
    """From which past the figures are, so that nobody takes them for those of today."""
    if lookout.known_on is None:
        return f"{lookout.past}: what is dated later does not count" if lookout.past else ""
    return f"{lookout.past}: the past, as it was entered then"
