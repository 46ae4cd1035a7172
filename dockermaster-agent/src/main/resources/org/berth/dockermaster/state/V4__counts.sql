-- How far an AM's requests for a sliver's generation have come, so that none is carried out twice or late.
CREATE TABLE counts (
    sliver       TEXT    NOT NULL PRIMARY KEY,
    generation   INTEGER NOT NULL,
    restarts     INTEGER NOT NULL,
    user_changes INTEGER NOT NULL
) STRICT;
