"""The import of a file: how it is read, how far it has come, and what became of its rows."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, ClassVar, Protocol

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import Screen
from textual.worker import Worker, WorkerState

from tui_crm.errors import CrmError
from tui_crm.exchange.looking import Order
from tui_crm.exchange.outside import Replaced, Stopped
from tui_crm.text import shown
from tui_crm.ui.answers import answer
from tui_crm.ui.desk import Desk
from tui_crm.ui.screens import import_deeds as deeds
from tui_crm.ui.screens import import_outcome as outcome
from tui_crm.ui.screens.import_bar import ImportBar
from tui_crm.ui.screens.import_keys import BELONGS, KEYS, Stage, keys_of
from tui_crm.ui.screens.import_mapping import MOST_NUMBERED, MappingView
from tui_crm.ui.screens.import_progress import ProgressView
from tui_crm.ui.screens.import_result import ResultView
from tui_crm.ui.screens.import_words import answered, file_facts, options_of
from tui_crm.ui.widgets.key_bar import Key, KeyBar
from tui_crm.ui.widgets.record_table import RecordTable

if TYPE_CHECKING:
    from tui_crm.exchange.looking import Watch
    from tui_crm.exchange.preview import Preview
    from tui_crm.exchange.report import Report

TICK = 0.1
"""Seconds between two looks at how far it has come."""


class Engine(Protocol):
    """Who looks at files and imports them, beside the screen."""

    def start(self) -> None: ...

    def preview(
        self, book: Path, order: Order, watch: Watch | None = None, /
    ) -> Future[Preview]: ...

    def bring(self, book: Path, order: Order, watch: Watch | None = None, /) -> Future[Report]: ...

    def stop(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the owner left the import."""

    is_stored: bool = False
    """Whether anything of the file is in the book now."""
    entity: str = ""
    """Whose list is to be shown; empty: none."""
    merge: bool = False
    """Whether the records that look alike are to be merged then."""
    again: bool = False
    """Whether another file is to be named."""


