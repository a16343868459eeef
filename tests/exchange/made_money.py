"""Files of programs for payments and invoices."""

from __future__ import annotations

from tests.exchange.made_files import MadeFile, made

_STRIPE = MadeFile(
    "unified_payments.csv",
    "Stripe payments",
    made(
        "id,Created date (UTC),Amount,Amount Refunded,Currency,Captured,Converted Amount,"
        "Converted Amount Refunded,Converted Currency,Description,Fee,Is Link,Mode,"
        "Payment Source Type,Status,Taxes On Fee,Application Fee,Application ID,Customer ID,"
        "Customer Email,Invoice ID,order (metadata)",
        [
            {"id": "ch_1", "Created date (UTC)": "2026-03-31 23:30", "Amount": "100.00",
             "Amount Refunded": "0.00", "Currency": "eur", "Captured": "TRUE", "Fee": "1.70",
             "Status": "Paid", "Customer ID": "cus_1", "Customer Email": "eve@acme.example",
             "Description": "Invoice 7", "order (metadata)": "A-7"},
            {"id": "ch_2", "Created date (UTC)": "2026-03-30 10:00", "Amount": "80.00",
             "Amount Refunded": "30.00", "Currency": "eur", "Status": "Paid",
             "Customer ID": "cus_2"},
            {"id": "ch_3", "Created date (UTC)": "2026-03-29 10:00", "Amount": "60.00",
             "Amount Refunded": "60.00", "Currency": "eur", "Status": "Refunded"},
            {"id": "ch_4", "Created date (UTC)": "2026-03-28 10:00", "Amount": "50.00",
             "Currency": "eur", "Status": "Failed"},
            {"id": "ch_5", "Created date (UTC)": "2026-03-27 10:00", "Amount": "40.00",
             "Currency": "eur", "Status": "Canceled"},
        ],
        end="\n",
    ),
    {
        "revenue": [
            {"source_id": "ch_1", "on": "2026-04-01", "amount": "100",
             "currency": "EUR", "account": "eve@acme.example", "note": "Invoice 7"},
            {"source_id": "ch_2", "on": "2026-03-30", "amount": "80",
             "refunded": "30", "account": "cus_2"},
            {"source_id": "ch_3", "amount": "60", "refunded": "60",
             "account": "Stripe customers"},
        ]
    },
    beside={
        "revenue": [
            {"kind": "refund", "on": "2026-03-30", "account": "cus_2", "amount": "-30"},
            {"kind": "refund", "on": "2026-03-29", "account": "Stripe customers",
             "amount": "-60"},
        ]
    },
    refused=("failed", "canceled"),
    customs={"Fee": "1.70", "order (metadata)": "A-7", "Status": "Paid"},
)  # fmt: skip

_QUICKBOOKS = MadeFile(
    "quickbooks-invoices.csv",
    "QuickBooks invoices",
    made(
        "*InvoiceNo,*Customer,*InvoiceDate,*DueDate,Terms,Location,Memo,Item(Product/Service),"
        "ItemDescription,ItemQuantity,ItemRate,*ItemAmount,Service Date",
        [
            ["1001", "Acme", "03/14/2026", "04/13/2026", "", "", "", "Design", "Logo", "1", "500",
             "500", ""],
            ["1001", "", "", "", "", "", "", "Design", "Logo", "1", "500", "500", ""],
            ["1001", "", "", "", "", "", "", "Hosting", "", "12", "10", "120", ""],
            ["1002", "Borg", "03/15/2026", "04/14/2026", "", "", "", "Hosting", "", "1", "10",
             "10", ""],
        ],
    ),
    {
        "revenue": [
            {"source_id": "1001/logo/1", "account": "Acme", "on": "2026-03-14", "amount": "500",
             "note": "Logo"},
            {"source_id": "1001/logo/2", "account": "Acme", "on": "2026-03-14", "amount": "500"},
            {"source_id": "1001/hosting/1", "account": "Acme", "on": "2026-03-14",
             "amount": "120", "note": "Hosting"},
            {"source_id": "1002/hosting/1", "account": "Borg", "on": "2026-03-15",
             "amount": "10"},
        ]
    },
    order="mdy",
    customs={"ItemQuantity": "1", "*DueDate": "04/13/2026"},
)  # fmt: skip

