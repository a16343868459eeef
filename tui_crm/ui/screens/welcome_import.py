"""Beginning with a CSV file: which one, what it holds, and what became of its rows."""

from __future__ import annotations

from pathlib import Path

from textual.screen import Screen

from tui_crm.errors import Refused
from tui_crm.exchange.import_file import Order, import_file
from tui_crm.exchange.report import Report
from tui_crm.models import ENTITIES
from tui_crm.store.engine import Book, make_book
from tui_crm.text import quoted
from tui_crm.ui.dialogs.ask import AskText
from tui_crm.ui.dialogs.choose import Choose

IMPORTED = ("lead", "account", "contact", "deal", "campaign", "revenue", "spend", "traffic",
            "social", "activity", "subscription", "cost")  # fmt: skip


async def ask_for_file(screen: Screen[None]) -> tuple[Path, str] | None:
    """Ask for the file and for what it holds; None where the owner thinks better of it."""
    named = await screen.app.push_screen_wait(
        AskText("Bring a CSV file", "Its path", "", _existing_file)
    )
    if named is None:
        return None
    options = [(name, ENTITIES[name].title) for name in IMPORTED]
    entity = await screen.app.push_screen_wait(Choose("What does it hold?", options))
    return None if entity is None else (Path(named), entity)


def bring(book_path: Path, file: Path, entity: str) -> str:
    """Make a book of a file; says what became of its rows.

    Raises `Refused` where nothing of the file could be taken: then there is no book either.
    """
    make_book(book_path)
    stored = False
    try:
        book = Book(book_path)
        try:
            report = import_file(book, Order(file, ENTITIES[entity]))
        finally:
            book.close()
        stored = bool(report.imported)
        if not stored:
            raise Refused(_why_nothing(report, file))
    finally:
        if not stored:
            book_path.unlink()
    return _told(report)


def _why_nothing(report: Report, file: Path) -> str:
    name = quoted(file.name)
    if report.questions:
        asked = " ".join(question.message for question in report.questions)
        return f"{name} needs a choice first. {asked} The command tui-crm import takes the answer."
    if report.rejected:
        first = report.rejected[0]
        return f"No row of {name} can be taken. Line {first.line}: {first.reason}"
    return f"{name} holds no rows."


def _told(report: Report) -> str:
    parts = [f"{report.imported:,} of {report.rows:,} rows imported."]
    if report.rejected:
        first = report.rejected[0]
        parts.append(
            f"{len(report.rejected):,} were rejected, the first on line {first.line}: "
            f"{first.reason}."
        )
    if report.ignored_columns:
        parts.append(f"Columns not known: {', '.join(report.ignored_columns)}.")
    return " ".join(parts)


def _existing_file(text: str) -> str:
    """The path of a file that is there; raises ValueError with a sentence."""
    path = Path(text.strip()).expanduser()
    if not text.strip() or not path.is_file():
        raise ValueError(f"there is no file {quoted(text.strip())}: type its path")
    return str(path)
