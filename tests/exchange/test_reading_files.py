"""How files are read: delimiters, encodings, headers, lines; and what is asked, not guessed."""

from __future__ import annotations

import os
from itertools import product
from pathlib import Path

import pytest

from tests.book import dump, new_book, rows
from tests.exchange.files import counts, csv_file, take
from tui_crm.errors import DiskTrouble, Refused, WrongUsage
from tui_crm.exchange.import_file import Order, import_file
from tui_crm.exchange.reading.source import look_at
from tui_crm.exchange.report import Question, Undecided
from tui_crm.store.engine import Book


@pytest.fixture
def book(tmp_path: Path) -> Book:
    return new_book(tmp_path)


def asked(book: Book, entity: str, path: Path, **told: object) -> Question:
    """The one question that an import asks; nothing may be stored."""
    before = dump(book)
    report = take(book, entity, path, **told)
    assert report.code == 4
    assert counts(report) == (0, 0, 0, 0, 0)
    assert dump(book) == before
    (question,) = report.questions
    return question


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_file_is_read_however_it_is_written(
    book: Book, tmp_path: Path, delimiter: str, encoding: str, end: str
) -> None:
    lines = ["Name,Web Domain,domain", 'Ünal,"a, b; c",ünal.com', "Acme,,acme.com", ""]
    text = end.join(line.replace(",", delimiter) for line in lines)
    report = take(book, "account", csv_file(tmp_path, text, encoding=encoding))
    assert counts(report) == (2, 0, 0, 0, 0)
    assert report.read["delimiter"] == delimiter
    assert rows(book, "SELECT name, domain FROM account ORDER BY id") == [
        ("Ünal", "ünal.com"),
        ("Acme", "acme.com"),
    ]


def test_rejected_rows_are_told_by_the_physical_line_they_begin_on(
    book: Book, tmp_path: Path
) -> None:
    text = 'name,notes,kind\n"A","one\ntwo\nthree",company\n\nB,,thing\n,,\n"","x\ny",person\n'
    report = take(book, "account", csv_file(tmp_path, text))
    assert report.rows == 3
    assert [(bad.line, bad.column, bad.value) for bad in report.rejected] == [
        (6, "kind", "thing"),
        (8, "name", ""),
    ]


def test_a_row_with_a_cell_too_few_or_too_many_is_not_guessed_at(
    book: Book, tmp_path: Path
) -> None:
    text = "name,domain,phone\nA,b\nA,b,c,d\nA,b,c,\n"
    report = take(book, "account", csv_file(tmp_path, text))
    assert counts(report) == (1, 0, 0, 0, 2)
    assert report.rejected[0].reason == "the row has 2 cells, the file 3 columns"


def test_a_date_order_is_asked_for_and_then_taken(book: Book, tmp_path: Path) -> None:
    path = csv_file(tmp_path, "Day,amount\n03/04/2026,5\n", name="spend.csv")
    question = asked(book, "spend", path, mapping={"Day": "on"})
    assert (question.choice, question.column) == ("date_order", "Day")
    assert question.options == ("dmy", "mdy")
    take(book, "spend", path, mapping={"Day": "on"}, date_order="mdy")
    assert rows(book, 'SELECT "on" FROM cost') == [("2026-03-04",)]


@pytest.mark.parametrize("text", ["2026/3/4", "2026.03.04", "2026-03-04", "2026-03-04 10:30"])
def test_a_date_that_begins_with_its_year_is_clear(book: Book, tmp_path: Path, text: str) -> None:
    take(book, "spend", csv_file(tmp_path, f"on,amount\n{text},5\n"))
    assert rows(book, 'SELECT "on" FROM cost') == [("2026-03-04",)]


@pytest.mark.parametrize("text", ["1.000", "-1,000"])
def test_a_decimal_mark_is_asked_for_where_an_amount_could_mean_two_things(
    book: Book, tmp_path: Path, text: str
) -> None:
    path = csv_file(tmp_path, f"on;amount\n2026-01-01;{text}\n")
    question = asked(book, "spend", path)
    assert (question.choice, question.options) == ("decimal", (".", ","))


