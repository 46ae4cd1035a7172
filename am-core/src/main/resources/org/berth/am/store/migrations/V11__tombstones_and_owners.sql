-- Of a deleted sliver only its tombstone stays.
DELETE FROM account WHERE sliver_id IN (SELECT id FROM sliver WHERE allocation = 'UNALLOCATED');
DELETE FROM execute WHERE sliver_id IN (SELECT id FROM sliver WHERE allocation = 'UNALLOCATED');
DELETE FROM install WHERE sliver_id IN (SELECT id FROM sliver WHERE allocation = 'UNALLOCATED');

-- Who has the slots, for quotas. Empty where it is not known: adopted, or made before this was kept.
ALTER TABLE sliver ADD COLUMN created_by TEXT NOT NULL DEFAULT ''; -- comparable form of the user's URN
ALTER TABLE sliver ADD COLUMN project TEXT NOT NULL DEFAULT '';    -- authority of the slice, if it is a sub-authority
CREATE INDEX sliver_holding_slice ON sliver (slice_key) WHERE holds_slot = 1;
CREATE INDEX sliver_holding_user ON sliver (created_by) WHERE holds_slot = 1;
CREATE INDEX sliver_holding_project ON sliver (project) WHERE holds_slot = 1;

-- Who got or gave back which port and addresses, until it is written into the audit log.
CREATE TABLE endpoint_event (
  number INTEGER PRIMARY KEY, -- in SQLite one more than the greatest there is
  at BIGINT NOT NULL,
  event TEXT NOT NULL, -- assigned or released
  sliver TEXT NOT NULL,
  slice TEXT NOT NULL,
  created_by TEXT NOT NULL,
  client_id TEXT NOT NULL,
  host TEXT NOT NULL,
  port INTEGER NOT NULL,
  ipv6 TEXT
);
