"""Why a figure is not what it was when less was known: the records that were entered since."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from itertools import chain
from statistics import median

from sqlalchemy import RowMapping, Table, select

from tui_crm.metrics.behind import Behind, Part, behind, counts_of
from tui_crm.metrics.figures import Figures
from tui_crm.metrics.kpi import KPIS, Kpi, Number, Reading
from tui_crm.metrics.spans import Span, span_of
from tui_crm.metrics.split import MOST_FACTORS, split
from tui_crm.metrics.sums import Median, Of
from tui_crm.metrics.terms import Terms, reading_of
from tui_crm.models import ENTITIES, MODELS
from tui_crm.period import Period
from tui_crm.store.engine import Book, business_seen, raw_of
from tui_crm.store.known_on import Touched, changes_between

Record = tuple[str, int]
"""A record by its entity and its number."""

TermKey = tuple[str, str]
"""A term by its KPI and its name."""

_WORDS = (
    (("duplicate_of_id",), "merged"),
    (("invalid",), "marked as invalid or valid"),
    (("outcome", "decision", "decided_on"), "decided or reopened"),
    (("base_minor", "amount_minor"), "changed in amount"),
    (("on", "day", "closed_on", "opened_on", "local_day", "starts_on", "ends_on"), "moved in time"),
    (("account_id", "campaign_id", "deal_id", "lead_id", "source", "channel"), "assigned anew"),
    (("prob_bp", "stage_id", "expected_on"), "moved in the pipeline"),
    (("stage", "temperature"), "moved in stage or temperature"),
)
"""What is said of a record whose columns changed, the most telling first."""

_LINKS = {"account": "account_id", "lead": "lead_id", "deal": "deal_id", "campaign": "campaign_id"}
_CHUNK = 500
_OTHER = ("changed otherwise", "record")
_SETTINGS = ("changed", "target or setting")


@dataclass(frozen=True, slots=True)
class Cause:
    """What one kind of change to the book did to a figure."""

    what: str
    """entered, deleted, merged, changed in amount ..."""
    entity: str
    """Of what: a deal, a cost, a target or setting."""
    records: tuple[int, ...]
    """The records by their numbers; none where they cannot be named."""
    effect: Fraction | None
    """How much it moved the figure, in the KPI's unit; None where that cannot be told apart."""


@dataclass(frozen=True, slots=True)
class Revision:
    """A figure as it was known on one day and as it was known on a later one."""

    kpi: Kpi
    before: Reading
    after: Reading
    causes: list[Cause]
    """What made the difference; their effects add up to it."""

    @property
    def difference(self) -> Number | None:
        """How much the figure moved, where both were defined."""
        if self.before.value is None or self.after.value is None:
            return None
        return self.after.value - self.before.value


def revised(
    book: Book, names: Iterable[str], period: Period, as_of: date, earlier: date, later: date
) -> list[Revision]:
    """What was entered between the ends of two days and changed figures of a period, and how.

    Both times the figures count what is dated before `as_of`.
    """
    with book.read(known_on=earlier) as before, book.read(known_on=later) as after:
        touched = changes_between(raw_of(after), earlier, later)
        then, now = (Figures(one, business_seen(one), as_of) for one in (before, after))
        return revisions(names, then, now, span_of(period, as_of), touched)


def revisions(
    names: Iterable[str], then: Figures, now: Figures, span: Span, touched: Sequence[Touched]
) -> list[Revision]:
    """Those KPIs whose figure in a span changed between two states of the book, and why.

    Both are as of the same day; `touched` is what was entered, changed and deleted in between.
    """
    history = _History(touched, then, now)
    found = []
    for kpi in map(KPIS.__getitem__, names):
        before, after = behind(kpi, then, span), behind(kpi, now, span)
        if before.reading != after.reading:
            causes = _causes(before, after, then, now, span, history)
            found.append(Revision(kpi, before.reading, after.reading, causes))
    return found


Counts = Mapping[int, Fraction]
"""What each record behind a term counts."""


