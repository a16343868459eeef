"""Records at the command line: added, changed, listed, deleted, undone."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from tests.cli import Shell
from tui_crm.models import ENTITIES
from tui_crm.store.customs import ensure
from tui_crm.store.engine import Book


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(tmp_path / "business.db", capsys)


def test_add_makes_the_book_and_prints_the_id_alone(shell: Shell) -> None:
    said = shell.ok("add", "account", "name=Acme")
    assert (said.out, said.err) == ("1\n", "Added account Acme\n")
    assert shell.ok("add", "accounts", "name=Beta").out == "2\n"


def test_add_answers_with_json_where_that_is_asked_for(shell: Shell) -> None:
    said = shell.ok("add", "deal", "--create", "name=Fleet", "account=Acme", "--json")
    assert said.json == {"id": 1, "made": {"account": 1, "deal": 1}}


def test_options_may_stand_anywhere_among_the_words(shell: Shell) -> None:
    for words in (("--create", "add"), ("add", "--create")):
        said = shell(*words, "deal", "name=Fleet", "account=Acme")
        assert said.code == (0 if words[0] == "add" else 2)
    assert shell.ok("list", "--json", "deal", "--fields=name", "--where", "fleet").json == [
        {"name": "Fleet"}
    ]


def test_a_deal_in_json_has_every_field_and_the_ids_of_its_links(shell: Shell) -> None:
    shell.ok("add", "deal", "--create", "name=Fleet", "account=Acme", "amount=1200.5",
             "opened_on=2026-03-01")  # fmt: skip
    (deal,) = shell.ok("list", "deal", "--json").json
    assert deal == {
        "id": 1, "name": "Fleet", "account": "Acme", "account_id": 1, "contact": None,
        "contact_id": None, "lead": None, "lead_id": None, "campaign": None, "campaign_id": None,
        "stage": "New", "stage_id": 1, "outcome": "open", "amount": "1200.50", "currency": "EUR",
        "rate": "1", "probability": 10, "opened_on": "2026-03-01", "expected_on": None,
        "closed_on": None, "lost_reason": None, "kind": "one_off", "recurring_amount": None,
        "interval": None, "notes": None,
    }  # fmt: skip


def test_a_lead_in_json_has_its_instant_in_utc_and_its_flags(shell: Shell) -> None:
    shell.ok("add", "lead", "name=Ann", "created_at=2026-02-28T23:30Z")
    (lead,) = shell.ok("list", "lead", "--json").json
    assert (lead["created_at"], lead["invalid"]) == ("2026-02-28T23:30:00Z", False)


def test_csv_has_the_columns_of_an_export(shell: Shell, tmp_path: Path) -> None:
    shell.ok("add", "account", "name==1+1")
    said = shell.ok("list", "account", "--csv")
    shell.ok("export", str(tmp_path / "out.csv"), "--as", "account")
    exported = (tmp_path / "out.csv").read_text("utf-8-sig")
    assert list(csv.reader(io.StringIO(said.out))) == list(csv.reader(io.StringIO(exported)))


def test_custom_fields_are_typed_listed_sought_and_exported_as_all_others(
    shell: Shell, tmp_path: Path
) -> None:
    shell.ok("add", "lead", "name=Ann")
    with Book(shell.database).work("import") as work:
        for title in ("Région", "Shoe size"):
            ensure(work, ENTITIES["lead"], [title])
    shell.ok("set", "lead", "1", "region==Nord", "shoe_size=38")
    shell.ok("set", "lead", "1", "region=Süd")
    assert shell.ok("add", "lead", "name=Bob", "region==1+1").out == "2\n"
    known = shell.ok("list", "lead", "--json").json
    assert [(lead["region"], lead["shoe_size"]) for lead in known] == [
        ("Süd", "38"),
        ("=1+1", None),
    ]
    assert list(known[0])[-2:] == ["region", "shoe_size"]
    found = shell.ok(
        "list", "lead", "--where", "région:SUD !shoe_size:39", "--fields", "name,region"
    )
    assert found.out.splitlines() == ["id  name  region", " 1  Ann   Süd"]
    assert "region" not in shell.ok("list", "lead").out
    shell.ok("export", str(tmp_path / "out.csv"), "--as", "lead")
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        exported = list(csv.DictReader(file))
    assert [(lead["region"], lead["shoe_size"]) for lead in exported] == [
        ("Süd", "38"),
        ("'=1+1", ""),
    ]
    told = shell.ok("history", "lead", "1", "--json").json[0]["changes"]
    assert told == {"region": {"before": "=Nord", "after": "Süd"}}
    for words in (("add", "lead", "name=C", "shoe=1"), ("list", "lead", "--fields", "shoe")):
        said = shell(*words)
        assert (said.code, said.out) == (2, "")
        assert "region" in said.err and "shoe_size" in said.err


def test_people_get_aligned_columns(shell: Shell) -> None:
    shell.ok("add", "cost", "on=2026-03-01", "function=sales", "amount=1200", "note=Ünal")
    shell.ok("add", "cost", "on=2026-03-02", "function=direct", "amount=7.5", "note=日本")
    assert shell.ok("list", "cost", "--fields", "on,amount,note,function").out.splitlines() == [
        "id  on            amount  note  function",
        " 1  2026-03-01  1,200.00  Ünal  sales",
        " 2  2026-03-02      7.50  日本  direct",
    ]


def test_a_filter_finds_and_nothing_is_cut_off(shell: Shell) -> None:
    long_name = "Acme " + "x" * 300
    shell.ok("add", "account", f"name={long_name}")
    for number in range(250):
        shell.ok("add", "account", f"name=Beta {number}")
    assert len(shell.ok("list", "account", "--json").json) == 251
    assert long_name in shell.ok("list", "account").out
    assert len(shell.ok("list", "account").out.splitlines()) == 252
    found = shell.ok("list", "account", "--where", "!beta", "--json").json
    assert [account["id"] for account in found] == [1]


@pytest.mark.parametrize(
    "query", ["'", '"', "%", "_", "\\", "a=b", "10:30", "((", "name:", "!", "\udcff"]
)
def test_no_character_breaks_a_search(shell: Shell, query: str) -> None:
    shell.ok("add", "account", "name=Acme")
    shell.ok("list", "account", f"--where={query}")


def test_a_filter_takes_plain_amounts_whatever_the_owner_types_elsewhere(
    shell: Shell, tmp_path: Path
) -> None:
    shell.ok("settings", "decimal_mark=,")
    shell.ok("add", "deal", "name=Fleet", "amount=1234.50")
    shell.ok("add", "deal", "name=Rack", "amount=12")
    only = [{"name": "Fleet"}]
    found = shell.ok("list", "deal", "--where", "amount>=1234.50", "--fields=name", "--json")
    assert found.json == only
    words = ("export", str(tmp_path / "out.csv"), "--as", "deal", "--where", "amount>=1234.50")
    assert shell.ok(*words, "--json").json["rows"] == 1


def test_what_is_stored_never_steers_the_terminal(shell: Shell) -> None:
    shell.ok("add", "account", "name=A\x1b]52;c;x\x07\x9b2J\u202ecme", "notes=two\nlines")
    for form in ((), ("--json",), ("--csv",)):
        out = shell.ok("list", "account", *form).out
        assert not set(out) & {"\x1b", "\x07", "\x9b", "\u202e"}


def test_settings_keep_no_characters_that_steer_the_terminal(shell: Shell) -> None:
    shell.ok("settings", "business_name=Ro\x1bsa\udcff")
    assert shell.ok("settings", "--json").json["business_name"] == "Rosa"


def test_set_changes_what_is_named_and_leaves_the_rest(shell: Shell) -> None:
    shell.ok("add", "contact", "name=Ann", "phone=12")
    assert shell.ok("set", "contact", "1", "name=Anna").err == "Changed contact Ann\n"
    assert shell.ok("list", "contact", "--json", "--fields", "name,phone").json == [
        {"name": "Anna", "phone": "12"}
    ]


def test_delete_undo_and_redo(shell: Shell) -> None:
    for name in ("Ann", "Bob", "Cem"):
        shell.ok("add", "contact", f"name={name}")
    shell.ok("delete", "contact", "1", "3")
    names = ("list", "contact", "--json", "--fields", "name")
    assert shell.ok(*names).json == [{"name": "Bob"}]
    assert shell.ok("undo").out == "Took back: Deleted 2 contacts\n"
    assert len(shell.ok(*names).json) == 3
    assert shell.ok("redo", "--json").json["action"] == "delete contact"
    assert shell.ok(*names).json == [{"name": "Bob"}]
    for _ in range(4):
        shell.ok("undo")
    assert shell("undo").err == "There is nothing to undo.\n"
    assert shell("undo").code == 4


@pytest.mark.parametrize(
    ("words", "code", "part"),
    [
        (("add", "thing", "name=A"), 2, '"thing" is not known. There are: lead, contact'),
        (("add", "account"), 2, "name: this is needed"),
        (("add", "account", "nmae=A"), 2, "The fields are: "),
        (("add", "account", "name=A", "name=B"), 2, "given twice"),
        (("add", "account", "Acme"), 2, "is not field=value"),
        (("add", "deal", "name=A", "account=Nobody"), 2, "there is no account called"),
        (("set", "account", "1"), 2, "What is to change"),
        (("set", "account", "x", "name=B"), 2, "is not the number of a account"),
        (("set", "account", "9", "name=B"), 2, "There is no account 9"),
        (("delete", "account"), 2, "Name the account to delete"),
        (("delete", "account", "1", "1"), 2, "named twice"),
        (("list", "account", "--fields", "nmae"), 2, "They have: name, kind"),
        (("list", "account", "--fields", "nmae", "--json"), 2, "They have: name, kind"),
        (("list", "account", "--json", "--csv"), 2, "not both"),
        (("list",), 2, "See tui-crm list --help"),
        (("frobnicate",), 2, "invalid choice"),
        (("list", "account", "--wher", "x"), 2, "Unrecognized arguments"),
        (("--today", "yesterday", "list", "account"), 2, "is not a date"),
        (("--today", "0026-03-12", "list", "account"), 2, "is outside the years 1900 to 2200"),
        (("do",), 2, "See tui-crm do --help"),
        (("do", "frob", "1"), 2, "They are: accept-lead"),
        (("do", "win-deal"), 2, "needs the number of the deal"),
        (("do", "record-sale", "7"), 2, "takes field=value only"),
        (("history", "account"), 2, "Give its number"),
        (("history", "account", "9"), 2, "There is no account 9"),
        (("settings", "colour=red"), 2, "is not a setting"),
        (("settings", "base_currency=XXQ"), 2, "type a currency code"),
        (("metrics", "income"), 2, "They are: revenue"),
        (("metrics", "--period", "2026-13"), 2, "--period: "),
        (("metrics", "--as-of", "soon"), 2, "is not a date"),
        (("import", "none.csv", "--as", "account"), 4, "There is no file"),
        (("import", "none.csv", "--no-header"), 2, "go together"),
        (("import", "none.csv", "--as", "account", "--map", "a"), 2, "Their header=our_field"),
        (("export", "none/x.csv", "--as", "account"), 6, "cannot be written"),
        (("export", "x", "--where", "a"), 2, "--where goes with --as"),
        (("run", "none.txt"), 4, "There is no file"),
        (("demo", "--size", "0"), 2, "from 1 on"),
    ],
)  # fmt: skip
def test_a_mistake_is_one_sentence_with_its_exit_code(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    words: tuple[str, ...], code: int, part: str,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    shell.ok("add", "account", "name=Acme")
    said = shell(*words)
    assert (said.code, said.out) == (code, "")
    assert part in said.err
    assert said.err.count("\n") == 1


@pytest.mark.parametrize(
    "words", [("list", "deal"), ("metrics",), ("history",), ("settings",), ("export", "x"),
              ("undo",), ("redo",), ("set", "deal", "1", "name=A"), ("delete", "deal", "1")],
)  # fmt: skip
def test_reading_a_book_that_does_not_exist_makes_none(
    shell: Shell, words: tuple[str, ...]
) -> None:
    said = shell(*words)
    assert (said.code, said.out) == (4, "")
    assert "There is no database at" in said.err
    assert not shell.database.exists()


@pytest.mark.parametrize("content", [b"", b"not a database", b"\xff\xd8\xff\xe0JFIF"])
def test_a_file_that_is_no_database_is_refused_and_not_touched(
    shell: Shell, content: bytes
) -> None:
    shell.database.write_bytes(content)
    for words in (("list", "deal"), ("add", "account", "name=A"), ("undo",)):
        assert shell(*words).code == 5
    assert shell.database.read_bytes() == content
