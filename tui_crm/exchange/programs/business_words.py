"""How spreadsheets head the columns about deals, money and marketing, in six languages."""

from __future__ import annotations

from tui_crm.exchange.programs.people_words import Words

DAY: Words = (
    "Date", "Day", "On", "Datum", "Tag", "Jour", "Fecha", "Día", "Dag", "Data", "Giorno",
)  # fmt: skip
AMOUNT: Words = (
    "Amount", "Value", "Total", "Net", "Net amount", "Price", "Sum", "Total amount", "Betrag",
    "Wert", "Summe", "Nettobetrag", "Preis", "Montant", "Valeur", "Montant HT", "Prix", "Importe",
    "Valor", "Monto", "Cantidad", "Precio", "Bedrag", "Waarde", "Totaal", "Prijs", "Importo",
    "Valore", "Totale", "Ammontare", "Prezzo",
)  # fmt: skip
CURRENCY: Words = (
    "Currency", "Currency code", "Währung", "Währungscode", "Devise", "Moneda", "Divisa", "Munt",
    "Valuta",
)  # fmt: skip
SOURCE_ID: Words = (
    "ID", "Record ID", "External ID", "Source ID", "Reference", "Ref", "Number", "No.", "Nr.",
    "Nummer", "Kennung", "Identifiant", "Référence", "Identificador", "Referencia", "Número",
    "Kenmerk", "Identificativo", "Riferimento",
)  # fmt: skip
DEAL: Words = (
    "Deal", "Deal name", "Deal title", "Opportunity", "Opportunity name", "Project",
    "Project name", "Geschäft", "Verkaufschance", "Auftrag", "Projekt", "Chance", "Affaire",
    "Opportunité", "Projet", "Negocio", "Nombre del negocio", "Oportunidad", "Proyecto",
    "Verkoopkans", "Trattativa", "Opportunità", "Progetto", "Affare",
)  # fmt: skip
PRODUCT: Words = (
    "Product", "Product name", "Service", "Produkt", "Leistung", "Produit", "Producto", "Servicio",
    "Dienst", "Prodotto", "Servizio",
)  # fmt: skip
DEAL_VALUE: Words = (
    "Deal value", "Deal amount", "Expected revenue", "Opportunity amount", "Deal size",
    "Close value", "Closed value", "Won value", "Auftragswert", "Erwarteter Umsatz", "Dealwert",
    "Valor del negocio", "Dealwaarde",
)  # fmt: skip
STAGE: Words = (
    "Stage", "Deal stage", "Pipeline stage", "Sales stage", "Phase", "Stufe", "Verkaufsphase",
    "Étape", "Phase de vente", "Etapa", "Etapa del negocio", "Fase", "Stadium", "Stadio",
)  # fmt: skip
OUTCOME: Words = (
    "Outcome", "Result", "Deal status", "Won/Lost", "Ergebnis", "Ausgang", "Résultat",
    "Resultado", "Resultaat", "Uitkomst", "Esito", "Risultato",
)  # fmt: skip
STATUS: Words = ("Status", "Statut", "Estado", "Stato", "Lead status")
CLOSES: Words = (
    "Close date", "Closed", "Closed on", "Closing date", "Date closed", "Closed date",
    "Won date", "Abschlussdatum", "Abgeschlossen am", "Abschluss", "Date de clôture",
    "Date de fermeture", "Clôturé le", "Fecha de cierre", "Cierre", "Sluitingsdatum",
    "Afsluitdatum", "Gesloten op", "Data di chiusura", "Chiuso il",
)  # fmt: skip
EXPECTED: Words = (
    "Expected close date", "Expected close", "Expected on", "Expected closing", "Forecast date",
    "Estimated close date", "Erwarteter Abschluss", "Erwartetes Abschlussdatum",
    "Date de clôture prévue", "Clôture prévue", "Fecha de cierre prevista",
    "Fecha prevista de cierre", "Cierre previsto", "Verwachte sluitingsdatum",
    "Data di chiusura prevista", "Chiusura prevista",
)  # fmt: skip
OPENED: Words = (
    "Opened", "Opened on", "Open date", "Engage date", "Engaged on", "Opening date",
    "Eröffnet am", "Geöffnet am",
    "Date d'ouverture", "Ouvert le", "Fecha de apertura", "Abierto el", "Geopend op",
    "Data di apertura", "Aperto il",
)  # fmt: skip
PROBABILITY: Words = (
    "Probability", "Chance of winning", "Win probability", "Win chance", "Likelihood",
    "Wahrscheinlichkeit", "Probabilité", "Probabilidad", "Waarschijnlijkheid", "Kans",
    "Probabilità",
)  # fmt: skip
LOST_REASON: Words = (
    "Lost reason", "Loss reason", "Reason lost", "Closed lost reason", "Verlustgrund",
    "Raison de la perte", "Motif de perte", "Motivo de pérdida", "Reden van verlies",
    "Motivo della perdita",
)  # fmt: skip
CAMPAIGN: Words = (
    "Campaign", "Campaign name", "Kampagne", "Kampagnenname", "Campagne", "Nom de la campagne",
    "Campaña", "Nombre de la campaña", "Campagnenaam", "Campagna", "Nome della campagna",
)  # fmt: skip
CHANNEL: Words = (
    "Channel", "Marketing channel", "Medium", "Kanal", "Canal", "Kanaal", "Canale",
)  # fmt: skip
SPENT: Words = (
    "Cost", "Costs", "Spend", "Spent", "Ad spend", "Amount spent", "Total spend", "Kosten",
    "Ausgaben", "Werbekosten", "Coût", "Coûts", "Dépense", "Dépenses", "Coste", "Costes", "Costo",
    "Gasto", "Gastos", "Uitgaven", "Costi", "Spesa",
)  # fmt: skip
EXPENSE: Words = (
    "Expense", "Expenses", "Expense amount", "Aufwand", "Charge", "Charges", "Egreso", "Uitgave",
)  # fmt: skip
SUPPLIER: Words = (
    "Supplier", "Vendor", "Payee", "Merchant", "Lieferant", "Zahlungsempfänger", "Kreditor",
    "Fournisseur", "Proveedor", "Leverancier", "Fornitore",
)  # fmt: skip
FUNCTION: Words = (
    "Function", "Cost type", "Cost center", "Kostenstelle", "Kostenart", "Fonction",
    "Centre de coûts", "Centro de coste", "Kostenplaats", "Centro di costo",
)  # fmt: skip
REVENUE: Words = (
    "Revenue", "Sales", "Sale", "Income", "Turnover", "Invoice amount", "Invoice total", "Paid",
    "Amount paid", "Umsatz", "Erlös", "Einnahme", "Einnahmen", "Rechnungsbetrag",
    "Chiffre d'affaires", "Vente", "Ventes", "Recette", "Montant facturé", "Ingreso", "Ingresos",
    "Venta", "Ventas", "Omzet", "Opbrengst", "Inkomsten", "Ricavo", "Ricavi", "Fatturato",
    "Vendita",
)  # fmt: skip
INVOICE: Words = (
    "Invoice", "Invoice no", "Invoice number", "Invoice #", "Invoice ID", "Receipt", "Order",
    "Order ID", "Order number", "Rechnung", "Rechnungsnummer", "Rechnungs-Nr.", "Facture",
    "Numéro de facture", "N° de facture", "Factura", "Número de factura", "N.º de factura",
    "Factuur", "Factuurnummer", "Fattura", "Numero fattura",
)  # fmt: skip
INVOICE_DAY: Words = (
    "Invoice date", "Payment date", "Paid on", "Sale date", "Order date", "Rechnungsdatum",
    "Zahlungsdatum", "Date de facture", "Date de la facture", "Fecha de factura",
    "Fecha de la factura", "Factuurdatum", "Data fattura",
)  # fmt: skip
SESSIONS: Words = (
    "Sessions", "Visits", "Web visits", "Sitzungen", "Besuche", "Visites", "Sesiones", "Visitas",
    "Sessies", "Bezoeken", "Sessioni", "Visite",
)  # fmt: skip
USERS: Words = (
    "Users", "Visitors", "Unique visitors", "Active users", "Nutzer", "Besucher", "Utilisateurs",
    "Visiteurs", "Usuarios", "Visitantes", "Gebruikers", "Bezoekers", "Utenti", "Visitatori",
)  # fmt: skip
PAGEVIEWS: Words = (
    "Pageviews", "Page views", "Views", "Seitenaufrufe", "Pages vues", "Páginas vistas",
    "Paginaweergaven", "Visualizzazioni di pagina",
)  # fmt: skip
BOUNCES: Words = ("Bounces", "Absprünge", "Rebonds", "Rebotes", "Bounce", "Rimbalzi")
BOUNCE_RATE: Words = (
    "Bounce rate", "Absprungrate", "Taux de rebond", "Porcentaje de rebote", "Tasa de rebote",
    "Bouncepercentage", "Frequenza di rimbalzo",
)  # fmt: skip
ENGAGED: Words = ("Engaged sessions", "Engaged", "Sitzungen mit Interaktionen")
ENGAGEMENT_RATE: Words = ("Engagement rate", "Engagement-Rate", "Taux d'engagement")
NETWORK: Words = (
    "Network", "Social network", "Platform", "Netzwerk", "Plattform", "Réseau", "Réseau social",
    "Plateforme", "Red social", "Plataforma", "Netwerk", "Social network", "Piattaforma",
)  # fmt: skip
POST: Words = (
    "Post", "Post title", "Post text", "Caption", "Title", "Beitrag", "Titel", "Publication",
    "Titre", "Publicación", "Título", "Bericht", "Pubblicazione", "Titolo",
)  # fmt: skip
REACH: Words = ("Reach", "Reichweite", "Portée", "Couverture", "Alcance", "Bereik", "Copertura")
IMPRESSIONS: Words = (
    "Impressions", "Impr.", "Impressionen", "Impresiones", "Weergaven", "Vertoningen",
    "Impressioni",
)  # fmt: skip
REACTIONS: Words = (
    "Reactions", "Likes", "Reaktionen", "Gefällt mir", "Réactions", "J'aime", "Mentions J'aime",
    "Reacciones", "Me gusta", "Reacties", "Vind-ik-leuks", "Reazioni", "Mi piace",
)  # fmt: skip
COMMENTS: Words = ("Comments", "Kommentare", "Commentaires", "Comentarios", "Opmerkingen",
                   "Commenti")  # fmt: skip
