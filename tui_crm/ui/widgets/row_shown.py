"""The rows on the screen, and those that will take their place once they have come."""

from __future__ import annotations

from collections.abc import Callable

from tui_crm.ui.widgets.row_feed import Failed, News, Opening, RowFeed, View
from tui_crm.ui.widgets.row_source import Lane, Row, RowSource


class ShownRows:
    """What a list shows now; another source's rows replace it in one piece, never half."""

    def __init__(
        self,
        lane: Lane,
        deliver: Callable[[Callable[[], None]], object],
        tell: Callable[[News], None],
    ) -> None:
        self._lane = lane
        self._deliver = deliver
        self._tell = tell
        self._feed: RowFeed | None = None
        self._incoming: RowFeed | None = None

    @property
    def source(self) -> RowSource | None:
        """Whose rows are shown; before the first have come, whose will be."""
        feed = self._feed or self._incoming
        return feed.source if feed else None

    @property
    def coming(self) -> RowSource | None:
        """Whose rows have been asked for and will replace these."""
        return self._incoming.source if self._incoming else None

    @property
    def total(self) -> int | None:
        """How many records there are; None until counted."""
        return self._feed.total if self._feed else None

    @property
    def length(self) -> int:
        """How many rows the cursor can go to."""
        return self._feed.length if self._feed else 0

    def row(self, index: int) -> Row | None:
        """The row at an index, if it has been read."""
        return self._feed.row(index) if self._feed else None

    def show(self, source: RowSource, keep: int | None, index: int, view: View) -> None:
        """Asks for another source's rows: its record `keep`, or else the index, in the view."""
        self._incoming = RowFeed(source, self._lane, self._deliver, self._hear)
        above = max(0, min(index - view.top, view.height - 1))
        self._incoming.open(keep, index, above, view.height)

    def want(self, view: View, down: bool) -> None:
        """Reads what a view shows and will show next."""
        if self._feed is not None:
            self._feed.want(view, down)

    def count(self) -> None:
        """Counts the records, unless their number is known already."""
        if self._feed is not None:
            self._feed.count()

    def _hear(self, feed: RowFeed, news: News) -> None:
        """Passes on what concerns the rows shown; what older sources answer is forgotten."""
        if feed is self._incoming and isinstance(news, Opening | Failed):
            self._incoming = None
            if isinstance(news, Opening):
                self._feed = feed
            self._tell(news)
        elif feed is self._feed:
            self._tell(news)
