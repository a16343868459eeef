"""The companions of the KPIs of sales: what is won, expected, recurring and left over."""

from __future__ import annotations

from tui_crm.metrics.figures import Figures
from tui_crm.metrics.kpi import Answer, Number, Unit, kpi
from tui_crm.metrics.sales import VOID
from tui_crm.metrics.sales_facts import (
    WHOLE,
    deal_changes,
    due,
    expected,
    losses,
    lost_without_amount,
    overdue,
    wins,
    without_amount,
)
from tui_crm.metrics.spans import Span
from tui_crm.metrics.sums import Asked, Flow, Median, Of, Plain, Stock
from tui_crm.metrics.terms import LeftOut, Terms, ratio

NONE_WON = "no deal won in the period"
NO_AMOUNT = LeftOut("no amount: counted as a deal, adds no value", "deal", without_amount)
LOST_WITHOUT_AMOUNT = LeftOut("lost without an amount: adds no value", "deal", lost_without_amount)


@kpi(
    "Won value", "sales", Unit.MONEY, good="up", leading=False,
    formula="value of deals won", terms=[Flow("value of deals won", wins, "value")],
    left_out=(VOID,), checks=("won deals with revenue",), lever="value of deals won",
)  # fmt: skip
def won_value(terms: Terms) -> Answer:
    """The amounts of the deals won in the period, also called bookings; not the same as revenue.

    A recurring deal counts with its one-off part and twelve months unless its amount says else.
    """
    return Answer(terms["value of deals won"])


@kpi(
    "Deals won", "sales", Unit.COUNT, good="up", leading=False,
    formula="deals won", terms=[Flow("deals won", wins, "deals")],
    left_out=(VOID,), lever="deals won",
)  # fmt: skip
def deals_won(terms: Terms) -> Answer:
    """The deals won in the period, each once, at its latest closing."""
    return Answer(terms["deals won"])


@kpi(
    "Deals lost", "sales", Unit.COUNT, good="down", leading=False,
    formula="deals lost", terms=[Flow("deals lost", losses, "deals")],
    left_out=(VOID,), lever="deals lost",
)  # fmt: skip
def deals_lost(terms: Terms) -> Answer:
    """The deals lost in the period; one that was reopened and won since is not lost any more."""
    return Answer(terms["deals lost"])


@kpi(
    "Open deals", "sales", Unit.COUNT, good="up", leading=True,
    formula="open deals", terms=[Stock("open deals", deal_changes, "deals")], lever="open deals",
)  # fmt: skip
def open_deals(terms: Terms) -> Answer:
    """The deals open at the period's end, as it was then."""
    return Answer(terms["open deals"])


@kpi(
    "Win rate", "sales", Unit.RATE, good="up", leading=False,
    formula="deals won / (deals won + deals lost)",
    terms=[
        Flow("deals won", wins, "deals", "both"),
        Flow("deals lost", losses, "deals", "under"),
    ],
    thin={"deals won": 5}, left_out=(VOID,), lever="deals won",
)  # fmt: skip
def win_rate(terms: Terms) -> Answer:
    """The share of the deals decided in the period that were won.

    Deals still open are not in it. In a young book it reads too high, as losses take longer to
    be recorded than wins.

    Won by won and lost, as kpitree.co defines it.
    """
    won = terms["deals won"]
    return ratio(won, won + terms["deals lost"], "no deal decided in the period")


@kpi(
    "Win rate by value", "sales", Unit.RATE, good="up", leading=False,
    formula="value of deals won / (value of deals won + value of deals lost)",
    terms=[
        Flow("value of deals won", wins, "value", "both"),
        Flow("value of deals lost", losses, "value", "under"),
    ],
    left_out=(LOST_WITHOUT_AMOUNT, VOID), lever="value of deals won",
)  # fmt: skip
def win_rate_by_value(terms: Terms) -> Answer:
    """The share of the value decided in the period that was won."""
    won = terms["value of deals won"]
    return ratio(won, won + terms["value of deals lost"], "no value decided in the period")


@kpi(
    "Weighted pipeline", "sales", Unit.MONEY, good="up", leading=True,
    formula="weighted value of open deals",
    terms=[
        Stock("weighted value of open deals", deal_changes, "weighted", scale=WHOLE),
        Stock("open deals", deal_changes, "deals", "beside"),
    ],
    left_out=(NO_AMOUNT,), checks=("open deals with an amount",),
    lever="weighted value of open deals",
)  # fmt: skip
def weighted_pipeline(terms: Terms) -> Answer:
    """The amounts of the deals open at the period's end, each times its chance as it stood then.

    The chance is the stage's unless the deal has one of its own.
    """
    return Answer(terms["weighted value of open deals"])


