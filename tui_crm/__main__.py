"""The way in: reads the command line and imports only the front end that is asked for."""

from __future__ import annotations

import io
import os
import sys
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from tui_crm import clock
from tui_crm.cli.parser import build_parser, day_given
from tui_crm.errors import CrmError
from tui_crm.paths import database_file
from tui_crm.text import shown

INTERRUPTED = 130
"""What a shell expects of a program that ctrl+c has ended."""


def main(argv: Sequence[str] | None = None) -> int:
    """Do what the command line asks; gives the exit code, and never a traceback."""
    try:
        code = _done(list(sys.argv[1:] if argv is None else argv))
        sys.stdout.flush()
        return code
    except CrmError as error:
        return _told(error)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        return _reader_gone()
    except Exception as error:  # the last border: whatever is left is a fault of the program
        from tui_crm.failure import told

        return _told(told(error))


def _done(words: list[str]) -> int:
    try:
        options = build_parser().parse_args(words)
    except SystemExit as answered:  # --help and --version
        return int(answered.code or 0)
    if options.today is not None:
        clock.fix(day_given("--today", options.today))
    if options.command == "demo":
        from tui_crm.cli.demo import demo

        return demo(options, _app)
    path = database_file(options.database)
    return _app(path) if options.command is None else _command(path, options)


def _app(path: Path) -> int:
    from tui_crm.ui.app import run

    return run(path)


def _command(path: Path, options: Namespace) -> int:
    from tui_crm.cli.commands import command_named
    from tui_crm.cli.desk import Desk

    _write_utf8(sys.stdout)
    desk = Desk(path, sys.stdout, sys.stderr)
    try:
        return command_named(options.command)(desk, options).code
    finally:
        desk.close()


def _write_utf8(out: TextIO) -> None:
    """Data is UTF-8 whatever the place's encoding; a terminal gets what it can show."""
    if isinstance(out, io.TextIOWrapper):
        if out.isatty():
            out.reconfigure(errors="replace")
        else:
            out.reconfigure(encoding="utf-8", errors="strict")


def _told(error: CrmError) -> int:
    """Say what went wrong, after whatever was answered before it."""
    try:
        sys.stdout.flush()
    except OSError:
        _reader_gone()
    print(shown(str(error)), file=sys.stderr)
    return error.code


def _reader_gone() -> int:
    """Whoever read the answer has had enough, as `head` does: nothing more can be written."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 1


if __name__ == "__main__":
    raise SystemExit(main())
