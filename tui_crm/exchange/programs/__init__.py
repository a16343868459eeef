"""The files of other programs: which one a table is from, and what its columns are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache

from tui_crm.exchange.programs import (
    atomic_crm,
    ga4,
    google_ads,
    google_contacts,
    hubspot,
    mailchimp,
    matomo,
    meta_ads,
    odoo,
    outlook,
    pipedrive,
    plausible,
    quickbooks,
    spreadsheet,
    stripe,
    xero,
)
from tui_crm.exchange.programs.program import (
    Headers,
    Program,
    Rule,
    Texts,
    currency_of,
    spelled,
)
from tui_crm.exchange.programs.synonyms import SYNONYMS, entity_meant, fields_meant

__all__ = [
    "PROGRAMS", "SYNONYMS", "Headers", "Program", "Rule", "Texts", "constants_of", "currency_of",
    "entity_meant", "fields_meant", "is_unneeded", "knows", "program_of", "spelled",
]  # fmt: skip

PROGRAMS: tuple[Program, ...] = (
    *hubspot.PROGRAMS,
    *pipedrive.PROGRAMS,
    *odoo.PROGRAMS,
    *google_contacts.PROGRAMS,
    *outlook.PROGRAMS,
    *ga4.PROGRAMS,
    *plausible.PROGRAMS,
    *matomo.PROGRAMS,
    *google_ads.PROGRAMS,
    *meta_ads.PROGRAMS,
    *mailchimp.PROGRAMS,
    *stripe.PROGRAMS,
    *quickbooks.PROGRAMS,
    *xero.PROGRAMS,
    *atomic_crm.PROGRAMS,
    *spreadsheet.PROGRAMS,
)
"""Every kind of file that is taken without asking what it is."""


def program_of(
    headers: Sequence[str], preamble: Sequence[str] = (), entity: str | None = None
) -> Program | None:
    """The program that a table is from, told by its headers: where several fit, the surest.

    `preamble` are the lines above the header; of two that fit equally, the one that these name.
    With an entity, only programs whose rows make such records. None where no program fits, or
    two fit equally well.
    """
    fits = _fits(tuple(headers))
    fits = [fit for fit in fits if entity is None or fit[1].makes(entity)]
    if not fits:
        return None
    best = max(fit[0] for fit in fits)
    surest = [program for fit, program in fits if fit == best]
    if len(surest) > 1:
        above = spelled(" ".join(preamble))
        surest = [program for program in surest if spelled(program.name) in above]
    return surest[0] if len(surest) == 1 else None


def constants_of(
    program: Program, headers: Sequence[str], preamble: Sequence[str]
) -> dict[str, dict[str, str]]:
    """What holds for every row where it has no column, by entity and field."""
    constants = {entity: dict(texts) for entity, texts in program.constants.items()}
    found = [program.from_headers(headers)] if program.from_headers else []
    found += [program.from_preamble(preamble)] if program.from_preamble else []
    for told in found:
        for entity, texts in told.items():
            constants.setdefault(entity, {}).update(texts)
    return constants


def is_unneeded(program: Program, header: str) -> bool:
    """Whether a column of a program only repeats or measures what others say."""
    return spelled(header) in _unneeded(program.title)


def knows(cells: Sequence[str]) -> int:
    """How many cells of a row are headers that any program, or a plain spreadsheet, uses."""
    known = _known_headers()
    return sum(spelled(cell) in known for cell in cells if len(cell) <= _LONGEST_HEADER)


_LONGEST_HEADER = 120


@lru_cache(maxsize=8)
def _fits(headers: tuple[str, ...]) -> list[tuple[tuple[int, int], Program]]:
    found = Headers(headers)
    fits = [(program.fit(found), program) for program in PROGRAMS]
    return [(fit, program) for fit, program in fits if fit is not None]


@cache
def _unneeded(title: str) -> frozenset[str]:
    program = next(program for program in PROGRAMS if program.title == title)
    return frozenset(spelled(h) for declared in program.unneeded for h in declared.split("|"))


@cache
def _known_headers() -> frozenset[str]:
    """Every header that is known, as it is spelled."""
    declared = [
        header
        for program in PROGRAMS
        for headers in (
            program.marks, program.columns, program.unneeded, program.seen, program.never,
            *program.side.values(), *program.stand_ins.values(),
        )
        for header in headers
    ]  # fmt: skip
    spellings = {spelled(header) for either in declared for header in either.split("|")}
    spellings.update(spelled(word) for words in _all_synonyms(SYNONYMS) for word in words)
    return frozenset(spellings - {""})


def _all_synonyms(
    synonyms: Mapping[str, Mapping[str, tuple[str, ...]]],
) -> list[tuple[str, ...]]:
    return [words for fields in synonyms.values() for words in fields.values()]
