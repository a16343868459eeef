"""A report as Markdown: headings, tables, and charts as bars of text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from tui_crm.money import half_up
from tui_crm.reports.document import Cell, Chart, Column, Document, Row, Section, Table, table_of
from tui_crm.text import shown

BAR_CELLS = 24
BAR = "█"

_SPECIAL = re.compile(r"([\\`*_\[\]<>|~&$])|(?<=[a-zA-Z])(:)(?=//)|(?<=www)(\.)", re.IGNORECASE)
_AT_START = re.compile(r"\A(\s*(?:[#+=-]|\d+(?=[.)])))")
"""What would begin a heading, a list or a rule at the beginning of a line."""


def markdown(document: Document) -> str:
    """A document as Markdown; every text in it stands as it is, whatever characters it has."""
    name = f"{document.business}: {document.title}" if document.business else document.title
    lines = [f"# {escaped(name)}", ""]
    lines += [f"- **{escaped(title)}**: {escaped(text)}" for title, text in document.facts]
    lines += ["", paragraph(document.lead)]
    for section in document.sections:
        lines += _section(section)
    return "\n".join(lines) + "\n"


def escaped(text: str) -> str:
    """A text that Markdown and HTML take for nothing but text."""
    return _SPECIAL.sub(lambda found: "\\" + found[0], shown(text))


def paragraph(text: str) -> str:
    """A text as a paragraph of its own, that begins no list and no heading."""
    line = escaped(text)
    if (found := _AT_START.match(line)) is None:
        return line
    marker, rest = found[0], line[found.end() :]
    return f"{marker}\\{rest}" if marker[-1].isdigit() else f"\\{marker.lstrip()}{rest}"


def _section(section: Section) -> Iterator[str]:
    yield from ("", f"## {escaped(section.title)}")
    for about in section.about:
        yield from ("", paragraph(about))
    for block in section.blocks:
        if isinstance(block, Table):
            yield from _table(block, block.title if block.title != section.title else "")
        else:
            yield from _table(_barred(block), block.title)


def _table(table: Table, title: str) -> Iterator[str]:
    if title:
        yield from ("", f"### {escaped(title)}")
    if table.about:
        yield from ("", paragraph(table.about))
    columns = (
        [*table.columns, Column(table.notes, right=False)] if table.has_notes else table.columns
    )
    yield ""
    yield _line([escaped(column.title) for column in columns])
    yield _line(["---:" if column.right else "---" for column in columns])
    for row in table.rows:
        yield _line(_cells(row, has_notes=table.has_notes))


def _cells(row: Row, *, has_notes: bool) -> list[str]:
    cells = [escaped(cell.text) for cell in row.cells]
    if row.is_total:
        cells = [f"**{cell}**" if cell else "" for cell in cells]
    return [*cells, escaped(row.note)] if has_notes else cells


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _barred(chart: Chart) -> Table:
    """A chart's numbers with bars of text for the first of them."""
    plain, values = table_of(chart), chart.series[0].values
    longest = max((abs(value) for value in values), default=Fraction(0))
    rows = [
        Row([*row.cells, Cell(_bar(value, longest))])
        for row, value in zip(plain.rows, values, strict=True)
    ]
    return Table(plain.title, [*plain.columns, Column("", right=False)], rows, plain.about)


def _bar(value: Fraction, longest: Fraction) -> str:
    if value <= 0 or not longest:
        return ""
    return BAR * max(1, half_up(value * BAR_CELLS / longest))
