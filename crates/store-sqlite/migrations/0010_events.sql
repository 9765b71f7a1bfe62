-- What the systems of a care fund are told, in order (interfaces.md, "/v1/fund/events"): never edited.
CREATE TABLE fund_event (
    id INTEGER PRIMARY KEY,
    fund INTEGER NOT NULL,
    number INTEGER,
    at INTEGER NOT NULL,
    kind TEXT NOT NULL,
    body TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX fund_event_number ON fund_event (fund, number);
