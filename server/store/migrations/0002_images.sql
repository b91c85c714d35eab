-- Which life of the log it is, and how much of it is in a backup.
ALTER TABLE plan ADD COLUMN epoch TEXT NOT NULL DEFAULT '';
ALTER TABLE plan ADD COLUMN backed_up INTEGER NOT NULL DEFAULT 0;
UPDATE plan SET epoch = lower(hex(randomblob(10)));

ALTER TABLE log RENAME TO log_before;

-- One row per transaction: the entry as it was sequenced, and the chain up to it.
CREATE TABLE log (
    plan  TEXT NOT NULL REFERENCES plan (id),
    seq   INTEGER NOT NULL,
    body  BLOB NOT NULL,
    chain BLOB NOT NULL,
    PRIMARY KEY (plan, seq)
) STRICT;

-- Where each transaction is, in the log or in a segment.
CREATE TABLE log_key (
    plan    TEXT NOT NULL REFERENCES plan (id),
    client  TEXT NOT NULL,
    counter INTEGER NOT NULL,
    seq     INTEGER NOT NULL,
    PRIMARY KEY (plan, client, counter)
) STRICT, WITHOUT ROWID;

-- Whose each client is: its first transaction's author.
CREATE TABLE client (
    plan   TEXT NOT NULL REFERENCES plan (id),
    client TEXT NOT NULL,
    owner  TEXT NOT NULL,
    PRIMARY KEY (plan, client)
) STRICT, WITHOUT ROWID;

INSERT INTO log SELECT plan, seq, body, chain FROM log_before;
INSERT INTO log_key SELECT plan, client, counter, seq FROM log_before;
INSERT INTO client
    SELECT plan, client, author_of(body) FROM log_before WHERE (plan, seq) IN (
        SELECT plan, min(seq) FROM log_before GROUP BY plan, client
    );
DROP TABLE log_before;

-- Rows of the log that have been packed: `first` to `last`, all of them.
CREATE TABLE segment (
    plan   TEXT NOT NULL REFERENCES plan (id),
    first  INTEGER NOT NULL,
    last   INTEGER NOT NULL,
    packed BLOB NOT NULL,
    PRIMARY KEY (plan, first)
) STRICT;

CREATE TABLE image (
    plan TEXT PRIMARY KEY REFERENCES plan (id),
    head BLOB NOT NULL
) STRICT;

CREATE TABLE image_chunk (
    plan  TEXT NOT NULL REFERENCES plan (id),
    place INTEGER NOT NULL,
    chunk BLOB NOT NULL,
    PRIMARY KEY (plan, place)
) STRICT;

CREATE TABLE role (
    plan   TEXT NOT NULL REFERENCES plan (id),
    person TEXT NOT NULL,
    role   TEXT NOT NULL,
    PRIMARY KEY (plan, person)
) STRICT, WITHOUT ROWID;

-- Refused transactions that wait for an administrator, in the order they came.
CREATE TABLE parked (
    id      INTEGER PRIMARY KEY,
    plan    TEXT NOT NULL REFERENCES plan (id),
    client  TEXT NOT NULL,
    counter INTEGER NOT NULL,
    author  TEXT NOT NULL,
    at_ms   INTEGER NOT NULL,
    refusal BLOB NOT NULL,
    body    BLOB NOT NULL,
    UNIQUE (plan, client, counter)
) STRICT;

CREATE TABLE server (
    id       INTEGER PRIMARY KEY CHECK (id = 1),
    seal_key BLOB NOT NULL
) STRICT;