class ImportScreen(Screen[Outcome]):
    """One file on its way into the book; nothing of it is stored before enter says so."""

    BINDINGS: ClassVar[list[BindingType]] = KEYS

    AUTO_FOCUS = ""
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]  # noqa: RUF012  # as Textual has it

    DEFAULT_CSS = "ImportScreen { layout: vertical; background: $background; }"

    def __init__(self, desk: Desk, engine: Engine, path: Path) -> None:
        super().__init__()
        self.desk = desk
        self.order = Order(path, as_last_time=True)
        """What the owner has said of the file so far."""
        self.report: Report | None = None
        """What became of the rows, once they are stored."""
        self.alike = 0
        """How many records that came look like older ones."""
        self.stage: Stage = "reading"
        self._engine = engine
        self._done = (0, 0)
        """How many rows and bytes have been gone through."""
        self._is_stored = self._is_stopping = False
        self._scratch: TemporaryDirectory[str] | None = None
        self.mapping, self.progress, self.result = MappingView(), ProgressView(), ResultView()

    def compose(self) -> ComposeResult:
        """The title line, the part that is in sight, the keys."""
        yield ImportBar(self.order.path.name)
        yield self.mapping
        yield self.progress
        yield self.result
        yield KeyBar()

    def on_mount(self) -> None:
        """Look at the file."""
        for table in (self.mapping.columns, self.mapping.rows, self.result.rejected):
            self.watch(table, "cursor", self.show_keys, init=False)
        self.watch(self.mapping.rows, "cursor", self.mapping.show_fate, init=False)
        self.set_interval(TICK, self._tick)
        self._enter("reading")
        self.look()

    def on_unmount(self) -> None:
        """Leave nothing of what was kept for the time being."""
        if self._scratch is not None:
            self._scratch.cleanup()

    def look(self, order: Order | None = None) -> None:
        """Look at the file, as the owner says now that it is to be read."""
        self.order = order or self.order
        self.start(self._look, "look")

    def tell(self, sentence: str, *, error: bool = False) -> None:
        """Say something in the corner of the screen."""
        self.app.clear_notifications()
        self.notify(shown(sentence), severity="error" if error else "information", markup=False)

    def start(self, deed: Callable[[], Awaitable[None]], group: str) -> None:
        """Do something that takes its time, in place of the same that is being done."""
        self.run_worker(self._try(deed), group=group, exclusive=True, exit_on_error=False)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Each part has its own keys."""
        return self.stage in BELONGS.get(action, (self.stage,))

    def action_go_on(self) -> None:
        """Go on to what comes next: an answer, the import, the list of what came."""
        match self.stage:
            case "mapping" if self.mapping.question is not None:
                self.start(lambda: deeds.answer_question(self), "commands")
            case "mapping":
                self.start(self._bring, "import")
            case "reading":
                self.tell("The file is still being read: a moment.")
            case "done" if self.report is not None:
                self.leave(self.report.entity)

    action_bring = action_go_on

    def action_answer(self, number: int) -> None:
        """Answer the question by the number of an option."""
        question = self.mapping.question
        options = options_of(question) if question else []
        if question is not None and number <= len(options) <= MOST_NUMBERED:
            self.look(answered(self.order, question, options[number - 1][0]))

    def action_other_table(self) -> None:
        """Go to the other table."""
        columns, rows = self.mapping.columns, self.mapping.rows
        if not columns.has_focus:
            columns.focus()
        elif rows.display:
            rows.focus()
        else:
            self.set_focus(None)
            self.show_keys()

    def action_change_field(self) -> None:
        """Choose what the column under the cursor becomes."""
        self.start(lambda: deeds.choose_field(self), "commands")

    def action_change_kind(self) -> None:
        """Choose what the rows become."""
        self.start(lambda: deeds.choose_kind(self), "commands")

    def action_map_anew(self) -> None:
        """Guess every column again, whatever was chosen now or last time."""
        self.look(replace(self.order, entity=None, mapping={}, as_last_time=False))

    def action_say_currency(self) -> None:
        """Say in which currency the amounts are."""
        self.start(lambda: deeds.say_currency(self), "commands")

    def action_say_rate(self) -> None:
        """Say what that currency is worth."""
        self.start(lambda: deeds.say_rate(self), "commands")

    def action_merge(self) -> None:
        """Close, and go through the records that look alike."""
        if self.alike and self.report is not None:
            self.dismiss(Outcome(self._is_stored, self.report.entity, merge=True))
        else:
            self.tell("None of the records that came looks like one that you have.")

    def action_save_rejected(self) -> None:
        """Save the rejected rows."""
        self.start(lambda: deeds.save_rejected(self), "commands")

    def action_take_back(self) -> None:
        """Take the import back."""
        self.start(self._take_back, "commands")

    def action_explain(self) -> None:
        """Say what is shown here."""
        self.start(lambda: deeds.explain(self), "commands")

    def action_leave(self) -> None:
        """Stop the import where it runs; otherwise leave."""
        match self.stage:
            case "importing":
                self._is_stopping = True
                self.progress.stopping()
                self.run_worker(
                    asyncio.to_thread(self._engine.stop), group="stop", exit_on_error=False
                )
            case "done":
                self.leave()
            case _:
                self.dismiss(Outcome(again=True))

    def leave(self, entity: str = "") -> None:
        """Close; the list of what came is shown where its entity is named."""
        self.dismiss(Outcome(self._is_stored, entity if self._is_stored else ""))

    @property
    def is_stored(self) -> bool:
        """Whether anything of the file is in the book now."""
        return self._is_stored

    @property
    def has_rejected(self) -> bool:
        """Whether there are rejected rows that can be saved."""
        return self.report is not None and bool(self.report.rejected)

    @property
    def rejects(self) -> Path | None:
        """Where the rejected rows are kept until they are saved or the screen is left."""
        return self.order.rejects

    @on(RecordTable.Opened)
    def _open_row(self, event: RecordTable.Opened) -> None:
        event.stop()
        if event.table is self.mapping.columns:
            self.action_change_field()
        else:
            self.action_go_on()

    @on(KeyBar.Chosen)
    async def _do_key(self, event: KeyBar.Chosen) -> None:
        await self.run_action(event.command)

    def on_descendant_focus(self) -> None:
        """Show the keys of the table that is walked now."""
        self.show_keys()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Tell of what nobody foresaw."""
        if event.state is WorkerState.ERROR and event.worker.error is not None:
            from tui_crm.ui.screens.frame import unforeseen

            self.tell(unforeseen(event.worker.error), error=True)

    def show_keys(self) -> None:
        """Show what the keys do here and now."""
        table = self.focused if isinstance(self.focused, RecordTable) else None
        place = table.place if table is not None and table.display else ""
        keys = [Key(*key) for key in keys_of(self)]
        self.query_one(KeyBar).show(keys, place)

    async def _try(self, deed: Callable[[], Awaitable[None]]) -> None:
        try:
            await deed()
        except CrmError as error:
            self.tell(str(error), error=True)

    async def _look(self) -> None:
        self._enter("reading")
        self._done = (0, 0)
        try:
            preview = await answer(self._engine.preview(self.desk.path, self.order, self._watch))
        except Replaced:
            return
        except CrmError as error:
            if self.mapping.preview is None:
                self.mapping.say(str(error))
                self._enter("wrong")
                return
            self._enter("mapping")
            raise
        self.query_one(ImportBar).show(file_facts(preview))
        self.mapping.show(preview)
        self._enter("mapping")

    async def _bring(self) -> None:
        """Import the file; stopped, the book is as it was before."""
        preview = self.mapping.preview
        assert preview is not None
        self._scratch = self._scratch or TemporaryDirectory(prefix="tui-crm-")
        kept = Path(self._scratch.name) / "rejected.csv"
        kept.unlink(missing_ok=True)
        self.order = replace(self.order, rejects=kept)
        self._done = (0, 0)
        self.progress.begin(self.order.path.name, preview.rows)
        self._is_stopping = False
        self._enter("importing")
        before = await self.desk.read(deeds.how_it_stands)
        report = None
        try:
            async with self.desk.held():
                report = await self._imported()
        finally:
            if report is None:
                self._enter("mapping")
        if report is not None:
            await self._show_result(report, before)
        elif (await self.desk.read(deeds.how_it_stands)).imports > before.imports:
            self._is_stored = True
            self.dismiss(Outcome(True, preview.entity))
            self.tell("The import was stored before it could be stopped. u takes it back.")
        else:
            self.tell("Stopped: nothing of the file was stored.")
            await asyncio.to_thread(self._engine.start)

    async def _imported(self) -> Report | None:
        """What became of the rows; None where it was stopped."""
        if self._is_stopping:  # before it had begun
            return None
        try:
            return await answer(self._engine.bring(self.desk.path, self.order, self._watch))
        except Stopped:
            return None

    async def _show_result(self, report: Report, before: deeds.Before) -> None:
        if report.questions:
            await self._look()
            self.tell("Something has to be answered first.")
            return
        self.report = report
        self._is_stored = report.batch is not None
        self.result.show(report, self.order.path.name)
        self._enter("done")
        if self._is_stored:
            self.alike = await self.desk.read(
                lambda connection: deeds.look_alike(connection, report.entity, before)
            )
            self.result.show_alike(outcome.alike(report, self.alike))
            self.show_keys()

    async def _take_back(self) -> None:
        if self._is_stored:
            self.result.taken_back(await deeds.take_back(self))
            self._is_stored, self.alike = False, 0
            self._enter("done")

    def _watch(self, rows: int, bytes: int) -> None:
        """Note how far it has come; called on another thread."""
        self._done = (rows, bytes)

    def _tick(self) -> None:
        """Show how far it has come."""
        rows, bytes = self._done
        if self.stage == "importing":
            self.progress.show(rows)
        elif self.stage == "reading" and rows:
            self.mapping.say(f"Reading the file …   {rows:,} rows   {deeds.share(self, bytes)}")

    def _enter(self, stage: Stage) -> None:
        """Show the part of a stage, and let the owner walk in it."""
        self.stage = stage
        self.mapping.display = stage in ("reading", "wrong", "mapping")
        self.progress.display = stage == "importing"
        self.result.display = stage == "done"
        match stage:
            case "reading" if self.mapping.preview is None:
                self.mapping.say("Reading the file …")
            case "mapping":
                self.mapping.come_back()
                self._walk_mapping()
            case "done" if self.result.rejected.display:
                self.result.rejected.focus()
            case "importing" | "done" | "wrong":
                self.set_focus(None)
        self.refresh_bindings()
        self.show_keys()

    def _walk_mapping(self) -> None:
        """Begin on the first rows; where none can be shown yet, enter answers the question."""
        if not self.mapping.rows.display:
            self.set_focus(None)
        elif not self.mapping.columns.has_focus:
            self.mapping.rows.focus()
