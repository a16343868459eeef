"""The leads of the sample business: how they come, warm up, are offered to sales or fade away."""

from __future__ import annotations

from collections import deque
from typing import NamedTuple

from tui_crm.sample.campaigns import Campaign, Marketing
from tui_crm.sample.customers import Customers
from tui_crm.sample.days import Days
from tui_crm.sample.dice import Dice
from tui_crm.sample.rows import (
    ActivityRow,
    ContactRow,
    HandOffRow,
    LeadEventRow,
    LeadRow,
    Tables,
    words,
)
from tui_crm.sample.words import LEAD_NOTES, ORGANIC_SOURCES, REJECT_REASONS

_FATES = (
    ("accepted", 0.24), ("rejected", 0.07), ("withdrawn", 0.02), ("mql", 0.11), ("working", 0.09),
    ("duplicate", 0.04), ("invalid", 0.03), ("disqualified", 0.40),
)  # fmt: skip
"""What becomes of leads, and of what share of them."""

_PATHS = {
    "accepted": ("working", "mql", "offered"),
    "waiting": ("working", "mql", "offered"),
    "rejected": ("working", "mql", "offered", "rejected"),
    "withdrawn": ("working", "mql", "offered", "mql"),
    "mql": ("working", "mql"),
    "working": ("working",),
    "duplicate": ("disqualified",),
    "invalid": ("disqualified",),
    "disqualified": ("working", "disqualified"),
    "silent": (),
}
"""The stages that a lead of each fate goes through."""

_NEWEST = (
    "silent", "silent", "silent", "working", "waiting", "mql", "waiting", "rejected", "working",
    "waiting", "mql", "silent",
)  # fmt: skip
"""The fates of the newest leads, the very newest first, so that every list has something today."""

_SOURCES = {"paid_search": "ads", "paid_social": "social", "print": "walk_in", "email": "web"}
_SCORES = {"cold": 12, "warm": 45, "hot": 80}
_WARMER = {"working": "warm", "offered": "hot"}
_ANSWERS = ("First answer", "Price list", "Opening hours", "Offer to drop by")
_DUE = (-6, 0, 2, 9, -1, 0, 4)
_EVENING = 1_250  # minutes after midnight when sales decides, after all else of the day


class Lead(NamedTuple):
    """A lead that was offered to sales, and what is not stored before sales decides."""

    row: LeadRow
    contact: ContactRow
    offered: int
    """The day it was offered on."""
    good: float
    """The chance of leads from where it came, against the others."""


