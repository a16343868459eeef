"""Files of programs for deals and what is done for them."""

from __future__ import annotations

from tests.exchange.made_files import MadeFile, made

_HUBSPOT_DEALS = MadeFile(
    "hubspot-crm-exports-all-deals.csv",
    "HubSpot deals",
    made(
        "Record ID,Deal Name,Pipeline,Deal Stage,Amount,Close Date,Create Date,Last Activity Date,"
        "Deal owner,Associated Company IDs (Primary),Associated Company (Primary),"
        "Associated Contact,Associated Contact IDs",
        [
            {"Record ID": "901", "Deal Name": "Acme website", "Pipeline": "Sales Pipeline",
             "Deal Stage": "closedwon", "Amount": "1200.5", "Close Date": "2026-03-12 09:30",
             "Create Date": "2026-02-01 09:30", "Deal owner": "Ann",
             "Associated Company IDs (Primary)": "55", "Associated Company (Primary)": "Acme",
             "Associated Contact": "Eve Stone (eve@acme.example);Bob Hill",
             "Associated Contact IDs": "7;8"},
            {"Record ID": "902", "Deal Name": "Borg, phase two", "Deal Stage": "qualifiedtobuy",
             "Amount": "3000", "Close Date": "2026-05-01 17:00", "Create Date": "2026-03-02 08:00",
             "Associated Company (Primary)": "Borg"},
            {"Record ID": "903", "Deal Name": "Cyber audit", "Deal Stage": "closedlost",
             "Amount": "", "Close Date": "2026-03-20 10:00", "Create Date": "2026-03-03 08:00"},
        ],
        encoding="utf-8-sig",
    ),
    {
        "deal": [
            {"source_id": "901", "name": "Acme website", "stage": "Won", "outcome": "won",
             "amount": "1200.5", "closed_on": "2026-03-12", "opened_on": "2026-02-01",
             "account": "Acme", "contact": "Eve Stone", "contact.email": "eve@acme.example",
             "notes": "Further contacts: Bob Hill"},
            {"source_id": "902", "name": "Borg, phase two", "stage": "Qualified to buy",
             "amount": "3000", "outcome": "open", "expected_on": "2026-05-01",
             "opened_on": "2026-03-02", "account": "Borg"},
            {"source_id": "903", "name": "Cyber audit", "stage": "Lost", "outcome": "lost",
             "closed_on": "2026-03-20", "opened_on": "2026-03-03"},
        ]
    },
    beside={
        "account": [{"name": "Acme"}, {"name": "Borg"}],
        "contact": [{"name": "Eve Stone", "email": "eve@acme.example", "account": "Acme"}],
        "revenue": [{"account": "Acme", "on": "2026-03-12", "amount": "1200.5"}],
    },
    customs={"Pipeline": "Sales Pipeline", "Deal owner": "Ann", "Associated Contact IDs": "7;8"},
)  # fmt: skip

_PIPEDRIVE_DEALS = MadeFile(
    "deals-123.csv",
    "Pipedrive deals",
    made(
        "Deal - Title,Deal - Value,Organization,Contact person,Deal - Owner,"
        "Deal - Stage (pipeline),Deal - Expected close date,Deal - Currency of value,Deal - Label,"
        "Deal - Creation date,Deal - Closed on,Deal - Lost reason,Deal - Lost time,"
        "Deal - Probability,Deal - Status,Deal - Won time,Deal - Visible to,"
        "Deal - Pipedrive System ID",
        [
            {"Deal - Title": "Acme roof", "Deal - Value": "1,500.00", "Organization": "Acme",
             "Contact person": "Eve Stone", "Deal - Stage (pipeline)": "Proposal Made",
             "Deal - Currency of value": "EUR", "Deal - Creation date": "2026-01-10 08:00:00",
             "Deal - Status": "Won", "Deal - Won time": "2026-03-04 12:00:00",
             "Deal - Label": "Hot", "Deal - Pipedrive System ID": "12"},
            {"Deal - Title": "Borg roof", "Deal - Value": "900.00", "Organization": "Borg",
             "Deal - Stage (pipeline)": "Qualified", "Deal - Currency of value": "EUR",
             "Deal - Creation date": "2026-01-11 08:00:00", "Deal - Status": "Lost",
             "Deal - Lost reason": "Price", "Deal - Lost time": "2026-03-05 12:00:00",
             "Deal - Closed on": "2026-03-05", "Deal - Pipedrive System ID": "13"},
            {"Deal - Title": "Cyber roof", "Deal - Stage (pipeline)": "Qualified",
             "Deal - Expected close date": "2026-06-01", "Deal - Currency of value": "EUR",
             "Deal - Creation date": "2026-01-12 08:00:00", "Deal - Status": "Open",
             "Deal - Lost reason": "Reopened", "Deal - Lost time": "2026-02-01 12:00:00",
             "Deal - Probability": "40", "Deal - Pipedrive System ID": "14"},
            {"Deal - Title": "Gone", "Deal - Status": "Deleted"},
        ],
    ),
    {
        "deal": [
            {"source_id": "12", "name": "Acme roof", "amount": "1500", "currency": "EUR",
             "account": "Acme", "contact": "Eve Stone", "stage": "Won",
             "outcome": "won", "opened_on": "2026-01-10", "closed_on": "2026-03-04"},
            {"source_id": "13", "name": "Borg roof", "amount": "900", "outcome": "lost",
             "closed_on": "2026-03-05", "lost_reason": "Price"},
            {"source_id": "14", "name": "Cyber roof", "outcome": "open", "closed_on": "",
             "expected_on": "2026-06-01", "probability": "40", "lost_reason": ""},
        ]
    },
    beside={
        "account": [{"name": "Acme"}, {"name": "Borg"}],
        "contact": [{"name": "Eve Stone", "account": "Acme"}],
        "revenue": [{"account": "Acme", "on": "2026-03-04", "amount": "1500"}],
    },
    refused=("deleted",),
    customs={"Deal - Label": "Hot", "Deal - Won time": "2026-03-04 12:00:00"},
)  # fmt: skip

