"""Files of programs that count visits."""

from __future__ import annotations

from tests.exchange.made_files import MadeFile, made

_GA4_HEAD = (
    "# ----------------------------------------\n# Traffic acquisition: Session primary channel "
    "group (Default Channel Group)\n# Account: Acme\n# Property: acme.example\n"
    "# ----------------------------------------\n# \n# All Users\n"
)
_GA4_TRAFFIC = (
    "Session primary channel group (Default Channel Group),Sessions,Engaged sessions,"
    "Engagement rate,Average engagement time per session,Events per session,Event count,"
    "Key events,Session key event rate,Total revenue"
)

_GA4_DAY = MadeFile(
    "traffic-one-day.csv",
    "Google Analytics traffic report",
    made(
        _GA4_TRAFFIC,
        [
            ["", "170", "100", "0.5882352941176471", "30.1", "4.2", "714", "3", "0.01", "0"],
            ["Organic Search", "120", "80", "0.6666666666666666", "33", "4", "480", "3", "0.02",
             "0"],
            ["Direct", "50", "20", "0.4", "22.5", "4.68", "234", "0", "0", "0"],
        ],
        above=_GA4_HEAD + "# Start date: 20260304\n# End date: 20260304\n\n",
        end="\n",
    ),
    {
        "traffic": [
            {"on": "2026-03-04", "source": "Organic Search", "sessions": "120", "engaged": "80",
             "bounce_def": "ga4"},
            {"on": "2026-03-04", "source": "Direct", "sessions": "50", "engaged": "20"},
        ]
    },
    totals=1,
    customs={"Event count": "480"},
)  # fmt: skip

_GA4_MONTH = MadeFile(
    "traffic-month.csv",
    "Google Analytics traffic report",
    made(
        _GA4_TRAFFIC.replace("Default Channel Group", "Default channel group"),
        [["Direct", "50", "20", "0.4", "22.5", "4.68", "234", "0", "0", "0"]],
        above=_GA4_HEAD + "# 20260901-20260930\n\n",
        end="\n",
    ),
    {},
    asked="on",
)

_GA4_DATED = MadeFile(
    "traffic-days.csv",
    "Google Analytics traffic report",
    made(
        "Session primary channel group (Default Channel Group),Date,Sessions,Engagement rate",
        [
            ["Direct", "20260302", "50", "0.4"],
            ["Direct", "20260303", "40", "0.5"],
            ["Grand total", "", "90", "0.4444444444444444"],
        ],
        above=_GA4_HEAD + "# Start date: 20260302\n# End date: 20260303\n\n",
        end="\n",
    ),
    {
        "traffic": [
            {"on": "2026-03-02", "source": "Direct", "sessions": "50", "engaged": "20"},
            {"on": "2026-03-03", "source": "Direct", "sessions": "40", "engaged": "20"},
        ]
    },
    totals=1,
)

_GA4_USERS = MadeFile(
    "users-day.csv",
    "Google Analytics users report",
    made(
        "Country,Active users,New users,Engaged sessions,Engagement rate,Engaged sessions per "
        "active user,Average engagement time per active user,Event count,Key events,User key "
        "event rate,Total revenue",
        [["Germany", "90", "60", "80", "0.6666666666666666", "0.9", "30", "500", "0", "0", "0"]],
        above=_GA4_HEAD + "# Start date: 20260304\n# End date: 20260304\n\n",
        end="\n",
    ),
    {
        "traffic": [
            {"on": "2026-03-04", "sessions": "120", "engaged": "80", "users": "90",
             "bounce_def": "ga4"}
        ]
    },
    customs={"New users": "60"},
)  # fmt: skip

_GA4_STACKED = MadeFile(
    "overview-stacked.csv",
    "Google Analytics traffic report",
    made(
        "Nth day,Sessions,Engaged sessions",
        [["0000", "30", "15"], ["0001", "40", "30"]],
        above=_GA4_HEAD + "# Start date: 20260302\n# End date: 20260303\n",
        below="\n# Start date: 20260302\n# End date: 20260303\n"
        "Session primary channel group,Sessions\nDirect,70\n",
        end="\n",
    ),
    {
        "traffic": [
            {"on": "2026-03-02", "day_number": "0", "sessions": "30", "engaged": "15"},
            {"on": "2026-03-03", "day_number": "1", "sessions": "40", "engaged": "30"},
        ]
    },
    left_out=4,
)

_GA4_OVERVIEW = MadeFile(
    "overview-users.csv",
    "Google Analytics overview",
    made(
        "Nth day,Active users,New users",
        [["0000", "30", "15"]],
        above=_GA4_HEAD + "# Start date: 20260302\n# End date: 20260303\n",
        end="\n",
    ),
    {},
    asked="sessions",
)

