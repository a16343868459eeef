"""What the columns of a plain spreadsheet are, whatever language its owner heads them in."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from tui_crm.exchange.programs import business_words as business
from tui_crm.exchange.programs import people_words as people
from tui_crm.exchange.programs.program import Headers, spelled

Words = tuple[str, ...]

_PERSON = {
    "first_name": people.FIRST_NAME,
    "middle_name": people.MIDDLE_NAME,
    "last_name": people.LAST_NAME,
    "name": (*people.FULL_NAME, *people.PERSON),
    "email": people.EMAIL,
    "phone": people.PHONE,
    "notes": people.NOTES,
}
_MONEY = {"currency": business.CURRENCY}
_BOUGHT = (*people.CUSTOMER, *people.COMPANY)

_FIELDS: dict[str, dict[str, Words]] = {
    "lead": {
        **_PERSON,
        "company": (*people.COMPANY, *people.CUSTOMER),
        "source": people.SOURCE,
        "campaign": business.CAMPAIGN,
        "stage": (*business.STAGE, *business.STATUS),
        "temperature": people.TEMPERATURE,
        "created_at": (*people.CREATED, *business.DAY),
    },
    "contact": {
        **_PERSON,
        "account": (*people.COMPANY, *people.CUSTOMER),
        "title": people.POSITION,
        "consent": people.CONSENT,
        "do_not_contact": people.NO_CONTACT,
        "account.domain": people.DOMAIN,
    },
    "account": {
        "name": (*people.COMPANY, *people.CUSTOMER, "Name", "Naam", "Nom", "Nombre", "Nome"),
        "domain": people.DOMAIN,
        "phone": people.PHONE,
        "notes": people.NOTES,
    },
    "deal": {
        "name": (
            *business.DEAL,
            "Name",
            "Title",
            "Titel",
            "Titre",
            "Título",
            "Titolo",
            "Naam",
            *business.PRODUCT,
        ),
        "account": _BOUGHT,
        "account.domain": people.DOMAIN,
        "contact": people.PERSON,
        "contact.first_name": people.FIRST_NAME,
        "contact.last_name": people.LAST_NAME,
        "contact.email": people.EMAIL,
        "contact.phone": people.PHONE,
        "contact.title": people.POSITION,
        "campaign": business.CAMPAIGN,
        "stage": business.STAGE,
        "outcome": (*business.OUTCOME, *business.STATUS),
        "amount": (*business.DEAL_VALUE, *business.AMOUNT),
        "probability": business.PROBABILITY,
        "opened_on": (*business.OPENED, *people.CREATED),
        "expected_on": business.EXPECTED,
        "closed_on": business.CLOSES,
        "lost_reason": business.LOST_REASON,
        "lead.source": people.SOURCE,
        "lead.temperature": people.TEMPERATURE,
        "notes": people.NOTES,
        **_MONEY,
    },
    "campaign": {
        "name": (*business.CAMPAIGN, "Name"),
        "channel": business.CHANNEL,
        "goal": business.GOAL,
        "starts_on": business.STARTS,
        "ends_on": business.ENDS,
        "budget": business.BUDGET,
    },
    "ads": {
        "on": business.DAY,
        "campaign": business.CAMPAIGN,
        "impressions": business.IMPRESSIONS,
        "clicks": business.CLICKS,
    },
    "spend": {
        "on": business.DAY,
        "campaign": business.CAMPAIGN,
        "channel": (*business.CHANNEL, *business.NETWORK),
        "amount": (*business.SPENT, *business.AMOUNT, *business.EXPENSE),
        "note": (*people.NOTES, *business.SUPPLIER),
        **_MONEY,
    },
    "cost": {
        "on": (*business.DAY, *business.INVOICE_DAY),
        "function": business.FUNCTION,
        "campaign": business.CAMPAIGN,
        "channel": business.CHANNEL,
        "deal": business.DEAL,
        "amount": (*business.EXPENSE, *business.SPENT, *business.AMOUNT),
        "note": (*people.NOTES, *business.SUPPLIER),
        "currency": business.CURRENCY,
        "source_id": business.INVOICE,
    },
    "revenue": {
        "on": (*business.INVOICE_DAY, *business.DAY),
        "account": _BOUGHT,
        "deal": business.DEAL,
        "amount": (*business.REVENUE, *business.AMOUNT),
        "note": people.NOTES,
        "currency": business.CURRENCY,
        "source_id": business.INVOICE,
    },
    "subscription": {
        "account": _BOUGHT,
        "deal": business.DEAL,
        "amount": (*business.RECURRING, *business.AMOUNT),
        "interval": business.INTERVAL,
        "starts_on": business.STARTS,
        "ends_on": business.ENDS,
        **_MONEY,
    },
    "activity": {
        "at": (*business.WHEN, *business.DAY),
        "kind": business.ACTIVITY_KIND,
        "subject": business.SUBJECT,
        "contact": (*people.PERSON, "Name"),
        "lead": ("Lead",),
        "deal": business.DEAL,
        "due_on": business.DUE,
        "done": business.DONE,
        "notes": people.NOTES,
    },
    "traffic": {
        "on": business.DAY,
        "source": (*people.SOURCE, *business.CHANNEL),
        "campaign": business.CAMPAIGN,
        "sessions": business.SESSIONS,
        "engaged": business.ENGAGED,
        "engagement_rate": business.ENGAGEMENT_RATE,
        "bounces": business.BOUNCES,
        "bounce_rate": business.BOUNCE_RATE,
        "users": business.USERS,
        "pageviews": business.PAGEVIEWS,
    },
    "social": {
        "on": business.DAY,
        "network": (*business.NETWORK, *business.CHANNEL),
        "title": business.POST,
        "campaign": business.CAMPAIGN,
        "reach": business.REACH,
        "impressions": business.IMPRESSIONS,
        "reactions": business.REACTIONS,
        "comments": business.COMMENTS,
        "shares": business.SHARES,
        "saves": business.SAVES,
        "clicks": business.CLICKS,
    },
    "target": {
        "metric": business.KPI,
        "starts_on": business.STARTS,
        "ends_on": business.ENDS,
        "value": business.TARGET,
    },
}

_NUMBERED = {"deal": ("Opportunity",), "account": ("Company", "Customer"), "contact": ("Person",)}
"""What else stands before ID where a record is numbered."""

SYNONYMS: dict[str, dict[str, Words]] = {
    entity: {
        **fields,
        "source_id": (
            *(f"{called} ID" for called in (entity, *_NUMBERED.get(entity, ()))),
            *fields.get("source_id", ()),
            *business.SOURCE_ID,
        ),
    }
    for entity, fields in _FIELDS.items()
}
"""For each entity, how its fields are headed, the surest first."""

_CLEAR: tuple[tuple[str, tuple[Words, ...]], ...] = (
    ("target", (business.KPI, business.TARGET)),
    ("deal", (business.OUTCOME, (*business.CLOSES, *business.OPENED))),
    ("subscription", ((*business.INTERVAL, *business.RECURRING), (*_BOUGHT, *business.STARTS))),
    ("social", ((*business.REACTIONS, *business.REACH), (*business.NETWORK, *business.POST))),
    ("social", (business.REACTIONS, business.DAY)),
    ("traffic", (business.SESSIONS, business.DAY)),
    ("spend", (business.CAMPAIGN, business.SPENT)),
    ("spend", (business.CHANNEL, business.SPENT, business.DAY)),
    ("ads", (business.CAMPAIGN, business.IMPRESSIONS, business.CLICKS)),
    ("deal", (business.DEAL, (*business.STAGE, *business.CLOSES, *business.EXPECTED,
                              *business.DEAL_VALUE, *business.PROBABILITY, *business.OUTCOME))),
    ("deal", (business.DEAL, (*business.AMOUNT, *people.PERSON), (*_BOUGHT, *people.PERSON))),
    ("deal", (business.STAGE, (*business.AMOUNT, *business.DEAL_VALUE, *business.CLOSES,
                               *business.EXPECTED))),
    ("campaign", (business.CAMPAIGN, (*business.BUDGET, *business.GOAL, *business.STARTS))),
    ("revenue", (business.REVENUE, (*business.DAY, *business.INVOICE_DAY))),
    ("revenue", (business.INVOICE, _BOUGHT, business.AMOUNT)),
    ("cost", (business.SUPPLIER, (*business.AMOUNT, *business.SPENT, *business.EXPENSE))),
    ("cost", ((*business.EXPENSE, *business.FUNCTION), business.DAY)),
    ("cost", (business.SPENT, business.DAY)),
    ("activity", (business.SUBJECT, (*business.DUE, *business.DONE, *business.ACTIVITY_KIND))),
)  # fmt: skip
"""Headers of which a sheet has one of each where it is surely of an entity, the surest first."""

_WITH_MONEY = (
    *business.AMOUNT, *business.DEAL_VALUE, *business.REVENUE, *business.SPENT, *business.EXPENSE,
)  # fmt: skip
_RIVALS = {"revenue": "cost", "cost": "revenue"}
_SOMEBODY = (*people.FULL_NAME, *people.FIRST_NAME, *people.LAST_NAME, *people.PERSON)
_REACHED = (*people.EMAIL, *people.PHONE)
_SURNAMES = frozenset({"name", "nom", "naam"})
_INTERESTED = (*people.SOURCE, *people.TEMPERATURE, *business.STAGE, *business.STATUS,
               *business.CAMPAIGN)  # fmt: skip


def fields_meant(entity: str, headers: Sequence[str]) -> dict[str, int]:
    """The fields of an entity that a sheet has, with their places: of two columns the surer.

    "Name" beside a first name is a last name where nothing else is.
    """
    found = Headers(headers)
    places: dict[str, int] = {}
    for field, words in SYNONYMS.get(entity, {}).items():
        at = found.place("|".join((field, *words)))
        if at is not None and at not in places.values():
            places[field] = at
    for person in ("", "contact."):
        first, last = f"{person}first_name", f"{person}last_name"
        if (
            first in places
            and last not in places
            and places.get("name") is not None
            and (spelled(headers[places["name"]]) in _SURNAMES and last in SYNONYMS[entity])
        ):
            places[last] = places.pop("name")
    return places


def is_mere_number(header: str) -> bool:
    """Whether a column may number the rows of a list and nothing else: `ID`, `No.`"""
    return spelled(header) in _spellings(business.SOURCE_ID)


def entity_meant(headers: Sequence[str]) -> str | None:
    """What a plain sheet with these headers holds; None where it could be one thing or another."""
    found = {spelled(header) for header in headers}
    clear = dict.fromkeys(
        entity for entity, groups in _CLEAR if all(found & _spellings(words) for words in groups)
    )
    if not clear and found & _spellings(_BOUGHT) and found & _spellings(people.ABOUT_COMPANY):
        return "account" if not found & _spellings(_SOMEBODY) else _people(found)
    if not clear:
        return None if found & _spellings(_WITH_MONEY) else _people(found)
    surest = next(iter(clear))
    return None if _RIVALS.get(surest) in clear else surest


def _people(found: set[str]) -> str | None:
    """Leads, contacts or accounts: a sheet about people has no money in it."""
    somebody, reached = found & _spellings(_SOMEBODY), found & _spellings(_REACHED)
    if (somebody or reached) and found & _spellings(_INTERESTED):
        return "lead"
    if (somebody and reached) or found & _spellings(people.EMAIL):
        return "contact"
    if found & _spellings(_BOUGHT) and (reached or found & _spellings(people.DOMAIN)):
        return "account"
    return None


@cache
def _spellings(words: Words) -> frozenset[str]:
    return frozenset(map(spelled, words))
