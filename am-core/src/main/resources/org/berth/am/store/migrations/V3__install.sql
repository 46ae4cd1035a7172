-- The archives of services/install. sliver.done_executes counts these first, then the execute commands.
CREATE TABLE install (
  sliver_id TEXT NOT NULL REFERENCES sliver (id),
  position INTEGER NOT NULL,
  url TEXT NOT NULL,
  path TEXT NOT NULL,
  PRIMARY KEY (sliver_id, position)
);
