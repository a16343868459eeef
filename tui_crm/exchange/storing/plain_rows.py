"""New rows of most entities: values into columns, with the rules that one row can break."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tui_crm.exchange.storing.bulk import Bulk
from tui_crm.exchange.storing.rows import RowMaker
from tui_crm.models import Entity, Kind
from tui_crm.store import records
from tui_crm.store.engine import Work
from tui_crm.store.entry import Typing, Value

Values = Mapping[str, Value]

BY_ACTION = frozenset({"lead", "deal", "subscription", "stage"})
"""Entities of which a new record is more than its row."""


class PlainRows:
    """Stores new records of an entity as rows, where nothing else hangs on them."""

    def __init__(self, work: Work, bulk: Bulk, entity: Entity, typing: Typing) -> None:
        self._bulk = bulk
        self._entity = entity
        self._table = entity.model.table().name
        self._base = work.business.currency
        self._maker = RowMaker(entity.model, work.at, work.business["country"])
        self._defaults = defaults(entity, typing)
        self._has_money = entity.field("currency") is not None
        self._check = _CHECKS.get(entity.name, _nothing_wrong)

    def wrong(self, values: Values) -> dict[str, str]:
        """What the record would contradict itself in, by field."""
        return self._check(values)

    def put(self, values: Values, key: str, wanted: int | None) -> int | None:
        """Store a new record and give its number; None where only the action can do it."""
        filled = {**self._defaults, **_given(values)}
        if self._needs_action(filled):
            return None
        columns = {**records.columns_of(self._entity, filled), **self._entity.fixed}
        if self._has_money:
            columns["base_minor"] = columns["amount_minor"]
        columns["id"] = number = self._bulk.number(self._table, wanted)
        columns["source_key"] = key
        self._bulk.put(self._table, self._maker.row(columns))
        return number

    def _needs_action(self, filled: Values) -> bool:
        """Whether an amount must be converted, or a refund find its sale."""
        if self._entity.name in BY_ACTION:
            return True
        if self._entity.name == "revenue" and filled.get("kind") != "sale":
            return True
        return self._has_money and filled["currency"] != self._base


def defaults(entity: Entity, typing: Typing) -> dict[str, Value]:
    """What holds for fields that a file does not have, as where a record is added by hand."""
    base = typing.business.currency
    filled: dict[str, Value] = {
        spec.name: typing.value(spec, spec.default, base)
        for spec in entity.fields
        if spec.default and spec.kind not in (Kind.LINK, Kind.DAY)
    }
    if entity.field("currency") is not None:
        filled["currency"] = base
    return filled


def _given(values: Values) -> dict[str, Value]:
    return {name: value for name, value in values.items() if value is not None}


def _nothing_wrong(_values: Values) -> dict[str, str]:
    return {}


def _cost(values: Values) -> dict[str, str]:
    wrong = _amount(values)
    if values.get("campaign") is not None and values.get("function", "marketing") != "marketing":
        wrong["campaign"] = "only a marketing cost can belong to a campaign"
    return wrong


def _amount(values: Values) -> dict[str, str]:
    return {"amount": "this cannot be zero"} if values.get("amount") == 0 else {}


def _revenue(values: Values) -> dict[str, str]:
    wrong = _amount(values)
    amount = values.get("amount")
    if isinstance(amount, int) and amount:
        if values.get("kind") == "refund" and amount > 0:
            wrong["amount"] = "a refund is negative"
        elif values.get("kind") != "refund" and amount < 0:
            wrong["amount"] = "only refunds are negative"
    return wrong


def _span(values: Values) -> dict[str, str]:
    starts, ends = values.get("starts_on"), values.get("ends_on")
    late = starts is not None and ends is not None and str(ends) < str(starts)
    return {"ends_on": "it cannot end before it starts"} if late else {}


def _lasting(values: Values) -> dict[str, str]:
    starts, ends = values.get("starts_on"), values.get("ends_on")
    empty = starts is not None and ends is not None and str(ends) <= str(starts)
    return {"ends_on": "the first day not covered comes after the start"} if empty else {}


def _traffic(values: Values) -> dict[str, str]:
    sessions, engaged = values.get("sessions"), values.get("engaged")
    if isinstance(sessions, int) and isinstance(engaged, int) and engaged > sessions:
        return {"engaged": "there cannot be more engaged sessions than sessions"}
    return {}


_CHECKS: dict[str, Callable[[Values], dict[str, str]]] = {
    "campaign": _span,
    "cost": _cost,
    "spend": _amount,
    "revenue": _revenue,
    "subscription": _lasting,
    "target": _lasting,
    "traffic": _traffic,
}
