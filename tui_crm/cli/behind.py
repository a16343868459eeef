"""Printing the records behind a figure: numerator and denominator apart, each with its total."""

from __future__ import annotations

import csv
from argparse import Namespace
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from tui_crm.cli.asked import Asked
from tui_crm.cli.desk import Desk, json_text
from tui_crm.cli.numbers import exact
from tui_crm.cli.tables import json_record, listed_names, print_columns, shown_row
from tui_crm.exchange.out.export import CHUNK
from tui_crm.exchange.values import as_text, currency_of, guarded, is_free_text
from tui_crm.metrics import KPIS, Kpi, Unit
from tui_crm.metrics.behind import Behind, Omission, Part, behind
from tui_crm.metrics.kpi import Number
from tui_crm.metrics.spans import span_of
from tui_crm.metrics.sums import Median
from tui_crm.metrics.terms import Rows
from tui_crm.metrics.written import formula_with_numbers, plain_number, written
from tui_crm.models import ENTITIES, Entity, FieldSpec, Kind
from tui_crm.store.query import Listing
from tui_crm.store.shape import Line
from tui_crm.store.where import Reading as Typed

Place = Literal["numerator", "denominator", "beside"]
PLACES: tuple[Place, ...] = ("numerator", "denominator", "beside")
LEFT_OUT = "left_out"


@dataclass(frozen=True, slots=True)
class Stand:
    """A term where it stands in a figure: one that stands in both comes twice."""

    place: Place
    sign: int
    part: Part

    @property
    def total(self) -> Number | None:
        """What its records add, or take away."""
        return None if self.part.number is None else self.sign * self.part.number


def print_behind(desk: Desk, found: Asked, kpi: Kpi, options: Namespace) -> None:
    """Print the records that a KPI's figure of a period is worked out from."""
    taken_apart = behind(kpi, found.figures, span_of(found.period, found.figures.as_of))
    if options.json:
        _write_json(desk, found, taken_apart)
    elif options.csv:
        _write_csv(desk, found, taken_apart)
    else:
        _write_tables(desk, found, taken_apart)


def _stands(found: Behind) -> list[Stand]:
    return sorted(
        (stand for part in found.parts for stand in _places_of(part)),
        key=lambda stand: PLACES.index(stand.place),
    )


def _places_of(part: Part) -> Iterator[Stand]:
    if part.side in ("over", "both"):
        yield Stand("numerator", part.sign, part)
    if part.side in ("under", "both"):
        yield Stand("denominator", part.sign if part.side == "under" else 1, part)
    if part.side == "beside":
        yield Stand("beside", 1, part)


def _records(found: Asked, rows: Rows | None) -> Iterator[tuple[Line, Fraction]]:
    """The records of a term with what each counts, one after another, however many they are."""
    if rows is None:
        return
    entity, counts = ENTITIES[rows.entity], rows.query.subquery()
    listing = Listing(entity, Typed.of(found.business), order="id")
    number = entity.model.table().c.id
    query = listing.every().add_columns(counts.c.counts).join(counts, counts.c.id == number)
    for row in found.figures.connection.execute(query).yield_per(CHUNK):
        yield listing.line(row[:-1]), Fraction(int(row[-1]), rows.scale)


def _write_json(desk: Desk, found: Asked, taken_apart: Behind) -> None:
    """Print one object, its records as they are read."""
    stands, currency = _stands(taken_apart), found.business.currency
    kpi, reading = taken_apart.kpi, taken_apart.reading
    head = {
        "kpi": kpi.name,
        "value": plain_number(kpi.unit, reading.value, currency),
        "unit": kpi.unit.value,
        "reason": reading.reason or None,
        "note": reading.note or None,
        **found.as_json(),
        "terms": [_term(kpi, stand, currency) for stand in stands],
    }
    desk.out.write(json_text(head).removesuffix("}"))
    for place in PLACES:
        here = (stand for stand in stands if stand.place == place)
        _write_list(desk, place, (one for stand in here for one in _told(found, stand)))
    _write_list(desk, LEFT_OUT, _omitted(found, taken_apart.left_out))
    desk.out.write("}\n")


def _write_list(desk: Desk, name: str, told: Iterator[dict[str, object]]) -> None:
    desk.out.write(f', "{name}": [')
    separator = "\n"
    for one in told:
        desk.out.write(separator + json_text(one))
        separator = ",\n"
    desk.out.write("]")


def _term(kpi: Kpi, stand: Stand, currency: str) -> dict[str, object]:
    part = stand.part
    return {
        "name": part.name,
        "of": part.of or None,
        "side": stand.place,
        "sign": stand.sign,
        "unit": part.unit.value,
        "total": exact(part.unit, stand.total, currency),
        "how": "median" if _is_median(kpi, part) else "sum",
        "has_records": part.rows is not None,
    }


