"""The dialog that adds or changes a record, or asks what an action needs to know."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static
from textual.worker import Worker, WorkerState

from tui_crm.actions import Done
from tui_crm.errors import CrmError, FieldErrors
from tui_crm.models import FieldSpec
from tui_crm.store.business import Business
from tui_crm.store.lanes import Superseded
from tui_crm.text import cut, shown
from tui_crm.ui.dialogs.confirm import Confirm
from tui_crm.ui.dialogs.frame import Dialog
from tui_crm.ui.widgets.record_form import RecordForm, Suggest

if TYPE_CHECKING:
    from tui_crm.store.similar import Similar
    from tui_crm.ui.lookalikes import Lookalikes

Save = Callable[[dict[str, str]], Awaitable[Done]]
"""Stores what was typed; raises `FieldErrors` for what cannot be taken, `CrmError` for the rest."""

ALIKE_KEY = "ctrl+o"

AROUND = 7
"""Lines that the box takes around its fields: its border, what is said, its keys."""
ABOVE = 2
"""Lines above the box where there is room to spare."""


class FormScreen(Dialog[Done | None]):
    """A form over the page; it stays until it is saved or left, and loses nothing by a wrong key.

    The answer is what was done last, or nothing.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", "save", id="form.save", tooltip="Save and close"),
        Binding(
            "ctrl+n", "save_another", "save, add another", id="form.another",
            tooltip="Save, and begin the next one",
        ),
        Binding(
            ALIKE_KEY, "open_alike", "open", show=False, id="form.alike",
            tooltip="Open the record that this one looks like",
        ),
        Binding("escape", "leave", "leave", id="form.leave", tooltip="Leave without saving"),
    ]  # fmt: skip

    DEFAULT_CSS = """
    FormScreen {
        align: center top;
        & .dialog-box { width: 100%; max-width: 96; padding: 1 1 0 2; }
        & .form-said { height: auto; margin: 0 2; color: $text-success; }
        & .form-said.-error { color: $text-error; }
        & .form-alike { height: 1; margin: 0 2; color: $text-warning; }
        & .dialog-keys { margin: 1 2 0 2; }
    }
    """

    AUTO_FOCUS = "RecordForm LineInput, RecordForm LongInput"

    def __init__(
        self,
        title: str,
        specs: tuple[FieldSpec, ...],
        business: Business,
        today: date,
        values: Mapping[str, str],
        save: Save,
        suggest: Suggest,
        again: bool = False,
        adding: bool = False,
        alike: Lookalikes | None = None,
    ) -> None:
        """`alike` looks whether what is typed may be in the book already."""
        needed = any(spec.required and spec.asked for spec in specs)
        super().__init__(title, remark="* needed" if needed else "")
        self._save = save
        self._again = again
        self._adding = adding
        self._saving = False
        self._done: Done | None = None
        self._alike = alike
        self._found: Similar | None = None
        self.form = RecordForm(specs, values, business, today, suggest, adding=adding)
        self._said = Static(classes="form-said", markup=False)
        self._looks_like = Static(classes="form-alike", markup=False)

    @property
    def is_changed(self) -> bool:
        """Whether something was typed that is not saved."""
        return bool(self.form.changes)

    def inside(self) -> ComposeResult:
        """The fields, and lines for what is said about all of them."""
        yield self.form
        if self._alike is not None:
            yield self._looks_like
        yield self._said

    def on_resize(self) -> None:
        """Give the fields the room there is."""
        free = self.size.height - AROUND - (self._alike is not None)
        roomy = self.form.rows_needed(roomy=True) <= free
        above = max(0, min(ABOVE, free - self.form.rows_needed(roomy=roomy)))
        self.query_one(".dialog-box").styles.margin = (above, 2, 0, 2)
        self.form.styles.max_height = max(1, free - above)
        self.form.lay_out(roomy=roomy)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer another one only where a pile is entered."""
        return self._again if action == "save_another" else True

    def action_save(self) -> None:
        """Save and close; where nothing was changed there is nothing to save."""
        if self._adding or self.is_changed:
            self._store(another=False)
        elif not self._saving:
            self._close(self._done)

    def action_save_another(self) -> None:
        """Save, and begin the next one."""
        self._store(another=True)

    @work(group="form.leave", exclusive=True, exit_on_error=False)
    async def action_leave(self) -> None:
        """Leave, after asking where something typed would be lost."""
        if self._saving:
            return
        question = Confirm("What you typed is not saved yet.", yes="Discard it", no="Keep editing")
        if not self.is_changed or await self.app.push_screen_wait(question):
            self._close(self._done)

    def action_open_alike(self) -> None:
        """Open the record that this one looks like; what was typed stays."""
        if self._alike is not None and self._found is not None:
            self._alike.show(self._found)

    def on_record_form_edited(self, event: RecordForm.Edited) -> None:
        """Look whether the record may be in the book already."""
        event.stop()
        if self._alike is not None and event.field in self._alike.fields:
            self._compare(self._alike)

    def on_unmount(self) -> None:
        """Look no more."""
        if self._alike is not None:
            self._alike.close()

    def on_record_form_finished(self, event: RecordForm.Finished) -> None:
        """Save after the last field."""
        event.stop()
        self.action_save()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Say so when saving failed for a reason that nobody foresaw; the typing is still there."""
        if event.worker.group == "form.save" and event.state is WorkerState.ERROR:
            self._say(f"The program failed while saving: {event.worker.error!r}", wrong=True)

    @work(group="form.alike", exclusive=True, exit_on_error=False)
    async def _compare(self, alike: Lookalikes) -> None:
        """Say which record this one looks like, if that is not out of date already."""
        with suppress(Superseded, CrmError):  # a busy database says nothing; saving will say why
            self._show_alike(await alike.find(self.form.typed))

    def _show_alike(self, found: Similar | None) -> None:
        self._found = found
        sentence = ""
        if found is not None:
            rest = f", {found.why}. {self._alike_key()} opens it."
            called = shown(found.label)
            sentence = (
                "Looks like " + cut(called, self._looks_like.size.width - len(rest) - 11) + rest
            )
        self._looks_like.update(Content(sentence))

    def _alike_key(self) -> str:
        active = self.active_bindings.items()
        return next((key for key, found in active if found.binding.id == "form.alike"), ALIKE_KEY)

    def _store(self, *, another: bool) -> None:
        if not self._saving:
            self._saving = True
            self._store_typed(another)

    @work(group="form.save", exit_on_error=False)
    async def _store_typed(self, another: bool) -> None:
        """Save what was typed; the form takes no keys until the answer comes."""
        here = self.focused
        self.form.disabled = True
        self._say("Saving …")
        errors: dict[str, str] = {}
        done = None
        problem = ""
        try:
            done = await self._save(self._answers())
        except FieldErrors as error:
            errors = error.errors
        except CrmError as error:
            problem = str(error)
        finally:
            self._saving = False
            self.form.disabled = False
            if here is not None:
                here.focus()
        if done is None:
            self._complain(errors, problem)
        elif another:
            self._done = done
            self._say(f"{done.title}.")
            self._show_alike(None)
            self.form.begin_again()
        else:
            self._close(done)

    def _close(self, done: Done | None) -> None:
        # Whatever was opened above the form meanwhile would be closed in its place.
        self.pop_until_active()
        self.dismiss(done)

    def _answers(self) -> dict[str, str]:
        if not self._adding:
            return self.form.changes
        return {name: text for name, text in self.form.typed.items() if text.strip()}

    def _complain(self, errors: Mapping[str, str], problem: str) -> None:
        others = self.form.complain(errors)
        sentences = [f"{name}: {sentence}" for name, sentence in others.items()]
        self._say(problem or "; ".join(sentences), wrong=True)

    def _say(self, sentence: str, *, wrong: bool = False) -> None:
        self._said.set_class(wrong, "-error")
        mark = "! " if wrong and sentence else ""
        self._said.update(Content(mark + shown(sentence)))
