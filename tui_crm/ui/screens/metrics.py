"""The Metrics screen: how sales and marketing do, side by side, and since when."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, VerticalScroll

from tui_crm.period import CalendarGrain, Period, period_of
from tui_crm.ui.charts import Sight, read_sight
from tui_crm.ui.commands import Range, bindings
from tui_crm.ui.desk import Desk
from tui_crm.ui.dialogs.message import Message as MessageDialog
from tui_crm.ui.figures import explanation, score_line
from tui_crm.ui.screens.frame import WorkScreen
from tui_crm.ui.screens.pane import Pane, PaneSpec
from tui_crm.ui.widgets.chart import Chart
from tui_crm.ui.widgets.period_bar import PeriodBar
from tui_crm.ui.widgets.scorecard import Scorecard

GRAINS: tuple[CalendarGrain, ...] = ("month", "quarter", "year")
FUNCTIONS = ("sales", "marketing")
CHARTS = 4


class MetricsPane(Pane):
    """Both scorecards of a period over the charts of both functions."""

    kind: ClassVar[str] = "metrics"
    ranges: ClassVar[tuple[Range, ...]] = ("everywhere", "metrics")

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._period = period_of(desk.today, "month").previous()
        self._sight: Sight | None = None
        self._cards = {function: Scorecard(classes=function) for function in FUNCTIONS}
        self._charts = [Chart() for _ in range(CHARTS)]

    def compose(self) -> ComposeResult:
        """The period, the scorecards, the charts."""
        yield PeriodBar()
        with VerticalScroll(can_focus=False):
            with Container(classes="scorecards"):
                yield from self._cards.values()
            with Container(classes="charts"):
                yield from self._charts

    def on_mount(self) -> None:
        """Show the last full month."""
        self.reload()

    @property
    def period(self) -> Period:
        """The period that is shown or on its way."""
        return self._period

    @property
    def focused_card(self) -> Scorecard:
        """The scorecard that the owner walks on."""
        return next((card for card in self._cards.values() if card.has_focus), self._cards["sales"])

    def reload(self, keep: int | None = None) -> None:
        """Read every figure again; those in sight stay until the new ones are there."""
        self.seen = self.desk.version
        self._show_period()
        self.run_worker(self._read(), group="figures", exclusive=True, exit_on_error=False)

    def take_focus(self) -> None:
        """Let the owner walk through the figures."""
        self._cards["sales"].focus()

    def obey(self, command: str) -> bool:
        """Another period, another grain, the meaning of a figure."""
        match command:
            case "earlier":
                self._go(self._period.previous())
            case "later":
                self._go(self._period.following())
            case "grain":
                self._change_grain()
            case "explain":
                self.explain(self.focused_card.cursor_name)
            case "next_pane" | "previous_pane":
                other = "marketing" if self._cards["sales"].has_focus else "sales"
                self._cards[other].focus()
            case _:
                return False
        return True

    def explain(self, name: str | None) -> None:
        """Show what a figure means and what is in it."""
        if self._sight is None or name is None:
            return
        comparison = self._sight.scores.figures[name]
        body = explanation(comparison, self.desk.business)
        self.app.push_screen(MessageDialog(comparison.kpi.title, body))

    def on_scorecard_chosen(self, event: Scorecard.Chosen) -> None:
        """Explain the figure that was opened."""
        event.stop()
        self.explain(event.name)

    def on_period_bar_stepped(self, event: PeriodBar.Stepped) -> None:
        """Go to another period by mouse."""
        event.stop()
        self._go(self._period.following() if event.forward else self._period.previous())

    def _go(self, period: Period) -> None:
        if period.start > self.desk.today:
            self.app.clear_notifications()
            self.notify("That period has not begun yet.", severity="warning", markup=False)
            return
        self._period = period
        self.reload()

    def _change_grain(self) -> None:
        """The next longer period around the one shown; from the year back to its last month."""
        grain = GRAINS[(GRAINS.index(self._grain) + 1) % len(GRAINS)]
        day = min(self._period.last_day, self.desk.today)
        self._go(period_of(day, grain, fiscal_month=self.desk.business.fiscal_month))

    @property
    def _grain(self) -> CalendarGrain:
        grain = self._period.grain
        return grain if grain != "custom" else "month"

    def _show_period(self) -> None:
        self.query_one(PeriodBar).show(
            self._period.label,
            GRAINS,
            self._grain,
            f"against {self._period.previous().label}",
            "still running" if self._period.end > self.desk.today else "",
        )

    async def _read(self) -> None:
        desk, period = self.desk, self._period
        await desk.prepare()
        sight = await desk.read(
            lambda connection: read_sight(connection, desk.business, period, desk.today)
        )
        if period != self._period:
            return
        self._sight = sight
        for function, card in self._cards.items():
            lines = [
                score_line(comparison, sight.scores.trends[name], desk.business)
                for name, comparison in sight.scores.figures.items()
                if comparison.kpi.function == function
            ]
            card.show(function.upper(), lines)
        for chart, data in zip(self._charts, sight.charts, strict=True):
            chart.show(data, "Nothing to show for this time yet.")
        self.post_message(self.Loaded(self))


class MetricsScreen(WorkScreen):
    """The figures of both functions, as the owner of the whole business needs them."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("metrics")

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "metrics", (PaneSpec("Metrics", MetricsPane),))
