"""Atomic CRM's export of contacts."""

from __future__ import annotations

from tui_crm.exchange.programs.program import Program, Texts
from tui_crm.exchange.programs.texts import nameless

_EMAILS = ("email_work", "email_home", "email_other")
_PHONES = ("phone_work", "phone_home", "phone_other")


def _contact(texts: Texts) -> None:
    nameless(texts, "email", "account")


PROGRAMS = (
    Program(
        name="Atomic CRM",
        sheet="contacts",
        entity="contact",
        marks=("first_name", "last_name", "has_newsletter", "email_work", "phone_work"),
        columns={
            "first_name": "first_name",
            "last_name": "last_name",
            "|".join(_EMAILS): "email",
            "|".join(_PHONES): "phone",
            "company": "account",
            "title": "title",
            "background": "notes",
            "has_newsletter": "consent",
        },
        words={"consent": {"true": "yes", "false": "no"}},
        stand_ins={"email": _EMAILS, "phone": _PHONES},
        taken=_contact,
    ),
)
