-- Since when a host does not answer, in seconds since 1970, so that a start of the AM does not begin it anew; null: it does.
ALTER TABLE host ADD COLUMN down_since BIGINT;
