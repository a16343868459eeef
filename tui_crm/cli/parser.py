"""What may be typed after `tui-crm`; it imports nothing that takes time."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, NoReturn  # Any: what argparse takes

from tui_crm import __version__
from tui_crm.errors import WrongUsage
from tui_crm.period import FIRST_YEAR, LAST_YEAR
from tui_crm.text import quoted

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction["CommandParser"]

ABOUT = "Sales and marketing for a small business. Without a command the app opens."
ENTITY_HELP = (
    "lead, contact, account, deal, activity, campaign, ads, spend, cost, revenue, subscription, "
    "traffic, social, target, stage; singular or plural"
)
VALUES_HELP = "field=value, for example name=Ann or amount=1200.50"


class Parser(argparse.ArgumentParser):
    """A parser that takes options anywhere among the words, and raises instead of exiting."""

    def __init__(self, **known: Any) -> None:
        super().__init__(allow_abbrev=False, **known)

    def error(self, message: str) -> NoReturn:
        """Say what was not understood; raises `WrongUsage`."""
        sentence = message[:1].upper() + message[1:]
        raise WrongUsage(f"{sentence}. See {self.prog} --help.")

    def options_first(self, words: Sequence[str]) -> list[str]:
        """The same words with the options in front: argparse wants the others side by side."""
        options: list[str] = []
        others: list[str] = []
        left = list(words)
        while left:
            word = left.pop(0)
            if word == "--":
                return [*options, "--", *others, *left]
            action = self._option_string_actions.get(word)
            if action is None and not word.startswith("--"):
                others.append(word)
                continue
            options.append(word)
            if action is not None and action.nargs is None and left:
                options.append(left.pop(0))
        return options + others


class CommandParser(Parser):
    """The parser of one command."""

    def parse_known_args(  # type: ignore[override]  # narrower than the overloads of argparse
        self, args: Sequence[str] | None = None, namespace: argparse.Namespace | None = None
    ) -> tuple[argparse.Namespace, list[str]]:
        """Read a command's words, options anywhere among them."""
        return super().parse_known_args(self.options_first(args or ()), namespace)


def build_parser() -> Parser:
    """The whole command line."""
    parser = Parser(prog="tui-crm", description=ABOUT)
    parser.add_argument("--version", action="version", version=f"tui-crm {__version__}")
    _add_common(parser, default=None)
    parser.set_defaults(command=None)
    commands = parser.add_subparsers(
        title="commands", metavar="COMMAND", dest="command", parser_class=CommandParser
    )
    _add_records(commands)
    _add_actions(commands)
    _add_files(commands)
    _add_figures(commands)
    return parser


def day_given(option: str, text: str | None) -> date | None:
    """The date that an option gives; raises `WrongUsage` where it is none of the years known."""
    if text is None:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise WrongUsage(f"{option} {quoted(text)} is not a date: write 2026-03-12.") from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise WrongUsage(
            f"{option} {text} is outside the years {FIRST_YEAR} to {LAST_YEAR}: check the year."
        )
    return day


def _add_common(parser: Parser, default: object = argparse.SUPPRESS) -> None:
    parser.add_argument(
        "--database", metavar="FILE", default=default,
        help="the database; else $TUI_CRM_DATABASE, else the one in your data folder",
    )  # fmt: skip
    parser.add_argument(
        "--today", metavar="DATE", default=default,
        help="take this day (2026-03-12) for today in everything that is done",
    )  # fmt: skip


def _command(commands: Commands, name: str, about: str, *, json: bool = True) -> CommandParser:
    parser: CommandParser = commands.add_parser(name, help=about, description=about)
    _add_common(parser)
    if json:
        parser.add_argument("--json", action="store_true", help="answer with JSON")
    return parser


def _add_records(commands: Commands) -> None:
    add = _command(commands, "add", "add one record and print its id")
    add.add_argument("entity", metavar="ENTITY", help=ENTITY_HELP)
    add.add_argument("values", metavar="field=value", nargs="*", help=VALUES_HELP)
    _add_create(add)
    change = _command(commands, "set", "change fields of a record")
    change.add_argument("entity", metavar="ENTITY", help=ENTITY_HELP)
    change.add_argument("id", metavar="ID", help="the record's number")
    change.add_argument("values", metavar="field=value", nargs="*", help=VALUES_HELP)
    _add_create(change)
    delete = _command(commands, "delete", "delete records, in one step")
    delete.add_argument("entity", metavar="ENTITY", help=ENTITY_HELP)
    delete.add_argument("ids", metavar="ID", nargs="*", help="the records' numbers")
    show = _command(commands, "list", "print records")
    show.add_argument("entity", metavar="ENTITY", help=ENTITY_HELP)
    show.add_argument(
        "--where", metavar="QUERY", default="",
        help='which ones: words, "a phrase", field:part, field=value, amount>500, !term',
    )  # fmt: skip
    show.add_argument("--fields", metavar="A,B", help="only these fields, in this order")
    show.add_argument("--csv", action="store_true", help="print the columns of an export")


def _add_create(parser: CommandParser) -> None:
    parser.add_argument(
        "--create", action="store_true",
        help="make accounts, contacts and campaigns that are named and do not exist yet",
    )  # fmt: skip


