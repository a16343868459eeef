"""The figures of a scorecard in the order that owners read them: the headlines, then the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tui_crm.metrics import Comparison
from tui_crm.metrics.kpi import Function
from tui_crm.metrics.shared import Scorecards
from tui_crm.store.business import Business

FUNCTIONS: tuple[Function, ...] = ("sales", "marketing")
FIRST_OF_SALES = ("revenue", "won_value")
"""Of these two the owner chooses the one that the card begins with."""


@dataclass(frozen=True, slots=True)
class Card:
    """A function's figures."""

    function: Function
    headline: Sequence[Comparison]
    """The figures that the scorecard shows first."""
    companions: Sequence[Comparison]
    """All others."""

    @property
    def title(self) -> str:
        """The name of the function."""
        return self.function.capitalize()

    @property
    def more(self) -> str:
        """What the companions stand under."""
        return f"More on {self.function}"


def cards_of(cards: Scorecards, business: Business) -> list[Card]:
    """The cards of those functions that have figures; sales begins with what the owner chose."""
    found = [_card(function, cards, business) for function in FUNCTIONS]
    return [card for card in found if card.headline or card.companions]


def _card(function: Function, cards: Scorecards, business: Business) -> Card:
    its = [one for one in cards.figures.values() if one.kpi.function == function]
    chosen = business.revenue_card

    def is_headline(found: Comparison) -> bool:
        name = found.kpi.name
        return name == chosen if name in FIRST_OF_SALES else found.kpi.headline

    headline = sorted(filter(is_headline, its), key=lambda found: found.kpi.name != chosen)
    return Card(function, headline, [found for found in its if not is_headline(found)])
