-- Subscriptions of software that is called when there is something to read, and how far each has come.
CREATE TABLE webhook (
    id INTEGER PRIMARY KEY,
    facility INTEGER REFERENCES facility (id),
    fund INTEGER,
    address TEXT NOT NULL,
    is_internal INTEGER NOT NULL,
    secret BLOB NOT NULL,
    began_behind INTEGER NOT NULL,
    made_by TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    last_number INTEGER NOT NULL,
    delivered INTEGER NOT NULL,
    failures INTEGER NOT NULL,
    last_fault TEXT,
    next_at INTEGER NOT NULL,
    claimed_until INTEGER,
    paused_at INTEGER,
    removed_at INTEGER,
    CHECK ((facility IS NULL) <> (fund IS NULL))
) STRICT;
