"""Files of programs for people and companies."""

from __future__ import annotations

from tests.exchange.made_files import MadeFile, made

_HUBSPOT_CONTACTS = MadeFile(
    "hubspot-crm-exports-all-contacts.csv",
    "HubSpot contacts",
    made(
        "Record ID,First Name,Last Name,Email,Phone Number,Mobile Phone Number,Contact owner,"
        "Lead Status,Create Date,Lifecycle Stage,Original Source,Country/Region,Job Title,"
        "Company Name,Associated Company IDs,Associated Company",
        [
            {"Record ID": "1", "First Name": "Eve", "Last Name": "Stone",
             "Email": "eve@acme.example", "Mobile Phone Number": "+44 20 7946 0018",
             "Lead Status": "New", "Job Title": "CTO", "Company Name": "ACME Ltd",
             "Associated Company IDs": "55;56", "Associated Company": "Acme;Borg"},
            {"Record ID": "2", "Email": "info@borg.example", "Company Name": "Borg"},
        ],
    ),
    {
        "contact": [
            {"source_id": "1", "name": "Eve Stone",
             "email": "eve@acme.example", "phone": "+44 20 7946 0018", "title": "CTO",
             "account": "Acme", "notes": "Also of: Borg"},
            {"source_id": "2", "name": "info@borg.example", "email": "info@borg.example",
             "account": "Borg"},
        ]
    },
    customs={"Lead Status": "New", "Associated Company IDs": "55;56", "Company Name": "ACME Ltd"},
)  # fmt: skip

_HUBSPOT_SPANISH = MadeFile(
    "todos-contactos.csv",
    "HubSpot contacts",
    made(
        "ID de registro,Nombre,Apellidos,Correo,Cargo,Ciudad,País/región,Número de teléfono,"
        "Propietario del contacto,Número de veces contactado,Último contacto,Última actividad,"
        "Fecha de creación,Estado del lead,Associated Company IDs (Primary),Associated Note",
        [
            {"ID de registro": "77", "Nombre": "Íñigo", "Apellidos": "Peña Núñez",
             "Correo": "inigo@pena.example", "Cargo": "Gerente", "Ciudad": "León",
             "Número de teléfono": "+34 912 345 678", "Associated Note": "<p>Llamar</p>"},
        ],
        encoding="utf-8-sig",
    ),
    {
        "contact": [
            {"source_id": "77", "name": "Íñigo Peña Núñez",
             "email": "inigo@pena.example", "title": "Gerente", "phone": "+34 912 345 678"}
        ]
    },
    customs={"Ciudad": "León", "Associated Note": "<p>Llamar</p>"},
)  # fmt: skip

_HUBSPOT_COMPANIES = MadeFile(
    "hubspot-crm-exports-all-companies.csv",
    "HubSpot companies",
    made(
        "Record ID,Company name,Company Domain Name,Website URL,Phone Number,City,Country/Region,"
        "Company owner,Create Date,Industry",
        [
            {"Record ID": "55", "Company name": "Acme", "Company Domain Name": "acme.example",
             "City": "Bonn", "Create Date": "2025-01-02 10:00"},
            {"Record ID": "56", "Company name": "Borg", "Website URL": "borg.example"},
        ],
    ),
    {
        "account": [
            {"source_id": "55", "name": "Acme", "domain": "acme.example"},
            {"source_id": "56", "name": "Borg", "domain": "borg.example"},
        ]
    },
    customs={"City": "Bonn"},
)  # fmt: skip

_GOOGLE_NEW = MadeFile(
    "contacts.csv",
    "Google Contacts export",
    made(
        "First Name,Middle Name,Last Name,Phonetic First Name,Phonetic Middle Name,"
        "Phonetic Last Name,Name Prefix,Name Suffix,Nickname,File As,Organization Name,"
        "Organization Title,Organization Department,Birthday,Notes,Photo,Labels,E-mail 1 - Label,"
        "E-mail 1 - Value,E-mail 2 - Label,E-mail 2 - Value,Phone 1 - Label,Phone 1 - Value,"
        "Address 1 - Label,Address 1 - City,Website 1 - Label,Website 1 - Value",
        [
            {"First Name": "Eve", "Last Name": "Stone", "Organization Name": "Acme",
             "Organization Title": "CTO", "Labels": "* myContacts ::: Navy",
             "E-mail 1 - Label": "Home", "E-mail 1 - Value": "eve@home.example",
             "E-mail 2 - Label": "* Work", "E-mail 2 - Value": "eve@acme.example",
             "Phone 1 - Label": "Mobile",
             "Phone 1 - Value": "+49 151 23456789 ::: +49 228 123456", "Notes": "Met in Bonn"},
            {"Organization Name": "Borg", "E-mail 1 - Value": "info@borg.example"},
        ],
        end="\n",
    ),
    {
        "contact": [
            {"name": "Eve Stone", "account": "Acme", "title": "CTO",
             "email": "eve@acme.example", "phone": "+49 151 23456789",
             "notes": "Met in Bonn\nFurther phone: +49 228 123456"},
            {"name": "Borg", "account": "Borg", "email": "info@borg.example"},
        ]
    },
    customs={"Labels": "* myContacts ::: Navy", "E-mail 2 - Value": "eve@home.example",
             "E-mail 1 - Label": "* Work"},
)  # fmt: skip

