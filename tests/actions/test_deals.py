"""A deal's life: what each action stores, what it refuses, and the history that it leaves."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.book import do, dump, live_on, new_book, put, rows
from tui_crm.actions import change, delete
from tui_crm.errors import CrmError, FieldErrors, Refused, WrongUsage
from tui_crm.models import ENTITIES
from tui_crm.store import journal
from tui_crm.store.engine import Book

DEAL = ENTITIES["deal"]


@pytest.fixture
def book(tmp_path: Path) -> Book:
    return new_book(tmp_path)


def history(book: Book, deal: int = 1) -> list[tuple[object, ...]]:
    query = (
        'SELECT e."on", e.state, s.name, e.prob_bp, base_minor FROM deal_event e '
        'JOIN stage s ON s.id = stage_id WHERE deal_id = ? ORDER BY e."on", e.id'
    )
    return rows(book, query, deal)


def test_a_deal_begins_in_the_first_stage_with_its_chance(book: Book) -> None:
    put(book, "deal", name="Fleet", amount="1200.00", opened_on="2026-03-01")
    assert history(book) == [("2026-03-01", "open", "New", 1000, 120000)]
    assert rows(book, "SELECT outcome, prob_bp, stage_since FROM deal") == [
        ("open", 1000, "2026-03-01")
    ]


def test_winning_a_one_off_deal_writes_its_sale(book: Book) -> None:
    put(book, "deal", name="Fleet", account="Acme", amount="1200", opened_on="2026-03-01")
    made = do(book, "win-deal", 1, on="2026-03-20")
    assert made == {"revenue": 1}
    assert rows(book, 'SELECT "on", kind, base_minor, deal_id FROM revenue_entry') == [
        ("2026-03-20", "sale", 120000, 1)
    ]
    assert history(book)[-1] == ("2026-03-20", "won", "Won", 10000, 120000)


def test_winning_a_recurring_deal_starts_its_subscription_and_bills_what_is_due(book: Book) -> None:
    live_on("2026-04-20")
    put(book, "deal", name="Care", account="Acme", opened_on="2026-01-01")
    do(book, "win-deal", 1, on="2026-02-10", recurring="300", starts_on="2026-02-16")
    assert rows(book, "SELECT base_minor FROM deal") == [(360000,)]
    assert rows(book, 'SELECT "on", kind, base_minor FROM revenue_entry ORDER BY "on"') == [
        ("2026-02-16", "billing", 30000),
        ("2026-03-16", "billing", 30000),
        ("2026-04-16", "billing", 30000),
    ]
    live_on("2026-05-16")
    assert do(book, "post-billings") == {"billings": 1}
    assert do(book, "post-billings") == {"billings": 0}


def test_what_a_recurring_deal_exceeds_its_year_by_is_a_sale(book: Book) -> None:
    put(book, "deal", name="Care", account="Acme", opened_on="2026-01-01")
    do(book, "win-deal", 1, on="2026-04-01", recurring="100", interval="quarter", amount="650")
    assert rows(book, "SELECT kind, base_minor FROM revenue_entry ORDER BY kind") == [
        ("billing", 10000),
        ("sale", 25000),
    ]


def test_winning_needs_account_and_amount(book: Book) -> None:
    put(book, "deal", name="Fleet")
    before = dump(book)
    with pytest.raises(FieldErrors) as refusal:
        do(book, "win-deal", 1)
    assert set(refusal.value.errors) == {"account"}
    with pytest.raises(FieldErrors) as refusal:
        do(book, "win-deal", 1, account="Acme")
    assert set(refusal.value.errors) == {"amount"}
    assert dump(book) == before


def test_losing_needs_a_reason_and_a_day_after_the_opening(book: Book) -> None:
    put(book, "deal", name="Fleet", opened_on="2026-03-01")
    with pytest.raises(FieldErrors) as refusal:
        do(book, "lose-deal", 1)
    assert set(refusal.value.errors) == {"reason"}
    with pytest.raises(FieldErrors, match="opened on 1 Mar 2026"):
        do(book, "lose-deal", 1, reason="price", on="2026-02-28")


def test_a_reopened_deal_counts_once_at_its_latest_closing(book: Book) -> None:
    put(book, "deal", name="Fleet", account="Acme", amount="700", opened_on="2026-01-25")
    do(book, "lose-deal", 1, on="2026-02-11", reason="price")
    do(book, "reopen-deal", 1, on="2026-03-03", stage="Negotiation")
    do(book, "win-deal", 1, on="2026-03-24", amount="650")
    assert rows(book, "SELECT outcome, opened_on, closed_on, lost_reason FROM deal") == [
        ("won", "2026-01-25", "2026-03-24", None)
    ]
    assert [(on, state, value) for on, state, _, _, value in history(book)] == [
        ("2026-01-25", "open", 70000),
        ("2026-02-11", "lost", 70000),
        ("2026-03-03", "open", 70000),
        ("2026-03-24", "won", 65000),
    ]


def test_a_won_deal_with_revenue_is_not_reopened(book: Book) -> None:
    put(book, "deal", name="Fleet", account="Acme", amount="700")
    do(book, "win-deal", 1)
    with pytest.raises(Refused, match="has brought revenue"):
        do(book, "reopen-deal", 1)
    with pytest.raises(Refused, match="was won on 1 Apr 2026"):
        do(book, "lose-deal", 1, reason="price")


def test_history_is_not_written_before_its_end(book: Book) -> None:
    put(book, "deal", name="Fleet", opened_on="2026-03-01")
    do(book, "move-deal", 1, stage="Proposal", on="2026-03-10")
    with pytest.raises(Refused, match="already goes to 10 Mar 2026"):
        do(book, "move-deal", 1, stage="Qualified", on="2026-03-09")
    with pytest.raises(WrongUsage, match="decided deals"):
        do(book, "move-deal", 1, stage="Won", on="2026-03-12")


def test_changed_amount_and_corrected_days_are_in_the_history(book: Book) -> None:
    put(book, "deal", name="Fleet", account="Acme", amount="100", opened_on="2026-03-01")
    change(book, DEAL, 1, {"amount": "1.6k", "opened_on": "2026-02-10"})
    assert [(on, value) for on, _, _, _, value in history(book)] == [
        ("2026-02-10", 10000),
        ("2026-04-01", 160000),
    ]
    do(book, "win-deal", 1)
    with pytest.raises(Refused, match="out of order"):
        change(book, DEAL, 1, {"closed_on": "2026-03-20"})
    live_on("2026-04-05")
    change(book, DEAL, 1, {"closed_on": "2026-04-03"})
    assert history(book)[-1][0] == "2026-04-03"
    assert rows(book, 'SELECT "on" FROM revenue_entry') == [("2026-04-03",)]


def test_setting_the_stage_does_what_the_stage_means(book: Book) -> None:
    put(book, "deal", name="Fleet", account="Acme", amount="100")
    change(book, DEAL, 1, {"stage": "Won"})
    assert rows(book, "SELECT outcome, closed_on FROM deal") == [("won", "2026-04-01")]
    assert rows(book, "SELECT base_minor FROM revenue_entry") == [(10000,)]
    put(book, "deal", name="Other")
    change(book, DEAL, 2, {"outcome": "void"})
    assert rows(book, "SELECT outcome FROM deal WHERE id = 2") == [("void",)]


def test_a_foreign_deal_needs_its_rate_and_keeps_it(book: Book) -> None:
    with pytest.raises(FieldErrors) as refusal:
        put(book, "deal", name="Abroad", currency="USD", amount="2600")
    assert set(refusal.value.errors) == {"rate"}
    put(book, "deal", name="Abroad", account="X", currency="USD", amount="2600", rate="0.92")
    do(book, "win-deal", 1, rate="0.9230")
    assert rows(book, "SELECT amount_minor, fx_e8, base_minor FROM revenue_entry") == [
        (260000, 92_300_000, 239980)
    ]
    assert [value for *_, value in history(book)] == [239200, 239980]


def test_every_wrong_field_is_told_at_once_and_nothing_is_stored(book: Book) -> None:
    before = dump(book)
    with pytest.raises(FieldErrors) as refusal:
        put(
            book, "deal", name=" ", amount="12,x", stage="Nowhere", expected_on="32 mar", colour="r"
        )
    assert set(refusal.value.errors) == {"name", "amount", "stage", "expected_on", "colour"}
    assert dump(book) == before


def test_what_others_need_is_not_deleted(book: Book) -> None:
    put(book, "deal", name="Fleet", account="Acme", amount="100")
    do(book, "win-deal", 1)
    with pytest.raises(Refused, match="still has 1 revenue"):
        delete(book, DEAL, [1])
    with pytest.raises(Refused, match=r"“Acme”|\"Acme\" still has 1"):
        delete(book, ENTITIES["account"], [1])
    with pytest.raises(WrongUsage, match="no deal 99"):
        delete(book, DEAL, [99])


MOVES = st.lists(
    st.sampled_from(["move", "win", "lose", "reopen", "amount", "chance", "void", "undo"]),
    max_size=12,
)


@given(MOVES, st.integers(0, 5000))
@settings(max_examples=60)
def test_the_changes_of_the_pipeline_always_add_up_to_the_open_deals(
    tmp_path_factory: pytest.TempPathFactory, moves: list[str], amount: int
) -> None:
    live_on("2026-04-01")
    book = new_book(tmp_path_factory.mktemp("pipeline"))
    put(book, "deal", name="One", account="Acme", amount=str(amount))
    put(book, "deal", name="Two")
    for turn, move in enumerate(moves):
        deal = turn % 2 + 1
        try:
            _do_move(book, move, deal, turn)
        except CrmError:
            continue
    sums = "SELECT total(value_change), total(weighted_change), total(count_change) FROM deal_event"
    really = (
        "SELECT coalesce(sum(base_minor), 0), coalesce(sum(base_minor * prob_bp), 0), count(*) "
        "FROM deal WHERE outcome = 'open'"
    )
    assert rows(book, sums) == rows(book, really)
    last = (
        "SELECT d.id FROM deal d JOIN deal_event e ON e.id = (SELECT id FROM deal_event "
        'WHERE deal_id = d.id ORDER BY "on" DESC, id DESC LIMIT 1) WHERE '
        "(d.outcome, d.stage_id, d.prob_bp) <> (e.state, e.stage_id, e.prob_bp) "
        "OR d.base_minor IS NOT e.base_minor"
    )
    assert rows(book, last) == []


def _do_move(book: Book, move: str, deal: int, turn: int) -> None:
    match move:
        case "move":
            do(book, "move-deal", deal, stage=("Qualified", "Proposal")[turn % 2])
        case "win":
            do(book, "win-deal", deal, recurring="7")
        case "lose":
            do(book, "lose-deal", deal, reason="price")
        case "reopen":
            do(book, "reopen-deal", deal)
        case "amount":
            change(book, DEAL, deal, {"amount": str(turn * 100)})
        case "chance":
            change(book, DEAL, deal, {"probability": str(turn)})
        case "void":
            change(book, DEAL, deal, {"outcome": "void"})
        case _:
            journal.undo(book)
