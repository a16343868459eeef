"""What is said of a file that is to be imported, and of what became of it; nothing is drawn."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, Literal  # Any: whatever an order can say

from rich.cells import cell_len

from tui_crm.exchange.looking import Order
from tui_crm.exchange.mapping import CUSTOM
from tui_crm.models import ENTITIES, Kind
from tui_crm.period import written_day
from tui_crm.text import shown
from tui_crm.ui.widgets.row_source import Column, Row, Tone

if TYPE_CHECKING:
    from tui_crm.exchange.preview import ColumnSeen, Preview, RowSeen
    from tui_crm.exchange.report import Question

LEFT_OUT = "left out"
MOST_TOTALS = 3
"""Totals that are named one by one."""

WIDEST = 28
"""Cells of a value among the first rows."""

MARKS = {
    ",": "comma", ";": "semicolon", "\t": "tab", "|": "bar",
}  # fmt: skip
ENCODINGS = {
    "utf-8": "UTF-8", "utf-8-sig": "UTF-8", "cp1252": "Windows-1252",
    "utf-16": "UTF-16", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16",
}  # fmt: skip
OPTIONS = {
    "dmy": "day first", "mdy": "month first", "ymd": "year first", ".": "a point", ",": "a comma",
}  # fmt: skip
"""What the options of a question mean, in words."""

COLUMNS = (
    Column("mark", "", 1, sortable=False),
    Column("theirs", "Column of the file", 18, grow=2, sortable=False),
    Column("examples", "Examples", 18, grow=4, sortable=False),
    Column("ours", "Becomes", 18, grow=2, sortable=False),
    Column("why", "Because", 12, sortable=False, least=1),
)
REJECTED = (
    Column("line", "Line", 7, "right", sortable=False),
    Column("column", "Column", 14, grow=1, sortable=False),
    Column("value", "Value", 14, grow=1, sortable=False),
    Column("reason", "Why it was rejected", 30, grow=4, sortable=False),
)
WHY = {
    "known": "known", "by name": "its name", "chosen": "chosen", "custom": "custom field",
    "left out": "chosen", "not needed": "not needed",
}  # fmt: skip


def kind_line(preview: Preview) -> str:
    """What the file is and what its rows become: "1,204 rows become Spend"."""
    if not preview.entity:
        return "It is not known yet what the rows become"
    entity = ENTITIES[preview.entity]
    if preview.rows == 1:
        return f"1 row becomes {entity.counted(1)}"
    return f"{preview.rows:,} rows become {entity.title}"


def file_facts(preview: Preview) -> list[str]:
    """How the file is written: UTF-8, comma, header on line 3."""
    encoding = ENCODINGS.get(preview.encoding, preview.encoding)
    facts = [
        f"{encoding} (guessed)" if preview.guessed else encoding,
        MARKS.get(preview.delimiter, shown(preview.delimiter)),
        "no header" if preview.header_line is None else "",
        f"header on line {preview.header_line}" if (preview.header_line or 1) > 1 else "",
    ]
    return [fact for fact in facts if fact]


def column_rows(preview: Preview) -> list[Row]:
    """A row for each column of the file; one with an open question is marked.

    What is asked and what is stored comes first: exports have dozens of columns, most of them
    empty, and the amount must not stand out of sight below them.
    """
    asked = {question.column for question in preview.questions}

    def rank(number: int) -> int:
        column = preview.columns[number]
        if column.header in asked:
            return 0
        return 3 if not column.field else 2 if column.field.startswith(CUSTOM) else 1

    return [
        _column_row(number, preview.columns[number], rank(number) == 0)
        for number in sorted(range(len(preview.columns)), key=rank)
    ]


def fields_shown(preview: Preview) -> list[str]:
    """The fields that the first rows have, in the order in which the records have them.

    Only days and amounts stand right behind the first: a wrong one must be seen at once.
    """
    filled = {name: None for row in preview.sample for name, text in row.values.items() if text}
    own = list(ENTITIES[preview.entity].fields) if preview.entity else []
    first = [spec.name for spec in own[:1]]
    grave = [spec.name for spec in own[1:] if spec.kind in (Kind.DAY, Kind.MONEY)]
    order = list(dict.fromkeys([*first, *grave, *(spec.name for spec in own)]))
    return sorted(filled, key=lambda name: order.index(name) if name in order else len(order))


def sample_columns(preview: Preview, room: int) -> tuple[Column, ...]:
    """The columns of the first rows: the line, what becomes of it, then our fields."""
    titles = {column.field: column.title for column in preview.columns} | dict(preview.targets)
    specs = {spec.name: spec for spec in ENTITIES[preview.entity].fields} if preview.entity else {}
    fates = max((cell_len(shown(row.fate)) for row in preview.sample), default=0)
    columns = [
        Column("line", "Line", 6, "right", sortable=False),
        Column("fate", "What happens", max(12, min(fates, room // 3)), sortable=False),
    ]
    for name in fields_shown(preview):
        title = shown(titles.get(name) or _plain(name))
        widths = (cell_len(shown(row.values.get(name, ""))) for row in preview.sample)
        width = max(cell_len(title), min(max(widths, default=0), WIDEST))
        is_number = name in specs and specs[name].kind.is_number
        align: Literal["left", "right"] = "right" if is_number else "left"
        columns.append(Column(name, title, width, align, sortable=False))
    return tuple(columns)


def sample_rows(preview: Preview) -> list[Row]:
    """The first rows as they will be stored."""
    names = fields_shown(preview)
    return [
        Row(
            number,
            (
                f"{row.line:,}",
                shown(row.fate),
                *(shown(row.values.get(name, "")) for name in names),
            ),
            _tone(row),
        )
        for number, row in enumerate(preview.sample)
    ]


def remarks(preview: Preview) -> Iterator[str]:
    """What the owner should know before importing, a sentence each, the gravest first."""
    if preview.saved:
        day = written_day(date.fromisoformat(preview.saved))
        yield f"Read as last time, on {day}: m maps it anew."
    yield from _reconciled(preview.totals)
    if preview.left_out:
        lines = "1 line is" if preview.left_out == 1 else f"{preview.left_out:,} lines are"
        yield f"{lines} left out: headings, notes and sums are no rows."
    yield from preview.said


def asked(question: Question) -> str:
    """A question for someone at the screen: without the words of the command line."""
    if question.choice == "entity":
        return "What does the file hold?"
    sentences = re.split(r"(?<=[.?!:])\s+", question.message)
    kept = [sentence for sentence in sentences if "--" not in sentence]
    words = " ".join(kept) or question.message
    return f"{words[:1].upper()}{words[1:]}"


def options_of(question: Question) -> list[tuple[str, str]]:
    """What may be answered: the value, and what it means in words."""
    if question.choice == "entity":
        return [(name, ENTITIES[name].title) for name in question.options]
    plain = question.choice in ("date_order", "decimal")
    return [(name, OPTIONS.get(name, name) if plain else name) for name in question.options]


def answered(order: Order, question: Question, option: str) -> Order:
    """The order with a question answered."""
    match question.choice:
        case "entity":
            return replace(order, entity=ENTITIES[option], mapping={})
        case "columns":
            return replace(order, mapping={**order.mapping, option: question.column})
        case choice:
            said: dict[str, Any] = {choice: option}
            return replace(order, **said)


def mapped(order: Order, columns: Sequence[ColumnSeen], header: str, field: str) -> Order:
    """The order with a column mapped to a field; another one that had the field is left out."""
    mapping = dict(order.mapping)
    for column in columns:
        if field and column.field == field and column.header != header:
            mapping[column.header] = ""
    return replace(order, mapping={**mapping, header: field})


def _column_row(number: int, column: ColumnSeen, is_asked: bool) -> Row:
    title = column.title if column.title != column.field else ""
    ours = title or _plain(column.field) or LEFT_OUT
    tone: Tone = "warning" if is_asked else "" if column.field else "muted"
    examples = "   ".join(shown(" ".join(one.split())) for one in column.examples)
    why = WHY.get(column.why, column.why) if column.field or column.why == "not needed" else ""
    if not column.field and not column.examples:
        why = "empty"
    cells = ("?" if is_asked else "", shown(column.header), examples, shown(ours), shown(why))
    return Row(number, cells, tone)


def _tone(row: RowSeen) -> Tone:
    if row.fate.startswith("rejected"):
        return "error"
    return "muted" if row.fate in ("unchanged", "duplicate") else ""


def _plain(field: str) -> str:
    """A field's name for people, where it has no title."""
    name = field.removeprefix(CUSTOM).replace("_", " ").replace(".", ": ")
    return name[:1].upper() + name[1:]


def _reconciled(totals: Sequence[Mapping[str, object]]) -> Iterator[str]:
    """What the total rows say beside what the rows come to; those that agree in one sentence."""
    agreeing = [total for total in totals if not str(total["difference"]).strip("-0.,")]
    for total in totals:
        if total not in agreeing:
            yield (
                f"The total of {shown(str(total['column']))} on line {total['line']} is "
                f"{total['total']}, but the rows come to {total['sum']}: {total['difference']} "
                "lies between them."
            )
    if agreeing:
        named = [f"{shown(str(total['column']))} {total['total']}" for total in agreeing]
        rest = f" and {len(named) - MOST_TOTALS} more" if len(named) > MOST_TOTALS else ""
        told = ", ".join(named[:MOST_TOTALS])
        yield f"The totals in the file are what its rows come to: {told}{rest}."
