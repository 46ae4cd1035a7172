-- The trust anchor that vouched for the slice: SHA-256 of its public key. Without one until the next call.
ALTER TABLE slice ADD COLUMN anchor TEXT;
