-- The accounts that a sliver's container should have: for an AM that has lost its own store.
CREATE TABLE account (
    sliver   TEXT    NOT NULL,
    position INTEGER NOT NULL,
    login    TEXT    NOT NULL,
    ssh_keys TEXT    NOT NULL, -- OpenSSH public key lines
    PRIMARY KEY (sliver, login)
) STRICT;
