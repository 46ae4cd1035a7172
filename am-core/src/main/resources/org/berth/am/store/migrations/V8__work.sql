-- The keys that an account had before the change of accounts that is under way; NULL for one that is new with it.
ALTER TABLE account ADD COLUMN former_keys TEXT;

-- Which threads carry it out; since when it is asked for; why it was put off last; how often it failed by itself, not by its host.
ALTER TABLE work ADD COLUMN lane TEXT NOT NULL DEFAULT 'MAKE';
ALTER TABLE work ADD COLUMN since BIGINT NOT NULL DEFAULT 0;
UPDATE work SET since = due_at;
ALTER TABLE work ADD COLUMN reason TEXT NOT NULL DEFAULT '';
ALTER TABLE work ADD COLUMN refused INTEGER NOT NULL DEFAULT 0;
DROP INDEX work_due;
CREATE INDEX work_due ON work (host, lane, due_at);
CREATE INDEX work_since ON work (since, host);
