"""A lead's way: from first contact over its temperature and stages to the hand-off."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.book import do, dump, live_on, new_book, put, rows
from tui_crm.actions import change, delete
from tui_crm.errors import FieldErrors, Refused
from tui_crm.models import ENTITIES
from tui_crm.store.engine import Book
from tui_crm.store.journal import undo

LEAD = ENTITIES["lead"]


@pytest.fixture
def book(tmp_path: Path) -> Book:
    return new_book(tmp_path)


def history(book: Book) -> list[tuple[object, ...]]:
    return rows(book, 'SELECT field, old, new, "on" FROM lead_event WHERE lead_id = 1 ORDER BY id')


def test_a_lead_is_a_contact_and_begins_its_history(book: Book) -> None:
    put(book, "lead", name="Ann", email="ann@example.com", phone="123", company="Kern")
    assert rows(book, "SELECT name, email, phone FROM contact") == [
        ("Ann", "ann@example.com", "123")
    ]
    assert history(book) == [
        ("stage", None, "new", "2026-04-01"),
        ("temperature", None, "cold", "2026-04-01"),
    ]


def test_the_local_day_is_that_of_the_business(book: Book) -> None:
    put(book, "lead", name="L16", created_at="2026-02-28T23:30Z")
    put(book, "lead", name="L28", created_at="2026-03-31T22:10Z")
    assert rows(book, "SELECT local_day, created_at FROM lead ORDER BY id") == [
        ("2026-03-01", "2026-02-28T23:30:00Z"),
        ("2026-04-01", "2026-03-31T22:10:00Z"),
    ]


def test_a_known_person_is_not_made_twice(book: Book) -> None:
    put(book, "lead", name="Ann", email="ann@example.com")
    put(book, "lead", name="ANN", email="Ann@Example.com", phone="5")
    put(book, "lead", name="Bea", email="ann@example.com")
    assert rows(book, "SELECT name, phone FROM contact ORDER BY id") == [
        ("Ann", "5"),
        ("Bea", None),
    ]


def test_the_hand_off_makes_account_contact_and_deal_and_keeps_the_campaign(book: Book) -> None:
    put(book, "lead", name="Ann", company="Kern & Co", campaign="Fair")
    do(book, "warm-lead", 1)
    do(book, "qualify-lead", 1)
    do(book, "offer-lead", 1, note="wants a quote")
    live_on("2026-04-02")
    made = do(book, "accept-lead", 1, amount="450", stage="Proposal", expected_on="2026-04-20")
    assert made == {"account": 1, "contact": 1, "deal": 1}
    assert rows(
        book,
        "SELECT d.name, a.name, a.kind, c.name, l.name, d.lead_id, d.base_minor, d.prob_bp, "
        "d.opened_on, d.expected_on FROM deal d JOIN account a ON a.id = d.account_id "
        "JOIN contact l ON l.id = d.contact_id JOIN campaign c ON c.id = d.campaign_id",
    ) == [
        ("Kern & Co", "Kern & Co", "company", "Fair", "Ann", 1, 45000, 5000, "2026-04-02",
         "2026-04-20")
    ]  # fmt: skip
    assert rows(book, "SELECT decision, decided_on, deal_id FROM handoff") == [
        ("accepted", "2026-04-02", 1)
    ]
    assert rows(book, "SELECT account_id FROM contact") == [(1,)]
    assert [new for field, _, new, _ in history(book) if field == "stage"] == [
        "new", "mql", "offered", "accepted",
    ]  # fmt: skip


def test_an_existing_account_is_found_by_its_name(book: Book) -> None:
    put(book, "account", name="Kern & Co")
    put(book, "lead", name="Ann", company="Kern & Co", stage="mql")
    do(book, "offer-lead", 1)
    assert do(book, "accept-lead", 1)["deal"] == 1
    assert rows(book, "SELECT count(*) FROM account") == [(1,)]


def test_a_rejected_lead_goes_back_and_can_be_offered_again(book: Book) -> None:
    put(book, "lead", name="Ann", stage="mql")
    do(book, "offer-lead", 1)
    with pytest.raises(FieldErrors) as refusal:
        do(book, "reject-lead", 1)
    assert set(refusal.value.errors) == {"reason"}
    do(book, "reject-lead", 1, reason="no budget")
    assert rows(book, "SELECT stage FROM lead") == [("rejected",)]
    do(book, "qualify-lead", 1)
    do(book, "offer-lead", 1)
    do(book, "withdraw-lead", 1)
    assert rows(book, "SELECT decision, reason FROM handoff ORDER BY id") == [
        ("rejected", "no budget"),
        ("withdrawn", None),
    ]
    assert rows(book, "SELECT stage FROM lead") == [("mql",)]


@pytest.mark.parametrize(
    ("action", "stage", "told"),
    [
        ("offer-lead", "new", "qualify it first"),
        ("accept-lead", "mql", "not waiting for sales"),
        ("reject-lead", "mql", "not waiting for sales"),
        ("qualify-lead", "mql", "mql already"),
    ],
)
def test_what_is_not_possible_says_why_and_stores_nothing(
    book: Book, action: str, stage: str, told: str
) -> None:
    put(book, "lead", name="Ann", stage=stage)
    before = dump(book)
    with pytest.raises(Refused, match=told):
        do(book, action, 1, **({"reason": "x"} if action == "reject-lead" else {}))
    assert dump(book) == before


def test_a_lead_that_comes_in_as_offered_waits_for_sales(book: Book) -> None:
    put(book, "lead", name="Ann", stage="offered", created_at="2026-03-30T10:00Z")
    assert rows(book, "SELECT lead_id, offered_on, decision FROM handoff") == [
        (1, "2026-03-30", None)
    ]
    assert do(book, "accept-lead", 1)["deal"] == 1


def test_stages_of_the_hand_off_are_not_typed(book: Book) -> None:
    put(book, "lead", name="Ann", stage="mql")
    with pytest.raises(Refused, match="offer-lead"):
        change(book, LEAD, 1, {"stage": "offered"})


def test_a_changed_name_is_found_under_the_lead(book: Book) -> None:
    put(book, "lead", name="Ann", company="Kern")
    change(book, ENTITIES["contact"], 1, {"name": "Zoë"})
    assert rows(book, "SELECT search FROM lead") == [("zoe kern new cold",)]
    change(book, LEAD, 1, {"name": "Ünal"})
    assert rows(book, "SELECT name FROM contact") == [("Ünal",)]
    assert rows(book, "SELECT search FROM lead") == [("unal kern new cold",)]


def test_a_deleted_lead_takes_its_contact_along_only_when_nobody_else_knows_it(book: Book) -> None:
    put(book, "lead", name="Ann")
    put(book, "lead", name="Bea")
    do(book, "log-activity", None, contact="Bea", kind="note", subject="met at the fair")
    delete(book, LEAD, [1, 2])
    assert rows(book, "SELECT name FROM contact") == [("Bea",)]
    assert rows(book, "SELECT count(*) FROM lead_event") == [(0,)]


def test_calling_a_new_lead_starts_work_on_it(book: Book) -> None:
    put(book, "lead", name="Ann")
    do(book, "log-activity", None, lead="Ann", subject="said hello")
    assert rows(book, "SELECT stage FROM lead") == [("working",)]
    assert rows(book, "SELECT kind, direction, done, contact_id FROM activity") == [
        ("call", "out", 1, 1)
    ]
    do(book, "log-activity", None, lead="Ann", kind="task", subject="send quote", due_on="+3d")
    assert rows(book, "SELECT due_on, done FROM activity WHERE id = 2") == [("2026-04-04", 0)]
    do(book, "complete-activity", 2)
    with pytest.raises(Refused, match="done already"):
        do(book, "complete-activity", 2)


def test_a_lead_changes_in_the_order_of_its_days(book: Book) -> None:
    put(book, "lead", name="Ann", created_at="2026-03-10T10:00Z")
    for action, on in (("warm-lead", "2026-03-09"), ("qualify-lead", "2026-03-01")):
        with pytest.raises(FieldErrors, match="since 10 Mar 2026: not before"):
            do(book, action, 1, on=on)
    do(book, "warm-lead", 1, on="2026-03-20")
    before = dump(book)
    with pytest.raises(FieldErrors) as refusal:
        do(book, "warm-lead", 1, on="2026-03-15", temperature="hot")
    assert set(refusal.value.errors) == {"on"}
    assert dump(book) == before
    # Its stage has a history of its own.
    do(book, "qualify-lead", 1, on="2026-03-12")


def test_what_is_typed_into_a_lead_of_a_later_day_is_of_that_day(book: Book) -> None:
    put(book, "lead", name="Ann", created_at="2026-04-05T10:00Z")
    change(book, LEAD, 1, {"temperature": "warm"})
    assert history(book)[-1] == ("temperature", "cold", "warm", "2026-04-05")
    assert rows(book, "SELECT count(*) FROM lead_event WHERE at < '2026-04-05T10:00'") == [(0,)]


def test_a_corrected_creation_is_where_the_history_begins(book: Book) -> None:
    put(book, "lead", name="Ann", created_at="2026-03-10T10:00Z")
    do(book, "warm-lead", 1, on="2026-03-20")
    before = dump(book)
    change(book, LEAD, 1, {"created_at": "2026-02-28T23:30Z"})
    assert rows(book, 'SELECT "on", at FROM lead_event WHERE old IS NULL') == [
        ("2026-03-01", "2026-02-28T23:30:00Z"),
        ("2026-03-01", "2026-02-28T23:30:00Z"),
    ]
    undo(book)
    assert dump(book) == before
    with pytest.raises(FieldErrors) as refusal:
        change(book, LEAD, 1, {"created_at": "2026-03-21T10:00Z"})
    assert set(refusal.value.errors) == {"created_at"}
    assert dump(book) == before


def test_hand_offs_are_made_and_decided_by_their_actions_only(book: Book) -> None:
    put(book, "lead", name="Ann", stage="mql")
    with pytest.raises(Refused, match="offer-lead"):
        put(book, "handoff", lead="Ann", offered_on="2026-04-01")
    do(book, "offer-lead", 1)
    with pytest.raises(Refused, match="accept-lead"):
        change(book, ENTITIES["handoff"], 1, {"decision": "rejected"})
    with pytest.raises(Refused, match="withdraw-lead"):
        delete(book, ENTITIES["handoff"], [1])


def test_a_pipeline_keeps_its_one_stage_for_won_deals_and_its_one_for_lost(book: Book) -> None:
    stage = ENTITIES["stage"]
    before = dump(book)
    for number in (5, 6):
        with pytest.raises(Refused, match="exactly one stage"):
            delete(book, stage, [number])
        with pytest.raises(Refused, match="exactly one stage"):
            change(book, stage, number, {"state": "open"})
    with pytest.raises(Refused, match="exactly one stage"):
        change(book, stage, 1, {"state": "won"})
    with pytest.raises(Refused, match="exactly one stage"):
        put(book, "stage", name="Gone", probability="0", state="lost")
    assert dump(book) == before
    change(book, stage, 5, {"name": "Sold", "state": "won"})
    delete(book, stage, [4])
    assert rows(book, "SELECT name FROM stage WHERE state = 'won'") == [("Sold",)]


def test_a_new_stage_stands_behind_the_others(book: Book) -> None:
    put(book, "stage", name="Contract", probability="90")
    put(book, "stage", name="First call", probability="5", position="0")
    assert rows(book, "SELECT name, position, prob_bp FROM stage WHERE id > 6") == [
        ("Contract", 6, 9000), ("First call", 0, 500),
    ]  # fmt: skip


def test_deleting_the_deal_of_an_accepted_lead_makes_the_lead_ready_again(book: Book) -> None:
    put(book, "lead", name="Ann", stage="mql")
    do(book, "offer-lead", 1)
    do(book, "accept-lead", 1)
    before = dump(book)
    delete(book, ENTITIES["deal"], [1])
    assert rows(book, "SELECT stage FROM lead") == [("mql",)]
    assert rows(book, "SELECT count(*) FROM handoff") == [(0,)]
    undo(book)
    assert dump(book) == before
    delete(book, ENTITIES["deal"], [1])
    do(book, "offer-lead", 1)
