"""Every command of the owner, declared once: keys, key bar, palette, help and reasons go by it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from textual.binding import Binding, BindingType

from tui_crm.text import quoted

Range = Literal["everywhere", "records", "lists", "metrics"]
"""Where a command belongs: on each screen, where records are, in their lists, in the figures."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a command is about: the record under the cursor, if there is one."""

    entity: str
    """Of which kind the records of the pane are; empty where it has none."""
    id: int | None = None
    values: Mapping[str, object] = field(default_factory=dict)
    """The record's fields, where they are known."""
    called: str = ""
    """What people call it."""

    @property
    def state(self) -> str:
        """How far a deal, a lead or a hand-off has come."""
        for name in ("outcome", "decision", "stage"):
            if name in self.values:
                return str(self.values[name] or "waiting")
        return ""


WhyNot = Callable[[Subject], str | None]


def always(_: Subject) -> str | None:
    """Nothing stands in the way."""
    return None


def in_state(*states: str, otherwise: str) -> WhyNot:
    """Only a record in one of these states will do; the sentence says what to do otherwise."""

    def why_not(subject: Subject) -> str | None:
        if subject.state in states:
            return None
        return f"{quoted(subject.called)} is {subject.state}: {otherwise}."

    return why_not


def is_unlike(name: str, value: object, sentence: str) -> WhyNot:
    """A record whose field has this value will not do, for the reason that the sentence gives."""

    def why_not(subject: Subject) -> str | None:
        return f"{quoted(subject.called)} {sentence}." if subject.values[name] == value else None

    return why_not


@dataclass(frozen=True, slots=True)
class Command:
    """Something the owner can ask for by a key or by its name."""

    id: str
    keys: str
    """Separated by commas; the first one is shown. Empty: from the palette only."""
    title: str
    help: str
    range: Range = "everywhere"
    entities: frozenset[str] = frozenset()
    """The kinds of records that it is for; empty: all."""
    footer: frozenset[str] = frozenset()
    """The kinds of panes whose key bar shows it."""
    words: str = ""
    """What the key bar says; empty: the title in small letters."""
    needs_record: bool = False
    why_not: WhyNot = always
    """Why it is not possible for a record just now."""
    action: str = ""
    """The action of the business that it performs on the record."""


def _about(*entities: str) -> frozenset[str]:
    return frozenset(entities)


_LISTS = _about(
    "deal", "account", "contact", "revenue", "subscription", "cost", "lead", "campaign", "spend",
    "ads", "traffic", "social", "handoff", "activity",
)  # fmt: skip
_PLAIN = _LISTS - _about("deal", "lead", "handoff")
_FIGURES = _about("metrics", "cells", "channels", "campaigns", "targets", "what_if")
_LEAD = _about("lead")
_DEAL = _about("deal")
_OFFERED = _about("handoff", "lead")
_PERSONS = _about("contact", "account", "lead")

_is_open = in_state("open", otherwise="o reopens it")
_is_waiting = in_state(
    "offered", "waiting", otherwise="only a lead that waits for sales can be decided on"
)

