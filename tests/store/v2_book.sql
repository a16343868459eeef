-- A book as version 2 wrote it, with actions done, undone and brought back.
PRAGMA application_id = 1952674413;
PRAGMA user_version = 2;
BEGIN TRANSACTION;
CREATE TABLE account (
  created_at TEXT NOT NULL,
  search TEXT NOT NULL,
  source_key TEXT,
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  domain TEXT,
  phone TEXT,
  closed_on TEXT,
  notes TEXT,
  CONSTRAINT name_not_blank CHECK (trim(name) <> ''),
  CONSTRAINT kind_known CHECK (kind IN ('company', 'person'))
)
 STRICT;
INSERT INTO "account" VALUES('2026-03-02T11:00:00Z','kern company kern.example +49 30 1234567',NULL,1,'Kern','company','Kern.example','+49 30 1234567',NULL,NULL);
INSERT INTO "account" VALUES('2026-03-04T11:00:00Z','auer company 030 1','52a44054187c062f9f9ce367*1',2,'Auer','company',NULL,'030 1',NULL,NULL);
CREATE TABLE activity (
  created_at TEXT NOT NULL,
  search TEXT NOT NULL,
  source_key TEXT,
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  at TEXT NOT NULL,
  kind TEXT NOT NULL,
  direction TEXT,
  subject TEXT,
  contact_id INTEGER,
  lead_id INTEGER,
  deal_id INTEGER,
  due_on TEXT,
  done INTEGER NOT NULL,
  notes TEXT,
  CONSTRAINT kind_known CHECK (kind IN ('call', 'email', 'message', 'meeting', 'note', 'task')),
  CONSTRAINT direction_known CHECK (direction IN ('out', 'in')),
  FOREIGN KEY(contact_id) REFERENCES contact (id),
  FOREIGN KEY(lead_id) REFERENCES lead (id),
  FOREIGN KEY(deal_id) REFERENCES deal (id)
)
 STRICT;
INSERT INTO "activity" VALUES('2026-03-03T11:00:00Z','call out asked for a quote',NULL,1,'2026-03-03T11:00:00Z','call','out','Asked for a quote',NULL,NULL,1,'2026-03-09',0,NULL);
CREATE TABLE campaign (
  created_at TEXT NOT NULL,
  search TEXT NOT NULL,
  source_key TEXT,
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  channel TEXT,
  goal TEXT,
  starts_on TEXT,
  ends_on TEXT,
  budget_minor INTEGER,
  CONSTRAINT name_not_blank CHECK (trim(name) <> ''),
  CONSTRAINT ends_after_start CHECK (ends_on >= starts_on),
  CONSTRAINT budget_minor_in_bounds CHECK (budget_minor BETWEEN 0 AND 10000000000000)
)
 STRICT;
INSERT INTO "campaign" VALUES('2026-03-03T11:00:00Z','spring',NULL,1,'Spring',NULL,NULL,NULL,NULL,NULL);
CREATE TABLE campaign_day (
  created_at TEXT NOT NULL,
  search TEXT NOT NULL,
  source_key TEXT,
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  day TEXT NOT NULL,
  campaign_id INTEGER NOT NULL,
  impressions INTEGER NOT NULL,
  clicks INTEGER NOT NULL,
  CONSTRAINT impressions_in_bounds CHECK (impressions BETWEEN 0 AND 10000000000000),
  CONSTRAINT clicks_in_bounds CHECK (clicks BETWEEN 0 AND 10000000000000),
  FOREIGN KEY(campaign_id) REFERENCES campaign (id)
)
 STRICT;
INSERT INTO "campaign_day" VALUES('2026-03-03T11:00:00Z','',NULL,1,'2026-03-03',1,900,12);
CREATE TABLE contact (
  created_at TEXT NOT NULL,
  search TEXT NOT NULL,
  source_key TEXT,
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  email TEXT,
  phone TEXT,
  account_id INTEGER,
  title TEXT,
  consent INTEGER NOT NULL,
  do_not_contact INTEGER NOT NULL,
  notes TEXT,
  CONSTRAINT name_not_blank CHECK (trim(name) <> ''),
  FOREIGN KEY(account_id) REFERENCES account (id)
)
 STRICT;
INSERT INTO "contact" VALUES('2026-03-02T11:00:00Z','ann [/] zoe ann@example.com 030 765-4321 owner',NULL,1,'Ann [/] Zoë','Ann@example.com','030 765-4321',1,'Owner',0,0,NULL);
INSERT INTO "contact" VALUES('2026-03-02T11:00:00Z','eva nagy eva@example.com 0151 2345678',NULL,2,'Éva Nagy','eva@example.com','0151 2345678',NULL,NULL,0,0,NULL);
CREATE TABLE cost (
  created_at TEXT NOT NULL,
  search TEXT NOT NULL,
  source_key TEXT,
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  "on" TEXT NOT NULL,
  function TEXT NOT NULL,
  campaign_id INTEGER,
  channel TEXT,
  deal_id INTEGER,
  amount_minor INTEGER NOT NULL,
  currency TEXT NOT NULL,
  fx_e8 INTEGER NOT NULL,
  base_minor INTEGER NOT NULL,
  note TEXT,
  CONSTRAINT function_known CHECK (function IN ('marketing', 'sales', 'direct', 'overhead')),
  CONSTRAINT base_minor_not_zero CHECK (base_minor <> 0),
  CONSTRAINT base_minor_in_bounds CHECK (base_minor BETWEEN -10000000000000 AND 10000000000000),
  CONSTRAINT amount_minor_in_bounds CHECK (amount_minor BETWEEN -10000000000000 AND 10000000000000),
  CONSTRAINT fx_e8_positive CHECK (fx_e8 > 0),
  CONSTRAINT campaign_only_of_marketing CHECK (function = 'marketing' OR campaign_id IS NULL),
  FOREIGN KEY(campaign_id) REFERENCES campaign (id),
  FOREIGN KEY(deal_id) REFERENCES deal (id)
)
 STRICT;
