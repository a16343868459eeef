"""The commands by name; each imports no more than it needs."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable
from importlib import import_module
from typing import cast

from tui_crm.cli.desk import Answer, Desk

Command = Callable[[Desk, Namespace], Answer]

COMMANDS: dict[str, tuple[str, str]] = {
    "add": ("records", "add_record"),
    "set": ("records", "set_record"),
    "delete": ("records", "delete_records"),
    "list": ("records", "list_records"),
    "do": ("doing", "do_action"),
    "run": ("script", "run_script"),
    "undo": ("doing", "undo"),
    "redo": ("doing", "redo"),
    "history": ("past", "print_history"),
    "settings": ("setup", "settings"),
    "import": ("importing", "import_given"),
    "export": ("files", "export_given"),
    "metrics": ("figures", "metrics"),
    "report": ("reporting", "report"),
}
"""Every command that works on a book: its module and its function."""


def command_named(name: str) -> Command:
    """The function that does a command."""
    module, function = COMMANDS[name]
    return cast(Command, getattr(import_module(f"tui_crm.cli.{module}"), function))
