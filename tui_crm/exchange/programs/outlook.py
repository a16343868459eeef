"""Outlook's export of contacts, and Outlook.com's."""

from __future__ import annotations

from tui_crm.exchange.programs.program import Program, Texts
from tui_crm.exchange.programs.texts import nameless

_PHONES = ("Mobile Phone", "Business Phone", "Primary Phone", "Home Phone", "Company Main Phone")
_EMAILS = ("E-mail Address", "E-mail 2 Address", "E-mail 3 Address")


def _contact(texts: Texts) -> None:
    nameless(texts, "Nickname", "account", "email")


PROGRAMS = (
    Program(
        name="Outlook",
        sheet="contacts",
        entity="contact",
        marks=("First Name", "Last Name", "E-mail Address", "|".join(_PHONES)),
        columns={
            "First Name": "first_name",
            "Middle Name": "middle_name",
            "Last Name": "last_name",
            "|".join(_EMAILS): "email",
            "|".join(_PHONES): "phone",
            "Company": "account",
            "Job Title": "title",
            "Notes": "notes",
        },
        seen=("Nickname",),
        stand_ins={"email": _EMAILS, "phone": _PHONES},
        taken=_contact,
        said=("The mobile phone is the contact's phone; where there is none, the business phone.",),
    ),
)
