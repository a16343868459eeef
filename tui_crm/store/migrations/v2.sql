-- Version 2: when actions were undone and brought back, and how leads changed, lead by lead.
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

CREATE INDEX ix_journal_turn_batch ON journal_turn (batch_id, id);

CREATE INDEX ix_lead_event_field ON lead_event (field, lead_id, "on", new, old);