_PIPEDRIVE_PEOPLE = MadeFile(
    "people-123.csv",
    "Pipedrive people",
    made(
        "Person - Name,Person - First name,Person - Last name,Person - Email (Work),"
        "Person - Email (Home),Person - Phone,Person - Label,Organization name,Person - Owner,"
        "Person - Creation date,Person - Visible to,Person - Pipedrive System ID",
        [
            {"Person - Name": "Eve Stone", "Person - First name": "Eve",
             "Person - Email (Work)": "eve@acme.example, e.stone@acme.example",
             "Organization name": "Acme", "Person - Pipedrive System ID": "3"},
            {"Person - Name": "Bob Hill", "Person - Email (Home)": "bob@hill.example",
             "Person - Pipedrive System ID": "4"},
        ],
    ),
    {
        "contact": [
            {"source_id": "3", "name": "Eve Stone", "email": "eve@acme.example",
             "account": "Acme", "notes": "Further email: e.stone@acme.example"},
            {"source_id": "4", "name": "Bob Hill", "email": "bob@hill.example"},
        ]
    },
)  # fmt: skip

_PIPEDRIVE_ORGANIZATIONS = MadeFile(
    "organizations-123.csv",
    "Pipedrive organizations",
    made(
        "Organization - Name,Organization - Labels,Organization - Address,"
        "Organization - Address - City/town/village/locality of Address,Organization - Owner,"
        "Organization - Creation date,Organization - Pipedrive System ID",
        [{"Organization - Name": "Acme", "Organization - Address": "Ringweg 1, Bonn",
          "Organization - Pipedrive System ID": "5"}],
    ),
    {"account": [{"source_id": "5", "name": "Acme"}]},
    customs={"Organization - Address": "Ringweg 1, Bonn"},
)  # fmt: skip

_PIPEDRIVE_LEADS = MadeFile(
    "leads-123.csv",
    "Pipedrive leads",
    made(
        "Lead - Title,Lead - Labels,Contact person,Organization,Lead - Owner,"
        "Lead - Source channel,Lead - Source channel ID,Lead - Pipedrive System ID",
        [
            {"Lead - Title": "Acme lead", "Lead - Labels": "Customer, Hot",
             "Contact person": "Eve Stone", "Organization": "Acme",
             "Lead - Source channel": "Web form",
             "Lead - Pipedrive System ID": "adf21080-0e10-11eb-879b-05d71fb426ec"},
            {"Lead - Title": "Borg lead", "Organization": "Borg",
             "Lead - Pipedrive System ID": "bdf21080-0e10-11eb-879b-05d71fb426ec"},
        ],
    ),
    {
        "lead": [
            {"source_id": "adf21080-0e10-11eb-879b-05d71fb426ec", "name": "Eve Stone",
             "company": "Acme", "source": "Web form", "temperature": "hot"},
            {"source_id": "bdf21080-0e10-11eb-879b-05d71fb426ec", "name": "Borg",
             "company": "Borg"},
        ]
    },
    customs={"Lead - Labels": "Customer, Hot", "Lead - Title": "Acme lead"},
)  # fmt: skip

