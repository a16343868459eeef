"""What is said once a file has been imported: what became of its rows, and what was made along."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui_crm.models import ENTITIES
from tui_crm.text import shown
from tui_crm.ui.widgets.row_source import Row

if TYPE_CHECKING:
    from tui_crm.exchange.report import Report

MOST_NAMED = 6
"""How many stages or the like are named one by one."""


def headline(report: Report, file: str) -> str:
    """What has happened, in a sentence."""
    entity = ENTITIES[report.entity]
    new, old = report.imported, report.updated
    if new:
        updated = f" and {old:,} updated" if old else ""
        return f"{entity.counted(new)} imported{updated} from {file}."
    if old:
        return f"{entity.counted(old)} updated from {file}."
    if report.rejected and len(report.rejected) == report.rows:
        return f"Nothing was imported: every row of {file} was rejected."
    return (
        f"Nothing was imported: {file} brought nothing new."
        if report.rows
        else f"{file} has no rows."
    )


def counts(report: Report) -> list[tuple[str, int]]:
    """What became of the rows; the numbers add up to the last one."""
    return [
        ("Imported", report.imported),
        ("Updated", report.updated),
        ("Unchanged", report.unchanged),
        ("Duplicates", report.duplicates),
        ("Rejected", len(report.rejected)),
        ("Rows in all", report.rows),
    ]


def made_along(report: Report) -> str:
    """The records that were made along with the rows: "Made along: 3 accounts, stage Won"."""
    if report.batch is None:
        return ""
    parts = []
    for kind, made in report.made.items():
        if isinstance(made, int):
            entity = ENTITIES.get(kind)
            plain = f"{made:,} {kind}{'' if made == 1 else 's'}"
            parts.append(entity.counted(made) if entity else plain)
        elif made:
            named = ", ".join(shown(name) for name in made[:MOST_NAMED])
            rest = f" and {len(made) - MOST_NAMED} more" if len(made) > MOST_NAMED else ""
            parts.append(f"{kind if len(made) == 1 else f'{kind}s'} {named}{rest}")
    return f"Made along: {'; '.join(parts)}." if parts else ""


def alike(report: Report, many: int) -> str:
    """How many of the records that came look like older ones, and what can be done about it."""
    if not many:
        return ""
    entity = ENTITIES[report.entity]
    if many == 1:
        return f"1 of the new {entity.several} looks like one that you have: M merges them."
    return f"{many:,} of the new {entity.several} look like ones that you have: M merges them."


def kept_beside(report: Report) -> str:
    """The columns that have become custom fields."""
    names = [shown(name) for name in report.custom_columns]
    if not names or report.batch is None:
        return ""
    named = ", ".join(names[:MOST_NAMED])
    rest = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return f"Kept as custom fields: {named}{rest}."


def rejected_rows(report: Report) -> list[Row]:
    """The rows that were not taken, each with the reason."""
    return [
        Row(number, (f"{one.line:,}", shown(one.column), shown(one.value), shown(one.reason)))
        for number, one in enumerate(report.rejected)
    ]
