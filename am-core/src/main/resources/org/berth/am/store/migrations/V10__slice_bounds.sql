-- What a slice stores in all is bounded, and how much memory an answer takes is known beforehand: neither reads what is large.
ALTER TABLE request ADD COLUMN characters BIGINT NOT NULL DEFAULT 0;
ALTER TABLE request ADD COLUMN parts BIGINT NOT NULL DEFAULT 0; -- elements, attributes and characters beyond ASCII
UPDATE request SET characters = length(document), parts = length(document) / 8;
ALTER TABLE account ADD COLUMN key_characters BIGINT NOT NULL DEFAULT 0;
UPDATE account SET key_characters = length(ssh_keys);
