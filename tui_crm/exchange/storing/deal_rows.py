"""New deals of a file with all that the same actions would have made of them."""

from __future__ import annotations

from datetime import date

from tui_crm.actions.deals import contribution
from tui_crm.exchange.report import Report
from tui_crm.exchange.storing.bulk import Bulk
from tui_crm.exchange.storing.deal_fates import CLOSED, Fates
from tui_crm.exchange.storing.links import Links
from tui_crm.exchange.storing.plain_rows import Values
from tui_crm.exchange.storing.rows import Stored, arranged
from tui_crm.models import Deal, DealEvent, Entity, RevenueEntry, Stage
from tui_crm.models.fields import instant_text
from tui_crm.store import records
from tui_crm.store.customs import EXTRA, words_of
from tui_crm.store.engine import Work
from tui_crm.store.entry import Value
from tui_crm.text import fold

DEAL_TABLES = ("deal", "deal_event", "revenue_entry")
"""Where a deal with its history and its revenue is stored."""

_DEAL = (
    "id", "created_at", "search", "source_key", "name", "account_id", "contact_id", "lead_id",
    "campaign_id", "stage_id", "outcome", "amount_minor", "base_minor", "currency", "prob_bp",
    "opened_on", "expected_on", CLOSED, "lost_reason", "interval", "notes", "stage_since", EXTRA,
)  # fmt: skip
_EVENT = (
    "id", "deal_id", "on", "at", "state", "stage_id", "prob_bp", "base_minor", "expected_on",
    "value_change", "weighted_change", "count_change",
)  # fmt: skip
_ENTRY = (
    "id", "created_at", "search", "on", "account_id", "deal_id", "kind", "amount_minor",
    "currency", "base_minor",
)  # fmt: skip


class DealRows:
    """Stores new deals with their history and their revenue, many in one go."""

    def __init__(
        self,
        work: Work,
        bulk: Bulk,
        entity: Entity,
        links: Links,
        fates: Fates,
        report: Report,
        *,
        revenue: bool,
    ) -> None:
        self._bulk = bulk
        self._entity = entity
        self._custom = [spec.name for spec in entity.custom]
        self._fates = fates
        self._report = report
        self._revenue = revenue
        self._base = work.business.currency
        self._at = instant_text(work.at)
        self._deal = arranged(Deal, _DEAL)
        self._event = arranged(DealEvent, _EVENT)
        self._entry = arranged(RevenueEntry, _ENTRY)
        self._open = _Place(links.first_stage("open"))
        self._decided = {state: _Place(links.first_stage(state)) for state in ("won", "lost")}
        self._places: dict[int | None, _Place] = {}

    def put(self, values: Values, key: str, wanted: int | None) -> int | None:
        """Store a new deal and give its number; None where only the action can do it."""
        get = values.get
        if get("recurring_amount") or get("kind") == "recurring":
            return None
        if (get("currency") or self._base) != self._base:
            return None
        outcome, stage = self._fates.of(values)
        place = self._place_of(stage)
        begin = place if outcome == "open" or place.state == "open" else self._open
        chance = get("probability")
        begin_bp = chance if isinstance(chance, int) else begin.bp
        final = self._decided.get(outcome, begin)
        final_bp = begin_bp if final is begin else final.bp
        number = self._bulk.number("deal", wanted)
        opened, closed = _day(get("opened_on")), _day(get(CLOSED))
        expected = _day(get("expected_on"))
        amount = get("amount")
        lost = get("lost_reason") if outcome in ("lost", "void") else None
        extra = self._extra(values) if self._custom else None
        row = (
            number, self._at, self._words(values, lost, outcome, extra), key, get("name"),
            get("account"), get("contact"), get("lead"), get("campaign"), final.id, outcome,
            amount, amount, self._base, final_bp, opened, expected, closed, lost,
            get("interval"), get("notes"), closed if outcome in self._decided else opened, extra,
        )  # fmt: skip
        self._bulk.put("deal", self._deal(row))  # type: ignore[arg-type]  # values as they are kept
        history = (number, amount, expected)
        change = contribution("open", amount, begin_bp)  # type: ignore[arg-type]  # in minor units
        self._put_event(history, "open", opened, begin.id, begin_bp, change)
        if outcome != "open":
            gone = (-change[0], -change[1], -change[2])
            self._put_event(history, outcome, closed, final.id, final_bp, gone)
            if outcome == "won" and self._revenue and amount:
                self._put_sale(number, closed, get("account"), amount)
        return number

    def _place_of(self, stage: Stage) -> _Place:
        place = self._places.get(id(stage))
        if place is None:
            place = self._places[id(stage)] = _Place(stage)
        return place

    def _extra(self, values: Values) -> str | None:
        told = {name: values.get(name) for name in self._custom}
        extra: str | None = records.columns_of(self._entity, told)[EXTRA]
        return extra

    def _words(self, values: Values, lost: Value, outcome: str, extra: str | None) -> str:
        """What a deal is searched by: the words that its record would be."""
        words = [values.get("name"), outcome, self._base, lost, "one_off", values.get("interval"),
                 values.get("notes"), *words_of(extra)]  # fmt: skip
        return fold(" ".join(map(str, filter(None, words))))

    def _put_event(
        self,
        deal: tuple[int, Value, Stored],
        state: str,
        on: Stored,
        stage: int | None,
        bp: int,
        changes: tuple[int, int, int],
    ) -> None:
        """One event for each day that is known: the opening, and the closing."""
        number, base, expected = deal
        row = (self._bulk.number("deal_event"), number, on, self._at, state, stage, bp, base,
               expected, *changes)  # fmt: skip
        self._bulk.put("deal_event", self._event(row))  # type: ignore[arg-type]  # as they are kept

    def _put_sale(self, number: int, on: Stored, account: Value, amount: Value) -> None:
        row = (self._bulk.number("revenue_entry"), self._at, fold(f"sale {self._base}"), on,
               account, number, "sale", amount, self._base, amount)  # fmt: skip
        self._bulk.put("revenue_entry", self._entry(row))  # type: ignore[arg-type]  # as they are kept
        self._report.count_made("revenue")


class _Place:
    """A stage as the rows need it."""

    __slots__ = ("bp", "id", "state")

    def __init__(self, stage: Stage) -> None:
        self.id, self.bp, self.state = stage.id, stage.prob_bp, stage.state


def _day(value: Value) -> str | None:
    return value.isoformat() if isinstance(value, date) else None
