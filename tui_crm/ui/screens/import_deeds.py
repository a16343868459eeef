"""What the owner can do with a file that is being imported: each asks what it must."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, func, select

from tui_crm import money
from tui_crm.errors import DiskTrouble, Refused
from tui_crm.exchange.mapping import CUSTOM, NOT_IMPORTED
from tui_crm.exchange.out.placing import new_file
from tui_crm.models import ENTITIES, ImportBatch, Record
from tui_crm.money import parse_rate
from tui_crm.store import journal
from tui_crm.store.similar import ENTITIES_ALIKE, pairs
from tui_crm.text import shown
from tui_crm.ui.dialogs.ask import AskText
from tui_crm.ui.dialogs.choose import Choose
from tui_crm.ui.dialogs.message import Message
from tui_crm.ui.dialogs.path import AskPath
from tui_crm.ui.dialogs.pick import Option, Pick
from tui_crm.ui.screens.files import new_file_named
from tui_crm.ui.screens.import_words import answered, asked, mapped, options_of

if TYPE_CHECKING:
    from tui_crm.exchange.preview import ColumnSeen, Preview
    from tui_crm.ui.screens.import_screen import ImportScreen

HELP = """\
Above stand the columns of your file, each with what it becomes. "known" means that the program \
which wrote the file is known; "its name" that the column is called like one of our fields. A \
column that is none of our fields is kept as a custom field of the record, so that nothing is lost.

Below stand the first rows exactly as they will be stored, with what happens to each: it is new, \
it updates a record that you have (and by what that was found), or it is rejected, and why.

Dates and amounts that could be read in two ways are never guessed: a question stands between \
both tables, answered by its number.

enter    import; on a column: choose what it becomes
tab      go to the columns, and back to the rows
t        choose what the rows become: leads, deals ...
c  r     say in which currency the amounts are, and what it is worth
m        guess all columns again
ctrl+s   import, wherever you are
esc      stop the import, name another file, or leave

