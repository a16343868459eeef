"""Scripts: commands from a file, a line at a time, each stored and answered."""

from __future__ import annotations

import io
import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli import Shell, shell_process
from tui_crm import clock
from tui_crm.cli import doing


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(tmp_path / "business.db", capsys)


def script(
    shell: Shell, tmp_path: Path, text: str, *options: str
) -> tuple[int, list[dict[str, object]]]:
    """The answers to the lines of a script."""
    path = tmp_path / "script.txt"
    path.write_text(text, "utf-8")
    said = shell("run", str(path), "--json", *options)
    return said.code, said.lines


def test_a_script_answers_each_line_when_it_is_stored(shell: Shell, tmp_path: Path) -> None:
    code, answers = script(
        shell,
        tmp_path,
        "# a comment\n\nadd account 'name=Acme & Co'\n"
        "--today 2026-03-02 add deal --create name=Fleet account='Acme & Co' amount=12\n"
        "  do win-deal 1 on=2026-03-20\nadd account\nset deal 9 name=x\n"
        'list account --fields id,name\nadd account "name=Open\nundo\n',
    )
    assert answers == [
        {"line": 3, "ok": True, "id": 1, "made": {"account": 1}},
        {"line": 4, "ok": True, "id": 1, "made": {"deal": 1}},
        {"line": 5, "ok": True, "id": 1, "made": {"revenue": 1}},
        {"line": 6, "ok": False, "code": 2, "error": "name: this is needed"},
        {"line": 7, "ok": False, "code": 2, "error": "There is no deal 9."},
        {"line": 8, "ok": True, "data": [{"id": 1, "name": "Acme & Co"}]},
        {"line": 9, "ok": False, "code": 2,
         "error": 'A quote is not closed in "add account "name=Open".'},
        {"line": 10, "ok": True},
    ]  # fmt: skip
    assert code == 2
    (deal,) = shell.ok("list", "deal", "--json").json
    assert (deal["opened_on"], deal["outcome"]) == ("2026-03-02", "open")


@pytest.mark.parametrize(
    "line",
    [
        "run x",
        "demo",
        "--database x list deal",
        "--help",
        "list --help",
        "--version",
        "--today x list deal",
    ],
)
def test_what_is_not_for_scripts_is_refused(shell: Shell, tmp_path: Path, line: str) -> None:
    code, (answer,) = script(shell, tmp_path, line)
    assert (code, answer["ok"], answer["code"]) == (2, False, 2)


def test_a_script_ends_with_the_code_of_its_worst_line(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "bad.csv").write_text("name,kind\nAcme,thing\n")
    bad = f"import '{tmp_path / 'bad.csv'}' --as account\n"
    assert script(shell, tmp_path, f"add account name=A\n{bad}")[0] == 3
    assert script(shell, tmp_path, f"{bad}add account\n")[0] == 2
    assert script(shell, tmp_path, f"undo\n{bad}add account\nredo\nredo\n")[0] == 4
    assert script(shell, tmp_path, "add account name=A\n")[0] == 0


def test_a_script_for_people_has_a_line_for_each_failure(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "s.txt").write_text("add account name=Acme\nadd account\n")
    said = shell("run", str(tmp_path / "s.txt"))
    assert (said.code, said.out) == (2, "1\nline 2: name: this is needed\n")


def test_a_script_for_people_answers_each_change_with_one_line(
    shell: Shell, tmp_path: Path
) -> None:
    shell.ok("--today", "2026-01-10", "do", "subscribe", "--create", "account=Acme", "amount=30")
    (tmp_path / "s.txt").write_text(
        "set account 1 phone=5\nadd account name=Beta\ndelete account 2\n"
        "settings business_name=Rosa\n"
    )
    said = shell("--today", "2026-02-20", "run", str(tmp_path / "s.txt"))
    assert said.out.splitlines() == [
        "Changed account Acme",
        "2",
        "Deleted Beta",
        "Set business_name to Rosa",
    ]
    assert said.err == "Posted 1 billing due.\nAdded account Beta\n"


@pytest.mark.parametrize(("fault", "ends"), [(ZeroDivisionError, 1), (OSError, 6)])
def test_a_fault_in_a_line_does_not_stop_those_after_it(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: type[Exception], ends: int
) -> None:
    def fail(*_: object) -> None:
        raise fault("secret")

    monkeypatch.setattr(doing.journal, "undo", fail)
    code, answers = script(shell, tmp_path, "add account name=A\nundo\nadd account name=B\n")
    assert [answer["ok"] for answer in answers] == [True, False, True]
    assert (answers[1]["code"], code) == (ends, ends)


def test_a_line_that_is_not_utf8_is_refused_and_the_others_are_done(
    shell: Shell, tmp_path: Path
) -> None:
    path = tmp_path / "latin.txt"
    path.write_bytes(
        "add account name=A\nadd account name=Café\nadd account name=B\n".encode("cp1252")
    )
    for words, stdin in ((str(path), None), ("-", path)):
        with open(stdin or os.devnull, "rb") as given:
            process = shell_process(
                ["--database", str(shell.database), "run", words, "--json"],
                stdin=given.fileno(), stdout=subprocess.PIPE,
            )  # fmt: skip
            out, err = process.communicate(timeout=60)
        answers = [json.loads(line) for line in out.splitlines()]
        assert [answer["ok"] for answer in answers] == [True, False, True]
        assert "UTF-8" in answers[1]["error"]
        assert (process.returncode, err) == (2, b"")


def test_a_script_comes_in_by_a_pipe(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("add account name=Acme\n"))
    assert shell.ok("run", "-", "--json").lines == [
        {"line": 1, "ok": True, "id": 1, "made": {"account": 1}}
    ]


def test_a_days_billings_are_posted_once_when_a_script_reaches_it(
    shell: Shell, tmp_path: Path
) -> None:
    day = clock.fixed()
    code, answers = script(
        shell,
        tmp_path,
        "--today 2026-01-10 do subscribe account=Acme amount=30 --create\n"
        "--today 2026-02-10 list revenue --fields on\n"
        "--today 2026-03-10 list revenue --fields on\n"
        "--today 2026-03-10 list revenue --fields on\n",
    )
    assert code == 0
    assert [len(answer["data"]) for answer in answers[1:]] == [2, 3, 3]  # type: ignore[arg-type]  # lists
    assert clock.fixed() == day


def test_an_import_in_a_script_answers_with_its_report(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "spend.csv").write_text("on,amount\n1/2/2026,5\n")
    line = f"import '{tmp_path / 'spend.csv'}' --as spend"
    code, (asked, done) = script(shell, tmp_path, f"{line}\n{line} --date-order dmy\n")
    assert (code, asked["ok"], asked["code"]) == (4, False, 4)
    assert "questions" in str(asked["error"])
    assert asked["data"]["questions"][0]["choice"] == "date_order"  # type: ignore[index]  # JSON
    assert (done["ok"], done["data"]["imported"]) == (True, 1)  # type: ignore[index]  # JSON


def test_a_line_of_a_script_is_answered_before_the_next_one_is_read(shell: Shell) -> None:
    process = shell_process(
        ["--database", str(shell.database), "run", "-", "--json"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    for number, name in enumerate(("Acme", "Beta"), start=1):
        process.stdin.write(f"add account name={name}\n".encode())
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["id"] == number
        stored = sqlite3.connect(shell.database)
        assert stored.execute("SELECT count(*) FROM account").fetchone() == (number,)
        stored.close()
    process.stdin.close()
    process.stdout.close()
    assert process.stderr is not None
    process.stderr.close()
    assert process.wait(timeout=60) == 0
