"""A column of amounts or counts as a whole: what stands before decimals, and what it comes to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from tui_crm import money
from tui_crm.exchange.meaning.amounts import (
    FORMS,
    MARKS,
    NO_DIGIT,
    WrittenNumber,
    as_whole,
    currencies_meant,
    currency_meant,
    currency_named,
    is_unclear,
    written_number,
)
from tui_crm.exchange.meaning.evidence import Evidence
from tui_crm.exchange.report import Question
from tui_crm.models import FieldSpec, Kind
from tui_crm.money import DecimalMark
from tui_crm.text import quoted

MOST = 20_000
"""Forms of numbers that are remembered at once."""

_NAMES = {".": "point", ",": "comma"}


class SeenAmounts:
    """Looks at every number of a column, and tells the mark before their decimals."""

    def __init__(self, spec: FieldSpec, currency: str, *, asks_currency: bool) -> None:
        self._spec = spec
        self._currency = currency
        self._asks_currency = asks_currency
        self._evidence = Evidence(MARKS)
        self._known: set[str] = set()
        self._unclear: set[str] = set()
        self._example = ""
        """An amount whose sign does not say which currency it is in."""
        self._is_summed = spec.kind in (Kind.MONEY, Kind.COUNT)
        self._digits: defaultdict[tuple[str, str], int] = defaultdict(int)
        """By the row's currency and the form of the number, the sum of its digits as one number:
        what that comes to depends on the mark, which only the whole column tells."""

    def look(self, cells: Sequence[str], lines: str, currencies: Sequence[str] | None) -> None:
        """Look at some cells; `lines` is the same as one text."""
        forms = lines.translate(FORMS).split("\n")
        here = set(forms)
        if new := here - self._known:
            if len(self._known) > MOST:
                self._known.clear()
                new = here
            self._known |= new
            for at in sorted(map(forms.index, new)):
                self._meet(forms[at], cells[at])
        if self._unclear and not self._example and not self._unclear.isdisjoint(here):
            self._ask(cells, forms, currencies)
        if self._is_summed:
            self._sum(forms, NO_DIGIT.sub("", lines).split("\n"), currencies)

    def settled(self, told: DecimalMark | None) -> DecimalMark | Question:
        """The mark of the column, or what has to be asked; `told` is what the owner said of all.

        What was said settles a column that does not settle itself, or contradicts itself. One
        that can only have the other mark is asked about, unless it is of whole numbers, where
        marks stand between groups of digits.
        """
        left = self._evidence.left
        if told is not None and (told in left or not left):
            return told
        if not left:
            return self._contradiction()
        if example := self._evidence.unlike(left):
            message = f"What stands before the decimals in {quoted(example)}?"
            return Question("decimal", self._spec.name, message, MARKS)
        if told is not None and self._spec.kind is not Kind.COUNT:
            example = quoted(self._evidence.against(told))
            message = (
                f"{example} does not have the {_NAMES[told]} before its decimals, as amounts were "
                "said to: what does this column have?"
            )
            return Question("decimal", self._spec.name, message, MARKS)
        return left[0]

    def currency_asked(self) -> Question | None:
        """What has to be asked about a sign that is of several currencies."""
        if not self._example:
            return None
        signs = written_number(self._example).signs
        message = f"Which currency is {quoted(signs[0])} in {quoted(self._example)}?"
        return Question("currency", self._spec.name, message, currencies_meant(signs))

    def sums(self, mark: DecimalMark) -> Iterator[tuple[str, int]]:
        """What the readable numbers of the column come to, by currency: minor units, or a count."""
        for (row_currency, form), digits in self._digits.items():
            try:
                written = written_number(form)
                currency = self._currency_of(written, row_currency, form)
            except ValueError:
                continue
            plain = written.plain.get(mark)
            counted = self._spec.kind is Kind.COUNT
            if plain is None or (counted and as_whole(plain) is None):
                continue
            places = 0 if counted else money.exponent(currency)
            decimals = plain.partition(".")[2]
            if len(decimals.rstrip("0")) > places:
                continue
            units = digits * 10**places // 10 ** len(decimals)
            yield currency, -units if plain.startswith("-") else units

    def _meet(self, form: str, cell: str) -> None:
        """Learn from a number of a form that was not seen before."""
        try:
            written = written_number(form)
        except ValueError:
            return
        if written.signs and not currencies_meant(written.signs):
            return
        if self._asks_currency and is_unclear(written.signs, self._currency):
            self._unclear.add(form)
        if self._spec.kind is Kind.COUNT:
            wholes = {mark: as_whole(plain) for mark, plain in written.plain.items()}
            self._evidence.see({mark: whole for mark, whole in wholes.items() if whole}, cell)
        else:
            self._evidence.see(written.plain, cell)

    def _ask(
        self, cells: Sequence[str], forms: Sequence[str], currencies: Sequence[str] | None
    ) -> None:
        """Find an amount with an unclear sign in a row that does not say its currency."""
        for at, form in enumerate(forms):
            if form in self._unclear and not (currencies and currencies[at]):
                self._example = cells[at]
                return

    def _sum(
        self, forms: Sequence[str], digits: Sequence[str], currencies: Sequence[str] | None
    ) -> None:
        if len(self._digits) > MOST:
            # Too many forms for a column of numbers: there is nothing to sum up.
            self._is_summed = False
            self._digits.clear()
            return
        sums = self._digits
        keys = zip(currencies or [""] * len(forms), forms, strict=True)
        for key, number in zip(keys, digits, strict=True):
            if number:
                sums[key] += int(number)

    def _currency_of(self, written: WrittenNumber, row_currency: str, text: str) -> str:
        currency = currency_named(row_currency, self._currency) or self._currency
        return currency_meant(text, written.signs, currency) if written.signs else currency

    def _contradiction(self) -> Question:
        point, comma = (quoted(self._evidence.against(mark)) for mark in (",", "."))
        message = (
            f"The decimals of {point} stand after a point, those of {comma} after a comma: which "
            "is right? Rows of the other kind are rejected."
        )
        return Question("decimal", self._spec.name, message, MARKS)
