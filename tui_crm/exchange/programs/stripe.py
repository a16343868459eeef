"""Stripe's export of payments."""

from __future__ import annotations

from tui_crm.errors import FieldErrors
from tui_crm.exchange.programs.program import Program, Texts
from tui_crm.exchange.programs.texts import in_utc, is_word
from tui_crm.text import fold, quoted

_STATUS, _MODE, _CAPTURED = "Status", "Mode|Livemode", "Captured"
_MONEY_CAME = ("paid", "succeeded", "refunded", "partially refunded", "partial refund", "disputed")
_NO_MONEY = {
    "failed": "the payment failed: no money came in",
    "canceled": "the payment was canceled: no money came in",
    "cancelled": "the payment was canceled: no money came in",
}
_SOMEBODY = "Stripe customers"


def _payment(texts: Texts) -> None:
    status = fold(texts.get(_STATUS, ""))
    if status and status not in _MONEY_CAME:
        waits = f"the payment is {quoted(status)}: no money came in"
        raise FieldErrors({"": _NO_MONEY.get(status, waits)})
    if is_word(texts.get(_CAPTURED, ""), "false", "no") and not status:
        raise FieldErrors({"": "the payment was not captured: no money came in"})
    if is_word(texts.get(_MODE, ""), "test", "test mode"):
        raise FieldErrors({"": "it is a test payment: no money came in"})
    texts["on"] = in_utc(texts.get("on", ""))
    texts["currency"] = texts.get("currency", "").upper()
    texts["account"] = texts.get("account") or _SOMEBODY


PROGRAMS = (
    Program(
        name="Stripe",
        sheet="payments",
        entity="revenue",
        marks=("id", "Created date (UTC)|Created (UTC)", "Amount", "Currency",
               "Amount Refunded|Captured|Payment Source Type|Customer Email"),
        never=("Arrival Date (UTC)",),
        columns={
            "id": "source_id",
            "Created date (UTC)|Created (UTC)": "on",
            "Amount": "amount",
            "Amount Refunded": "refunded",
            "Currency": "currency",
            "Customer Email": "account",
            "Description": "note",
        },
        constants={"revenue": {"account": _SOMEBODY}},
        seen=(_STATUS, _MODE, _CAPTURED),
        stand_ins={"account": ("Customer Description", "Customer ID")},
        taken=_payment,
        said=(
            "Payments are dated by the business's own time zone; Stripe writes UTC.",
            "What was given back is a refund on the day of the payment: the file has no other day.",
            "Fees are not taken off: record them as a cost.",
        ),
    ),
)  # fmt: skip
