"""The sentence that says what moved won value most, for the top of Metrics."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import Static

from tui_crm.metrics.bottleneck import Bottleneck, bottleneck, told
from tui_crm.reports.words import Words
from tui_crm.text import shown

if TYPE_CHECKING:
    from tui_crm.metrics.figures import Figures
    from tui_crm.period import Period
    from tui_crm.store.business import Business


class BottleneckLine(Static):
    """One sentence over the figures: which step took or brought most."""

    DEFAULT_CSS = """
    BottleneckLine { height: auto; min-height: 1; padding: 0 1; }
    """

    def __init__(self) -> None:
        super().__init__("", markup=False)

    def show(self, sentence: str) -> None:
        """Say this."""
        self.update(Content(shown(sentence)))


def read_bottleneck(figures: Figures, period: Period) -> str:
    """The sentence for a period."""
    return sentence(bottleneck(figures, period), figures.business)


def sentence(found: Bottleneck, business: Business) -> str:
    """What moved won value, its amounts as the business writes them."""
    words = Words(business)
    return told(found, words.money, words.percent)