@pytest.mark.parametrize(
    ("text", "mark", "minor"),
    [
        ("1,5", ",", 150),
        ("1.234,50", ",", 123450),
        ("1,234.50", ".", 123450),
        ("1.000", ",", 100000),
        ("1.000", ".", 100),
        ("-1,000", ".", -100000),
    ],
)
def test_an_amount_is_read_by_the_mark_that_was_told(
    book: Book, tmp_path: Path, text: str, mark: str, minor: int
) -> None:
    take(book, "spend", csv_file(tmp_path, f"on;amount\n2026-01-01;{text}\n"), decimal=mark)
    assert rows(book, "SELECT base_minor FROM cost") == [(minor,)]


@pytest.mark.parametrize(
    ("text", "minor"), [("1,5", 150), ("1.234,50", 123450), ("1,234.50", 123450)]
)
def test_a_decimal_mark_is_not_asked_for_where_the_amounts_tell_it(
    book: Book, tmp_path: Path, text: str, minor: int
) -> None:
    take(book, "spend", csv_file(tmp_path, f"on;amount\n2026-01-01;{text}\n"))
    assert rows(book, "SELECT base_minor FROM cost") == [(minor,)]


@pytest.mark.parametrize("text", ["12*3", "1.2k", "1e3", "nan", "5.005", "1,2,3"])
def test_what_is_no_plain_amount_is_rejected(book: Book, tmp_path: Path, text: str) -> None:
    path = csv_file(tmp_path, f"on;amount\n2026-01-01;{text}\n")
    assert counts(take(book, "spend", path, decimal=".")) == (0, 0, 0, 0, 1)


def test_an_encoding_that_nothing_settles_is_asked_for_and_then_taken(
    book: Book, tmp_path: Path
) -> None:
    path = csv_file(tmp_path, "name\nPeña\n", encoding="cp1252")
    question = asked(book, "account", path)
    assert question.choice == "encoding"
    assert question.options[:2] == ("cp1252", "cp1250")
    assert '"Peña" (cp1252) or "Peńa" (cp1250)' in question.message
    take(book, "account", path, encoding="cp1250")
    assert rows(book, "SELECT name FROM account") == [("Peńa",)]


def test_an_encoding_is_guessed_where_one_alone_makes_words_of_the_letters(
    book: Book, tmp_path: Path
) -> None:
    path = csv_file(tmp_path, "name\nMüller\nJäger\n", encoding="cp1252")
    report = take(book, "account", path)
    assert report.read["encoding"] == "cp1252"
    assert rows(book, "SELECT name FROM account ORDER BY id") == [("Müller",), ("Jäger",)]
    source = look_at(path, None, len)
    assert source.guessed
    assert source.said == ('The encoding is guessed: cp1252, which makes "Müller" of its letters.',)


@pytest.mark.parametrize(
    ("text", "written", "told", "first"),
    [
        ("name\nÜnal\n", "cp1252", "utf-8", "cp1252"),
        ("name\nÜnal\n", "utf-8", "utf-16", "utf-8"),
        ("name\nÜnal\n", "utf-8-sig", "cp1252", "utf-8"),
        ("name\nÜnal\n", "utf-16", "utf-8", "utf-16-le"),
        ("\ufeffname\nÜnal\n", "utf-16-be", "utf-16-le", "utf-16-be"),
        ("name\n\x81\n", "latin-1", "cp1252", "cp1250"),
    ],
)
def test_a_file_that_is_not_in_the_encoding_told_is_asked_about(
    tmp_path: Path, text: str, written: str, told: str, first: str
) -> None:
    with pytest.raises(Undecided) as undecided:
        look_at(csv_file(tmp_path, text, encoding=written), told, len)
    (question,) = undecided.value.questions
    assert question.message.startswith(f'"theirs.csv" is not text in {told}: which is it?')
    assert question.options[0] == first
    assert told not in question.options