INSERT INTO "cost" VALUES('2026-03-03T11:00:00Z','marketing eur',NULL,1,'2026-03-03','marketing',1,NULL,NULL,2000,'EUR',100000000,2000,NULL);
CREATE TABLE deal (
  created_at TEXT NOT NULL,
  search TEXT NOT NULL,
  source_key TEXT,
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  account_id INTEGER,
  contact_id INTEGER,
  lead_id INTEGER,
  campaign_id INTEGER,
  stage_id INTEGER NOT NULL,
  outcome TEXT NOT NULL,
  amount_minor INTEGER,
  currency TEXT NOT NULL,
  fx_e8 INTEGER NOT NULL,
  prob_bp INTEGER NOT NULL,
  opened_on TEXT NOT NULL,
  expected_on TEXT,
  closed_on TEXT,
  lost_reason TEXT,
  kind TEXT NOT NULL,
  recurring_minor INTEGER,
  interval TEXT,
  notes TEXT,
  base_minor INTEGER,
  stage_since TEXT NOT NULL,
  CONSTRAINT name_not_blank CHECK (trim(name) <> ''),
  CONSTRAINT outcome_known CHECK (outcome IN ('open', 'won', 'lost', 'void')),
  CONSTRAINT kind_known CHECK (kind IN ('one_off', 'recurring')),
  CONSTRAINT interval_known CHECK (interval IN ('week', 'month', 'quarter', 'year')),
  CONSTRAINT closed_when_decided CHECK ((outcome = 'open') = (closed_on IS NULL)),
  CONSTRAINT closed_after_opened CHECK (closed_on >= opened_on),
  CONSTRAINT won_has_account CHECK (outcome <> 'won' OR account_id IS NOT NULL),
  CONSTRAINT won_has_amount CHECK (outcome <> 'won' OR base_minor IS NOT NULL),
  CONSTRAINT amount_in_base CHECK ((amount_minor IS NULL) = (base_minor IS NULL)),
  CONSTRAINT fx_e8_positive CHECK (fx_e8 > 0),
  CONSTRAINT amount_minor_in_bounds CHECK (amount_minor BETWEEN 0 AND 10000000000000),
  CONSTRAINT base_minor_in_bounds CHECK (base_minor BETWEEN 0 AND 10000000000000),
  CONSTRAINT recurring_minor_in_bounds CHECK (recurring_minor BETWEEN 0 AND 10000000000000),
  CONSTRAINT prob_bp_in_bounds CHECK (prob_bp BETWEEN 0 AND 10000),
  FOREIGN KEY(account_id) REFERENCES account (id),
  FOREIGN KEY(contact_id) REFERENCES contact (id),
  FOREIGN KEY(lead_id) REFERENCES lead (id),
  FOREIGN KEY(campaign_id) REFERENCES campaign (id),
  FOREIGN KEY(stage_id) REFERENCES stage (id)
)
 STRICT;
INSERT INTO "deal" VALUES('2026-03-03T11:00:00Z','oak table won eur one_off',NULL,1,'Oak table',1,NULL,NULL,NULL,5,'won',125000,'EUR',100000000,10000,'2026-03-03',NULL,'2026-03-04',NULL,'one_off',NULL,NULL,NULL,125000,'2026-03-04');
CREATE TABLE deal_event (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  deal_id INTEGER NOT NULL,
  "on" TEXT NOT NULL,
  at TEXT NOT NULL,
  state TEXT NOT NULL,
  stage_id INTEGER NOT NULL,
  prob_bp INTEGER NOT NULL,
  base_minor INTEGER,
  expected_on TEXT,
  value_change INTEGER NOT NULL,
  weighted_change INTEGER NOT NULL,
  count_change INTEGER NOT NULL,
  CONSTRAINT state_known CHECK (state IN ('open', 'won', 'lost', 'void')),
  FOREIGN KEY(deal_id) REFERENCES deal (id),
  FOREIGN KEY(stage_id) REFERENCES stage (id)
)
 STRICT;
INSERT INTO "deal_event" VALUES(1,1,'2026-03-03','2026-03-03T11:00:00Z','open',3,5000,120050,NULL,120050,600250000,1);
INSERT INTO "deal_event" VALUES(2,1,'2026-03-04','2026-03-04T11:00:00Z','won',5,10000,125000,NULL,-120050,-600250000,-1);
CREATE TABLE handoff (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  lead_id INTEGER NOT NULL,
  offered_on TEXT NOT NULL,
  note TEXT,
  decided_on TEXT,
  decision TEXT,
  reason TEXT,
  deal_id INTEGER,
  CONSTRAINT decision_known CHECK (decision IN ('accepted', 'rejected', 'withdrawn')),
  CONSTRAINT decided_when_known CHECK ((decision IS NULL) = (decided_on IS NULL)),
  CONSTRAINT accepted_has_deal CHECK (decision <> 'accepted' OR deal_id IS NOT NULL),
  CONSTRAINT rejected_has_reason CHECK (decision <> 'rejected' OR reason IS NOT NULL),
  CONSTRAINT decided_after_offered CHECK (decided_on >= offered_on),
  FOREIGN KEY(lead_id) REFERENCES lead (id),
  FOREIGN KEY(deal_id) REFERENCES deal (id)
)
 STRICT;
CREATE TABLE import_batch (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  at TEXT NOT NULL,
  entity TEXT NOT NULL,
  file TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  rows INTEGER NOT NULL,
  mapping TEXT NOT NULL
)
 STRICT;
