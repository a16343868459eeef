"""`export` at the command line: what it writes by the path's ending, and what it refuses."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.cli import Shell


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    shell = Shell(tmp_path / "business.db", capsys)
    shell.ok("add", "contact", "name=Ann Ash", "email=ann@acme.com")
    shell.ok(
        "add", "activity", "kind=call", "subject=Offer", "contact=Ann Ash", "due_on=2026-04-03"
    )
    return shell


def test_the_fields_asked_for_are_written_in_their_order(shell: Shell, tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    said = shell.ok("export", str(path), "--as", "contacts", "--fields", "email, name", "--json")
    assert said.json == {
        "file": str(path), "entity": "contact", "rows": 1, "columns": 2, "left_out": 0,
    }  # fmt: skip
    with path.open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file)) == [
            ["tui_crm_id", "email", "name"], ["1", "ann@acme.com", "Ann Ash"],
        ]  # fmt: skip
    refused = shell("export", str(tmp_path / "more.csv"), "--as", "contact", "--fields", "nmae")
    assert refused.code == 2 and "have no field" in refused.err


def test_a_file_is_replaced_only_where_that_is_asked_for(shell: Shell, tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    path.write_text("mine")
    refused = shell("export", str(path), "--as", "contact")
    assert refused.code == 4 and "--replace" in refused.err and path.read_text() == "mine"
    shell.ok("export", str(path), "--as", "contact", "--replace")
    assert "Ann Ash" in path.read_text("utf-8")


def test_the_ending_says_what_is_written(shell: Shell, tmp_path: Path) -> None:
    assert "Wrote 1 contact to" in shell.ok("export", str(tmp_path / "all.vcf")).err
    assert "FN:Ann Ash" in (tmp_path / "all.vcf").read_text()
    assert "Wrote 1 follow-up to" in shell.ok("export", str(tmp_path / "do.ics")).err
    assert "SUMMARY:Call: Offer (Ann Ash)" in (tmp_path / "do.ics").read_text()


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (("x.csv",), "say which with --as ENTITY"),
        (("x.vcf", "--as", "deal"), "holds contacts, not deals"),
        (("x.ics", "--fields", "name"), "leave them out"),
        (("x", "--replace"), "--replace goes with --as"),
        (("x", "--if-changed", "--as", "deal"), "leave --as out"),
        (("~nobody-of-that-name/x", "--as", "deal"), "no such home folder"),
    ],
)
def test_what_makes_no_sense_is_said(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], part: str
) -> None:
    monkeypatch.chdir(tmp_path)
    said = shell("export", *words)
    assert said.code == 2 and part in said.err
    assert [path.name for path in tmp_path.iterdir()] == ["business.db"]


def test_a_snapshot_of_each_hour_is_written_once_until_something_changes(
    shell: Shell, tmp_path: Path
) -> None:
    words = ("export", str(tmp_path / "hourly"), "--if-changed", "--json")
    first, again = shell.ok(*words).json, shell.ok(*words)
    assert first["new"] and not again.json["new"] and again.json["folder"] == first["folder"]
    assert "Nothing was changed since" in again.err
    shell.ok("add", "contact", "name=Bob")
    assert shell.ok(*words).json["tables"]["contact"]["rows"] == 2
