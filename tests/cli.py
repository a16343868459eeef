"""The command line, within the test's own process or in one of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any  # Any: whatever JSON holds

import pytest

from tui_crm.__main__ import main


@dataclass(frozen=True)
class Said:
    """What a command answered and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The answer as JSON."""
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        """Each line of the answer as JSON."""
        return [json.loads(line) for line in self.out.splitlines()]


class Shell:
    """Types commands for one database."""

    def __init__(self, database: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.database = database
        self._capsys = capsys

    def __call__(self, *words: str) -> Said:
        """Do a command; whatever goes wrong, it says so without a traceback."""
        self._capsys.readouterr()
        code = main(["--database", str(self.database), *words])
        out, err = self._capsys.readouterr()
        assert "Traceback" not in out + err
        return Said(code, out, err)

    def ok(self, *words: str) -> Said:
        """Do a command that must succeed."""
        said = self(*words)
        assert said.code == 0, said
        return said


def shell_process(
    words: list[str], stdin: int | None = None, stdout: int | IO[bytes] | None = None, **env: str
) -> subprocess.Popen[bytes]:
    """The program in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "tui_crm", *words],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1]), **env},
        stdin=stdin,
        stdout=stdout,
        stderr=subprocess.PIPE,
    )
