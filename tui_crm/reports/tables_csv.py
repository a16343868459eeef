"""A report as CSV: its tables one after another, numbers as spreadsheets read them."""

from __future__ import annotations

import csv
import io

from tui_crm.exchange.values import guarded
from tui_crm.reports.document import Cell, Chart, Document, Plain, Table, table_of
from tui_crm.text import shown


def tables_csv(document: Document) -> str:
    """A document's tables, each under its title and its columns, with an empty line between.

    Money is a decimal in major units, a rate a fraction, and what is undefined empty. No text is
    taken for a formula by a spreadsheet.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([_text(document.business), _text(document.title)])
    for title, fact in document.facts:
        writer.writerow([_text(title), _text(fact)])
    writer.writerow(["Summary", _text(document.lead)])
    for section in document.sections:
        for about in section.about:
            writer.writerows([[], [_text(section.title), _text(about)]])
        for block in section.blocks:
            writer.writerow([])
            writer.writerows(_rows(block))
    return text.getvalue()


def _rows(block: Table | Chart) -> list[list[Plain]]:
    table = table_of(block) if isinstance(block, Chart) else block
    notes: list[Plain] = [table.notes] if table.has_notes else []
    rows: list[list[Plain]] = [[_text(table.title)]]
    rows.append([*(_text(column.title) for column in table.columns), *notes])
    for row in table.rows:
        note: list[Plain] = [_text(row.note)] if table.has_notes else []
        rows.append([*map(_cell, row.cells), *note])
    return rows


def _cell(cell: Cell) -> Plain:
    return cell.plain if cell.is_number else _text(cell.text)


def _text(text: str) -> str:
    return guarded(shown(text)) if text else ""
