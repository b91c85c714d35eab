-- A check of the file compares every index with its table: what an index says is in the file twice, and damage to either
-- copy is found. These say what neither the indices of the primary keys do, nor a checksum covers: the chain is one over
-- the log, images and segments carry their own, and the keys are added up for each client.
CREATE INDEX person_by_name ON person (name);
CREATE INDEX plan_by_standing ON plan (epoch, backed_up, created_ms);
CREATE INDEX client_by_owner ON client (plan, owner);
CREATE INDEX segment_by_last ON segment (plan, last);
CREATE INDEX role_by_role ON role (plan, role);
CREATE INDEX parked_by_all ON parked (author, at_ms, refusal, body);
CREATE INDEX server_by_key ON server (seal_key);

-- How many transactions the client has in the log, and what their keys and places add up to.
ALTER TABLE client ADD COLUMN transactions INTEGER NOT NULL DEFAULT 0;
ALTER TABLE client ADD COLUMN total INTEGER NOT NULL DEFAULT 0;
UPDATE client SET (transactions, total) = (
    SELECT count(*), coalesce(sum(counter % 1000003 + seq % 1000003), 0) FROM log_key
    WHERE log_key.plan = client.plan AND log_key.client = client.client
);
