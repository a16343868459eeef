"""From where figures are looked at, and how long the sums behind them are kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.book import live_on, new_book, put
from tui_crm.metrics.figures import Figures
from tui_crm.metrics.kpi import KPIS
from tui_crm.metrics.spans import span_of
from tui_crm.metrics.terms import read
from tui_crm.period import parse_period
from tui_crm.store.engine import Book
from tui_crm.store.lanes import Lane
from tui_crm.ui.lookout import FigureReader, Lookout

MARCH = parse_period("2026-03")
TODAY = date(2026, 4, 1)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    """A book with 500.00 of sales in March."""
    book = new_book(tmp_path)
    put(book, "account", name="Acme")
    put(book, "revenue", account="Acme", amount="500", on="2026-03-05")
    yield book
    book.close()


def revenue(figures: Figures) -> int | None:
    """The revenue of March, in cents."""
    value = read(KPIS["revenue"], figures, span_of(MARCH, figures.as_of)).value
    return None if value is None else int(value)


@pytest.mark.parametrize(
    ("as_of", "known_on", "first_unseen"),
    [
        (None, None, date(2026, 4, 2)),
        (date(2026, 3, 1), None, date(2026, 3, 1)),
        (None, date(2026, 3, 20), date(2026, 3, 21)),
        (None, date(2026, 6, 1), date(2026, 4, 2)),
        (date(2026, 3, 1), date(2026, 3, 20), date(2026, 3, 1)),
    ],
)
def test_a_report_of_a_day_counts_what_counted_on_that_day(
    as_of: date | None, known_on: date | None, first_unseen: date
) -> None:
    assert Lookout(MARCH, as_of, known_on).first_unseen(TODAY) == first_unseen


def test_a_past_is_told_in_words() -> None:
    assert Lookout(MARCH).past == "" and not Lookout(MARCH).is_past
    past = Lookout(MARCH, date(2026, 4, 1), date(2026, 4, 5))
    assert past.past == "as of 1 Apr 2026, known on 5 Apr 2026" and past.is_past


def test_sums_are_kept_while_nothing_is_stored_and_made_anew_after(book: Book) -> None:
    lane = Lane(book.path, "figures")
    reader = FigureReader(lane)
    try:
        first = reader.ask(Lookout(MARCH), lambda figures: figures).result()
        assert reader.ask(Lookout(MARCH), lambda figures: figures).result() is first
        assert reader.ask(Lookout(MARCH), revenue).result() == 50_000
        put(book, "revenue", account="Acme", amount="70", on="2026-03-06")
        assert reader.ask(Lookout(MARCH), revenue).result() == 57_000
    finally:
        lane.close()


def test_each_day_has_sums_of_its_own_and_a_few_are_kept(book: Book) -> None:
    lane = Lane(book.path, "figures")
    reader = FigureReader(lane)
    days = [date(2026, 3, day) for day in (4, 5, 6, 7)]
    try:
        found = [reader.ask(Lookout(MARCH, day), revenue).result() for day in days]
        assert found == [0, 0, 50_000, 50_000]
        objects = [reader.ask(Lookout(MARCH, day), lambda f: f).result() for day in days[1:]]
        again = [reader.ask(Lookout(MARCH, day), lambda f: f).result() for day in days[1:]]
        assert all(one is other for one, other in zip(objects, again, strict=True))
    finally:
        lane.close()


def test_what_is_stored_while_a_question_is_answered_is_not_mixed_in(book: Book) -> None:
    lane = Lane(book.path, "figures")
    reader = FigureReader(lane)
    turns: list[int] = []

    def twice(figures: Figures) -> tuple[int | None, int]:
        found = revenue(figures)
        if not turns:
            put(book, "account", name="Bolt")
            put(book, "revenue", account="Bolt", amount="30", on="2026-03-07")
        turns.append(1)
        return found, len(turns)

    try:
        assert reader.ask(Lookout(MARCH), twice).result() == (53_000, 2)
    finally:
        lane.close()


def test_a_book_of_the_past_has_the_settings_of_then(book: Book) -> None:
    from tui_crm.actions import change_settings

    live_on("2026-04-02")
    change_settings(book, {"roi_basis": "revenue"})
    lanes = [Lane(book.path, "now"), Lane(book.path, "then", TODAY)]
    try:
        found = [
            FigureReader(lane).ask(Lookout(MARCH), lambda f: f.business.roi_basis).result()
            for lane in lanes
        ]
        assert found == ["revenue", "gross_profit"]
    finally:
        for lane in lanes:
            lane.close()
