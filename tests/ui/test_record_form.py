"""The form: what it understands, offers, saves, and never loses."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events

from tests.conftest import TODAY
from tests.ui.form_doubles import Names, Saver, form_page
from tui_crm.actions import Done, add
from tui_crm.errors import FieldErrors, Refused
from tui_crm.models import ENTITIES, FieldSpec, Kind
from tui_crm.store.business import Business
from tui_crm.store.engine import make_book, open_book
from tui_crm.store.entry import Typing
from tui_crm.ui.dialogs.confirm import Confirm
from tui_crm.ui.widgets.record_form_meaning import begun, meaning

STAGES = ("new", "working", "mql", "won")
PLAIN = Business()
COMMA = Business([("decimal_mark", ","), ("time_zone", "Europe/Vienna")])
LOW = (80, 24)
HIGH = (120, 40)


def spec(kind: Kind, name: str = "field", **known: object) -> FieldSpec:
    return FieldSpec(name, name, name.title(), kind, **known)  # type: ignore[arg-type]  # any of its fields


@pytest.mark.parametrize(
    ("kind", "typed", "business", "understood"),
    [
        (Kind.DAY, "fri", PLAIN, "Fri 3 Apr 2026"),
        (Kind.DAY, "today", PLAIN, "Wed 1 Apr 2026"),
        (Kind.INSTANT, "fri 9:30", COMMA, "Fri 3 Apr 2026 09:30"),
        (Kind.MONEY, "1.2k", PLAIN, "1,200.00 EUR"),
        (Kind.MONEY, "1,5k", COMMA, "1.500,00 EUR"),
        (Kind.MONEY, "12*3", PLAIN, "36.00 EUR"),
        (Kind.COUNT, "12000", PLAIN, "12,000"),
        (Kind.COUNT, "12", PLAIN, ""),
        (Kind.CHANCE, "25", PLAIN, "25 %"),
        (Kind.CHANCE, "12.5%", COMMA, "12,5 %"),
        (Kind.QUANTITY, "6000.50", PLAIN, "6,000.5"),
        (Kind.RATE, "0.9230", PLAIN, "1 EUR = 0.923 EUR"),
        (Kind.CHOICE, "wor", PLAIN, "working"),
        (Kind.CHOICE, "won", PLAIN, ""),
        (Kind.FLAG, "y", PLAIN, "yes"),
        (Kind.FLAG, "Off", PLAIN, "no"),
        (Kind.TEXT, "anything", PLAIN, ""),
        (Kind.DAY, "  ", PLAIN, ""),
    ],
)
def test_what_is_understood_stands_in_words(
    kind: Kind, typed: str, business: Business, understood: str
) -> None:
    field = spec(kind, choices=STAGES if kind is Kind.CHOICE else ())
    assert meaning(field, typed, Typing(business, TODAY), "EUR") == understood


def test_a_currency_that_does_not_exist_is_not_understood() -> None:
    with pytest.raises(ValueError, match="not a currency"):
        meaning(spec(Kind.TEXT, "currency"), "EUX", Typing(PLAIN, TODAY), "EUR")


@given(st.sampled_from(Kind), st.text(max_size=30) | st.from_regex(r"[0-9.,*/kd+ -]{1,12}"))
def test_any_text_is_understood_or_answered_with_a_sentence(kind: Kind, typed: str) -> None:
    try:
        words = meaning(spec(kind, choices=STAGES), typed, Typing(COMMA, TODAY), "JPY")
    except ValueError as error:
        assert str(error)
    else:
        assert words.isprintable()


def test_choices_are_told_apart_by_their_first_letters() -> None:
    assert begun(STAGES, "w") == ("working", "won")
    assert begun(STAGES, "WON ") == ("won",)
    assert begun(STAGES, "") == begun(STAGES, "z") == ()


@pytest.mark.parametrize("size", [LOW, HIGH])
async def test_what_was_understood_stands_beside_the_input(size: tuple[int, int]) -> None:
    page = form_page("win-deal", {"amount": "1.2k"}, adding=True)
    async with page.run_test(size=size) as pilot:
        assert page.line("Date").split() == ["›", "Date", "today", "Wed", "1", "Apr", "2026"]
        assert page.line("Amount").split()[1:] == ["1.2k", "1,200.00", "EUR"]
        await pilot.press(*"fri", "tab", *"2k")
        assert page.line("Date").endswith("Fri 3 Apr 2026")
        assert page.line("Amount").split()[2:] == ["2k", "2,000.00", "EUR"]
        assert page.under("Amount") == "1.2k, 12*3, 4500"
        await pilot.press("tab")
        assert page.under("Amount") != "1.2k, 12*3, 4500"


async def test_a_choice_is_typed_by_first_letters_or_walked_with_space() -> None:
    page = form_page("warm-lead", adding=True)
    async with page.run_test(size=LOW) as pilot:
        await pilot.press("tab", "c")
        assert page.line("Temperature").split()[-2:] == ["c", "cold"]
        assert page.under("Temperature") == "cold  warm  hot"
        await pilot.press("space", "space")
        assert page.row("temperature").typed == "warm"


async def test_a_mistake_is_told_when_the_field_is_left_and_taken_back_when_it_is_edited() -> None:
    page = form_page("lead", adding=True)
    async with page.run_test(size=LOW) as pilot:
        await pilot.press("tab", *"jane@")
        assert page.row("email").error == ""
        await pilot.press("tab")
        assert page.under("Email").startswith('! "jane@" is not an email address')
        await pilot.press("up", *"kern.at")
        assert page.row("email").error == ""


async def test_arrows_and_enter_go_from_field_to_field_and_through_a_long_text() -> None:
    page = form_page("account", {"name": "Kern", "notes": "one\ntwo"})
    async with page.run_test(size=LOW) as pilot:
        await pilot.press("up")
        assert page.here == "name"
        await pilot.press("enter", "down", "down", "down", "down")
        assert page.here == "notes"
        await pilot.press("down", "down", "enter", "x")
        assert page.here == "notes"
        assert page.row("notes").typed == "one\n\nxtwo"
        await pilot.press("up", "up", "up")
        assert page.here == "closed_on"


async def test_enter_in_the_last_field_saves() -> None:
    save = Saver()
    page = form_page("lose-deal", adding=True, save=save)
    async with page.run_test(size=LOW) as pilot:
        await pilot.press("enter", *"price", "enter")
        assert save.given == [{"on": "today", "reason": "price"}]
        assert page.answers == [Done("Saved it", 7, {})]


async def test_an_edited_record_is_saved_with_its_changed_fields_only() -> None:
    save = Saver()
    page = form_page("account", {"name": "Kern", "phone": "12", "kind": "company"}, save=save)
    async with page.run_test(size=LOW) as pilot:
        await pilot.press(*" & Co", "down", "p", "down", "down", "ctrl+u", "ctrl+s")
        assert save.given == [{"name": "Kern & Co", "kind": "p", "phone": ""}]


async def test_saving_without_a_change_closes_and_stores_nothing() -> None:
    save = Saver()
    page = form_page("account", {"name": "Kern"}, save=save)
    async with page.run_test(size=LOW) as pilot:
        await pilot.press("ctrl+s")
        assert (save.given, page.answers) == ([], [None])


async def test_errors_stand_under_their_fields_and_the_focus_goes_to_the_first() -> None:
    errors = FieldErrors({"amount": "for how much?", "account": "who bought?", "won": "no such"})
    page = form_page("win-deal", adding=True, save=Saver(errors))
    async with page.run_test(size=LOW) as pilot:
        await pilot.press("ctrl+s")
        assert page.here == "amount"
        assert page.under("Amount") == "! For how much?"
        assert page.under("Account") == "! Who bought?"
        assert "! won: no such" in "\n".join(page.lines())
        await pilot.press("ctrl+s")
        assert page.answers == [Done("Saved it", 7, {})]


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        (Refused("Lead [/] is offered already."), "! Lead [/] is offered already."),
        (ZeroDivisionError("oops"), "! The program failed while saving: ZeroDivisionError('oops')"),
    ],
)
async def test_what_cannot_be_saved_is_said_and_the_typing_stays(
    outcome: Exception, said: str
) -> None:
    save = Saver(outcome)
    page = form_page("lead", adding=True, save=save)
    async with page.run_test(size=LOW) as pilot:
        await pilot.press(*"Jo", "ctrl+s")
        assert said in "\n".join(page.lines())
        assert (page.row("name").typed, page.here) == ("Jo", "name")
        await pilot.press("ctrl+s")
        assert len(save.given) == 2
        assert len(page.answers) == 1


async def test_while_it_saves_the_form_takes_no_keys_and_saves_once() -> None:
    save = Saver()
    save.gate.clear()
    page = form_page("lead", adding=True, save=save)
    async with page.run_test(size=LOW) as pilot:
        await pilot.press("J", "ctrl+s", "x", "ctrl+s", "escape", "ctrl+n")
        assert "Saving" in "\n".join(page.lines())
        assert page.row("name").typed == "J"
        save.gate.set()
        await pilot.pause()
        assert [given["name"] for given in save.given] == ["J"]
        assert page.answers == [Done("Saved it", 7, {})]


async def test_leaving_asks_only_where_something_typed_would_be_lost() -> None:
    page = form_page("lead", adding=True)
    async with page.run_test(size=LOW) as pilot:
        await pilot.press("J", "escape")
        assert isinstance(page.screen, Confirm)
        await pilot.press("escape")
        assert page.row("name").typed == "J"
        assert page.here == "name"
        await pilot.press("ctrl+c", "backspace", "escape")
        assert page.answers == [None]


async def test_a_changed_form_is_discarded_on_a_clear_answer() -> None:
    page = form_page("lead", adding=True)
    async with page.run_test(size=LOW) as pilot:
        await pilot.press("J", "escape", "y")
        assert page.answers == [None]


async def test_another_one_keeps_what_a_pile_shares() -> None:
    save = Saver("Added spend [b")
    page = form_page("spend", {"channel": "fair"}, adding=True, again=True, save=save)
    async with page.run_test(size=LOW) as pilot:
        await pilot.press(*"fri", "down", *"Expo", "down", "down", *"90", "ctrl+n")
        assert save.given[0]["amount"] == "90"
        assert "Added spend [b." in "\n".join(page.lines())
        assert page.here == "on"
        kept = {row: page.row(row).typed for row in ("on", "campaign", "channel", "amount")}
        assert kept == {"on": "fri", "campaign": "Expo", "channel": "fair", "amount": ""}
        assert page.row("currency").typed == "EUR"
        await pilot.press("escape")
        assert page.answers == [Done("Added spend [b", 7, {})]


async def test_another_one_is_not_offered_where_there_is_one_only() -> None:
    save = Saver()
    page = form_page("account", {"name": "Kern"}, save=save)
    async with page.run_test(size=LOW) as pilot:
        await pilot.press("x", "ctrl+n")
        assert save.given == []
        assert "ctrl+n" not in "\n".join(page.lines())


async def test_a_link_offers_names_and_takes_one_by_enter_or_tab() -> None:
    page = form_page("deal", adding=True, suggest=Names("Hotel Lind", "Hotel Post [/"))
    async with page.run_test(size=LOW) as pilot:
        await pilot.press("tab", *"hotel")
        assert page.offered == [" Hotel Lind", " Hotel Post [/"]
        await pilot.press("down", "down", "enter")
        assert page.row("account").typed == "Hotel Post [/"
        assert (page.here, page.offered) == ("account", [])
        await pilot.press("enter", *"lin", "down", "tab")
        assert page.row("contact").typed == "Hotel Lind"
        assert page.here == "campaign"


async def test_a_name_stays_as_typed_unless_another_one_is_taken() -> None:
    page = form_page("deal", adding=True, suggest=Names("Hotel Lind"))
    async with page.run_test(size=LOW) as pilot:
        await pilot.press("tab", *"hot", "down", "up", "escape")
        assert (page.row("account").typed, page.offered) == ("hot", [])
        assert page.line("Account").endswith("will be made")
        await pilot.press("e", "enter")
        assert (page.row("account").typed, page.here) == ("hote", "contact")


async def test_where_only_a_known_name_may_stand_the_first_one_is_under_the_cursor() -> None:
    page = form_page("move-deal", adding=True, suggest=Names("New", "Negotiation"))
    async with page.run_test(size=LOW) as pilot:
        await pilot.press("tab", "n")
        assert page.offered == ["›New", " Negotiation"]
        await pilot.press("x")
        assert page.line("Stage").endswith("not found")
        await pilot.press("backspace", "backspace")
        assert page.offered == [" New", " Negotiation"]
        await pilot.press("n", "down", "enter")
        assert page.row("stage").typed == "Negotiation"


async def test_the_answer_to_the_newest_question_wins() -> None:
    names = Names("Hotel", "Huber")
    names.slow["h"] = asyncio.Event()
    page = form_page("deal", adding=True, suggest=names)
    async with page.run_test(size=LOW) as pilot:
        await pilot.press("tab", "h", "u")
        assert page.offered == [" Huber"]
        names.slow["h"].set()
        await pilot.pause()
        assert page.offered == [" Huber"]


async def test_a_click_takes_a_name() -> None:
    page = form_page("deal", adding=True, suggest=Names("Hotel Lind", "Hotel Post"))
    async with page.run_test(size=LOW) as pilot:
        await pilot.press("tab", "h")
        await pilot.click("NameList", offset=(4, 1))
        assert (page.row("account").typed, page.here) == ("Hotel Post", "account")


async def test_the_rate_is_asked_for_a_foreign_currency_only() -> None:
    page = form_page("deal", {"amount": "50"}, adding=True)
    async with page.run_test(size=LOW) as pilot:
        assert not page.row("rate").display
        page.row("currency").input.focus()
        await pilot.press(*"usd", "down", *"0.9")
        assert page.here == "rate"
        assert page.line("Amount").endswith("50.00 USD")
        assert page.line("Rate").endswith("1 USD = 0.9 EUR")


async def test_a_long_form_scrolls_to_the_field_with_the_focus_and_its_help() -> None:
    page = form_page("deal", adding=True)
    async with page.run_test(size=(80, 14)) as pilot:
        assert "Notes" not in "\n".join(page.lines())
        await pilot.press("pagedown", "pagedown", "pagedown", "pagedown", "pagedown")
        await pilot.pause()
        assert page.here == "notes"
        assert page.line("Notes")
        assert "ctrl+s save" in "\n".join(page.lines())


async def test_nothing_that_steers_a_terminal_is_taken_and_markup_is_text() -> None:
    page = form_page("account", {"name": "A[/]\x1b]52;c;x\x07[b]"})
    async with page.run_test(size=LOW) as pilot:
        assert "A[/]]52;c;x[b]" in page.line("Name")
        assert not page.form.is_changed
        page.row("domain").input.post_message(events.Paste("acme\x1b[2J\r\n.com\u202e"))
        page.row("notes").input.post_message(events.Paste("one\x9b\ntwo\x1b"))
        await pilot.pause()
        assert page.row("domain").typed == "acme[2J .com"
        assert page.row("notes").typed == "one\ntwo"


async def test_what_the_form_gives_is_what_a_book_takes(tmp_path: Path) -> None:
    path = tmp_path / "book.db"
    make_book(path)
    book = open_book(path)

    class Adds(Saver):
        async def __call__(self, typed: dict[str, str]) -> Done:
            return add(book, ENTITIES["deal"], typed, create=True)

    page = form_page("deal", {"stage": "New"}, adding=True, save=Adds())
    async with page.run_test(size=LOW) as pilot:
        await pilot.press(*"Fleet", "tab", *"Acme", "ctrl+s")
        done = page.answers[0]
    assert isinstance(done, Done)
    assert done.title == "Added deal Fleet"
    assert done.made["account"] == 1
    book.close()


async def test_what_is_typed_right_after_enter_belongs_to_the_next_field() -> None:
    page = form_page("contact", adding=True)
    async with page.run_test(size=LOW) as pilot:
        for key in (*"Ann", "enter", *"a@b.c", "tab", *"123"):
            page.post_message(events.Key(key, key if len(key) == 1 else None))
        await pilot.pause()
        typed = [page.row(name).typed for name in ("name", "email", "phone")]
        assert typed == ["Ann", "a@b.c", "123"]


async def test_a_held_arrow_walks_on_with_every_key() -> None:
    page = form_page("traffic", adding=True)
    async with page.run_test(size=LOW) as pilot:
        first = page.here
        for key in ("down", "down", "down", "up"):
            page.post_message(events.Key(key, None))
        await pilot.pause()
        names = [spec.name for spec in ENTITIES["traffic"].fields]
        assert first == names[0] and page.here == names[2]