INSERT INTO "import_batch" VALUES(1,'2026-03-04T11:00:00Z','account','theirs.csv','3f9308fad05d0294a76ccdea4e9bf5db0c771a8ad9a27a7f271d970703913dd4',2,'{"name": "name", "phone": "phone"}');
CREATE TABLE journal_batch (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  at TEXT NOT NULL,
  action TEXT NOT NULL,
  title TEXT NOT NULL,
  state TEXT NOT NULL,
  CONSTRAINT state_known CHECK (state IN ('done', 'undone', 'dropped'))
)
 STRICT;
INSERT INTO "journal_batch" VALUES(1,'2026-03-02T11:00:00Z','add account','Added account Kern','done');
INSERT INTO "journal_batch" VALUES(2,'2026-03-02T11:00:00Z','add contact','Added contact Ann [/] Zoë','done');
INSERT INTO "journal_batch" VALUES(3,'2026-03-02T11:00:00Z','add lead','Added lead Éva Nagy','done');
INSERT INTO "journal_batch" VALUES(4,'2026-03-03T11:00:00Z','add deal','Added deal Oak table','done');
INSERT INTO "journal_batch" VALUES(5,'2026-03-03T11:00:00Z','add activity','Added activity Asked for a quote','done');
INSERT INTO "journal_batch" VALUES(6,'2026-03-03T11:00:00Z','add spend','Added spend spend 1','done');
INSERT INTO "journal_batch" VALUES(7,'2026-03-03T11:00:00Z','add ads','Added ads Spring','done');
INSERT INTO "journal_batch" VALUES(8,'2026-03-03T11:00:00Z','add traffic','Added traffic google','done');
INSERT INTO "journal_batch" VALUES(9,'2026-03-03T11:00:00Z','add social','Added social Oak','done');
INSERT INTO "journal_batch" VALUES(10,'2026-03-03T11:00:00Z','add target','Added target leads','done');
INSERT INTO "journal_batch" VALUES(11,'2026-03-04T11:00:00Z','win-deal','Won Oak table: 1,250.00','done');
INSERT INTO "journal_batch" VALUES(12,'2026-03-04T11:00:00Z','add subscription','Added subscription Kern','done');
INSERT INTO "journal_batch" VALUES(13,'2026-03-04T11:00:00Z','import','Imported 2 accounts from theirs.csv','done');
INSERT INTO "journal_batch" VALUES(14,'2026-03-05T11:00:00Z','set contact','Changed contact Ann [/] Zoë','done');
INSERT INTO "journal_batch" VALUES(15,'2026-03-05T11:00:00Z','delete account','Deleted Élan, Paris','done');
INSERT INTO "journal_batch" VALUES(16,'2026-03-05T11:00:00Z','add account','Added account Undone','undone');
CREATE TABLE journal_replay (
  batch_id INTEGER NOT NULL,
  PRIMARY KEY (batch_id)
)
 STRICT;
CREATE TABLE journal_row (
  id INTEGER NOT NULL,
  batch_id INTEGER NOT NULL,
  table_name TEXT NOT NULL,
  row_id INTEGER NOT NULL,
  last_row_id INTEGER,
  "before" TEXT,
  "after" TEXT,
  PRIMARY KEY (id),
  FOREIGN KEY(batch_id) REFERENCES journal_batch (id)
)
 STRICT;
