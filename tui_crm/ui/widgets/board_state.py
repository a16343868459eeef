"""What stands on a pipeline board: its columns, the cards in sight, and where the cursor is."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

PAGE_SIZE = 32
"""Cards read at once from one stage."""

_PAGES_KEPT = 256

PageKey = tuple[int, int]
"""A stage and the number of a page in it."""


@dataclass(frozen=True, slots=True)
class Card:
    """A deal as the board shows it: what it is, for whom, how much, and what happens next."""

    id: int
    title: str
    account: str
    amount: str
    note: str
    tone: str = ""
    """`warning` for a deal that needs attention; the note says why in words."""


@dataclass(frozen=True, slots=True)
class BoardColumn:
    """A stage of the pipeline with how many deals stand in it and what they sum to."""

    stage_id: int
    title: str
    count: int
    total: str
    weighted: str


class BoardSource(Protocol):
    """Where a board reads its deals; every call runs on the lane, never on the screen's thread."""

    def columns(self) -> Sequence[BoardColumn]:
        """The stages in their order."""

    def cards(self, stage_id: int, start: int, count: int) -> Sequence[Card]:
        """So many deals of a stage, from a position on, in the order of the board."""

    def place(self, card_id: int) -> tuple[int, int] | None:
        """The stage and the position of a deal, or None when it is not on the board."""


@dataclass
class Standing:
    """Where the owner stands on the board: the cursor, and what is scrolled into sight."""

    columns: tuple[BoardColumn, ...] = ()
    column: int = 0
    """The column of the cursor."""
    index: int = 0
    """The card of the cursor in its column."""
    left: int = 0
    """The first column in sight."""
    tops: dict[int, int] = field(default_factory=dict)
    """The first card in sight, by stage."""
    rows: int = 1
    """Cards of a column in sight."""
    across: int = 1
    """Columns in sight."""

    @property
    def stage(self) -> BoardColumn | None:
        """The stage of the cursor; None before there are any."""
        return self.columns[self.column] if self.columns else None

    def top(self, column: int) -> int:
        """The first card in sight in a column."""
        return self.tops.get(self.columns[column].stage_id, 0)

    def copy(self) -> Standing:
        """The same standing, to be moved by another thread."""
        return replace(self, tops=dict(self.tops))

    def go(self, column: int, index: int) -> None:
        """Put the cursor on a card, or as near to it as there is one, and bring it into sight."""
        self.column = _within(column, len(self.columns))
        self.index = _within(index, self.columns[self.column].count) if self.columns else 0
        self._bring_into_sight()

    def go_to_stage(self, stage_id: int | None, index: int) -> None:
        """Put the cursor on a card of a stage; of the same column when that stage is gone."""
        stages = [column.stage_id for column in self.columns]
        self.go(stages.index(stage_id) if stage_id in stages else self.column, index)

    def cross(self, step: int) -> None:
        """Put the cursor on the card at the same height, some columns further."""
        target = _within(self.column + step, len(self.columns))
        if self.columns and target != self.column:
            self.go(target, self.index - self.top(self.column) + self.top(target))

    def scroll(self, column: int, step: int) -> bool:
        """Move the cards of a column under a resting cursor; False when there are no more."""
        stage = self.columns[column]
        before = self.top(column)
        self.tops[stage.stage_id] = _within(before + step, max(stage.count - self.rows, 0) + 1)
        return self.top(column) != before

    def pages(self) -> Iterator[PageKey]:
        """The pages of what is in sight and of what one key can bring into sight."""
        nearest = max(self.left - self.across, 0)
        for number in range(nearest, min(self.left + 2 * self.across, len(self.columns))):
            column = self.columns[number]
            spare = self.rows if self.left <= number < self.left + self.across else 0
            first = max(self.top(number) - spare, 0)
            last = min(self.top(number) + self.rows + spare, column.count) - 1
            for page in range(first // PAGE_SIZE, last // PAGE_SIZE + 1):
                yield column.stage_id, page

    def _bring_into_sight(self) -> None:
        if not self.columns:
            self.left = 0
            return
        for number in range(len(self.columns)):
            self.scroll(number, 0)
        self.scroll(self.column, _shift(self.index, self.top(self.column), self.rows))
        self.left += _shift(self.column, self.left, self.across)
        self.left = _within(self.left, max(len(self.columns) - self.across, 0) + 1)


@dataclass(frozen=True)
class Opening:
    """Everything a board needs to show new data at once: columns, cursor, and cards in sight."""

    standing: Standing
    pages: dict[PageKey, tuple[Card, ...]]


def read_opening(source: BoardSource, keep: int | None, standing: Standing) -> Opening:
    """Read what the board will show; with a deal to keep, the cursor follows it to its stage."""
    stage_id = standing.stage.stage_id if standing.stage else None
    index = standing.index
    standing.columns = tuple(source.columns())
    place = source.place(keep) if keep is not None else None
    if place is not None:
        stage_id, index = place
    standing.go_to_stage(stage_id, index)
    return Opening(standing, {key: read_page(source, key) for key in standing.pages()})


def read_page(source: BoardSource, key: PageKey) -> tuple[Card, ...]:
    """Read one page of the deals of a stage."""
    stage_id, number = key
    return tuple(source.cards(stage_id, number * PAGE_SIZE, PAGE_SIZE))


class Pages:
    """The cards that have been read, the latest of them kept."""

    def __init__(self) -> None:
        self._pages: OrderedDict[PageKey, tuple[Card, ...]] = OrderedDict()

    def __contains__(self, key: PageKey) -> bool:
        return key in self._pages

    def __len__(self) -> int:
        return len(self._pages)

    def put(self, key: PageKey, cards: tuple[Card, ...]) -> None:
        """Keep a page, and let go of the one that was read longest ago."""
        self._pages[key] = cards
        while len(self._pages) > _PAGES_KEPT:
            self._pages.popitem(last=False)

    def touch(self, key: PageKey) -> None:
        """Count a page that is in sight as just read, so that it is not let go of."""
        self._pages.move_to_end(key)

    def card(self, stage_id: int, index: int) -> Card | None:
        """A card by its position; None while it has not been read."""
        number, offset = divmod(index, PAGE_SIZE)
        page = self._pages.get((stage_id, number), ())
        return page[offset] if offset < len(page) else None

    def replace_all(self, pages: dict[PageKey, tuple[Card, ...]]) -> None:
        """Keep these pages only."""
        self._pages = OrderedDict(pages)


def _within(position: int, count: int) -> int:
    return max(0, min(position, count - 1))


def _shift(position: int, first: int, shown: int) -> int:
    """How far a window of so many places must move for the position to lie in it."""
    if position < first:
        return position - first
    return max(position - (first + shown - 1), 0)
