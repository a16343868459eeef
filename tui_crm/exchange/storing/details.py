"""The records that a flat row describes beside its own: found by who they are, or made."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time

from tui_crm.errors import FieldErrors
from tui_crm.exchange.instead import full_name
from tui_crm.exchange.mapping import DETAILED, Part
from tui_crm.exchange.report import Report
from tui_crm.exchange.storing.bulk import Bulk
from tui_crm.exchange.storing.lead_rows import LeadRows
from tui_crm.exchange.storing.links import Links
from tui_crm.exchange.storing.persons import Persons
from tui_crm.exchange.storing.rows import RowMaker
from tui_crm.exchange.values import OWN_ID
from tui_crm.models import ENTITIES, Entity, Record
from tui_crm.store import records
from tui_crm.store.engine import Work
from tui_crm.store.entry import Typing, Value
from tui_crm.store.lookup import ID

Values = dict[str, Value]


class Details:
    """Finds or makes the accounts, contacts and leads that the rows of a part describe."""

    def __init__(
        self, work: Work, bulk: Bulk, links: Links, persons: Persons, part: Part,
        typing: Typing, report: Report,
    ) -> None:  # fmt: skip
        self._work = work
        self._bulk = bulk
        self._links = links
        self._persons = persons
        self._report = report
        self._typing = typing
        self._entity = part.entity
        self._leads = LeadRows(work, bulk, ENTITIES["lead"], typing, report)
        self._makers: dict[str, RowMaker] = {}
        self._filled: set[tuple[str, int, str]] = set()
        self.links = [
            link
            for link in DETAILED
            if any(name.startswith(f"{link}.") for name in (*part.fields, *part.constants))
            or (link == "contact" and _works_there(part))
        ]
        """The links whose records the rows describe."""

    def take(self, values: Values) -> Values:
        """Take what a row says of linked records out of its values; by link, where it says any."""
        if not self.links:
            return {}
        found = {name: values.pop(name) for name in list(values) if "." in name}
        described: Values = {name: value for name, value in found.items() if value is not None}
        for link in ("account", "contact"):
            if link in self.links and not values.get(link):
                parts = full_name(described, f"{link}.")
                called = parts or described.get(f"{link}.email") or described.get(f"{link}.domain")
                values[link] = called or None
        return described

    def resolve(self, values: Values, described: Mapping[str, Value]) -> None:
        """Put the numbers of described records in the place of their names, made where needed.

        Raises `FieldErrors` where a name means more than one.
        """
        for link in self.links:
            about = {
                name.partition(".")[2]: value
                for name, value in described.items()
                if name.startswith(f"{link}.")
            }
            if link == "lead":
                self._resolve_lead(values, about)
            else:
                self._resolve(link, values, about)

    def _resolve(self, link: str, values: Values, about: Values) -> None:
        spec = self._entity.field(link)
        assert spec is not None
        entity, called = ENTITIES[spec.target], values.get(link)
        if isinstance(called, str) and ID.fullmatch(called):
            values[link] = self._to(link, called)
            return
        if not called:
            return
        known = {name: value for name, value in about.items() if entity.field(name)}
        whole: Values = {**known, "name": str(called)}
        if link == "contact" and isinstance(values.get("account"), int):
            whole["account"] = values["account"]
        match = self._persons.find(entity.name, whole)
        if match is not None:
            self._fill(entity, match.id, whole)
            values[link] = match.id
        elif str(called) in self._links.names(entity) and (link == "account" or not about):
            values[link] = self._to(link, str(called))
        else:
            values[link] = self._make(entity, whole)

    def _to(self, link: str, called: str) -> int:
        spec = self._entity.field(link)
        assert spec is not None
        try:
            return self._links.to(spec, called)
        except ValueError as error:
            raise FieldErrors({link: str(error)}) from None

    def _make(self, entity: Entity, whole: Values) -> int:
        table = entity.model.table().name
        columns = records.columns_of(entity, whole)
        columns["id"] = number = self._bulk.number(table)
        self._bulk.put(table, self._maker(entity.name, entity.model).row(columns))
        self._links.note(entity, str(whole["name"]), number)
        self._persons.note(entity.name, number, whole)
        self._report.count_made(entity.name)
        self._filled.add((entity.name, number, _told(whole)))
        return number

    def _fill(self, entity: Entity, number: int, whole: Values) -> None:
        """Fill in what a known record lacks; what it has stays, the row is not about it."""
        told = (entity.name, number, _told(whole))
        if told in self._filled:
            return
        self._filled.add(told)
        record = self._record(entity, number, whole)
        if record is None:
            return
        for column, value in records.columns_of(entity, whole).items():
            if getattr(record, column) is None:
                setattr(record, column, value)
        records.refresh_search(self._work, record)
        self._work.flush()

    def _record(self, entity: Entity, number: int, whole: Values) -> Record | None:
        """The record to fill in; None where it has all already."""
        self._bulk.flush()
        record = self._work.get(entity.model, number)
        assert record is not None
        columns = records.columns_of(entity, whole)
        if all(getattr(record, name) is not None for name, v in columns.items() if v is not None):
            return None
        self._bulk.close()  # the journal must have the row before what is done to it
        return record

    def _resolve_lead(self, values: Values, about: Values) -> None:
        """The lead that a deal came from: the deal's person, once."""
        if isinstance(called := values.get("lead"), str):
            values["lead"] = self._to("lead", called)
            return
        if not any(about.values()):
            return
        contact, account = values.get("contact"), values.get("account")
        if not isinstance(contact, int):
            contact = self._stand_in(account)
        if contact is None:
            return
        values["contact"] = values.get("contact") or contact
        match = self._persons.find("lead", {"contact": contact})
        if match is not None:
            values["lead"] = match.id
            return
        values["lead"] = self._make_lead(contact, account, values, about)

    def _stand_in(self, account: Value) -> int | None:
        """The contact of a company that names nobody: it is called as the company is."""
        if not isinstance(account, int):
            return None
        whole: Values = {"name": self._called("account", account), "account": account}
        match = self._persons.find("contact", whole)
        return match.id if match else self._make(ENTITIES["contact"], whole)

    def _make_lead(
        self, contact: int, account: Value, values: Mapping[str, Value], about: Values
    ) -> int:
        opened = values.get("opened_on")
        day = opened if isinstance(opened, date) else self._typing.today
        lead: Values = {
            "name": self._called("contact", contact),
            "company": self._called("account", account) if isinstance(account, int) else None,
            "campaign": values.get("campaign"),
            "stage": "accepted",
            "created_at": datetime.combine(day, time(12), self._typing.business.zone),
            **about,
        }
        number = self._leads.put_for(contact, lead)
        self._persons.note("lead", number, {"contact": contact})
        self._report.count_made("lead")
        return number

    def _called(self, entity: str, number: int) -> str:
        self._bulk.flush()
        table = ENTITIES[entity].model.table()
        return str(self._work.execute(table.select().where(table.c.id == number)).one().name)

    def _maker(self, name: str, model: type[Record]) -> RowMaker:
        if name not in self._makers:
            self._makers[name] = RowMaker(model, self._work.at, self._work.business["country"])
        return self._makers[name]


def _works_there(part: Part) -> bool:
    """Whether a deal's contact is one of the deal's account."""
    fields = part.fields
    return part.entity.name == "deal" and {"contact", "account"} <= set(fields) and (
        OWN_ID not in fields
    )  # fmt: skip


def _told(whole: Mapping[str, Value]) -> str:
    return "\x1f".join(f"{name}={value}" for name, value in sorted(whole.items()))