def test_a_byte_that_breaks_utf_8_is_found_far_down(tmp_path: Path) -> None:
    path = tmp_path / "theirs.csv"
    words = "".join("Mü" + "".join(end) + "\n" for end in product("abcdefghijklmn", repeat=3)) * 60
    path.write_bytes(b"name\n" + words.encode() + b"K\xf6ln\n")
    with pytest.raises(Undecided) as undecided:
        look_at(path, None, len)
    assert '"K\ufffdln" on line 164642 is not' in undecided.value.questions[0].message


def test_nul_bytes_are_said(tmp_path: Path) -> None:
    source = look_at(csv_file(tmp_path, "name\nA\0\0cme\n"), None, len)
    assert source.said == ("NUL bytes in the text, which are left out: 2.",)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names here")
def test_what_would_never_end_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    for path in (tmp_path / "pipe.csv", Path("/dev/zero")):
        with pytest.raises(Refused, match="is a device or a pipe, not a file"):
            look_at(path, None, len)


def test_a_file_is_read_through_a_symbolic_link(tmp_path: Path) -> None:
    (tmp_path / "link.csv").symlink_to(csv_file(tmp_path, "name\nAcme\n"))
    with look_at(tmp_path / "link.csv", None, len).rows() as rows_read:
        assert [(row.line, row.cells) for row in rows_read] == [(1, ["name"]), (2, ["Acme"])]


def test_trouble_of_whoever_takes_the_rows_is_not_put_down_to_the_file(tmp_path: Path) -> None:
    source = look_at(csv_file(tmp_path, "name\nAcme\n"), None, len)
    with pytest.raises(OSError, match="No space left"), source.rows() as rows_read:
        for _ in rows_read:
            raise OSError(28, "No space left on device")


def test_a_needed_column_is_asked_for(book: Book, tmp_path: Path) -> None:
    path = csv_file(tmp_path, "Acct,phone\nAcme,12\n")
    question = asked(book, "account", path)
    assert (question.choice, question.column) == ("columns", "name")
    assert question.options == ("Acct",)
    assert take(book, "account", path, mapping={"acct": "name"}).imported == 1


def test_a_file_without_a_header_of_ours_is_asked_about(book: Book, tmp_path: Path) -> None:
    path = csv_file(tmp_path, "Acme,12\nBeta,13\n")
    assert asked(book, "account", path).choice == "header"
    report = take(book, "account", path, columns=["name", "phone"])
    assert (report.imported, report.read["header_line"]) == (2, None)
    assert rows(book, "SELECT name, phone FROM account") == [("Acme", "12"), ("Beta", "13")]


def test_an_entity_is_asked_for_where_the_file_does_not_say(book: Book, tmp_path: Path) -> None:
    question = asked(book, "", csv_file(tmp_path, "name\nAcme\n"))
    assert question.choice == "entity"
    assert "deal" in question.options


def test_the_second_of_two_equal_headers_can_be_mapped(book: Book, tmp_path: Path) -> None:
    path = csv_file(tmp_path, "name,email,email\nAnn,private@x.org,ann@acme.com\n")
    report = take(book, "contact", path, mapping={"email#2": "email"})
    assert report.ignored_columns == []
    assert list(report.custom_columns) == ["email"]
    assert rows(book, "SELECT email FROM contact") == [("ann@acme.com",)]


def test_a_column_mapped_to_nothing_is_ignored(book: Book, tmp_path: Path) -> None:
    path = csv_file(tmp_path, "name,notes\nAnn,secret\n")
    report = take(book, "contact", path, mapping={"notes": ""})
    assert report.ignored_columns == ["notes"]
    assert rows(book, "SELECT notes FROM contact") == [(None,)]


