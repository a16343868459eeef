"""Files of other programs, from their bytes to the records of the book, nothing being said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any  # Any: whatever a field of a record holds
from zoneinfo import ZoneInfo

import pytest

from tests.book import dump, is_sound, new_book, rows
from tests.exchange.made_files import MadeFile, every_file
from tui_crm.exchange.import_file import import_file
from tui_crm.exchange.instead import INSTEAD
from tui_crm.exchange.looking import Order
from tui_crm.exchange.preview import preview
from tui_crm.exchange.report import Report
from tui_crm.exchange.values import as_text, currency_of
from tui_crm.models import ENTITIES
from tui_crm.store import journal
from tui_crm.store.customs import extra_of
from tui_crm.store.engine import Book
from tui_crm.store.query import Listing
from tui_crm.store.where import Reading

FILES = [made for made in every_file() if not made.asked]
ASKED = [made for made in every_file() if made.asked]


BERLIN = ZoneInfo("Europe/Berlin")
STOOD_FOR = {"source_id"} | {spec.name for specs in INSTEAD.values() for spec in specs}
"""What a file has in place of fields of ours."""


@pytest.fixture
def book(tmp_path: Path) -> Book:
    return new_book(tmp_path)


def ids(made: MadeFile) -> str:
    return made.name


def put_down(folder: Path, made: MadeFile) -> Order:
    """The file on the disk, and what is said of it: only what it does not say itself."""
    path = folder / made.name
    path.write_bytes(made.content)
    order = Order(path, rate=Decimal("0.9"))  # of the files in another currency
    return replace(order, date_order=made.order) if made.order != "ymd" else order


def found(book: Book, entity: str) -> list[dict[str, str]]:
    """The records of an entity as our own files write them, with those they link to by a dot."""
    listing = Listing(ENTITIES[entity], Reading.of(book.business), order="id")
    told: list[dict[str, str]] = []
    with book.read() as connection:
        for row in connection.execute(listing.every()):
            line = listing.line(row)
            currency = currency_of(listing.entity, line.values, book.business.currency)
            texts = {
                spec.name: as_text(spec, line.values[spec.name], currency)
                for spec in listing.entity.fields
            }
            for link in ("account", "contact", "lead"):
                number = line.links.get(f"{link}_id")
                if number is not None and link != entity:
                    other = next(one for one in found_by_id(book, link) if one["id"] == str(number))
                    texts |= {f"{link}.{name}": text for name, text in other.items()}
            told.append({**texts, "id": str(line.id)})
    return told


def found_by_id(book: Book, entity: str) -> list[dict[str, str]]:
    return [
        {name: "" if value is None else str(value) for name, value in record.items()}
        for record in _plain(book, entity)
    ]


def _plain(book: Book, entity: str) -> list[dict[str, Any]]:
    listing = Listing(ENTITIES[entity], Reading.of(book.business), order="id")
    with book.read() as connection:
        lines = [listing.line(row) for row in connection.execute(listing.every())]
    base = book.business.currency
    return [
        {
            "id": line.id,
            **{s.name: as_text(s, line.values[s.name], base) for s in listing.entity.fields},
        }
        for line in lines
    ]


def same(told: str, wanted: str) -> bool:
    """Whether two texts say the same: 100 and 100.00 do, a moment and the day it lies on too."""
    if told == wanted:
        return True
    if told.endswith("Z") and len(wanted) == 19:
        return datetime.fromisoformat(told) == datetime.fromisoformat(wanted).replace(tzinfo=BERLIN)
    try:
        return float(told) == float(wanted)
    except ValueError:
        return bool(wanted) and len(wanted) == 10 and told.startswith(wanted)


def assert_holds(record: Mapping[str, str], wanted: Mapping[str, str]) -> None:
    for name, text in wanted.items():
        if name == "bounces":
            assert int(record["sessions"]) - int(record["engaged"]) == int(text)
        elif name not in STOOD_FOR:
            assert same(record.get(name, ""), text), (name, record.get(name), text)


def taken(book: Book, made: MadeFile, folder: Path, **told: Any) -> Report:
    report = import_file(book, replace(put_down(folder, made), **told))
    counted = report.imported + report.updated + report.unchanged + report.duplicates
    assert report.rows == counted + len(report.rejected)
    return report


@pytest.mark.parametrize("made", FILES, ids=ids)
def test_a_programs_file_becomes_the_records_that_it_says(
    book: Book, tmp_path: Path, made: MadeFile
) -> None:
    report = taken(book, made, tmp_path)
    assert not report.questions
    assert report.program == made.program
    assert len(report.rejected) == len(made.refused), report.rejected
    for rejected, word in zip(report.rejected, made.refused, strict=True):
        assert word.lower() in rejected.reason.lower()
    assert len({total.line for total in report.totals}) <= made.totals
    for entity, wanted in made.records.items():
        records = [one for one in found(book, entity) if one.get("kind") != "refund"
                   or any(record.get("kind") == "refund" for record in wanted)]  # fmt: skip
        assert len(records) == len(wanted), (entity, records)
        for record, told in zip(records, wanted, strict=True):
            assert_holds(record, told)
    for entity, wanted in made.beside.items():
        records = found(book, entity)
        for told in wanted:
            assert any(all(same(one.get(n, ""), t) for n, t in told.items() if n != "source_id")
                       for one in records), (entity, told, records)  # fmt: skip
    assert is_sound(book)


@pytest.mark.parametrize("made", FILES, ids=ids)
def test_no_column_is_lost_and_a_second_import_changes_nothing(
    book: Book, tmp_path: Path, made: MadeFile
) -> None:
    before = dump(book)
    tried = taken(book, made, tmp_path, dry_run=True)
    assert dump(book) == before
    report = taken(book, made, tmp_path)
    assert (tried.imported, tried.rejected, tried.made) == (
        report.imported, report.rejected, report.made,
    )  # fmt: skip
    if report.batch is None:
        assert len(report.rejected) == report.rows
        return
    table = ENTITIES[report.entity].model.table().name
    first = rows(book, f"SELECT extra FROM {table} ORDER BY id LIMIT 1")
    for header, cell in made.customs.items():
        assert header in report.custom_columns, header
        assert extra_of(first[0][0])[report.custom_columns[header]] == cell
    after = dump(book)
    again = taken(book, made, tmp_path)
    assert (again.imported, again.updated) == (0, 0)
    assert dump(book) == after
    journal.undo(book)
    assert dump(book) == before


@pytest.mark.parametrize("made", ASKED, ids=ids)
def test_what_a_file_lacks_is_asked_for_with_the_button_to_press(
    book: Book, tmp_path: Path, made: MadeFile
) -> None:
    report = taken(book, made, tmp_path)
    assert report.code == 4
    (question,) = [one for one in report.questions if one.column == made.asked]
    assert question.choice == "columns"
    assert any(word in question.message for word in ("open ", "press ", "pick ", "run "))
    seen = preview(book, put_down(tmp_path, made))
    assert question in seen.questions
