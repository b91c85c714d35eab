ALTER TABLE replica ADD COLUMN epoch TEXT NOT NULL DEFAULT '';
ALTER TABLE replica ADD COLUMN backed_up INTEGER NOT NULL DEFAULT 0;
-- The newest point of the log that the server has put its seal on.
ALTER TABLE replica ADD COLUMN sealed BLOB;
-- Where the file was when it was last opened: somewhere else it is a copy. '' where nobody has noted it.
ALTER TABLE replica ADD COLUMN whereabouts TEXT NOT NULL DEFAULT '';

-- An image of the first version is read no more. Where the log is here from its first row on it gives the same plan;
-- otherwise the server sends another image.
DROP TABLE image;

-- The plan at one seq, so that a start need not replay the whole log, and the log need not be here.
CREATE TABLE image (
    id   INTEGER PRIMARY KEY CHECK (id = 1),
    seq  INTEGER NOT NULL,
    head BLOB NOT NULL
) STRICT;

CREATE TABLE image_chunk (
    place INTEGER PRIMARY KEY,
    chunk BLOB NOT NULL
) STRICT;

-- An image of which some chunks have arrived.
CREATE TABLE incoming_head (
    id   INTEGER PRIMARY KEY CHECK (id = 1),
    head BLOB NOT NULL
) STRICT;

CREATE TABLE incoming_chunk (
    place INTEGER PRIMARY KEY,
    chunk BLOB NOT NULL
) STRICT;

ALTER TABLE outbox RENAME TO outbox_before;

-- What is pending, in the order of its places, which may be below zero.
CREATE TABLE outbox (
    place   INTEGER PRIMARY KEY,
    client  TEXT NOT NULL,
    counter INTEGER NOT NULL,
    body    BLOB NOT NULL,
    UNIQUE (client, counter)
) STRICT;

INSERT INTO outbox SELECT counter, (SELECT client FROM replica), counter, body FROM outbox_before;
DROP TABLE outbox_before;

-- Own transactions that have their places in the log, until they are in a backup of it.
CREATE TABLE own (
    client  TEXT NOT NULL,
    counter INTEGER NOT NULL,
    seq     INTEGER NOT NULL,
    body    BLOB NOT NULL,
    PRIMARY KEY (client, counter)
) STRICT;

CREATE INDEX own_by_seq ON own (seq);

ALTER TABLE undo RENAME TO undo_before;

CREATE TABLE undo (
    id      INTEGER PRIMARY KEY,
    client  TEXT NOT NULL,
    counter INTEGER NOT NULL,
    ops     BLOB NOT NULL,
    UNIQUE (client, counter)
) STRICT;

INSERT INTO undo SELECT counter, (SELECT client FROM replica), counter, ops FROM undo_before;
DROP TABLE undo_before;

-- Edits that met others: what the person has been told, and when.
CREATE TABLE met (
    id        INTEGER PRIMARY KEY,
    at_ms     INTEGER NOT NULL,
    body      BLOB NOT NULL,
    is_unread INTEGER NOT NULL DEFAULT 1
) STRICT;

ALTER TABLE draft RENAME TO draft_before;

CREATE TABLE draft (
    node   TEXT NOT NULL,
    field  TEXT NOT NULL,
    period TEXT NOT NULL,
    part   TEXT NOT NULL,
    text   TEXT NOT NULL,
    PRIMARY KEY (node, field, period, part)
) STRICT;

INSERT INTO draft SELECT node, field, period, '', text FROM draft_before;
DROP TABLE draft_before;
