"""A report as one HTML file: readable in a browser, printable, nothing loaded from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from itertools import count

from tui_crm.reports.document import Cell, Chart, Column, Document, Row, Section, Table
from tui_crm.reports.page_style import STYLE
from tui_crm.reports.svg import chart_svg, spark_svg
from tui_crm.text import shown

ON_ONE_PAGE = 16
"""Rows of a table that is not parted between two pages."""

TREND = "24 months"
"""The head of the column that draws a figure's trend."""


def html_page(document: Document) -> str:
    """A document as a page; every text in it stands as it is, whatever characters it has."""
    numbers = count(1)
    name = f"{document.business}: {document.title}" if document.business else document.title
    lines = [
        "<!DOCTYPE html>",
        '<html lang="en">',
        "<head>",
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{_safe(name)}</title>",
        f"<style>{STYLE}</style>",
        "</head>",
        "<body>",
        *_header(document),
        "<main>",
    ]
    for section in document.sections:
        lines += _section(section, numbers)
    return "\n".join([*lines, "</main>", "</body>", "</html>"]) + "\n"


def _header(document: Document) -> Iterator[str]:
    yield "<header>"
    if document.business:
        yield f'<p class="business">{_safe(document.business)}</p>'
    yield f"<h1>{_safe(document.title)}</h1>"
    yield "<dl>"
    for title, text in document.facts:
        yield f"<div><dt>{_safe(title)}</dt><dd>{_safe(text)}</dd></div>"
    yield "</dl>"
    yield f'<p class="lead">{_safe(document.lead)}</p>'
    yield "</header>"


def _section(section: Section, numbers: Iterator[int]) -> Iterator[str]:
    yield "<section>"
    yield f"<h2>{_safe(section.title)}</h2>"
    for about in section.about:
        yield f"<p>{_safe(about)}</p>"
    for block in section.blocks:
        if isinstance(block, Chart):
            yield from _chart(block, next(numbers))
        else:
            yield from _table(block, section.title)
    yield "</section>"


def _chart(chart: Chart, number: int) -> Iterator[str]:
    yield "<figure>"
    yield f"<figcaption><strong>{_safe(chart.title)}</strong>"
    yield f"<span>{_safe(chart.about)}</span></figcaption>"
    yield chart_svg(chart, number)
    yield "</figure>"


def _table(table: Table, heading: str) -> Iterator[str]:
    has_trend = any(row.trend for row in table.rows)
    kinds = [
        name
        for name, holds in (
            ("score", has_trend),
            ("small", table.is_small),
            ("whole", len(table.rows) <= ON_ONE_PAGE),
            ("heated", any(cell.heat is not None for row in table.rows for cell in row.cells)),
        )
        if holds
    ]
    yield f'<table class="{" ".join(kinds)}">' if kinds else "<table>"
    yield f"<caption>{_caption(table, heading)}</caption>"
    columns = [*table.columns, Column(TREND, right=False)] if has_trend else table.columns
    yield f"<thead><tr>{''.join(map(_head, columns))}</tr></thead>"
    # A row and its note are one body, which no page ends within.
    for row in table.rows:
        yield f"<tbody>{''.join(_row(row, table, has_trend=has_trend))}</tbody>"
    yield "</table>"


def _caption(table: Table, heading: str) -> str:
    title = f"<strong>{_safe(table.title)}</strong>" if table.title != heading else ""
    hidden = f'<span class="hidden">{_safe(table.title)}</span>' if not title else ""
    about = f"<span>{_safe(table.about)}</span>" if table.about else ""
    return title + hidden + about


def _head(column: Column) -> str:
    return f'<th scope="col"{_class("n" if column.right else "")}>{_safe(column.title)}</th>'


def _row(row: Row, table: Table, *, has_trend: bool) -> Iterator[str]:
    first, *others = row.cells
    style = " ".join(
        name for name, holds in (("total", row.is_total), ("noted", bool(row.note))) if holds
    )
    yield f'<tr{_class(style)}><th scope="row">{_safe(first.text)}</th>'
    for column, cell in zip(table.columns[1:], others, strict=True):
        yield _cell(cell, column)
    if has_trend:
        yield f'<td class="trend">{spark_svg(row.trend)}</td>'
    yield "</tr>"
    if row.note:
        wide = len(table.columns) + has_trend
        yield f'<tr class="note"><td colspan="{wide}">{_safe(row.note)}</td></tr>'


def _cell(cell: Cell, column: Column) -> str:
    style = " ".join(name for name in ("n" if column.right else "", cell.tone) if name)
    shade = ""
    if cell.heat is not None:
        shade = f' style="--heat: {float(cell.heat):.2f}"'
    return f"<td{_class(style)}{shade}>{_safe(cell.text)}</td>"


def _class(names: str) -> str:
    return f' class="{names}"' if names else ""


def _safe(text: str) -> str:
    return escape(shown(text))
