-- Version 3: custom fields, phone numbers to know people by, and how files were read.
ALTER TABLE account ADD COLUMN phone_key TEXT;

ALTER TABLE account ADD COLUMN extra TEXT;

ALTER TABLE campaign ADD COLUMN extra TEXT;

ALTER TABLE contact ADD COLUMN phone_key TEXT;

ALTER TABLE contact ADD COLUMN extra TEXT;

ALTER TABLE campaign_day ADD COLUMN extra TEXT;

ALTER TABLE lead ADD COLUMN extra TEXT;

ALTER TABLE deal ADD COLUMN extra TEXT;

ALTER TABLE subscription ADD COLUMN extra TEXT;

ALTER TABLE revenue_entry ADD COLUMN extra TEXT;

ALTER TABLE cost ADD COLUMN extra TEXT;

ALTER TABLE activity ADD COLUMN extra TEXT;

ALTER TABLE social_post ADD COLUMN extra TEXT;

ALTER TABLE web_day ADD COLUMN extra TEXT;

ALTER TABLE target ADD COLUMN extra TEXT;

CREATE TABLE custom_field (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  entity TEXT NOT NULL,
  name TEXT NOT NULL,
  title TEXT NOT NULL,
  kind TEXT NOT NULL,
  position INTEGER NOT NULL,
  CONSTRAINT name_not_blank CHECK (trim(name) <> ''),
  CONSTRAINT title_not_blank CHECK (trim(title) <> '')
)
 STRICT;

CREATE UNIQUE INDEX ix_custom_field_name ON custom_field (entity, name);

CREATE INDEX ix_account_domain ON account (lower(domain));

CREATE INDEX ix_account_phone ON account (phone_key) WHERE phone_key IS NOT NULL;

CREATE INDEX ix_contact_phone ON contact (phone_key) WHERE phone_key IS NOT NULL;

CREATE TABLE file_form (
  headers TEXT NOT NULL,
  told TEXT NOT NULL,
  used_at TEXT NOT NULL,
  PRIMARY KEY (headers)
)
 STRICT;

-- A book of an older version does not say its country: numbers without + are known by digits.
UPDATE account SET phone_key = phone_key(phone, '') WHERE phone IS NOT NULL;

UPDATE contact SET phone_key = phone_key(phone, '') WHERE phone IS NOT NULL;
