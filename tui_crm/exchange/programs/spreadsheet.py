"""Spreadsheets that people keep themselves and whose rows make more than one kind of record."""

from __future__ import annotations

from tui_crm.exchange.programs.program import Program

_DAY = "Date|Day|Datum|Tag|Jour|Fecha|Día|Data|Dag"
_CAMPAIGN = "Campaign|Campaign name|Kampagne|Campagne|Campaña|Campagna"
_SPENT = "Cost|Spend|Total spent|Kosten|Ausgaben|Dépense|Coût|Gasto|Coste|Spesa"
_IMPRESSIONS = "Impressions|Impressionen|Impresiones|Impressioni|Vertoningen"
_CLICKS = "Clicks|Klicks|Clics|Clic|Klikken"

PROGRAMS = (
    Program(
        name="Advertising",
        sheet="spreadsheet",
        entity="spend",
        marks=(_CAMPAIGN, _SPENT, _IMPRESSIONS, _CLICKS),
        never=("Impr.", "Reporting starts"),
        columns={
            _DAY: "on",
            _CAMPAIGN: "campaign",
            _SPENT: "amount",
            "Channel|Platform|Network|Kanal|Canal": "channel",
            "Currency|Currency code|Währung|Devise|Moneda": "currency",
            "Note|Notes|Notiz|Description": "note",
        },
        side={
            "ads": {
                _DAY: "on",
                _CAMPAIGN: "campaign",
                _IMPRESSIONS: "impressions",
                _CLICKS: "clicks",
            }
        },
        unneeded=("CTR", "CPC", "Avg. CPC", "CPM", "Avg. CPM"),
        added_up=True,
    ),
)
