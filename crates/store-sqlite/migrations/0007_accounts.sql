-- Accounts of people. A password stands here as its hash alone; the secret of the second factor is given out once.
CREATE TABLE account (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    display_name TEXT NOT NULL,
    fund INTEGER,
    facility INTEGER REFERENCES facility (id),
    role TEXT NOT NULL,
    provider TEXT,
    password TEXT,
    second_factor BLOB,
    last_step INTEGER,
    failures INTEGER NOT NULL,
    locked_until INTEGER,
    disabled_at INTEGER,
    made_at INTEGER NOT NULL
) STRICT;

-- Sessions, by the hash of their token: who reads this table signs in as nobody.
CREATE TABLE session (
    token BLOB NOT NULL PRIMARY KEY CHECK (length(token) = 32),
    account INTEGER NOT NULL REFERENCES account (id),
    is_whole INTEGER NOT NULL,
    made_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX session_of_account ON session (account);
CREATE INDEX session_ends ON session (ends_at);

-- Who looked at which person, when, on which page and why.
CREATE TABLE look (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    fund INTEGER,
    facility INTEGER REFERENCES facility (id),
    actor TEXT NOT NULL,
    account TEXT NOT NULL,
    use_case TEXT NOT NULL,
    reason TEXT,
    person INTEGER REFERENCES person (id),
    dossier INTEGER REFERENCES dossier (id)
) STRICT;
CREATE INDEX look_of_fund ON look (fund, id);
CREATE INDEX look_of_account ON look (fund, account, id);
CREATE INDEX look_at_person ON look (person, id);
