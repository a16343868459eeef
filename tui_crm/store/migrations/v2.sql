-- Version 2: the journal knows when an action was undone and when it was brought back.
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
