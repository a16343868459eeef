"""Which records a pane lists; light, so that a screen can name its panes before it needs them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tui_crm.ui.desk import Desk
from tui_crm.ui.screens.pane import Pane, PaneSpec


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


def listed(title: str, spec: ListSpec) -> PaneSpec:
    """A pane that lists such records."""

    def make(desk: Desk) -> Pane:
        # Imported when it is first looked at: the first screen is drawn without it.
        from tui_crm.ui.screens.list_pane import ListPane

        return ListPane(desk, spec)

    return PaneSpec(title, make)
