"""What goes with records that hold money, and with days of web traffic."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any  # Any: the value of a column, whatever it holds

from sqlalchemy import func, select
from sqlmodel import col

from tui_crm.actions.billing import post_due
from tui_crm.actions.edit_rules import Rules
from tui_crm.errors import FieldErrors
from tui_crm.models import Entity, Record, RevenueEntry, Subscription
from tui_crm.store import records
from tui_crm.store.engine import Work
from tui_crm.store.entry import Value
from tui_crm.text import quoted


class MoneyRules(Rules):
    """A record with an amount keeps it in the base currency too, at the rate of its day."""

    def add(
        self, work: Work, entity: Entity, values: Mapping[str, Value], columns: dict[str, Any]
    ) -> Record:
        """Store a new record with its base amount."""
        columns = {**columns, "currency": columns["currency"].upper()}
        record = records.build(work, entity.model, {"base_minor": 0, **columns})
        records.settle_money(record, work.business.currency, rated="rate" in values)
        self.check(work, record)
        records.store(work, record)
        return record

    def change(
        self, work: Work, entity: Entity, record: Record, values: Mapping[str, Value]
    ) -> None:
        """Put new values into a record, and its base amount after them."""
        _require_kept(entity, values)
        super().change(work, entity, record, values)
        records.settle_money(record, work.business.currency, rated="rate" in values)
        self.check(work, record)

    def check(self, work: Work, record: Record) -> None:
        """Raises `FieldErrors` where the record contradicts itself."""
        if getattr(record, "amount_minor", None) == 0:
            raise FieldErrors({"amount": "this cannot be zero"})


class RevenueRules(MoneyRules):
    """A refund belongs to the sale that it gives back, where one can be found."""

    def check(self, work: Work, record: Record) -> None:
        """Refunds are negative, sales and billings positive; a refund finds its sale."""
        super().check(work, record)
        assert isinstance(record, RevenueEntry)
        if (record.kind == "refund") != (record.amount_minor < 0):
            told = (
                "a refund is negative" if record.kind == "refund" else "only refunds are negative"
            )
            raise FieldErrors({"amount": told})
        if record.kind == "refund" and record.refund_of_id is None:
            record.refund_of_id = refunded_sale(work, record)


class SubscriptionRules(MoneyRules):
    """A new subscription is billed for what is due already."""

    def add(
        self, work: Work, entity: Entity, values: Mapping[str, Value], columns: dict[str, Any]
    ) -> Record:
        """Store a subscription and post its billings due by today."""
        record = super().add(work, entity, values, columns)
        assert isinstance(record, Subscription)
        post_due(work, record)
        return record


class TrafficRules(Rules):
    """Visits that were bounced, or a bounce rate, are taken for the engaged ones."""

    def reworded(self, typed: Mapping[str, str]) -> Mapping[str, str]:
        """`bounces` or `bounce_rate` as `engaged`; raises `FieldErrors` where they cannot be."""
        given = {name: text for name, text in typed.items() if name in ("bounces", "bounce_rate")}
        if not given:
            return typed
        rest = {name: text for name, text in typed.items() if name not in given}
        if rest.get("engaged", "").strip():
            return rest
        if not rest.get("sessions", "").strip():
            raise FieldErrors({"sessions": "give the sessions too: the bounces are part of them"})
        sessions = _whole("sessions", rest["sessions"])
        if "bounces" in given:
            bounced = _whole("bounces", given["bounces"])
        else:
            share = _share(given["bounce_rate"])
            bounced = int((sessions * share).to_integral_value(ROUND_HALF_UP))
        return {**rest, "engaged": str(sessions - bounced)}


_SOLD = RevenueEntry.table().alias("sold")

MONEY, REVENUE, SUBSCRIPTION, TRAFFIC = (
    MoneyRules(), RevenueRules(), SubscriptionRules(), TrafficRules(),
)  # fmt: skip


def refunded_sale(work: Work, refund: RevenueEntry) -> int | None:
    """The newest sale of the same deal and account that still holds what a refund gives back."""
    back = (
        select(func.coalesce(func.sum(col(RevenueEntry.base_minor)), 0))
        .where(col(RevenueEntry.refund_of_id) == _SOLD.c.id)
        .scalar_subquery()
    )
    query = (
        select(_SOLD.c.id)
        .where(
            _SOLD.c.account_id == refund.account_id,
            _SOLD.c.kind != "refund",
            _SOLD.c.on <= refund.on,
            _SOLD.c.deal_id.is_(refund.deal_id)
            if refund.deal_id is None
            else _SOLD.c.deal_id == refund.deal_id,
            _SOLD.c.base_minor + back >= -refund.base_minor,
        )
        .order_by(_SOLD.c.on.desc(), _SOLD.c.id.desc())
        .limit(1)
    )
    found: int | None = work.execute(query).scalar()
    return found


def _require_kept(entity: Entity, values: Mapping[str, Value]) -> None:
    emptied = {
        spec.name: "this is needed"
        for spec in entity.fields
        if spec.required and spec.name in values and values[spec.name] is None
    }
    if emptied:
        raise FieldErrors(emptied)


def _whole(name: str, text: str) -> int:
    digits = text.strip()
    if not digits.isdecimal():
        raise FieldErrors({name: f"{quoted(text)} is not a whole number: type 120"})
    return int(digits)


def _share(text: str) -> Decimal:
    """`0.42`, `42%` and `42 %` as a share of one."""
    typed = text.strip()
    whole = 100 if typed.endswith("%") else 1
    try:
        number = Decimal(typed.removesuffix("%").strip())
        inside = 0 <= number <= whole  # NaN cannot be compared
    except InvalidOperation:
        raise FieldErrors(
            {"bounce_rate": f"{quoted(text)} is not a rate: type 0.42 or 42%"}
        ) from None
    if not inside:
        raise FieldErrors({"bounce_rate": "a bounce rate lies between 0 and 1, or 0% and 100%"})
    return number / whole
