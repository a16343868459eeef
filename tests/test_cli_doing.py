"""Actions, history, settings, figures and files at the command line."""

from __future__ import annotations

import sqlite3
import stat
import subprocess
from pathlib import Path

import pytest

from tests.cli import Shell, shell_process
from tui_crm.actions import ACTIONS
from tui_crm.cli import doing
from tui_crm.metrics import KPIS
from tui_crm.store.connect import open_raw


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(tmp_path / "business.db", capsys)


def test_an_action_names_what_it_made(shell: Shell) -> None:
    shell.ok("add", "deal", "--create", "name=Fleet", "account=Acme", "opened_on=2026-03-01")
    said = shell.ok("do", "win-deal", "1", "on=2026-03-20", "amount=1200.50")
    assert said.out == "Won Fleet: 1,200.50 (revenue 1)\n"
    said = shell.ok("do", "refund", "1", "amount=200", "--json")
    assert said.json == {"id": 1, "made": {"revenue": 2}, "title": "Refunded Acme: 200.00"}
    said = shell.ok("do", "record-sale", "account=Beta", "amount=5", "--create", "--json")
    assert said.json["made"] == {"account": 2, "revenue": 3}


def test_help_lists_every_action_with_its_fields(shell: Shell) -> None:
    out = shell.ok("do", "--help").out
    for action in ACTIONS.values():
        assert f"\n{action.name}" in out
        assert action.help in out
        for spec in action.fields:
            assert f"{spec.name}=" in out
    assert "reason: Lost because; price, timing" in shell.ok("do", "lose-deal", "--help").out


def test_billings_are_posted_when_a_book_is_opened_to_read_it_but_not_to_look_back(
    shell: Shell,
) -> None:
    shell.ok("--today", "2026-01-10", "do", "subscribe", "account=Acme", "amount=30", "--create")
    for words in (("history",), ("settings",)):
        assert "Posted" not in shell.ok("--today", "2026-02-20", *words).err
    said = shell.ok("--today", "2026-02-20", "list", "revenue", "--json")
    assert said.err == "Posted 1 billing due.\n"
    assert len(said.json) == 2
    assert shell.ok("--today", "2026-02-20", "list", "revenue").err == ""


def test_history_tells_what_was_done_to_a_record(shell: Shell) -> None:
    shell.ok("add", "deal", "name=Fleet", "amount=5", "opened_on=2026-03-01")
    shell.ok("set", "deal", "1", "amount=7.5", "stage=Proposal")
    latest, first = shell.ok("history", "deal", "1", "--json").json
    assert first["title"] == "Added deal Fleet"
    assert latest["changes"]["amount"] == {"before": "5.00", "after": "7.50"}
    assert latest["changes"]["stage"] == {"before": "New", "after": "Proposal"}
    assert "amount: 5.00 → 7.50" in shell.ok("history", "deal", "1").out
    done = shell.ok("history", "--json").json
    assert [(batch["action"], batch["state"]) for batch in done] == [
        ("set deal", "done"),
        ("add deal", "done"),
    ]
    assert "Added deal Fleet" in shell.ok("history").out


def test_settings_are_shown_changed_and_undone(shell: Shell) -> None:
    shell.ok("settings", "base_currency=chf", "books_start=2026-01-01")
    assert shell.ok("settings", "--json").json["base_currency"] == "CHF"
    assert "books_start" in shell.ok("settings").out
    shell.ok("undo")
    assert shell.ok("settings", "--json").json["base_currency"] == "EUR"


def test_metrics_have_the_form_of_the_contract(shell: Shell) -> None:
    shell.ok("do", "record-sale", "--create", "account=Acme", "amount=4899.8", "on=2026-03-05")
    told = shell.ok("metrics", "--period", "2026-03", "--as-of", "2026-04-01", "--json").json
    assert told["period"] == {"label": "March 2026", "start": "2026-03-01", "end": "2026-04-01"}
    assert (told["as_of"], told["currency"]) == ("2026-04-01", "EUR")
    assert [*told["sales"], *told["marketing"]] == list(KPIS)
    revenue = told["sales"]["revenue"]
    assert (revenue["value"], revenue["unit"], revenue["previous"]) == ("4899.80", "money", "0.00")
    undefined = told["marketing"]["bounce_rate"]
    assert undefined["value"] is None
    assert undefined["reason"]
    only = shell.ok("metrics", "revenue", "--period", "2026", "--json").json
    assert list(only["sales"]) == ["revenue"]
    assert only["marketing"] == {}
    assert "Revenue" in shell.ok("metrics").out
    assert (
        "sales,revenue,4899.80,money,0.00,," in shell.ok("metrics", "--period=2026-03", "--csv").out
    )