@dataclass(slots=True)
class _Change:
    """What one kind of change did to the records behind the terms."""

    records: set[int] = field(default_factory=set)
    counts: dict[TermKey, dict[int, Fraction | None]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    """What the records count afterwards; None where they do not count any more."""


class _Undefined(Exception):
    """Half-way between the two states the figure has no value, so nothing can be told apart."""


class _Between:
    """A figure between two states: what it would be with some of the changes only."""

    def __init__(self, before: Behind, after: Behind, then: Figures, now: Figures) -> None:
        self._kpi = after.kpi
        self._figures = (then, now)
        self.old, self.new = _counted(before, then), _counted(after, now)
        self.plain = (_plain(before), _plain(after))
        self.entities = {
            _key(found, part): part.rows.entity
            for found in (before, after)
            for part in found.parts
            if part.rows is not None
        }

    def value(self, changes: Sequence[_Change], span: Span, *, settled: bool) -> Fraction:
        """The figure with these changes; `settled` with the targets and settings of later too."""
        numbers: dict[TermKey, Number | None] = dict(self.plain[settled])
        for key in self.entities:
            counts: dict[int, Fraction | None] = dict(self.old.get(key, {}))
            for change in changes:
                counts.update(change.counts.get(key, {}))
            numbers[key] = _summed(key, [one for one in counts.values() if one is not None])
        found = self._evaluated(self._kpi, numbers, self._figures[settled], span)
        if found is None:
            raise _Undefined
        return Fraction(found)

    def _evaluated(
        self, kpi: Kpi, numbers: Mapping[TermKey, Number | None], figures: Figures, span: Span
    ) -> Number | None:
        given: dict[str, Number | None] = {}
        for name, term in kpi.terms.items():
            if isinstance(term, Of):
                given[name] = self._evaluated(KPIS[term.kpi], numbers, figures, span)
            elif (kpi.name, name) in numbers:
                given[name] = numbers[kpi.name, name]
        return reading_of(Terms(kpi, figures, span, given)).value


def _causes(
    before: Behind, after: Behind, then: Figures, now: Figures, span: Span, history: _History
) -> list[Cause]:
    between = _Between(before, after, then, now)
    changes: dict[tuple[str, str], _Change] = defaultdict(_Change)
    for key, entity in between.entities.items():
        was, becomes = between.old.get(key, {}), between.new.get(key, {})
        numbers = sorted(was.keys() | becomes.keys())
        changed = [number for number in numbers if was.get(number) != becomes.get(number)]
        history.look_around(entity, changed)
        for number in changed:
            what, of, records = history.reason((entity, number))
            changes[what, of].records.update(records)
            changes[what, of].counts[key][number] = becomes.get(number)
    if between.plain[0] != between.plain[1] or history.settings:
        changes.setdefault(_SETTINGS, _Change())
    groups = _few(changes)

    def figure(flags: Mapping[str, Fraction]) -> Fraction:
        chosen = [change for name, change in groups.items() if flags[" ".join(name)]]
        settled = bool(flags.get(" ".join(_SETTINGS)))
        return between.value(chosen, span, settled=settled)

    names = [" ".join(name) for name in groups]
    try:
        effects: Mapping[str, Fraction | None] = split(
            dict.fromkeys(names, Fraction(0)), dict.fromkeys(names, Fraction(1)), figure
        )
    except _Undefined:
        effects = dict.fromkeys(names)
    causes = [
        Cause(what, of, tuple(sorted(change.records)), effects[f"{what} {of}"])
        for (what, of), change in groups.items()
    ]
    return sorted(causes, key=lambda cause: abs(cause.effect or Fraction(0)), reverse=True)


class _History:
    """What was done to which records between two states of the book."""

    def __init__(self, touched: Sequence[Touched], then: Figures, now: Figures) -> None:
        self.settings = any(one.table == "setting" for one in touched)
        self._touched: dict[Record, Touched] = {}
        self._near: dict[Record, list[Record]] = defaultdict(list)
        """What was touched and belongs to a record."""
        self._owners: dict[Record, list[Record]] = defaultdict(list)
        """What a record belongs to."""
        self._states = (then, now)
        by_table: dict[str, list[int]] = defaultdict(list)
        for one in touched:
            if isinstance(one.row_id, int) and one.table in _ENTITIES:
                self._touched[_ENTITIES[one.table], one.row_id] = one
                by_table[one.table].append(one.row_id)
        for table, ids in by_table.items():
            entity = _ENTITIES[table]
            for number, owner in self._links(_TABLES[table], ids):
                self._near[owner].append((entity, number))

    def look_around(self, entity: str, ids: Sequence[int]) -> None:
        """Find out what records belong to, in one go, before their reasons are asked for."""
        new = [number for number in ids if (entity, number) not in self._owners]
        for number in new:
            self._owners[entity, number] = []
        for number, owner in self._links(ENTITIES[entity].model.table(), new):
            self._owners[entity, number].append(owner)

    def reason(self, record: Record) -> tuple[str, str, list[int]]:
        """What happened to a record, or to one that belongs to it: what, to what kind, to which."""
        belonging = sorted(
            self._near.get(record, ()), key=lambda near: (near[0] == "contact", near)
        )
        # An account is entered with its deal: the deal is what made it count, not who signed.
        own = [*belonging, record] if record[0] == "account" else [record, *belonging]
        for near in chain(own, self._around(record)):
            if (touched := self._touched.get(near)) is not None:
                return _what(touched), near[0], [near[1]]
        return (*(_SETTINGS if self.settings else _OTHER), [])

    def _around(self, record: Record) -> Iterator[Record]:
        """The records that a record belongs to, and what was touched of those that belong to them.

        They must have been looked for before.
        """
        for owner in self._owners[record]:
            yield owner
            yield from self._near.get(owner, ())

    def _links(self, table: Table, ids: Sequence[int]) -> Iterator[tuple[int, Record]]:
        """To which accounts, leads, deals and campaigns rows belong, or did before."""
        links = {entity: column for entity, column in _LINKS.items() if column in table.c}
        if not links:
            return
        for figures in self._states:
            for row in _rows(figures, table, ids, list(links.values())):
                for entity, column in links.items():
                    if row[column] is not None:
                        yield row["id"], (entity, row[column])


_TABLES: dict[str, Table] = {model.table().name: model.table() for model in MODELS}
_ENTITIES = {"lead_event": "lead event", "deal_event": "deal event"} | {
    entity.model.table().name: name for name, entity in ENTITIES.items() if not entity.fixed
}


def _rows(
    figures: Figures, table: Table, ids: Sequence[int], columns: Sequence[str]
) -> Iterator[RowMapping]:
    for start in range(0, len(ids), _CHUNK):
        some = ids[start : start + _CHUNK]
        query = select(table.c.id, *(table.c[name] for name in columns))
        yield from figures.connection.execute(query.where(table.c.id.in_(some))).mappings()


def _what(touched: Touched) -> str:
    if touched.kind == "added":
        return "entered"
    if touched.kind == "deleted":
        return "deleted"
    columns = set(touched.columns)
    return next((words for names, words in _WORDS if columns.intersection(names)), "changed")


def _few(changes: Mapping[tuple[str, str], _Change]) -> dict[tuple[str, str], _Change]:
    """The changes, the smallest put together where there are too many to be told apart."""
    order = sorted(changes, key=lambda name: (name != _SETTINGS, -len(changes[name].records), name))
    kept = {name: changes[name] for name in order[: MOST_FACTORS - 1]}
    rest = order[MOST_FACTORS - 1 :]
    if len(rest) == 1:
        kept[rest[0]] = changes[rest[0]]
    elif rest:
        others = kept.setdefault(_OTHER, _Change())
        for name in rest:
            others.records |= changes[name].records
            for key, counts in changes[name].counts.items():
                others.counts[key].update(counts)
    return kept


def _key(found: Behind, part: Part) -> TermKey:
    return part.of or found.kpi.name, part.name


def _counted(found: Behind, figures: Figures) -> dict[TermKey, Counts]:
    return {
        _key(found, part): counts_of(part.rows, figures)
        for part in found.parts
        if part.rows is not None
    }


def _plain(found: Behind) -> dict[TermKey, Number | None]:
    """The terms that no record stands behind."""
    keys = {_key(found, part): part for part in found.parts if part.rows is None}
    return {
        (kpi, name): part.number
        for (kpi, name), part in keys.items()
        if not isinstance(KPIS[kpi].terms[name], Of)
    }


def _summed(key: TermKey, counts: Sequence[Fraction]) -> Number | None:
    if isinstance(KPIS[key[0]].terms[key[1]], Median):
        return median(counts) if counts else None
    return sum(counts, Fraction(0))
