"""A column of dates as a whole: in which order its numbers stand."""

from __future__ import annotations

from collections.abc import Sequence

from tui_crm.exchange.meaning.evidence import Evidence
from tui_crm.exchange.meaning.file_days import ORDERS, PLACES, FileDays, form_of, written_day
from tui_crm.exchange.report import Question
from tui_crm.text import quoted

MOST = 20_000
"""Forms and dates that are remembered at once."""

_NO_DIGITS = str.maketrans("123456789", "000000000")


class SeenDays:
    """Looks at every date of a column, and tells the order that they are in."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._ends: dict[str, int] = {}
        """By form, where the date ends; -1 where the order says nothing."""
        self._seen: set[str] = set()
        self._by_mark: dict[str, Evidence[FileDays]] = {}
        self._short: set[str] = set()
        """The marks of dates with years of two digits."""
        self._year_last = ""
        """A date that ends with its year whatever the others do."""

    def look(self, cells: Sequence[str], lines: str) -> None:
        """Look at some cells; `lines` is the same as one text."""
        forms = lines.translate(_NO_DIGITS).split("\n")
        here = set(forms)
        if new := here - self._ends.keys():
            if len(self._ends) > MOST:
                self._ends.clear()
                new = here
            for at in sorted(map(forms.index, new)):
                self._ends[forms[at]] = self._meet(cells[at])
        telling = {form: end for form in here if (end := self._ends[form]) > 0}
        if telling:
            days = [
                cell[: telling[form]]
                for cell, form in zip(cells, forms, strict=True)
                if form in telling
            ]
            self._learn(days)

    def settled(self, told: FileDays | None) -> FileDays | Question:
        """The order of the column, or what has to be asked; `told` is what the owner said of all.

        What was said settles a column that does not settle itself, or contradicts itself. One
        that can only be in another order is asked about: it may be a slip in one cell.
        """
        kept = {mark: self._kept(mark) for mark in sorted(self._by_mark)}
        if not kept:
            return told or ("dmy" if self._year_last else "ymd")
        unclear = {
            mark: orders for mark, orders in kept.items() if self._by_mark[mark].unlike(orders)
        }
        if told is not None:
            clear = [orders for mark, orders in kept.items() if orders and mark not in unclear]
            if clear and not any(told in orders for orders in clear):
                return self._not_as_told(told, clear[0])
            if not unclear or any(told in orders for orders in unclear.values()):
                return told
        if unclear:
            mark = max(unclear, key=lambda mark: len(unclear[mark]))
            return self._which(self._by_mark[mark].unlike(unclear[mark]), unclear[mark])
        possible = [order for order in ORDERS if all(order in orders for orders in kept.values())]
        if not possible or (possible == ["ymd"] and self._year_last):
            return self._contradiction()
        return possible[0]

    def _meet(self, cell: str) -> int:
        """Where the date of such cells ends; -1 where they are the same in any order."""
        found = form_of(cell)
        if found is None or found[0] == "clear":
            return -1
        form, end = found
        if form in ("long", "named"):
            self._year_last = self._year_last or cell
        return end if form != "named" else -1

    def _learn(self, days: Sequence[str]) -> None:
        if len(self._seen) > MOST:
            self._seen.clear()
        for day in dict.fromkeys(days):
            if day in self._seen:
                continue
            self._seen.add(day)
            try:
                written = written_day(day)
            except ValueError:
                continue
            evidence = self._by_mark.setdefault(written.mark, Evidence(ORDERS))
            readings: dict[FileDays, object] = dict(written.days)
            if written.form == "short":
                self._short.add(written.mark)
            else:
                # No reason against the year first in dates whose years have two digits.
                readings["ymd"] = None
            evidence.see(readings, day)

    def _kept(self, mark: str) -> tuple[FileDays, ...]:
        """The orders that the dates with a mark allow."""
        left = self._by_mark[mark].left
        return left if mark in self._short else tuple(order for order in left if order != "ymd")

    def _which(self, example: str, orders: Sequence[FileDays]) -> Question:
        places = " or with the ".join(PLACES[order] for order in orders)
        message = f"Does {quoted(example)} begin with the {places}?"
        return Question("date_order", self._name, message, tuple(orders))

    def _contradiction(self) -> Question:
        """Dates of one column that are in different orders: one of them is a mistake."""
        wanted = [order for order in ORDERS if order != "ymd" or self._short]
        shown = [
            f"{quoted(example)} cannot begin with the {PLACES[order]}"
            for order in wanted
            if (example := self._against(order))
        ]
        message = f"{', '.join(shown)}: which order is right? Rows that are not in it are rejected."
        return Question("date_order", self._name, message, tuple(wanted))

    def _not_as_told(self, told: FileDays, orders: Sequence[FileDays]) -> Question:
        message = (
            f"{quoted(self._against(told))} cannot begin with the {PLACES[told]}, as all dates "
            "were said to: what does this column begin with?"
        )
        return Question("date_order", self._name, message, (*orders, told))

    def _against(self, order: FileDays) -> str:
        """A date that cannot be in an order; empty where there is none."""
        examples = (self._by_mark[mark].against(order) for mark in sorted(self._by_mark))
        return next(filter(None, examples), self._year_last if order == "ymd" else "")
