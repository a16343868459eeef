"""The report of a period: complete, exact, the same each time, and safe whatever names it has."""

from __future__ import annotations

import csv
import io
import shutil
import stat
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings

from tests.cli import Shell
from tests.metrics.any_books import books
from tests.metrics.filed import filed
from tests.metrics.small_books import SmallBook, opened
from tests.metrics.worked_example import worked_example
from tests.reports.reading import Page, cells, drawings, plain
from tui_crm.metrics import KPIS
from tui_crm.metrics.figures import Figures
from tui_crm.metrics.kpi import Kpi
from tui_crm.period import parse_period
from tui_crm.reports.document import Document
from tui_crm.reports.html import html_page
from tui_crm.reports.markdown import markdown
from tui_crm.reports.report import FORMATS, Format, build_document, make_report
from tui_crm.reports.tables_csv import tables_csv

GOLDEN = Path(__file__).with_name("worked_example.md")
MARCH = ("--period", "2026-03", "--as-of", "2026-04-01")
HOSTILE = (
    "[/] [b", "<script>alert(1)</script>", "a|b", "=1+1", "# not a heading", "*no* `code`",
    "![x](http://example.org/x.png)", "\\", "&amp;", "-- x", "1. x", "$x$ ~~y~~",
)  # fmt: skip


DEFINITIONS = "## What each figure means"


def figures_told(text: str) -> str:
    """A Markdown report without the definitions at its end."""
    return text.partition(DEFINITIONS)[0]


def report(
    book: SmallBook, format: Format, period: str = "2026-03", as_of: date = date(2026, 4, 1)
) -> str:
    with opened(book) as connection:
        return make_report(Figures(connection, book.business, as_of), parse_period(period), format)


def document(book: SmallBook) -> Document:
    """What each format of the report of March is written from."""
    with opened(book) as connection:
        figures = Figures(connection, book.business, date(2026, 4, 1))
        return build_document(figures, parse_period("2026-03"))


