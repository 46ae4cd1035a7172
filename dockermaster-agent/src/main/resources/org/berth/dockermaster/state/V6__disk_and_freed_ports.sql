-- Containers that have written much of what their disk limit allows, or more.
CREATE TABLE disk (
    sliver      TEXT    NOT NULL PRIMARY KEY,
    generation  INTEGER NOT NULL,
    level       TEXT    NOT NULL,
    limit_bytes INTEGER NOT NULL,
    at          INTEGER NOT NULL, -- milliseconds since 1970-01-01T00:00Z
    used_bytes  INTEGER NOT NULL  -- when it first was beyond the limit
) STRICT;

-- Ports that slivers gave back: the later that was, the higher the number.
CREATE TABLE freed_port (
    port   INTEGER NOT NULL PRIMARY KEY,
    number INTEGER NOT NULL
) STRICT;
