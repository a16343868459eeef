"""Whatever a file holds: the exact truth, a question or a reason; never a different value."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Literal  # Any: whatever an import can be told

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.book import dump, is_sound, new_book, rows
from tests.exchange.files import counts
from tui_crm.errors import CrmError
from tui_crm.exchange.import_file import import_file
from tui_crm.exchange.looking import Order
from tui_crm.exchange.report import Report
from tui_crm.models import ENTITIES
from tui_crm.store import journal
from tui_crm.store.engine import Book
from tui_crm.text import clean

TEXT = st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn", "Co"]), max_size=12)
ODD = st.sampled_from(["=1+1", "'", '"', "a,b", "x;y", "\ttab", "Ünal", "bell\x07", "two\nlines"])
WORDS = TEXT | ODD
DAYS = st.integers(0, 2000).map(lambda days: date(2022, 1, 1) + timedelta(days=days))
CENTS = st.integers(1, 10**9)
SPENT = st.tuples(DAYS, CENTS, WORDS)

DAY_STYLES = [
    ("ymd", "%Y-%m-%d"), ("ymd", "%Y/%m/%d"), ("dmy", "%d.%m.%Y"), ("dmy", "%d/%m/%Y"),
    ("mdy", "%m/%d/%Y"), ("dmy", "%d-%b-%Y"), ("mdy", "%b %d, %Y"),
]  # fmt: skip
AMOUNT_STYLES = [
    (".", "{0}.{1:02}"), (".", "{0:,}.{1:02}"), (".", "€{0:,}.{1:02}"), (",", "{0}.{1:02}"),
    (",", "{0:,}.{1:02}"), (",", "{0:,}.{1:02} EUR"),
]  # fmt: skip
HEADERS = {"on": ["on", "ON", " On "], "amount": ["amount", "Amount"], "note": ["note", "Note"]}


@dataclass(frozen=True)
class Dialect:
    """How some program writes a file."""

    delimiter: str = ","
    end: str = "\n"
    encoding: str = "utf-8"
    headers: tuple[str, ...] = tuple(HEADERS)
    order: Literal["ymd", "dmy", "mdy"] = "ymd"
    day: str = "%Y-%m-%d"
    amount: str = "{0}.{1:02}"
    mark: Literal[".", ","] = "."


@st.composite
def dialects(draw: st.DrawFn) -> Dialect:
    """Delimiter, line end, encoding, headers, dates and amounts as some program writes them."""
    order, day = draw(st.sampled_from(DAY_STYLES))
    mark, amount = draw(st.sampled_from(AMOUNT_STYLES))
    return Dialect(
        draw(st.sampled_from([",", ";", "\t", "|"])),
        draw(st.sampled_from(["\n", "\r\n", "\r"])),
        draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16"])),
        tuple(draw(st.sampled_from(spellings)) for spellings in HEADERS.values()),
        order, day, amount, mark,
    )  # fmt: skip


def rendered(spent: list[tuple[date, int, str]], dialect: Dialect) -> bytes:
    """The records as a file in a dialect."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=dialect.delimiter, lineterminator=dialect.end,
                        quoting=csv.QUOTE_ALL)  # fmt: skip
    writer.writerow(dialect.headers)
    for day, cents, note in spent:
        amount = dialect.amount.format(cents // 100, cents % 100)
        if dialect.mark == ",":
            amount = amount.translate(str.maketrans(",.", ".,"))
        writer.writerow([day.strftime(dialect.day), amount, note])
    return text.getvalue().encode(dialect.encoding, "ignore")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fuzz")


@pytest.fixture(scope="module")
def book(folder: Path) -> Book:
    return new_book(folder)


def taken(book: Book, path: Path, **told: Any) -> Report | None:
    """What an import said; None where the file was refused whole."""
    try:
        return import_file(book, Order(path, ENTITIES["spend"], **told))
    except CrmError:
        return None


@settings(max_examples=60)
@given(st.lists(SPENT, max_size=12), dialects())
def test_an_unspoilt_file_brings_exactly_what_it_says(
    book: Book,
    folder: Path,
    spent: list[tuple[date, int, str]],
    dialect: Dialect,
) -> None:
    path = folder / "spend.csv"
    path.write_bytes(rendered(spent, dialect))
    report = taken(book, path)
    assert report is not None
    told: dict[str, Any] = {}
    if report.questions:  # never a guess: what the rows do not settle is asked, and then exact
        assert {question.choice for question in report.questions} <= {"date_order", "decimal"}
        told = {"date_order": dialect.order, "decimal": dialect.mark}
        report = taken(book, path, **told)
        assert report is not None
    assert counts(report) == (len(spent), 0, 0, 0, 0)
    found = rows(book, 'SELECT "on", base_minor, note FROM cost ORDER BY id')
    wanted = [
        (day.isoformat(), cents, clean(note.encode("utf-8", "ignore").decode()).strip() or None)
        for day, cents, note in spent
    ]
    assert found == wanted
    again = taken(book, path, **told)
    assert again is not None
    assert counts(again) == (0, 0, len(spent), 0, 0)
    if spent:
        journal.undo(book)
    assert rows(book, "SELECT * FROM cost") == []


MUTATIONS = st.lists(
    st.tuples(
        st.sampled_from(["flip", "cut", "double", "put"]),
        st.integers(0, 400),
        st.sampled_from([b"\x00", b'"', b"\xef\xbb\xbf", b",", b"\n", b"\xff", b"9", b"-"]),
    ),
    min_size=1,
    max_size=5,
)


def spoilt(content: bytes, mutations: list[tuple[str, int, bytes]]) -> bytes:
    """The bytes of a file after some accidents."""
    for kind, place, put in mutations:
        at = place % (len(content) + 1)
        match kind:
            case "flip":
                content = content[:at] + put + content[at + 1 :]
            case "cut":
                content = content[:at] + content[at + 3 :]
            case "double":
                content = content[:at] + content[at - 5 :]
            case "put":
                content = content[:at] + put + content[at:]
    return content


@settings(max_examples=120)
@given(st.lists(SPENT, min_size=1, max_size=6), dialects(), MUTATIONS)
def test_a_spoilt_file_is_accounted_for_row_by_row_or_refused(
    book: Book,
    folder: Path,
    spent: list[tuple[date, int, str]],
    dialect: Dialect,
    mutations: list[tuple[str, int, bytes]],
) -> None:
    path = folder / "spoilt.csv"
    content = spoilt(rendered(spent, dialect), mutations)
    path.write_bytes(content)
    before = dump(book)
    tried = taken(book, path, dry_run=True)
    assert dump(book) == before
    report = taken(book, path)
    assert path.read_bytes() == content
    assert (tried is None) == (report is None)
    if report is None or tried is None:
        assert dump(book) == before
        return
    assert (counts(tried), tried.rejected) == (counts(report), report.rejected)
    assert report.rows == sum(counts(report))
    assert all(bad.reason and bad.line > 0 for bad in report.rejected)
    again = taken(book, path)
    assert again is not None
    assert (again.imported, again.updated) == (0, 0)
    assert is_sound(book)
    if report.imported:
        journal.undo(book)
    assert dump(book) == before


def test_a_failure_in_the_middle_leaves_nothing_behind(
    book: Book, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where the disk fills up: every row of the file, or none."""
    spent = [(date(2026, 1, 1), cents, "") for cents in range(1, 40)]
    (folder / "spend.csv").write_bytes(rendered(spent, Dialect()))
    before = dump(book)
    monkeypatch.setattr("tui_crm.exchange.storing.bulk.CHUNK", 5)

    from tui_crm.exchange.storing.intake import Intake

    whole, taken_rows = Intake.take, []

    def failing(self: Intake, row: object) -> bool:
        taken_rows.append(row)
        if len(taken_rows) == 30:
            raise OSError(28, "No space left on device")
        return whole(self, row)  # type: ignore[arg-type]  # a row all the same

    monkeypatch.setattr(Intake, "take", failing)
    with pytest.raises((OSError, CrmError)):
        import_file(book, Order(folder / "spend.csv", ENTITIES["spend"]))
    assert dump(book) == before