@pytest.mark.parametrize(
    ("mapping", "part"),
    [
        ({"nmae": "name"}, 'no column "nmae". It has: name, email.'),
        ({"name": "nmae"}, 'contacts have no field "nmae"'),
        ({"name": "title", "email": "title"}, "Two columns are mapped"),
    ],
)
def test_a_mapping_that_cannot_be_is_refused(
    book: Book, tmp_path: Path, mapping: dict[str, str], part: str
) -> None:
    with pytest.raises(WrongUsage, match=part):
        take(book, "contact", csv_file(tmp_path, "name,email\nAnn,\n"), mapping=mapping)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "is empty"),
        ("\n,,\n", "has only blank lines"),
        ('name\n"Acme\nBeta\n', "the quote that opens on line 2 is never closed"),
        ('name\n"A"b\n', "line 2 on: after a closing quote comes more text"),
        ("<html><table>", "is a web page, not a CSV file: open it in a spreadsheet"),
    ],
)
def test_a_file_that_is_no_csv_is_refused_whole(
    book: Book, tmp_path: Path, text: str, part: str
) -> None:
    before = dump(book)
    with pytest.raises(Refused, match=part):
        take(book, "account", csv_file(tmp_path, text))
    assert dump(book) == before


@pytest.mark.parametrize(
    "day",
    ["2026-02-30", "2026-13-01", "2026-02-30 10:30", "30/2/2026", "2026/2/30",
     "0001-01-01T00:00+05:00", "9999-12-31T23:59-12:00", "2026-03-12T25:00"],
)  # fmt: skip
def test_a_day_that_cannot_be_rejects_its_row_alone(book: Book, tmp_path: Path, day: str) -> None:
    path = csv_file(tmp_path, f"on,amount\n{day},5\n2026-01-05,6\n")
    report = take(book, "spend", path, date_order="dmy")
    assert counts(report) == (1, 0, 0, 0, 1)
    (rejected,) = report.rejected
    assert (rejected.column, rejected.value) == ("on", day)
    assert "is not a date" in rejected.reason or "is outside the years" in rejected.reason


def test_what_is_no_file_is_refused(book: Book, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="There is no file"):
        take(book, "account", tmp_path / "none.csv")
    with pytest.raises(Refused, match="is a folder"):
        take(book, "account", tmp_path)
    with pytest.raises(DiskTrouble, match="cannot be read"):
        take(book, "account", csv_file(tmp_path, "x") / "under-a-file.csv")
    for encoding in ("klingon", "rot13", "hex", "undefined", "\0"):
        with pytest.raises(WrongUsage, match="not an encoding"):
            take(book, "account", csv_file(tmp_path, "name\nA\n"), encoding=encoding)
    with pytest.raises(WrongUsage, match="do not come from files"):
        take(book, "handoff", csv_file(tmp_path, "name\nA\n"))


def test_rejected_rows_can_be_mended_and_imported_from_their_own_file(
    book: Book, tmp_path: Path
) -> None:
    path = csv_file(tmp_path, "name,kind\nAcme,company\nBeta,thing\n")
    rejects = tmp_path / "rejects.csv"
    take(book, "account", path, rejects=rejects)
    text = rejects.read_text(encoding="utf-8-sig")
    assert text.splitlines()[0] == "name,kind,tui_crm_reason"
    assert text.splitlines()[1].startswith('Beta,thing,"""thing"" is not one of')
    with pytest.raises(Refused, match="exists already"):
        take(book, "account", path, rejects=rejects)
    rejects.write_text(text.replace("thing,", "person,", 1), encoding="utf-8")
    assert counts(take(book, "account", rejects)) == (1, 0, 0, 0, 0)


def test_nothing_is_stored_where_the_rejected_rows_cannot_be_written(
    book: Book, tmp_path: Path
) -> None:
    path = csv_file(tmp_path, "name,kind\nAcme,company\nBeta,thing\n")
    before = dump(book)
    with pytest.raises(DiskTrouble, match="cannot be written"):
        take(book, "account", path, rejects=tmp_path / "missing" / "rejects.csv")
    assert dump(book) == before


def test_no_file_of_rejects_is_made_where_none_was_rejected(book: Book, tmp_path: Path) -> None:
    take(book, "account", csv_file(tmp_path, "name\nAcme\n"), rejects=tmp_path / "rejects.csv")
    assert not (tmp_path / "rejects.csv").exists()


def test_an_import_leaves_the_file_as_it_was(book: Book, tmp_path: Path) -> None:
    path = csv_file(tmp_path, "name\r\nAcme\r\n")
    before = path.read_bytes()
    import_file(book, Order(path))
    take(book, "account", path)
    assert path.read_bytes() == before
