-- People are listed by name. With this, all that a person's row says is in the file twice, and so is what a plan's or a
-- log's row says but for what the chain covers: a check of the file finds damage to either copy.
CREATE INDEX person_by_name ON person (name);
