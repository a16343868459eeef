"""Contacts as cards for an address book (.vcf), and follow-ups as days of a calendar (.ics)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, TextIO  # Any: a component of vobject, which has no types
from uuid import NAMESPACE_OID, uuid5

from sqlalchemy import Connection, select

from tui_crm.exchange.out.export import CHUNK
from tui_crm.models import Activity
from tui_crm.models.fields import instant_text
from tui_crm.store.query import Listing
from tui_crm.store.shape import Line

if TYPE_CHECKING:
    from types import ModuleType

PRODUCT = "-//tui-crm//follow-ups//EN"


def write_cards(connection: Connection, listing: Listing, file: TextIO) -> int:
    """Write the contacts of a list as vCards, one after another; says how many.

    Of version 3.0, which every address book reads. A card keeps its UID for good, so that it takes
    the place of the one that was imported before.
    """
    vobject = _vobject()
    many = 0
    for line, made in _lines(connection, listing):
        file.write(_card(vobject, line, made).serialize())
        many += 1
    return many


def write_follow_ups(connection: Connection, listing: Listing, file: TextIO, at: datetime) -> int:
    """Write those activities of a list that are not done and have a due day as a calendar.

    Each is an event of the whole day that leaves the day free: tasks (VTODO), which they are by
    nature, are left out by Google's calendar and by Outlook when they take a file in, and shown
    by few others. They are dated as of `at`, so that a later file replaces what is moved. Says
    how many there are.
    """
    vobject = _vobject()
    calendar = vobject.iCalendar()
    calendar.add("prodid").value = PRODUCT
    opening, closing, _ = calendar.serialize().partition("END:VCALENDAR")
    file.write(opening)
    many = 0
    for line, made in _lines(connection, replace(listing, among=_follow_ups(listing))):
        file.write(_event(vobject, line, made, at).serialize())
        many += 1
    file.write(f"{closing}\r\n")
    return many


def _vobject() -> ModuleType:
    """The library, which takes a while to load."""
    import vobject  # type: ignore[import-untyped]  # it has no types of its own

    return vobject  # type: ignore[no-any-return]  # a module without types


def _lines(connection: Connection, listing: Listing) -> Iterator[tuple[Line, datetime]]:
    """The records of a list, each with the moment it was entered.

    A page at a time: writing so many cards takes long, and nobody is kept from storing meanwhile.
    """
    page = listing.page(connection, 0, CHUNK)
    while page:
        table = listing.entity.model.table().c
        made = select(table.id, table.created_at).where(table.id.in_([line.id for line in page]))
        moments = {number: moment for number, moment in connection.execute(made)}
        yield from ((line, moments[line.id]) for line in page)
        page = listing.page_after(connection, page[-1], 0, CHUNK)


def _follow_ups(listing: Listing) -> Any:
    """The query of the activities still to be done on a day, among those of a list."""
    table = Activity.table().c
    query = select(table.id).where(table.done.is_(False), table.due_on.is_not(None))
    if listing.among is not None:
        query = query.where(table.id.in_(select(listing.among.subquery().c.id)))
    return query


def _card(vobject: ModuleType, line: Line, made: datetime) -> Any:
    card = vobject.vCard()
    values = line.values
    name = str(values["name"])
    # By the last word, so that given and family name together are what was typed.
    given, _, family = name.strip().rpartition(" ")
    card.add("uid").value = _uid("contact", line, made)
    card.add("fn").value = name
    card.add("n").value = vobject.vcard.Name(family=family if given else "", given=given or family)
    if values["account"]:
        card.add("org").value = [values["account"]]
    if values["email"]:
        mail = card.add("email")
        mail.value, mail.type_param = values["email"], "INTERNET"
    for named, field in (("tel", "phone"), ("title", "title"), ("note", "notes")):
        if values[field]:
            card.add(named).value = values[field]
    return card


def _event(vobject: ModuleType, line: Line, made: datetime, at: datetime) -> Any:
    event = vobject.newFromBehavior("VEVENT")
    values = line.values
    due = values["due_on"]
    assert isinstance(due, date)
    stamp = at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    event.add("uid").value = _uid("activity", line, made)
    event.add(vobject.base.ContentLine("DTSTAMP", [], stamp))
    event.add("dtstart").value = due
    event.add("dtend").value = due + timedelta(days=1)  # the first day that is not covered
    event.add("transp").value = "TRANSPARENT"
    event.add("summary").value = _summary(line)
    about = [f"{name.capitalize()}: {values[name]}" for name in _LINKS if values[name]]
    if values["notes"]:
        about.append(str(values["notes"]))
    if about:
        event.add("description").value = "\n".join(about)
    return event


_LINKS = ("contact", "lead", "deal")
"""Whom and what an activity is about, the person first."""


def _summary(line: Line) -> str:
    """What is to be done with whom: "Call: Ask for the order (Ann Ash)"."""
    values = line.values
    what = str(values["kind"]).capitalize()
    if values["subject"]:
        what = f"{what}: {values['subject']}"
    whom = next((values[name] for name in _LINKS if values[name]), None)
    return f"{what} ({whom})" if whom else what


def _uid(kind: str, line: Line, made: datetime) -> str:
    """The same for a record for good, and another one in every other book."""
    return f"urn:uuid:{uuid5(NAMESPACE_OID, f'tui-crm {kind} {line.id} {instant_text(made)}')}"
