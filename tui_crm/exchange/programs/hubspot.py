"""HubSpot's exports of contacts, companies and deals, in English and Spanish."""

from __future__ import annotations

import re

from tui_crm.exchange.programs.program import Program, Texts
from tui_crm.exchange.programs.texts import add_note, keep_first, nameless

_RECORD = "Record ID|ID de registro"
_CREATED = "Create Date|Fecha de creación"
_DEAL = "Deal Name|Nombre del negocio"
_FIRST, _LAST = "First Name|Nombre", "Last Name|Apellidos"
_EMAIL = "Email|Correo|Correo electrónico"
_PHONE = "Phone Number|Número de teléfono"
_COMPANY = "Company name|Nombre de la empresa"
_DOMAIN = "Company Domain Name|Nombre de dominio de la empresa|Domain|Website URL|URL del sitio web"
_PERSON = re.compile(r"(.*\S)\s*\(([^()\s]+@[^()\s]+)\)")

_STAGES = {
    "appointmentscheduled": "Appointment scheduled",
    "qualifiedtobuy": "Qualified to buy",
    "presentationscheduled": "Presentation scheduled",
    "decisionmakerboughtin": "Decision maker bought-in",
    "contractsent": "Contract sent",
    "closedwon": "Closed won",
    "closedlost": "Closed lost",
    "cierre ganado": "Closed won",
    "cierre perdido": "Closed lost",
    "ganado": "Closed won",
    "perdido": "Closed lost",
}
"""The internal names of the stages that every account begins with, as people see them."""


def _contact(texts: Texts) -> None:
    keep_first(texts, "account", ";", "Also of")
    keep_first(texts, "email", ";", "Further email")
    nameless(texts, "email", "account")


def _deal(texts: Texts) -> None:
    keep_first(texts, "account", ";", "Further companies")
    people = [person for person in map(str.strip, texts.get("contact", "").split(";")) if person]
    if not people:
        return
    found = _PERSON.fullmatch(people[0])
    texts["contact"] = found[1] if found else people[0]
    if found:
        texts["contact.email"] = texts.get("contact.email") or found[2]
    if people[1:]:
        add_note(texts, f"Further contacts: {', '.join(people[1:])}")


PROGRAMS = (
    Program(
        name="HubSpot",
        sheet="contacts",
        entity="contact",
        marks=(
            _RECORD,
            f"{_FIRST}|{_LAST}",
            f"{_EMAIL}|{_PHONE}|Lead Status|Lifecycle Stage|Contact owner",
        ),
        never=(_DEAL,),
        columns={
            _RECORD: "source_id",
            _FIRST: "first_name",
            _LAST: "last_name",
            _EMAIL: "email",
            f"{_PHONE}|Mobile Phone Number|Número de móvil": "phone",
            f"Associated Company|Associated Company (Primary)|{_COMPANY}": "account",
            "Job Title|Cargo": "title",
            "Unsubscribed from all email|Opted out of all email": "do_not_contact",
        },
        stand_ins={
            "phone": ("Mobile Phone Number|Número de móvil",),
            "account": (_COMPANY,),
        },
        taken=_contact,
    ),
    Program(
        name="HubSpot",
        sheet="companies",
        entity="account",
        marks=(
            _RECORD,
            _COMPANY,
            f"{_DOMAIN}|Company owner|Propietario de la empresa|Industry|{_CREATED}",
        ),
        never=(_DEAL, _FIRST, _LAST),
        columns={
            _RECORD: "source_id",
            _COMPANY: "name",
            _DOMAIN: "domain",
            _PHONE: "phone",
        },
        stand_ins={"domain": ("Website URL|URL del sitio web",)},
    ),
    Program(
        name="HubSpot",
        sheet="deals",
        entity="deal",
        marks=(_RECORD, _DEAL, "Deal Stage|Etapa del negocio"),
        columns={
            _RECORD: "source_id",
            _DEAL: "name",
            "Associated Company (Primary)|Associated Company": "account",
            "Associated Contact (Primary)|Associated Contact": "contact",
            "Deal Stage|Etapa del negocio": "stage",
            "Amount|Valor|Importe": "amount",
            "Currency|Deal currency code|Moneda": "currency",
            _CREATED: "opened_on",
            "Close Date|Fecha de cierre": "closed_on",
            "Closed Lost Reason|Motivo de pérdida": "lost_reason",
            "Deal Description|Descripción del negocio": "notes",
        },
        derived=("contact.email",),
        stand_ins={"account": ("Associated Company",)},
        words={"stage": _STAGES},
        taken=_deal,
        said=(
            "The closing day of an open deal is the day it is expected on.",
            "A deal of several companies or contacts has the first; its notes name the others.",
        ),
    ),
)
