"""What sales does by keyboard: deals won, lost and moved, records entered, changed, deleted."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.book import do, new_book, put, rows
from tests.driver import Driver, opened
from tui_crm.store.engine import Book
from tui_crm.ui.screens.board_pane import BoardPane


@pytest.fixture
def book(tmp_path: Path) -> Book:
    """Two open deals, one of them with all that winning needs, and a lost one."""
    book = new_book(tmp_path, business_name="Rosa")
    put(book, "account", name="Acme")
    put(book, "deal", name="Fleet", account="Acme", amount="1200", stage="New",
        expected_on="2026-04-20")  # fmt: skip
    put(book, "deal", name="Pump", stage="New", expected_on="2026-05-20")
    do(book, "lose-deal", put(book, "deal", name="Bell", stage="New"), reason="price")
    return book


def deal(book: Book, name: str) -> tuple[object, ...]:
    """A deal's stage, outcome and amount."""
    return rows(
        book,
        "SELECT s.name, d.outcome, d.amount_minor FROM deal d JOIN stage s ON s.id = d.stage_id"
        " WHERE d.name = ?",
        name,
    )[0]


async def test_winning_writes_the_revenue_and_says_so(book: Book) -> None:
    async with opened(book.path) as app:
        await app.do("win")
        assert "Win: Fleet" in app.text and "1200.00" in app.text
        await app.fill()
        assert "Won Fleet: 1,200.00. u takes it back." in app.toast
        assert "Fleet" not in app.text.replace(app.toast, "")
    assert deal(book, "Fleet") == ("Won", "won", 120_000)
    assert rows(book, "SELECT base_minor FROM revenue_entry") == [(120_000,)]


async def test_winning_without_an_account_asks_for_it_in_its_field(book: Book) -> None:
    async with opened(book.path) as app:
        await app.press("down")
        await app.do("win")
        await app.fill(amount="1.5k")
        assert "Winning needs the account" in app.text
        await app.fill(account="New & Co")
        assert "Won Pump: 1,500.00" in app.toast
    assert rows(book, "SELECT name FROM account ORDER BY id") == [("Acme",), ("New & Co",)]


async def test_a_recurring_deal_brings_a_subscription(book: Book) -> None:
    async with opened(book.path) as app:
        await app.do("win")
        await app.fill(recurring="100", interval="month", amount="1200")
    assert rows(book, "SELECT amount_minor, interval FROM subscription") == [(10_000, "month")]


async def test_losing_asks_for_the_reason(book: Book) -> None:
    async with opened(book.path) as app:
        await app.do("lose")
        await app.fill()
        assert "needed" in app.text
        await app.fill(reason="price")
        assert "Lost Fleet: price" in app.toast
    assert deal(book, "Fleet")[:2] == ("Lost", "lost")


async def test_a_lost_deal_says_why_it_cannot_be_won_and_can_be_reopened(book: Book) -> None:
    async with opened(book.path) as app:
        await app.go_to("Deals")
        assert app.row[0] == "Bell"
        await app.do("win")
        assert '"Bell" is lost: o reopens it.' in app.toast
        await app.do("reopen")
        await app.fill(stage="Proposal")
    assert deal(book, "Bell")[:2] == ("Proposal", "open")


async def test_a_card_is_carried_on_with_the_cursor_and_brought_back(book: Book) -> None:
    async with opened(book.path) as app:
        await app.do("forward", "forward")
        assert deal(book, "Fleet")[0] == "Proposal"
        pane = app.screen.pane
        assert isinstance(pane, BoardPane) and pane.current_id == 1
        await app.do("back")
        assert deal(book, "Fleet")[0] == "Qualified"
        await app.do("undo", "undo", "undo")
        assert deal(book, "Fleet")[0] == "New"


async def test_a_deal_moves_on_from_the_list_and_not_past_the_last_stage(book: Book) -> None:
    async with opened(book.path) as app:
        await app.go_to("Deals")
        await app.press("G")
        assert app.row[0] == "Fleet"
        await app.do("forward", "forward", "forward", "forward")
        assert "in the last of the open stages" in app.toast
        assert app.row[:3] == ("Fleet", "Acme", "Negotiation")


async def test_a_deal_is_added_in_the_stage_of_the_cursor_with_a_new_account(book: Book) -> None:
    async with opened(book.path) as app:
        await app.press("right", "right")
        await app.do("add")
        await app.fill(name="Bike day", account="Brand New", amount="1.2k", expected_on="fri")
        assert "Added deal Bike day" in app.toast
        assert app.screen.pane.current_id == 4
    assert deal(book, "Bike day") == ("Proposal", "open", 120_000)
    assert rows(book, "SELECT expected_on FROM deal WHERE id = 4") == [("2026-04-03",)]


