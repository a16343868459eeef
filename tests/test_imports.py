"""What the program imports, and when: nothing heavy before it is needed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
HEAVY = {"textual", "rich", "sqlmodel", "sqlalchemy", "pydantic", "plotext", "platformdirs"}

LOADED = "import sys; print(*sorted({name.partition('.')[0] for name in sys.modules}))"


def python(code: str) -> tuple[set[str], str]:
    """The packages that are loaded once the code has run, and what it printed before."""
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\n{LOADED}"],
        env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    *printed, loaded = done.stdout.splitlines()
    return set(loaded.split()), "\n".join(printed)


@pytest.mark.parametrize(
    "words", [["--version"], ["--help"], ["list", "--help"], ["import", "--help"], ["frobnicate"]]
)
def test_what_needs_no_data_imports_nothing_heavy(words: list[str]) -> None:
    loaded, printed = python(f"from tui_crm.__main__ import main; main({words!r})")
    assert not loaded & HEAVY
    assert bool(printed) == (words != ["frobnicate"])


def test_the_version_is_the_packages_own() -> None:
    from tui_crm import __version__

    assert python("from tui_crm.__main__ import main; main(['--version'])")[1] == (
        f"tui-crm {__version__}"
    )


def test_no_command_imports_the_app() -> None:
    loaded, _ = python(
        "from tui_crm.cli.commands import command_named\n"
        "for name in ('list', 'add', 'do', 'metrics', 'report', 'import', 'export', 'run'):\n"
        "    command_named(name)"
    )
    assert "sqlmodel" in loaded
    assert not loaded & {"textual", "rich", "plotext"}


def test_plain_figures_do_not_load_the_writer_of_reports() -> None:
    _, printed = python(
        "from tui_crm.cli.commands import command_named; command_named('metrics')\n"
        "import sys; print(*sys.modules)"
    )
    loaded = set(printed.split())
    assert "tui_crm.metrics.figures" in loaded
    assert not loaded & {f"tui_crm.reports.{part}" for part in ("report", "html", "svg", "words")}


def test_the_foundations_stand_alone() -> None:
    modules = ("money", "period", "clock", "text", "days", "errors", "paths", "store.connect")
    loaded, _ = python("\n".join(f"import tui_crm.{module}" for module in modules))
    assert not loaded & HEAVY


@pytest.mark.parametrize(
    ("layer", "above"),
    [
        ("models", ("store", "actions", "metrics", "exchange", "sample", "ui", "cli")),
        ("store.records", ("actions", "metrics", "exchange", "sample", "ui", "cli")),
        ("actions", ("exchange", "sample", "ui", "cli")),
        ("metrics", ("actions", "exchange", "sample", "ui", "cli")),
        ("sample", ("actions", "metrics", "exchange", "ui", "cli")),
        ("exchange.import_file", ("sample", "ui", "cli")),
    ],
)
def test_no_layer_knows_those_above_it(layer: str, above: tuple[str, ...]) -> None:
    code = f"import tui_crm.{layer}, sys; print(*sys.modules)"
    printed = python(code)[1].split()
    assert not [name for name in printed for part in above if name == f"tui_crm.{part}"]
