"""A first look through a whole file: what it holds, and how its dates and amounts are meant."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeAlias  # Any: whatever an order can say

from tui_crm import money
from tui_crm.errors import WrongUsage
from tui_crm.exchange.header import read_form
from tui_crm.exchange.instead import SHARES, is_in_percent
from tui_crm.exchange.mapping import (
    Form,
    Part,
    fields_of,
    form_given,
    lacking,
    with_customs,
)
from tui_crm.exchange.meaning.cells import Cells
from tui_crm.exchange.meaning.file_days import FileDays
from tui_crm.exchange.meaning.survey import Findings, Survey, reconcile
from tui_crm.exchange.programs import knows
from tui_crm.exchange.programs.program import currencies_in
from tui_crm.exchange.reading.sheet import Sheet, find_sheet
from tui_crm.exchange.reading.source import look_at
from tui_crm.exchange.remember import KEPT, recall
from tui_crm.exchange.report import Question, Reconciled, Report
from tui_crm.exchange.values import OWN_ID
from tui_crm.models import ENTITIES, Entity, FieldSpec, Kind
from tui_crm.money import DecimalMark, known
from tui_crm.store.business import Business
from tui_crm.store.customs import ensure, entity_of
from tui_crm.store.engine import Book, Work
from tui_crm.store.entry import Typing
from tui_crm.text import quoted

Watch: TypeAlias = Callable[[int, int], None]
"""Is told how many rows and how many bytes of a file are done; what it raises ends the import."""

STEP = 500
"""Rows between two such calls."""

UNCLEAR = frozenset({Kind.DAY, Kind.INSTANT, Kind.MONEY, Kind.COUNT, Kind.QUANTITY, Kind.RATE,
                     Kind.CHANCE})  # fmt: skip
"""What is written in more ways than one."""


@dataclass(frozen=True)
class Order:
    """What is to be imported, and what the owner says about how to read it."""

    path: Path
    entity: Entity | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    """Their headers and our fields; an empty one leaves the column out, `custom:Region` keeps it
    as a custom field."""
    dry_run: bool = False
    columns: Sequence[str] | None = None
    """Our fields in the file's order, where the file has no header."""
    date_order: FileDays | None = None
    decimal: DecimalMark | None = None
    currency: str | None = None
    rate: Decimal | None = None
    """What one unit of the file's currency is worth in the base currency."""
    encoding: str | None = None
    rejects: Path | None = None
    """Where the rejected rows go."""
    revenue: bool = True
    """Whether won deals bring their revenue entries."""
    as_last_time: bool = False
    """Whether to read it as the last file with the same headers was read."""


@dataclass(frozen=True)
class Looked:
    """What a file holds, all of its rows having been seen once."""

    order: Order
    sheet: Sheet
    form: Form
    findings: Mapping[str, Findings]
    """By entity: how its dates and amounts are meant."""
    rows: int
    questions: Sequence[Question]
    totals: Sequence[Reconciled]
    last_time: date | None
    """The day that a file with the same headers was imported last."""

    def readers(self, form: Form, typing: Typing) -> dict[str, Cells]:
        """How the cells of the file are read, by entity."""
        return {
            part.entity.name: Cells(
                _specs(part, form), typing, self.order.date_order, self.order.decimal,
                self.findings[part.entity.name],
            )
            for part in (form.main, *form.side)
        }  # fmt: skip

    def describe(self, report: Report) -> None:
        """Put into a report what is known before any row is taken."""
        form, order, source = self.form, self.order, self.sheet.source
        found = self.findings[form.main.entity.name]
        report.entity = form.main.entity.name
        report.program = form.program.title if form.program else ""
        report.said = [*source.said, *(form.program.said if form.program else ())]
        report.ignored_columns = form.ignored
        report.totals = list(self.totals)
        told = {total.line for total in self.totals}
        untold = [total.line for total in self.sheet.totals if total.line not in told]
        report.left_out = sorted([*self.sheet.skipped, *untold])
        report.read = {
            "encoding": source.encoding.removesuffix("-sig"),
            "delimiter": source.delimiter,
            "header_line": self.sheet.header_line,
            "date_order": order.date_order or _common(found.date_order.values()) or "ymd",
            "decimal": order.decimal or _common(found.decimal.values()) or ".",
            "columns": form.told,
        }


def open_sheet(order: Order) -> Sheet:
    """The table within a file; raises as `look` does."""
    source = look_at(order.path, order.encoding, knows)
    return find_sheet(source, knows, has_header=order.columns is None)


def look(book: Book, order: Order, watch: Watch | None = None) -> Looked:
    """Read a file through once, and find out what it holds.

    Raises `Undecided` where it is not clear what the file holds at all, and `Refused`,
    `WrongUsage` or `DiskTrouble` where it cannot be taken.
    """
    if order.currency is not None and not known(order.currency):
        raise WrongUsage(f"{money.unknown(order.currency)}.")
    sheet = open_sheet(order)
    with book.read() as connection:
        last = recall(connection, sheet.headers)
    if last is not None and order.as_last_time:
        order = _as_last_time(order, last.told)
    if order.columns is not None:
        form = form_given(order.entity, order.columns)
    else:
        form = read_form(sheet.headers, sheet.preamble, order.entity, order.mapping)
    if form.program is not None:
        sheet.is_total, sheet.is_group = form.program.is_total, form.program.is_group
    parts = (form.main, *form.side)
    surveys = {part.entity.name: _survey(part, form, order, book.business) for part in parts}
    rows, form = _read_through(sheet, form, list(surveys.values()), watch)
    found = {name: survey.findings() for name, survey in surveys.items()}
    questions = [*_questions(form, found), *_rates(form, order, book.business, found)]
    totals = _totals(sheet, form, found)
    return Looked(order, sheet, form, found, rows, questions, totals, last.on if last else None)


