"""The pane of both scorecards and their charts: how sales and marketing do, side by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial

from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.widget import Widget

from tui_crm.metrics.kpi import KPIS
from tui_crm.ui.charts import Bars, read_charts
from tui_crm.ui.desk import Desk
from tui_crm.ui.lookout import Lookout
from tui_crm.ui.opening import opening_of_kpi
from tui_crm.ui.screens.figures_pane import FiguresPane
from tui_crm.ui.sight import (
    headline_names,
    lines_of,
    other_names,
    read_headlines,
    read_inputs,
    read_others,
)
from tui_crm.ui.widgets.bottleneck_line import BottleneckLine, read_bottleneck
from tui_crm.ui.widgets.chart import Chart
from tui_crm.ui.widgets.scorecard import Scorecard, ScoreLine

FUNCTIONS = ("sales", "marketing")
CHARTS = 4
NO_CHART = "Nothing to show for this time yet."


class ScorecardsPane(FiguresPane):
    """Both scorecards of a period over the charts of both functions."""

    def __init__(self, desk: Desk, lookout: Lookout) -> None:
        super().__init__(desk, lookout)
        self._cards = {function: Scorecard(classes=function) for function in FUNCTIONS}
        self._charts = [Chart() for _ in range(CHARTS)]
        self._bottleneck = BottleneckLine()
        self._bars: tuple[Bars, ...] = ()
        self._lines: dict[str, ScoreLine] = {}
        self._more = False
        """Whether the figures beside the headline ones are in sight."""

    def compose(self) -> ComposeResult:
        """What moved won value, over the scorecards, over the charts."""
        yield self._bottleneck
        with VerticalScroll(can_focus=False):
            with Container(classes="scorecards"):
                yield from self._cards.values()
            with Container(classes="charts"):
                yield from self._charts

    @property
    def blocks(self) -> Sequence[Widget]:
        """The scorecards, and the charts that have something."""
        return (*self._cards.values(), *(chart for chart in self._charts if chart.bars))

    @property
    def kpi(self) -> str | None:
        """The KPI under the cursor."""
        focused = self.screen.focused
        return focused.cursor_name if isinstance(focused, Scorecard) else None

    def take_focus(self) -> None:
        """Let the owner walk through the figures."""
        self._cards["sales"].focus()

    def obey(self, command: str) -> bool:
        """Open what is under the cursor, go to the next block, see more figures."""
        match command:
            case "behind":
                self._open()
            case "more":
                self._show_more(not self._more)
            case _:
                return super().obey(command)
        return True

    async def show_figures(self) -> None:
        """The headline figures first, then the charts, what is doubtful, and all other figures."""
        period, business = self.lookout.period, self.desk.business
        names = headline_names(business)
        scores = await self.ask(partial(read_headlines, period=period, names=names), instead=True)
        self._take(lines_of(scores, business))
        revenue = scores.trends["revenue"]
        self._show_charts(await self.ask(partial(read_charts, period=period, revenue=revenue)))
        self._bottleneck.show(await self.ask(partial(read_bottleneck, period=period)))
        inputs = await self.ask(partial(read_inputs, period=period, names=names))
        self._take(lines_of(scores, business, inputs))
        for some in other_names(business):
            others, inputs = await self.ask(partial(read_others, period=period, names=some))
            self._take(lines_of(others, business, inputs))

    def on_scorecard_chosen(self, event: Scorecard.Chosen) -> None:
        """Open the figure under the cursor."""
        event.stop()
        self._open()

    def on_scorecard_left(self, event: Scorecard.Left) -> None:
        """Walk on into the next block."""
        event.stop()
        self.step(1 if event.down else -1)

    def on_chart_chosen(self, event: Chart.Chosen) -> None:
        """Open the bar under the cursor."""
        event.stop()
        self._open()

    def on_chart_left(self, event: Chart.Left) -> None:
        """Walk on into the next block, or the one before."""
        event.stop()
        self.step(event.step)

    def _open(self) -> None:
        focused = self.screen.focused
        if isinstance(focused, Scorecard) and focused.cursor_name:
            name, period = focused.cursor_name, self.lookout.period
            self.post_message(self.Opened(partial(opening_of_kpi, name=name, period=period)))
        elif isinstance(focused, Chart) and focused.cursor is not None and self._bars:
            bars = self._bars[self._charts.index(focused)]
            self.post_message(self.Opened(bars.openings[focused.cursor]))

    def _take(self, lines: Mapping[str, ScoreLine]) -> None:
        """Put figures in sight, those of before staying until theirs are there."""
        self._lines = {**self._lines, **lines}
        self._show_lines()

    def _show_charts(self, charts: tuple[Bars, ...]) -> None:
        self._bars = charts
        for chart, bars in zip(self._charts, charts, strict=True):
            chart.show(bars.data, NO_CHART)

    def _show_more(self, more: bool) -> None:
        self._more = more
        self.set_class(more, "-more")
        self._show_lines()

    def _show_lines(self) -> None:
        first = headline_names(self.desk.business)
        for function, card in self._cards.items():
            title = f"{function.upper()}   more figures" if self._more else function.upper()
            card.show(title, list(self._of(function, first)))

    def _of(self, function: str, first: Iterable[str]) -> Iterable[ScoreLine]:
        headlines = set(first)
        names = first if not self._more else [name for name in KPIS if name not in headlines]
        for name in names:
            if KPIS[name].function == function and name in self._lines:
                yield self._lines[name]
