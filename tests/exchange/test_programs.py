"""Which program a file is from, and what its cells are, without any book."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.exchange.made_files import MadeFile, every_file
from tui_crm.errors import FieldErrors
from tui_crm.exchange.mapping import fields_of
from tui_crm.exchange.meaning.cells import decided_as
from tui_crm.exchange.programs import (
    PROGRAMS,
    SYNONYMS,
    Headers,
    Program,
    Texts,
    constants_of,
    entity_meant,
    fields_meant,
    is_unneeded,
    knows,
    program_of,
    spelled,
)
from tui_crm.exchange.programs.texts import in_utc, iso_day, plain
from tui_crm.models import ENTITIES
from tui_crm.text import fold

FILES = every_file()
_SLASHES = re.compile(r"(\d\d)/(\d\d)/(\d{4})")
_DATED = re.compile(r"\d{4}-\d\d-\d\d")


def field_meant(entity: str, header: str) -> str | None:
    """What one column alone is."""
    return next(iter(fields_meant(entity, [header])), None)


@dataclass
class Table:
    """What a made file holds, told apart by the simplest means."""

    preamble: list[str] = field(default_factory=list)
    headers: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    totals: int = 0
    left_out: int = 0


@pytest.fixture(params=FILES, ids=lambda made: made.name)
def made_file(request: pytest.FixtureRequest) -> MadeFile:
    assert isinstance(request.param, MadeFile)
    return request.param


def test_a_file_is_taken_for_its_program_in_whatever_order_its_columns_stand(
    made_file: MadeFile,
) -> None:
    table = table_of(made_file)
    for headers in (table.headers, table.headers[::-1], [h.upper() for h in table.headers]):
        program = program_of(headers, ())
        assert program is not None
        assert program.title == made_file.program


def test_no_two_programs_fit_a_file_equally_well(made_file: MadeFile) -> None:
    headers = Headers(table_of(made_file).headers)
    fits = sorted(fit for program in PROGRAMS if (fit := program.fit(headers)))
    assert len(fits) == 1 or fits[-1] > fits[-2]


def test_the_header_is_the_row_with_the_most_known_cells(made_file: MadeFile) -> None:
    table = table_of(made_file)
    assert knows(table.headers) >= 3
    assert max(map(knows, table.rows)) < knows(table.headers)


def test_the_cells_are_what_the_file_says(made_file: MadeFile) -> None:
    table, program = table_of(made_file), program_named(made_file.program)
    main = made_file.records.get(program.entity, ())
    taken, refused = settled(program, table)
    if made_file.asked or not main:
        return
    assert len(refused) == len(made_file.refused)
    for reason, word in zip(refused, made_file.refused, strict=True):
        assert word in reason
    for texts, record in zip(with_money(program, taken), main, strict=True):
        for name, value in record.items():
            assert came(texts, name, made_file.order) == comparable(value, "ymd"), name
    seen = {at: taken[0][name] for name, at in program.seen_places(Headers(table.headers)).items()}
    mapped = Headers(table.headers).places(program.columns).values()
    for header, cell in made_file.customs.items():
        at = table.headers.index(header)
        assert not is_unneeded(program, header)
        assert seen.get(at, table.rows[0][at]) == cell
        assert at not in mapped


def test_other_records_of_a_row_have_their_columns(made_file: MadeFile) -> None:
    table, program = table_of(made_file), program_named(made_file.program)
    headers = Headers(table.headers)
    given = constants_of(program, table.headers, table.preamble)
    for entity in set(made_file.records) - {program.entity}:
        places = headers.places(program.columns_of(entity))
        constants = given.get(entity, {})
        for row, record in zip(table.rows, made_file.records[entity], strict=True):
            texts = constants | {name: row[at] for name, at in places.items()}
            texts.setdefault("on", texts.get("from_day", ""))
            for name, value in record.items():
                assert comparable(texts[name], "ymd") == comparable(value, "ymd")


def test_rows_that_sum_up_others_or_name_them_are_told(made_file: MadeFile) -> None:
    table = table_of(made_file)
    assert table.totals == made_file.totals


def test_a_file_without_what_is_needed_says_which_button_adds_it(made_file: MadeFile) -> None:
    if made_file.asked:
        table, program = table_of(made_file), program_named(made_file.program)
        given = constants_of(program, table.headers, table.preamble).get(program.entity, {})
        assert made_file.asked not in Headers(table.headers).places(program.columns)
        assert made_file.asked not in given
        assert program.name.split()[0] in program.lacking[made_file.asked]


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.title)
def test_a_program_names_fields_that_there_are(program: Program) -> None:
    for entity in (program.entity, *program.side):
        known = {*fields_of(ENTITIES[entity]), "source_id"}
        assert set(program.columns_of(entity).values()) <= known
    for entity, texts in program.constants.items():
        assert set(texts) <= set(fields_of(ENTITIES[entity]))
    own = set(fields_of(ENTITIES[program.entity]))
    assert {*program.derived, *program.lacking, *program.words} <= own
    assert all(fold(word) == word for words in program.words.values() for word in words)
    columns = {spelled(h) for declared in program.columns for h in declared.split("|")}
    unneeded = {spelled(h) for declared in program.unneeded for h in declared.split("|")}
    assert not columns & unneeded
    assert all(sentence.endswith(".") for sentence in program.said)


def test_titles_tell_programs_apart() -> None:
    assert len({program.title for program in PROGRAMS}) == len(PROGRAMS)


def test_of_two_columns_for_a_field_the_one_declared_first_is_taken() -> None:
    program = program_named("Meta Ads campaign report")
    headers = Headers(["Clicks (all)", "Link clicks"])
    assert headers.places(program.columns_of("ads")) == {"clicks": 1}


def test_only_programs_that_make_the_wanted_records_are_meant() -> None:
    headers = ["Day", "Campaign", "Cost", "Impr.", "Clicks"]
    for entity, is_meant in (("spend", True), ("ads", True), ("contact", False)):
        assert (program_of(headers, (), entity) is not None) is is_meant


def test_the_currency_within_a_header_is_no_part_of_its_spelling() -> None:
    assert spelled("Amount spent (EGP)") == spelled("amount-spent")
    assert spelled("CPC (all) (EUR)") == spelled("CPC (all)")
    assert spelled("Amount (XYZ)") == "amountxyz"


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=20))
def test_spelling_is_settled_once_for_all(header: str) -> None:
    assert spelled(spelled(header)) == spelled(header)
    assert spelled(f" {header.upper()}. ") == spelled(header.upper())


@pytest.mark.parametrize(
    ("headers", "entity", "fields"),
    [
        (
            "Company,Contact,Email,Phone,Deal,Value,Stage,Close date,Source",
            "deal",
            "account,contact,contact.email,contact.phone,name,amount,stage,closed_on,lead.source",
        ),
        ("Name,Email,Phone,Company,Source", "lead", "name,email,phone,company,source"),
        ("Vorname,Nachname,E-Mail,Firma", "contact", "first_name,last_name,email,account"),
        ("Nombre,Apellidos,Correo,Origen", "lead", "first_name,last_name,email,source"),
        ("Prénom,Nom,Courriel,Société", "contact", "first_name,last_name,email,account"),
        ("Voornaam,Achternaam,E-mailadres,Bedrijf", "contact",
         "first_name,last_name,email,account"),
        ("Nome,Cognome,Telefono,Azienda", "contact", "first_name,last_name,phone,account"),
        ("Firma,Website,Telefon", "account", "name,domain,phone"),
        ("account,sector,employees", "account", "name,,"),
        ("opportunity_id,account,deal_stage,engage_date,close_date,close_value", "deal",
         "source_id,account,stage,opened_on,closed_on,amount"),
        ("Invoice,Customer,Date,Amount", "revenue", "source_id,account,on,amount"),
        ("Rechnungsnummer;Kunde;Rechnungsdatum;Betrag", "revenue", "source_id,account,on,amount"),
        ("Date,Supplier,Amount", "cost", "on,note,amount"),
        ("Date,Expense,Notes", "cost", "on,amount,note"),
        ("Date,Campaign,Spend", "spend", "on,campaign,amount"),
        ("Datum,Kampagne,Kosten", "spend", "on,campaign,amount"),
        ("Date,Source,Visits,Bounce rate", "traffic", "on,source,sessions,bounce_rate"),
        ("Date,Network,Reach,Likes", "social", "on,network,reach,reactions"),
        ("Subject,Due date,Done,Deal", "activity", "subject,due_on,done,deal"),
        ("Campaign,Channel,Budget,Start date", "campaign", "name,channel,budget,starts_on"),
    ],
)  # fmt: skip
def test_a_plain_sheet_is_understood_in_any_order(headers: str, entity: str, fields: str) -> None:
    names = headers.replace(";", ",").split(",")
    assert program_of(names, ()) is None
    assert entity_meant(names) == entity_meant(names[::-1]) == entity
    assert [field_meant(entity, name) or "" for name in names] == fields.split(",")
    assert list(fields_meant(entity, names)) == [
        field for field in SYNONYMS[entity] if field in fields.split(",")
    ]


def test_of_two_headers_for_a_field_the_surer_counts_wherever_it_stands() -> None:
    headers = ["product", "account", "deal_stage", "close_value", "Deal", "opportunity_id"]
    assert fields_meant("deal", headers) == {
        "account": 1, "stage": 2, "amount": 3, "name": 4, "source_id": 5,
    }  # fmt: skip
    assert fields_meant("deal", headers[:4])["name"] == 0


def test_a_name_beside_a_first_name_is_the_last_name() -> None:
    assert fields_meant("contact", ["Vorname", "Name"]) == {"first_name": 0, "last_name": 1}
    assert fields_meant("contact", ["Name", "First name", "Last name"])["name"] == 0


@pytest.mark.parametrize(
    "headers",
    ["Date,Description,Amount", "Date,Customer,Amount", "Date,Amount", "Colour,Size", "Name",
     "Revenue,Expense,Date"],
)  # fmt: skip
def test_what_a_sheet_does_not_say_is_not_guessed(headers: str) -> None:
    assert entity_meant(headers.split(",")) is None


def test_synonyms_name_fields_that_there_are() -> None:
    for entity, words in SYNONYMS.items():
        assert set(words) <= {*fields_of(ENTITIES[entity]), "source_id"}
        for spec in ENTITIES[entity].fields:
            if spec.name in words:
                assert field_meant(entity, spec.name) == spec.name


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Aug 1, 2026", "2026-08-01"),
        ("September 30, 2026", "2026-09-30"),
        ("Mar 09, 2026 09:30 pm", "2026-03-09"),
        ("1 Aug 2026", "2026-08-01"),
        ("20260301", "2026-03-01"),
        ("Feb 30, 2026", None),
        ("20261301", None),
        ("2026-03-01", None),
        ("Someday 1, 2026", None),
    ],
)
def test_days_in_english_words_are_read(text: str, day: str | None) -> None:
    assert iso_day(text) == day


def test_moments_that_a_program_writes_in_utc_carry_it() -> None:
    assert in_utc("2026-03-31 23:30") == "2026-03-31T23:30:00Z"
    assert in_utc("2026-03-31 9:30:15") == "2026-03-31T09:30:15Z"
    assert in_utc("3/31/26 9:30 PM") == "3/31/26 9:30 PM UTC"
    assert in_utc("2026-03-31") == "2026-03-31"
    assert in_utc("2026-03-31T23:30:00+02:00") == "2026-03-31T23:30:00+02:00"


def test_notes_kept_as_html_are_read_as_text_and_others_left_alone() -> None:
    assert plain("<p>Tom &amp; Eve</p><ul><li>a</li><li>b</li></ul>") == "Tom & Eve\na\nb"
    assert plain("2 < 3 and 5 > 4") == "2 < 3 and 5 > 4"


def table_of(made_file: MadeFile) -> Table:
    """The table of a made file, and the rows around it."""
    encoding = next(
        name for name in ("utf-16", "utf-8-sig", "cp1252") if _decodes(made_file.content, name)
    )
    lines = made_file.content.decode(encoding).splitlines(keepends=True)
    headers = max(range(min(len(lines), 12)), key=lambda at: knows(_cells(lines[at])))
    table = Table([line.rstrip() for line in lines[:headers]], _cells(lines[headers]))
    program = program_named(made_file.program)
    rows = csv.reader(lines[headers + 1 :], delimiter=_delimiter(lines[headers]))
    for row in _first_table(rows, len(table.headers)):
        if program.is_total and program.is_total(table.headers, row):
            table.totals += 1
        elif program.is_group and program.is_group(table.headers, row):
            table.left_out += 1
        else:
            table.rows.append(row)
    return table


def settled(program: Program, table: Table) -> tuple[list[Texts], list[str]]:
    """The texts of the rows by our field, and why rows were refused."""
    headers = Headers(table.headers)
    places = headers.places(program.columns) | program.seen_places(headers)
    given = constants_of(program, table.headers, table.preamble).get(program.entity, {})
    settle, taken, refused = program.settler(), [], []
    for row in table.rows:
        texts = dict(given) | {name: row[at].strip() for name, at in places.items()}
        try:
            settle(texts)
        except FieldErrors as error:
            refused.append(str(error))
            continue
        for name, words in program.words.items():
            texts[name] = words.get(fold(texts.get(name, "")), texts.get(name, ""))
        taken.append(texts)
    return taken, refused


def with_money(program: Program, taken: list[Texts]) -> list[Texts]:
    """Without the rows that spend nothing: such a row is no cost."""
    if program.entity != "spend":
        return taken
    return [texts for texts in taken if texts["amount"] != "0.00"]


def came(texts: Texts, name: str, order: str) -> object:
    """What becomes of a field, by the few rules of the import that concern it."""
    decided = texts.get("outcome") or decided_as(texts.get("stage", "")) or "open"
    match name:
        case "outcome":
            return comparable(decided, order)
        case "stage" if fold(decided) != "open":
            return comparable(decided, order)
        case "expected_on":
            return comparable(texts.get(name) or texts["closed_on"], order)
        case "name" if not texts.get("name"):
            parts = (texts.get(part) for part in ("first_name", "middle_name", "last_name"))
            return comparable(" ".join(filter(None, parts)), order)
        case "engaged" if not texts.get(name):
            return comparable(_engaged(texts), order)
        case "amount" if not texts.get(name):
            off = Decimal(texts["discount_percent"] or 0) / 100
            return Decimal(texts["quantity"]) * Decimal(texts["unit_price"]) * (1 - off)
        case "on" if not texts.get(name):
            first = date.fromisoformat(texts.get("first_day") or texts["from_day"])
            return (first + timedelta(int(texts.get("day_number", 0)))).isoformat()
    return comparable(texts[name], order)


def _engaged(texts: Texts) -> str:
    sessions = Decimal(texts["sessions"])
    if texts.get("bounces"):
        return str(sessions - Decimal(texts["bounces"]))
    if texts.get("bounce_rate"):
        return str(sessions * (1 - Decimal(texts["bounce_rate"].rstrip("%")) / 100))
    return str(round(sessions * Decimal(texts["engagement_rate"])))


def comparable(text: str, order: str) -> object:
    """A text as a number or a day where it is one, written in whatever way."""
    number = text.replace("\u202f", "").replace(" ", "").lstrip("$")
    if "," in number and "." not in number and number[-3] == ",":
        number = number.replace(",", ".")
    try:
        return Decimal(number.replace(",", ""))
    except InvalidOperation:
        pass
    if order != "ymd" and (found := _SLASHES.fullmatch(text)):
        one, two, year = found.groups()
        return f"{year}-{two}-{one}" if order == "dmy" else f"{year}-{one}-{two}"
    if text.endswith("Z") and _DATED.match(text):
        return datetime.fromisoformat(text).astimezone(ZoneInfo("Europe/Berlin")).date().isoformat()
    return text[:10] if _DATED.match(text) else fold(text)


def program_named(title: str) -> Program:
    return next(program for program in PROGRAMS if program.title == title)


def _first_table(rows: Iterator[list[str]], width: int) -> Iterator[list[str]]:
    for row in rows:
        if len(row) != width:
            return
        yield row


def _cells(line: str) -> list[str]:
    return next(csv.reader([line], delimiter=_delimiter(line)), [])


def _delimiter(line: str) -> str:
    return ";" if line.count(";") > line.count(",") else ","


def _decodes(content: bytes, encoding: str) -> bool:
    if encoding == "utf-16" and content[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        return False
    try:
        content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