SHARES: Words = ("Shares", "Reposts", "Retweets", "Geteilt", "Partages", "Compartidos",
                 "Compartidas", "Gedeeld", "Condivisioni")  # fmt: skip
SAVES: Words = ("Saves", "Saved", "Bookmarks", "Gespeichert", "Enregistrements", "Guardados",
                "Opgeslagen", "Salvataggi")  # fmt: skip
CLICKS: Words = ("Clicks", "Link clicks", "Klicks", "Clics", "Klikken", "Clic")
STARTS: Words = (
    "Start date", "Starts on", "Starts", "Start", "From", "Startdatum", "Beginn", "Von",
    "Date de début", "Début", "Fecha de inicio", "Inicio", "Begindatum", "Data di inizio",
    "Inizio",
)  # fmt: skip
ENDS: Words = (
    "End date", "Ends on", "Ends", "End", "To before", "Enddatum", "Ende", "Bis", "Date de fin",
    "Fin", "Fecha de fin", "Einddatum", "Data di fine", "Fine",
)  # fmt: skip
BUDGET: Words = ("Budget", "Presupuesto", "Budget amount", "Begroting")
GOAL: Words = ("Goal", "Objective", "Ziel", "Objectif", "Objetivo", "Doel", "Obiettivo")
INTERVAL: Words = (
    "Interval", "Billing interval", "Billing period", "Frequency", "Billing cycle", "Intervall",
    "Abrechnungszeitraum", "Intervalle", "Périodicité", "Intervalo", "Periodicidad",
    "Frequentie", "Intervallo", "Frequenza",
)  # fmt: skip
RECURRING: Words = ("MRR", "Recurring amount", "Monthly amount", "Plan amount", "Abo-Betrag")
WHEN: Words = ("When", "At", "Date and time", "Wann", "Zeitpunkt", "Quand", "Cuándo", "Wanneer",
               "Quando")  # fmt: skip