async def test_wrong_values_stand_under_their_fields_and_nothing_is_lost(book: Book) -> None:
    async with opened(book.path) as app:
        await app.do("add")
        await app.fill(amount="many", expected_on="someday")
        text = app.text
        assert "many" in text and "is not a date" in text
        await app.press("escape")
        assert "not saved yet" in app.text
        await app.press("n")
        assert "someday" in app.text
    assert rows(book, "SELECT count(*) FROM deal") == [(3,)]


async def test_a_stack_of_cards_is_entered_one_after_the_other(book: Book) -> None:
    async with opened(book.path) as app:
        await app.go_to("Contacts")
        await app.do("add")
        await app.type("Ann")
        await app.press("ctrl+n")
        assert "Added contact Ann" in app.text
        await app.type("Bob")
        await app.press("ctrl+s")
        assert app.row[0] == "Bob" and "2 of 2" in app.lines[-1]


async def test_only_what_was_changed_is_stored(book: Book) -> None:
    async with opened(book.path) as app:
        await app.do("edit")
        await app.fill(amount="1300")
        assert "Changed deal Fleet" in app.toast
    assert deal(book, "Fleet")[2] == 130_000
    changed = rows(book, "SELECT after FROM journal_row ORDER BY id DESC")
    assert all("name" not in str(after) for (after,) in changed[:1])


async def test_delete_is_instant_and_undo_brings_everything_back(book: Book) -> None:
    async with opened(book.path) as app:
        await app.go_to("Deals")
        await app.do("mark", "mark")
        assert "2 marked" in app.lines[-1]
        await app.do("delete")
        assert "Deleted 2 deals. u takes it back." in app.toast
        assert app.row[0] == "Fleet" and app.lines[-1].endswith("1 of 1")
        await app.do("undo")
        assert app.lines[-1].endswith("of 3")
        await app.do("redo")
        assert app.lines[-1].endswith("1 of 1")


async def test_all_of_a_filtered_list_can_be_deleted_at_once(book: Book) -> None:
    async with opened(book.path) as app:
        await app.go_to("Deals")
        await app.do("filter")
        await app.type("outcome:open")
        await app.press("enter", "ctrl+a")
        await app.do("delete")
        assert "Deleted 2 deals" in app.toast
    assert rows(book, "SELECT name FROM deal") == [("Bell",)]


async def test_what_others_need_is_not_deleted_and_the_reason_is_said(book: Book) -> None:
    async with opened(book.path) as app:
        await app.go_to("Customers")
        await app.do("delete")
        assert '"Acme" still has 1 deal' in app.toast
    assert rows(book, "SELECT count(*) FROM account") == [(1,)]


async def test_a_filter_works_at_each_letter_and_escape_shows_all_again(sample: Path) -> None:
    async with opened(sample) as app:
        await app.go_to("Deals")
        whole = app.list.table.total
        await app.do("filter")
        counts: list[int | None] = []
        for letter in "velo":
            await app.type(letter)
            counts.append(app.list.table.total)
        assert counts == sorted(counts, reverse=True) and counts[-1] != whole
        assert f"{counts[-1]} found" in app.text
        await app.press("enter", "escape")
        assert app.list.table.total == whole and "filtered" not in app.lines[-1]


async def test_a_list_is_sorted_by_the_next_column_and_turned_round(sample: Path) -> None:
    async with opened(sample) as app:
        await app.go_to("Customers")
        assert "Name ▲" in app.text
        await app.do("reverse")
        assert "Name ▼" in app.text
        first = app.row
        await app.do("sort")
        assert "Kind ▲" in app.text
        await app.do("reverse", "reverse")
        assert app.row == first


