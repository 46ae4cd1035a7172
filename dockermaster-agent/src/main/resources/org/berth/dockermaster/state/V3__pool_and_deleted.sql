-- What an AM's admin said of the pool, one row at most; NULL is as the host's own configuration has it.
CREATE TABLE pool (
    id          INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    hostname    TEXT,
    first_port  INTEGER,
    slots       INTEGER,
    ipv6_prefix TEXT
) STRICT;

-- Slivers that were deleted here, so that a late request makes none of them again.
CREATE TABLE deleted (
    sliver TEXT    NOT NULL PRIMARY KEY,
    since  INTEGER NOT NULL -- milliseconds since 1970-01-01T00:00Z
) STRICT;
CREATE INDEX deleted_since ON deleted (since);
