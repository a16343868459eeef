"""Rows that are parts of one record: what they come to is whole, or nothing of it is stored."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.book import is_sound, new_book, rows
from tests.exchange.files import counts, csv_file, take
from tui_crm.store.engine import Book

VISITS = "date,source,visitors,visits,bounces,pageviews,referrer\n"
ADS = "Date,Campaign,Channel,Cost,Impressions,Clicks\n"


@pytest.fixture
def book(tmp_path: Path) -> Book:
    return new_book(tmp_path)


def test_a_day_of_which_a_row_cannot_be_read_waits_until_that_is_mended(
    book: Book, tmp_path: Path
) -> None:
    text = f"{VISITS}2026-03-01,a,1,10,1,9,x\n2026-03-01,a,1,zz,1,9,y\n2026-03-02,a,1,7,1,9,x\n"
    rejects = tmp_path / "rejects.csv"
    report = take(book, "", csv_file(tmp_path, text), rejects=rejects)
    assert counts(report) == (1, 0, 0, 0, 2)
    assert [rejected.line for rejected in report.rejected] == [3, 2]
    assert rows(book, 'SELECT "on", sessions FROM web_day') == [("2026-03-02", 7)]
    mended = rejects.read_text(encoding="utf-8-sig").replace("zz", "5")
    assert counts(take(book, "", csv_file(tmp_path, mended))) == (2, 0, 0, 0, 0)
    assert rows(book, 'SELECT sessions FROM web_day ORDER BY "on"') == [(15,), (7,)]
    assert is_sound(book)


def test_a_sum_that_cannot_be_true_is_rejected_and_the_others_stay(
    book: Book, tmp_path: Path
) -> None:
    much = "2026-03-01,a,1,9000000000000,1,9,x\n"
    report = take(book, "", csv_file(tmp_path, f"{VISITS}{much}{much}2026-03-02,a,1,7,1,9,x\n"))
    assert counts(report) == (1, 0, 0, 0, 2)


def test_a_campaign_that_runs_in_two_channels_has_the_impressions_of_both(
    book: Book, tmp_path: Path
) -> None:
    text = f"{ADS}2026-03-01,Spring,google,10.00,100,5\n2026-03-01,Spring,facebook,20.00,200,6\n"
    path = csv_file(tmp_path, text)
    assert counts(take(book, "", path)) == (2, 0, 0, 0, 0)
    assert rows(book, "SELECT amount_minor FROM cost ORDER BY id") == [(1000,), (2000,)]
    assert rows(book, "SELECT impressions, clicks FROM campaign_day") == [(300, 11)]
    assert counts(take(book, "", path)) == (0, 0, 2, 0, 0)


def test_an_empty_cost_says_nothing_of_what_a_day_has_cost(book: Book, tmp_path: Path) -> None:
    take(book, "", csv_file(tmp_path, f"{ADS}2026-03-01,Spring,google,10.00,100,5\n"))
    take(book, "", csv_file(tmp_path, f"{ADS}2026-03-01,Spring,google,,120,5\n"))
    assert rows(book, "SELECT amount_minor FROM cost") == [(1000,)]
    assert rows(book, "SELECT impressions FROM campaign_day") == [(120,)]


def test_more_bounces_than_visits_are_rejected_by_their_column(book: Book, tmp_path: Path) -> None:
    text = "date,source,sessions,bounces\n2026-03-01,a,5,7\n2026-03-02,a,5,2\n"
    report = take(book, "traffic", csv_file(tmp_path, text))
    assert (counts(report), report.rejected[0].column) == ((1, 0, 0, 0, 1), "bounces")
    assert rows(book, "SELECT engaged FROM web_day") == [(3,)]


def test_the_number_of_a_day_beyond_all_calendars_is_rejected(book: Book, tmp_path: Path) -> None:
    text = "# Start date: 20260301\nNth day,Sessions,Engaged sessions\n0000,5,2\n9999999999,5,2\n"
    report = take(book, "", csv_file(tmp_path, text), mapping={})
    assert len(report.rejected) == 1
    assert report.rejected[0].line == 4
