-- What is kept of a host. A removed one keeps its row: its name, and so its URN, is never another's.
ALTER TABLE host ADD COLUMN added INTEGER NOT NULL DEFAULT 0;   -- by command; else it stands in the configuration
ALTER TABLE host ADD COLUMN address TEXT NOT NULL DEFAULT '';   -- host:port of the agent; empty: on this machine, or not known yet
ALTER TABLE host ADD COLUMN drained INTEGER NOT NULL DEFAULT 0;
ALTER TABLE host ADD COLUMN removed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE host ADD COLUMN agent_key TEXT NOT NULL DEFAULT ''; -- SHA-256, in hex, of the enrolled agent's public key; empty: none
ALTER TABLE host ADD COLUMN description TEXT NOT NULL DEFAULT ''; -- JSON: what it announced last; empty: nothing yet

-- Memory in bytes and thousandths of a CPU that a sliver's type was promised; 0 where the type has no limit.
ALTER TABLE sliver ADD COLUMN memory BIGINT NOT NULL DEFAULT 0;
ALTER TABLE sliver ADD COLUMN millicpus BIGINT NOT NULL DEFAULT 0;
ALTER TABLE host ADD COLUMN used_memory BIGINT NOT NULL DEFAULT 0;
ALTER TABLE host ADD COLUMN used_millicpus BIGINT NOT NULL DEFAULT 0;

-- By host, so that the work of one that is away is not looked at again and again.
ALTER TABLE work ADD COLUMN host TEXT NOT NULL DEFAULT '';
UPDATE work SET host = (SELECT host FROM sliver WHERE sliver.id = work.sliver_id);
DROP INDEX work_due;
CREATE INDEX work_due ON work (host, due_at);

-- Secrets that agents enrol with. used_key: SHA-256 of the public key that it was used for, so that the same agent may ask again.
CREATE TABLE enrollment (
  secret_hash TEXT PRIMARY KEY,
  host TEXT NOT NULL,
  expires_at BIGINT NOT NULL,
  used_key TEXT NOT NULL DEFAULT ''
);
