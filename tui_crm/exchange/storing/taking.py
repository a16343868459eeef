"""Taking what the rows of a file say of one kind of record: a new one, a change, or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from tui_crm import money
from tui_crm.actions.edit import PLAIN, RULES
from tui_crm.actions.edit_deal import WITHOUT_REVENUE
from tui_crm.actions.edit_rules import Rules
from tui_crm.errors import FieldErrors
from tui_crm.exchange.instead import ENOUGH, put_in_place
from tui_crm.exchange.mapping import SOURCE_ID, Form, Part, needed
from tui_crm.exchange.meaning.cells import Cells
from tui_crm.exchange.programs.synonyms import is_mere_number
from tui_crm.exchange.report import Matched, Report
from tui_crm.exchange.storing.bulk import Bulk
from tui_crm.exchange.storing.deal_fates import Fates
from tui_crm.exchange.storing.deal_rows import DealRows
from tui_crm.exchange.storing.details import Details
from tui_crm.exchange.storing.identity import CALLED_ALIKE, NATURAL, Earlier, Key, Known, Nature
from tui_crm.exchange.storing.lead_rows import LeadRows
from tui_crm.exchange.storing.links import Links
from tui_crm.exchange.storing.persons import Persons
from tui_crm.exchange.storing.plain_rows import PlainRows, defaults
from tui_crm.exchange.storing.refunds import refuse_too_much
from tui_crm.exchange.storing.row_texts import RowTexts
from tui_crm.exchange.storing.rows import stored
from tui_crm.exchange.storing.updates import Updates, one_row
from tui_crm.exchange.values import OWN_ID
from tui_crm.models import Entity, FieldSpec, Kind
from tui_crm.models.fields import RATE_UNIT
from tui_crm.store import records
from tui_crm.store.engine import Work
from tui_crm.store.entry import Typing, Value
from tui_crm.store.merged import move_mark

Fate = Literal["imported", "updated", "unchanged", "duplicate"]

BROUGHT_ALONG = frozenset({"revenue", "subscription"})
"""What winning a deal makes."""

PEOPLE = frozenset({"account", "contact", "lead"})
"""Entities whose records are known again by who they are."""


@dataclass(frozen=True)
class Told:
    """What the owner says of all rows alike."""

    currency: str | None = None
    """Of amounts that name none."""
    rate: Decimal | None = None
    """What one unit of a foreign currency is worth in the base currency, where no column says."""
    revenue: bool = True
    """Whether won deals bring their revenue entries."""


@dataclass
class Shared:
    """What all kinds of records of an import have in common."""

    work: Work
    bulk: Bulk
    links: Links
    persons: Persons
    report: Report
    typing: Typing
    told: Told
    expected: int
    """How many rows the file has."""


@dataclass(slots=True)
class RowRead:
    """What a row says of one record, checked, links still as names."""

    values: dict[str, Value]
    described: dict[str, Value]
    """Fields of linked records, by `account.domain`."""
    source_id: str = ""
    own_id: int | None = None
    """The number that the row had in one of our books."""


class Misread(FieldErrors):
    """Raised where a row cannot be taken; it has what could be read of it all the same."""

    def __init__(self, wrong: dict[str, str], values: Mapping[str, Value]) -> None:
        super().__init__(wrong)
        self.values = values


class Taking:
    """Stores the records of one kind that the rows of a file make."""

    def __init__(self, shared: Shared, form: Form, part: Part, cells: Cells) -> None:
        work, entity = shared.work, part.entity
        self._shared = shared
        self._form = form
        self._part = part
        self._entity = entity
        self._cells = cells
        self._texts = RowTexts(form, part, cells)
        self._rules = _rules(entity.name, shared.told.revenue)
        self._fates = Fates(work)
        self._known = Known(work, shared.bulk, entity, form.header(SOURCE_ID), shared.expected)
        self._updates = Updates(work, entity, self._rules, own=OWN_ID in part.fields)
        self._details = Details(
            work, shared.bulk, shared.links, shared.persons, part, shared.typing, shared.report
        )
        # A day that cost nothing has no cost, but its impressions all the same.
        self._may_be_free = entity.name == "spend" and bool(form.side)
        linked = [
            spec for spec in entity.fields
            if spec.kind is Kind.LINK and (spec.name in part.fields or spec.name in part.constants)
        ]  # fmt: skip
        self._stages = [spec for spec in linked if spec.name == "stage"]
        told_plainly = [spec for spec in linked if spec.name not in self._details.links]
        # Those first that must exist already: nothing is made for a row that names what does not.
        self._told_plainly = sorted(told_plainly, key=lambda s: s.target in records.MADE_BY_NAME)
        self._needed = [spec.name for spec in needed(entity)]
        self._custom = [spec.name for spec in entity.custom]
        known = {*part.fields, *part.constants, "currency", *ENOUGH.get(entity.name, ())}
        self._content = [s.name for s in entity.fields if s.name in known and not s.custom]
        self._base = work.business.currency
        natural = NATURAL.get(entity.name, ())
        self._natural = [spec for name in natural if (spec := entity.field(name))]
        self._has_money = entity.field("currency") is not None
        self._defaults = defaults(entity, shared.typing)
        self._plain = PlainRows(work, shared.bulk, entity, shared.typing)
        self._rows: PlainRows | DealRows | LeadRows = self._plain
        if entity.name == "deal":
            self._rows = DealRows(
                work, shared.bulk, entity, shared.links, self._fates, shared.report,
                revenue=shared.told.revenue,
            )  # fmt: skip
        elif entity.name == "lead":
            self._rows = LeadRows(work, shared.bulk, entity, shared.typing, shared.report)

    @property
    def entity(self) -> Entity:
        """What kind of record it stores."""
        return self._entity

    @property
    def cleaned(self) -> int:
        """Cells out of which control characters were removed so far."""
        return self._cells.cleaned

    @property
    def remarks(self) -> list[str]:
        """What was derived while rows were stored, in sentences."""
        many = self._fates.unopened
        if not many:
            return []
        deals = "1 decided deal" if many == 1 else f"{many:,} decided deals"
        return [
            f"Without an opening day in the file, {deals} count as opened when closed: the sales "
            "cycle comes out shorter than it was."
        ]

    def read(self, row: Sequence[str]) -> RowRead:
        """What a row says of its record; raises `FieldErrors` with every mistake."""
        texts, source_id, own_id = self._texts.of(row)
        currency = (texts.get("currency", "") or self._shared.told.currency or "").upper()
        currency = currency if self._has_money else ""
        known = currency if currency and money.known(currency) else self._base
        values, wrong = self._cells.values(texts, known)
        if currency and values.get("currency") is None:
            values["currency"] = currency
        if not wrong:
            put_in_place(self._entity.name, values, str(values.get("currency") or known),
                         self._form.no_day)  # fmt: skip
            self._rate(values)
            is_free = self._may_be_free and values.get("amount") == 0
            wrong = {} if is_free else self._plain.wrong(values)
            refuse_too_much(values)
        else:
            with suppress(FieldErrors):
                put_in_place(self._entity.name, values, known, self._form.no_day)
        if wrong:
            raise Misread(wrong, values)
        return RowRead(values, self._details.take(values), source_id, own_id)

    def key(self, row: RowRead, beside: Sequence[str]) -> Key:
        """What names a row, with what it says of other records."""
        values = row.values
        content = {name: values[name] for name in self._content if values.get(name) is not None}
        if self._custom or row.described:
            also = {**{name: values.get(name) for name in self._custom}, **row.described}
            told = [f"{name}={value}" for name, value in sorted(also.items()) if value is not None]
            beside = [*told, *beside]
        return self._known.key(content, beside, row.source_id)

    def is_repeated(self, key: Key) -> bool:
        """Whether the same row stood in this file before."""
        return self._known.repeats(key)

    def is_known(self, key: Key) -> bool:
        """Whether exactly this row was imported before."""
        number = self._known.same(key)
        if number is not None:
            self._known.meet(number)
        return number is not None

    def withdraw(self, key: Key) -> bool:
        """Take away what an earlier form of a row has brought; says whether there was any."""
        earlier = self._known.earlier(key)
        if earlier is None:
            return False
        self._shared.bulk.close()
        record = self._shared.work.get(self._entity.model, earlier.id)
        assert record is not None
        records.delete(self._shared.work, record)
        return True

    def store(self, row: RowRead, key: Key, line: int) -> tuple[Fate, int]:
        """Store what a row says; raises `FieldErrors` or `Refused` where it cannot be."""
        earlier = self._known.earlier(key)
        if earlier is not None:
            self._refuse_chance(earlier, row, key)
            return self._change(earlier.id, row, key, earlier.merged_key)
        number = None
        if row.own_id is not None:
            number = self._updates.numbered(row.own_id, row.values)
        if number is None and self._entity.name in PEOPLE:
            number = self._person(row, key, line)
        if number is None and (nature := self._nature(row.values)):
            if self._known.repeats_nature(key, nature, line):
                return "duplicate", 0
            number = self._known.by_nature(key, nature)
        if number is None:
            number = self._called_alike(row.values, key)
        if number is not None:
            return self._change(number, row, key)
        return "imported", self._add(row, key)

    def _add(self, row: RowRead, key: Key) -> int:
        values = row.values
        missing = [name for name in self._needed if values.get(name) is None]
        if missing:
            raise FieldErrors({name: "this is needed" for name in missing})
        if self._entity.name == "deal":
            self._resolve_links(values, self._stages)
            self._fates.settle(values)
        # The account first: who works there is known by it.
        self._resolve_links(values, self._told_plainly)
        self._details.resolve(values, row.described)
        number = self._rows.put(values, key.whole, row.own_id)
        if number is None:
            number = self._add_by_action(values, key.whole)
        if self._entity.name in PEOPLE:
            self._shared.persons.note(self._entity.name, number, values)
            self._shared.links.note(self._entity, str(values["name"]), number)
        return number

    def _change(
        self, number: int, row: RowRead, key: Key, merged_key: str = ""
    ) -> tuple[Fate, int]:
        self._shared.bulk.close()
        values = row.values
        if self._entity.name == "deal":
            self._resolve_links(values, self._stages)
            self._fates.expect(values)
        # The account first: who works there is known by it.
        self._resolve_links(values, self._told_plainly)
        self._details.resolve(values, row.described)
        self._shared.bulk.close()  # what was made for it must be there before it links to that
        is_first = self._known.meet(number)
        if self._updates.change(number, values, "" if merged_key else key.whole):
            if merged_key:
                table = self._entity.model.table().name
                move_mark(self._shared.work, table, merged_key, key.whole)
            return "updated", number
        is_same = not is_first and self._entity.name in PEOPLE
        return "duplicate" if is_same else "unchanged", number

    def _refuse_chance(self, earlier: Earlier, row: RowRead, key: Key) -> None:
        """Raises `FieldErrors` where a row of a plain sheet only happens to have a number."""
        if not key.is_numbered or earlier.merged_key or self._form.program is not None:
            return
        plainly = is_mere_number(self._form.header(SOURCE_ID))
        if self._updates.is_another(earlier.id, row.values, plainly=plainly):
            told = f"{self._entity.name} {earlier.id} of the book has this number, and is another"
            told += " one: where the list numbers its rows only, leave this column out"
            raise FieldErrors({SOURCE_ID: told})

    def _person(self, row: RowRead, key: Key, line: int) -> int | None:
        """The record that a row is about by who it is, unless another row's number names it."""
        if row.values.get("duplicate_of"):
            return None  # the file says itself that the same person is a lead once more
        match = self._shared.persons.find(self._entity.name, row.values)
        if match is None or self._known.is_anothers(key, match.id):
            return None
        if row.own_id is not None and self._known.is_met(match.id):
            return None  # our own files have a row for each record, however alike they are
        self._shared.report.matched.append(Matched(line, match.id, match.by))
        return match.id

    def _nature(self, values: Mapping[str, Value]) -> Nature | None:
        """The column values that only one record may have; None where a row lacks one of them."""
        nature: Nature = []
        for spec in self._natural:
            value = values.get(spec.name) or spec.default or None
            if value is not None and spec.kind is Kind.LINK:
                value = self._shared.links.known(spec, str(value))
            if value is None:
                return None
            nature.append((spec.column, stored(value)))
        return nature or None

    def _called_alike(self, values: Mapping[str, Value], key: Key) -> int | None:
        """A deal of the book with the same name, account and opening day, where there is one."""
        columns = CALLED_ALIKE.get(self._entity.name, ())
        if not columns or values.get("opened_on") is None or key.is_numbered:
            return None
        called = values.get("account")
        account = self._entity.field("account")
        assert account is not None
        known = self._shared.links.known(account, str(called)) if called else None
        if called and known is None:
            return None
        found = dict(zip(columns, (values["name"], known, values["opened_on"]), strict=True))
        return self._known.called_alike(key, [(name, stored(v)) for name, v in found.items()])

    def _resolve_links(self, values: dict[str, Value], specs: Sequence[FieldSpec]) -> None:
        wrong: dict[str, str] = {}
        for spec in specs:
            if wrong and spec.target in records.MADE_BY_NAME:
                break
            called = values.get(spec.name)
            if isinstance(called, str):
                try:
                    values[spec.name] = self._shared.links.to(spec, called)
                except ValueError as error:
                    wrong[spec.name] = str(error)
        if wrong:
            raise FieldErrors(wrong)

    def _rate(self, values: dict[str, Value]) -> None:
        """Take the rate that the owner gave for all where a row has none of its own."""
        currency, rate = values.get("currency"), self._shared.told.rate
        foreign = currency is not None and currency != self._base
        if foreign and rate is not None and values.get("rate") is None:
            values["rate"] = int(rate * RATE_UNIT)

    def _add_by_action(self, values: Mapping[str, Value], key: str) -> int:
        """Store a record that brings more along than rows, as the action does."""
        work = self._shared.work
        self._shared.bulk.close()
        given = {name: value for name, value in values.items() if value is not None}
        filled = {**self._defaults, **given}
        columns = {**records.columns_of(self._entity, filled), **self._entity.fixed}
        columns["source_key"] = key
        work.made.clear()
        with one_row(work):
            record = self._rules.add(work, self._entity, filled, columns)
        for kind in BROUGHT_ALONG & set(work.made):
            self._shared.report.count_made(kind)
        return int(getattr(record, "id", 0))


def _rules(entity: str, revenue: bool) -> Rules:
    if entity == "deal" and not revenue:
        return WITHOUT_REVENUE
    return RULES.get(entity, PLAIN)
