"""Pipedrive's exports of deals, people, organizations, leads and activities."""

from __future__ import annotations

from tui_crm.errors import FieldErrors
from tui_crm.exchange.programs.program import Program, Texts
from tui_crm.exchange.programs.texts import is_word, keep_first, nameless, plain
from tui_crm.text import fold

_TITLE = "Deal - Title"
_LEAD = "Lead - Title"
_SUBJECT = "Activity - Subject"
_ORGANIZATION = "Organization|Organization - Name|Deal - Organization|Lead - Organization"
_PERSON = "Contact person|Person - Name|Deal - Contact person|Lead - Contact person"
_EMAIL = "Person - Email|Person - Email (Work)|Email"
_PHONE = "Person - Phone|Person - Phone (Work)|Phone"
_WON, _LOST = "Deal - Won time", "Deal - Lost time"
_LABELS = "Lead - Labels|Lead - Label"
_TIME = "Activity - Due time"
_MADE = "Activity - Add time|Activity - Creation date"
_FINISHED = "Activity - Marked as done time"
_WARMTH = ("hot", "warm", "cold")
_KINDS = {
    "lunch": "meeting",
    "deadline": "task",
    "to do": "task",
    "e-mail": "email",
    "whatsapp": "message",
    "sms": "message",
}


def _deal(texts: Texts) -> None:
    status = fold(texts.get("outcome", ""))
    if status == "deleted":
        raise FieldErrors({"outcome": "the deal was deleted in Pipedrive"})
    if status == "open":
        texts["closed_on"] = ""
    else:
        own_time = texts.get({"won": _WON, "lost": _LOST}.get(status, ""))
        texts["closed_on"] = own_time or texts.get("closed_on", "")
    if status != "lost":
        texts["lost_reason"] = ""
    _first_email(texts, "contact.email", "contact.phone")


def _first_email(texts: Texts, email: str, phone: str) -> None:
    keep_first(texts, email, ",", "Further email")
    keep_first(texts, phone, ",", "Further phone")


def _person(texts: Texts) -> None:
    _first_email(texts, "email", "phone")
    nameless(texts, "email", "account")


def _lead(texts: Texts) -> None:
    _first_email(texts, "email", "phone")
    nameless(texts, "company", _LEAD, "email")
    labels = [fold(label.strip()) for label in texts.get(_LABELS, "").split(",")]
    warmth = next((label for label in _WARMTH if label in labels), None)
    if warmth:
        texts["temperature"] = warmth


def _activity(texts: Texts) -> None:
    done = texts.get("done", "")
    due = texts.get("due_on", "")
    texts["done"] = "yes" if is_word(done, "done", "1", "yes", "true") else "no"
    moment = f"{due} {texts.get(_TIME, '')}".strip()
    made, finished = texts.get(_MADE, ""), texts.get(_FINISHED, "")
    texts["at"] = (finished or moment or made) if texts["done"] == "yes" else (made or moment)
    if not texts["at"]:
        raise FieldErrors({"due_on": "no day says when it was or is to be done"})
    kind = texts.get("kind", "")
    if kind and fold(kind) not in _KNOWN_KINDS:
        texts["subject"] = texts.get("subject") or kind
        texts["kind"] = "task"
    texts["notes"] = plain(texts.get("notes", ""))


_KNOWN_KINDS = {"call", "email", "message", "meeting", "note", "task", *_KINDS}