COMMANDS: dict[str, Command] = {
    command.id: command
    for command in (
        Command("sales", "2", "Sales", "Pipeline, deals, customers, revenue and costs"),
        Command("marketing", "3", "Marketing", "Leads, campaigns, spend, traffic and posts"),
        Command("metrics", "4", "Metrics", "Both scorecards and their charts"),
        Command("next_pane", "tab", "Next pane", "Go to the next pane of the screen",
                footer=_about("record", "past")),
        Command("previous_pane", "shift+tab", "Previous pane", "Go to the pane before"),
        Command("open", "enter", "Open", "See all of a record: its fields, what belongs to it, "
                "its history", "records", footer=_LISTS | {"board"}, needs_record=True),
        Command("add", "a", "Add", "Add a record", "records", footer=_LISTS - {"handoff"}
                | {"board"}),
        Command("edit", "e", "Edit", "Change the record", "records",
                footer=_PLAIN | {"deal", "record"}, needs_record=True),
        Command("delete", "d", "Delete", "Delete the record or the marked ones at once; "
                "undo brings them back", "records", footer=_PLAIN, needs_record=True),
        Command("forward", ">", "Stage on", "Move the deal one stage forward", "records", _DEAL,
                _about("board"), needs_record=True, why_not=_is_open),
        Command("back", "<", "Stage back", "Move the deal one stage back", "records", _DEAL,
                needs_record=True, why_not=_is_open),
        Command("win", "w", "Won", "The deal is won: its revenue is written", "records", _DEAL,
                _about("board", "deal"), needs_record=True, why_not=_is_open, action="win-deal"),
        Command("lose", "L", "Lost", "The deal is lost, with the reason", "records", _DEAL,
                _about("board"), needs_record=True, why_not=_is_open, action="lose-deal"),
        Command("reopen", "o", "Reopen", "Open a decided deal again", "records", _DEAL,
                needs_record=True, why_not=in_state("won", "lost", "void",
                otherwise="there is nothing to reopen"), action="reopen-deal"),
        Command("qualify", "Q", "Qualify", "The lead fits and is ready for sales", "records",
                _LEAD, _LEAD, needs_record=True, why_not=in_state("new", "working", "rejected",
                "disqualified", otherwise="it is past that"), action="qualify-lead"),
        Command("offer", "O", "Offer", "Offer a qualified lead to sales", "records", _LEAD, _LEAD,
                needs_record=True, why_not=in_state("mql", otherwise="only a qualified lead can "
                "be offered; Q qualifies it"), action="offer-lead"),
        Command("temperature", "T", "Temperature", "Say how warm the lead is", "records", _LEAD,
                needs_record=True, action="warm-lead"),
        Command("withdraw", "W", "Withdraw", "Take the offer to sales back", "records", _OFFERED,
                needs_record=True, why_not=_is_waiting, action="withdraw-lead"),
        Command("disqualify", "D", "Set aside", "The lead does not fit, or does not want",
                "records", _LEAD, needs_record=True, why_not=in_state("new", "working", "mql",
                "rejected", otherwise="it cannot be set aside"), action="disqualify-lead"),
        Command("accept", "A", "Accept", "Sales takes the lead: account, contact and deal are "
                "made", "records", _OFFERED, _about("handoff"), needs_record=True,
                why_not=_is_waiting, action="accept-lead"),
        Command("reject", "R", "Reject", "Sales gives the lead back, with the reason", "records",
                _OFFERED, _about("handoff"), needs_record=True, why_not=_is_waiting,
                action="reject-lead"),
        Command("refund", "f", "Refund", "Give back a sale, whole or in part", "records",
                _about("revenue"), needs_record=True, why_not=is_unlike("kind", "refund",
                "is a refund: refund the sale that it belongs to"), action="refund"),
        Command("end", "E", "End", "End the subscription on a day", "records",
                _about("subscription"), needs_record=True, action="cancel-subscription"),
        Command("complete", "c", "Done", "Tick off the follow-up", "records", _about("activity"),
                needs_record=True, why_not=is_unlike("done", True, "is done already"),
                action="complete-activity"),
        Command("log", "l", "Log", "Log a call, a mail, a meeting or a note about the record",
                "records", _about("deal", "lead", "contact"), _about("record"),
                needs_record=True),
        Command("merge", "M", "Merge", "Make one of two records about the same: the two marked "
                "ones, or the one under the cursor and another like it", "records", _PERSONS,
                needs_record=True),
        Command("duplicates", "", "Find duplicates", "Go through the records that look alike, two "
                "at a time, and merge them", "records", _PERSONS),
        Command("filter", "/", "Filter", "Show only what matches, as you type; esc clears",
                "lists", footer=_LISTS),
        Command("sort", "s", "Sort", "Sort by the next column", "lists"),
        Command("reverse", "S", "Reverse", "Turn the order round", "lists"),
        Command("mark", "space", "Mark", "Mark the row; shift+arrows mark a range, ctrl+a all",
                "lists"),
        Command("export", "x", "Export", "Write what the list shows to a file", "lists"),
        Command("copy", "y", "Copy", "Copy the row, or the marked ones as CSV", "lists",
                needs_record=True),
        Command("earlier", "<,left", "Earlier", "Go to the period before", "metrics",
                footer=_FIGURES),
        Command("later", ">,right", "Later", "Go to the period after", "metrics"),
        Command("grain", "p", "Month, quarter, year", "Change between month, quarter, year "
                "and week", "metrics", words="period"),
        Command("report", "x", "Report", "Write the period as a document to send, to a file",
                "metrics", words="report"),
        Command("behind", "enter", "Open", "See the records behind the figure or the bar",
                "metrics", footer=_FIGURES - {"what_if"}, words="records"),
        Command("explain", "i", "Explain", "See what the figure means, what is in it, and how far "
                "it can be relied on", "metrics", footer=_FIGURES - {"cells", "what_if"}),
        Command("more", "m", "More figures", "Change between the first figures and all others; "
                "of campaigns, between the period and all since their start", "metrics",
                footer=_about("metrics", "campaigns"), words="more"),
        Command("time", "t", "Time", "Look from another day: what was dated before it, or what "
                "had been entered by then; esc comes back", "metrics",
                footer=_FIGURES - {"targets"}, words="past"),
        Command("next_block", "n", "Next block", "Go to the other scorecard, then to the charts; "
                "elsewhere to the next table", "metrics", footer=_about("what_if"), words="next"),
        Command("previous_block", "N", "Block before", "Go to the block before", "metrics"),
        Command("fix", "f", "What is missing", "See the records that would make the figure more "
                "complete", "metrics"),
        Command("add_target", "a", "Add target", "Say what a figure is to be in a period",
                "metrics", _about("target"), _about("targets"), words="add"),
        Command("edit_target", "e", "Change target", "Change the target under the cursor",
                "metrics", _about("target"), _about("targets"), words="edit"),
        Command("delete_target", "d", "Delete target", "Delete the target under the cursor; undo "
                "brings it back", "metrics", _about("target")),
        Command("import", "I", "Import a file", "Bring in a CSV file of any program: leads, deals, "
                "payments, spend, visits ..."),
        Command("undo", "u,ctrl+z", "Undo", "Take the last action back, whatever it was"),
        Command("redo", "U,ctrl+y", "Redo", "Do again what was undone"),
        Command("refresh", "r", "Refresh", "Read everything on the screen again"),
        Command("settings", "comma", "Settings", "Choose how the business is reckoned and written: "
                "its time zone, its fiscal year, what its figures are based on"),
        Command("theme", "", "Theme", "Choose dark, light or the terminal's own colours"),
        Command("palette", "colon,ctrl+p", "Commands", "Find a command by its name"),
        Command("leave", "escape", "Back", "Take the marks or the filter away, or go back",
                footer=_about("record", "past")),
        Command("help", "question_mark,f1", "Help", "All keys, and what they do here",
                footer=_LISTS | _FIGURES | {"board", "record", "past"}),
        Command("quit", "q", "Quit", "Close the program"),
    )
}  # fmt: skip
"""Every command by its id; the key bar shows them in this order."""

