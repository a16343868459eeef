"""The form that builds itself from the fields of any record or action."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from textual.actions import SkipAction
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.geometry import Offset
from textual.message import Message
from textual.widgets import Input

from tui_crm import money
from tui_crm.errors import CrmError
from tui_crm.models import FieldSpec, Kind
from tui_crm.store.business import Business
from tui_crm.store.entry import Typing
from tui_crm.text import fold
from tui_crm.ui.widgets.record_form_field import GAP, MARGIN, PARTS, FieldRow
from tui_crm.ui.widgets.record_form_meaning import CURRENCY
from tui_crm.ui.widgets.record_form_names import NameList

Suggest = Callable[[FieldSpec, str], Awaitable[list[str]]]
"""Gives the names of records that a link may mean, those that fit best first."""

KEPT = frozenset({"campaign", "source", "channel", "function", "network", "kind"})
"""Fields that stay filled in for the next record of the same pile, as dates do."""


class RecordForm(VerticalScroll, can_focus=False, inherit_bindings=False):
    """The fields of a record or an action, one under the other, to fill in from top to bottom."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(keys, action, words, show=False, id=f"field.{name}", tooltip=tooltip)
            for name, keys, action, words, tooltip in (
                ("up", "up", "move(-1)", "Up", "Go to the field above"),
                ("down", "down", "move(1)", "Down", "Go to the field below"),
                ("next", "tab", "next", "Next", "Take the name under the cursor, go on"),
                ("close", "escape", "close_names", "Keep", "Keep the name as it is typed"),
                ("page_up", "pageup", "page(-1)", "Page up", "Go up some fields"),
                ("page_down", "pagedown", "page(1)", "Page down", "Go down some fields"),
            )
        ),
        # Before the field itself gets the key: what is typed right after it is the next field's.
        Binding(
            "enter,tab", "advance", "Next", show=False, priority=True, id="field.advance",
            tooltip="Go to the next field",
        ),
    ]  # fmt: skip

    COMPONENT_CLASSES: ClassVar[set[str]] = set(PARTS)

    DEFAULT_CSS = """
    RecordForm {
        height: auto;
        scrollbar-gutter: stable;
        scrollbar-size: 1 1;
        scrollbar-background: $surface;
        scrollbar-background-hover: $surface;
        scrollbar-background-active: $surface;
        &:disabled { opacity: 100%; }
        & > .record-form--edge { color: $surface; }
        & > .record-form--label { color: $text-muted; }
        & > .record-form--here { color: $text-primary; text-style: bold; }
        & > .record-form--meaning { color: $text-muted; }
        & > .record-form--doubt { color: $text-warning; }
        & > .record-form--help { color: $text-muted; }
        & > .record-form--word { color: $foreground; text-style: bold underline; }
        & > .record-form--error { color: $text-error; }
        &:ansi {
            & > .record-form--edge { color: ansi_default; text-style: dim; }
            & > .record-form--label, & > .record-form--meaning, & > .record-form--help {
                text-style: dim;
            }
        }
    }
    """

    @dataclass
    class Finished(Message):
        """Posted when enter is pressed in the last field."""

        form: RecordForm

    @dataclass
    class Edited(Message):
        """Posted when something was typed into a field."""

        field: str

    def __init__(
        self,
        specs: tuple[FieldSpec, ...],
        values: Mapping[str, str],
        business: Business,
        today: date,
        suggest: Suggest,
        *,
        adding: bool = False,
    ) -> None:
        super().__init__()
        self._business = business
        self._suggest = suggest
        self._names = NameList()
        asked = [spec for spec in specs if spec.asked]
        offers = {
            spec.name: values.get(spec.name, _offer(spec, business, adding)) for spec in asked
        }
        currency = _known_currency(offers.get(CURRENCY, ""), business)
        typing = Typing(business, today)
        self._rows = [FieldRow(spec, offers[spec.name], typing, currency) for spec in asked]
        self._offers = {row.spec.name: row.offered for row in self._rows}
        self._show_rate(currency)

    @property
    def typed(self) -> dict[str, str]:
        """What stands in each field."""
        return {row.spec.name: row.typed for row in self._rows}

    @property
    def changes(self) -> dict[str, str]:
        """What stands in the fields that were changed."""
        return {row.spec.name: row.typed for row in self._rows if row.typed != row.offered}

    def compose(self) -> ComposeResult:
        """The fields, and the list of names that belongs to whichever link is typed."""
        yield from self._rows
        yield self._names

    def rows_needed(self, *, roomy: bool) -> int:
        """How many lines the fields take, with a free line under each or only under one."""
        rows = list(self._visible())
        return sum(row.lines for row in rows) + (len(rows) if roomy else 1)

    def lay_out(self, *, roomy: bool) -> None:
        """Give the titles the same room, and each field a free line where there is room."""
        titles = [len(row.spec.title) + 2 * row.spec.required for row in self._rows]
        width = MARGIN + max(titles, default=0) + GAP
        for row in self._rows:
            row.lay_out(width, roomy=roomy)

    def go_to_first(self) -> None:
        """Put the focus into the first field."""
        for row in self._visible():
            row.input.focus()
            return

    def complain(self, errors: Mapping[str, str]) -> dict[str, str]:
        """Say under each field what is wrong with it and go to the first of them.

        Gives back what is about fields that the form does not have.
        """
        wrong = [row for row in self._rows if row.spec.name in errors]
        for row in self._rows:
            row.complain(errors.get(row.spec.name, ""))
            row.display = row.display or row in wrong
        if wrong:
            wrong[0].input.focus()
        known = {row.spec.name for row in self._rows}
        return {name: sentence for name, sentence in errors.items() if name not in known}

    def begin_again(self) -> None:
        """Empty the form for the next record; what a pile of records shares stays."""
        self._names.close()
        for row in self._rows:
            stays = row.spec.kind is Kind.DAY or row.spec.name in KEPT
            row.put(row.typed if stays else self._offers[row.spec.name])
        self._reckon()
        self.scroll_home(animate=False)
        self.go_to_first()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave escape to the dialog while no names are offered."""
        return self._names.is_open if action == "close_names" else True

    def action_move(self, step: int) -> None:
        """Go to the field above or below, or to another of the names that are offered."""
        if self._names.is_open:
            self._names.move(step)
        else:
            self._go(step)

    def action_page(self, pages: int) -> None:
        """Go up or down half as many fields as the form shows."""
        self._go(pages * max(1, self.size.height // 2))

    def action_next(self) -> None:
        """Take the name under the cursor, and go on."""
        self._take(self._names.chosen)
        self.screen.focus_next()

    def action_advance(self) -> None:
        """Go to the next field at once, where nothing else is to be decided in this one."""
        rows = list(self._visible())
        row = self._here()
        is_name = row is not None and row.spec.kind is Kind.LINK and not row.makes
        if row is None or row is rows[-1] or is_name or row.spec.kind is Kind.LONG:
            raise SkipAction
        if self._names.is_open and self._names.chosen is not None:
            raise SkipAction
        self._close_names()
        self.screen.set_focus(rows[rows.index(row) + 1].input)

    def action_close_names(self) -> None:
        """Keep the name as it is typed."""
        self._close_names()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take the name under the cursor, or go to the next field; after the last one, save."""
        event.stop()
        row = self._here()
        if self._names.chosen is not None:
            self._take(self._names.chosen)
        elif row is not None and row is list(self._visible())[-1]:
            self._close_names()
            self.post_message(self.Finished(self))
        else:
            self._go(1)

    def on_field_row_edited(self, event: FieldRow.Edited) -> None:
        """Look up the names that a link may mean, and reckon in the currency that is typed."""
        event.stop()
        row = event.row
        if row.spec.name == CURRENCY:
            self._reckon()
        if row.spec.kind is Kind.LINK:
            self.run_worker(
                self._look_up(row, row.typed.strip()),
                group=f"form.suggest.{row.spec.name}",
                exclusive=True,
                exit_on_error=False,
            )
        self.post_message(self.Edited(row.spec.name))

    def on_name_list_taken(self, event: NameList.Taken) -> None:
        """Take the name that was clicked."""
        event.stop()
        self._take(event.name)

    def on_descendant_focus(self) -> None:
        """Show the whole field that has the focus, with what stands under it."""
        self._close_names()
        row = self._here()
        if row is not None:
            self.call_after_refresh(self.scroll_to_widget, row, animate=False)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Close the list of names, which stands where its field no longer is."""
        super().watch_scroll_y(old_value, new_value)
        if round(old_value) != round(new_value):
            self._close_names()

    async def _look_up(self, row: FieldRow, part: str) -> None:
        """Offer the names for a part of one, if that is still what stands in the field."""
        names: list[str] = []
        with suppress(CrmError):  # a busy database offers nothing; saving will say why
            names = await self._suggest(row.spec, part)
        if row.typed.strip() != part:
            return
        here = row is self._here()
        others = [name for name in names if fold(name) != fold(part)]
        row.find(names, choosing=here and bool(others))
        if here and others:
            left, top = self.content_region.offset
            self._names.offer(
                names, part, row.input.region, Offset(left, top - round(self.scroll_y)),
                first=not row.makes and bool(part),
            )  # fmt: skip
        elif here:
            self._names.close()

    def _take(self, name: str | None) -> None:
        row = self._here()
        if name is not None and row is not None:
            row.take(name)
        self._close_names()

    def _close_names(self) -> None:
        self._names.close()
        for row in self._rows:
            row.stop_choosing()

    def _go(self, step: int) -> None:
        rows = list(self._visible())
        row = self._here()
        if row in rows:
            at = rows.index(row) + step
            # At once: the next key is counted from where this one has led.
            self.screen.set_focus(rows[max(0, min(at, len(rows) - 1))].input)

    def _here(self) -> FieldRow | None:
        return next((row for row in self._rows if row.has_focus_within), None)

    def _visible(self) -> Iterator[FieldRow]:
        return (row for row in self._rows if row.display)

    def _reckon(self) -> None:
        currency = _known_currency(self.typed.get(CURRENCY, ""), self._business)
        for row in self._rows:
            row.reckon_in(currency)
        self._show_rate(currency)

    def _show_rate(self, currency: str) -> None:
        """Ask for the rate of a foreign currency only."""
        for row in self._rows:
            if row.spec.kind is Kind.RATE:
                row.display = currency != self._business.currency or bool(row.error)


def _offer(spec: FieldSpec, business: Business, adding: bool) -> str:
    if not adding:
        return ""
    return business.currency if spec.name == CURRENCY and spec.required else spec.default


def _known_currency(typed: str, business: Business) -> str:
    """The currency that is typed, or the business's own until it is one."""
    code = typed.strip().upper()
    return code if money.known(code) else business.currency