PROGRAMS = (
    Program(
        name="Pipedrive",
        sheet="deals",
        entity="deal",
        marks=(_TITLE, "Deal - Value|Deal - Status|Deal - Stage|Deal - Stage (pipeline)"),
        never=(_SUBJECT,),
        columns={
            "Deal - Pipedrive System ID|Deal - System ID|Deal - ID|ID": "source_id",
            _TITLE: "name",
            "Deal - Value": "amount",
            "Deal - Currency of value|Deal - Currency": "currency",
            _ORGANIZATION: "account",
            _PERSON: "contact",
            _EMAIL: "contact.email",
            _PHONE: "contact.phone",
            "Deal - Stage (pipeline)|Deal - Stage": "stage",
            "Deal - Status": "outcome",
            "Deal - Probability": "probability",
            "Deal - Creation date|Deal - Deal created|Deal - Add time": "opened_on",
            "Deal - Expected close date": "expected_on",
            "Deal - Closed on|Deal - Deal closed on|Deal - Close time": "closed_on",
            "Deal - Lost reason": "lost_reason",
        },
        seen=(_WON, _LOST),
        taken=_deal,
        said=(
            "A deal was closed at its won or lost time, else on the day under Closed on.",
            "The export has no history of stages: each deal has the stage it is in now.",
        ),
    ),
    Program(
        name="Pipedrive",
        sheet="people",
        entity="contact",
        marks=("Person - Name|Person - First name|Person - Last name",
               "Person - Owner|Person - Email|Person - Phone|Person - Label|"
               "Person - Email (Work)|Person - Phone (Work)"),
        never=(_TITLE, _LEAD, _SUBJECT),
        columns={
            "Person - Pipedrive System ID|Person - System ID|Person - ID|ID": "source_id",
            "Person - Name": "name",
            "Person - First name": "first_name",
            "Person - Last name": "last_name",
            "Person - Email|Person - Email (Work)|Person - Email (Home)|"
            "Person - Email (Other)": "email",
            "Person - Phone|Person - Phone (Mobile)|Person - Phone (Work)|"
            "Person - Phone (Home)|Person - Phone (Other)": "phone",
            "Organization name|Person - Organization|Organization|Organization - Name": "account",
            "Person - Job title|Job title": "title",
            "Person - Notes": "notes",
        },
        stand_ins={
            "email": ("Person - Email (Work)", "Person - Email (Home)", "Person - Email (Other)"),
            "phone": (
                "Person - Phone (Mobile)", "Person - Phone (Work)", "Person - Phone (Home)",
                "Person - Phone (Other)",
            ),
        },
        taken=_person,
        said=("A person with several email addresses has the first; the notes name the others.",),
    ),
    Program(
        name="Pipedrive",
        sheet="organizations",
        entity="account",
        marks=("Organization - Name", "Organization - Owner|Organization - Address|"
               "Organization - Labels|Organization - Label"),
        never=(_TITLE, _LEAD, _SUBJECT, "Person - Name"),
        columns={
            "Organization - Pipedrive System ID|Organization - System ID|Organization - ID|"
            "ID": "source_id",
            "Organization - Name": "name",
            "Organization - Website|Organization - Domain": "domain",
            "Organization - Phone": "phone",
        },
    ),
    Program(
        name="Pipedrive",
        sheet="leads",
        entity="lead",
        marks=(_LEAD, "Lead - Owner|Lead - Source channel|Lead - Labels|Lead - Label"),
        never=(_TITLE, _SUBJECT),
        columns={
            "Lead - Pipedrive System ID|Lead - System ID|Lead - ID": "source_id",
            _PERSON: "name",
            _EMAIL: "email",
            _PHONE: "phone",
            _ORGANIZATION: "company",
            "Lead - Source channel|Lead - Source": "source",
            "Lead - Creation date|Lead - Lead created|Lead - Add time": "created_at",
        },
        derived=("name", "temperature"),
        seen=(_LABELS, _LEAD),
        taken=_lead,
        said=("The labels Hot, Warm and Cold are the lead's temperature.",),
    ),
    Program(
        name="Pipedrive",
        sheet="activities",
        entity="activity",
        marks=(_SUBJECT, "Activity - Type|Activity - Done|Activity - Due date"),
        columns={
            "Activity - Pipedrive System ID|Activity - ID|ID": "source_id",
            _SUBJECT: "subject",
            "Activity - Type": "kind",
            "Activity - Due date": "due_on",
            "Activity - Done|Activity - Status": "done",
            "Activity - Note": "notes",
            "Contact person|Activity - Contact person|Person - Name": "contact",
            "Deal|Activity - Deal|Deal - Title": "deal",
            "Lead|Activity - Lead": "lead",
        },
        derived=("at",),
        seen=(_TIME, _MADE, _FINISHED),
        words={"kind": _KINDS},
        taken=_activity,
        said=("Import the deals first: activities find their deal by its name.",),
    ),
)  # fmt: skip
