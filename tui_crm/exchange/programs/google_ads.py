"""Google Ads' campaign report, whatever columns it was downloaded with."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tui_crm.exchange.programs.program import Constants, Program
from tui_crm.exchange.programs.texts import iso_day
from tui_crm.text import fold

_DAY = "Day|Date|Tag|Jour|Día|Giorno|Dag"
_CAMPAIGN = "Campaign|Kampagne|Campagne|Campaña|Campagna"
_COST = "Cost|Kosten|Coût|Coste|Costo"
_IMPRESSIONS = "Impr.|Impressions|Impressionen|Impresiones|Impressioni|Vertoningen"
_CLICKS = "Clicks|Klicks|Clics|Clic|Klikken"
_TOTAL = ("total:", "total :", "gesamt:", "totale:", "totaal:")
_DATED = re.compile(r"([A-Za-z]{3,9}\.? [0-9]{1,2}, [0-9]{4}|[0-9]{1,2} [A-Za-z]{3,9}\.? [0-9]{4})")


def _is_total(_headers: Sequence[str], cells: Sequence[str]) -> bool:
    """The word stands in the first column, or in the next where the first is empty."""
    first = next((cell for cell in map(str.strip, cells[:3]) if cell not in ("", "--")), "")
    return fold(first).startswith(_TOTAL)


def _period(preamble: Sequence[str]) -> Constants:
    """The days that the report covers, where the line above the header names them."""
    for line in preamble:
        days = [day for found in _DATED.findall(line) if (day := iso_day(found))]
        if days:
            covered = {"from_day": days[0], "to_day": days[-1]}
            return {"spend": covered, "ads": covered}
    return {}


PROGRAMS = (
    Program(
        name="Google Ads",
        sheet="campaign report",
        entity="spend",
        marks=(_CAMPAIGN, _COST, "Impr."),
        columns={
            _DAY: "on",
            _CAMPAIGN: "campaign",
            _COST: "amount",
            "Currency code|Währungscode|Code de devise|Código de moneda|Codice valuta": "currency",
        },
        side={
            "ads": {
                _DAY: "on",
                _CAMPAIGN: "campaign",
                _IMPRESSIONS: "impressions",
                _CLICKS: "clicks",
            }
        },
        constants={"spend": {"channel": "paid_search"}},
        unneeded=(
            "CTR",
            "Avg. CPC",
            "Avg. CPM",
            "Avg. CPV",
            "TrueView avg. CPV",
            "Cost / conv.",
            "Conv. rate",
            "Conv. value / cost",
            "Conv. value / Cost (Platform Comparable)",
            "Interaction rate",
            "Avg. cost",
            "Optimization score",
        ),
        blanks=("--",),
        lacking={
            "on": "the report has no days. In Google Ads open Campaigns, press Segment above the "
            "table, choose Time, then Day, and download it again"
        },
        added_up=True,
        is_total=_is_total,
        from_preamble=_period,
        said=("Spend is under the channel paid_search.",),
    ),
)