@kpi(
    "Forecast", "sales", Unit.MONEY, good="up", leading=True,
    formula="value of deals won + weighted value of deals due",
    terms=[
        Flow("value of deals won", wins, "value"),
        Asked("weighted value of deals due", "deal", Unit.MONEY, due, scale=WHOLE),
    ],
    left_out=(LeftOut("their expected day has passed", "deal", overdue),),
    checks=("open deals with an expected date", "open deals with an amount"),
    lever="value of deals won", outlook=True,
)  # fmt: skip
def forecast(terms: Terms) -> Answer:
    """What the period is going to bring: the value won so far, and what is expected still.

    Deals expected in the period count with their amount times their chance. Those whose expected
    day has passed are left out, since the day is not to be trusted any more.
    """
    return Answer(terms["value of deals won"] + terms["weighted value of deals due"])


@kpi(
    "Average deal", "sales", Unit.MONEY, good="up", leading=False,
    formula="value of deals won / deals won",
    terms=[
        Flow("value of deals won", wins, "value"), Flow("deals won", wins, "deals", "under"),
    ],
    thin={"deals won": 5}, left_out=(VOID,), lever="value of deals won",
)  # fmt: skip
def average_deal_size(terms: Terms) -> Answer:
    """The won value of the period by the deals won in it."""
    return ratio(terms["value of deals won"], terms["deals won"], NONE_WON)


@kpi(
    "Median cycle", "sales", Unit.DAYS, good="down", leading=False,
    formula="median of the days of deals won",
    terms=[
        Median("median of the days of deals won", wins, "days", counted_in=Unit.DAYS),
        Flow("deals won", wins, "deals", "beside"),
    ],
    thin={"deals won": 5}, left_out=(VOID,),
)  # fmt: skip
def sales_cycle_median(terms: Terms) -> Answer:
    """The median number of days from opening to closing, over the deals won in the period.

    Half of the deals took no longer. It is often far from the mean, which few slow deals move.
    """
    return Answer(terms.maybe("median of the days of deals won"), NONE_WON)


@kpi(
    "Velocity", "sales", Unit.MONEY, good="up", leading=True,
    formula="open deals x win rate x average deal / sales cycle",
    terms=[
        Stock("open deals", deal_changes, "deals"),
        Of("win rate", "win_rate"),
        Of("average deal", "average_deal_size"),
        Of("sales cycle", "sales_cycle_length", "under"),
    ],
)  # fmt: skip
def pipeline_velocity(terms: Terms) -> Answer:
    """What the pipeline turns into won value a day, in money per day, at the period's own rates.

    kpitree.co's formula, over all open deals.
    """
    open_now = terms["open deals"]
    rate, deal = terms.maybe("win rate"), terms.maybe("average deal")
    cycle = terms.maybe("sales cycle")
    if rate is None or deal is None or cycle is None:
        return Answer(None, NONE_WON)
    return ratio(open_now * rate * deal, cycle, "the deals won were closed on the day they opened")


def _goal(figures: Figures, span: Span) -> Number | None:
    """What the period is to bring: the target of the won value, else of revenue."""
    for name in ("won_value", "revenue"):
        target = figures.target(name, span.period, is_money=True)
        if target is not None:
            return target
    return None


@kpi(
    "Coverage", "sales", Unit.TIMES, good="up", leading=True,
    formula="value of deals expected / (target - value of deals won)",
    terms=[
        Asked("value of deals expected", "deal", Unit.MONEY, expected),
        Plain("target", Unit.MONEY, _goal, "under"),
        Flow("value of deals won", wins, "value", "under", sign=-1),
    ],
    left_out=(NO_AMOUNT,),
    checks=("open deals with an expected date", "open deals with an amount"),
    lever="value of deals expected", outlook=True,
)  # fmt: skip
def pipeline_coverage(terms: Terms) -> Answer:
    """How many times the open deals expected in the period cover what is missing to its target.

    The target is that of the won value, else that of revenue. Three to four times is a rule of
    thumb (kpitree.co); the whole pipeline is not counted, only what is expected in the period.
    """
    value, target = terms["value of deals expected"], terms.maybe("target")
    if target is None:
        return Answer(None, "no target of won value or revenue for this period")
    return ratio(value, target - terms["value of deals won"], "target met")