@pytest.fixture
def shell(example: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(Path(shutil.copy(example, tmp_path)), capsys)


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return filed(worked_example(), tmp_path_factory.mktemp("made") / "example.db")


def test_the_report_of_the_worked_example_is_exactly_this() -> None:
    """Written anew, when a change is meant, by `python -m tests.reports.golden`."""
    assert figures_told(report(worked_example(), "md")) == GOLDEN.read_text("utf-8")


def test_each_figure_is_explained_with_its_numbers() -> None:
    text = report(worked_example(), "md").partition(DEFINITIONS)[2]
    rows = {plain(row[0]): row for row in map(cells, text.splitlines()) if row}
    assert set(rows) >= {kpi.title for kpi in KPIS.values()}
    for kpi in KPIS.values():
        assert plain(rows[kpi.title][3]) == " ".join(kpi.definition.split())
    assert rows["Acquisition cost"][2] == "(700.00 + 800.00) / 3 = 500.00"
    assert rows["Leads"][2] == "10"


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("kpi", KPIS.values(), ids=list(KPIS))
def test_every_figure_is_in_every_report(
    format: Format, kpi: Kpi, reports: dict[Format, str]
) -> None:
    assert kpi.title in plain(reports[format])


@pytest.fixture(scope="module")
def reports() -> dict[Format, str]:
    return {format: report(worked_example(), format) for format in FORMATS}


@pytest.mark.parametrize(
    ("period", "as_of"),
    [
        ("2026-03", date(2026, 3, 15)),
        ("2026-Q1", date(2026, 4, 1)),
        ("2026", date(2026, 3, 15)),
        ("2026", date(2026, 4, 1)),
        ("2026-03-12..2026-04-04", date(2026, 3, 15)),
        ("2030", date(2026, 4, 1)),
    ],
)
def test_every_kind_of_period_has_a_report(period: str, as_of: date) -> None:
    page = report(worked_example(), "html", period, as_of)
    Page(page)
    assert f"Report for {parse_period(period).label}" in page


def test_an_empty_book_has_a_report() -> None:
    text = report(SmallBook(), "md")
    assert "There is nothing to draw yet." in text
    assert "No customer was won in these twelve months." in text
    assert "No target is set for exactly March 2026." in text


@hypothesis_settings(max_examples=2)
@given(book=books())
def test_any_book_has_a_page_that_is_well_formed(book: SmallBook) -> None:
    for period, as_of in (("2026-02", date(2026, 2, 15)), ("2026-Q1", date(2026, 4, 1))):
        page = report(book, "html", period, as_of)
        Page(page)
        for drawing in drawings(page):
            assert "nan" not in "".join(drawing.itertext())


def test_the_page_loads_nothing_and_runs_nothing(reports: dict[Format, str]) -> None:
    page = Page(reports["html"])
    assert not page.tags & {"script", "link", "img", "iframe", "object", "image", "use", "a"}
    names = {name for name, _ in page.attributes}
    assert not {"src", "href", "xlink:href", "srcset", "onload", "onclick"} & names
    style = reports["html"].partition("<style>")[2].partition("</style>")[0]
    assert "url(" not in style and "@import" not in style


def test_each_chart_says_what_it_shows(reports: dict[Format, str]) -> None:
    charts = [one for one in drawings(reports["html"]) if one.get("role") == "img"]
    svg = "{http://www.w3.org/2000/svg}"
    titles = [chart.findtext(f"{svg}title") for chart in charts]
    assert titles == ["Revenue by month", "Pipeline by stage", "Leads by channel",
                      "Marketing spend and leads by month"]  # fmt: skip
    ids = []
    for chart in charts:
        named = (chart.get("aria-labelledby") or "").split()
        parts = [chart.find(f"{svg}{tag}") for tag in ("title", "desc")]
        assert [part.get("id") for part in parts if part is not None] == named
        assert chart.findtext(f"{svg}desc")
        ids += named
    assert len(ids) == len(set(ids))


def test_the_chart_of_revenue_has_the_months_and_their_numbers(reports: dict[Format, str]) -> None:
    (revenue, *_) = (one for one in drawings(reports["html"]) if one.get("role") == "img")
    texts = list(revenue.itertext())
    assert [text for text in texts if text in ("Jan", "Feb", "Mar")][-3:] == ["Jan", "Feb", "Mar"]
    assert {"2.4k", "1.4k", "4.9k"} <= set(texts)


def test_the_cohorts_are_shaded_and_have_their_numbers(reports: dict[Format, str]) -> None:
    page = Page(reports["html"])
    shades = [value for name, value in page.attributes if name == "style"]
    assert shades and all(shade.startswith("--heat: ") for shade in shades)
    assert sum(text.endswith(" %") for text in page.texts) >= len(shades)


def test_money_in_csv_is_a_number_and_text_is_not_a_formula() -> None:
    book = worked_example()
    book.settings["business_name"] = "=cmd()"
    book.campaigns[0].name = "+1"
    rows = list(csv.reader(io.StringIO(report(book, "csv"))))
    assert rows[0] == ["'=cmd()", "Report for March 2026"]
    assert next(row for row in rows if row and row[0] == "Revenue")[:2] == ["Revenue", "4899.80"]
    assert any(row and row[0] == "'+1" for row in rows)
    for row in rows:
        assert not [cell for cell in row if cell[:1] in "=+@\t" and cell]


@pytest.fixture(scope="module")
def hostile() -> Document:
    """The report of a business whose campaigns have every hostile name."""
    book = worked_example()
    for name in HOSTILE:
        number = book.campaign()
        book.campaigns[number - 1].name = f"{name} 3"
        book.lead(date(2026, 3, 2), number)
    return document(book)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_is_shown_as_it_is_and_does_nothing(name: str, hostile: Document) -> None:
    named = replace(hostile, business=name)
    page = Page(html_page(named))
    assert name in page.texts and f"{name} 3" in page.texts
    assert not page.tags & {"script", "img", "b"}
    text = markdown(named)
    assert plain(text.splitlines()[0]) == f"# {name}: Report for March 2026"
    tables = [line for line in text.splitlines() if line.startswith("| ")]
    found = next(line for line in tables if plain(cells(line)[0]) == f"{name} 3")
    assert len(cells(found)) == 10
    assert "](" not in text.replace("\\](", "") and "<script" not in text.replace("\\<", "")


def test_characters_that_steer_a_terminal_are_made_visible() -> None:
    book = worked_example()
    book.settings["business_name"] = "A\x1b[31m\u202eB"
    shown = document(book)
    for write in (markdown, html_page, tables_csv):
        text = write(shown)
        assert "\x1b" not in text and "\u202e" not in text


@pytest.mark.parametrize("format", FORMATS)
def test_the_same_book_and_days_give_the_same_bytes(
    format: Format, shell: Shell, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copied = tmp_path / "copy.db"
    shutil.copy(shell.database, copied)
    days = (*MARCH, "--known-on", "2026-03-31")
    first = shell.ok("report", *days, "--format", format).out
    again = Shell(copied, capsys).ok("--today", "2026-09-12", "report", *days, "--format", format)
    assert again.out == first
    assert "2026-09-12" not in first and "12 Sep 2026" not in first


def test_the_days_are_stated(shell: Shell) -> None:
    out = shell.ok("report", *MARCH, "--known-on", "2026-03-31").out
    assert "- **As of**: 1 Apr 2026: what is dated before that day counts\n" in out
    assert "- **Known on**: 31 Mar 2026: what had been entered by the end of that day" in out
    assert "- **Known on**: All that has been entered counts\n" in shell.ok("report", *MARCH).out


def test_a_report_of_then_is_had_again_as_it_was(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shell = Shell(tmp_path / "business.db", capsys)
    days = ("--period", "2026-03", "--as-of", "2026-04-01", "--known-on", "2026-04-01")
    shell.ok("--today", "2026-03-10", "do", "record-sale", "--create", "account=A", "amount=100")
    shell.ok("--today", "2026-03-12", "settings", "business_name=Then")
    printed = shell.ok("--today", "2026-04-01", "report", *days).out
    shell.ok("--today", "2026-05-02", "do", "record-sale", "account=A", "amount=7",
             "on=2026-03-11")  # fmt: skip
    shell.ok("--today", "2026-05-03", "settings", "business_name=Now", "activity_window_months=3")
    assert shell.ok("report", *days).out == printed
    assert shell.ok("report", *days[:-2]).out != printed


@pytest.mark.parametrize("format", FORMATS)
def test_a_file_is_private_whole_and_never_replaced(
    format: Format, shell: Shell, tmp_path: Path, reports: dict[Format, str]
) -> None:
    path = tmp_path / "out" / f"report.{format}"
    path.parent.mkdir()
    words = ("report", *MARCH, "--format", format)
    said = shell.ok(*words, "--file", str(path))
    assert (said.out, said.err) == ("", f"Wrote the report of March 2026 to {path}.\n")
    mark = "\ufeff" if format == "csv" else ""
    assert path.read_text("utf-8") == mark + reports[format]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [one.name for one in path.parent.iterdir()] == [path.name]
    before = path.read_bytes()
    again = shell(*words, "--file", str(path))
    assert again.code == 4 and "exists already" in again.err
    assert path.read_bytes() == before


def test_a_report_that_cannot_be_written_says_so(shell: Shell, tmp_path: Path) -> None:
    said = shell("report", *MARCH, "--file", str(tmp_path / "nowhere" / "report.md"))
    assert said.code == 6 and "cannot be written" in said.err


def test_json_holds_the_document_or_names_its_file(
    shell: Shell, tmp_path: Path, reports: dict[Format, str]
) -> None:
    told = shell.ok("report", *MARCH, "--json").json
    assert (told["format"], told["as_of"]) == ("md", "2026-04-01")
    assert told["document"] == shell.ok("report", *MARCH).out == reports["md"]
    path = str(tmp_path / "report.html")
    told = shell.ok("report", *MARCH, "--format", "html", "--file", path, "--json").json
    assert told["file"] == path and "document" not in told


def with_targets(book: SmallBook, *months: int) -> SmallBook:
    for month in months:
        end = date(2026, month + 1, 1)
        book.target("revenue", date(2026, month, 1), end, 4000_000000)
        book.target("customer_acquisition_cost", date(2026, month, 1), end, 450_000000)
    return book


def row_of(text: str, heading: str, first: str) -> list[str]:
    """A row of the first Markdown table after a heading."""
    lines = text.partition(heading)[2].splitlines()
    return cells(next(line for line in lines if line.startswith(f"| {first} |")))


def test_targets_are_told_with_what_would_close_them() -> None:
    text = report(with_targets(worked_example(), 1, 2, 3), "md")
    assert row_of(text, "## Sales", "Revenue")[5] == "✓ 4,000.00"
    cost = row_of(text, "## Sales", "Acquisition cost")
    assert cost[5] == "450.00" and "1 more new customer" in cost[6]
    assert row_of(text, "### Targets of March 2026", "Revenue")[3] == "met, 899.80 over"
    assert row_of(text, "### Targets of March 2026", "Acquisition cost")[3] == "50.00 too much"
    assert row_of(text, "### Earlier results", "Revenue") == [
        "Revenue", "4,000.00", "2,350.00", "1,350.00",
    ]  # fmt: skip


def test_a_running_period_has_its_pace() -> None:
    book = with_targets(worked_example(), 3)
    text = report(book, "md", as_of=date(2026, 3, 25))
    heading = "### Targets of March 2026"
    assert row_of(text, heading, "Revenue")[4] == "1,803.03 ahead on day 24 of 31"
    assert "March 2026, still running" in text and "February 2026, first 24 days" in text
    assert text.count("The last month is not over.") == 2
    assert row_of(text, "## Sales", "Revenue")[6] == ""


def test_the_effects_on_won_value_add_up() -> None:
    lines = report(monthly_wins(), "csv").splitlines()
    start = lines.index("What moved won value")
    rows = [line.split(",") for line in lines[start + 2 : lines.index("", start)]]
    *parts, total = [round(float(row[-1]) * 100) for row in rows]
    assert abs(sum(parts) - total) <= len(parts)


def monthly_wins() -> SmallBook:
    """The worked example with books that begin early enough to tell what is usual."""
    book = worked_example()
    book.settings["books_start"] = "2025-01-01"
    return book


def test_campaigns_and_channels_add_up_to_the_whole(reports: dict[Format, str]) -> None:
    for heading, first in (("## Campaigns", "| Campaign |"), ("## Channels", "| Channel |")):
        lines = reports["md"].partition(heading)[2].partition(first)[2].splitlines()[2:]
        rows = [cells(line) for line in lines[: lines.index("")]]
        *groups, whole = [[cell.strip("*") for cell in row] for row in rows]
        assert whole[0] == "All"
        for column in (2, 4):
            assert sum(int(group[column]) for group in groups) == int(whole[column])