ACTIVITY_KIND: Words = ("Kind", "Activity type", "Type", "Art", "Typ", "Tipo", "Soort")
SUBJECT: Words = (
    "Subject", "Activity", "Task", "Betreff", "Aktivität", "Aufgabe", "Objet", "Sujet", "Activité",
    "Tâche", "Asunto", "Actividad", "Tarea", "Onderwerp", "Activiteit", "Taak", "Oggetto",
    "Attività", "Compito",
)  # fmt: skip
DUE: Words = ("Due", "Due date", "Due on", "Fällig", "Fällig am", "Échéance", "Date d'échéance",
              "Vence", "Vencimiento", "Fecha límite", "Vervaldatum", "Scadenza")  # fmt: skip
DONE: Words = ("Done", "Completed", "Erledigt", "Fait", "Terminé", "Hecho", "Completada", "Gedaan",
               "Klaar", "Fatto", "Completata")  # fmt: skip
KPI: Words = ("KPI", "Metric", "Kennzahl", "Indicateur", "Indicador", "Métrica", "Indicator",
              "Indicatore", "Metrica")  # fmt: skip
TARGET: Words = ("Target", "Target value", "Zielwert", "Sollwert", "Cible", "Valeur cible", "Meta",
                 "Valor objetivo", "Streefwaarde", "Valore obiettivo", "Value", "Wert")  # fmt: skip
