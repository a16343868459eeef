"""Stand-ins for an import: previews and reports as the exchange gives them, told at once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path

from tui_crm.errors import CrmError
from tui_crm.exchange.looking import Order
from tui_crm.exchange.outside import Stopped
from tui_crm.exchange.preview import ColumnSeen, Preview, RowSeen
from tui_crm.exchange.report import Question, Rejected, Report
from tui_crm.models import ImportBatch
from tui_crm.store import records
from tui_crm.store.engine import Book

ADS = Preview(
    file="google-ads.csv",
    program="Google Ads campaign report",
    entity="spend",
    encoding="utf-8",
    delimiter=",",
    header_line=3,
    rows=1204,
    columns=[
        ColumnSeen("Day", ("2026-03-01", "2026-03-02"), "on", "known", "On"),
        ColumnSeen("Campaign", ("Spring, Vienna", "Brand"), "campaign", "known", "Campaign"),
        ColumnSeen("Cost", ("1.234,50", "88,00", "7,10"), "amount", "known", "Amount"),
        ColumnSeen("Currency code", ("EUR",), "currency", "known", "Currency"),
        ColumnSeen("Impr.", ("12.400", "310"), "impressions", "known", "Impressions"),
        ColumnSeen("Budget name", ("Main",), "custom:Budget name", "custom", "Budget name"),
        ColumnSeen("CTR", ("4,1 %", "2,0 %"), "", "not needed", ""),
    ],
    fields=["on", "campaign", "amount", "currency", "channel"],
    sample=[
        RowSeen(4, "new", {"on": "2026-03-01", "campaign": "Spring, Vienna", "amount": "1234.50",
                           "currency": "EUR", "channel": "paid_search"}),
        RowSeen(5, "updates Brand (number)", {"on": "2026-03-01", "campaign": "Brand",
                "amount": "88.00", "currency": "EUR", "channel": "paid_search"}),
        RowSeen(6, "rejected: Cost: -- is not an amount", {"on": "2026-03-02"}),
        RowSeen(7, "unchanged", {"on": "2026-03-02", "campaign": "[b]Brand[/]", "amount": "7.10",
                                 "currency": "EUR", "channel": "paid_search"}),
    ],
    said=["Channel is paid_search: the file is from Google Ads."],
    totals=[{"line": 1208, "column": "Cost", "total": "4516.66", "sum": "4516.66",
             "difference": "0"}],
    left_out=2,
    targets=[("on", "On"), ("campaign", "Campaign"), ("channel", "Channel"), ("amount", "Amount"),
             ("currency", "Currency"), ("note", "Note")],
)  # fmt: skip
"""A file that is known, with something of everything."""

DATES = Question("date_order", "Day", "03/04/2026: is it 3 April or 4 March?", ("dmy", "mdy"))
MARKS = Question("decimal", "Cost", "1,234 can be read in two ways.", (".", ","))


def brought(**counts: int) -> Report:
    """What became of the rows of that file."""
    rejected = [Rejected(6, "Cost", " --", "is not an amount")]
    report = Report("google-ads.csv", "spend", False, rows=1204, imported=1198, updated=3,
                    duplicates=2, rejected=rejected, batch=1)  # fmt: skip
    report.made = {"campaign": 12, "stage": ["New", "Won"]}
    for name, many in counts.items():
        setattr(report, name, many)
    return report


class Engine:
    """Answers at once with what a test has laid out, and remembers what it was asked."""

    def __init__(self, preview: Preview = ADS, report: Report | None = None) -> None:
        self.seen = preview
        self.report = report or brought()
        self.orders: list[Order] = []
        self.imported: list[Order] = []
        self.error: CrmError | None = None
        self.held: Future[Report] | None = None
        """Set before an import that is not to end by itself."""
        self.stores: Callable[[], None] = lambda: None
        """What an import stores."""
        self.watch: Callable[[int, int], None] = lambda *_: None

    def start(self) -> None:
        """There is nothing to start."""

    def preview(self, book: Path, order: Order, watch: object = None, /) -> Future[Preview]:
        """The file as the order has it: its questions answered, its columns mapped."""
        self.orders.append(order)
        future: Future[Preview] = Future()
        if self.error is not None:
            future.set_exception(self.error)
            return future
        open_questions = [
            one for one in self.seen.questions if getattr(order, one.choice, None) is None
        ]
        columns = [
            replace(one, field=order.mapping[one.header], why="chosen",
                    title=dict(self.seen.targets).get(order.mapping[one.header], ""))
            if one.header in order.mapping else one
            for one in self.seen.columns
        ]  # fmt: skip
        entity = order.entity.name if order.entity else self.seen.entity
        sample = () if open_questions else self.seen.sample
        future.set_result(
            replace(self.seen, questions=open_questions, columns=columns, entity=entity,
                    sample=sample)
        )  # fmt: skip
        return future

    def bring(
        self, book: Path, order: Order, watch: Callable[[int, int], None], /
    ) -> Future[Report]:
        """The import, which ends at once unless it is held."""
        self.imported.append(order)
        self.watch = watch
        if self.held is not None:
            return self.held
        if self.report.rejected and order.rejects is not None:
            order.rejects.write_text("﻿Cost,tui_crm_reason\r\n--,is not an amount\r\n", "utf-8")
        self.stores()
        future: Future[Report] = Future()
        future.set_result(self.report)
        return future

    def stop(self) -> None:
        """End what is held."""
        if self.held is not None:
            held, self.held = self.held, None
            held.set_exception(Stopped())


def store_import(path: Path) -> None:
    """What an import leaves in the book, as small as it can be."""
    book = Book(path)
    with book.work("import") as work:
        known = {"at": work.at, "entity": "spend", "file": "a.csv", "sha256": "x", "mapping": "{}"}
        records.store(work, records.build(work, ImportBatch, known))
        work.title = "Imported 1198 spends from google-ads.csv"
    book.close()
