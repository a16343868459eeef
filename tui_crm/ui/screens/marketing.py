"""The Marketing screen: who might buy, what was done to find them, and what it cost."""

from __future__ import annotations

from tui_crm.ui.desk import Desk
from tui_crm.ui.screens.frame import WorkScreen
from tui_crm.ui.screens.list_spec import ListSpec, listed

LEADS = ListSpec("lead", "No leads yet. Press a to add the first one.")
CAMPAIGNS = ListSpec(
    "campaign", "No campaigns yet. Press a to add the first one.", results="campaign"
)
SPEND = ListSpec("spend", "Nothing spent yet. Press a to enter a cost of marketing.")
ADS = ListSpec("ads", "No advertisements yet. Press a to enter a day of a campaign.")
TRAFFIC = ListSpec("traffic", "No web traffic yet. Press a to enter a day.")
SOCIAL = ListSpec("social", "No posts yet. Press a to enter the first one.")


class MarketingScreen(WorkScreen):
    """The work of marketing: leads and campaigns, with the figures that tell how they do."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk,
            "marketing",
            (
                listed("Leads", LEADS),
                listed("Campaigns", CAMPAIGNS),
                listed("Spend", SPEND),
                listed("Ads", ADS),
                listed("Traffic", TRAFFIC),
                listed("Social", SOCIAL),
            ),
        )
