"""Google Analytics 4: the reports of traffic and of users, in English and German."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from tui_crm.errors import FieldErrors
from tui_crm.exchange.programs.program import Constants, Program, Texts
from tui_crm.exchange.programs.texts import cell_of, iso_day
from tui_crm.text import fold, quoted

_SOURCE = "|".join(
    (
        "Session primary channel group (Default Channel Group)",
        "Session primary channel group",
        "Session default channel group",
        "Session default channel grouping",
        "Session source / medium",
        "Session source",
        "Session medium",
        "Session manual source",
        "First user primary channel group (Default Channel Group)",
        "First user primary channel group",
        "First user default channel group",
        "First user source / medium",
        "First user source",
        "Default channel group",
        "Sitzung - primäre Channelgruppe (Standard-Channelgruppe)",
        "Sitzung - primäre Channelgruppe",
        "Sitzung - Standard-Channelgruppe",
        "Sitzung - Quelle/Medium",
        "Sitzung - Quelle",
        "Erster Nutzer - primäre Channelgruppe (Standard-Channelgruppe)",
    )
)
_DATE = "Date|Datum"
_NTH = "Nth day|N-ter Tag|Tag N"
_SESSIONS = "Sessions|Sitzungen"
_ENGAGED = "Engaged sessions|Sitzungen mit Interaktionen"
_RATE = "Engagement rate|Engagement-Rate|Interaktionsrate"
_ACTIVE = "Active users|Aktive Nutzer|Users|Nutzer|Total users"
_NEW = "New users|Neue Nutzer"
_COLUMNS = {
    _DATE: "on",
    _NTH: "day_number",
    _SOURCE: "source",
    _SESSIONS: "sessions",
    _ENGAGED: "engaged",
    _RATE: "engagement_rate",
    _ACTIVE: "users",
    "Views|Screen page views|Aufrufe": "pageviews",
}
_UNNEEDED = (
    "Average engagement time per session",
    "Events per session",
    "Session key event rate",
    "Session conversion rate",
    "Engaged sessions per active user",
    "Average engagement time per active user",
    "Average engagement time",
    "User key event rate",
    "Bounce rate|Absprungrate",
    "Sessions per user",
    "Views per session",
    "Durchschnittliche Interaktionsdauer pro Sitzung",
    "Ereignisse pro Sitzung",
    "Rate der Schlüsselereignisse pro Sitzung|Schlüsselereignisrate für Sitzungen",
    "Sitzungen mit Interaktionen pro aktivem Nutzer",
    "Durchschnittliche Interaktionsdauer pro aktivem Nutzer",
)
_BROKEN_DOWN = (
    "Landing page",
    "Landing page + query string|Landingpage + Abfragestring",
    "Page path and screen class",
    "Country|Land",
    "Region",
    "City|Stadt",
    "Language|Sprache",
    "Age|Alter",
    "Gender|Geschlecht",
    "Interests|Interessen",
    "Browser",
    "Device category|Gerätekategorie",
    "Operating system|Betriebssystem",
)
_NO_DAY = (
    "the report has no days. In Google Analytics open the report, press the + beside the first "
    "column, choose Time, then Date, and download it again; or pick a single day at the top right"
)
_BOUNCES = (
    "Google Analytics counts a session as a bounce when it was not engaged: "
    "the bounce rate is 1 - the engagement rate."
)
_ADDED_UP = "Rows of the same day and source are added up."

_START = re.compile(r"#\s*(?:Start date|Startdatum|Beginn)\s*:\s*([0-9]{8})", re.IGNORECASE)
_END = re.compile(r"#\s*(?:End date|Enddatum|Ende)\s*:\s*([0-9]{8})", re.IGNORECASE)
_BOTH = re.compile(r"#\s*([0-9]{8})\s*[-–]\s*([0-9]{8})\b")
_TOTALS = ("total", "grand total", "totals", "gesamt", "gesamtsumme", "summe")


def _period(preamble: Sequence[str]) -> Constants:
    """The first day of the report, and its only one where it covers no more."""
    first = last = None
    for line in preamble:
        if both := _BOTH.search(line):
            first, last = first or both[1], last or both[2]
        if start := _START.search(line):
            first = first or start[1]
        if end := _END.search(line):
            last = last or end[1]
    day = iso_day(first or "")
    if day is None:
        return {}
    only = {"on": day} if first == last else {}
    return {"traffic": {"first_day": day, **only}}


def _is_total(headers: Sequence[str], cells: Sequence[str]) -> bool:
    source = cell_of(headers, cells, _SOURCE)
    named = source if source is not None else cells[0].strip() if cells else ""
    return fold(named) in _TOTALS or (not named and any(cells))


def _traffic(texts: Texts) -> None:
    if texts.get("day_number"):
        # The one day of the report is not that of the row: the number counts from it.
        texts.pop("on", None)
    else:
        texts["on"] = iso_day(texts.get("on", "")) or texts.get("on", "")
    if texts.get("engaged"):
        texts["engagement_rate"] = ""


def _users(texts: Texts) -> None:
    """The sessions of a report that has only the engaged ones and their share."""
    engaged, rate = _count(texts, "engaged"), _rate(texts.get("engagement_rate", ""))
    if engaged and not rate:
        raise FieldErrors({"engagement_rate": "without it the number of sessions is not known"})
    sessions = Decimal(engaged) / rate if rate else Decimal(0)
    texts["sessions"] = str(max(engaged, int(sessions.to_integral_value(ROUND_HALF_UP))))
    texts["engaged"] = str(engaged)
    _traffic(texts)


def _count(texts: Texts, field: str) -> int:
    digits = re.sub(r"[.,'’\s]", "", texts.get(field, ""))
    if not (digits.isascii() and digits.isdigit()):
        raise FieldErrors({field: f"{quoted(texts.get(field, ''))} is not a whole number"})
    return int(digits)


def _rate(text: str) -> Decimal:
    number = text.replace("%", "").replace(",", ".").strip()
    if not re.fullmatch(r"[0-9]{1,3}(\.[0-9]+)?", number):
        return Decimal(0)
    return Decimal(number) / (100 if "%" in text else 1)


_CONSTANTS = {"traffic": {"bounce_def": "ga4"}}

PROGRAMS = (
    Program(
        name="Google Analytics",
        sheet="traffic report",
        entity="traffic",
        marks=(_SESSIONS, f"{_ENGAGED}|{_RATE}", f"{_SOURCE}|{_DATE}|{_NTH}"),
        columns=_COLUMNS,
        constants=_CONSTANTS,
        unneeded=(*_UNNEEDED, *_BROKEN_DOWN),
        lacking={"on": _NO_DAY},
        added_up=True,
        is_total=_is_total,
        from_preamble=_period,
        taken=_traffic,
        said=(_BOUNCES, _ADDED_UP),
    ),
    Program(
        name="Google Analytics",
        sheet="users report",
        entity="traffic",
        marks=(_ACTIVE, f"{_NEW}|{_ENGAGED}", _ENGAGED, _RATE),
        never=(_SESSIONS,),
        columns={header: ours for header, ours in _COLUMNS.items() if ours != "sessions"},
        constants=_CONSTANTS,
        derived=("sessions",),
        unneeded=(*_UNNEEDED, *_BROKEN_DOWN),
        lacking={"on": _NO_DAY},
        added_up=True,
        is_total=_is_total,
        from_preamble=_period,
        taken=_users,
        said=(
            "The report has no sessions: they are the engaged ones divided by the engagement rate.",
            _BOUNCES,
            _ADDED_UP,
        ),
    ),
    Program(
        name="Google Analytics",
        sheet="overview",
        entity="traffic",
        marks=(_NTH, f"{_ACTIVE}|{_NEW}|Event count|Total revenue"),
        never=(_SESSIONS, _ENGAGED),
        columns=_COLUMNS,
        constants=_CONSTANTS,
        unneeded=_UNNEEDED,
        lacking={
            field: "the overview does not say how many sessions a day had. In Google Analytics "
            "open Reports, Acquisition, Traffic acquisition, press the + beside the first column, "
            "choose Time, then Date, and download that report"
            for field in ("sessions", "engaged")
        },
        from_preamble=_period,
        taken=_traffic,
    ),
)