def _told(found: Asked, stand: Stand) -> Iterator[dict[str, object]]:
    part, currency = stand.part, found.business.currency
    for line, counts in _records(found, part.rows):
        assert part.rows is not None
        yield {
            **json_record(ENTITIES[part.rows.entity], line, currency),
            "entity": part.rows.entity,
            "term": part.name,
            "of": part.of or None,
            "counts": exact(part.unit, stand.sign * counts, currency),
        }


def _omitted(found: Asked, omissions: Sequence[Omission]) -> Iterator[dict[str, object]]:
    for omission in omissions:
        entity = omission.rows.entity
        for line, _ in _records(found, omission.rows):
            record = json_record(ENTITIES[entity], line, found.business.currency)
            yield {"record": {**record, "entity": entity}, "reason": omission.reason}


def _write_csv(desk: Desk, found: Asked, taken_apart: Behind) -> None:
    """Print one flat table: a column for every field that any of the records has."""
    stands, currency = _stands(taken_apart), found.business.currency
    writer = csv.writer(desk.out, lineterminator="\n")
    rows = [*(stand.part.rows for stand in stands), *(one.rows for one in taken_apart.left_out)]
    entities = [ENTITIES[one.entity] for one in rows if one is not None]
    names = list(dict.fromkeys(spec.name for entity in entities for spec in entity.fields))
    writer.writerow(["side", "term", "of", "counts", "unit", "reason", "entity", "id", *names])
    for stand in stands:
        part = stand.part
        for line, counts in _records(found, part.rows):
            assert part.rows is not None
            told = exact(part.unit, stand.sign * counts, currency)
            first = [stand.place, part.name, part.of, told, part.unit.value, ""]
            writer.writerow([*first, *_cells(ENTITIES[part.rows.entity], line, names, currency)])
    for omission in taken_apart.left_out:
        for line, _ in _records(found, omission.rows):
            entity = ENTITIES[omission.rows.entity]
            first = [LEFT_OUT, "", "", "", "", omission.reason]
            writer.writerow([*first, *_cells(entity, line, names, currency)])


def _cells(entity: Entity, line: Line, names: Sequence[str], base: str) -> list[object]:
    currency = currency_of(entity, line.values, base)
    specs = (entity.field(name) for name in names)
    return [entity.name, line.id, *(_cell(spec, line, currency) for spec in specs)]


def _cell(spec: FieldSpec | None, line: Line, currency: str) -> str:
    if spec is None:
        return ""
    value = line.values[spec.name]
    if spec.kind is Kind.LINK and value is None:
        linked = line.links[f"{spec.name}_id"]
        return "" if linked is None else f"id:{linked}"
    text = as_text(spec, value, currency)
    return guarded(text) if text and is_free_text(spec) else text


def _write_tables(desk: Desk, found: Asked, taken_apart: Behind) -> None:
    kpi, reading, business = taken_apart.kpi, taken_apart.reading, found.business
    desk.write(found.told())
    desk.write(f"{kpi.title}: {formula_with_numbers(kpi, reading, business)}")
    for note in (reading.reason, reading.note):
        if note:
            desk.write(note)
    for stand in _stands(taken_apart):
        _write_stand(desk, found, kpi, stand)
    for omission in taken_apart.left_out:
        records = list(_records(found, omission.rows))
        if records:
            desk.write("")
            desk.write(f"Left out: {omission.reason}")
            _write_records(desk, found, omission.rows, iter(records), None)


def _write_stand(desk: Desk, found: Asked, kpi: Kpi, stand: Stand) -> None:
    part = stand.part
    of = f" of {KPIS[part.of].title.lower()}" if part.of else ""
    total = written(stand.total, part.unit, found.business)
    word = "median" if _is_median(kpi, part) else "total"
    desk.write("")
    desk.write(f"{stand.place.capitalize()}: {part.name}{of}, {word} {total}")
    if part.rows is None:
        return
    records = ((line, stand.sign * counts) for line, counts in _records(found, part.rows))
    _write_records(desk, found, part.rows, records, part.unit)


def _write_records(
    desk: Desk, found: Asked, rows: Rows, records: Iterator[tuple[Line, Fraction]],
    unit: Unit | None,
) -> None:  # fmt: skip
    """Print records as their list has them, with what each counts where that is asked for."""
    entity, business = ENTITIES[rows.entity], found.business
    specs = tuple(spec for spec in entity.fields if spec.name in listed_names(entity))
    titles, right = ["id"], [True]
    titles += [spec.name for spec in specs]
    right += [spec.kind.is_number for spec in specs]
    if unit is None:
        plain = (shown_row(entity, specs, line, business) for line, _ in records)
        print_columns(desk, titles, plain, right)
        return
    counted = (
        [*shown_row(entity, specs, line, business), written(counts, unit, business)]
        for line, counts in records
    )
    print_columns(desk, [*titles, "counts"], counted, [*right, True])


def _is_median(kpi: Kpi, part: Part) -> bool:
    return isinstance((KPIS[part.of] if part.of else kpi).terms[part.name], Median)
