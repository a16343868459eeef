"""What stands behind each figure: recomputed from its records in plain Python, it is the same."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from fractions import Fraction
from statistics import median

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.metrics.any_books import books, days, spans_of_time
from tests.metrics.plain_formulas import FORMULAS, plain
from tests.metrics.small_books import SmallBook, opened
from tests.metrics.test_properties import LATER
from tests.metrics.worked_example import worked_example
from tui_crm.metrics import KPIS
from tui_crm.metrics.behind import Behind, behind, counts_of, total
from tui_crm.metrics.figures import Figures
from tui_crm.metrics.spans import span_of
from tui_crm.metrics.sums import Median
from tui_crm.metrics.terms import Rows
from tui_crm.models import ENTITIES
from tui_crm.period import Period, parse_period
from tui_crm.store.query import Listing
from tui_crm.store.where import Reading

AS_OF = date(2026, 4, 1)
MARCH = parse_period("2026-03")


def test_every_kpi_is_written_once_more_here() -> None:
    assert set(FORMULAS) == set(KPIS)


@settings(max_examples=10)
@given(books(), spans_of_time(), st.one_of(days, st.just(LATER)))
def test_every_figure_is_the_sum_of_its_records(
    book: SmallBook, period: Period, as_of: date
) -> None:
    with opened(book) as connection:
        figures = Figures(connection, book.business, as_of)
        for kpi in KPIS.values():
            found = behind(kpi, figures, span_of(period, as_of))
            if not found.parts:
                assert found.reading.value is None
                continue
            sums = _summed(found, figures)
            assert found.reading.value == plain(kpi.name, sums, book.business), kpi.name


@settings(max_examples=4)
@given(books(), spans_of_time())
def test_the_ordinary_list_has_every_record(book: SmallBook, period: Period) -> None:
    today = Reading.of(book.business)
    with opened(book) as connection:
        figures = Figures(connection, book.business, LATER)
        for kpi in KPIS.values():
            found = behind(kpi, figures, span_of(period, LATER))
            rows = [part.rows for part in found.parts if part.rows]
            rows += [one.rows for one in found.left_out]
            for one in rows:
                listing = Listing(ENTITIES[one.entity], today, among=one.query)
                assert listing.count(connection) == len(counts_of(one, figures)), kpi.name


def test_what_is_left_out_is_named_with_its_reason() -> None:
    book = worked_example()
    with opened(book) as connection:
        figures = Figures(connection, book.business, AS_OF)
        leads = behind(KPIS["leads"], figures, span_of(MARCH, AS_OF))
        assert [(one.reason, len(counts_of(one.rows, figures))) for one in leads.left_out] == [
            ("duplicate or invalid", 2)
        ]


def test_a_figure_within_a_figure_is_followed_by_its_own_terms() -> None:
    book = worked_example()
    with opened(book) as connection:
        figures = Figures(connection, book.business, AS_OF)
        found = behind(KPIS["ltv_to_cac"], figures, span_of(MARCH, AS_OF))
    sides = {(part.of, part.name): part.side for part in found.parts}
    assert sides["customer_lifetime_value", "revenue"] == "over"
    # What divides the cost multiplies what is divided by it.
    assert sides["trailing_acquisition_cost", "new customers"] == "over"
    assert sides["trailing_acquisition_cost", "sales cost"] == "under"


def _summed(found: Behind, figures: Figures) -> dict[str, Fraction]:
    """The terms' sums from their records alone; what no record stands behind is taken as told.

    A formula that found no value may not have asked for the rest of its terms: they are nothing.
    """
    sums: dict[str, Fraction] = defaultdict(Fraction)
    for part in found.parts:
        term = KPIS[part.of or found.kpi.name].terms[part.name]
        if part.rows is None:
            if part.number is not None:
                sums[part.name] = Fraction(part.number)
        elif isinstance(term, Median):
            counts = list(counts_of(part.rows, figures).values())
            if counts:
                sums[part.name] = Fraction(median(counts))
        else:
            sums[part.name] = _sum(part.rows, figures)
            assert sums[part.name] == part.number, part.name
    return sums


def _sum(rows: Rows, figures: Figures) -> Fraction:
    by_record = counts_of(rows, figures)
    number = sum(by_record.values(), Fraction(0))
    assert number == total(rows, figures)
    return number
