"""The part of an import that is looked at before it is done: columns, questions, first rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from tui_crm.text import shown
from tui_crm.ui.screens import import_words as words
from tui_crm.ui.themes import MUTED
from tui_crm.ui.widgets.still_table import StillTable

if TYPE_CHECKING:
    from tui_crm.exchange.preview import ColumnSeen, Preview
    from tui_crm.exchange.report import Question

MOST_NUMBERED = 6
"""Options that are answered by a number; of more one is picked from a list."""

SHARE = 0.5
"""Of the room for tables, what the columns of the file may take."""

FEWEST = 4
"""Lines of each table."""

TITLE = "The first rows as they will be stored   ←→ all their fields"
EMPTY = "There is no row in this file."


class MappingView(Vertical):
    """What a file is, what becomes of its columns, and how its first rows will be stored."""

    DEFAULT_CSS = """
    MappingView {
        height: 1fr;
        & > .import-heading { height: auto; padding: 0 2; margin: 1 0; }
        & > .import-question {
            height: auto;
            padding: 0 2;
            margin: 1 0 0 0;
            color: $text-warning;
            text-style: bold;
        }
        & > .import-remarks { height: auto; max-height: 4; padding: 0 2; margin: 1 0 0 0; }
        & > .import-title { height: 1; padding: 0 2; margin: 1 0 0 0; color: $text-muted; }
        & > .import-columns { height: auto; }
        & > .import-rows { height: 1fr; scrollbar-size: 0 1; }
        &:ansi > .import-title { text-style: dim; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self.preview: Preview | None = None
        """What is shown."""
        self.columns = StillTable(classes="import-columns")
        self.rows = StillTable(classes="import-rows")

    def compose(self) -> ComposeResult:
        """The heading, the columns, what has to be answered or known, the first rows."""
        yield Static(classes="import-heading", markup=False)
        yield self.columns
        yield Static(classes="import-question", markup=False)
        yield Static(classes="import-remarks", markup=False)
        yield Static(TITLE, classes="import-title", markup=False)
        yield self.rows

    def on_mount(self) -> None:
        """Nothing is known of the file yet."""
        for part in self.query("*"):
            part.display = part.has_class("import-heading")

    def on_resize(self) -> None:
        """Share the room between both tables."""
        self._share_room()

    @property
    def column(self) -> ColumnSeen | None:
        """The column of the file under the cursor."""
        at = self.columns.cursor_id
        return None if at is None or self.preview is None else self.preview.columns[at]

    @property
    def question(self) -> Question | None:
        """What has to be answered now."""
        questions = self.preview.questions if self.preview else []
        return questions[0] if questions else None

    @property
    def lacks_rate(self) -> bool:
        """Whether one of the first rows is refused for want of an exchange rate."""
        rows = self.preview.sample if self.preview else ()
        return any(row.fate.startswith("rejected: rate:") for row in rows)

    def show(self, preview: Preview) -> None:
        """Show what a file is, the cursor staying where it is."""
        self.preview = preview
        self._put(".import-heading", self._heading(preview))
        self._put(".import-question", self._question())
        self._put(".import-remarks", Content("\n".join(map(shown, words.remarks(preview)))))
        has_rows = not preview.questions
        self.query_one(".import-title").display = self.rows.display = has_rows
        self.columns.display = bool(preview.columns)
        self.columns.put(words.COLUMNS, words.column_rows(preview), keep=self.columns.cursor_id)
        self.rows.empty = EMPTY
        columns = words.sample_columns(preview, self.size.width)
        self.rows.put(columns, words.sample_rows(preview))
        # Only once the sentences above have their lines is it known what room is left.
        self.call_after_refresh(self._share_room)

    def show_fate(self) -> None:
        """Say in full what happens to the row under the cursor, where there is no room for it."""
        at = self.rows.cursor_id
        row = self.preview.sample[at] if self.preview and at is not None else None
        is_rejected = row is not None and row.fate.startswith("rejected")
        words = f"Line {row.line:,} is {row.fate}" if row and is_rejected else TITLE
        self.query_one(".import-title", Static).update(Content(shown(words)))

    def say(self, sentence: str) -> None:
        """Say in place of the heading what is being done, or what is wrong with the file."""
        self._put(".import-heading", Content(shown(sentence)))

    def come_back(self) -> None:
        """Show the heading again after something was said in its place."""
        if self.preview is not None:
            self._put(".import-heading", self._heading(self.preview))

    def _heading(self, preview: Preview) -> Content:
        return Content.assemble(
            Content.styled(words.kind_line(preview), "bold"), "   ",
            Content.styled(shown(preview.program), MUTED),
        )  # fmt: skip

    def _question(self) -> Content:
        """The question, with its options as numbered choices."""
        question = self.question
        if question is None or self.preview is None:
            return Content("")
        many = len(self.preview.questions)
        more = f"  (1 of {many})" if many > 1 else ""
        options = words.options_of(question)
        if 0 < len(options) <= MOST_NUMBERED:
            named = "   ".join(f"{at} {shown(words)}" for at, (_, words) in enumerate(options, 1))
        else:
            named = "enter answers it" if options or question.choice == "currency" else ""
        where = f"{shown(question.column)}: " if question.choice != "columns" else ""
        where = where if question.column else ""
        lines = [f"? {where}{shown(words.asked(question))}{more}", f"  {named}" if named else ""]
        return Content("\n".join(line for line in lines if line))

    def _put(self, part: str, content: Content) -> None:
        widget = self.query_one(part, Static)
        widget.update(content)
        widget.display = bool(content.plain)

    def _share_room(self) -> None:
        if self.preview is None:
            return
        fixed = sum(
            widget.outer_size.height + widget.styles.margin.height
            for widget in self.query(Static)
            if widget.display
        )
        room = max(self.size.height - fixed, 2 * FEWEST)
        needed = len(self.preview.columns) + 1
        spare = room - (len(self.preview.sample) + 1 if self.rows.display else 0)
        self.columns.styles.height = max(FEWEST, min(needed, max(int(room * SHARE), spare)))
