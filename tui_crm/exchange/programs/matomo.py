"""Matomo's reports, with the names of its interface for programs or of its screens."""

from __future__ import annotations

from tui_crm.exchange.programs.program import Program, Texts


def _visits(texts: Texts) -> None:
    rate = texts.get("bounce_rate", "")
    if rate and texts.get("bounces"):
        texts["bounce_rate"] = ""
    elif rate and not rate.endswith("%"):
        texts["bounce_rate"] = f"{rate}%"


PROGRAMS = (
    Program(
        name="Matomo",
        sheet="report",
        entity="traffic",
        marks=(
            "label|date",
            "nb_visits|Visits",
            "nb_actions|Actions|nb_uniq_visitors|bounce_count",
        ),
        columns={
            "date": "on",
            "label": "source",
            "nb_visits|Visits": "sessions",
            "bounce_count|Bounces": "bounces",
            "bounce_rate|Bounce Rate": "bounce_rate",
            "nb_uniq_visitors|Unique visitors": "users",
            "nb_pageviews|Pageviews": "pageviews",
        },
        constants={"traffic": {"bounce_def": "ua"}},
        unneeded=(
            "nb_actions_per_visit|Actions per Visit",
            "avg_time_on_site|Avg. Time on Website|Avg. Time on Site",
            "conversion_rate|Conversion Rate",
            "metadata_url",
            "metadata_segment",
            "metadata_logo",
        ),
        lacking={
            "on": "the report has no days. In Matomo pick a single day in the calendar at the "
            "top, or write period=day and date=2026-03-01,2026-03-31 into the export's address: "
            "then each row has its date"
        },
        taken=_visits,
        said=("Matomo counts a visit as a bounce when it saw one page.",),
    ),
)
