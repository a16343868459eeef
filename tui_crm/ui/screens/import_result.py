"""The part of an import that shows what became of its rows."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from tui_crm.exchange.report import Report
from tui_crm.text import shown
from tui_crm.ui.screens import import_outcome as words
from tui_crm.ui.screens.import_words import REJECTED
from tui_crm.ui.themes import MUTED
from tui_crm.ui.widgets.still_table import StillTable


class ResultView(Vertical):
    """The counts, what was made along, and every row that was rejected with its reason."""

    DEFAULT_CSS = """
    ResultView {
        height: 1fr;
        & > Static { height: auto; padding: 0 2; margin: 1 0 0 0; }
        & > StillTable { height: 1fr; }
        & > .result-title { color: $text-muted; }
        &:ansi > .result-title { text-style: dim; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self.rejected = StillTable()

    def compose(self) -> ComposeResult:
        """What has happened, the counts, the rest, and the rejected rows."""
        yield Static(classes="result-headline", markup=False)
        yield Static(classes="result-counts", markup=False)
        yield Static(classes="result-alike", markup=False)
        yield Static(classes="result-notes", markup=False)
        yield Static("The rejected rows", classes="result-title", markup=False)
        yield self.rejected

    def show(self, report: Report, file: str) -> None:
        """Show what became of a file's rows."""
        self._put("headline", Content.styled(shown(words.headline(report, file)), "bold"))
        self._put("counts", _counted(report))
        notes = [words.made_along(report), words.kept_beside(report), *map(shown, report.said)]
        self._put("alike", Content(""))
        self._put("notes", Content("\n".join(note for note in notes if note)))
        has_rejected = bool(report.rejected)
        self.query_one(".result-title").display = self.rejected.display = has_rejected
        self.rejected.put(REJECTED, words.rejected_rows(report))

    def show_alike(self, sentence: str) -> None:
        """Show how many of the new records look like older ones."""
        self._put("alike", Content.styled(sentence, "$text-warning"))

    def taken_back(self, sentence: str) -> None:
        """Show that nothing of it is stored any more."""
        self._put("headline", Content.styled(shown(sentence), "bold"))
        for part in ("counts", "alike", "notes", "title"):
            self.query_one(f".result-{part}").display = False
        self.rejected.display = False

    def _put(self, part: str, content: Content) -> None:
        widget = self.query_one(f".result-{part}", Static)
        widget.update(content)
        widget.display = bool(content.plain)


def _counted(report: Report) -> Content:
    """The counts in a column, those that are nothing standing back, over their sum."""
    lines = words.counts(report)
    names = max(len(name) for name, _ in lines)
    figures = max(len(f"{many:,}") for _, many in lines)
    written = [f"{name.ljust(names)}  {many:>{figures},}" for name, many in lines]
    parts = [
        Content.styled(line, "" if many else MUTED)
        for line, (_, many) in zip(written, lines, strict=True)
    ]
    rule = Content.styled("─" * (names + 2 + figures), MUTED)
    return Content("\n").join([*parts[:-1], rule, parts[-1]])