def settle_customs(work: Work, form: Form) -> Form:
    """The form with its custom fields, made where the business does not have them yet."""
    entity = form.main.entity
    taken = {*fields_of(entity), *form.main.fields}
    names = ensure(work, entity, list(form.customs), taken) if form.customs else {}
    return with_customs(form, entity_of(entity, work.business), names)


def _survey(part: Part, form: Form, order: Order, business: Business) -> Survey:
    specs = {name: spec for name, spec in _specs(part, form).items() if spec.kind in UNCLEAR}
    places = {name: part.fields[name] for name in specs if name in part.fields}
    if "currency" in part.fields:
        places["currency"] = part.fields["currency"]
    currency = order.currency or part.constants.get("currency")
    if OWN_ID in part.fields:
        # Our own files are written in one way only.
        plain: dict[str, DecimalMark] = dict.fromkeys(places, ".")
        iso: dict[str, FileDays] = dict.fromkeys(places, "ymd")
        return Survey(specs, places, iso, plain, currency or business.currency, business)
    return Survey(specs, places, order.date_order, order.decimal, currency, business)


def _read_through(
    sheet: Sheet, form: Form, surveys: Sequence[Survey], watch: Watch | None
) -> tuple[int, Form]:
    """Show every row to the surveys; says how many there are, and what the columns showed."""
    many, width = 0, len(form.headers)
    empty = set(form.customs.values())
    shares = {form.main.fields[name]: name for name in SHARES if name in form.main.fields}
    percents: set[str] = set()
    with sheet.rows() as rows:
        for many, row in enumerate(rows, 1):
            cells = row.cells
            if len(cells) >= width:
                for survey in surveys:
                    survey.look(cells)
                if empty:
                    empty -= {at for at in empty if cells[at].strip()}
                if shares:
                    percents |= {name for at, name in shares.items() if is_in_percent(cells[at])}
            if watch is not None and not many % STEP:
                watch(0, sheet.source.position)
    kept = {title: at for title, at in form.customs.items() if at not in empty}
    main = replace(form.main, percents=frozenset(percents))
    return many, replace(form, main=main, customs=kept, empty=frozenset(empty))


def _questions(form: Form, findings: Mapping[str, Findings]) -> list[Question]:
    """What only the owner can say, each column by the file's own name, each question once."""
    asked = lacking(form)
    for found in findings.values():
        asked += [replace(one, column=form.header(one.column)) for one in found.questions]
    return list(dict.fromkeys(asked))


def _rates(
    form: Form, order: Order, business: Business, findings: Mapping[str, Findings]
) -> list[Question]:
    """What must be asked about the currency of a file's amounts, or about its rate."""
    for part in (form.main, *form.side):
        told = order.currency or part.constants.get("currency") or "currency" in part.fields
        if not told and "amount" in part.fields and part.entity.field("currency"):
            header = form.headers[part.fields["amount"]]
            meant = currencies_in(header)
            if meant and business.currency not in meant:
                message = f"Which currency are the amounts under {quoted(header)} in?"
                return [Question("currency", header, message, meant)]
        currency = _only_currency(part, form, order, findings[part.entity.name])
        is_told = order.rate is not None or "rate" in part.fields
        is_foreign = known(currency) and currency != business.currency
        if part.entity.field("rate") and is_foreign and not is_told:
            message = (
                f"The amounts are in {currency} and the books in {business.currency}: what is "
                f"one {currency} worth in {business.currency}? Say --rate 0.92, or map the "
                "column that has the day's rate."
            )
            return [Question("currency", form.header("amount"), message)]
    return []


def _only_currency(part: Part, form: Form, order: Order, found: Findings) -> str:
    """The one currency of all amounts; empty where rows say it themselves, each its own.

    A known program's column is taken to have the same in every row, if it has.
    """
    if "currency" not in part.fields:
        return (order.currency or part.constants.get("currency", "")).upper()
    summed = {currency for _, currency in found.sums if currency}
    return summed.pop() if form.program and len(summed) == 1 else ""


def _totals(sheet: Sheet, form: Form, findings: Mapping[str, Findings]) -> list[Reconciled]:
    """What the total rows say, beside what the rows come to."""
    told: list[Reconciled] = []
    for part in (form.main, *form.side):
        told += reconcile(findings[part.entity.name], sheet.totals, part.fields, form.headers)
    return sorted(dict.fromkeys(told), key=lambda one: one.line)


def _specs(part: Part, form: Form) -> dict[str, FieldSpec]:
    """The fields that the rows of a file have of a kind of record."""
    derived = form.program.derived if form.program else ()
    own = [spec.name for spec in part.entity.fields]
    names = dict.fromkeys([*part.fields, *part.constants, *derived, *own])
    return {name: spec for name in names if (spec := part.spec(name)) is not None}


def _as_last_time(order: Order, told: Mapping[str, Any]) -> Order:
    """An order with what the owner said of the last file with the same headers.

    What the owner says now goes before.
    """
    rate = Decimal(told["rate"]) if told["rate"] else None
    kept = {**told, "entity": ENTITIES[told["entity"]], "rate": rate}
    new: dict[str, Any] = {name: getattr(order, name) or kept[name] for name in KEPT}
    return replace(order, **{**new, "mapping": {**told["mapping"], **order.mapping}})


def _common(found: Iterable[str]) -> str | None:
    """What all columns have in common, if they have."""
    different = set(found)
    return different.pop() if len(different) == 1 else None
