"""The life of a deal: its stages, its history, and the one place where both are written."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlmodel import col

from tui_crm.errors import FieldErrors, Refused, WrongUsage
from tui_crm.models import Deal, DealEvent, RevenueEntry, Stage
from tui_crm.period import written_day
from tui_crm.store import records
from tui_crm.store.engine import Work
from tui_crm.store.journal import rewriting_history
from tui_crm.text import quoted


def stage_in_state(work: Work, state: str) -> Stage:
    """The stage of won or lost deals, or the first of the open ones.

    Raises `Refused` where the book has no such stage.
    """
    found: Stage | None = work.execute(
        select(Stage)
        .where(col(Stage.state) == state)
        .order_by(col(Stage.position), col(Stage.id))
        .limit(1)
    ).scalar_one_or_none()
    if found is None:
        raise Refused(f"The pipeline has no stage for {state} deals: add one first.")
    return found


def enter_stage(deal: Deal, stage: Stage, on: date) -> None:
    """Put a deal into a stage from a day on, with the stage's chance of winning."""
    if deal.stage_id != stage.id:
        deal.stage_since = on
    deal.stage_id = stage.id  # type: ignore[assignment]  # stored stages have their number
    deal.prob_bp = stage.prob_bp


def contribution(state: str, base_minor: int | None, prob_bp: int) -> tuple[int, int, int]:
    """What a deal in this state is to the open pipeline: value, value times chance, count.

    Value in minor units of the base currency; an open deal without amount counts with no value.
    """
    if state != "open":
        return 0, 0, 0
    value = base_minor or 0
    return value, value * prob_bp, 1


def note(work: Work, deal: Deal, on: date | None) -> None:
    """Write the deal's whole present state into its history, as of a day.

    Without a day it is today's, or that of its last event where that lies later.
    Raises `Refused` where the history already goes further than the day.
    """
    last = last_event(work, deal)
    if on is None:
        on = max(work.today, last.on) if last else work.today
    if last is not None and on < last.on:
        raise Refused(
            f"The history of {quoted(deal.name)} already goes to {written_day(last.on)}: "
            "give that day or a later one."
        )
    records.refresh_search(work, deal)
    work.flush()
    assert deal.id is not None
    was = contribution(last.state, last.base_minor, last.prob_bp) if last else (0, 0, 0)
    now = contribution(deal.outcome, deal.base_minor, deal.prob_bp)
    value, weighted, count = (new - old for new, old in zip(now, was, strict=True))
    work.add(
        DealEvent(
            deal_id=deal.id,
            on=on,
            at=work.at,
            state=deal.outcome,
            stage_id=deal.stage_id,
            prob_bp=deal.prob_bp,
            base_minor=deal.base_minor,
            expected_on=deal.expected_on,
            value_change=value,
            weighted_change=weighted,
            count_change=count,
        )
    )
    work.flush()


def last_event(work: Work, deal: Deal) -> DealEvent | None:
    """The newest event of a deal's history."""
    return work.execute(
        select(DealEvent)
        .where(col(DealEvent.deal_id) == deal.id)
        .order_by(col(DealEvent.on).desc(), col(DealEvent.id).desc())
        .limit(1)
    ).scalar_one_or_none()


def move_event(work: Work, deal: Deal, old: date, new: date, *, last: bool = False) -> None:
    """Correct the day of a deal's opening or closing in its history.

    Raises `Refused` where another event lies between the two days.
    """
    events = list(
        work.execute(
            select(DealEvent)
            .where(col(DealEvent.deal_id) == deal.id)
            .order_by(col(DealEvent.on), col(DealEvent.id))
        ).scalars()
    )
    dated = [event for event in events if event.on == old]
    moved = (dated[-1] if last else dated[0]) if dated else None
    if moved is None:
        return
    at = events.index(moved)
    before, after = events[:at], events[at + 1 :]
    if any(event.on > new for event in before) or any(event.on < new for event in after):
        raise Refused(
            f"{quoted(deal.name)} changed between {written_day(min(old, new))} and "
            f"{written_day(max(old, new))}: its history would be out of order."
        )
    with rewriting_history(work):
        moved.on = new


def entries_of(work: Work, deal: Deal) -> list[RevenueEntry]:
    """The revenue that a deal has brought, oldest first."""
    found = work.execute(
        select(RevenueEntry)
        .where(col(RevenueEntry.deal_id) == deal.id)
        .order_by(col(RevenueEntry.on), col(RevenueEntry.id))
    )
    return list(found.scalars())


def require_open(deal: Deal) -> None:
    """Raises `Refused` where a deal has been decided already."""
    if deal.outcome != "open":
        on = written_day(deal.closed_on) if deal.closed_on else "an unknown day"
        raise Refused(
            f"{quoted(deal.name)} was {deal.outcome} on {on}: reopen it before changing its end."
        )


def require_in_order(deal: Deal, on: date) -> None:
    """Raises `FieldErrors` where a deal would be closed before it was opened."""
    if on < deal.opened_on:
        raise FieldErrors(
            {"on": f"{quoted(deal.name)} was opened on {written_day(deal.opened_on)}: not before"}
        )


def open_stage(work: Work, stage_id: int | None) -> Stage:
    """The open stage asked for, or the first one; raises `WrongUsage` for one of decided deals."""
    if stage_id is None:
        return stage_in_state(work, "open")
    stage = work.get(Stage, stage_id)
    assert stage is not None
    if stage.state != "open":
        raise WrongUsage(
            f"{quoted(stage.name)} holds decided deals: use win-deal or lose-deal instead."
        )
    return stage
