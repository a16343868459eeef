"""Google Contacts' export, as it has been since 2024 and as it was before."""

from __future__ import annotations

from tui_crm.exchange.programs.program import Program, Texts
from tui_crm.exchange.programs.texts import keep_first, nameless

_REPEATED = range(1, 6)
"""How many emails and phones of a person are looked at for the one marked as primary."""

_SEVERAL = ":::"
_INSTEAD = ("File As", "Nickname", "account", "email")


def _seen(kind: str) -> tuple[str, ...]:
    """The headers of a person's further emails or phones, with their labels."""
    labels = tuple(_label(kind, number) for number in _REPEATED)
    return (*labels, *(f"{kind} {number} - Value" for number in _REPEATED if number > 1))


def _label(kind: str, number: int) -> str:
    return f"{kind} {number} - Label|{kind} {number} - Type"


def _contact(texts: Texts) -> None:
    for field, kind, also in (
        ("email", "E-mail", "Further email"),
        ("phone", "Phone", "Further phone"),
    ):
        _primary_first(texts, field, kind)
        keep_first(texts, field, _SEVERAL, also)
    nameless(texts, *_INSTEAD)


def _primary_first(texts: Texts, field: str, kind: str) -> None:
    """Put the value with a starred label first, or else the first there is: they change places."""
    filled = [n for n in _REPEATED if texts.get(field if n == 1 else f"{kind} {n} - Value")]
    starred = [n for n in filled if texts.get(_label(kind, n), "").startswith("*")]
    chosen = next(iter(starred or filled), 1)
    if chosen == 1:
        return
    value, label = f"{kind} {chosen} - Value", _label(kind, chosen)
    first = _label(kind, 1)
    texts[field], texts[value] = texts[value], texts.get(field, "")
    texts[first], texts[label] = texts.get(label, ""), texts.get(first, "")


_SEEN = (*_seen("E-mail"), *_seen("Phone"), "File As", "Nickname")
_SAID = ("The email and the phone marked with a star are the contact's own.",)

PROGRAMS = (
    Program(
        name="Google Contacts",
        sheet="export",
        entity="contact",
        marks=(
            "First Name",
            "Last Name",
            "Organization Name",
            "Labels",
            "E-mail 1 - Value|File As",
        ),
        columns={
            "First Name": "first_name",
            "Middle Name": "middle_name",
            "Last Name": "last_name",
            "E-mail 1 - Value": "email",
            "Phone 1 - Value": "phone",
            "Organization Name": "account",
            "Organization Title": "title",
            "Notes": "notes",
        },
        seen=_SEEN,
        taken=_contact,
        said=_SAID,
    ),
    Program(
        name="Google Contacts",
        sheet="export of before 2024",
        entity="contact",
        marks=("Given Name", "Family Name", "Group Membership", "Additional Name"),
        columns={
            "Name": "name",
            "Given Name": "first_name",
            "Additional Name": "middle_name",
            "Family Name": "last_name",
            "E-mail 1 - Value": "email",
            "Phone 1 - Value": "phone",
            "Organization 1 - Name": "account",
            "Organization 1 - Title": "title",
            "Notes": "notes",
        },
        seen=_SEEN,
        taken=_contact,
        said=_SAID,
    ),
)