_QUICKBOOKS_REPORT = MadeFile(
    "quickbooks-transactions.csv",
    "QuickBooks transaction report",
    made(
        ",Date,Transaction Type,Num,Name,Memo/Description,Account,Split,Amount,Balance",
        [
            ["Accounts Receivable (A/R)", *[""] * 9],
            ["", "03/14/2026", "Invoice", "1001", "Acme", "Logo", "Accounts Receivable (A/R)",
             "Services", '1,500.00', "1,500.00"],
            ["", "03/20/2026", "Payment", "77", "Acme", "", "Accounts Receivable (A/R)",
             "Checking", "-1,500.00", "0.00"],
            ["", "03/21/2026", "Credit Memo", "1002", "Acme", "Refund", "Accounts Receivable "
             "(A/R)", "Services", "-200.00", "-200.00"],
            ["Total for Accounts Receivable (A/R)", *[""] * 7, "$ -200.00", ""],
            ["Services", *[""] * 9],
            ["", "03/14/2026", "Invoice", "1001", "Acme", "Logo", "Services",
             "Accounts Receivable (A/R)", "1,500.00", "1,500.00"],
            ["TOTAL", *[""] * 7, "$1,300.00", ""],
        ],
        above="Acme Ltd\r\nTransaction Detail by Account\r\n\"March 1 - 31, 2026\"\r\n\r\n",
        below='\r\n\r\n"Accrual Basis Tuesday, March 31, 2026 03:45 PM GMT+00:00"\r\n',
    ),
    {
        "revenue": [
            {"source_id": "invoice 1001/logo/1", "on": "2026-03-14", "account": "Acme",
             "amount": "1500", "note": "Logo"},
            {"source_id": "credit memo 1002/refund/1", "on": "2026-03-21", "account": "Acme",
             "amount": "-200", "kind": "refund"},
        ]
    },
    refused=("Payment", "other side"),
    totals=2,
    left_out=3,
    order="mdy",
)  # fmt: skip

_QUICKBOOKS_LIST = MadeFile(
    "quickbooks-invoice-list.csv",
    "QuickBooks invoice list",
    made(
        "Date,Num,Customer,Memo/Description,Open Balance (USD)",
        [["03/14/2026", "1001", "Acme", "Logo", "$1,500.00"]],
    ),
    {},
    asked="amount",
    order="mdy",
)

_XERO_HEADERS = (
    "*ContactName,EmailAddress,POAddressLine1,POAddressLine2,POAddressLine3,POAddressLine4,"
    "POCity,PORegion,POPostalCode,POCountry,*InvoiceNumber,Reference,*InvoiceDate,*DueDate,"
    "Total,InventoryItemCode,*Description,*Quantity,*UnitAmount,Discount,*AccountCode,*TaxType,"
    "TaxAmount,TrackingName1,TrackingOption1,TrackingName2,TrackingOption2,Currency,"
    "BrandingTheme"
)
_XERO_LINE = {
    "*ContactName": "Acme", "EmailAddress": "eve@acme.example", "*InvoiceNumber": "INV-7",
    "*InvoiceDate": "14/03/2026", "*DueDate": "13/04/2026", "*Description": "Logo",
    "*Quantity": "3", "*UnitAmount": "100.00", "Discount": "10%", "*AccountCode": "200",
    "*TaxType": "20% (VAT on Income)", "TaxAmount": "54.00", "Total": "684.00",
    "Currency": "GBP",
}  # fmt: skip

_XERO = MadeFile(
    "xero-invoices.csv",
    "Xero sales invoices",
    made(_XERO_HEADERS, [_XERO_LINE, {**_XERO_LINE, "Discount": "", "*Description": "Hosting"}]),
    {
        "revenue": [
            {"source_id": "INV-7/logo/1", "account": "Acme", "on": "2026-03-14",
             "amount": "270", "quantity": "3", "unit_price": "100", "discount_percent": "10",
             "currency": "GBP", "note": "Logo"},
            {"source_id": "INV-7/hosting/1", "on": "2026-03-14", "amount": "300"},
        ]
    },
    order="dmy",
    customs={"TaxAmount": "54.00", "EmailAddress": "eve@acme.example"},
)  # fmt: skip

_XERO_EXPORTED = MadeFile(
    "xero-exported.csv",
    "Xero sales invoices",
    made(
        f"{_XERO_HEADERS.replace('*', '')},Type,Status",
        [
            {**{name.strip("*"): cell for name, cell in _XERO_LINE.items()},
             "Type": "Sales invoice", "Status": "Paid"},
            {**{name.strip("*"): cell for name, cell in _XERO_LINE.items()},
             "Type": "Bill", "Status": "Paid"},
            {**{name.strip("*"): cell for name, cell in _XERO_LINE.items()},
             "Type": "Sales invoice", "Status": "Voided"},
        ],
    ),
    {"revenue": [{"source_id": "INV-7/logo/1", "account": "Acme", "amount": "270"}]},
    refused=("bill", "voided"),
    order="dmy",
)  # fmt: skip

FILES = (
    _STRIPE, _QUICKBOOKS, _QUICKBOOKS_REPORT, _QUICKBOOKS_LIST, _XERO, _XERO_EXPORTED,
)  # fmt: skip
