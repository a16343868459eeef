"""New deals of a file with all that the same actions would have made of them."""

from __future__ import annotations

from datetime import date
from typing import Any  # Any: the value of a column, whatever it holds

from tui_crm.actions.deals import contribution
from tui_crm.exchange.bulk import Bulk
from tui_crm.exchange.deal_fates import CLOSED, Fates
from tui_crm.exchange.links import Links
from tui_crm.exchange.plain_rows import Values
from tui_crm.exchange.report import Report
from tui_crm.exchange.rows import RowMaker
from tui_crm.models import Deal, DealEvent, RevenueEntry, Stage
from tui_crm.models.fields import instant_text
from tui_crm.store.engine import Work


class DealRows:
    """Stores new deals with their history and their revenue, many in one go."""

    def __init__(
        self,
        work: Work,
        bulk: Bulk,
        links: Links,
        fates: Fates,
        report: Report,
        *,
        revenue: bool,
    ) -> None:
        self._bulk = bulk
        self._fates = fates
        self._report = report
        self._revenue = revenue
        self._base = work.business.currency
        self._at = instant_text(work.at)
        self._deals = RowMaker(Deal, work.at)
        self._events = RowMaker(DealEvent, work.at)
        self._entries = RowMaker(RevenueEntry, work.at)
        self._open = links.first_stage("open")
        self._decided = {state: links.first_stage(state) for state in ("won", "lost")}

    def put(self, values: Values, key: str, wanted: int | None) -> int | None:
        """Store a new deal and give its number; None where only the action can do it."""
        recurring = values.get("recurring_amount") or values.get("kind") == "recurring"
        if recurring or (values.get("currency") or self._base) != self._base:
            return None
        outcome, stage = self._fates.of(values)
        begin = stage if stage.state == "open" else self._open
        chance = values.get("probability")
        begin_bp = chance if isinstance(chance, int) else begin.prob_bp
        final = self._decided.get(outcome, begin)
        final_bp = begin_bp if final is begin else final.prob_bp
        columns = self._columns(values, outcome, final, final_bp)
        columns["id"] = number = self._bulk.number("deal", wanted)
        columns["source_key"] = key
        self._bulk.put("deal", self._deals.row(columns))
        self._put_history(number, columns, outcome, (begin, begin_bp), (final, final_bp))
        if outcome == "won" and self._revenue:
            self._put_sale(number, columns)
        return number

    def _columns(self, values: Values, outcome: str, final: Stage, bp: int) -> dict[str, Any]:
        moved = outcome in self._decided
        return {
            "name": values["name"],
            "account_id": values.get("account"),
            "contact_id": values.get("contact"),
            "lead_id": values.get("lead"),
            "campaign_id": values.get("campaign"),
            "stage_id": final.id,
            "outcome": outcome,
            "amount_minor": values.get("amount"),
            "base_minor": values.get("amount"),
            "currency": self._base,
            "prob_bp": bp,
            "opened_on": values["opened_on"],
            "expected_on": values.get("expected_on"),
            CLOSED: values.get(CLOSED),
            "lost_reason": values.get("lost_reason") if outcome in ("lost", "void") else None,
            "interval": values.get("interval"),
            "notes": values.get("notes"),
            "stage_since": values[CLOSED] if moved else values["opened_on"],
        }

    def _put_history(
        self,
        number: int,
        deal: dict[str, Any],
        outcome: str,
        begin: tuple[Stage, int],
        final: tuple[Stage, int],
    ) -> None:
        """One event for each day that is known: the opening, and the closing."""
        base = deal["base_minor"]
        opened = contribution("open", base, begin[1])
        self._put_event(number, deal, "open", deal["opened_on"], begin, opened)
        if outcome != "open":
            gone = (-opened[0], -opened[1], -opened[2])
            self._put_event(number, deal, outcome, deal[CLOSED], final, gone)

    def _put_event(
        self,
        number: int,
        deal: dict[str, Any],
        state: str,
        on: date,
        stage: tuple[Stage, int],
        changes: tuple[int, int, int],
    ) -> None:
        value, weighted, count = changes
        event = {
            "id": self._bulk.number("deal_event"),
            "deal_id": number,
            "on": on,
            "at": self._at,
            "state": state,
            "stage_id": stage[0].id,
            "prob_bp": stage[1],
            "base_minor": deal["base_minor"],
            "expected_on": deal["expected_on"],
            "value_change": value,
            "weighted_change": weighted,
            "count_change": count,
        }
        self._bulk.put("deal_event", self._events.row(event))

    def _put_sale(self, number: int, deal: dict[str, Any]) -> None:
        if not deal["amount_minor"]:
            return
        entry = {
            "id": self._bulk.number("revenue_entry"),
            "on": deal[CLOSED],
            "account_id": deal["account_id"],
            "deal_id": number,
            "kind": "sale",
            "amount_minor": deal["amount_minor"],
            "currency": self._base,
            "base_minor": deal["base_minor"],
        }
        self._bulk.put("revenue_entry", self._entries.row(entry))
        self._report.count_made("revenue")
