"""The declarations of commands: complete, free of clashes, and known everywhere."""

from __future__ import annotations

from itertools import combinations

import pytest
from textual.binding import Binding
from textual.dom import DOMNode

from tui_crm.actions import ACTIONS
from tui_crm.models import ENTITIES
from tui_crm.ui.commands import (
    COMMANDS,
    Command,
    Range,
    Subject,
    in_reach,
    key_shown,
    refusal,
    together,
)
from tui_crm.ui.dialogs.explain import Explanation
from tui_crm.ui.keys import keymap, meant
from tui_crm.ui.screens.behind import BehindScreen
from tui_crm.ui.screens.deeds import DEEDS
from tui_crm.ui.screens.frame import WorkScreen
from tui_crm.ui.screens.help import HelpScreen
from tui_crm.ui.screens.metrics import MetricsScreen
from tui_crm.ui.screens.record import RecordScreen
from tui_crm.ui.screens.welcome import WelcomeScreen
from tui_crm.ui.widgets.chart import Chart
from tui_crm.ui.widgets.key_bar import MOST_KEYS
from tui_crm.ui.widgets.query_bar import QueryBar
from tui_crm.ui.widgets.scorecard import Scorecard

UNREACHABLE = {
    "ctrl+m", "ctrl+i", "ctrl+h", "ctrl+j", "[", "]", "{", "}", "\\", "~", "ctrl+c",
    "left_square_bracket", "right_square_bracket", "backslash", "tilde",
}  # fmt: skip
"""Keys that other keyboards or terminals cannot tell apart, and the one that must not quit."""

AT_ONCE = {
    "sales", "marketing", "metrics", "next_pane", "previous_pane", "palette", "quit", "leave",
}  # fmt: skip
IN_PANES = {
    "filter", "sort", "reverse", "mark", "earlier", "later", "grain", "explain", "behind", "more",
    "time", "next_block", "previous_block", "fix", "report",
}  # fmt: skip
LISTS: tuple[Range, ...] = ("everywhere", "records", "lists")


@pytest.mark.parametrize("command", COMMANDS.values(), ids=lambda command: command.id)
def test_every_command_does_something_and_says_what(command: Command) -> None:
    assert command.action in ACTIONS or command.id in {*DEEDS, *AT_ONCE, *IN_PANES}
    assert command.title and command.help
    assert not set(command.keys.split(",")) & UNREACHABLE
    assert command.entities <= set(ENTITIES)


def test_no_key_belongs_to_two_commands_of_one_place() -> None:
    for one, other in combinations(COMMANDS.values(), 2):
        shared = set(filter(None, one.keys.split(","))) & set(other.keys.split(","))
        assert not shared or not together(one, other), (one.id, other.id)


def test_a_key_of_two_places_means_the_command_of_the_place_in_sight() -> None:
    figures: tuple[Range, ...] = ("everywhere", "metrics")
    assert meant("refund", figures, {}) == "fix" and meant("fix", LISTS, {}) == "refund"
    assert meant("refund", LISTS, {}) == "refund" and meant("fix", figures, {}) == "fix"
    assert meant("win", figures, {}) == "win"  # nothing else is on its key: it says why not
    assert meant("refund", figures, {"refund": "f5"}) == "refund"


@pytest.mark.parametrize("entity", ENTITIES)
def test_a_key_bar_has_at_most_six_keys_and_always_help(entity: str) -> None:
    shown = [command.id for command in in_reach(LISTS, entity) if entity in command.footer]
    assert len(shown) <= MOST_KEYS
    assert not shown or shown[-1] == "help"


def test_the_actions_on_deals_leads_and_revenue_all_have_a_key() -> None:
    keyed = {command.action for command in COMMANDS.values()} | {"move-deal", "log-activity"}
    keyed |= {f"merge-{entity}" for entity in COMMANDS["merge"].entities}
    assert {name for name, action in ACTIONS.items() if action.about} <= keyed


def test_help_names_every_command() -> None:
    page = HelpScreen(LISTS, "deal", {}).page(80).plain
    for command in COMMANDS.values():
        assert " ".join(command.help.split()[:4]) in " ".join(page.split()), command.id


def test_help_says_how_the_palette_opens_and_how_a_command_without_a_key_is_done() -> None:
    page = HelpScreen(LISTS, "deal", {}).page(80).plain
    lines = [" ".join(line.split()) for line in page.splitlines()]
    assert ": ctrl+p Commands: Find a command by its name" in lines
    assert any(line.startswith(": theme Theme: Choose") for line in lines)


def test_a_command_for_other_records_is_refused_with_the_records_it_is_for() -> None:
    why = refusal(COMMANDS["qualify"], LISTS, Subject("deal", 1))
    assert why is not None and "for leads" in why


def test_a_command_without_a_record_is_refused() -> None:
    why = refusal(COMMANDS["edit"], LISTS, Subject("deal"))
    assert why is not None and "none here" in why


@pytest.mark.parametrize(
    ("name", "entity", "values", "why"),
    [
        ("win", "deal", {"outcome": "lost", "stage": "Lost"}, '"X" is lost: o reopens it.'),
        ("win", "deal", {"outcome": "open", "stage": "New"}, None),
        ("reopen", "deal", {"outcome": "open", "stage": "New"},
         '"X" is open: there is nothing to reopen.'),
        ("accept", "lead", {"stage": "new"},
         '"X" is new: only a lead that waits for sales can be decided on.'),
        ("accept", "handoff", {"decision": None}, None),
        ("refund", "revenue", {"kind": "refund"},
         '"X" is a refund: refund the sale that it belongs to.'),
        ("complete", "activity", {"done": True}, '"X" is done already.'),
        ("complete", "activity", {"done": False}, None),
    ],
)  # fmt: skip
def test_a_command_says_why_it_is_not_possible_now(
    name: str, entity: str, values: dict[str, object], why: str | None
) -> None:
    assert refusal(COMMANDS[name], LISTS, Subject(entity, 1, values, "X")) == why


@pytest.mark.parametrize(
    "place",
    [
        WorkScreen, MetricsScreen, BehindScreen, HelpScreen, WelcomeScreen, RecordScreen,
        Explanation, Chart, Scorecard, QueryBar,
    ],
)  # fmt: skip
def test_every_key_has_an_id_to_remap_it_by_and_says_what_it_does(place: type[DOMNode]) -> None:
    for binding in place.BINDINGS:
        assert isinstance(binding, Binding)
        assert binding.id and binding.tooltip and not binding.priority


def test_the_users_keys_take_the_place_of_the_commands_own() -> None:
    keys, problems = keymap({"win": "f5, ctrl+w"})
    assert keys["win"] == "f5,ctrl+w" and not problems


@pytest.mark.parametrize(
    ("chosen", "words"),
    [
        ({"dance": "f5"}, "no command"),
        ({"win": "super+w"}, "no key"),
        ({"win": "a"}, "Add has it"),
        ({"win": "f5", "lose": "f5"}, "has it"),
    ],
)
def test_keys_that_cannot_be_used_are_passed_over_with_the_reason(
    chosen: dict[str, str], words: str
) -> None:
    keys, problems = keymap(chosen)
    assert "dance" not in keys and problems and words in " ".join(problems)
    assert not set(chosen) & set(keys)


def test_two_commands_may_change_their_keys() -> None:
    keys, problems = keymap({"win": "L", "lose": "w"})
    assert not problems and keys["win"] == "L" and keys["lose"] == "w"


def test_keys_are_written_as_people_read_them() -> None:
    assert key_shown("question_mark,f1") == "?" and key_shown("u,ctrl+z") == "u"
