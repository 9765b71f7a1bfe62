-- Certificates that the agency bound to whom they are of; an end before their time is added once, nothing else is edited.
CREATE TABLE bound_certificate (
    id INTEGER PRIMARY KEY,
    fingerprint BLOB NOT NULL UNIQUE,
    subject TEXT NOT NULL,
    issuer TEXT NOT NULL,
    valid_from INTEGER NOT NULL,
    valid_to INTEGER NOT NULL,
    facility INTEGER REFERENCES facility (id),
    fund INTEGER,
    is_pinned INTEGER NOT NULL,
    bound_by TEXT NOT NULL,
    bound_at INTEGER NOT NULL,
    ended_at INTEGER,
    ended_by TEXT,
    end_reason TEXT,
    replaced_by INTEGER REFERENCES bound_certificate (id),
    CHECK (facility IS NULL OR fund IS NULL),
    CHECK ((ended_at IS NULL) = (ended_by IS NULL) AND (ended_at IS NULL) = (end_reason IS NULL))
) STRICT;
CREATE INDEX bound_certificate_of ON bound_certificate (facility, fund);

-- Versions of software that are attested, and which facility uses which: superseded, never edited.
CREATE TABLE attested_software (
    row_id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    version TEXT NOT NULL,
    valid_from INTEGER NOT NULL,
    valid_to INTEGER,
    recorded_at INTEGER NOT NULL,
    superseded_at INTEGER
) STRICT;
CREATE UNIQUE INDEX attested_software_now ON attested_software (name, version) WHERE superseded_at IS NULL;
CREATE TABLE software_in_use (
    row_id INTEGER PRIMARY KEY,
    facility INTEGER NOT NULL REFERENCES facility (id),
    name TEXT NOT NULL,
    version TEXT NOT NULL,
    valid_from INTEGER NOT NULL,
    valid_to INTEGER,
    recorded_at INTEGER NOT NULL,
    superseded_at INTEGER
) STRICT;
CREATE UNIQUE INDEX software_in_use_now ON software_in_use (facility, name, version) WHERE superseded_at IS NULL;
