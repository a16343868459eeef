"""Files for tests of exchange, and what an import says of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any  # Any: whatever an import can be told

from tui_crm.exchange.import_file import Order, import_file
from tui_crm.exchange.report import Report
from tui_crm.models import ENTITIES
from tui_crm.store.engine import Book


def csv_file(folder: Path, text: str, name: str = "theirs.csv", encoding: str = "utf-8") -> Path:
    """A file with this text, byte for byte."""
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def take(book: Book, entity: str, path: Path, **told: Any) -> Report:
    """Import a file as records of an entity, and check that its counts add up."""
    report = import_file(book, Order(path, ENTITIES[entity] if entity else None, **told))
    counted = report.imported + report.updated + report.unchanged + report.duplicates
    assert report.rows == counted + len(report.rejected)
    return report


def counts(report: Report) -> tuple[int, int, int, int, int]:
    """Imported, updated, unchanged, duplicates and rejected."""
    return (
        report.imported,
        report.updated,
        report.unchanged,
        report.duplicates,
        len(report.rejected),
    )
