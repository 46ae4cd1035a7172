-- The ports of a host's pool that no sliver holds: the longer one is free, the lower its number.
CREATE TABLE free_port (
  host TEXT NOT NULL,
  port INTEGER NOT NULL,
  number BIGINT NOT NULL,
  PRIMARY KEY (host, port)
);
CREATE INDEX free_port_number ON free_port (host, number);

-- The pool that free_port has the ports of.
CREATE TABLE port_pool (
  host TEXT PRIMARY KEY,
  first INTEGER NOT NULL,
  slots INTEGER NOT NULL
);