INSERT INTO "journal_row" VALUES(1,1,'account',1,NULL,NULL,'{"created_at": "2026-03-02T11:00:00Z", "search": "kern company kern.example +49 30 1234567", "source_key": null, "id": 1, "name": "Kern", "kind": "company", "domain": "Kern.example", "phone": "+49 30 1234567", "closed_on": null, "notes": null}');
INSERT INTO "journal_row" VALUES(2,2,'contact',1,NULL,NULL,'{"created_at": "2026-03-02T11:00:00Z", "search": "ann [/] zoe ann@example.com 030 765-4321", "source_key": null, "id": 1, "name": "Ann [/] Zoë", "email": "Ann@example.com", "phone": "030 765-4321", "account_id": 1, "title": null, "consent": 0, "do_not_contact": 0, "notes": null}');
INSERT INTO "journal_row" VALUES(3,3,'contact',2,NULL,NULL,'{"created_at": "2026-03-02T11:00:00Z", "search": "eva nagy eva@example.com 0151 2345678", "source_key": null, "id": 2, "name": "Éva Nagy", "email": "eva@example.com", "phone": "0151 2345678", "account_id": null, "title": null, "consent": 0, "do_not_contact": 0, "notes": null}');
INSERT INTO "journal_row" VALUES(4,3,'lead',1,NULL,NULL,'{"created_at": "2026-03-02T11:00:00Z", "search": "eva nagy eva@example.com 0151 2345678 auer fair new cold", "source_key": null, "id": 1, "contact_id": 2, "company": "Auer", "source": "fair", "campaign_id": null, "stage": "new", "temperature": "cold", "invalid": 0, "duplicate_of_id": null, "notes": null, "local_day": "2026-03-02", "score": null}');
INSERT INTO "journal_row" VALUES(5,3,'lead_event',1,NULL,NULL,'{"lead_id": 1, "on": "2026-03-02", "at": "2026-03-02T11:00:00Z", "field": "stage", "old": null, "new": "new", "id": 1}');
INSERT INTO "journal_row" VALUES(6,3,'lead_event',2,NULL,NULL,'{"lead_id": 1, "on": "2026-03-02", "at": "2026-03-02T11:00:00Z", "field": "temperature", "old": null, "new": "cold", "id": 2}');
INSERT INTO "journal_row" VALUES(7,4,'deal',1,NULL,NULL,'{"created_at": "2026-03-03T11:00:00Z", "search": "oak table open eur one_off", "source_key": null, "id": 1, "name": "Oak table", "account_id": 1, "contact_id": null, "lead_id": null, "campaign_id": null, "stage_id": 3, "outcome": "open", "amount_minor": 120050, "currency": "EUR", "fx_e8": 100000000, "prob_bp": 5000, "opened_on": "2026-03-03", "expected_on": null, "closed_on": null, "lost_reason": null, "kind": "one_off", "recurring_minor": null, "interval": null, "notes": null, "base_minor": 120050, "stage_since": "2026-03-03"}');
INSERT INTO "journal_row" VALUES(8,4,'deal_event',1,NULL,NULL,'{"deal_id": 1, "on": "2026-03-03", "at": "2026-03-03T11:00:00Z", "state": "open", "stage_id": 3, "prob_bp": 5000, "base_minor": 120050, "expected_on": null, "value_change": 120050, "weighted_change": 600250000, "count_change": 1, "id": 1}');
INSERT INTO "journal_row" VALUES(9,5,'activity',1,NULL,NULL,'{"created_at": "2026-03-03T11:00:00Z", "search": "call out asked for a quote", "source_key": null, "id": 1, "at": "2026-03-03T11:00:00Z", "kind": "call", "direction": "out", "subject": "Asked for a quote", "contact_id": null, "lead_id": null, "deal_id": 1, "due_on": "2026-03-09", "done": 0, "notes": null}');
INSERT INTO "journal_row" VALUES(10,6,'campaign',1,NULL,NULL,'{"created_at": "2026-03-03T11:00:00Z", "search": "spring", "source_key": null, "id": 1, "name": "Spring", "channel": null, "goal": null, "starts_on": null, "ends_on": null, "budget_minor": null}');
INSERT INTO "journal_row" VALUES(11,6,'cost',1,NULL,NULL,'{"created_at": "2026-03-03T11:00:00Z", "search": "marketing eur", "source_key": null, "id": 1, "on": "2026-03-03", "function": "marketing", "campaign_id": 1, "channel": null, "deal_id": null, "amount_minor": 2000, "currency": "EUR", "fx_e8": 100000000, "base_minor": 2000, "note": null}');
INSERT INTO "journal_row" VALUES(12,7,'campaign_day',1,NULL,NULL,'{"created_at": "2026-03-03T11:00:00Z", "search": "", "source_key": null, "id": 1, "day": "2026-03-03", "campaign_id": 1, "impressions": 900, "clicks": 12}');
INSERT INTO "journal_row" VALUES(13,8,'web_day',1,NULL,NULL,'{"created_at": "2026-03-03T11:00:00Z", "search": "google ga4", "source_key": null, "id": 1, "on": "2026-03-03", "source": "google", "campaign_id": null, "sessions": 40, "engaged": 25, "users": null, "pageviews": null, "bounce_def": "ga4"}');
INSERT INTO "journal_row" VALUES(14,9,'social_post',1,NULL,NULL,'{"created_at": "2026-03-03T11:00:00Z", "search": "instagram oak", "source_key": null, "id": 1, "on": "2026-03-03", "network": "instagram", "title": "Oak", "campaign_id": null, "reach": 70, "impressions": null, "reactions": 3, "comments": 0, "shares": 0, "saves": 0, "clicks": 0, "measured_on": null}');
INSERT INTO "journal_row" VALUES(15,10,'target',1,NULL,NULL,'{"created_at": "2026-03-03T11:00:00Z", "search": "leads", "source_key": null, "id": 1, "metric": "leads", "starts_on": "2026-03-01", "ends_on": "2026-04-01", "value_e6": 5000000}');
INSERT INTO "journal_row" VALUES(16,11,'deal',1,NULL,'{"search": "oak table open eur one_off", "stage_id": 3, "outcome": "open", "amount_minor": 120050, "prob_bp": 5000, "closed_on": null, "base_minor": 120050, "stage_since": "2026-03-03", "id": 1}','{"search": "oak table won eur one_off", "stage_id": 5, "outcome": "won", "amount_minor": 125000, "prob_bp": 10000, "closed_on": "2026-03-04", "base_minor": 125000, "stage_since": "2026-03-04", "id": 1}');
INSERT INTO "journal_row" VALUES(17,11,'deal_event',2,NULL,NULL,'{"deal_id": 1, "on": "2026-03-04", "at": "2026-03-04T11:00:00Z", "state": "won", "stage_id": 5, "prob_bp": 10000, "base_minor": 125000, "expected_on": null, "value_change": -120050, "weighted_change": -600250000, "count_change": -1, "id": 2}');
INSERT INTO "journal_row" VALUES(18,11,'revenue_entry',1,NULL,NULL,'{"created_at": "2026-03-04T11:00:00Z", "search": "sale eur", "source_key": null, "id": 1, "on": "2026-03-04", "account_id": 1, "deal_id": 1, "subscription_id": null, "kind": "sale", "amount_minor": 125000, "currency": "EUR", "fx_e8": 100000000, "note": null, "base_minor": 125000, "refund_of_id": null}');
INSERT INTO "journal_row" VALUES(19,12,'subscription',1,NULL,NULL,'{"created_at": "2026-03-04T11:00:00Z", "search": "eur month", "source_key": null, "id": 1, "account_id": 1, "deal_id": null, "amount_minor": 3000, "currency": "EUR", "fx_e8": 100000000, "interval": "month", "starts_on": "2026-02-04", "ends_on": null, "base_minor": 3000}');
INSERT INTO "journal_row" VALUES(20,12,'revenue_entry',2,NULL,NULL,'{"created_at": "2026-03-04T11:00:00Z", "search": "billing eur", "source_key": null, "id": 2, "on": "2026-02-04", "account_id": 1, "deal_id": null, "subscription_id": 1, "kind": "billing", "amount_minor": 3000, "currency": "EUR", "fx_e8": 100000000, "note": null, "base_minor": 3000, "refund_of_id": null}');
INSERT INTO "journal_row" VALUES(21,12,'revenue_entry',3,NULL,NULL,'{"created_at": "2026-03-04T11:00:00Z", "search": "billing eur", "source_key": null, "id": 3, "on": "2026-03-04", "account_id": 1, "deal_id": null, "subscription_id": 1, "kind": "billing", "amount_minor": 3000, "currency": "EUR", "fx_e8": 100000000, "note": null, "base_minor": 3000, "refund_of_id": null}');
INSERT INTO "journal_row" VALUES(22,13,'import_batch',1,NULL,NULL,'{"id": 1, "at": "2026-03-04T11:00:00Z", "entity": "account", "file": "theirs.csv", "sha256": "3f9308fad05d0294a76ccdea4e9bf5db0c771a8ad9a27a7f271d970703913dd4", "rows": 0, "mapping": "{\"name\": \"name\", \"phone\": \"phone\"}"}');
INSERT INTO "journal_row" VALUES(23,13,'import_batch',1,NULL,'{"rows": 0, "id": 1}','{"rows": 2, "id": 1}');
INSERT INTO "journal_row" VALUES(24,13,'account',2,3,NULL,NULL);
INSERT INTO "journal_row" VALUES(25,14,'contact',1,NULL,'{"search": "ann [/] zoe ann@example.com 030 765-4321", "title": null, "id": 1}','{"search": "ann [/] zoe ann@example.com 030 765-4321 owner", "title": "Owner", "id": 1}');
INSERT INTO "journal_row" VALUES(26,15,'account',3,NULL,'{"search": "elan, paris company +33 1 23456789", "source_key": "3f05e68fda7953bc6cbe1aa1*1", "name": "Élan, Paris", "domain": null, "phone": "+33 1 23456789", "notes": null, "created_at": "2026-03-04T11:00:00Z", "id": 3, "kind": "company", "closed_on": null}',NULL);
INSERT INTO "journal_row" VALUES(27,16,'account',4,NULL,NULL,'{"created_at": "2026-03-05T11:00:00Z", "search": "undone company", "source_key": null, "id": 4, "name": "Undone", "kind": "company", "domain": null, "phone": null, "closed_on": null, "notes": null}');
CREATE TABLE journal_turn (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  batch_id INTEGER NOT NULL,
  at TEXT NOT NULL,
  turn TEXT NOT NULL,
  after_batch_id INTEGER NOT NULL,
  CONSTRAINT turn_known CHECK (turn IN ('undone', 'redone')),
  FOREIGN KEY(batch_id) REFERENCES journal_batch (id)
)
 STRICT;
