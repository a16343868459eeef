"""A page under a dialog, and what stands behind a form: who saves, who knows names."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

from textual.app import App
from textual.screen import Screen

from tests.conftest import TODAY
from tui_crm.actions import ACTIONS, Done
from tui_crm.models import ENTITIES, FieldSpec
from tui_crm.store.business import Business
from tui_crm.ui.dialogs.form import FormScreen
from tui_crm.ui.widgets.record_form_field import FieldRow
from tui_crm.ui.widgets.record_form_names import NameList


class Page(App[None]):
    """A page with one dialog over it, which remembers what the dialog answered."""

    def __init__(self, dialog: Callable[[], Screen[Any]]) -> None:
        super().__init__()
        self._dialog = dialog
        self.answers: list[object] = []

    def on_mount(self) -> None:
        self.push_screen(self._dialog(), self.answers.append)

    def lines(self) -> list[str]:
        """What stands on the screen."""
        return [strip.text.rstrip() for strip in self.screen._compositor.render_strips()]

    def line(self, title: str) -> str:
        """The line of the field with a title, without the box around it."""
        return next(line for line in self.inner() if line.lstrip("› ").startswith(title))

    def under(self, title: str) -> str:
        """The line under that field."""
        inner = self.inner()
        return inner[inner.index(self.line(title)) + 1].strip()

    def inner(self) -> list[str]:
        """The lines without the box and the edges of the inputs."""
        kept = str.maketrans("", "", "│▕▏")
        return [line.translate(kept).rstrip() for line in self.lines()]

    @property
    def form(self) -> FormScreen:
        assert isinstance(self.screen, FormScreen)
        return self.screen

    def row(self, name: str) -> FieldRow:
        """The row of a field by its name."""
        return next(row for row in self.form.query(FieldRow) if row.spec.name == name)

    @property
    def here(self) -> str:
        """The name of the field that has the focus."""
        return next((r.spec.name for r in self.form.query(FieldRow) if r.has_focus_within), "")

    @property
    def offered(self) -> list[str]:
        """The names that are offered for a link, the one under the cursor with its mark."""
        names = self.form.query_one(NameList)
        return [names.pieces(y)[0][0].rstrip() for y in range(names.size.height) if names.is_open]


class Saver:
    """Saves, or answers with an error, once it is let; remembers what it was given."""

    def __init__(self, *outcomes: Exception | str) -> None:
        self.outcomes = list(outcomes)
        self.given: list[dict[str, str]] = []
        self.gate = asyncio.Event()
        self.gate.set()

    async def __call__(self, typed: dict[str, str]) -> Done:
        self.given.append(typed)
        await self.gate.wait()
        outcome = self.outcomes.pop(0) if self.outcomes else "Saved it"
        if isinstance(outcome, Exception):
            raise outcome
        return Done(outcome, 7, {})


class Names:
    """Knows some names; holds an answer back while its question is listed as slow."""

    def __init__(self, *names: str) -> None:
        self.names = names
        self.slow: dict[str, asyncio.Event] = {}

    async def __call__(self, spec: FieldSpec, part: str) -> list[str]:
        if part in self.slow:
            await self.slow[part].wait()
        return [name for name in self.names if part.casefold() in name.casefold()]


def form_page(
    what: str,
    values: Mapping[str, str] | None = None,
    *,
    save: Saver | None = None,
    suggest: Names | None = None,
    business: Business | None = None,
    again: bool = False,
    adding: bool = False,
) -> Page:
    """A page with the form of an entity or an action."""
    specs = ENTITIES[what].fields if what in ENTITIES else ACTIONS[what].fields
    saver, names = save or Saver(), suggest or Names()
    return Page(
        lambda: FormScreen(
            what, specs, business or Business(), TODAY, values or {}, saver, names, again, adding
        )
    )
