"""The dialog in which the owner chooses how the business is reckoned and written."""

from __future__ import annotations

import asyncio

from tui_crm import money
from tui_crm.actions import Done, change_settings
from tui_crm.errors import FieldErrors, Refused
from tui_crm.metrics import KPIS
from tui_crm.models import FieldSpec, Kind
from tui_crm.store.business import CHOICES, Choice, time_zones
from tui_crm.store.entry import Typing, read_values
from tui_crm.text import fold
from tui_crm.ui.desk import Desk
from tui_crm.ui.dialogs.form import FormScreen
from tui_crm.ui.suggestions import MOST
from tui_crm.ui.widgets.record_form_field import FieldRow

KINDS = {
    "base_currency": Kind.LINK,
    "time_zone": Kind.LINK,
    "activity_window_months": Kind.COUNT,
    "books_start": Kind.DAY,
    "fiscal_month": Kind.COUNT,
}
"""How settings are typed that are neither chosen from a few words nor plain text.

A currency and a zone are found by a part of their name, as linked records are.
"""


class SettingsForm(FormScreen):
    """All settings of the business, each with what it means and which figures it changes."""

    def __init__(self, desk: Desk, open_at: str = "") -> None:
        """Begins at the setting that `open_at` names, at the first where it names none."""
        self._desk = desk
        self._open_at = open_at
        self._specs = tuple(_spec(name, choice) for name, choice in CHOICES.items())
        super().__init__(
            "Settings of the business", self._specs, desk.business, desk.today,
            dict(desk.business), self._change, suggested,
        )  # fmt: skip

    def on_mount(self) -> None:
        """Go to the setting that was asked for."""
        super().on_mount()
        for row in self.query(FieldRow):
            if row.spec.name == self._open_at:
                row.input.focus()

    async def _change(self, typed: dict[str, str]) -> Done:
        """Store what was changed in one step."""
        business = self._desk.business
        typing = Typing(business, self._desk.today)
        values, errors = read_values(self._specs, typed, typing, business.currency)
        if errors:
            raise FieldErrors(errors)
        texts = {name: "" if value is None else str(value) for name, value in values.items()}
        try:
            return await self._desk.write(lambda book: change_settings(book, texts))
        except Refused as refusal:
            raise FieldErrors({"base_currency": str(refusal)}) from None


async def suggested(spec: FieldSpec, part: str) -> list[str]:
    """The time zones whose name holds what was typed, or the currency whose code it is."""
    if spec.name == "base_currency":
        code = part.upper()
        return [code] if money.known(code) else []
    named = fold(part).replace(" ", "_")
    zones = await asyncio.to_thread(time_zones)
    found = [(_fit(fold(zone), named), zone) for zone in zones if named in fold(zone)]
    return [zone for _, zone in sorted(found)[:MOST]]


def _fit(zone: str, part: str) -> int:
    """How well a part fits a zone, the best first: its place, the whole name, somewhere in it."""
    if zone.rpartition("/")[2].startswith(part):
        return 0
    return 1 if zone.startswith(part) else 2


def _spec(name: str, choice: Choice) -> FieldSpec:
    figures = [kpi.title for kpi in KPIS.values() if name in kpi.settings]
    help_text = f"{choice.help}. It changes: {', '.join(figures)}." if figures else choice.help
    kind = Kind.CHOICE if choice.options else KINDS.get(name, Kind.TEXT)
    return FieldSpec(name, name, choice.title, kind, help=help_text, choices=choice.options)
