"""A first look at every date and amount of a file, before any of them is read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import TypeVar

from tui_crm import money
from tui_crm.exchange.meaning.amounts import (
    NOTHING,
    as_whole,
    currency_meant,
    currency_named,
    misfit,
    written_number,
)
from tui_crm.exchange.meaning.file_days import LONGEST, FileDays
from tui_crm.exchange.meaning.seen_amounts import SeenAmounts
from tui_crm.exchange.meaning.seen_days import SeenDays
from tui_crm.exchange.reading.sheet import Total
from tui_crm.exchange.report import Question, Reconciled
from tui_crm.models import FieldSpec, Kind
from tui_crm.money import DecimalMark
from tui_crm.store.business import Business
from tui_crm.text import clean

T = TypeVar("T", bound=str)

CHUNK = 512
"""Rows that are looked at together."""

_TOO_LONG = "?"
"""What stands for a cell that is too long for any date or number."""


@dataclass
class Findings:
    """How the dates and amounts of a file are meant, and what has to be asked about them."""

    rows: int = 0
    date_order: dict[str, FileDays] = field(default_factory=dict)
    """By field, for the columns where it is settled."""
    decimal: dict[str, DecimalMark] = field(default_factory=dict)
    """What stands before decimals, by field, for the columns where it is settled."""
    questions: list[Question] = field(default_factory=list)
    sums: dict[tuple[str, str], int] = field(default_factory=dict)
    """By field and currency, what its readable cells come to: minor units, or a count."""
    currency: str = ""
    """The currency of amounts that name none."""
    summed: dict[str, FieldSpec] = field(default_factory=dict)
    """The fields that a total row can sum up."""


class Survey:
    """Looks at the rows of a file one after another, and finds out how they are meant.

    Every column is judged on its own and by all of its cells, so the order of rows does not
    matter. It remembers forms and not values: memory does not grow with the file.
    """

    def __init__(
        self,
        specs: Mapping[str, FieldSpec],
        places: Mapping[str, int],
        date_order: FileDays | Mapping[str, FileDays] | None,
        decimal: DecimalMark | Mapping[str, DecimalMark] | None,
        currency: str | None,
        business: Business,
    ) -> None:
        """`places` has the columns of the fields, and that of `currency` where there is one.

        What the owner says by field holds for that column whatever its cells say.
        """
        self._date_order = date_order
        self._decimal = decimal
        self._currency = currency or business.currency
        self._days: dict[str, SeenDays] = {}
        self._amounts: dict[str, SeenAmounts] = {}
        self._specs = specs
        for name in places:
            spec = specs.get(name)
            if spec is None:
                continue
            if spec.kind in (Kind.DAY, Kind.INSTANT):
                self._days[name] = SeenDays(name)
            elif spec.kind.is_number:
                asks = currency is None and spec.kind in (Kind.MONEY, Kind.QUANTITY)
                self._amounts[name] = SeenAmounts(spec, self._currency, asks_currency=asks)
        self._names = [*self._days, *self._amounts]
        if "currency" in places:
            self._names.append("currency")
        self._pick = _picking([places[name] for name in self._names])
        self._rows = 0
        self._waiting: list[Sequence[str]] = []

    def look(self, cells: Sequence[str]) -> None:
        """Look at a row; one that lacks a column says nothing."""
        self._rows += 1
        try:
            picked = self._pick(cells)
        except IndexError:
            return
        if picked and max(map(len, picked)) > LONGEST:
            picked = [_short(cell) for cell in picked]
        self._waiting.append(picked)
        if len(self._waiting) >= CHUNK:
            self._look_closely()

    def findings(self) -> Findings:
        """What all rows together say."""
        self._look_closely()
        found = Findings(self._rows, currency=self._currency)
        for name, days in self._days.items():
            order = _told_of(self._date_order, name) or days.settled(_told_of_all(self._date_order))
            _file(found, found.date_order, name, order)
        for name, amounts in self._amounts.items():
            mark = _told_of(self._decimal, name) or amounts.settled(_told_of_all(self._decimal))
            _file(found, found.decimal, name, mark)
        asked = (amounts.currency_asked() for amounts in self._amounts.values())
        # One answer is for the whole file.
        found.questions += [question for question in asked if question][:1]
        self._sum(found)
        return found

    def _look_closely(self) -> None:
        if not self._waiting:
            return
        columns = dict(zip(self._names, map(_tidy, zip(*self._waiting, strict=True)), strict=True))
        self._waiting.clear()
        currencies = columns.get("currency")
        for name, days in self._days.items():
            days.look(columns[name], "\n".join(columns[name]))
        for name, amounts in self._amounts.items():
            amounts.look(columns[name], "\n".join(columns[name]), currencies)

    def _sum(self, found: Findings) -> None:
        sums: defaultdict[tuple[str, str], int] = defaultdict(int)
        for name, amounts in self._amounts.items():
            spec = self._specs[name]
            if spec.kind in (Kind.MONEY, Kind.COUNT):
                found.summed[name] = spec
                for currency, units in amounts.sums(found.decimal.get(name, ".")):
                    sums[name, "" if spec.kind is Kind.COUNT else currency] += units
        found.sums = dict(sums)


def reconcile(
    findings: Findings,
    totals: Iterable[Total],
    fields: Mapping[str, int],
    headers: Sequence[str],
) -> list[Reconciled]:
    """What the total rows of a file say of each column, beside what its rows come to.

    Left out is what a total does not say plainly: an amount whose currency is not clear among
    several.
    """
    told: list[Reconciled] = []
    for total in totals:
        for name, spec in findings.summed.items():
            at = fields.get(name, len(total.cells))
            text = clean(total.cells[at]).strip() if at < len(total.cells) else ""
            if not text or text in NOTHING:
                continue
            try:
                currency = _currency_of_total(findings, spec, text, total.cells, fields)
                units = _units(text, spec, findings.decimal.get(name, "."), currency)
            except ValueError:
                continue
            summed = findings.sums.get((name, currency), 0)
            texts = [money.plain(many, currency) if currency else str(many)
                     for many in (units, summed, units - summed)]  # fmt: skip
            told.append(Reconciled(total.line, headers[at], *texts))
    return told


def _currency_of_total(
    findings: Findings,
    spec: FieldSpec,
    text: str,
    cells: Sequence[str],
    fields: Mapping[str, int],
) -> str:
    """The currency of a total, empty for counts; raises ValueError where it is not clear."""
    if spec.kind is Kind.COUNT:
        return ""
    at = fields.get("currency", len(cells))
    own = currency_named(cells[at].strip() if at < len(cells) else "", findings.currency)
    summed = [currency for name, currency in findings.sums if name == spec.name]
    signs = written_number(text).signs
    if own:
        return currency_meant(text, signs, own) if signs else own
    if signs:
        return currency_meant(text, signs, (summed or [findings.currency])[0])
    if len(summed) > 1:
        raise ValueError(text)
    return (summed or [findings.currency])[0]


def _units(text: str, spec: FieldSpec, mark: DecimalMark, currency: str) -> int:
    """A total in minor units or as a count; raises ValueError where it is none."""
    plain = written_number(text).plain.get(mark)
    if plain is None:
        raise ValueError(misfit(text, mark))
    if spec.kind is Kind.MONEY:
        return money.parse_decimal(plain, currency)
    return int(as_whole(plain) or "")


def _file(found: Findings, settled: dict[str, T], name: str, verdict: T | Question) -> None:
    if isinstance(verdict, Question):
        found.questions.append(verdict)
    else:
        settled[name] = verdict


def _told_of(told: T | Mapping[str, T] | None, name: str) -> T | None:
    return told.get(name) if isinstance(told, Mapping) else None


def _told_of_all(told: T | Mapping[str, T] | None) -> T | None:
    return None if isinstance(told, Mapping) else told


def _picking(places: list[int]) -> Callable[[Sequence[str]], Sequence[str]]:
    """Takes the cells at some places out of a row."""
    if len(places) > 1:
        return itemgetter(*places)
    return lambda cells: [cells[at] for at in places]


def _tidy(cells: Sequence[str]) -> Sequence[str]:
    """Cells as they are read, each on one line."""
    tidy = list(map(str.strip, cells))
    if "".join(tidy).isprintable():
        return tidy
    return [clean(cell).strip() for cell in tidy]


def _short(cell: str) -> str:
    """A cell as it may wait, so that the waiting ones are small."""
    bare = clean(cell).strip()
    return bare if len(bare) <= LONGEST else _TOO_LONG
