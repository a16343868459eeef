"""Taking the rows of a file into the book, one after another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from tui_crm.errors import CrmError, FieldErrors
from tui_crm.exchange.mapping import Form, Part, needed
from tui_crm.exchange.meaning.cells import Cells
from tui_crm.exchange.reading.source import SourceRow
from tui_crm.exchange.report import Rejected, Report, Undecided
from tui_crm.exchange.storing.bulk import MANY, Bulk, raw_connection
from tui_crm.exchange.storing.deal_rows import DEAL_TABLES
from tui_crm.exchange.storing.links import Links
from tui_crm.exchange.storing.persons import Persons
from tui_crm.exchange.storing.refunds import Refunds
from tui_crm.exchange.storing.sums import Sums
from tui_crm.exchange.storing.taking import Fate, Misread, RowRead, Shared, Taking, Told
from tui_crm.store.engine import Work
from tui_crm.store.entry import Typing, Value

_TOLD_TWICE = """
    SELECT count(*) FROM revenue_entry AS new WHERE new.id > ? AND new.deal_id IS NULL AND EXISTS (
        SELECT 1 FROM revenue_entry AS known
        WHERE known.account_id = new.account_id AND known.kind = new.kind
        AND known.base_minor = new.base_minor AND known.deal_id IS NOT NULL
        AND known."on" BETWEEN date(new."on", '-31 days') AND date(new."on", '+31 days')
    )
"""
"""Entries without a deal that repeat one with a deal, within a month; SQLite's own dates."""

Readers = Mapping[str, Cells]
"""By entity, how the cells of a file are read."""


