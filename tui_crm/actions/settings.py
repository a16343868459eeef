"""Changing the business's own settings."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from tui_crm.actions.action import Done
from tui_crm.errors import Refused
from tui_crm.models import (
    Account,
    Campaign,
    Contact,
    Cost,
    Deal,
    RevenueEntry,
    Setting,
    Subscription,
)
from tui_crm.store.business import checked
from tui_crm.store.engine import Book, Work
from tui_crm.store.phones import phone_key
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
        country = values.get("country", work.business["country"])
        if country != work.business["country"]:
            _know_phones_in(work, country)
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


def _know_phones_in(work: Work, country: str) -> None:
    """Let people and companies be known by their phone numbers as those of a country."""
    for model in (Account, Contact):
        table = model.table().c
        numbers = work.execute(
            select(table.id, table.phone, table.phone_key).where(table.phone.is_not(None))
        )
        changed = [number for number, phone, key in numbers if phone_key(phone, country) != key]
        for number in changed:
            record = work.get(model, number)
            assert isinstance(record, Account | Contact)
            record.phone_key = phone_key(record.phone, country)
