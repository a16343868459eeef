"""What a file is to be by the ending of its name: a table, cards, or a calendar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from tui_crm.errors import WrongUsage
from tui_crm.exchange.out.export import Figures, chosen_specs, write_rows
from tui_crm.exchange.out.placing import new_file
from tui_crm.models import Entity
from tui_crm.store.query import Listing
from tui_crm.text import quoted

HELD = {".vcf": "contact", ".ics": "activity"}
"""Endings by which a file holds records of one kind only."""

CACHE_KIB = 16_000
"""Pages kept while a table is written: each row asks for the same few of other tables."""


@dataclass(frozen=True, slots=True)
class Written:
    """How much a file was given."""

    rows: int
    what: str
    """What its records are called: "deals", "follow-ups"."""
    columns: int = 0
    """Columns of a table beside the records' own numbers."""
    left_out: int = 0
    """Records of the list that such a file does not hold."""

    @property
    def remark(self) -> str:
        """What there is to say beside how many records were written."""
        if self.left_out:
            return f"; left out {self.left_out:,} done or without a due day"
        if not self.columns:
            return ""
        return f"; {self.columns} column{'' if self.columns == 1 else 's'} beside tui_crm_id"


def export_records(
    connection: Connection,
    listing: Listing,
    path: Path,
    fields: Sequence[str] | None = None,
    *,
    at: datetime,
    replace: bool = False,
    figures: Figures | None = None,
) -> Written:
    """Write the records of a list to a file, whole or not at all.

    The ending says what it is: `.vcf` cards of contacts, `.ics` a calendar of follow-ups as of
    `at`, any other a table, with figures beside the fields on request. Raises `Taken` where
    something stands there that must not be replaced, `DiskTrouble` where it cannot be written,
    `WrongUsage` for fields and kinds that there are not.
    """
    check_ending(listing.entity, path)
    ending = path.suffix.lower()
    if ending not in HELD:
        specs = chosen_specs(listing.entity, fields)
        connection.exec_driver_sql(f"PRAGMA cache_size = {-CACHE_KIB}")
        with new_file(path, replace=replace) as file:
            rows = write_rows(connection, listing, file, fields, figures=figures)
        columns = len(specs) + (len(figures.titles) if figures else 0)
        return Written(rows, _called(listing.entity, rows), columns)
    if fields is not None:
        raise WrongUsage(f"A {ending} file has fields of its own: leave them out.")
    from tui_crm.exchange.out import cards

    with new_file(path, "utf-8", replace=replace) as file:
        if ending == ".vcf":
            rows = cards.write_cards(connection, listing, file)
            return Written(rows, _called(listing.entity, rows))
        rows = cards.write_follow_ups(connection, listing, file, at)
    left_out = listing.count(connection) - rows
    return Written(rows, f"follow-up{'' if rows == 1 else 's'}", left_out=left_out)


def check_ending(entity: Entity, path: Path) -> None:
    """Raises `WrongUsage` where a file of such a name cannot hold such records."""
    ending = path.suffix.lower()
    if HELD.get(ending, entity.name) != entity.name:
        holds = {".vcf": "contacts", ".ics": "follow-ups of activities"}[ending]
        raise WrongUsage(
            f"A {ending} file holds {holds}, not {entity.plural}: end its name with .csv. "
            f"{quoted(path.name)} was not written."
        )


def _called(entity: Entity, many: int) -> str:
    return entity.name if many == 1 else entity.plural