_GOOGLE_OLD = MadeFile(
    "google.csv",
    "Google Contacts export of before 2024",
    made(
        "Name,Given Name,Additional Name,Family Name,Yomi Name,Given Name Yomi,"
        "Additional Name Yomi,Family Name Yomi,Name Prefix,Name Suffix,Initials,Nickname,"
        "Short Name,Maiden Name,Birthday,Gender,Location,Billing Information,Directory Server,"
        "Mileage,Occupation,Hobby,Sensitivity,Priority,Subject,Notes,Language,Photo,"
        "Group Membership,E-mail 1 - Type,E-mail 1 - Value,Phone 1 - Type,Phone 1 - Value,"
        "Organization 1 - Type,Organization 1 - Name,Organization 1 - Yomi Name,"
        "Organization 1 - Title,Organization 1 - Department",
        [
            {"Name": "Eve M. Stone", "Given Name": "Eve", "Additional Name": "M.",
             "Family Name": "Stone", "Group Membership": "* myContacts",
             "E-mail 1 - Type": "* Work", "E-mail 1 - Value": "eve@acme.example",
             "Organization 1 - Name": "Acme", "Organization 1 - Title": "CTO"},
        ],
        encoding="utf-16",
        end="\n",
    ),
    {
        "contact": [
            {"name": "Eve M. Stone", "email": "eve@acme.example", "account": "Acme",
             "title": "CTO"}
        ]
    },
    customs={"Group Membership": "* myContacts"},
)  # fmt: skip

_OUTLOOK = MadeFile(
    "outlook.csv",
    "Outlook contacts",
    made(
        "First Name,Middle Name,Last Name,Title,Suffix,Initials,Web Page,Gender,Birthday,"
        "Anniversary,Location,Language,Internet Free Busy,Notes,E-mail Address,E-mail 2 Address,"
        "E-mail 3 Address,Primary Phone,Home Phone,Home Phone 2,Mobile Phone,Pager,Home Fax,"
        "Home Address,Home Street,Home City,Home Country,Spouse,Children,Manager's Name,"
        "Assistant's Name,Referred By,Company Main Phone,Business Phone,Business Phone 2,"
        "Business Fax,Company,Job Title,Department,Office Location,Profession,Account,"
        "Business Street,Business City,Business Postal Code,Categories",
        [
            {"First Name": "Jürgen", "Last Name": "Groß", "Title": "Herr",
             "E-mail Address": "jg@gross.example", "Business Phone": "+49 228 987654",
             "Company": "Groß GmbH", "Job Title": "Inhaber", "Notes": "Zeile 1\nZeile 2",
             "Business City": "Köln"},
            {"First Name": "Ann", "Last Name": "Lee", "E-mail 2 Address": "ann@lee.example",
             "Mobile Phone": "+49 151 1111111", "Business Phone": "+49 228 222222"},
        ],
        encoding="cp1252",
    ),
    {
        "contact": [
            {"name": "Jürgen Groß", "email": "jg@gross.example",
             "phone": "+49 228 987654", "account": "Groß GmbH", "title": "Inhaber",
             "notes": "Zeile 1\nZeile 2"},
            {"name": "Ann Lee", "email": "ann@lee.example",
             "phone": "+49 151 1111111"},
        ]
    },
    customs={"Title": "Herr", "Business City": "Köln"},
)  # fmt: skip

_ATOMIC = MadeFile(
    "atomic.csv",
    "Atomic CRM contacts",
    made(
        "first_name,last_name,gender,title,background,first_seen,last_seen,has_newsletter,status,"
        "tags,linkedin_url,company,email_work,email_home,email_other,phone_work,phone_home,"
        "phone_other",
        [{"first_name": "Eve", "last_name": "Stone", "title": "CTO", "background": "Old friend",
          "has_newsletter": "true", "status": "warm", "company": "Acme",
          "email_home": "eve@home.example", "phone_work": "+49 228 123456"}],
    ),
    {
        "contact": [
            {"name": "Eve Stone", "title": "CTO", "notes": "Old friend",
             "consent": "yes", "account": "Acme", "email": "eve@home.example",
             "phone": "+49 228 123456"}
        ]
    },
    customs={"status": "warm"},
)  # fmt: skip

FILES = (
    _HUBSPOT_CONTACTS, _HUBSPOT_SPANISH, _HUBSPOT_COMPANIES, _GOOGLE_NEW, _GOOGLE_OLD, _OUTLOOK,
    _ATOMIC,
)  # fmt: skip
