CREATE TABLE replica (
    id           INTEGER PRIMARY KEY CHECK (id = 1),
    client       TEXT NOT NULL,
    next_counter INTEGER NOT NULL,
    person       TEXT NOT NULL
) STRICT;

-- What the server confirmed, row by row.
CREATE TABLE log (
    seq   INTEGER PRIMARY KEY,
    body  BLOB NOT NULL,
    chain BLOB NOT NULL
) STRICT;

-- The plan at one seq, so that a start need not replay the whole log.
CREATE TABLE image (
    id    INTEGER PRIMARY KEY CHECK (id = 1),
    seq   INTEGER NOT NULL,
    chain BLOB NOT NULL,
    image BLOB NOT NULL
) STRICT;

CREATE TABLE outbox (
    counter INTEGER PRIMARY KEY,
    body    BLOB NOT NULL
) STRICT;

CREATE TABLE returned (
    id      INTEGER PRIMARY KEY,
    client  TEXT NOT NULL,
    counter INTEGER NOT NULL,
    body    BLOB NOT NULL,
    refusal BLOB NOT NULL,
    UNIQUE (client, counter)
) STRICT;

CREATE TABLE undo (
    counter INTEGER PRIMARY KEY,
    ops     BLOB NOT NULL
) STRICT;

CREATE TABLE draft (
    node   TEXT NOT NULL,
    field  TEXT NOT NULL,
    period TEXT NOT NULL,
    text   TEXT NOT NULL,
    PRIMARY KEY (node, field, period)
) STRICT;

-- Names behind author ids, as the server told them last.
CREATE TABLE person (
    id   TEXT PRIMARY KEY,
    name TEXT NOT NULL
) STRICT;