class Leads:
    """The leads as they come, day by day, `total` in all."""

    def __init__(
        self, tables: Tables, days: Days, dice: Dice, customers: Customers, marketing: Marketing,
        total: int,
    ) -> None:  # fmt: skip
        self._tables = tables
        self._days = days
        self._dice = dice
        self._customers = customers
        self._marketing = marketing
        self._total = total
        self._coming: dict[int, list[Lead]] = {}
        self._offered: deque[Lead] = deque()
        self._last: tuple[LeadRow, ContactRow] | None = None
        """The last good lead, which the next duplicate doubles."""

    def arrive(self, day: int, place: int, count: int) -> None:
        """A lead comes, and its whole story with it, but for the decision of sales.

        `place` is its place among the `count` leads of the day, who come one after the other.
        """
        number = self._tables.lead.number()
        campaign = self._marketing.campaign_of_lead(day)
        newest = self._total - number < len(_NEWEST)
        fate = _NEWEST[self._total - number] if newest else self._fate(campaign)
        passed = (place + self._dice.roll()) / count
        at_night = not place and number % 17 == 3
        minute = int(passed * 119) if at_night else 420 + int(passed * 790)
        at = self._days.moment(day, minute)
        contact, company = self._who(number, at, fate)
        steps = self._steps(day, minute, fate, newest)
        row = self._row(number, day, at, contact, company, campaign, fate, steps)
        self._changed(number, steps)
        if fate not in ("duplicate", "invalid"):
            self._last = row, contact
            self._spoken(row, steps)
        offered = next((step.day for step in steps if step.new == "offered"), None)
        if fate == "accepted" and offered is not None:
            good = campaign.plan.good if campaign else 1.0
            self._coming.setdefault(offered, []).append(Lead(row, contact, offered, good))
            return
        self._tables.lead.add(row)
        if fate != "duplicate":
            self._tables.contact.add(contact)
        if offered is not None:
            self._decided(number, offered, fate, steps)

    def waiting(self, day: int) -> int:
        """How many leads wait for sales on a day, those counted that are offered on it."""
        self._offered.extend(self._coming.pop(day, ()))
        return len(self._offered)

    def longest_waiting(self) -> Lead:
        """The lead that sales accepts next; `accept` and the sale store it and its contact."""
        return self._offered.popleft()

    def accept(self, lead: Lead, day: int, deal: int) -> None:
        """Sales accepts a lead, which is a deal now."""
        row = lead.row
        number = row.id
        sought = _sought(
            lead.contact, row.company, row.source, "accepted", row.temperature, row.notes
        )
        self._tables.lead.add(row._replace(stage="accepted", search=sought))
        self._changed(number, [_Step(day, _EVENING, "stage", "offered", "accepted")])
        self._hand_off(number, lead.offered, day, "accepted", None, deal)

    def end(self) -> None:
        """Store the leads that still wait for sales when the books end."""
        for lead in self._offered:
            self._tables.contact.add(lead.contact)
            self._tables.lead.add(lead.row)
            self._hand_off(lead.row.id, lead.offered, None, None, None, None)

    def _fate(self, campaign: Campaign | None) -> str:
        good = campaign.plan.good if campaign else 1.0
        roll = self._dice.roll()
        for fate, share in _FATES:
            if fate in ("accepted", "mql", "withdrawn"):
                share *= good
            if roll < share and (fate != "duplicate" or self._last):
                return fate
            roll -= share
        return "disqualified"

    def _who(self, number: int, at: str, fate: str) -> tuple[ContactRow, str | None]:
        """Who the lead is and their company: somebody new, at times from one that buys already."""
        if fate == "duplicate" and self._last:
            return self._last[1], self._last[0].company
        buyer = self._customers.someone_known() if self._dice.chance(0.6) else None
        if buyer:
            contact = self._customers.person(at, buyer.company)
            return contact._replace(account_id=buyer.account), buyer.company
        company = self._customers.new_company() if number % 5 in (1, 3) else None
        return self._customers.person(at, company), company

    def _steps(self, day: int, minute: int, fate: str, newest: bool) -> list[_Step]:
        """The changes of a lead up to today, in order, its coming being the first."""
        dice, today = self._dice, self._days.today
        warmth = "warm" if dice.chance(0.3) else "cold"
        steps = [
            _Step(day, minute, "stage", None, "new"),
            _Step(day, minute, "temperature", None, warmth),
        ]
        stage, on = "new", day
        for place, following in enumerate(_PATHS[fate]):
            on += dice.between(0, 1 if newest or not place else 5)
            if newest:
                on = min(on, today)
            elif on > today:
                break
            minute = min(max(minute + 5, 500), _EVENING) if on == day else 560 + place * 150
            steps.append(_Step(on, minute, "stage", stage, following))
            stage = following
            warmer = _WARMER.get(stage)
            if warmer and warmer != warmth and dice.chance(0.7):
                steps.append(_Step(on, minute, "temperature", warmth, warmer))
                warmth = warmer
        return steps

    def _row(
        self, number: int, day: int, at: str, contact: ContactRow, company: str | None,
        campaign: Campaign | None, fate: str, steps: list[_Step],
    ) -> LeadRow:  # fmt: skip
        source = _SOURCES.get(campaign.plan.channel) if campaign else None
        source = source or self._dice.pick(ORGANIC_SOURCES)
        notes = LEAD_NOTES[number // 7 % len(LEAD_NOTES)] if number % 7 == 1 else None
        stage = next(step.new for step in reversed(steps) if step.field == "stage")
        warmth = next(step.new for step in reversed(steps) if step.field == "temperature")
        return LeadRow(
            number, at, _sought(contact, company, source, stage, warmth, notes), contact.id,
            company, source, campaign.number if campaign else None, stage, warmth,
            int(fate == "invalid"),
            self._last[0].id if fate == "duplicate" and self._last else None,
            notes, self._days.iso[day], _SCORES[warmth] + number % 20,
        )  # fmt: skip

    def _changed(self, lead: int, steps: list[_Step]) -> None:
        for day, minute, field, old, new in steps:
            self._tables.lead_event.add(
                LeadEventRow(
                    self._tables.lead_event.number(), lead, self._days.iso[day],
                    self._days.moment(day, minute), field, old, new,
                )
            )  # fmt: skip

    def _spoken(self, row: LeadRow, steps: list[_Step]) -> None:
        """What was said to a lead so far, and what is to be done next."""
        answer = next((step for step in steps if step.new == "working"), None)
        if answer is None:
            return
        subject = _ANSWERS[row.id % len(_ANSWERS)]
        kind = ("email", "call", "message")[row.id % 3]
        self._note(row, answer, kind, "out", subject, None)
        if row.id % 8 == 3:
            self._note(row, steps[-1], "email", "in", "Asks for a date", None)
        if row.stage in ("working", "mql") and steps[-1].day > self._days.today - 45:
            due = self._days.today + _DUE[row.id % len(_DUE)]
            self._note(row, steps[-1], "task", None, f"Ask {subject.lower()} again", due)

    def _note(
        self, row: LeadRow, step: _Step, kind: str, direction: str | None, subject: str,
        due: int | None,
    ) -> None:  # fmt: skip
        at = self._days.moment(step.day, step.minute)
        self._tables.activity.add(
            ActivityRow(
                self._tables.activity.number(), at, words(kind, direction, subject), at, kind,
                direction, subject, row.contact_id, row.id, None,
                None if due is None else self._days.iso[due], int(due is None), None,
            )
        )  # fmt: skip

    def _decided(self, lead: int, offered: int, fate: str, steps: list[_Step]) -> None:
        """The hand-off of a lead that sales does not accept, or has not answered."""
        stages = [step for step in steps if step.field == "stage"]
        answer = stages[-1]
        if answer.new == "offered":
            self._hand_off(lead, offered, None, None, None, None)
        elif fate == "withdrawn":
            self._hand_off(lead, offered, answer.day, "withdrawn", "Wants to wait", None)
        else:
            reason = REJECT_REASONS[lead % len(REJECT_REASONS)]
            self._hand_off(lead, offered, answer.day, "rejected", reason, None)

    def _hand_off(
        self, lead: int, offered: int, decided: int | None, decision: str | None,
        reason: str | None, deal: int | None,
    ) -> None:  # fmt: skip
        iso = self._days.iso
        note = "Ready for a quote" if lead % 2 else None
        self._tables.handoff.add(
            HandOffRow(
                self._tables.handoff.number(), lead, iso[offered], note,
                None if decided is None else iso[decided], decision, reason, deal,
            )
        )  # fmt: skip


class _Step(NamedTuple):
    """A change of a lead's stage or temperature."""

    day: int
    minute: int
    field: str
    old: str | None
    new: str


def _sought(
    contact: ContactRow, company: str | None, source: str, stage: str, warmth: str,
    notes: str | None,
) -> str:  # fmt: skip
    """What a search finds a lead by: the words of its contact and its own."""
    return f"{contact.search} {words(company, source, stage, warmth, notes)}"
