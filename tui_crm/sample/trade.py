"""What the sample business sells, and what foreign money was worth on a day."""

from __future__ import annotations

from typing import NamedTuple

from tui_crm.models.fields import RATE_UNIT
from tui_crm.sample.dice import Dice
from tui_crm.sample.words import JOBS, PLANS

INTERVALS = {"week": (52, 0, 7), "month": (12, 1, 0), "quarter": (4, 3, 0), "year": (1, 12, 0)}
"""Of each interval: how many make a year, and how many months or else days it has."""

_RATES = {"EUR": RATE_UNIT, "CHF": 104_300_000, "USD": 91_800_000}
_RATE_STEP = 2_500


class Price(NamedTuple):
    """What a deal is about, and what it costs."""

    name: str
    amount: int
    """In minor units; of a recurring deal what a year of it comes to."""
    currency: str
    recurring: int | None
    """What is paid every interval."""
    interval: str | None


def rate_on(currency: str, day: int) -> int:
    """What one unit of a currency was worth in euros on a day, as it is stored."""
    if currency == "EUR":
        return RATE_UNIT
    wave = abs(day * 13 % 1_200 - 600) - 300
    return _RATES[currency] + wave * _RATE_STEP


def in_base(amount: int, rate: int) -> int:
    """An amount in minor units of the euro, halves rounded away from zero."""
    worth = (abs(amount) * rate * 2 + RATE_UNIT) // (RATE_UNIT * 2)
    return -worth if amount < 0 else worth


def priced(number: int, dice: Dice) -> Price:
    """What the deal of a number is about: every sixth is a plan, some are paid in foreign money."""
    if number % 6 == 2:
        plan = PLANS[number // 6 % len(PLANS)]
        fee = dice.between(plan.low // 5, plan.high // 5) * 500
        per_year = INTERVALS[plan.interval][0]
        return Price(plan.name, fee * per_year, "EUR", fee, plan.interval)
    job = dice.pick(JOBS)
    amount = dice.between(job.low // 10, job.high // 10) * 1_000
    currency = ("CHF", "USD")[number // 29 % 2] if number % 29 == 8 else "EUR"
    return Price(job.name, amount, currency, None, None)