async def test_what_is_shown_is_exported_and_no_file_is_overwritten(
    book: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with opened(book.path) as app:
        await app.go_to("Deals")
        await app.do("filter")
        await app.type("fleet")
        await app.press("enter")
        await app.do("export")
        assert "Export deals" in app.text
        await app.press("enter")
        assert "1 deal written to" in app.toast
        await app.do("export")
        await app.press("enter")
        assert "exists already" in app.text
    written = (tmp_path / "deals-2026-04-01.csv").read_text("utf-8-sig").splitlines()
    assert len(written) == 2 and "Fleet" in written[1]


async def test_a_row_is_copied(book: Book) -> None:
    async with opened(book.path) as app:
        await app.go_to("Customers")
        await app.do("copy")
        assert app.app.clipboard.startswith("Acme\tcompany")


async def test_marked_rows_are_copied_as_csv(book: Book) -> None:
    put(book, "account", name="Zig, Zag")
    put(book, "account", name="Not marked")
    async with opened(book.path) as app:
        await app.go_to("Customers")
        await app.press("space", "end", "space")
        await app.do("copy")
        assert "Copied 2 accounts as CSV" in app.toast
    copied = app.app.clipboard.splitlines()
    assert copied[0].startswith("tui_crm_id,name,kind")
    assert [line.partition(",")[2][:10] for line in copied[1:]] == ["Acme,compa", '"Zig, Zag"']


async def test_a_customer_opens_with_all_that_belongs_to_it(book: Book) -> None:
    do(book, "win-deal", 1)
    put(book, "contact", name="Ann", account="Acme")
    async with opened(book.path) as app:
        await app.go_to("Customers")
        await app.do("open")
        assert "‹ Customers   Acme" in app.text and "1,200.00" in app.text
        await app.go_to("Contacts")
        assert app.row[0] == "Ann"
        await app.go_to("Deals")
        assert app.row[:3] == ("Fleet", "Acme", "Won")
        await app.go_to("Revenue")
        assert "1,200.00" in app.row
        await app.go_to("History")
        assert "Added account Acme" in app.text
        await app.press("escape")
        assert app.here == "Customers"


async def test_what_is_added_in_a_customer_belongs_to_it_even_if_its_name_is_not_unique(
    book: Book,
) -> None:
    put(book, "account", name="Acme")
    async with opened(book.path) as app:
        await app.go_to("Customers")
        await app.do("open")
        await app.go_to("Contacts")
        await app.do("add")
        await app.fill(name="Ann")
        assert app.row[0] == "Ann"


async def test_a_record_that_is_deleted_where_it_is_open_leads_back(book: Book) -> None:
    async with opened(book.path) as app:
        await app.go_to("Deals")
        await app.do("open", "delete")
        assert app.here == "Deals" and app.lines[-1].endswith("of 2")


async def test_the_history_of_a_deal_tells_what_was_changed(book: Book) -> None:
    async with opened(book.path) as app:
        await app.do("edit")
        await app.fill(amount="1300", stage="Qualified")
        await app.do("open")
        await app.go_to("Steps")
        assert "Qualified" in app.text and "1,300.00" in app.text
        await app.go_to("History")
        assert "Amount: 1,200.00 → 1,300.00" in app.text
        assert "Stage: New → Qualified" in app.text


async def test_an_activity_is_logged_about_the_deal_under_the_cursor(book: Book) -> None:
    async with opened(book.path) as app:
        await app.do("log")
        assert "Log about Fleet" in app.text
        await app.fill(kind="m", subject="Quote")
        assert "is not one of" in app.text
        await app.fill(kind="meeting", due_on="tomorrow")
        assert "Logged a meeting: Quote" in app.toast
        assert "meeting tomorrow" in app.text
    assert rows(book, "SELECT deal_id, kind, done FROM activity") == [(1, "meeting", 0)]


async def test_a_sale_is_given_back_and_a_subscription_ended(book: Book) -> None:
    put(book, "revenue", account="Acme", amount="100", on="2026-03-01")
    put(book, "subscription", account="Acme", amount="10", starts_on="2026-03-01")
    async with opened(book.path) as app:
        await app.go_to("Revenue")
        while "sale" not in app.row:
            await app.press("down")
        await app.do("refund")
        await app.fill(amount="40")
        assert "Refunded Acme: 40.00" in app.toast
        await app.go_to("Subscriptions")
        await app.do("end")
        await app.fill()
        assert "It was billed on 1 Apr 2026" in app.text
        await app.fill(on="15 apr")
    assert rows(book, "SELECT ends_on FROM subscription") == [("2026-04-15",)]


async def test_a_busy_book_loses_no_typing(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    from tui_crm.errors import Busy
    from tui_crm.ui.screens import deeds

    def busy(*_: object, **__: object) -> None:
        raise Busy("Another program holds the database: try again in a moment.")

    async with opened(book.path) as app:
        await app.do("add")
        with monkeypatch.context() as patch:
            patch.setattr(deeds, "add", busy)
            await app.fill(name="Bike day")
            assert "Another program holds the database" in app.text
        await app.fill()
        assert "Added deal Bike day" in app.toast


async def quick(app: Driver) -> None:
    """Press several keys without waiting for what each does."""
    await app.pilot.press("d", "d")
    await app.settle()


async def test_two_quick_deletes_take_two_records(book: Book) -> None:
    async with opened(book.path) as app:
        await app.go_to("Deals")
        await quick(app)
    assert rows(book, "SELECT count(*) FROM deal") == [(1,)]
