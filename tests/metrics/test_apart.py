"""Figures by channel and by campaign: each right for itself, and all of them adding up."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.metrics.any_books import books, days, spans_of_time
from tests.metrics.oracle_apart import ApartOracle
from tests.metrics.row_sums import row_ids, row_sum
from tests.metrics.small_books import SmallBook, Step, opened
from tests.metrics.test_properties import LATER
from tests.metrics.worked_example import worked_example
from tui_crm.metrics.apart import (
    Apart,
    By,
    Group,
    Key,
    tellable,
    told_apart,
    told_apart_to_date,
)
from tui_crm.metrics.figures import Figures
from tui_crm.metrics.kpi import KPIS
from tui_crm.metrics.marketing import campaign_results
from tui_crm.metrics.spans import span_of
from tui_crm.metrics.terms import read
from tui_crm.period import Period, parse_period

AS_OF = date(2026, 4, 1)
MARCH = parse_period("2026-03")
CHECKED = (
    "customer_acquisition_cost", "cost_per_lead", "return_on_investment", "win_rate",
    "sales_cycle_length", "conversion_rate",
)  # fmt: skip
PROMISED = (
    *CHECKED, "won_value", "deals_won", "deals_lost", "win_rate_by_value", "average_deal_size",
    "new_customers", "leads", "return_on_ad_spend", "marketing_qualified_leads",
    "sales_accepted_leads", "mql_to_sales_accepted", "handoff_acceptance", "answered_within_day",
    "click_through_rate", "cost_per_click", "cost_per_thousand",
)  # fmt: skip

ways = st.sampled_from(get_args(By))
known_by = st.one_of(days, st.just(LATER))


@settings(max_examples=12)
@given(books(), spans_of_time(), known_by, ways)
def test_each_group_has_the_figures_of_its_own_records(
    book: SmallBook, period: Period, as_of: date, by: By
) -> None:
    oracle = ApartOracle(book, as_of, by)
    with opened(book) as connection:
        apart = told_apart(Figures(connection, book.business, as_of), period, by, names=CHECKED)
    for group in apart.groups:
        for name in CHECKED:
            expected = getattr(oracle, name)(group.key, apart.span.start, apart.span.end)
            assert group.readings[name].value == (expected if apart.span.begun else None)


@settings(max_examples=12)
@given(books(), spans_of_time(), known_by, ways)
def test_the_groups_add_up_to_the_whole_and_open_to_their_rows(
    book: SmallBook, period: Period, as_of: date, by: By
) -> None:
    with opened(book) as connection:
        figures = Figures(connection, book.business, as_of)
        apart = told_apart(figures, period, by)
        checked = set()
        for name, whole in apart.whole.items():
            assert whole == read(KPIS[name], figures, apart.span)
            for term, total in whole.inputs.items():
                parts = [group.readings[name].inputs[term] or 0 for group in apart.groups]
                assert sum(parts) == total
                if term in checked:
                    continue
                checked.add(term)
                for group, part in zip(apart.groups, parts, strict=True):
                    rows = apart.rows(figures, KPIS[name].terms[term], group)
                    assert row_sum(connection, rows) == part


@settings(max_examples=12)
@given(books(), known_by)
def test_campaigns_to_date_are_those_of_the_list_of_campaigns(book: SmallBook, as_of: date) -> None:
    names = ("cost_per_lead", "return_on_investment")
    with opened(book) as connection:
        figures = Figures(connection, book.business, as_of)
        apart = told_apart_to_date(figures, "campaign", names=names)
        listed = campaign_results(figures, [1, 2, 3])
    found = {group.key: group.readings for group in apart.groups}
    for number, result in listed.items():
        cost, roi = (found[number][name].value if number in found else None for name in names)
        assert (cost, roi) == (result.cost_per_lead, result.roi)


def test_every_promised_figure_can_be_told_apart() -> None:
    with opened(SmallBook()) as connection:
        assert set(PROMISED) <= set(tellable(Figures(connection, SmallBook().business, AS_OF)))


def test_a_figure_that_no_channel_has_a_part_in_cannot_be_told_apart() -> None:
    with opened(SmallBook()) as connection, pytest.raises(KeyError):
        figures = Figures(connection, SmallBook().business, AS_OF)
        told_apart(figures, MARCH, "channel", names=["customer_retention_rate"])


def test_the_worked_example_by_campaign() -> None:
    values = _values(worked_example(), "campaign")
    assert values["customer_acquisition_cost"] == {
        "C3": 15000, "C4": 25000, "C1": None, "C2": None, "C5": None, "C6": None,
        "no campaign": None,
    }  # fmt: skip
    assert values["cost_per_lead"] == {
        "C1": 0, "C2": None, "C3": 10000, "C4": Fraction(25000, 3), "C5": 4000, "C6": None,
        "no campaign": None,
    }  # fmt: skip
    assert values["return_on_investment"] == {
        "C1": None, "C2": None, "C3": Fraction(169980, 30000), "C4": Fraction(80000, 25000),
        "C5": -1, "C6": -1, "no campaign": -1,
    }  # fmt: skip
    assert values["win_rate"] == {
        "C1": 0, "C2": None, "C3": 1, "C4": 1, "C5": None, "C6": None, "no campaign": 0,
    }  # fmt: skip
    assert values["sales_cycle_length"]["C3"] == Fraction(58 + 14, 2)
    assert values["conversion_rate"]["C4"] == Fraction(1, 3)


def test_sales_cost_falls_under_what_has_no_channel() -> None:
    apart, _ = _march(worked_example(), "channel")
    costs = {
        group.name: group.readings["customer_acquisition_cost"].inputs["sales cost"]
        for group in apart.groups
    }
    assert {name: cost for name, cost in costs.items() if cost} == {"unknown": 70000}
    assert list(costs)[-1] == "unknown"


def test_groups_stand_in_the_order_of_their_names_and_the_rest_last() -> None:
    book = SmallBook()
    for channel in ("zeppelin", "Advert", None):
        book.lead(date(2026, 3, 5), book.campaign(channel))
    book.lead(date(2026, 3, 6), source="email")
    book.campaigns[0].name = "Ähren"
    assert list(_values(book, "channel")["leads"]) == ["Advert", "email", "zeppelin", "unknown"]
    assert list(_values(book, "campaign")["leads"].items()) == [
        ("Ähren", 1), ("C2", 1), ("C3", 1), ("no campaign", 1),
    ]  # fmt: skip


def test_a_customer_belongs_where_its_first_won_deal_does() -> None:
    book = SmallBook()
    first, second = book.campaign("email"), book.campaign("print")
    account = book.account()
    for campaign in (second, first):
        book.deal(
            account, [Step(date(2026, 3, 1), "Proposal", 100), Step(date(2026, 3, 9), "Won", 100)],
            campaign=campaign,
        )  # fmt: skip
    assert _values(book, "channel")["new_customers"] == {"email": 0, "print": 1, "unknown": 0}
    apart, ids = _march(book, "channel")
    assert [group.name for group in apart.groups] == ["email", "print", "unknown"]
    assert ids["print"] == {account}


def test_a_period_that_has_not_begun_has_no_group_of_its_own() -> None:
    book = worked_example()
    with opened(book) as connection:
        figures = Figures(connection, book.business, AS_OF)
        apart = told_apart(figures, parse_period("2026-05"), "campaign")
    assert [group.name for group in apart.groups] == ["no campaign"]
    assert {reading.reason for reading in apart.groups[0].readings.values()} == {
        "the period has not begun"
    }


def _march(book: SmallBook, by: By) -> tuple[Apart, dict[str, set[int]]]:
    """Everything of March, and the new customers of each group."""
    term = KPIS["new_customers"].terms["new customers"]
    with opened(book) as connection:
        figures = Figures(connection, book.business, AS_OF)
        apart = told_apart(figures, MARCH, by)
        assert apart.span == span_of(MARCH, AS_OF)

        def customers(group: Group) -> set[int]:
            return row_ids(connection, apart.rows(figures, term, group))

        return apart, {group.name: customers(group) for group in apart.groups}


def _values(book: SmallBook, by: By) -> dict[str, dict[str, object]]:
    """The figures of March by KPI and group."""
    apart, _ = _march(book, by)
    keys: set[Key] = {group.key for group in apart.groups}
    assert len(keys) == len(apart.groups)
    return {
        name: {group.name: group.readings[name].value for group in apart.groups}
        for name in apart.whole
    }