def test_import_answers_with_the_object_of_the_contract(shell: Shell, tmp_path: Path) -> None:
    path = tmp_path / "deals.csv"
    path.write_text("title,account,phase,seller\nFleet,Acme,Talks,Ann\nRack,id:9,New,Bob\n")
    words = ("import", str(path), "--as", "deals", "--map", "title=name", "--map", "phase=stage")
    said = shell(*words, "--json")
    assert said.code == 3
    assert said.json == {
        "file": str(path), "entity": "deal", "dry_run": False, "rows": 2, "imported": 1,
        "updated": 0, "unchanged": 0, "duplicates": 0,
        "rejected": [{"line": 3, "column": "account", "value": "id:9",
                      "reason": "there is no account 9"}],
        "questions": [], "made": {"stage": ["Talks"], "account": 1},
        "ignored_columns": [], "custom_columns": {"seller": "seller"},
        "read": {"encoding": "utf-8", "delimiter": ",", "header_line": 1, "date_order": "ymd",
                 "decimal": ".",
                 "columns": {"title": "name", "phase": "stage", "account": "account"}},
        "program": "", "said": [], "left_out": [], "totals": [], "matched": [],
        "batch": 1, "cleaned": 0,
    }  # fmt: skip
    said = shell(*words)
    assert said.out == "2 rows: 0 imported, 0 updated, 1 unchanged, 0 duplicates, 1 rejected\n"
    assert 'line 3, account "id:9": there is no account 9' in said.err


def test_an_import_asks_with_exit_code_4(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "spend.csv").write_text("on,amount\n1/2/2026,5\n")
    said = shell("import", str(tmp_path / "spend.csv"), "--as", "spend")
    assert (said.code, said.out) == (4, "")
    assert "begin with the day or with the month? (dmy, mdy)" in said.err
    shell.ok("import", str(tmp_path / "spend.csv"), "--as", "spend", "--date-order", "dmy")
    assert shell.ok("list", "spend", "--json", "--fields", "on").json == [{"on": "2026-02-01"}]


def test_a_dry_run_makes_no_book(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("name\nAcme\n")
    said = shell.ok("import", str(tmp_path / "a.csv"), "--as", "account", "--dry-run")
    assert said.out.startswith("1 rows: 1 would be imported")
    assert not shell.database.exists()


def test_a_snapshot_goes_out_and_comes_back(
    shell: Shell, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shell.ok("add", "deal", "--create", "name=Fleet", "account=Acme", "opened_on=2026-03-01")
    shell.ok("settings", "business_name=Rosa")
    assert shell.ok("export", str(tmp_path / "out"), "--json").json["rows"] > 8
    other = Shell(tmp_path / "other.db", capsys)
    assert other.ok("import", str(tmp_path / "out"), "--json").json["made"]["deal"] == 1
    for words in (("list", "deal", "--json"), ("settings", "--json")):
        assert other.ok(*words).json == shell.ok(*words).json
    assert other("import", str(tmp_path / "out")).code == 4


def test_the_sample_business_is_written_to_a_file(shell: Shell, tmp_path: Path) -> None:
    path = tmp_path / "demo.db"
    shell.ok("--today", "2026-03-12", "demo", "--file", str(path), "--size", "40")
    assert len(Shell(path, shell._capsys).ok("list", "deal", "--json").json) == 40
    assert shell("demo", "--file", str(path)).code == 4


def test_a_book_that_cannot_be_written_can_still_be_read(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell.ok("--today", "2026-01-10", "do", "subscribe", "account=Acme", "amount=30", "--create")
    holder = sqlite3.connect(shell.database)
    holder.execute("BEGIN IMMEDIATE")
    monkeypatch.setitem(open_raw.__kwdefaults__, "wait_ms", 1)
    said = shell.ok("--today", "2026-02-20", "list", "account", "--json")
    assert len(said.json) == 1
    assert "were not posted" in said.err
    assert shell("add", "account", "name=Beta").code == 8
    holder.close()


def test_a_fault_of_the_program_is_a_sentence_and_a_private_note_without_data(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("secret Acme")

    shell.ok("add", "account", "name=Acme")
    monkeypatch.setattr(doing.journal, "undo", fail)
    said = shell("undo")
    assert said.code == 1
    assert "The program failed (ZeroDivisionError)" in said.err
    (log,) = (tmp_path / "home").rglob("failures.log")
    assert stat.S_IMODE(log.stat().st_mode) == 0o600
    assert "secret" not in log.read_text()
    assert "ZeroDivisionError" in log.read_text()


def test_data_is_utf8_whatever_the_place_says(shell: Shell) -> None:
    shell.ok("add", "account", "name=Ünal 日本")
    process = shell_process(
        ["--database", str(shell.database), "list", "account", "--csv", "--fields", "id,name"],
        stdout=subprocess.PIPE,
        PYTHONIOENCODING="latin-1",
    )
    out, err = process.communicate(timeout=60)
    assert (out.decode("utf-8"), err) == ("tui_crm_id,name\n1,Ünal 日本\n", b"")


def test_a_reader_that_has_had_enough_is_no_fault(shell: Shell, tmp_path: Path) -> None:
    shell.ok("demo", "--file", str(tmp_path / "demo.db"), "--size", "3000")
    words = ["--today", "2026-04-01", "--database", str(tmp_path / "demo.db")]
    words += ["list", "deal", "--json"]
    process = shell_process(words, stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"[\n"
    process.stdout.close()
    assert process.stderr is not None
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(timeout=60) == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_an_answer_that_cannot_be_written_is_told(shell: Shell) -> None:
    shell.ok("add", "account", "name=Acme")
    with open("/dev/full", "wb") as full:
        process = shell_process(["--database", str(shell.database), "list", "account"], stdout=full)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 6
    assert err.decode().startswith("Reading or writing failed: No space left")
    assert err.count(b"\n") == 1
