"""Columns of values as cells of a CSV file, many rows at a time: what makes an export quick."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any  # Any: whatever a column holds

from tui_crm import money
from tui_crm.exchange.values import RISKY, guarded

Texts = Sequence[str]
"""The cells of a column, one for each row, quoted where CSV needs it."""

_SPECIAL = re.compile('[",\r\n]')
_MOST = 10_000
"""Different values whose texts are remembered."""


class Remembered(dict[Any, str]):
    """The texts of values that come again and again, such as chances, rates and stages."""

    def __init__(self, write: Callable[[Any], str]) -> None:
        super().__init__({None: ""})
        self._write = write

    def __missing__(self, value: Any) -> str:
        if len(self) >= _MOST:
            self.clear()
            self[None] = ""
        text = self[value] = quote(self._write(value))
        return text

    def of(self, values: Iterable[Any]) -> Texts:
        """The cells of a column."""
        return list(map(self.__getitem__, values))


def quote(text: str) -> str:
    """A cell as it stands in the file."""
    return f'"{text.replace(chr(34), chr(34) * 2)}"' if _SPECIAL.search(text) else text


def quoted_cells(texts: Texts) -> Texts:
    """Cells of texts that are no people's own words, or are guarded already."""
    joined = "\n".join(texts)
    if '"' in joined or "\r" in joined or joined.count("\n") >= len(texts):
        return list(map(quote, texts))
    return [f'"{text}"' if "," in text else text for text in texts] if "," in joined else texts


def free_texts(values: Sequence[str | None], *, empty: bool = False) -> Texts:
    """Cells of what people typed, safe to open in a spreadsheet; nothing is an empty cell.

    Where `empty` is asked for, an empty text is told from nothing.
    """
    different = set(values)
    if len(different) * 2 < len(values):
        known = list(different)
        cells = dict(zip(known, _free_texts(known, empty), strict=True))
        return [cells[value] for value in values]
    return _free_texts(values, empty)


def numbers(values: Iterable[int | None]) -> Texts:
    """Cells of whole numbers."""
    return ["" if value is None else str(value) for value in values]


def amounts(values: Sequence[int | None], currencies: Sequence[str]) -> Texts:
    """Cells of amounts in minor units of each row's currency, in major units."""
    if all(money.exponent(currency) == 2 for currency in set(currencies)):
        return [
            "" if value is None
            else f"{value // 100}.{value % 100:02}" if value >= 0
            else f"-{-value // 100}.{-value % 100:02}"
            for value in values
        ]  # fmt: skip
    return [
        "" if value is None else money.plain(value, currency)
        for value, currency in zip(values, currencies, strict=True)
    ]


def lines(columns: Sequence[Texts], line_end: str) -> str:
    """The rows of the file that the columns make."""
    ended = line_end.join(map(",".join, zip(*columns, strict=True)))
    return f"{ended}{line_end}" if columns[0] else ""


def _free_texts(values: Sequence[str | None], empty: bool) -> Texts:
    texts = [value or "" for value in values]
    if not RISKY.isdisjoint({text[:1] for text in texts}):
        texts = [guarded(text) if text else "" for text in texts]
    if empty and "" in values:
        texts = [guarded("") if value == "" else text
                 for value, text in zip(values, texts, strict=True)]  # fmt: skip
    return quoted_cells(texts)
