"""The records behind a figure: a tab for each term of its formula, esc goes back to the figure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from tui_crm.text import shown
from tui_crm.ui.desk import Desk
from tui_crm.ui.lookout import Lookout
from tui_crm.ui.opening import Opening, Sheet
from tui_crm.ui.screens.frame import WorkScreen
from tui_crm.ui.screens.list_pane import ListPane
from tui_crm.ui.screens.list_spec import ListSpec
from tui_crm.ui.screens.pane import PaneSpec
from tui_crm.ui.themes import MUTED
from tui_crm.ui.widgets.pane_tabs import PaneTabs

if TYPE_CHECKING:
    from tui_crm.metrics.figures import Figures


class SheetPane(ListPane):
    """The records of one term, in the ordinary list, with what each of them counts for."""

    def __init__(self, desk: Desk, sheet: Sheet, lookout: Lookout) -> None:
        super().__init__(desk, _spec(sheet, lookout))
        self.sheet = sheet

    @property
    def totals(self) -> tuple[str, ...]:
        """What the records come to in the figure."""
        return (self.sheet.words,)

    def take(self, sheet: Sheet, lookout: Lookout) -> None:
        """List what stands behind the term now."""
        self.sheet = sheet
        self.spec = _spec(sheet, lookout)


class BehindScreen(WorkScreen):
    """A figure opened: its formula with the numbers in it, and the records of each term."""

    TABS_FROM: ClassVar[int] = 1

    DEFAULT_CSS = """
    BehindScreen .behind-heading { height: auto; max-height: 5; padding: 0 1; margin: 1 0; }
    """

    def __init__(
        self,
        desk: Desk,
        lookout: Lookout,
        opening: Opening,
        question: Callable[[Figures], Opening],
    ) -> None:
        self._lookout = lookout
        self._opening = opening
        self._question = question
        super().__init__(
            desk, "metrics", [self._pane_spec(place) for place in range(len(opening.sheets))]
        )

    def heading(self) -> ComposeResult:
        """What was opened, and how it comes about."""
        yield Static(self._heading(), classes="behind-heading", markup=False)

    async def refresh_data(self, keep: int | None = None) -> None:
        """Show the figure and its records as they are now."""
        await self._open_again()
        await super().refresh_data(keep)

    async def look_again(self) -> None:
        """Open the figure again, if anything was stored since."""
        await self.desk.look()
        if self.pane.seen != self.desk.version:
            await self._open_again()
        await super().look_again()

    def leave(self) -> None:
        """Take the filter of the list away, or go back to the figure."""
        if not self.clear_filter():
            self.dismiss()

    def quit(self) -> None:
        """Go back: the program is closed from its own screens."""
        self.dismiss()

    def on_record_table_opened(self) -> None:
        """Say so where a record opens otherwise than it stands in the list of a past day."""
        if self._lookout.known_on is not None:
            self.tell("What opens is the record as it is today.")

    async def _open_again(self) -> None:
        """Ask for the figure anew; a term that has no records any more keeps its tab."""
        opening = await self.desk.figures(self._lookout, self._question)
        now = {sheet.name: sheet for sheet in opening.sheets}
        sheets = tuple(now.get(old.name, old) for old in self._opening.sheets)
        self._opening = replace(opening, sheets=sheets)
        for place, pane in self._panes.items():
            assert isinstance(pane, SheetPane)
            pane.take(sheets[place], self._lookout)
        self.query_one(".behind-heading", Static).update(self._heading())
        for tabs in self.query(PaneTabs):
            tabs.rename([sheet.title for sheet in sheets])

    def _heading(self) -> Content:
        past = f"   {self._lookout.past}" if self._lookout.is_past else ""
        return Content.assemble(
            ("‹ ", MUTED), (shown(self._opening.title), "bold"), (past, "bold $text-warning"),
            "\n", (shown(self._opening.line, long=True), MUTED),
        )  # fmt: skip

    def _pane_spec(self, place: int) -> PaneSpec:
        def make(desk: Desk) -> SheetPane:
            return SheetPane(desk, self._opening.sheets[place], self._lookout)

        return PaneSpec(self._opening.sheets[place].title, make)


def _spec(sheet: Sheet, lookout: Lookout) -> ListSpec:
    return ListSpec(
        sheet.entity, sheet.empty, among=sheet.among, known_on=lookout.known_on,
        beside=sheet.results,
    )  # fmt: skip
