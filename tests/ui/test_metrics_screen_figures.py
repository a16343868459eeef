"""Readings in the words and signs of a scorecard, and what is said of them when they are opened."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import pytest

from tests.book import do, live_on, new_book, put
from tui_crm.metrics.confidence import CHECKS, Completeness
from tui_crm.metrics.figures import Figures
from tui_crm.metrics.kpi import KPIS, Comparison, Number, Reading, Unit
from tui_crm.metrics.spans import span_of
from tui_crm.metrics.terms import Terms, read, reading_of
from tui_crm.metrics.written import changed, written
from tui_crm.period import parse_period
from tui_crm.store.business import Business
from tui_crm.ui.dialogs.explain import compared, explained, page, thin_warning
from tui_crm.ui.figures import score_line
from tui_crm.ui.sight import headline_names, other_names

EURO = Business()
MARCH, FEBRUARY = parse_period("2026-03"), parse_period("2026-02")
YEAR_BEFORE = parse_period("2025-03")


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        (1_234_550, Unit.MONEY, "12,345.50"),
        (Fraction(10_000, 3), Unit.MONEY, "33.33"),
        (Fraction(1, 3), Unit.RATE, "33.3 %"),
        (Fraction(-5, 2), Unit.RATE, "-250.0 %"),
        (Fraction(97, 4), Unit.DAYS, "24.3 d"),
        (6412, Unit.COUNT, "6,412"),
    ],
)
def test_figures_are_written_with_their_unit(value: Number, unit: Unit, shown: str) -> None:
    assert written(value, unit, EURO) == shown


@pytest.mark.parametrize(
    ("name", "now", "before", "words", "verdict"),
    [
        ("revenue", 11_200, 10_000, "▲ 12 % better", "better"),
        ("revenue", 9_000, 10_000, "▼ 10 % worse", "worse"),
        ("customer_acquisition_cost", 9_000, 10_000, "▼ 10 % better", "better"),
        ("sales_cycle_length", Fraction(24), Fraction(271, 10), "▼ 3.1 d better", "better"),
        ("bounce_rate", Fraction(47, 100), Fraction(45, 100), "▲ 2.0 pt worse", "worse"),
        ("revenue", 10_000, 10_000, "=", "same"),
        ("bounce_rate", Fraction(100_001, 10**6), Fraction(1, 10), "=", "same"),
        ("revenue", 10_000, 0, "n/a", "unknown"),
        ("leads", 3, 0, "n/a", "unknown"),
        ("revenue", 0, 0, "=", "same"),
        ("revenue", 10_000, -500, "▲ better", "better"),
        ("bounce_rate", Fraction(1, 50), 0, "▲ 2.0 pt worse", "worse"),
        ("revenue", 10_000, None, "n/a", "unknown"),
        ("revenue", None, 10_000, "n/a", "unknown"),
        ("revenue", 10_001, 10_000, "=", "same"),
    ],
)
def test_a_change_has_a_sign_a_size_and_a_word(
    name: str, now: Number | None, before: Number | None, words: str, verdict: str
) -> None:
    assert changed(KPIS[name], now, before, EURO) == (words, verdict)


def test_a_change_is_written_with_the_owners_decimal_mark() -> None:
    comma = Business({"decimal_mark": ","}.items())
    assert changed(KPIS["bounce_rate"], Fraction(47, 100), Fraction(45, 100), comma)[0] == (
        "▲ 2,0 pt worse"
    )
    assert changed(KPIS["revenue"], 20_000_000, 10_000, comma)[0] == "▲ 199.900 % better"


def comparison(name: str, now: Number | None, reason: str = "") -> Comparison:
    reading = Reading(MARCH, now, reason, inputs=dict.fromkeys(KPIS[name].inputs, 100))
    earlier = Reading(FEBRUARY, 100), Reading(YEAR_BEFORE, 50)
    return Comparison(KPIS[name], reading, *earlier, Fraction(200))


def test_a_line_tells_the_reason_where_there_is_no_value() -> None:
    line = score_line(comparison("leads", None, reason="no lead"), [], EURO)
    assert line.value == "—"
    assert line.hint == "no lead; target 200; before 100; a year before 50"
    assert not line.doubtful


def test_unknown_months_are_gaps_in_the_trend() -> None:
    trend = [Reading(FEBRUARY, None), Reading(MARCH, 3)]
    assert score_line(comparison("leads", 3), trend, EURO).trend == (None, 3.0)


def test_a_figure_of_few_records_is_doubtful_and_says_of_how_few() -> None:
    found = comparison("customer_acquisition_cost", 100)
    few = Reading(MARCH, 100, inputs={**found.current.inputs, "new customers": 4})
    line = score_line(Comparison(found.kpi, few, few, few, None), [], EURO)
    assert line.doubtful and line.hint.startswith("! only 4 new customers")
    assert not score_line(found, [], EURO).doubtful


@pytest.mark.parametrize(("have", "doubtful"), [(10, False), (9, False), (8, True), (0, True)])
def test_a_figure_of_incomplete_records_is_doubtful(have: int, doubtful: bool) -> None:
    check = CHECKS["leads with a source"]
    inputs = [Completeness(check, have, 10, span_of(MARCH, MARCH.end))]
    line = score_line(comparison("leads", 100), [], EURO, inputs)
    assert line.doubtful is doubtful
    assert (f"leads with a source {have} of 10" in line.hint) is doubtful


def test_the_first_figure_of_sales_is_what_the_owner_has_chosen() -> None:
    chosen = Business([("revenue_card", "won_value")])
    assert headline_names(EURO)[0] == "revenue" and headline_names(chosen)[0] == "won_value"
    for business in (EURO, chosen):
        rest = [name for names in other_names(business) for name in names]
        assert sorted([*headline_names(business), *rest]) == sorted(KPIS)


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Figures]:
    """Of three customers won in March for 1,500.00 of cost; they are only read."""
    live_on("2026-04-01")
    book = new_book(tmp_path_factory.mktemp("won"), books_start="2026-01-01")
    put(book, "spend", amount="800", on="2026-03-02")
    put(book, "cost", function="sales", amount="700", on="2026-03-02")
    for name in ("Acme", "Bolt", "Cog"):
        put(book, "account", name=name)
        deal = put(book, "deal", name=f"Fleet {name}", account=name, amount="900", stage="New",
                   opened_on="2026-03-01")  # fmt: skip
        do(book, "win-deal", deal, on="2026-03-11")
    with book.read() as connection:
        yield Figures(connection, book.business, MARCH.end)
    book.close()


@pytest.mark.parametrize("name", KPIS)
def test_every_figure_can_be_explained(figures: Figures, name: str) -> None:
    kpi = KPIS[name]
    found = explained(figures, kpi, MARCH)
    text = page(found, "").plain
    definition = " ".join(kpi.definition.split("\n\n")[0].split())
    assert definition in text and kpi.formula_under(figures.business) in text
    assert "1 Mar 2026 to 31 Mar 2026" in text and "February 2026" in text
    assert "March 2025" in text and ("leading" in text or "lagging" in text)
    reading = read(kpi, figures, span_of(MARCH, MARCH.end))
    assert found.value in text and reading.reason in text


def test_an_explanation_has_the_numbers_and_says_how_thin_they_are(figures: Figures) -> None:
    text = page(explained(figures, KPIS["customer_acquisition_cost"], MARCH), "").plain
    assert "= (sales cost + marketing cost) / new customers" in text
    assert "= (700.00 + 800.00) / 3 = 500.00" in text
    # 1500 / 2 is half as much again as 1500 / 3.
    assert "Only 3 new customers: one more or less would move it by up to 50 %." in text
    assert "1 of 1   months with sales or marketing cost" in text


def test_a_figure_that_looks_back_says_over_which_months(figures: Figures) -> None:
    for name, looks_back in (("ltv_to_cac", True), ("customer_lifetime_value", True),
                             ("customer_acquisition_cost", False)):  # fmt: skip
        text = page(explained(figures, KPIS[name], MARCH), "").plain
        assert ("3 months, 1 Jan 2026 to 31 Mar 2026" in text) is looks_back


def test_the_settings_that_change_a_figure_are_named_with_their_value(figures: Figures) -> None:
    found = explained(figures, KPIS["return_on_investment"], MARCH)
    assert found.settings == ("roi_basis",)
    assert "ROI based on   gross_profit" in page(found, "").plain
    retention = page(explained(figures, KPIS["customer_retention_rate"], MARCH), "").plain
    assert "Activity window   12 months" in retention


@pytest.mark.parametrize(
    ("name", "target", "now", "words"),
    [
        ("customer_retention_rate", Fraction(95, 100), Fraction(9, 10), "95.0 %   5.0 pt short"),
        ("bounce_rate", Fraction(45, 100), Fraction(47, 100), "45.0 %   2.0 pt too much"),
        ("customer_acquisition_cost", 35_000, 79_540, "350.00   445.40 too much"),
        ("leads", 20, 15, "20   5 short"),
        ("leads", 20, 20, "20   met"),
    ],
)
def test_a_target_is_told_with_the_gap_in_the_words_of_the_targets_pane(
    name: str, target: Number, now: Number, words: str
) -> None:
    reading = Reading(MARCH, now)
    found = Comparison(KPIS[name], reading, reading, reading, Fraction(target))
    assert dict(compared(found, EURO))["Target"] == words


@pytest.mark.parametrize(
    ("name", "few", "inputs", "words"),
    [
        # 9 of 10 customers stayed: each is a tenth of them.
        ("customer_retention_rate", "customers active at start", (9, 10), "each of them is 10 poi"),
        # 2 won of 4: 1 of 3 would be 33.3 %, 3 of 5 would be 60 %.
        ("win_rate", "deals won", (2, 2), "by up to 17 points"),
    ],
)
def test_of_a_share_it_is_said_how_many_points_a_record_more_or_less_would_be(
    figures: Figures, name: str, few: str, inputs: tuple[int, ...], words: str
) -> None:
    kpi, span = KPIS[name], span_of(MARCH, MARCH.end)
    given = {**dict.fromkeys(kpi.inputs, 0), **dict(zip(kpi.inputs, inputs, strict=False))}
    reading = reading_of(Terms(kpi, figures, span, given))
    assert reading.inputs[few] and words in thin_warning(kpi, few, reading, figures, span)
