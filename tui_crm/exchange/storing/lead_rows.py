"""New leads of a file, each with its contact and the beginning of its history."""

from __future__ import annotations

from datetime import date, datetime

from tui_crm.exchange.report import Report
from tui_crm.exchange.storing.bulk import Bulk, raw_connection
from tui_crm.exchange.storing.plain_rows import Values, defaults
from tui_crm.exchange.storing.rows import RowMaker
from tui_crm.models import Contact, Entity, HandOff, Lead, LeadEvent
from tui_crm.store import records
from tui_crm.store.engine import Work
from tui_crm.store.entry import Typing, Value
from tui_crm.text import fold

BORROWED = ("name", "email", "phone")
"""What a lead has from its contact."""


class LeadRows:
    """Stores new leads of people who are not known yet, many in one go."""

    def __init__(
        self, work: Work, bulk: Bulk, entity: Entity, typing: Typing, report: Report
    ) -> None:
        self._entity = entity
        self._bulk = bulk
        self._report = report
        self._zone = work.business.zone
        self._raw = raw_connection(work)
        self._contacts = RowMaker(Contact, work.at, work.business["country"])
        self._leads = RowMaker(Lead, work.at)
        self._events = RowMaker(LeadEvent, work.at)
        self._handoffs = RowMaker(HandOff, work.at)
        self._defaults = defaults(entity, typing)
        self._made: set[tuple[str, str]] = set()

    def put(self, values: Values, key: str, wanted: int | None) -> int | None:
        """Store a new lead and give its number; None where its person is known already."""
        filled = self._filled(values)
        person = {name: filled.get(name) for name in BORROWED}
        if self._is_known(str(person["name"]), person["email"]):
            return None
        contact_id = self._bulk.number("contact")
        self._bulk.put("contact", self._contacts.row({"id": contact_id, **person}))
        self._report.count_made("contact")
        return self._put(contact_id, person, filled, key, wanted)

    def put_for(self, contact_id: int, values: Values) -> int:
        """Store a lead of a contact that exists already and give its number."""
        self._bulk.flush()
        asked = "SELECT name, email, phone FROM contact WHERE id = ?"
        found = self._raw.execute(asked, (contact_id,)).fetchone()
        person = dict(zip(BORROWED, found, strict=True))
        return self._put(contact_id, person, self._filled(values), None, None)

    def _filled(self, values: Values) -> dict[str, Value]:
        given = {name: value for name, value in values.items() if value is not None}
        return {**self._defaults, **given}

    def _put(
        self, contact_id: int, person: Values, filled: Values, key: str | None, wanted: int | None
    ) -> int:
        created = filled["created_at"]
        assert isinstance(created, datetime)
        columns = records.columns_of(self._entity, filled)
        columns["id"] = number = self._bulk.number("lead", wanted)
        columns["contact_id"] = contact_id
        columns["local_day"] = created.astimezone(self._zone).date()
        columns["source_key"] = key
        words = fold(" ".join(str(word) for word in person.values() if word))
        self._bulk.put("lead", self._leads.row(columns, found_by=words))
        self._put_history(number, created, columns["local_day"], filled)
        return number

    def _put_history(self, number: int, created: datetime, day: date, filled: Values) -> None:
        """The beginning of a lead's history; an offered one waits for sales."""
        for field in ("stage", "temperature"):
            event = {
                "id": self._bulk.number("lead_event"),
                "lead_id": number,
                "on": day,
                "at": created,
                "field": field,
                "new": filled[field],
            }
            self._bulk.put("lead_event", self._events.row(event))
        if filled["stage"] == "offered":
            waiting = {"lead_id": number, "offered_on": day, "id": self._bulk.number("handoff")}
            self._bulk.put("handoff", self._handoffs.row(waiting))

    def _is_known(self, name: str, email: object) -> bool:
        """Whether a contact has this email and this name, as the action looks for one."""
        if not email:
            return False
        person = (str(email).lower(), fold(name))
        if person in self._made:
            return True
        self._made.add(person)
        query = "SELECT name FROM contact WHERE lower(email) = ?"
        return any(fold(known) == person[1] for (known,) in self._raw.execute(query, person[:1]))
