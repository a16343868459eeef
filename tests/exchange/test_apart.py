"""An export in a process of its own: the same file, the same sentences."""

from __future__ import annotations

import io
import pickle
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.book import new_book, put
from tui_crm.errors import CrmError
from tui_crm.exchange.out import apart
from tui_crm.exchange.out.apart import Task, export_apart
from tui_crm.exchange.out.formats import Written
from tui_crm.exchange.out.placing import Taken

AT = datetime(2026, 4, 1, 10, 0, tzinfo=UTC)


def task(folder: Path, name: str, *, where: str = "acme", fields: list[str] | None = None) -> Task:
    return Task(
        folder / "business.db", "account", where, "-name", {"kind": ("company",)}, fields,
        folder / name, replace=False, at=AT,
    )  # fmt: skip


def test_another_process_writes_the_list_and_says_what_it_could_not(tmp_path: Path) -> None:
    book = new_book(tmp_path)
    for name in ("Acme", "Acme Two", "Beta"):
        put(book, "account", name=name)
    put(book, "account", name="Acme Ann", kind="person")
    assert export_apart(task(tmp_path, "out.csv", fields=["name"])) == Written(2, "accounts", 1)
    lines = (tmp_path / "out.csv").read_text("utf-8-sig").splitlines()
    assert lines == ["tui_crm_id,name", "2,Acme Two", "1,Acme"]
    with pytest.raises(Taken, match="exists already, and was not touched"):
        export_apart(task(tmp_path, "out.csv"))


def test_what_fails_there_is_told_as_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apart.os, "nice", lambda _: 0)
    monkeypatch.setattr(apart, "_end_with", lambda _: None)
    monkeypatch.setattr(apart.clock, "fix", lambda _: None)
    monkeypatch.setattr(Task, "done", lambda _: 1 / 0)
    answers = io.BytesIO()
    apart.work(io.BytesIO(pickle.dumps((task(tmp_path, "out.csv"), None))), answers)
    answer = pickle.loads(answers.getvalue())
    assert isinstance(answer, CrmError) and "ZeroDivisionError" in str(answer)


def test_a_process_that_dies_is_told_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "MAIN", "raise SystemExit(3)")
    with pytest.raises(CrmError, match="ended before its time"):
        export_apart(task(tmp_path, "out.csv"))


def test_it_ends_when_the_program_does(tmp_path: Path) -> None:
    held = (
        "import sys, time; sys.path[:] = sys.argv[1:]; from tui_crm.exchange.out import apart; "
        + (
            "apart.Task.done = lambda _: time.sleep(60); "
            "apart.work(sys.stdin.buffer, sys.stdout.buffer)"
        )
    )
    with subprocess.Popen(
        [sys.executable, "-c", held, *sys.path], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdin is not None
        pickle.dump((task(tmp_path, "out.csv"), None), process.stdin)
        process.stdin.close()
        assert process.wait(timeout=20) == 1