KEY_NAMES = {
    "question_mark": "?", "slash": "/", "less_than_sign": "<", "greater_than_sign": ">",
    "colon": ":", "comma": ",", "left": "←", "right": "→", "up": "↑", "down": "↓", "escape": "esc",
}  # fmt: skip
"""How keys are written for people, where Textual's name is another."""


def key_shown(keys: str) -> str:
    """The first of some keys as people read it."""
    first = keys.split(",")[0].strip() if keys != "," else keys
    return KEY_NAMES.get(first, first)


def together(one: Command, other: Command) -> bool:
    """Whether there is any place that has both commands, so that they cannot share a key."""
    apart = {"metrics": {"records", "lists"}, "records": {"metrics"}, "lists": {"metrics"}}
    return other.range not in apart.get(one.range, set())


def bindings(*ranges: Range) -> list[BindingType]:
    """The keys of the commands of some ranges, each with the id by which it can be remapped."""
    return [
        Binding(
            command.keys, f"command('{command.id}')", command.title,
            show=False, id=command.id, tooltip=command.help,
        )
        for command in COMMANDS.values()
        if command.range in ranges and command.keys
    ]  # fmt: skip


def in_reach(ranges: Sequence[Range], entity: str) -> Iterable[Command]:
    """The commands that a pane of such records has."""
    for command in COMMANDS.values():
        if command.range in ranges and (not command.entities or entity in command.entities):
            yield command


def refusal(command: Command, ranges: Sequence[Range], subject: Subject) -> str | None:
    """Why a command cannot be done here and now, for people; None where it can."""
    if command.range not in ranges:
        where = {"records": "records", "lists": "lists", "metrics": "the figures of Metrics"}
        return f"{command.title} is for {where.get(command.range, 'other panes')}."
    if command.entities and subject.entity not in command.entities:
        return f"{command.title} is for {_plural(command.entities)}: go to one first."
    if not command.needs_record:
        return None
    if subject.id is None:
        return f"{command.title} needs a record under the cursor; there is none here."
    return command.why_not(subject) if subject.values else None


def _plural(entities: frozenset[str]) -> str:
    titles = {"handoff": "hand-offs", "revenue": "revenue", "activity": "activities"}
    *others, last = sorted(titles.get(entity, f"{entity}s") for entity in entities)
    return f"{', '.join(others)} and {last}" if others else last
