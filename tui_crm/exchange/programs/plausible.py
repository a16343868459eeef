"""Plausible: the visitors and the sources of its full export, and the dashboard's download."""

from __future__ import annotations

from tui_crm.exchange.programs.program import Program, Texts

_BY_PAGES = {"bounce_def": "ua"}
_BOUNCES = "Plausible counts a visit as a bounce when it saw one page."
_EITHER = "The visitors and the sources count the same visits twice: import one of the two files."


def _dashboard(texts: Texts) -> None:
    """The rate is a percentage without its sign; a day without visits has none."""
    rate = texts.get("bounce_rate", "").removesuffix("%")
    if not rate and texts.get("sessions") == "0":
        rate = "0"
    texts["bounce_rate"] = f"{rate}%" if rate else ""


def _source(texts: Texts) -> None:
    texts["source"] = texts.get("source") or "Direct / None"


PROGRAMS = (
    Program(
        name="Plausible",
        sheet="visitors",
        entity="traffic",
        marks=("date", "visitors", "pageviews", "bounces", "visits", "visit_duration"),
        never=("source", "page", "entry_page", "exit_page", "country", "device", "browser",
               "operating_system"),
        columns={
            "date": "on",
            "visits": "sessions",
            "bounces": "bounces",
            "visitors": "users",
            "pageviews": "pageviews",
        },
        constants={"traffic": {"source": "all", **_BY_PAGES}},
        said=(_BOUNCES, _EITHER),
    ),
    Program(
        name="Plausible",
        sheet="sources",
        entity="traffic",
        marks=("date", "source", "visitors", "visits", "bounces", "referrer|utm_source"),
        columns={
            "date": "on",
            "source": "source",
            "visits": "sessions",
            "bounces": "bounces",
            "visitors": "users",
            "pageviews": "pageviews",
        },
        constants={"traffic": _BY_PAGES},
        unneeded=("referrer", "utm_source", "utm_medium", "utm_campaign", "utm_content",
                  "utm_term", "visit_duration"),
        added_up=True,
        taken=_source,
        said=(
            _BOUNCES,
            "Rows of the same day and source are added up: referrers and UTM marks are left out.",
            _EITHER,
        ),
    ),
    Program(
        name="Plausible",
        sheet="dashboard visitors",
        entity="traffic",
        marks=("date", "visitors", "views_per_visit", "bounce_rate", "visits"),
        columns={
            "date": "on",
            "visits": "sessions",
            "bounce_rate": "bounce_rate",
            "visitors": "users",
            "pageviews": "pageviews",
        },
        constants={"traffic": {"source": "all", **_BY_PAGES}},
        unneeded=("views_per_visit",),
        taken=_dashboard,
        said=(_BOUNCES, "Bounces come from the bounce rate, which is a whole percentage."),
    ),
)  # fmt: skip
