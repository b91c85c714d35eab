-- A check of the file compares every index with its table: what an index says is in the file twice, and damage to either
-- copy is found. These say what neither the indices of the primary keys do, nor a checksum covers: the chain is one over
-- the log, and images and segments carry their own.
CREATE INDEX person_by_name ON person (name);
CREATE INDEX plan_by_standing ON plan (epoch, backed_up, created_ms);
CREATE INDEX log_key_by_seq ON log_key (plan, seq);
CREATE INDEX client_by_owner ON client (plan, owner);
CREATE INDEX segment_by_last ON segment (plan, last);
CREATE INDEX role_by_role ON role (plan, role);
CREATE INDEX parked_by_all ON parked (author, at_ms, refusal, body);
CREATE INDEX server_by_key ON server (seal_key);
