"""What the business does, by name; undoing it and doing it again."""

from __future__ import annotations

from argparse import Namespace

from tui_crm.actions import ACTIONS, Action, Done, perform
from tui_crm.cli.desk import Answer, Desk, pairs, the_number
from tui_crm.errors import WrongUsage
from tui_crm.models import FieldSpec, Kind
from tui_crm.store import journal
from tui_crm.text import quoted


def do_action(desk: Desk, options: Namespace) -> Answer:
    """Do an action, and name the ids of what it made."""
    if options.about:
        return _explain(desk, options.action)
    if not options.action:
        raise WrongUsage("Which action? See tui-crm do --help for all of them.")
    action = _known(options.action)
    words = list(options.values)
    number: int | None = None
    if words and "=" not in words[0]:
        if not action.about:
            raise WrongUsage(f"{action.name} is about no record: it takes field=value only.")
        number = the_number(words.pop(0), action.about)
    values = pairs(words, "on=2026-03-12")
    book = desk.book(create=True, post=action.name != "post-billings")
    done = perform(book, action.name, number, values, create=options.create, plain=True)
    _answer(desk, options, done)
    return Answer(done.id, done.made)


def undo(desk: Desk, options: Namespace) -> Answer:
    """Take back the last action."""
    return _replayed(desk, options, journal.undo(desk.book(post=False)), "Took back")


def redo(desk: Desk, options: Namespace) -> Answer:
    """Bring back the action that was undone last."""
    return _replayed(desk, options, journal.redo(desk.book(post=False)), "Brought back")


def _replayed(desk: Desk, options: Namespace, step: journal.Step, what: str) -> Answer:
    if options.json:
        desk.write_json({"batch": step.batch_id, "action": step.action, "title": step.title})
    else:
        desk.write(f"{what}: {step.title}")
    return Answer()


def _answer(desk: Desk, options: Namespace, done: Done) -> None:
    if options.json:
        desk.write_json({"id": done.id, "made": done.made, "title": done.title})
        return
    made = ", ".join(f"{name} {number}" for name, number in done.made.items())
    desk.write(f"{done.title} ({made})" if made else done.title)


def _known(name: str) -> Action:
    if name not in ACTIONS:
        known = ", ".join(sorted(ACTIONS))
        raise WrongUsage(f"{quoted(name)} is not an action. They are: {known}.")
    return ACTIONS[name]


def _explain(desk: Desk, name: str | None) -> Answer:
    """Print what an action asks for, or what all of them do."""
    chosen = [_known(name)] if name else [ACTIONS[known] for known in sorted(ACTIONS)]
    if not name:
        desk.write("tui-crm do ACTION [ID] [field=value...]: fields in [brackets] may be left out.")
        desk.write("")
    for action in chosen:
        about = f" {action.about.upper()}-ID" if action.about else ""
        fields = "".join(f" {_field(spec)}" for spec in action.fields)
        desk.write(f"{action.name}{about}{fields}")
        desk.write(f"    {action.help}")
        if name:
            for spec in action.fields:
                desk.write(f"    {spec.name}: {_meaning(spec)}")
    return Answer()


def _field(spec: FieldSpec) -> str:
    return f"{spec.name}=" if spec.required else f"[{spec.name}=]"


def _meaning(spec: FieldSpec) -> str:
    parts = [spec.title]
    if spec.choices:
        parts.append(f"one of {', '.join(spec.choices)}")
    if spec.kind is Kind.LINK:
        parts.append(f"the name of the {spec.target}, or id:7")
    if spec.help:
        parts.append(spec.help)
    if spec.default:
        parts.append(f"else {spec.default}")
    return "; ".join(parts)
