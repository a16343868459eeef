"""What goes with a deal: its stage and outcome agree, and its history knows every change."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any  # Any: the value of a column, whatever it holds

from sqlalchemy import select
from sqlmodel import col

from tui_crm.actions import deals
from tui_crm.actions.edit_rules import Rules
from tui_crm.actions.marketing import put_stage
from tui_crm.actions.sales import close_without_sale, close_won
from tui_crm.errors import FieldErrors, Refused
from tui_crm.models import Deal, Entity, HandOff, Lead, Record, Stage
from tui_crm.money import LIMIT
from tui_crm.store import records
from tui_crm.store.engine import Work
from tui_crm.store.entry import Value
from tui_crm.text import quoted

FATE = ("stage", "outcome", "closed_on", "lost_reason", "opened_on")
"""Fields that are not simply put into a deal: the actions of sales have to do with them."""


class DealRules(Rules):
    """A deal typed as won is won as by the action, and every change is in its history."""

    fills = frozenset({"stage"})
    with_revenue = True

    def add(
        self, work: Work, entity: Entity, values: Mapping[str, Value], columns: dict[str, Any]
    ) -> Record:
        """Store a deal with its history; a decided one is closed as by the action."""
        outcome, stage = asked_outcome(work, values)
        on = _day(values.get("opened_on")) or work.today
        begin = stage if stage.state == "open" else deals.stage_in_state(work, "open")
        columns = {
            **columns, "stage_id": begin.id, "outcome": "open", "closed_on": None,
            "lost_reason": None, "opened_on": on, "stage_since": on,
            "currency": columns["currency"].upper(),
            "prob_bp": columns.get("prob_bp", begin.prob_bp),
        }  # fmt: skip
        deal = records.build(work, Deal, columns)
        assert isinstance(deal, Deal)
        _check_recurring(deal)
        records.settle_money(deal, work.business.currency, rated="rate" in values)
        records.store(work, deal)
        deals.note(work, deal, on)
        if outcome != "open":
            closed = _day(values.get("closed_on")) or max(work.today, on)
            _close(work, deal, outcome, closed, values, revenue=self.with_revenue)
            work.title = ""
        return deal

    def change(
        self, work: Work, entity: Entity, record: Record, values: Mapping[str, Value]
    ) -> None:
        """Put new values into a deal, and do what its new stage or outcome means."""
        assert isinstance(record, Deal)
        plain = {name: value for name, value in values.items() if name not in FATE}
        _require_kept(values)
        before = _told(record)
        super().change(work, entity, record, plain)
        if "currency" in values:
            record.currency = record.currency.upper()
        _check_recurring(record)
        records.settle_money(record, work.business.currency, rated="rate" in values)
        _move_dates(work, record, values)
        if "lost_reason" in values and record.outcome == "lost":
            record.lost_reason = _text(values["lost_reason"])
        decided = _decide_anew(work, record, values, revenue=self.with_revenue)
        if not decided and _told(record) != before:
            deals.note(work, record, None)

    def delete(self, work: Work, record: Record) -> None:
        """Take a deal away; a lead that became it is qualified again, to be offered anew."""
        assert isinstance(record, Deal)
        accepted = select(HandOff).where(col(HandOff.deal_id) == record.id)
        for handoff in work.execute(accepted).scalars():
            lead = work.get(Lead, handoff.lead_id)
            if lead is not None and lead.stage == "accepted":
                put_stage(work, lead, "mql")
        super().delete(work, record)


class ImportedDealRules(DealRules):
    """Deals of a file that is to bring no revenue: the ledger comes from elsewhere."""

    with_revenue = False


RULES = DealRules()
WITHOUT_REVENUE = ImportedDealRules()


def asked_outcome(work: Work, values: Mapping[str, Value]) -> tuple[str, Stage]:
    """What stage and outcome together say; raises `FieldErrors` where they disagree."""
    outcome = values.get("outcome") if "outcome" in values else None
    number = values.get("stage")
    stage = work.get(Stage, number) if isinstance(number, int) else None
    if outcome is None:
        if stage is None:
            decided = values.get("closed_on") is not None
            if decided:
                raise FieldErrors({"outcome": "a closed deal was won or lost: say which"})
            return "open", deals.stage_in_state(work, "open")
        return stage.state, stage
    if stage is None:
        known = outcome if outcome != "void" else "open"
        return str(outcome), deals.stage_in_state(work, str(known))
    if stage.state != outcome and stage.state != "open":
        raise FieldErrors({"outcome": f"the stage {quoted(stage.name)} is for {stage.state} deals"})
    return str(outcome), stage


def _close(
    work: Work, deal: Deal, outcome: str, on: date, values: Mapping[str, Value], *, revenue: bool
) -> None:
    if on < deal.opened_on:
        raise FieldErrors({"closed_on": "it cannot be closed before it was opened"})
    if outcome == "won":
        close_won(work, deal, on, starts_on=on, revenue=revenue)
    else:
        close_without_sale(work, deal, on, outcome, _text(values.get("lost_reason")))


def _decide_anew(work: Work, deal: Deal, values: Mapping[str, Value], *, revenue: bool) -> bool:
    """Do what a changed stage or outcome means; says whether it wrote the history."""
    if values.get("stage") is None and values.get("outcome") is None:
        return False
    number, asked = values.get("stage"), values.get("outcome")
    stage = work.get(Stage, number) if isinstance(number, int) else None
    outcome = str(asked) if asked else stage.state if stage else deal.outcome
    if stage and asked and stage.state not in ("open", outcome):
        raise FieldErrors({"outcome": f"the stage {quoted(stage.name)} is for {stage.state} deals"})
    if outcome == deal.outcome and (stage is None or stage.id == deal.stage_id):
        return False
    on = _day(values.get("closed_on")) or work.today
    if outcome == "open":
        _put_open(work, deal, stage or deals.stage_in_state(work, "open"))
    elif deal.outcome != "open":
        deals.require_open(deal)
    else:
        _close(work, deal, outcome, on, values, revenue=revenue)
    return True


def _put_open(work: Work, deal: Deal, stage: Stage) -> None:
    if deal.outcome != "open":
        if deals.entries_of(work, deal):
            raise Refused(
                f"{quoted(deal.name)} has brought revenue: undo the win, "
                "or delete its revenue first."
            )
        deal.outcome, deal.closed_on, deal.lost_reason = "open", None, None
    deals.enter_stage(deal, stage, work.today)
    deals.note(work, deal, work.today)


def _move_dates(work: Work, deal: Deal, values: Mapping[str, Value]) -> None:
    """Correct the opening or the closing day, in the history and in the revenue of the win."""
    opened, closed = _day(values.get("opened_on")), _day(values.get("closed_on"))
    if opened and opened != deal.opened_on:
        if deal.closed_on and opened > deal.closed_on:
            raise FieldErrors({"opened_on": "it cannot be opened after it was closed"})
        old, deal.opened_on = deal.opened_on, opened
        deal.stage_since = opened if deal.stage_since == old else deal.stage_since
        deals.move_event(work, deal, old, opened)
    if closed and deal.closed_on and closed != deal.closed_on:
        if closed < deal.opened_on:
            raise FieldErrors({"closed_on": "it cannot be closed before it was opened"})
        old, deal.closed_on = deal.closed_on, closed
        deal.stage_since = closed
        deals.move_event(work, deal, old, closed, last=True)
        for entry in deals.entries_of(work, deal):
            if entry.on == old and entry.kind == "sale":
                entry.on = closed


def _told(deal: Deal) -> tuple[object, ...]:
    """What of a deal its history keeps."""
    return deal.outcome, deal.stage_id, deal.prob_bp, deal.base_minor, deal.expected_on


def _check_recurring(deal: Deal) -> None:
    if deal.recurring_minor is not None and deal.recurring_minor > LIMIT:
        raise FieldErrors({"recurring_amount": "this is too large to be true"})
    if deal.recurring_minor:
        deal.kind = "recurring"
        deal.interval = deal.interval or "month"
    elif deal.kind == "recurring":
        raise FieldErrors({"recurring_amount": "a recurring deal needs what it brings each time"})


def _require_kept(values: Mapping[str, Value]) -> None:
    emptied = {
        name: "this is needed"
        for name in ("name", "stage", "currency", "opened_on")
        if name in values and values[name] is None
    }
    if emptied:
        raise FieldErrors(emptied)


def _day(value: Value) -> date | None:
    return value if isinstance(value, date) else None


def _text(value: Value) -> str | None:
    return value if isinstance(value, str) else None
