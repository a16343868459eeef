"""Taking the rows of a file into the book, one after another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from tui_crm.actions.edit import PLAIN, RULES
from tui_crm.actions.edit_deal import WITHOUT_REVENUE
from tui_crm.actions.edit_rules import Rules
from tui_crm.errors import CrmError, FieldErrors
from tui_crm.exchange.bulk import Bulk
from tui_crm.exchange.cells import Cells
from tui_crm.exchange.deal_fates import Fates
from tui_crm.exchange.deal_rows import DealRows
from tui_crm.exchange.identity import NATURAL, Key, Known, Nature
from tui_crm.exchange.lead_rows import LeadRows
from tui_crm.exchange.links import Links
from tui_crm.exchange.mapping import SOURCE_ID, Columns, needed
from tui_crm.exchange.plain_rows import PlainRows, defaults
from tui_crm.exchange.report import Rejected, Report, Undecided
from tui_crm.exchange.rows import stored
from tui_crm.exchange.source import SourceRow
from tui_crm.exchange.updates import Updates, one_row
from tui_crm.exchange.values import OWN_ID, is_free_text, unguarded
from tui_crm.models import Entity, FieldSpec, Kind
from tui_crm.money import known
from tui_crm.store import records
from tui_crm.store.engine import Work
from tui_crm.store.entry import Value
from tui_crm.text import quoted

Texts = dict[str, str]

BROUGHT_ALONG = frozenset({"revenue", "subscription"})
"""What winning a deal makes."""

OWN = "own "
"""Before a number that a row had in one of our books."""


class Intake:
    """Checks each row of a file and stores what it says: a new record, a change, or nothing."""

    def __init__(
        self,
        work: Work,
        entity: Entity,
        columns: Columns,
        cells: Cells,
        report: Report,
        *,
        revenue: bool,
        currency: str | None,
    ) -> None:
        self._work = work
        self._entity = entity
        self._columns = columns
        self._cells = cells
        self._report = report
        self._currency = currency if entity.field("currency") else None
        self._rules = _rules(entity, revenue)
        self._bulk = Bulk(work)
        self._fates = Fates(work)
        self._links = Links(work, self._bulk, report)
        self._known = Known(work, entity, columns.header(SOURCE_ID))
        self._updates = Updates(work, entity, self._rules, own=OWN_ID in columns.fields)
        self._needed = [spec.name for spec in needed(entity)]
        self._fields = self._plan(columns)
        self._linked = [spec for spec in entity.fields if spec.kind is Kind.LINK]
        self._defaults = defaults(entity, cells.typing)
        self._plain = PlainRows(work, self._bulk, entity, cells.typing)
        self._rows: PlainRows | DealRows | LeadRows = self._plain
        if entity.name == "deal":
            self._rows = DealRows(
                work, self._bulk, self._links, self._fates, report, revenue=revenue
            )
        elif entity.name == "lead":
            self._rows = LeadRows(work, self._bulk, cells.typing, report)

    def take(self, row: SourceRow) -> bool:
        """Take a row, or note why it cannot be; says whether it was taken.

        Raises `Undecided` where a date or an amount could mean two things.
        """
        self._report.rows += 1
        try:
            self._take(row)
        except FieldErrors as error:
            self._reject(row, error.errors)
            return False
        except CrmError as error:
            self._reject(row, {"": str(error)})
            return False
        return True

    def finish(self) -> None:
        """Write what still waits."""
        self._bulk.close()

    def _take(self, row: SourceRow) -> None:
        texts, source_id = self._texts(row)
        key = self._known.key(texts, source_id)
        if self._known.repeats(key, row.line):
            self._report.duplicates += 1
        elif self._known.same(key):
            self._report.unchanged += 1
        else:
            self._store(row, self._values(texts), key, source_id)

    def _store(self, row: SourceRow, values: dict[str, Value], key: Key, source_id: str) -> None:
        number = self._known.earlier(key)
        own = int(source_id.removeprefix(OWN)) if source_id.startswith(OWN) else None
        if number is None and own is not None:
            number = self._updates.numbered(own, values)
        if number is None and (nature := self._nature(values)):
            if self._known.repeats_nature(key, nature, row.line):
                self._report.duplicates += 1
                return
            number = self._known.by_nature(key, nature)
        if number is not None:
            self._change(number, values, key)
            return
        self._require(values)
        self._resolve(values)
        self._add(values, key.whole, own)
        self._report.imported += 1

    def _texts(self, row: SourceRow) -> tuple[Texts, str]:
        """The cells by field, and what the row is numbered in the file."""
        width = len(self._columns.headers)
        if len(row.cells) < width or any(row.cells[width:]):
            raise FieldErrors({"": f"the row has {len(row.cells)} cells, the file {width} columns"})
        texts: Texts = {}
        for name, spec, at, own_text in self._fields:
            cell = row.cells[at]
            texts[name] = self._cells.text(spec, unguarded(cell) if own_text else cell)
        source_id = texts.pop(SOURCE_ID, "")
        own = texts.pop(OWN_ID, "")
        if own and not (own.isascii() and own.isdigit() and len(own) <= 15):
            raise FieldErrors({OWN_ID: f"{quoted(own)} is not a number of ours"})
        return dict(self._rules.reworded(texts)), f"{OWN}{own}" if own else source_id

    def _values(self, texts: Texts) -> dict[str, Value]:
        """The values of a row, links still as names; raises `FieldErrors` with every mistake."""
        currency = texts.get("currency", "").upper() or self._currency or ""
        base = self._work.business.currency
        try:
            values, wrong = self._cells.values(texts, currency if known(currency) else base)
        except Undecided as undecided:
            raise self._with_their_names(undecided) from None
        if currency:
            values["currency"] = currency
        wrong |= self._plain.wrong(values)
        if wrong:
            raise FieldErrors(wrong)
        return values

    def _require(self, values: Mapping[str, Value]) -> None:
        missing = [name for name in self._needed if values.get(name) is None]
        if missing:
            raise FieldErrors({name: "this is needed" for name in missing})

    def _nature(self, values: Mapping[str, Value]) -> Nature | None:
        """The column values that only one record may have; None where a row lacks one of them."""
        nature: Nature = []
        for name in NATURAL.get(self._entity.name, ()):
            spec = self._entity.field(name)
            assert spec is not None
            value = values.get(name) or spec.default or None
            if value is not None and spec.kind is Kind.LINK:
                value = self._links.known(spec, str(value))
            if value is None:
                return None
            nature.append((spec.column, stored(value)))
        return nature or None

    def _resolve(self, values: dict[str, Value]) -> None:
        """Put numbers in the place of the names of links; a deal's stage says what it needs."""
        if self._entity.name == "deal":
            self._resolve_links(values, [spec for spec in self._linked if spec.name == "stage"])
            self._fates.settle(values)
        self._resolve_links(values, self._linked)

    def _resolve_links(self, values: dict[str, Value], specs: list[FieldSpec]) -> None:
        wrong: dict[str, str] = {}
        for spec in specs:
            called = values.get(spec.name)
            if isinstance(called, str):
                try:
                    values[spec.name] = self._links.to(spec, called)
                except ValueError as error:
                    wrong[spec.name] = str(error)
        if wrong:
            raise FieldErrors(wrong)

    def _add(self, values: dict[str, Value], key: str, wanted: int | None) -> None:
        number = self._rows.put(values, key, wanted)
        if number is None:
            number = self._add_by_action(values, key)
        if self._entity.name == "lead":
            self._links.note(self._entity, str(values["name"]), number)

    def _add_by_action(self, values: Mapping[str, Value], key: str) -> int:
        """Store a record that brings more along than rows, as the action does."""
        self._bulk.close()
        given = {name: value for name, value in values.items() if value is not None}
        filled = {**self._defaults, **given}
        columns = {**records.columns_of(self._entity, filled), **self._entity.fixed}
        columns["source_key"] = key
        self._work.made.clear()
        with one_row(self._work):
            record = self._rules.add(self._work, self._entity, filled, columns)
        for kind in BROUGHT_ALONG & set(self._work.made):
            self._report.count_made(kind)
        return int(getattr(record, "id", 0))

    def _change(self, number: int, values: dict[str, Value], key: Key) -> None:
        self._bulk.close()
        if self._entity.name == "deal":
            self._resolve_links(values, [spec for spec in self._linked if spec.name == "stage"])
            self._fates.expect(values)
        self._resolve_links(values, self._linked)
        if self._updates.change(number, values, key.whole):
            self._report.updated += 1
        else:
            self._report.unchanged += 1

    def _reject(self, row: SourceRow, wrong: Mapping[str, str]) -> None:
        """Note the first mistake of a row by its column, and the others beside it."""
        places = self._columns.fields
        order = sorted(wrong, key=lambda name: places.get(name, len(row.cells)))
        reasons = [wrong[order[0]]]
        reasons += [f"{self._columns.header(name)}: {wrong[name]}" for name in order[1:]]
        at = places.get(order[0], len(row.cells))
        value = row.cells[at] if at < len(row.cells) else ""
        column = self._columns.header(order[0])
        self._report.rejected.append(Rejected(row.line, column, value, "; ".join(reasons)))

    def _with_their_names(self, undecided: Undecided) -> Undecided:
        """Questions name a column as the file does."""
        return Undecided(
            *(replace(q, column=self._columns.header(q.column)) for q in undecided.questions)
        )

    def _plan(self, columns: Columns) -> list[tuple[str, FieldSpec | None, int, bool]]:
        """Each field with its place, and whether its cells are guarded as we guard them."""
        own = OWN_ID in columns.fields
        return [
            (name, spec, at, own and spec is not None and is_free_text(spec))
            for name, at in columns.fields.items()
            for spec in [self._entity.field(name)]
        ]


def _rules(entity: Entity, revenue: bool) -> Rules:
    if entity.name == "deal" and not revenue:
        return WITHOUT_REVENUE
    return RULES.get(entity.name, PLAIN)
