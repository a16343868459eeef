"""The people and companies of the sample business, and which of them come again."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from tui_crm.sample.days import Days
from tui_crm.sample.dice import Dice
from tui_crm.sample.rows import AccountRow, ContactRow, Tables, words
from tui_crm.sample.words import ODD_COMPANIES, TITLES, company_name, person_name
from tui_crm.text import fold

_REMEMBERED = 4_096


class Buyer(NamedTuple):
    """An account that buys, with the contact who speaks for it."""

    account: int
    contact: int
    name: str
    company: str | None
    """Its name once more where it is a company."""


class Customers:
    """Everyone the business knows: makes contacts and accounts, remembers some for the next sale.

    It remembers a fixed number, so that a large book needs no more memory than a small one.
    """

    def __init__(self, tables: Tables, days: Days, dice: Dice) -> None:
        self._tables = tables
        self._days = days
        self._dice = dice
        self._known: list[Buyer] = []
        self._companies = 0
        self._odd = iter(ODD_COMPANIES)

    def someone_known(self) -> Buyer | None:
        """A buyer of before, where there is one."""
        return self._dice.pick(self._known) if self._known else None

    def new_company(self) -> str:
        """The name of a company that is no account yet."""
        self._companies += 1
        return company_name(self._companies)

    def person(self, at: str, company: str | None) -> ContactRow:
        """Somebody new, not stored yet, as their account may not be known."""
        number = self._tables.contact.number()
        name = person_name(self._dice.roll(), number)
        mail = f"{_plain(name, '.')}{number}@{_domain(company) if company else 'mail.example'}"
        email = None if number % 11 == 7 else mail
        phone = None if number % 4 == 2 else f"+43 660 {number * 7_919 % 10_000_000:07}"
        title = TITLES[number % len(TITLES)] if company else None
        notes = "Speaks German and English." if number % 19 == 3 else None
        return ContactRow(
            number, at, words(name, email, phone, title, notes), name, email, phone, None, title,
            int(number % 5 < 3), int(number % 41 == 13), notes, _e164(phone),
        )  # fmt: skip

    def walk_in(self, day: int, closed: int | None) -> Buyer:
        """A new account of somebody who came without being a lead."""
        private = self._dice.chance(0.3)
        company = None if private else next(self._odd, None) or self.new_company()
        contact = self.person(self._days.moment(day, 465), company)
        return self.welcome(day, 470, contact, company, closed)

    def welcome(
        self, day: int, minute: int, contact: ContactRow, company: str | None, closed: int | None
    ) -> Buyer:
        """A new account for a contact, who is stored along with it.

        `closed` is the day that the account ends on for good; nobody comes again after that.
        """
        number = self._tables.account.number()
        name = company or contact.name
        domain = _domain(company) if company else None
        phone = f"+43 1 {number * 6_947 % 1_000_000:06}" if company else contact.phone
        kind = "company" if company else "person"
        notes = "Invoices by the end of the month." if number % 13 == 5 else None
        self._tables.account.add(
            AccountRow(
                number, self._days.moment(day, minute), words(name, kind, domain, phone, notes),
                name, kind, domain, phone, None if closed is None else self._days.iso[closed],
                notes, _e164(phone),
            )
        )  # fmt: skip
        self._tables.contact.add(contact._replace(account_id=number))
        buyer = Buyer(number, contact.id, name, company)
        if closed is None:
            self._remember(buyer)
        return buyer

    def _remember(self, buyer: Buyer) -> None:
        if len(self._known) < _REMEMBERED:
            self._known.append(buyer)
        else:
            self._known[int(self._dice.roll() * _REMEMBERED)] = buyer


def _e164(phone: str | None) -> str | None:
    """What a number of the sample is known by: all of them begin with + and a country."""
    return None if phone is None else phone.replace(" ", "")


@lru_cache(maxsize=_REMEMBERED)
def _plain(name: str, gap: str) -> str:
    """A name as it can stand in an address: plain letters, with something for each gap."""
    kept = (letter for letter in fold(name).replace(" ", gap) if letter.isascii())
    return "".join(letter for letter in kept if letter.isalnum() or letter == gap).strip(gap)


def _domain(company: str) -> str:
    return f"{_plain(company, '-')[:24].strip('-') or 'company'}.example"
