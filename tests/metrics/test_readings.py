"""How a reading comes about: its period, its notes, its reasons, its target."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from sqlalchemy import event

from tests.metrics import oracle
from tests.metrics.small_books import SmallBook, Step, opened
from tests.metrics.worked_example import worked_example
from tui_crm.metrics.figures import Figures
from tui_crm.metrics.kpi import KPIS, Comparison
from tui_crm.metrics.sales import account_results
from tui_crm.metrics.shared import readings, scorecards, trends
from tui_crm.period import Period, parse_period

MARCH = parse_period("2026-03")
AS_OF = date(2026, 4, 1)

SALES = (
    "revenue", "sales_cycle_length", "customer_acquisition_cost", "customer_lifetime_value",
    "customer_retention_rate", "sales_pipeline", "average_revenue_per_account",
)  # fmt: skip
MARKETING = (
    "leads", "conversion_rate", "cost_per_lead", "return_on_investment",
    "social_media_engagement", "website_traffic", "bounce_rate",
)  # fmt: skip

REASONS = {
    "sales_cycle_length": "no deal won in the period",
    "customer_acquisition_cost": "no customer won in the period",
    "customer_lifetime_value": "no active customer",
    "customer_retention_rate": "no customer active at the start",
    "average_revenue_per_account": "no customer active at the end",
    "conversion_rate": "no lead created in the period",
    "cost_per_lead": "no lead created in the period",
    "return_on_investment": "no marketing cost in the period",
    "social_media_engagement": "no post in the period",
    "website_traffic": "no traffic recorded in the period",
    "bounce_rate": "no session in the period",
}


def read(book: SmallBook, period: Period = MARCH, as_of: date = AS_OF) -> dict[str, Comparison]:
    with opened(book) as connection:
        return readings(Figures(connection, book.business, as_of), period)


@pytest.fixture(scope="module")
def example() -> dict[str, Comparison]:
    return read(worked_example())


@pytest.fixture(scope="module")
def empty() -> dict[str, Comparison]:
    return read(SmallBook({"books_start": "2026-01-01"}))


def test_the_scorecards_begin_with_seven_of_sales_and_seven_of_marketing() -> None:
    assert tuple(KPIS) == oracle.SALES + oracle.MARKETING
    assert {name: kpi.function for name, kpi in KPIS.items()} == (
        dict.fromkeys(oracle.SALES, "sales") | dict.fromkeys(oracle.MARKETING, "marketing")
    )
    assert tuple(name for name, kpi in KPIS.items() if kpi.headline) == SALES + MARKETING


@pytest.mark.parametrize("name", KPIS)
def test_every_kpi_says_what_it_is(name: str) -> None:
    kpi = KPIS[name]
    assert kpi.name == name and kpi.title and kpi.formula
    assert kpi.definition.endswith(".") and len(kpi.definition) > 40
    assert kpi.good in ("up", "down")


@pytest.mark.parametrize("name", KPIS)
def test_a_formula_is_made_of_its_terms(name: str) -> None:
    kpi = KPIS[name]
    formulas = [kpi.formula, *kpi.otherwise.values()]
    told = {term for term in kpi.terms if any(term in formula for formula in formulas)}
    beside = {term for term, one in kpi.terms.items() if one.side == "beside"}
    assert told | beside == set(kpi.terms)
    assert set(kpi.thin) | ({kpi.lever} - {""}) <= set(kpi.terms)


@pytest.mark.parametrize("name", KPIS)
def test_every_term_has_a_number_or_the_figure_a_reason(
    name: str, example: dict[str, Comparison]
) -> None:
    reading = example[name].current
    assert set(reading.inputs) <= set(KPIS[name].terms)
    assert reading.reason or all(number is not None for number in reading.inputs.values())


@pytest.mark.parametrize("name", SALES + MARKETING)
def test_an_empty_book_has_reasons_instead_of_figures(
    name: str, empty: dict[str, Comparison]
) -> None:
    reading = empty[name].current
    assert (reading.value, reading.reason) == (
        (None, REASONS[name]) if name in REASONS else (0, "")
    )


def test_a_book_without_an_entry_has_no_month_to_look_back_on() -> None:
    lifetime = read(SmallBook())["customer_lifetime_value"].current
    assert (lifetime.value, lifetime.reason) == (None, "no full month in the books yet")


def test_nobody_lost_leaves_the_lifetime_value_open() -> None:
    book = SmallBook({"books_start": "2026-01-01"})
    book.subscription(book.account(), date(2025, 1, 1))
    lifetime = read(book)["customer_lifetime_value"].current
    assert (lifetime.value, lifetime.reason) == (None, "no loss on record")


def test_costs_without_a_result_are_shown_alone() -> None:
    book = SmallBook()
    book.cost(date(2026, 3, 5), "marketing", 7000)
    book.cost(date(2026, 3, 6), "sales", 500)
    found = read(book)
    acquisition, per_lead = found["customer_acquisition_cost"], found["cost_per_lead"]
    assert acquisition.current.inputs == {
        "sales cost": 500, "marketing cost": 7000, "new customers": 0,
    }  # fmt: skip
    assert per_lead.current.inputs["marketing cost"] == 7000
    assert found["return_on_investment"].current.value == -1


def test_a_result_without_costs_is_marked() -> None:
    book = SmallBook()
    won = [Step(date(2026, 3, 1), "Proposal", 100), Step(date(2026, 3, 1), "Won", 100)]
    book.deal(book.account(), won)
    book.lead(date(2026, 3, 9))
    found = read(book)
    for name in ("customer_acquisition_cost", "cost_per_lead"):
        assert (found[name].current.value, found[name].current.note) == (0, "no cost recorded")
    assert found["sales_cycle_length"].current.value == 0


def test_a_credit_note_that_outweighs_the_cost_leaves_no_return() -> None:
    book = SmallBook()
    book.cost(date(2026, 3, 5), "marketing", -7000, campaign=book.campaign())
    buyer = book.account()
    won = [Step(date(2026, 3, 1), "Proposal", 100), Step(date(2026, 3, 1), "Won", 100)]
    book.deal(buyer, won)
    book.entry(date(2026, 3, 2), buyer, 100)
    book.subscription(buyer, date(2026, 1, 1))
    book.subscription(book.account(), date(2026, 1, 1), date(2026, 3, 5))
    found = read(book)
    for name in (
        "return_on_investment", "return_on_ad_spend", "ltv_to_cac", "cac_payback_months",
    ):  # fmt: skip
        reading = found[name].current
        assert (reading.value, reading.reason) == (None, "credit notes outweigh the cost")


def test_two_ways_of_counting_bounces_give_no_rate() -> None:
    book = SmallBook()
    book.web_day(date(2026, 3, 1), 10, 5)
    book.web_day(date(2026, 3, 2), 10, 9, bounce_def="ua")
    bounce = read(book)["bounce_rate"].current
    assert (bounce.value, bounce.reason) == (
        None, "the period mixes two ways of counting bounces (ga4 and ua)",
    )  # fmt: skip


def test_a_day_of_two_sources_is_one_day_recorded() -> None:
    book = SmallBook()
    book.web_day(date(2026, 3, 1), 10, 5, source="shop", pageviews=4)
    book.web_day(date(2026, 3, 1), 20, 5, source="blog")
    traffic = read(book)["website_traffic"].current
    assert (traffic.value, traffic.inputs) == (
        30, {"sessions": 30, "days recorded": 1, "pageviews": 4},
    )  # fmt: skip


def test_posts_nobody_is_known_to_have_seen_have_no_rate() -> None:
    book = SmallBook()
    book.post(date(2026, 3, 1), None, 1, 2, 3, 4)
    book.post(date(2026, 3, 2), None, 1, 0, 0, 0)
    engagement = read(book)["social_media_engagement"].current
    assert engagement.reason == "no reach known of the period's posts"
    assert engagement.note == "2 posts without reach"
    assert engagement.inputs["interactions"] == 11


def test_a_running_period_ends_with_what_is_known() -> None:
    found = read(worked_example(), as_of=date(2026, 3, 11))
    revenue = found["revenue"]
    assert revenue.current.value == 30000 + 15000 + 239980
    assert (revenue.current.note, revenue.current.until) == ("still running", date(2026, 3, 11))
    assert found["sales_pipeline"].current.value == 50000 + 100000 + 120000 + 65000 + 90000


def test_a_running_period_is_compared_with_as_many_days_of_the_one_before() -> None:
    revenue = read(worked_example(), as_of=date(2026, 3, 11))["revenue"]
    assert revenue.previous.value == 30000 + 15000 + 100000 - 90000
    assert revenue.previous.note == "its first 10 days"
    assert revenue.previous.until == date(2026, 2, 11)


def test_the_last_days_of_a_long_month_are_compared_with_a_whole_short_one() -> None:
    revenue = read(worked_example(), as_of=date(2026, 3, 31))["revenue"]
    assert revenue.current.note == "still running"
    assert (revenue.previous.value, revenue.previous.note) == (135000, "")
    assert revenue.previous.until is None


def test_a_lifetime_while_a_month_is_running_looks_back_from_the_last_full_one() -> None:
    lifetime = read(worked_example(), as_of=date(2026, 3, 11))["customer_lifetime_value"]
    assert lifetime.current.value == 137500
    assert lifetime.current.note == "still running; thin"


def test_a_trend_keeps_whole_months_before_the_running_one() -> None:
    book = worked_example()
    with opened(book) as connection:
        cards = scorecards(Figures(connection, book.business, date(2026, 3, 11)), MARCH)
    january, february, march = cards.trends["revenue"][-3:]
    assert (january.value, february.value, march.value) == (235000, 135000, 284980)
    assert [february.note, march.note] == ["", "still running"]


def test_a_period_that_has_not_begun_has_no_figure() -> None:
    found = read(worked_example(), parse_period("2026-05"))
    assert {one.current.reason for one in found.values() if not one.kpi.outlook} == {
        "the period has not begun"
    }
    assert found["revenue"].previous.reason == "the period has not begun"


def test_today_counts_where_no_day_is_named() -> None:
    book = SmallBook()
    book.entry(date(2026, 4, 1), account := book.account(), 500)
    book.entry(date(2026, 4, 2), account, 9000)
    with opened(book) as connection:
        april = readings(Figures(connection, book.business), parse_period("2026-04"))
        trend = trends(Figures(connection, book.business), parse_period("2026-04"), months=2)
    assert april["revenue"].current.value == 500
    assert [month.value for month in trend["revenue"]] == [0, 500]


def test_only_the_kpis_that_are_named_are_read() -> None:
    book = worked_example()
    with opened(book) as connection:
        found = readings(
            Figures(connection, book.business, AS_OF), MARCH, names=["leads", "revenue"]
        )
        with pytest.raises(KeyError):
            readings(Figures(connection, book.business, AS_OF), MARCH, names=["no_such_kpi"])
    assert list(found) == ["leads", "revenue"]


def test_a_cohort_younger_than_leads_take_to_be_won_is_still_maturing() -> None:
    # Leads were won after 18, 19, 22, 29 and 61 days; February has been over for 31, March for 0.
    conversion = read(worked_example())["conversion_rate"]
    assert (conversion.previous.note, conversion.current.note) == ("", "still maturing")


def test_the_usual_days_to_win_are_the_middle_ones() -> None:
    book = worked_example()
    with opened(book) as connection:
        trend = trends(Figures(connection, book.business, date(2026, 3, 22)), MARCH, months=2)
    # As of 22 March they are 18, 19, 22 and 29, the lower of the middle two 19; 21 days are enough.
    assert [month.note for month in trend["conversion_rate"]] == [
        "", "still running; still maturing",
    ]  # fmt: skip


def test_a_deal_won_on_the_day_itself_is_not_known_as_of_that_day() -> None:
    book = worked_example()
    found = [read(book, as_of=date(2026, 3, day))["conversion_rate"].current for day in (20, 21)]
    assert [reading.inputs["leads won"] for reading in found] == [0, 1]


def test_books_that_start_within_a_month_are_full_from_the_next_one_on() -> None:
    book = worked_example()
    book.settings["books_start"] = "2026-01-10"
    assert read(book)["customer_lifetime_value"].current.inputs["months"] == 2


def test_an_account_is_a_new_customer_by_its_first_win_whatever_it_lost_before() -> None:
    book = SmallBook()
    account = book.account()
    for stage, on in (("Lost", date(2026, 2, 3)), ("Won", date(2026, 3, 3))):
        book.deal(account, [Step(date(2026, 1, 1), "Proposal", 100), Step(on, stage, 100)])
    acquisition = read(book)["customer_acquisition_cost"]
    assert acquisition.previous.inputs["new customers"] == 0
    assert acquisition.current.inputs["new customers"] == 1


def test_only_direct_cost_of_a_deal_lowers_what_its_campaign_brought() -> None:
    book = SmallBook()
    account, campaign = book.account(), book.campaign()
    deal = book.deal(account, [Step(date(2026, 3, 1), "Proposal", 100)], campaign=campaign)
    for function in ("direct", "sales", "overhead"):
        book.cost(date(2026, 3, 2), function, 30, deal=deal)
    assert read(book)["return_on_investment"].current.inputs["its direct cost"] == 30


def test_a_sale_given_back_on_its_own_day_makes_nobody_a_customer() -> None:
    book = SmallBook()
    account, on = book.account(), date(2026, 3, 2)
    deal = book.deal(account, [Step(on, "Proposal", 100), Step(on, "Won", 100)])
    book.entry(on, account, 100, deal=deal)
    book.entry(on, account, -100, kind="refund", deal=deal)
    average = read(book)["average_revenue_per_account"].current
    assert average.inputs == {"revenue": 0, "active customers": 0}


def test_a_target_is_one_of_the_very_period_in_the_unit_of_its_kpi() -> None:
    book = worked_example()
    book.target("revenue", MARCH.start, MARCH.end, 6000_000000)
    book.target("conversion_rate", MARCH.start, MARCH.end, 250000)
    book.target("leads", MARCH.start, date(2026, 7, 1), 90_000000)
    book.target("profit_of_the_moon", MARCH.start, MARCH.end, 1)
    found = read(book)
    assert found["revenue"].target == 600000
    assert found["conversion_rate"].target == Fraction(1, 4)
    assert found["leads"].target is None


def test_a_target_of_a_currency_without_cents_is_in_its_own_unit() -> None:
    book = SmallBook({"base_currency": "JPY"})
    book.target("revenue", MARCH.start, MARCH.end, 6000_000000)
    assert read(book)["revenue"].target == 6000


def test_a_longer_trend_takes_no_more_statements() -> None:
    book = worked_example()
    counts = []
    with opened(book) as connection:
        statements: list[str] = []
        event.listen(connection, "before_cursor_execute", lambda *said: statements.append(said[2]))
        for months in (1, 24):
            statements.clear()
            figures = Figures(connection, book.business, AS_OF)
            scorecards(figures, MARCH, months=months, names=SALES + MARKETING)
            counts.append(len(statements))
    assert counts[0] == counts[1] <= 17


def test_results_of_no_account_ask_for_nothing() -> None:
    with opened(worked_example()) as connection:
        assert account_results(connection, []) == {}


def test_an_activity_window_reaches_from_the_end_of_a_month_to_the_end_of_a_short_one() -> None:
    book = SmallBook({"activity_window_months": "1"})
    book.entry(date(2026, 2, 28), book.account(), 100)
    active = {
        day: read(book, Period(date(2026, 2, 1), date(2026, 3, day), "custom"))[
            "average_revenue_per_account"
        ].current.inputs["active customers"]
        for day in (1, 28, 29, 31)
    }
    # A month before 29, 30 and 31 March is 28 February: the sale is in the window to the last.
    assert active == {1: 1, 28: 1, 29: 1, 31: 1}
    april = read(book, Period(date(2026, 2, 1), date(2026, 4, 1), "custom"))
    assert april["average_revenue_per_account"].current.value is None