def _add_actions(commands: Commands) -> None:
    act: CommandParser = commands.add_parser(
        "do", help="do what the business does, by name: do --help lists the actions", add_help=False
    )
    _add_common(act)
    act.add_argument("--json", action="store_true", help="answer with JSON")
    act.add_argument("-h", "--help", dest="about", action="store_true", help="list the actions")
    act.add_argument("action", metavar="ACTION", nargs="?", help="such as win-deal")
    act.add_argument("values", metavar="[ID] field=value", nargs="*", help=VALUES_HELP)
    _add_create(act)
    script = _command(commands, "run", "do the commands of a file, one a line")
    script.add_argument("file", metavar="FILE", help="the file, or - for what is typed or piped in")
    _command(commands, "undo", "take back the last action")
    _command(commands, "redo", "bring back the action that was undone last")
    history = _command(commands, "history", "print what was done, the newest first")
    history.add_argument("entity", metavar="ENTITY", nargs="?", help=ENTITY_HELP)
    history.add_argument("id", metavar="ID", nargs="?", help="the record's number")
    settings = _command(commands, "settings", "print or change the business's own settings")
    settings.add_argument("values", metavar="KEY=VALUE", nargs="*", help="base_currency=EUR")


def _add_files(commands: Commands) -> None:
    demo = _command(commands, "demo", "open the app on a sample business", json=False)
    demo.add_argument("--size", metavar="N", type=int, help="with so many deals")
    demo.add_argument("--file", metavar="FILE", help="write the sample there and exit")
    take = _command(commands, "import", "import a CSV file, or bring a snapshot folder back")
    take.add_argument("file", metavar="FILE", help="the file or the folder")
    take.add_argument("--as", dest="entity", metavar="ENTITY", help=ENTITY_HELP)
    take.add_argument(
        "--dry-run", action="store_true", help="say what would be done, and store nothing"
    )
    take.add_argument(
        "--map", metavar='"Their header=our_field"', action="append", default=[],
        help="whose column is which field; source_id is their own number; empty leaves it out; "
        "custom:Title keeps it as a custom field; repeatable",
    )  # fmt: skip
    take.add_argument("--no-header", action="store_true", help="the first line is a row already")
    take.add_argument("--columns", metavar="A,B,C", help="our fields in the file's order")
    take.add_argument("--date-order", choices=("ymd", "dmy", "mdy"), help="how 3/4/2026 is meant")
    take.add_argument("--decimal", choices=(".", ","), help="what stands before the decimals")
    take.add_argument("--currency", metavar="CODE", help="of amounts that name none")
    take.add_argument(
        "--rate", metavar="N", help="what one unit of a foreign currency is worth in the base one"
    )
    take.add_argument("--encoding", metavar="E", help="such as utf-8 or cp1252")
    take.add_argument("--rejects", metavar="FILE", help="write the rejected rows there")
    take.add_argument(
        "--without-revenue", action="store_true",
        help="won deals bring no revenue entries: the ledger comes from elsewhere",
    )  # fmt: skip
    _add_export(commands)


def _add_export(commands: Commands) -> None:
    give = _command(commands, "export", "write records to a file, or everything to a folder")
    give.add_argument(
        "path", metavar="PATH",
        help="with --as a CSV file; contacts.vcf for an address book, follow-ups.ics for a "
        "calendar; else a folder for a snapshot of everything",
    )  # fmt: skip
    give.add_argument("--as", dest="entity", metavar="ENTITY", help=ENTITY_HELP)
    give.add_argument("--where", metavar="QUERY", default="", help="which records, as in list")
    give.add_argument("--fields", metavar="a,b", help="which fields, in this order; else all")
    give.add_argument("--replace", action="store_true", help="write over a file that exists")
    give.add_argument(
        "--if-changed", action="store_true",
        help="PATH is a folder of dated snapshots: add one only where the newest is out of date",
    )  # fmt: skip


def _add_figures(commands: Commands) -> None:
    figures = _command(commands, "metrics", "print the two scorecards, or what is behind a figure")
    figures.add_argument("kpi", metavar="KPI", nargs="?", help="only this figure")
    _add_pasts(figures)
    figures.add_argument(
        "--rows", action="store_true",
        help="the records behind the KPI: numerator, denominator, and what was left out",
    )  # fmt: skip
    figures.add_argument(
        "--by", choices=("channel", "campaign"), help="what can be told apart so, for each of them"
    )
    figures.add_argument(
        "--since", metavar="DATE",
        help="what was entered after that day, changes the figures and how, record by record",
    )  # fmt: skip
    figures.add_argument("--csv", action="store_true", help="print CSV")
    report = _command(commands, "report", "write a period's figures as a document to send")
    _add_pasts(report)
    report.add_argument(
        "--format", choices=("md", "html", "csv"), default="md",
        help="Markdown, one HTML file to read or print, or the tables for a spreadsheet; else md",
    )  # fmt: skip
    report.add_argument("--file", metavar="PATH", help="write it there, where nothing exists yet")


def _add_pasts(parser: CommandParser) -> None:
    parser.add_argument(
        "--period", metavar="P",
        help="2026-03, 2026-Q1, 2026, 2026-W11 or first..last day; else the last counted month",
    )  # fmt: skip
    parser.add_argument(
        "--as-of", metavar="DATE",
        help="count only what is dated before it; else tomorrow, or the day after --known-on",
    )  # fmt: skip
    parser.add_argument(
        "--known-on", metavar="DATE",
        help="count only what had been entered by the end of that day; else all",
    )  # fmt: skip
