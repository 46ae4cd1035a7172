-- Facts about a sliver that Status must tell. A sentence is written from them and never read back.
CREATE TABLE condition (
  sliver_id TEXT NOT NULL REFERENCES sliver (id),
  name TEXT NOT NULL, -- e.g. HostRemoved
  text TEXT NOT NULL CHECK (length(text) <= 16384),
  since BIGINT NOT NULL,
  PRIMARY KEY (sliver_id, name)
);
-- A live sliver that was provisioned, and that its host has nothing of, or that has an error before it was, lost its host.
INSERT INTO condition (sliver_id, name, text, since)
SELECT id, CASE WHEN on_host = 0 THEN 'HostRemoved' WHEN error LIKE 'out of memory at %' THEN 'OutOfMemory' ELSE 'StepFailed' END,
  CASE WHEN error = '' THEN 'host ' || host || ' was removed' ELSE substr(error, 1, 16384) END, changed_at
FROM sliver WHERE allocation <> 'UNALLOCATED' AND (error <> '' OR (allocation = 'PROVISIONED' AND on_host = 0));
ALTER TABLE sliver DROP COLUMN error;
