"""Commands from a file, one a line, each stored and answered before the next is read."""

from __future__ import annotations

import io
import json
import re
import shlex
import sys
from argparse import Namespace
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, redirect_stdout

from tui_crm import clock
from tui_crm.cli.desk import Answer, Desk
from tui_crm.cli.parser import build_parser, day_given
from tui_crm.errors import CrmError, DiskTrouble, Refused, WrongUsage
from tui_crm.failure import told
from tui_crm.text import quoted

SEVERITY = (0, 3, 2, 4, 8, 1, 6, 7, 5)
"""Exit codes from the least bad to the worst: a damaged database outdoes everything."""

UNDECIDED = 4
"""How an import ends that has to ask something first."""

NOT_IN_A_SCRIPT = ("run", "demo")
READING = ("list", "metrics", "report", "settings", "history", "import", "export")
"""Commands whose answer is more than the ids of what they made."""

UNREADABLE = re.compile("[\udc80-\udcff]")
"""What stands for bytes that are not UTF-8."""

TALKING = ("set", "delete", "settings")
"""Commands that print no data of their own where they change something."""


class Script:
    """A file of commands that is worked through on one open book."""

    def __init__(self, desk: Desk, *, as_json: bool) -> None:
        self._desk = desk
        self._json = as_json
        self._parser = build_parser()
        self._today = clock.fixed()
        self.worst = 0

    def work_through(self, lines: Iterable[str]) -> None:
        """Do every line; one that fails does not stop those after it."""
        for number, line in enumerate(lines, start=1):
            if not line.strip() or line.lstrip().startswith("#"):
                continue
            try:
                answer, said = self._done(line)
            except CrmError as error:
                self._fail(number, error)
            except BrokenPipeError:
                raise
            except Exception as error:  # a border: a fault in one line leaves the others theirs
                self._fail(number, told(error))
            else:
                self._answer(number, answer, said)
            self._desk.out.flush()

    def _done(self, line: str) -> tuple[Answer, str]:
        options = self._read(line)
        from tui_crm.cli.commands import command_named

        with self._on_its_day(options):
            do = command_named(options.command)
            said, talk = io.StringIO(), io.StringIO()
            if self._json:
                options.json = True
                with self._desk.speaking(said, talk) as desk:
                    answer = do(desk, options)
                return answer, said.getvalue() if options.command in READING else ""
            if options.command not in TALKING:
                return do(self._desk, options), ""
            with self._desk.speaking(self._desk.out, talk) as desk:
                answer = do(desk, options)
            self._answer_last_of(talk.getvalue().splitlines())
            return answer, ""

    def _answer_last_of(self, talk: list[str]) -> None:
        """What was done is the line's answer; what else was said stays talk."""
        for line in talk[:-1]:
            self._desk.say(line)
        for line in talk[-1:]:
            self._desk.write(line)

    def _read(self, line: str) -> Namespace:
        if UNREADABLE.search(line):
            raise WrongUsage("This line is not text in UTF-8: save the script as UTF-8.")
        try:
            words = shlex.split(line, comments=False)
        except ValueError:
            raise WrongUsage(f"A quote is not closed in {quoted(line.strip())}.") from None
        try:
            with redirect_stdout(io.StringIO()):
                options = self._parser.parse_args(words)
        except SystemExit:
            raise WrongUsage("--help and --version are not for scripts.") from None
        if options.command is None or options.command in NOT_IN_A_SCRIPT:
            raise WrongUsage(f"{quoted(line.strip())} is not a command for scripts.")
        if options.database is not None:
            raise WrongUsage("A script works on one database: give --database before run.")
        return options

    @contextmanager
    def _on_its_day(self, options: Namespace) -> Iterator[None]:
        """A line's own `--today` holds for that line."""
        given = day_given("--today", options.today)
        clock.fix(given or self._today)
        try:
            yield
        finally:
            clock.fix(self._today)

    def _answer(self, number: int, answer: Answer, said: str) -> None:
        self._note(answer.code)
        if not self._json:
            return
        told: dict[str, object] = {"line": number, "ok": answer.code in (0, 3)}
        if answer.code:
            told["code"] = answer.code
        if answer.id is not None:
            told["id"] = answer.id
        if answer.made:
            told["made"] = dict(answer.made)
        if answer.code == UNDECIDED:
            told["error"] = "The file cannot be read without an answer to its questions."
        if said:
            told["data"] = json.loads(said)
        self._desk.write_json(told)

    def _fail(self, number: int, error: CrmError) -> None:
        self._note(error.code)
        if self._json:
            told = {"line": number, "ok": False, "code": error.code, "error": str(error)}
            self._desk.write_json(told)
        else:
            self._desk.write(f"line {number}: {error}")

    def _note(self, code: int) -> None:
        self.worst = max(self.worst, code, key=SEVERITY.index)


def run_script(desk: Desk, options: Namespace) -> Answer:
    """Do the commands of a file; the exit code is that of the worst line."""
    script = Script(desk, as_json=options.json)
    with _lines(options.file) as lines:
        script.work_through(lines)
    return Answer(code=script.worst)


@contextmanager
def _lines(name: str) -> Iterator[Iterable[str]]:
    if name == "-":
        if isinstance(sys.stdin, io.TextIOWrapper):
            sys.stdin.reconfigure(encoding="utf-8-sig", errors="surrogateescape")
        yield sys.stdin
        return
    try:
        file = open(  # noqa: SIM115  # closed below, opened in its own try
            name, encoding="utf-8-sig", errors="surrogateescape"
        )
    except FileNotFoundError:
        raise Refused(f"There is no file {quoted(name)}.") from None
    except OSError as error:
        raise DiskTrouble(f"{quoted(name)} cannot be read: {error.strerror}.") from None
    with file:
        yield file
