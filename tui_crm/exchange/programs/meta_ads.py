"""Meta Ads Manager's report, in the languages that its headers are known in."""

from __future__ import annotations

from collections.abc import Sequence

from tui_crm.exchange.programs.program import Constants, Headers, Program, currency_of
from tui_crm.exchange.programs.texts import cell_of

_DAY = "Day|Jour|Tag|Día|Giorno|Dag"
_FROM = "Reporting starts|Début des rapports|Début du rapport|Berichtsbeginn|Inicio del informe"
_TO = "Reporting ends|Fin des rapports|Fin du rapport|Berichtsende|Fin del informe"
_CAMPAIGN = (
    "Campaign name|Nom de la campagne|Kampagnenname|Name der Kampagne|Nombre de la campaña|"
    "Nome della campagna|Campagnenaam|Naam campagne"
)
_AMOUNT = (
    "Amount spent|Montant dépensé|Ausgegebener Betrag|Importe gastado|Importo speso|Besteed bedrag"
)
_IMPRESSIONS = "Impressions|Impressionen|Impresiones|Impression|Weergaven"
_CLICKS = (
    "Link clicks|Clics sur un lien|Clics sur le lien|Link-Klicks|Clics en el enlace|"
    "Clic sul link|Klikken op links|Clicks (all)|Clics (tous)|Klicks (alle)|Clics (todos)"
)


def _currency(headers: Sequence[str]) -> Constants:
    """The currency, which stands within the header of the amount."""
    at = Headers(headers).place(_AMOUNT)
    currency = currency_of(headers[at]) if at is not None else None
    return {"spend": {"currency": currency}} if currency else {}


def _is_total(headers: Sequence[str], cells: Sequence[str]) -> bool:
    """The account's total has no campaign."""
    return cell_of(headers, cells, _CAMPAIGN) == "" and bool(cell_of(headers, cells, _AMOUNT))


PROGRAMS = (
    Program(
        name="Meta Ads",
        sheet="campaign report",
        entity="spend",
        marks=(_CAMPAIGN, _AMOUNT),
        columns={
            _DAY: "on",
            _FROM: "from_day",
            _TO: "to_day",
            _CAMPAIGN: "campaign",
            _AMOUNT: "amount",
        },
        side={
            "ads": {
                _DAY: "on",
                _FROM: "from_day",
                _TO: "to_day",
                _CAMPAIGN: "campaign",
                _IMPRESSIONS: "impressions",
                _CLICKS: "clicks",
            }
        },
        constants={"spend": {"channel": "paid_social"}},
        unneeded=(
            "Frequency|Répétition|Frequenz|Frecuencia",
            "Cost per results|Cost per result|Coût par résultat",
            "CPM (cost per 1,000 impressions)",
            "CPC (cost per link click)",
            "CPC (all)",
            "CTR (link click-through rate)",
            "CTR (all)",
        ),
        lacking={
            "on": "the report has no days. In Meta Ads Manager open Breakdown, choose By time, "
            "then Day, and export it again"
        },
        added_up=True,
        is_total=_is_total,
        from_headers=_currency,
        said=("Spend is under the channel paid_social.", "Clicks are those on links, if known."),
    ),
)
