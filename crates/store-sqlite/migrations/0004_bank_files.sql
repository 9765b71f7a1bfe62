-- Files of the bank that a fund took in: the same bytes again change nothing.
CREATE TABLE bank_file (
    fund INTEGER NOT NULL,
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    taken_at INTEGER NOT NULL,
    PRIMARY KEY (fund, hash)
) STRICT, WITHOUT ROWID;
