"""Printing records: as aligned columns for people, as JSON, as CSV."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice

from sqlalchemy import Connection

from tui_crm import money
from tui_crm.cli.desk import Desk, json_text
from tui_crm.exchange.out.export import chosen_specs, every_line, write_rows
from tui_crm.exchange.values import Json, as_json, as_text, currency_of
from tui_crm.models import Entity, FieldSpec, Kind
from tui_crm.store.business import Business
from tui_crm.store.query import Listing, unknown_field
from tui_crm.store.shape import Line
from tui_crm.text import shown, width

WIDEST = 40
"""Cells that a column takes at most; what is longer pushes the rest of its row to the right."""

MEASURED = 200
"""Rows that are looked at before the columns' widths are set."""


def print_json(
    desk: Desk, connection: Connection, listing: Listing, fields: Sequence[str] | None
) -> None:
    """Print a list of objects, links by name with their id beside."""
    names = _json_names(listing.entity, fields)
    desk.out.write("[")
    separator = "\n"
    for line in every_line(connection, listing):
        record = json_record(listing.entity, line, listing.reading.business.currency)
        chosen = record if names is None else {name: record[name] for name in names}
        desk.out.write(separator + json_text(chosen))
        separator = ",\n"
    desk.out.write("\n]\n" if separator != "\n" else "]\n")


def print_csv(
    desk: Desk, connection: Connection, listing: Listing, fields: Sequence[str] | None
) -> None:
    """Print the columns of an export."""
    write_rows(connection, listing, desk.out, _without_id(fields), line_end="\n")


def print_table(
    desk: Desk, connection: Connection, listing: Listing, fields: Sequence[str] | None
) -> None:
    """Print aligned columns; what is wider than its column stays whole."""
    names = _without_id(fields)
    specs = chosen_specs(listing.entity, listed_names(listing.entity) if names is None else names)
    business = listing.reading.business
    rows = (shown_row(listing.entity, specs, line, business) for line in every_line(
        connection, listing))  # fmt: skip
    right = [True, *(spec.kind.is_number for spec in specs)]
    print_columns(desk, ["id", *(spec.name for spec in specs)], rows, right)


def print_columns(
    desk: Desk, titles: Sequence[str], rows: Iterable[Sequence[str]], right: Sequence[bool]
) -> None:
    """Print rows of cells under their titles, numbers to the right."""
    coming = iter(rows)
    first = list(islice(coming, MEASURED))
    columns = zip(titles, *first, strict=True)
    widths = [min(WIDEST, max(map(width, column))) for column in columns]
    for row in _with_title(titles, chain(first, coming)):
        cells = [
            _padded(cell, most, to_right)
            for cell, most, to_right in zip(row, widths, right, strict=True)
        ]
        desk.write("  ".join(cells).rstrip())


def json_record(entity: Entity, line: Line, base: str) -> dict[str, Json]:
    """A record as JSON has it: every field by its name, links by name with their id beside."""
    currency = currency_of(entity, line.values, base)
    record: dict[str, Json] = {"id": line.id}
    for spec in entity.fields:
        record[spec.name] = as_json(spec, line.values[spec.name], currency)
        if spec.kind is Kind.LINK:
            record[f"{spec.name}_id"] = line.links[f"{spec.name}_id"]
    return record


def listed_names(entity: Entity) -> list[str]:
    """The fields that a list for people has, in order."""
    return [spec.name for spec in entity.fields if spec.listed]


def shown_row(
    entity: Entity, specs: Sequence[FieldSpec], line: Line, business: Business
) -> list[str]:
    """A record as a row for people: its number and the fields given, safe for a terminal."""
    currency = currency_of(entity, line.values, business.currency)
    return [str(line.id), *(_shown(spec, line, currency, business) for spec in specs)]


def _with_title(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[Sequence[str]]:
    yield titles
    yield from rows


def _json_names(entity: Entity, fields: Sequence[str] | None) -> list[str] | None:
    if fields is None:
        return None
    links = {f"{spec.name}_id" for spec in entity.fields if spec.kind is Kind.LINK}
    names = [name.strip() for name in fields]
    for name in names:
        if name != "id" and name not in links and entity.field(name) is None:
            raise unknown_field(entity, name)
    return names


def _without_id(fields: Sequence[str] | None) -> list[str] | None:
    """The fields named but the id, which stands first in any case."""
    return None if fields is None else [name for name in fields if name.strip() != "id"]


def _shown(spec: FieldSpec, line: Line, currency: str, business: Business) -> str:
    value = line.values[spec.name]
    if spec.kind is Kind.MONEY and isinstance(value, int):
        amount = money.shown_amount(value, currency, decimal_mark=business.decimal_mark)
        return amount if currency == business.currency else f"{amount} {currency}"
    if spec.kind is Kind.CHANCE and value is not None:
        return f"{as_text(spec, value, currency)} %"
    link = line.links.get(f"{spec.name}_id")
    if value is None and link is not None:
        return f"{spec.target} {link}"
    return shown(as_text(spec, value, currency))


def _padded(cell: str, cells: int, to_right: bool) -> str:
    gap = " " * (cells - width(cell))
    return gap + cell if to_right else cell + gap
