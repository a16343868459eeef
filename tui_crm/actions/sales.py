"""What sales does with deals and revenue: move, win, lose, reopen, sell, refund."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select
from sqlmodel import col

from tui_crm.actions import deals
from tui_crm.actions.action import ON, Given, action, ask
from tui_crm.actions.billing import a_year_of, start_subscription
from tui_crm.errors import FieldErrors, Refused
from tui_crm.models import ENTITIES, Deal, Kind, RevenueEntry
from tui_crm.models.fields import RATE_UNIT
from tui_crm.models.sales import INTERVALS
from tui_crm.money import shown_amount
from tui_crm.period import written_day
from tui_crm.store import records
from tui_crm.store.engine import Work
from tui_crm.text import quoted

STAGE = ask("stage", "Stage", Kind.LINK, target="stage")
AMOUNT = ask("amount", "Amount", Kind.MONEY, low=0, help="1.2k, 12*3, 4500")
ACCOUNT = ask("account", "Account", Kind.LINK, target="account")
CURRENCY = ask("currency", "Currency", Kind.TEXT)
RATE = ask("rate", "Rate", Kind.RATE, low=1, help="What one unit is worth in the base currency")


@action(
    "move-deal", "Move to a stage", ON,
    ask("stage", "Stage", Kind.LINK, target="stage", required=True), about="deal",
)  # fmt: skip
def move_deal(work: Work, deal: Deal, given: Given) -> None:
    """Move an open deal to another open stage; its chance becomes the stage's."""
    deals.require_open(deal)
    stage = deals.open_stage(work, given.number("stage"))
    on = given.day("on", work.today)
    deals.enter_stage(deal, stage, on)
    deals.note(work, deal, on)
    work.title = f"Moved {deal.name} to {stage.name}"


@action(
    "win-deal", "Win", ON, AMOUNT, ACCOUNT,
    ask("recurring", "Recurring", Kind.MONEY, low=1, help="Per interval; empty for a single sale"),
    ask("interval", "Interval", Kind.CHOICE, choices=INTERVALS),
    ask("starts_on", "Starts", Kind.DAY, help="When the recurring part begins"),
    CURRENCY, RATE, about="deal",
)  # fmt: skip
def win_deal(work: Work, deal: Deal, given: Given) -> None:
    """Win a deal: its account becomes a customer, and the sale or the subscription is written."""
    deals.require_open(deal)
    on = given.day("on", work.today)
    deals.require_in_order(deal, on)
    _take_terms(work, deal, given)
    close_won(work, deal, on, starts_on=given.day("starts_on", on), revenue=True)


def close_won(work: Work, deal: Deal, on: date, *, starts_on: date, revenue: bool) -> None:
    """Close a deal as won on a day and write the revenue that it brings.

    A one-off deal brings a sale of its amount on that day. A recurring one brings a subscription,
    and a sale of what its amount exceeds a year of the subscription by.
    Raises `FieldErrors` where the account or the amount is not known.
    """
    if deal.account_id is None:
        raise FieldErrors({"account": "who bought? Winning needs the account"})
    if deal.amount_minor is None:
        raise FieldErrors({"amount": "for how much? Winning needs the amount"})
    deal.outcome, deal.closed_on, deal.lost_reason = "won", on, None
    deals.enter_stage(deal, deals.stage_in_state(work, "won"), on)
    deals.note(work, deal, on)
    if revenue:
        _write_revenue(work, deal, on, starts_on)
    each = ""
    if deal.kind == "recurring" and deal.recurring_minor:
        each = f", {shown_amount(deal.recurring_minor, deal.currency)} a {deal.interval or 'month'}"
    work.title = f"Won {deal.name}: {shown_amount(deal.amount_minor, deal.currency)}{each}"


@action(
    "lose-deal", "Lose", ON,
    ask("reason", "Lost because", Kind.TEXT, required=True, help="price, timing, competitor ..."),
    about="deal",
)  # fmt: skip
def lose_deal(work: Work, deal: Deal, given: Given) -> None:
    """Lose a deal, with the reason."""
    deals.require_open(deal)
    on = given.day("on", work.today)
    deals.require_in_order(deal, on)
    close_without_sale(work, deal, on, "lost", given.text("reason"))


def close_without_sale(work: Work, deal: Deal, on: date, outcome: str, reason: str | None) -> None:
    """Close a deal as lost, or as void where it never was one (a duplicate, a test)."""
    deal.outcome, deal.closed_on, deal.lost_reason = outcome, on, reason
    if outcome == "lost":
        deals.enter_stage(deal, deals.stage_in_state(work, "lost"), on)
    deals.note(work, deal, on)
    because = f": {reason}" if reason else ""
    work.title = f"{'Lost' if outcome == 'lost' else 'Voided'} {deal.name}{because}"


@action("reopen-deal", "Reopen", ON, STAGE, about="deal")
def reopen_deal(work: Work, deal: Deal, given: Given) -> None:
    """Open a decided deal again; its first opening stays the one that counts."""
    if deal.outcome == "open":
        raise Refused(f"{quoted(deal.name)} is open already.")
    if deals.entries_of(work, deal):
        raise Refused(
            f"{quoted(deal.name)} has brought revenue: undo the win, or delete its revenue first."
        )
    on = given.day("on", work.today)
    stage = deals.open_stage(work, given.number("stage"))
    deal.outcome, deal.closed_on, deal.lost_reason = "open", None, None
    deals.enter_stage(deal, stage, on)
    deals.note(work, deal, on)
    work.title = f"Reopened {deal.name} in {stage.name}"


