-- A mark over each row that is nowhere else: see marked.py.
ALTER TABLE replica ADD COLUMN mark BLOB NOT NULL DEFAULT x'';
UPDATE replica SET mark = mark(
    'replica', id, client, next_counter, person, epoch, backed_up, sealed, whereabouts
);
ALTER TABLE outbox ADD COLUMN mark BLOB NOT NULL DEFAULT x'';
UPDATE outbox SET mark = mark('outbox', place, client, counter, body);
ALTER TABLE own ADD COLUMN mark BLOB NOT NULL DEFAULT x'';
UPDATE own SET mark = mark('own', client, counter, seq, body);
ALTER TABLE returned ADD COLUMN mark BLOB NOT NULL DEFAULT x'';
UPDATE returned SET mark = mark('returned', id, client, counter, body, refusal);
ALTER TABLE undo ADD COLUMN mark BLOB NOT NULL DEFAULT x'';
UPDATE undo SET mark = mark('undo', id, client, counter, ops);
ALTER TABLE draft ADD COLUMN mark BLOB NOT NULL DEFAULT x'';
UPDATE draft SET mark = mark('draft', node, field, period, part, text);

-- What is left of rows that are not as they were put.
CREATE TABLE damaged (
    id     INTEGER PRIMARY KEY,
    source TEXT NOT NULL,
    row    BLOB NOT NULL
) STRICT;