INSERT INTO "journal_turn" VALUES(1,14,'2026-03-05T11:00:00Z','undone',14);
INSERT INTO "journal_turn" VALUES(2,14,'2026-03-05T11:00:00Z','redone',14);
INSERT INTO "journal_turn" VALUES(3,16,'2026-03-05T11:00:00Z','undone',16);
CREATE TABLE lead (
  search TEXT NOT NULL,
  source_key TEXT,
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  contact_id INTEGER NOT NULL,
  company TEXT,
  source TEXT,
  campaign_id INTEGER,
  stage TEXT NOT NULL,
  temperature TEXT NOT NULL,
  created_at TEXT NOT NULL,
  invalid INTEGER NOT NULL,
  duplicate_of_id INTEGER,
  notes TEXT,
  local_day TEXT NOT NULL,
  score INTEGER,
  CONSTRAINT stage_known CHECK (stage IN ('new', 'working', 'mql', 'offered', 'accepted', 'rejected', 'disqualified')),
  CONSTRAINT temperature_known CHECK (temperature IN ('cold', 'warm', 'hot')),
  CONSTRAINT not_duplicate_of_itself CHECK (duplicate_of_id <> id),
  CONSTRAINT score_in_bounds CHECK (score BETWEEN 0 AND 100),
  FOREIGN KEY(contact_id) REFERENCES contact (id),
  FOREIGN KEY(campaign_id) REFERENCES campaign (id),
  FOREIGN KEY(duplicate_of_id) REFERENCES lead (id)
)
 STRICT;
INSERT INTO "lead" VALUES('eva nagy eva@example.com 0151 2345678 auer fair new cold',NULL,1,2,'Auer','fair',NULL,'new','cold','2026-03-02T11:00:00Z',0,NULL,NULL,'2026-03-02',NULL);
CREATE TABLE lead_event (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  lead_id INTEGER NOT NULL,
  "on" TEXT NOT NULL,
  at TEXT NOT NULL,
  field TEXT NOT NULL,
  old TEXT,
  new TEXT NOT NULL,
  CONSTRAINT field_known CHECK (field IN ('stage', 'temperature')),
  FOREIGN KEY(lead_id) REFERENCES lead (id)
)
 STRICT;
