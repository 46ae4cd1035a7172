-- A sliver's promise: made before anything is created, ended by the sliver's deletion.
CREATE TABLE reservation (
    sliver     TEXT    NOT NULL PRIMARY KEY,
    am         TEXT    NOT NULL,
    slice      TEXT    NOT NULL,
    node       TEXT    NOT NULL,
    type       TEXT    NOT NULL,
    image      TEXT    NOT NULL,
    generation INTEGER NOT NULL,
    ssh_port   INTEGER NOT NULL UNIQUE,
    mac        TEXT    NOT NULL,
    ipv6       TEXT
) STRICT;

-- Ports of the pool that something else was found to listen on.
CREATE TABLE quarantine (
    port  INTEGER NOT NULL PRIMARY KEY,
    since INTEGER NOT NULL -- milliseconds since 1970-01-01T00:00Z
) STRICT;