class Intake:
    """Checks each row of a file and stores what it says: new records, changes, or nothing."""

    def __init__(
        self, work: Work, form: Form, readers: Readers, told: Told, report: Report, expected: int
    ) -> None:
        bulk = Bulk(work)
        if form.main.entity.name == "deal" and expected >= MANY:
            bulk.do_without_indexes(DEAL_TABLES)
        links = Links(work, bulk, report)
        typing = Typing(work.business, work.today, plain=True)
        self._persons = persons = Persons(work, bulk)
        shared = Shared(work, bulk, links, persons, report, typing, told, expected)
        self._raw = raw_connection(work)
        (self._newest_sale,) = self._raw.execute("SELECT max(id) FROM revenue_entry").fetchone()
        self._newest_sale = self._newest_sale or 0
        self._bulk = bulk
        self._form = form
        self._report = report
        self._width = len(form.headers)
        self._main = Taking(shared, form, form.main, readers[form.main.entity.name])
        self._sides = [
            (part, Taking(shared, form, part, readers[part.entity.name])) for part in form.side
        ]
        self._beside_of = {part.entity.name: taking for part, taking in self._sides}
        self._refunds = Refunds(work, bulk) if "refunded" in form.main.fields else None
        self._sums = Sums(form) if form.program and form.program.added_up else None
        self.latest: Mapping[str, Value] = {}
        """What the row taken last says of its record, links by name."""

    def take(self, row: SourceRow) -> bool:
        """Take a row, or note why it cannot be; says whether it was taken.

        Raises `Undecided` where a date or an amount could mean two things.
        """
        self._report.rows += 1
        self.latest = {}
        try:
            self._take(row)
        except FieldErrors as error:
            self._reject(row, error.errors)
            return False
        except CrmError as error:
            self._reject(row, {"": str(error)})
            return False
        return True

    @property
    def cleaned(self) -> int:
        """Cells out of which control characters were removed so far."""
        return self._main.cleaned

    def finish(self) -> list[SourceRow]:
        """Store what still waits; gives the rows that could not be after all."""
        refused: list[SourceRow] = []
        for group in self._sums.groups() if self._sums else ():
            sides = [(self._beside_of[name], read) for name, read in group.sides.items()]
            try:
                group.require_sound()
                self._count(self._store(group.main, sides, group.rows[0].line), len(group.rows))
            except CrmError as error:
                wrong = error.errors if isinstance(error, FieldErrors) else {"": str(error)}
                refused += group.rows
                for row in group.rows:
                    self._reject(row, wrong)
        self._bulk.close()
        self._persons.close()
        self._warn_of_sales_told_twice()
        self._report.said += self._main.remarks
        return refused

    def _warn_of_sales_told_twice(self) -> None:
        """Say where revenue of the file may be that of deals which were won in the book."""
        if self._form.main.entity.name != "revenue" or not self._report.imported:
            return
        (many,) = self._raw.execute(_TOLD_TWICE, (self._newest_sale,)).fetchone()
        if many:
            self._report.said.append(
                f"{many:,} of these have the account, amount and month of a sale that a won deal "
                "brought: if they are the same, undo this import, or import deals with "
                "--without-revenue."
            )

    def _take(self, row: SourceRow) -> None:
        cells = row.cells
        if len(cells) < self._width or any(cells[self._width :]):
            raise FieldErrors(
                {"": f"the row has {len(cells)} cells, the file {self._width} columns"}
            )
        try:
            main = self._main.read(cells)
            self.latest = {**main.values, **main.described}
            sides = [(taking, read) for part, taking in self._sides
                     if (read := _whole(part, taking.read(cells)))]  # fmt: skip
        except Undecided as undecided:
            raise self._with_their_names(undecided) from None
        except Misread as misread:
            if self._sums is not None:
                self._sums.miss(self.latest or misread.values, row.line)
            raise
        if self._sums is not None:
            self._sums.add(row, main, {taking.entity.name: read for taking, read in sides})
        else:
            self._count(self._store(main, sides, row.line))

    def _store(self, main: RowRead, sides: Sequence[tuple[Taking, RowRead]], line: int) -> Fate:
        """Store what a row says of its own record and of those beside it."""
        refunded = main.values.pop("refunded", None) if self._refunds else None
        beside = [f"{name}={value}" for _, read in sides for name, value in read.values.items()]
        if refunded:
            beside.append(f"refunded={refunded}")
        key = self._main.key(main, beside)
        if self._main.is_repeated(key):
            return "duplicate"
        if self._main.is_known(key):
            return "unchanged"
        if sides and not main.values.get("amount") and self._main.entity.name == "spend":
            # A day that cost nothing has its impressions all the same, and no cost of earlier.
            made = dict(self._report.made)
            fates = [main.values.get("amount") == 0 and self._main.withdraw(key)]
            fates += [self._beside(taking, read, line) for taking, read in sides]
            if made != self._report.made:
                return "imported"
            return "updated" if any(fates) else "unchanged"
        fate, number = self._main.store(main, key, line)
        changed = [self._beside(taking, read, line) for taking, read in sides]
        if self._refunds is not None and number and (refunded or fate != "imported"):
            changed.append(self._refunds.settle(number, refunded, self._report))
        return "updated" if fate == "unchanged" and any(changed) else fate

    def _count(self, fate: Fate, many: int = 1) -> None:
        match fate:
            case "imported":
                self._report.imported += many
            case "updated":
                self._report.updated += many
            case "unchanged":
                self._report.unchanged += many
            case _:
                self._report.duplicates += many

    def _beside(self, taking: Taking, read: RowRead, line: int) -> bool:
        """Store another record of the same row; says whether that changed anything."""
        fate, _ = taking.store(read, taking.key(read, []), line)
        if fate == "imported":
            self._report.count_made(taking.entity.name)
        return fate in ("imported", "updated")

    def _reject(self, row: SourceRow, wrong: Mapping[str, str]) -> None:
        """Note the first mistake of a row by its column, and the others beside it."""
        while self._report.matched and self._report.matched[-1].line == row.line:
            self._report.matched.pop()
        places: dict[str, int] = {}
        for part in (*self._form.side, self._form.main):
            places.update(part.fields)
        order = sorted(wrong, key=lambda name: places.get(name, len(row.cells)))
        reasons = [wrong[order[0]]]
        reasons += [f"{self._form.header(name)}: {wrong[name]}" for name in order[1:]]
        at = places.get(order[0], len(row.cells))
        value = row.cells[at] if at < len(row.cells) else ""
        column = self._form.header(order[0])
        self._report.rejected.append(Rejected(row.line, column, value, "; ".join(reasons)))

    def _with_their_names(self, undecided: Undecided) -> Undecided:
        """Questions name a column as the file does."""
        return Undecided(
            *(replace(q, column=self._form.header(q.column)) for q in undecided.questions)
        )


def _whole(part: Part, read: RowRead) -> RowRead | None:
    """What a row says of another record, where it says enough to make one."""
    has_all = all(read.values.get(spec.name) is not None for spec in needed(part.entity))
    return read if has_all else None
