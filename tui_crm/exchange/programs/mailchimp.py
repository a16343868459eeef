"""The campaign reports of Mailchimp and Klaviyo."""

from __future__ import annotations

from tui_crm.exchange.programs.program import Program, Texts
from tui_crm.exchange.programs.texts import iso_day

_SUBJECT = "Subject"


def _campaign(texts: Texts) -> None:
    texts["name"] = texts.get("name") or texts.get(_SUBJECT, "")
    texts["starts_on"] = iso_day(texts.get("starts_on", "")) or texts.get("starts_on", "")


_EMAIL = {"campaign": {"channel": "email"}}
_SAID = ("Each row is a campaign of the channel email; its measures are custom fields.",)

PROGRAMS = (
    Program(
        name="Mailchimp",
        sheet="campaign report",
        entity="campaign",
        marks=("Title", "Subject", "Send Date", "List|Audience", "Total Recipients"),
        columns={"Unique Id": "source_id", "Title": "name", "Send Date": "starts_on"},
        constants=_EMAIL,
        unneeded=(
            "Send Weekday", "Total Bounces", "Open Rate", "Click Rate", "Pages/Visit",
            "Bounce Rate", "Per Visit Goal Value",
        ),
        seen=(_SUBJECT,),
        taken=_campaign,
        said=_SAID,
    ),
    Program(
        name="Klaviyo",
        sheet="campaign report",
        entity="campaign",
        marks=("Campaign Name", "Subject", "Send Time", "Total Recipients"),
        columns={
            "Campaign ID|Message ID": "source_id",
            "Campaign Name": "name",
            "Send Time": "starts_on",
        },
        constants=_EMAIL,
        unneeded=("Send Weekday", "Placed Order Rate", "Open Rate", "Click Rate", "Bounce Rate",
                  "Unsubscribe Rate", "Spam Complaints Rate"),
        seen=(_SUBJECT,),
        taken=_campaign,
        said=_SAID,
    ),
)  # fmt: skip
