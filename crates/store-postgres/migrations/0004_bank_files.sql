-- Files of the bank that a fund took in: the same bytes again change nothing.
CREATE TABLE bank_file (
    fund integer NOT NULL,
    hash bytea NOT NULL CHECK (length(hash) = 32),
    taken_at bigint NOT NULL,
    PRIMARY KEY (fund, hash)
);
