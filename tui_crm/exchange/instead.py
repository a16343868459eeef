"""Fields that a file may have in place of ours, and what ours come to by them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from tui_crm import money
from tui_crm.errors import FieldErrors
from tui_crm.models import FieldSpec, Kind
from tui_crm.models.fields import QUANTITY_UNIT
from tui_crm.period import LAST_YEAR
from tui_crm.store.entry import Value
from tui_crm.text import quoted

Values = dict[str, Value]

_PERSON = (
    FieldSpec("first_name", "", "First name", Kind.TEXT),
    FieldSpec("middle_name", "", "Middle name", Kind.TEXT),
    FieldSpec("last_name", "", "Last name", Kind.TEXT),
)
_PERIOD = (
    FieldSpec("from_day", "", "First day", Kind.DAY),
    FieldSpec("to_day", "", "Last day", Kind.DAY),
)
INSTEAD: dict[str, tuple[FieldSpec, ...]] = {
    "lead": _PERSON,
    "contact": _PERSON,
    "spend": _PERIOD,
    "cost": _PERIOD,
    "ads": _PERIOD,
    "traffic": (
        FieldSpec("bounces", "", "Bounces", Kind.COUNT, low=0),
        FieldSpec("bounce_rate", "", "Bounce rate", Kind.TEXT),
        FieldSpec("engagement_rate", "", "Engagement rate", Kind.TEXT),
        FieldSpec("day_number", "", "Number of the day", Kind.COUNT, low=0),
        FieldSpec("first_day", "", "First day", Kind.DAY),
        *_PERIOD,
    ),
    "revenue": (
        FieldSpec("quantity", "", "Quantity", Kind.QUANTITY),
        FieldSpec("unit_price", "", "Unit price", Kind.QUANTITY),
        FieldSpec("discount_percent", "", "Discount in %", Kind.QUANTITY),
        FieldSpec("refunded", "", "Amount given back", Kind.MONEY),
    ),
}
"""What a file may have of an entity that is not kept as it stands."""

ENOUGH: dict[str, Mapping[str, tuple[tuple[str, ...], ...]]] = {
    "lead": {"name": (("first_name",), ("last_name",), ("email",))},
    "contact": {"name": (("first_name",), ("last_name",), ("email",))},
    "spend": {"on": (("from_day", "to_day"),)},
    "cost": {"on": (("from_day", "to_day"),)},
    "ads": {"on": (("from_day", "to_day"),)},
    "traffic": {
        "on": (("day_number", "first_day"), ("from_day", "to_day")),
        "engaged": (("bounces",), ("bounce_rate",), ("engagement_rate",)),
    },
    "revenue": {"amount": (("unit_price",),)},
    "deal": {"name": (("account",), ("contact",))},
}
"""For a needed field, the sets of others by which it is known too."""

SHARES = ("bounce_rate", "engagement_rate")
"""Fields that are a share, as 0.42, 42% or 42."""

_SHARE = re.compile(r"([0-9]{1,3}(?:[.,][0-9]+)?)\s*(%?)")


def is_known_by_others(entity: str, name: str, fields: Mapping[str, object]) -> bool:
    """Whether a field that a file does not have follows from those that it has."""
    sets = ENOUGH.get(entity, {}).get(name, ())
    return any(all(other in fields for other in others) for others in sets)


def put_in_place(entity: str, values: Values, currency: str, no_day: str) -> None:
    """Put our fields in the place of those that a file has instead, in place.

    `no_day` says what to do about a row that covers more than a day. Raises `FieldErrors` where
    ours do not follow from them.
    """
    step = _STEPS.get(entity)
    if step is not None:
        step(values, currency, no_day)
    for spec in INSTEAD.get(entity, ()):
        if spec.name != "refunded":
            values.pop(spec.name, None)


def is_in_percent(text: str) -> bool:
    """Whether a share is one in percent though no sign says so: it is above one."""
    found = _SHARE.fullmatch(text.strip())
    return bool(found and not found[2] and Decimal(found[1].replace(",", ".")) > 1)


def full_name(parts: Mapping[str, Value], before: str = "") -> str:
    """A person's name from its parts, in their usual order; empty where there is none."""
    words = [parts.get(f"{before}{spec.name}") for spec in _PERSON]
    return " ".join(str(word) for word in words if word)


