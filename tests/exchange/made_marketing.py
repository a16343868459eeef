"""Files of programs for advertising and mail."""

from __future__ import annotations

from tests.exchange.made_files import MadeFile, made

_GOOGLE_ADS_HEADERS = (
    "Campaign status,Campaign,Budget,Budget name,Budget type,Currency code,Status,Status reasons,"
    "Optimization score,Campaign type,Bid strategy type,Conv. value / cost,Avg. target ROAS,"
    "Conv. value,TrueView views,Impr.,TrueView avg. CPV,Conversions,Conv. rate,Cost / conv.,"
    "Clicks,CTR,Conv. (Platform Comparable),Conv. value / Cost (Platform Comparable),"
    "Unique users,Avg. CPM,Cost,Likes,Comments,Shares,Goals"
)
_SPRING = {
    "Campaign status": "Enabled", "Campaign": "Spring", "Budget": "50.00", "Currency code": "EUR",
    "Campaign type": "Search", "Conv. value": " --", "Impr.": "12,300", "Clicks": "410",
    "CTR": "3.33%", "Cost": "1,204.50", "Optimization score": " --",
}  # fmt: skip
_SUMMED = {"Impr.": "12,300", "Clicks": "410", "Cost": "1,204.50"}

_GOOGLE_ADS = MadeFile(
    "Campaign report.csv",
    "Google Ads campaign report",
    made(
        f"Day,{_GOOGLE_ADS_HEADERS}",
        [
            {"Day": "2026-03-04", **_SPRING},
            {"Day": "2026-03-05", **_SPRING, "Impr.": "0", "Clicks": "0", "Cost": "0.00"},
            {"Day": "Total: Campaigns", **_SUMMED},
            {"Day": "Total: Account", **_SUMMED},
        ],
        above='Campaign report\r\n"Mar 4, 2026 - Mar 5, 2026"\r\n',
        encoding="utf-8-sig",
    ),
    {
        "spend": [
            {"on": "2026-03-04", "campaign": "Spring", "amount": "1204.5", "currency": "EUR",
             "channel": "paid_search"}
        ],
        "ads": [
            {"on": "2026-03-04", "campaign": "Spring", "impressions": "12300", "clicks": "410"},
            {"on": "2026-03-05", "campaign": "Spring", "impressions": "0", "clicks": "0"},
        ],
    },
    totals=2,
    customs={"Campaign type": "Search"},
)  # fmt: skip

_GOOGLE_ADS_PERIOD = MadeFile(
    "Campaign report all time.csv",
    "Google Ads campaign report",
    made(
        _GOOGLE_ADS_HEADERS,
        [_SPRING, {"Campaign status": "Total: Account", **_SUMMED}],
        above="Campaign report\r\nAll time\r\n",
        encoding="utf-16",
    ),
    {},
    totals=1,
    asked="on",
)

_GOOGLE_ADS_ONE_DAY = MadeFile(
    "Campaign report one day.csv",
    "Google Ads campaign report",
    made(
        "Campaign,Cost,Impr.,Clicks",
        [["Spring", "1,204.50", "12,300", "410"]],
        above='Campaign report\r\n"August 1, 2026 - August 1, 2026"\r\n',
    ),
    {
        "spend": [{"on": "2026-08-01", "campaign": "Spring", "amount": "1204.5"}],
        "ads": [{"on": "2026-08-01", "campaign": "Spring", "impressions": "12300",
                 "clicks": "410"}],
    },
)  # fmt: skip

_META_HEADERS = [
    "Reporting starts", "Reporting ends", "Campaign name", "Campaign delivery",
    "Attribution setting", "Results", "Result indicator", "Reach", "Frequency",
    "Cost per results", "Amount spent (EGP)", "Impressions",
    "CPM (cost per 1,000 impressions) (EGP)", "Link clicks", "CPC (cost per link click) (EGP)",
    "CTR (link click-through rate)", "Clicks (all)", "CTR (all)", "CPC (all) (EGP)",
    "Landing page views",
]  # fmt: skip
_REELS = {
    "Reporting starts": "2026-03-01", "Reporting ends": "2026-03-31", "Campaign name": "Reels",
    "Reach": "4000", "Amount spent (EGP)": "310.25", "Impressions": "9000", "Link clicks": "120",
    "Clicks (all)": "200", "Results": "7",
}  # fmt: skip

