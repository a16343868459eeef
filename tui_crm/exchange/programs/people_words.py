"""How spreadsheets head the columns about people and companies, in six languages."""

from __future__ import annotations

Words = tuple[str, ...]
"""Spellings of one field, the plainest first."""

PERSON: Words = (
    "Contact", "Contact name", "Contact person", "Person", "Primary contact",
    "Kontakt", "Ansprechpartner", "Ansprechpartnerin", "Kontaktperson",
    "Interlocuteur", "Nom du contact", "Contacto", "Persona de contacto", "Nombre del contacto",
    "Contactpersoon", "Contatto", "Referente", "Persona di contatto",
)  # fmt: skip
FULL_NAME: Words = (
    "Name", "Full name", "Display name", "Vollständiger Name", "Name, Vorname", "Nom complet",
    "Nom et prénom", "Nombre completo", "Nombre y apellidos", "Volledige naam", "Naam",
    "Nome completo", "Nome e cognome", "Nominativo",
)  # fmt: skip
FIRST_NAME: Words = (
    "First name", "Given name", "Forename", "Firstname", "Vorname", "Rufname", "Prénom",
    "Nombre", "Nombre de pila", "Voornaam", "Nome",
)  # fmt: skip
MIDDLE_NAME: Words = (
    "Middle name", "Additional name", "Zweiter Vorname", "Deuxième prénom", "Segundo nombre",
    "Tussenvoegsel", "Secondo nome",
)  # fmt: skip
LAST_NAME: Words = (
    "Last name", "Surname", "Family name", "Lastname", "Nachname", "Familienname", "Zuname",
    "Nom", "Nom de famille", "Apellidos", "Apellido", "Achternaam", "Familienaam", "Cognome",
)  # fmt: skip
EMAIL: Words = (
    "Email", "E-mail address", "Email 1", "Mail", "Work email", "Email (work)", "Primary email",
    "E-Mail-Adresse", "Mailadresse", "Courriel", "Adresse e-mail", "Adresse mail",
    "Adresse électronique", "Correo", "Correo electrónico", "Dirección de correo", "E-mailadres",
    "Mailadres", "Indirizzo email", "Posta elettronica",
)  # fmt: skip
PHONE: Words = (
    "Phone", "Phone number", "Telephone", "Tel", "Tel.", "Mobile", "Mobile phone", "Cell",
    "Cell phone", "Mobile number", "Work phone", "Telefon", "Telefonnummer", "Rufnummer", "Handy",
    "Handynummer", "Mobil", "Mobiltelefon", "Téléphone", "Numéro de téléphone", "Portable",
    "Téléphone portable", "Teléfono", "Número de teléfono", "Móvil", "Teléfono móvil", "Celular",
    "Telefoon", "Telefoonnummer", "Mobiel", "Telefono", "Numero di telefono", "Cellulare",
)  # fmt: skip
COMPANY: Words = (
    "Company", "Company name", "Organization", "Organisation", "Organization name", "Account",
    "Account name", "Business", "Business name", "Firm", "Firma", "Firmenname", "Unternehmen",
    "Organisationsname", "Société", "Entreprise", "Nom de l'entreprise", "Raison sociale",
    "Empresa", "Nombre de la empresa", "Razón social", "Compañía", "Bedrijf", "Bedrijfsnaam",
    "Organisatie", "Azienda", "Nome azienda", "Società", "Ragione sociale",
)  # fmt: skip
CUSTOMER: Words = (
    "Customer", "Customer name", "Client", "Client name", "Buyer", "Bill to", "Kunde", "Kundin",
    "Kundenname", "Auftraggeber", "Nom du client", "Cliente", "Nombre del cliente", "Klant",
    "Klantnaam", "Nome cliente",
)  # fmt: skip
DOMAIN: Words = (
    "Domain", "Web domain", "Website", "Web site", "Website URL", "Web page", "URL", "Homepage",
    "Webseite", "Internetseite", "Site web", "Site internet", "Sitio web", "Página web",
    "Dominio", "Domaine", "Domein", "Sito web", "Sito",
)  # fmt: skip
POSITION: Words = (
    "Position", "Job title", "Title", "Role", "Job", "Job position", "Funktion", "Stelle",
    "Berufsbezeichnung", "Poste", "Fonction", "Cargo", "Puesto", "Functie", "Functietitel",
    "Ruolo", "Posizione", "Mansione", "Qualifica",
)  # fmt: skip
NOTES: Words = (
    "Notes", "Note", "Comments", "Comment", "Remarks", "Remark", "Description", "Notizen", "Notiz",
    "Bemerkung", "Bemerkungen", "Kommentar", "Anmerkung", "Anmerkungen", "Beschreibung",
    "Remarque", "Remarques", "Commentaire", "Commentaires", "Notas", "Nota", "Comentarios",
    "Observaciones", "Opmerking", "Opmerkingen", "Notities", "Osservazioni", "Commenti",
)  # fmt: skip
SOURCE: Words = (
    "Source", "Lead source", "Origin", "Referred by", "How did you hear about us", "Quelle",
    "Lead-Quelle", "Herkunft", "Provenance", "Origine", "Fuente", "Origen", "Procedencia", "Bron",
    "Herkomst", "Fonte", "Provenienza",
)  # fmt: skip
TEMPERATURE: Words = (
    "Temperature", "Interest", "Rating", "Temperatur", "Température", "Temperatura", "Temperatuur",
)  # fmt: skip
ABOUT_COMPANY: Words = (
    "Industry", "Sector", "Employees", "Number of employees", "Company size", "Annual revenue",
    "Year established", "Founded", "Branche", "Mitarbeiter", "Mitarbeiterzahl", "Secteur",
    "Effectif", "Industria", "Empleados", "Sector de actividad", "Medewerkers", "Settore",
    "Dipendenti",
)  # fmt: skip
CONSENT: Words = (
    "Consent", "Marketing consent", "Newsletter", "Opt-in", "Opted in", "Subscribed",
    "Einwilligung", "Consentement", "Consentimiento", "Toestemming", "Consenso",
)  # fmt: skip
NO_CONTACT: Words = (
    "Do not contact", "Do not email", "Do not call", "Unsubscribed", "Opted out", "Opt-out",
    "Nicht kontaktieren", "Ne pas contacter", "No contactar", "Niet contacteren",
    "Non contattare",
)  # fmt: skip
CREATED: Words = (
    "Created", "Created at", "Created on", "Create date", "Creation date", "Date added",
    "Date created", "Added on", "Erstellt", "Erstellt am", "Angelegt am", "Erstellungsdatum",
    "Créé le", "Date de création", "Fecha de creación", "Creado el", "Fecha de alta",
    "Aangemaakt", "Aangemaakt op", "Aanmaakdatum", "Creato il", "Data di creazione",
)  # fmt: skip