INSERT INTO "lead_event" VALUES(1,1,'2026-03-02','2026-03-02T11:00:00Z','stage',NULL,'new');
INSERT INTO "lead_event" VALUES(2,1,'2026-03-02','2026-03-02T11:00:00Z','temperature',NULL,'cold');
CREATE TABLE revenue_entry (
  created_at TEXT NOT NULL,
  search TEXT NOT NULL,
  source_key TEXT,
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  "on" TEXT NOT NULL,
  account_id INTEGER NOT NULL,
  deal_id INTEGER,
  subscription_id INTEGER,
  kind TEXT NOT NULL,
  amount_minor INTEGER NOT NULL,
  currency TEXT NOT NULL,
  fx_e8 INTEGER NOT NULL,
  note TEXT,
  base_minor INTEGER NOT NULL,
  refund_of_id INTEGER,
  CONSTRAINT kind_known CHECK (kind IN ('sale', 'billing', 'refund')),
  CONSTRAINT only_refunds_negative CHECK ((kind = 'refund') = (base_minor < 0)),
  CONSTRAINT base_minor_not_zero CHECK (base_minor <> 0),
  CONSTRAINT same_sign CHECK ((amount_minor < 0) = (base_minor < 0)),
  CONSTRAINT only_refunds_refund CHECK (refund_of_id IS NULL OR kind = 'refund'),
  CONSTRAINT fx_e8_positive CHECK (fx_e8 > 0),
  CONSTRAINT base_minor_in_bounds CHECK (base_minor BETWEEN -10000000000000 AND 10000000000000),
  CONSTRAINT amount_minor_in_bounds CHECK (amount_minor BETWEEN -10000000000000 AND 10000000000000),
  FOREIGN KEY(account_id) REFERENCES account (id),
  FOREIGN KEY(deal_id) REFERENCES deal (id),
  FOREIGN KEY(subscription_id) REFERENCES subscription (id),
  FOREIGN KEY(refund_of_id) REFERENCES revenue_entry (id)
)
 STRICT;
INSERT INTO "revenue_entry" VALUES('2026-03-04T11:00:00Z','sale eur',NULL,1,'2026-03-04',1,1,NULL,'sale',125000,'EUR',100000000,NULL,125000,NULL);
INSERT INTO "revenue_entry" VALUES('2026-03-04T11:00:00Z','billing eur',NULL,2,'2026-02-04',1,NULL,1,'billing',3000,'EUR',100000000,NULL,3000,NULL);
INSERT INTO "revenue_entry" VALUES('2026-03-04T11:00:00Z','billing eur',NULL,3,'2026-03-04',1,NULL,1,'billing',3000,'EUR',100000000,NULL,3000,NULL);
CREATE TABLE setting (
  "key" TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY ("key")
)
 STRICT;
INSERT INTO "setting" VALUES('time_zone','Europe/Berlin');
INSERT INTO "setting" VALUES('business_name','Kern & Sons');
CREATE TABLE social_post (
  created_at TEXT NOT NULL,
  search TEXT NOT NULL,
  source_key TEXT,
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  "on" TEXT NOT NULL,
  network TEXT NOT NULL,
  title TEXT,
  campaign_id INTEGER,
  reach INTEGER,
  impressions INTEGER,
  reactions INTEGER NOT NULL,
  comments INTEGER NOT NULL,
  shares INTEGER NOT NULL,
  saves INTEGER NOT NULL,
  clicks INTEGER NOT NULL,
  measured_on TEXT,
  CONSTRAINT network_not_blank CHECK (trim(network) <> ''),
  CONSTRAINT reach_in_bounds CHECK (reach BETWEEN 0 AND 10000000000000),
  CONSTRAINT impressions_in_bounds CHECK (impressions BETWEEN 0 AND 10000000000000),
  CONSTRAINT reactions_in_bounds CHECK (reactions BETWEEN 0 AND 10000000000000),
  CONSTRAINT comments_in_bounds CHECK (comments BETWEEN 0 AND 10000000000000),
  CONSTRAINT shares_in_bounds CHECK (shares BETWEEN 0 AND 10000000000000),
  CONSTRAINT saves_in_bounds CHECK (saves BETWEEN 0 AND 10000000000000),
  CONSTRAINT clicks_in_bounds CHECK (clicks BETWEEN 0 AND 10000000000000),
  FOREIGN KEY(campaign_id) REFERENCES campaign (id)
)
 STRICT;
INSERT INTO "social_post" VALUES('2026-03-03T11:00:00Z','instagram oak',NULL,1,'2026-03-03','instagram','Oak',NULL,70,NULL,3,0,0,0,0,NULL);
CREATE TABLE stage (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  position INTEGER NOT NULL,
  state TEXT NOT NULL,
  prob_bp INTEGER NOT NULL,
  CONSTRAINT name_not_blank CHECK (trim(name) <> ''),
  CONSTRAINT state_known CHECK (state IN ('open', 'won', 'lost', 'void')),
  CONSTRAINT prob_bp_in_bounds CHECK (prob_bp BETWEEN 0 AND 10000)
)
 STRICT;
INSERT INTO "stage" VALUES(1,'New',0,'open',1000);
INSERT INTO "stage" VALUES(2,'Qualified',1,'open',2000);
INSERT INTO "stage" VALUES(3,'Proposal',2,'open',5000);
INSERT INTO "stage" VALUES(4,'Negotiation',3,'open',7500);
INSERT INTO "stage" VALUES(5,'Won',4,'won',10000);
INSERT INTO "stage" VALUES(6,'Lost',5,'lost',0);
CREATE TABLE subscription (
  created_at TEXT NOT NULL,
  search TEXT NOT NULL,
  source_key TEXT,
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  account_id INTEGER NOT NULL,
  deal_id INTEGER,
  amount_minor INTEGER NOT NULL,
  currency TEXT NOT NULL,
  fx_e8 INTEGER NOT NULL,
  interval TEXT NOT NULL,
  starts_on TEXT NOT NULL,
  ends_on TEXT,
  base_minor INTEGER NOT NULL,
  CONSTRAINT interval_known CHECK (interval IN ('week', 'month', 'quarter', 'year')),
  CONSTRAINT ends_after_start CHECK (ends_on > starts_on),
  CONSTRAINT fx_e8_positive CHECK (fx_e8 > 0),
  CONSTRAINT amount_minor_in_bounds CHECK (amount_minor BETWEEN 1 AND 10000000000000),
  CONSTRAINT base_minor_in_bounds CHECK (base_minor BETWEEN 1 AND 10000000000000),
  FOREIGN KEY(account_id) REFERENCES account (id),
  FOREIGN KEY(deal_id) REFERENCES deal (id)
)
 STRICT;