_META = MadeFile(
    "meta-days.csv",
    "Meta Ads campaign report",
    made(
        ["Day", *_META_HEADERS],
        [
            {**_REELS, "Day": "", "Campaign name": ""},
            {**_REELS, "Day": "2026-03-04"},
        ],
        encoding="utf-8-sig",
    ),
    {
        "spend": [
            {"on": "2026-03-04", "campaign": "Reels", "amount": "310.25", "currency": "EGP",
             "channel": "paid_social"}
        ],
        "ads": [
            {"on": "2026-03-04", "campaign": "Reels", "impressions": "9000", "clicks": "120"}
        ],
    },
    totals=1,
    customs={"Reach": "4000", "Clicks (all)": "200"},
)  # fmt: skip

_META_PERIOD = MadeFile(
    "meta-march.csv",
    "Meta Ads campaign report",
    made(_META_HEADERS, [_REELS]),
    {},
    refused=("Breakdown",),
)

_META_FRENCH = MadeFile(
    "meta-jours.csv",
    "Meta Ads campaign report",
    made(
        "Jour,Nom de la campagne,Montant dépensé (USD),Impressions",
        [["2026-03-04", "Été", "1 234,56", "9000"]],
        delimiter=";",
        encoding="cp1252",
    ),
    {
        "spend": [
            {"on": "2026-03-04", "campaign": "Été", "amount": "1234.56", "currency": "USD",
             "channel": "paid_social"}
        ]
    },
    customs={"Impressions": "9000"},
)  # fmt: skip

_MAILCHIMP = MadeFile(
    "campaigns.csv",
    "Mailchimp campaign report",
    made(
        "Title,Subject,List,Send Date,Send Weekday,Total Recipients,Successful Deliveries,"
        "Soft Bounces,Hard Bounces,Total Bounces,Times Forwarded,Forwarded Opens,Unique Opens,"
        "Open Rate,Total Opens,Unique Clicks,Click Rate,Total Clicks,Unsubscribes,"
        "Abuse Complaints,Times Liked on Facebook,Folder Id,Unique Id,Total Orders,"
        "Total Gross Sales,Total Revenue,Analytics ROI,Campaign Cost,Revenue Created,Visits,"
        "New Visits,Pages/Visit,Bounce Rate,Time on Site,Goal Conversion Rate,"
        "Per Visit Goal Value",
        [
            {"Title": "March news", "Subject": "Spring is here", "List": "All",
             "Send Date": "Mar 09, 2026 09:30 pm", "Total Recipients": "1000",
             "Unique Opens": "277", "Open Rate": "27.78%", "Unique Id": "a1b2c3"},
            {"Subject": "Untitled one", "Send Date": "Mar 10, 2026 09:30 am",
             "Unique Id": "a1b2c4"},
        ],
    ),
    {
        "campaign": [
            {"source_id": "a1b2c3", "name": "March news", "starts_on": "2026-03-09",
             "channel": "email"},
            {"source_id": "a1b2c4", "name": "Untitled one", "starts_on": "2026-03-10"},
        ]
    },
    customs={"Unique Opens": "277", "Subject": "Spring is here"},
)  # fmt: skip

_KLAVIYO = MadeFile(
    "klaviyo.csv",
    "Klaviyo campaign report",
    made(
        "Campaign Name,Tags,Subject,List,Send Time,Send Weekday,Total Recipients,"
        "Unique Placed Order,Placed Order Rate,Revenue",
        [{"Campaign Name": "March offer", "Send Time": "2026-03-09 10:00:00", "Revenue": "12.00"}],
    ),
    {"campaign": [{"name": "March offer", "starts_on": "2026-03-09", "channel": "email"}]},
    customs={"Revenue": "12.00"},
)

_SHEET = MadeFile(
    "ads-by-hand.csv",
    "Advertising spreadsheet",
    made(
        "Date,Channel,Campaign,Cost,Impressions,Clicks",
        [["2026-03-04", "print", "Flyer", "80.00", "5000", "12"]],
    ),
    {
        "spend": [{"on": "2026-03-04", "channel": "print", "campaign": "Flyer", "amount": "80"}],
        "ads": [{"on": "2026-03-04", "campaign": "Flyer", "impressions": "5000", "clicks": "12"}],
    },
)

FILES = (
    _GOOGLE_ADS, _GOOGLE_ADS_PERIOD, _GOOGLE_ADS_ONE_DAY, _META, _META_PERIOD, _META_FRENCH,
    _MAILCHIMP, _KLAVIYO, _SHEET,
)  # fmt: skip
