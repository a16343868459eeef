"""What a file says was given back of a sale: a refund beside it."""

from __future__ import annotations

from collections.abc import Mapping

from tui_crm.errors import FieldErrors
from tui_crm.exchange.report import Report
from tui_crm.exchange.storing.bulk import Bulk, raw_connection
from tui_crm.exchange.storing.rows import RowMaker
from tui_crm.models import RevenueEntry
from tui_crm.store import records
from tui_crm.store.engine import Work
from tui_crm.store.entry import Value


class Refunds:
    """Keeps one refund beside each sale of a file that names an amount given back."""

    def __init__(self, work: Work, bulk: Bulk) -> None:
        self._work = work
        self._bulk = bulk
        self._raw = raw_connection(work)
        self._maker = RowMaker(RevenueEntry, work.at)

    def settle(self, sale: int, refunded: Value, report: Report) -> bool:
        """See to it that a sale's refund is as the file has it; says whether anything changed.

        The file does not say when it was given back: it counts on the day of the sale.
        """
        self._bulk.flush()
        asked = "SELECT id, amount_minor FROM revenue_entry WHERE refund_of_id = ?"
        known = self._raw.execute(asked, (sale,)).fetchall()
        wanted = -refunded if isinstance(refunded, int) else 0
        if sum(amount for _, amount in known) == wanted:
            return False
        self._bulk.close()
        for number, _ in known:
            record = self._work.get(RevenueEntry, number)
            assert record is not None
            records.delete(self._work, record)
        if wanted:
            self._put(sale, wanted)
            report.count_made("refund")
        return True

    def _put(self, sale: int, amount: int) -> None:
        sold = self._work.get(RevenueEntry, sale)
        assert sold is not None
        refund = RevenueEntry(
            created_at=self._work.at, on=sold.on, account_id=sold.account_id, deal_id=sold.deal_id,
            kind="refund", amount_minor=amount, currency=sold.currency, fx_e8=sold.fx_e8,
            base_minor=amount, refund_of_id=sale,
        )  # fmt: skip
        records.settle_money(refund, self._work.business.currency, rated=True)
        records.store(self._work, refund)


def refuse_too_much(values: Mapping[str, Value]) -> None:
    """Raises `FieldErrors` where more was given back than was paid."""
    amount, refunded = values.get("amount"), values.get("refunded")
    if isinstance(refunded, int) and isinstance(amount, int) and not 0 <= refunded <= amount:
        raise FieldErrors({"refunded": "what is given back is no more than what was paid"})
