"""A record opened: its fields, everything that belongs to it, and its history."""

from __future__ import annotations

from collections.abc import Mapping

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from tui_crm.models import ENTITIES
from tui_crm.text import shown
from tui_crm.ui.desk import Desk
from tui_crm.ui.screens.frame import WorkScreen
from tui_crm.ui.screens.list_spec import ListSpec, listed
from tui_crm.ui.screens.pane import PaneSpec
from tui_crm.ui.screens.record_panes import DetailPane, history_pane, steps_pane
from tui_crm.ui.themes import MUTED

BELONGING: Mapping[str, tuple[tuple[str, str, str], ...]] = {
    "account": (
        ("Contacts", "contact", "account_id"),
        ("Deals", "deal", "account_id"),
        ("Revenue", "revenue", "account_id"),
        ("Subscriptions", "subscription", "account_id"),
    ),
    "contact": (
        ("Leads", "lead", "contact_id"),
        ("Deals", "deal", "contact_id"),
        ("Activities", "activity", "contact_id"),
    ),
    "deal": (
        ("Activities", "activity", "deal_id"),
        ("Revenue", "revenue", "deal_id"),
        ("Costs", "cost", "deal_id"),
    ),
    "lead": (
        ("Hand-offs", "handoff", "lead_id"),
        ("Deals", "deal", "lead_id"),
        ("Activities", "activity", "lead_id"),
    ),
    "campaign": (
        ("Leads", "lead", "campaign_id"),
        ("Deals", "deal", "campaign_id"),
        ("Spend", "spend", "campaign_id"),
        ("Ads", "ads", "campaign_id"),
    ),
    "subscription": (("Billings", "revenue", "subscription_id"),),
}
"""What belongs to a record, by its entity: the pane's title, the entity, the linking column."""

WITH_STEPS = ("deal", "lead")


class RecordScreen(WorkScreen):
    """One record with all that belongs to it; esc goes back to where it was opened."""

    DEFAULT_CSS = """
    RecordScreen .record-heading { height: 1; padding: 0 1; margin: 1 0 0 0; }
    """

    def __init__(self, desk: Desk, mode: str, entity: str, record_id: int, called: str) -> None:
        self._entity = entity
        self._called = called
        super().__init__(desk, mode, _panes(entity, record_id, called))

    def heading(self) -> ComposeResult:
        """What kind of record it is, and what it is called."""
        yield Static(self._title(), classes="record-heading", markup=False)

    def on_detail_pane_called(self, event: DetailPane.Called) -> None:
        """Show the name that the record has now."""
        self._called = event.name
        self.query_one(".record-heading", Static).update(self._title())

    def leave(self) -> None:
        """Take the filter of the list away, or go back."""
        if not self.clear_filter():
            self.dismiss()

    def quit(self) -> None:
        """Go back: the program is closed from its own screens."""
        self.dismiss()

    def deleted(self) -> None:
        """Go back when the record itself was deleted."""
        if isinstance(self.pane, DetailPane):
            self.dismiss()

    def _title(self) -> Content:
        kind = ENTITIES[self._entity].title
        return Content.assemble(
            (f"‹ {kind}   ", MUTED), Content.styled(shown(self._called), "bold")
        )


def _panes(entity: str, record_id: int, called: str) -> tuple[PaneSpec, ...]:
    panes = [PaneSpec("Details", lambda desk: DetailPane(desk, entity, record_id))]
    if entity in WITH_STEPS:
        panes.append(PaneSpec("Steps", lambda desk: steps_pane(desk, entity, record_id)))
    for title, other, column in BELONGING.get(entity, ()):
        field = column.removesuffix("_id")
        spec = ListSpec(
            other,
            f"No {title.lower()} belong to it. Press a to add the first one."
            if other != "handoff"
            else "It has never been offered to sales.",
            only={column: (record_id,)},
            given={field: (called, f"id:{record_id}")},
        )
        panes.append(listed(title, spec))
    panes.append(PaneSpec("History", lambda desk: history_pane(desk, entity, record_id)))
    return tuple(panes)
