-- JSON: what an admin said of the host last, by command or in a section; empty: nothing. A host whose section is gone is
-- served by it until nothing is left there.
ALTER TABLE host ADD COLUMN plan TEXT NOT NULL DEFAULT '';