INSERT INTO "subscription" VALUES('2026-03-04T11:00:00Z','eur month',NULL,1,1,NULL,3000,'EUR',100000000,'month','2026-02-04',NULL,3000);
CREATE TABLE target (
  created_at TEXT NOT NULL,
  search TEXT NOT NULL,
  source_key TEXT,
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  metric TEXT NOT NULL,
  starts_on TEXT NOT NULL,
  ends_on TEXT NOT NULL,
  value_e6 INTEGER NOT NULL,
  CONSTRAINT ends_after_start CHECK (ends_on > starts_on)
)
 STRICT;
INSERT INTO "target" VALUES('2026-03-03T11:00:00Z','leads',NULL,1,'leads','2026-03-01','2026-04-01',5000000);
CREATE TABLE web_day (
  created_at TEXT NOT NULL,
  search TEXT NOT NULL,
  source_key TEXT,
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  "on" TEXT NOT NULL,
  source TEXT NOT NULL,
  campaign_id INTEGER,
  sessions INTEGER NOT NULL,
  engaged INTEGER NOT NULL,
  users INTEGER,
  pageviews INTEGER,
  bounce_def TEXT NOT NULL,
  CONSTRAINT source_not_blank CHECK (trim(source) <> ''),
  CONSTRAINT bounce_def_known CHECK (bounce_def IN ('ga4', 'ua')),
  CONSTRAINT engaged_within_sessions CHECK (engaged <= sessions),
  CONSTRAINT sessions_in_bounds CHECK (sessions BETWEEN 0 AND 10000000000000),
  CONSTRAINT engaged_in_bounds CHECK (engaged BETWEEN 0 AND 10000000000000),
  CONSTRAINT users_in_bounds CHECK (users BETWEEN 0 AND 10000000000000),
  CONSTRAINT pageviews_in_bounds CHECK (pageviews BETWEEN 0 AND 10000000000000),
  FOREIGN KEY(campaign_id) REFERENCES campaign (id)
)
 STRICT;