_PIPEDRIVE_ACTIVITIES = MadeFile(
    "activities-123.csv",
    "Pipedrive activities",
    made(
        "Activity - Subject,Activity - Type,Activity - Due date,Activity - Due time,"
        "Activity - Duration,Activity - Done,Activity - Note,Activity - Assigned to user,Deal,"
        "Lead,Organization,Contact person",
        [
            {"Activity - Subject": "Ring Eve", "Activity - Type": "Call",
             "Activity - Due date": "2026-03-04", "Activity - Due time": "10:00",
             "Activity - Done": "Done", "Activity - Note": "<p>Likes it &amp; asks</p>",
             "Contact person": "Eve Stone"},
            {"Activity - Subject": "Lunch", "Activity - Type": "Lunch",
             "Activity - Due date": "2026-04-09", "Activity - Done": "To do"},
            {"Activity - Subject": "Some time", "Activity - Type": "Task"},
        ],
    ),
    {
        "activity": [
            {"subject": "Ring Eve", "kind": "call", "at": "2026-03-04T09:00:00Z", "done": "yes",
             "notes": "Likes it & asks", "contact": "Eve Stone", "due_on": "2026-03-04"},
            {"subject": "Lunch", "kind": "meeting", "due_on": "2026-04-09", "done": "no"},
        ]
    },
    refused=("no day",),
)  # fmt: skip

_ODOO = MadeFile(
    "crm.lead.csv",
    "Odoo leads",
    made(
        "External ID,Opportunity,Salesperson,Sales Team,Contact Name,Company Name,Job Position,"
        "Email,Phone,Mobile,Website,Street,Zip,City,State,Country,Expected Revenue,Probability,"
        "Stage,Expected Closing,Lost Reason,Tags,Priority,Notes,Active,Closed Date,"
        "Conversion Date,Created on,Days to Close",
        [
            {"External ID": "__export__.crm_lead_1", "Opportunity": "Acme kitchen",
             "Contact Name": "Eve Stone", "Company Name": "Acme", "Job Position": "CTO",
             "Email": "eve@acme.example", "Mobile": "+49 151 23456789",
             "Website": "acme.example", "City": "Bonn", "Expected Revenue": "2500.0",
             "Probability": "100.0", "Stage": "Won", "Active": "True",
             "Closed Date": "2026-03-09 10:00:00", "Created on": "2026-02-02 08:00:00",
             "Conversion Date": "2026-02-05 08:00:00", "Notes": "<p>First<br>Second</p>"},
            {"External ID": "__export__.crm_lead_2", "Opportunity": "Borg kitchen",
             "Company Name": "Borg", "Expected Revenue": "700.0", "Probability": "0.0",
             "Stage": "Qualified", "Active": "False", "Lost Reason": "Too expensive",
             "Closed Date": "2026-03-10 10:00:00", "Created on": "2026-02-03 08:00:00"},
        ],
    ),
    {
        "deal": [
            {"source_id": "__export__.crm_lead_1", "name": "Acme kitchen", "account": "Acme",
             "account.domain": "acme.example", "contact": "Eve Stone", "contact.title": "CTO",
             "contact.email": "eve@acme.example", "contact.phone": "+49 151 23456789",
             "amount": "2500", "probability": "100", "stage": "Won", "closed_on": "2026-03-09",
             "opened_on": "2026-02-05", "notes": "First\nSecond", "lead.source": "Odoo",
             "lead.created_at": "2026-02-02 08:00:00"},
            {"source_id": "__export__.crm_lead_2", "name": "Borg kitchen", "account": "Borg",
             "amount": "700", "stage": "Lost", "outcome": "lost",
             "lost_reason": "Too expensive", "closed_on": "2026-03-10",
             "opened_on": "2026-02-03"},
        ]
    },
    beside={
        "account": [{"name": "Acme", "domain": "acme.example"}, {"name": "Borg"}],
        "contact": [
            {"name": "Eve Stone", "email": "eve@acme.example", "phone": "+49 151 23456789",
             "title": "CTO", "account": "Acme"},
            {"name": "Borg", "account": "Borg"},
        ],
        "lead": [
            {"name": "Eve Stone", "company": "Acme", "source": "Odoo", "stage": "accepted"},
            {"name": "Borg", "company": "Borg", "source": "Odoo", "stage": "accepted"},
        ],
        "revenue": [{"account": "Acme", "on": "2026-03-09", "amount": "2500"}],
    },
    customs={"City": "Bonn", "Active": "True"},
)  # fmt: skip

FILES = (
    _HUBSPOT_DEALS, _PIPEDRIVE_DEALS, _PIPEDRIVE_PEOPLE, _PIPEDRIVE_ORGANIZATIONS,
    _PIPEDRIVE_LEADS, _PIPEDRIVE_ACTIVITIES, _ODOO,
)  # fmt: skip
