"""Figures as JSON and CSV have them: exact money in major units, rates as fractions."""

from __future__ import annotations

from fractions import Fraction

from tui_crm import money
from tui_crm.exchange.values import Json
from tui_crm.metrics import Comparison, Kpi, Reading, Unit
from tui_crm.metrics.kpi import Number
from tui_crm.metrics.written import plain_number
from tui_crm.store.business import Business

MOST_DECIMALS = 12
"""Enough for every amount times a chance; what has no end within them is rounded as ever."""


def exact(unit: Unit, value: Number | None, currency: str) -> Json:
    """The same with as many decimals of money as it has, so that parts add up to their whole."""
    if value is None or unit is not Unit.MONEY:
        return plain_number(unit, value, currency)
    places, scaled = money.exponent(currency), Fraction(value)
    while scaled.denominator != 1 and places < MOST_DECIMALS:
        places, scaled = places + 1, scaled * 10
    if scaled.denominator != 1:
        return plain_number(unit, value, currency)
    whole = int(scaled)
    if not places:
        return str(whole)
    digits = f"{abs(whole):0{places + 1}}"
    return f"{'-' if whole < 0 else ''}{digits[:-places]}.{digits[-places:]}"


def figure(kpi: Kpi, reading: Reading, business: Business) -> dict[str, object]:
    """A KPI's reading with what it is worked out from."""
    currency = business.currency
    return {
        "value": plain_number(kpi.unit, reading.value, currency),
        "unit": kpi.unit.value,
        "reason": reading.reason or None,
        "note": reading.note or None,
        "until": None if reading.until is None else reading.until.isoformat(),
        "formula": kpi.formula_under(business),
        "inputs": {
            name: plain_number(kpi.terms[name].unit, value, currency)
            for name, value in reading.inputs.items()
        },
    }


def compared(found: Comparison, business: Business) -> dict[str, object]:
    """A KPI's reading beside the period before, the same a year before, and its target."""
    unit, currency = found.kpi.unit, business.currency
    return {
        **figure(found.kpi, found.current, business),
        "previous": plain_number(unit, found.previous.value, currency),
        "last_year": plain_number(unit, found.last_year.value, currency),
        "target": plain_number(unit, found.target, currency),
    }
