-- Times are whole seconds since 1970 UTC. Flags are 0 or 1. SQL that SQLite and PostgreSQL both take.

CREATE TABLE meta (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
);

CREATE TABLE slice (
  slice_key TEXT PRIMARY KEY,
  urn TEXT NOT NULL,
  shut_down INTEGER NOT NULL
);

-- One row per Allocate: the request as it came, which the manifest is made of.
CREATE TABLE request (
  slice_key TEXT NOT NULL REFERENCES slice (slice_key),
  number INTEGER NOT NULL,
  document TEXT NOT NULL,
  PRIMARY KEY (slice_key, number)
);

-- used: slots taken, kept in step with sliver.holds_slot in the same transactions.
CREATE TABLE host (
  name TEXT PRIMARY KEY,
  used INTEGER NOT NULL
);

-- A deleted sliver stays as a tombstone (allocation = 'UNALLOCATED'), so that its container may be removed and its URN is
-- never used again.
CREATE TABLE sliver (
  id TEXT PRIMARY KEY,
  urn TEXT NOT NULL,
  slice_key TEXT NOT NULL,
  request_number INTEGER NOT NULL,
  position INTEGER NOT NULL,
  client_id TEXT NOT NULL,
  type TEXT NOT NULL,
  image TEXT NOT NULL,
  host TEXT NOT NULL,
  port INTEGER NOT NULL,
  mac TEXT NOT NULL,
  ipv6 TEXT,
  allocation TEXT NOT NULL,
  operational TEXT NOT NULL,
  wanted TEXT NOT NULL,
  error TEXT NOT NULL,
  expires_at BIGINT NOT NULL,
  end_wanted BIGINT,
  generation INTEGER NOT NULL,
  restarts INTEGER NOT NULL,
  users INTEGER NOT NULL,
  done_generation INTEGER NOT NULL,
  done_restarts INTEGER NOT NULL,
  done_users INTEGER NOT NULL,
  done_executes INTEGER NOT NULL,
  on_host INTEGER NOT NULL,
  holds_slot INTEGER NOT NULL,
  changed_at BIGINT NOT NULL,
  revision BIGINT NOT NULL
);
CREATE INDEX sliver_of_slice ON sliver (slice_key) WHERE allocation <> 'UNALLOCATED';
CREATE UNIQUE INDEX sliver_client_id ON sliver (slice_key, client_id) WHERE allocation <> 'UNALLOCATED';
CREATE UNIQUE INDEX sliver_port ON sliver (host, port) WHERE holds_slot = 1;
CREATE UNIQUE INDEX sliver_mac ON sliver (host, mac) WHERE holds_slot = 1;
CREATE INDEX sliver_expiry ON sliver (expires_at) WHERE allocation <> 'UNALLOCATED';
CREATE INDEX sliver_tombstone ON sliver (changed_at) WHERE allocation = 'UNALLOCATED';

CREATE TABLE account (
  sliver_id TEXT NOT NULL REFERENCES sliver (id),
  position INTEGER NOT NULL,
  user_urn TEXT NOT NULL,
  login TEXT NOT NULL,
  ssh_keys TEXT NOT NULL,
  PRIMARY KEY (sliver_id, login)
);

CREATE TABLE execute (
  sliver_id TEXT NOT NULL REFERENCES sliver (id),
  position INTEGER NOT NULL,
  shell TEXT NOT NULL,
  command TEXT NOT NULL,
  PRIMARY KEY (sliver_id, position)
);

-- What is wanted and not yet so: at most one row per sliver.
CREATE TABLE work (
  sliver_id TEXT PRIMARY KEY REFERENCES sliver (id),
  due_at BIGINT NOT NULL,
  attempts INTEGER NOT NULL
);
CREATE INDEX work_due ON work (due_at);

-- Ports that a host found taken by something else.
CREATE TABLE quarantine (
  host TEXT NOT NULL,
  port INTEGER NOT NULL,
  until_at BIGINT NOT NULL,
  PRIMARY KEY (host, port)
);