_GA4_GERMAN = MadeFile(
    "Neu_generierte_Zugriffe.csv",
    "Google Analytics traffic report",
    made(
        "Sitzung - primäre Channelgruppe (Standard-Channelgruppe),Sitzungen,"
        "Sitzungen mit Interaktionen,Engagement-Rate,"
        "Durchschnittliche Interaktionsdauer pro Sitzung,Ereignisanzahl",
        [["Organic Search", "59", "40", "67,8%", "83", "300"]],
        above="# Alle Nutzer\n# Startdatum: 20260304\n# Enddatum: 20260304\n",
        delimiter=";",
        end="\n",
        encoding="utf-8-sig",
    ),
    {
        "traffic": [
            {"on": "2026-03-04", "source": "Organic Search", "sessions": "59", "engaged": "40"}
        ]
    },
    customs={"Ereignisanzahl": "300"},
)

_PLAUSIBLE_VISITORS = MadeFile(
    "imported_visitors_20260301_20260302.csv",
    "Plausible visitors",
    made(
        "date,visitors,pageviews,bounces,visits,visit_duration",
        [["2026-03-01", "80", "300", "40", "100", "9000"]],
        end="\n",
    ),
    {
        "traffic": [
            {"on": "2026-03-01", "source": "all", "sessions": "100", "engaged": "60",
             "bounces": "40", "users": "80", "pageviews": "300", "bounce_def": "ua"}
        ]
    },
    customs={"visit_duration": "9000"},
)  # fmt: skip

_PLAUSIBLE_SOURCES = MadeFile(
    "imported_sources_20260301_20260302.csv",
    "Plausible sources",
    made(
        "date,source,referrer,utm_source,utm_medium,utm_campaign,utm_content,utm_term,pageviews,"
        "visitors,visits,visit_duration,bounces",
        [
            ["2026-03-01", "Google", "google.com", "", "", "", "", "", "200", "50", "60", "10",
             "20"],
            ["2026-03-01", "", "", "", "", "", "", "", "100", "30", "40", "10", "20"],
        ],
        end="\n",
    ),
    {
        "traffic": [
            {"on": "2026-03-01", "source": "Google", "sessions": "60", "engaged": "40",
             "bounces": "20", "users": "50", "pageviews": "200", "bounce_def": "ua"},
            {"on": "2026-03-01", "source": "Direct / None", "sessions": "40", "engaged": "20"},
        ]
    },
)  # fmt: skip

_PLAUSIBLE_DASHBOARD = MadeFile(
    "visitors.csv",
    "Plausible dashboard visitors",
    made(
        "date,visitors,pageviews,visits,views_per_visit,bounce_rate,visit_duration",
        [
            ["2026-03-01", "80", "300", "100", "3.0", "40", "90"],
            ["2026-03-02", "0", "0", "0", "", "", ""],
        ],
        end="\n",
    ),
    {
        "traffic": [
            {"on": "2026-03-01", "source": "all", "sessions": "100", "engaged": "60",
             "bounce_rate": "40%", "users": "80", "bounce_def": "ua"},
            {"on": "2026-03-02", "sessions": "0", "engaged": "0", "bounce_rate": "0%"},
        ]
    },
)  # fmt: skip

_MATOMO = MadeFile(
    "matomo-channels.csv",
    "Matomo report",
    made(
        "date,label,nb_uniq_visitors,nb_visits,nb_actions,max_actions,sum_visit_length,"
        "bounce_count,metadata_url",
        [["2026-03-01", "Search Engines", "20", "30", "90", "9", "3000", "12", ""]],
        encoding="utf-16",
        end="\n",
    ),
    {
        "traffic": [
            {"on": "2026-03-01", "source": "Search Engines", "sessions": "30", "engaged": "18",
             "bounces": "12", "users": "20", "bounce_def": "ua"}
        ]
    },
    customs={"nb_actions": "90"},
)  # fmt: skip

_MATOMO_PERIOD = MadeFile(
    "matomo-month.csv",
    "Matomo report",
    made("label,nb_uniq_visitors,nb_visits,bounce_count", [["Direct Entry", "5", "6", "1"]]),
    {},
    asked="on",
)

FILES = (
    _GA4_DAY, _GA4_MONTH, _GA4_DATED, _GA4_USERS, _GA4_STACKED, _GA4_OVERVIEW, _GA4_GERMAN,
    _PLAUSIBLE_VISITORS, _PLAUSIBLE_SOURCES, _PLAUSIBLE_DASHBOARD, _MATOMO, _MATOMO_PERIOD,
)  # fmt: skip
