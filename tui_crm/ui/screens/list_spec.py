"""Which records a pane lists; light, so that a screen can name its panes before it needs them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any  # Any: a query of whatever columns names the records

from tui_crm.ui.desk import Desk
from tui_crm.ui.screens.pane import Pane, PaneSpec

if TYPE_CHECKING:
    from sqlalchemy import Select

    from tui_crm.store.business import Business
    from tui_crm.ui.sources import Results


@dataclass(frozen=True)
class ListSpec:
    """Which records a pane lists, and what it says where there are none."""

    entity: str
    empty: str
    """The sentence of an empty list; it names the key that adds a record."""
    where: str = ""
    """A filter that always holds."""
    only: Mapping[str, tuple[object, ...]] = field(default_factory=dict)
    """Column values that narrow the list down."""
    given: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """What a record added here has already: the field's text for people, and for the book."""
    results: str = ""
    """Whose figures stand beside the records: campaign or account."""
    among: Select[Any] | None = None
    """A query whose column `id` names the only records that there are."""
    beside: Callable[[Business, date], Results] | None = None
    """Other figures that stand beside the records."""
    known_on: date | None = None
    """The day whose records are listed, as they had been entered by its end; None: today's."""


def listed(title: str, spec: ListSpec) -> PaneSpec:
    """A pane that lists such records."""

    def make(desk: Desk) -> Pane:
        # Imported when it is first looked at: the first screen is drawn without it.
        from tui_crm.ui.screens.list_pane import ListPane

        return ListPane(desk, spec)

    return PaneSpec(title, make)