Nothing is stored before you import, the book is copied first, and u takes the whole import back."""


async def answer_question(screen: ImportScreen) -> None:
    """Ask what has to be known before the file can be imported."""
    question = screen.mapping.question
    if question is None:
        return
    options, title = options_of(question), shown(asked(question))
    if options:
        picks = [Option(value, words) for value, words in options]
        chosen = await screen.app.push_screen_wait(Pick(title, picks))
    elif question.choice in ("currency", "encoding"):
        check = _currency if question.choice == "currency" else _some_word
        chosen = await screen.app.push_screen_wait(
            AskText("A question about the file", title, "", check)
        )
    else:
        screen.mapping.columns.focus()
        return
    if chosen:
        screen.look(answered(screen.order, question, chosen))


async def choose_kind(screen: ImportScreen) -> None:
    """Ask what the rows become; the columns are guessed anew then."""
    options = [(name, ENTITIES[name].title) for name in ENTITIES if name not in NOT_IMPORTED]
    chosen = await screen.app.push_screen_wait(Choose("What do the rows become?", options))
    if chosen is not None:
        screen.look(replace(screen.order, entity=ENTITIES[chosen], mapping={}, as_last_time=False))


async def say_currency(screen: ImportScreen) -> None:
    """Ask in which currency amounts are that say none."""
    label = "Of amounts that say none, such as USD"
    text = screen.order.currency or screen.desk.business.currency
    chosen = await screen.app.push_screen_wait(
        AskText("The file's currency", label, text, _currency)
    )
    if chosen is not None:
        screen.look(replace(screen.order, currency=chosen))


async def say_rate(screen: ImportScreen) -> None:
    """Ask what the file's currency is worth, where it is not the business's own."""
    business = screen.desk.business
    label = f"What one unit of the file's currency is worth in {business.currency}"

    def check(text: str) -> str:
        return str(parse_rate(text, decimal_mark=business.decimal_mark))

    text = str(screen.order.rate or "").replace(".", business.decimal_mark)
    chosen = await screen.app.push_screen_wait(AskText("The exchange rate", label, text, check))
    if chosen is not None:
        screen.look(replace(screen.order, rate=Decimal(chosen)))


async def choose_field(screen: ImportScreen) -> None:
    """Ask what the column under the cursor becomes."""
    column, preview = screen.mapping.column, screen.mapping.preview
    if column is None or preview is None:
        return
    dialog = Pick(f"{column.header} becomes", list(_fields(column, preview)), column.field)
    chosen = await screen.app.push_screen_wait(dialog)
    if chosen is not None and chosen != column.field:
        screen.look(mapped(screen.order, preview.columns, column.header, chosen))


async def save_rejected(screen: ImportScreen) -> None:
    """Save the rejected rows with the reasons, to be mended and imported again."""
    source = screen.rejects
    if source is None or not screen.has_rejected:
        raise Refused("No row was rejected: there is nothing to save.")
    dialog = AskPath(
        "Save the rejected rows", "As they stand in the file, each with the reason",
        str(_beside(screen.order.path)), lambda path: _require_new(path), new=True,
    )  # fmt: skip
    named = await screen.app.push_screen_wait(dialog)
    if named is not None:
        _copy(source, named.path)
        screen.tell(f"The rejected rows are in {named.typed}. Mend them there and import it.")


async def take_back(screen: ImportScreen) -> str:
    """Undo the whole import; says what was taken back."""
    step = await screen.desk.write(journal.undo)
    return f"Taken back: {step.title}. Nothing of the file is in the book."


async def explain(screen: ImportScreen) -> None:
    """Say what is shown, and what can be done."""
    await screen.app.push_screen_wait(Message("Importing a file", HELP))


@dataclass(frozen=True, slots=True)
class Before:
    """How far the book had come when an import began."""

    imports: int
    """The number of the import that was stored last; 0 where there was none."""
    records: Mapping[str, int]
    """The number of the newest record, of the entities in which two can be about the same."""


def how_it_stands(connection: Connection) -> Before:
    """How far the book has come by now."""

    def newest(model: type[Record]) -> int:
        return int(connection.execute(select(func.max(model.table().c.id))).scalar() or 0)

    records = {name: newest(ENTITIES[name].model) for name in ENTITIES_ALIKE}
    return Before(newest(ImportBatch), records)


def look_alike(connection: Connection, entity: str, before: Before) -> int:
    """How many records that have come look like an older one."""
    if entity not in ENTITIES_ALIKE:
        return 0
    newest = before.records[entity]
    return sum(pair.other.id > newest for pair in pairs(connection, entity))


def share(screen: ImportScreen, bytes: int) -> str:
    """How much of the file has been gone through, in words."""
    try:
        size = screen.order.path.stat().st_size
    except OSError:
        return ""
    return f"{min(100 * bytes // size, 100)} %" if size else ""


def _fields(column: ColumnSeen, preview: Preview) -> Iterator[Option]:
    """What a column may become, with the column that has the field now."""
    taken = {other.field: other.header for other in preview.columns if other.field}
    custom = column.field if column.field.startswith(CUSTOM) else f"{CUSTOM}{column.header}"
    yield Option(custom, "Custom field", "kept beside our own")
    yield Option("", "Leave out", "not imported")
    for field, title in preview.targets:
        by = taken.get(field, "")
        yield Option(field, title, "" if by in ("", column.header) else f"now {by}")


def _beside(path: Path) -> Path:
    """A name for the rejected rows that is still free: `leads-rejected.csv`."""
    number, place = 1, path.with_name(f"{path.stem}-rejected.csv")
    while place.exists():
        number += 1
        place = path.with_name(f"{path.stem}-rejected-{number}.csv")
    return place


def _require_new(path: Path) -> None:
    new_file_named(str(path))


def _copy(source: Path, target: Path) -> None:
    try:
        with source.open(encoding="utf-8-sig", newline="") as kept, new_file(target) as file:
            shutil.copyfileobj(kept, file)
    except FileNotFoundError:
        raise DiskTrouble("The rejected rows are no longer there to be saved.") from None


def _currency(text: str) -> str:
    """The code of a currency; raises ValueError with a sentence."""
    code = text.strip().upper()
    if not money.known(code):
        raise ValueError(money.unknown(text))
    return code


def _some_word(text: str) -> str:
    """What was typed; raises ValueError where that is nothing."""
    if not text.strip():
        raise ValueError("type an answer, or press esc")
    return text.strip()
