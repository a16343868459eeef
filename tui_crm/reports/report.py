"""A report of a period, made of its figures and written as Markdown, HTML or CSV."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Literal, get_args

from tui_crm.exchange.out.placing import new_file
from tui_crm.metrics.aims import aims
from tui_crm.metrics.bottleneck import bottleneck, told
from tui_crm.metrics.figures import Figures
from tui_crm.metrics.shared import scorecards
from tui_crm.period import Period, written_day
from tui_crm.reports.basis import basis
from tui_crm.reports.cards import cards_of
from tui_crm.reports.charts import charts
from tui_crm.reports.course import cohort_section, funnel_section, moved_section, target_section
from tui_crm.reports.document import Document
from tui_crm.reports.html import html_page
from tui_crm.reports.markdown import markdown
from tui_crm.reports.origins import origin_sections
from tui_crm.reports.scorecard import scorecard_sections
from tui_crm.reports.tables_csv import tables_csv
from tui_crm.reports.words import Words

Format = Literal["md", "html", "csv"]
FORMATS: tuple[Format, ...] = get_args(Format)

_WRITERS = {"md": markdown, "html": html_page, "csv": tables_csv}


def make_report(
    figures: Figures, period: Period, format: Format, *, known_on: date | None = None
) -> str:
    """The report of a period as a text in one of the formats.

    It says as of which day the figures are, and on which day they were known where they were
    read as known then; nothing else in it depends on when it is made. So the same book, period
    and days give the same text.
    """
    return _WRITERS[format](build_document(figures, period, known_on))


def write_report(text: str, path: Path, format: Format) -> None:
    """Write a report to a new file, whole or not at all, readable by its owner only.

    Raises `Refused` where something stands at the path already, `DiskTrouble` where it cannot be
    written.
    """
    # Spreadsheets take a file for UTF-8 by its mark alone.
    with new_file(path, encoding="utf-8-sig" if format == "csv" else "utf-8") as file:
        file.write(text)


def build_document(figures: Figures, period: Period, known_on: date | None = None) -> Document:
    """The report of a period as data."""
    words = Words(figures.business)
    cards = scorecards(figures, period)
    moved = bottleneck(figures, period)
    aimed = aims(figures, period)
    return Document(
        figures.business["business_name"],
        f"Report for {period.label}",
        _facts(figures, period, known_on),
        told(moved, words.money, words.percent),
        [
            *scorecard_sections(cards_of(cards, figures.business), cards, aimed, figures, words),
            charts(cards, figures, words),
            moved_section(moved, words),
            target_section(aimed, figures, period, words),
            funnel_section(figures, period, words),
            cohort_section(figures, period),
            *origin_sections(figures, period, words),
            *basis(cards, figures, words),
        ],
    )


def _facts(figures: Figures, period: Period, known_on: date | None) -> list[tuple[str, str]]:
    days = f", {written_day(period.start)} to {written_day(period.last_day)}"
    known = "All that has been entered counts"
    if known_on is not None:
        known = f"{written_day(known_on)}: what had been entered by the end of that day counts"
    return [
        ("Period", period.label + (days if period.grain != "custom" else "")),
        ("As of", f"{written_day(figures.as_of)}: what is dated before that day counts"),
        ("Known on", known),
        ("Currency", figures.business.currency),
    ]
