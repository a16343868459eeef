"""What the commands do: each reads the record it is about, asks what it must, and stores it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from sqlalchemy import Connection, select

from tui_crm.actions import ACTIONS, Action, Done, add, change, delete, perform
from tui_crm.actions.action import ON
from tui_crm.errors import CrmError, Refused
from tui_crm.models import ENTITIES, Entity, FieldSpec, Stage
from tui_crm.store import journal
from tui_crm.store.customs import fields_of
from tui_crm.store.lookup import label_of
from tui_crm.store.query import Listing
from tui_crm.store.shape import Line
from tui_crm.store.where import Reading
from tui_crm.text import quoted
from tui_crm.ui.commands import Command, Subject, refusal
from tui_crm.ui.lookalikes import lookalikes
from tui_crm.ui.screens.board_pane import BoardPane
from tui_crm.ui.screens.copying import copy_marked
from tui_crm.ui.screens.exporting import export_shown
from tui_crm.ui.screens.frame import WorkScreen
from tui_crm.ui.screens.list_pane import ListPane
from tui_crm.ui.suggestions import Suggestions
from tui_crm.ui.texts import currency_of, typed
from tui_crm.ui.widgets.board import Board

PREFILLED: dict[str, dict[str, str]] = {
    "win-deal": {
        "amount": "amount", "account": "account", "recurring": "recurring_amount",
        "interval": "interval", "currency": "currency", "rate": "rate",
    },
}  # fmt: skip
"""Which fields of an action begin with what the record has: the action's field, the record's."""

UNDO = "u takes it back."


async def do(screen: WorkScreen, command: Command) -> None:
    """Do a command; what is not possible is said, and nothing else happens."""
    try:
        await DEEDS.get(command.id, _perform)(screen, command)
    except CrmError as error:
        screen.tell(str(error), error=True)


async def carry(screen: WorkScreen, carried: Board.Carried) -> None:
    """Move a deal to the stage that it was carried to on the board."""
    try:
        await _move_to(screen, carried.card_id, carried.stage_to)
    except CrmError as error:
        carried.board.put_back()
        screen.tell(str(error), error=True)


async def change_settings(
    screen: WorkScreen, _command: Command | None = None, *, open_at: str = ""
) -> None:
    """Let the owner change the settings of the business, beginning at one where it is named."""
    from tui_crm.ui.dialogs.settings import SettingsForm

    form = SettingsForm(screen.desk, open_at)
    await _finish(screen, await screen.app.push_screen_wait(form))


async def _open(screen: WorkScreen, _command: Command) -> None:
    from tui_crm.ui.screens.record import RecordScreen

    subject, _ = await _read(screen)
    assert subject.id is not None
    await screen.app.push_screen(
        RecordScreen(screen.desk, screen.mode, subject.entity, subject.id, subject.called)
    )


async def _add(screen: WorkScreen, _command: Command) -> None:
    from tui_crm.ui.dialogs.form import FormScreen

    pane, desk = screen.pane, screen.desk
    entity = ENTITIES[pane.entity]
    _require_editable(entity)
    given = dict(pane.given)
    if entity.name == "deal":
        given["stage"] = await _first_stage(screen)
    specs = _asked(screen, entity)

    async def save(answers: dict[str, str]) -> Done:
        exact = {
            name: book_text
            for name, (text, book_text) in given.items()
            if answers.get(name, text) == text
        }
        return await desk.write(lambda book: add(book, entity, {**answers, **exact}, create=True))

    form = FormScreen(
        f"Add {_article(entity)}", specs, desk.business, desk.today,
        {name: text for name, (text, _) in given.items()}, save, Suggestions(desk), again=True,
        adding=True, alike=lookalikes(screen, entity),
    )  # fmt: skip
    await _finish(screen, await screen.app.push_screen_wait(form))


async def _edit(screen: WorkScreen, _command: Command) -> None:
    from tui_crm.ui.dialogs.form import FormScreen

    desk, entity = screen.desk, ENTITIES[screen.pane.entity]
    _require_editable(entity)
    subject, line = await _read(screen)
    currency = currency_of(line, desk.business)
    specs = _asked(screen, entity)
    values = {spec.name: typed(spec, line.values[spec.name], currency, desk.business)
              for spec in specs}  # fmt: skip

    async def save(answers: dict[str, str]) -> Done:
        return await desk.write(lambda book: change(book, entity, line.id, answers, create=True))

    form = FormScreen(
        f"Change {subject.called}", specs, desk.business, desk.today, values, save,
        Suggestions(desk),
    )  # fmt: skip
    await _finish(screen, await screen.app.push_screen_wait(form))


async def _delete(screen: WorkScreen, _command: Command) -> None:
    entity = ENTITIES[screen.pane.entity]
    _require_editable(entity)
    ids = await _chosen(screen)
    done = await screen.desk.write(lambda book: delete(book, entity, ids))
    await _finish(screen, done)
    screen.deleted()


async def _perform(screen: WorkScreen, command: Command) -> None:
    """Do an action of the business to the record, asking for what it needs."""
    action = ACTIONS[command.action]
    subject, line = await _read(screen)
    why = refusal(command, screen.pane.ranges, subject)
    if why is not None:
        raise Refused(why)
    number = line.links["lead_id"] if subject.entity == "handoff" else line.id

    async def save(answers: dict[str, str]) -> Done:
        return await screen.desk.write(
            lambda book: perform(book, action.name, number, answers, create=True)
        )

    if set(action.fields) <= {ON}:
        await _finish(screen, await save({}))
    else:
        await _ask(screen, f"{action.title}: {subject.called}", action, line, save)


async def _log(screen: WorkScreen, _command: Command) -> None:
    """Log an activity about the record; it need not be named again."""
    subject, line = await _read(screen)
    action = ACTIONS["log-activity"]
    about = {subject.entity: f"id:{line.id}"}

    async def save(answers: dict[str, str]) -> Done:
        return await screen.desk.write(
            lambda book: perform(book, action.name, None, {**answers, **about}, create=True)
        )

    specs = tuple(spec for spec in action.fields if spec.name not in about)
    asked = Action(action.name, action.title, action.help, action.about, specs, action.run)
    await _ask(screen, f"Log about {subject.called}", asked, line, save)


async def _ask(
    screen: WorkScreen,
    title: str,
    action: Action,
    line: Line,
    save: Callable[[dict[str, str]], Awaitable[Done]],
) -> None:
    """Ask for what an action needs, and do it when the form is saved."""
    from tui_crm.ui.dialogs.form import FormScreen

    desk = screen.desk
    form = FormScreen(
        title, action.fields, desk.business, desk.today, _prefilled(screen, action, line), save,
        Suggestions(desk), adding=True,
    )  # fmt: skip
    await _finish(screen, await screen.app.push_screen_wait(form))


async def _stage_on(screen: WorkScreen, command: Command) -> None:
    """Move the deal to the neighbouring stage."""
    subject, line = await _read(screen)
    why = refusal(command, screen.pane.ranges, subject)
    if why is not None:
        raise Refused(why)
    stages = [stage for stage, _ in await screen.desk.read(_open_stages)]
    here = line.links["stage_id"]
    place = stages.index(here) if here in stages else -1
    wanted = place + (1 if command.id == "forward" else -1)
    if not 0 <= wanted < len(stages):
        end = "last" if command.id == "forward" else "first"
        raise Refused(f"{quoted(subject.called)} is in the {end} of the open stages.")
    await _move_to(screen, line.id, stages[wanted])


async def _move_to(screen: WorkScreen, deal_id: int, stage_id: int) -> None:
    done = await screen.desk.write(
        lambda book: perform(book, "move-deal", deal_id, {"stage": f"id:{stage_id}"})
    )
    await _finish(screen, done, quiet=True)


async def _merge(screen: WorkScreen, _command: Command) -> None:
    from tui_crm.ui.screens.merging import merge

    await _finish(screen, await merge(screen, await _chosen(screen)))


async def _walk_duplicates(screen: WorkScreen, _command: Command) -> None:
    from tui_crm.ui.screens.merging import merge_a_pair

    while (done := await merge_a_pair(screen)) is not None:
        await _finish(screen, done)


async def _undo(screen: WorkScreen, _command: Command) -> None:
    step = await screen.desk.write(journal.undo)
    await screen.refresh_data()
    screen.tell(f"Taken back: {step.title}. U does it again.")


async def _redo(screen: WorkScreen, _command: Command) -> None:
    step = await screen.desk.write(journal.redo)
    await screen.refresh_data()
    screen.tell(f"Done again: {step.title}. {UNDO}")


async def _refresh(screen: WorkScreen, _command: Command) -> None:
    await screen.refresh_data()
    screen.tell("Read again.")


async def _copy(screen: WorkScreen, _command: Command) -> None:
    pane = screen.pane
    assert isinstance(pane, ListPane)
    if pane.table.marked:
        await copy_marked(screen, pane, await _chosen(screen))
        return
    row = pane.table.cursor_row
    if row is not None:
        screen.app.copy_to_clipboard("\t".join(row.cells))
        screen.tell(f"Copied: {row.cells[0]}.")


async def _theme(screen: WorkScreen, _command: Command) -> None:
    from tui_crm.ui.dialogs.choose import Choose

    options = (
        ("dark", "dark"), ("light", "light"), ("ansi", "ansi: the terminal's own colours"),
    )  # fmt: skip
    chosen = await screen.app.push_screen_wait(Choose("Theme", options))
    if chosen is not None:
        screen.post_message(screen.ThemeChosen(chosen))


async def _import(screen: WorkScreen, _command: Command) -> None:
    from tui_crm.ui.screens.import_flow import bring_file

    await bring_file(screen)


async def _help(screen: WorkScreen, _command: Command) -> None:
    from tui_crm.ui.screens.help import HelpScreen

    await screen.app.push_screen(
        HelpScreen(screen.pane.ranges, screen.pane.entity, screen.desk.keys)
    )


DEEDS: dict[str, Callable[[WorkScreen, Command], Awaitable[None]]] = {
    "open": _open, "add": _add, "edit": _edit, "delete": _delete, "log": _log,
    "forward": _stage_on, "back": _stage_on, "undo": _undo, "redo": _redo,
    "refresh": _refresh, "export": export_shown, "copy": _copy, "settings": change_settings,
    "theme": _theme, "help": _help, "import": _import,
    "merge": _merge, "duplicates": _walk_duplicates,
    "add_target": _add, "edit_target": _edit, "delete_target": _delete,
}  # fmt: skip
"""The commands that are more than an action of the business done to a record."""


def _require_editable(entity: Entity) -> None:
    """Raises `Refused` for what comes about by actions alone."""
    if entity.name == "handoff":
        raise Refused(
            "A hand-off is made by offering a lead (O on Marketing), decided by A or R, and taken "
            "back by W."
        )


async def _finish(screen: WorkScreen, done: Done | None, *, quiet: bool = False) -> None:
    """Show what was stored, and say so unless it is plain to see."""
    if done is None:
        return
    await screen.refresh_data(done.id)
    if not quiet:
        screen.tell(f"{done.title}. {UNDO}")


async def _read(screen: WorkScreen) -> tuple[Subject, Line]:
    """The record under the cursor; raises `Refused` where it is gone."""
    await screen.desk.prepare()
    name, number = screen.subject.entity, screen.subject.id
    entity = ENTITIES[name]
    if number is None:
        raise Refused(f"There is no {name} under the cursor.")
    listing = Listing(entity, Reading.of(screen.desk.business))

    def question(connection: Connection) -> tuple[Line | None, str]:
        return listing.one(connection, number), label_of(connection, entity, number)

    line, called = await screen.desk.read(question)
    if line is None:
        raise Refused(f"This {name} is gone: press r to read the list again.")
    return Subject(name, number, line.values, called), line


async def _chosen(screen: WorkScreen) -> list[int]:
    """The marked records, or the one under the cursor."""
    pane = screen.pane
    if not isinstance(pane, ListPane) or not pane.table.marked:
        number = screen.subject.id
        return [] if number is None else [number]
    marks, listing = pane.table.marked, pane.listing
    if not marks.everything:
        return sorted(marks.ids)

    def question(connection: Connection) -> list[int]:
        rows = connection.execute(listing.every())
        return [int(row[0]) for row in rows if row[0] not in marks.ids]

    return await pane.read(question)


async def _first_stage(screen: WorkScreen) -> tuple[str, str]:
    """The stage that a new deal begins in: the one under the cursor, or the first."""
    stages = await screen.desk.read(_open_stages)
    if not stages:
        raise Refused("The pipeline has no open stage that a deal could begin in.")
    here = screen.pane.current_stage if isinstance(screen.pane, BoardPane) else None
    number, name = next((stage for stage in stages if stage[0] == here), stages[0])
    return name, f"id:{number}"


def _open_stages(connection: Connection) -> list[tuple[int, str]]:
    stage = Stage.table().c
    query = select(stage.id, stage.name).where(stage.state == "open")
    rows = connection.execute(query.order_by(stage.position, stage.id))
    return [(int(number), str(name)) for number, name in rows]


def _prefilled(screen: WorkScreen, action: Action, line: Line) -> Mapping[str, str]:
    business = screen.desk.business
    currency = currency_of(line, business)
    taken = PREFILLED.get(action.name, {})
    return {
        spec.name: typed(spec, line.values[taken[spec.name]], currency, business)
        for spec in action.fields
        if spec.name in taken
    }


def _asked(screen: WorkScreen, entity: Entity) -> tuple[FieldSpec, ...]:
    """What a form asks for of a record, the business's custom fields among it."""
    return tuple(spec for spec in fields_of(entity, screen.desk.business) if spec.asked)


def _article(entity: Entity) -> str:
    names = {
        "ads": "a day of advertisements",
        "traffic": "a day of web traffic",
        "social": "a post",
        "spend": "a cost of marketing",
        "revenue": "a revenue entry",
    }
    article = "an" if entity.name[0] in "aeiou" else "a"
    return names.get(entity.name, f"{article} {entity.name}")
