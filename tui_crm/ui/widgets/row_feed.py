"""The rows of a list that have been read, and the reading of those that will be seen next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass
from functools import partial

from tui_crm.errors import CrmError
from tui_crm.text import shown
from tui_crm.ui.widgets.row_source import PAGE_SIZE, Answer, Lane, Row, RowSource

PAGES_KEPT = 40
"""How many pages stay in memory."""


@dataclass(frozen=True, slots=True)
class View:
    """What of a list is on the screen: its first row and how many there are room for."""

    top: int
    height: int

    def pages(self) -> range:
        """The numbers of the pages that it shows."""
        last = self.top + max(1, self.height) - 1
        return range(self.top // PAGE_SIZE, last // PAGE_SIZE + 1)


@dataclass(frozen=True, slots=True)
class Opening:
    """The first look at a source: every row of the screen, read in one go."""

    index: int
    """Where the cursor goes."""
    view: View
    pages: dict[int, Sequence[Row]]
    total: int | None


@dataclass(frozen=True, slots=True)
class PageRead:
    """More rows have come."""

    number: int


@dataclass(frozen=True, slots=True)
class Counted:
    """The number of records is known now."""

    total: int


@dataclass(frozen=True, slots=True)
class Failed:
    """Something could not be read."""

    error: BaseException

    @property
    def sentence(self) -> str:
        """What the owner is told: our own errors speak for themselves."""
        if isinstance(self.error, CrmError):
            return str(self.error)
        return f"The rows could not be read ({self.error}). Press r to try again."


News = Opening | PageRead | Counted | Failed


class RowFeed:
    """One source's rows as far as they have been read; nothing here waits for the source.

    The source is asked on the lane. Answers come back through `deliver`, which runs a call on
    the screen's thread; only there does the feed change, and then `tell` is called.
    """

    def __init__(
        self,
        source: RowSource,
        lane: Lane,
        deliver: Callable[[Callable[[], None]], object],
        tell: Callable[[RowFeed, News], None],
    ) -> None:
        self.source = source
        self.total: int | None = None
        """How many records there are; None until counted."""
        self._known = 0
        self._lane = lane
        self._deliver = deliver
        self._tell = tell
        self._pages: dict[int, Sequence[Row]] = {}
        """The pages by number, the one wanted longest ago first."""
        self._asked: set[int] = set()
        self._wanted: tuple[int, ...] = ()

    @property
    def length(self) -> int:
        """How many rows the cursor can go to: all, or while uncounted those seen so far."""
        return self._known if self.total is None else self.total

    @property
    def pages_held(self) -> int:
        """How many pages are in memory."""
        return len(self._pages)

    def row(self, index: int) -> Row | None:
        """The row at an index, if it has been read."""
        page = self._pages.get(index // PAGE_SIZE)
        place = index % PAGE_SIZE
        return page[place] if page is not None and place < len(page) else None

    def open(self, keep: int | None, index: int, above: int, height: int) -> None:
        """Reads what the screen will show, dropping whatever the lane was asked before.

        The record `keep` is sought in the new order, else the index stays; `above` is the
        number of rows the cursor has above it on the screen.
        """
        question = partial(read_opening, self.source, keep, index, above, height)
        self._follow(self._lane.replace(question), self._take_opening)

    def want(self, view: View, down: bool) -> None:
        """Reads the pages of a view, then those that come next in the direction of movement."""
        shown_pages = view.pages()
        first, last = shown_pages.start, shown_pages.stop - 1
        ahead = (last + 1, last + 2, first - 1) if down else (first - 1, first - 2, last + 1)
        wanted = (*shown_pages, *(number for number in ahead if self._may_exist(number)))
        if wanted == self._wanted:
            return
        self._wanted = wanted
        for number in reversed(wanted):
            if number in self._pages:
                self._pages[number] = self._pages.pop(number)
        for number in wanted:
            self._ask_page(number)

    def count(self) -> None:
        """Counts the records, unless their number is known already."""
        if self.total is None:
            self._follow(self._lane.ask(self.source.count), self._take_total)

    def _may_exist(self, number: int) -> bool:
        return number >= 0 and (self.total is None or number * PAGE_SIZE < self.total)

    def _ask_page(self, number: int) -> None:
        if number in self._pages or number in self._asked or not self._may_exist(number):
            return
        self._asked.add(number)
        self._follow(
            self._lane.ask(partial(self._read_page, number)),
            partial(self._take_page, number),
            lambda: self._asked.discard(number),
        )

    def _read_page(self, number: int) -> Sequence[Row] | None:
        """Runs on the lane; a page that was scrolled past meanwhile is not read any more."""
        return read_page(self.source, number) if number in self._wanted else None

    def _take_page(self, number: int, page: Sequence[Row] | None) -> None:
        self._asked.discard(number)
        if page is None:
            if number in self._wanted:
                self._ask_page(number)
            return
        self._keep(number, page)
        self._tell(self, PageRead(number))
        if self.total is None and (total := _total_by(number, page)) is not None:
            self._take_total(total)

    def _take_opening(self, opening: Opening) -> None:
        self.total = opening.total
        for number, page in opening.pages.items():
            self._keep(number, page)
        self._tell(self, opening)

    def _take_total(self, total: int) -> None:
        self.total = total
        self._tell(self, Counted(total))

    def _keep(self, number: int, page: Sequence[Row]) -> None:
        self._pages[number] = page
        self._known = max(self._known, number * PAGE_SIZE + len(page)) if page else self._known
        while len(self._pages) > PAGES_KEPT:
            del self._pages[next(iter(self._pages))]

    def _follow(
        self,
        future: Future[Answer],
        take: Callable[[Answer], None],
        dropped: Callable[[], None] = lambda: None,
    ) -> None:
        def settle() -> None:
            error = CancelledError() if future.cancelled() else future.exception()
            if isinstance(error, CancelledError):
                dropped()
            elif error is not None:
                self._tell(self, Failed(error))
            else:
                take(future.result())

        future.add_done_callback(lambda _: self._deliver(settle))


def read_page(source: RowSource, number: int) -> Sequence[Row]:
    """A page of a source, its texts made safe for the screen."""
    return [_safe(row) for row in source.page(number)]


def read_opening(
    source: RowSource, keep: int | None, index: int, above: int, height: int
) -> Opening:
    """Reads all rows of a screen whose cursor is on a record, or else at an index.

    A list that has become shorter than the index is shown at its end.
    """
    place = source.position(keep) if keep is not None else None
    index = index if place is None else place
    number = index // PAGE_SIZE
    pages = {number: read_page(source, number)}
    total = _total_by(number, pages[number])
    if index - number * PAGE_SIZE >= len(pages[number]):
        total = source.count() if total is None else total
        index = max(0, min(index, total - 1))
    top = max(0, index - above)
    if total is not None:
        top = min(top, max(0, total - height))
    view = View(top, height)
    for number in view.pages():
        if number not in pages and (total is None or number * PAGE_SIZE < total):
            pages[number] = read_page(source, number)
            total = _total_by(number, pages[number]) if total is None else total
    return Opening(index, view, pages, total)


def _total_by(number: int, page: Sequence[Row]) -> int | None:
    """The number of records where a page gives it away by ending early."""
    if not page and number:
        return None
    return number * PAGE_SIZE + len(page) if len(page) < PAGE_SIZE else None


def _safe(row: Row) -> Row:
    # What Python calls printable has no character that needs a mark: one look at the whole row
    # spares a call for each of its texts.
    if "".join(row.cells).isprintable():
        return row
    return Row(row.id, tuple(shown(cell) for cell in row.cells), row.tone)
