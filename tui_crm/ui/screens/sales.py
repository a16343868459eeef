"""The Sales screen: from the first talk to the money, and what it cost."""

from __future__ import annotations

from tui_crm.ui.desk import Desk
from tui_crm.ui.screens.board_pane import BoardPane
from tui_crm.ui.screens.frame import WorkScreen
from tui_crm.ui.screens.list_spec import ListSpec, listed
from tui_crm.ui.screens.pane import PaneSpec

DEALS = ListSpec("deal", "No deals yet. Press a to add the first one.")
CUSTOMERS = ListSpec(
    "account", "No customers yet. Press a to add the first one.", results="account"
)
CONTACTS = ListSpec("contact", "No contacts yet. Press a to add the first one.")
REVENUE = ListSpec("revenue", "No revenue yet. Win a deal, or press a to enter a sale.")
SUBSCRIPTIONS = ListSpec("subscription", "No subscriptions yet. Press a to enter the first one.")
WAITING = ListSpec(
    "handoff", "No lead waits for sales. Marketing offers them with O.", where="decision:"
)
COSTS = ListSpec(
    "cost",
    "No costs of sales yet. Press a to enter one.",
    only={"function": ("sales", "direct", "overhead")},
)


class SalesScreen(WorkScreen):
    """The work of sales: the pipeline, who buys, what came in, and what it cost."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk,
            "sales",
            (
                PaneSpec("Pipeline", BoardPane),
                listed("Deals", DEALS),
                listed("Customers", CUSTOMERS),
                listed("Contacts", CONTACTS),
                listed("Revenue", REVENUE),
                listed("Subscriptions", SUBSCRIPTIONS),
                listed("Hand-offs", WAITING),
                listed("Costs", COSTS),
            ),
        )
