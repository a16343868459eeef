"""What the business does, each one transaction and one undo step."""

from __future__ import annotations

from tui_crm.actions import billing, follow_up, handoff, marketing, merge, sales
from tui_crm.actions.action import ACTIONS, Action, Done, perform
from tui_crm.actions.edit import add, change, delete
from tui_crm.actions.settings import change_settings

__all__ = [
    "ACTIONS", "Action", "Done", "add", "billing", "change", "change_settings", "delete",
    "follow_up", "handoff", "marketing", "merge", "perform", "sales",
]  # fmt: skip
