"""QuickBooks: invoices as its template has them, and reports of its transactions."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tui_crm.errors import FieldErrors
from tui_crm.exchange.programs.program import Program, Texts
from tui_crm.exchange.programs.texts import cell_of
from tui_crm.text import fold, quoted

_KIND, _ACCOUNT = "Transaction Type|Type", "Account|Account full name"
_DATE, _AMOUNT = "Date|Transaction date", "Amount"
_ITEM = "Item(Product/Service)"
_SALES = ("invoice", "sales receipt")
_REFUNDS = ("credit memo", "refund", "refund receipt")
_NOT_INCOME = (
    "accounts receivable", "receivable", "debtors", "undeposited funds", "payments to deposit",
    "checking", "bank", "savings", "cash", "inventory", "tax payable", "cost of goods",
)  # fmt: skip
"""What accounts are called on which the other side of a sale is booked."""

_TOTALS = ("total", "totals", "grand total")


def _is_income(account: str) -> bool:
    folded = fold(account)
    return bool(folded) and not any(word in folded for word in _NOT_INCOME)


def _is_total(headers: Sequence[str], cells: Sequence[str]) -> bool:
    first = fold(cells[0].strip()) if cells else ""
    return (first in _TOTALS or first.startswith("total for ")) and not cell_of(
        headers, cells, _DATE
    )


def _is_group(headers: Sequence[str], cells: Sequence[str]) -> bool:
    return not cell_of(headers, cells, _DATE) and not cell_of(headers, cells, _AMOUNT)


def _reported() -> Callable[[Texts], None]:
    """Judges the rows of a report, which may show both sides of each sale."""
    side: dict[tuple[str, ...], bool] = {}

    def taken(texts: Texts) -> None:
        kind = fold(texts.get(_KIND, ""))
        if kind not in _SALES + _REFUNDS:
            what = texts.get(_KIND, "") or "a row without a type"
            raise FieldErrors({"": f"{quoted(what)} is no sale: it moves money, or is a cost"})
        if _ACCOUNT in texts:
            sale = (kind, *(texts.get(name, "") for name in ("source_id", "on", "account")))
            is_income = _is_income(texts[_ACCOUNT])
            if side.setdefault(sale, is_income) is not is_income:
                raise FieldErrors({"": "it is the other side of a sale that the file has already"})
        if texts.get("source_id"):
            texts["source_id"] = f"{kind} {texts['source_id']}"
        if kind in _REFUNDS:
            texts["kind"] = "refund"
            texts["amount"] = _negative(texts.get("amount", ""))

    return taken


def _negative(amount: str) -> str:
    is_negative = "-" in amount or "−" in amount or "(" in amount
    return amount if is_negative or not amount else f"-{amount}"


def _line(texts: Texts) -> None:
    texts["note"] = texts.get("note") or texts.get(_ITEM, "")


PROGRAMS = (
    Program(
        name="QuickBooks",
        sheet="invoices",
        entity="revenue",
        marks=("*InvoiceNo", "*Customer", "*InvoiceDate", "*ItemAmount"),
        columns={
            "*InvoiceNo": "source_id",
            "*Customer": "account",
            "*InvoiceDate": "on",
            "*ItemAmount": "amount",
            "Currency": "currency",
            "ItemDescription": "note",
        },
        seen=(_ITEM,),
        carried=("*InvoiceNo", "*Customer", "*InvoiceDate", "Currency"),
        numbered=True,
        lines=("note",),
        taken=_line,
        said=(
            "Each line of an invoice is a revenue entry: its customer and date stand on the first.",
            "Tax is left out: amounts are those of the lines.",
        ),
    ),
    Program(
        name="QuickBooks",
        sheet="transaction report",
        entity="revenue",
        marks=(_DATE, _KIND, "Num|No.", _AMOUNT, "Memo/Description|Split|Name|Customer"),
        columns={
            "Num|No.": "source_id",
            _DATE: "on",
            "Name|Customer|Customer full name": "account",
            _AMOUNT: "amount",
            "Currency": "currency",
            "Memo/Description": "note",
        },
        derived=("kind",),
        unneeded=("Balance",),
        seen=(_KIND, _ACCOUNT),
        numbered=True,
        lines=("note",),
        lacking={
            "account": "the report does not say who bought. In QuickBooks run the report "
            "Transaction List by Date, add the column Name, and export it again"
        },
        is_total=_is_total,
        is_group=_is_group,
        remembering=_reported,
        said=(
            "Invoices and sales receipts are sales, credit memos and refunds are refunds; "
            "all other transactions are no revenue.",
            "Where the report shows both sides of a sale, the side that comes first counts.",
        ),
    ),
    Program(
        name="QuickBooks",
        sheet="invoice list",
        entity="revenue",
        marks=(_DATE, "Num|No.", "Customer", "Open Balance"),
        never=(_KIND,),
        columns={
            "Num|No.": "source_id",
            _DATE: "on",
            "Customer": "account",
            "Amount|Total": "amount",
            "Currency": "currency",
            "Memo/Description": "note",
        },
        lacking={
            "amount": "the list says only what is still to be paid. In QuickBooks press the gear "
            "above the list, add the column Amount, and export it again"
        },
        is_total=_is_total,
        is_group=_is_group,
    ),
)
