-- Parked transactions that an administrator has let go: the server puts them in order as soon as it sees them.
ALTER TABLE parked ADD COLUMN released INTEGER NOT NULL DEFAULT 0;
CREATE INDEX parked_by_release ON parked (released);