def _person(values: Values, _currency: str, _no_day: str) -> None:
    if not values.get("name"):
        values["name"] = full_name(values) or values.get("email")


def _deal(values: Values, _currency: str, _no_day: str) -> None:
    if not values.get("name"):
        person = values.get("contact") or full_name(values, "contact.")
        values["name"] = values.get("account") or person or None


def _spent(values: Values, _currency: str, no_day: str) -> None:
    if values.get("on") is None and values.get("from_day") is not None:
        first, last = values["from_day"], values.get("to_day")
        if first != last:
            told = no_day or "one day is needed: export the file with a row for each day"
            raise FieldErrors({"on": f"the row covers {first} to {last}: {told}"})
        values["on"] = first


def _traffic(values: Values, currency: str, no_day: str) -> None:
    first, number = values.get("first_day"), values.get("day_number")
    if values.get("on") is None and isinstance(first, date) and isinstance(number, int):
        values["on"] = _day_after(first, number)
    _spent(values, currency, no_day)
    sessions = values.get("sessions")
    if values.get("engaged") is not None or not isinstance(sessions, int):
        return
    bounces = values.get("bounces")
    if isinstance(bounces, int):
        if bounces > sessions:
            raise FieldErrors({"bounces": "there cannot be more bounces than sessions"})
        values["engaged"] = sessions - bounces
    elif values.get("bounce_rate"):
        share = _share("bounce_rate", str(values["bounce_rate"]))
        values["engaged"] = sessions - _whole(sessions * share)
    elif values.get("engagement_rate"):
        values["engaged"] = _whole(sessions * _share("engagement_rate", values["engagement_rate"]))


def _revenue(values: Values, currency: str, _no_day: str) -> None:
    price = values.get("unit_price")
    if values.get("amount") is not None or not isinstance(price, int):
        return
    quantity, off = values.get("quantity"), values.get("discount_percent")
    many = Decimal(quantity) / QUANTITY_UNIT if isinstance(quantity, int) else Decimal(1)
    kept = 1 - (Decimal(off) / QUANTITY_UNIT / 100 if isinstance(off, int) else Decimal(0))
    unit = Decimal(10) ** money.exponent(currency)
    amount = _whole(Decimal(price) / QUANTITY_UNIT * many * kept * unit)
    if abs(amount) > money.LIMIT:
        raise FieldErrors({"unit_price": "the amount is too large to be true"})
    values["amount"] = amount


def _day_after(first: date, number: int) -> date:
    last = date(LAST_YEAR, 12, 31)
    if number > (last - first).days:
        raise FieldErrors({"day_number": f"no day after {last} can be meant"})
    return first + timedelta(days=number)


def _share(name: str, typed: Value) -> Decimal:
    """`0.42`, `42%` and `42,5 %` as a share of one: it is never so large that marks are unclear."""
    found = _SHARE.fullmatch(str(typed).strip())
    number = Decimal(found[1].replace(",", ".")) if found else Decimal(-1)
    whole = 100 if found and found[2] else 1
    if not 0 <= number <= whole:
        raise FieldErrors({name: f"{quoted(str(typed))} is not a rate: write 0.42 or 42%"})
    return number / whole


def _whole(number: Decimal) -> int:
    return int(number.to_integral_value(ROUND_HALF_UP))


_STEPS: dict[str, Callable[[Values, str, str], None]] = {
    "lead": _person,
    "contact": _person,
    "deal": _deal,
    "spend": _spent,
    "cost": _spent,
    "ads": _spent,
    "traffic": _traffic,
    "revenue": _revenue,
}
