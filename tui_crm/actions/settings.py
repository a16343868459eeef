"""Changing the business's own settings."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from tui_crm.actions.action import Done
from tui_crm.errors import Refused
from tui_crm.models import Campaign, Cost, Deal, RevenueEntry, Setting, Subscription
from tui_crm.store.business import checked
from tui_crm.store.engine import Book, Work
from tui_crm.text import clean


def change_settings(book: Book, wanted: Mapping[str, str]) -> Done:
    """Change settings of the business in one step.

    Raises `FieldErrors` for values that cannot be, `Refused` for another base currency once the
    books hold amounts.
    """
    values = checked({name: clean(text) for name, text in wanted.items()})
    with book.work("settings") as work:
        if values.get("base_currency", work.business.currency) != work.business.currency:
            _require_no_amounts(work)
        for name, value in values.items():
            setting = work.get(Setting, name)
            if setting is None:
                work.add(Setting(key=name, value=value))
            else:
                setting.value = value
        work.title = "Set " + ", ".join(
            f"{name} to {value or 'nothing'}" for name, value in values.items()
        )
        return Done(work.title, None, {})


def _require_no_amounts(work: Work) -> None:
    amounts = [model.table().c.base_minor for model in (Deal, RevenueEntry, Cost, Subscription)]
    for amount in (*amounts, Campaign.table().c.budget_minor):
        if work.execute(select(amount).where(amount.is_not(None)).limit(1)).first():
            raise Refused(
                f"The books hold amounts in {work.business.currency} already, at the rates of "
                "their days: the base currency cannot be changed any more."
            )