@action(
    "record-sale", "Record a sale", ON,
    ask("account", "Account", Kind.LINK, target="account", required=True),
    ask("amount", "Amount", Kind.MONEY, required=True, low=1),
    ask("deal", "Deal", Kind.LINK, target="deal"),
    ask("note", "Note", Kind.TEXT), CURRENCY, RATE,
)  # fmt: skip
def record_sale(work: Work, _record: None, given: Given) -> None:
    """Record a sale of a day in the revenue ledger."""
    entry = _entry(
        work,
        account_id=given.number("account") or 0,
        deal_id=given.number("deal"),
        on=given.day("on", work.today),
        amount=given.number("amount") or 0,
        currency=(given.text("currency") or work.business.currency).upper(),
        rate=given.number("rate"),
        note=given.text("note"),
    )
    name = records.describe(work, ENTITIES["account"], entry.account_id)
    work.title = f"Sold to {name}: {shown_amount(entry.amount_minor, entry.currency)}"


@action(
    "refund", "Refund", ON,
    ask("amount", "Amount", Kind.MONEY, low=1, help="Empty: all that is left of it"),
    ask("note", "Note", Kind.TEXT), about="revenue",
)  # fmt: skip
def refund(work: Work, entry: RevenueEntry, given: Given) -> None:
    """Give back a sale or a billing, whole or in part; it counts on the refund's own day."""
    if entry.kind == "refund":
        raise Refused("A refund cannot be refunded: refund the sale that it belongs to.")
    on = given.day("on", work.today)
    if on < entry.on:
        raise FieldErrors({"on": f"it was sold on {written_day(entry.on)}: not before"})
    left = entry.amount_minor + _given_back(work, entry)
    amount = given.number("amount") or left
    if amount > left or left <= 0:
        whole = shown_amount(max(left, 0), entry.currency)
        raise FieldErrors({"amount": f"only {whole} of it are left to give back"})
    made = _entry(
        work,
        account_id=entry.account_id,
        deal_id=entry.deal_id,
        on=on,
        amount=-amount,
        currency=entry.currency,
        rate=entry.fx_e8,
        note=given.text("note"),
        refund_of=entry,
    )
    name = records.describe(work, ENTITIES["account"], made.account_id)
    work.title = f"Refunded {name}: {shown_amount(amount, made.currency)}"


def _take_terms(work: Work, deal: Deal, given: Given) -> None:
    """What the win says of the deal: its account, its amounts, its currency."""
    if given.has("account"):
        deal.account_id = given.number("account")
    if given.has("currency"):
        deal.currency = (given.text("currency") or "").upper()
    if given.has("rate"):
        deal.fx_e8 = given.number("rate") or RATE_UNIT
    if given.has("recurring"):
        deal.kind, deal.recurring_minor = "recurring", given.number("recurring")
        deal.interval = given.text("interval") or deal.interval or "month"
    if given.has("amount"):
        deal.amount_minor = given.number("amount")
    elif deal.kind == "recurring" and deal.recurring_minor and given.has("recurring"):
        deal.amount_minor = a_year_of(deal.recurring_minor, deal.interval or "month")
    if deal.amount_minor is None and deal.kind == "recurring" and deal.recurring_minor:
        deal.amount_minor = a_year_of(deal.recurring_minor, deal.interval or "month")
    records.settle_money(deal, work.business.currency, rated=given.has("rate"))


def _write_revenue(work: Work, deal: Deal, on: date, starts_on: date) -> None:
    assert deal.account_id is not None and deal.amount_minor is not None
    single = deal.amount_minor
    if deal.kind == "recurring" and deal.recurring_minor:
        interval = deal.interval or "month"
        single -= a_year_of(deal.recurring_minor, interval)
        start_subscription(
            work,
            account_id=deal.account_id,
            deal_id=deal.id,
            amount=deal.recurring_minor,
            interval=interval,
            starts_on=starts_on,
            ends_on=None,
            currency=deal.currency,
            rate=deal.fx_e8,
        )
    if single > 0:
        _entry(
            work,
            account_id=deal.account_id,
            deal_id=deal.id,
            on=on,
            amount=single,
            currency=deal.currency,
            rate=deal.fx_e8,
            note=None,
        )


def _entry(
    work: Work,
    *,
    account_id: int,
    deal_id: int | None,
    on: date,
    amount: int,
    currency: str,
    rate: int | None,
    note: str | None,
    refund_of: RevenueEntry | None = None,
) -> RevenueEntry:
    columns: dict[str, object] = {
        "account_id": account_id,
        "deal_id": deal_id,
        "on": on,
        "kind": "refund" if amount < 0 else "sale",
        "amount_minor": amount,
        "currency": currency,
        "note": note,
        "base_minor": amount,
        "refund_of_id": refund_of.id if refund_of else None,
        "subscription_id": refund_of.subscription_id if refund_of else None,
    }
    if rate is not None:
        columns["fx_e8"] = rate
    entry = records.build(work, RevenueEntry, columns)
    assert isinstance(entry, RevenueEntry)
    records.settle_money(entry, work.business.currency, rated=rate is not None)
    work.made["revenue"] = records.store(work, entry)
    return entry


def _given_back(work: Work, entry: RevenueEntry) -> int:
    """What was given back of an entry already, negative, in minor units of its currency."""
    total = select(func.coalesce(func.sum(RevenueEntry.amount_minor), 0)).where(
        col(RevenueEntry.refund_of_id) == entry.id
    )
    return int(work.execute(total).scalar_one())
