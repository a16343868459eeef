"""The command line within the test's own process."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any  # Any: whatever JSON holds

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
