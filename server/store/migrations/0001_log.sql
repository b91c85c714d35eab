-- People appear in the log as ids; their names are here alone.
CREATE TABLE person (
    id    TEXT PRIMARY KEY,
    login TEXT NOT NULL UNIQUE,
    name  TEXT NOT NULL
) STRICT;

CREATE TABLE plan (
    id         TEXT PRIMARY KEY,
    name       TEXT NOT NULL UNIQUE,
    created_ms INTEGER NOT NULL
) STRICT;

-- One row per transaction: the entry as it was sequenced, and the chain up to it.
CREATE TABLE log (
    plan    TEXT NOT NULL REFERENCES plan (id),
    seq     INTEGER NOT NULL,
    client  TEXT NOT NULL,
    counter INTEGER NOT NULL,
    body    BLOB NOT NULL,
    chain   BLOB NOT NULL,
    PRIMARY KEY (plan, seq),
    UNIQUE (plan, client, counter)
) STRICT;
