"""Xero's sales invoices, a row for each line."""

from __future__ import annotations

from tui_crm.errors import FieldErrors
from tui_crm.exchange.programs.program import Program, Texts
from tui_crm.text import fold, quoted

_TYPE, _STATUS = "Type", "Status"
_NO_SALES = {
    "accpay": "it is a bill to pay and no sale",
    "bill": "it is a bill to pay and no sale",
    "accpaycredit": "it is a supplier's credit note and no sale",
}
_NO_INVOICES = ("draft", "submitted", "voided", "deleted")
_CREDIT_NOTES = ("accreccredit", "credit note", "sales credit note")


def _line(texts: Texts) -> None:
    kind, status = fold(texts.get(_TYPE, "")), fold(texts.get(_STATUS, ""))
    if kind in _NO_SALES:
        raise FieldErrors({"": _NO_SALES[kind]})
    if status in _NO_INVOICES:
        raise FieldErrors({"": f"the invoice is {quoted(status)}: it is no sale"})
    texts["discount_percent"] = texts.get("discount_percent", "").rstrip("% ")
    price = texts.get("unit_price", "")
    if kind in _CREDIT_NOTES:
        texts["kind"] = "refund"
        if price and not price.startswith("-"):
            texts["unit_price"] = f"-{price}"


PROGRAMS = (
    Program(
        name="Xero",
        sheet="sales invoices",
        entity="revenue",
        marks=("*ContactName", "*InvoiceNumber", "*InvoiceDate", "*Quantity", "*UnitAmount"),
        columns={
            "*InvoiceNumber": "source_id",
            "*InvoiceDate": "on",
            "*ContactName": "account",
            "*Quantity": "quantity",
            "*UnitAmount": "unit_price",
            "Discount": "discount_percent",
            "Currency": "currency",
            "*Description": "note",
        },
        derived=("amount", "kind"),
        unneeded=("Total",),
        seen=(_TYPE, _STATUS),
        numbered=True,
        lines=("note",),
        taken=_line,
        said=(
            "An amount is quantity times unit price less the discount in percent.",
            "Tax is left out: amounts are those before tax, unless the prices hold it.",
        ),
    ),
)