INSERT INTO "web_day" VALUES('2026-03-03T11:00:00Z','google ga4',NULL,1,'2026-03-03','google',NULL,40,25,NULL,NULL,'ga4');
CREATE UNIQUE INDEX ix_stage_name ON stage (name);
CREATE UNIQUE INDEX ix_stage_won ON stage (state) WHERE state IN ('won', 'lost');
CREATE INDEX ix_account_name ON account (name);
CREATE UNIQUE INDEX ix_account_source_key ON account (source_key) WHERE source_key IS NOT NULL;
CREATE UNIQUE INDEX ix_campaign_name ON campaign (name);
CREATE UNIQUE INDEX ix_campaign_source_key ON campaign (source_key) WHERE source_key IS NOT NULL;
CREATE INDEX ix_contact_account ON contact (account_id);
CREATE INDEX ix_contact_email ON contact (lower(email));
CREATE INDEX ix_contact_name ON contact (name);
CREATE UNIQUE INDEX ix_contact_source_key ON contact (source_key) WHERE source_key IS NOT NULL;
CREATE UNIQUE INDEX ix_campaign_day ON campaign_day (campaign_id, day);
CREATE INDEX ix_campaign_day_day ON campaign_day (day);
CREATE UNIQUE INDEX ix_campaign_day_source_key ON campaign_day (source_key) WHERE source_key IS NOT NULL;
CREATE INDEX ix_lead_campaign ON lead (campaign_id, local_day);
CREATE INDEX ix_lead_contact ON lead (contact_id);
CREATE INDEX ix_lead_duplicate ON lead (duplicate_of_id) WHERE duplicate_of_id IS NOT NULL;
CREATE INDEX ix_lead_local_day ON lead (local_day, campaign_id, source, invalid, duplicate_of_id);
CREATE UNIQUE INDEX ix_lead_source_key ON lead (source_key) WHERE source_key IS NOT NULL;
CREATE INDEX ix_lead_stage ON lead (stage);
CREATE INDEX ix_lead_event_lead ON lead_event (lead_id, at, id);
CREATE INDEX ix_lead_event_on ON lead_event (field, new, "on", lead_id);
CREATE INDEX ix_deal_account ON deal (account_id, outcome, closed_on);
CREATE INDEX ix_deal_board ON deal (stage_id, outcome, coalesce(expected_on, '9999-12-31'), id, base_minor, prob_bp) WHERE outcome = 'open';
CREATE INDEX ix_deal_campaign ON deal (campaign_id, outcome);
CREATE INDEX ix_deal_contact ON deal (contact_id);
CREATE INDEX ix_deal_lead ON deal (lead_id, outcome, closed_on);
CREATE INDEX ix_deal_name ON deal (name);
CREATE INDEX ix_deal_outcome ON deal (outcome, closed_on, opened_on, base_minor);
CREATE UNIQUE INDEX ix_deal_source_key ON deal (source_key) WHERE source_key IS NOT NULL;
CREATE INDEX ix_deal_event_deal ON deal_event (deal_id, "on", id);
CREATE INDEX ix_deal_event_on ON deal_event ("on", value_change, weighted_change, count_change);
CREATE INDEX ix_handoff_deal ON handoff (deal_id);
CREATE INDEX ix_handoff_decided ON handoff (decision, decided_on);
CREATE INDEX ix_handoff_lead ON handoff (lead_id);
CREATE UNIQUE INDEX ix_handoff_waiting ON handoff (lead_id) WHERE decision IS NULL;
CREATE INDEX ix_subscription_account ON subscription (account_id);
CREATE INDEX ix_subscription_deal ON subscription (deal_id);
CREATE INDEX ix_subscription_ends ON subscription (ends_on);
CREATE UNIQUE INDEX ix_subscription_source_key ON subscription (source_key) WHERE source_key IS NOT NULL;
CREATE INDEX ix_subscription_starts ON subscription (starts_on);
CREATE INDEX ix_revenue_account ON revenue_entry (account_id, kind, "on", base_minor);
CREATE UNIQUE INDEX ix_revenue_billing ON revenue_entry (subscription_id, "on") WHERE kind = 'billing';
CREATE INDEX ix_revenue_deal ON revenue_entry (deal_id, "on", base_minor);
CREATE UNIQUE INDEX ix_revenue_entry_source_key ON revenue_entry (source_key) WHERE source_key IS NOT NULL;
CREATE INDEX ix_revenue_on ON revenue_entry ("on", base_minor, deal_id);
CREATE INDEX ix_revenue_refund_of ON revenue_entry (refund_of_id) WHERE refund_of_id IS NOT NULL;
CREATE INDEX ix_revenue_subscription ON revenue_entry (subscription_id);
CREATE INDEX ix_cost_campaign ON cost (campaign_id, "on", base_minor);
CREATE INDEX ix_cost_deal ON cost (deal_id);
CREATE INDEX ix_cost_function ON cost (function, "on", base_minor, campaign_id);
CREATE UNIQUE INDEX ix_cost_source_key ON cost (source_key) WHERE source_key IS NOT NULL;
CREATE INDEX ix_activity_contact ON activity (contact_id, at);
CREATE INDEX ix_activity_deal ON activity (deal_id, done, due_on);
CREATE INDEX ix_activity_due ON activity (done, due_on);
CREATE INDEX ix_activity_lead ON activity (lead_id, at);
CREATE UNIQUE INDEX ix_activity_source_key ON activity (source_key) WHERE source_key IS NOT NULL;
CREATE INDEX ix_social_post_campaign ON social_post (campaign_id);
CREATE INDEX ix_social_post_on ON social_post ("on");
CREATE UNIQUE INDEX ix_social_post_source_key ON social_post (source_key) WHERE source_key IS NOT NULL;
CREATE INDEX ix_web_day_campaign ON web_day (campaign_id);
CREATE UNIQUE INDEX ix_web_day_on ON web_day ("on", source);
CREATE UNIQUE INDEX ix_web_day_source_key ON web_day (source_key) WHERE source_key IS NOT NULL;
CREATE UNIQUE INDEX ix_target_metric ON target (metric, starts_on);
CREATE UNIQUE INDEX ix_target_source_key ON target (source_key) WHERE source_key IS NOT NULL;
CREATE INDEX ix_journal_batch_state ON journal_batch (state, id);
CREATE INDEX ix_journal_row_batch ON journal_row (batch_id, id);
CREATE INDEX ix_journal_row_record ON journal_row (table_name, row_id);
CREATE TRIGGER deal_event_is_never_changed BEFORE UPDATE ON deal_event WHEN NOT EXISTS (SELECT 1 FROM journal_replay)
BEGIN SELECT RAISE(ABORT, 'history is only added to'); END;
CREATE TRIGGER deal_event_is_never_removed BEFORE DELETE ON deal_event WHEN NOT EXISTS (SELECT 1 FROM journal_replay)
BEGIN SELECT RAISE(ABORT, 'history is only added to'); END;
CREATE TRIGGER lead_event_is_never_changed BEFORE UPDATE ON lead_event WHEN NOT EXISTS (SELECT 1 FROM journal_replay)
BEGIN SELECT RAISE(ABORT, 'history is only added to'); END;
CREATE TRIGGER lead_event_is_never_removed BEFORE DELETE ON lead_event WHEN NOT EXISTS (SELECT 1 FROM journal_replay)
BEGIN SELECT RAISE(ABORT, 'history is only added to'); END;
CREATE INDEX ix_journal_turn_batch ON journal_turn (batch_id, id);
CREATE INDEX ix_lead_event_field ON lead_event (field, lead_id, "on", new, old);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('stage',6);
INSERT INTO "sqlite_sequence" VALUES('account',4);
INSERT INTO "sqlite_sequence" VALUES('journal_batch',16);
INSERT INTO "sqlite_sequence" VALUES('contact',2);
INSERT INTO "sqlite_sequence" VALUES('lead',1);
INSERT INTO "sqlite_sequence" VALUES('lead_event',2);
INSERT INTO "sqlite_sequence" VALUES('deal',1);
INSERT INTO "sqlite_sequence" VALUES('deal_event',2);
INSERT INTO "sqlite_sequence" VALUES('activity',1);
INSERT INTO "sqlite_sequence" VALUES('campaign',1);
INSERT INTO "sqlite_sequence" VALUES('cost',1);
INSERT INTO "sqlite_sequence" VALUES('campaign_day',1);
INSERT INTO "sqlite_sequence" VALUES('web_day',1);
INSERT INTO "sqlite_sequence" VALUES('social_post',1);
INSERT INTO "sqlite_sequence" VALUES('target',1);
INSERT INTO "sqlite_sequence" VALUES('revenue_entry',3);
INSERT INTO "sqlite_sequence" VALUES('subscription',1);
INSERT INTO "sqlite_sequence" VALUES('import_batch',1);
INSERT INTO "sqlite_sequence" VALUES('journal_turn',3);
COMMIT;
